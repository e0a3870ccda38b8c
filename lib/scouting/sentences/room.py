"""Words for a team's or a users' meeting: what a figure means to people, without the words of the trade."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import figure

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
#: What a gap is, for people: how sure one can be that it is more than chance.
_SURE = {
    "better": "Here it is better than there, by more than chance makes.",
    "worse": "Here it is worse than there, by more than chance makes.",
    "higher": "Here there is more of it than there, beyond chance.",
    "lower": "Here there is less of it than there, beyond chance.",
    "similar": "The difference could be chance.",
}


def topic(name: str) -> str:
    """A topic as people would call it.

    >>> topic("front door"), topic("bread and roses")
    ('When somebody first asks for help', 'Bread and roses')
    """
    return TOPICS.get(name, name[:1].upper() + name[1:])


def sentence(row, indicator, name: str, when: str) -> str:
    """What an indicator means, its figure here and in places like this one, and whether that could be chance.

    ``row``: a comparison row with a figure; ``indicator``: its catalogue row; ``when``: the span of the figure.

    >>> row = pd.Series({"value": 27.0, "neighbour_median": 20.0, "n_with_value": 10, "standing_now": "worse"})
    >>> told = {"means": "How many children live far away.", "unit": "%", "decimals": 0}
    >>> sentence(row, pd.Series(told), "Derby", "year to March 2025")
    'How many children live far away: 27% in Derby (year to March 2025), 20% in the middle one of 10 places like it. \
Here it is worse than there, by more than chance makes.'
    """
    start = f"{indicator.means.rstrip('.')}: {figure(row.value, indicator.unit, indicator.decimals)} in {name} ({when})"
    if pd.isna(row.neighbour_median) or row.n_with_value < 2:
        return f"{start}."
    there = figure(row.neighbour_median, indicator.unit, indicator.decimals)
    sure = _SURE.get(row.standing_now.removeprefix("much "), "")
    return f"{start}, {there} in the middle one of {int(row.n_with_value)} places like it. {sure}".rstrip()


def since(first: float, last: float, indicator, name: str, years: tuple[str, str]) -> str:
    """From what to what it went, since it is counted in the same way.

    >>> since(18.0, 27.0, pd.Series({"unit": "%", "decimals": 0}), "Derby", ("2016", "2025"))
    'In Derby it went from 18% in 2016 to 27% in 2025.'
    """
    then, now = (figure(value, indicator.unit, indicator.decimals) for value in (first, last))
    if then == now:
        return f"In {name} it was {then} in {years[0]}, and is the same in {years[1]}."
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
