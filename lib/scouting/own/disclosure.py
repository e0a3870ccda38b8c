"""Small counts stay inside: what of a council's own figures may be shown to anyone.

A count of 1 to 4 (under ``SMALL_COUNT``) can point at a person. Such a count, and every rate or interval made from
it, is suppressed; so is whatever would let it be worked out (secondary suppression, see ``secondary``), from this
report or with earlier ones (see ``shown``). Zero is shown: it is about nobody. It is done once, on all own figures,
before anything is compared, drawn or written.
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
_WHOSE = ["area_code", "indicator_id"]
_PLACE, _FIGURE = [*_WHOSE, "first", "last"], ["value", "numerator", "denominator"]


def check_small(small: int) -> None:
    """Raises ScoutingError for a level that would protect nobody."""
    if isinstance(small, bool) or not isinstance(small, int) or small < LEAST_SMALL_COUNT:
        raise ScoutingError(
            f"The limit for small counts cannot be {small}: give a whole number of {LEAST_SMALL_COUNT} or more "
            f"(small_counts, or --small-counts; {SMALL_COUNT} unless changed)."
        )


def controlled(
    own: pd.DataFrame,
    published: pd.DataFrame,
    indicators: pd.DataFrame,
    small: int = SMALL_COUNT,
    earlier: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The same rows as they may be shown: suppressed ones without figures, counts or note, marked 'c'.

    ``own``: area_code, indicator_id, period, value, numerator, denominator, marker, note. ``published``: the values
    table, of which the same indicators' and areas' rows are looked at: what is suppressed there is suppressed here too,
    and its parts with it. ``indicators``: statistic and year_end, indexed by indicator_id. ``earlier``: what reports
    showed before, as ``shown.read`` gives it. A proportion's rest (denominator less numerator) is a count like any
    other. Which rows go depends on the size of no small count, only on its being small. Raises ScoutingError for a
    level under ``LEAST_SMALL_COUNT``.

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
    mine, before = _cells(own, indicators), _earlier(own, earlier, indicators, small)
    # A count that is given twice, as value and as numerator, is small if either is.
    either = mine[COUNTS].assign(again=own.numerator.astype(float))
    mine["hidden"] = ((either > 0) & (either < small)).any(axis=1) | (own.marker == SUPPRESSED)
    mine["stands"], mine["once"] = (_is_in(mine, before[before[what]]) for what in ("stands", "once"))
    # What was suppressed and is there no more is hidden still.
    before["hidden"] = before.once & ~_keys(before, _PLACE).isin(_keys(mine[own.value.notna()], _PLACE))
    others = pd.concat([_published(own, published, indicators), before])
    gone = pd.Series(False, index=own.index)
    for key, rows in mine.groupby(_WHOSE):
        around = others[(others[_WHOSE] == list(key)).all(axis=1)]
        gone[rows.index[sorted(also_hidden(_as_cells(rows), _as_cells(around), small))]] = True
    out = own.copy()
    out.loc[gone, ["value", "numerator", "denominator"]] = float("nan")
    out.loc[gone, "marker"], out.loc[gone, "note"] = SUPPRESSED, ""
    return out


def uncounted(own: pd.DataFrame, statistics: pd.Series) -> list[str]:
    """The indicators with figures that do not say how many people are behind them: few could be, and nobody can tell.

    ``own``: indicator_id, value, denominator; ``statistics``: of each indicator, indexed by indicator_id.

    >>> rows = pd.DataFrame({"indicator_id": ["wait", "seen"], "value": 12.0, "denominator": [float("nan"), 40.0]})
    >>> uncounted(rows, pd.Series({"wait": "mean", "seen": "mean"}))
    ['wait']
    """
    open_ = own.value.notna() & own.denominator.isna() & (own.indicator_id.map(statistics) != "count")
    return sorted(own.indicator_id[open_].unique())


def _as_cells(table: pd.DataFrame) -> list[Cell]:
    return [
        Cell(int(row.first), int(row.last), {c: getattr(row, c) for c in COUNTS},
             *(bool(getattr(row, what)) for what in ("hidden", "stands", "once")))
        for row in each_row(table)
    ]  # fmt: skip


def _cells(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """What ``secondary`` asks of each row: whose it is, first and last month, counts; and the figure itself."""
    year_end = rows.indicator_id.map(indicators.year_end)
    read = [periods.parse(period, end) for period, end in zip(rows.period, year_end, strict=True)]
    first, last = ([day.year * 12 + day.month - 1 for day in days]
                   for days in ([p.start for p in read], [p.end for p in read]))  # fmt: skip
    told = rows[[*_WHOSE, *_FIGURE]].astype(dict.fromkeys(_FIGURE, float)).assign(first=first, last=last)
    return told.assign(hidden=False, stands=False, once=False).join(_counts(rows, indicators))


def _earlier(own: pd.DataFrame, earlier: pd.DataFrame | None, indicators: pd.DataFrame, small: int) -> pd.DataFrame:
    """Of these councils and indicators, what earlier reports showed (``stands``), and what none of them did (``once``).

    What was suppressed under a higher level than ``small`` may be shown now.
    """
    rows = own.head(0).assign(level=0) if earlier is None else earlier
    rows = rows[rows.indicator_id.isin(own.indicator_id) & rows.area_code.isin(own.area_code)].reset_index(drop=True)
    stands = rows.marker != SUPPRESSED
    table = _cells(rows, indicators).assign(stands=stands, once=~stands & (rows.level <= small))
    table["once"] &= ~_keys(table, _PLACE).isin(_keys(table[stands], _PLACE))
    return table[table.stands | table.once]


def _keys(table: pd.DataFrame, columns: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[columns].fillna(-1))


def _is_in(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Which rows of a table are in another, with the same figure."""
    columns = [*_PLACE, *_FIGURE]
    return pd.Series(_keys(one, columns).isin(_keys(other, columns)), index=one.index) & one.value.notna()


def _counts(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """What each row counts, columns ``COUNTS``; missing for means, scores and money, and where it is not given."""
    kind = rows.indicator_id.map(indicators.statistic)
    n = rows.value.where(kind == "count", rows.numerator).astype(float)
    d = rows.denominator.astype(float)
    return pd.DataFrame({"n": n, "d": d, "rest": (d - n).where(kind == "proportion")})


def _published(own: pd.DataFrame, published: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The published years of the same indicators and councils: readers have them, or they are suppressed."""
    rows = published[published.indicator_id.isin(own.indicator_id) & published.area_code.isin(own.area_code)]
    rows = rows.astype({"indicator_id": "str", "area_code": "str", "marker": "str"}).reset_index(drop=True)
    end = pd.to_datetime(rows.period_end)
    start = end - pd.DateOffset(years=1) + pd.DateOffset(days=1)
    first, last = (day.dt.year * 12 + day.dt.month - 1 for day in (start, end))
    table = rows[_WHOSE].assign(first=first, last=last).join(_counts(rows, indicators))
    known = rows[["value", "numerator"]].notna().any(axis=1)
    return table.assign(hidden=(rows.marker == SUPPRESSED).astype(bool), stands=known, once=False)
