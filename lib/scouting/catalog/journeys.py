"""Journeys: the steps that lead to an outcome, each a published count over the one before. How they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from scouting.errors import did_you_mean
from scouting.frames import each_row, row_of

#: What of an indicator a count is: of how many, out of how many, or its figure as a share of the step before.
PARTS = ("numerator", "denominator", "value")
#: The columns that are of a whole journey: they stand in its first row, step 0.
WHOLE = ("service", "topics", "title")


class Count(NamedTuple):
    """A published count, added (+1) or taken off (-1)."""

    sign: int
    indicator_id: str
    part: str


def counts_in(cell: str) -> list[Count]:
    """The published counts that a step's count is made of.

    >>> counts_in("ehc_plans_20_weeks:denominator - ehc_plans_20_weeks:numerator")[1]
    Count(sign=-1, indicator_id='ehc_plans_20_weeks', part='numerator')
    """
    made, sign = [], 1
    for word in cell.split():
        if word in "+-":
            sign = 1 if word == "+" else -1
        else:
            indicator_id, _, part = word.partition(":")
            made.append(Count(sign, indicator_id, part))
    return made


def problems_of_journeys(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Every problem of journeys.csv that no single cell shows, a sentence each."""
    facts = tables["indicators"].drop_duplicates("indicator_id").set_index("indicator_id")
    rows = tables["journeys"].assign(row=range(2, len(tables["journeys"]) + 2))
    for column in ("branch", "step"):
        rows[column] = pd.to_numeric(rows[column], errors="coerce").fillna(-1).astype(int)
    for journey_id, steps in rows.groupby("journey_id", sort=False):
        first = steps.row.iloc[0]
        yield from _whole(f"journeys.csv row {first} ({journey_id})", steps, facts)
        for one in each_row(steps):
            yield from _step(f"journeys.csv row {one.row} ({journey_id})", one, steps, facts)


def _whole(where: str, steps: pd.DataFrame, facts: pd.DataFrame) -> Iterator[str]:
    branches = steps.branch.iloc[1:].value_counts(sort=False)
    wanted = [(0, 0), *((branch, k) for branch, n in branches.items() for k in range(1, n + 1))]
    if list(zip(steps.branch, steps.step, strict=True)) != wanted or len(wanted) < 2:
        yield f"{where}, step: a journey begins with branch 0, step 0; the steps of a branch follow as 1, 2, 3."
    for topic in (part.strip() for part in steps.topics.iloc[0].split(";")):
        known = set(facts.topic[facts.service == steps.service.iloc[0]])
        if topic not in known:
            yield f"{where}, topics: '{topic}' is not a topic of this service.{did_you_mean(topic, known)}"
    for column in WHOLE:
        if not steps[column].iloc[0]:
            yield f"{where}, {column}: is blank."
        if (steps[column].iloc[1:] != "").any():
            yield f"{where}, {column}: belongs only in the row of step 0."


def _step(where: str, one, steps: pd.DataFrame, facts: pd.DataFrame) -> Iterator[str]:
    if not re.fullmatch(r"\w+:\w+( [+-] \w+:\w+)*", one.count):
        yield f"{where}, count: '{one.count}' is not written as indicator:part, joined by ' + ' or ' - '."
        return
    if bool(one.how) == (one.step == 0):
        yield f"{where}, how: every step says what it asks, such as 'how many children enter care'; step 0 does not."
    for found in counts_in(one.count):
        if found.part not in PARTS:
            yield f"{where}, count: '{found.part}' is not one of {', '.join(PARTS)}.{did_you_mean(found.part, PARTS)}"
        if found.indicator_id not in facts.index:
            near = did_you_mean(found.indicator_id, facts.index)
            yield f"{where}, count: '{found.indicator_id}' is not an indicator.{near}"
            continue
        fact = row_of(facts, found.indicator_id)
        if fact.service != steps.service.iloc[0]:
            yield f"{where}, count: '{found.indicator_id}' is of the service {fact.service}."
        if found.part == "value":
            after = steps[(steps.branch == one.branch) & (steps.row > one.row)]
            alone = one.count == f"{found.indicator_id}:value"
            if not (fact.statistic == "proportion" and alone and after.empty and one.step > 1):
                yield f"{where}, count: a value is the share of one proportion, and the last step of two or more."
