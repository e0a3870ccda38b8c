"""From what releases hold to one history: each figure in its council's life, one row a figure, limits from counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import values
from scouting.catalog import Catalog
from scouting.frames import each_row
from scouting.terms import COMPUTED


def lives(catalog: Catalog) -> pd.DataFrame:
    """When each area's figures begin and end (NaT: open), columns valid_from, valid_to.

    A council that only changed its code or its kind (a county that became a unitary council on the same
    boundary) goes on: its figures begin with its forerunner's.
    """
    span = catalog.areas[["valid_from", "valid_to"]].apply(pd.to_datetime)
    for row in each_row(catalog.area_changes[catalog.area_changes.kind == "continues"]):
        span.loc[row.new_code, "valid_from"] = span.valid_from.get(row.old_code, pd.NaT)
    return span


def in_life(areas: pd.Series, ends: pd.Series, catalog: Catalog, since_ever: pd.Series | bool = False) -> np.ndarray:
    """Whether each area existed in the period that ended on each day; ``since_ever`` leaves its beginning out."""
    span, end = lives(catalog).reindex(areas), ends.to_numpy()
    since = span.valid_from.mask(np.broadcast_to(since_ever, len(span)))
    return ~(end < since.to_numpy()) & ~(end > span.valid_to.to_numpy() + np.timedelta64(1, "D"))


def todays_boundaries(catalog: Catalog) -> set[str]:
    """Releases that give older figures on the boundaries of their own day: a census, an index of deprivation."""
    return set(catalog.sources.source_id[catalog.sources.adapter.isin(["ons_census", "mhclg_deprivation"])])


def one_label(table: pd.DataFrame) -> pd.DataFrame:
    """The same period in the same words: the label of the first release that holds it (2024-25, not 2025)."""
    ordered = table.sort_values("place", kind="stable")
    first = ordered.groupby(["indicator_id", "period_end"]).period.transform("first")
    return table.assign(period=first)


def in_its_time(table: pd.DataFrame, catalog: Catalog) -> tuple[pd.DataFrame, int]:
    """Rows of periods in which the area existed, and how many figures (not blanks) were left out.

    A council that did not exist is not missing: its rows go. A figure is never carried across a split. A census on
    today's boundaries is about today's councils, however long before them it was taken.
    """
    inside = in_life(table.area_code, table.period_end, catalog, table.source_id.isin(todays_boundaries(catalog)))
    return table[inside], int(table.value[~inside].notna().sum())


def one_history(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """One row an indicator, area and period: the first release's that has a figure.

    Counts and limits that it lacks come from the first release that has them and whose own figure, if it gives
    one, is the same: a corrected figure never gets the counts of the one before.
    """
    table = table.assign(lacks=table.value.isna()).sort_values([*values.KEY, "lacks", "place"], ignore_index=True)
    best = table.drop_duplicates(values.KEY).set_index(values.KEY)
    chosen = best.value.reindex(pd.MultiIndex.from_frame(table[values.KEY])).to_numpy()
    unit = table.indicator_id.map(10.0**-catalog.indicators.decimals).to_numpy(float)
    same = table[table.value.isna() | (np.abs(table.value - chosen) <= unit / 2 + 1e-9)]
    filling = same.sort_values([*values.KEY, "place"]).groupby(values.KEY, observed=True)
    for column in ("numerator", "denominator", "lower_ci", "upper_ci"):
        best[column] = filling[column].first().reindex(best.index)
    # A joint return is one figure for two councils: its counts belong to neither alone.
    best.loc[best.marker == "j", ["numerator", "denominator"]] = np.nan
    best = worked_out(best.reset_index(), catalog.indicators)
    # Counts of a period for which nobody published the figure are no row of their own.
    return best.loc[best.value.notna() | (best.marker != ""), values.COLUMNS]


def worked_out(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """A values table with the values of computed indicators, where both parts are known.

    ``table``: one row an indicator, area and period, numerator and denominator already brought together;
    ``indicators``: source_code and multiplier, indexed by indicator_id. A value that cannot be worked out
    keeps its marker (no return, suppressed); with a numerator over nothing it gets x. A denominator alone stays
    without marker: nobody published a figure for that period.

    >>> facts = pd.DataFrame({"source_code": ["computed"], "multiplier": [100.0]}, index=["share"])
    >>> rows = pd.DataFrame({"indicator_id": "share", "value": float("nan"), "numerator": [1.0, 1.0, None, None],
    ...                      "denominator": [4.0, 0.0, 4.0, 4.0], "marker": ["", "", "c", ""]})
    >>> worked_out(rows, facts)[["value", "marker"]].values.tolist()
    [[25.0, ''], [nan, 'x'], [nan, 'c'], [nan, '']]
    """
    mine = table.indicator_id.isin(indicators.index[indicators.source_code == COMPUTED]) & table.value.isna()
    known = mine & table.numerator.notna() & table.denominator.gt(0) & table.marker.isin(["", "p", "r"])
    multiplier = indicators.multiplier.reindex(table.indicator_id).to_numpy(float)
    value = table.value.where(~known, multiplier * table.numerator / table.denominator)
    alone = mine & ~known & table.numerator.notna() & (table.marker == "")
    return table.assign(value=value, marker=table.marker.mask(alone, "x"))


def overlapping(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Where releases overlap: indicator_id, both (cells that two releases hold), differ (beyond rounding)."""
    seen = table[table.value.notna()]
    span = seen.groupby(values.KEY, observed=True).value.agg(["min", "max", "size"])
    span = span[span["size"] > 1].reset_index()
    unit = span.indicator_id.map(10.0**-catalog.indicators.decimals).astype(float)
    span["differ"] = span["max"] - span["min"] > unit / 2 + 1e-9
    return span.groupby("indicator_id").agg(both=("size", "size"), differ=("differ", "sum")).reset_index()


def with_limits(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """95% limits from counts: Wilson for proportions, Byar's (exact under 10) for rates.

    Where a proportion's denominator is held without its numerator, the numerator is taken from the figure. Full-time
    equivalents stand in for the people they are made of. Published limits are kept; money, means and scores get none.
    """
    from scouting.stats import intervals  # scipy is slow to import, and only a build needs it

    table = table.copy()
    kinds = table.indicator_id.map(catalog.indicators.statistic)
    multiplier = table.indicator_id.map(catalog.indicators.multiplier).astype(float)
    numerator = table.numerator.fillna((table.value * table.denominator / multiplier).where(kinds == "proportion"))
    usable = numerator.notna() & table.denominator.gt(0) & table.value.notna() & table.lower_ci.isna()
    for kind, limits in (("proportion", intervals.wilson), ("rate", intervals.rate)):
        # A proportion's numerator above its denominator is reported by the contract, with its row: no limits here.
        above = (kinds == "proportion") & (numerator > table.denominator)
        take = (usable & (kinds == kind) & ~above).to_numpy()
        for column, limit in zip(
            ("lower_ci", "upper_ci"), limits(numerator[take], table.denominator[take]), strict=True
        ):
            # Processors differ in the last bits of a cube: rounded, the store is the same bytes on each of them.
            table.loc[take, column] = np.round(limit * multiplier[take], 9)
    return table


def beside_counts(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Figures that have counts, with the figure that the counts give.

    The rows of ``table`` that have both and are a council's (England's and the regions' counts are rounded to 10), with
    worked (multiplier * numerator / denominator) and agree (the two are the same within the rounding of both).
    """
    rows = table[table.numerator.notna() & table.denominator.gt(0) & table.value.notna()]
    rows = rows[~rows.area_code.str.startswith(("E12", "E13", "E92"))]
    facts = catalog.indicators.reindex(rows.indicator_id)
    worked = facts.multiplier.to_numpy(float) * rows.numerator / rows.denominator
    unit = 10.0 ** -facts.decimals.to_numpy(float)
    # What the counts were rounded to, indicator by indicator and period by period: a tenth (full-time equivalents),
    # five, or nothing.
    by = [rows.indicator_id, rows.source_id, rows.period]
    top, bottom = rows.numerator, rows.denominator
    fractions = ((top % 1 != 0) | (bottom % 1 != 0)).groupby(by[:1]).transform("any")
    fives = ((top % 5 == 0) & (bottom % 5 == 0)).groupby(by).transform("all")
    half = np.select([fractions, fives], [0.05, 2.5], 0.0)
    slack = facts.multiplier.to_numpy(float) * half * (1 / bottom + top / bottom**2)
    agree = (worked - rows.value).abs() <= unit / 2 + slack + 1e-9 * (1 + worked.abs())
    return rows.assign(worked=worked, agree=agree)


def recomputed(table: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """How often a council's figure worked out from its counts is the published one, within the rounding of both.

    Columns: indicator_id, source_id, rows, agree (share).
    """
    rows = beside_counts(table, catalog)
    grouped = rows.agree.groupby([rows.indicator_id, rows.source_id], observed=True)
    return grouped.agg(rows="size", agree="mean").reset_index()
