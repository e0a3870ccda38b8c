"""Build the store of published figures from a folder of releases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from scouting import catalog, paths
from scouting.catalog import Catalog
from scouting.dataset.calibrate import recalibrate
from scouting.dataset.formats import ADAPTERS
from scouting.dataset.stream import Built, Release, store_of
from scouting.errors import ScoutingError


def build(folder: Path, say: Callable[[str], None] = lambda _: None, store: Path | None = None) -> Built:
    """Run the adapters over a folder of releases and write the store, whole or not at all; then find the cut-offs anew.

    ``say`` is told of each release as it is read. Raises ScoutingError with all problems together; then
    the store is as it was.
    """
    known, store = catalog.read(), Path(store or paths.STORE)
    with paths.alone(store):
        made = store_of(read_releases(Path(folder), known, say), known, store)
        recalibrate(store, say)
        return made


def read_releases(folder: Path, known: Catalog, say: Callable[[str], None] = lambda _: None) -> Iterator[Release]:
    """Every release of sources.csv that an indicator needs, read one at a time, in the order of that table.

    Raises ScoutingError at the end, with the problems of all releases together.
    """
    wanted, problems = catalog.series(known), []
    for source in known.sources.itertuples():
        mine = wanted[wanted.source_id == source.source_id]
        if mine.empty:
            continue
        path = folder / source.file
        if not path.is_file():
            where = f"It is published at {source.landing_page}"
            problems.append(f"{path} is missing ({source.title}, {source.publisher}). {where}")
            continue
        say(f"reading {source.file}")
        try:
            reading = ADAPTERS[source.adapter].read(path, mine, known)
        except ScoutingError as err:
            problems += err.problems
            continue
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        yield Release(source.source_id, source.file, sha, reading.values, reading.rows, reading.notes)
    if problems:
        raise ScoutingError(problems)
