"""Lists that others than the publisher collected from inspection reports (Data to Insight): three tables.

Children's services (the newest judgement of each council), area SEND inspections, youth justice inspections. They are
newer than any official edition, and not official: an official edition wins wherever it holds an inspection.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog, find_area
from scouting.errors import Problems, ScoutingError
from scouting.frames import each_cell, each_row
from scouting.ingest import sheets
from scouting.ingest.formats.common import need, read_csv
from scouting.terms import INSPECTION_GRADES

_GRADES = {word: grade for grade, word in INSPECTION_GRADES.items()}
#: What stands in place of a grade where none was made.
_NO_GRADE = ("", "nan", "inspection_pre_dates_judgement")
_NO_DAY = ("", "01/01/1900")
_ILACS = {
    "overall_effectiveness": "overall_effectiveness_grade",
    "impact_of_leaders": "impact_of_leaders_grade",
    "help_and_protection": "help_and_protection_grade",
    "children_in_care": "in_care_grade",
    "care_leavers": "care_leavers_grade",
}
_SEND_OUTCOMES = {"1.0": 1, "2.0": 2, "3.0": 3, "nan": None}
#: Youth justice services whose name is no council's of today: those they serve.
_SERVICES = {
    "An inspection of Tower Hamlets and City of London": ["Tower Hamlets", "City of London"],
    "Bedfordshire": ["Bedford", "Central Bedfordshire"],
    "Hull": ["Kingston upon Hull"],
    "Northamptonshire": ["North Northamptonshire", "West Northamptonshire"],
    "West Mercia": ["Herefordshire", "Shropshire", "Telford and Wrekin", "Worcestershire"],
}
_WALES = (
    "Blaenau Gwent and Caerphilly", "Bridgend", "Carmarthenshire", "Ceredigion", "Conwy & Denbighshire", "Flintshire",
    "Newport", "Powys", "Swansea", "Vale of Glamorgan",
)  # fmt: skip


def _days(texts: pd.Series, where: str, problems: Problems) -> pd.Series:
    """Days written 27/10/23 or 27/10/2023; missing where none is given."""
    texts = texts.map(sheets.words)
    made = pd.Series(pd.NaT, texts.index, dtype="datetime64[s]")
    for row, text in each_cell(texts[~texts.isin(_NO_DAY)]):
        layout = {8: "%d/%m/%y", 10: "%d/%m/%Y"}.get(len(text), "")
        day = pd.to_datetime(text, format=layout, errors="coerce") if layout else pd.NaT
        if pd.isna(day):
            problems.append(f"{where} row {row + 2}, {texts.name}: '{text}' is no date like 27/10/23 or 27/10/2023.")
        made[row] = day
    return made


def _coded(texts: pd.Series, codes: dict, blank: tuple[str, ...], where: str, problems: Problems) -> pd.Series:
    """Words as their codes; missing where a cell says that there is none."""
    texts = texts.map(lambda cell: sheets.words(cell).lower())
    for row, text in each_cell(texts[~texts.isin([*codes, *blank])]):
        problems.append(f"{where} row {row + 2}, {texts.name}: '{text}' is not one of {', '.join(codes)}.")
    return texts.map(codes).astype(float)


def _workbook(path: Path, columns: list[str]) -> tuple[pd.DataFrame, str]:
    """The one sheet of a collected workbook, its headings in the first row."""
    name, found = sheets.rows(Path(path), "ofsted_cs_.*")
    frame = sheets.table(found, 0)
    where = f"{Path(path).name}, sheet {name}"
    need(frame, columns, where)
    return frame, where


def ilacs(path: Path, catalog: Catalog) -> pd.DataFrame:
    """The newest inspection of each council: area_code, inspection_date, publication_date, inspection_type, grades.

    Joined on the DfE number: the list's ONS codes are older. An inspection without its first day is left out, for
    nothing can be held against it. Raises ScoutingError with every cell that cannot be read.
    """
    frame, where = _workbook(path, ["la_code", "inspection_framework", "inspection_start_date", *_ILACS.values()])
    problems = Problems()
    made = pd.DataFrame(
        {
            "area_code": [problems.attempt(find_area, catalog, sheets.words(code)) for code in frame.la_code],
            "inspection_date": _days(frame.inspection_start_date, where, problems),
            "publication_date": _days(frame.publication_date, where, problems),
            "inspection_type": "ILACS " + frame.inspection_framework.map(sheets.words).str.title() + " Inspection",
        },
        frame.index,
    )
    for column, heading in _ILACS.items():
        made[column] = _coded(frame[heading], _GRADES, _NO_GRADE, where, problems)
    problems.raise_if_any()
    return made[made.inspection_date.notna()].sort_values("area_code", ignore_index=True)


def area_send(path: Path, catalog: Catalog) -> pd.DataFrame:
    """Area SEND inspections: area_code, inspection_date, publication_date, outcome, previous_date.

    ``outcome``: a key of ``terms.SEND_OUTCOMES``; missing where the list found none. Raises ScoutingError with every
    cell that cannot be read.
    """
    headings = ["la_code", "outcome_grade", "previous_inspection_date", "inspection_start_date", "publication_date"]
    frame, where = _workbook(path, headings)
    problems = Problems()
    made = pd.DataFrame(
        {
            "area_code": [problems.attempt(find_area, catalog, sheets.words(code)) for code in frame.la_code],
            "inspection_date": _days(frame.inspection_start_date, where, problems),
            "publication_date": _days(frame.publication_date, where, problems),
            "outcome": _coded(frame.outcome_grade, _SEND_OUTCOMES, (), where, problems),
            "previous_date": _days(frame.previous_inspection_date, where, problems),
        },
        frame.index,
    )
    problems.raise_if_any()
    return made.sort_values("area_code", ignore_index=True)


def youth_justice(path: Path, catalog: Catalog) -> pd.DataFrame:
    """Youth justice inspections, one row per council served: area_code, publication_date, outcome, service.

    ``outcome``: 1 outstanding to 4 inadequate; missing where a footnote stands in its place (Portsmouth, 2022).
    ``service``: the name of a service of several councils. Services of Wales are left out. Raises ScoutingError with
    every name and cell that cannot be read.
    """
    path, problems, rows = Path(path), Problems(), []
    frame = read_csv(path, ["la_name", "overall_rating", "publication_date"])
    # A footnote begins with its number; no rating does.
    rating = frame.overall_rating.where(~frame.overall_rating.str.match(r"\d"), "")
    outcome = _coded(rating, _GRADES, ("",), path.name, problems)
    day = _days(frame.publication_date, path.name, problems)
    for row in each_row(frame):
        name = re.sub(r" - JI$", "", row.la_name.strip())  # a joint inspection
        served = [] if name in _WALES else _SERVICES.get(name, [name])
        service = name.removeprefix("An inspection of ") if len(served) > 1 else ""
        for council in served:
            code = problems.attempt(find_area, catalog, council)
            rows.append([code, day[row.Index], outcome[row.Index], service])
    problems.raise_if_any()
    made = pd.DataFrame(rows, columns=["area_code", "publication_date", "outcome", "service"])
    if made.duplicated("area_code").any():
        again = ", ".join(catalog.name(code) for code in made.area_code[made.duplicated("area_code")])
        raise ScoutingError(f"{path.name} has two rows for {again}.")
    return made.sort_values("area_code", ignore_index=True)
