"""When two councils parted: the year since which the gap between them is clear."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from scouting import periods
from scouting.explain.figures import Figures
from scouting.frames import place_of
from scouting.terms import Z95

#: What is known of when they parted: a year, that the gap is as old as the figures, or nothing.
SINCE, ALWAYS, UNKNOWN = "since", "always", "unknown"
#: Under this many unbroken years of both councils nothing is said.
FEWEST_YEARS = 5
#: The last year alone is no parting: it may be chance.
FEWEST_SINCE = 2
#: From what gain on a change of the mean is told: in series of 13 years, the longest here, the best of all cuts gains
#: more by chance in one of twenty, in shorter ones in fewer (by simulation; the test is that of Hawkins 1977).
CHANGED = 7.4


class Parted(NamedTuple):
    """Since when the gap between two councils is clearly on the side that it is on today.

    ``kind``: SINCE, ALWAYS (as old as the figures) or UNKNOWN (too few years, or not clear); ``since``: the label of
    the first period of the unbroken run up to now, "" if unknown; ``day``: on which that period ended; ``years``: how
    many unbroken years of both were looked at.
    """

    kind: str
    since: str
    day: dt.date | None
    years: int


def parted(figures: Figures, own: int, other: int, indicator_id: str) -> Parted:
    """When two councils (places) parted on a measure.

    The yearly gaps of the last unbroken run in which both have a figure, of one definition, are cut where their mean
    changed: the cut that explains most, noise known, as long as it explains more than the best of all cuts would by
    chance in 19 of 20 series (Hawkins 1977), and again within what is left and right of it (Scott and Knott 1974). They
    parted at the start of the first of the stretches up to now that all lie clearly (95%) on the side of today's gap of
    levels. Raises KeyError for an indicator that is not in the figures.

    >>> from scouting.dataset import load
    >>> from scouting.explain import figures_of
    >>> figures = figures_of(load())
    >>> wiltshire, essex = figures.places(["E06000054", "E10000012"])
    >>> parted(figures, wiltshire, essex, "placed_over_20_miles").kind in (SINCE, ALWAYS, UNKNOWN)
    True
    """
    i = place_of(figures.facts.index, indicator_id)
    pair = figures.figures[i, [own, other]]
    first = _start_of_run(np.isfinite(pair[0] + pair[1]), figures.position[i], figures.segment[i])
    n = pair.shape[1] - first
    gap = (pair[1] - pair[0])[first:] * np.sign(figures.level[i, other] - figures.level[i, own])
    # Scatter that lasts makes a mean of several years less sure than years apart would.
    lasts = np.nan_to_num(figures.correlation[i])
    noise2 = (figures.se[i, [own, other]] ** 2).sum(0)[first:] * (1 + lasts) / (1 - lasts)
    if n < FEWEST_YEARS or not (np.isfinite(gap) & (noise2 > 0)).all():
        return Parted(UNKNOWN, "", None, n)
    starts = [0, *changes(gap, noise2)]
    since = -1
    for start, end in reversed(list(zip(starts, [*starts[1:], n], strict=True))):
        weight = 1 / noise2[start:end]
        if (weight * gap[start:end]).sum() < Z95 * np.sqrt(weight.sum()):
            break
        since = start
    if since < 0 or n - since < FEWEST_SINCE:
        return Parted(UNKNOWN, "", None, n)
    label = str(figures.labels[i, first + since])
    end = periods.parse(label, figures.facts.year_end.iloc[i]).end
    return Parted(SINCE if since else ALWAYS, label, end, n)


def changes(y: np.ndarray, variance: np.ndarray, after: int = 0) -> list[int]:
    """Where the mean of a series changes: the first place of each new stretch.

    ``y``, ``variance`` (periods,): figures and their noise, squared, known; ``after``: is added to each place.

    >>> changes(np.array([0.0, 1, 0, 1, 9, 10, 9, 10]), np.ones(8))
    [4]
    >>> changes(np.array([0.0, 1, 0, 1, 0, 1, 0, 1]), np.ones(8))
    []
    """
    if len(y) < 2:
        return []
    w, s = np.cumsum(1 / variance), np.cumsum(y / variance)
    left = slice(len(y) - 1)
    gain = s[left] ** 2 / w[left] + (s[-1] - s[left]) ** 2 / (w[-1] - w[left]) - s[-1] ** 2 / w[-1]
    if gain.max() < CHANGED:
        return []
    cut = int(gain.argmax()) + 1
    before = changes(y[:cut], variance[:cut], after)
    return [*before, after + cut, *changes(y[cut:], variance[cut:], after + cut)]


def _start_of_run(whole: np.ndarray, position: np.ndarray, segment: np.ndarray) -> int:
    """The first period of the run up to the newest that has no gap and no break; their number where there is none."""
    steps = np.arange(len(whole))
    inside = whole & (position >= 0) & (segment == segment[-1]) & (position - position[-1] == steps - steps[-1])
    return len(whole) - int(np.logical_and.accumulate(inside[::-1]).sum())
