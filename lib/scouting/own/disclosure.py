"""Small counts stay inside: what of a council's own figures may be shown to anyone.

A count of 1 to 4 (under ``SMALL_COUNT``) can point at a person. Such a count, and every rate or interval made from
it, is suppressed; so is whatever would let it be worked out (secondary suppression, see ``secondary``). Nought is
shown: it is about nobody. It is done once, on all own figures, before anything is compared, drawn or written.
"""

from __future__ import annotations

import pandas as pd

from scouting import periods
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.own.secondary import Cell, also_hidden
from scouting.terms import SMALL_COUNT

#: The least level under which counts can be asked to be suppressed.
LEAST_SMALL_COUNT = 3
SUPPRESSED = "c"
#: What a row counts: people or events in it, out of how many, and the rest of a proportion.
COUNTS = ["n", "d", "rest"]


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
    counts = _counts(own, indicators)
    spans, above = _spans(own, indicators), _published(own, published, indicators)
    key = ["area_code", "indicator_id", "start", "end"]
    twins = pd.MultiIndex.from_frame(spans[key]).isin(pd.MultiIndex.from_frame(above.loc[above.hidden, key]))
    # A count that is given twice, as value and as numerator, is small if either is.
    either = counts.assign(again=own.numerator.astype(float))
    hidden = ((either > 0) & (either < small)).any(axis=1) | (own.marker == SUPPRESSED) | twins
    for keys, mine in spans.groupby(["area_code", "indicator_id"], sort=True):
        around = above[(above[["area_code", "indicator_id"]] == list(keys)).all(axis=1)]
        around = around[(around.start <= mine.end.max()) & (around.end >= mine.start.min())]
        rows = [
            Cell(row.start, row.end, counts.loc[row.Index].to_dict(), bool(hidden[row.Index])) for row in each_row(mine)
        ]
        rest = [Cell(row.start, row.end, {c: getattr(row, c) for c in COUNTS}, row.hidden) for row in each_row(around)]
        hidden.loc[mine.index[also_hidden(rows, rest, small)]] = True
    out = own.copy()
    out.loc[hidden, ["value", "numerator", "denominator"]] = float("nan")
    out.loc[hidden, "marker"], out.loc[hidden, "note"] = SUPPRESSED, ""
    return out


def _counts(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """What each row counts, columns ``COUNTS``; missing for means, scores and money, and where it is not given."""
    kind = rows.indicator_id.map(indicators.statistic)
    n = rows.value.where(kind == "count", rows.numerator).astype(float)
    d = rows.denominator.astype(float)
    return pd.DataFrame({"n": n, "d": d, "rest": (d - n).where(kind == "proportion")})


def _spans(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """When each row's period begins and ends: area_code, indicator_id, start, end."""
    year_end = rows.indicator_id.map(indicators.year_end)
    read = [periods.parse(period, end) for period, end in zip(rows.period, year_end, strict=True)]
    spans = {"start": [p.start for p in read], "end": [p.end for p in read]}
    return rows[["area_code", "indicator_id"]].assign(**{k: pd.to_datetime(v) for k, v in spans.items()})


def _published(own: pd.DataFrame, published: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The published years that own figures could be parts of: their span, counts, and whether they are suppressed."""
    rows = published[published.indicator_id.isin(own.indicator_id) & published.area_code.isin(own.area_code)]
    rows = rows.astype({"indicator_id": "str", "area_code": "str", "marker": "str"}).reset_index(drop=True)
    end = pd.to_datetime(rows.period_end)
    start = end - pd.DateOffset(years=1) + pd.DateOffset(days=1)
    table = rows[["area_code", "indicator_id"]].assign(start=start, end=end).join(_counts(rows, indicators))
    return table.assign(hidden=(rows.marker == SUPPRESSED).astype(bool))
