"""One indicator over all councils in words: direction, funnel, who moved, what can be trusted, how it is counted."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import figure, many, number, size
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

#: A denominator per head is unusual above this many times the median council's, or below the median by as many.
UNUSUAL = 2.0
_WAY = {"better": "is getting better", "worse": "is getting worse", RISING: "is rising", FALLING: "is falling"}


def _pace(row, facts, step: str) -> str:
    """A slope and its limits, with signs, in the unit of a difference."""
    decimals = int(facts.decimals) + (facts.statistic != "count")
    ends = [number(row[end], decimals) for end in ("lower", "upper")]
    return f"{_signed(row.slope, facts, decimals)} a {step} (95%: {ends[0]} to {ends[1]}; p {_p(row.p)})"


def _signed(change: float, facts, decimals: int) -> str:
    text = size(change, facts.unit, decimals)
    return f"−{text}" if number(change, decimals).startswith("−") else text


def _p(p: float) -> str:
    """
    >>> _p(0.0004), _p(0.0341), _p(0.66)
    ('under 0.001', '0.034', '0.66')
    """
    return "under 0.001" if p < 0.001 else number(p, 3 if p < 0.1 else 2)


def direction_sentence(row, facts, name: str, step: str = "year") -> str:
    """Where a council's figures are going, by the one headline rule, or why that is not told.

    ``row``: of ``study.movement.directions``; ``facts``: the catalogue's row; ``step``: what lies between two periods.

    >>> row = pd.Series({"word": "too few points", "n": 3, "first": "2023", "last": "2025"})
    >>> direction_sentence(row, pd.Series({"unit": "%", "decimals": 1}), "Wiltshire")
    'Wiltshire: too few points for a direction: 3 figures since the last break, in the last 10 periods; it takes five.'
    """
    if row.word == OVERLAPPING:
        return f"{name}: no direction is told, because each period shares time with the one before it."
    if row.word == TOO_FEW:
        return (
            f"{name}: too few points for a direction: {many(int(row.n), 'figure')} since the last break, in the last "
            f"{WOBBLE_SPAN} periods; it takes five."
        )
    told = "shows no clear change" if row.word == NO_CLEAR_CHANGE else _WAY[row.word]
    return f"{name} {told} from {row['first']} to {row['last']} ({int(row.n)} figures): {_pace(row, facts, step)}."


def relative_sentence(row, facts, name: str, step: str = "year") -> str:
    """Whether a council gains on its neighbours: the direction of its gap from their median; blank if not told."""
    if row.word in (OVERLAPPING, TOO_FEW):
        return ""
    told = {
        "better": "gains on the median of its neighbours",
        "worse": "loses ground to the median of its neighbours",
        RISING: "rises against the median of its neighbours",
        FALLING: "falls against the median of its neighbours",
        NO_CLEAR_CHANGE: "neither gains on the median of its neighbours nor loses ground"
        if POLARITIES[facts.polarity]
        else "neither rises nor falls against the median of its neighbours",
    }[row.word]
    return f"{name} {told} from {row['first']} to {row['last']}: its gap moves by {_pace(row, facts, step)}."


def directions_sentence(words: pd.Series) -> str:
    """How many councils go where, and how many of those chance alone would give.

    >>> directions_sentence(pd.Series(["better"] * 20 + ["no clear change"] * 80 + ["too few points"]))[:65]
    'Of 101 councils: 20 better, 80 no clear change, 1 too few points.'
    """
    counts = words.value_counts()
    shown = [f"{counts[word]} {word}" for word in (*_WAY, NO_CLEAR_CHANGE, TOO_FEW, OVERLAPPING) if word in counts]
    tested = int(len(words) - counts.get(TOO_FEW, 0) - counts.get(OVERLAPPING, 0))
    chance = f" By chance alone up to {round(CLEAR_P * tested)} of {tested} would have a direction." if tested else ""
    return f"Of {many(len(words), 'council')}: {', '.join(shown)}.{chance}"


def funnel_sentences(rows: pd.DataFrame, facts, target: float, phi: float, left_out: int, name: str) -> list[str]:
    """What the funnel says: all together, how many lie beyond the limits, and the council.

    ``rows``, ``target``, ``phi``, ``left_out``: of ``study.funnels.funnel``.
    """
    n, chance, wide = len(rows), int((rows.outside != "").sum()), int((rows.outside_wide != "").sum())
    far = f", and distances are {number(phi**0.5, 1)} times as large as chance makes them" if phi > 1 else ""
    lines = [
        f"All {many(n, 'council')} together: {figure(target, facts.unit, facts.decimals)}. Were they alike, about "
        f"{round(0.05 * n)} would lie outside the 95% limits by chance in the counts; {chance} do{far}. With the usual "
        f"spread between councils allowed for, {wide} lie outside."
    ]
    for row in rows[rows.role == "focus"].itertuples(index=False):
        where = f"outside the {row.outside}% limits of chance" if row.outside else "inside the limits of chance"
        then = f"outside the wider {row.outside_wide}% ones" if row.outside_wide else "inside the wider ones"
        lines.append(
            f"{name}: {figure(row.value, facts.unit, facts.decimals)}, from {number(row.size, 0)} "
            f"{facts.denominator_label}, {where}, {then}."
        )
    if len(lines) == 1:
        lines.append(f"{name} has no figure with counts in this period.")
    if left_out:
        lines.append(f"Not drawn, because no counts stand beside the figure: {many(left_out, 'council')}.")
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
        f"Of the {len(best)} councils that {moved} most from the mean of {start} to that of {end}, {half} started in "
        f"the {side} half. Whoever starts far out tends to come back, luck included: of a gap of 10 between two "
        f"councils {number(10 * slope, 1)} was left three years later. Their start alone made {share:.0%} of their "
        "movement expected.",
        f"Beyond that, {int(rows.told.sum())} of {many(len(rows), 'council')} {moved} by more than 1.96 times the "
        f"usual spread; about {round(0.025 * len(rows))} would by chance.",
    ]
    for row in rows[rows.role == "focus"].itertuples(index=False):
        decimals = max(int(facts.decimals), 1)
        was, now = (figure(v, facts.unit, decimals) for v in (row.start, row.end))
        change, expected, beyond = (_signed(v, facts, decimals) for v in (row.change, row.expected, row.beyond))
        lines.append(
            f"{name} went from {was} to {now}: {change}. Its start made {expected} expected; the rest is {beyond}."
        )
    return lines


def trust_sentences(found) -> list[str]:
    """How far the indicator tells councils apart. ``found``: ``study.indicator.trust``."""
    lines = []
    for words, share, stayed in (
        ("In the latest period alone", found.now, found.stayed_now),
        ("Over three years", found.sustained, found.stayed_sustained),
    ):
        if pd.isna(share):
            lines.append(f"{words}: reliability cannot be told; noise, or unbroken figures, are not held.")
            continue
        kept = f"; {stayed:.0%} of the best quarter stayed there (chance gives 25%)" if pd.notna(stayed) else ""
        nobody = "" if share >= RELIABILITY_FLOOR else f"; under {RELIABILITY_FLOOR:.0%}, so nobody is named as ahead"
        lines.append(f"{words}: {share:.0%} of the variance between councils is signal{kept}{nobody}.")
    if found.round_of:
        odd = "more than chance gives" if found.round_p < CLEAR_P else "about what their counts would give"
        lines.append(
            f"Figures at a multiple of 5%: {found.round_found} of {found.round_of:,} over the last {WOBBLE_SPAN} "
            f"periods, where their counts would give {number(found.round_expected, 0)}: {odd}. This is about all "
            "councils together and about none of them."
        )
    return lines


def target_bunching_sentence(found, facts) -> str:
    """How figures lie just either side of the council's own target. ``found``: ``study.indicator.at_target``."""
    told = "more unevenly than chance gives" if found.p < CLEAR_P else "no more unevenly than chance"
    return (
        f"Within {size(found.width, facts.unit, max(int(facts.decimals), 1))} of your own target, "
        f"{many(found.below, 'council lies', 'councils lie')} below it and {found.above} at it or above: {told}."
    )


def counting_sentences(rows: pd.DataFrame, facts, area_code: str, name: str, people: str) -> list[str]:
    """How unusual denominators per head are, and the council's own. ``rows``: ``study.indicator.per_head``."""
    if rows.empty:
        return []
    label, median = facts.denominator_label, rows.per_head.median()
    high, low = int((rows.times > UNUSUAL).sum()), int((rows.times < 1 / UNUSUAL).sum())
    lines = [
        f"Counted against {people}, the median of {many(len(rows), 'council')} is {number(median, 0)} {label} per "
        f"10,000. {many(high, 'council has', 'councils have')} more than twice that and {low} less than half of it: "
        "counting, threshold or need; the figures alone cannot tell which."
    ]
    mine = rows[rows.area_code == area_code]
    if len(mine):
        row = mine.iloc[0]
        lines.append(
            f"{name}: {number(row.per_head, 0)} per 10,000, {number(row.times, 2)} times the median. Hold the note on "
            "how it is counted against your own return before you compare."
        )
    return lines
