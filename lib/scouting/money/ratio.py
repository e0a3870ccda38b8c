"""The ratio that people ask for, always with what it mostly is: outcome per need-weighted pound, and its warning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scouting.errors import ScoutingError
from scouting.stats import ranks
from scouting.terms import Z95

#: Over this rank correlation with 1/spend a ranking of ratios is mostly a ranking of low spending.
MOSTLY_SPENDING = 0.9
#: Points of the outcome index for a standard deviation between councils; the mean council has 100.
POINTS = 10.0


@dataclass(frozen=True)
class Ratio:
    """Outcome per pound.

    ``table``: one row per council, as ``ratio_of`` says; ``with_spend``: rank correlation (Spearman 1904) of the ratio
    with 1 over spend a head as published; ``with_outcome``: with the outcome; ``n``: councils with both;
    ``mostly_spending``: whether the first is over ``MOSTLY_SPENDING``.
    """

    table: pd.DataFrame
    with_spend: float
    with_outcome: float
    n: int

    @property
    def mostly_spending(self) -> bool:
        return bool(self.with_spend > MOSTLY_SPENDING)


def positive(outcome: pd.Series, noise: pd.Series, good: int = 1) -> tuple[pd.Series, pd.Series]:
    """An outcome on a positive scale, good way up, and its noise: 100 + 10 x standard scores between councils.

    The ten points are a choice: with fewer the ratio is spend alone, with more the noise of the outcome.
    Raises ScoutingError where every council has the same figure, or one lies ten standard deviations down.

    >>> positive(pd.Series([1.0, 2.0, 3.0]), pd.Series([0.5] * 3), -1)[0].tolist()
    [110.0, 100.0, 90.0]
    """
    spread = outcome.std(ddof=1)
    if not spread > 0:
        raise ScoutingError("The outcome does not differ between councils: there is no ratio to make of it.")
    index = 100 + POINTS * (-1 if good < 0 else 1) * (outcome - outcome.mean()) / spread
    return index, POINTS * noise / spread


def ratio_of(
    index: pd.Series, noise: pd.Series, spend: pd.Series, spread: pd.Series | float = 0.0,
    expected: pd.Series | None = None,
) -> Ratio:  # fmt: skip
    """Points of outcome for every 100 need-weighted pounds a head.

    ratio = 100 x index / (spend / weight), weight = expected spend / its mean over the councils that have both.

    ``index``: the outcome on a positive scale, high is good, and its ``noise``; ``spend``: pounds a head, ``spread``
    its standard error; ``expected``: what need would lead one to spend, pounds a head (``context.adjust`` of spend);
    without it every weight is 1 and the pounds are plain. Columns: area_code, index, spend, weight, weighted (pounds a
    head at the need of the average council), ratio, ratio_low, ratio_high (95%, to first order; the weight is taken as
    known), rank, rank_low, rank_high, of. Raises ScoutingError for an index or a spend that is not above zero.

    >>> codes = list("abc")
    >>> made = ratio_of(pd.Series([100.0, 110, 90], codes), pd.Series(1.0, codes), pd.Series([500.0, 400, 600], codes))
    >>> made.table.ratio.tolist(), made.with_spend
    ([20.0, 27.5, 15.0], 1.0)
    """
    codes = index.index
    o, s = index.astype(float), spend.reindex(codes).astype(float)
    low = [f"The {what} of {code} is {x:g}: a ratio needs it above zero."
           for what, x in (("outcome index", o), ("spend", s)) for code, x in x[x <= 0].items()]  # fmt: skip
    if low:
        raise ScoutingError(low)
    need = pd.Series(1.0, codes) if expected is None else expected.reindex(codes).astype(float)
    both = o.notna() & s.notna() & need.gt(0)
    weight = (need / need[both].mean()).where(both)
    weighted = s / weight
    value = 100 * o / weighted
    wide = spread.reindex(codes).astype(float) if isinstance(spread, pd.Series) else spread
    se = value * np.hypot(noise.reindex(codes).astype(float) / o, wide / s)
    y, e = value.to_numpy(), se.where(both).to_numpy()
    y_known = np.where(np.isfinite(e), y, np.nan)
    others, up = np.where(np.eye(len(y), dtype=bool), np.nan, y_known), np.ones(len(y))
    best, last = ranks.rank_limits(others, np.tile(e, (len(y), 1)), y_known, e, up)
    table = pd.DataFrame(
        {
            "area_code": codes, "index": o.to_numpy(), "spend": s.to_numpy(), "weight": weight.to_numpy(),
            "weighted": weighted.to_numpy(), "ratio": y, "ratio_low": y - Z95 * e, "ratio_high": y + Z95 * e,
            "rank": ranks.rank(others, y_known, up), "rank_low": best, "rank_high": last,
            "of": int(np.isfinite(y_known).sum()),
        }
    )  # fmt: skip
    n = int(both.sum())
    told = [float(value[both].corr(x[both], method="spearman")) for x in (1 / s, o)] if n >= 3 else [np.nan] * 2
    return Ratio(table, told[0], told[1], n)
