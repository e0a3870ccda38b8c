"""The spine: every measure once, in order, its drawing where its figures are, in little time."""

import re
import time

import numpy as np
import pytest
from bs4 import BeautifulSoup

from scouting import paths
from scouting.charts import theme
from scouting.charts.axis import short
from scouting.pages.spine import show as spine
from scouting.pages.spine import tables
from scouting.study import study

AWKWARD = [("Wiltshire", "children"), ("Isles of Scilly", "children"), ("Birmingham", "adults"), ("Rutland", "adults")]


@pytest.fixture(scope="module", params=AWKWARD, ids=" ".join)
def of(request, data):
    council, service = request.param
    return study(council, indicators=service, data=data)


@pytest.fixture(scope="module")
def soup(of):
    return BeautifulSoup(spine.html(of), "html.parser")


def lines(soup):
    return [tr for tr in soup.select(".spine tbody tr") if tr.td]


def test_every_measure_is_one_row_with_the_words_and_figures_of_the_comparison(of, soup):
    facts, rows = of.panel.indicators, of.comparison
    by_title = {title: key for key, title in facts.title.items()}
    assert sorted(tr.th["title"] for tr in lines(soup)) == sorted(by_title)
    for tr in lines(soup):
        key = by_title[tr.th["title"]]
        row, fact = rows.loc[key], facts.loc[key]
        shown = [td.get_text() for td in tr.select(".num")]
        wanted = [row.value, row.neighbour_median, row.england]
        for text, value in zip(shown, wanted, strict=True):
            assert text == short(value, fact.unit, int(fact.decimals)) if np.isfinite(value) else len(text) > 5
        assert not re.search(r"\bnan\b", str(tr))
        assert row.verdict in tr.select_one(".sure").get_text()


def test_steps_stand_in_the_order_of_the_journey_and_context_last(of, soup):
    heads = [body.tr.get_text() for body in soup.select("tbody")]
    assert heads == sorted(heads, key=tables.STEPS.index) and len(set(heads)) == len(heads)
    assert heads[-1] == tables.CONTEXT and "context" in soup.select("tbody")[-1]["class"]
    need = of.panel.indicators.title[of.panel.indicators.facet == "need"]
    assert sorted(tr.th["title"] for tr in soup.select("tbody")[-1].select("tr") if tr.td) == sorted(need)


def test_every_topic_of_the_catalogue_has_its_step(data):
    facts = data.catalog.indicators
    assert not (tables.step(facts) == tables.OTHER).any()


def test_right_is_better_and_ends_and_middle_are_the_similar_councils(of):
    """The drawing, read back into figures on the scale that its own ends give, against the table of councils."""
    rows = tables.spine(of)
    for row in rows[rows.value.notna() & rows["median"].notna() & (rows.highest > rows.lowest)].itertuples():
        svg = BeautifulSoup(spine._line(row), "html.parser")
        at = float(svg.circle["cx"].rstrip("%"))
        better = (row.value - row.median) * (row.good or 1)
        assert (at - 50) * better > 0 or abs(at - 50) < 0.2
        ends = [float(svg.select_one(".ends")[x].rstrip("%")) for x in ("x1", "x2")]
        way = -1 if row.good < 0 else 1
        near = sorted(way * v for v in of.bars(row.indicator_id).query("role == 'neighbour'").value.dropna())
        middle = way * row.median
        for place, value in zip(ends, (near[0], near[-1]), strict=True):
            scale = (at - 50) / (way * row.value - middle) if abs(at - 50) > 5 else None
            assert scale is None or place == pytest.approx(50 + scale * (value - middle), abs=1.5)
        assert min(ends[0], at) >= 2.9 and max(ends[1], at) <= 97.1


def test_a_clear_dot_is_full_a_probable_one_hollow_and_grey_says_too_close():
    kinds = {w: spine._kind(w) for w in ("clearly better", "probably worse", "clearly lower", "too close to call")}
    assert list(kinds.values()) == ["better", "worse probable", "lower", "close"]


def test_the_colours_are_those_of_the_charts():
    style = (paths.ROOT / "lib" / "scouting" / "pages" / "inline.css").read_text(encoding="utf-8")
    for name in ("better", "worse"):
        assert f"var(--{name}, {theme.COLOURS[name]})" in style


def test_a_whole_spine_takes_little_time(wiltshire):
    """At most 40 ms where nothing else runs: the best of several, with room for a slow machine."""
    taken = []
    spine.html(wiltshire)
    for _ in range(5):
        begun = time.perf_counter()
        spine.html(wiltshire)
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.12
