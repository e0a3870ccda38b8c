"""One item of evidence into words, with the numbers it rests on."""

from __future__ import annotations

import numpy as np

from scouting.sentences.words import many, number
from scouting.terms import AGAINST, CLEAR_MOVE, FOR, JUMP_NOISE, NO_DATA, SUSTAINED


def item_sentence(item, facts, own: str, other: str) -> str:
    """One item of evidence, with the numbers it rests on.

    ``item``: an explanation's item (kind, point, indicator_id, verdict, value, second, n, detail); ``facts``: the
    catalogue's rows by indicator_id; ``own``: the focus council's name, ``other``: that of the council it is about.

    >>> from types import SimpleNamespace
    >>> item = SimpleNamespace(point="years", indicator_id="", verdict="for", value=3.0, n=3)
    >>> item_sentence(item, None, "Derby", "Bolton")
    'On outcomes together Bolton was ahead of Derby in 3 of the last 3 years.'
    """
    title = facts.short_title[item.indicator_id] if item.indicator_id else ""
    return _ITEMS[item.point](item, title, own, other) if item.verdict != NO_DATA else _absent(item, title)


def _absent(item, title: str) -> str:
    what = _ABSENT[item.point]
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


def noise(z: float) -> str:
    """A gap in units of its noise.

    >>> noise(-2.04)
    '2.0 times its noise'
    """
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
        f"over {item.detail} years {many(item.n, 'targeted indicator')} of {other} {way} by {_points(item.value)} "
        f"beside all councils, {noise(item.second)}"
    )
    tail = f": surely not by {number(CLEAR_MOVE, 1)}" if item.verdict == AGAINST else ""
    return f"{base[0].upper()}{base[1:]}{tail}."


def _steadiness(item, title, own, other):
    return f"{number(100 * item.value, 0)}% of councils move more steadily around their line on targeted figures."


def _order(item, title, own, other):
    more = "more" if item.value > 0 else "less"
    return (
        f"Targeted figures improved by {_points(item.value)} {more} than {many(item.n, 'untargeted one')} of the "
        f"topic, {noise(item.second)}."
    )


def _gap(what: str):
    def words(item, title, own, other):
        way = "ahead of" if item.value > 0 else "behind"
        text = f"{what}: {other} is {_points(item.value)} {way} {own} on {many(item.n, 'indicator')}, "
        text += noise(item.second)
        if item.point == "outcomes" and item.detail != "0":
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
    what = f"{many(item.n, one, several)} of {own} {'is' if item.n == 1 else 'are'}"
    where = f"{_points(item.value)} {side} of what would be expected"
    return f"After region and need, {what} {where}, {noise(item.second)}."


def _targeted(item, title, own, other):
    return _level(item, "targeted indicators", "targeted indicator", own)


def _worsening(item, title, own, other):
    way = "improved" if item.value > 0 else "fell back"
    what = many(item.n, "figure that guards", "figures that guard")
    return f"{what} the targets in {own} {way} by {_points(item.value)} beside all councils, {noise(item.second)}."


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
