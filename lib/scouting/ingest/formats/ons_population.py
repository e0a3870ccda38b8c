"""Mid-year population estimates by single year of age (ONS): workbooks of 2022 and 2023, tables of 2020 and 2024.

The table of 2024 does not say its year: it is of the year that sources.csv says the release covers.

A code is an age or a span of ages: ``65+``, ``18-64``, ``0-15``, ``all ages``. Estimates are at 30 June and their
period is the year. Where people are what a financial year's money is divided by, the years that an estimate stands
for follow: ``18-64 @ 2023-24, 2024-25`` uses one estimate in both, for want of a later one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.ingest import sheets
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Reading, assemble, counts_only, figures, read_csv
from scouting.ingest.glance import Fit, Glance, fit, is_workbook

OLDEST = 90
_AGES = [*map(str, range(OLDEST)), f"{OLDEST}+"]
_SHEET = "MYE2 - Persons"
_SPAN = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+)|(?P<open>\+))?")
#: Upper-tier councils, regions and England; districts and other countries are dropped.
_AREA = r"E(06|08|09|10|12|92)\d{6}"


def ages(code: str) -> range:
    """The single years of age that a code means; the last, 90, stands for 90 and over.

    >>> ages("18-64"), ages("65+"), ages("all ages"), ages("17")
    (range(18, 65), range(65, 91), range(0, 91), range(17, 18))
    """
    if code.strip() == "all ages":
        return range(OLDEST + 1)
    match = _SPAN.fullmatch(code.strip())
    if not match:
        raise ScoutingError(f"'{code}' is no age or span of ages like 65+, 18-64 or all ages. Mend it in data/catalog.")
    first = int(match["first"])
    last = OLDEST if match["open"] else int(match["last"] or first)
    if first > last or last > OLDEST or (last == OLDEST and not match["open"]):
        raise ScoutingError(f"'{code}' cannot be read: single years of age go to {OLDEST - 1}, then {OLDEST}+.")
    return range(first, last + 1)


def stands_for(code: str) -> tuple[str, dict[str, int]]:
    """A code as its ages and the financial years that the estimate stands for, with the years in which they end.

    >>> stands_for("18-64 @ 2023-24, 2024-25"), stands_for("65+")
    (('18-64', {'2023-24': 2024, '2024-25': 2025}), ('65+', {}))
    """
    span, _, rest = code.partition(" @ ")
    labels = [label.strip() for label in rest.split(",") if label.strip()]
    odd = [label for label in labels if not re.fullmatch(r"\d{4}-\d{2}", label)]
    if odd:
        raise ScoutingError(f"'{code}': '{odd[0]}' is no financial year like 2024-25. Mend it in data/catalog.")
    return span, {label: int(label[:4]) + 1 for label in labels}


def people(path: Path, covers: str = "") -> tuple[int, pd.DataFrame]:
    """The year and the people of every area in the file: index ONS code, columns 0 to 90 (90 and over), numbers.

    ``covers``: what sources.csv says the release covers, such as "Mid-2024, at 30 June", for a file without a year.

    Raises ScoutingError for a file of another shape, an area that stands twice, and text that is no figure.
    """
    path = Path(path)
    if not is_workbook(path):
        frame = read_csv(path, [])
        where, key = path.name, frame.columns[0]
        named, stated = re.fullmatch(r"utla(\d\d)_code", key), re.match(r"mid-(\d{4})", covers, re.IGNORECASE)
        if not named and key != "Code":
            raise ScoutingError(f"{path.name} must begin with a column like utla20_code or Code, not '{key}'.")
        if not named and not stated:
            raise ScoutingError(
                f"{path.name} does not say its year, so it is that of period_covers in data/catalog/sources.csv, which "
                f"must begin like Mid-2024. It says '{covers}'."
            )
        year = 2000 + int(named[1]) if named else int(stated[1]) if stated else 0
    else:
        _, found = sheets.rows(path, re.escape(_SHEET))
        where = f"{path.name}, sheet {_SHEET}"
        titled = re.search(r"mid-(\d{4})", sheets.words(found[0][0]), re.IGNORECASE) if found else None
        if not titled:
            raise ScoutingError(f"{where} does not say in its first cell which year it is for (mid-2023).")
        frame, year, key = (
            sheets.table(found, sheets.header(found, ["Code", "All ages"], where)),
            int(titled[1]),
            "Code",
        )
    absent = [age for age in _AGES if age not in frame]
    if absent:
        raise ScoutingError(f"{where} lacks the column{'s'[: len(absent) > 1]} {', '.join(absent[:5])}.")
    frame = frame[frame[key].astype(str).str.strip() != ""]
    frame = frame.assign(**{key: frame[key].astype(str).str.strip()})
    twice = frame[key][frame[key].duplicated()]
    if len(twice):
        raise ScoutingError(f"{where} has two rows for {', '.join(sorted(set(twice)))}.")
    counted = figures(
        pd.Series(frame[_AGES].to_numpy().ravel(), frame.index.repeat(len(_AGES))).map(sheets.words), where
    )
    numbers = counted.value.to_numpy().reshape(len(frame), len(_AGES))
    return year, pd.DataFrame(numbers, index=frame[key].to_list(), columns=range(OLDEST + 1))


def before_split(table: pd.DataFrame, day: pd.Timestamp, catalog: Catalog) -> pd.DataFrame:
    """People of councils that still stood on a day but are given by the areas they were divided into: their sums."""
    changes = catalog.area_changes[catalog.area_changes.kind == "split"]
    sole = changes[~changes.new_code.duplicated(keep=False)]
    added = {}
    for old, parts in sole.groupby("old_code").new_code:
        whole = set(parts) == set(changes.new_code[changes.old_code == old])
        ended = pd.Timestamp(catalog.areas.valid_to[old])
        if whole and ended >= day and old not in table.index and set(parts) <= set(table.index):
            added[old] = table.loc[parts].sum(skipna=False)
    return pd.concat([table, pd.DataFrame(added).T]) if added else table


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file has single years of age, and the year of the estimate."""
    if _SHEET in file.sheets:
        titled = re.search(r"mid-(\d{4})", sheets.words(next(iter(file.rows(_SHEET)), [""])[0]), re.IGNORECASE)
        return fit([_SHEET], file.sheets, edition=titled[1] if titled else "")
    first = next(iter(file.columns), "")
    named = re.fullmatch(r"utla(\d\d)_code", first)
    # A table that does not say its year can only be of a release that is such a table.
    mine = catalog.sources.file[catalog.sources.source_id == wanted.source_id.iloc[0]]
    if "0" not in file.columns or not (named or (first == "Code" and mine.str.endswith(".csv").any())):
        return None
    return fit(_AGES, file.columns, edition=f"20{named[1]}" if named else "")


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Numbers of people of the wanted ages, for councils, regions and England; the period is the year of the estimate.

    A county that was divided after that day but is given by its successors gets their sum.
    Raises ScoutingError for a file of another shape, a code that is no age, and text that is no figure.
    """
    path = Path(path)
    mine = catalog.sources.source_id == wanted.source_id.iloc[0]
    year, table = people(path, "".join(catalog.sources.period_covers[mine]))
    kept = table[table.index.str.fullmatch(_AREA)]
    kept = before_split(kept, pd.Timestamp(year, 6, 30), catalog)
    published = pd.Series(kept.index, index=kept.index)
    area = areas_of(
        catalog, path.name, published, year=published.map(lambda _: year), year_end=wanted.year_end.iloc[0]
    ).area_code

    def cells(code: str) -> pd.DataFrame:
        span, labels = stands_for(code)
        count = kept[list(ages(span))].sum(axis=1, skipna=False)
        one = pd.DataFrame({"area_code": area, "value": count})
        one["marker"] = one.value.isna().map({True: "x", False: ""})
        years = labels or {str(year): year}
        return pd.concat([one.assign(period=label, year=ends) for label, ends in years.items()], ignore_index=True)

    return Reading(assemble(counts_only(wanted), wanted.source_id.iloc[0], cells, path.name), len(table))
