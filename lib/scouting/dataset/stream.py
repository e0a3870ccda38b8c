"""From readings to the store without holding them all: put aside by batches of indicators, then a batch at a time.

Memory goes by the largest release and the largest batch, not by how many releases and indicators there are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from scouting import catalog, values
from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.history import in_its_time, one_history, one_label, overlapping, recomputed, with_limits

#: Indicators brought into one history at a time, and into one row group of the store: some 75,000 rows.
BATCH = 64

_ASIDE = pa.schema(
    [pa.field(c, pa.float64() if c in values.NUMBERS else pa.string()) for c in values.COLUMNS if c != "period_end"]
    + [pa.field("period_end", pa.timestamp("s"))]
)


@dataclass(frozen=True)
class Built:
    """What a build made: rows and figures written, the releases read, agreement tables, and notes."""

    rows: int
    figures: int
    releases: pd.DataFrame
    recomputed: pd.DataFrame
    overlaps: pd.DataFrame
    notes: list[str]


@dataclass(frozen=True)
class Release:
    """One release as read: its id, its file and checksum, the values in it, how many rows it had, notes."""

    source_id: str
    file: str
    sha256: str
    values: pd.DataFrame
    rows: int
    notes: list[str]


def _in_batches(tables: Iterable[pd.DataFrame], ids: list[str], size: int, beside: Path) -> Iterator[pd.DataFrame]:
    """The rows of all tables, brought together for ``size`` indicators at a time, in the order of ``ids``.

    They are put aside on disk ``beside`` the store: a folder of the system may lie in memory.
    """
    batch_of = pd.Series(range(len(ids)), index=ids) // size
    packed = pa.ipc.IpcWriteOptions(compression="zstd")
    with tempfile.TemporaryDirectory(prefix=".aside-", dir=beside) as name:
        files = {batch: Path(name) / f"{batch}.arrow" for batch in batch_of.unique()}
        with ExitStack() as opened:
            into = {
                b: opened.enter_context(pa.ipc.new_stream(str(f), _ASIDE, options=packed)) for b, f in files.items()
            }
            for table in tables:
                for batch, rows in table.groupby(table.indicator_id.map(batch_of)):
                    into[batch].write_table(pa.Table.from_pandas(rows, _ASIDE, preserve_index=False))
        for path in files.values():
            with pa.ipc.open_stream(str(path)) as stream:
                rows = stream.read_pandas()
            path.unlink()
            if len(rows):
                yield rows.astype({"period_end": "datetime64[s]"})[values.COLUMNS]


def store_of(releases: Iterable[Release], known: Catalog, store: Path, batch: int = BATCH) -> Built:
    """Bring the figures of all releases into one history and write the store, whole or not at all.

    ``releases``: read one after the other and let go again. ``batch``: indicators held at once.
    Raises ScoutingError with every problem of the values; then the store is as it was.
    """
    log, notes = [], []

    def logged() -> Iterator[pd.DataFrame]:
        for one in releases:
            log.append([one.source_id, one.file, one.sha256, one.rows, len(one.values)])
            notes.extend(one.notes)
            yield one.values

    place = catalog.series(known).set_index(["indicator_id", "source_id"]).place
    problems, worked, overlaps, dropped, rows, figures = [], [], [], 0, 0, 0
    with values.writer(store) as out:
        for every in _in_batches(logged(), sorted(known.indicators.index), batch, store.parent):
            every["place"] = place.reindex(pd.MultiIndex.from_frame(every[["indicator_id", "source_id"]])).to_numpy()
            table, left_out = in_its_time(one_label(every), known)
            overlaps.append(overlapping(table, known))
            table = with_limits(one_history(table, known), known)
            problems += values.problems(table, known.indicators.statistic)
            worked.append(recomputed(table, known))
            dropped, rows, figures = dropped + left_out, rows + len(table), figures + int(table.value.notna().sum())
            out.add(table)
        if problems:
            raise ScoutingError([f"The store was not written. {problem}" for problem in problems])
        read = pd.DataFrame(log, columns=["source_id", "file", "sha256", "rows", "values"])
        out.log(read.to_dict("records"))
    if dropped:
        notes.append(f"{dropped} figures for periods outside a council's life were left out (back-coded or misplaced).")
    agree, both = (pd.concat(parts, ignore_index=True) for parts in (worked, overlaps))
    return Built(rows, figures, read, agree, both, notes)
