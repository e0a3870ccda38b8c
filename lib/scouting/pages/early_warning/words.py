"""Signs in words: what is shown, since when, beside whom, and how many chance alone would show."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row, row_of
from scouting.terms import INSPECTION_GRADES
from scouting.words.figures import day_words, figure, many, number, one_of

#: The question that the order of the signs puts.
FIRST_QUESTION = "Does your improvement plan treat a symptom, or what changed first?"

#: What shows a sign, as a reader meets it; blank where none is shown.
BASIS_WORDS = {
    "": "",
    "change": "a change",
    "standing": "far from other councils",
    "change and standing": "a change, and far from other councils",
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
    """One sign that is shown: its figure, what that is held against, and since when.

    ``row``: of ``study.warned``; ``facts``: its indicator in the catalogue; ``beside``: the short title of the second
    indicator of a pair.
    """
    unit, decimals = unit_of(row, facts)
    now, before = figure(row.value, unit, decimals), figure(row.before, unit, decimals)
    if row.basis == "standing":
        lines = [
            f"{_stands_out(facts.short_title, row.direction)}: {now} in {row.period}, against {before} at the middle "
            "council of England",
            "Few councils are this far from it",
        ]
    else:
        when = f"on average in the two years to {row.period}" if row.years == 2 else f"in {row.period}"
        lines = [
            f"{row.title}: {now} {when}, against {before} on average before that, from {row.from_period}",
            "This is more than the usual change from year to year",
        ]
    if row.rule == "change_while_flat":
        lines.append(f"Demand ({beside.lower()}) did not clearly rise")
    if row.basis == "change and standing":
        lines.append("Few councils are this far from the middle council of England")
    return ". ".join([*lines, f"Shown since {since_words(row)}."])


def unit_of(row, facts: pd.Series) -> tuple[str, int]:
    """The unit and decimals of a sign's figures: a ratio of two rates has no unit."""
    return ("", 2) if row.rule == "ratio_change" else (facts.unit, int(facts.decimals))


def since_words(row) -> str:
    """The year in which a sign that is shown began, as far as it can be known."""
    return f"{row.since} or earlier (the year before cannot be judged)" if row.since_earlier else str(row.since)


def beside_words(shown: int, judged: int) -> str:
    """How many of some councils show a sign.

    >>> beside_words(2, 9), beside_words(0, 0)
    ('2 of 9', 'not enough figures')
    """
    return f"{shown} of {judged}" if judged else "not enough figures"


def counted_sentences(rows: pd.DataFrame, fixed_on: str, tested: bool) -> list[str]:
    """How many warning signs are shown, how many chance alone would show, and how many cannot be judged.

    ``rows``: of ``stages.counted``, of one council and service; ``fixed_on``: the day on which the rules were fixed;
    ``tested``: whether they were held against inspections after that.

    >>> rows = pd.DataFrame({"n_shown": [2, 0], "n_no_sign": [4, 1], "n_not_enough": [0, 1], "by_chance": [0.3, 0.1]})
    >>> counted_sentences(rows, "2026-11-24", True)[:2]
    ['2 of the 7 warning signs that can be judged are shown. If nothing had changed, chance alone would show about \
0.4.', '1 more sign cannot be judged: too few figures.']
    """
    shown, blind = int(rows.n_shown.sum()), int(rows.n_not_enough.sum())
    judged = shown + int(rows.n_no_sign.sum())
    lines = [f"No warning sign can be judged: all {blind} have too few figures."]
    if judged:
        which, are = f"the {many(judged, 'warning sign')} that can be judged", "is" if shown == 1 else "are"
        lines = [
            f"{shown} of {which} {are} shown. If nothing had changed, chance alone would show about "
            f"{number(rows.by_chance.sum(), 1)}."
        ]
        if blind:
            lines.append(f"{many(blind, 'more sign')} cannot be judged: too few figures.")
    after = ", before they were tested" if tested else ""
    return [*lines, f"The rules of the signs were fixed on {day_words(fixed_on)}{after}."]


def order_sentences(rows: pd.DataFrame, name: str, judged: int, of: int) -> list[str]:
    """What changed first, what followed, and the question that this puts.

    ``rows``: of ``study.warned.order``; ``judged``: how many warning signs can be judged, ``of`` so many.
    """
    if rows.empty:
        return [
            f"{name} shows none of the {many(judged, 'warning sign')} that can be judged, of {of}, in the latest "
            "figures."
        ]
    lines = []
    for first, words in ((True, "What changed first"), (False, "What followed")):
        some = rows[rows["first"] == first]
        if len(some):
            named = "; ".join(f"{row.title} (since {row.since})" for row in each_row(some))
            lines.append(f"{words}: {named}.")
    if len(rows) > 1 and rows["first"].all():
        lines.append("Nothing followed: all of them began in the same year.")
    if rows.since_earlier.any():
        lines.append(
            f"{many(int(rows.since_earlier.sum()), 'sign')} of these may be older, because the year before cannot be "
            "judged."
        )
    return [*lines, FIRST_QUESTION]


NOT_TRUTH = (
    "A grade is context, not truth: one word for a whole service, from a few inspectors in a week or two, under rules "
    "that change, sometimes years ago; and inspectors read the same published figures before they come."
)


def own_sentences(rows: pd.DataFrame, name: str) -> list[str]:
    """One council's inspections: ``rows`` as ``inspections.timeline`` gives them.

    >>> rows = pd.DataFrame({"inspection_date": pd.to_datetime(["2019-06-03", "2023-09-25"]), "overall": ["good"] * 2,
    ...                      "years_since": [None, 4.31]})
    >>> own_sentences(rows, "Wiltshire")
    ['Wiltshire has had 2 inspections since 2018: good (June 2019), good (September 2023).', 'The latest came 4.3 \
years after the one before.']
    """
    if rows.empty:
        return [f"No inspection of {name} since 2018 is held. Those of a council before it are not carried over."]
    told = ", ".join(f"{row.overall} ({row.inspection_date:%B %Y})" for row in each_row(rows))
    lines = [f"{name} has had {many(len(rows), 'inspection')} since 2018: {told}."]
    if len(rows) > 1:
        lines.append(f"The latest came {number(rows.years_since.iloc[-1], 1)} years after the one before.")
    return lines


def in_and_out_sentences(careers: pd.DataFrame, name: str, area_code: str) -> list[str]:
    """How many councils were judged inadequate, left it, went into it, or did both; the reader's own is named.

    ``careers``: as ``inspections.careers`` gives them.
    """
    ever = int((careers.inadequate > 0).sum())
    lines = [
        f"Of {many(len(careers), 'council')} inspected since 2018, {ever} were judged inadequate at least once: "
        f"{int(careers.left.sum())} were better at a later inspection, {int(careers.fell.sum())} had been better "
        f"before, {int(careers.in_and_out.sum())} went both in and out.",
        f"{int((careers.inspections < 3).sum())} of them have had two inspections or one in these years, which is too "
        "few to go in and out: the years before would be needed to count councils that do.",
    ]
    if area_code in careers.index and careers.inadequate[area_code] > 0:
        own = row_of(careers, area_code)
        way = (
            "went both in and out" if own.in_and_out else "came out of it" if own.left else "went into it" if own.fell
            else "was judged so every time"
        )  # fmt: skip
        lines.append(f"{name} is one of the {ever}, and {way} in this time.")
    return lines


def between_sentences(rows: pd.DataFrame) -> list[str]:
    """How long it was to the next inspection, by the grade before: ``rows`` as ``inspections.between`` gives them."""
    told = "; ".join(
        f"{INSPECTION_GRADES[int(row.previous)]} {number(row.middle, 1)} years "
        f"({number(row.lower_quartile, 1)} to {number(row.upper_quartile, 1)}, n = {row.n})"
        for row in each_row(rows)
    )
    return [f"From one inspection to the next, by the grade before, middle half in brackets: {told}."] if told else []
