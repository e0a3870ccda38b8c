"""The catalogue's tables that are made from releases: inspections of councils, and who is nearest to whom by ONS.

A release of these holds lists, not figures, so that nothing of it goes into the store. Each takes the place of what is
held of it in one table (``PARTS``), whether all are built anew or one of them is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog
from scouting.catalog.tables import NUMBERS, TABLES
from scouting.errors import Problems
from scouting.frames import each_row
from scouting.ingest.formats import ADAPTERS, collected, ofsted, ofsted_history, ons_neighbours
from scouting.ingest.glance import Glance
from scouting.terms import COLLECTED, OFFICIAL

#: A day of publication in the history and the one on the report itself lie apart by days at most.
_REPORT_WITHIN = pd.Timedelta(days=45)
_ONS_SET = "ons_2025_10"
_DAYS = ("inspection_date", "publication_date")
_ORDER = ["area_code", "publication_date", "inspection_type"]


def edition(held: pd.DataFrame, rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    """Inspections with an official edition of the outcomes (``ofsted.events``) in the place of what was held of ILACS.

    A row of a collected list stays where it began after the council's newest inspection of the edition. An edition that
    ends before the one that is held changes nothing.
    """
    before = held.inspection_date[(held.framework == "ILACS") & (held.kind == OFFICIAL)].max()
    if rows.inspection_date.max() < before:
        return held
    kept = held[(held.framework != "ILACS") | (held.kind == COLLECTED)]
    official = rows.assign(framework="ILACS", kind=OFFICIAL, source_id=source_id)
    return _without_the_old(pd.concat([kept, official], ignore_index=True))


def newer(held: pd.DataFrame, rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    """Inspections with a collected list (``collected.ilacs``) in the place of what one before held of its councils, as
    far as it is newer than the official edition. An older list changes nothing."""
    if rows.publication_date.max() < held.publication_date[held.kind == COLLECTED].max():
        return held
    listed = rows.assign(framework="ILACS", kind=COLLECTED, source_id=source_id)
    kept = held[(held.kind != COLLECTED) | ~held.area_code.isin(rows.area_code)]
    return _without_the_old(pd.concat([kept, listed], ignore_index=True))


def _without_the_old(rows: pd.DataFrame) -> pd.DataFrame:
    """Inspections without those of a collected list that the official edition of their council reaches."""
    official = rows[(rows.framework == "ILACS") & (rows.kind == OFFICIAL)]
    reached = rows.inspection_date <= rows.area_code.map(official.groupby("area_code").inspection_date.max())
    return rows[~((rows.kind == COLLECTED) & reached)]


def history(held: pd.DataFrame, rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
    """Inspections with those before ILACS from the history (``ofsted_history.events``) in the place of those held."""
    before = rows[rows.framework != "ILACS"].assign(kind=OFFICIAL, source_id=source_id)
    return pd.concat([held[held.framework == "ILACS"], before], ignore_index=True)


def first_days(held: pd.DataFrame, rows: pd.DataFrame, _: str) -> pd.DataFrame:
    """Inspections with the first day of each single inspection (SIF) whose report states it."""
    sif = held[held.framework == "SIF"].sort_values("publication_date").drop(columns="inspection_date")
    found = pd.merge_asof(
        sif, rows, left_on="publication_date", right_on="published", by="area_code", direction="nearest",
        tolerance=_REPORT_WITHIN,
    )  # fmt: skip
    return pd.concat([held[held.framework != "SIF"], found[held.columns]], ignore_index=True)


def other(framework: str) -> Callable[[pd.DataFrame, pd.DataFrame, str], pd.DataFrame]:
    """What puts one kind of the other inspections in the place of what is held of it, unless that is newer."""

    def taken(held: pd.DataFrame, rows: pd.DataFrame, source_id: str) -> pd.DataFrame:
        if rows.publication_date.max() < held.publication_date[held.framework == framework].max():
            return held  # an older list
        mine = rows.assign(framework=framework, kind=COLLECTED, source_id=source_id)
        kept = held[(held.framework != framework) | ~held.area_code.isin(rows.area_code)]
        return pd.concat([kept, mine], ignore_index=True)

    return taken


def ons(held: pd.DataFrame, rows: pd.DataFrame, _: str) -> pd.DataFrame:
    """The neighbour sets with that of ONS (``ons_neighbours.links``) in the place of the one held."""
    return pd.concat([held[held.set_id != _ONS_SET], rows.assign(set_id=_ONS_SET)], ignore_index=True)


@dataclass(frozen=True)
class Part:
    """One release of a table: which table, how it is read, how it takes its place, and how its file is known."""

    table: str
    read: Callable[[Path, Catalog], pd.DataFrame]
    take: Callable[[pd.DataFrame, pd.DataFrame, str], pd.DataFrame]
    sheet: str = ""
    columns: tuple[str, ...] = ()

    def fits(self, file: Glance) -> bool:
        """Whether a file has the part's sheet, or its columns."""
        if self.columns:
            return set(self.columns) <= set(file.columns)
        return bool(self.sheet) and any(re.fullmatch(self.sheet, name) for name in file.sheets)


#: The releases by the name that sources.csv calls their reader, in the order in which they are taken.
PARTS = {
    "ofsted": Part("inspections", ofsted.events, edition),  # its file is known by the figures in it
    "ofsted_history": Part("inspections", ofsted_history.events, history, sheet=ofsted_history.SHEET),
    "ofsted_reports": Part(
        "inspections", ofsted_history.first_days, first_days, columns=("area_code", "framework", "inspection_start")
    ),
    "collected_ilacs": Part("inspections", collected.ilacs, newer, sheet="ofsted_cs_inspections_overview"),
    "collected_area_send": Part(
        "other_inspections", collected.area_send, other("area_send"), sheet="ofsted_cs_send_inspections"
    ),
    "collected_youth_justice": Part(
        "other_inspections", collected.youth_justice, other("youth_justice"), columns=("la_name", "overall_rating")
    ),
    "ons_neighbours": Part("neighbours", ons_neighbours.links, ons, sheet=ons_neighbours.ORDER),
}


def differences(older: pd.DataFrame, held: pd.DataFrame, catalog: Catalog) -> list[str]:
    """How many ILACS inspections of the history stand as they are in the official edition, and a sentence for each that
    does not.

    ``older``: as ``ofsted_history.events`` gives them; ``held``: the inspections. A grade that one of them does not
    give is no difference.
    """
    older = older[older.framework == "ILACS"]
    now = held[(held.framework == "ILACS") & (held.kind == OFFICIAL)]
    both = older.merge(now, "left", ["area_code", "publication_date"], suffixes=("", "_now"), indicator="held")
    lines, same = [], 0
    for row in each_row(both):
        where = f"{catalog.name(row.area_code)}, report of {row.publication_date:%Y-%m-%d}"
        pairs = {grade: (getattr(row, grade), getattr(row, f"{grade}_now")) for grade in NUMBERS["inspections"]}
        off = {g: (a, b) for g, (a, b) in pairs.items() if pd.notna(a) and pd.notna(b) and a != b}
        if row.held == "left_only":
            lines.append(f"{where}: the newer edition has no inspection of that day.")
        lines += [f"{where}, {grade}: {was:.0f} before, {after:.0f} now." for grade, (was, after) in off.items()]
        same += row.held == "both" and not off
    return [f"{same} of {len(older)} ILACS inspections of the older edition are the same in the newer one.", *lines]


def made(files: Iterable[tuple[str, Path]], catalog: Catalog) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The tables that some releases change, each as it is with them, and what is to be said.

    ``files``: source_id and path. Raises ScoutingError with the problems of all files together.
    """
    adapters = dict(zip(catalog.sources.source_id, catalog.sources.adapter, strict=True))
    tables, lines, problems = {}, [], Problems()
    for source_id, path in files:
        part = PARTS[adapters[source_id]]
        rows = problems.attempt(part.read, path, catalog)
        if rows is None:
            continue
        held = tables[part.table] if part.table in tables else _with_days(getattr(catalog, part.table))
        lines += differences(rows, held, catalog) if adapters[source_id] == "ofsted_history" else []
        tables[part.table] = part.take(held, rows, source_id)
    problems.raise_if_any()
    tables = {name: table[TABLES[name].split()] for name, table in tables.items()}
    return tables, [*(f"{name}.csv: {len(table):,} rows" for name, table in tables.items()), *lines]


def _with_days(table: pd.DataFrame) -> pd.DataFrame:
    """A table of the catalogue with its days as days."""
    return table.assign(**{day: pd.to_datetime(table[day]).astype("datetime64[s]") for day in _DAYS if day in table})


def is_list(source_id: str, catalog: Catalog) -> bool:
    """Whether a release holds a list and no figures."""
    adapters = dict(zip(catalog.sources.source_id, catalog.sources.adapter, strict=True))
    return adapters.get(source_id) in set(PARTS) - set(ADAPTERS)


def among(files: Iterable[tuple[Path, str]], catalog: Catalog) -> list[tuple[str, Path]]:
    """Those of some files (path, source_id) that are the newest release of a part: source_id and path."""
    newest = {_newest(adapter, catalog).source_id for adapter in PARTS}
    return [(source_id, path) for path, source_id in files if source_id in newest]


def _newest(adapter: str, catalog: Catalog) -> pd.Series:
    """The newest release of an adapter, as sources.csv has it."""
    return catalog.sources[catalog.sources.adapter == adapter].sort_values("published").iloc[-1]


def of_folder(folder: Path, catalog: Catalog) -> list[tuple[str, Path]]:
    """The newest release of each part in a folder of releases: source_id and path.

    Raises ScoutingError with every file that is missing.
    """
    problems, found = Problems(), []
    for adapter in PARTS:
        source = _newest(adapter, catalog)
        path = Path(folder) / source.file
        if not path.is_file():
            problems.append(f"{path} is missing ({source.title}, {source.publisher}). See {source.landing_page}")
        found.append((source.source_id, path))
    problems.raise_if_any()
    return found


def write(tables: dict[str, pd.DataFrame], folder: Path | None = None) -> None:
    """Put tables in the catalogue (or another folder), all of them or none."""
    folder = Path(folder or paths.CATALOG)
    with paths.together(folder):
        for name, table in tables.items():
            with paths.new_file(folder / f"{name}.csv") as aside:
                written(table, name).to_csv(aside, index=False, lineterminator="\n")


def written(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A table as it stands in its file: in its order, days as days, grades and ranks as whole numbers."""
    days = [column for column in TABLES[name].split() if column.endswith("_date")]
    whole = {column: table[column].astype("Int64") for column in NUMBERS[name] if column != "distance"}
    ready = table.assign(**whole, **{day: pd.to_datetime(table[day]).dt.strftime("%Y-%m-%d") for day in days})
    order = {"inspections": _ORDER, "other_inspections": ["framework", "area_code"]}.get(name)
    return ready.sort_values(order, ignore_index=True) if order else ready
