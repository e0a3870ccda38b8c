"""What a notebook shows of a study, read back from its output."""

import re
from dataclasses import replace

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.text import Text

from scouting import words as say
from scouting.pages.neighbours import show as neighbours_page
from scouting.pages.scouting_party import show as party_page
from scouting.pages.scouting_party import summary
from scouting.pages.scouting_party.why import Why
from scouting.study import study


@pytest.fixture
def page(data, monkeypatch):
    """What a function shows of a study: its HTML together."""
    shown = []
    monkeypatch.setattr("scouting.markup.display", lambda html: shown.append(html.data))

    def of(what, party, *args, **options):
        shown.clear()
        what(party, *args, **options)
        return BeautifulSoup("".join(shown), "html.parser")

    return of


def listed(html):
    return [item.get_text() for item in html.find_all(["li", "p"])]


def test_councils_ahead_are_in_the_order_that_is_said(page, data):
    """Surest first, which is not the order of the figures everywhere."""
    surest = 0
    for council in ("Wiltshire", "Birmingham", "Kent"):
        of = study(council, data=data)
        html = page(party_page.ahead, of)
        rows, order = Why(of).named, []
        assert "surest first" in html.caption.get_text() and "furthest" not in html.get_text()
        for line in html.tbody.find_all("tr"):
            title, latest, _, named = (cell.get_text() for cell in line.find_all(["th", "td"]))
            (indicator,) = of.panel.indicators.index[of.panel.indicators.short_title == title]
            mine = rows[rows.indicator_id == indicator].sort_values("sureness", ascending=False)
            assert latest == of.overview().set_index("indicator_id").value_text[indicator]
            order.append(mine.sureness.iloc[0])
            places = [named.index(name) for name in mine["name"].head(party_page.NAMED)]
            assert places == sorted(places)
            surest += not mine.theirs.sub(mine.ours).abs().is_monotonic_decreasing
        assert order == sorted(order, reverse=True) and len(order) == rows.indicator_id.nunique()
    assert surest  # there the furthest are others


@pytest.mark.parametrize("council", ["Wiltshire", "Birmingham", "Rutland", "Isles of Scilly"])
@pytest.mark.parametrize("service", ["children", "adults"])
def test_the_summary_adds_up(data, council, service):
    """Of all verdicts that are told: clear, probable and too close; then what is in no count, each measure once."""
    of = study(council, indicators=service, data=data)
    told = summary.told(of, "2026-11-24")
    words = of.headline.verdict[~of.headline.verdict.isin(["not compared", "too few to compare"])]
    counts = words.value_counts()
    text = told["verdict"]
    for word in ("clearly better", "clearly worse", "probably better", "probably worse"):
        (n,) = re.findall(rf"{word}[^.]*? on (\d+|none)", text, re.IGNORECASE) or ["none"]
        assert n == str(counts.get(word, "none")), (word, text)
    clear = sum(counts.get(word, 0) for word in ("clearly better", "clearly worse"))
    assert (f"Nothing sets {council} clearly apart from similar councils." in text) == (len(words) > 0 and not clear)
    assert ("chance" in told) == (clear > 0)
    close = counts.get("too close to call", 0)
    assert bool(close) == ("too close to call" in text)
    if 1 < close < len(words):
        assert f"On the other {close} the difference is too close to call." in text
    unjudged = int(re.search(r"\d+", told["unjudged"])[0]) if "unjudged" in told else None
    aside = sum(map(int, re.findall(r"(?:: |, )(\d+)", told["aside"])))
    rest = len(of.comparison) - len(of.headline)
    assert unjudged is None or unjudged + aside == rest
    assert told["age"].startswith(f"{len(of.comparison)} measures, ")


def test_most_measures_that_cannot_be_compared_are_said_first(data):
    of = study("Rutland", indicators="adults", data=data)
    told = summary.told(of, "2026-11-24")
    untold = of.comparison.verdict.isin(["not compared", "too few to compare"])
    assert next(iter(told)) == "uncompared"
    assert told["uncompared"].startswith(f"{untold.sum()} of {len(untold)} measures cannot be compared. ")
    assert sum(map(int, re.findall(r"\((\d+)\)", told["uncompared"]))) == untold.sum()
    assert "caveat" in told
    told = summary.told(study("Wiltshire", data=data), "2026-11-24")
    assert next(iter(told)) == "verdict" and "uncompared" not in told and "caveat" not in told


def test_why_there_is_no_verdict_is_true_of_the_figures(data):
    """Each reason a second way, from the panel."""
    seen = set()
    for council, service in (("Isles of Scilly", "adults"), ("Isles of Scilly", "children"), ("Rutland", "children")):
        of = study(council, indicators=service, data=data)
        p, own = of.panel, of.panel.areas.get_loc(of.area_code)
        others = p.areas.get_indexer(of.neighbour_set.codes)
        for i, row in enumerate(summary._why(of).itertuples()):
            seen.add(row.why)
            held = np.isfinite(p.figures[i, others, -1]).mean()
            years = np.isfinite(p.figures[i][p.councils][:, p.segment[i] == p.segment[i, -1]]).sum(1).max()
            if row.why == "no figure":
                assert np.isnan(p.figures[i, own, -1])
            elif row.why == "too few people":
                assert p.too_few[i, own]
            elif row.why == "too few similar councils with a figure":
                assert held < 0.5
            elif row.why == "too few years on the present basis":
                assert years < 5 and held >= 0.5 and p.lent_by[i] == ""
            elif row.why == "":
                assert np.isfinite(p.level[i, own])
    assert len(seen) >= 5


def test_comparisons_are_those_of_the_report_they_stand_in(data):
    """Two indicators asked, two counted."""
    of = study("Wiltshire", indicators="looked_after_fostered,re_referrals", data=data)
    told = summary.told(of, "2026-11-24")
    assert "on 1 of 2 measures" in told["verdict"] and "On the other one the" in told["verdict"]
    assert told["chance"] == "Chance alone would make fewer than one of 2 comparisons look clear."
    assert told["age"].startswith("2 measures, ")


def test_a_summary_leaves_out_what_there_is_none_of(data):
    """Of one compared indicator there is nothing that is not compared; of need alone, nothing that is judged."""
    told = summary.told(study("Wiltshire", indicators="re_referrals", data=data), "2026-11-24")
    assert list(told) == ["verdict", "against", "age"]
    told = summary.told(study("Wiltshire", indicators="children_low_income", data=data), "2026-11-24")
    assert list(told) == ["unjudged", "against", "age"]


def test_a_report_is_as_old_as_its_newest_figure_of_care(data):
    """Deprivation is of later days than the figures of care beside it, or of earlier ones: it says nothing of age."""
    of = study("Kent", indicators="re_referrals,children_low_income,inspection_overall", data=data)
    newest = of.comparison.period_end["re_referrals"]
    assert summary.told(of, "2026-11-24")["age"].startswith(f"3 measures, with figures of care to {newest:%B %Y} (")


@pytest.mark.parametrize("council", ["Wiltshire", "Birmingham", "Isles of Scilly"])
def test_every_clear_verdict_is_listed_or_named(page, data, council):
    """Those that stand with their sentence; those that have turned in the latest year by name."""
    of = study(council, data=data)
    html = page(party_page.clear, of)
    lines, facts = listed(html), of.panel.indicators
    words = of.headline.verdict
    for good, side in ((True, "better"), (False, "worse")):
        rows = of.clear(good=good)
        want = [say.verdict_sentence(row, facts.loc[key], of.name) for key, row in rows.iterrows()]
        found = [line for line in lines if f"clearly {side}" in line and not line.startswith("Also")]
        assert len(found) == len(want) and all(map(str.startswith, found, want))
        for key in words.index[(words == f"clearly {side}") & ~words.index.isin(rows.index)]:
            (also,) = [line for line in lines if line.startswith(f"Also clearly {side}")]
            assert facts.short_title[key] in also
        assert (f"Clearly {side} than similar councils" in html.get_text()) == (words == f"clearly {side}").any()
    none = f"Nothing sets {council} clearly apart from similar councils."
    assert (none in lines) == (not words.str.startswith("clearly").any())


def test_a_verdict_that_has_turned_is_named_apart(data):
    """Planted: one measure is clear over the years, and its latest figure lies on the other side."""
    of = study("Wiltshire", data=data)
    rows = of.comparison.copy()
    judged = rows.index[(rows.aside == "") & (of.panel.sign != 0) & rows.sureness.notna()]
    rows.loc[judged, ["sureness", "verdict"]] = [0.1, "too close to call"]
    rows.loc[judged[0], ["sureness", "verdict", "turned"]] = [4.0, "clearly better", True]
    planted = replace(of)
    planted.__dict__["comparison"] = rows
    title = of.panel.indicators.short_title[judged[0]]
    assert party_page.clear_lines(planted, good=True) == [
        f"Also clearly better, but the latest figure alone lies on the other side: {title}."
    ]
    assert party_page.clear_lines(planted, good=False) == []
    assert "Clearly better than similar councils on 1 of" in summary.told(planted, "2026-11-24")["verdict"]


def test_the_sets_of_the_verdicts_are_named_under_the_chart(page, data, monkeypatch):
    """With publisher and month: nobody knows a set by its id."""
    drawn = []
    monkeypatch.setattr("scouting.pages.neighbours.show.emit", lambda ax, *_: drawn.append(ax))
    of = study("Wiltshire", indicators="re_referrals", data=data)
    page(neighbours_page.verdicts, of)
    texts = " ".join(" ".join(t.get_text().split()) for ax in drawn for t in ax.figure.findobj(Text))
    assert all(f"{name}: {one.described}" in texts for name, one in of.sensible_sets.items())
