"""Councils that a release names and nobody knows: the rows of the catalogue that they need, ready to paste."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

import pandas as pd

from scouting.catalog import Catalog
from scouting.catalog.areas import plain
from scouting.frames import each_cell, each_row
from scouting.words import many

#: Stands in a row for what the file does not say.
OLD, ONS, DFE, REGION, DAY = "OLD_CODE", "ONS_CODE", "DFE_NUMBER", "REGION_CODE", "YYYY-MM-DD"
_ONS_CODE, _DFE_NUMBER = r"E(06|08|09|10)\d{6}", r"\d{3}"
#: More councils than this are not guessed to have become one.
_MOST_MERGED = 4
#: Words that many names have: they do not say that one council follows another.
_COMMON = {"north", "south", "east", "west", "mid", "central", "and", "of", "the", "upon", "city", "county"}


def unknown(published: pd.DataFrame, catalog: Catalog, where: str, year_end: str) -> str:
    """What to say of the rows of a file whose ``area_code`` is missing: who they are, and every row that is needed.

    ``published``: every row of the file once; code, other, name, region (text, blank where the file has none), year
    (missing where it has none) and area_code. ``year_end``: the day (MM-DD) on which its years end.
    """
    strange = published[published.area_code.isna()]
    ways = strange[["code", "other"]].apply(lambda one: one.str.strip())
    strange = strange.assign(ons=_which(ways, _ONS_CODE), dfe=_which(ways, _DFE_NUMBER))
    new = strange[(strange.ons != "") | (strange.dfe != "")]
    others = strange.drop(new.index)
    new = new.assign(meant=new.name.map(plain).map({plain(n): code for code, n in each_cell(catalog.today().name)}))
    told = _recoded(new[new.meant.notna()], where)
    new = new[new.meant.isna()]
    if len(others):
        named = ", ".join(sorted({_named(row.name, [row.code, row.other]) for row in each_row(others)}))
        told.append(f"{where} has areas that are no council of England: {named}. Nothing was read.")
    if len(new):
        told.append(_rows(new, published, catalog, where, year_end))
    return "\n".join(told)


def _recoded(rows: pd.DataFrame, where: str) -> list[str]:
    """What to say of rows that have the name of a council of today, and a code that nobody knows."""
    rows = rows.drop_duplicates("code")
    if rows.empty:
        return []
    named = ", ".join(_named(row.name, [row.code]) for row in each_row(rows))
    told = f"{where} gives councils that are known a code that the catalogue lacks: {named}."
    asked = "If the code was issued anew for the same area, add to data/catalog/area_changes.csv:"
    changes = [[row.code, row.meant, "", "recoded", f"{row.name}: another code"] for row in each_row(rows)]
    return [f"{told} {asked}\n{_csv(changes)}"]


def _which(ways: pd.DataFrame, pattern: str) -> pd.Series:
    """The first of the columns that is written so, or blank."""
    return ways.apply(lambda row: next((text for text in row if re.fullmatch(pattern, text)), ""), axis=1)


def _named(name: str, codes: Iterable[str]) -> str:
    known = ", ".join(code for code in codes if code)
    return f"{name} ({known})" if name and known and name != known else name or known


def _rows(new: pd.DataFrame, published: pd.DataFrame, catalog: Catalog, where: str, year_end: str) -> str:
    """The message on councils that are probably new, with the rows of four tables."""
    first = new.sort_values("year", kind="stable").drop_duplicates("code").sort_values("code")
    gone, began = _gone(new, published, catalog), _began(first.year.min(), year_end)
    follows = {row.code: _followed(row.name, row.region, gone, len(first), catalog) for row in each_row(first)}
    before = list(dict.fromkeys(code for codes in follows.values() for code in codes))
    tables = {
        "areas.csv": [*_ended(before, began, catalog), *(_area(row, follows[row.code], began, catalog) for row in
                                                       each_row(first))],
        "area_changes.csv": [change for row in each_row(first) for change in _changes(row, follows, began, catalog)],
        "area_names.csv": _names(new, first, where),
        "tiles.csv": _tiles(first, follows, catalog),
    }  # fmt: skip
    texts = [f"{table}{_instead(table, before, catalog)}:\n{_csv(rows)}" for table, rows in tables.items() if rows]
    blanks = [word for word in (OLD, ONS, DFE, REGION, DAY) if any(word in text for text in texts)]
    listed = ", ".join(_named(row.name, [row.ons, row.dfe]) for row in each_row(first))
    told = [
        f"{where} names {many(len(first), 'council')} that the catalogue lacks: {listed}.",
        _guess(before, gone, first.year.min(), catalog),
        "If that is right, these rows of data/catalog are needed; then add the file again.",
        f"The file does not say {', '.join(blanks)}." if blanks else "",
        "What to check in them: docs/reorganisation.md",
    ]
    return "\n".join([" ".join(filter(None, told)), *texts])


def _ended(before: list[str], began: str, catalog: Catalog) -> list[list]:
    """The rows of areas.csv of councils that end on the day before."""
    last = DAY if began == DAY else f"{pd.Timestamp(began) - pd.Timedelta(days=1):%Y-%m-%d}"
    return [[*catalog.areas.loc[code].iloc[:-1], last] for code in before]


def _area(row, follows: list[str], began: str, catalog: Catalog) -> list:
    """A new council's row of areas.csv."""
    region = row.region or (catalog.areas.region_code[follows[0]] if follows else REGION)
    kind = {"E08": "metropolitan", "E09": "outer_london", "E10": "county"}.get(row.ons[:3], "unitary")
    return [row.ons or ONS, row.dfe or DFE, row.name, region, kind, began, ""]


def _changes(row, follows: dict[str, list[str]], began: str, catalog: Catalog) -> list[list]:
    """A new council's rows of area_changes.csv: one for each council that it follows."""
    mine = follows[row.code]
    if not mine:
        return [[OLD, row.ons or ONS, began, "split", f"{OLD} was divided"]]
    rows = []
    for old in mine:
        divided = sum(old in codes for codes in follows.values()) > 1
        how = "split" if divided else "merged" if len(mine) > 1 else "continues"
        note = {"split": "{} was divided", "merged": "{} joined others", "continues": "Same area as {}"}[how]
        rows.append([old, row.ons or ONS, began, how, note.format(catalog.name(old))])
    return rows


def _names(new: pd.DataFrame, first: pd.DataFrame, where: str) -> list[list]:
    """The rows of area_names.csv: spellings of a new council other than the first."""
    more = new.assign(plain=new.name.map(plain)).drop_duplicates(["code", "plain"]).drop(first.index)
    return [[row.name, row.ons or ONS, where] for row in each_row(more)]


def _tiles(first: pd.DataFrame, follows: dict[str, list[str]], catalog: Catalog) -> list[list]:
    """The rows of tiles.csv: the first that follows a council takes its hexagon, others the nearest free ones."""
    at = {row.area_code: (int(row.q), int(row.r)) for row in each_row(catalog.tiles)}
    taken, given, rows = set(at.values()), set(), []
    for row in each_row(first):
        old = next(iter(follows[row.code]), "")
        if old not in at:
            continue
        q, r = at[old]
        if old in given:
            near = [(q + across, r + up) for across in range(-9, 10) for up in range(-9, 10)]
            q, r = min((place for place in near if place not in taken), key=lambda place: _apart(place, at[old]))
        given.add(old)
        taken.add((q, r))
        rows.append([row.ons or ONS, q, r])
    return rows


def _gone(new: pd.DataFrame, published: pd.DataFrame, catalog: Catalog) -> list[str]:
    """Councils of today that the file has no row of from the newcomers' first year on, though it had one before.

    Of a file with one year: those that it has no row of.
    """
    today, first = catalog.today().index, new.year.min()
    held = published[published.area_code.isin(today)]
    since = set(held.area_code[~(held.year < first)])
    earlier = set(held.area_code[held.year < first])
    return [code for code in today if code not in since and (code in earlier or not earlier)]


def _followed(name: str, region: str, gone: list[str], newcomers: int, catalog: Catalog) -> list[str]:
    """The councils that a new one probably follows: of its region, and by a word of the name where several are."""
    near = [code for code in gone if not region or catalog.areas.region_code[code] == region]
    words = set(plain(name).split()) - _COMMON
    alike = [code for code in near if words & set(plain(catalog.name(code)).split())]
    found = alike or near
    return found if len(found) == 1 or (newcomers == 1 and len(found) <= _MOST_MERGED) else []


def _began(year: float, year_end: str) -> str:
    """The 1 April with which a year begins that ends on a day, or in which it lies: councils begin on that day."""
    if pd.isna(year):
        return DAY
    end, began = pd.Timestamp(f"{int(year)}-{year_end}"), pd.Timestamp(int(year), 4, 1)
    return f"{began if began <= end else began - pd.DateOffset(years=1):%Y-%m-%d}"


def _guess(before: list[str], gone: list[str], year: float, catalog: Catalog) -> str:
    since = "" if pd.isna(year) else f" for {int(year)}"
    if before:
        verb = "has" if len(before) == 1 else "have"
        return f"They probably follow {' and '.join(map(catalog.name, before))}, which {verb} no row{since}."
    possible = ", ".join(map(catalog.name, gone[:8])) or "no council"
    return f"Which council they follow the file does not say. Without a row{since}: {possible}."


def _instead(table: str, before: list[str], catalog: Catalog) -> str:
    """Which rows give way to those that are told."""
    if table not in ("areas.csv", "tiles.csv") or not before:
        return ""
    return f", instead of the row{'s'[: len(before) > 1]} of {' and '.join(map(catalog.name, before))}"


def _apart(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How far two hexagons are from each other, where odd rows are half a place to the east."""
    (x1, y1), (x2, y2) = ((q + 0.5 * (r % 2), r * 0.75**0.5) for q, r in (one, other))
    return (x1 - x2) ** 2 + (y1 - y2) ** 2


def _csv(rows: list[list]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().rstrip("\n")
