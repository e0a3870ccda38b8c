"""A council's inspections in words, and what is so of all councils, counted and never named."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import many, number
from scouting.terms import INSPECTION_GRADES

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
    told = ", ".join(f"{row.overall} ({row.inspection_date:%B %Y})" for row in rows.itertuples())
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
        own = careers.loc[area_code]
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
        for row in rows.itertuples()
    )
    return [f"From one inspection to the next, by the grade before, middle half in brackets: {told}."] if told else []
