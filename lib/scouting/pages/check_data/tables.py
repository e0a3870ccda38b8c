"""What is held: newest periods and their age, cells without a figure and why, periods left out, series breaks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import catalog, values
from scouting.dataset import Dataset
from scouting.frames import each_cell
from scouting.ingest.history import in_life, todays_boundaries
from scouting.terms import MARKERS


def cells(data: Dataset) -> pd.DataFrame:
    """Every cell that could hold a council's figure: each indicator and period, each council that was there.

    A period counts when any council has a figure in it. Columns: indicator_id, area_code, period, period_end, value,
    marker (why there is no figure; '-' also where the release has no row). A cell in which a council did not exist is
    no cell.

    >>> from scouting import dataset
    >>> rows = cells(dataset.load())
    >>> int(rows.duplicated(values.KEY).sum()), int((rows.value.isna() & (rows.marker == "")).sum())
    (0, 0)
    """
    known = data.catalog
    # A council that only changed its code or kind has all its figures under today's code.
    changes = known.area_changes
    councils = known.councils().index.difference(pd.Index(changes.old_code[changes.kind == "continues"]), sort=False)
    texts = dict.fromkeys([*values.KEY, "marker", "source_id"], "str")
    held = data.values[data.values.area_code.isin(councils)].astype(texts)
    figures = held[held.value.notna()]
    today = figures.source_id.isin(todays_boundaries(known))
    periods = today.groupby([figures.indicator_id, figures.period, figures.period_end]).any().rename("today")
    every = periods.reset_index().merge(pd.DataFrame({"area_code": councils}), how="cross")
    every = every.merge(held[[*values.KEY, "value", "marker"]], on=values.KEY, how="left")
    there = in_life(every.area_code, every.period_end, known)
    of_today = (known.areas.valid_to == "").reindex(every.area_code).to_numpy()
    every = every[np.where(every.today, of_today, there) | every.value.notna()]
    every["marker"] = every.marker.fillna("-")
    return every[[*values.KEY, "period_end", "value", "marker"]].reset_index(drop=True)


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """The cells of each indicator's newest period."""
    return rows[rows.period_end == rows.groupby("indicator_id").period_end.transform("max")]


def coverage(data: Dataset, as_of: str) -> pd.DataFrame:
    """What is held of each indicator, in the order of the catalogue.

    ``as_of``: the date from which ages are told, YYYY-MM-DD. Columns: indicator_id, service, facet, period and
    period_end (of the newest), age_months (from the month in which it ended), councils (with a figure in it), of
    (councils that were there), missing, reasons (in words, with counts), periods (held). An indicator without a
    figure has no period.

    >>> from scouting import dataset
    >>> rows = coverage(dataset.load(), "2026-11-24").set_index("indicator_id")
    >>> str(rows.period["re_referrals"]), int(rows.age_months["re_referrals"])
    ('2025', 20)
    """
    rows, facts = cells(data), data.catalog.indicators
    newest = _newest(rows).assign(has=lambda r: r.value.notna())
    per = newest.groupby("indicator_id")
    table = per.agg(period=("period", "first"), period_end=("period_end", "first"), councils=("has", "sum"))
    table["of"] = per.size()
    table["missing"] = table.of - table.councils
    table["reasons"] = newest[~newest.has].groupby("indicator_id").marker.agg(_reasons)
    table["periods"] = rows.groupby("indicator_id").period.nunique()
    day = pd.Timestamp(as_of)
    months = (day.year - table.period_end.dt.year) * 12 + day.month - table.period_end.dt.month
    table["age_months"] = months.clip(lower=0)
    table = facts[["service", "facet"]].join(table)
    table = table.fillna({"councils": 0, "of": 0, "missing": 0, "periods": 0, "reasons": ""})
    table = table.astype(dict.fromkeys(["councils", "of", "missing", "periods"], int) | {"age_months": "Int64"})
    columns = [
        "service", "facet", "period", "period_end", "age_months", "councils", "of", "missing", "reasons", "periods",
    ]  # fmt: skip
    return table[columns].reset_index(names="indicator_id")


def _reasons(markers: pd.Series) -> str:
    return ", ".join(f"{MARKERS[marker]} {count}" for marker, count in each_cell(markers.value_counts()))


def gaps(data: Dataset) -> pd.DataFrame:
    """Cells without a figure between a council's first and last: indicator_id, area_code, period, period_end, marker.

    >>> from scouting import dataset
    >>> rows = gaps(dataset.load())
    >>> rows[(rows.indicator_id == "referral_rate") & (rows.area_code == "E09000012")].period.tolist()
    ['2021', '2022']
    """
    rows = cells(data)
    figures = rows[rows.value.notna()].groupby(["indicator_id", "area_code"]).period_end
    span = pd.DataFrame({"first": figures.min(), "last": figures.max()})
    rows = rows[rows.value.isna()].merge(span, on=["indicator_id", "area_code"])
    rows = rows[(rows.period_end > rows["first"]) & (rows.period_end < rows["last"])]
    rows = rows.sort_values(["indicator_id", "area_code", "period_end"], ignore_index=True)
    return rows[[*values.KEY, "period_end", "marker"]]


def newest_missing(data: Dataset) -> pd.DataFrame:
    """Councils without a figure in an indicator's newest period: the columns of ``gaps``."""
    rows = _newest(cells(data))
    rows = rows[rows.value.isna()].sort_values(["indicator_id", "area_code"], ignore_index=True)
    return rows[[*values.KEY, "period_end", "marker"]]


def skipped(data: Dataset) -> pd.DataFrame:
    """Periods that an indicator leaves out for everybody: indicator_id, after, before, periods (how many lie between).

    A survey held every other year leaves nothing out (``periods.complete``).
    """
    panel, rows = data.panel, []
    periods = data.values.groupby(data.values.indicator_id.astype("str")).period.agg(set)
    for i, indicator_id in enumerate(panel.indicators.index):
        held = np.isin(panel.labels[i], list(periods[indicator_id]))
        labels, left_out = panel.labels[i, held], np.diff(panel.position[i, held]) - 1
        for at in left_out.nonzero()[0]:
            rows.append([indicator_id, labels[at], labels[at + 1], int(left_out[at])])
    return pd.DataFrame(rows, columns=["indicator_id", "after", "before", "periods"])


def breaks(data: Dataset) -> pd.DataFrame:
    """Every break of a series and what comes of it.

    Columns: indicator_id, period (the first of the new series), reason, held (whether that period is held: a label
    that no period bears would break nothing), since (periods from it to the newest, or to the next break), crossed
    (areas whose level reaches back over it: must be 0).

    >>> from scouting import dataset
    >>> rows = breaks(dataset.load())
    >>> bool(rows.held.all()), int(rows.crossed.sum())
    (True, 0)
    """
    panel, rows = data.panel, []
    for i, indicator_id in enumerate(panel.indicators.index):
        labels = panel.labels[i]
        for period, reason in catalog.breaks(panel.indicators.breaks.iloc[i]).items():
            at = (labels == period).nonzero()[0]
            since = int((panel.segment[i] == panel.segment[i, at[0]]).sum()) if len(at) else 0
            held = np.isfinite(panel.level[i])
            crossed = int((held & (panel.level_periods[i] > len(labels) - at[0])).sum()) if len(at) else 0
            rows.append([indicator_id, period, reason, bool(len(at)), since, crossed])
    return pd.DataFrame(rows, columns=["indicator_id", "period", "reason", "held", "since", "crossed"])


def by_year(data: Dataset) -> pd.DataFrame:
    """How much of each indicator is held, year by year.

    Columns: indicator_id, year (in which the period ends), period, councils (with a figure), of (councils that were
    there), share, breaks (whether a new series begins).
    """
    rows = cells(data)
    rows = rows.assign(has=rows.value.notna(), year=rows.period_end.dt.year)
    table = rows.groupby(["indicator_id", "year"]).agg(
        period=("period", "last"), councils=("has", "sum"), of=("has", "size")
    )
    table["share"] = table.councils / table.of
    table = table.reset_index()
    new = {(i, p) for i, cell in data.catalog.indicators.breaks.items() for p in catalog.breaks(cell)}
    table["breaks"] = [(i, p) in new for i, p in zip(table.indicator_id, table.period, strict=True)]
    return table
