"""Confidence limits of proportions and rates from counts."""

from __future__ import annotations

import numpy as np
from scipy import stats

#: Under this count Byar's approximation gives way to the exact limits.
EXACT_UNDER = 10


def wilson(numerator, denominator, confidence: float = 0.95):
    """Limits of a proportion (Wilson 1927). Arrays of counts in; (lower, upper) in 0 to 1 out.

    Missing counts and a denominator of zero give NaN. A numerator above its denominator raises ValueError.

    >>> [round(float(x), 6) for x in wilson(65, 100)]
    [0.552544, 0.736358]
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if np.any(x > n):
        raise ValueError("a proportion's numerator exceeds its denominator")
    usable = (n > 0) & (x >= 0)
    of, z = np.where(usable, n, 1), stats.norm.isf((1 - confidence) / 2)
    share = np.where(usable, x, 0) / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    reach = z * np.sqrt(share * (1 - share) / of + z**2 / (4 * of**2)) / (1 + z**2 / of)
    lower, upper = middle - reach, middle + reach
    # At the ends the formula gives 0 and 1 but for binary noise, which would put a limit beyond its figure.
    lower, upper = np.where(x == 0, 0.0, lower), np.where(x == n, 1.0, upper)
    return np.where(usable, lower, np.nan), np.where(usable, upper, np.nan)


def byar(count, confidence: float = 0.95):
    """Limits of a count of events: Byar's (Breslow and Day 1987), exact chi-squared limits under 10.

    Array of counts in; (lower, upper) counts out; missing and negative give NaN.

    >>> [round(float(x), 4) for x in byar(65)], [round(float(x), 4) for x in byar(5)]
    ([50.1632, 82.8491], [1.6235, 11.6683])
    """
    count = np.asarray(count, float)
    half = (1 - confidence) / 2
    z = stats.norm.ppf(1 - half)
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = count * (1 - 1 / (9 * count) - z / (3 * np.sqrt(count))) ** 3
        above = count + 1
        upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
        exact = count < EXACT_UNDER
        lower = np.where(exact, np.where(count == 0, 0.0, stats.chi2.ppf(half, 2 * count) / 2), lower)
        upper = np.where(exact, stats.chi2.ppf(1 - half, 2 * count + 2) / 2, upper)
        usable = count >= 0
    return np.where(usable, lower, np.nan), np.where(usable, upper, np.nan)


def rate(count, denominator, multiplier: float = 1.0, confidence: float = 0.95):
    """Limits of a rate: those of its count, per ``multiplier`` of its denominator.

    >>> [round(float(x), 6) for x in rate(5, 100, 100)]
    [1.623486, 11.668332]
    """
    denominator = np.asarray(denominator, float)
    scale = multiplier / np.where(denominator > 0, denominator, np.nan)
    lower, upper = byar(count, confidence)
    return lower * scale, upper * scale
