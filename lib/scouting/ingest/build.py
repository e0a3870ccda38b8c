"""Build the store of published figures from a folder of releases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scouting import catalog, paths, values
from scouting.catalog import Catalog, series
from scouting.errors import Problems, ScoutingError
from scouting.frames import each_row
from scouting.ingest import lists
from scouting.ingest.calibrate import recalibrate
from scouting.ingest.formats import ADAPTERS
from scouting.ingest.history import in_its_time, one_history, one_label, overlapping, recomputed, with_limits

#: Indicators brought into one history at a time, and into one row group of the store: some 75,000 rows.
BATCH = 64

COLUMNS = [*values.COLUMNS, "sha256"]
_ASIDE = pa.schema(
    [pa.field(c, pa.float64() if c in values.NUMBERS else pa.string()) for c in COLUMNS if c != "period_end"]
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
    """One release as read: its id, its file and checksum, the values in it, how many rows it had, notes, and when it
    was published, where that is not the month of sources.csv."""

    source_id: str
    file: str
    sha256: str
    values: pd.DataFrame
    rows: int
    notes: list[str]
    published: str = ""


def _in_batches(tables: Iterable[pd.DataFrame], ids: list[str], size: int, beside: Path) -> Iterator[pd.DataFrame]:
    """The rows of all tables, brought together for ``size`` indicators at a time, in the order of ``ids``.

    They are put aside on disk ``beside`` the store: a folder of the system may lie in memory.
    """
    batch_of = pd.Series(range(len(ids)), index=ids) // size
    packed = pa.ipc.IpcWriteOptions(compression="zstd")
    with paths.scratch(beside) as folder:
        files = {batch: folder / f"{batch}.arrow" for batch in batch_of.unique()}
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
                yield rows.astype({"period_end": "datetime64[s]"})[COLUMNS]


def settled(rows: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """One history out of the readings of some indicators: the first release that has a figure wins, the others fill.

    Gives the values of the store, where releases overlap, and how many figures fell outside a council's life. Readings
    that the catalogue no longer asks for are left out.
    """
    place = series(catalog).set_index(["indicator_id", "source_id"]).place
    place = place.reindex(pd.MultiIndex.from_frame(rows[["indicator_id", "source_id"]])).to_numpy()
    every = rows[values.COLUMNS].assign(place=place)
    table, left_out = in_its_time(one_label(every[every.place.notna()]), catalog)
    return with_limits(one_history(table, catalog), catalog), overlapping(table, catalog), left_out


def store_of(releases: Iterable[Release], catalog: Catalog, store: Path, batch: int = BATCH) -> Built:
    """Bring the figures of all releases into one history; write the store and the readings behind it, or nothing.

    ``releases``: read one after the other and let go again. ``batch``: indicators held at once.
    Raises ScoutingError with every problem of the values; then both are as they were.
    """
    log, notes = [], []

    def logged() -> Iterator[pd.DataFrame]:
        for one in releases:
            log.append([one.source_id, one.file, one.sha256, one.rows, len(one.values), one.published])
            notes.extend(one.notes)
            yield one.values.assign(sha256=one.sha256)

    problems, worked, overlaps, dropped, rows, figures = [], [], [], 0, 0, 0
    # Both are whole before the first is put in place.
    with values.writer(beside(store), COLUMNS) as behind, values.writer(store) as out:
        for every in _in_batches(logged(), sorted(catalog.indicators.index), batch, store.parent):
            behind.add(every)
            table, both, left_out = settled(every, catalog)
            problems += values.problems(table, catalog.indicators.statistic)
            overlaps.append(both)
            worked.append(recomputed(table, catalog))
            dropped, rows, figures = dropped + left_out, rows + len(table), figures + int(table.value.notna().sum())
            out.add(table)
        if problems:
            raise ScoutingError([f"The store was not written. {problem}" for problem in problems])
        read = pd.DataFrame(log, columns=LOG)
        for file in (behind, out):
            file.log([{k: v for k, v in one.items() if v != ""} for one in read.to_dict("records")])
    if dropped:
        notes.append(f"{dropped} figures for periods outside a council's life were left out (back-coded or misplaced).")
    agree, both = (pd.concat(parts, ignore_index=True) for parts in (worked, overlaps))
    return Built(rows, figures, read, agree, both, notes)


def build(folder: Path, say: Callable[[str], None] = lambda _: None, store: Path | None = None) -> Built:
    """Run the adapters over a folder of releases and write the store, whole or not at all; then make the catalogue's
    tables of lists (``lists.PARTS``) and find the cut-offs anew.

    ``say`` is told of each release as it is read. Raises ScoutingError with all problems together; then
    the store is as it was.
    """
    known, store = catalog.read(), Path(store or paths.STORE)
    with paths.lock(store), paths.together(store.parent):
        made = store_of(read_releases(Path(folder), known, say), known, store)
        if store.resolve().parent == paths.CATALOG.resolve().parent:  # a store elsewhere leaves the catalogue alone
            tables, lines = lists.made(lists.of_folder(Path(folder), known), known)
            lists.write(tables)
            for line in lines:
                say(line)
        recalibrate(store, say)
        return made


def read_releases(folder: Path, catalog: Catalog, say: Callable[[str], None] = lambda _: None) -> Iterator[Release]:
    """Every release of sources.csv that an indicator needs, read one at a time, in the order of that table.

    Raises ScoutingError at the end, with the problems of all releases together.
    """
    wanted, problems = series(catalog), Problems()
    for source in each_row(catalog.sources):
        mine = wanted[wanted.source_id == source.source_id]
        if mine.empty:
            continue
        path = folder / source.file
        if not path.is_file():
            where = f"It is published at {source.landing_page}"
            problems.append(f"{path} is missing ({source.title}, {source.publisher}). {where}")
            continue
        say(f"reading {source.file}")
        reading = problems.attempt(ADAPTERS[source.adapter].read, path, mine, catalog)
        if reading is None:
            continue
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        yield Release(source.source_id, source.file, sha, reading.values, reading.rows, reading.notes)
    problems.raise_if_any()


LOG = ["source_id", "file", "sha256", "rows", "values", "published"]
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
        frame = pq.read_table(values.whole(path)).to_pandas(date_as_object=False)
    except (pa.ArrowInvalid, OSError) as err:
        raise ScoutingError(f"{path} cannot be read as readings of releases: {err}. {again}") from None
    releases = values.releases(path)
    if not set(COLUMNS) <= set(frame) or not releases.equals(values.releases(store)):
        raise ScoutingError(f"{path} does not belong to {Path(store).name} beside it. {again}")
    texts = {c: "str" for c in COLUMNS if c not in (*values.NUMBERS, "period_end")}
    frame = frame[COLUMNS].astype(texts)
    frame["period_end"] = frame.period_end.astype("datetime64[s]")
    return frame, releases
