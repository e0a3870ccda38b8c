"""A further edition of a release: merged with what is held of that release, and settled into the store."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from scouting import paths, values
from scouting.catalog import Catalog, series
from scouting.catalog import read as read_catalog
from scouting.errors import ScoutingError, unknown
from scouting.frames import each_row
from scouting.ingest import build
from scouting.ingest.basis import changed, mixed, out_of_level, zeros
from scouting.ingest.build import Release, store_of
from scouting.ingest.calibrate import recalibrate
from scouting.ingest.formats import ADAPTERS
from scouting.ingest.glance import look
from scouting.ingest.sound import broken_off, compared, falls, figures, not_over, told, unsound

_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_CELL = ["indicator_id", "area_code", "period_end"]
_PERIOD = ["indicator_id", "period_end"]


def stands(old: pd.DataFrame, new: pd.DataFrame, published: str = "", held: str = "") -> dict[str, str]:
    """How a file stands to the edition held, indicator by indicator: newer, same or older.

    ``published``, ``held``: when each was published, as far as is known (2026, 2026-01 or 2026-01-15). Where it is not
    known of the file, its last periods tell: a file in which something goes on to a later period, and nothing ends
    before what is held, is the newer one; one in which it is the other way round is older; where all end alike it is
    not known. In a file of both kinds each indicator is judged by its own last period.

    >>> old = pd.DataFrame({"indicator_id": "i", "period_end": [2024, 2025], "value": 1.0, "numerator": 1.0,
    ...                     "denominator": 1.0})
    >>> stands(old, old.assign(period_end=[2025, 2026])), stands(old, old), stands(old, old, "2025-11", "2026-01-15")
    ({'i': 'newer'}, {'i': 'same'}, {'i': 'older'})
    """
    ends, held_to = (rows[figures(rows)].groupby("indicator_id").period_end.max() for rows in (new, old))
    both = pd.concat([ends, held_to], axis=1, keys=["new", "old"], join="inner")
    known = min(len(published), len(held))
    on, back = both.new > both.old, both.new < both.old
    if (known and published[:known] < held[:known]) or ends.empty or (back.any() and not on.any() and not known):
        every = "older"
    elif known or (on.any() and not back.any()):
        every = "newer"
    elif not on.any():
        every = "same"
    else:
        each = pd.Series(np.select([on, back], ["newer", "older"], "same"), index=both.index)
        return {str(i): str(each.get(i, "newer")) for i in new.indicator_id.unique()}
    return {str(i): every if i in held_to.index else "newer" for i in new.indicator_id.unique()}


def merged(old: pd.DataFrame, new: pd.DataFrame, how: dict[str, str]) -> pd.DataFrame:
    """The readings of one release with those of a further file, which stands to them as ``stands`` gives it.

    What is newer, or a correction, takes the place of what was held, cell by cell, and what it does not have stays.
    What is older takes no place: only whole periods are added that were not held.

    >>> old = pd.DataFrame({"indicator_id": "i", "area_code": "A", "period_end": [2024, 2025], "value": [1.0, 2.0]})
    >>> new = pd.DataFrame({"indicator_id": "i", "area_code": "A", "period_end": [2025, 2026], "value": [3.0, 4.0]})
    >>> sorted(merged(old, new, {"i": "newer"}).value), sorted(merged(old, new, {"i": "older"}).value)
    ([1.0, 3.0, 4.0], [1.0, 2.0, 4.0])
    """
    older = new.indicator_id.map(how) == "older"

    def lacking(rows: pd.DataFrame, those: pd.DataFrame, key: list[str]) -> pd.DataFrame:
        return rows[~pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(those[key]))]

    stays = lacking(old, new[~older], _CELL)
    return pd.concat([new[~older], stays, lacking(new[older], old, _PERIOD)], ignore_index=True)


def add_releases(
    files: Iterable[tuple[Path, str]],
    say: Callable[[str], None] = lambda _: None,
    store: Path | None = None,
    catalog: Catalog | None = None,
    *,
    force: bool = False,
    today: dt.date | None = None,
    published: str = "",
) -> list[str]:
    """Add files as further editions of releases, all of them or none, and give the lines that say what came of it.

    ``files``: each with its source_id; ``say`` is told of each as it is read; ``store``: the store (the project's own
    unless said otherwise), whose readings lie beside it. Where a file brings nothing new, nothing is written.
    ``today``: figures of a period that ends after it are refused. ``published``: when the files were, as 2026-01-15,
    2026-01 or 2026, where they do not say it themselves.
    Raises ScoutingError with the problems of all files together: files that cannot be read; files that have figures
    that cannot be, far fewer than what is held, mostly others, or of another level (unless ``force`` takes them); a
    file that differs and may be older or newer than what is held; two bases in one series without a break; and where
    another command does not end writing the store. Then nothing is changed.
    """
    store, day = Path(store or paths.STORE), today or dt.date.today()
    if published and (not _DAY.fullmatch(published) or published > day.isoformat()):
        told = f"--published is a day that is over, as 2026-01-15, or its month or year: '{published}' was given."
        raise ScoutingError(told)
    with paths.lock(store):
        return _add(files, say, store, catalog or read_catalog(), force, day, published)


def _add(
    files: Iterable[tuple[Path, str]],
    say: Callable[[str], None],
    store: Path,
    catalog: Catalog,
    force: bool,
    today: dt.date,
    published: str,
) -> list[str]:
    """``add_releases`` while nobody else writes the store."""
    rows, log = build.read(store)
    before, problems, lines = rows, [], []
    for path, source_id in files:
        try:
            say(f"reading {Path(path).name} as {source_id}")
            new, entry, notes = _read(Path(path), source_id, catalog, published)
            old = rows[rows.source_id == source_id]
            how = stands(old, new, entry[-1], _published(log, source_id, catalog))
            both = merged(old, new, how)
            problems += not_over(new, today, Path(path).name)
            problems += against(Path(path), old, new, how, catalog, asked=not entry[-1], force=force)
            problems += mixed(old, new, both, catalog, Path(path).name)
        except ScoutingError as err:
            problems += err.problems
            continue
        lines += told(old, new, _one(how), entry, catalog) + notes
        rows = pd.concat([rows[rows.source_id != source_id], both], ignore_index=True)
        log = pd.concat([log, pd.DataFrame([entry], columns=build.LOG)], ignore_index=True)
    if problems:
        said = [problem.removesuffix(" Nothing was changed.") for problem in problems]  # once is enough
        raise ScoutingError([*said, "Nothing was changed."] if len(problems) > 1 else problems)
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
            yield Release(one.source_id, one.file, one.sha256, mine, one.rows, [], one.published)


def against(
    path: Path, old: pd.DataFrame, new: pd.DataFrame, how: dict[str, str], catalog: Catalog, *, asked: bool, force: bool
) -> list[str]:
    """What speaks against taking a file: what it says by itself, then what it says beside what is held.

    ``asked``: whether the person must say how old it is, as it differs and nothing tells; ``force`` takes all the rest.
    """
    name = path.name
    open_, taken = ({i for i, word in how.items() if word in words} for words in (("same",), ("same", "newer")))
    said = [] if force else [*broken_off(path, new, catalog), *unsound(new, catalog, name)]
    if said:
        return said
    taking, had = new[new.indicator_id.isin(taken)], old[old.indicator_id.isin(taken)]
    if not force:
        said += [*falls(had, taking, catalog, name), *zeros(had, taking, name), *changed(had, taking, catalog, name)]
        said += [] if said else out_of_level(old, new, catalog, name)
    both = compared(old[old.indicator_id.isin(open_)], new, catalog)
    if asked and not said and (both.differ | both.counts).any():
        n = int((both.differ | both.counts).sum())
        said.append(
            f"{name} ends with the same period as the edition that is held, and {n:,} of {len(both):,} figures or "
            "their counts are others. It may be a correction or an older edition, and it does not say which. Say when "
            "it was published, as its page does: --published 2026-01-15 (or 2026-01). Nothing was changed."
        )
    return said


def _one(how: dict[str, str]) -> str:
    """One word for how a file stands; "both" where it differs by indicator."""
    words = set(how.values())
    return words.pop() if len(words) == 1 else "older" if not words else "both"


def _published(log: pd.DataFrame, source_id: str, catalog: Catalog) -> str:
    """When the newest edition that is held of a release was published, as far as is known."""
    stated = catalog.sources.published[catalog.sources.source_id == source_id]
    return max([*stated, *log.published[log.source_id == source_id]], default="")


def _read(path: Path, source_id: str, catalog: Catalog, published: str) -> tuple[pd.DataFrame, list, list[str]]:
    """The readings of a file, its entry for the log (columns as ``readings.LOG``), and its adapter's notes."""
    sources = catalog.sources.set_index("source_id")
    if source_id not in sources.index:
        raise ScoutingError(unknown("source", source_id, sources.index, "data/catalog/sources.csv"))
    mine = series(catalog).query("source_id == @source_id")
    if mine.empty:
        raise ScoutingError(
            f"{path.name}: the catalogue takes no indicator from {source_id}, so there is nothing to add."
        )
    published = published or look(path).published
    reading = ADAPTERS[sources.adapter[source_id]].read(path, mine, catalog)
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = [source_id, path.name, sha, reading.rows, len(reading.values), published]
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
