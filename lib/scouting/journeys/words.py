"""Where in a journey two councils differ, in words: facts about both, three sentences at most."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scouting.frames import each_row
from scouting.journeys.counted import TOO_FEW, ZERO
from scouting.journeys.steps import NO_EARLIER
from scouting.journeys.table import LEFT_OUT, MISSING, SPLIT
from scouting.terms import FEWEST_PEOPLE
from scouting.words import figure, number

#: Two figures of a step that lie so near are called about the same; others that are not sure, too close to call.
ALIKE = 0.05
#: From this gap on, in the unit of the outcome, its parts are told in whole numbers.
WHOLE_FROM = 5
#: Where the noise is not known, parts under this share of the gap are not told; steps named in a sentence at most.
TOLD_FROM, MOST = 0.1, 3


def story(rows: pd.DataFrame, own: str, other: str) -> list[str]:
    """The gap, what it comes from, and what is the same, for one pair as ``between`` or ``over_time`` gives it.

    ``own``, ``other``: names of the two councils; between two years of one, ``other`` is not told. One or two
    sentences where nothing can be split, which say why.

    >>> from scouting.dataset import load
    >>> from scouting.journeys import between
    >>> told = story(between(load(), "E06000054", "E10000016", "far_from_home"), "Wiltshire", "Kent")
    >>> told[0].startswith("In 2025 Wiltshire had"), len(told) <= 3
    (True, True)
    """
    first = rows.iloc[0]
    if pd.isna(first.gap):
        return _refusal(rows, own, other)
    asked, rows = rows, _merged(rows)
    told = [_gap(first, own, other)]
    if rows.lower.isna().all():
        large = rows[(rows.part.abs() >= TOLD_FROM * abs(first.gap)) & (rows.status == SPLIT)]
        told.append(_parts(large.assign(clear=True), first))
        told.append("How sure this is cannot be told: too few years have been counted this way.")
    else:
        told.append(_parts(rows[rows.clear | rows.probable], first) or "No single step clearly makes the difference.")
        told.append(_same(rows[(rows.status == SPLIT) & ~rows.clear & ~rows.probable]))
    if (rows.status == LEFT_OUT).any():
        told[2:] = [_missing(asked[asked.status == LEFT_OUT], own, other)]
    return [sentence for sentence in told if sentence]


def need_sentence(rows: pd.DataFrame) -> str:
    """What the two councils' need leads one to expect of the first step; "" where that cannot be told.

    >>> rows = pd.DataFrame({"how": ["how many children are in care"], "need": [-6.4], "gap": [-5.8],
    ...                      "outcome_unit": ["per 10,000 children"], "outcome_decimals": [1]})
    >>> need_sentence(rows)
    'Judging by need alone, we would expect 6 fewer.'
    """
    first = rows.iloc[0]
    if pd.isna(first.need) or pd.isna(first.gap):
        return ""
    if not first.need.round(_decimals(first)):
        return "Judging by need alone, we would expect no difference."
    return f"Judging by need alone, we would expect {_change(first.need, first)}."


def _decimals(first: Any) -> int:
    return 0 if abs(first.gap) >= WHOLE_FROM else int(first.outcome_decimals)


def _money(first: Any) -> bool:
    return first.outcome_unit.startswith("£")


def _amount(value: float, first: Any) -> str:
    text = number(abs(value), _decimals(first))
    return f"£{text}" if _money(first) else text


def _change(value: float, first: Any) -> str:
    if _money(first):
        return f"{_amount(value, first)} {'higher' if value > 0 else 'lower'}"
    return f"{_amount(value, first)} {'more' if value > 0 else 'fewer'}"


def _gap(first: Any, own: str, other: str) -> str:
    in_time = first.period != first.other_period
    if _amount(first.gap, first).strip("£0.") == "":
        who = (
            f"In {first.other_period} and {first.period} {own} had"
            if in_time
            else f"In {first.period} {own} and {other} had"
        )
        return f"{who} about the same {first.outcome} {first.outcome_unit.removeprefix('£ ')}."
    than = f"in {first.other_period}" if in_time else other
    if _money(first):
        size = figure(abs(first.gap), first.outcome_unit, _decimals(first))
        way = "higher" if first.gap > 0 else "lower"
        than = than if in_time else f"in {other}"
        return f"In {first.period} {first.outcome} was {size} {way} in {own} than {than}."
    size = _change(first.gap, first)
    return f"In {first.period} {own} had {size} {first.outcome} {first.outcome_unit} than {than}."


def _parts(rows: pd.DataFrame, first: Any) -> str:
    """What the gap comes from: the steps that are sure, the largest first."""
    rows = rows[rows.part.abs().round(_decimals(first)) > 0].sort_values("part", key=abs, ascending=False)
    if rows.empty:
        return ""
    told = list(each_row(rows.iloc[:MOST]))
    probably = ["" if one.clear else "probably " for one in told]
    if (rows.part * first.gap > 0).all() and rows.part.abs().sum() <= 1.1 * abs(first.gap):
        listed = [f"{sure}{_amount(one.part, first)} from {one.how}" for sure, one in zip(probably, told, strict=True)]
        if len(told) == 1 and _amount(told[0].part, first) == _amount(first.gap, first):
            return f"All of it{' probably' * (not told[0].clear)} comes from {told[0].how}."
        return f"Of this, {_joined(listed).replace(' from ', ' comes from ', 1)}."
    listed = [f"{one.how} {sure}{_change(one.part, first)}" for sure, one in zip(probably, told, strict=True)]
    makes = f"{told[0].how} would {probably[0]}make it {_change(told[0].part, first)}"
    return _capital(f"{_joined([makes, *listed[1:]])}.")


def _same(rows: pd.DataFrame) -> str:
    near = (rows.ours / rows.theirs - 1).abs() <= ALIKE
    parts = []
    for those, said in ((rows[near], "about the same"), (rows[~near], "too close to call")):
        if len(those):
            named = _joined(those.how.tolist()) if len(those) < MOST else f"the other {len(those)} steps"
            if said == "too close to call":
                parts.append(f"the difference in {named} is {said}")
            else:
                parts.append(f"{named} {'is' if len(those) == 1 else 'are'} {said}")
    return _capital("; ".join(parts) + ".") if parts else ""


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """The steps with what was left out before each put into its question."""
    waiting, told = [], []
    for one in each_row(rows):
        asked = [*waiting, one.how]
        told.append(_joined(asked) + (" together" if waiting else ""))
        waiting = asked if one.status == LEFT_OUT else []
    return rows.assign(how=told)


def _refusal(rows: pd.DataFrame, own: str, other: str) -> list[str]:
    first = rows.iloc[0]
    if (rows.why_theirs == NO_EARLIER).any():
        return [
            f"No earlier year of {own} can be set beside {first.period}: its figures of {first.outcome} have a gap, "
            "or were counted in another way."
        ]
    gone = rows[rows.status == MISSING]
    if gone.empty:
        return [
            f"The steps to {first.outcome} cannot be compared: too few people, or no count of {first.outcome_unit}."
        ]
    return [f"The steps to {first.outcome} cannot be compared.", _missing(gone, own, other)]


def _missing(gone: pd.DataFrame, own: str, other: str) -> str:
    """Which counts are missing or zero, whose, and why."""
    said = []
    alone = gone.area_code.iloc[0] == gone.other_code.iloc[0]
    for name, why in ((own, gone.why_ours), (other, gone.why_theirs))[: 1 if alone else 2]:
        none = gone.label[why == ZERO].tolist()
        missing = gone[(why != "") & (why != ZERO)]
        if none:
            said.append(f"{name} had none: {_joined(none)}.")
        if len(missing):
            reasons = [f"{one} ({_why(reason)})" for one, reason in zip(missing.label, why[missing.index], strict=True)]
            several = f"{len(reasons)} counts ({', '.join(dict.fromkeys(why[missing.index].map(_why)))})"
            said.append(f"Missing for {name}: {'; '.join(reasons) if len(reasons) <= MOST else several}.")
    return " ".join(said)


def _why(reason: str) -> str:
    return f"under {FEWEST_PEOPLE}" if reason == TOO_FEW else reason


def _joined(parts: list[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
