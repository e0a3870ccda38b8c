"""Periods as people spell them: what can mean one thing is read, what could mean two is refused with both spellings."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scouting.errors import ScoutingError
from scouting.own import spellings
from scouting.periods import parse

READ = {
    "2025-26 Q1": "Q1 2025-26|Q1 2025/26|2025-26 Quarter 1|2025/26 q1|Qtr 1 2025/26|Quarter 1, 2025-2026|Q1 25/26"
    "|Apr-Jun 2025|April to June 2025|2025–26 Q1",
    "2025-26 Q4": "Q4 2025/26|Jan-Mar 2026|January to March 2026",
    "2024-25": "2024–25|2024—25|2024/2025|2024-2025|202425|2024/25|2024 - 25|FY 2024/25|2024/25 (academic)",
    "2011-12": "2011-12|201112|2011/12",
    "2025": "2025|2025.0",
    "2025-07": "July 2025|Jul 2025|Jul-25|jul 25|2025 July|2025-07|2025/07|07/2025|7-2025|202507|July, 2025",
    "2025-09": "Sept 2025|Sep-25|September 2025",
    "2011-M12": "December 2011|Dec-11|12/2011|2011-M12",
}
ASKED = {
    "01/04/2025": "Write 2025-04 for the month April 2025, 2025-26 Q1 for its quarter, or 2025-26 for its year.",
    "2026-01-01": "Write 2026-01 for the month January 2026, 2025-26 Q4 for its quarter, or 2025-26 for its year.",
    "45748": "is Excel's number for 1 April 2025. Write 2025-04 for the month April 2025",
    "Q1 2025": "Write 2024-25 Q4 for the three months from January 2025, or 2025-26 Q1 for the financial quarter 1.",
    "2025 Q4": "Write 2025-26 Q3 for the three months from October 2025, or 2025-26 Q4 for the financial quarter 4.",
    "24/25": "Write 2024-25 for the year.",
    "2021 - 23": "is several years together",
    "2019-2022": "is several years together",
    "Spring 2025": "'Spring 2025' is not a period. A period is a year",
    "2024-13": "'2024-13' is not a period.",
    "2024-26 Q1": "is not a period.",
    "Q5 2025/26": "is not a period.",
}


def test_each_spelling_that_means_one_thing_is_that_period():
    wrong = {text: kept for kept, texts in READ.items() for text in texts.split("|")
             if spellings.period(text, "03-31") != parse(kept)}  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize("text", ASKED)
def test_what_could_mean_two_things_is_refused_with_the_spelling_of_each(text):
    with pytest.raises(ScoutingError) as caught:
        spellings.period(text, "03-31")
    assert f"'{text}'" in str(caught.value) and ASKED[text] in str(caught.value)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2050, 12, 31)))
def test_a_day_is_in_the_month_the_quarter_and_the_year_that_are_offered_for_it(day):
    with pytest.raises(ScoutingError) as caught:
        spellings.period(f"{day:%d/%m/%Y}", "03-31")
    offered = [word.strip(",.") for word in str(caught.value).split(" ") if word[:2] == "20" and "/" not in word]
    month, year, last = offered[0], offered[-1], str(caught.value)
    quarter = last.split(", or ")[0].split(", ")[-1].removesuffix(" for its quarter")
    for label in (month if parse(month).kind == "month" else f"{day:%Y}-M{day:%m}", quarter, year):
        assert parse(label).start <= day <= parse(label).end


@given(st.text(max_size=20))
@example("²")  # a digit to Python, and no number
def test_no_text_becomes_another_period_than_its_kept_spelling(text):
    try:
        found = spellings.period(text, "03-31")
    except ScoutingError:
        return
    assert spellings.period(found.label, "03-31") == found == parse(found.label)


@pytest.mark.parametrize(
    ("days", "months"),
    [
        (["01/04/2025", "01/05/2025", "01/09/2025"], True),
        (["2025-04-30", "2025-05-31"], True),
        (["01/12/2024", "01/01/2025"], True),
        (["01/04/2025", "01/07/2025", "01/10/2025"], False),
        (["01/04/2025", "02/05/2025"], False),
        (["01/04/2025"], False),
        (["2025-04", "Apr-25"], False),
    ],
)
def test_days_are_months_only_where_they_can_be_nothing_else(days, months):
    assert spellings.monthly(days) is months
    if months:
        assert spellings.period(days[0], "03-31", months=True).kind == "month"
