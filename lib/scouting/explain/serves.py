"""Serves better: ahead on what nobody set a target for, in every year, after need, under every comparator set."""

from __future__ import annotations

import numpy as np

from scouting.explain.background import together
from scouting.explain.evidence import Item, said, verdict
from scouting.explain.figures import Figures, Topic
from scouting.terms import AGAINST, CANNOT_TELL, CLEAR_GAP, FOR, NEITHER, NO_DATA, SUSTAINED, Z95, Z95_ONE

KIND = "serves"
RULE = (
    f"ahead on the topic's untargeted outcomes and experience together, by {CLEAR_GAP} standard deviations and beyond "
    f"noise, and still without the widest lead, in each of {SUSTAINED} years, after region and need, and above the "
    "middle of every comparator set; behind on none of them, nor on timeliness and guards"
)


def serves(figures: Figures, topic: Topic, own: int, other: int, sets: dict[str, np.ndarray]) -> list[Item]:
    """The evidence that the council in place ``other`` serves better than the one in place ``own``.

    ``sets``: for each comparator set, the median score of the focus council's neighbours on each indicator.
    """
    rows = topic.untargeted
    gaps, noise = _gaps(figures.score, figures.score_se, rows, own, other)
    mean, z, n = together(gaps, noise)
    with np.errstate(invalid="ignore"):
        behind = int((gaps < -Z95 * noise).sum())
    clear = mean >= CLEAR_GAP and z >= Z95 and _without_best(gaps, noise) >= Z95_ONE and not behind
    items = [Item(KIND, "outcomes", "", verdict(n > 0, clear, z <= -Z95), mean, z, n, f"{behind}")]
    left, left_z, left_n = together(*_gaps(figures.adjusted, figures.score_se, rows, own, other))
    items.append(Item(KIND, "need", "", verdict(left_n > 0, left_z >= Z95, left_z <= -Z95), left, left_z, left_n))
    items.append(_years(figures, rows, own, other))
    items.append(_sets(figures, rows, other, sets))
    for item, places in (("timeliness", topic.timeliness), ("guards", topic.guards)):
        mean, z, n = together(*_gaps(figures.score, figures.score_se, places, own, other))
        items.append(Item(KIND, item, "", verdict(n > 0, z >= Z95, z <= -Z95), mean, z, n))
    return items


def grade(items: list[Item]) -> str:
    """What the evidence says together.

    >>> grade([Item("serves", "outcomes", "", "for"), Item("serves", "need", "", "against")])
    'against'
    """
    if said(items, "outcomes") == {NO_DATA}:
        return NO_DATA
    if AGAINST in said(items, "outcomes") | said(items, "need"):
        return AGAINST
    whole = all(said(items, one) == {FOR} for one in ("outcomes", "need", "years", "sets"))
    return FOR if whole and AGAINST not in said(items, "timeliness") | said(items, "guards") else CANNOT_TELL


def _gaps(score: np.ndarray, noise: np.ndarray, rows: np.ndarray, own: int, other: int):
    return score[rows, other] - score[rows, own], np.hypot(noise[rows, other], noise[rows, own])


def _without_best(gaps: np.ndarray, noise: np.ndarray) -> float:
    """The gaps but the widest together, in units of their noise: a lead on one indicator alone has other reasons."""
    known = np.isfinite(gaps) & (noise > 0)
    if known.sum() < 2:
        return np.nan
    rest = np.flatnonzero(known)
    rest = np.delete(rest, gaps[rest].argmax())
    return together(gaps[rest], noise[rest])[1]


def _years(figures: Figures, rows: np.ndarray, own: int, other: int) -> Item:
    """In how many of the last three years the other was ahead on the outcomes together."""
    gaps = figures.figures[rows, other, -SUSTAINED:] - figures.figures[rows, own, -SUSTAINED:]
    gaps = gaps * (figures.sign / figures.scale)[rows, None]
    # Only indicators with all three years unbroken, the same ones in each year.
    gaps = gaps[np.isfinite(figures.score[rows, other] - figures.score[rows, own])]
    if not len(gaps):
        return Item(KIND, "years", "", NO_DATA)
    ahead = int((gaps.mean(0) > 0).sum())
    return Item(
        KIND, "years", "", FOR if ahead == SUSTAINED else AGAINST if ahead <= 1 else NEITHER, ahead, n=SUSTAINED
    )


def _sets(figures: Figures, rows: np.ndarray, other: int, sets: dict[str, np.ndarray]) -> Item:
    """In how many comparator sets the other is above the middle on the outcomes together."""
    gaps = [figures.score[rows, other] - middles[rows] for middles in sets.values()]
    gaps = [gap[np.isfinite(gap)] for gap in gaps]
    above, of = sum(int(gap.mean() > 0) for gap in gaps if len(gap)), sum(len(gap) > 0 for gap in gaps)
    return Item(KIND, "sets", "", verdict(of > 0, above == of, above * 2 < of), above, n=of)
