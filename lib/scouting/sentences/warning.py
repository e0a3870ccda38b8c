"""Signs and stages in words: what is shown, since when, beside whom, and how often chance would show as much."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import figure, many, number, one_of
from scouting.terms import FIRST_QUESTION, NO_SIGN, NOT_ENOUGH, SHOWN, STAGE_MEANS, STAGES

#: States of a stage as a reader meets them.
STATE_WORDS = {
    SHOWN: "more signs than chance would show",
    "few": "no more signs than chance would show",
    NO_SIGN: "no sign",
    NOT_ENOUGH: "not enough figures",
}


def sign_title(sign, indicators: pd.DataFrame) -> str:
    """A sign in few words: its indicator, the direction, and what stands beside it.

    ``sign``: a row of ``signs.csv``; ``indicators``: the catalogue's.
    """
    short = indicators.short_title[sign.indicator_id]
    if sign.rule == "standing":
        return _stands_out(short, sign.direction)
    if sign.rule == "change_while_flat":
        return f"{short} {sign.direction}, demand not rising"
    if sign.rule == "ratio_change":
        return f"{short} per {one_of(indicators.short_title[sign.beside]).lower()} {sign.direction}"
    return f"{short} {sign.direction}"


def _stands_out(short: str, direction: str) -> str:
    return f"{short}: {'high' if direction == 'rising' else 'low'} beside others"


def sign_sentence(row, facts: pd.Series, beside: str) -> str:
    """One sign that is shown: its figure and what that is held against, how far beyond noise, and since when.

    ``row``: of ``study.warned``; ``facts``: its indicator in the catalogue; ``beside``: the short title of the second
    indicator of a pair.
    """
    unit, decimals = unit_of(row, facts)
    now, before, times = figure(row.value, unit, decimals), figure(row.before, unit, decimals), number(row.z, 1)
    if row.basis == "standing":
        told = (
            f"{_stands_out(facts.short_title, row.direction)}: {now} in {row.period}, {before} at the middle council "
            f"of England, a standing beyond noise and spread ({times} times both)"
        )
    else:
        when = f"on average in the two years to {row.period}" if row.years == 2 else f"in {row.period}"
        told = (
            f"{row.title}: {now} {when}, {before} on average before that, from {row.from_period}, a change beyond "
            f"noise ({times} times it)"
        )
    if row.rule == "change_while_flat":
        told += f" while demand ({beside.lower()}) did not rise beyond noise"
    if row.basis == "change and standing":
        told += ", and a standing beyond noise and spread"
    return f"{told}. Shown since {since_words(row)}."


def unit_of(row, facts: pd.Series) -> tuple[str, int]:
    """The unit and decimals of a sign's figures: a ratio of two rates has no unit."""
    return ("", 2) if row.rule == "ratio_change" else (facts.unit, int(facts.decimals))


def since_words(row) -> str:
    """The year in which a sign that is shown began, as far as it can be known."""
    return f"{row.since}, or earlier: the year before cannot be judged" if row.since_earlier else str(row.since)


def beside_words(shown: int, judged: int) -> str:
    """How many of some councils show a sign.

    >>> beside_words(2, 9), beside_words(0, 0)
    ('2 of 9', 'not enough figures')
    """
    return f"{shown} of {judged}" if judged else "not enough figures"


def stage_sentence(row) -> str:
    """One stage: its evidence for and against, what cannot be told, and what chance alone would show."""
    what = f"{STAGES[row.stage]} ({STAGE_MEANS[row.stage]})"
    parts = (
        f"{row.n_shown} of {many(row.n_signs, 'sign')} shown, {row.n_no_sign} not, {row.n_not_enough} without enough"
    )
    if row.state == NOT_ENOUGH:
        return f"{what}: not enough figures to say ({parts} figures)."
    told = f"{what}: {STATE_WORDS[row.state]} ({parts} figures)."
    chance = f"Chance alone would show {number(row.by_chance, 1)} of {row.n_looked} on average"
    if row.n_shown:
        of = "under 1" if row.chance < 0.005 else f"about {number(100 * row.chance, 0)}"
        chance += f", and as many as here in {of} of 100 councils if signs were independent"
    return f"{told} {chance}."


def order_sentences(rows: pd.DataFrame, name: str, judged: int, of: int) -> list[str]:
    """What changed first, what followed, and the question that this puts.

    ``rows``: of ``study.warned.order``; ``judged``: how many warning signs can be judged, ``of`` so many.
    """
    if rows.empty:
        return [
            f"None of the {many(judged, 'warning sign')} that can be judged for {name}, of {of}, is shown in the "
            "latest figures: there is no order to tell."
        ]
    lines = []
    for first, words in ((True, "What changed first"), (False, "What followed")):
        some = rows[rows["first"] == first]
        if len(some):
            named = "; ".join(f"{row.title} (since {row.since})" for row in some.itertuples())
            lines.append(f"{words}: {named}.")
    if len(rows) > 1 and rows["first"].all():
        lines.append("Nothing followed: all of them began in the same year.")
    if rows.since_earlier.any():
        lines.append(
            f"{many(int(rows.since_earlier.sum()), 'sign')} of these may be older: the year before cannot be judged."
        )
    return [*lines, FIRST_QUESTION]


def how_sure(n_judged: int, by_chance: float, fixed_on: str) -> str:
    """How many signs were looked for, and what chance alone would have shown."""
    return (
        f"{many(n_judged, 'sign')} could be judged; were nothing changing, chance alone would show about "
        f"{number(by_chance, 1)} of them. Rules and directions were fixed on {fixed_on}, before they were tested."
    )
