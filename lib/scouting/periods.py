"""Periods as people write them, the day that ages are told from, and the newest figure of care."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from scouting.errors import ScoutingError
from scouting.terms import LOCAL

#: Facets that say what an area needs, or what an inspector found: context, and no figure of care.
_CONTEXT = ("need", "inspection")

ALLOWED = (
    "a year (2025 or 2024-25), a financial quarter (2025-26 Q1 is April to June 2025), "
    "or a month (2025-07, or 2025-M07)"
)

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_TWO_YEARS = re.compile(r"((?:19|20)[0-9]{2})[-/]([0-9]{2})")
_QUARTER = re.compile(r"((?:19|20)[0-9]{2})[-/]([0-9]{2}) ?[Qq]([1-4])")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})-[Mm]?(0[1-9]|1[0-2])")
_NAMED = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
#: Days as people and spreadsheets write them, and months by name, which is how a spreadsheet shows the day 2025-07-01.
_DATE = re.compile(
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([T ].*)?"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{2}|[0-9]{4})( .*)?"
    rf"|([0-9]{{1,2}}(st|nd|rd|th)?[- /])?{_NAMED}[- /.,]*[0-9]{{2,4}}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Period:
    """A span of time: its label, its kind (year, quarter, month), its first and its last day."""

    label: str
    kind: str
    start: dt.date
    end: dt.date


def _last_day(year: int, month: int) -> dt.date:
    """The last day of a month; month 13 is January of the next year."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def is_date(text: str) -> bool:
    """Whether a text is a day, or a month by name, rather than a period.

    >>> [is_date(text) for text in ("2025-04-01", "01/04/2025", "Jul-25", "2025-07")]
    [True, True, True, False]
    """
    return bool(_DATE.fullmatch(text.strip()))


def _year(label: str, last: int, year_end: str) -> Period:
    try:
        month, day = map(int, year_end.split("-"))
        end = dt.date(last, month, day)
        start = dt.date(last - 1, month, day) + dt.timedelta(days=1)
    except ValueError:
        raise ScoutingError(f"'{year_end}' is not a day on which a year can end, like 03-31.") from None
    return Period(label, "year", start, end)


def kind_of(label: str) -> str:
    """What a label means a period of: year, quarter or month.

    >>> kind_of("2024-25"), kind_of("2025-07")
    ('year', 'month')
    """
    return parse(label).kind


def parse(label: str, year_end: str = "03-31") -> Period:
    """The period that a label means.

    ``year_end``: the day (MM-DD) on which the indicator's years end: 2025 and 2024-25 are both the year that ends on
    that day of 2025. Quarters are financial ones, months calendar months, whatever the year. Two digits that follow
    on from the year before them make a year: 2011-12 is the year 2011-12, and December 2011 is 2011-M12.
    A slash is written as a hyphen: 2024/25 becomes 2024-25. Raises ScoutingError that says what is allowed.

    >>> parse("2024/25")
    Period(label='2024-25', kind='year', start=datetime.date(2024, 4, 1), end=datetime.date(2025, 3, 31))
    >>> parse("2025-26 Q1").end, parse("2025-07").end, parse("2025", "08-31").end
    (datetime.date(2025, 6, 30), datetime.date(2025, 7, 31), datetime.date(2025, 8, 31))
    """
    text = str(label).strip()
    if _YEAR.fullmatch(text):
        return _year(text, int(text), year_end)
    if (two := _TWO_YEARS.fullmatch(text)) and _follows(*two.groups()):
        if year_end == "12-31":
            hint = f"The years of this indicator are calendar years: write {int(two[1]) + 1} or {two[1]}."
            raise ScoutingError(f"'{text}' is not a calendar year. {hint}")
        return _year(f"{two[1]}-{two[2]}", int(two[1]) + 1, year_end)
    if (quarter := _QUARTER.fullmatch(text)) and _follows(quarter[1], quarter[2]):
        year, number = int(quarter[1]), int(quarter[3])
        first = dt.date(year, 3 * number + 1, 1) if number < 4 else dt.date(year + 1, 1, 1)
        label = f"{year}-{quarter[2]} Q{number}"
        return Period(label, "quarter", first, _last_day(first.year, first.month + 2))
    if month := _MONTH.fullmatch(text):
        year, number = int(month[1]), int(month[2])
        return Period(text.upper(), "month", dt.date(year, number, 1), _last_day(year, number))
    what = "is a date, not a period" if is_date(text) else "is not a period"
    raise ScoutingError(f"'{text}' {what}. A period is {ALLOWED}.")


def _follows(first: str, second: str) -> bool:
    return (int(first) + 1) % 100 == int(second)


#: Months from the end of one period to that of the next. A survey of every other year is a series of years, too.
MONTHS = {"year": 12, "quarter": 3, "month": 1}


def later(label: str, months: int) -> str:
    """The label of the period that ends so many months after a labelled one, written as that one is.

    >>> later("2024-M11", 3), later("2024/25", 12), later("2024-25 Q4", 3), later("2024", 24)
    ('2025-M02', '2025/26', '2025-26 Q1', '2026')
    """
    if month := _MONTH.fullmatch(label):
        year, number = divmod(int(month[1]) * 12 + int(month[2]) - 1 + months, 12)
        return f"{year}{label[4:-2]}{number + 1:02}"
    if quarter := _QUARTER.fullmatch(label):
        year, number = divmod(int(quarter[1]) * 4 + int(quarter[3]) - 1 + months // 3, 4)
        return f"{year}{label[4]}{(year + 1) % 100:02}{label[7:-1]}{number + 1}"
    year = int(label[:4]) + months // 12
    return f"{year}{label[4]}{(year + 1) % 100:02}" if _TWO_YEARS.fullmatch(label) else str(year)


def complete(rows: pd.DataFrame) -> pd.DataFrame:
    """A series with the periods that were left out between its own, so that one without a row is one that is missing.

    ``rows``: period, period_end and what else there is, one row per period of one kind. Gives them in order, with
    ``position`` (place in time, from 0); what else a period that was left out would have is missing. Months and
    quarters follow each other. Years follow each other by the shortest step between two of them, so that a survey
    held every other year leaves nothing out; one that came half a step late has no period in its place, though it
    does not follow on.

    >>> ends = pd.to_datetime(["2025-01-31", "2025-04-30"])
    >>> rows = pd.DataFrame({"period": ["2025-01", "2025-04"], "period_end": ends, "value": [1.0, 2.0]})
    >>> complete(rows)[["period", "position", "value"]].values.tolist()
    [['2025-01', 0, 1.0], ['2025-02', 1, nan], ['2025-03', 2, nan], ['2025-04', 3, 2.0]]
    """
    rows = rows.sort_values("period_end", kind="stable", ignore_index=True)
    if rows.empty:
        return rows.assign(position=pd.Series(dtype=int))
    months = rows.period_end.dt.year * 12 + rows.period_end.dt.month
    steps = months.diff().iloc[1:]
    usual = MONTHS[kind_of(rows.period.iloc[-1])]
    if usual == 12 and len(steps):
        usual = max(usual, int(steps.min()))
    rows = rows.assign(position=(months.diff().fillna(0) / usual).round().cumsum().astype(int))
    absent = []
    for at, step in steps[steps % usual == 0].items():
        for n in range(1, int(step) // usual):
            before = rows.iloc[int(at) - 1]
            end = before.period_end + pd.DateOffset(months=n * usual)
            end += pd.offsets.MonthEnd(0) if before.period_end.is_month_end else pd.DateOffset()
            absent.append((later(before.period, n * usual), end, before.position + n))
    if not absent:
        return rows
    between = pd.DataFrame(absent, columns=["period", "period_end", "position"]).astype(
        {"period": rows.period.dtype, "period_end": rows.period_end.dtype}
    )
    return pd.concat([rows, between]).sort_values("position", kind="stable", ignore_index=True)


def as_of_day(text: str | dt.date = "") -> dt.date:
    """The day from which ages of figures are told: the one that is given, or today where it is blank.

    Raises ScoutingError for anything that is not a day as YYYY-MM-DD.

    >>> as_of_day("2026-11-05")
    datetime.date(2026, 11, 5)
    """
    given = str(text).strip()
    if not given:
        return dt.date.today()
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or str(day) != given:  # 20261105 and 2026-W45-4 are days, too, but not as they are written here
        raise ScoutingError(f"as_of is a date such as 2026-11-05, or blank for today: '{text}' was given.")
    return day


def newest_of_care(rows: pd.DataFrame, facts: pd.DataFrame) -> pd.Timestamp:
    """The last day of the newest figure of care: the age of a report is the age of this figure.

    ``rows``: figures or comparisons (indicator_id, period_end, value). ``facts``: the catalogue's rows of their
    indicators (facet, source_id). Need and inspection are not of care, and a missing figure is no figure. Published
    figures come before a council's own. Where no row is left, the rule that leaves none is dropped. NaT without rows.

    >>> facts = pd.DataFrame({"facet": ["outcome", "need"], "source_id": "dfe_lait"}, index=["seen", "deprived"])
    >>> ends = pd.to_datetime(["2025-03-31", "2025-10-31"])
    >>> newest_of_care(pd.DataFrame({"indicator_id": facts.index, "period_end": ends, "value": 1.0}), facts)
    Timestamp('2025-03-31 00:00:00')
    """
    mine = facts[["facet", "source_id"]].loc[rows.indicator_id]
    rules = [~mine.facet.isin(_CONTEXT), mine.source_id != LOCAL, rows.value.notna()]
    kept = pd.Series(True, index=range(len(rows)))
    for rule in rules:
        both = kept & rule.to_numpy()
        kept = both if both.any() else kept
    return rows.period_end[kept.to_numpy()].max()
