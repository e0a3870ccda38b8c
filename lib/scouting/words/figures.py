"""Numbers, figures, periods and counts as words."""

from __future__ import annotations

import math

import pandas as pd

from scouting.terms import MARKERS


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


def percent(share: float, decimals: int = 0) -> str:
    """A share of one as a percentage.

    >>> percent(0.125), percent(0.9995, 1)
    ('13%', '100.0%')
    """
    return f"{number(100 * share, decimals)}%"


def figure(value: float, unit: str, decimals: int) -> str:
    """A figure with its unit; a missing one in words.

    >>> figure(25.46, "%", 1), figure(1320, "£ per week", 0), figure(67, "per 10,000 children", 0)
    ('25.5%', '£1,320 per week', '67 per 10,000 children')
    >>> figure(12.34, "score", 1), figure(float("nan"), "%", 1)
    ('score 12.3', 'no figure')
    """
    if value is None or pd.isna(value):
        return "no figure"
    text = number(float(value), int(decimals))
    if unit == "%":
        return f"{text}%"
    if unit in ("grade", "score"):
        return f"{unit} {text}"
    if unit.startswith("£"):
        minus, text = ("−", text[1:]) if text.startswith("−") else ("", text)
        return f"{minus}£{text}{unit[1:]}"
    return f"{text} {unit}".rstrip()


def period_words(period_end, year_end: str, statistic: str = "", kind: str = "year") -> str:
    """What span of time a figure is of: a year's unless ``kind`` is quarter or month. Counts of people, those of a
    school census and of residents in the middle of a year are of a month, those of the census of its day.

    >>> period_words(pd.Timestamp("2025-03-31"), "03-31"), period_words(pd.Timestamp("2024-12-31"), "12-31")
    ('year to March 2025', 'calendar year 2024')
    >>> period_words(pd.Timestamp("2025-06-30"), "03-31", kind="quarter")
    'quarter to June 2025'
    >>> period_words(pd.Timestamp("2021-03-21"), "03-21"), period_words(pd.Timestamp("2023-06-30"), "06-30")
    ('21 March 2021', 'June 2023')
    """
    end = pd.Timestamp(period_end)
    if kind == "year" and year_end == _CENSUS_DAY:
        return day_words(end)
    if kind == "month" or (kind == "year" and (year_end in _COUNTED_IN or statistic == "count")):
        return f"{end:%B %Y}"
    if kind == "year" and year_end == "12-31":
        return f"calendar year {end.year}"
    return f"{kind} to {end:%B %Y}"


#: The day of the census of 2021, and the ends of years whose figures are counted on a day of that month.
_CENSUS_DAY, _COUNTED_IN = "03-21", ("01-31", "06-30")


def age_words(period_end, as_of) -> str:
    """How old a figure is, from the month its period ended in to this month.

    >>> age_words("2025-03-31", "2026-11-23"), age_words("2025-03-31", "2025-04-02")
    ('20 months old', '1 month old')
    """
    end, now = pd.Timestamp(period_end), pd.Timestamp(as_of)
    months = max((now.year - end.year) * 12 + now.month - end.month, 0)
    return f"{months} month{'s'[: months != 1]} old"


def day_words(day) -> str:
    """A day in words, from a date or from YYYY-MM-DD.

    No format of strftime leaves out the zero of a day on every system, so the day is written as a number.

    >>> day_words("2026-10-01"), day_words(pd.Timestamp("2025-03-31"))
    ('1 October 2026', '31 March 2025')
    """
    day = pd.Timestamp(day)
    return f"{day.day} {day:%B %Y}"


def missing_words(marker: str) -> str:
    """Why there is no figure, in words.

    >>> missing_words("c"), missing_words("-")
    ('suppressed', 'not published')
    """
    return MARKERS.get(marker, "no figure")


def size(gap: float, unit: str, decimals: int) -> str:
    """The size of a difference: points for percentages and scores, else the unit.

    >>> size(-2.5, "%", 1), size(1, "score", 1), size(2, "grade", 0)
    ('2.5 percentage points', '1.0 point', '2 grades')
    """
    text = number(abs(gap), decimals)
    one = {"%": "percentage point", "score": "point", "grade": "grade"}.get(unit)
    if one:
        return f"{text} {one}{'' if float(text.replace(',', '')) == 1 else 's'}"
    return figure(abs(gap), unit, decimals)


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


def said(row) -> str:
    """The verdict of a comparison's row against similar councils, with "by a lot" where it is.

    >>> import pandas as pd
    >>> said(pd.Series({"verdict": "clearly worse", "by_a_lot": True}))
    'clearly worse, by a lot'
    """
    return f"{row.verdict}, by a lot" if row.by_a_lot else str(row.verdict)


def chance(share: float) -> str:
    """A chance in whole per cent; what is next to sure is not called sure.

    >>> [chance(x) for x in (0, 0.004, 0.256, 0.996, 1)]
    ['under 1%', 'under 1%', '26%', 'over 99%', 'over 99%']
    """
    if share < 0.005:
        return "under 1%"
    return "over 99%" if share >= 0.995 else figure(100 * share, "%", 0)


def listed(words: list[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["Kent"]), listed(["Kent", "Derby", "Bury"])
    ('Kent', 'Kent, Derby and Bury')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


#: Fractions as people say them, in per cent; those that begin with "one in" take no "of".
_FRACTIONS = {
    10: "one in ten", 12.5: "one in eight", 100 / 7: "one in seven", 100 / 6: "one in six", 20: "one in five",
    25: "a quarter", 100 / 3: "a third", 40: "two in five", 50: "half", 60: "three in five", 200 / 3: "two thirds",
    75: "three quarters", 80: "four in five", 90: "nine in ten",
}  # fmt: skip


def fraction(percentage: float, people: str = "") -> str:
    """A percentage as people say it: about, nearly or more than a plain fraction. ``people``: of whom.

    >>> fraction(27), fraction(19.6, "children in care"), fraction(49, "children in care")
    ('more than a quarter', 'about one in five children in care', 'nearly half of children in care')
    >>> fraction(4), fraction(97)
    ('fewer than one in ten', 'more than nine in ten')
    """
    near = min(_FRACTIONS, key=lambda known: abs(known - percentage))
    apart = percentage - near
    how = "about" if abs(apart) < 1 else "more than" if apart > 0 else "nearly" if near > 10 else "fewer than"
    words = f"{how} {_FRACTIONS[near]}"
    if not people:
        return words
    return f"{words} {people}" if " in " in _FRACTIONS[near] else f"{words} of {people}"
