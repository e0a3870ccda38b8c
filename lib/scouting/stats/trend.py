"""Direction of a short series of yearly figures."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import stats

from scouting.terms import CLEAR_P, FALLING, NO_CLEAR_CHANGE, OVERLAPPING, RISING, TOO_FEW, WOBBLE_SPAN

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

    ``y``: figures in order of time, missing ones dropped; ``x``: their times, no two alike (default 0, 1, 2 ...).
    Fewer than two figures give NaN. With ties the test is exact too (``kendall_p``).

    >>> t = theil_sen([10.2, 11.1, 10.9, 12.4, 12.0, 13.3, 13.1, 14.6, 14.2, 15.0])
    >>> round(t.slope, 2), round(t.tau, 4), round(t.p, 6)
    (0.55, 0.8222, 0.000358)
    """
    y = np.asarray(y, float)
    x = np.arange(len(y), dtype=float) if x is None else np.asarray(x, float)
    x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    if len(y) < 2:
        return Trend(*[np.nan] * 5)
    slope, _, lower, upper = np.asarray(stats.theilslopes(y, x), float)
    if len(np.unique(y)) < len(y):
        tau, p = np.nan_to_num(np.asarray(stats.kendalltau(x, y), float)[0]), kendall_p(y[np.argsort(x, kind="stable")])
    else:
        tau, p = np.asarray(stats.kendalltau(x, y, method="exact"), float)
    return Trend(float(slope), float(lower), float(upper), float(tau), float(p))


def kendall_p(y) -> float:
    """Two-sided p of Kendall's test of a series in order of time, exact with ties, for which scipy only approximates.

    The share of all orders of the same figures that rise, or fall, at least as much. The falls in an order add up over
    its groups of equal figures, each a Mann-Whitney count (MacMahon 1915). Whole percentages are often equal, and of
    five figures with two pairs the approximation calls 0.037 what is 0.067.

    >>> round(kendall_p([1, 1, 2, 2, 3]), 4), round(kendall_p([1, 2, 3, 4, 5]), 4)
    (0.0667, 0.0167)
    """
    y = np.asarray(y, float)
    falls = int(np.triu(y[:, None] > y[None, :], 1).sum())
    share, before = np.ones(1), 0
    for size in np.unique(y, return_counts=True)[1]:
        share = np.convolve(share, _mann_whitney(before, int(size)))
        before += int(size)
    pairs = len(share) - 1  # of different figures; as many falls as rises is no trend at all
    far = np.abs(2 * np.arange(pairs + 1) - pairs) >= abs(2 * falls - pairs)
    return float(min(share[far].sum(), 1.0))


@lru_cache(maxsize=4096)
def _mann_whitney(m: int, n: int) -> np.ndarray:
    """Chance of each number of falls between m and n figures in random order: shape (m * n + 1,)."""
    if not m or not n:
        return np.ones(1)
    out = np.zeros(m * n + 1)
    out[n:] += m / (m + n) * _mann_whitney(m - 1, n)
    out[: m * (n - 1) + 1] += n / (m + n) * _mann_whitney(m, n - 1)
    return out


class Direction(NamedTuple):
    """The headline direction in a word, the trend behind it, and the places of its first and last figure."""

    word: str
    trend: Trend
    n: int
    first: int
    last: int


def direction(y, position, segment, sign: int, *, overlapping: bool = False) -> Direction:
    """The one headline direction of a yearly series: Theil and Sen's slope, told where Kendall's exact p is under 5%.

    ``y`` (periods,), the latest last; ``position``, ``segment``: place in time, and number of the stretch between
    breaks. Only the last ten periods count, and of them those since the last break; five figures or more, or the word
    is "too few points". ``sign``: polarity; the word is better or worse, without polarity rising or falling, else
    "no clear change". ``overlapping``: periods share years with those before them, so that each figure moves with the
    last: no direction is told ("overlapping periods").

    >>> direction([9.0, 8, 7, 6, 5], range(5), [0] * 5, -1).word
    'better'
    >>> direction([9.0, 8, 7, 6, 5], range(5), [0, 0, 1, 1, 1], -1).word
    'too few points'
    """
    y, position, segment = np.asarray(y, float), np.asarray(position, float), np.asarray(segment)
    since = np.arange(len(y)) >= len(y) - WOBBLE_SPAN
    held = np.flatnonzero(np.isfinite(y) & since & (segment == segment[-1])) if len(y) else np.arange(0)
    n = len(held)
    ends = (int(held[0]), int(held[-1])) if n else (-1, -1)
    if overlapping or n < FEWEST:
        word = OVERLAPPING if overlapping else TOO_FEW
        return Direction(word, Trend(*[np.nan] * 5), n, *ends)
    found = theil_sen(y[held], position[held])
    way = np.sign(found.slope) or np.sign(found.tau)
    if found.p >= CLEAR_P or not way:
        return Direction(NO_CLEAR_CHANGE, found, n, *ends)
    word = ("better" if way == np.sign(sign) else "worse") if sign else (RISING if way > 0 else FALLING)
    return Direction(word, found, n, *ends)


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
