"""Build the store of published figures from a folder of releases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting import catalog, paths, values
from scouting.adapters import (
    ascof_open,
    ascof_outcomes,
    ascof_series,
    dfe_ees,
    dfe_lait,
    mhclg_deprivation,
    mhclg_outturn,
    oflog,
    ofsted,
    ons_census,
    ons_population,
)
from scouting.errors import ScoutingError
from scouting.history import in_its_time, one_history, one_label, overlapping, recomputed, with_limits

#: The readers of the publishers' formats, by the name that sources.csv calls them.
ADAPTERS = {
    "ascof_open": ascof_open.read,
    "ascof_outcomes": ascof_outcomes.read,
    "ascof_series": ascof_series.read,
    "dfe_ees": dfe_ees.read,
    "dfe_lait": dfe_lait.read,
    "mhclg_deprivation": mhclg_deprivation.read,
    "mhclg_outturn": mhclg_outturn.read,
    "oflog": oflog.read,
    "ofsted": ofsted.read,
    "ons_census": ons_census.read,
    "ons_population": ons_population.read,
}


@dataclass(frozen=True)
class Built:
    """What a build made: the values, the releases read, agreement tables, and notes."""

    values: pd.DataFrame
    releases: pd.DataFrame
    recomputed: pd.DataFrame
    overlaps: pd.DataFrame
    notes: list[str]


def build(folder: Path, say: Callable[[str], None] = lambda _: None, store: Path | None = None) -> Built:
    """Run the adapters over a folder of releases and write the store, whole or not at all.

    ``say`` is told of each release as it is read. Raises ScoutingError with all problems together; then
    the store is as it was.
    """
    known = catalog.read()
    wanted = catalog.series(known)
    folder, problems, readings, log = Path(folder), [], [], []
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
            reading = ADAPTERS[source.adapter](path, mine, known)
        except ScoutingError as err:
            problems += err.problems
            continue
        readings.append(reading)
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        log.append([source.source_id, source.file, sha, reading.rows, len(reading.values)])
    if problems:
        raise ScoutingError(problems)
    releases = pd.DataFrame(log, columns=["source_id", "file", "sha256", "rows", "values"])
    notes = [note for reading in readings for note in reading.notes]
    every = pd.concat([reading.values for reading in readings], ignore_index=True)
    place = wanted.set_index(["indicator_id", "source_id"]).place
    every["place"] = place.reindex(pd.MultiIndex.from_frame(every[["indicator_id", "source_id"]])).to_numpy()
    sources = known.sources.set_index("source_id")
    on_todays_boundaries = set(sources.index[sources.adapter == "ons_census"])
    table, dropped = in_its_time(one_label(every), known, on_todays_boundaries)
    if dropped:
        notes.append(f"{dropped} figures for periods outside a council's life were left out (back-coded or misplaced).")
    overlaps = overlapping(table, known)
    table = one_history(table, known)
    table = with_limits(table, known)
    found = values.problems(table, known.indicators.statistic)
    if found:
        raise ScoutingError([f"The store was not written. {problem}" for problem in found])
    values.write(table, store or paths.STORE, releases.to_dict("records"))
    return Built(table, releases, recomputed(table, known), overlaps, notes)
