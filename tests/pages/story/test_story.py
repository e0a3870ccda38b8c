"""Stories: which measures are told, what their titles and drawings say, held against the comparison."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from tests.cases import few

from scouting.charts import axis
from scouting.pages.page_one import tables
from scouting.pages.story import drawing, measures, words
from scouting.pages.story import show as story_page
from scouting.study import study

AWKWARD = [(council, service) for service in ("children", "adults") for council in
           ("Wiltshire", "Birmingham", "Isles of Scilly", "City of London", "Westmorland and Furness", "Derby",
            "Bournemouth, Christchurch and Poole", "Rutland", "Kent", "Richmond upon Thames")]  # fmt: skip
CASES = few([AWKWARD[1], AWKWARD[2], AWKWARD[17]], AWKWARD)


def told(of):
    """Every story of a study as soup, by indicator."""
    ids = measures.ids(of)
    asked, hosts = measures.questions(of, ids, story_page.QUESTIONS), tables.hosts(of, ids)
    return {one: BeautifulSoup(story_page.html(of, one, "2026-11-30", asked[one], hosts), "html.parser") for one in ids}


def across(soup, kind):
    """The places across of the dots of a kind in the drawing of councils."""
    return [float(dot["cx"]) for dot in soup.select("svg.story")[-1].select(f"circle.{kind}")]


@pytest.mark.parametrize("council,service", CASES)
def test_stories_are_page_ones_and_each_drawing_is_its_table(data, council, service):
    of = study(council, indicators=service, data=data)
    stories, facts = told(of), of.panel.indicators
    shown = {*tables.rows(of, good=False).index, *tables.rows(of, good=True).index}
    assert len(stories) <= measures.MOST and set(stories) <= shown and bool(stories) == bool(shown)
    titles = [soup.h3.get_text() for soup in stories.values()]
    assert len(set(titles)) == len(titles)
    for one, soup in stories.items():
        row, fact = of.comparison.loc[one], facts.loc[one]
        rows, whole = measures.ranked(of, one)
        assert set(rows.area_code) <= {of.area_code, *of.neighbour_set.codes} and not set(rows.role) & set(
            measures.APART
        )
        held = rows[rows.value.notna()]
        places = dict(zip(held.index, across(soup, "council"), strict=False)) if "focus" not in set(held.role) else {}
        texts = [text.get_text() for text in soup.select("svg.story")[-1].find_all("text")]
        for line in pd.concat([rows, whole]).itertuples():
            said = axis.absent(line.marker) if pd.isna(line.value) else axis.short(line.value, fact.unit, fact.decimals)
            assert said in texts
        assert len(soup.select("svg.story")[-1].find_all("circle")) == len(held) + int(whole.value.notna().sum())
        assert places == {} or sorted(places.values()) == [places[k] for k in held.value.sort_values().index]
        assert (len(soup.select("svg.story")) == 2) == (of.trend(one).tail(10).value.notna().sum() > 1)
        better = "".join(texts).count("better")
        assert better == (fact.polarity != "no_judgement")
        text = soup.get_text(" ")
        assert "nan" not in text and not re.search(r"\w_\w|[0-9a-f]{12}", text)
        if row.verdict.startswith("clearly") and not row.turned and fact.polarity != "no_judgement":
            assert "robably" not in soup.h3.get_text()


@pytest.mark.parametrize("council,service", CASES)
def test_years_begin_with_the_councils_first_figure_and_cross_no_break(data, council, service):
    of = study(council, indicators=service, data=data)
    for one, soup in told(of).items():
        years = measures.years(of, one)
        if years.empty:
            continue
        assert pd.notna(years.value.iloc[0]) and len(years) <= measures.PERIODS
        svg = soup.select("svg.story")[0]
        joined = axis.runs(years.position.to_numpy(float), years.value.notna().tolist(), years.segment.tolist())
        assert len(svg.select("path.here")) == sum(len(run) > 1 for run in joined)
        assert len(svg.select("circle.here")) == sum(len(run) == 1 for run in joined)
        assert len(svg.select("path.break")) == years.segment.nunique() - 1


def test_a_measure_that_somebody_chose_is_told_whatever_it_shows(data):
    chosen = ["re_referrals", "referral_rate", "social_worker_turnover"]
    of = study("Derby", indicators=",".join(chosen), data=data)
    assert set(measures.ids(of)) == set(chosen)
    assert "too close to call" in words.finding(
        of, of.comparison.index[of.comparison.verdict == "too close to call"][0]
    )


def test_where_page_one_has_nothing_nothing_is_told(data):
    of = study("Wiltshire", data=data)
    rows = of.comparison.copy()
    rows.loc[rows.verdict.str.startswith(("clearly", "probably")), "verdict"] = "too close to call"
    rows.loc[of.panel.indicators.targeted == "yes", "value"] = 99.0  # nothing that most get too late
    planted = replace(of)
    planted.__dict__["comparison"] = rows
    assert measures.ids(planted) == []


def test_a_finding_says_probably_where_it_is_not_clear(data):
    of = study("Wiltshire", data=data)
    one = "looked_after_fostered"
    assert words.finding(of, one) == "More children in care live with foster carers than in similar councils"
    rows = of.comparison.copy()
    rows.loc[one, "verdict"] = "probably worse"
    planted = replace(of)
    planted.__dict__["comparison"] = rows
    assert words.finding(planted, one) == (
        "Probably fewer children in care live with foster carers than in similar councils"
    )
    rows.loc[one, "turned"] = True
    assert words.finding(planted, one).startswith(of.panel.indicators.short_title[one])


def test_no_question_is_asked_twice(data):
    of = study("Wiltshire", indicators="placed_over_20_miles,looked_after_fostered,new_placements_near_home", data=data)
    asked = measures.questions(of, measures.ids(of), 2)
    every = [one for few in asked.values() for one in few]
    assert len(every) == len(set(every)) > 3 and all(asked.values())


def test_dots_lie_where_the_figures_are_and_better_is_said_on_its_side():
    """Three councils a unit apart: dots evenly spaced, the lowest at the left, better on the side of the low."""
    rows = pd.DataFrame({"name": ["A", "B", "C"], "role": ["neighbour", "focus", "neighbour"], "value": [1.0, 2.0, 3.0],
                         "lower": np.nan, "upper": np.nan, "marker": ""})  # fmt: skip
    whole = rows.head(1).assign(name="England", role="england", value=np.nan, marker="c")
    soup = BeautifulSoup(drawing.ranking(rows, whole, "%", 0, "low_is_good", "alt"), "html.parser")
    first, second, third = [float(dot["cx"]) for dot in soup.find_all("circle")]
    assert third - second == pytest.approx(second - first, abs=0.2) and first < second
    texts = {text.get_text(): float(text["x"]) for text in soup.find_all("text")}
    assert texts["← better"] < first and "suppressed" in texts and soup.svg["aria-label"] == "alt"
    soup = BeautifulSoup(drawing.ranking(rows, whole, "%", 0, "high_is_good", "alt"), "html.parser")
    assert "→ better" in soup.get_text() and "← better" not in soup.get_text()


def test_hostile_text_stays_text(data):
    evil = "<script>alert(1)</script>"
    of = study("Wiltshire", indicators="re_referrals,looked_after_rate", data=data)
    hostile = replace(of, name=evil, indicators=of.indicators.assign(short_title=evil, title=evil, counting_note=evil))
    for soup in told(hostile).values():
        assert soup.find("script") is None and "alert(1)" in soup.get_text()
