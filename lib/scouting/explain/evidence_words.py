"""One item of evidence into words, with the numbers it rests on."""

from __future__ import annotations

import numpy as np

from scouting.explain.counting import JUMP_NOISE
from scouting.terms import AGAINST, CLEAR_MOVE, FOR, LAST_YEARS, NO_DATA, Z95
from scouting.words.figures import many, number


def item_sentence(item, facts, own: str, other: str) -> str:
    """One item of evidence, with the numbers it rests on.

    ``item``: an explanation's item (kind, point, indicator_id, verdict, value, second, n, detail); ``facts``: the
    catalogue's rows by indicator_id; ``own``: the focus council's name, ``other``: that of the council it is about.

    >>> from types import SimpleNamespace
    >>> item = SimpleNamespace(point="years", indicator_id="", verdict="for", value=3.0, n=3, detail="")
    >>> item_sentence(item, None, "Derby", "Bolton")
    'On outcomes together Bolton was ahead of Derby in 3 of the last 3 years.'
    """
    title = facts.short_title[item.indicator_id] if item.indicator_id else ""
    return _ITEMS[item.point](item, title, own, other) if item.verdict != NO_DATA else _absent(item, title)


def _absent(item, title: str) -> str:
    what = _ABSENT[item.point]
    return f"{title}: {what}." if title else f"{what[0].upper()}{what[1:]}."


_ABSENT = {
    "room": "the counting rules of these measures leave no room that published figures could show",
    "denominator": "the counts behind it are not held, or what is counted is the population itself",
    "jump": "no yearly counts are held",
    "hundreds": "no counts are held to tell a run of exact hundreds by",
    "heaping": "figures are too few, or published no finer than round ones",
    "markers": "no figures are held",
    "improvement": "no measure with a target has figures of three years or more",
    "steadiness": "no measure with a target has figures of five years or more",
    "order": "measures with a target and without one are not both held for the topic",
    "outcomes": "no outcome or experience of the topic without a target is held for both",
    "need": "region and need could not be allowed for",
    "years": "three years of outcomes are not held for both",
    "sets": "no set of similar councils has figures to compare with",
    "timeliness": "no timeliness of the topic is held for both",
    "guards": "no balancing measure of the targets is held",
    "targeted": "no measure of the topic with a target is held after allowing for region and need",
    "worsening": "no balancing measure of the targets has three years",
}


def _spreads(value: float) -> str:
    return f"{number(abs(value), 2)} times the usual spread of councils"


def by_chance(z: float) -> str:
    """How easily chance alone gives a gap over several measures, from the gap in units of its noise.

    >>> by_chance(-2.04), by_chance(0.7)
    ('which chance alone would rarely give', 'which chance alone could give')
    """
    return f"which chance alone {'would rarely' if abs(z) >= Z95 else 'could'} give"


def _denominator(item, title, own, other):
    share = (
        f"counting as many per head as {other} could close up to {number(100 * item.value, 0)}% of the gap"
        if item.value > 0
        else f"counting as many per head as {other} would close none of the gap"
    )
    if not np.isfinite(item.second):
        return f"{title}: {share}; need could not be allowed for."
    left = f"{number(item.second, 1)} times the usual spread from the middle of councils, after region and need"
    tail = f": {item.detail}" if item.detail else ""
    return f"{title}: {share}. What {other} counts per head lies {left}{tail}."


def _jump(item, title, own, other):
    size_ = f"by {number(100 * item.value, 0)}% in a year beside all councils, {number(item.second, 1)} times the usual"
    beyond = "" if item.verdict == FOR else f", which is no jump (a jump is {number(JUMP_NOISE, 0)} times the usual)"
    return f"{title}: what {other} counts moved {size_}{beyond}."


def _chance(p: float) -> str:
    return "under one in a million" if p < 1e-6 else f"{number(p, 6).rstrip('0').rstrip('.')}"


def _hundreds(item, title, own, other):
    if not item.n:
        return f"{title}: {other} has no year at exactly all or none."
    return (
        f"{title}: {many(item.n, 'year')} of {LAST_YEARS} at exactly all or none; at the middle council's rate the "
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
        f"Over {item.detail} years {_targets(item.n, other)} {way} by {_spreads(item.value)} beside all councils, "
        f"{by_chance(item.second)}"
    )
    tail = f": surely not by {number(CLEAR_MOVE, 1)}" if item.verdict == AGAINST else ""
    return f"{base}{tail}."


def _targets(n: int, name: str) -> str:
    return f"{many(n, 'measure')} of {name} with a target"


def _balancing(n: int, name: str) -> str:
    return f"{many(n, 'balancing measure')} of the targets of {name}"


def _steadiness(item, title, own, other):
    share = number(100 * item.value, 0)
    return f"{share}% of councils move more steadily round their own line on measures with a target."


def _order(item, title, own, other):
    more = "more" if item.value > 0 else "less"
    without = many(item.n, "measure without one", "measures without one")
    return f"Measures with a target improved by {_spreads(item.value)} {more} than {without}, {by_chance(item.second)}."


def _gap(what: str):
    def words(item, title, own, other):
        way = "ahead of" if item.value > 0 else "behind"
        text = f"{what}: {other} is {_spreads(item.value)} {way} {own} on {many(item.n, 'measure')}, "
        text += by_chance(item.second)
        if item.point == "outcomes" and item.detail != "0":
            text += f"; behind by more than chance on {item.detail}"
        return f"{text}."

    return words


def _years(item, title, own, other):
    years = f"On outcomes together {other} was ahead of {own} in {int(item.value)} of the last {item.n} years"
    return f"{years}, {item.detail}." if item.detail else f"{years}."


def _sets(item, title, own, other):
    sets = many(item.n, "set of similar councils", "sets of similar councils")
    return f"On outcomes {other} is above the middle of {int(item.value)} of {sets} of {own}."


def _guards(item, title, own, other):
    if item.kind == "serves":
        return _gap("Balancing measures of the targets")(item, title, own, other)
    return _level(item, _balancing(item.n, own))


def _level(item, what: str) -> str:
    side = "on the good side" if item.value > 0 else "on the other side"
    where = f"{_spreads(item.value)} {side} of what would be expected"
    verb = "is" if item.n == 1 else "are"
    return f"After region and need, {what} {verb} {where}, {by_chance(item.second)}."


def _targeted(item, title, own, other):
    return _level(item, _targets(item.n, own))


def _worsening(item, title, own, other):
    way = "improved" if item.value > 0 else "fell back"
    what = _balancing(item.n, own)
    return f"{what} {way} by {_spreads(item.value)} beside all councils, {by_chance(item.second)}."


_ITEMS = {
    "denominator": _denominator,
    "jump": _jump,
    "hundreds": _hundreds,
    "heaping": _heaping,
    "markers": _markers,
    "improvement": _improvement,
    "steadiness": _steadiness,
    "order": _order,
    "outcomes": _gap("Outcomes and experience without a target"),
    "need": _gap("The same after region and need"),
    "years": _years,
    "sets": _sets,
    "timeliness": _gap("Timeliness"),
    "guards": _guards,
    "targeted": _targeted,
    "worsening": _worsening,
}
