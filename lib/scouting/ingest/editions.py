"""A further edition of a release: merged with what is held of that release, and settled into the store."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from scouting import paths, values
from scouting.catalog import Catalog, series
from scouting.catalog import read as read_catalog
from scouting.errors import ScoutingError, unknown
from scouting.frames import each_row
from scouting.ingest import build
from scouting.ingest.build import Release, store_of
from scouting.ingest.calibrate import recalibrate
from scouting.ingest.formats import ADAPTERS
from scouting.ingest.glance import look
from scouting.ingest.sound import broken_off, falls, figures, not_over, told, unsound

_CELL = ["indicator_id", "area_code", "period_end"]
_PERIOD = ["indicator_id", "period_end"]


def merged(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The readings of one release with those of a further file, and how the file stands: newer, same or older.

    Newer is what goes on to a later period; a file that ends with the same one is taken as its correction. Either
    takes the place of what was held, cell by cell, and what it does not have stays. An older file takes no place: only
    whole periods are added that were not held.

    >>> old = pd.DataFrame({"indicator_id": "i", "area_code": "A", "period_end": [2024, 2025], "value": [1.0, 2.0]})
    >>> new = pd.DataFrame({"indicator_id": "i", "area_code": "A", "period_end": [2025, 2026], "value": [3.0, 4.0]})
    >>> parts = {"numerator": float("nan"), "denominator": float("nan")}
    >>> rows, how = merged(old.assign(**parts), new.assign(**parts))
    >>> how, sorted(rows.value)
    ('newer', [1.0, 3.0, 4.0])
    """
    ends, held = (rows.period_end[figures(rows)].max() for rows in (new, old))
    first, second, key, how = (new, old, _CELL, "newer" if ends > held else "same")
    if pd.isna(ends) or ends < held:
        first, second, key, how = old, new, _PERIOD, "older"
    taken = pd.MultiIndex.from_frame(second[key]).isin(pd.MultiIndex.from_frame(first[key]))
    return pd.concat([first, second[~taken]], ignore_index=True), how


def add_releases(
    files: Iterable[tuple[Path, str]],
    say: Callable[[str], None] = lambda _: None,
    store: Path | None = None,
    catalog: Catalog | None = None,
    *,
    force: bool = False,
    today: dt.date | None = None,
) -> list[str]:
    """Add files as further editions of releases, all of them or none, and give the lines that say what came of it.

    ``files``: each with its source_id; ``say`` is told of each as it is read; ``store``: the store (the project's own
    unless said otherwise), whose readings lie beside it. Where a file brings nothing new, nothing is written.
    ``today``: figures of a period that ends after it are refused.
    Raises ScoutingError with the problems of all files together: files that cannot be read, and files that have
    figures that cannot be, far fewer than what is held, or mostly others (unless ``force`` takes them); and where
    another command does not end writing the store. Then nothing is changed.
    """
    store = Path(store or paths.STORE)
    with paths.lock(store):
        return _add(files, say, store, catalog or read_catalog(), force, today or dt.date.today())


def _add(
    files: Iterable[tuple[Path, str]],
    say: Callable[[str], None],
    store: Path,
    catalog: Catalog,
    force: bool,
    today: dt.date,
) -> list[str]:
    """``add_releases`` while nobody else writes the store."""
    rows, log = build.read(store)
    before, problems, lines = rows, [], []
    for path, source_id in files:
        try:
            say(f"reading {Path(path).name} as {source_id}")
            new, entry, notes = _read(Path(path), source_id, catalog)
            old = rows[rows.source_id == source_id]
            both, how = merged(old, new) if len(old) else (new, "newer")
            problems += not_over(new, today, Path(path).name)
            if not force:
                problems += broken_off(Path(path), new, catalog)
                problems += unsound(new, catalog, Path(path).name)
                problems += falls(old, new, catalog, Path(path).name) if how != "older" else []
        except ScoutingError as err:
            problems += err.problems
            continue
        lines += told(old, new, how, entry, catalog) + notes
        rows = pd.concat([rows[rows.source_id != source_id], both], ignore_index=True)
        log = pd.concat([log, pd.DataFrame([entry], columns=build.LOG)], ignore_index=True)
    if problems:
        raise ScoutingError([*problems, "Nothing was changed."] if len(problems) > 1 else problems)
    rows = build.in_order(rows)
    if rows[values.COLUMNS].equals(build.in_order(before)[values.COLUMNS]):
        return [*lines, "Nothing new: the store is as it was."]
    held = values.read(path=store)
    with paths.together(store.parent):
        store_of(as_releases(log, rows), catalog, store)
        recalibrate(store, say)
    return [*lines, *_came_of(held, values.read(path=store), before, rows)]


def as_releases(log: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Release]:
    """The files that still give a row, each with the rows that it gives now."""
    given = dict(iter(rows.groupby(["source_id", "sha256"])))
    for one in each_row(log.drop_duplicates(["source_id", "sha256"])):
        if (one.source_id, one.sha256) in given:
            mine = given[one.source_id, one.sha256][values.COLUMNS]
            yield Release(one.source_id, one.file, one.sha256, mine, one.rows, [])


def _read(path: Path, source_id: str, catalog: Catalog) -> tuple[pd.DataFrame, list, list[str]]:
    """The readings of a file, its entry for the log (columns as ``readings.LOG``), and its adapter's notes."""
    sources = catalog.sources.set_index("source_id")
    if source_id not in sources.index:
        raise ScoutingError(unknown("source", source_id, sources.index, "data/catalog/sources.csv"))
    mine = series(catalog).query("source_id == @source_id")
    if mine.empty:
        raise ScoutingError(
            f"{path.name}: the catalogue takes no indicator from {source_id}, so there is nothing to add."
        )
    look(path)
    reading = ADAPTERS[sources.adapter[source_id]].read(path, mine, catalog)
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = [source_id, path.name, sha, reading.rows, len(reading.values)]
    return reading.values.assign(sha256=sha), entry, reading.notes


def _came_of(held: pd.DataFrame, now: pd.DataFrame, before: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """What a file made of the store: figures more, and what waits for another release."""
    gained = int(now.value.notna().sum() - held.value.notna().sum())
    lines = [f"The store now has {len(now):,} rows and {now.value.notna().sum():,} figures ({gained:+,})."]

    def periods(table: pd.DataFrame) -> pd.MultiIndex:
        return pd.MultiIndex.from_frame(table[_PERIOD].drop_duplicates())

    new = periods(rows[figures(rows)]).difference(periods(before))
    waiting = sorted(set(new.difference(periods(now[now.value.notna()])).get_level_values(0)))
    if waiting:
        lines.append(
            f"Without a figure as yet: {', '.join(waiting)}. What was read is kept, and counts once the release that "
            "publishes the figure, or what it is divided by, is there for the same period."
        )
    return lines
