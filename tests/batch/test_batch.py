"""A batch as it is run: what it leaves, what it leaves alone, and what one council's failure does to the others."""

import csv
import json
import re
import subprocess
import sys

import nbformat
import numpy as np
import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from scouting import __version__, paths
from scouting.batch import leave, state
from scouting.cli.main import main
from scouting.errors import ScoutingError

from .conftest import DIES, FAILS, pack

FINE = ["E06000054", "E09000001"]


@pytest.fixture(scope="module")
def ran(home, tmp_path_factory):
    """A batch of four councils by one worker: one fails, the kernel of another is killed. Its answer and folder."""
    out = tmp_path_factory.mktemp("packs") / "of four"
    home.write("four", pack([FAILS, *FINE, DIES], "re_referrals,looked_after_rate", fails=FAILS, dies=DIES))
    return home.run("four", "--out", str(out), "--workers", "1"), out


def stamps(out):
    return {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file() and path.name != "lock"}


def test_one_failure_stops_no_other_and_is_told_in_a_line(ran):
    answer, out = ran
    assert answer.returncode == 1, answer.stderr
    lines = answer.stdout.splitlines()
    assert lines[0] == "2 packs made, 2 failed, 0 unchanged."
    assert "Rutland: small.ipynb stopped in code cell 5: ValueError: the figures are <b>planted</b>" in lines
    assert [line for line in lines if line.startswith("Derby: small.ipynb stopped in code cell 5: DeadKernelError")]
    there = sorted(p.name for p in out.iterdir())
    assert there == [".batch", "city-of-london", "failed", "index.html", "manifest.csv", "manifest.json", "packs.xlsx",
                     "wiltshire"]  # fmt: skip
    assert sorted(p.name for p in (out / "wiltshire").iterdir()) == [
        "charts", "notebooks", "status.json", "tables", "wiltshire-room.html", "wiltshire.html", "wiltshire.pptx",
        "wiltshire.xlsx",
    ]  # fmt: skip


def test_the_notebook_that_failed_is_kept_with_its_error_marked(ran):
    _, out = ran
    for folder, wanted in (("rutland", "ValueError"), ("derby", "DeadKernelError")):
        book = nbformat.read(out / "failed" / folder / "small.ipynb", as_version=4)
        errors = [o for c in book.cells for o in c.get("outputs", []) if o.output_type == "error"]
        assert [e.ename for e in errors] == [wanted]
        assert any("papermill-error-cell-tag" in c.metadata.get("tags", []) for c in book.cells)
        assert book.metadata.papermill["parameters"]["out"] == ""


def test_nothing_leaks_from_one_councils_kernel_to_the_next(ran):
    """Four kernels are forked from one process, and each leaves what it can behind: none sees what another left.

    Modules, environment, folder, matplotlib's settings, fonts and open figures, pandas' options, warnings, numpy's
    errors and dice, decimal digits, locale, signal handlers, limits, threads, and the figures that all began with.
    """
    _, out = ran
    seen = [json.loads((out / f / "charts" / "seen.json").read_text()) for f in ("wiltshire", "city-of-london")]
    assert len({one.pop("pid") for one in seen}) == 2
    assert len({one.pop("random") for one in seen}) == 2, "Python seeds its dice anew after a fork"
    assert seen[0] == seen[1]
    assert seen[0]["names"] == [] and not seen[0]["threads"] and seen[0]["figures"] == [] and seen[0]["fonts"] > 5
    assert seen[0]["held"] != 7 and seen[0]["area"] == "Wiltshire" and seen[0]["prec"] == 28
    assert seen[0]["variable"] is None and not seen[0]["module"] and not seen[0]["path"] and seen[0]["title"] is None
    assert seen[0]["size"] == 10.0 and seen[0]["folder"] != "/"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_forked_kernel_begins_as_a_plain_one_does(ran, home, tmp_path):
    """What a notebook can see of its kernel is the same warm and cold, save what is each process's own."""
    _, out = ran
    answer = home.run("four", "--cold", "--councils", "E06000054", "--out", str(tmp_path / "cold"))
    assert answer.returncode == 0, answer.stderr
    warm, cold = (json.loads((o / "wiltshire" / "charts" / "seen.json").read_text()) for o in (out, tmp_path / "cold"))
    own = {"pid", "random", "numpy"}
    assert {k: v for k, v in warm.items() if k not in own} == {k: v for k, v in cold.items() if k not in own}


def test_the_index_leads_to_every_pack_in_the_order_of_names(ran):
    _, out = ran
    page = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    cells = [row.find_all(["th", "td"]) for row in page.tbody.find_all("tr")]
    rows = [[cell.get_text(" ", strip=True) for cell in row] for row in cells]
    assert [row[0].split(" small.ipynb")[0] for row in rows] == ["City of London", "Derby", "Rutland", "Wiltshire"]
    assert [row[2] for row in rows] == ["whole", "failed", "failed", "whole"]
    assert [row[1] for row in rows] == ["London", "East Midlands", "East Midlands", "South West"]
    assert page.h1.get_text() == page.title.get_text() == "A small pack" and "{{" not in str(page)
    links = [a["href"] for a in page.find_all("a")]
    # Each page with its room, slides and workbook; the notebooks that stopped; all in one; how each was made.
    assert len(links) == 2 * 4 + 2 + 2 and all((out / link).is_file() for link in links)
    assert "<b>planted</b>" in page.tbody.get_text() and page.tbody.find("b") is None
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")


def test_the_manifest_tells_how_each_was_made(ran):
    _, out = ran
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert told["version"] == __version__ and told["parameters"]["indicators"] == "re_referrals,looked_after_rate"
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in told["releases"]) and told["releases"]
    by = {one["area_code"]: one for one in told["councils"]}
    assert set(by) == {FAILS, DIES, *FINE} and all(by[code]["seconds"] > 0 for code in by)
    with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["area_code"]: row for row in csv.DictReader(file)}
    assert rows[FAILS]["status"] == "failed" and rows[FAILS]["error"].startswith("small.ipynb stopped")
    assert rows[FINE[0]]["page"] == "wiltshire/wiltshire.html"


def test_the_workbook_of_all_has_the_verdict_and_each_rank_with_its_range(ran, data):
    from scouting.study import study

    _, out = ran
    sheet = openpyxl.load_workbook(out / "packs.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows()
    assert len(rows) == 4
    for cells in rows:
        row = {name.value: cell for name, cell in zip(head, cells, strict=True)}
        mine = study(row["area_code"].value, indicators="re_referrals,looked_after_rate", data=data)
        facts, mine = mine.panel.indicators, mine.comparison.loc[row["indicator_id"].value]
        for column in ("rank", "rank_of", "rank_low", "rank_high", "noise", "value", "level", "level_median", "gap"):
            wanted = None if np.isnan(mine[column]) else pytest.approx(mine[column])
            assert row[column].value == wanted, column
        assert (row["verdict"].value, row["by_a_lot"].value) == (mine.verdict, str(mine.by_a_lot))
        places = int(facts.decimals[row["indicator_id"].value])
        for column in ("value", "level", "level_median"):
            shown = "#,##0" + (f".{'0' * places}" if places else "")
            assert row[column].value is None or row[column].number_format == shown


def test_a_local_indicator_stays_in_its_councils_pack(tmp_path, data):
    (tmp_path / "wiltshire" / "tables").mkdir(parents=True)
    lines = [
        dict.fromkeys(leave.WORKBOOK, "") | {"indicator_id": i, "value": 7} for i in ("re_referrals", "mine_local")
    ]
    pd.DataFrame(lines).to_csv(tmp_path / "wiltshire" / "tables" / "comparison.csv", index=False)
    found = leave._comparison(tmp_path / "wiltshire", set(data.catalog.indicators.index))
    assert [line[2] for line in found] == ["re_referrals"]


def test_what_is_unchanged_is_left_alone_and_imports_nothing_heavy(ran, home):
    """The two that are whole, asked for again: nothing is written, and neither papermill nor matplotlib imported."""
    _, out = ran
    before = stamps(out)
    code = (
        "import sys; from scouting.cli.main import main\n"
        f"try: main(['batch', 'four', '--out', {str(out)!r}, '--councils', '{','.join(FINE)}'])\n"
        "except SystemExit as end: code = end.code\n"
        "print(code, [m for m in ('papermill', 'matplotlib', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=home.env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "Nothing to do: nothing behind 2 packs has changed."
    assert done.stdout.splitlines()[-1] == "0 []"
    assert stamps(out) == before


def test_what_changed_makes_another_key(tmp_path, monkeypatch):
    """A key stands for notebook, parameters, code, figures and council; a notebook's outputs do not change it."""
    from scouting.batch import packs

    books = tmp_path / "notebooks"
    books.mkdir()
    book = nbformat.read(paths.NOTEBOOKS / "1_scouting_party.ipynb", as_version=4)
    nbformat.write(book, books / "1_scouting_party.ipynb")
    monkeypatch.setattr(paths, "NOTEBOOKS", books)
    one = packs.read("children")
    key = state.pack_key(one, 5)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(book, books / "1_scouting_party.ipynb")
    assert state.pack_key(one, 5) == key
    book.cells[-1].source += "  # more"
    nbformat.write(book, books / "1_scouting_party.ipynb")
    others = {state.pack_key(one, 5), state.pack_key(packs.read("adults"), 5), state.pack_key(one, 6)}
    monkeypatch.setattr(state, "inputs", lambda: "other code or figures")
    others |= {state.pack_key(one, 5), state.council_key(key, "E06000054"), state.council_key(key, "E06000015")}
    assert len(others | {key}) == 7


def test_inputs_are_code_catalogue_figures_and_local_tables(tmp_path, monkeypatch):
    (tmp_path / "packs").mkdir()
    monkeypatch.setattr(paths, "DATA", tmp_path)
    monkeypatch.setattr(paths, "PACKS", tmp_path / "packs")
    keys = []
    for path in ("values.parquet", "local.csv", "packs/mine.yml", ".lock"):
        (tmp_path / path).write_text("x")
        state.inputs.cache_clear()
        keys.append(state.inputs())
    state.inputs.cache_clear()
    assert keys[0] != keys[1] == keys[2] == keys[3]


def test_a_second_batch_on_the_same_folder_says_so_and_leaves(tmp_path):
    with state.alone(tmp_path):
        answer = CliRunner().invoke(main, ["batch", "--councils", "Rutland", "--out", str(tmp_path)])
    assert answer.exit_code == 2
    assert f"Another batch is running in {tmp_path} (process " in answer.output and "changed nothing" in answer.output
    with state.alone(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    told = r"Could not write .*file: .* Nothing was changed"
    with pytest.raises(ScoutingError, match=told), state.alone(tmp_path / "file"):
        pass


MISTAKES = {
    ("--councils", "Wilshire"): "Unknown council 'Wilshire'. Did you mean Wiltshire?",
    ("--region", "South Wst"): "Unknown region 'South Wst'. Did you mean South West",
    ("--region", "London", "--all"): "Name one of --councils, --region and --all.",
    ("--workers", "0"): "Invalid value for '--workers'",
    ("childrens",): "Unknown pack 'childrens'. Did you mean children?",
    ("--councils", "Rutland", "--notify", " "): "--notify names no command.",
}


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_a_mistake_ends_with_status_2_and_writes_nothing(words, tmp_path):
    answer = CliRunner().invoke(main, ["batch", *words, "--out", str(tmp_path / "out")])
    assert answer.exit_code == 2 and MISTAKES[words] in answer.output
    assert not (tmp_path / "out").exists()


def test_councils_are_named_by_name_by_codes_and_by_file(tmp_path):
    from scouting.catalog import read
    from scouting.catalog.groups import councils
    from scouting.cli.batch import _wanted

    (tmp_path / "list.txt").write_text("Kent\n\nBristol, City of, Rutland\n", encoding="utf-16")
    asked = ("Bournemouth, Christchurch and Poole", "E06000054, 831", str(tmp_path / "list.txt"))
    named = [read().name(code) for code in councils(_wanted(asked, None, False), read())]
    assert named == ["Bournemouth, Christchurch and Poole", "Bristol", "Derby", "Kent", "Rutland", "Wiltshire"]
