"""A difference split over what it is the product of: the additive log mean Divisia index."""

from __future__ import annotations

import numpy as np

from scouting.terms import Z95

#: Two figures so near (logarithm of their ratio) that their log mean is taken from its series, which loses no digits.
_NEAR = 1e-5


def log_mean(ours, theirs):
    """(a - b) / ln(a / b), and a where the two are equal: what a difference is per unit of its logarithm.

    >>> round(float(log_mean(8.0, 2.0)), 3), float(log_mean(3.0, 3.0))
    (4.328, 3.0)
    """
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.log(a / b)
        near = np.sqrt(a * b) * (1 + ratio**2 / 24)
        return np.where(np.abs(ratio) < _NEAR, near, (a - b) / ratio)


def split(ours, theirs):
    """The difference of two products over their factors: one part each, which add up to it exactly.

    Part = log mean of the two products x ln(ours / theirs): the additive LMDI-I (Ang 2005, 2015). It treats both sides
    alike, and no part hangs on the order of the steps. ``ours``, ``theirs``: (factors, ...), above zero; NaN in, NaN
    out. A single factor is told as the difference itself, so that it may be zero or less.

    >>> [round(float(part), 3) for part in split(np.array([4.0, 2.0]), np.array([2.0, 1.0]))]
    [3.0, 3.0]
    """
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    if len(a) == 1:
        return a - b
    with np.errstate(invalid="ignore", divide="ignore"):
        return log_mean(a.prod(0), b.prod(0)) * np.log(a / b)


def limits(ours, theirs, our_variance, their_variance):
    """95% limits of each part by the delta method: (lower, upper), NaN where a variance is not known.

    Variances are those of the factors' logarithms, of a single factor those of itself; noise of one factor is taken as
    independent of the others'. The log mean moves with every factor, which is allowed for.

    >>> low, high = limits(np.array([4.0, 2.0]), np.array([2.0, 1.0]), np.full(2, 0.01), np.full(2, 0.01))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([1.58, 1.58], [4.42, 4.42])
    """
    a, b, va, vb = (np.asarray(x, float) for x in (ours, theirs, our_variance, their_variance))
    part = split(a, b)
    if len(a) == 1:
        reach = Z95 * np.sqrt(va + vb)
        return part - reach, part + reach
    with np.errstate(invalid="ignore", divide="ignore"):
        y, z, ratio = a.prod(0), b.prod(0), np.log(a / b)
        mean, whole = log_mean(y, z), np.log(a / b).sum(0)
        near = np.abs(whole) < _NEAR
        up = np.where(near, mean / 2, (y - mean) / whole)  # how the log mean moves with ln of ours, and of theirs
        down = np.where(near, mean / 2, (mean - z) / whole)
    own = mean**2 + 2 * mean * ratio * up, mean**2 - 2 * mean * ratio * down
    variance = own[0] * va + own[1] * vb + (ratio * up) ** 2 * va.sum(0) + (ratio * down) ** 2 * vb.sum(0)
    reach = Z95 * np.sqrt(np.maximum(variance, 0))
    return part - reach, part + reach
