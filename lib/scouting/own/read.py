"""A council's own file (CSV, XLSX, ODS, YAML for a neighbour set) as tables, and everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from scouting import bounds
from scouting.catalog import Catalog
from scouting.own import exports, files, layout, rows, tables
from scouting.own.assessments import assessments
from scouting.own.cells import Sheet, heading, one_line, table
from scouting.own.layout import PLAIN, Asked
from scouting.own.spellings import like_period, monthly
from scouting.own.tables import ASKED, CODES, TABLES, Row, frame, kind_of, twice, wrong_columns


@dataclass
class Own:
    """What a file of own figures holds: its tables by kind (each row with its ``place``), notes, and problems."""

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def kinds(path: Path, asked: Asked = PLAIN) -> dict[str, str]:
    """Which table, or which tool's export, each sheet of a file holds ('' for a file without sheets); else empty.

    Sheets with the columns of a table and another name are among them; hidden ones only by their name.

    Told from the column names alone, and what was ``asked``. Raises nothing, whatever the file.

    >>> kinds("nowhere.csv")
    {}
    """
    path = Path(path)
    if rows.is_set(path):
        return {"": "neighbours"}
    found = {}
    for name, first in files.beginning(path, TABLES).items():
        texts = first[layout.place(first, asked, exports.kind)] if first else []
        kind = exports.kind([heading(text) for text in texts]) or kind_of(layout.held(texts, asked))
        found |= {name: kind} if kind and heading(name) != CODES else {}
    return found


def looks_like(path: Path) -> list[str]:
    """What is in the way of reading a file as own figures, and how to say it; nothing where it is no such file.

    For a file whose column names are none of ours. Raises nothing, whatever the file.
    """
    path = Path(path)
    for name, first in files.beginning(path, TABLES).items():
        top = layout.place(first, PLAIN, exports.kind)
        typed = {heading(text): one_line(text) for text in first[top] if one_line(text)} if first else {}
        near, across = layout.near(typed), [one for one in typed if like_period(typed[one])]
        if "geographic_level" in typed or "council" not in near or not (across or {"period", "value"} & set(near)):
            continue
        pairs = [f'--map "{typed[theirs]}={ours}"' for ours, theirs in near.items() if theirs != ours]
        other = [typed[one] for one in typed if one not in near.values() and one not in across]
        lacking = [] if "indicator_id" in near else ["--indicator re_referrals"]
        lacking += [] if across or "period" in near else ["--set period=2025-26"]
        counts = "" if {"numerator", "denominator"} <= set(near) else (
            " A percentage needs its counts, too: --map \"THEIRS=numerator\" --map \"THEIRS=denominator\""
            + (f" (not placed yet: {', '.join(other)})." if other else ".")
        )  # fmt: skip
        return [
            f"{Sheet(path.name, name).where(top + 1)}: looks like figures of your own under other names. Say which is "
            f'which: scouting data add "{path.name}" {" ".join([*pairs, *lacking])}.{counts} Or fill in the file that '
            "scouting data template writes."
        ]
    return []


def read(
    path: Path, catalog: Catalog, local: pd.DataFrame | None = None, today: dt.date | None = None,
    asked: Asked = PLAIN,
) -> Own:  # fmt: skip
    """The tables of a council's own file, and all that is wrong with it.

    ``local``: indicators.csv of data/local, whose indicators figures may use, as they may those of the same file.
    ``today``: a period that ends after it is refused. ``asked``: how a file in another dress is to be read. The tables
    have the columns of ``tables.TABLES`` and ``place``; figures also kind (year, quarter, month). Raises ScoutingError
    for a file that cannot be read at all.
    """
    path, own = Path(path), Own()
    sheets, yaml = {}, rows.is_set(path)
    found = [rows.read(path)] if yaml else files.read(path, TABLES)
    for sheet in found:
        if not yaml:
            _laid_out(sheet, asked, catalog)
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
    own.problems += _not_read(path, {sheet.name for sheet in found}, asked)
    if not any(len(sheet.cells) for sheet in sheets.values()) and not own.problems:
        own.problems.append(f"{path.name} has no rows of data.")
    held = frame("indicators", []) if local is None else local
    _interpret(own, sheets, rows.Facts(catalog, held, today or dt.date.today(), once=yaml), skip=asked.skip_cells)
    own.problems = list(dict.fromkeys(own.problems))
    return own


def _laid_out(sheet: Sheet, asked: Asked, catalog: Catalog) -> None:
    """Find the names of a sheet's columns and bring the table under them into the layout of ours."""
    top = layout.place([texts for _, texts, _ in sheet.rows], asked, exports.kind)
    names = [heading(text) for text in sheet.rows[top][1]] if sheet.rows else []
    above = [str(number) for number, texts, _ in sheet.rows[:top] if any(map(one_line, texts))]
    if above:
        sheet.notes.append(
            f"{sheet.where()}: row{'s'[: len(above) > 1]} {', '.join(above)} above the column names left out."
        )
    export = exports.kind(names)
    if export == exports.NEIGHBOURS:
        asked = exports.neighbours(sheet, top, catalog=catalog, asked=asked)
    else:
        table(sheet, top, skip=asked.skip_cells)
        if sheet.cells.columns.empty:
            return
        if export:
            asked = exports.TURN[export](sheet, asked, catalog)
    layout.fitted(sheet, asked)


def _not_read(path: Path, names: set[str], asked: Asked) -> list[str]:
    """A sentence for each sheet that looks like a table, but by its name would be left out."""
    return [
        f"{Sheet(path.name, name).where()}: has the columns of {kind}, but is not called {kind}, so that it would not "
        f"be read. Call it {kind}, or put its rows there; hide it if it is not to be read."
        for name, kind in kinds(path, asked).items()
        if name not in names
    ]


def _no_kind(sheet: Sheet) -> str:
    listed = "; ".join(f"{kind}: {', '.join(must)}" for kind, (must, _) in ASKED.items())
    return f"{sheet.where(sheet.top)}: the columns match no table of own figures. The tables have at least {listed}."


def _interpret(own: Own, sheets: dict[str, Sheet], facts: rows.Facts, *, skip: bool) -> None:
    """Put the tables of the sheets, and what is wrong with their rows, into ``own``; ``facts``: local indicators."""
    known, spoilt = [facts.indicators], frozenset()
    # Figures may use the indicators beside them.
    for kind in ("indicators", "figures", "targets", "neighbours", "assessments"):
        if kind not in sheets:
            continue
        every = pd.concat([*known, facts.catalog.indicators]).drop_duplicates("indicator_id", keep="last")
        sheet = sheets[kind]
        facts = replace(
            facts,
            indicators=every.set_index("indicator_id", drop=False),
            spoilt=spoilt,
            monthly=_monthly(sheet.cells),
            once=facts.once or sheet.cells.index.dtype != "int64",  # a row of the file makes several
        )
        reader = _READERS[kind](facts)
        found = list(tables.rows(sheet, "title" if kind == "indicators" else "council"))
        examples = len(sheet.cells) - len(found)
        if examples:
            own.notes.append(f"{sheet.where()}: {examples} example row{'s'[: examples > 1]} left out.")
        found, made = _interpreted(own, found, reader, skip=skip)
        if skip:
            found, made = _without_odd(own, kind, found, made, reader)
        own.problems += [problem for row in found for problem in row.problems]
        sound = [one for one, row in zip(made, found, strict=True) if row.sound]
        held = frame(kind, sound, ["place", *(["kind"] if kind == "figures" else [])])
        own.problems += twice(kind, held)
        own.tables[kind] = held
        if kind == "indicators":
            known.append(held)
            spoilt = frozenset(row.texts.get("indicator_id", "") for row in found if not row.sound)
        if kind == "neighbours":
            own.problems += rows.uneven(held)


def _interpreted(own: Own, found: list[Row], reader, *, skip: bool) -> tuple[list[Row], list[dict]]:
    """The rows and what is made of them, as far as where too many were wrong: that is a problem of the file."""
    made, odd = [], 0
    for row in found:
        made.append(dict(reader(row), place=row.place))
        odd += bool(row.odd & {"council", "indicator_id", "period"}) if skip else not row.sound
        if odd > bounds.MOST_ODD:
            own.problems.append(
                f"Over {bounds.MOST_ODD} rows have problems: those after {row.place} were not checked. "
                "Is it the right file?"
            )
            break
    return found[: len(made)], made


def _monthly(cells: pd.DataFrame) -> frozenset[str]:
    """What a table calls those of its indicators whose periods are days that can only be months."""
    if not {"indicator_id", "period"} <= set(cells):
        return frozenset()
    return frozenset(str(name) for name, texts in cells.groupby("indicator_id").period if monthly(texts))


def _without_odd(own: Own, kind: str, found: list[Row], made: list[dict], reader) -> tuple[list[Row], list[dict]]:
    """The rows with their odd cells left out, which is told; a row of which too little is left goes whole."""
    kept = []
    for row, one in zip(found, made, strict=True):
        if row.sound:
            kept.append((row, one))
            continue
        again = rows.left_out(row) if kind == "figures" else None
        if again is not None:
            kept.append((again, dict(reader(again), place=again.place)))
        own.notes += [f"Left out{'' if again else ' with its row'}: {problem}" for problem in row.problems]
    return [row for row, _ in kept], [one for _, one in kept]


#: What reads the rows of each table.
_READERS = {
    "figures": rows.figures,
    "targets": rows.targets,
    "indicators": lambda facts: tables.indicators(facts.catalog),
    "neighbours": lambda facts: rows.neighbours(facts.catalog, once=facts.once),
    "assessments": lambda facts: assessments(facts.catalog, facts.today),
}
