"""A report's page one and what the page says of how to read it."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from scouting.report import first
from scouting.report.since import Since, frame
from scouting.report.since_council import COUNCIL

AS_OF = dt.date(2026, 11, 23)


def test_how_to_read_it_says_what_verdicts_were_worth_on_past_figures(wiltshire):
    """The counts of the catalogue's table of calibration, added up here over its years."""
    rows = wiltshire.data.catalog.calibration
    years = rows[rows.years_back != "all"][["clear", "clear_kept", "probable", "probable_kept"]].astype(int).sum()
    said = BeautifulSoup(first.how_to_read(wiltshire), "html.parser").get_text(" ")
    assert f"{100 * years.clear_kept / years.clear:.0f} of 100 such verdicts stood on the same side" in said
    assert f"Probably: {100 * years.probable_kept / years.probable:.0f} of 100 did." in said


@pytest.mark.parametrize("rows", [None, [], [{"what": "new figure", "title": "A", "after": "1", "period": "2025"}]])
def test_what_changed_is_told_where_something_did(wiltshire, rows):
    since = None if rows is None else Since("2026-10-01", frame(rows, COUNCIL.columns))
    html = BeautifulSoup(first.opening_page(wiltshire, since), "html.parser")
    heading = html.find("dt", string="Since last")
    assert (heading is not None) == bool(rows)
    assert not rows or "1 new figure" in heading.find_next("dd").get_text()
