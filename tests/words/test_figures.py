"""Days in words, written alike on every system."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from scouting import paths
from scouting.words.figures import day_words


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_in_words_is_the_day(day):
    said = day_words(day)
    assert dt.datetime.strptime(said, "%d %B %Y").date() == day and not said.startswith("0")
    assert day_words(day.isoformat()) == day_words(pd.Timestamp(day)) == said


def test_no_format_of_a_date_is_one_that_windows_refuses():
    """There "%-d" is an error: a day without its zero comes from day_words."""
    found = [path.name for path in (paths.ROOT / "lib").rglob("*.py") if "%-" in path.read_text(encoding="utf-8")]
    assert found == []
