"""Revenue outturn RO3 (MHCLG): what councils spent on social care, line by line, one workbook a year.

A code is a line's title and a measure: ``Family Support Services @ net current expenditure``. The titles stand
in other words and places from year to year; they are found without case, notes in brackets, kinds of dash and
quotation mark, and the heading "Children's social care" or "Subcategory" before them.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean
from scouting.frames import each_row
from scouting.ingest import sheets
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Reading, assemble, figures
from scouting.ingest.glance import Fit, Glance, fit
from scouting.terms import COMPUTED

COLUMNS = ["ONS Code", "Local authority"]
_SHEET = "RO3_LA_Data_.*"
MEASURES = [
    "Employees", "Running Expenses", "Total Expenditure", "Sales, Fees and Charges", "Other Income", "Total Income",
    "Net Current Expenditure",
]  # fmt: skip
_HEADING = re.compile(rf"(?:(?P<line>.+) - )?(?P<measure>{'|'.join(MEASURES)}) ?\(C\d.*")
#: Councils and England. Rows coded E06, E08, E09, E10 are totals of a class; the Greater London Authority has the
#: code of a region, E12000007, but is no region.
_COUNCIL = r"E(06|08|09|10)\d{6}|E92000001"
#: Symbols of these workbooks that the project has another word for.
_SYMBOLS = {r"\[note \d+\]": "x", r"\[n\]": "x", r"\[o\]": "x", r"\[Y\]": "z", "M": "x"}

_LOOKED_AFTER, _ALL_CHILDREN = "children looked after", "total children social care"
#: Cells that the release's own notes take back (note 3 of 2023-24): lines that begin so, and the marker they get.
TAKEN_BACK = {
    ("2023-24", "E09000015"): ((_LOOKED_AFTER, _ALL_CHILDREN), "x"),  # Harrow left these lines empty: shown as 0
    ("2023-24", "E09000027"): ((_LOOKED_AFTER + " of which",), "x"),  # Richmond gave the total only
    ("2023-24", "E09000028"): ((_LOOKED_AFTER, _ALL_CHILDREN), "u"),  # Southwark took off about 40 million too much
}


def plain(title: str) -> str:
    """A line's title without what differs from year to year.

    >>> plain("Children's social care - Family Support Services"), plain("TOTAL ADULT SOCIAL CARE  [note 2]")
    ('family support services', 'total adult social care')
    >>> plain("Physical support - adults (18–64)")
    'physical support - adults (18-64)'
    """
    text = re.sub(r"\[[^\]]*\]", "", title).translate(str.maketrans("–—’‘", "--''")).casefold()
    return re.sub(r"^(children's social care ?[:-]|subcategory:) ", "", sheets.words(text))


def columns(found: list[list], head: int) -> dict[tuple[str, str], int]:
    """Where each line and measure stands: in one heading, or the line's title one row above over all its measures."""
    above, places, title = found[head - 1] if head else [], {}, ""
    for place, cell in enumerate(found[head]):
        title = sheets.words(above[place]) or title if place < len(above) else title
        match = _HEADING.fullmatch(sheets.words(cell))
        if match:
            places.setdefault((plain(match["line"] or title), match["measure"].casefold()), place)
    return places


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a workbook has the sheet of all councils, and its year, which stands in the sheet's name."""
    name = next((name for name in file.sheets if re.fullmatch(_SHEET, name)), None)
    if name is None:
        return None
    year = re.search(r"(20\d\d)-?(\d\d)$", name)
    return fit([name], file.sheets, edition=f"{year[1]}-{year[2]}" if year else "")


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values in pounds (published in thousands) of the wanted indicators, for councils and England.

    An indicator that is worked out per head (source_code blank or 'computed') gets its spending as the numerator
    and no value. A council without a return is missing, x. Spending below zero (income of other lines booked here)
    is no cost of anything: it is missing, u, and told in the notes.
    Raises ScoutingError for a workbook of another layout, an unknown line, and text that is no figure.
    """
    path = Path(path)
    name, found = sheets.rows(path, _SHEET)
    where = f"{path.name}, sheet {name}"
    head = sheets.header(found, COLUMNS, where)
    titled = re.search(r"\b(20\d\d)-(\d\d)\b", " ".join(map(str, found[0])))
    if not titled:
        raise ScoutingError(f"{where} does not say in its first row which year it is for (2024-25).")
    label, year = titled[0], int(titled[1]) + 1
    places = columns(found, head)
    frame = sheets.table(found, head)
    codes = frame["ONS Code"].map(sheets.words)
    frame = frame[codes.str.fullmatch(_COUNCIL)]
    names, years = frame["Local authority"].map(sheets.words), pd.Series(year, index=frame.index)
    area = areas_of(catalog, path.name, codes[frame.index], name=names, year=years).area_code

    def cells(code: str) -> pd.DataFrame:
        line, _, measure = code.rpartition(" @ ")
        key = plain(line), measure.strip().casefold()
        if key not in places:
            near = did_you_mean(f"{key[0]} @ {key[1]}", [" @ ".join(p) for p in places])
            raise ScoutingError(f"{where} has no '{code}'.{near} Mend the code in data/catalog.")
        text = frame.iloc[:, places[key]].map(sheets.words).replace(_SYMBOLS, regex=True)
        one = figures(text, f"{where}, {code},").assign(area_code=area, period=label, year=year)
        one["value"] = (one.value * 1000).round(2)
        for (when, council), (lines, marker) in TAKEN_BACK.items():
            if when == label and key[0].startswith(lines):
                one.loc[codes[one.index] == council, ["value", "marker"]] = [np.nan, marker]
        return one[["area_code", "period", "year", "value", "marker"]]

    per_head = wanted.source_code.isin(["", COMPUTED])
    asked = wanted.assign(
        source_code=wanted.source_code.mask(per_head, wanted.numerator_code),
        numerator_code=wanted.numerator_code.mask(per_head, ""),
    )
    values = assemble(asked, wanted.source_id.iloc[0], cells, path.name)
    mine = values.indicator_id.isin(wanted.indicator_id[per_head])
    below = mine & (values.value < 0)
    values["marker"] = values.marker.mask(below, "u")
    values["numerator"] = values.numerator.mask(mine, values.value.mask(below))
    values["value"] = values.value.mask(mine)
    notes = [
        f"{path.name}: {row.indicator_id} of {catalog.name(row.area_code)} in {label} is below zero and was not used."
        for row in each_row(values[below])
    ]
    return Reading(values, len(frame), notes)
