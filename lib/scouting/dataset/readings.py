"""What each release says, before the releases are settled into one history.

The store has one figure an indicator, area and period. Which release gave its counts, and what the other releases said,
cannot be told from it, so a next edition could not take its place there. The readings can: they are the values table of
every release, kept beside the store, with the checksum of the file that each row is from. The store is always settled
from them, by a build and after each file that is added alike.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scouting import values
from scouting.errors import ScoutingError

COLUMNS = [*values.COLUMNS, "sha256"]
LOG = ["source_id", "file", "sha256", "rows", "values"]
_ORDER = ["source_id", *values.KEY]


def beside(store: Path) -> Path:
    """Where the readings of a store are.

    >>> beside(Path("data") / "values.parquet").name
    'readings.parquet'
    """
    return Path(store).with_name("readings.parquet")


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Readings in the order in which they are kept, so that the same readings settle to the same store."""
    return rows[COLUMNS].sort_values(_ORDER, ignore_index=True)


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
