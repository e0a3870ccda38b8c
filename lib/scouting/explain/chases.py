"""Chases the number: targets good while their guards are poor or worsening. The reader's own council only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scouting.explain.background import together
from scouting.explain.evidence import Item, said, verdict
from scouting.explain.figures import Figures, Topic
from scouting.terms import AGAINST, CANNOT_TELL, CLEAR_MOVE, FOR, NO_DATA, Z95, Z99_ONE

#: A council chases a number, as far as figures can say, with its targets one standard deviation good and their guards
#: one bad after allowing for region and need: with guards shuffled, about one council in ninety is so.
CHASE_LEVEL = 1.0
#: Times that guards are shuffled between councils within region, and the share of them that must give fewer.
SHUFFLES, SHUFFLE_SHARE = 400, 0.99

KIND = "chases"
RULE = (
    f"after region and need, the topic's measures with a target are {CHASE_LEVEL:.0f} standard deviation good while "
    f"their balancing measures together are {CHASE_LEVEL:.0f} on the other side, or fall back by {CLEAR_MOVE}, by more "
    "than chance; and more councils are so than with balancing measures shuffled between councils of a region"
)
_SEED = 20_010_531


def chases(figures: Figures, topic: Topic, own: int) -> list[Item]:
    """The evidence that the council in place ``own`` chases the topic's targets."""
    good, good_z, good_n = together(figures.adjusted[topic.targeted, own], figures.score_se[topic.targeted, own])
    guard, guard_z, guard_n = together(figures.adjusted[topic.guards, own], figures.score_se[topic.guards, own])
    worse, worse_z, worse_n = together(figures.moves.change[topic.guards, own], figures.moves.se[topic.guards, own])
    return [
        Item(
            KIND, "targeted", "", verdict(good_n > 0, good >= CHASE_LEVEL and good_z >= Z95, good_z <= -Z95),
            good, good_z, good_n,
        ),
        Item(
            KIND, "guards", "", verdict(guard_n > 0, guard <= -CHASE_LEVEL and guard_z <= -Z95, guard_z >= Z95),
            guard, guard_z, guard_n,
        ),
        Item(
            KIND, "worsening", "", verdict(worse_n > 0, worse <= -CLEAR_MOVE and worse_z <= -Z99_ONE, worse_z >= Z95),
            worse, worse_z, worse_n,
        ),
    ]  # fmt: skip


def grade(items: list[Item]) -> str:
    """What the evidence says together, before it is held against shuffled guards.

    >>> grade([Item("chases", "targeted", "", "for"), Item("chases", "guards", "", "for")])
    'for'
    """
    target, guards, worse = (said(items, one) for one in ("targeted", "guards", "worsening"))
    if target == {NO_DATA} or guards == {NO_DATA} == worse:
        return NO_DATA
    if target == {FOR} and FOR in guards | worse:
        return FOR
    return AGAINST if target == {AGAINST} or (guards == {AGAINST} and worse != {FOR}) else CANNOT_TELL


def shuffled(figures: Figures, shuffles: int = SHUFFLES) -> pd.DataFrame:
    """How many councils are graded "for", and how many would be with guards shuffled between councils within region.

    One row per topic with targets and guards: topic, service, councils (that can be graded), observed (graded "for"),
    against, cannot_tell, expected (mean "for" of the shuffles), high (what 99 in 100 of them do not exceed), and tells
    (observed exceeds high). The seed is fixed. A permutation test; its statistic is a number of councils (Good 2005).

    >>> from scouting.dataset import load
    >>> from scouting.explain import figures_of
    >>> table = shuffled(figures_of(load()), shuffles=20)
    >>> bool((table.observed + table.against + table.cannot_tell == table.councils).all())
    True
    """
    rng, rows = np.random.default_rng(_SEED), []
    for topic in figures.topics:
        if not (len(topic.targeted) and len(topic.guards)):
            continue
        graded = [chases(figures, topic, k) for k in range(len(figures.names))]
        grades = np.array([grade(items) for items in graded])
        known = grades != NO_DATA
        target = np.array([said(items, "targeted") == {FOR} for items in graded])
        guard = np.array([FOR in said(items, "guards") | said(items, "worsening") for items in graded])
        shuffle = _within(figures.region[known], rng)
        target, guard = target[known], guard[known]
        made = np.array([int((target & guard[shuffle()]).sum()) for _ in range(shuffles)])
        observed = int((target & guard).sum())
        high = float(np.quantile(made, SHUFFLE_SHARE, method="higher")) if shuffles else np.nan
        mean = float(made.mean()) if shuffles else np.nan
        others = [int((grades == word).sum()) for word in (AGAINST, CANNOT_TELL)]
        rows.append((topic.name, topic.service, int(known.sum()), observed, *others, mean, high, observed > high))
    columns = ["topic", "service", "councils", "observed", "against", "cannot_tell", "expected", "high", "tells"]
    return pd.DataFrame(rows, columns=columns)


def _within(region: np.ndarray, rng: np.random.Generator) -> Callable[[], np.ndarray]:
    """A function that gives, at each call, the places of all councils shuffled within their regions."""
    groups = [np.flatnonzero(region == code) for code in np.unique(region)]

    def shuffle() -> np.ndarray:
        out = np.empty(len(region), int)
        for group in groups:
            out[group] = rng.permutation(group)
        return out

    return shuffle
