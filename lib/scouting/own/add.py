"""A council's own figures, targets, indicators and neighbour sets: kept in data/local, added from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from scouting import catalog, paths
from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.ingest.history import lives
from scouting.own import seen
from scouting.own.disclosure import uncounted
from scouting.own.keeping import as_texts, put
from scouting.own.layout import PLAIN, Asked
from scouting.own.read import Own, read
from scouting.own.renamed import settle
from scouting.own.tables import ADDED, KEYS, TABLES, frame
from scouting.own.words import uncounted_sentence
from scouting.periods import kind_of
from scouting.terms import SMALL_COUNT
from scouting.words import many

#: What the rows of each table are sorted by.
_SORTED_BY = {
    "figures": ["area_code", "indicator_id", "period"],
    "targets": ["area_code", "indicator_id"],
    "indicators": ["indicator_id"],
    "neighbours": ["set_id", "area_code", "rank", "neighbour_code"],
    "assessments": ["area_code", "report_date"],
}


def add_own(
    path: Path,
    say: Callable[[str], None] = lambda _: None,
    today: dt.date | None = None,
    folder: Path | None = None,
    asked: Asked = PLAIN,
) -> list[str]:
    """Add a council's own file to data/local, whole or not at all, and tell what was put where.

    A row whose key is held is replaced; a neighbour set is replaced whole. ``today``: a period that ends after it is
    refused, and the day that is kept as when a row was added. ``folder``: default data/local. ``asked``: how a file in
    another dress is to be read. Gives the lines, each also handed to ``say``. Raises ScoutingError with all that is
    wrong with the file, and where another command does not end adding; then nothing was changed.
    """
    folder = Path(folder or paths.LOCAL)
    with paths.lock(folder):
        lines = _add(Path(path), today or dt.date.today(), folder, asked)
    for line in lines:
        say(line)
    return lines


def _add(path: Path, today: dt.date, folder: Path, asked: Asked) -> list[str]:
    """``add_own`` while nobody else writes the folder."""
    known = catalog.read()
    renamed = settle(known, folder)
    held = vars(seen.read(known, folder))
    own = read(path, known, held["indicators"], today, asked)
    problems = own.problems + _before_their_time(own, known)
    if problems:
        raise ScoutingError(problems)
    new = {kind: table for kind, table in own.tables.items() if len(table)}
    if not new:
        raise ScoutingError(f"{path.name} has only the example rows of the template: nothing was added.")
    lines, changed = [*renamed, *own.notes], {}
    for kind, table in new.items():
        merged, said = _merged(kind, held[kind], table.assign(added=f"{today}"))
        lines.append(f"{folder / kind}.csv: {said}")
        if merged is not None:
            changed[folder / f"{kind}.csv"] = as_texts(merged)
    put(changed)
    lines += _uncounted(new, pd.concat([known.indicators, held["indicators"].set_index("indicator_id")]))
    paths.mark_folder(folder)
    return lines


def _uncounted(new: dict[str, pd.DataFrame], facts: pd.DataFrame) -> list[str]:
    """That figures were added without the people behind them, and what is asked for; nothing where none were."""
    added = new.get("indicators", frame("indicators", [])).set_index("indicator_id")
    statistics = pd.concat([facts.statistic.drop(added.index, errors="ignore"), added.statistic])
    names = uncounted(new.get("figures", frame("figures", [])), statistics)
    asked = "Add them again with a denominator, or leave out figures about so few people."
    return [f"{uncounted_sentence(names, SMALL_COUNT)} {asked}"] if names else []


def _before_their_time(own: Own, catalog: Catalog) -> list[str]:
    """A sentence for each figure of a period that had ended before its council began."""
    table = own.tables.get("figures", frame("figures", []))
    begun = lives(catalog).valid_from.reindex(table.area_code).to_numpy()
    early = table.assign(begun=begun)[table.period_end.to_numpy() < begun]
    return [
        f"{row.place}, period: {row.period} ended before {catalog.name(row.area_code)} began on "
        f"{row.begun.day} {row.begun:%B %Y}. A figure of an earlier council is not its own."
        for row in each_row(early)
    ]


def _keyed(kind: str, table: pd.DataFrame) -> pd.MultiIndex:
    if kind == "figures":  # the same span may be written in two ways, 2025 and 2024-25
        table = table.assign(kind=[kind_of(period) for period in table.period])
    return pd.MultiIndex.from_frame(table[KEYS[kind][0]])


def _merged(kind: str, held: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame | None, str]:
    """The table with the new rows (None where that changes nothing), and what happened in words."""
    columns = [name for name in TABLES[kind] if name != ADDED]
    before, after = _keyed(kind, held), _keyed(kind, new)
    gone = before.isin(after)
    if kind == "neighbours":
        gone = held.set_id.isin(new.set_id).to_numpy()
    was, now = (pd.MultiIndex.from_frame(as_texts(table)[columns]) for table in (held, new))
    same = now.isin(was)
    replaced = int((after.isin(before) & ~same).sum())
    added, left_out = len(new) - int(same.sum()) - replaced, int((~before.isin(after) & gone).sum())
    counts = {"added": added, "replaced": replaced, "unchanged": int(same.sum()), "left out of their set": left_out}
    what = "neighbour" if kind == "neighbours" else kind[:-1]
    told = ", ".join(f"{n:,} {word}" for word, n in counts.items() if n)
    said = f"{many(len(new), what)} read ({told})."
    if not (added or replaced or left_out):
        return None, said
    rows = pd.concat([held[~gone | was.isin(now)], new[~same]])[TABLES[kind]]
    return rows.sort_values(_SORTED_BY[kind], ignore_index=True), said
