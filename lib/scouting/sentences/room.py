"""Words for a team's or a users' meeting: what a figure means to people, without the words of the trade."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.said import said
from scouting.sentences.verdict import level_words
from scouting.sentences.words import figure
from scouting.terms import NOT_COMPARED, TOO_CLOSE, TOO_FEW_PEOPLE

#: The catalogue's topics as people would call them.
TOPICS = {
    "adoption and permanence": "Children who leave care: where they go",
    "assessment": "Finding out what a family needs",
    "care homes": "Care homes",
    "care leavers": "Young people who have left care",
    "carers": "People who look after someone",
    "child protection": "Keeping children safe from harm",
    "children in need: education": "Children who get help: school",
    "control and direct payments": "Having a say in your own support",
    "demand": "Who asks for help and who gets it",
    "deprivation": "How hard life is here",
    "family context": "Children and families who live here",
    "front door": "When somebody first asks for help",
    "housing": "Homes people live in",
    "information": "Finding out what help there is",
    "living independently": "Living in a home of one's own",
    "looked after: education": "Children in care: school",
    "looked after: health": "Children in care: health",
    "looked after: numbers": "Children in care: how many",
    "looked after: placements": "Children in care: where they live",
    "population": "Who lives here",
    "quality of life": "How life is for people who get support",
    "reablement and hospital": "Getting back on one's feet, and going to hospital",
    "safeguarding": "Keeping adults safe",
    "special educational needs": "Children who need more help to learn",
    "spending": "Where the money goes",
    "workforce": "The people who give the help",
    "youth justice": "Young people and the law",
}
NO_EARLIER = "No earlier figure is held that was counted in the same way."
#: What is added where the latest figure alone lies on the other side.
TURNED = " In the latest figures alone it is the other way round, so this may be turning."
TOO_FEW = "Too few people stand behind this figure to compare it."


def topic(name: str) -> str:
    """A topic as people would call it.

    >>> topic("front door"), topic("bread and roses")
    ('When somebody first asks for help', 'Bread and roses')
    """
    return TOPICS.get(name, name[:1].upper() + name[1:])


def sentence(row: pd.Series, indicator: pd.Series, name: str, when: str) -> str:
    """What an indicator means, its figure here, and the verdict with the figures here and in similar councils.

    ``row``: a comparison row with a figure; ``indicator``: its catalogue row; ``when``: the span of the figure.

    >>> row = pd.Series({"value": 27.0, "period": "2025", "period_kind": "year", "level": 26.7, "level_periods": 3,
    ...                  "level_from": "2023", "level_median": 19.9, "verdict": "clearly worse", "by_a_lot": False,
    ...                  "turned": False})
    >>> told = pd.Series({"means": "How many children live far away.", "unit": "%", "decimals": 0})
    >>> sentence(row, told, "Derby", "year to March 2025")
    'How many children live far away: 27% in Derby (year to March 2025). Over 2023 to 2025, the latest counting most, \
it is 27% here and 20% in similar councils: clearly worse.'
    """
    unit, decimals = indicator.unit, indicator.decimals
    start = f"{indicator.means.rstrip('.')}: {figure(row.value, unit, decimals)} in {name} ({when})"
    if row.verdict == NOT_COMPARED:
        return f"{start}."
    if row.verdict == TOO_FEW_PEOPLE:
        return f"{start}. {TOO_FEW}"
    short = "" if unit.startswith("per ") else unit.partition(" per ")[0]  # the unit was told once
    here, there = (figure(value, short, decimals) for value in (row.level, row.level_median))
    if row.level_periods <= 1:
        return f"{start}, and {there} in similar councils: {said(row)}."
    turned = TURNED if row.turned and row.verdict != TOO_CLOSE else ""
    return f"{start}. Over {level_words(row)}, it is {here} here and {there} in similar councils: {said(row)}.{turned}"


def since(first: float, last: float, indicator, name: str, years: tuple[str, str]) -> str:
    """From what to what it went, since it is counted in the same way.

    >>> since(18.0, 27.0, pd.Series({"unit": "%", "decimals": 0}), "Derby", ("2016", "2025"))
    'In Derby it went from 18% in 2016 to 27% in 2025.'
    """
    then, now = (figure(value, indicator.unit, indicator.decimals) for value in (first, last))
    if then == now:
        return f"In {name} it was {then} in {years[0]} and in {years[1]}."
    return f"In {name} it went from {then} in {years[0]} to {now} in {years[1]}."


def england(value: float, indicator) -> str:
    """England's figure.

    >>> england(18.0, pd.Series({"unit": "%", "decimals": 0}))
    'In England as a whole it is 18%.'
    """
    return f"In England as a whole it is {figure(value, indicator.unit, indicator.decimals)}."


def questions(indicator, asked: str) -> list[str]:
    """Three questions on a topic: of what is seen, of what could change it, of what no figure shows.

    ``indicator``: the catalogue row of the topic's first figure; ``asked``: the catalogue's own question on what is not
    counted there, blank for none.

    >>> questions(pd.Series({"means": "How many children live far away.", "polarity": "low_is_good"}), "")[1]
    'What would have to change to make a difference to how many children live far away?'
    """
    means = indicator.means.rstrip(".")
    means = means[:1].lower() + means[1:]
    could = (
        f"What stands behind {means}?"
        if indicator.polarity == "no_judgement"
        else f"What would have to change to make a difference to {means}?"
    )
    return [
        "Do these figures fit what you see, where you live or work?",
        could,
        asked or "What matters to you here that no figure shows, and who could tell us more about it?",
    ]
