"""A plain measure of risk: where a council stood among all councils, averaged over fifteen children's indicators."""

from __future__ import annotations

import pandas as pd

from scouting.catalog import Catalog
from scouting.terms import POLARITIES


def known_from(values: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """The day from which each row of a values table counts as known: period_end + lag_days of its release.

    ``sources``: source_id and lag_days of the catalogue. A release without lag_days is never known (NaT): an unknown
    wait is no short one.

    >>> rows = pd.DataFrame({"period_end": pd.to_datetime(["2024-03-31"]), "source_id": ["a"]})
    >>> known_from(rows, pd.DataFrame({"source_id": ["a"], "lag_days": [244.0]})).dt.date.iloc[0].isoformat()
    '2024-11-30'
    """
    wait = values.source_id.astype("str").map(sources.set_index("source_id").lag_days)
    return values.period_end + pd.to_timedelta(wait, unit="D")


def known_at(values: pd.DataFrame, sources: pd.DataFrame, day) -> pd.DataFrame:
    """The rows of a values table that count as known on a day. The figures are today's, revised ones."""
    return values[known_from(values, sources) <= pd.Timestamp(day)]


def blocks(values: pd.DataFrame, sources: pd.DataFrame, days: pd.Series) -> pd.Series:
    """For each day, the latest day on or before it on which anything became known: days of one block know the same.

    NaT before the first. A back-test computes once a block, not once an inspection.
    """
    fresh = known_from(values, sources).dropna().drop_duplicates().sort_values().to_numpy()
    place = pd.Index(fresh).searchsorted(pd.to_datetime(days).to_numpy(), side="right") - 1
    return pd.Series(pd.DatetimeIndex(fresh)[place.clip(0)], index=days.index).where(place >= 0)


#: Every children's indicator of timeliness, stability, leaving care and workforce that has a direction and a series
#: from 2016 or 2018 on. Named before the test, and by what is held alone: long plans at 31 March are left out because
#: two councils in five have too few to publish.
INDICATORS = (
    "assessments_45_days", "conferences_15_days", "cp_reviews_in_time", "re_referrals", "cp_plans_repeat",
    "cp_plans_2_years_ended", "placements_3_or_more", "placement_long_term", "care_leavers_eet_19_21",
    "care_leavers_accommodation_19_21", "social_worker_turnover", "social_worker_agency", "social_worker_vacancies",
    "social_worker_caseload", "social_worker_absence",
)  # fmt: skip
#: With fewer figures than this there is no mean: not enough figures.
FEWEST = 8


def percentiles(values: pd.DataFrame, indicators: pd.DataFrame, councils: pd.Index) -> pd.DataFrame:
    """Where each council stood among all councils with a figure: 0 lowest risk, 1 highest, ties in the middle.

    ``values``: a values table; ``indicators``: the catalogue's, with polarity. Columns: indicator_id, area_code,
    period, period_end, percentile ((rank - 1/2) / councils with a figure). Rows of ``INDICATORS`` alone.
    """
    rows = values[values.indicator_id.isin(INDICATORS) & values.area_code.isin(councils) & values.value.notna()]
    rows = rows.astype({"indicator_id": "str", "area_code": "str", "period": "str"})
    # High risk is the bad end of each indicator: polarity is +1 where high is good.
    risk = -rows.value * rows.indicator_id.map(indicators.polarity).map(POLARITIES)
    by = risk.groupby([rows.indicator_id, rows.period])
    rows = rows.assign(percentile=(by.rank() - 0.5) / by.transform("size"))
    return rows[["indicator_id", "area_code", "period", "period_end", "percentile"]]


def mean_risk(wide: pd.DataFrame) -> pd.Series:
    """The mean over the columns of a table of percentiles; missing where fewer than ``FEWEST`` are held.

    >>> mean_risk(pd.DataFrame([[0.2] * 7 + [0.6], [0.2] * 7 + [None]], dtype=float)).round(2).tolist()
    [0.25, nan]
    """
    return wide.mean(axis=1).where(wide.notna().sum(axis=1) >= FEWEST)


def year_before(ranked: pd.DataFrame, inspections: pd.DataFrame) -> pd.DataFrame:
    """Each inspection's percentiles of the calendar year before it: periods that ended in that year.

    Not what was known: some of these figures came out after the inspection. One row per inspection, one column per
    indicator.
    """
    wide = ranked.assign(year=ranked.period_end.dt.year)
    wide = wide.pivot(index=["area_code", "year"], columns="indicator_id", values="percentile")
    keys = pd.MultiIndex.from_arrays([inspections.area_code, inspections.inspection_date.dt.year - 1])
    return wide.reindex(index=keys, columns=list(INDICATORS)).set_axis(inspections.index)


def as_known(values: pd.DataFrame, catalog: Catalog, inspections: pd.DataFrame, councils: pd.Index) -> pd.DataFrame:
    """Each inspection's percentiles as they stood on its first day: of each indicator's latest known period.

    Percentiles are worked out anew from the rows that were known (``known_at``), so that no later figure of anybody
    moves one. A council without a figure in that period is missing: nothing older stands in. One row per inspection, a
    column an indicator.
    """
    values = values[values.indicator_id.isin(INDICATORS)]
    parts = []
    for day, mine in inspections.groupby(blocks(values, catalog.sources, inspections.inspection_date)):
        ranked = percentiles(known_at(values, catalog.sources, day), catalog.indicators, councils)
        newest = ranked.groupby("indicator_id").period_end.transform("max")
        wide = ranked[ranked.period_end == newest]
        wide = wide.pivot(index="area_code", columns="indicator_id", values="percentile")
        parts.append(wide.reindex(mine.area_code).set_axis(mine.index))
    return pd.concat(parts).reindex(index=inspections.index, columns=list(INDICATORS))
