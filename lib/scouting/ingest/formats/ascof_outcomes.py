"""The outcomes of the framework from 2017-18 to 2023-24 in one CSV (NHS England): figures only, no counts.

In 2023-24 most measures were renumbered, and the same number then means another measure. So a code says which number
in which years, and words that the description must hold:
``1B to 2022-23, 3A from 2023-24: have control over their daily life``.
A row of that number and year with another description is an error; a blank description (2A1 and 2A2 of 2017-18)
is taken at its number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.ingest.formats import ascof
from scouting.ingest.formats.common import Reading, assemble, read_csv
from scouting.ingest.glance import Fit, Glance, fit

YEAR, CODE, NAME, GROUP = "Year", "ONS Code", "Geographical Description", "Measure Group"
DESCRIPTION, VALUE, LEVEL = "Measure Group Description", "Measure_Value", "Geographical Level"
COLUMNS = [YEAR, NAME, CODE, GROUP, DESCRIPTION, VALUE, LEVEL]
LEVELS = {"council", "region", "england"}
LEFT_OUT = "council type"
_PART = re.compile(r"(?P<group>\w+)(?: from (?P<first>\d{4}-\d\d))?(?: to (?P<last>\d{4}-\d\d))?")


@dataclass(frozen=True)
class Part:
    """One number of a measure and the years in which it is meant ('' is open)."""

    group: str
    first: str
    last: str


def parts(code: str) -> tuple[list[Part], str]:
    """A code as its numbers with their years, and the words of the description.

    >>> parts("1B to 2022-23, 3A from 2023-24: have control")
    ([Part(group='1B', first='', last='2022-23'), Part(group='3A', first='2023-24', last='')], 'have control')
    """
    numbers, _, words = code.partition(": ")
    found = [m for m in map(_PART.fullmatch, map(str.strip, numbers.split(","))) if m]
    if not words.strip() or len(found) < numbers.count(",") + 1:
        sample = "1B to 2022-23, 3A from 2023-24: have control over their daily life"
        raise ScoutingError(f"'{code}' is not written like '{sample}'. Mend the code in data/catalog.")
    return [Part(m["group"], m["first"] or "", m["last"] or "") for m in found], words.strip()


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file is the CSV of outcomes, by its columns."""
    return fit(COLUMNS, file.columns) if file.kind == "csv" and {GROUP, DESCRIPTION} & set(file.columns) else None


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators, found by number, year and description together.

    Rows of council types are left out; the blank disaggregation of 2023-24 is the total like all others.
    Raises ScoutingError for a file of another shape, a code that finds nothing or another measure, and text
    that is no figure.
    """
    path = Path(path)
    frame = read_csv(path, COLUMNS)
    total = len(frame)
    level = frame[LEVEL].str.strip().str.casefold()
    odd = frame[~level.isin({*LEVELS, LEFT_OUT})]
    if len(odd):
        first = f"{path.name} row {odd.index[0] + 2}: '{odd[LEVEL].iloc[0]}'"
        raise ScoutingError(f"{first} is no {LEVEL} that can be read (Council, Council Type, England, Region).")
    frame = frame[level != LEFT_OUT]
    frame = frame.join(ascof.years_of(frame[YEAR], path.name))
    frame = ascof.at_areas(frame, frame[CODE].str.strip(), frame[NAME], catalog, path.name)
    by_group = dict(list(frame.groupby(GROUP)))
    notes = []

    def cells(code: str) -> pd.DataFrame:
        numbers, words = parts(code)
        chosen = []
        for part in numbers:
            rows = by_group.get(part.group, frame.iloc[:0])
            # Labels of financial years sort as years do.
            rows = rows[(rows.period >= part.first) & ((rows.period <= part.last) | (part.last == ""))]
            if rows.empty:
                raise ScoutingError(
                    f"{path.name} has no rows of '{part.group}' for '{code}'. Mend the code in data/catalog."
                )
            chosen.append(rows)
        rows = pd.concat(chosen)
        blank = rows[DESCRIPTION].str.strip() == ""
        if blank.all():
            raise ScoutingError(f"{path.name} describes no row of '{code}'. Mend the code in data/catalog.")
        other = rows[~blank & ~rows[DESCRIPTION].str.contains(words, case=False, regex=False)]
        if len(other):
            row = other.iloc[0]
            raise ScoutingError(
                f"{path.name} row {other.index[0] + 2}: {row[GROUP]} of {row.period} is '{row[DESCRIPTION]}', "
                f"without the words '{words}'. Mend the code in data/catalog."
            )
        if blank.any():
            years = ", ".join(sorted(rows.period[blank].unique()))
            notes.append(
                f"{path.name}: {blank.sum()} rows of {rows[GROUP][blank].iloc[0]} have no description ({years})."
            )
        return ascof.read_at(rows, rows[VALUE], f"{path.name}, {VALUE},").drop(columns="joint")

    values = assemble(wanted, wanted.source_id.iloc[0], cells, path.name)
    return Reading(values, total, notes)
