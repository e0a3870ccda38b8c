"""Build the store of published figures from a folder of releases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting import catalog, paths
from scouting.dataset import readings
from scouting.dataset.formats import ADAPTERS
from scouting.errors import ScoutingError
from scouting.history import recomputed


@dataclass(frozen=True)
class Built:
    """What a build made: the values, the releases read, agreement tables, and notes."""

    values: pd.DataFrame
    releases: pd.DataFrame
    recomputed: pd.DataFrame
    overlaps: pd.DataFrame
    notes: list[str]


def build(folder: Path, say: Callable[[str], None] = lambda _: None, store: Path | None = None) -> Built:
    """Run the adapters over a folder of releases and write the store and the readings behind it, whole or not at all.

    ``say`` is told of each release as it is read. Raises ScoutingError with all problems together; then
    the store is as it was.
    """
    known = catalog.read()
    wanted = catalog.series(known)
    folder, problems, read, notes, log = Path(folder), [], [], [], []
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
        notes += reading.notes
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        read.append(reading.values.assign(sha256=sha))
        log.append([source.source_id, source.file, sha, reading.rows, len(reading.values)])
    if problems:
        raise ScoutingError(problems)
    releases = pd.DataFrame(log, columns=readings.LOG)
    held = pd.concat(read, ignore_index=True)
    settled = readings.settle(held, known)
    readings.write(held, settled.values, releases, store or paths.STORE)
    notes += settled.notes
    return Built(settled.values, releases, recomputed(settled.values, known), settled.overlaps, notes)
