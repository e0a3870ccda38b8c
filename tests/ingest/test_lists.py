"""The catalogue's tables from releases: what is embedded is a fresh build, and who gives way to whom."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from scouting import catalog, paths
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.ingest import lists

GRADE = {"Outstanding": 1, "Good": 2, "Requires improvement to be good": 3, "Inadequate": 4}


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def test_what_is_embedded_equals_a_fresh_build(releases, known, tmp_path):
    empty = {name: getattr(known, name).iloc[:0] for name in ("inspections", "other_inspections")}
    empty["neighbours"] = known.neighbours[known.neighbours.set_id != "ons_2025_10"]
    tables, said = lists.made(lists.of_folder(releases, known), replace(known, **empty))
    lists.write(tables, tmp_path)
    assert set(tables) == {part.table for part in lists.PARTS.values()} == set(empty)
    different = [
        name
        for name in tables
        if (tmp_path / f"{name}.csv").read_bytes() != (paths.CATALOG / f"{name}.csv").read_bytes()
    ]
    assert different == []
    # Of the editions of 2023 and 2025 every inspection agrees, save one day that the later one corrected.
    assert "176 of 177 ILACS inspections of the older edition are the same in the newer one." in said
    assert [line for line in said if "report of" in line] == [
        "Nottingham, report of 2022-11-05: the newer edition has no inspection of that day."
    ]


def test_the_edition_of_2024_agrees_with_that_of_2025(releases, known):
    """Its history has days of publication alone; read here from the sheet itself, first and second inspections."""
    book = CalamineWorkbook.from_path(str(releases / "ofsted" / "LA_Inspection_Outcomes_as_at_March_2024.ods"))
    held = known.inspections[known.inspections.source_id == "ofsted_2025"]
    held = held.set_index(["area_code", "publication_date"]).overall_effectiveness
    both, off = 0, []
    for row in book.get_sheet_by_name("ILACS_inspections_2018-2024").to_python()[4:]:
        if row[1] in ("", "Local authority name"):
            continue
        code = catalog.find_area(known, row[1], ended=True)
        for day, grade in ((row[3], row[5]), (row[10], row[12])):
            if day:
                both += 1
                if held.get((code, f"{day:%Y-%m-%d}")) != GRADE[grade]:
                    off.append((row[1], f"{day:%Y-%m-%d}"))
    assert both > 200
    assert off == [("Nottingham", "2022-11-05")]  # the day that the edition of 2025 corrected


def _row(code, began, kind="", source="", grade=3.0, framework="ILACS"):
    day = pd.Timestamp(began)
    return {
        "area_code": code,
        "framework": framework,
        "inspection_date": day,
        "publication_date": day + pd.Timedelta(days=50),
        "inspection_type": "x",
        "overall_effectiveness": grade,
        "kind": kind,
        "source_id": source,
    }


def test_a_collected_row_gives_way_to_an_official_edition_that_reaches_it():
    held = pd.DataFrame(
        [
            _row("A", "2014-01-01", "official", "history", framework="SIF"),
            _row("A", "2024-02-01", "official", "old"),
            _row("A", "2025-06-01", "collected list", "list", grade=1.0),
            _row("B", "2026-02-01", "collected list", "list"),
            _row("C", "2025-09-01", "collected list", "list"),
        ]
    )
    new = pd.DataFrame([_row("A", "2024-02-01"), _row("A", "2025-06-01", grade=2.0), _row("B", "2022-01-01")])
    new = new.drop(columns=["framework", "kind", "source_id"])

    def told(rows):
        days = zip(rows.area_code, rows.inspection_date, rows.source_id, strict=True)
        return {(code, f"{day:%Y-%m}"): source for code, day, source in days}

    made = lists.edition(held, new, "new")
    assert told(made) == {
        ("A", "2014-01"): "history", ("A", "2024-02"): "new", ("A", "2025-06"): "new", ("B", "2022-01"): "new",
        ("B", "2026-02"): "list", ("C", "2025-09"): "list",
    }  # fmt: skip
    assert made.overall_effectiveness[made.inspection_date == "2025-06-01"].tolist() == [2]
    # The other way round: a further list brings what is newer than the edition; an older one brings nothing.
    listed = pd.DataFrame([_row("A", "2025-06-01"), _row("B", "2026-05-01"), _row("C", "2025-09-01")])
    listed = listed.drop(columns=["framework", "kind", "source_id"])
    again = lists.newer(made, listed, "next")
    assert [key for key, source in told(again).items() if source == "next"] == [("B", "2026-05"), ("C", "2025-09")]
    assert lists.newer(again, listed[listed.area_code == "C"], "older") is again
    assert lists.edition(made, new[new.area_code == "B"], "older") is made


def test_a_file_that_is_added_is_a_list_or_figures_or_both(known):
    ids = ["ofsted_2024", "ofsted_2025", "d2i_ilacs_2026", "oflog_adult_2023"]
    assert lists.among(zip("abcd", ids, strict=True), known) == [("ofsted_2025", "b"), ("d2i_ilacs_2026", "c")]
    assert [lists.is_list(name, known) for name in ids] == [False, False, True, False]


def test_the_newer_judgements_are_those_after_the_official_edition(known):
    newer = known.inspections[known.inspections.kind == "collected list"]
    assert len(newer) == 44 == newer.area_code.nunique() and newer.overall_effectiveness.notna().sum() == 42
    assert newer.publication_date.max() == "2026-06-18"
    official = known.inspections[(known.inspections.kind == "official") & (known.inspections.framework == "ILACS")]
    last = official.groupby("area_code").inspection_date.max()
    assert (newer.inspection_date > newer.area_code.map(last)).all()


def test_a_missing_file_is_named(known, tmp_path):
    with pytest.raises(ScoutingError) as caught:
        lists.of_folder(tmp_path, known)
    said = str(caught.value)
    for name in ("underlying_data.ods", "ofsted_area_send_overview_2026-06-29.xlsx", "nearestneighboursengland.xlsx"):
        assert f"{name} is missing (" in said
    assert said.count("See https://") == len(lists.PARTS)


def test_a_list_is_added_by_the_command_and_a_bad_one_changes_nothing(tmp_path, monkeypatch):
    """The whole way: recognised by what it holds, taken into the catalogue, or refused in words."""
    folder = shutil.copytree(paths.CATALOG, tmp_path / "catalog")
    monkeypatch.setattr(paths, "CATALOG", folder)
    before = (folder / "other_inspections.csv").read_bytes()
    path = tmp_path / "download (3)"
    head = "la_name,overall_rating,publication_date\n"
    path.write_text(head + "Kent,Splendid,01/03/26\n")
    said = CliRunner().invoke(main, ["data", "add", str(path)])
    assert said.exit_code and "row 2, overall_rating: 'splendid' is not one of outstanding, good" in said.output
    assert (folder / "other_inspections.csv").read_bytes() == before
    path.write_text(head + "Kent,Good,01/03/26\n")
    said = CliRunner().invoke(main, ["data", "add", str(path)])
    assert said.exit_code == 0 and "other_inspections.csv: 151 rows" in said.output
    held = catalog.read(folder).other_inspections
    kent = held[(held.framework == "youth_justice") & (held.area_code == "E10000016")].iloc[0]
    assert (kent.publication_date, kent.outcome, kent.kind) == ("2026-03-01", 2, "collected list")
