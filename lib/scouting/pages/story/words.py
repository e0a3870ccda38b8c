"""A story's sentences: the finding, the figures, people, and the titles of its drawings."""

from __future__ import annotations

import pandas as pd

from scouting import words as say
from scouting.charts.axis import short
from scouting.frames import row_of
from scouting.pages.page_one import headline
from scouting.study.core import Study
from scouting.terms import (
    CLEARLY,
    FALLING,
    NO_CLEAR_CHANGE,
    NOT_COMPARED,
    PROBABLY,
    RISING,
    TOO_CLOSE,
    TOO_FEW_PEOPLE,
)

#: Directions in which something moves.
MOVES = ("better", "worse", RISING, FALLING)


def finding(study: Study, indicator_id: str) -> str:
    """What the figures of a measure show, in a few words: the title of its story.

    >>> from scouting.study import study
    >>> finding(study("Wiltshire"), "looked_after_fostered")
    'More children in care live with foster carers than in similar councils'
    """
    row, facts = row_of(study.comparison, indicator_id), row_of(study.panel.indicators, indicator_id)
    for side in ("better", "worse"):
        if row.verdict in (CLEARLY[side], PROBABLY[side]) and not row.turned:
            told = headline.of_measure(study, indicator_id, side, probably=row.verdict == PROBABLY[side])
            if told:
                return told
    if pd.isna(row.value):
        return f"{facts.short_title}: {say.missing_words(row.marker)}"
    here = f"{facts.short_title}: {short(row.value, facts.unit, int(facts.decimals))}"
    if row.verdict == TOO_CLOSE:
        return f"{here}, too close to call"
    if row.verdict in (NOT_COMPARED, TOO_FEW_PEOPLE) or pd.isna(row.neighbour_median):
        return here
    return f"{here}, {short(row.neighbour_median, facts.unit, int(facts.decimals))} in similar councils"


def measure(row: pd.Series, facts: pd.Series, as_of: str) -> str:
    """What is measured, in what, of when, and how old that is."""
    unit = "" if facts.unit in ("%", "£") or facts.unit in facts.title else f", {facts.unit}"
    when = say.period_words(row.period_end, facts.year_end, facts.statistic, row.period_kind)
    return f"{facts.title}{unit}; {when}, {say.age_words(row.period_end, as_of)}."


def figures(row: pd.Series, facts: pd.Series, name: str) -> str:
    """The verdict with the figures it rests on, in how many comparisons it holds, and the people."""
    told = say.verdict_sentence(row, facts, name).removeprefix(f"{facts.title}: ")
    return " ".join(filter(None, [f"{told[0].upper()}{told[1:]}", held_in(row), say.people_sentence(row, facts, name)]))


def held_in(row: pd.Series) -> str:
    """In how many ways to choose similar councils the verdict holds; blank where it is not compared."""
    if row.verdict in (NOT_COMPARED, TOO_FEW_PEOPLE) or row.holds_of < 2:
        return ""
    ways = f"all {row.holds_of}" if row.holds == row.holds_of else f"{row.holds} of {row.holds_of}"
    return f"That holds in {ways} ways to choose similar councils."


def over_time(rows: pd.DataFrame, facts: pd.Series, word: str) -> str:
    """The title of the drawing over time. ``rows``: of ``measures.years``; ``word``: the direction since a break.

    >>> rows = pd.DataFrame({"period": ["2023", "2025"], "value": [20.0, 27.0], "segment": 0})
    >>> facts = pd.Series({"unit": "%", "decimals": 0})
    >>> over_time(rows, facts, "worse"), over_time(rows, facts, "no clear change")
    ('Up from 20% in 2023 to 27% in 2025', '20% in 2023, 27% in 2025: no clear trend')
    """
    held = rows[rows.value.notna()]
    held = held[held.segment == held.segment.iloc[-1]]
    then, now = held.iloc[0], held.iloc[-1]
    before, after = (f"{short(one.value, facts.unit, int(facts.decimals))} in {one.period}" for one in (then, now))
    if len(held) < 2:
        return f"{after}, the first figure since the series break"
    if word in MOVES:
        return f"{'Up' if now.value > then.value else 'Down'} from {before} to {after}"
    return f"{before}, {after}{': no clear trend' if word == NO_CLEAR_CHANGE else ''}"


def in_rank(row: pd.Series, facts: pd.Series, name: str) -> str:
    """The title of the drawing of councils: the rank, or that there is none."""
    order = ", highest first" if facts.polarity == "no_judgement" else ""
    rank = say.place(row)
    return f"{name} is {rank}{order}" if rank else f"{name} beside similar councils"
