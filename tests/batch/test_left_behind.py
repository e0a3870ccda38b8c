"""What a batch leaves stands up to hostile words, spoilt packs and folders that are not its own."""

import csv
import json
import os
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from scouting import catalog, paths
from scouting.batch import drive, leave, packs, state
from scouting.errors import ScoutingError

HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ rows }} =1+1"


@pytest.fixture(scope="module")
def known():
    return catalog.read()


@pytest.fixture
def pack():
    return packs.Pack("mine", HOSTILE, (("1_scouting_party", {"topic": HOSTILE}),), "children", ("all",))


def laid(out, name, **told):
    """A council's folder as a batch leaves it, as far as the index looks."""
    folder = out / name
    (folder / "tables").mkdir(parents=True)
    (folder / f"{name}.html").write_text("<p>page")
    line = dict.fromkeys(leave.WORKBOOK, "") | {"indicator_id": "re_referrals", "rank": 3, "value": 20.5}
    pd.DataFrame([line]).to_csv(folder / "tables" / "comparison.csv", index=False)
    (folder / "status.json").write_text(json.dumps({"status": "whole", "folder": name, **told}))
    return folder


def test_hostile_words_stay_words(tmp_path, known, pack):
    laid(tmp_path, "derby", area_code="E06000015", made=HOSTILE, seconds=1.5, error="")
    (tmp_path / "derby" / "derby-room.html").write_text("<p>page")
    failed = tmp_path / "failed" / "rutland"
    failed.mkdir(parents=True)
    (failed / "what #1? 100%.ipynb").write_text("{}")
    (failed / "status.json").write_text(json.dumps({"area_code": "E06000017", "made": "x", "error": f"={HOSTILE}"}))
    leave.write(pack, tmp_path, known)
    page = BeautifulSoup((tmp_path / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert len(page.find_all("script")) == 1 and not page.find_all("img") and len(page.tbody.find_all("tr")) == 2
    assert page.title.get_text() == page.h1.get_text() == HOSTILE
    assert page.tbody.find("p").get_text() == f"={HOSTILE}, what #1? 100%"
    links = [a["href"] for a in page.tbody.find_all("a")]
    assert links == ["derby/derby.html", "derby/derby-room.html", "failed/rutland/what%20%231%3F%20100%25.ipynb"]
    with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["council"] for row in rows] == ["Derby", "Rutland"] and rows[1]["error"] == f"'={HOSTILE}"
    told = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert told["title"] == HOSTILE and told["councils"][1]["seconds"] is None


def test_hostile_names_of_councils_and_regions_too(pack):
    row = dict.fromkeys(leave.MANIFEST, HOSTILE) | {"page": "a/a.html", "seconds": 1.0, "status": "whole"}
    page = BeautifulSoup(leave.index(pack, pd.DataFrame([row]), []), "html.parser")
    assert len(page.find_all("script")) == 1 and not page.find_all("img") and len(page.tbody.find_all("tr")) == 1
    assert HOSTILE in [option.get_text() for option in page.find(id="region").find_all("option")]


SPOILT = {
    "no JSON": "{", "a list": "[1]", "another council": '{"area_code": ["E06000015"]}',
    "of other kinds": '{"area_code": "E06000015", "made": 5, "seconds": "soon", "error": {"a": 1}, "status": null}',
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_status_spoils_no_index(what, tmp_path, known, pack):
    laid(tmp_path, "rutland", area_code="E06000017", made="2026-11-01", seconds=1.0)
    (laid(tmp_path, "derby") / "status.json").write_text(SPOILT[what])
    leave.write(pack, tmp_path, known)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "rutland/rutland.html" in page and ("derby/derby.html" in page) == (what == "of other kinds")


def test_a_pack_whose_table_cannot_be_read_is_left_out_of_the_workbook_and_said(tmp_path, known, pack):
    laid(tmp_path, "rutland", area_code="E06000017", made="2026-11-01", seconds=1.0)
    for name, code in (("derby", "E06000015"), ("kent", "E10000016"), ("bury", "E08000002")):
        laid(tmp_path, name, area_code=code, made="x")
    spoilt = {name: tmp_path / name / "tables" / "comparison.csv" for name in ("derby", "kent", "bury")}
    spoilt["derby"].write_text("words\n1\n")
    spoilt["kent"].write_text(spoilt["kent"].read_text().replace("20.5", "many"))
    spoilt["bury"].write_text(spoilt["bury"].read_text().replace("verdict", "standing"))  # another version's columns
    leave.write(pack, tmp_path, known)
    book = CalamineWorkbook.from_path(str(tmp_path / "packs.xlsx"))
    assert len(book.get_sheet_by_name("comparison").to_python()) == 2
    assert [row[0] for row in book.get_sheet_by_name("left out").to_python()] == ["council", "Bury", "Derby", "Kent"]


def test_the_workbook_has_of_how_many_and_its_range_right_beside_each_rank():
    place = leave.WORKBOOK.index("rank")
    assert leave.WORKBOOK[place : place + 4] == ("rank", "rank_of", "rank_low", "rank_high")


@pytest.mark.parametrize("name", drive.LEFT)
def test_files_that_no_batch_wrote_are_not_replaced(name, tmp_path):
    (tmp_path / name).write_text("mine")
    with pytest.raises(ScoutingError, match=f"holds {re.escape(name)}, which no batch wrote and this one would replac"):
        drive.batch("children", ["Rutland"], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [name] and (tmp_path / name).read_text() == "mine"


@pytest.mark.parametrize("name", ["with spaces & more", "Ynys Môn 东区", "a'b\"c", "100% #1?"])
def test_a_folder_may_have_any_name(name, tmp_path, known, pack):
    out = tmp_path / name
    with state.alone(out):
        laid(out, "derby", area_code="E06000015", made="2026-11-01", seconds=1.0)
        leave.write(pack, out, known)
    assert {p.name for p in out.iterdir()} == {".batch", "derby", *drive.LEFT}


def test_a_folder_behind_a_link_is_the_folder_and_a_broken_link_is_said(tmp_path):
    (tmp_path / "real").mkdir()
    os.symlink(tmp_path / "real", tmp_path / "link")
    with state.alone(tmp_path / "link"), pytest.raises(ScoutingError, match="Another batch is running"):
        state.alone(tmp_path / "real").__enter__()
    os.symlink(tmp_path / "nowhere", tmp_path / "broken")
    with pytest.raises(ScoutingError, match=r"Could not write .*broken.* Nothing was changed"):
        state.alone(tmp_path / "broken").__enter__()


def test_a_file_in_place_of_a_councils_folder_is_no_pack_and_is_not_replaced(tmp_path):
    (tmp_path / "derby").write_text("a file")
    told = "a file of that name stands where the folder should be"
    with pytest.raises(ScoutingError, match=told):
        paths.new_folder(tmp_path / "derby").__enter__()
    assert state.read_status(tmp_path / "derby") == {} and (tmp_path / "derby").read_text() == "a file"
