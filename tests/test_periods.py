"""Periods as people write them, with first and last days worked out by hand and by the calendar."""

import calendar
import datetime as dt
import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting import values
from scouting.errors import ScoutingError
from scouting.periods import as_of_day, newest_of_care, parse
from scouting.terms import LOCAL

BY_HAND = [
    # label, year_end, label kept, kind, first day, last day
    ("2025", "03-31", "2025", "year", "2024-04-01", "2025-03-31"),
    ("2024-25", "03-31", "2024-25", "year", "2024-04-01", "2025-03-31"),
    ("2024/25", "03-31", "2024-25", "year", "2024-04-01", "2025-03-31"),
    ("1999-00", "03-31", "1999-00", "year", "1999-04-01", "2000-03-31"),
    ("2025", "12-31", "2025", "year", "2025-01-01", "2025-12-31"),
    ("2024", "08-31", "2024", "year", "2023-09-01", "2024-08-31"),
    ("2023-24", "09-30", "2023-24", "year", "2023-10-01", "2024-09-30"),
    ("2025-26 Q1", "03-31", "2025-26 Q1", "quarter", "2025-04-01", "2025-06-30"),
    ("2025/26 q2", "03-31", "2025-26 Q2", "quarter", "2025-07-01", "2025-09-30"),
    ("2025-26Q3", "03-31", "2025-26 Q3", "quarter", "2025-10-01", "2025-12-31"),
    ("2023-24 Q4", "08-31", "2023-24 Q4", "quarter", "2024-01-01", "2024-03-31"),
    ("2025-07", "03-31", "2025-07", "month", "2025-07-01", "2025-07-31"),
    ("2024-02", "03-31", "2024-02", "month", "2024-02-01", "2024-02-29"),
    ("2025-12", "12-31", "2025-12", "month", "2025-12-01", "2025-12-31"),
    # Two digits that follow on are a year; the other form is a month and nothing else.
    ("2011-12", "03-31", "2011-12", "year", "2011-04-01", "2012-03-31"),
    ("2011-M12", "03-31", "2011-M12", "month", "2011-12-01", "2011-12-31"),
    ("2011-m12", "03-31", "2011-M12", "month", "2011-12-01", "2011-12-31"),
    (" 2025 ", "03-31", "2025", "year", "2024-04-01", "2025-03-31"),
]


@pytest.mark.parametrize(("label", "year_end", "kept", "kind", "start", "end"), BY_HAND)
def test_periods_by_hand(label, year_end, kept, kind, start, end):
    got = parse(label, year_end)
    assert (got.label, got.kind, got.start.isoformat(), got.end.isoformat()) == (kept, kind, start, end)
    assert parse(got.label, year_end) == got  # what is kept means the same


def test_every_published_period_ends_where_the_store_says(data):
    held = values.read()
    year_end = held.indicator_id.map(data.catalog.indicators.year_end)
    seen = {(str(p), str(y), e.date()) for p, y, e in zip(held.period, year_end, held.period_end, strict=True)}
    wrong = {row for row in seen if parse(row[0], row[1]).end != row[2]}
    assert len(seen) > 50 and not wrong


@given(st.integers(1990, 2090), st.integers(1, 12))
def test_four_quarters_and_twelve_months_fill_a_year(year, month):
    label = f"{year}-{(year + 1) % 100:02d}"
    quarters = [parse(f"{label} Q{n}") for n in (1, 2, 3, 4)]
    whole = parse(label)
    assert (quarters[0].start, quarters[3].end) == (whole.start, whole.end)
    assert all(a.end + dt.timedelta(days=1) == b.start for a, b in itertools.pairwise(quarters))
    one = parse(f"{year}-M{month:02d}")
    assert one.end.day == calendar.monthrange(year, month)[1] and one.start == dt.date(year, month, 1)


@pytest.mark.parametrize(
    "label",
    ["2025-04-01", "01/04/2025", "1.4.25", "2025-07-01 00:00:00", "2025-07-01T00:00:00", "Jul-25", "July 2025",
     "1 April 2025", "1st April 2025"],
)  # fmt: skip
def test_a_date_is_no_period(label):
    with pytest.raises(ScoutingError) as caught:
        parse(label)
    assert str(caught.value) == (
        f"'{label}' is a date, not a period. A period is a year (2025 or 2024-25), a financial quarter "
        "(2025-26 Q1 is April to June 2025), or a month (2025-07, or 2025-M07)."
    )


@pytest.mark.parametrize(
    "label",
    ["", "2024-26", "2025-13", "2025-00", "2025-26 Q5", "2024-26 Q1", "Q1 2025", "25", "45748", "0000", "9999",
     "2025-7", "２０２５", "latest", "2024-25 (rev)", "2024-2025"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_is_allowed(label):
    with pytest.raises(ScoutingError) as caught:
        parse(label)
    assert str(caught.value).startswith(f"'{label}' is not a period. A period is a year (2025 or 2024-25)")


def test_a_financial_year_for_a_calendar_indicator_is_refused():
    with pytest.raises(ScoutingError) as caught:
        parse("2024-25", "12-31")
    assert str(caught.value) == (
        "'2024-25' is not a calendar year. The years of this indicator are calendar years: write 2025 or 2024."
    )


def test_a_year_that_ends_on_no_day():
    for year_end in ("02-30", "13-01", "x", "02-29"):
        with pytest.raises(ScoutingError) as caught:
            parse("2025", year_end)
        assert str(caught.value) == f"'{year_end}' is not a day on which a year can end, like 03-31."


@given(st.text(max_size=30), st.sampled_from(["03-31", "12-31", "08-31"]))
def test_never_an_exception_that_is_not_ours(label, year_end):
    try:
        got = parse(label, year_end)
    except ScoutingError:
        return
    assert got.start <= got.end


@given(st.dates(dt.date(1900, 1, 1)))
def test_a_day_is_taken_as_written_and_a_second_time_unchanged(day):
    assert as_of_day(day.isoformat()) == as_of_day(f" {day} ") == as_of_day(day) == day


@pytest.mark.parametrize("blank", ["", "  "])
def test_blank_is_today(blank):
    before = dt.date.today()
    assert before <= as_of_day(blank) <= dt.date.today()


NO_DAYS = ["x", "today", "2026-02-30", "5 November 2026", "05/11/2026", "2026-11", "20261105", "2026-1-5", "2026-W45-4",
           "2026-11-05T09:00", "26-11-05", 2026, 46331, 2026.0, True, None]  # fmt: skip


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_is_refused_with_what_is_allowed(text):
    with pytest.raises(ScoutingError) as caught:
        as_of_day(text)
    assert str(caught.value) == f"as_of is a date such as 2026-11-05, or blank for today: '{text}' was given."


#: Indicator, facet, source, last day, figure.
PLANTED = [
    ("older", "activity", "dfe", "2024-03-31", 1.0),
    ("newer", "outcome", "dfe", "2025-03-31", 2.0),
    ("withheld", "workforce", "dfe", "2025-09-30", float("nan")),
    ("own", "timeliness", LOCAL, "2026-06-30", 3.0),
    ("deprived", "need", "mhclg", "2025-10-31", 4.0),
    ("judged", "inspection", "ofsted", "2025-12-31", 5.0),
]


@pytest.mark.parametrize(
    ("ids", "end"),
    [
        (["older", "newer", "withheld", "own", "deprived", "judged"], "2025-03-31"),
        (["deprived", "older", "judged"], "2024-03-31"),
        (["own", "deprived"], "2026-06-30"),  # a figure of care of the council's own, before any context
        (["withheld", "deprived"], "2025-09-30"),  # no figure at all: the period that is looked at
        (["deprived", "judged"], "2025-12-31"),  # a report on context alone
    ],
)
def test_the_newest_figure_of_care(ids, end):
    table = pd.DataFrame(PLANTED, columns=["indicator_id", "facet", "source_id", "period_end", "value"])
    facts = table.set_index("indicator_id")[["facet", "source_id"]]
    rows = table[table.indicator_id.isin(ids)].assign(period_end=lambda r: pd.to_datetime(r.period_end))
    assert newest_of_care(rows, facts) == newest_of_care(rows.iloc[::-1], facts) == pd.Timestamp(end)


def test_without_rows_there_is_no_newest_figure():
    rows = pd.DataFrame({"indicator_id": [], "period_end": pd.to_datetime([]), "value": []})
    assert pd.isna(newest_of_care(rows, pd.DataFrame({"facet": [], "source_id": []})))
