"""The gap between two figures, and how sure its side is."""

from __future__ import annotations

import numpy as np

from scouting.terms import Z95


def gap_limits(own, lower, upper, other, other_lower, other_upper):
    """95% limits of ``own`` less ``other`` from the limits of both: variance recovery (Zou and Donner 2008).

    The side of the gap that faces zero comes from the limits that face each other, so that a figure of 0% or 100%,
    with limits on one side only, is held against its own. Any shape in, two of it out.

    >>> [round(float(x), 2) for x in gap_limits(10.0, 7.0, 13.0, 4.0, 0.0, 8.0)]
    [1.0, 11.0]
    """
    gap = np.asarray(own, float) - other
    return gap - np.hypot(own - lower, other_upper - other), gap + np.hypot(upper - own, other - other_lower)


def sureness(own, lower, upper, other, other_lower, other_upper, spread):
    """How sure the side of a gap is, in standard deviations of what is not known about it; signed as the gap.

    The gap in units of its noise on the side that faces zero, drawn in by how much of such gaps is noise: where
    councils hardly differ, even a wide gap is mostly chance (Efron and Morris 1975: mean over standard deviation of a
    gap whose spread is known). ``spread``: variance of true gaps, in squared units of the figures: that between
    councils for a gap to their median, twice that for one between two councils. Where it is zero, nothing is sure.
    NaN where there are no limits or no spread is known.

    >>> round(float(sureness(10.0, 7.0, 13.0, 4.0, 0.0, 8.0, 1e9)), 2)
    2.35
    >>> round(float(sureness(10.0, 7.0, 13.0, 4.0, 0.0, 8.0, 6.5)), 2)
    1.66
    """
    gap = np.asarray(own, float) - other
    low, high = gap_limits(own, lower, upper, other, other_lower, other_upper)
    noise = np.where(gap >= 0, gap - low, high - gap) / Z95
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn_in = np.sqrt(spread / (spread + noise**2))
        return np.where(noise > 0, gap / noise * drawn_in, np.nan)
