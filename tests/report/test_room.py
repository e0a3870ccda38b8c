"""Pages for the room: plain words, figures of the store, no ranks, safe to hand out."""

import dataclasses
import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup

from scouting import paths
from scouting.pages.page_one.tables import rows as first_rows
from scouting.report import room
from scouting.report.room import bars
from scouting.study import study
from scouting.words import figure, number

AS_OF = dt.date(2026, 11, 23)

#: Words of the trade, and ranks.
NOT_SAID = (
    r"\brank|\d(st|nd|rd|th)\b|median|percentile|quartile|quarter\b|noise|indicator|statistical|polarity|benchmark"
)


USUAL, LONG = ("Isles of Scilly", "Westmorland and Furness"), ("Wiltshire", "City of London")


@pytest.fixture(scope="module", params=[*USUAL, *(pytest.param(name, marks=pytest.mark.long) for name in LONG)])
def of(request, data):
    return study(request.param, indicators="all", data=data)


def test_every_topic_of_the_catalogue_has_its_words(data):
    facts = data.catalog.indicators
    assert set(facts.topic[facts.unit != "grade"]) == set(room.TOPICS)


def test_every_sentence_holds_the_stores_figure(of):
    """Looked up in the values themselves, not in the comparison that the sentences are made from."""
    facts, told = of.panel.indicators, room.shown_ids(of)
    held = of.data.values[of.data.values.area_code == of.area_code].set_index(["indicator_id", "period"]).value
    seen = 0
    for ids in told.values():
        for i, line in zip(ids, room.sentences(of, ids), strict=False):
            mine, row = facts.loc[i], of.comparison.loc[i]
            value = held[i, row.period]
            in_100 = f"{number(value, 0)} in 100" if mine.unit == "%" and 0.5 <= value < 99.5 else ""
            starts = [f"{mine.means.rstrip('.')}: {told} in {of.name} ("
                      for told in (in_100, figure(value, mine.unit, mine.decimals)) if told]  # fmt: skip
            assert line.startswith(tuple(starts)), line
            seen += 1
    assert seen > 1


def test_every_sentence_ends_with_the_verdict_of_the_comparison_and_the_levels_that_it_rests_on(of):
    for ids in room.shown_ids(of).values():
        for i, line in zip(ids, room.sentences(of, ids), strict=False):
            row, mine = of.comparison.loc[i], of.panel.indicators.loc[i]
            if row.verdict == "not compared":
                assert "similar councils" not in line and line.endswith(")."), line
            elif row.verdict == "too few to compare":
                assert line.endswith("Too few people stand behind this figure to compare it."), line
            else:
                turned = row.turned and row.verdict != "too close to call"
                assert line.endswith(room.TURNED) == turned
                line = line.removesuffix(room.TURNED)
                assert line.endswith(f": {row.verdict}{', by a lot' if row.by_a_lot else ''}."), line
                told = line.rpartition("in similar councils: ")[0]
                whole = " in 100 here" in told
                shown = [number(level, 0 if whole else int(mine.decimals)) for level in (row.level, row.level_median)]
                assert all(text in told for text in shown), line
                exact = {number(level, int(mine.decimals)) for level in (row.level, row.level_median)}
                assert not whole or len(set(shown)) == len(exact), "two that differ are told as the same"


def test_topics_are_those_of_page_one_then_what_is_sure(of):
    """At most four, each told by a measure that page one shows or that is clear or probable, where there is one."""
    told, rows = room.shown_ids(of), of.headline[~of.headline.turned]
    assert len(told) <= 4
    fit = of.panel.indicators.loc[rows.index]
    fit = (fit.source_id != "local") & (fit.unit != "grade") & rows.value.notna()
    sure = fit & rows.verdict.str.match("clearly|probably")
    shown = [
        i for good in (False, True) for i in first_rows(of, good=good).index if of.panel.indicators.unit[i] != "grade"
    ]
    topics = set(of.panel.indicators.topic[[*rows.index[sure], *shown]])
    assert len(told) == min(len(topics), 4) or not topics
    for topic, ids in told.items():
        assert set(of.panel.indicators.topic[ids]) == {topic} and len(ids) == len(set(ids)) <= 3
        assert sure.get(ids[0], False) or ids[0] in shown or not topics
    if len(shown) > 1 and len(told) > 1:
        assert {of.panel.indicators.topic[i] for i in shown} & set(list(told)[:2])


def test_what_is_no_headline_comes_after_what_is(of):
    """Measures that ended, are old or were told already come last in a topic; needs of the area are told as ever."""
    for ids in room.shown_ids(of).values():
        late = [of.comparison.aside[i] not in ("", "context") for i in ids]
        assert late == sorted(late)
        for i in ids:
            ended = of.panel.indicators.ended[i] != ""
            assert ("the last that was published" in room.sentences(of, [i])[0]) == ended


def test_bars_are_the_stores_figures_too(of):
    held = of.data.values.set_index(["indicator_id", "area_code", "period"]).value
    for ids in room.shown_ids(of).values():
        for i in ids[:1]:
            rows = room.chart_rows(of, i)
            mine = rows[rows.here]
            assert 1 <= len(mine) <= 2 and len(rows) <= 4 and rows.value.notna().all()
            for row in mine.itertuples():
                assert row.value == held[i, of.area_code, row.name.rsplit(", ", 1)[1]]


def test_each_topic_has_three_sentences_one_chart_three_questions_and_no_ranks(of):
    soup = BeautifulSoup(room.html(of, AS_OF), "html.parser")
    sheets = soup.select("section.room")
    with_figures = {t: ids for t, ids in room.shown_ids(of).items() if ids}
    assert len(sheets) == len(with_figures) <= 4
    for sheet, (topic, ids) in zip(sheets, with_figures.items(), strict=True):
        assert sheet.h2.get_text() == room.topic(topic)
        said = [p.get_text() for p in sheet.find_all("p", recursive=False) if not p.get("class") and not p.strong]
        assert said == room.sentences(of, ids) and 1 <= len(said) <= 3
        if len(said) < 3:  # no more is held: neither a further figure, nor an earlier one, nor England's
            assert len(ids) < 3 and of.comparison.england[ids].isna().all(), (topic, said)
        assert len(sheet.find_all("svg")) == 1 and len(sheet.ol.find_all("li")) == 3
        assert sheet.svg["aria-label"].startswith("Bars. ")
        assert sheet.h3.get_text() == of.panel.indicators.title[ids[0]]  # the chart carries its name
        assert sheet.h3.find_next_sibling() is sheet.svg
        found = re.search(NOT_SAID, f"{sheet.get_text(' ')} {sheet.svg['aria-label']}", re.I)
        assert found is None, (topic, found and sheet.get_text(" "))
    told = soup.select_one("p.notice")
    assert (told is None) == bool(sheets)


def test_the_file_is_small_fetches_nothing_and_comes_out_the_same(wiltshire, tmp_path):
    for name in ("a-room.html", "b-room.html"):
        room.write(wiltshire, AS_OF, [("Report", "<i>x")], tmp_path / name)
    one, two = ((tmp_path / f"{n}-room.html").read_bytes() for n in "ab")
    assert one.replace(b'href="a.html"', b'href="b.html"') == two and len(one) < 1_500_000
    soup = BeautifulSoup(one, "html.parser")
    assert "default-src 'none'" in soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert soup.find("script") is None and soup.find("i") is None and soup.html["lang"] == "en-GB"
    assert [a["href"] for a in soup.find_all("a") if not a["href"].startswith("#")] == ["a.html"]


def test_hostile_text_is_text(wiltshire):
    evil = '"><script>alert(1)</script>'
    facts = wiltshire.panel.indicators.assign(means=f"How {evil}.", topic=evil)
    panel = dataclasses.replace(wiltshire.panel, indicators=facts)
    hostile = dataclasses.replace(wiltshire, name=evil)
    hostile.__dict__["panel"], hostile.__dict__["comparison"] = panel, wiltshire.comparison
    soup = BeautifulSoup(room.html(hostile, AS_OF), "html.parser")
    assert soup.find("script") is None and soup.h2.get_text() == evil and evil in soup.svg["aria-label"]


def test_a_bar_is_as_long_as_its_figure_and_the_thin_line_as_its_limits(wiltshire):
    rows = room.chart_rows(wiltshire, "placed_over_20_miles")
    drawn = BeautifulSoup(bars(rows, "x"), "html.parser")
    wide = [float(r["width"]) for r in drawn.find_all("rect")]
    for one, value in zip(wide, rows.value, strict=True):
        assert one / wide[1] == pytest.approx(value / rows.value[1], abs=0.01)
    lines = [(float(x["x1"]), float(x["x2"])) for x in drawn.find_all("line")]
    assert len(lines) == rows.lower.notna().sum() == 2
    assert lines[1][1] / wide[1] == pytest.approx(rows.upper[1] / rows.value[1], abs=0.01)


def test_the_example_in_the_docs_is_what_the_page_says(wiltshire):
    said = " ".join((paths.ROOT / "docs" / "pack.md").read_text(encoding="utf-8").split())
    told = room.sentence(
        wiltshire.comparison.loc["placed_over_20_miles"], wiltshire.panel.indicators.loc["placed_over_20_miles"],
        "Wiltshire", "year to March 2025",
    )  # fmt: skip
    assert f'"{told}"' in said
