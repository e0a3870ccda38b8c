"""One indicator over all councils in words: direction, funnel, who moved, what can be trusted, how it is counted."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row
from scouting.terms import (
    CLEAR_P,
    FALLING,
    NO_CLEAR_CHANGE,
    OVERLAPPING,
    POLARITIES,
    RELIABILITY_FLOOR,
    RISING,
    TOO_FEW,
    WOBBLE_SPAN,
)
from scouting.words.figures import figure, many, number, size

#: A denominator per head is unusual above this many times the median council's, or below the median by as many.
UNUSUAL = 2.0
_WAY = {"better": "has got better", "worse": "has got worse", RISING: "has risen", FALLING: "has fallen"}


def _pace(slope: float, facts, step: str) -> str:
    """A slope without its sign, in the unit of a difference."""
    return f"{size(slope, facts.unit, int(facts.decimals) + (facts.statistic != 'count'))} a {step}"


def _signed(change: float, facts, decimals: int) -> str:
    text = size(change, facts.unit, decimals)
    return f"−{text}" if number(change, decimals).startswith("−") else text


def direction_sentence(row, facts, name: str, step: str = "year") -> str:
    """Where a council's figures are going, by the one headline rule, or why that is not told.

    ``row``: of ``study.movement.directions``; ``facts``: the catalogue's row; ``step``: what lies between two periods.

    >>> row = pd.Series({"word": "too few points", "n": 3, "first": "2023", "last": "2025"})
    >>> direction_sentence(row, pd.Series({"unit": "%", "decimals": 1}), "Wiltshire")
    'Too few figures to say where Wiltshire is going: 3 figures since the last break, and it takes five.'
    """
    if row.word == OVERLAPPING:
        return f"Nobody can say where {name} is going, because each period overlaps with the one before it."
    if row.word == TOO_FEW:
        held = many(int(row.n), "figure")
        return f"Too few figures to say where {name} is going: {held} since the last break, and it takes five."
    span = f"from {row['first']} to {row['last']}"
    if row.word == NO_CLEAR_CHANGE:
        return f"{name} shows no clear change {span}."
    return f"{name} {_WAY[row.word]} {span}, by about {_pace(row.slope, facts, step)}."


def relative_sentence(row, facts, name: str, step: str = "year") -> str:
    """Whether a council gains on similar councils: the direction of its gap to their median; blank if not told."""
    if row.word in (OVERLAPPING, TOO_FEW):
        return ""
    span = f"from {row['first']} to {row['last']}"
    if row.word == NO_CLEAR_CHANGE:
        return f"Its gap to similar councils shows no clear change {span}."
    told = {"better": "gained ground on", "worse": "lost ground to", RISING: "risen against", FALLING: "fallen against"}
    return f"{name} has {told[row.word]} similar councils {span}, by about {_pace(row.slope, facts, step)}."


def directions_sentence(words: pd.Series) -> str:
    """How many councils go where, and how many of those chance alone would give.

    >>> directions_sentence(pd.Series(["better"] * 20 + ["worse"] * 80))
    'Of 100 councils: 20 better, 80 worse. Chance alone would give up to 5 of 100 a direction.'
    """
    counts = words.value_counts()
    shown = [f"{counts[word]} {word}" for word in (*_WAY, NO_CLEAR_CHANGE, TOO_FEW, OVERLAPPING) if word in counts]
    tested = int(len(words) - counts.get(TOO_FEW, 0) - counts.get(OVERLAPPING, 0))
    by_chance = number(CLEAR_P * tested, 0)
    chance = f" Chance alone would give up to {by_chance} of {tested} a direction." if tested else ""
    return f"Of {many(len(words), 'council')}: {', '.join(shown)}.{chance}"


def funnel_sentences(rows: pd.DataFrame, facts, target: float, phi: float, left_out: int, name: str) -> list[str]:
    """What the funnel says: all together, how many lie beyond the limits, and the council.

    ``rows``, ``target``, ``phi``, ``left_out``: of ``study.funnels.funnel``.
    """
    n, chance, wide = len(rows), int((rows.outside != "").sum()), int((rows.outside_wide != "").sum())
    far = f" Councils are {number(phi**0.5, 1)} times as far apart as chance would put them." if phi > 1 else ""
    lines = [
        f"All {many(n, 'council')} together: {figure(target, facts.unit, facts.decimals)}. If all were alike, chance "
        f"would put about {number(0.05 * n, 0)} outside its 95% limits; {chance} are outside.{far} With the usual "
        f"differences allowed for, {wide} are outside."
    ]
    for row in each_row(rows[rows.role == "focus"]):
        where = f"outside the {row.outside}% limits of chance" if row.outside else "inside the limits of chance"
        then = f"outside the wider {row.outside_wide}% ones" if row.outside_wide else "inside the wider ones"
        lines.append(
            f"{name}: {figure(row.value, facts.unit, facts.decimals)}, from "
            f"{f'{number(row.size, 0)} {facts.denominator_label}'.rstrip()}, {where}, {then}."
        )
    if len(lines) == 1:
        lines.append(f"{name} has no figure with counts in this period.")
    if left_out:
        lines.append(f"Not drawn, because no counts are published with the figure: {many(left_out, 'council')}.")
    return lines


def moved_sentences(rows: pd.DataFrame, facts, slope: float, start: str, end: str, name: str, top: int) -> list[str]:
    """Who moved most, beside where they started.

    ``rows``, ``slope``, ``start``, ``end``: of ``study.movement.moved``; ``top``: how many are called the fastest.
    """
    best, sign = rows.head(top), POLARITIES[facts.polarity]
    half = int(((sign or 1) * (best.start - rows.start.median()) < 0).sum())
    moved, side = ("improved", "worse") if sign else ("rose", "lower")
    share = min(max(best.expected.sum() / best.change.sum(), 0.0), 1.0) if best.change.sum() else 0.0
    lines = [
        f"Of the {len(best)} councils that {moved} most from the level of {start} to that of {end}, {half} started in "
        f"the {side} half.",
        f"Councils that start far out tend to come back, partly by luck. Of a gap of 10 between two councils, "
        f"{number(10 * slope, 1)} was left three years later. Where the {len(best)} started explains "
        f"{number(100 * share, 0)}% of their movement.",
        f"Beyond that, {int(rows.told.sum())} of {many(len(rows), 'council')} {moved} by more than is usual. Chance "
        f"alone would make about {number(0.025 * len(rows), 0)} do so.",
    ]
    for row in each_row(rows[rows.role == "focus"]):
        decimals = max(int(facts.decimals), 1)
        was, now = (figure(v, facts.unit, decimals) for v in (row.start, row.end))
        change, expected, beyond = (_signed(v, facts, decimals) for v in (row.change, row.expected, row.beyond))
        lines.append(
            f"{name} went from {was} to {now}: {change}. From its start alone {expected} could be expected; the rest "
            f"is {beyond}."
        )
    return lines


def trust_sentences(found) -> list[str]:
    """How far the indicator can tell councils apart. ``found``: ``study.indicator.trust``."""
    lines = []
    if pd.isna(found.reliability):
        lines.append("How much of the differences between councils is chance is not known: too few years are held.")
    else:
        chance = number(100 * (1 - found.reliability), 0)
        lines.append(f"Chance makes about {chance}% of the differences between councils on this measure.")
        if found.reliability < RELIABILITY_FLOOR:
            lines.append("We name no council as ahead here, because differences are mostly chance.")
    if pd.notna(found.stayed):
        lines.append(
            f"Of the best quarter of three years before, {number(100 * found.stayed, 0)}% are still there. Chance "
            "alone would leave 25%."
        )
    if found.round_of:
        odd = "more than chance gives" if found.round_p < CLEAR_P else "about what their counts would give"
        lines.append(
            f"Figures at a multiple of 5%: {found.round_found} of {found.round_of:,} over the last {WOBBLE_SPAN} "
            f"periods, where their counts would give {number(found.round_expected, 0)}: {odd}. This is about all "
            "councils together, not about any one."
        )
    return lines


def target_bunching_sentence(found, facts) -> str:
    """How figures lie just either side of the council's own target. ``found``: ``study.indicator.at_target``."""
    told = "more unevenly than chance would put them" if found.p < CLEAR_P else "no more unevenly than by chance"
    return (
        f"Within {size(found.width, facts.unit, max(int(facts.decimals), 1))} of your own target, "
        f"{many(found.below, 'council lies', 'councils lie')} below it and {found.above} at it or above: {told}."
    )


def counting_sentences(rows: pd.DataFrame, facts, area_code: str, name: str, people: str) -> list[str]:
    """How unusual denominators per head are, and the council's own. ``rows``: ``study.indicator.per_head``."""
    if rows.empty:
        return []
    label, median = facts.denominator_label or "people or cases", rows.per_head.median()
    high, low = int((rows.times > UNUSUAL).sum()), int((rows.times < 1 / UNUSUAL).sum())
    lines = [
        f"Counted against {people}, the median of {many(len(rows), 'council')} is {number(median, 0)} {label} per "
        f"10,000. {many(high, 'council has', 'councils have')} more than twice that and {low} less than half of it. "
        "Counting, thresholds or need can be behind that; figures alone cannot say which."
    ]
    mine = rows[rows.area_code == area_code]
    if len(mine):
        row = mine.iloc[0]
        lines.append(
            f"{name}: {number(row.per_head, 0)} per 10,000, {number(row.times, 2)} times the median. Check how it is "
            "counted against your own return before you compare."
        )
    return lines
