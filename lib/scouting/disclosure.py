"""Small counts stay inside: what of a council's own figures may be shown to anyone.

A count of 1 to 4 (under ``SMALL_COUNT``) can point at a person. Such a count, and every rate or interval made from
it, is suppressed; so is a figure that would let it be worked out from a total (secondary suppression). Nought is
shown: it is about nobody. It is done once, on all own figures, before anything is compared, drawn or written.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import periods
from scouting.errors import ScoutingError
from scouting.terms import LEAST_SMALL_COUNT, SMALL_COUNT

SUPPRESSED = "c"


def check_small(small: int) -> None:
    """Raises ScoutingError for a level that would protect nobody."""
    if isinstance(small, bool) or not isinstance(small, int) or small < LEAST_SMALL_COUNT:
        raise ScoutingError(
            f"Counts under {small} cannot be the ones to suppress: give a whole number of {LEAST_SMALL_COUNT} or more "
            f"(small_counts, or --small-counts; {SMALL_COUNT} unless changed)."
        )


def controlled(
    own: pd.DataFrame, published: pd.DataFrame, indicators: pd.DataFrame, small: int = SMALL_COUNT
) -> pd.DataFrame:
    """The same rows as they may be shown: suppressed ones without figures, counts or note, marked 'c'.

    ``own``: area_code, indicator_id, period, value, numerator, denominator, marker, note. ``published``: the values
    table, of which the same indicators' and areas' rows are looked at: a figure that is suppressed there is suppressed
    here too, and its parts never add up to it. ``indicators``: statistic and year_end, indexed by indicator_id.
    A proportion's rest (denominator less numerator) is a count like any other. Which rows go depends on the size of
    no small count, only on its being small. Raises ScoutingError for a level under ``LEAST_SMALL_COUNT``.

    >>> from scouting.values import empty
    >>> facts = pd.DataFrame({"statistic": ["proportion"], "year_end": ["03-31"]}, index=["share"])
    >>> rows = pd.DataFrame({"area_code": "A", "indicator_id": "share", "period": ["2024-25", "2025-26"],
    ...                      "value": [6.0, 20.0], "numerator": [3.0, 10.0], "denominator": 50.0, "marker": "",
    ...                      "note": ""})
    >>> controlled(rows, empty(), facts)[["value", "marker"]].values.tolist()
    [[nan, 'c'], [20.0, '']]
    """
    check_small(small)
    own = own.reset_index(drop=True)
    count = _count(own, indicators)
    hidden = _is_small(count, small) | _is_small(own.denominator, small) | (own.marker == SUPPRESSED)
    parts = own.indicator_id.map(indicators.statistic) == "proportion"
    hidden |= parts & _is_small(own.denominator - own.numerator, small)
    spans, whole = _spans(own, indicators), _published(own, published, indicators)
    twin = whole[whole.hidden].set_index(["area_code", "indicator_id", "start", "end"]).index
    hidden |= pd.MultiIndex.from_frame(spans[["area_code", "indicator_id", "start", "end"]]).isin(twin)
    for _, mine in spans.groupby(["area_code", "indicator_id"], sort=True):
        key = mine.iloc[0]
        above = whole[(whole.area_code == key.area_code) & (whole.indicator_id == key.indicator_id)]
        hidden = _secondary(mine.assign(count=count[mine.index]), above, hidden, small)
    out = own.copy()
    out.loc[hidden, ["value", "numerator", "denominator"]] = np.nan
    out.loc[hidden, "marker"], out.loc[hidden, "note"] = SUPPRESSED, ""
    return out


def _is_small(count: pd.Series, small: int) -> pd.Series:
    return (count > 0) & (count < small)


def _count(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.Series:
    """How many people or events a row counts; missing for means, scores and money."""
    is_count = rows.indicator_id.map(indicators.statistic) == "count"
    return rows.numerator.where(rows.numerator.notna(), rows.value.where(is_count)).astype(float)


def _spans(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """When each row's period begins and ends: area_code, indicator_id, start, end."""
    year_end = rows.indicator_id.map(indicators.year_end)
    read = [periods.parse(period, end) for period, end in zip(rows.period, year_end, strict=True)]
    spans = {"start": [p.start for p in read], "end": [p.end for p in read]}
    return rows[["area_code", "indicator_id"]].assign(**{k: pd.to_datetime(v) for k, v in spans.items()})


def _published(own: pd.DataFrame, published: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The published years that own figures could be parts of: their span, count, and whether they are suppressed."""
    rows = published[published.indicator_id.isin(own.indicator_id) & published.area_code.isin(own.area_code)]
    rows = rows.astype({"indicator_id": "str", "area_code": "str", "marker": "str"})
    end = pd.to_datetime(rows.period_end)
    start = end - pd.DateOffset(years=1) + pd.DateOffset(days=1)
    count = _count(rows, indicators)
    table = rows[["area_code", "indicator_id"]].assign(start=start, end=end, count=count)
    return table.assign(hidden=(rows.marker == SUPPRESSED).astype(bool)).reset_index(drop=True)


def _secondary(mine: pd.DataFrame, above: pd.DataFrame, hidden: pd.Series, small: int) -> pd.Series:
    """Hides further rows of one council and indicator until no total gives a hidden count away.

    Short totals first: what a quarter needs hidden is often enough for the year. A month is no total of anything.
    """
    hidden = hidden.copy()
    while True:
        totals = pd.concat([above, mine.assign(hidden=hidden[mine.index])], ignore_index=True)
        length = (totals.end - totals.start).dt.days.sort_values(kind="stable")
        totals = totals.loc[length.index[length > 31]]
        also = next((row for total in totals.itertuples() if (row := _gives_away(mine, total, hidden, small)) >= 0), -1)
        if also < 0:
            return hidden
        hidden[also] = True


def _gives_away(mine: pd.DataFrame, total, hidden: pd.Series, small: int) -> int:
    """The row to hide so that a total's parts tell nothing; -1 where they tell nothing already."""
    inside = mine[(mine.start >= total.start) & (mine.end <= total.end) & mine["count"].notna()]
    length = (inside.end - inside.start).dt.days + 1
    whole = (total.end - total.start).days + 1
    # Quarters are parts of a year and months of a quarter; the two kinds are looked at apart.
    for parts in (inside[length.between(*reach)] for reach in ((28, 31), (90, 92))):
        if parts.empty or (parts.start.iloc[0], parts.end.iloc[0]) == (total.start, total.end):
            continue
        shown = parts[~hidden[parts.index]]
        all_there = ((parts.end - parts.start).dt.days + 1).sum() == whole
        if total.hidden:
            tells = all_there and len(shown) == len(parts)
        elif pd.isna(total.count):
            tells = False
        elif all_there:
            tells = len(parts) - len(shown) == 1
        else:
            rest = total.count - shown["count"].sum()
            tells = len(shown) == len(parts) and 0 < rest < small
        if tells and len(shown):
            return int(shown.sort_values(["count", "start"], kind="stable").index[0])
    return -1
