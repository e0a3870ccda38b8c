"""What data/local holds: listed, and removed whole or in part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog, find_area
from scouting.catalog import read as read_catalog
from scouting.errors import Problems, ScoutingError, did_you_mean
from scouting.frames import each_row
from scouting.own import seen, shown, spellings
from scouting.own.keeping import put, texts
from scouting.own.renamed import settle
from scouting.periods import parse
from scouting.terms import UNPUBLISHED
from scouting.words import many

#: What a row of each table is called; tables that are not named here are listed and removed by their file's name.
_ROWS = {"figures": "figure", "targets": "target", "indicators": "indicator", "neighbours": "neighbour",
         "visits": "visit", "policies": "policy", "reports": "paragraph"}  # fmt: skip


@dataclass(frozen=True)
class Which:
    """Which rows: all of these that are not blank must fit. ``table``: of this table alone; ``all``: every row."""

    indicator: str = ""
    period: str = ""
    council: str = ""
    set_id: str = ""
    table: str = ""
    all: bool = False


def _tables(folder: Path) -> dict[Path, pd.DataFrame]:
    """Every table of the folder as text. Raises ScoutingError where one cannot be read.

    What reports have shown is nobody's to remove: without it a later report could give a small count away.
    """
    paths.check_folder(folder)
    problems = Problems()
    found = {path: problems.attempt(texts, path, []) for path in sorted(folder.glob("*.csv"))}
    found.pop(folder / shown.NAME, None)
    problems.raise_if_any()
    return {path: table for path, table in found.items() if table is not None}


def listed(folder: Path | None = None) -> list[str]:
    """What is held, a line for each indicator's figures, each target, neighbour set and further table.

    Of figures: councils, periods, rows, who may see them, source, and when they were added. Raises ScoutingError for
    tables that cannot be read.
    """
    catalog, folder = read_catalog(), Path(folder or paths.LOCAL)
    local = seen.read(catalog, folder)
    lines = [*_figures(local, catalog), *_indicators(local)]
    for (code, id_), rows in local.targets.groupby(["area_code", "indicator_id"]):
        lines.append(f"target of {id_}: {catalog.name(str(code))} {rows.target.iloc[0]:g}{_when(rows)}")
    for set_id, rows in local.neighbours.groupby("set_id"):
        many_of = f"{many(rows.area_code.nunique(), 'council')}, {many(len(rows), 'neighbour')}"
        lines.append(f"neighbours {set_id}: {rows.title.iloc[0]}; {many_of}{_when(rows)}")
    for path, table in _tables(folder).items():
        if path.stem not in ("figures", "targets", "indicators", "neighbours") and len(table):
            lines.append(f"{path.stem}: {many(len(table), 'row')}{_of_councils(table, catalog)}")
    return lines or [
        f"{folder} holds nothing of your own. Add some: scouting data template, then scouting data add FILE."
    ]


def _figures(local: seen.Local, catalog: Catalog) -> list[str]:
    publishers = dict(zip(local.indicators.indicator_id, local.indicators.publisher, strict=True))
    lines = []
    for id_, rows in local.figures.sort_values("period_end").groupby("indicator_id"):
        labels, shares = list(dict.fromkeys(rows.period)), ", ".join(sorted(rows.share.unique()))
        missing = int(rows.value.isna().sum())
        told = f"{many(len(rows), 'figure')}{f' ({missing} without a value)' if missing else ''}"
        over = labels[0] if len(labels) == 1 else f"{many(len(labels), 'period')} from {labels[0]} to {labels[-1]}"
        source = publishers.get(id_) or ("source not given" if shares == "public" else UNPUBLISHED)
        lines.append(
            f"figures of {id_}: {told}{_of_councils(rows, catalog)}; {over}; share {shares}; {source}{_when(rows)}"
        )
    return lines


def _indicators(local: seen.Local) -> list[str]:
    return [
        f"indicator {one.indicator_id}: {one.title}; {one.publisher or 'no publisher given'}"
        f"{f' ({one.link})' if one.link else ''}{f'; added {one.added}' if one.added else ''}"
        for one in each_row(local.indicators)
    ]


def _of_councils(rows: pd.DataFrame, catalog: Catalog) -> str:
    column = next((name for name in ("area_code", "council") if name in rows), "")
    if not column:
        return ""
    places = rows[column].unique()
    names = sorted(catalog.name(place) if place in catalog.areas.index else place for place in places)
    return f" of {', '.join(names)}" if len(names) <= 4 else f" of {many(len(names), 'council')}"


def _when(rows: pd.DataFrame) -> str:
    days = sorted({day for day in rows.added if day})
    return f"; added {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""


def remove(which: Which, folder: Path | None = None) -> list[str]:
    """Remove the rows that were named, from all tables at once or from none, and tell how many went from where.

    An indicator that is named without a period and a council goes with all its figures and targets. Raises
    ScoutingError where nothing fits, where a name is unknown, and where figures would stay without their indicator;
    then nothing was changed.
    """
    catalog, folder = read_catalog(), Path(folder or paths.LOCAL)
    with paths.lock(folder):
        lines = settle(catalog, folder)
        tables = _tables(folder)
        wanted, changed = _wanted(which, tables, catalog), {}
        for path, table in tables.items():
            gone = _fit(table, wanted, catalog)
            if gone is None or not gone.any() or (which.table and path.stem != which.table):
                continue
            changed[path], n = table[~gone], int(gone.sum())
            lines.append(f"{path}: {many(n, _ROWS.get(path.stem, 'row'))} removed, {len(changed[path]):,} left.")
        if not changed:
            raise ScoutingError(
                "Nothing held matches that, so nothing was removed. scouting data list shows what is held."
            )
        _whole(tables | changed, folder, catalog)
        put(changed)
    return lines


def _wanted(which: Which, tables: dict[Path, pd.DataFrame], catalog: Catalog) -> dict[str, str]:
    """Column to what must stand in it. Raises ScoutingError where nothing was named, or a name cannot be."""
    problems, wanted = Problems(), {}
    if which.table and which.table not in (stems := [path.stem for path in tables]):
        problems.append(
            f"There is no table '{which.table}'.{did_you_mean(which.table, stems)} The tables are: {', '.join(stems)}."
        )
    for column, text in (("indicator_id", which.indicator), ("set_id", which.set_id)):
        held = sorted({str(one) for table in tables.values() if column in table for one in table[column]})
        if text and text not in held:
            problems.append(
                f"Nothing is held for '{text}'.{did_you_mean(text, held)} There is: {', '.join(held) or 'none'}."
            )
        wanted |= {column: text} if text else {}
    if which.council:
        wanted["area_code"] = problems.attempt(find_area, catalog, which.council, ended=True) or ""
    if which.period:
        wanted["period"] = which.period
        problems.attempt(spellings.period, which.period, "03-31")
    problems.raise_if_any()
    if not wanted and not which.all and not which.table:
        raise ScoutingError(
            "Say what to remove: --indicator, --period, --council, --set, --table, or --all for everything. Several "
            "together remove only what matches all of them."
        )
    if which.all and (wanted or which.table):
        raise ScoutingError("--all removes everything: leave it out to remove a part, or name nothing beside it.")
    return wanted


def _fit(table: pd.DataFrame, wanted: dict[str, str], catalog: Catalog) -> pd.Series | None:
    """Which rows are meant; None of a table that lacks one of the columns asked about."""
    fits = pd.Series(True, index=table.index)
    for column, text in wanted.items():
        if column == "area_code" and column not in table and "council" in table:
            fits &= table["council"].map(lambda name: _code(str(name), catalog)) == text
        elif column not in table:
            return None
        elif column == "period":
            fits &= table.period.map(_span) == _span(text)
        else:
            fits &= table[column] == text
    return fits


def _code(name: str, catalog: Catalog) -> str:
    try:
        return find_area(catalog, name, ended=True)
    except ScoutingError:
        return ""


def _span(label: str) -> str:
    """What a period means, however it is written; a label that nobody can read is itself."""
    try:
        found = parse(spellings.plain(label))
    except ScoutingError:
        return label
    return f"{found.kind} to {found.end}"


def _whole(tables: dict[Path, pd.DataFrame], folder: Path, catalog: Catalog) -> None:
    """Raises ScoutingError where figures or targets would stay whose indicator goes."""
    left = {path.stem: table for path, table in tables.items()}
    ids = set(catalog.indicators.index) | set(left.get("indicators", pd.DataFrame({"indicator_id": []})).indicator_id)
    used = {id_ for name in ("figures", "targets") if name in left for id_ in left[name].indicator_id}
    lost = sorted(used - ids)
    if lost:
        raise ScoutingError(
            f"Figures or targets of {', '.join(lost)} would stay without their indicator in {folder}: nothing was "
            f"removed. Remove both: scouting data remove --indicator {lost[0]}"
        )
