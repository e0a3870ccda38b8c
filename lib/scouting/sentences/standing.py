"""A comparison's rows into sentences: standing, place, change, the gap in people."""

from __future__ import annotations

import math

import pandas as pd

from scouting.sentences.words import figure, many, missing_words, number, one_of, ordinal, size
from scouting.terms import FEWEST_NEIGHBOURS, LOCAL, NOT_COMPARED, POLARITIES, SIMILAR, UNPUBLISHED


def place(row) -> str:
    """A rank with its 'of how many' and the places that cannot be told apart from it.

    ``row``: a comparison row. Empty where the council has no figure.

    >>> place(pd.Series({"rank": 9.0, "rank_of": 11, "rank_low": 6.0, "rank_high": 11.0}))
    '9th of 11 (6th to 11th cannot be told apart)'
    """
    if pd.isna(row["rank"]) or row["rank_of"] < 2:
        return ""
    text = f"{ordinal(row['rank'])} of {int(row['rank_of'])}"
    if pd.isna(row["rank_low"]):
        return f"{text} (no estimate of noise)"
    low, high = int(row["rank_low"]), int(row["rank_high"])
    return text if low == high else f"{text} ({ordinal(low)} to {ordinal(high)} cannot be told apart)"


def overview_title(rows: pd.DataFrame, name: str = "") -> str:
    """The message of a page of the overview: on how many indicators the council stands how against its neighbours.

    ``rows``: facet (in words), standing (over three years) and standing_now, a row an indicator. Where none can be
    compared over three years, the latest period is told.

    >>> rows = pd.DataFrame({"facet": "Outcomes", "standing": ["much worse", "better", "similar", "not compared"]})
    >>> overview_title(rows, "Wiltshire")
    'Outcomes, Wiltshire: of 4 indicators, better on 1, worse on 1, similar on 1, 1 not compared'
    >>> overview_title(pd.DataFrame({"facet": "Cost", "standing": ["not compared"], "standing_now": ["higher"]}))
    'Cost: of 1 indicator, in the latest period alone, higher on 1'
    """
    lasting = (rows.standing != NOT_COMPARED).any() or (rows.standing_now == NOT_COMPARED).all()
    ways = (rows.standing if lasting else rows.standing_now).str.removeprefix("much ").value_counts()
    told = [] if lasting else ["in the latest period alone"]
    told += [f"{way} on {ways[way]}" for way in ("better", "worse", "higher", "lower", SIMILAR) if way in ways]
    told += [f"{ways[NOT_COMPARED]} not compared"] if NOT_COMPARED in ways else []
    *first, last = dict.fromkeys(rows.facet)
    facets = f"{', '.join(first)} and {last}" if first else last
    return f"{', '.join(filter(None, [facets, name]))}: of {many(len(rows), 'indicator')}, {', '.join(told)}"


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
    wobbly = pd.notna(row.noise) and abs(row.change) <= 1.96 * math.sqrt(2) * row.noise
    return f"{now}, {way} {change} on {row.change_from}" + (" (within its noise)" if wobbly else "")


_AGAINST = {
    "better": "better than",
    "worse": "worse than",
    "higher": "higher than",
    "lower": "lower than",
    "similar": "not to be told apart from",
}


def standing_sentence(row, indicator, name: str) -> str:
    """Where a council stands against its neighbours over three years, how sure; by quarter or month, in the latest."""
    unit, decimals = indicator.unit, int(indicator.decimals)
    start = f"{indicator.title}: "
    if row.standing == "not compared":
        if pd.isna(row.value):
            return f"{start}{name} has no figure for {row.period} ({missing_words(row.marker)})."
        if indicator.statistic == "count":
            return f"{start}{name} {figure(row.value, unit, decimals)} in {row.period}. A count is not compared."
        years = row.period_kind == "year"
        if not years and row.standing_now != "not compared":
            return now_sentence(row, indicator, name)
        few = row.n_with_value < FEWEST_NEIGHBOURS * row.n_neighbours
        why = (
            "fewer than half of the neighbours have a figure"
            if few
            else "three unbroken years, or an estimate of noise, are not held"
            if years
            else "an estimate of noise is not held"
        )
        how = "not compared over time" if years else "not compared"
        return f"{start}{name} {figure(row.value, unit, decimals)} in {row.period}; {why}: {how}."
    if unit == "%":
        decimals = max(decimals, 1)  # a mean of three whole percentages is none: readers will take one from the other
    how = row.standing.removeprefix("much ")
    much = "much " if row.standing.startswith("much ") else ""
    return (
        f"{start}over {row.sustained_from} to {row.period} {name} averaged {figure(row.sustained, unit, decimals)}, "
        f"{much}{_AGAINST[how]} the median of its neighbours ({figure(row.sustained_median, unit, decimals)}, "
        f"{int(row.sustained_n)} with figures): a gap of {size(row.sustained_gap, unit, decimals)}, "
        f"{number(abs(row.sustained_gap_noise), 2)} times its noise."
    )


def now_sentence(row, indicator, name: str) -> str:
    """Where a council stands against its neighbours in the latest period alone."""
    how = row.standing_now.removeprefix("much ")
    much = "much " if row.standing_now.startswith("much ") else ""
    unit, decimals = indicator.unit, int(indicator.decimals)
    if unit == "%":
        decimals = max(decimals, 1)
    return (
        f"{indicator.title}: in {row.period} alone {name} had {figure(row.value, unit, decimals)}, "
        f"{much}{_AGAINST[how]} the median of its neighbours ({figure(row.neighbour_median, unit, decimals)}, "
        f"{int(row.n_with_value)} with figures): a gap of {size(row.gap, unit, decimals)}, "
        f"{number(abs(row.gap_noise), 2)} times its noise."
    )


def people_sentence(row, indicator) -> str:
    """The gap in people, where a denominator is known: what would match the neighbours' median.

    A council that is not behind is told what the median would amount to, not what to reach for.
    """
    if pd.isna(row.people) or not indicator.numerator_label:
        return ""
    count = number(abs(row.people), 0)
    if count == "0":
        return f"The same number as at the neighbours' median ({row.period})."
    label = one_of(indicator.numerator_label) if count == "1" else indicator.numerator_label
    what = f"{count} {'fewer' if row.people > 0 else 'more'} {label}"
    if row.people * POLARITIES[indicator.polarity] < 0:
        return f"{what} would match the neighbours' median ({row.period})."
    return f"At the neighbours' median there would be {what} ({row.period})."
