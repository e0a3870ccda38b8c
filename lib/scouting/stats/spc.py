"""The XmR chart: a series against limits of its own (Shewhart 1931; Wheeler 1993), as NHSRplotthedots draws it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

#: Limits lie this many mean moving ranges from the mean: 3 / d2, d2 of a range of two being 1.128.
REACH = 2.66
#: A moving range above this many times the mean one is left out when the limits are worked out (D4 of a range of two).
WILD_RANGE = 3.267
#: Points in a row, on one side of the mean or each beyond the one before, that make a signal.
RUN = 7


class XmR(NamedTuple):
    """Mean and limits of a series, and which of its points signal, by rule (boolean, shape of the series)."""

    mean: float
    lower: float
    upper: float
    outside: np.ndarray
    shift: np.ndarray
    trend: np.ndarray

    @property
    def signals(self) -> np.ndarray:
        """Points that signal by any rule."""
        return self.outside | self.shift | self.trend


def limits(y, *, screened: bool = True) -> tuple[float, float, float]:
    """Mean, lower and upper limit. ``screened``: wild moving ranges are left out, once.

    A moving range is that of two figures side by side: none reaches over a missing one. NaN without any.

    >>> [round(x, 2) for x in limits([10.0, 12.0, 11.0, 13.0])]
    [11.5, 7.07, 15.93]
    """
    y = np.asarray(y, float)
    ranges = np.abs(np.diff(y))
    ranges = ranges[np.isfinite(ranges)]
    if not len(ranges):
        return np.nan, np.nan, np.nan
    if screened:
        ranges = ranges[ranges < WILD_RANGE * ranges.mean()] if ranges.any() else ranges
    middle, reach = float(np.nanmean(y)), REACH * float(ranges.mean())
    return middle, middle - reach, middle + reach


def xmr(y) -> XmR:
    """Limits of a series of consecutive figures, and the signals that can be trusted on about ten yearly points.

    Three rules: a point outside the limits; seven in a row on one side of the mean; seven in a row that each rise (or
    fall). A run signals from its seventh point on. The rule of two points in three near a limit is left out: limits
    from nine ranges are too rough for it. Missing figures signal nothing and end a run.

    >>> xmr([1.0, 2, 3, 4, 5, 6, 7]).trend.tolist()
    [False, False, False, False, False, False, True]
    """
    y = np.asarray(y, float)
    middle, lower, upper = limits(y)
    with np.errstate(invalid="ignore"):
        outside = (y < lower) | (y > upper)
    # A trend of seven points is six steps of one sign; a shift is seven points on one side.
    steps = np.sign(np.diff(y, prepend=np.nan))
    return XmR(middle, lower, upper, outside, _run(np.sign(y - middle)) >= RUN, _run(steps) >= RUN - 1)


def _run(signs: np.ndarray) -> np.ndarray:
    """How many signs in a row, up to each place, are the same and not zero."""
    lengths, before, n = [], 0.0, 0
    for sign in signs:
        n = n + 1 if sign == before and sign else int(sign in (-1, 1))
        before = sign
        lengths.append(n)
    return np.array(lengths, int)
