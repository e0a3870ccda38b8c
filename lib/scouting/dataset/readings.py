"""What each release says, before the releases are settled into one history.

The store has one figure an indicator, area and period. Which release gave its counts, and what the other releases said,
cannot be told from it, so a next edition could not take its place there. The readings can: they are the values table of
every release, kept beside the store, with the checksum of the file that each row is from. The store is always settled
from them, by a build and after each file that is added alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scouting import catalog, paths, values
from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.history import in_its_time, one_history, one_label, overlapping, with_limits

COLUMNS = [*values.COLUMNS, "sha256"]
LOG = ["source_id", "file", "sha256", "rows", "values"]
_ORDER = ["source_id", *values.KEY]


@dataclass(frozen=True)
class Settled:
    """One history out of the readings: the values of the store, where releases overlap, and notes."""

    values: pd.DataFrame
    overlaps: pd.DataFrame
    notes: list[str]


def beside(store: Path) -> Path:
    """Where the readings of a store are.

    >>> beside(Path("data") / "values.parquet").name
    'readings.parquet'
    """
    return Path(store).with_name("readings.parquet")


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Readings in the order in which they are kept, so that the same readings settle to the same store."""
    return rows[COLUMNS].sort_values(_ORDER, ignore_index=True)


def settle(rows: pd.DataFrame, known: Catalog) -> Settled:
    """The store that readings make: the first release that has a figure wins, the others fill, limits from counts.

    Readings that the catalogue no longer asks for are left out. Raises ScoutingError where the result breaks the
    contract of the values table.
    """
    rows = in_order(rows)
    place = catalog.series(known).set_index(["indicator_id", "source_id"]).place
    every = rows[values.COLUMNS].assign(
        place=place.reindex(pd.MultiIndex.from_frame(rows[["indicator_id", "source_id"]])).to_numpy()
    )
    every = every[every.place.notna()]
    sources = known.sources.set_index("source_id")
    on_todays_boundaries = set(sources.index[sources.adapter == "ons_census"])
    table, dropped = in_its_time(one_label(every), known, on_todays_boundaries)
    notes = [f"{dropped} figures for periods outside a council's life were left out (back-coded or misplaced)."]
    overlaps = overlapping(table, known)
    table = with_limits(one_history(table, known), known)
    found = values.problems(table, known.indicators.statistic)
    if found:
        raise ScoutingError([f"The store was not written. {problem}" for problem in found])
    return Settled(table, overlaps, notes if dropped else [])


def write(rows: pd.DataFrame, settled: pd.DataFrame, releases: pd.DataFrame, store: Path) -> None:
    """Write a store and the readings behind it: both are written aside before either takes its place."""
    log = releases.to_dict("records")
    with paths.new_file(beside(store)) as aside:
        pq.write_table(values.as_arrow(in_order(rows), log), aside, compression="zstd")
        values.write(settled, store, log)


def read(store: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The readings behind a store and the releases that they are from (columns as ``LOG``).

    Raises ScoutingError where they are missing, or are those of another store.
    """
    path = beside(store)
    again = "Get both from the project again, or build them with: scouting data build --releases FOLDER"
    try:
        frame = pq.read_table(path).to_pandas(date_as_object=False)
    except FileNotFoundError:
        said = f"{path} is missing. It holds what each release says, to which a new one is added. {again}"
        raise ScoutingError(said) from None
    except (pa.ArrowInvalid, OSError) as err:
        raise ScoutingError(f"{path} cannot be read as readings of releases: {err}. {again}") from None
    releases = values.releases(path)
    if not set(COLUMNS) <= set(frame) or not releases.equals(values.releases(store)):
        raise ScoutingError(f"{path} does not belong to {Path(store).name} beside it. {again}")
    texts = {c: "str" for c in COLUMNS if c not in (*values.NUMBERS, "period_end")}
    frame = frame[COLUMNS].astype(texts)
    frame["period_end"] = frame.period_end.astype("datetime64[s]")
    return frame, releases
