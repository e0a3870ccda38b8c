"""A comparison's rows into sentences: the verdict, the rank, the change, the gap in people."""

from __future__ import annotations

import math

import pandas as pd

from scouting.terms import (
    CLEARLY,
    FEWEST_NEIGHBOURS,
    LOCAL,
    NOT_COMPARED,
    PROBABLY,
    SIDES,
    TOO_CLOSE,
    TOO_FEW_PEOPLE,
    UNPUBLISHED,
    WOBBLE_PERIODS,
)
from scouting.words.figures import figure, missing_words, number, one_of, ordinal, said, size


def place(row) -> str:
    """A rank with its 'of how many' and its range.

    ``row``: a comparison row. Empty where there is no rank.

    >>> place(pd.Series({"rank": 9.0, "rank_of": 11, "rank_low": 6.0, "rank_high": 11.0}))
    '9th of 11 (could be 6th to 11th)'
    """
    if pd.isna(row["rank"]) or row["rank_of"] < 2:
        return ""
    text = f"{ordinal(row['rank'])} of {int(row['rank_of'])}"
    if pd.isna(row["rank_low"]):
        return f"{text} (how sure is not known)"
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return text if low == high else f"{text} (could be {ordinal(low)} to {ordinal(high)})"


def verdict_counts(verdicts: pd.Series) -> str:
    """How many verdicts of each kind there are, in words, in the order in which they are read.

    >>> verdict_counts(pd.Series(["clearly worse", "too close to call", "clearly better", "clearly better"]))
    'clearly better on 2, clearly worse on 1, too close to call on 1'
    """
    counted = verdicts.value_counts()
    order = [words[side] for side in SIDES for words in (CLEARLY, PROBABLY)]
    told = [f"{word} on {counted[word]}" for word in (*order, TOO_CLOSE) if word in counted]
    return ", ".join(told + [f"{counted[word]} {word}" for word in (TOO_FEW_PEOPLE, NOT_COMPARED) if word in counted])


def bars_title(row, indicator, name: str) -> str:
    """The message of a ranked bar: the figure and the place.

    ``row``: a comparison row; ``indicator``: its catalogue row.
    """
    if pd.isna(row.value):
        return f"{indicator.title}: no figure for {name} ({missing_words(row.marker)})"
    order = "" if indicator.polarity != "no_judgement" else ", highest first"
    where = place(row)
    return f"{indicator.title}: {name} {figure(row.value, indicator.unit, indicator.decimals)}" + (
        f", {where}{order}" if where else ""
    )


def trend_title(row, indicator, name: str) -> str:
    """The message of a trend: the latest change, or why there is none to tell."""
    short = indicator.short_title
    if indicator.source_id == LOCAL:  # room for the whole mark
        short = short.replace(f"({LOCAL})", f"({UNPUBLISHED})")
    start = f"{short}, {name}"
    if pd.isna(row.value):
        return f"{start}: no figure for {row.period} ({missing_words(row.marker)})"
    now = f"{start}: {figure(row.value, indicator.unit, indicator.decimals)} in {row.period}"
    if pd.isna(row.change):
        return f"{now}; no unbroken {row.period_kind} before it"
    change = size(row.change, indicator.unit, indicator.decimals)
    if number(abs(row.change), indicator.decimals) == number(0, indicator.decimals):
        return f"{now}, as in {row.change_from}"
    way = "up" if row.change > 0 else "down"
    usual = pd.notna(row.noise) and abs(row.change) <= 1.96 * math.sqrt(2) * row.noise
    return f"{now}, {way} {change} on {row.change_from}" + (" (no more than usual)" if usual else "")


def level_words(row) -> str:
    """The periods of a level: "2023 to 2025, the latest counting most"; for shorter periods the year they make.

    >>> level_words(pd.Series({"level_periods": 1, "period": "2025", "level_from": "2025", "period_kind": "year"}))
    '2025'
    """
    if row.level_periods <= 1:
        return str(row.period)
    span = f"{row.level_from} to {row.period}"
    return f"{span}, the latest counting most" if row.period_kind == "year" else span


def verdict_sentence(row, indicator, name: str) -> str:
    """The verdict on one measure with the figures that it rests on, or why there is none.

    ``row``: a comparison row; ``indicator``: its catalogue row.
    """
    unit, decimals = indicator.unit, int(indicator.decimals)
    if pd.isna(row.value):
        return f"{indicator.title}: {name} has no figure for {row.period} ({missing_words(row.marker)})."
    start = f"{indicator.title}: {name} {figure(row.value, unit, decimals)} in {row.period}"
    if row.verdict == TOO_FEW_PEOPLE:
        return f"{start}. Too few people stand behind this figure to compare it."
    if row.verdict == NOT_COMPARED:
        return f"{start}. {_why_not(row, indicator)}"
    words = said(row)
    theirs = figure(row.level_median, unit, decimals)
    if row.level_periods <= 1:
        return f"{start}, against {theirs} in similar councils: {words}."
    return (
        f"{start}. Over {level_words(row)}, {figure(row.level, unit, decimals)} against {theirs} in similar councils: "
        f"{words}.{_TURNED if row.turned and row.verdict != TOO_CLOSE else ''}"
    )


#: What is added where the latest figure alone lies on the other side.
_TURNED = " The latest figure alone lies on the other side of similar councils, so this may be turning."


def _why_not(row, indicator) -> str:
    """Why a figure that is there is not compared."""
    if indicator.statistic == "count":
        return "A count is not compared."
    if row.n_with_value < FEWEST_NEIGHBOURS * row.n_neighbours:
        return "Not compared: fewer than half of similar councils have a figure."
    if pd.isna(row.level) and row.period_kind != "year":
        return "Not compared: a whole year of figures is not held."
    if pd.notna(row.level_lower):
        return "Not compared: fewer than half of similar councils have figures that can be compared."
    return (
        f"Not compared: with fewer than {WOBBLE_PERIODS} years on the present basis, nobody can say how far it usually "
        "moves."
    )


def people_sentence(row, indicator, name: str) -> str:
    """The gap in people, where it can be told and the denominator is known; else "".

    On the horizon of the verdict, so that the two never point opposite ways; nothing is said of a gap too close to
    call, nor of one that has turned.
    """
    told = str(row.verdict).startswith(("clearly", "probably")) and not row.turned
    if not told or pd.isna(row.people) or not indicator.numerator_label:
        return ""
    count = number(abs(row.people), 0)
    if count == "0":
        return ""
    label = one_of(indicator.numerator_label) if count == "1" else indicator.numerator_label
    way = "more" if row.people > 0 else "fewer"
    return f"About {count} {way} {label} than if {name} matched similar councils."


def rank_words(row, column: str = "rank") -> str:
    """A rank with of how many and its range, from a row with rank, rank_low, rank_high and of.

    ``column``: another rank of the row, whose range is in columns named after it.

    >>> rank_words(pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153}))
    '9th of 153 (could be 4th to 31st)'
    """
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return place({"rank": row[column], "rank_of": row["of"], "rank_low": low, "rank_high": high})
