"""The best of many is partly luck: figures drawn towards the mean, and what a start alone would make expected."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from scouting.stats import noise

#: Under this many units no line through starts and ends is drawn.
FEWEST = 10


def reliability(se, spread) -> np.ndarray:
    """Share of one unit's gap from the rest that is signal: spread / (spread + noise squared).

    ``se``: noise, any shape; ``spread``: tau squared between units, as ``noise.additive_variance`` gives it.

    >>> reliability([1.0, 2.0], 4.0).tolist()
    [0.8, 0.5]
    """
    noise2 = np.asarray(se, float) ** 2
    both = np.asarray(spread, float) + noise2
    return np.divide(spread, both, out=np.full(both.shape, np.nan), where=both > 0)


def shrunk(y, se, spread, middle) -> np.ndarray:
    """Figures drawn towards the middle as far as they are noise: James and Stein (1961), Efron and Morris (1975).

    ``y``, ``se``: figures and their noise; ``spread``: tau squared; ``middle``: what they are drawn towards (their
    mean or median). With a middle of 0 it shrinks gaps. Missing figures or noise give NaN.

    >>> shrunk([10.0, 10.0], [1.0, 2.0], 4.0, 0.0).tolist()
    [8.0, 5.0]
    """
    return middle + reliability(se, spread) * (np.asarray(y, float) - middle)


class Conditioned(NamedTuple):
    """For each unit the change its start made expected, and its change beyond that; slope of end on start; spread of
    what is left over (a standard deviation that a few wild units do not move)."""

    expected: np.ndarray
    beyond: np.ndarray
    slope: float
    spread: float


def conditioned(start, end) -> Conditioned:
    """Change beyond what each start alone would make expected: whoever starts high by luck falls without help.

    The end is fitted on the start over all units (Barnett, van der Pols and Dobson 2005, regression to the mean),
    by Theil and Sen's line, so that a few wild units do not tilt it. ``start``, ``end`` (units,); NaN where either is
    missing, and everywhere with fewer than ten units.

    >>> c = conditioned(np.arange(10.0), np.arange(10.0) / 2 + np.array([0] * 9 + [3]))
    >>> c.slope, float(c.expected[8]), float(c.beyond[9])
    (0.5, -4.0, 3.0)
    """
    start, end = np.asarray(start, float), np.asarray(end, float)
    both = np.isfinite(start) & np.isfinite(end)
    if both.sum() < FEWEST or np.ptp(start[both]) == 0:
        nothing = np.full(start.shape, np.nan)
        return Conditioned(nothing, nothing.copy(), np.nan, np.nan)
    # "joint": half of the units end above the line; the default intercept would tilt all of them one way.
    slope, intercept, *_ = np.asarray(stats.theilslopes(end[both], start[both], method="joint"), float)
    fitted = intercept + slope * np.where(both, start, np.nan)
    beyond = np.where(both, end - fitted, np.nan)
    return Conditioned(fitted - start, beyond, float(slope), float(noise.robust_spread(beyond, axis=0)[1]))
