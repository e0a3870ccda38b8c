"""Serves better: ahead on what nobody set a target for, in every year, after need, in every set of neighbours."""

from __future__ import annotations

import numpy as np

from scouting.explain.background import together
from scouting.explain.evidence import Item, said, verdict
from scouting.explain.figures import Figures, Topic
from scouting.terms import AGAINST, CANNOT_TELL, FOR, LAST_YEARS, NEITHER, NO_DATA, Z95

#: A gap over the outcomes of a topic is clear from three quarters: between two councils, so that chance has two ends.
CLEAR_GAP = 0.75

KIND = "serves"
#: Ahead in every year, but not by much on their average.
NARROW = "on average by little"
RULE = (
    f"ahead on the topic's outcomes and experience without a target together, by {CLEAR_GAP} standard deviations and "
    f"more than chance, and still without the widest lead, in each of {LAST_YEARS} years and by as much on their "
    "average, after region and need, and above the middle in every set of similar councils; behind on none, nor on "
    "timeliness and balancing measures"
)


def serves(figures: Figures, topic: Topic, own: int, other: int, sets: dict[str, np.ndarray]) -> list[Item]:
    """The evidence that the council in place ``other`` serves better than the one in place ``own``.

    ``sets``: for each set of similar councils, their median score on each indicator.
    """
    rows = topic.untargeted
    gaps, noise = _gaps(figures.score, figures.score_se, rows, own, other)
    mean, z, n = together(gaps, noise)
    with np.errstate(invalid="ignore"):
        behind = int((gaps < -Z95 * noise).sum())
    clear = mean >= CLEAR_GAP and z >= Z95 and _without_best(gaps, noise) >= Z95 and not behind
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


def _whole(figures: Figures, rows: np.ndarray, own: int, other: int) -> np.ndarray:
    """Which of some indicators have three unbroken years of both councils: the same ones speak in each year."""
    years = figures.figures[rows][:, [own, other], -LAST_YEARS:]
    unbroken = figures.segment[rows, -LAST_YEARS:] == figures.segment[rows, -1:]
    return np.isfinite(years).all((1, 2)) & unbroken.all(1)


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
    """In how many of the last three years the other was ahead on the outcomes together.

    The level weighs the latest year most: outcomes that turned lately are no better service yet, so the three years on
    average must be clear, too.
    """
    gaps = figures.figures[rows, other, -LAST_YEARS:] - figures.figures[rows, own, -LAST_YEARS:]
    gaps = gaps * (figures.sign / figures.scale)[rows, None]
    gaps = gaps[_whole(figures, rows, own, other)]
    if not len(gaps):
        return Item(KIND, "years", "", NO_DATA)
    ahead = int((gaps.mean(0) > 0).sum())
    narrow = NARROW if ahead == LAST_YEARS and gaps.mean() < CLEAR_GAP else ""
    says = FOR if ahead == LAST_YEARS and not narrow else AGAINST if ahead <= 1 else NEITHER
    return Item(KIND, "years", "", says, ahead, n=LAST_YEARS, detail=narrow)


def _sets(figures: Figures, rows: np.ndarray, other: int, sets: dict[str, np.ndarray]) -> Item:
    """In how many sets of similar councils the other is above the middle on the outcomes together."""
    gaps = [figures.score[rows, other] - middles[rows] for middles in sets.values()]
    gaps = [gap[np.isfinite(gap)] for gap in gaps]
    above, of = sum(int(gap.mean() > 0) for gap in gaps if len(gap)), sum(len(gap) > 0 for gap in gaps)
    return Item(KIND, "sets", "", verdict(of > 0, above == of, above * 2 < of), above, n=of)
