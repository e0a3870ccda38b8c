"""Local authority inspection outcomes (Ofsted): judgements of children's services, and every inspection since 2018.

A code is a judgement and which table it is from:

- ``overall effectiveness @ current``: the judgement in force at the date of the edition (31 March);
- ``overall effectiveness @ history``: the judgement of each inspection, in the year to 31 March in which it began.

Judgements are overall effectiveness, impact of leaders, help and protection, children in care, care leavers; coded
1 outstanding, 2 good, 3 requires improvement, 4 inadequate. The edition of 2024 has no codes of councils: they are
found by name, as Ofsted writes it, in data/catalog. Its history has no inspection dates and is not read.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog, find_area
from scouting.errors import Problems, ScoutingError, did_you_mean
from scouting.ingest import sheets
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Reading, assemble
from scouting.ingest.glance import Fit, Glance, fit

GRADES = {"Outstanding": 1, "Good": 2, "Requires improvement to be good": 3, "Inadequate": 4}
#: Each judgement and the words that its column's heading ends with, in every edition.
JUDGEMENTS = {
    "overall effectiveness": "overall effectiveness",
    "impact of leaders": "impact of leaders( on social work practice with children and families)?",
    "help and protection": "children who need help and protection",
    "children in care": "children in care",
    "care leavers": "progress of care leavers",
}
_CODE, _NAME, _INSPECTED, _PUBLISHED = (
    "Local authority area code", "Local authority name", "Inspection date", "Publication date",
)  # fmt: skip
CURRENT, HISTORY = r"Inspections_(as_at_)?31_March.*", r"ILACS_inspection.*"
#: Care leavers were judged on their own from this day on.
CARE_LEAVERS_FROM = pd.Timestamp(2023, 1, 1)
_NOT_YET = "not yet inspected"


def inspection_year(day: pd.Timestamp) -> int:
    """The year to 31 March in which a day lies, by its end.

    >>> inspection_year(pd.Timestamp(2024, 4, 1)), inspection_year(pd.Timestamp(2025, 3, 31))
    (2025, 2025)
    """
    return day.year + (day.month > 3)


def _table(path: Path, pattern: str, catalog: Catalog, needs: list[str]) -> tuple[pd.DataFrame, str, str]:
    """One sheet: area_code, inspected, published (where given), inspection_type, a grade a judgement; title, where."""
    name, found = sheets.rows(path, pattern)
    where = f"{path.name}, sheet {name}"
    frame = sheets.table(found, sheets.header(found, [_NAME, *needs], where))
    frame = frame[frame[_NAME].map(sheets.words) != ""]
    if _CODE in frame:
        area = areas_of(catalog, where, frame[_CODE].map(sheets.words), name=frame[_NAME].map(sheets.words)).area_code
    else:
        area = frame[_NAME].map({name: find_area(catalog, name, ended=True) for name in frame[_NAME].unique()})
    made, problems = pd.DataFrame({"area_code": area}), Problems()
    for column, heading in (("inspection_date", _INSPECTED), ("publication_date", _PUBLISHED)):
        if heading in frame:
            bad = ~frame[heading].map(lambda c: isinstance(c, datetime.date) or sheets.words(c).lower() == _NOT_YET)
            problems += [f"{where} row {row + 2}: '{frame[heading][row]}' is no date." for row in frame.index[bad][:5]]
            made[column] = pd.to_datetime(frame[heading], errors="coerce", format="ISO8601").astype("datetime64[s]")
    if "Inspection type" in frame:
        made["inspection_type"] = frame["Inspection type"].map(sheets.words)
    for judgement, ending in JUDGEMENTS.items():
        headings = [c for c in frame if re.search(rf"\b{ending}$", str(c), re.IGNORECASE)]
        if len(headings) != 1:
            raise ScoutingError(f"{where} has {len(headings)} columns of '{judgement}'; one was expected.")
        text = frame[headings[0]].map(sheets.words)
        bad = text[~text.isin([*GRADES, ""])]
        problems += [
            f"{where} row {row + 2}: '{bad[row]}' is no judgement ({', '.join(GRADES)})." for row in bad.index[:5]
        ]
        made[judgement.replace(" ", "_")] = text.map(GRADES).astype(float)
    problems.raise_if_any()
    return made, sheets.words(found[0][0]), where


def events(path: Path, catalog: Catalog) -> pd.DataFrame:
    """Every inspection of the history: area_code, inspection_date, publication_date, inspection_type, five grades.

    One row an inspection, by area and date; a grade is 1 to 4, or missing where that judgement was not made.
    Councils that have ended keep their own code. Only editions from 2025 on carry both dates.
    """
    made, _, _ = _table(Path(path), HISTORY, catalog, [_CODE, _INSPECTED, _PUBLISHED])
    return made.sort_values(["area_code", "inspection_date"], ignore_index=True)


def _marked(made: pd.DataFrame, column: str) -> pd.DataFrame:
    """A judgement as value and marker: z where it was not yet one of the judgements, x where there is none."""
    marker = pd.Series("", index=made.index).mask(made[column].isna(), "x")
    if column == "care_leavers":
        marker = marker.mask(made[column].isna() & (made.inspection_date < CARE_LEAVERS_FROM), "z")
    return made[["area_code", "period", "year"]].assign(value=made[column], marker=marker)


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a workbook has the sheet of judgements, and the year that its first cell gives."""
    name = next((name for name in file.sheets if re.fullmatch(CURRENT, name)), None)
    if name is None:
        return None
    dated = re.search(r"as at 31 March (\d{4})", sheets.words(next(iter(file.rows(name)), [""])[0]))
    return fit([name], file.sheets, edition=dated[1] if dated else "")


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Grades of the wanted judgements, by council.

    ``current`` is labelled with the year of the edition's date, ``history`` with the financial year of the
    inspection (2024-25); of two inspections in one year the later counts.
    Raises ScoutingError for a workbook of another layout, an unknown judgement, council, grade or date.
    """
    path = Path(path)
    codes = {part.strip() for code in wanted.source_code for part in code.split(" + ")}
    tables: dict[str, pd.DataFrame] = {}
    if any(code.endswith("@ history") for code in codes):
        made = events(path, catalog)
        made["year"] = made.inspection_date.map(inspection_year)
        made["period"] = made.year.map(lambda y: f"{y - 1}-{y % 100:02d}")
        tables["history"] = made.drop_duplicates(["area_code", "year"], keep="last")
    if any(code.endswith("@ current") for code in codes):
        made, title, where = _table(path, CURRENT, catalog, [_INSPECTED])
        dated = re.search(r"as at 31 March (\d{4})", title)
        if not dated:
            raise ScoutingError(f"{where} does not say in its first cell the date it is for (as at 31 March 2025).")
        tables["current"] = made.assign(period=dated[1], year=int(dated[1]))

    def cells(code: str) -> pd.DataFrame:
        judgement, _, which = (part.strip() for part in code.partition(" @ "))
        if judgement not in JUDGEMENTS or which not in tables:
            near = did_you_mean(judgement, JUDGEMENTS) if judgement not in JUDGEMENTS else ""
            raise ScoutingError(
                f"'{code}' is no judgement @ current or @ history.{near} Mend the code in data/catalog."
            )
        return _marked(tables[which], judgement.replace(" ", "_"))

    values = assemble(wanted, wanted.source_id.iloc[0], cells, path.name)
    return Reading(values, max(map(len, tables.values()), default=0))
