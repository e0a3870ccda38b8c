"""A council's own figures and targets into sentences; those that nobody published are said to be unpublished."""

from __future__ import annotations

import math

import pandas as pd

from scouting.terms import LOCAL, UNPUBLISHED
from scouting.words import listed
from scouting.words.figures import figure, many, missing_words, number, size

#: How a figure can stand to a target, given its range.
MET, MISSED, UNTOLD = "met", "missed", "cannot be told from the target"
#: Less than this is no difference.
_SAME = 1e-9


def kind_of_own(rows: pd.DataFrame, facts: pd.Series | None = None) -> str:
    """What own figures are called: "local, unpublished", or nothing where all are for everybody or were published.

    ``rows``: with share; ``facts``: the catalogue's row of their one indicator.

    >>> kind_of_own(pd.DataFrame({"share": ["public", "own"]})), kind_of_own(pd.DataFrame({"share": ["public"]}))
    ('local, unpublished', '')
    """
    if facts is not None and facts.source_id == LOCAL and UNPUBLISHED not in facts.title:
        return ""
    return "" if len(rows) and (rows.share == "public").all() else UNPUBLISHED


def own_notices(name: str, area_code: str, figures: pd.DataFrame, targets: pd.DataFrame, small: int) -> list[str]:
    """What a reader must know of a page that holds local figures or targets; nothing where it holds none.

    ``figures``: area_code, value, marker, share of every local figure on the page.

    >>> rows = pd.DataFrame({"area_code": ["A", "A", "B"], "value": [1.0, float("nan"), 2.0], "marker": ["", "c", ""]})
    >>> rows["share"] = "region"
    >>> own_notices("Wiltshire", "A", rows.head(2), rows.head(0), 5)[0]
    "2 local, unpublished figures of Wiltshire's own stand beside the published ones."
    >>> own_notices("Wiltshire", "A", rows, rows.head(0), 5)[2]
    '1 of the figures that were added is suppressed: its count is under 5, or others would give such a count away.'
    """
    closed = figures[figures.share != "public"]
    mine = int((closed.area_code == area_code).sum())
    others, open_ = len(closed) - mine, len(figures) - len(closed)
    own, shared = f"{UNPUBLISHED} figure of {name}'s own", f"{UNPUBLISHED} figure that another council shares"
    told = []
    if mine:
        told.append(f"{_stands(mine, own, own.replace('figure', 'figures', 1))} beside the published ones.")
    if others:
        several = f"{UNPUBLISHED} figures that other councils share"
        told.append(f"{_stands(others, shared, several)} here too.")
    if open_:
        for_all = "figure that was added and is for everybody", "figures that were added and are for everybody"
        told.append(f"{_stands(open_, *for_all)} here too.")
    hidden = int((figures.value.isna() & (figures.marker == "c")).sum())
    if hidden:
        verb, own = ("is", "its count is") if hidden == 1 else ("are", "their counts are")
        why = f"{own} under {small}, or others would give such a count away"
        told.append(f"{hidden} of the figures that were added {verb} suppressed: {why}.")
    if len(targets):
        told.append(f"Targets on this page are {name}'s own.")
    return told


def uncounted_sentence(names: list[str], small: int) -> str:
    """That nobody can tell how many people are behind some figures. ``names``: of their indicators.

    >>> uncounted_sentence(["Days waited"], 5)
    'How many people are behind the figures of Days waited is not known: one of under 5 people is not suppressed.'
    """
    return (
        f"How many people are behind the figures of {listed(names)} is not known: one of under {small} people is not "
        "suppressed."
    )


def _stands(n: int, one: str, more: str) -> str:
    return f"{many(n, one, more)} {'stands' if n == 1 else 'stand'}"


def own_sentence(row, indicator, name: str, kind: str = UNPUBLISHED) -> str:
    """One local figure: period, figure, and the counts it was made from.

    ``row``: value, period, numerator, denominator, marker; ``kind``: as ``kind_of_own``.

    >>> facts = pd.Series({"unit": "%", "decimals": 1, "statistic": "proportion"})
    >>> row = pd.Series({"value": 17.9, "period": "2025-26 Q2", "numerator": 143.0, "denominator": 799.0, "marker": ""})
    >>> own_sentence(row, facts, "Wiltshire")
    "Wiltshire's own figure for 2025-26 Q2 (local, unpublished): 17.9%, 143 of 799."
    """
    start = f"{name}'s own figure for {row.period}{f' ({kind})' if kind else ''}: "
    if pd.isna(row.value):
        return f"{start}{missing_words(row.marker)}."
    told = figure(row.value, indicator.unit, indicator.decimals)
    if indicator.statistic == "proportion" and pd.notna(row.numerator) and pd.notna(row.denominator):
        told += f", {number(row.numerator, 0)} of {number(row.denominator, 0)}"
    return f"{start}{told}."


def against_target(value: float, lower: float, upper: float, target: float, tolerance: float, sign: int) -> str:
    """How a figure stands to a target: MET, MISSED or UNTOLD; blank where the figure or its range is not known.

    ``lower``, ``upper``: the range in which the figure is likely to lie. It says that the target is met where all of it
    is on the good side, that it is missed where all of it is on the other; a range that contains the target cannot
    tell. ``tolerance``: how far from the target still meets it (blank: zero), so that the target begins there.
    ``sign``: 1 where high is good, -1 where low is; with 0 the target is a place to be at, within the tolerance. All
    in the unit of the indicator.

    >>> [against_target(v, v - 1, v + 1, 15.0, float("nan"), -1) for v in (13.0, 15.5, 17.0)]
    ['met', 'cannot be told from the target', 'missed']
    >>> against_target(15.5, 14.5, 16.5, 15.0, 2.0, -1), against_target(12.0, 11.0, 12.9, 15.0, 2.0, 0)
    ('met', 'missed')
    """
    if pd.isna([value, lower, upper]).any():
        return ""
    slack = 0.0 if pd.isna(tolerance) else tolerance
    least = target - slack if sign >= 0 else -math.inf
    most = target + slack if sign <= 0 else math.inf
    # A difference of binary noise is none: the range then reaches the target.
    if upper < least - _SAME or lower > most + _SAME:
        return MISSED
    return MET if lower > least + _SAME and upper < most - _SAME else UNTOLD


def target_sentence(held, target, indicator, name: str, kind: str = "") -> str:
    """A figure against the council's own target.

    ``held``: value, lower, upper, said (its period), against (of ``against_target``); ``target``: a row with target and
    tolerance; ``kind``: what figure it is, where it is no published one.

    >>> facts = pd.Series({"unit": "%", "decimals": 1})
    >>> held = pd.Series({"value": 18.7, "lower": 17.9, "upper": 19.5, "said": "2025", "against": MISSED})
    >>> target_sentence(held, pd.Series({"target": 15.0, "tolerance": 0.0}), facts, "Wiltshire")
    'Wiltshire misses its own target: 18.7% in 2025, against 15.0%.'
    """
    unit, decimals = indicator.unit, int(indicator.decimals)

    def shown(value: float) -> str:
        return figure(value, unit, decimals)

    start = {MET: f"{name} meets its own target", MISSED: f"{name} misses its own target"}.get(
        held.against, f"{name}'s figure cannot be told from its own target"
    )
    told = f"{start}: {shown(held.value)} in {held.said}{f' ({kind})' if kind else ''}, against {shown(target.target)}"
    if pd.notna(target.tolerance) and target.tolerance:
        told += f", give or take {size(target.tolerance, unit, decimals)}"
    if held.against == UNTOLD:
        told += f". Its likely range is {shown(held.lower)} to {shown(held.upper)}"
    return f"{told}."


def range_unknown(held, indicator, name: str) -> str:
    """That a figure is not judged against a target, since nobody knows its range. ``held``: value, said.

    >>> facts = pd.Series({"unit": "£ per week", "decimals": 0})
    >>> range_unknown(pd.Series({"value": 812.0, "said": "2024-25"}), facts, "Wiltshire")
    "Wiltshire's figure of £812 per week in 2024-25 is not judged against its target, as its likely range is not known."
    """
    told = figure(held.value, indicator.unit, int(indicator.decimals))
    return (
        f"{name}'s figure of {told} in {held.said} is not judged against its target, as its likely range is not known."
    )


def too_short(n: int, kind: str, needed: int, end: pd.Timestamp, name: str) -> str:
    """That months or quarters are too few to judge a target by.

    ``n``: those in a row that have a figure, up to ``end``; ``kind``: "month" or "quarter"; ``needed``: how many make
    a year.

    >>> too_short(7, "month", 12, pd.Timestamp("2025-12-31"), "Wiltshire")
    "Wiltshire's own months to December 2025 are not judged against its target: 12 in a row are needed, 7 are held."
    """
    start = f"{name}'s own {kind}s to {end:%B %Y} are not judged against its target"
    return f"{start}: {needed} in a row are needed, {n} {'is' if n == 1 else 'are'} held."
