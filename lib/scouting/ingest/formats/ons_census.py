"""Census 2021 by district (ONS), summed to today's upper-tier councils: ethnic group, tenure, rural or urban.

A code is a category as published (``White: Roma``), the heading before a colon (``Social rented``: all its lines),
``all``, or ``all but CATEGORY``. Four files are known by their columns:

- ethnic group: people; of "(number)" and "(percent)" only the numbers are read;
- tenure: households;
- rural-urban class: each district has one class, so ``Rural`` counts the people (Census 2021, from
  ``age_gender21_ltla21_ew.csv`` in the same folder) who live in districts of that class;
- age bands: ``all`` people only. The bands of that file leave out 1 to 16 people in a hundred (the oldest, it seems),
  so no band is read: shares by age come from the mid-year estimates.

Districts of 2021 that were merged are followed with ``la_all_codes.csv``, districts are put in councils with
``lookup_ltla23_utla23.csv``, both in the same folder. Wales is left out. England is the sum.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import Problems, ScoutingError, did_you_mean
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Reading, assemble, codes, counts_only, figures, read_csv
from scouting.ingest.formats.mhclg_deprivation import LOOKUP, beside, districts
from scouting.ingest.glance import Fit, Glance, fit
from scouting.terms import ENGLAND

CODES, PEOPLE = "la_all_codes.csv", "age_gender21_ltla21_ew.csv"
YEAR = 2021
#: Each file: how it is known, its column of district codes.
SHAPES = {
    "ethnic_group": "ltla21_code",
    "tenure": "ltla22_code",
    "ruc21_code": "ltla24_code",
    "total_population": "ltla21_code",
}
ALL = "all"


def today(path: Path) -> tuple[pd.Series, set[str]]:
    """The district of today for every published English one (index and values ONS codes), and today's districts."""
    council = districts(beside(path, LOOKUP, "districts of each council"))
    now = {code for code in council.index if code.startswith("E")}
    codes = read_csv(beside(path, CODES, "districts that were merged"), ["LADCD", "LADCD_ACTIVE"])
    moved = codes[codes.LADCD_ACTIVE.isin(now) & ~codes.LADCD.isin(now)]
    found = dict(zip(moved.LADCD, moved.LADCD_ACTIVE, strict=True)) | {code: code for code in now}
    return pd.Series(found), now


def long(path: Path) -> pd.DataFrame:
    """A file as columns district (as published), category, text; the index counts rows as the file does.

    Raises ScoutingError for a file that is none of those known.
    """
    frame = read_csv(path, [])
    kind = next((k for k, key in SHAPES.items() if {k, key} <= set(frame)), None)
    if kind is None:
        known = ", ".join(SHAPES)
        raise ScoutingError(f"{path.name} is no census file that can be read: it has none of the columns {known}.")
    frame = frame.rename(columns={SHAPES[kind]: "district"})
    if kind == "total_population":
        return frame.assign(category="people", text=frame.total_population)
    if kind == "tenure":
        return frame.rename(columns={"tenure": "category", "n": "text"})
    if kind == "ethnic_group":
        frame = frame[frame.ethnic_group.str.endswith("(number)")]
        return frame.assign(category=frame.ethnic_group.str.removesuffix("(number)").str.strip(), text=frame.value)
    lived = long(beside(path, PEOPLE, "people by district"))
    known, _ = today(path)
    people = figures(lived.text, PEOPLE).value.groupby(lived.district.map(known)).agg(lambda x: x.sum(skipna=False))
    english = frame.district[frame.district.str.startswith("E")]
    absent = sorted(english[english.map(people).isna()])
    if absent:
        raise ScoutingError(f"{PEOPLE} has no people for the districts {', '.join(absent)} of {path.name}.")
    return frame.assign(category=frame.ruc, text=frame.district.map(people).astype("str"))


def by_council(path: Path) -> tuple[pd.DataFrame, int]:
    """Numbers by upper-tier council (index ONS code) and category (columns), and the rows of the file.

    Raises ScoutingError for a district that stands twice, one that nobody knows, and one that is missing.
    """
    frame = long(path)
    rows, frame = len(frame), frame[frame.district.str.startswith("E")]
    twice = frame[frame.duplicated(["district", "category"])]
    if len(twice):
        first = twice.iloc[0]
        raise ScoutingError(f"{path.name} has two rows of '{first.category}' for {first.district}.")
    known, now = today(path)
    became = frame.district.map(known)
    problems = Problems()
    if became.isna().any():
        listed = ", ".join(sorted(set(frame.district[became.isna()])))
        problems.append(f"{path.name} has districts that {LOOKUP} and {CODES} lack: {listed}.")
    absent = sorted(now - set(became))
    if absent:
        problems.append(f"{path.name} lacks districts: {', '.join(absent)}.")
    problems.raise_if_any()
    number = figures(frame.text, path.name).value
    council = became.map(districts(beside(path, LOOKUP, "districts of each council")))
    table = number.groupby([council, frame.category]).agg(lambda x: x.sum(skipna=False)).unstack()
    # A district has one class, so a council may have nobody in the other: that is a nought, not a gap.
    return (table.fillna(0) if "ruc" in frame else table), rows


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file is one of those known and has the categories that the codes name among its first rows."""
    kind = next((k for k, key in SHAPES.items() if {k, key} <= set(file.columns)), None)
    if kind is None:
        return None
    texts = {row.get("ruc" if kind == "ruc21_code" else kind, "") for row in file.sample}
    held = {text.removesuffix("(number)").strip() for text in texts}
    held |= {text.partition(":")[0] for text in held}
    needs = {code.removeprefix(f"{ALL} but ") for code in codes(wanted)} - {ALL}
    return fit(needs, held) if needs & held else None


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Numbers of people or households in the wanted categories, by council of today and for England.

    Raises ScoutingError for an unknown file or category, a missing file beside it, districts that are
    missing, twice or unknown, and text that is no figure.
    """
    path = Path(path)
    table, rows = by_council(path)
    table.index = areas_of(catalog, path.name, pd.Series(table.index, index=table.index)).area_code.to_list()
    table.loc[ENGLAND] = table.sum(skipna=False)

    def cells(code: str) -> pd.DataFrame:
        value = table[members(code, [*map(str, table)], path.name)].sum(axis=1, skipna=False)
        one = pd.DataFrame({"area_code": value.index, "period": str(YEAR), "year": YEAR, "value": value.to_numpy()})
        return one.assign(marker=one.value.isna().map({True: "x", False: ""}))

    return Reading(assemble(counts_only(wanted), wanted.source_id.iloc[0], cells, path.name), rows)


def members(code: str, categories: list[str], where: str) -> list[str]:
    """The categories that a code means.

    >>> members("Owned", ["Owned: Owns outright", "Lives rent free"], "file")
    ['Owned: Owns outright']
    >>> members("all but Lives rent free", ["Owned: Owns outright", "Lives rent free"], "file")
    ['Owned: Owns outright']
    """
    if code == ALL:
        return categories
    name = code.removeprefix(f"{ALL} but ").strip()
    found = [c for c in categories if c == name or c.partition(":")[0] == name]
    if not found:
        near = did_you_mean(name, categories)
        raise ScoutingError(f"{where} has no category '{name}'.{near} Mend the code in data/catalog.")
    return found if name == code.strip() else [c for c in categories if c not in found]
