"""The store of published figures: build it from releases, load it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from scouting import catalog, paths, values
from scouting.adapters import dfe_ees, dfe_lait
from scouting.catalog import Catalog
from scouting.compare import Panel, panel
from scouting.errors import ScoutingError

ADAPTERS = {"dfe_lait": dfe_lait.read, "dfe_ees": dfe_ees.read}


@dataclass(frozen=True)
class Dataset:
    """The catalogue and the values of its indicators; ``panel`` is made when first asked for."""

    catalog: Catalog
    values: pd.DataFrame

    @cached_property
    def panel(self) -> Panel:
        return panel(self.values, self.catalog.indicators, self.catalog.areas)


def load() -> Dataset:
    """The embedded figures and catalogue.

    >>> "Wiltshire" in set(load().catalog.areas.name)
    True
    """
    return Dataset(catalog.read(), values.read())


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
    table, dropped = in_its_time(every, known)
    if dropped:
        notes.append(f"{dropped} figures for periods outside a council's life were left out (back-coded or misplaced).")
    overlaps = overlapping(table, known)
    table = one_history(table)
    table = with_limits(table, known)
    found = values.problems(table, known.indicators.statistic)
    if found:
        raise ScoutingError([f"The store was not written. {problem}" for problem in found])
    values.write(table, store or paths.STORE, releases.to_dict("records"))
    return Built(table, releases, recomputed(table, known), overlaps, notes)


def lives(known: Catalog) -> pd.DataFrame:
    """When each area's figures begin and end (NaT: open), columns valid_from, valid_to.

    A council that only changed its code or its kind (a county that became a unitary council on the same
    boundary) goes on: its figures begin with its forerunner's.
    """
    span = known.areas[["valid_from", "valid_to"]].apply(pd.to_datetime)
    for row in known.area_changes[known.area_changes.kind == "continues"].itertuples():
        span.loc[row.new_code, "valid_from"] = span.valid_from.get(row.old_code, pd.NaT)
    return span


def in_its_time(table: pd.DataFrame, known: Catalog) -> tuple[pd.DataFrame, int]:
    """Rows of periods in which the area existed, and how many figures (not blanks) were left out.

    A council that did not exist is not missing: its rows go. A figure is never carried across a split.
    """
    span = lives(known).reindex(table.area_code)
    end = table.period_end.to_numpy()
    inside = ~(end < span.valid_from.to_numpy()) & ~(end > span.valid_to.to_numpy() + np.timedelta64(1, "D"))
    return table[inside], int(table.value[~inside].notna().sum())


def one_history(table: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator, area and period: the first release's that has a figure; each count likewise."""
    table = table.sort_values([*values.KEY, "place"], ignore_index=True)
    keys = [table[k] for k in values.KEY]
    best = table.assign(lacks=table.value.isna()).sort_values([*values.KEY, "lacks", "place"])
    best = best.drop_duplicates(values.KEY).set_index(values.KEY)
    for column in ("numerator", "denominator"):
        first = table[column].groupby(keys).first()
        best[column] = first.reindex(best.index)
    # A joint return is one figure for two councils: its counts belong to neither alone.
    best.loc[best.marker == "j", ["numerator", "denominator"]] = np.nan
    best = best.reset_index()
    # Counts of a period for which nobody published the figure are no row of their own.
    return best.loc[best.value.notna() | (best.marker != ""), values.COLUMNS]


def overlapping(table: pd.DataFrame, known: Catalog) -> pd.DataFrame:
    """Where releases overlap: indicator_id, both (cells that two releases hold), differ (beyond rounding)."""
    seen = table[table.value.notna()]
    span = seen.groupby(values.KEY, observed=True).value.agg(["min", "max", "size"])
    span = span[span["size"] > 1].reset_index()
    unit = span.indicator_id.map(10.0**-known.indicators.decimals)
    span["differ"] = span["max"] - span["min"] > unit / 2 + 1e-9
    return span.groupby("indicator_id").agg(both=("size", "size"), differ=("differ", "sum")).reset_index()


def with_limits(table: pd.DataFrame, known: Catalog) -> pd.DataFrame:
    """95% limits from whole counts: Wilson for proportions, Byar's (exact under 10) for rates.

    Full-time equivalents and other fractions are no counts: their indicators get none.
    """
    from scouting.stats import intervals  # scipy and statsmodels are slow to import, and only a build needs them

    table = table.copy()
    whole = (table.numerator % 1 == 0) & (table.denominator % 1 == 0)
    known_counts = table.numerator.notna() & table.denominator.gt(0)
    kinds = table.indicator_id.map(known.indicators.statistic)
    fractions = set(table.indicator_id[known_counts & ~whole])
    usable = known_counts & table.value.notna() & table.lower_ci.isna() & ~table.indicator_id.isin(fractions)
    multiplier = table.indicator_id.map(known.indicators.multiplier).to_numpy(float)
    for kind, limits in (("proportion", intervals.wilson), ("rate", intervals.rate)):
        # A proportion's numerator above its denominator is reported by the contract, with its row: no limits here.
        above = (kinds == "proportion") & (table.numerator > table.denominator)
        take = (usable & (kinds == kind) & ~above).to_numpy()
        lower, upper = limits(table.numerator[take], table.denominator[take])
        table.loc[take, "lower_ci"] = lower * multiplier[take]
        table.loc[take, "upper_ci"] = upper * multiplier[take]
    return table


def recomputed(table: pd.DataFrame, known: Catalog) -> pd.DataFrame:
    """How often a figure worked out from its counts is the published one, within the rounding of both.

    Columns: indicator_id, source_id, rows, agree (share). Councils only in the sense that England's and the
    regions' counts are rounded to 10 and are left out.
    """
    rows = table[table.numerator.notna() & table.denominator.gt(0) & table.value.notna()]
    rows = rows[~rows.area_code.str.startswith(("E12", "E13", "E92"))]
    facts = known.indicators.reindex(rows.indicator_id)
    worked = facts.multiplier.to_numpy(float) * rows.numerator / rows.denominator
    unit = 10.0 ** -facts.decimals.to_numpy(float)
    whole = (rows.numerator % 1 == 0) & (rows.denominator % 1 == 0)
    fractions = rows.indicator_id.isin(rows.indicator_id[~whole])
    # Full-time equivalents are published to a tenth: each may be a twentieth off.
    slack = np.where(fractions, worked * (0.05 / rows.numerator.clip(lower=0.05) + 0.05 / rows.denominator), 0)
    agree = (worked - rows.value).abs() <= unit / 2 + slack + 1e-9 * (1 + worked.abs())
    grouped = agree.groupby([rows.indicator_id, rows.source_id], observed=True)
    return grouped.agg(rows="size", agree="mean").reset_index()
