"""A council's own figures and targets into sentences: always said to be local and unpublished."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import figure, many, missing_words, number, size
from scouting.terms import POLARITIES, UNPUBLISHED


def own_notices(name: str, area_code: str, figures: pd.DataFrame, targets: pd.DataFrame, small: int) -> list[str]:
    """What a reader must know of a page that holds local figures or targets; nothing where it holds none.

    ``figures``: area_code, value, marker of every local figure on the page.

    >>> rows = pd.DataFrame({"area_code": ["A", "A", "B"], "value": [1.0, float("nan"), 2.0], "marker": ["", "c", ""]})
    >>> own_notices("Wiltshire", "A", rows.head(2), rows.head(0), 5)[0]
    "2 local, unpublished figures of Wiltshire's own stand beside the published ones."
    >>> own_notices("Wiltshire", "A", rows, rows.head(0), 5)[2]
    '1 of the local figures is suppressed: its count is under 5, or others would give such a count away.'
    """
    mine = int((figures.area_code == area_code).sum())
    others = len(figures) - mine
    own, shared = f"{UNPUBLISHED} figure of {name}'s own", f"{UNPUBLISHED} figure that another council shares"
    told = []
    if mine:
        told.append(f"{_stands(mine, own, own.replace('figure', 'figures', 1))} beside the published ones.")
    if others:
        several = f"{UNPUBLISHED} figures that other councils share"
        told.append(f"{_stands(others, shared, several)} here too.")
    hidden = int((figures.value.isna() & (figures.marker == "c")).sum())
    if hidden:
        verb, own = ("is", "its count is") if hidden == 1 else ("are", "their counts are")
        why = f"{own} under {small}, or others would give such a count away"
        told.append(f"{hidden} of the local figures {verb} suppressed: {why}.")
    if len(targets):
        told.append(f"Targets on this page are {name}'s own.")
    return told


def _stands(n: int, one: str, more: str) -> str:
    return f"{many(n, one, more)} {'stands' if n == 1 else 'stand'}"


def own_sentence(row, indicator, name: str) -> str:
    """One local figure: period, figure, and the counts it was made from.

    ``row``: value, period, numerator, denominator, marker.

    >>> facts = pd.Series({"unit": "%", "decimals": 1, "statistic": "proportion"})
    >>> row = pd.Series({"value": 17.9, "period": "2025-26 Q2", "numerator": 143.0, "denominator": 799.0, "marker": ""})
    >>> own_sentence(row, facts, "Wiltshire")
    "Wiltshire's own figure for 2025-26 Q2 (local, unpublished): 17.9%, 143 of 799."
    """
    start = f"{name}'s own figure for {row.period} ({UNPUBLISHED}): "
    if pd.isna(row.value):
        return f"{start}{missing_words(row.marker)}."
    told = figure(row.value, indicator.unit, indicator.decimals)
    if indicator.statistic == "proportion" and pd.notna(row.numerator) and pd.notna(row.denominator):
        told += f", {number(row.numerator, 0)} of {number(row.denominator, 0)}"
    return f"{start}{told}."


def meets(value: float, target: float, tolerance: float, polarity: str) -> bool:
    """Whether a figure meets a target: reached or passed in the good direction, less the tolerance.

    Without polarity the target is a place to be at, within the tolerance. A blank tolerance is nought.

    >>> meets(18.7, 15.0, 1.0, "low_is_good"), meets(15.9, 15.0, 1.0, "low_is_good"), meets(14.0, 15.0, 2.0, "")
    (False, True, True)
    """
    slack = (0.0 if pd.isna(tolerance) else tolerance) + 1e-9
    sign = POLARITIES.get(polarity, 0)
    return (value - target) * sign >= -slack if sign else abs(value - target) <= slack


def target_sentence(value: float, period: str, target, indicator, name: str, kind: str = "") -> str:
    """A figure beside the council's own target; nothing where there is no figure.

    ``target``: a row with target and tolerance; ``kind``: what figure it is, where it is no published one.

    >>> facts = pd.Series({"unit": "%", "decimals": 1, "polarity": "low_is_good"})
    >>> target_sentence(18.7, "2025", pd.Series({"target": 15.0, "tolerance": 0.0}), facts, "Wiltshire")
    "Wiltshire's own target is 15.0%: 18.7% in 2025 misses it by 3.7 percentage points."
    """
    if pd.isna(value):
        return ""
    unit, decimals = indicator.unit, int(indicator.decimals)
    start = f"{name}'s own target is {figure(target.target, unit, decimals)}"
    if pd.notna(target.tolerance) and target.tolerance:
        start += f", give or take {size(target.tolerance, unit, decimals)}"
    shown = f"{figure(value, unit, decimals)} in {period}" + (f" ({kind})" if kind else "")
    if meets(value, target.target, target.tolerance, indicator.polarity):
        return f"{start}: {shown} meets it."
    return f"{start}: {shown} misses it by {size(value - target.target, unit, decimals)}."
