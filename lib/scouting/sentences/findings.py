"""Findings into words: what an explanation comes to, what to ask, and who is ahead by how much.

No sentence names a motive. About another council there are figures and questions alone.
"""

from __future__ import annotations

import pandas as pd

from scouting.sentences.evidence import noise
from scouting.sentences.words import many, number, ordinal, size
from scouting.terms import (
    AGAINST,
    CANNOT_TELL,
    FOR,
    NO_DATA,
    RELIABILITY_FLOOR,
    Z95,
)

#: What each explanation would mean, to be put after "that" or "whether".
_CLAIM = {
    "counts": "{other} counts differently from {own} under '{topic}'",
    "watches": "{other} watches its targeted figures under '{topic}' closely",
    "serves": "{other} serves people better than {own} under '{topic}'",
    "chases": "the targets under '{topic}' come at a price elsewhere in {own}",
}
_START = {
    FOR: "The published figures speak for it that",
    AGAINST: "The published figures speak against it that",
    CANNOT_TELL: "The published figures cannot tell whether",
    NO_DATA: "No figures are held that could tell whether",
}


def finding_sentence(kind: str, grade: str, topic: str, own: str, other: str, counted: tuple[int, int, int]) -> str:
    """What an explanation comes to, with how many items speak for it, against it, and neither way.

    >>> finding_sentence("serves", "cannot tell", "front door", "Wiltshire", "Shropshire", (2, 0, 1))
    "The published figures cannot tell whether Shropshire serves people better than Wiltshire under 'front door': 2 \
items of evidence speak for it, 0 against, 1 neither way."
    """
    claim = _CLAIM[kind].format(own=own, other=other, topic=topic)
    if grade == NO_DATA:
        return f"{_START[grade]} {claim}."
    items = many(counted[0], "item of evidence speaks", "items of evidence speak")
    return f"{_START[grade]} {claim}: {items} for it, {counted[1]} against, {counted[2]} neither way."


def question(kind: str, grade: str, topic: str, own: str, other: str, indicator=None, guards: str = "") -> str:
    """What to ask on a visit, or of oneself: never what the answer is.

    ``indicator``: the catalogue's row of the indicator on which the other council's lead is surest; ``guards``: titles
    of what guards the topic's targets.

    >>> question("watches", "for", "front door", "Wiltshire", "Shropshire")
    "Who in Shropshire looks at the figures under 'front door', how often, and what happens in the week one slips?"
    """
    if kind == "counts":
        note = f" The counting note: {indicator.counting_note}" if indicator.counting_note else ""
        what = indicator.denominator_label or indicator.title
        return f"Whom does {other} count among {what} that {own} does not, and the reverse?{note}"
    if kind == "watches":
        return (
            f"Who in {other} looks at the figures under '{topic}', how often, and what happens in the week one slips?"
        )
    if kind == "serves":
        return f"What would a person who needs help under '{topic}' notice in {other} first, and since when?"
    kept = f" ({guards})" if guards else ""
    if grade == "only asked":
        return f"What did the work under '{topic}' cost elsewhere in {other}{kept}, and how would people have noticed?"
    return f"Who in {own} would tell us if the targets under '{topic}' came at a price elsewhere{kept}?"


def lead_sentence(row, indicator, own: str, other: str) -> str:
    """One lead: the gap as published and as it is likely to be, for how long, and what it means in people.

    ``row``: a row of the leads (gap, gap_shrunk, gap_noise, years_ahead, years_of, people); ``indicator``: its
    catalogue row.

    >>> names = ["gap", "gap_shrunk", "gap_noise", "years_ahead", "years_of", "people"]
    >>> row = pd.Series([-5.0, -3.2, 4.1, 4, 5, float("nan")], index=names)
    >>> facts = pd.Series({"short_title": "Re-referrals", "unit": "%", "decimals": 1, "numerator_label": "referrals"})
    >>> lead_sentence(row, facts, "Derby", "Bolton").partition(": ")[2].partition(";")[0]
    'over three years Bolton is better than Derby by 5.0 percentage points, 4.1 times its noise'
    """
    unit, decimals = indicator.unit, int(indicator.decimals)
    decimals = max(decimals, 1) if unit == "%" else decimals
    gap, likely = (size(x, unit, decimals) for x in (row.gap, row.gap_shrunk))
    text = (
        f"{indicator.short_title}: over three years {other} is better than {own} by {gap}, {noise(row.gap_noise)}; "
        f"{likely} once what is likely luck is taken off; ahead in {int(row.years_ahead)} of {int(row.years_of)} years"
    )
    if pd.notna(row.people) and indicator.numerator_label and number(abs(row.people), 0) != "0":
        more = "more" if row.people > 0 else "fewer"
        text += f". In {own} it would be {number(abs(row.people), 0)} {more} {indicator.numerator_label}"
    return f"{text}."


def tally_sentence(row, own: str) -> str:
    """How many looks were taken, and how many differences are left when that is allowed for.

    ``row``: looks, plain, corrected, ahead, behind, chance.

    >>> names = ["looks", "plain", "corrected", "ahead", "behind", "chance"]
    >>> tally_sentence(pd.Series([40, 9, 5, 4, 1, 2.0], index=names), "Derby").partition(";")[0]
    '40 looks were taken at where Derby stands: 9 differ beyond noise, where chance alone would give 2'
    """
    looks, plain, chance, left, ahead, behind = (
        number(row[name], 0) for name in ("looks", "plain", "chance", "corrected", "ahead", "behind")
    )
    return (
        f"{looks} looks were taken at where {own} stands: {plain} differ beyond noise, where chance alone would give "
        f"{chance}; {left} still do when the number of looks is allowed for, {ahead} with {own} ahead and {behind} "
        "with it behind."
    )


def improved_sentence(row, own: str) -> str:
    """How many indicators improved or held at a high level, what counts, and how many would by chance.

    ``row``: counted, of, improved, held, beyond_noise, chance, low, high, field.

    >>> improved_sentence(pd.Series({"of": 0}), "Derby")
    'Derby has no indicator with two unbroken years.'
    """
    if not row.of:
        return f"{own} has no indicator with two unbroken years."
    return (
        f"{int(row.counted)} of {int(row.of)} indicators of {own} improved on the year before, by however little, or "
        f"held in the best quarter of England in both years ({int(row.held)} held). If nothing had changed, "
        f"{number(row.chance, 1)} would by chance ({int(row.low)} to {int(row.high)}); the average council has "
        f"{number(row.field, 1)}. {int(row.beyond_noise)} improved beyond noise ({number(Z95, 2)} times it)."
    )


def pocket_sentence(row, indicator, own: str) -> str:
    """Where a council is among the best, or the last, in England.

    ``row``: way, rank, of, against_the_run; ``indicator``: its catalogue row.

    >>> row = pd.Series({"way": "among the best", "rank": 2, "of": 150, "against_the_run": True})
    >>> pocket_sentence(row, pd.Series({"short_title": "Turnover"}), "Derby").partition(", though")[0]
    'Turnover: over three years Derby is 2nd of 150 in England from the best'
    """
    end = "best" if row.way == "among the best" else "other end"
    run = ", though on the whole it is " + ("behind" if end == "best" else "ahead of") + " its neighbours"
    text = (
        f"{indicator.short_title}: over three years {own} is {ordinal(row['rank'])} of {int(row.of)} in England from "
    )
    return f"{text}the {end}{run if row.against_the_run else ''}."


def floor_sentence(names: list[str]) -> str:
    """Why nobody is named on some indicators.

    >>> floor_sentence(["Turnover"])
    'Nobody is named as ahead on Turnover: under 50% of what sets councils apart there is more than noise.'
    """
    share = f"{number(100 * RELIABILITY_FLOOR, 0)}%"
    where = ", ".join(names)
    return f"Nobody is named as ahead on {where}: under {share} of what sets councils apart there is more than noise."
