"""Watches closely: targeted indicators improve, steadily, and before the others of the topic."""

from __future__ import annotations

import numpy as np

from scouting.explain.background import together
from scouting.explain.evidence import Item, said, verdict
from scouting.explain.figures import Figures, Topic
from scouting.terms import AGAINST, CANNOT_TELL, CLEAR_MOVE, FOR, NO_DATA, Z95, Z99_ONE

#: One-sided 5%: the order of two moves, or a gap without its widest lead, asked once the first is sure.
Z95_ONE = 1.6448536269514722
#: Steadier than three councils in four.
STEADY_QUARTER = 0.25

KIND = "watches"
RULE = (
    f"measures with a target improved beside all councils, by {CLEAR_MOVE} standard deviations and more than chance, "
    f"and either fewer than {STEADY_QUARTER:.0%} of councils move more steadily, or they improved more than those of "
    "the topic without a target"
)


def watches(figures: Figures, topic: Topic, other: int) -> list[Item]:
    """The evidence that the council in place ``other`` watches the topic's targeted indicators closely."""
    moves, rows = figures.moves, topic.targeted
    change, z, n = together(moves.change[rows, other], moves.se[rows, other])
    most = change + Z95 * change / z if n and z else np.nan
    items = [
        Item(
            KIND, "improvement", "", verdict(n > 0, change >= CLEAR_MOVE and z >= Z99_ONE, most < CLEAR_MOVE),
            change, z, n, _years(moves.years[rows, other]),
        ),
        _steadiness(moves.scatter[rows], moves.years[rows], other),
    ]  # fmt: skip
    plain = topic.untargeted
    later, later_z, later_n = together(moves.change[plain, other], moves.se[plain, other])
    known = n > 0 and later_n > 0
    lead = change - later
    noise = np.hypot(change / z, later / later_z) if known and z and later_z else np.nan
    lead_z = lead / noise if noise > 0 else np.nan
    before = lead_z >= Z95_ONE
    items.append(Item(KIND, "order", "", verdict(known, before, lead_z <= -Z95_ONE), lead, lead_z, later_n))
    return items


def grade(items: list[Item]) -> str:
    """What the evidence says together.

    >>> grade([Item("watches", "improvement", "", "for"), Item("watches", "order", "", "neither")])
    'cannot tell'
    """
    improved = said(items, "improvement")
    if improved == {NO_DATA}:
        return NO_DATA
    if improved == {AGAINST}:
        return AGAINST
    sign = FOR in said(items, "steadiness") | said(items, "order")
    return FOR if improved == {FOR} and sign else CANNOT_TELL


def _years(years: np.ndarray) -> str:
    seen = years[years > 0]
    return f"{seen.max()}" if len(seen) else ""


def _steadiness(scatter: np.ndarray, years: np.ndarray, other: int) -> Item:
    """Share of councils that move more steadily around their own line, over the indicators together.

    Three figures leave a line one degree of freedom: steadiness needs five.
    """
    scatter = np.where(years >= 5, scatter, np.nan)
    seen = scatter[np.isfinite(scatter[:, other])]
    if not len(seen):
        return Item(KIND, "steadiness", "", NO_DATA)
    steadier = np.where(np.isfinite(seen), seen < seen[:, [other]], False).sum(1)
    share = float(np.mean(steadier / np.maximum(np.isfinite(seen).sum(1) - 1, 1)))
    says = verdict(True, share <= STEADY_QUARTER, share >= 1 - STEADY_QUARTER)
    return Item(KIND, "steadiness", "", says, share, n=len(seen))
