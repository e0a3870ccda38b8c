"""The values table: one row an indicator, area and period. Its contract, its store, its queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scouting import paths
from scouting.errors import ScoutingError
from scouting.terms import MARKERS, MARKERS_WITH_VALUE

KEY = ["indicator_id", "area_code", "period"]
NUMBERS = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
COLUMNS = [*KEY, "period_end", *NUMBERS, "marker", "source_id"]
#: Rows a row group: small enough that one indicator is read without its neighbours.
ROW_GROUP = 2000


def empty() -> pd.DataFrame:
    """A values table without rows.

    >>> list(empty())[:4]
    ['indicator_id', 'area_code', 'period', 'period_end']
    """
    kinds = {c: "float64" if c in NUMBERS else "str" for c in COLUMNS} | {"period_end": "datetime64[s]"}
    return pd.DataFrame({c: pd.Series(dtype=kind) for c, kind in kinds.items()})


def problems(values: pd.DataFrame, kinds: pd.Series | None = None) -> list[str]:
    """What breaks the contract of the values table, a sentence each.

    ``kinds``: the statistic of each indicator (index indicator_id), for rules that hang on it.

    >>> problems(empty())
    []
    """
    absent = [c for c in COLUMNS if c not in values]
    if absent:
        return [f"The values lack {', '.join(absent)}."]
    texts = [c for c in NUMBERS if not pd.api.types.is_numeric_dtype(values[c])]
    if texts:
        return [f"{column} holds text: every entry must be a number or missing." for column in texts]
    found = []

    def say(bad: pd.Series, what: str) -> None:
        rows = values[bad]
        if len(rows):
            some = "; ".join(" ".join(map(str, row)) for row in rows[KEY].head(3).itertuples(index=False))
            found.append(f"{what}: {len(rows)} row{'s'[: len(rows) > 1]} ({some}{'; …' if len(rows) > 3 else ''}).")

    say(values.duplicated(KEY), "Two rows for one indicator, area and period")
    say(values.period_end.isna(), "No end of period")
    for column in NUMBERS:
        say(np.isinf(values[column]), f"{column} is infinite")
    for column in ("numerator", "denominator"):
        say(values[column] < 0, f"{column} is negative")
    say(~values.marker.isin(["", *MARKERS]), f"Unknown marker (allowed: {' '.join(MARKERS)})")
    no_reason = values.value.isna() & values.marker.isin(["", *MARKERS_WITH_VALUE])
    say(no_reason, "Missing without a marker that says why")
    say(values.value.notna() & ~values.marker.isin(["", *MARKERS_WITH_VALUE]), "A figure and a marker for its absence")
    say(values.lower_ci > values.upper_ci, "lower_ci above upper_ci")
    if kinds is not None:
        parts = values.indicator_id.map(kinds) == "proportion"
        say(parts & (values.numerator > values.denominator), "A proportion whose numerator exceeds its denominator")
    return found


def as_arrow(table: pd.DataFrame, releases: list[dict]) -> pa.Table:
    """A table with the columns of the contract (and further ones of text) as it is stored, with the log of releases."""
    text = pa.dictionary(pa.int32(), pa.string())
    fields = [pa.field(c, pa.float64() if c in NUMBERS else text) for c in table]
    fields[list(table).index("period_end")] = pa.field("period_end", pa.date32())
    meta = {b"scouting.releases": json.dumps(releases, sort_keys=True).encode()}
    arrow = pa.Table.from_pandas(table, schema=pa.schema(fields, metadata=meta), preserve_index=False)
    return arrow.replace_schema_metadata(meta)


def write(values: pd.DataFrame, path: Path, releases: list[dict]) -> None:
    """Write the store: sorted by indicator, small row groups, the same bytes for the same table.

    ``releases``: what was read (source_id, file, sha256 and counts), kept in the file's own metadata.
    """
    arrow = as_arrow(values[COLUMNS].sort_values(KEY, ignore_index=True), releases)
    with paths.new_file(path) as aside:
        pq.write_table(arrow, aside, row_group_size=ROW_GROUP, compression="zstd", write_statistics=True)


def read(
    indicators: Iterable[str] | None = None, areas: Iterable[str] | None = None, path: Path | None = None
) -> pd.DataFrame:
    """The stored values, or those of some indicators or areas (read without the rest).

    Gives the columns of ``COLUMNS``; texts as categories, period_end as dates.
    Raises ScoutingError where the store is missing or is none.

    >>> set(read(["re_referrals"]).indicator_id)
    {'re_referrals'}
    """
    path = Path(path or paths.STORE)
    wanted = [("indicator_id", indicators), ("area_code", areas)]
    # No name at all is a wish for no rows, which a list without entries cannot say.
    filters = [(column, "in", sorted(names) or [""]) for column, names in wanted if names is not None]
    try:
        frame = pq.read_table(path, filters=filters or None).to_pandas(date_as_object=False)
    except FileNotFoundError:
        hint = "Build it with: scouting data build --releases FOLDER"
        raise ScoutingError(f"{path} is missing. It holds the published figures. {hint}") from None
    except (pa.ArrowInvalid, OSError) as err:
        raise ScoutingError(f"{path} cannot be read as a store of values: {err}") from None
    absent = [c for c in COLUMNS if c not in frame]
    if absent:
        raise ScoutingError(f"{path} is no store of values: it lacks {', '.join(absent)}.")
    return frame[COLUMNS]


def releases(path: Path | None = None) -> pd.DataFrame:
    """The releases that the store was made from: source_id, file, sha256, rows, values.

    >>> list(releases())
    ['source_id', 'file', 'sha256', 'rows', 'values']
    """
    try:
        meta = pq.read_schema(path or paths.STORE).metadata or {}
    except (FileNotFoundError, pa.ArrowInvalid) as err:
        raise ScoutingError(f"{path or paths.STORE} cannot be read as a store of values: {err}") from None
    listed = json.loads(meta.get(b"scouting.releases", b"[]"))
    return pd.DataFrame(listed, columns=["source_id", "file", "sha256", "rows", "values"])
