"""Indices of Deprivation (MHCLG): the workbook of upper-tier councils of 2019, the table of districts of 2025.

A code is a column in plain words joined by underscores: ``imd_average_score``, ``income_average_score``. A share
that is published as a fraction is turned into a percentage by ``income_average_score @ percent``.

An edition is named after its year of publication; its figures are older, and a period is the year they are about.

The edition of 2025 is out for districts only. A county's score is the mean of its districts' scores, weighted by
the people in them: residents of all ages in the middle of 2022, from ``mye22final.xlsx``, and the districts of a
county from ``lookup_ltla23_utla23.csv``. Both files are looked for in the folder of the table itself.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean
from scouting.ingest import sheets
from scouting.ingest.formats import ons_population
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Cells, Reading, assemble, codes, figures, read_csv
from scouting.ingest.glance import Fit, Glance, fit, is_workbook

PEOPLE, LOOKUP = "mye22final.xlsx", "lookup_ltla23_utla23.csv"
_COUNCIL = r"E(06|08|09|10)\d{6}"
_AVERAGED = "_average_score"
DISTRICT = "ltla24_code"
#: The year that an edition's figures are mostly about: the income domain, and most of the others, are of that year.
ABOUT = {2019: 2015, 2025: 2022}
SHEETS = ["IMD", "Income", "Employment", "Education", "Health", "Crime", "Barriers", "Living", "IDACI", "IDAOPI"]


def plain(heading: str) -> str:
    """A heading in small letters, digits and underscores.

    >>> plain("IMD - Average score "), plain("imd_average_score")
    ('imd_average_score', 'imd_average_score')
    """
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")


def beside(path: Path, name: str, what: str) -> Path:
    """A second file that must lie in the same folder. Raises ScoutingError where it does not."""
    other = Path(path).with_name(name)
    if not other.is_file():
        raise ScoutingError(f"{Path(path).name} needs {name} ({what}) beside it, in {other.parent}. It is not there.")
    return other


def districts(path: Path) -> pd.Series:
    """The upper-tier council of every district, from the lookup file: index and values ONS codes."""
    frame = read_csv(path, ["ltla23_code", "utla23_code"])
    return frame.set_index("ltla23_code").utla23_code


def upper_tier(path: Path) -> tuple[int, pd.DataFrame, int]:
    """The workbook of upper-tier councils: year, columns of all sheets by plain heading (index ONS code), rows."""
    parts, year, rows = [], 0, 0
    for sheet in SHEETS:
        name, found = sheets.rows(path, sheet)
        frame = sheets.table(found, 0) if found else pd.DataFrame({"": []})
        titled = re.search(r"code \((\d{4})\)", str(frame.columns[0]))
        if not titled:
            raise ScoutingError(f"{path.name}, sheet {name}: the first column must be the council's code (2019).")
        year, rows = int(titled[1]), max(rows, len(frame))
        frame = frame[frame.iloc[:, 0].map(sheets.words) != ""]
        parts.append(frame.set_index(frame.iloc[:, 0].map(sheets.words)).iloc[:, 2:].rename(columns=plain))
        twice = parts[-1].index[parts[-1].index.duplicated()]
        if len(twice):
            raise ScoutingError(f"{path.name}, sheet {name} has two rows for {twice[0]}.")
    return year, pd.concat(parts, axis=1), rows


def weighted(path: Path, frame: pd.DataFrame) -> tuple[Cells, pd.Index]:
    """What gives a column of districts as one of councils, the mean weighted by residents; and those councils."""
    _, people = ons_population.people(beside(path, PEOPLE, "people by district"))
    council = districts(beside(path, LOOKUP, "districts of each county"))
    residents = people.sum(axis=1, skipna=False)
    strange = sorted(set(frame.index) - set(council.index) | set(frame.index) - set(residents.index))
    absent = sorted(set(council.index[council.str.fullmatch(_COUNCIL)]) - set(frame.index))
    if strange or absent:
        said = [f"{path.name} has districts that {LOOKUP} or {PEOPLE} lack: {', '.join(strange)}."] if strange else []
        raise ScoutingError(said + ([f"{path.name} lacks districts: {', '.join(absent)}."] if absent else []))

    def column(name: str) -> pd.DataFrame:
        if not name.endswith(_AVERAGED):
            raise ScoutingError(f"'{name}' is a rank, an extent or a share: only an average score can be averaged.")
        score = figures(frame[name], f"{path.name}, {name},").value
        weight = residents[frame.index]
        groups = council[frame.index]
        total = (score * weight).groupby(groups).agg(lambda x: x.sum(skipna=False))
        value = (total / weight.groupby(groups).sum()).round(9)
        return pd.DataFrame({"value": value, "marker": value.isna().map({True: "x", False: ""})})

    return column, pd.Index(sorted(set(council[frame.index])))


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file is one of the two forms, and the year of its edition."""
    if {"IMD", "IDACI"} <= set(file.sheets):
        first = sheets.words(next(iter(file.rows("IMD")), [""])[0])
        titled = re.search(r"code \((\d{4})\)", first)
        return fit(SHEETS, file.sheets, edition=titled[1] if titled else "")
    held = [plain(column) for column in file.columns]
    edition = next((m[1] for m in (re.fullmatch(r"imd(\d\d)_extent", c) for c in held) if m), None)
    if file.kind != "csv" or not edition:
        return None
    return fit({DISTRICT, *(code.partition(" @ ")[0] for code in codes(wanted))}, held, edition=f"20{edition}")


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators for upper-tier councils; the period is the year that the figures are about.

    Raises ScoutingError for a file of another shape, an edition whose year is not known, an unknown column, a district
    without people or county, a column that cannot be averaged, and text that is no figure.
    """
    path = Path(path)
    if not is_workbook(path):
        frame = read_csv(path, [DISTRICT]).set_index(DISTRICT).rename(columns=plain)
        edition = next((m for m in (re.fullmatch(r"imd(\d\d)_extent", str(c)) for c in frame) if m), None)
        if not edition:
            raise ScoutingError(f"{path.name} has no column like imd25_extent, which says the year of the edition.")
        if frame.index.has_duplicates:
            raise ScoutingError(f"{path.name} has two rows for {frame.index[frame.index.duplicated()][0]}.")
        edition_of, rows, (column, councils) = 2000 + int(edition[1]), len(frame), weighted(path, frame)
    else:
        edition_of, frame, rows = upper_tier(path)
        frame = frame[frame.index.str.fullmatch(_COUNCIL)]
        councils = frame.index

        def column(name: str, /) -> pd.DataFrame:
            return figures(frame[name].map(sheets.words), f"{path.name}, {name},")

    if edition_of not in ABOUT:
        where = "Add it to ABOUT in lib/scouting/ingest/formats/mhclg_deprivation.py."
        raise ScoutingError(f"{path.name} is the edition of {edition_of}: what year it is about is not known. {where}")
    year = ABOUT[edition_of]
    areas = areas_of(catalog, path.name, pd.Series(councils, index=councils)).area_code

    def cells(code: str) -> pd.DataFrame:
        name, _, form = (part.strip() for part in code.partition(" @ "))
        if name not in frame or form not in ("", "percent"):
            near = did_you_mean(name, frame.columns)
            raise ScoutingError(f"{path.name} has no column '{code}'.{near} Mend the code in data/catalog.")
        one = column(name)
        one["value"] = (one.value * 100).round(9) if form else one.value
        return one.assign(area_code=areas[one.index], period=str(year), year=year)[
            ["area_code", "period", "year", "value", "marker"]
        ]

    return Reading(assemble(wanted, wanted.source_id.iloc[0], cells, path.name), rows)
