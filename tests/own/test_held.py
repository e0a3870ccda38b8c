"""What was added is listed, replaced and removed: whole or in part, from all tables or from none."""

import datetime as dt
import os
import shutil

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting import catalog, paths
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.own import add, held, seen, visits
from scouting.study import study

TODAY = dt.date(2026, 5, 4)
FIGURES = """council,indicator_id,period,value,numerator,denominator,share
Wiltshire,visits_in_time,2024-25,,150,200,own
Wiltshire,visits_in_time,2025-07,,150,200,own
Wiltshire,re_referrals,2025,,120,480,region
Kent,visits_in_time,2025,c,,,public
"""
INDICATORS = """indicator_id,title,service,unit,polarity,statistic,publisher,link
visits_in_time,Visits made in time,children,%,high_is_good,proportion,,
beds,Beds,adults,beds,no_judgement,count,Acme Stats,https://example.org/beds
"""
TARGETS = "council,indicator_id,target\nWiltshire,visits_in_time,90\nKent,re_referrals,20\n"
SETS = "set_id,title,council,neighbour\nours,Our group,Wiltshire,Kent\nours,Our group,Kent,Wiltshire\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A folder with a row or two of everything."""
    home = tmp_path_factory.mktemp("filled")
    folder, known = home / "local", catalog.read()
    for name, text in (("i", INDICATORS), ("f", FIGURES), ("t", TARGETS), ("s", SETS)):
        (home / f"{name}.csv").write_text(text, encoding="utf-8")
        add.add_own(home / f"{name}.csv", today=TODAY, folder=folder)
    visits.note_down(known, "Wiltshire", "Kent", "front door", "watches", "copy", date="2026-03-01", folder=folder)
    visits.note_down(known, "Kent", "Wiltshire", "front door", "watches", "copy", date="2026-03-02", folder=folder)
    policies = "council,policy,value,share,note\nKent County Council,charge,20,own,\nWiltshire,charge,21,own,\n"
    (folder / "policies.csv").write_text(policies, encoding="utf-8")
    return folder


@pytest.fixture
def local(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    return shutil.copytree(filled, tmp_path / "local")


def run(*words):
    answer = CliRunner().invoke(main, list(words))
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.output, answer.exit_code


def left(local):
    """How many rows each table has."""
    return {path.stem: len(pd.read_csv(path)) for path in sorted(local.glob("*.csv"))}


ALL = {"figures": 4, "indicators": 2, "neighbours": 2, "policies": 2, "targets": 2, "visits": 2}


def test_what_is_held_is_listed(local):
    said, code = run("data", "list")
    assert code == 0 and said.splitlines() == [
        "figures of re_referrals: 1 figure of Wiltshire; 2025; share region; local, unpublished; added 2026-05-04",
        "figures of visits_in_time: 3 figures (1 without a value) of Kent, Wiltshire; 3 periods from 2024-25 to "
        "2025-07; share own, public; local, unpublished; added 2026-05-04",
        "indicator beds: Beds; Acme Stats (https://example.org/beds); added 2026-05-04",
        "indicator visits_in_time: Visits made in time; no publisher given; added 2026-05-04",
        "target of visits_in_time: Wiltshire 90; added 2026-05-04",
        "target of re_referrals: Kent 20; added 2026-05-04",
        "neighbours ours: Our group; 2 councils, 2 neighbours; added 2026-05-04",
        "policies: 2 rows of Kent County Council, Wiltshire",
        "visits: 2 rows of Kent, Wiltshire",
    ]


REMOVED = {
    ("--indicator", "visits_in_time"): {"figures": 1, "indicators": 1, "targets": 1},
    ("--indicator", "beds"): {"indicators": 1},
    ("--indicator", "visits_in_time", "--period", "2025"): {"figures": 2},  # which 2024-25 is, too
    ("--indicator", "visits_in_time", "--period", "Jul-25"): {"figures": 3},
    ("--indicator", "visits_in_time", "--council", "865"): {"figures": 2, "targets": 1},
    ("--period", "2024/25"): {"figures": 1},
    ("--council", "Wiltshire"): {"figures": 1, "neighbours": 1, "policies": 1, "targets": 1, "visits": 1},
    ("--council", "Kent", "--table", "visits"): {"visits": 1},
    ("--table", "policies"): {"policies": 0},
    ("--set", "ours"): {"neighbours": 0},
    ("--all",): dict.fromkeys(ALL, 0),
}


#: Those that no other stands for.
TELLING = list(REMOVED)[:1] + list(REMOVED)[2:3] + [("--council", "Wiltshire"), ("--all",)]


@pytest.mark.parametrize(
    "words", [words if words in TELLING else pytest.param(words, marks=pytest.mark.long) for words in REMOVED]
)
def test_what_is_named_goes_and_everything_else_stays(local, words):
    said, code = run("data", "remove", *words)
    assert code == 0 and left(local) == ALL | REMOVED[words]
    assert len(said.splitlines()) == len(REMOVED[words]) and all(" removed, " in line for line in said.splitlines())
    seen.read(catalog.read(), local)  # nothing is left that cannot be
    visits.read(catalog.read(), local)
    if words == ("--all",):
        assert "holds nothing of your own" in run("data", "list")[0]


@pytest.mark.parametrize("council", ["Wiltshire", pytest.param("Kent", marks=pytest.mark.long)])
def test_no_councils_report_fails_on_what_is_gone(local, data, council):
    run("data", "remove", "--council", "Wiltshire")
    assert len(study(council, indicators="re_referrals", data=data).comparison) == 1


REFUSED = {
    (): "Say what to remove: --indicator, --period, --council, --set, --table, or --all for everything.",
    ("--indicator", "vists_in_time"): "Nothing is held for 'vists_in_time'. Did you mean visits_in_time? There is:",
    ("--council", "Wilshire"): "Unknown council 'Wilshire'. Did you mean Wiltshire?",
    ("--council", "Derby"): "Nothing held matches that, so nothing was removed. scouting data list shows what is held.",
    ("--period", "01/04/2025"): "Write 2025-04 for the month April 2025",
    ("--set", "region"): "Nothing is held for 'region'. There is: ours.",
    ("--table", "visit"): "There is no table 'visit'. Did you mean visits? The tables are: figures, indicators,",
    ("--table", "indicators"): "Figures or targets of visits_in_time would stay without their indicator",
    ("--all", "--council", "Kent"): "--all removes everything: leave it out to remove a part",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_removed_is_said_and_nothing_goes(local, words):
    before = {path: path.read_bytes() for path in local.glob("*")}
    said, code = run("data", "remove", *words)
    assert code == 2 and REFUSED[words] in said
    assert {path: path.read_bytes() for path in local.glob("*")} == before


def test_a_table_that_cannot_be_written_keeps_all_the_others(local, monkeypatch):
    before, replace = {path: path.read_bytes() for path in local.glob("*")}, os.replace

    def refuse(src, dst):
        if os.path.basename(dst) == "targets.csv":  # open in another program
            raise PermissionError(13, "Permission denied")
        replace(src, dst)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ScoutingError, match="Nothing was changed"):
        held.remove(held.Which(indicator="visits_in_time"))
    assert {path: path.read_bytes() for path in local.glob("*")} == before


def test_a_report_that_names_what_is_gone_says_so_in_one_sentence(local):
    run("data", "remove", "--indicator", "visits_in_time")
    said, code = run("report", "Wiltshire", "--indicators", "visits_in_time", "--out", str(local.parent / "out"))
    assert code == 2 and said.splitlines() == [
        "Error: Unknown indicator 'visits_in_time'. Indicators are listed in data/catalog/indicators.csv, your own by "
        "the command: scouting data list."
    ]
    assert not (local.parent / "out").exists()


def test_a_row_that_is_added_again_replaces_the_one_before_and_says_so(local):
    path = local.parent / "again.csv"
    path.write_text(FIGURES.replace("150,200,own", "151,200,own", 1), encoding="utf-8")
    lines = add.add_own(path, today=TODAY + dt.timedelta(days=9))
    assert lines == [f"{local / 'figures'}.csv: 4 figures read (1 replaced, 3 unchanged)."]
    table = seen.read(catalog.read(), local).figures
    assert table[table.numerator == 151].added.tolist() == ["2026-05-13"]
    assert table[table.numerator != 151].added.unique().tolist() == ["2026-05-04"]


def test_tables_of_before_these_columns_are_read_and_listed(local, data):
    for name, columns in (("figures", ["added"]), ("indicators", ["publisher", "source", "link", "added"])):
        path = local / f"{name}.csv"
        pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns=columns).to_csv(path, index=False)
    assert "added" not in "".join(line for line in held.listed(local) if line.startswith(("figures", "indicator")))
    assert study("Wiltshire", indicators="visits_in_time", data=data).indicators.title.tolist() == [
        "Visits made in time (local, unpublished)"
    ]


KEYS = st.tuples(st.sampled_from(["Kent", "Essex"]), st.sampled_from(["2023", "2024", "2024-25 Q2"]))


ROWS = st.dictionaries(KEYS, st.integers(5, 9), min_size=1)


def _taken_out(tmp_path_factory, rows, gone):
    folder = tmp_path_factory.mktemp("held") / "local"
    text = "council,indicator_id,period,value,numerator,denominator\n"
    text += "".join(f"{council},re_referrals,{period},,{n},90\n" for (council, period), n in rows.items())
    (folder.parent / "own.csv").write_text(text, encoding="utf-8")
    add.add_own(folder.parent / "own.csv", today=TODAY, folder=folder)
    which = held.Which(council=gone[0], period=gone[1], indicator="re_referrals")
    if gone in rows:
        held.remove(which, folder)
    else:
        with pytest.raises(ScoutingError, match="Nothing held matches that"):
            held.remove(which, folder)
    known = catalog.read()
    table = seen.read(known, folder).figures
    assert dict(zip(zip(table.area_code.map(known.name), table.period, strict=True), table.numerator, strict=True)) == {
        key: n for key, n in rows.items() if key != gone
    }


@settings(max_examples=3)
@given(rows=ROWS, gone=KEYS)
def test_removing_is_taking_a_key_out_of_a_dictionary(tmp_path_factory, rows, gone):
    _taken_out(tmp_path_factory, rows, gone)


@pytest.mark.long
@settings(max_examples=25)
@given(rows=ROWS, gone=KEYS)
def test_removing_any_key_is_taking_it_out_of_a_dictionary(tmp_path_factory, rows, gone):
    _taken_out(tmp_path_factory, rows, gone)


def test_what_reports_have_shown_is_neither_listed_nor_removed(local):
    """Without it the next report could show a total that gives a suppressed count away."""
    from scouting.own import shown

    (local / shown.NAME).write_text(
        ",".join(shown.COLUMNS) + "\nE06000054,re_referrals,2025,25,120,480,,5,2026-05-04\n"
    )
    (local / ".secret").write_text("kept")
    said, status = run("data", "list")
    assert status == 0 and "shown" not in said
    assert run("data", "remove", "--all")[1] == 0
    assert len(shown.read(local)) == 1 and (local / ".secret").read_text() == "kept"
    assert run("data", "remove", "--table", "shown")[1] == 2 and len(shown.read(local)) == 1
