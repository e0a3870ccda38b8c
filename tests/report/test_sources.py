"""How old each figure is: against dates worked out month by month."""

import datetime as dt

import pandas as pd
from bs4 import BeautifulSoup

from scouting import paths
from scouting.report import sources

AS_OF = dt.date(2026, 11, 23)


def _months(end: dt.date, now: dt.date) -> int:
    """Counted, not subtracted: a month is over when the calendar's first day of the next has come."""
    n, at = 0, end.replace(day=1)
    while (at.year, at.month) < (now.year, now.month):
        at = (at + dt.timedelta(days=32)).replace(day=1)
        n += 1
    return n


def test_every_figures_age_is_told(wiltshire):
    page = BeautifulSoup(sources.html(wiltshire, AS_OF), "html.parser")
    rows = [[c.get_text() for c in r.find_all(["th", "td"])] for r in page.details.find_all("tr")][1:]
    listed = pd.read_csv(paths.CATALOG / "indicators.csv", dtype=str)
    assert len(rows) == len(wiltshire.comparison) == (listed.service == "children").sum()
    for (title, span, age), (i, row) in zip(rows, wiltshire.comparison.iterrows(), strict=True):
        assert title == wiltshire.panel.indicators.title[i]
        assert age.split()[0] == str(_months(row.period_end.date(), AS_OF)) and f"{row.period_end.year}" in span


def test_every_releases_age_is_told(wiltshire):
    page = BeautifulSoup(sources.html(wiltshire, AS_OF), "html.parser")
    rows = [[c.get_text() for c in r.find_all(["th", "td"])] for r in page.find("table").find_all("tr")][1:]
    held = wiltshire.sources()
    assert [r[0] for r in rows] == list(held.title)
    for (*_, ends, age, _), newest in zip(rows, held.newest, strict=True):
        assert ends == str(newest) and age.split()[0] == str(_months(newest, AS_OF))
