"""The first page: five sentences, a mark an indicator, what changed, how to read it."""

import datetime as dt
import re
from collections import Counter

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from scouting.report import first, marks
from scouting.report.since import COLUMNS, Since
from scouting.report.sources import figure_ages
from scouting.study import summing_up

AS_OF = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def soup(wiltshire):
    return BeautifulSoup(first.summary(wiltshire, None, AS_OF, "Licence.")[0], "html.parser")


def test_the_five_sentences_are_those_of_the_slides(soup, wiltshire):
    said, _ = summing_up.shortened(summing_up.told(wiltshire, AS_OF.isoformat()))
    assert [li.get_text() for li in soup.find("ul").find_all("li")] == said and len(said) == 5


def test_every_indicator_is_one_mark_in_the_words_of_its_standing(soup, wiltshire):
    """Counted from the comparison by facet; the picture's words and signs both say it."""
    facts, rows = wiltshire.panel.indicators, wiltshire.comparison
    assert len(soup.select(".marks i")) == len(rows)
    for line, facet in zip(soup.select(".marks tbody tr"), ("need", "activity"), strict=False):
        mine = rows.standing[facts.facet == facet]
        assert Counter(i["title"].rsplit(": ", 1)[1] for i in line.find_all("i")) == Counter(mine)
        assert Counter(i.get_text() for i in line.find_all("i")) == Counter(marks.SIGNS[w][0] for w in mine)
        words = line.find(attrs={"role": "img"})["aria-label"]
        told = {name: int(n) for n, name in re.findall(r"(\d+) ([a-z ]+?)(?= \(|;|$)", words.split(": ", 1)[1])}
        assert told == dict(Counter(mine))
        assert all(facts.short_title[i] in words for i, w in mine.items() if w not in ("similar", "not compared"))


def test_signs_tell_the_kinds_apart_without_colour():
    signs = {}
    for sign, kind in marks.SIGNS.values():
        signs.setdefault(sign, set()).add(kind)
    assert all(len(kinds) == 1 for kinds in signs.values()) and len(signs) == len(marks.SIGNS)


def test_what_changed_is_told_in_a_sentence(wiltshire):
    def told(since):
        html = BeautifulSoup(first.summary(wiltshire, since, AS_OF, "x")[0], "html.parser")
        return html.find("h3", string=first.CHANGED).find_next("p").get_text()

    assert told(None).startswith("This is the first pack")
    nothing = pd.DataFrame(columns=COLUMNS, dtype="str")
    assert told(Since("2026-10-01", nothing)) == "Nothing changed since 1 October 2026."
    row = dict.fromkeys(COLUMNS, "") | {"what": "new figure", "title": "A", "after": "1", "period": "2025"}
    assert "1 new figure" in told(Since("2026-10-01", pd.DataFrame([row])))


def test_hostile_names_are_text(wiltshire):
    ages = figure_ages(wiltshire, AS_OF).head(1).assign(span='<b onload="x">')
    ages["facet"] = "Outcomes"
    drawn = BeautifulSoup(marks.picture(wiltshire, ages), "html.parser")
    assert drawn.find("b") is None and "<b" in drawn.get_text()
