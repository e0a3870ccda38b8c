"""How far yearly figures scatter round a council's own course, beyond what chance in counts alone would make them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

#: A council's sum of squares counts at most as much as that of the council at this share of all: a few wild ones do
#: not set the noise of everybody (winsorised, as in Spiegelhalter 2005).
WINSORISED = 0.95


class Course(NamedTuple):
    """``ratio`` (units,): each unit's mean squared scatter over what ``variance`` gives it, NaN where its own course
    cannot be drawn; winsorised, and what that cuts off given back on average. ``pooled``: their mean. ``correlation``:
    of one year's scatter with the next one's."""

    ratio: np.ndarray
    pooled: float
    correlation: float


NOT_KNOWN = float("nan")


def course(scaled, variance, position, pooled, fewest: int) -> Course:
    """Scatter round each unit's own straight line, and how far it lasts from year to year.

    ``scaled``, ``variance`` (units, periods): figures on a scale of their own and the variance that chance in counts
    gives them (ones where none is known); ``position`` (periods,): place in time, of one definition; ``pooled``
    (units,): which are pooled (councils, not regions). Units of under ``fewest`` figures have no course.
    The correlation is that of the pooled autocovariance of what such lines leave, zero at least. Lines through few
    years take some of what lasts away: what is left is scatter from year to year, and a change of course is none.

    >>> rng = np.random.default_rng(1)
    >>> made = course(rng.normal(0, 2, (150, 10)), np.ones((150, 10)), np.arange(10), np.ones(150, bool), 5)
    >>> round(made.pooled), made.correlation < 0.1
    (4, True)
    """
    y, v, t = np.asarray(scaled, float), np.asarray(variance, float), np.asarray(position, float)
    seen = np.isfinite(y) & (v > 0)
    ratio = np.full(len(y), np.nan)
    parts = []
    for pattern in np.unique(seen, axis=0):
        if pattern.sum() < fewest:
            continue
        rows = np.flatnonzero((seen == pattern).all(1))
        leave, follows = _residual_maker(t[pattern]), np.diff(t[pattern]) == 1
        left = (y[rows][:, pattern] @ leave) / np.sqrt(v[rows][:, pattern])
        ratio[rows] = (left**2).sum(1) / (pattern.sum() - 2)
        parts.append((leave, follows, left[pooled[rows]], ratio[rows[pooled[rows]]]))
    every = np.concatenate([part[3] for part in parts]) if parts else np.empty(0)
    if not len(every):
        return Course(ratio, NOT_KNOWN, NOT_KNOWN)
    most = np.quantile(every, WINSORISED)
    degrees = np.median(np.concatenate([np.full(len(left), np.trace(leave)) for leave, _, left, _ in parts]))
    given_back = 1 / _kept(degrees)
    pooled_mean = float(np.minimum(every, most).mean() * given_back)
    return Course(np.minimum(ratio, most) * given_back, pooled_mean, _correlation(parts, most))


def _kept(degrees: float) -> float:
    """The share of the mean of chi-squared over its degrees that winsorising leaves, so that it can be given back."""
    most = stats.chi2.ppf(WINSORISED, degrees)
    below = stats.chi2.cdf(most, degrees + 2)  # the mean of what lies below the cap, over the degrees
    return float(below + (1 - WINSORISED) * most / degrees)


def _residual_maker(t: np.ndarray) -> np.ndarray:
    design = np.column_stack([np.ones(len(t)), t - t.mean()])
    return np.eye(len(t)) - design @ np.linalg.pinv(design)


def _correlation(parts: list, most: float) -> float:
    """Pooled autocovariance of residuals from one year to the next over their pooled variance, zero at least."""
    together = total = 0.0
    for _, follows, left, ratio in parts:
        weight = np.minimum(1.0, most / np.maximum(ratio, 1e-30))[:, None]
        together += (weight * left[:, 1:] * left[:, :-1] * follows).sum()
        total += (weight * left**2).sum()
    return max(together / total, 0.0) if total > 0 else 0.0
