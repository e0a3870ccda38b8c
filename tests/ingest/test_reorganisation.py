"""Surrey is divided on 1 April 2027: what a release of the year after is told, and that pasting the answer is enough.

In a copy of the project. Figures and codes of the two new councils are planted; no line of code changes.
"""

import csv
import datetime as dt
import io
import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from scouting import catalog, dataset, paths, values
from scouting.catalog.check import problems_in
from scouting.charts import hexmap
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.ingest.editions import add_releases
from scouting.ingest.formats.areas import areas_of
from scouting.pages.common import map_rows
from scouting.study import study

PLANS, ID = "dfe_cpp_repeat_2025", "cp_plans_repeat"
SURREY, EAST, WEST = "E10000030", "E06000097", "E06000098"
TODAY = dt.date(2028, 12, 1)


@pytest.fixture
def home(tmp_path, store):
    """A copy of the catalogue, and a store of repeat child protection plans alone."""
    folder = tmp_path / "data"
    shutil.copytree(paths.CATALOG, folder / "catalog")
    for path in store.parent.glob("*.parquet*"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def edition(plans):
    """The edition of 2028: Surrey to 2027, from 2028 on the two that followed it, with other shares."""
    path = plans("edition of 2028.csv", years=(2026, 2027))
    later = plans("later.csv", years=(2028,)).read_text("utf-8").splitlines()[2:]
    new = [line for line in later if SURREY not in line]
    like = next(line for line in later if SURREY in line)
    for number, code, name, repeat in (("945", EAST, "East Surrey", 4), ("946", WEST, "West Surrey", 16)):
        line = like.replace(SURREY, code).replace("936", number).replace("Surrey", name)
        new.append(line.replace(",40,10,25.0", f",40,{repeat},{repeat / 40 * 100}"))
    path.write_text(path.read_text("utf-8") + "\n".join(new) + "\n", "utf-8")
    return path


def refused(path, home, source=PLANS):
    with pytest.raises(ScoutingError) as caught:
        add_releases([(path, source)], store=home / "values.parquet", catalog=catalog.read(home / "catalog"),
                     today=TODAY)  # fmt: skip
    return str(caught.value)


def pasted(message, folder):
    """Do what the message says, and no more: rows into the tables that it names, instead of the rows that it names."""
    found = re.split(r"^(\w+\.csv)(?:, instead of the rows? of (.*?))?:$", message, flags=re.M)[1:]
    for table, gone, rows in zip(found[::3], found[1::3], found[2::3], strict=True):
        path = folder / table
        known = catalog.read(folder)
        codes = {known.areas.index[known.areas.name == name][0] for name in (gone or "").split(" and ") if name}
        lines = [line for line in path.read_text("utf-8").splitlines() if line.split(",")[0] not in codes]
        path.write_text("\n".join([*lines, rows.strip()]) + "\n", "utf-8")


def test_surreys_split_needs_one_message_and_its_rows(home, edition, contents_of):
    before = contents_of(home)
    said = refused(edition, home)
    assert contents_of(home) == before
    assert said.startswith(
        "edition of 2028.csv names 2 councils that the catalogue lacks: East Surrey (E06000097, 945), West Surrey "
        "(E06000098, 946). They probably follow Surrey, which has no row for 2028."
    )
    assert "E10000030,936,Surrey,E12000008,county,,2027-03-31" in said and "docs/reorganisation.md" in said
    assert "E06000097,945,East Surrey,E12000008,unitary,2027-04-01," in said
    assert said.count(",2027-04-01,split,Surrey was divided") == 2
    pasted(said, home / "catalog")
    assert problems_in(home / "catalog") == []
    known = catalog.read(home / "catalog")
    assert len(known.today()) == 154 and len(known.tiles) == 154
    assert catalog.followed_by(known, SURREY) == [EAST, WEST]
    with pytest.raises(ScoutingError, match="Surrey ended on 31 March 2027; it was followed by East Surrey and West"):
        catalog.find_area(known, "Surrey County Council")
    add_releases([(edition, PLANS)], store=home / "values.parquet", catalog=known, today=TODAY)
    held = values.read(path=home / "values.parquet")
    mine = held[held.indicator_id == ID].astype({"area_code": "str", "period": "str"})
    years = mine[mine.value.notna()].groupby("area_code").period.agg(list)
    assert years[SURREY][-2:] == ["2026", "2027"] and years[EAST] == years[WEST] == ["2028"]
    data = dataset.Dataset(known, held)
    for name, code, share in (("East Surrey", EAST, 10), ("West Surrey", WEST, 40)):
        one = study(name, "region", indicators=ID, data=data)
        row = one.comparison.loc[ID]
        assert (row.period, row.value, row.level) == ("2028", share, pytest.approx(share, abs=0.5))
        assert pd.isna(row.change) and SURREY not in one.neighbour_set.codes and code == one.area_code
    assert study("Surrey", indicators=ID, last_period=True, data=data).comparison.loc[ID].period == "2027"
    derby = study("Derby", indicators=ID, data=data)
    assert derby.comparison.loc[ID].period == "2028"


@pytest.fixture
def contents_of():
    return lambda folder: {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix != ".lock"}


def test_a_council_without_a_hexagon_is_on_no_map_and_stops_nothing(home, edition):
    pasted(refused(edition, home), home / "catalog")
    tiles = home / "catalog" / "tiles.csv"
    tiles.write_text("".join(x for x in tiles.read_text("utf-8").splitlines(keepends=True) if WEST not in x), "utf-8")
    assert problems_in(home / "catalog") == []
    known = catalog.read(home / "catalog")
    for code in ("E06000015", WEST):
        rows = map_rows(known, code, {EAST: "neighbour"})
        assert len(rows) == 154 and rows.q.isna().sum() == 1
        ax = hexmap.draw(rows, title="Where they are")
        hexmap.update(ax, rows)
        assert len(next(c for c in ax.collections if c.get_label() == "hexagons").get_paths()) == 153
        assert any("Without a place on the map: West Surrey." in t.get_text().replace("\n", " ") for t in ax.texts)
        assert "Without a place on the map: West Surrey." in hexmap.alt_text(rows, title="Where they are")


#: Rows of councils: code, name, other code, region, year; and what is said.
ROWS = [
    ["936", "Surrey", SURREY, "E12000008", 2027], ["831", "Derby", "E06000015", "E12000004", 2027],
    ["831", "Derby", "E06000015", "E12000004", 2028], ["350", "Bolton", "E08000001", "E12000002", 2027],
    ["351", "Bury", "E08000002", "E12000002", 2027],
]  # fmt: skip
TOLD = {
    "merged": ([["950", "Bolton and Bury", "E08000099", "E12000002", 2028], ["936", "Surrey", SURREY, "", 2028]],
               ["They probably follow Bolton and Bury, which have no row for 2028", "instead of the rows of Bolton and",
                "E08000001,E08000099,2027-04-01,merged,", "E08000002,E08000099,2027-04-01,merged,"]),
    "only the DfE number": ([["945", "East Surrey", "", "", 2028], ["946", "West Surrey", "", "", 2028]],
                            ["They probably follow Surrey", "The file does not say ONS_CODE", "ONS_CODE,945,East"]),
    "only the ONS code": ([[EAST, "East Surrey", "", "", 2028], [WEST, "West Surrey", "", "", 2028]],
                          ["They probably follow Surrey", "E06000097,DFE_NUMBER,East Surrey,E12000008,unitary"]),
    "two spellings": ([["945", "East Surrey", EAST, "", 2028], ["945", "Surrey (East)", EAST, "", 2028]],
                      ["names 1 council ", "Surrey (East),E06000097,d3.csv"]),
    "a comma": ([["945", "Surrey, East", EAST, "E12000008", 2028]],
                ['"Surrey, East"', "continues,Same area as Surrey"]),
    "nobody's": ([["952", "Newshire", "E10000099", "", 2028]], ["names 1 council", "Newshire (E10000099, 952)"]),
    "no council": ([["", "Cardiff", "W06000015", "", 2028], ["E07000178", "Oxford", "", "", 2028]],
                   ["areas that are no council of England: Cardiff (W06000015), Oxford (E07000178). Nothing was read"]),
    "another's number": ([["868", "Wiltshire", "E06000054", "", 2028]],
                         ["name and codes are those of different councils: 868 is Windsor and Maidenhead, E06000054 is "
                          "Wiltshire, Wiltshire is Wiltshire. Ask the publisher"]),
    "another's ONS code": ([["865", "Wiltshire", "E06000040", "", 2028]], ["E06000040 is Windsor and Maidenhead"]),
    "another's name": ([["865", "Windsor & Maidenhead UA", "E06000054", "", 2028]],
                       ["865 is Wiltshire, E06000054 is Wiltshire, Windsor & Maidenhead UA is Windsor and Maidenhead"]),
}  # fmt: skip


def _areas(rows):
    frame = pd.DataFrame(rows, columns=["code", "name", "other", "region", "year"])
    return areas_of(catalog.read(), "d3.csv", frame.code, name=frame.name, other=frame.other, region=frame.region,
                    year=frame.year)  # fmt: skip


@pytest.mark.parametrize("kind", TOLD)
def test_what_nobody_knows_and_what_disagrees_is_told(kind):
    more, words = TOLD[kind]
    with pytest.raises(ScoutingError) as caught:
        _areas([*ROWS, *more])
    for word in words:
        assert word in str(caught.value)


def test_old_codes_names_shared_with_a_follower_and_joint_returns_agree():
    rows = [
        ["835", "Dorset", "E10000009", "", 2018], ["838", "Dorset", "E06000059", "", 2020],
        ["928", "Northamptonshire", "E10000021", "", 2020], ["370", "Barnsley", "E08000038", "", 2025],
        ["825", "Buckinghamshire", "E10000002", "", 2019], ["801", "Bristol, City of", "E06000023", "", 2020],
        ["940 / 941", "North Northamptonshire / West Northamptonshire", "E06000061 / E06000062", "", 2025],
        ["865", "A name that nobody knows", "E06000054", "", 2025], ["E12000009", "", "", "E12000009", 2025],
    ]  # fmt: skip
    found = _areas(rows)
    assert found.area_code.tolist() == [
        "E10000009", "E06000059", "E10000021", "E08000016", "E06000060", "E06000023", "E06000061", "E06000062",
        "E06000054", "E12000009",
    ]  # fmt: skip
    assert found.joint.tolist() == [False] * 6 + [True] * 2 + [False] * 2


def test_a_row_whose_codes_disagree_stores_nothing(store, plans, contents, monkeypatch):
    """One row's DfE number is another council's that made no return; its name and ONS code are right."""
    path = plans("codes_disagree.csv")
    lines = [line for line in path.read_text("utf-8").splitlines() if "Windsor and Maidenhead" not in line]
    path.write_text("\n".join(x.replace(",865,", ",868,") if "Wiltshire" in x else x for x in lines) + "\n", "utf-8")
    assert path.read_text("utf-8").count("868") == 1
    monkeypatch.setattr("scouting.paths.STORE", store)
    before = contents(store)
    answer = CliRunner().invoke(main, ["data", "add", str(path)])
    assert answer.exit_code == 2 and "Nothing was read." in answer.stderr
    assert "868 is Windsor and Maidenhead, E06000054 is Wiltshire" in answer.stderr
    assert contents(store) == before


def test_new_councils_are_told_by_the_command(store, edition, contents, monkeypatch):
    monkeypatch.setattr("scouting.paths.STORE", store)
    before = contents(store)
    answer = CliRunner().invoke(main, ["data", "add", str(edition)])
    assert answer.exit_code == 2 and "names 2 councils that the catalogue lacks: East Surrey" in answer.stderr
    assert "\ntiles.csv, instead of the row of Surrey:\nE06000097," in answer.stderr
    assert contents(store) == before


@pytest.mark.long
def test_after_pasting_the_release_is_added_and_derby_has_its_report(home, edition, tmp_path):
    """All of it by the command, in a project of its own; the day of the split is in the past, as the file says it."""
    text = edition.read_text("utf-8")
    rows = [row for row in csv.reader(io.StringIO(text)) if row[0] in ("2028", "time_period")]
    path = tmp_path / "next_edition.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["2026", *row[1:]] if row[0] == "2028" else row for row in rows])
    for part in ("recipes", "packs"):
        shutil.copytree(paths.DATA / part, home / part)
    shutil.copytree(paths.NOTEBOOKS, tmp_path / "notebooks")

    def ask(*words):
        env = os.environ | {"SCOUTING_HOME": str(tmp_path), "PYTHONPATH": str(paths.ROOT / "lib")}
        return subprocess.run([sys.executable, "-m", "scouting.cli", *words], env=env, capture_output=True, text=True)

    first = ask("data", "add", str(path))
    assert first.returncode == 2 and "names 2 councils that the catalogue lacks" in first.stderr
    pasted(first.stderr.partition("Error: ")[2], home / "catalog")
    tiles = home / "catalog" / "tiles.csv"
    tiles.write_text("".join(x for x in tiles.read_text("utf-8").splitlines(keepends=True) if WEST not in x), "utf-8")
    second = ask("data", "add", str(path))
    assert second.returncode == 0, second.stderr
    assert "Without a hexagon, so on no map: West Surrey." in ask("data", "check").stdout
    made = ask("report", "Derby", "--indicators", ID, "--out", str(tmp_path / "reports"))
    assert made.returncode == 0 and list((tmp_path / "reports").rglob("derby*.html")), made.stderr
