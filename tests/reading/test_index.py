"""The index is what the reports give, and holds facts alone."""

import re
import shutil

import pandas as pd
import pytest
from tests.reading.cases import reports

from scouting import catalog, paths
from scouting.catalog.check import problems_in
from scouting.errors import ScoutingError
from scouting.reading import index

FILE = paths.CATALOG / "reading.csv"


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def written(table):
    return table.to_csv(index=False, lineterminator="\n").encode()


@pytest.mark.long
def test_the_index_equals_a_fresh_one_byte_for_byte(releases, known):
    made, said = index.index(reports(releases), known)
    assert written(made) == FILE.read_bytes()
    assert said[0].startswith("426 of 435 reports were read") and len(said) == 10


def test_a_few_reports_give_their_rows_of_the_index(releases, known):
    few = reports(releases).iloc[::29]
    made, _ = index.index(few, known)
    lines = FILE.read_bytes().splitlines()
    wanted = {(row.area_code, row.published) for row in made.itertuples()}
    held = [line for line in lines[1:] if tuple(line.decode().split(",")[:3:2]) in wanted]
    assert len(wanted) > 12
    assert written(made).splitlines() == [lines[0], *held]


def test_no_sentence_is_in_it():
    """Every cell is a code, a day, a number or a declared word; the longest are lists of topics."""
    text = FILE.read_text(encoding="utf-8")
    known = catalog.read()
    words = {
        *known.reading_topics.topic,
        *known.reading_topics.focus,
        *known.reading.section,
        "ILACS",
        "SIF",
        "yes",
        "",
    }
    cells = {part for line in text.splitlines()[1:] for cell in line.split(",") for part in cell.split("; ")}
    fact = re.compile(r"E\d{8}|\d{5,7}|\d{4}-\d\d-\d\d|[1-4]|(improve )?\d{1,3}")
    assert {cell for cell in cells - words if not fact.fullmatch(cell)} == set()
    assert FILE.stat().st_size < 1_500_000


def test_south_gloucestershires_report_is_found_on_foster_carers_and_sufficiency(known):
    rows = known.reading[(known.reading.area_code == "E06000025") & (known.reading.published == "2024-07-23")]
    on = rows[rows.focuses.str.contains("foster carers") & rows.focuses.str.contains("sufficiency")]
    # Read by eye: 22 (most live with well supported carers), 34 (fostering service), 52 (strategy, carers' hub).
    assert on.paragraph.tolist() == ["22", "34", "52"]
    assert "35" in rows.paragraph[rows.focuses.str.contains("foster carers")].tolist()


def test_reports_of_councils_that_are_no_more_stand_at_those_that_published_them(known):
    """The release writes the codes of Cumbria, Dorset and Buckinghamshire as they were before."""
    days = known.reading.groupby("area_code").published.unique()
    assert "2024-11-26" in days["E06000063"] and "2024-07-12" in days["E06000064"]
    assert "2021-11-19" in days["E06000059"] and "2022-02-11" in days["E06000060"]
    ended = known.areas.valid_to.reindex(known.reading.area_code).to_numpy()
    assert known.reading[(ended != "") & (ended < known.reading.published)].empty


def report(**changed):
    base = {"urn": 1, "la": "rutland", "area_code": "E06000017", "framework": "ILACS", "published": "2024-01-01",
            "text": "What needs to improve?\n• Adoption.\n"}  # fmt: skip
    return base | changed


def test_what_cannot_be_read_is_told_and_a_name_against_its_code_is_refused(known):
    rows = [report(), report(la="kent", area_code="E10000016", framework="unreadable", text=None)]
    made, said = index.index(pd.DataFrame(rows), known)
    assert made.topics.tolist() == ["adoption and permanence"] and made.improve.tolist() == ["yes"]
    assert said[1] == "Kent, report of 2024-01-01: not read (unreadable)."
    with pytest.raises(ScoutingError, match="has the code E10000006, that of Cumbria"):
        index.index(pd.DataFrame([report(area_code="E10000006")]), known)


def test_a_missing_file_is_told_and_nothing_is_written(known, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "CATALOG", tmp_path)
    with pytest.raises(ScoutingError, match="is missing"):
        index.build(tmp_path, known)
    (tmp_path / "ofsted").mkdir()
    (tmp_path / "ofsted" / "inspection_reports_text_2012_2025.parquet").write_bytes(b"no parquet")
    with pytest.raises(ScoutingError, match="is not the file of reports"):
        index.build(tmp_path, known)
    assert not (tmp_path / "reading.csv").exists()


def test_a_fault_in_the_index_or_its_words_is_told_with_its_place(tmp_path):
    folder = shutil.copytree(paths.CATALOG, tmp_path / "catalog")
    index_, words = (folder / f"{name}.csv" for name in ("reading", "reading_topics"))
    lines = index_.read_text(encoding="utf-8").splitlines()
    lines[1] = "E06000001,805,2014-02-30,ILACS,childrn_in_care,9,7b,front dor,,maybe"
    index_.write_text("\n".join([*lines, lines[-1], ""]), encoding="utf-8")
    words.write_text(words.read_text(encoding="utf-8").replace("front door,early help", "front dor,early help"))
    found = problems_in(folder)
    place = "reading.csv row 2 (E06000001)"
    assert (
        found[0]
        == "reading_topics.csv row 4 (front dor), topic: 'front dor' is not in indicators.csv. Did you mean front door?"
    )
    assert [problem.removeprefix(place).split(":")[0] for problem in found[1:-1]] == [
        ", published",
        ", section",
        ", section_grade",
        ", paragraph",
        ", improve",
    ]
    assert "Did you mean children_in_care?" in found[2] and found[-1].endswith("is there twice.")
