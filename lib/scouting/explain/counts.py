"""Counts differently: how much of a gap could be a matter of what is counted, and other signs of counting.

Judged only where the catalogue says how the counting rule leaves room (its column counting_room).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from scouting.explain.counting import jumped, what_if
from scouting.explain.evidence import Item, verdict
from scouting.explain.figures import Figures
from scouting.terms import (
    AGAINST,
    CANNOT_TELL,
    FEWEST_NEIGHBOURS,
    FEWEST_PEOPLE,
    FOR,
    LAST_YEARS,
    NEITHER,
    NO_COUNTING_ROOM,
    NO_DATA,
)

#: A denominator is unusual outside four councils in five: one further out is rarer, but of a council that counts by two
#: standard deviations otherwise, measured after region and need, one in five would be missed.
UNUSUAL = 1.2815515655446004
#: What share of a gap counting could be is told of gaps of three times their noise: of a narrower one the share is
#: itself unsure by a third and more.
SHARE_SURE = 3.0
#: Counting is worth asking about when it could be half of the gap, and is set aside when it could not be a quarter.
SHARE_FOR, SHARE_AGAINST = 0.5, 0.25
#: A figure of 0% or 100%, a run of such, or of round figures, is improbable under one in a thousand.
IMPROBABLE = 0.001
#: Figures that are exact multiples of five are heaped; where one council's whole field has over half so, they are
#: published no finer and nothing can be seen.
HEAP = 5.0
HEAPED_FIELD = 0.5

KIND = "counts"
RULE = (
    f"what is counted per head lies {UNUSUAL:.2f} standard deviations or more from the middle of councils, still so "
    f"after region and need, and could account for {SHARE_FOR:.0%} or more of a gap that is {SHARE_SURE:.0f} times as "
    "wide as chance usually makes one, on two leads or on half of them; or two other signs: a jump of what is counted, "
    "improbable exact hundreds or round figures, partial figures"
)
HINTS = ("jump", "hundreds", "heaping", "markers")
#: Markers of a figure that is of low quality, of two councils, or not there at all.
PARTIAL = ("u", "j", "c", "x", "-")
#: An unusual denominator that need or region makes usual.
OPEN = "counting, threshold or need"
#: A gap too near to chance to say what share of it anything is.
UNSURE = "the gap itself is unsure"


def counts(figures: Figures, leading: np.ndarray, own: int, other: int) -> list[Item]:
    """The evidence that the council in place ``other`` counts differently from the one in place ``own``.

    ``leading``: places of the indicators on which it is ahead; those whose counting rule leaves no room say nothing.
    """
    items = []
    for i in leading[has_room(figures.facts)[leading]]:
        items += [_denominator(figures, i, own, other), _jump(figures, i, other), _hundreds(figures, i, other)]
        items += [_heaping(figures, i, other), _markers(figures, i, other)]
    return items or [Item(KIND, "room", "", NO_DATA)]


def has_room(facts: pd.DataFrame) -> np.ndarray:
    """Whether the counting rule of each indicator leaves room that published figures could show.

    >>> has_room(pd.DataFrame({"counting_room": ["What counts is for each council to judge.", ""]})).tolist()
    [True, False]
    """
    return (facts.counting_room != "").to_numpy()


def grade(items: list[Item]) -> str:
    """What the evidence says together.

    >>> grade([Item("counts", "denominator", "a", "for"), Item("counts", "denominator", "b", "against")])
    'for'
    """
    hints = {one.point for one in items if one.point in HINTS and one.verdict == FOR}
    known = [one.verdict for one in items if one.point == "denominator" and one.verdict != NO_DATA]
    could = known.count(FOR)
    if could >= 2 or (known and 2 * could >= len(known)) or len(hints) >= 2:
        return FOR
    if not hints and not known:
        return NO_DATA
    return AGAINST if not hints and set(known) == {AGAINST} else CANNOT_TELL


def split(figures: Figures, i: int, own: int, other: int) -> dict[str, float]:
    """A gap split, and the counting what-if, for one indicator and two councils; all NaN where counts are not held.

    gap (of levels, unit of the indicator), own_per_head and other_per_head (denominators), numerator_ratio and
    denominator_ratio (theirs over ours, per head), what_if and what_if_most (our figure at their denominator per head,
    unit of the indicator), share and share_most (of the gap), unusual and left_over (standard deviations of their
    denominator per head before and after region and need).

    >>> from scouting.dataset import load
    >>> from scouting.explain import figures_of
    >>> figures = figures_of(load())
    >>> i, derby, bolton = figures.facts.index.get_loc("re_referrals"), *figures.places(["E06000015", "E08000001"])
    >>> row = split(figures, i, derby, bolton)
    >>> ratio = figures.counts.per_head[i, bolton] / figures.counts.per_head[i, derby]
    >>> bool(abs(row["denominator_ratio"] - ratio) < 1e-9)
    True
    """
    c, multiplier = figures.counts, float(figures.facts.multiplier.iloc[i])
    d, heads = c.denominator[i, [own, other]], c.heads[i, [own, other]]
    # As many cases as make the level, so that gap and shares are of one span of years.
    n = figures.level[i, [own, other]] / multiplier * d
    theirs, sign = c.per_head[i, other] * heads[0], figures.sign[i]
    gap = figures.level[i, other] - figures.level[i, own]
    out = dict.fromkeys(
        [
            "gap",
            "own_per_head",
            "other_per_head",
            "numerator_ratio",
            "denominator_ratio",
            "what_if",
            "what_if_most",
            "share",
            "share_most",
            "unusual",
            "left_over",
        ],
        np.nan,
    )
    # Of a handful of cases nothing is told: it would be about people who could be known.
    if not (np.isfinite([n[0], d[0], theirs, gap]).all() and min(d[0], theirs) >= FEWEST_PEOPLE and gap):
        return out
    held, most = what_if(n[0], d[0], theirs, sign, figures.facts.statistic.iloc[i] == "proportion")
    ours, other_numerators = n / heads
    return {
        "gap": gap,
        "own_per_head": d[0] / heads[0],
        "other_per_head": c.per_head[i, other],
        "numerator_ratio": other_numerators / ours if ours else np.nan,
        "denominator_ratio": theirs / d[0],
        "what_if": held * multiplier,
        "what_if_most": most * multiplier,
        "share": (held - n[0] / d[0]) * multiplier / gap,
        "share_most": (most - n[0] / d[0]) * multiplier / gap,
        "unusual": c.unusual[i, other],
        "left_over": c.left_over[i, other],
    }


def _denominator(figures: Figures, i: int, own: int, other: int) -> Item:
    row = split(figures, i, own, other)
    share, left = row["share_most"], row["left_over"]
    name = figures.facts.index[i]
    if not np.isfinite([share, row["unusual"]]).all():
        return Item(KIND, "denominator", name, NO_DATA)
    noise = np.hypot(figures.level_se[i, own], figures.level_se[i, other])
    sure = abs(row["gap"]) >= SHARE_SURE * noise
    odd, could = abs(row["unusual"]) >= UNUSUAL, sure and share >= SHARE_FOR
    left_odd = abs(left) >= UNUSUAL  # NaN, where need is not known, is not odd
    says = verdict(True, odd and left_odd and could, share <= 0 or (sure and share < SHARE_AGAINST))
    why = UNSURE if not sure and share > 0 else OPEN if odd and could and not left_odd else ""
    return Item(KIND, "denominator", name, says, share, left, 1, why)


def _jump(figures: Figures, i: int, other: int) -> Item:
    size, noise = figures.counts.jump[i, other], figures.counts.jump_noise[i, other]
    says = verdict(bool(np.isfinite(size)), jumped(size, noise), False)
    return Item(KIND, "jump", figures.facts.index[i], says, float(np.expm1(size)), noise, LAST_YEARS)


def _hundreds(figures: Figures, i: int, other: int) -> Item:
    """Chance of so many years at exactly all (or none), at the rate of the middle council."""
    name, y = figures.facts.index[i], figures.figures[i, other, -LAST_YEARS:]
    d = figures.denominator[i, other, -LAST_YEARS:]
    if figures.facts.statistic.iloc[i] != "proportion" or not (np.isfinite(y) & np.isfinite(d)).any():
        return Item(KIND, "hundreds", name, NO_DATA)
    best = 1.0 if figures.sign[i] > 0 else 0.0
    rate = float(np.nanmedian(figures.level[i])) / float(figures.facts.multiplier.iloc[i])
    at_best = np.isfinite(d) & (np.abs(y / float(figures.facts.multiplier.iloc[i]) - best) < 1e-9)
    n = int(at_best.sum())
    chance = (rate if best else 1 - rate) ** float(d[at_best].sum()) if n else 1.0
    return Item(KIND, "hundreds", name, verdict(True, n >= 2 and chance < IMPROBABLE, False), chance, n=n)


def _heaping(figures: Figures, i: int, other: int) -> Item:
    """Chance of so many figures that are multiples of five, at the share of all councils.

    Figures published no finer than that, and those of few cases, are multiples without anybody's doing.
    """
    name, y, d = figures.facts.index[i], figures.figures[i], figures.denominator[i]
    fine = np.isfinite(y) & (np.nan_to_num(d) >= 200)
    round_ = fine & (np.abs(y / HEAP - np.round(y / HEAP)) < 1e-9) & (y > 0) & (y < figures.facts.multiplier.iloc[i])
    n, k = int(fine[other].sum()), int(round_[other].sum())
    field = round_.sum() / max(int(fine.sum()), 1)
    if n < 5 or field > HEAPED_FIELD or figures.facts.decimals.iloc[i] < 1:
        return Item(KIND, "heaping", name, NO_DATA)
    chance = float(stats.binom.sf(k - 1, n, max(field, 1e-6))) if k else 1.0
    return Item(KIND, "heaping", name, verdict(True, chance < IMPROBABLE, False), chance, n=k)


def _markers(figures: Figures, i: int, other: int) -> Item:
    """In how many of the last three years the figure was partial, of low quality or missing."""
    marks = figures.markers[i, other, -LAST_YEARS:]
    n = int(np.isin(marks.astype(str), PARTIAL).sum())
    return Item(KIND, "markers", figures.facts.index[i], FOR if n else NEITHER, n, n=LAST_YEARS)


def improbable(figures: Figures, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The chance of figures of exactly 0% or 100% at the rate of other councils together: (indicators, ones).

    ``ones``, ``others``: places; a council is no other of its own. The chance is the exact binomial one that all of its
    cases, or none, are in the numerator where each is as likely to be as in the others taken together (their
    numerators over their denominators); where only a rounded figure is published, all but what rounding hides. NaN for
    any other figure, where its denominator is not published, where under half of the others have a figure, and on what
    says nothing of counting: no proportions, need, staff, spending, inspections, measures on which better cannot be
    told from worse. Under ``IMPROBABLE`` it is "check how this is
    counted", before anything is called better.

    >>> from scouting.dataset import load
    >>> from scouting.explain import figures_of
    >>> figures = figures_of(load())
    >>> every = np.arange(len(figures.names))
    >>> chance = improbable(figures, every, every)
    >>> ends = figures.figures[..., -1][np.isfinite(chance)]
    >>> bool(np.isin(ends, [0, 100]).all())
    True
    """
    facts, unit = figures.facts, figures.facts.multiplier.to_numpy(float)[:, None]
    share, of, hits = figures.figures[..., -1] / unit, figures.denominator[..., -1], figures.numerator[..., -1]
    told = (facts.statistic == "proportion") & ~facts.facet.isin(NO_COUNTING_ROOM) & (figures.sign != 0)
    known = np.isfinite(share) & np.isfinite(of)
    # Of how many the figure may be short of all, or of none: as counted, else what its rounding hides.
    hidden = np.floor(of * 0.5 * 10.0 ** -facts.decimals.to_numpy(float)[:, None] / unit)
    short = np.where(np.isfinite(hits), np.where(share == 1, of - hits, hits), hidden)

    def besides(block: np.ndarray) -> np.ndarray:
        return block[:, others].sum(1, keepdims=True) - np.where(np.isin(ones, others), block[:, ones], 0.0)

    among = besides(np.where(known, of, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.clip(besides(np.where(known, share * of, 0.0)) / among, 0.0, 1.0)
    enough = besides(known.astype(float)) >= FEWEST_NEIGHBOURS * besides(np.ones(known.shape))
    ends = known[:, ones] & np.isin(share[:, ones], (0.0, 1.0)) & told.to_numpy()[:, None] & enough & (among > 0)
    away = np.where(share[:, ones] == 1, 1 - rate, rate)
    return np.where(ends, stats.binom.cdf(short[:, ones], np.where(ends, of[:, ones], 1.0), away), np.nan)
