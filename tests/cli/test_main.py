"""The command as a person meets it: what it prints, how it ends, what it leaves."""

import datetime as dt
import os
import re
import shlex
import shutil
import subprocess
import sys
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from scouting import paths
from scouting.cli.main import TASKS, main
from scouting.own.tables import TABLES
from scouting.pages.early_warning import backtest_words


def ask(*words):
    return CliRunner().invoke(main, list(words))


MISTAKES = {
    "a misspelt council": (["Wilshire"], ["Unknown council 'Wilshire'. Did you mean Wiltshire?", "scouting councils"]),
    "an unknown council": (["Atlantis"], ["Unknown council 'Atlantis'.", "data/catalog/areas.csv"]),
    "an abolished council": (
        ["Cumbria"],
        ["Cumbria ended on 31 March 2023", "Cumberland and Westmorland and Furness", 'report "Cumbria" --last-period'],
    ),
    "an unknown set": (
        ["Wiltshire", "--neighbours", "dfe_2025_5"],
        ["Unknown neighbour set 'dfe_2025_5'. Did you mean dfe_2025_05", "region"],
    ),
    "an unknown indicator": (
        ["Wiltshire", "--indicators", "re_referals,x_y_z"],
        ["Unknown indicator 're_referals'. Did you mean re_referrals?", "Unknown indicator 'x_y_z'."],
    ),
    "everything at once": (
        ["Wilshire", "--neighbours", "nobody", "--indicators", "nothing_such"],
        ["3 problems", "'Wilshire'", "'nobody'", "'nothing_such'"],
    ),
    "a council the old set leaves out": (
        ["Westmorland and Furness", "--neighbours", "dfe_2021_04"],
        ["Westmorland and Furness is not in the set 'dfe_2021_04'", "--neighbours region"],
    ),
    "a path for a name": (["../../etc/passwd"], ["Unknown council '../../etc/passwd'."]),
    "an unknown option": (["Wiltshire", "--neighbors", "region"], ["No such option", "--neighbours"]),
    "no indicator": (["Wiltshire", "--indicators", ","], ["No indicator was named"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_with_status_2_and_writes_nothing(mistake, tmp_path):
    words, wanted = MISTAKES[mistake]
    answer = ask("report", *words, "--out", str(tmp_path / "out"))
    assert answer.exit_code == 2
    for part in wanted:
        assert part in answer.output
    assert "Traceback" not in answer.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("words", "status", "heavy"), [
    (["--help"], 0, []),
    (["councils", "Hull"], 0, ["pandas"]),
    (["report", "Atlantis"], 2, ["pandas"]),
], ids=["help", "councils", "an unknown council"])  # fmt: skip
def test_what_needs_no_figures_waits_for_nothing_heavy(words, status, heavy):
    """In a process of its own: help reads no table, and a wrong name is told before any kernel makes ready."""
    code = (
        "import sys; from scouting.cli.main import main\n"
        f"try: main({words!r})\n"
        "except SystemExit as end: code = end.code\n"
        "names = ('pandas', 'scipy', 'matplotlib', 'papermill', 'jupyter_client', 'jsonschema')\n"
        "print(code, [name for name in names if name in sys.modules])"
    )
    env = os.environ | {"PYTHONPATH": str(paths.ROOT / "lib")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"{status} {heavy}"


@pytest.mark.parametrize("name", ["a/b", "..", "'\"; rm -rf", "Ynys Môn", "x" * 5000, "=1+1"])
def test_no_name_becomes_a_path(name, tmp_path):
    answer = ask("report", name, "--out", str(tmp_path))
    assert answer.exit_code == 2 and "Unknown council" in answer.output
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written_says_where(tmp_path):
    (tmp_path / "file").write_text("in the way")
    answer = ask("report", "Rutland", "--indicators", "re_referrals", "--out", str(tmp_path / "file"))
    assert answer.exit_code == 2
    assert "Could not write" in answer.output and "Nothing was changed" in answer.output
    assert (tmp_path / "file").read_text() == "in the way"


def test_councils_lists_those_of_today_and_tells_of_the_others(data):
    lines = ask("councils").output.splitlines()
    areas = data.catalog.areas
    for code, row in areas[areas.dfe_number.str.match("[2-9]")].iterrows():
        if row.type in ("region", "part_region", "country"):
            continue
        line = next(x for x in lines if x.startswith(code))
        assert row["name"] in line and ("ended" in line) == bool(row.valid_to)
    assert ask("councils", "scilly").output.count("\n") == 1


def test_indicators_lists_every_id(data):
    text = ask("indicators").output
    assert [i for i in data.catalog.indicators.index if i not in text] == []
    assert "re_referrals" in ask("indicators", "REFERRAL").output
    assert "cost_fostering" not in ask("indicators", "referral").output


def test_neighbours_lists_every_set_with_publisher_and_count():
    answer = ask("neighbours")
    assert "A council's own sets are listed with the council" in answer.stderr
    lines = answer.stdout.splitlines()
    by_name = {line.split()[0]: line for line in lines}
    assert list(by_name)[:4] == ["dfe_2025_05", "dfe_2021_04", "ons_demographic", "ons_2025_10"]
    assert list(by_name)[-3:] == ["region", "type", "england"]
    assert "(Department for Education, 2025-05): 10 councils" in by_name["dfe_2025_05"]
    assert "(Office for National Statistics, 2025-10): 15 councils" in by_name["ons_2025_10"]
    assert by_name["nhs_adult"].endswith(": 15 councils")


def test_neighbours_offers_no_option_that_it_lacks():
    text = ask("neighbours", "Westmorland and Furness").output
    assert "Westmorland and Furness is not in the set 'dfe_2021_04'" in text and "--neighbours" not in text


def test_neighbours_of_a_council_side_by_side(data):
    text = ask("neighbours", "865").output
    for set_id in ("dfe_2025_05", "nhs_adult"):
        assert data.neighbours(set_id, "E06000054").described in text
    rows = {line[:37].strip(): line[37:].split() for line in text.partition("Neighbour, with")[2].splitlines()[1:]}
    # In neither of DfE's sets; fifth in Table 3 of ONS's file of October 2025.
    assert rows["Somerset"] == ["2", "5", "4", "1"]
    ranked = [*data.catalog.neighbour_sets.set_id, "children_z", "nhs_adult"]
    assert len(rows) == len({c for set_id in ranked for c in data.neighbours(set_id, "E06000054").codes})
    text = ask("neighbours", "Isles of Scilly").output
    assert "Isles of Scilly is not in the set 'nhs_adult'" in text and "the recipe leaves it out" in text
    wrong = ask("neighbours", "Wilshire")
    assert wrong.exit_code == 2 and "Did you mean Wiltshire?" in wrong.output


def test_a_broken_recipe_is_said_on_the_terminal(tmp_path, monkeypatch):
    """It stops neither command, and each names it; the report is stopped by what stands in its folder."""
    for path in paths.RECIPES.glob("*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (paths.RECIPES / "nhs_adult.yml").read_text(encoding="utf-8").replace("weight: 1", "weight: -1", 1)
    (tmp_path / "mine.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("scouting.paths.RECIPES", tmp_path)
    folder = tmp_path / "out" / "rutland-re-referrals"
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text("keep")
    wrong = "mine.yml: The weight of"
    told = ask("report", "Rutland", "--indicators", "re_referrals", "--out", str(tmp_path / "out"))
    assert f"A neighbour set is left out. data/recipes/{wrong}" in told.stderr and "letter.txt" in told.stderr
    told = ask("neighbours", "Rutland")
    assert told.exit_code == 0 and wrong in told.stderr and wrong not in told.stdout
    assert ask("data", "check").exit_code == 2


def test_an_own_set_is_listed_for_the_council_that_has_it(tmp_path, monkeypatch):
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)
    rows = [f"m4,The M4 group,South West,2026-01-01,E06000054,{code}," for code in ("E06000015", "E06000066")]
    (tmp_path / "neighbours.csv").write_text("\n".join([",".join(TABLES["neighbours"]), *rows]) + "\n")
    lines = ask("neighbours", "Wiltshire").stdout.splitlines()
    assert "m4               The M4 group (South West, January 2026): 2 councils" in lines
    place = next(line for line in lines if line.startswith("Neighbour, with")).index("m4") + 1
    assert [line[place] for name in ("Derby", "Somerset") for line in lines if line.startswith(f"{name} ")] == [
        "1",
        "2",
    ]
    assert "m4" not in ask("neighbours", "Derby").output


def pages(data):
    """The page of every release that is read for figures; lists of the catalogue have sources that are not."""
    known = data.catalog
    read = {*known.indicators.source_id, *known.series.source_id, *data.values.source_id.unique()}
    return known.sources.landing_page[known.sources.source_id.isin(read)].tolist()


def test_build_with_an_empty_folder_names_every_missing_release_and_changes_nothing(tmp_path, data):
    before = paths.STORE.read_bytes()
    answer = ask("data", "build", "--releases", str(tmp_path))
    assert answer.exit_code == 2
    assert [page for page in pages(data) if page not in answer.output] == []
    assert paths.STORE.read_bytes() == before


def commands(group=main, path=()):
    """Every command by the words that are typed."""
    for name, command in group.commands.items():
        yield from commands(command, (*path, name)) if isinstance(command, click.Group) else [((*path, name), command)]


def test_help_reads_like_a_page():
    """Every command once, under its task, in a line of its own; examples; where to go next."""
    answer = ask("--help")
    lines = answer.output.splitlines()
    listed = [name for lines_of in TASKS.values() for name in lines_of]
    assert sorted(listed) == sorted(" ".join(path) for path, _ in commands())
    said = [line.split() for line in lines]
    for task, lines_of in TASKS.items():
        assert f"{task}:" in lines
        assert [name for name, why in lines_of.items() if [*name.split(), *why.split()] not in said] == []
    assert max(map(len, lines)) <= 80 and len(lines) < 60
    for page in re.findall(r"docs/\w+\.md", answer.output):
        assert (paths.ROOT / page).is_file(), page


@pytest.mark.parametrize("path", [" ".join(path) for path, _ in commands()])
def test_every_command_ends_its_help_with_an_example_that_can_be_typed(path):
    text = ask(*path.split(), "--help").output
    found = re.findall(rf"^ +(scouting {path}\b.*)$", text.partition("Example")[2], re.MULTILINE)
    assert found, text
    command = dict((" ".join(words), made) for words, made in commands())[path]
    for line in found:
        command.make_context(path, shlex.split(line)[1 + len(path.split()) :])  # a wrong option would be refused


WORDS = {
    "reprot": "Did you mean report?",
    "check": "Did you mean data check or weights check?",
    "template": "Did you mean data template?",
    "chek": "Did you mean data check or weights check?",
    "weigths": "Did you mean weights?",
    "weights chek": "Did you mean check?",
    "league": "Commands are listed by",
}


@pytest.mark.parametrize("words", WORDS)
def test_an_unknown_command_leads_to_the_nearest(words):
    answer = ask(*words.split())
    assert answer.exit_code == 2 and f"No such command '{words.split()[-1]}'." in answer.output
    assert WORDS[words] in " ".join(answer.output.split())


@pytest.fixture
def store(tmp_path, monkeypatch, data):
    """A store of repeat child protection plans in the place of the project's own."""
    from scouting.ingest import build, editions

    rows, log = build.read(paths.STORE)
    rows, log = (table[table.source_id == "dfe_cpp_repeat_2025"].reset_index(drop=True) for table in (rows, log))
    path = tmp_path / "store" / "values.parquet"
    build.store_of(editions.as_releases(log, rows), data.catalog, path)
    monkeypatch.setattr(paths, "STORE", path)
    return path


HEAD = "time_period,geographic_level,region_code,old_la_code,new_la_code,la_name,category,CPP_start,CPP_subsequent,"
HEAD += "CPP_subsequent_percent\n"
TABLE = "Child Protection Plans which are a second or subsequent plan"


def test_data_add_takes_the_next_year_and_refuses_a_cut_one_and_a_web_page(tmp_path, store):
    from scouting import values

    before = store.read_bytes()
    page, short = tmp_path / "d3_2026.csv", tmp_path / "download (3)"
    page.write_text("<html><title>Sorry</title></html>")
    short.write_text(HEAD + f"2026,Local authority,E12000009,865,E06000054,Wiltshire,{TABLE},200,50,25\n")
    result = ask("data", "add", str(page), str(tmp_path / "gone.csv"))
    assert result.exit_code == 2
    assert "d3_2026.csv is a web page, not the release: 'Sorry'." in result.stderr and "is not there" in result.stderr
    result = ask("data", "add", str(short))
    assert result.exit_code == 2 and "1 figures of cp_plans_repeat for the period to 31 March 2026" in result.stderr
    assert store.read_bytes() == before
    result = ask("data", "add", "--force", str(short))
    assert result.exit_code == 0 and "New: 2026, 1 figures" in result.stdout
    (new,) = values.read(areas=["E06000054"], path=store).query("period == '2026'").itertuples()
    assert (new.value, new.numerator, new.denominator) == (25, 50, 200)
    again = ask("data", "add", "--source", "dfe_cpp_repeat_2025", str(short))
    assert again.exit_code == 0 and again.stdout.endswith("Nothing new: the store is as it was.\n")


def test_data_sources_names_every_page_and_ends_well(data):
    result = ask("data", "sources")
    assert result.exit_code == 0 and "scouting data add FILE" in result.stdout
    assert [page for page in pages(data) if page not in result.stdout] == []


@pytest.mark.parametrize("held", ["store", pytest.param("everything", marks=pytest.mark.long)])
def test_check_tells_in_short_what_is_held_missing_and_odd(held, request, tmp_path, monkeypatch):
    """Of one release, without the recipes that ask for others; in the long run of all."""
    if held == "store":
        request.getfixturevalue("store")
        monkeypatch.setattr("scouting.paths.RECIPES", tmp_path)
    answer = ask("data", "check")
    assert answer.exit_code == 0, answer.output
    for start in (
        "The catalogue and the store are sound",
        "Coverage: ",
        "Gaps: ",
        "Breaks: ",
        "Odd figures",
        "Verdicts against",
    ):
        assert any(line.startswith(start) for line in answer.output.splitlines()), start


@pytest.mark.long
def test_backtest_writes_its_table_and_tells_the_result(tmp_path, monkeypatch, data):
    folder = shutil.copytree(paths.CATALOG, tmp_path / "catalog")
    kept = (folder / "backtest.csv").read_text(encoding="utf-8")
    (folder / "backtest.csv").write_text(kept.splitlines()[0] + "\n", encoding="utf-8")
    monkeypatch.setattr("scouting.paths.CATALOG", folder)
    answer = ask("data", "backtest")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == backtest_words.backtest_sentences(data.catalog.backtest)
    assert len((folder / "backtest.csv").read_text(encoding="utf-8").splitlines()) == len(kept.splitlines())
    refused = ask("data", "backtest", "--releases", str(tmp_path / "nowhere"))
    assert refused.exit_code == 2 and "is missing" in refused.stderr and "Ofsted" in refused.stderr


def _ran(*words, **more):
    command = [sys.executable, "-m", "scouting.cli", *words]
    return subprocess.run(command, capture_output=True, timeout=120, **more)


@pytest.mark.skipif(
    sys.platform == "win32", reason="limits, folders in use and names of bytes are another matter there"
)
def test_what_the_system_refuses_is_a_sentence_and_leaves_nothing(tmp_path):
    import resource

    def few_bytes():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    out, env = tmp_path / "out", {**os.environ, "PYTHONPATH": str(paths.ROOT / "lib")}
    gone = tmp_path / "gone"
    gone.mkdir()
    template = ("data", "template", "--out")
    asked = {
        "File too large": _ran(*template, str(out), env=env, preexec_fn=few_bytes),
        "File name too long": _ran(*template, str(tmp_path / ("x" * 300)), env=env),
        "no text in this system's encoding": _ran(*template, os.fsencode(tmp_path) + b"/ab\xff", env=env),
        "is no longer there": _ran("councils", env=env, cwd=gone, preexec_fn=gone.rmdir),
    }
    for said, answer in asked.items():
        told = answer.stderr.decode()
        assert (answer.returncode, said in told, told.count("\n")) == (2, True, 1), told
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_clock_that_was_set_back_is_told(monkeypatch, tmp_path):
    from scouting.report import document

    class Then(dt.date):
        @classmethod
        def today(cls):
            return cls(2019, 1, 1)

    monkeypatch.setattr(document, "dt", SimpleNamespace(date=Then))
    answer = ask("report", "Derby", "--out", str(tmp_path))
    assert (
        answer.exit_code == 2 and "This machine's clock says 1 January 2019, and there are figures to " in answer.output
    )
    assert list(tmp_path.iterdir()) == []
