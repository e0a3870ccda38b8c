"""Periods as people and other tools spell them, in the one spelling that is kept, where they can mean nothing else."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from itertools import pairwise

from scouting.errors import ScoutingError
from scouting.periods import Period, is_date, parse

_MONTHS = [name.casefold() for name in calendar.month_name[1:]]
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_YEARS = r"(?P<first>(?:19|20)?[0-9]{2}) ?[-/] ?(?P<last>(?:19|20)?[0-9]{2})"
_Q = r"(?:q|qtr|quarter) ?(?P<quarter>[1-4])"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_QUARTERS = (re.compile(rf"{_Q}(?: of)?[ ,-]*{_YEARS}"), re.compile(rf"{_YEARS}[ ,-]*{_Q}"))
_NAMED = (
    re.compile(rf"{_NAME}[ ,/'-]*(?P<year>(?:19|20)?[0-9]{{2}})"),
    re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}})[ -]{_NAME}"),
)
_THREE = re.compile(rf"{_NAME} ?(?:-|to) ?(?P<end>[a-z]{{3,9}})\.? (?P<year>(?:19|20)[0-9]{{2}})")
_NUMBERED = (
    re.compile(r"(?P<month>0?[1-9]|1[0-2])[-/](?P<year>(?:19|20)[0-9]{2})"),
    re.compile(r"(?P<year>(?:19|20)[0-9]{2})/?(?P<month>0[1-9]|1[0-2])"),
)
_DAY = (
    (re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?"), (0, 1, 2)),
    (re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})(?: .*)?"), (2, 1, 0)),
)
#: Days that Excel's numbers from here to there mean: 2000 to 2050.
_SERIAL = range(36_526, 54_789)


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _month(name: str) -> int:
    """The number of a month by its name, or by the beginning of it; 0 for another word."""
    return next(
        (n for n, month in enumerate(_MONTHS, start=1) if month.startswith(name) or (name == "sept" and n == 9)), 0
    )


def plain(text: str) -> str:
    """A period in the spelling that ``periods.parse`` reads; a text that could mean two things stays as it is.

    >>> [plain(text) for text in ("Q1 2025/26", "2024–25", "202425", "2025.0", "Apr-25", "12/2011", "Apr-Jun 2025")]
    ['2025-26 Q1', '2024-25', '2024-25', '2025', '2025-04', '2011-M12', '2025-26 Q1']
    >>> [plain(text) for text in ("Q1 2025", "01/04/2025", "24/25", "2011-12")]
    ['Q1 2025', '01/04/2025', '24/25', '2011-12']
    """
    short = " ".join(str(text).translate(_DASHES).split()).casefold()
    short = re.sub(r"^(fy|financial year) ?| ?\((academic|financial)\)$", "", short)
    if whole := re.fullmatch(r"((?:19|20)[0-9]{2})\.0", short):
        return whole[1]
    if (two := re.fullmatch(r"((?:19|20)[0-9]{2}) ?[-/]? ?((?:19|20)?[0-9]{2})", short)) and _follow(*two.groups()):
        return f"{two[1]}-{two[2][-2:]}"
    for found in (pattern.fullmatch(short) for pattern in _QUARTERS):
        if found and _follow(found["first"], found["last"]):
            return f"{_full(found['first'])}-{found['last'][-2:]} Q{found['quarter']}"
    for found in (pattern.fullmatch(short) for pattern in _NAMED):
        if found and (month := _month(found["name"])):
            return _of_month(_full(found["year"]), month)
    for found in (pattern.fullmatch(short) for pattern in _NUMBERED):
        if found:
            return _of_month(int(found["year"]), int(found["month"]))
    if three := _THREE.fullmatch(short):
        start, end, year = _month(three["name"]), _month(three["end"]), int(three["year"])
        if start % 3 == 1 and end == start + 2:
            first = year if start > 3 else year - 1
            return f"{first}-{(first + 1) % 100:02d} Q{(start + 8) // 3 % 4 + 1}"
    return " ".join(str(text).translate(_DASHES).split())


def _of_month(year: int, month: int) -> str:
    return f"{year}-{'M' if (year + 1) % 100 == month else ''}{month:02d}"  # 2011-12 is a year


def _follow(first: str, last: str) -> bool:
    return (int(first) + 1) % 100 == int(last) % 100 and (len(last) == 2 or _full(first) + 1 == int(last))


def day(text: str) -> dt.date | None:
    """The day that a text is, day before month as in Britain; None for another text.

    >>> day("01/04/2025"), day("2025-04-01 00:00:00"), day("2025-04")
    (datetime.date(2025, 4, 1), datetime.date(2025, 4, 1), None)
    """
    for pattern, order in _DAY:
        if found := pattern.fullmatch(str(text).strip()):
            year, month, number = (found.groups()[place] for place in order)
            try:
                return dt.date(_full(year.zfill(2)), int(month), int(number))
            except ValueError:
                return None
    return None


def monthly(texts: Iterable[str]) -> bool:
    """Whether the days among some periods are months: all first or all last days of one, two of them a month apart.

    >>> monthly(["01/04/2025", "01/05/2025"]), monthly(["01/04/2025", "01/07/2025"]), monthly(["2025-04-01"])
    (True, False, False)
    """
    days = sorted({found for found in map(day, texts) if found})
    ends = [one.day == 1 for one in days] or [False]
    last = [(one + dt.timedelta(days=1)).day == 1 for one in days] or [False]
    places = [one.year * 12 + one.month for one in days]
    return (all(ends) or all(last)) and any(b - a == 1 for a, b in pairwise(places))


def period(text: str, year_end: str, *, months: bool = False) -> Period:
    """The period that a text of an own file means. ``months``: the days of this indicator are months (``monthly``).

    Raises ScoutingError that names the right spellings of what could mean two things.
    """
    found = day(text)
    if months and found:
        return parse(_of_month(found.year, found.month), year_end)
    try:
        return parse(plain(text), year_end)
    except ScoutingError as err:
        if hint := _meant(text.strip(), found):
            raise ScoutingError(f"'{text}' {hint}") from None
        raise ScoutingError([said.replace(f"'{plain(text)}'", f"'{text}'", 1) for said in err.problems]) from None


def _meant(text: str, found: dt.date | None) -> str:
    """What a text could mean, each with its spelling; nothing where no reading is near."""
    if not found and text.isdecimal() and int(text) in _SERIAL:
        found = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
        return f"is Excel's number for {found.day} {found:%B %Y}. {_of_day(found)}"
    if found:
        return f"is a day, not a period. {_of_day(found)}"
    short = text.translate(_DASHES).casefold()
    if one := re.fullmatch(
        rf"(?:{_Q}[ ,-]*((?:19|20)[0-9]{{2}})|((?:19|20)[0-9]{{2}})[ ,-]*{_Q.replace('quarter>', 'second>')})", short
    ):
        number, year = int(one["quarter"] or one["second"]), int(one[2] or one[3])
        first = dt.date(year, 3 * number - 2, 1)
        return (
            f"could be a quarter of the calendar year or of the financial year. Write {_quarter(first)} for the three "
            f"months from {first:%B %Y}, or {year}-{(year + 1) % 100:02d} Q{number} for the financial quarter {number}."
        )
    if (two := re.fullmatch(r"([0-9]{2}) ?[-/] ?([0-9]{2})", short)) and _follow(*two.groups()):
        return f"has no century. Write 20{two[1]}-{two[2]} for the year."
    span = re.fullmatch(r"((?:19|20)[0-9]{2}) ?(?:-|/|to) ?((?:19|20)?[0-9]{2})", short)
    if span and 2 <= (int(span[2]) - int(span[1])) % 100 <= 15:
        return "is several years together, which cannot be kept: figures are of one year, quarter or month."
    return ""


def _quarter(found: dt.date) -> str:
    first = found.year if found.month > 3 else found.year - 1
    return f"{first}-{(first + 1) % 100:02d} Q{(found.month - 4) // 3 % 4 + 1}"


def _of_day(found: dt.date) -> str:
    first = found.year if found.month > 3 else found.year - 1
    return (
        f"Write {found.year}-{found.month:02d} for the month {found:%B %Y}, {_quarter(found)} for its quarter, or "
        f"{first}-{(first + 1) % 100:02d} for its year."
    )


def like_period(text: str) -> bool:
    """Whether a heading is a period, or a day in the place of one.

    >>> [like_period(text) for text in ("Apr-25", "2025-26 Q1", "01/04/2025", "Value", "Area 51")]
    [True, True, True, False, False]
    """
    if day(text):
        return True
    try:
        return bool(parse(plain(text)))
    except ScoutingError:
        return is_date(text)
