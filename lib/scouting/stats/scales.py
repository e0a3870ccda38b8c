"""Scales on which a figure's scatter does not depend on its level, and limits that stay within what can be.

A proportion is looked at as the arcsine of its root, a rate as its root (Anscombe 1948), money and means as their
logarithm, a score as it is. On these scales chance in counts has the variance 1 / (4 size): ``size`` is how many
people a proportion is of, or over how much a rate is counted (its denominator, in the unit of the rate). A variance
can be read the other way round, too: a figure that is as unsure as one of so many people has the limits of such a
count, so that 0% and 100% have limits on one side only and nothing leaves its bounds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from scouting.stats.intervals import byar, wilson
from scouting.terms import Z95

#: Under so many people on one side of a proportion its limits are exact (Clopper and Pearson 1934).
EXACT_UNDER = 5
PROPORTION, RATE, LOGGED = "proportion", "rate", ("money", "mean")


def scaled(kind: str, figure, size: Any = np.nan):
    """Figures on the scale of their kind; those of a known ``size`` with Anscombe's allowance for small counts.

    ``figure``: a proportion in 0 to 1, else in its own unit. Any shape in, the same out; NaN where there is none.

    >>> scaled("rate", 4.0).tolist(), scaled("proportion", 1.0).round(3).tolist(), scaled("score", 2.0).tolist()
    (2.0, 1.571, 2.0)
    """
    y, n = np.broadcast_arrays(np.asarray(figure, float), np.asarray(size, float))
    known = n > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind == PROPORTION:
            y = np.clip(y, 0, 1)
            return np.arcsin(np.sqrt(np.where(known, (y * n + 3 / 8) / (n + 3 / 4), y)))
        if kind == RATE:
            return np.sqrt(np.where(known, np.maximum(y, 0) + 3 / (8 * np.where(known, n, 1)), np.maximum(y, 0)))
        if kind in LOGGED:
            return np.log(np.where(y > 0, y, np.nan))
    return y.astype(float)


def size_of(kind: str, figure, se):
    """The size that published limits amount to: 1 / (4 variance) on the scale; NaN where there is no noise.

    ``se``: standard error of ``figure``, in its unit.

    >>> size_of("proportion", 0.5, 0.05).round(6).tolist(), size_of("score", 18.0, 0.5).tolist()
    (100.0, 1.0)
    """
    y, se = np.asarray(figure, float), np.asarray(se, float)
    steep = {PROPORTION: 4 * y * (1 - y), RATE: 4 * y}.get(kind, y**2 if kind in LOGGED else np.ones_like(y))
    with np.errstate(invalid="ignore", divide="ignore"):
        size = steep / (4 * se**2)
    return np.where(np.isfinite(size) & (size > 0), size, np.nan)


def limits(kind: str, figure, variance, z: float = Z95):
    """Limits of figures from their variance on the scale: (lower, upper), in the unit of the figures.

    Proportions: Wilson's for the size that the variance amounts to, exact where fewer than five people would be on one
    side. Rates: Byar's, exact under ten. Money and means: on the logarithm. Scores: either way alike.

    >>> [round(float(x), 3) for x in limits("proportion", 1.0, 1 / 400)]
    [0.964, 1.0]
    >>> [round(float(x), 2) for x in limits("score", 18.0, 0.25)]
    [17.02, 18.98]
    """
    y, v = np.broadcast_arrays(np.asarray(figure, float), np.asarray(variance, float))
    v = np.where(v > 0, v, np.nan)
    confidence = float(2 * stats.norm.cdf(z) - 1)
    size = 1 / (4 * v)
    if kind == PROPORTION:
        y = np.clip(y, 0, 1)
        x = np.minimum(y * size, size)
        lower, upper = wilson(x, size, confidence)
        few = np.minimum(x, size - x) < EXACT_UNDER
        half = (1 - confidence) / 2
        with np.errstate(invalid="ignore"):
            low = np.where(x > 0, stats.beta.ppf(half, np.maximum(x, 1e-12), size - x + 1), 0.0)
            high = np.where(x < size, stats.beta.ppf(1 - half, x + 1, np.maximum(size - x, 1e-12)), 1.0)
        lower, upper = np.where(few, low, lower), np.where(few, high, upper)
    elif kind == RATE:
        lower, upper = byar(np.maximum(y, 0) * size, confidence)
        lower, upper = lower / size, upper / size
    elif kind in LOGGED:
        lower, upper = y * np.exp(-z * np.sqrt(v)), y * np.exp(z * np.sqrt(v))
        lower, upper = np.minimum(lower, upper), np.maximum(lower, upper)
    else:
        lower, upper = y - z * np.sqrt(v), y + z * np.sqrt(v)
    known = np.isfinite(y) & np.isfinite(v)
    return np.where(known, np.minimum(lower, y), np.nan), np.where(known, np.maximum(upper, y), np.nan)
