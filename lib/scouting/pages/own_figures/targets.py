"""A council's own targets: which of its figures each is held against, with the range that the figure is likely to have.

Months and quarters are held against a target by the rolling year, for a single month moves with the season.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scouting.catalog import breaks
from scouting.frames import row_of
from scouting.ingest.history import with_limits
from scouting.own import words
from scouting.own.words import against_target, range_unknown, too_short
from scouting.periods import kind_of, parse
from scouting.study.core import Study
from scouting.terms import LOCAL, POLARITIES

#: How many periods of a kind make a year; the longest kind first.
IN_YEAR = {"year": 1, "quarter": 4, "month": 12}


@dataclass(frozen=True)
class Held:
    """A figure held against a target.

    ``period``: a year's label, or "12 months to December 2025"; ``period_end``: its last day; ``value``, ``lower``,
    ``upper``: the figure and its likely range, in the unit of the indicator; ``against``: the word of
    ``against_target``, blank where there is no judgement.
    """

    period: str
    period_end: pd.Timestamp
    value: float
    lower: float
    upper: float
    against: str

    @property
    def said(self) -> str:
        """The period within a sentence: 2024-25, or the 12 months to December 2025."""
        return f"the {self.period}" if " to " in self.period else self.period


def unbroken(rows: pd.DataFrame, kind: str, facts: pd.Series) -> pd.DataFrame:
    """The years, quarters or months without a gap up to the newest figure, a year of them at most, oldest first.

    ``rows``: figures of one council and indicator, with period, period_end and value; a suppressed or missing figure is
    a gap, and so is a break of the series. ``kind``: of ``IN_YEAR``. ``facts``: breaks and year_end of the indicator.

    >>> facts = pd.Series({"breaks": "", "year_end": "03-31"})
    >>> rows = pd.DataFrame({"period": ["2025-07", "2025-09", "2025-10"], "value": [20.0, 21.0, 22.0],
    ...                      "period_end": pd.to_datetime(["2025-07-31", "2025-09-30", "2025-10-31"])})
    >>> unbroken(rows, "month", facts).period.tolist()
    ['2025-09', '2025-10']
    """
    mine = rows[rows.value.notna() & (rows.period.map(kind_of) == kind)]
    mine = mine.sort_values("period_end")
    ends = pd.to_datetime(mine.period_end)
    steps = (ends.dt.year * 12 + ends.dt.month).diff()
    starts = [pd.Timestamp(parse(label, facts.year_end).start) for label in breaks(facts.breaks)]
    definition = pd.Series([sum(end >= start for start in starts) for end in ends], index=mine.index, dtype=int)
    gap = (steps != 12 // IN_YEAR[kind]) | (definition.diff() != 0)
    return mine[gap.cumsum() == gap.sum()].tail(IN_YEAR[kind])


def rolling_year(run: pd.DataFrame, facts: pd.Series) -> tuple[float, float, float]:
    """Figure, lower and upper 95% limit of the quarters or months of one year together.

    ``run``: value, numerator, denominator, a year of them; ``facts``: statistic, multiplier. Where all have both
    counts they are added up, and the limits of a proportion are Wilson's, those of a rate Byar's. Otherwise the figure
    is the mean of the periods; its limits, like those of any other statistic, come from how much the periods differ
    (Student's t).

    >>> months = pd.DataFrame({"value": 25.0, "numerator": [10.0] * 12, "denominator": 40.0})
    >>> share = pd.Series({"statistic": "proportion", "multiplier": 100.0})
    >>> [round(x, 1) for x in rolling_year(months, share)]
    [25.0, 21.3, 29.1]
    """
    from scipy import stats

    from scouting.stats import intervals  # slow to import, and only a council with targets of its own needs them

    n, d = (run[column].sum(skipna=False) for column in ("numerator", "denominator"))
    counted = pd.notna(n) and d > 0
    if counted and facts.statistic == "proportion":
        lower, upper = intervals.wilson(n, d)
        return float(facts.multiplier * n / d), float(facts.multiplier * lower), float(facts.multiplier * upper)
    if counted and facts.statistic == "rate":
        lower, upper = intervals.rate(n, d, facts.multiplier)
        return float(facts.multiplier * n / d), float(lower), float(upper)
    value = float(facts.multiplier * n / d if counted else run.value.mean())
    reach = float(stats.t.ppf(0.975, len(run) - 1) * run.value.std() / np.sqrt(len(run)))
    return value, value - reach, value + reach


def published(study: Study, indicator_id: str) -> Held | None:
    """The newest published figure against the council's own target; None for a local indicator or no figure."""
    if indicator_id not in study.comparison.index or study.indicators.source_id[indicator_id] == LOCAL:
        return None
    row = row_of(study.comparison, indicator_id)
    if pd.isna(row.value):
        return None
    return _held(study, indicator_id, row.period, pd.NaT, (row.value, row.lower, row.upper))


def own(study: Study, indicator_id: str) -> Held | None:
    """The council's newest own year against its own target: a year's figure, or four quarters or twelve months.

    None where it has neither. Of several the one that ends last, and of those the one of the longest periods.
    """
    mine, facts, found = _mine(study, indicator_id), row_of(study.indicators, indicator_id), []
    for kind, needed in IN_YEAR.items():
        run = unbroken(mine, kind, facts)
        if len(run) < needed:
            continue
        label, end = run.period.iloc[-1], run.period_end.iloc[-1]
        figures = _of_year(study, run) if kind == "year" else rolling_year(run, facts)
        label = label if kind == "year" else f"{needed} {kind}s to {end:%B %Y}"
        found.append(_held(study, indicator_id, label, end, figures))
    return max(found, key=lambda one: one.period_end, default=None)


def target_sentences(study: Study, indicator_id: str) -> list[str]:
    """How the council's figures stand to its own target, a sentence for each, and why one is not judged."""
    facts, aim = (row_of(table, indicator_id) for table in (study.indicators, study.targets))
    kind = words.kind_of_own(_mine(study, indicator_id), facts)
    both = ((published(study, indicator_id), ""), (own(study, indicator_id), kind))
    told = [words.target_sentence(one, aim, facts, study.name, kind) for one, kind in both if one and one.against]
    return told + unjudged(study, indicator_id)


def unjudged(study: Study, indicator_id: str) -> list[str]:
    """Why a figure is not held against the council's own target, a sentence each; none where all are."""
    facts, mine = row_of(study.indicators, indicator_id), _mine(study, indicator_id)
    year, told = own(study, indicator_id), []
    for held in (published(study, indicator_id), year):
        if held is not None and not held.against:
            told.append(range_unknown(held, facts, study.name))
    newest = mine[mine.value.notna()].period_end.max()
    if pd.notna(newest) and (year is None or year.period_end < newest):
        # Of two kinds that end on the same day the longer periods are told of: they lack fewer.
        kinds = [kind_of(label) for label in mine.period[mine.value.notna() & (mine.period_end == newest)]]
        kind = min(kinds, key=list(IN_YEAR).index)
        told.append(too_short(len(unbroken(mine, kind, facts)), kind, IN_YEAR[kind], newest, study.name))
    return told


def _mine(study: Study, indicator_id: str) -> pd.DataFrame:
    return study.own[(study.own.indicator_id == indicator_id) & (study.own.area_code == study.area_code)]


def _of_year(study: Study, run: pd.DataFrame) -> tuple[float, float, float]:
    """An own year's figure with its range: the comparison's where it is compared, else that of its counts."""
    (indicator_id,), (period,) = run.indicator_id, run.period
    if study.indicators.source_id[indicator_id] == LOCAL and study.comparison.period.get(indicator_id) == period:
        row = study.comparison.loc[indicator_id]
        if pd.notna(row.lower):
            return row.value, row.lower, row.upper
    bare = run.assign(source_id=LOCAL, lower_ci=float("nan"), upper_ci=float("nan"))
    row = with_limits(bare, replace(study.data.catalog, indicators=study.indicators)).iloc[0]
    return row.value, row.lower_ci, row.upper_ci


def _held(study: Study, indicator_id: str, period: str, period_end, figures: tuple[float, float, float]) -> Held:
    aim, sign = row_of(study.targets, indicator_id), POLARITIES.get(study.indicators.polarity[indicator_id], 0)
    return Held(period, period_end, *figures, against_target(*figures, aim.target, aim.tolerance, sign))
