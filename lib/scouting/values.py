"""The values table: one row an indicator, area and period. Its contract, its store, its queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scouting import paths
from scouting.errors import ScoutingError
from scouting.terms import MARKERS, MARKERS_WITH_VALUE

KEY = ["indicator_id", "area_code", "period"]
NUMBERS = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
COLUMNS = [*KEY, "period_end", *NUMBERS, "marker", "source_id"]
#: Texts are stored as categories, which each row group lists once.
_TEXT = pa.dictionary(pa.int32(), pa.string())


def _stored(columns: list[str]) -> pa.Schema:
    kinds = {c: pa.float64() if c in NUMBERS else pa.date32() if c == "period_end" else _TEXT for c in columns}
    return pa.schema(kinds)


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

    def say(bad: pd.Series | np.ndarray, what: str) -> None:
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


class Writer:
    """Adds tables to a file of values, each a row group or more; made by ``writer``."""

    def __init__(self, file: pq.ParquetWriter, schema: pa.Schema):
        self._file, self._schema = file, schema

    def add(self, values: pd.DataFrame) -> None:
        """Write the rows, sorted by their key. Indicators come in the order of their ids, each in one table."""
        table = values[self._schema.names].sort_values([*KEY, "source_id"], ignore_index=True)
        table = pa.Table.from_pandas(table, schema=self._schema, preserve_index=False)
        # One list of categories a row group: with several, parquet would write every text out in full.
        self._file.write_table(table.unify_dictionaries())

    def log(self, releases: list[dict]) -> None:
        """Keep what was read (source_id, file, sha256 and counts) in the file's own metadata."""
        self._file.add_key_value_metadata({"scouting.releases": json.dumps(releases, sort_keys=True)})


@contextmanager
def writer(path: Path, columns: list[str] = COLUMNS) -> Iterator[Writer]:
    """A file of values to be written table by table: put in place whole when the block ends, not at all when it fails.

    The same tables make the same bytes. Only ids have statistics: they say which row group holds an indicator, and
    every other would make the footer slower to read. The checksum of the file stands beside it.
    """
    options: dict[str, Any] = {"compression": "zstd", "write_statistics": ["indicator_id"], "write_page_checksum": True}
    schema = _stored(columns)
    with paths.together(path.parent), paths.new_file(path) as aside:
        with pq.ParquetWriter(aside, schema, **options) as file:
            yield Writer(file, schema)
        with paths.new_file(checksum(path)) as told:
            told.write_text(f"{hashlib.sha256(aside.read_bytes()).hexdigest()}  {path.name}\n", encoding="ascii")


def checksum(path: Path) -> Path:
    """Where the checksum of a file of values is: ``sha256sum --check`` reads it, too.

    >>> checksum(Path("values.parquet")).name
    'values.parquet.sha256'
    """
    return path.with_name(f"{path.name}.sha256")


def whole(path: Path) -> pa.BufferReader:
    """A file of values, every bit as it was written. Raises ScoutingError where it is missing or damaged."""
    again = "Get both from the project again, or build them with: scouting data build --releases FOLDER"
    try:
        held = paths.waiting_for(path).read_bytes()
        told = paths.waiting_for(checksum(path)).read_text(encoding="ascii", errors="replace")
    except FileNotFoundError as err:
        raise ScoutingError(f"{err.filename} is missing: published figures, or their checksum. {again}") from None
    except OSError as err:
        raise ScoutingError(f"{err.filename} cannot be read: {err.strerror}. {again}") from None
    if told.split()[:1] != [hashlib.sha256(held).hexdigest()]:
        raise ScoutingError(
            f"{path} is damaged, or not the file that {checksum(path).name} beside it was written for: its checksum is "
            f"another. No figure of it was read. Whose figures are damaged: scouting data check. {again}"
        )
    return pa.BufferReader(held)


def damaged(path: Path | None = None) -> list[str] | None:
    """The indicators among whose rows a damaged store has its damage; all of them (None) where that cannot be told.

    Empty where the store is as it was written. Each page of a store has a checksum of its own, its list of contents has
    none.

    >>> damaged()
    []
    """
    path = Path(path or paths.STORE)
    with suppress(ScoutingError):
        whole(path)
        return []
    found: list[str] = []
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for group in range(file.num_row_groups):
                ids = file.read_row_group(group, columns=["indicator_id"], use_threads=False).column(0).unique()
                try:
                    file.read_row_group(group, use_threads=False)
                except OSError:
                    found += ids.to_pylist()
    except (pa.ArrowException, OSError):
        return None
    return found or None


def read(
    indicators: Iterable[str] | None = None, areas: Iterable[str] | None = None, path: Path | None = None
) -> pd.DataFrame:
    """The stored values, or those of some indicators or areas (read without the rest).

    Gives the columns of ``COLUMNS``; texts as categories, period_end as dates. Read by one thread, which is as fast for
    a file of this size: a process without others can be forked. Raises ScoutingError where the store is missing or is
    none.

    >>> set(read(["re_referrals"]).indicator_id)
    {'re_referrals'}
    """
    path = Path(path or paths.STORE)
    # No name at all is a wish for no rows, which a list without entries cannot say.
    wanted = {"indicator_id": indicators, "area_code": areas}
    wanted = {column: sorted(names) or [""] for column, names in wanted.items() if names is not None}
    try:
        with pq.ParquetFile(whole(path), pre_buffer=False) as file:
            absent = [c for c in COLUMNS if c not in file.schema_arrow.names]
            if absent:
                raise ScoutingError(f"{path} is no store of values: it lacks {', '.join(absent)}.")
            groups = _groups(file.metadata, wanted.get("indicator_id"))
            parts = [_cut(file.read_row_group(group, columns=COLUMNS, use_threads=False), wanted) for group in groups]
            parts = parts or [file.schema_arrow.empty_table().select(COLUMNS)]
    except (pa.ArrowInvalid, OSError) as err:
        raise ScoutingError(f"{path} cannot be read as a store of values: {err}") from None
    return pa.concat_tables(parts).unify_dictionaries().to_pandas(date_as_object=False, use_threads=False)


def _groups(stored: pq.FileMetaData, indicators: list[str] | None) -> list[int]:
    """The row groups that can hold some of the indicators, by the least and the greatest id in each."""
    groups = range(stored.num_row_groups)
    if indicators is None:
        return list(groups)
    held = [stored.row_group(group).column(0).statistics for group in groups]
    return [g for g, ids in zip(groups, held, strict=True) if any(ids.min <= i <= ids.max for i in indicators)]


def _cut(table: pa.Table, wanted: dict[str, list[str]]) -> pa.Table:
    for column, names in wanted.items():
        held = table[column].cast(pa.string())
        # pyarrow makes its functions as it is imported.
        table = table.filter(pc.is_in(held, pa.array(names)))  # pyright: ignore[reportAttributeAccessIssue]
    return table


def releases(path: Path | None = None) -> pd.DataFrame:
    """The releases that the store was made from: source_id, file, sha256, rows, values, published.

    ``published``: when a file was, where it says so or the person did who added it; else blank.

    >>> list(releases())
    ['source_id', 'file', 'sha256', 'rows', 'values', 'published']
    """
    try:
        meta = pq.read_metadata(whole(Path(path or paths.STORE))).metadata or {}
    except pa.ArrowInvalid as err:
        raise ScoutingError(f"{path or paths.STORE} cannot be read as a store of values: {err}") from None
    listed = json.loads(meta.get(b"scouting.releases", b"[]"))
    columns = ["source_id", "file", "sha256", "rows", "values", "published"]
    return pd.DataFrame([{"published": "", **one} for one in listed], columns=columns)
