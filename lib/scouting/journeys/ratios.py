"""The steps of one branch for pairs of councils: each count over the one before it that both of them hold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scouting.journeys.counted import Counted, chance

#: The (year, area) places of one side of each pair.
Side = tuple[np.ndarray, np.ndarray]


class Ratios(NamedTuple):
    """Steps x pairs. ``used``: whether both hold the count; ``under``: the row of the journey that it is divided by.

    ``ours``, ``theirs``: the ratios; of a step that is not used, what each side has of it. ``our_variance``,
    ``their_variance``: of their logarithms, of the only step of a branch of itself; NaN where it is not known.
    """

    used: np.ndarray
    under: np.ndarray
    ours: np.ndarray
    theirs: np.ndarray
    our_variance: np.ndarray
    their_variance: np.ndarray


def ratios(made: Counted, chain: list[int], ours: Side, theirs: Side) -> Ratios:
    """The ratios of one branch, ``chain``: its rows in the journey, the first what all is counted out of.

    A count in the middle that one side lacks is left out, and the next one is divided by the one before: what the
    steps multiply to stays the same.
    """
    sides = (ours, theirs)
    counts = [made.counts[:, years, areas] for years, areas in sides]
    held = np.isfinite(counts[0]) & np.isfinite(counts[1])
    under = np.full(held.shape[1], 0)
    pairs, lines = np.arange(len(under)), []
    for k in chain[1:]:
        line = [held[k], under]
        for count, at in zip(counts, sides, strict=True):
            before = count[under, pairs]
            with np.errstate(invalid="ignore", divide="ignore"):
                line.append(count[k] / before)
            by_chance = chance(count[k], before, made.shares[k]) * made.spread[k]
            own = made.own_variance[k][at]
            line.append(np.where(np.isfinite(own), own, by_chance))
        lines.append(line)
        under = np.where(held[k], k, under)
    used, below, our, our_variance, their, their_variance = (np.array(block) for block in zip(*lines, strict=True))
    if len(chain) == 2:
        our_variance, their_variance = our_variance * our**2, their_variance * their**2
    return Ratios(used, below, our, their, our_variance, their_variance)
