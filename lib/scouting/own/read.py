"""A council's own file (CSV, XLSX, YAML for a neighbour set) as tables, and everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.own import files, rows, tables
from scouting.own.assessments import assessments
from scouting.own.cells import Sheet, heading
from scouting.own.tables import ASKED, CODES, TABLES, frame, kind_of, twice, wrong_columns


@dataclass
class Own:
    """What a file of own figures holds: its tables by kind (each row with its ``place``), notes, and problems."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def kinds(path: Path) -> dict[str, str]:
    """Which table each sheet of a file holds ('' for a file without sheets); empty where it is no own file.

    Sheets with the columns of a table and another name are among them; hidden ones only by their name.

    Told from the column names alone. Raises nothing, whatever the file.

    >>> kinds("nowhere.csv")
    {}
    """
    path = Path(path)
    if rows.is_set(path):
        return {"": "neighbours"}
    found = {name: kind_of(names) for name, names in files.headings(path, TABLES).items()}
    return {name: kind for name, kind in found.items() if kind and heading(name) != CODES}


def read(path: Path, catalog: Catalog, local: pd.DataFrame | None = None, today: dt.date | None = None) -> Own:
    """The tables of a council's own file, and all that is wrong with it.

    ``local``: indicators.csv of data/local, whose indicators figures may use, as they may those of the same file.
    ``today``: a period that ends after it is refused. The tables have the columns of ``tables.TABLES`` and
    ``place``; figures also kind (year, quarter, month). Raises ScoutingError for a file that cannot be read at all.
    """
    path, own = Path(path), Own()
    sheets, yaml = {}, rows.is_set(path) or path.suffix.casefold() in (".yml", ".yaml")
    found = [rows.read(path)] if yaml else files.read(path, TABLES)
    for sheet in found:
        kind = heading(sheet.name) if heading(sheet.name) in TABLES else kind_of(map(str, sheet.cells))
        own.notes += sheet.notes
        own.problems += sheet.problems
        if sheet.cells.columns.empty:  # blank, or its names are wrong in themselves: that is told already
            continue
        if not kind:
            own.problems.append(_no_kind(sheet))
        elif kind in sheets:
            own.problems.append(f"{sheet.where()}: a second sheet of {kind}, beside {sheets[kind].where()}. Join them.")
        else:
            own.problems += wrong_columns(sheet, kind)
            sheets[kind] = sheet
    own.problems += _not_read(path, {sheet.name for sheet in found})
    if not any(len(sheet.cells) for sheet in sheets.values()) and not own.problems:
        own.problems.append(f"{path.name} holds no row: at most the names of columns.")
    held = frame("indicators", []) if local is None else local
    _interpret(own, sheets, rows.Facts(catalog, held, today or dt.date.today(), once=yaml))
    own.problems = list(dict.fromkeys(own.problems))
    return own


def _not_read(path: Path, names: set[str]) -> list[str]:
    """A sentence for each sheet that looks like a table, but by its name would be left out."""
    return [
        f"{Sheet(path.name, name).where()}: has the columns of {kind}, but is not called {kind}, so that it would not "
        f"be read. Call it {kind}, or put its rows there; hide it if it is not to be read."
        for name, kind in kinds(path).items()
        if name not in names
    ]


def _no_kind(sheet: Sheet) -> str:
    listed = "; ".join(f"{kind}: {', '.join(must)}" for kind, (must, _) in ASKED.items())
    return f"{sheet.where(1)}: the columns are those of no table of own figures. They have at least {listed}."


def _interpret(own: Own, sheets: dict[str, Sheet], facts: rows.Facts) -> None:
    """Put the tables of the sheets, and what is wrong with their rows, into ``own``; ``facts``: local indicators."""
    known, spoilt = [facts.indicators], frozenset()
    for kind in (
        "indicators",
        "figures",
        "targets",
        "neighbours",
        "assessments",
    ):  # figures may use the indicators beside them
        if kind not in sheets:
            continue
        every = pd.concat([*known, facts.catalog.indicators]).drop_duplicates("indicator_id", keep="last")
        facts = replace(facts, indicators=every.set_index("indicator_id", drop=False), spoilt=spoilt)
        sheet, reader = sheets[kind], _READERS[kind](facts)
        found = list(tables.rows(sheet, "title" if kind == "indicators" else "council"))
        examples = len(sheet.cells) - len(found)
        if examples:
            own.notes.append(f"{sheet.where()}: {examples} example row{'s'[: examples > 1]} left out.")
        made = [dict(reader(row), place=row.place) for row in found]
        own.problems += [problem for row in found for problem in row.problems]
        sound = [one for one, row in zip(made, found, strict=True) if row.sound]
        table = frame(kind, sound, ["place", *(["kind"] if kind == "figures" else [])])
        own.problems += twice(kind, table)
        own.tables[kind] = table
        if kind == "indicators":
            known.append(table)
            spoilt = frozenset(row.texts.get("indicator_id", "") for row in found if not row.sound)
        if kind == "neighbours":
            own.problems += rows.uneven(table)


#: What reads the rows of each table.
_READERS = {
    "figures": rows.figures,
    "targets": rows.targets,
    "indicators": lambda facts: tables.indicators(facts.catalog),
    "neighbours": lambda facts: rows.neighbours(facts.catalog, once=facts.once),
    "assessments": lambda facts: assessments(facts.catalog, facts.today),
}
