"""What a notebook shows of inspections and the back-test, read back: awkward councils, and nobody else's name."""

import pytest
from bs4 import BeautifulSoup

from scouting.pages.early_warning import show as early_warning_page
from scouting.pages.early_warning import show_backtest
from scouting.study import study
from scouting.terms import STAGES


@pytest.fixture
def page(data, monkeypatch):
    shown, pictures = [], []
    monkeypatch.setattr("scouting.markup.display", lambda html: shown.append(html.data))
    monkeypatch.setattr(
        "scouting.charts.emit.display", lambda _, metadata, raw: pictures.append(metadata["image/png"]["alt"])
    )

    def of(council, *what, **asked):
        party = study(council, data=data, **asked)
        for show in what:
            show(party)
        return party, BeautifulSoup("".join(shown), "html.parser"), pictures

    return of


@pytest.mark.parametrize(
    ("council", "grades"),
    [
        ("E06000053", ["not judged", "good", "good", "inadequate"]),
        ("E09000001", ["not judged", "good", "outstanding", "outstanding"]),
        ("Westmorland and Furness", ["good"]),
        ("Bournemouth, Christchurch and Poole", ["inadequate", "good"]),
        ("Derby", ["not judged", "good", "good", "outstanding", "outstanding"]),
    ],
)
def test_history_of_a_council(page, data, council, grades):
    party, html, pictures = page(council, early_warning_page.history)
    rows = [[c.get_text() for c in tr.find_all(["th", "td"])] for tr in html.find("table").find_all("tr")]
    assert [row[3] for row in rows[1:]] == grades
    now = [row for row in rows if "ILACS" in row[2]]
    # Grades of earlier frameworks are in the table, and never in the picture.
    assert len(pictures) == 1 and pictures[0].count("overall") == len(now)
    assert all(f"overall {row[3]}" in pictures[0] for row in now)
    text = html.get_text() + pictures[0]
    known = data.catalog
    for code in set(known.inspections.area_code) - {party.area_code}:
        assert known.name(code) not in text.replace(party.name, "")


def test_a_council_that_ended_keeps_its_own(page):
    _, html, pictures = page("Cumbria", early_warning_page.history, last_period=True)
    assert "Cumbria has had 1 inspection under today's framework, ILACS: requires improvement (September 2022)" in (
        html.get_text()
    )
    assert len(pictures) == 1


def test_the_result_and_its_parts(page, data):
    _, html, pictures = page("Rutland", show_backtest.result, show_backtest.backtest)
    text = html.get_text()
    assert text.startswith("How good such signs areFifteen measures together")
    for words in ("Inspections come sooner", "acted on a warning", "figures are today's", "Nothing was fitted"):
        assert words in text
    assert "fixed on 1 December 2026" in text and len(pictures) == 2
    names = [data.catalog.name(code) for code in set(data.catalog.inspections.area_code)]
    assert not [name for name in names if name in text]
    tables = {t.find("caption").get_text(): t for t in html.find_all("table")}
    shown = next(t for caption, t in tables.items() if caption.startswith("How inspections ended where"))
    kept = data.catalog.backtest
    kept = kept[kept.section == "shown"]
    assert len(shown.find_all("tr")) - 1 == kept.predictor.nunique() > 20
    assert not [words for words in STAGES.values() if words in text]


def test_adults_are_shown_the_assessment_or_where_to_look_and_no_inspection(page):
    _, html, pictures = page(
        "Wiltshire", show_backtest.result, early_warning_page.history, show_backtest.backtest, indicators="adults"
    )
    text = html.get_text()
    assert text.startswith("Assessment by the Care Quality CommissionNo assessment of Wiltshire") and pictures == []
    assert "https://www.cqc.org.uk/care-services/local-authority-assessment-reports" in text
    assert "inspect" not in text.lower()
