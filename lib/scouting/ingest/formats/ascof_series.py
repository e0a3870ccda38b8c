"""The time series workbook of the adult social care outcomes framework (DHSC, ODS): one sheet a measure.

A code is a sheet and what a column means, without its year: ``Table_4a outcome``, ``Table_2b numerator``,
``Table_6b good outcome``. A rate that the workbook has only the counts of is written
``Table_2e(2b) denominator per 100,000 of Table_2c denominator``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from scouting.catalog import Catalog
from scouting.errors import Problems, ScoutingError, did_you_mean
from scouting.ingest import sheets
from scouting.ingest.formats import ascof
from scouting.ingest.formats.common import Reading, figures, need
from scouting.ingest.glance import Fit, Glance, fit

#: The first cell of the row of headings; the row differs from sheet to sheet.
FIRST = "Local authority code"
COLUMNS = [FIRST, "Local authority", "ONS area code"]
#: Rows that add councils of one kind: shire counties, unitary, metropolitan, inner and outer London, district.
KINDS = set("SUMIOD")
#: One figure for two councils, printed without a code.
JOINT = {"Cornwall and Isles of Scilly": "E06000052 / E06000053"}
#: Sheets 4b, 6a and 6b print today's Dorset under the code of the county before 2019; others have a row for each.
LATER = {"E10000009": "E06000059"}
_HEADING = re.compile(r"(\d{4} to \d{4}) - (.+)")


def heading(text: str) -> tuple[str, int, str] | None:
    """A column's heading as (period, the year in which it ends, what the column means), or None.

    >>> heading("2023 to 2024 - outstanding numerator")
    ('2023-24', 2024, 'outstanding numerator')
    """
    if (match := _HEADING.fullmatch(text.strip())) and (year := ascof.period(match[1])):
        return *year, match[2].strip()
    return None


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a workbook has the sheets that the codes name."""
    needs = {code.partition(" ")[0] for code in ascof.parts(wanted)}
    return fit(needs, file.sheets) if needs & set(file.sheets) else None


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators; survey measures with limits from their margin of error.

    Only the sheets that the codes name are read. Rows are found by ONS code, so hidden rows and their order
    change nothing; rows of council types are left out. A figure for two councils is marked 'j'.
    Raises ScoutingError for a workbook of another shape, an unknown sheet or column, and text that is no figure.
    """
    path = Path(path)
    try:
        book = sheets.workbook(path)
    except (CalamineError, OSError) as err:
        raise ScoutingError(f"{path.name} cannot be read as a workbook: {err}") from None
    wanted_sheets = sorted({code.partition(" ")[0] for code in ascof.parts(wanted)})
    found, problems = {}, Problems()
    for name in wanted_sheets:
        if name not in book.sheet_names:
            hint = did_you_mean(name, book.sheet_names)
            problems.append(f"{path.name} has no sheet '{name}'.{hint} Mend the code in data/catalog.")
            continue
        found[name] = problems.attempt(_sheet, book, name, f"{path.name}, sheet {name},", catalog)
    problems.raise_if_any()
    columns = {}
    for name, sheet in found.items():
        for text in sheet.columns[len(COLUMNS) :]:
            meant = heading(text)
            if meant:
                columns.setdefault(f"{name} {meant[2]}", []).append((text, *meant[:2]))

    def cells(code: str) -> pd.DataFrame:
        if code not in columns:
            hint = did_you_mean(code, columns)
            raise ScoutingError(f"{path.name} has no column '{code}'.{hint} Mend the code in data/catalog.")
        name = code.partition(" ")[0]
        sheet, years = found[name], columns[code]
        place = pd.concat([sheet.assign(period=period, year=year) for _, period, year in years])
        texts = pd.concat([sheet[text] for text, *_ in years])
        try:
            return _one_each(ascof.read_at(place, texts, path.name))
        except ScoutingError:  # told again, column by column
            problems = Problems()
            for text, *_ in years:
                where = f"{path.name}, sheet {name}, column '{text}',"
                problems.attempt(figures, ascof.clean(sheet[text]), where)
            raise ScoutingError(problems) from None

    values, notes = ascof.survey(wanted, cells, columns, "number of respondents", path.name)
    return Reading(values, sum(map(len, found.values())), notes)


def _sheet(book: CalamineWorkbook, name: str, where: str, catalog: Catalog) -> pd.DataFrame:
    """One sheet as text under its headings, indexed so that row + 2 is the sheet's own, with its areas."""
    table = [["" if c is None else str(c) for c in row] for row in _cells(book, name, where)]
    start = next((i for i, row in enumerate(table[:20]) if row and row[0].strip() == FIRST), None)
    if start is None:
        raise ScoutingError(f"{where} has no row of headings: none of its first 20 rows begins with '{FIRST}'.")
    head = [text.strip() for text in table[start]]
    frame = pd.DataFrame(table[start + 1 :], columns=head, dtype="str")
    frame.index += start
    need(frame, COLUMNS, where.rstrip(","))
    twice = sorted({text for text in head if text and head.count(text) > 1})
    if twice:
        raise ScoutingError(f"{where} has two columns '{twice[0]}'.")
    odd = [text for text in head if text and text not in COLUMNS and not heading(text)]
    if odd:
        raise ScoutingError(f"{where} column '{odd[0]}' is not headed like '2024 to 2025 - outcome'.")
    frame = frame.loc[(frame != "").any(axis=1), COLUMNS + [text for text in head if text and text not in COLUMNS]]
    label, code = frame["Local authority"].str.strip(), frame["ONS area code"].str.strip()
    code = label.map(JOINT).where(code == "[z]").fillna(code)
    code = code.replace({old: new for old, new in LATER.items() if new not in set(code)})
    coded = code.str.fullmatch(ascof.ONS_CODE)
    nowhere = frame[~coded & ~frame[FIRST].isin(KINDS)]
    if len(nowhere):
        first = nowhere.iloc[0]
        place = f"row {nowhere.index[0] + 2}: '{first['Local authority']}' ({first['ONS area code']})"
        raise ScoutingError(f"{where} {place} has no ONS code of nine characters.")
    return ascof.at_areas(frame[coded], code[coded], label[coded], catalog, where.rstrip(","))


def _cells(book: CalamineWorkbook, name: str, where: str) -> list[list]:
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as err:
        raise ScoutingError(f"{where} cannot be read: {err}") from None


def _one_each(found: pd.DataFrame) -> pd.DataFrame:
    """Lets a figure stand before the blank of the same council and year.

    Where a joint row is printed, the councils' own rows are blank in the years of the joint figure, and the
    joint row is blank in the years of theirs. Two figures both stay, and are an error further on.
    """
    key = ["area_code", "period"]
    shared = found.groupby(key).joint.transform("any")
    figure = found.groupby(key).value.transform("count")
    spare = shared & found.value.isna() & (found.joint | (figure > 0))
    return found[~spare].drop(columns="joint")
