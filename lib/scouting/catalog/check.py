"""The catalogue's contract: every problem of every table, a sentence each, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from scouting import paths, terms
from scouting.catalog.tables import TABLES, Catalog, breaks, look, terms_in
from scouting.errors import did_you_mean

#: A rule takes a cell and gives what is wrong with it, or nothing.
Rule = Callable[[str], str]
#: The tables by name; one that cannot be read whole lacks columns, and what hangs on those is not judged.
Tables = Mapping[str, pd.DataFrame]


def one_of(allowed) -> Rule:
    """The cell is one of a few words."""
    words = list(allowed)
    listed = ", ".join(words)
    return lambda cell: "" if cell in words else f"'{cell}' is not one of {listed}.{did_you_mean(cell, words)}"


def known(tables: Tables, table: str, column: str, *, blank: bool = False) -> Rule:
    """The cell names a row of another table; anything will do while that table cannot be read."""
    names = set(tables[table].get(column, []))

    def rule(cell: str) -> str:
        if cell in names or (blank and not cell) or column not in tables[table]:
            return ""
        return f"'{cell}' is not in {table}.csv.{did_you_mean(cell, names)}"

    return rule


def written(pattern: str, meaning: str) -> Rule:
    """The cell is written in a certain way."""
    return lambda cell: "" if re.fullmatch(pattern, cell) else f"'{cell}' is not {meaning}."


def filled(cell: str) -> str:
    return "" if str(cell).strip() else "is blank."


def or_blank(rule: Rule) -> Rule:
    """The cell is blank or keeps another rule."""
    return lambda cell: rule(cell) if cell else ""


def _day(cell: str) -> str:
    bad = cell and pd.isna(pd.to_datetime(cell, format="%Y-%m-%d", errors="coerce"))
    return f"'{cell}' is not a date like 2025-03-31." if bad else ""


def _shorter(most: int) -> Rule:
    return lambda cell: "" if cell and len(cell) <= most else f"'{cell}' must have 1 to {most} characters."


_ID = written(r"[a-z][a-z0-9_]*", "an id (small letters, digits and underscores)")
_AREA = written(r"E(06|08|09|10|12|13|92)\d{6}", "a nine-character ONS code")
_COUNTED = {"proportion", "rate"}


def rules(tables: Tables) -> dict[str, dict[str, Rule]]:
    """The rule of every column that has one."""
    area, source = known(tables, "areas", "area_code"), known(tables, "sources", "source_id")
    yes_no, number = one_of(["yes", "no"]), written(r"\d+(\.\d+)?", "a number")
    return {
        "areas": {
            "area_code": _AREA,
            "dfe_number": written(r"\d{3}", "a DfE number of three digits"),
            "name": filled,
            "region_code": known(tables, "areas", "area_code", blank=True),
            "type": one_of(terms.AREA_TYPES),
            "valid_from": _day,
            "valid_to": _day,
        },
        "area_names": {"name": filled, "area_code": area, "used_by": filled},
        "area_changes": {"new_code": area, "changed": _day, "kind": one_of(terms.CHANGES)},
        "sources": {
            "source_id": _ID,
            "title": filled,
            "publisher": filled,
            "licence": filled,
            "landing_page": written(r"https://\S+", "an https address"),
            "lag_days": number,
            "adapter": filled,
            "file": written(r"(?!/)(?!.*\.\.)[\w./&-]+", "a path inside the folder of releases"),
        },
        "indicators": {
            "indicator_id": _ID,
            "title": filled,
            "short_title": _shorter(34),
            "means": filled,
            "service": one_of(terms.SERVICES),
            "topic": filled,
            "facet": one_of(terms.FACETS),
            "targeted": yes_no,
            "unit": filled,
            "multiplier": number,
            "decimals": number,
            "polarity": one_of(terms.POLARITIES),
            "polarity_reason": filled,
            "statistic": one_of(terms.STATISTICS),
            "source_id": source,
            "source_code": filled,
            "recompute": filled,
            "counting_note": filled,
            "year_end": written(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a month and day like 03-31"),
            "owner": filled,
            "next_review": _day,
        },
        "series": {
            "indicator_id": known(tables, "indicators", "indicator_id"),
            "source_id": source,
            "period_shift": written(r"-?\d+", "a whole number"),
        },
        "neighbour_sets": {
            "set_id": _ID,
            "title": filled,
            "publisher": filled,
            "published": _day,
            "service": or_blank(one_of(terms.SERVICES)),
            "default": yes_no,
        },
        "neighbours": {
            "set_id": known(tables, "neighbour_sets", "set_id"),
            "area_code": area,
            "rank": number,
            "neighbour_code": area,
            "closeness": or_blank(one_of(terms.CLOSENESS)),
        },
        "tiles": {
            "area_code": area,
            "q": written(r"-?\d+", "a whole number"),
            "r": written(r"-?\d+", "a whole number"),
        },
    }


#: What no two rows of a table may share.
UNIQUE = {
    "areas": ["area_code"],
    "area_names": ["name"],
    "sources": ["source_id"],
    "indicators": ["indicator_id"],
    "series": ["indicator_id", "source_id"],
    "neighbour_sets": ["set_id"],
    "neighbours": ["set_id", "area_code", "neighbour_code"],
    "tiles": ["area_code"],
}


def _cells(tables: Tables) -> Iterator[str]:
    for table, columns in rules(tables).items():
        frame = tables[table].reset_index(drop=True)
        for column, rule in columns.items():
            if column not in frame:
                continue
            text = frame[column].map(lambda cell: f"{cell:g}" if isinstance(cell, float) else str(cell))
            for row, cell in enumerate(text):
                wrong = rule("" if cell == "nan" else cell)
                if wrong:
                    yield f"{table}.csv row {row + 2} ({frame.iloc[row, 0]}), {column}: {wrong}"
    for table, columns in UNIQUE.items():
        frame = tables[table].reset_index(drop=True)
        if not set(columns) <= set(frame):
            continue
        for row in frame.index[frame.duplicated(columns)]:
            what = " ".join(str(frame[c][row]) for c in columns)
            yield f"{table}.csv row {row + 2}: '{what}' is there twice."


def _indicators(tables: Tables) -> Iterator[str]:
    names = set(tables["indicators"].indicator_id)
    for row, one in enumerate(tables["indicators"].itertuples(index=False)):
        where = f"indicators.csv row {row + 2} ({one.indicator_id})"
        for guard in terms_in(one.guards):
            if guard not in names:
                yield f"{where}, guards: '{guard}' is not an indicator.{did_you_mean(guard, names)}"
        if one.targeted == "yes" and not one.target:
            yield f"{where}, target: is blank, yet targeted is yes."
        if one.statistic in _COUNTED and not (one.numerator_label and one.denominator_label):
            yield f"{where}: a {one.statistic} needs numerator_label and denominator_label."
        if one.numerator_code and not one.denominator_code and one.statistic == "proportion":
            yield f"{where}: the numerator_code of a proportion needs a denominator_code."
        for period, reason in breaks(one.breaks).items():
            if not reason or not re.match(r"\d{4}", period):
                yield f"{where}, breaks: '{period}: {reason}' is not written as PERIOD: reason."
        if one.facet == "timeliness" and "count" not in one.counting_note.lower():
            yield f"{where}, counting_note: a timeliness indicator says whether counts exist."


def _neighbours(tables: Tables) -> Iterator[str]:
    members = tables["neighbours"].reset_index(drop=True)
    for row in members.index[members.area_code == members.neighbour_code]:
        yield f"neighbours.csv row {row + 2}: {members.area_code[row]} is its own neighbour."


def _defaults(tables: Tables) -> Iterator[str]:
    for service, defaults in tables["neighbour_sets"].groupby("service")["default"]:
        if service and (defaults == "yes").sum() != 1:  # a set of no one service is nobody's default
            yield f"neighbour_sets.csv: the service '{service}' needs exactly one default set."


def _changes(tables: Tables) -> Iterator[str]:
    areas, changes = tables["areas"], tables["area_changes"]
    for row, one in enumerate(changes.itertuples()):
        if one.kind != "recoded" and one.old_code not in set(areas.area_code):
            yield f"area_changes.csv row {row + 2}, old_code: '{one.old_code}' is not in areas.csv."
    followed = set(changes.old_code[changes.kind != "recoded"])
    for code in sorted(set(areas.area_code[areas.valid_to != ""]) - followed):
        yield f"areas.csv ({code}) has ended, but area_changes.csv does not say who followed it."


def _tiles(tables: Tables) -> Iterator[str]:
    areas, tiles = tables["areas"], tables["tiles"].reset_index(drop=True)
    for row in tiles.index[tiles.duplicated(["q", "r"])]:
        yield f"tiles.csv row {row + 2} ({tiles.area_code[row]}): another council is on the hexagon " + (
            f"q {tiles.q[row]}, r {tiles.r[row]}."
        )
    today = areas.area_code[areas.type.isin(terms.COUNCIL_TYPES) & (areas.valid_to == "")]
    for code in sorted(set(today) - set(tiles.area_code)):
        yield f"tiles.csv: the council {code} has no hexagon."


#: What one cell cannot show, and the tables that each rule needs whole.
BETWEEN = {
    _indicators: ["indicators"],
    _neighbours: ["neighbours"],
    _defaults: ["neighbour_sets"],
    _changes: ["areas", "area_changes"],
    _tiles: ["areas", "tiles"],
}


def _found(tables: Tables) -> Iterable[str]:
    yield from _cells(tables)
    for rule, needs in BETWEEN.items():
        if all(set(TABLES[table].split()) <= set(tables[table]) for table in needs):
            yield from rule(tables)


def problems(catalog: Catalog) -> list[str]:
    """Every problem of the catalogue, a sentence each; none for a sound one.

    >>> from scouting.catalog import read
    >>> problems(read())
    []
    """
    return list(_found(vars(catalog)))


def problems_in(folder: Path | None = None) -> list[str]:
    """Every problem of the tables in a folder (default: the project's own), whether or not they can be read.

    >>> problems_in()
    []
    """
    looked = {table: look(folder or paths.CATALOG, table) for table in TABLES}
    unreadable = [problem for _, found in looked.values() for problem in found]
    return unreadable + list(_found({table: frame for table, (frame, _) in looked.items()}))
