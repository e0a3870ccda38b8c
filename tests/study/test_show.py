"""What a notebook shows of a study, read back from its output."""

import pytest
from bs4 import BeautifulSoup
from matplotlib.text import Text

from scouting.study import show, show_neighbours, study, verdicts


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


def test_a_summary_leaves_out_what_there_is_none_of(page, data):
    """Of one compared indicator there is nothing that is not compared; of need alone, nothing that is judged."""
    text = page(show.summary, study("Wiltshire", indicators="re_referrals", data=data), "2026-11-24").get_text()
    assert "Not compared" not in text and "on the 1 indicator where better can be told" in text
    assert "on 1 such indicator, better" in text
    text = page(show.summary, study("Wiltshire", indicators="children_low_income", data=data), "2026-11-24").get_text()
    assert "Over three years, on" not in text and "on 0 indicators where better" in text


def test_the_sets_of_the_verdicts_are_named_under_the_chart(page, data, monkeypatch):
    """With publisher and month: nobody knows a set by its id."""
    drawn = []
    monkeypatch.setattr("scouting.study.show_neighbours.emit", lambda ax, *_: drawn.append(ax))
    of = study("Wiltshire", indicators="re_referrals", data=data)
    page(show_neighbours.verdicts, of)
    texts = " ".join(" ".join(t.get_text().split()) for ax in drawn for t in ax.figure.findobj(Text))
    sets, _ = verdicts.sets_of(of)
    assert all(f"{name}: {one.described}" in texts for name, one in sets.items())
