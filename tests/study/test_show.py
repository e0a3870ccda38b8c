"""What a notebook shows of a study, read back from its output."""

import pytest
from bs4 import BeautifulSoup

from scouting.study import show, study


@pytest.fixture
def page(data, monkeypatch):
    """What a function shows of a study: its HTML together."""
    shown = []
    monkeypatch.setattr("scouting.study.markup.display", lambda html: shown.append(html.data))

    def of(what, party, *args, **options):
        shown.clear()
        what(party, *args, **options)
        return BeautifulSoup("".join(shown), "html.parser")

    return of


@pytest.mark.parametrize("council", ["Wiltshire", "Birmingham", "Rutland"])
def test_neighbours_ahead_are_in_the_order_that_is_said(page, data, council):
    """Surest first: by the gap in units of noise, which is not the order of the figures everywhere."""
    of = study(council, data=data)
    html = page(show.ahead, of)
    rows, surest = of.ahead(), 0
    assert html.caption.get_text().endswith("; surest first") and "furthest" not in html.get_text()
    for line in html.tbody.find_all("tr"):
        title, _, named = (cell.get_text() for cell in line.find_all(["th", "td"]))
        (indicator,) = of.panel.indicators.index[of.panel.indicators.short_title == title]
        mine = rows[rows.indicator_id == indicator].sort_values("gap_noise", ascending=False)
        places = [named.index(name) for name in mine["name"].head(show.NAMED)]
        assert places == sorted(places)
        surest += not mine.sustained.sub(mine.ours).abs().is_monotonic_decreasing
    assert surest  # there the furthest are others
