"""Findings into words: what each item of evidence says, what the explanation comes to, and what to ask.

No sentence names a motive. About another council there are figures and questions alone.
"""

from __future__ import annotations

import numpy as np

from scouting.sentences.words import many, number, size
from scouting.terms import (
    AGAINST,
    CANNOT_TELL,
    CLEAR_MOVE,
    FOR,
    JUMP_NOISE,
    NO_DATA,
    RELIABILITY_FLOOR,
    SUSTAINED,
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
    "The published figures cannot tell whether Shropshire serves people better than Wiltshire under 'front door': 2 items \
of evidence speak for it, 0 against, 1 neither way."
    """
    claim = _CLAIM[kind].format(own=own, other=other, topic=topic)
    if grade == NO_DATA:
        return f"{_START[grade]} {claim}."
    items = many(counted[0], "item of evidence speaks", "items of evidence speak")
    return f"{_START[grade]} {claim}: {items} for it, {counted[1]} against, {counted[2]} neither way."


def item_sentence(item, facts, own: str, other: str) -> str:
    """One item of evidence, with the numbers it rests on.

    ``item``: an explanation's item (kind, item, indicator_id, verdict, value, second, n, detail); ``facts``: the
    catalogue's rows by indicator_id; ``own``: the focus council's name, ``other``: that of the council it is about.
    """
    title = facts.short_title[item.indicator_id] if item.indicator_id else ""
    return _ITEMS[item.item](item, title, own, other) if item.verdict != NO_DATA else _absent(item, title)


def _absent(item, title: str) -> str:
    what = _ABSENT[item.item]
    return f"{title}: {what}." if title else f"{what[0].upper()}{what[1:]}."


_ABSENT = {
    "denominator": "the counts behind it are not held, or what is counted is the population itself",
    "jump": "no yearly counts are held",
    "hundreds": "no counts are held to tell a run of exact hundreds by",
    "heaping": "figures are too few, or published no finer than round ones",
    "markers": "no figures are held",
    "improvement": "no targeted figure of three years or more is held",
    "steadiness": "no targeted figure of five years or more is held",
    "order": "targeted and untargeted figures of the topic are not both held",
    "outcomes": "no untargeted outcome or experience of the topic is held for both",
    "need": "region and need could not be allowed for",
    "years": "three years of outcomes are not held for both",
    "sets": "no comparator set has figures to hold it against",
    "timeliness": "no timeliness of the topic is held for both",
    "guards": "no figure that guards the targets is held",
    "targeted": "no targeted figure of the topic is held after allowing for region and need",
    "worsening": "no figure that guards the targets has three years",
}


def _points(value: float) -> str:
    return f"{number(abs(value), 2)} standard deviations between councils"


def _noise(z: float) -> str:
    return f"{number(abs(z), 1)} times its noise"


def _denominator(item, title, own, other):
    share = (
        f"counting as many per head as {other} could close up to {number(100 * item.value, 0)}% of the gap"
        if item.value > 0
        else f"counting as many per head as {other} would close none of the gap"
    )
    if not np.isfinite(item.second):
        return f"{title}: {share}; need could not be allowed for."
    left = f"{number(item.second, 1)} standard deviations from the middle after region and need"
    tail = f": {item.detail}" if item.detail else ""
    return f"{title}: {share}; its denominator per head is {left}{tail}."


def _jump(item, title, own, other):
    size_ = f"by {number(100 * item.value, 0)}% in a year beside all councils, {number(item.second, 1)} times the usual"
    beyond = "" if item.verdict == FOR else f", which is no jump (a jump is {number(JUMP_NOISE, 0)} times the usual)"
    return f"{title}: {other}'s denominator moved {size_}{beyond}."


def _chance(p: float) -> str:
    return "under one in a million" if p < 1e-6 else f"{number(p, 6).rstrip('0').rstrip('.')}"


def _hundreds(item, title, own, other):
    if not item.n:
        return f"{title}: {other} has no year at exactly all or none."
    return (
        f"{title}: {many(item.n, 'year')} of {SUSTAINED} at exactly all or none; at the middle council's rate the "
        f"chance of it is {_chance(item.value)}."
    )


def _heaping(item, title, own, other):
    verb = "is a multiple" if item.n == 1 else "are multiples"
    return f"{title}: {many(item.n, 'figure')} of {other} {verb} of five; the chance of it is {_chance(item.value)}."


def _markers(item, title, own, other):
    if not item.value:
        return f"{title}: {other}'s last {item.n} figures carry no mark of low quality."
    years = many(int(item.value), "figure is", "figures are")
    return f"{title}: {years} partial, of low quality or missing among {other}'s last {item.n}."


def _improvement(item, title, own, other):
    way = "improved" if item.value > 0 else "fell back"
    base = (
        f"over {item.detail} years {many(item.n, 'targeted indicator')} of {other} {way} by {_points(item.value)} beside "
        f"all councils, {_noise(item.second)}"
    )
    tail = f": surely not by {number(CLEAR_MOVE, 1)}" if item.verdict == AGAINST else ""
    return f"{base[0].upper()}{base[1:]}{tail}."


def _steadiness(item, title, own, other):
    return f"{number(100 * item.value, 0)}% of councils move more steadily around their line on targeted figures."


def _order(item, title, own, other):
    more = "more" if item.value > 0 else "less"
    return (
        f"Targeted figures improved by {_points(item.value)} {more} than {many(item.n, 'untargeted one')} of the topic, "
        f"{_noise(item.second)}."
    )


def _gap(what: str):
    def words(item, title, own, other):
        way = "ahead of" if item.value > 0 else "behind"
        text = f"{what}: {other} is {_points(item.value)} {way} {own} on {many(item.n, 'indicator')}, "
        text += _noise(item.second)
        if item.item == "outcomes" and item.detail != "0":
            text += f"; behind beyond noise on {item.detail}"
        return f"{text}."

    return words


def _years(item, title, own, other):
    return f"On outcomes together {other} was ahead of {own} in {int(item.value)} of the last {item.n} years."


def _sets(item, title, own, other):
    return f"On outcomes {other} is above the middle of {int(item.value)} of {many(item.n, 'comparator set')} of {own}."


def _guards(item, title, own, other):
    if item.kind == "serves":
        return _gap("What guards the targets")(item, title, own, other)
    return _level(item, "figures that guard the targets", "figure that guards the targets", own)


def _level(item, several: str, one: str, own: str) -> str:
    side = "on the good side" if item.value > 0 else "on the other side"
    text = f"After region and need, {many(item.n, one, several)} of {own} lie{'s'[: item.n == 1]} {_points(item.value)} "
    return f"{text}{side} of what would be expected, {_noise(item.second)}."


def _targeted(item, title, own, other):
    return _level(item, "targeted indicators", "targeted indicator", own)


def _worsening(item, title, own, other):
    way = "improved" if item.value > 0 else "fell back"
    return (
        f"{many(item.n, 'figure that guards', 'figures that guard')} the targets in {own} {way} by {_points(item.value)} "
        f"beside all councils, {_noise(item.second)}."
    )


_ITEMS = {
    "denominator": _denominator,
    "jump": _jump,
    "hundreds": _hundreds,
    "heaping": _heaping,
    "markers": _markers,
    "improvement": _improvement,
    "steadiness": _steadiness,
    "order": _order,
    "outcomes": _gap("Untargeted outcomes and experience"),
    "need": _gap("The same after region and need"),
    "years": _years,
    "sets": _sets,
    "timeliness": _gap("Timeliness"),
    "guards": _guards,
    "targeted": _targeted,
    "worsening": _worsening,
}


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
        return f"Who in {other} looks at the figures under '{topic}', how often, and what happens in the week one slips?"
    if kind == "serves":
        return f"What would a person who needs help under '{topic}' notice in {other} first, and since when?"
    kept = f" ({guards})" if guards else ""
    if grade == "only asked":
        return f"What did the work under '{topic}' cost elsewhere in {other}{kept}, and how would people there have noticed?"
    return f"Who in {own} would tell us if the targets under '{topic}' came at a price elsewhere{kept}?"


def lead_sentence(row, indicator, own: str, other: str) -> str:
    """One lead: the gap as published and as it is likely to be, for how long, and what it means in people.

    ``row``: a row of the leads (gap, gap_shrunk, gap_noise, years_ahead, years_of, people); ``indicator``: its
    catalogue row.
    """
    unit, decimals = indicator.unit, int(indicator.decimals)
    decimals = max(decimals, 1) if unit == "%" else decimals
    gap, likely = (size(x, unit, decimals) for x in (row.gap, row.gap_shrunk))
    text = (
        f"{indicator.short_title}: over three years {other} is better than {own} by {gap}, {_noise(row.gap_noise)}; "
        f"{likely} once what is likely luck is taken off; ahead in {int(row.years_ahead)} of {int(row.years_of)} years"
    )
    if np.isfinite(row.people) and indicator.numerator_label and number(abs(row.people), 0) != "0":
        more = "more" if row.people > 0 else "fewer"
        text += f". In {own} it would be {number(abs(row.people), 0)} {more} {indicator.numerator_label} a year"
    return f"{text}."


def tally_sentence(row, own: str) -> str:
    """How many looks were taken, and how many differences are left when that is allowed for.

    ``row``: looks, plain, corrected, ahead, behind, chance.
    """
    return (
        f"{number(row.looks, 0)} looks were taken at where {own} stands: {int(row.plain)} differ beyond noise, where "
        f"chance alone would give {number(row.chance, 0)}; {int(row.corrected)} still do when the number of looks is "
        f"allowed for, {int(row.ahead)} with {own} ahead and {int(row.behind)} with it behind."
    )


def improved_sentence(row, own: str) -> str:
    """How many indicators improved or held at a high level, what counts, and how many would by chance.

    ``row``: counted, of, improved, held, beyond_noise, chance, low, high, field.
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
    """
    end = "best" if row.way == "among the best" else "other end"
    run = ", though on the whole it is " + ("behind" if end == "best" else "ahead of") + " its neighbours"
    return (
        f"{indicator.short_title}: over three years {own} is {int(row['rank'])} of {int(row.of)} in England from the {end}"
        f"{run if row.against_the_run else ''}."
    )


def floor_sentence(names: list[str]) -> str:
    """Why nobody is named on some indicators.

    >>> floor_sentence(["Turnover"])
    'Nobody is named as ahead on Turnover: under half of what sets councils apart there is more than noise.'
    """
    assert RELIABILITY_FLOOR == 0.5
    where = ", ".join(names)
    return f"Nobody is named as ahead on {where}: under half of what sets councils apart there is more than noise."
