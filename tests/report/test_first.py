"""The first page: five sentences, one mark per measure, what changed, how to read it."""

import datetime as dt
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from scouting import paths
from scouting.charts.cells import GLYPHS
from scouting.pages.scouting_party import summary
from scouting.report import first, marks
from scouting.report.since import Since, frame
from scouting.report.since_council import COUNCIL
from scouting.report.sources import figure_ages
from scouting.terms import VERDICTS

AS_OF = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def soup(wiltshire):
    return BeautifulSoup(first.opening_page(wiltshire, None, AS_OF, "Licence.")[0], "html.parser")


def test_the_five_sentences_are_those_of_the_slides(soup, wiltshire):
    said, _ = summary.shortened(summary.told(wiltshire, AS_OF.isoformat()))
    assert [li.get_text() for li in soup.find("ul").find_all("li")] == said and len(said) == 5


def test_every_indicator_is_one_mark_in_the_words_of_its_verdict(soup, wiltshire):
    """Counted from the comparison by kind of measure; the picture's words and signs both say it."""
    facts, rows = wiltshire.panel.indicators, wiltshire.comparison
    assert len(soup.select(".marks i")) == len(rows)
    for line, facet in zip(soup.select(".marks tbody tr"), ("need", "activity"), strict=False):
        mine = rows[facts.facet == facet]
        marked = {i["title"].rsplit(": ", 1)[0]: i for i in line.find_all("i")}
        for key, row in mine.iterrows():
            mark = marked[facts.short_title[key]]
            assert mark["title"].endswith(f": {row.verdict}{', by a lot' if row.by_a_lot else ''}")
            sign = mark.get_text().strip()
            assert set(sign) == set(GLYPHS[row.verdict]) and len(sign) == len(GLYPHS[row.verdict]) * (1 + row.by_a_lot)
            assert mark["class"] == marks.KINDS[row.verdict].split()
        words = line.find(attrs={"role": "img"})["aria-label"]
        bare = re.sub(r" \(.*?\)(?=; \d|$)", "", words.split(": ", 1)[1])  # the names in brackets hold numbers too
        told = {name: int(n) for n, name in re.findall(r"(\d+) ([a-z ]+?)(?=;|$)", bare)}
        assert told == dict(Counter(mine.verdict))
        untold = ("too close to call", "too few to compare", "not compared")
        assert all(facts.short_title[i] in words for i, w in mine.verdict.items() if w not in untold)


def test_every_verdict_has_a_mark_of_its_own_and_a_colour_in_the_style_of_the_page():
    signs = [GLYPHS[word] for word in marks.KINDS]
    assert set(marks.KINDS) == set(VERDICTS) and len(set(signs)) == len(signs)
    style = (paths.ROOT / "lib" / "scouting" / "report" / "template" / "page.css").read_text(encoding="utf-8")
    for kind in set(marks.KINDS.values()) - {"close"}:  # which has the colour of a bare mark
        assert re.search(rf"[.]marks [.]{'[.]'.join(kind.split())}[ ,]", style), kind


def test_how_to_read_it_says_what_verdicts_were_worth_on_past_figures(soup, wiltshire):
    """The counts of the catalogue's table of calibration, added up here over its years."""
    rows = wiltshire.data.catalog.calibration
    years = rows[rows.years_back != "all"][["clear", "clear_kept", "probable", "probable_kept"]].astype(int).sum()
    said = soup.find("h3", string="How to read it").find_next("ul").get_text(" ")
    assert f"{100 * years.clear_kept / years.clear:.0f} of 100 such verdicts stood on the same side" in said
    assert f"Probably: {100 * years.probable_kept / years.probable:.0f} of 100 did." in said


def test_what_changed_is_told_in_a_sentence(wiltshire):
    def told(since):
        html = BeautifulSoup(first.opening_page(wiltshire, since, AS_OF, "x")[0], "html.parser")
        heading = html.find("h3", string=first.CHANGED)
        return heading and heading.find_next("p").get_text()

    assert told(None) is None, "a first report has nothing to say of it"
    nothing = frame([], COUNCIL.columns)
    assert told(Since("2026-10-01", nothing)) == "Nothing changed since 1 October 2026."
    row = {"what": "new figure", "title": "A", "after": "1", "period": "2025"}
    assert "1 new figure" in told(Since("2026-10-01", frame([row], COUNCIL.columns)))


def test_hostile_names_are_text(wiltshire):
    ages = figure_ages(wiltshire, AS_OF).head(1).assign(span='<b onload="x">')
    ages["facet"] = "Outcomes"
    drawn = BeautifulSoup(marks.picture(wiltshire, ages), "html.parser")
    assert drawn.find("b") is None and "<b" in drawn.get_text()
