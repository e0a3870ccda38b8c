"""Table rows into words. Deterministic: a sentence holds the numbers of its row and no others."""

from __future__ import annotations

import math

import pandas as pd

from scouting.terms import FEWEST_NEIGHBOURS, MARKERS, POLARITIES


def ordinal(n: int) -> str:
    """
    >>> [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 153)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th', '153rd']
    """
    n = int(n)
    tail = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{tail}"


def number(value: float, decimals: int) -> str:
    """A number rounded half away from zero, as published tables round, with a true minus sign.

    >>> number(20.25, 1), number(1234.5, 0), number(-0.04, 1), number(-2.5, 0)
    ('20.3', '1,235', '0.0', '−3')
    """
    factor = 10**decimals
    # A whisker more than binary noise (20.25 may be held as 20.2499999999999996).
    size = math.floor(abs(value) * factor + 0.5 + 1e-9) / factor
    text = f"{size:,.{decimals}f}"
    return f"−{text}" if value < 0 and size else text


def figure(value: float, unit: str, decimals: int) -> str:
    """A figure with its unit; a missing one in words.

    >>> figure(25.46, "%", 1), figure(1320, "£ per week", 0), figure(67, "per 10,000 children", 0)
    ('25.5%', '£1,320 per week', '67 per 10,000 children')
    >>> figure(float("nan"), "%", 1)
    'no figure'
    """
    if value is None or pd.isna(value):
        return "no figure"
    text = number(float(value), int(decimals))
    if unit == "%":
        return f"{text}%"
    if unit == "grade":
        return f"grade {text}"
    if unit.startswith("£"):
        minus, text = ("−", text[1:]) if text.startswith("−") else ("", text)
        return f"{minus}£{text}{unit[1:]}"
    return f"{text} {unit}".rstrip()


def period_words(period_end, year_end: str, statistic: str = "") -> str:
    """What span of time a yearly figure is of.

    >>> period_words(pd.Timestamp("2025-03-31"), "03-31"), period_words(pd.Timestamp("2024-12-31"), "12-31")
    ('year to March 2025', 'calendar year 2024')
    """
    end = pd.Timestamp(period_end)
    if year_end == "12-31":
        return f"calendar year {end.year}"
    if year_end == "01-31" or statistic == "count":
        return f"{end:%B %Y}"
    return f"year to {end:%B %Y}"


def age_words(period_end, as_of) -> str:
    """How old a figure is, from the month its period ended in to this month.

    >>> age_words("2025-03-31", "2026-11-23"), age_words("2025-03-31", "2025-04-02")
    ('20 months old', '1 month old')
    """
    end, now = pd.Timestamp(period_end), pd.Timestamp(as_of)
    months = max((now.year - end.year) * 12 + now.month - end.month, 0)
    return f"{months} month{'s'[: months != 1]} old"


def missing_words(marker: str) -> str:
    """Why there is no figure, in words.

    >>> missing_words("c"), missing_words("-")
    ('suppressed', 'not published')
    """
    return MARKERS.get(marker, "no figure")


def _size(gap: float, unit: str, decimals: int) -> str:
    """The size of a difference: points for percentages, else the unit."""
    text = number(abs(gap), decimals)
    if unit == "%":
        return f"{text} percentage point{'' if float(text.replace(',', '')) == 1 else 's'}"
    if unit == "grade":
        return f"{text} grade{'' if float(text) == 1 else 's'}"
    return figure(abs(gap), unit, decimals)


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
    start = f"{indicator.short_title}, {name}"
    if pd.isna(row.value):
        return f"{start}: no figure for {row.period} ({missing_words(row.marker)})"
    now = f"{start}: {figure(row.value, indicator.unit, indicator.decimals)} in {row.period}"
    if pd.isna(row.change):
        return f"{now}; no unbroken year before it"
    size = _size(row.change, indicator.unit, indicator.decimals)
    if number(abs(row.change), indicator.decimals) == number(0, indicator.decimals):
        return f"{now}, as in {row.change_from}"
    way = "up" if row.change > 0 else "down"
    wobbly = pd.notna(row.noise) and abs(row.change) <= 1.96 * math.sqrt(2) * row.noise
    return f"{now}, {way} {size} on {row.change_from}" + (" (within its noise)" if wobbly else "")


_AGAINST = {
    "better": "better than",
    "worse": "worse than",
    "higher": "higher than",
    "lower": "lower than",
    "similar": "not to be told apart from",
}


def standing_sentence(row, indicator, name: str) -> str:
    """Where a council stands against its neighbours over three years, how sure, and now."""
    unit, decimals = indicator.unit, int(indicator.decimals)
    start = f"{indicator.title}: "
    if row.standing == "not compared":
        if pd.isna(row.value):
            return f"{start}{name} has no figure for {row.period} ({missing_words(row.marker)})."
        if indicator.statistic == "count":
            return f"{start}{name} {figure(row.value, unit, decimals)} in {row.period}. A count is not compared."
        few = row.n_with_value < FEWEST_NEIGHBOURS * row.n_neighbours
        why = (
            "fewer than half of the neighbours have a figure"
            if few
            else "three unbroken years, or an estimate of noise, are not held"
        )
        return f"{start}{name} {figure(row.value, unit, decimals)} in {row.period}; {why}: not compared over time."
    if unit == "%":
        decimals = max(decimals, 1)  # a mean of three whole percentages is none: readers will take one from the other
    how = row.standing.removeprefix("much ")
    much = "much " if row.standing.startswith("much ") else ""
    return (
        f"{start}over {row.sustained_from} to {row.period} {name} averaged {figure(row.sustained, unit, decimals)}, "
        f"{much}{_AGAINST[how]} the median of its neighbours ({figure(row.sustained_median, unit, decimals)}, "
        f"{int(row.sustained_n)} with figures): a gap of {_size(row.sustained_gap, unit, decimals)}, "
        f"{number(abs(row.sustained_gap_noise), 2)} times its noise."
    )


def now_sentence(row, indicator, name: str) -> str:
    """Where a council stands against its neighbours in the latest year alone."""
    how = row.standing_now.removeprefix("much ")
    much = "much " if row.standing_now.startswith("much ") else ""
    unit, decimals = indicator.unit, int(indicator.decimals)
    if unit == "%":
        decimals = max(decimals, 1)
    return (
        f"{indicator.title}: in {row.period} alone {name} had {figure(row.value, unit, decimals)}, "
        f"{much}{_AGAINST[how]} the median of its neighbours ({figure(row.neighbour_median, unit, decimals)}, "
        f"{int(row.n_with_value)} with figures): a gap of {_size(row.gap, unit, decimals)}, "
        f"{number(abs(row.gap_noise), 2)} times its noise."
    )


def many(n: int, one: str, more: str = "") -> str:
    """A number with its noun.

    >>> many(1, "indicator"), many(2, "indicator"), many(0, "council")
    ('1 indicator', '2 indicators', '0 councils')
    """
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def one_of(label: str) -> str:
    """A label of several as one of them: its first plural made singular.

    >>> one_of("unaccompanied children seeking asylum"), one_of("section 47 enquiries"), one_of("vacant posts (FTE)")
    ('unaccompanied child seeking asylum', 'section 47 enquiry', 'vacant post (FTE)')
    """
    words = label.split()
    for place, word in enumerate(words):
        if word in _ONE or word.endswith("s"):
            words[place] = _ONE.get(word) or (f"{word[:-3]}y" if word.endswith("ies") else word[:-1])
            break
    return " ".join(words)


_ONE = {"children": "child", "people": "person"}


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
