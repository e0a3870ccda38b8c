"""Direction of a short series of yearly figures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

#: With fewer points the exact test can never reach 5%.
FEWEST = 5
#: Chi-squared with one degree of freedom at p = 0.002 (the recent trend of OHID's Fingertips).
RECENT_TREND_CHI2 = 9.54953570608324


class Trend(NamedTuple):
    """Theil-Sen slope per period with its 95% limits, and Kendall's exact test of its sign."""

    slope: float
    lower: float
    upper: float
    tau: float
    p: float


def theil_sen(y, x=None) -> Trend:
    """Slope by Theil (1950) and Sen (1968), tested by Kendall's exact tau; both by scipy.

    ``y``: figures in order of time, missing ones dropped; ``x``: their times (default 0, 1, 2 ...).
    Fewer than two figures give NaN. With ties the test is scipy's asymptotic one.

    >>> t = theil_sen([10.2, 11.1, 10.9, 12.4, 12.0, 13.3, 13.1, 14.6, 14.2, 15.0])
    >>> round(t.slope, 2), round(t.tau, 4), round(t.p, 6)
    (0.55, 0.8222, 0.000358)
    """
    y = np.asarray(y, float)
    x = np.arange(len(y), dtype=float) if x is None else np.asarray(x, float)
    x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    if len(y) < 2:
        return Trend(*[np.nan] * 5)
    slope, _, lower, upper = stats.theilslopes(y, x)
    ties = len(np.unique(y)) < len(y)
    tau, p = stats.kendalltau(x, y, method="auto" if ties else "exact")
    return Trend(float(slope), float(lower), float(upper), float(tau), float(p))


class RecentTrend(NamedTuple):
    """Weighted slope, its chi-squared, and the direction in words."""

    slope: float
    chi2: float
    direction: str


def _weighted_slope(x, y, w) -> tuple[float, float]:
    centre = np.average(x, weights=w)
    spread = np.sum(w * (x - centre) ** 2)
    return float(np.sum(w * (x - centre) * y) / spread), float(spread)


def recent_trend(y, lower, upper) -> RecentTrend:
    """The rule of OHID's Fingertips over the last five figures with their 95% limits.

    A slope weighted by inverse variance is significant when its chi-squared exceeds 9.5495 (p = 0.002)
    and leaving out any one point keeps its sign.

    >>> recent_trend([1, 2, 3], [0, 1, 2], [2, 3, 4]).direction
    'cannot be calculated'
    """
    y, lower, upper = (np.asarray(a, float)[-FEWEST:] for a in (y, lower, upper))
    se = (upper - lower) / (2 * 1.96)
    if len(y) < FEWEST or not np.all(np.isfinite(y) & (se > 0)):
        return RecentTrend(np.nan, np.nan, "cannot be calculated")
    x, w = np.arange(FEWEST, dtype=float), 1 / se**2
    slope, spread = _weighted_slope(x, y, w)
    chi2 = slope**2 * spread
    without = [_weighted_slope(*(np.delete(a, i) for a in (x, y, w)))[0] for i in range(FEWEST)]
    steady = all(np.sign(s) == np.sign(slope) for s in without)
    if chi2 <= RECENT_TREND_CHI2 or not steady:
        return RecentTrend(slope, chi2, "no significant change")
    return RecentTrend(slope, chi2, "increasing" if slope > 0 else "decreasing")
