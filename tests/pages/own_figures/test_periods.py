"""Local indicators by the quarter and the month: what is compared, what stands beside it, and how it is told."""

import calendar
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from scouting import words as say
from scouting.charts import trend
from scouting.own.tables import TABLES
from scouting.pages.neighbours import verdicts
from scouting.pages.own_figures import show as own_figures_page
from scouting.pages.scouting_party import show as party_page
from scouting.pages.scouting_party.why import Why
from scouting.pages.story import show as story_page
from scouting.study import study

RUTLAND, WILTSHIRE, DERBY, KENT = "E06000017", "E06000054", "E06000015", "E10000016"
VISITS = (
    "visits,Visits in time,Visits in time,Whether someone came,children,own,timeliness,%,100,1,high_is_good,"
    "proportion,visits in time,visits due,,03-31"
)


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Local tables that every load reads: {table: lines}; the indicator of visits is always there."""
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)

    def write(**tables):
        for name, lines in {"indicators": [VISITS], **tables}.items():
            text = "\n".join([",".join(TABLES[name]), *lines]) + "\n"
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")

    return write


def figure(area, period, end, numerator, of=1000):
    return f"{area},visits,{period},{end},{100 * numerator / of},{numerator},{of},,public,"


def months(area, level, n=12):
    """Months of 2025 about a level, up and down in turn."""
    for m in range(1, n + 1):
        yield figure(area, f"2025-{m:02d}", f"2025-{m:02d}-{calendar.monthrange(2025, m)[1]}", level + 10 * (m % 2))


def years(area, level):
    for n, year in enumerate((2023, 2024, 2025)):
        yield figure(area, f"{year - 1}-{year % 100}", f"{year}-03-31", level + 10 * n)


@pytest.fixture
def shown(monkeypatch):
    """All that a part of the notebook puts on the page, as text."""
    said = []
    monkeypatch.setattr("scouting.markup.put", lambda *parts: said.extend(map(str, parts)))

    def page(call, *arguments):
        said.clear()
        call(*arguments)
        return re.sub("<[^>]+>", " ", " ".join(said)).replace("&#x27;", "'")

    return page


LEVELS = {RUTLAND: 700, WILTSHIRE: 900, DERBY: 880, KENT: 860, "E06000066": 840, "E06000025": 870, "E06000022": 890}
GROUP = [f"ours,Our group,us,2026-01-01,{RUTLAND},{area},{n}" for n, area in enumerate(LEVELS) if n]


def test_twelve_months_are_a_year_and_nothing_is_said_of_three(data, put, shown):
    """Seven councils: the level is the mean of the months, so that seasons cancel; the newest stands beside it."""
    put(figures=[line for area, level in LEVELS.items() for line in months(area, level)], neighbours=GROUP)
    of = study("Rutland", "ours", "visits", data=data)
    row = of.comparison.loc["visits"]
    assert (row.period, row.period_kind, row.n_with_value, row.level_periods) == ("2025-12", "month", 6, 12)
    assert (row.level, row.level_median, row.verdict) == (pytest.approx(70.5), pytest.approx(88.0), "clearly worse")
    page = shown(party_page.summary, of, "2026-11-24") + shown(party_page.ahead, of) + shown(party_page.clear, of)
    page += shown(story_page.show, of, "2026-11-24")
    assert "Clearly better than similar councils on none of 1 measure and clearly worse on 1." in page
    assert "Rutland 70.0% in 2025-12. Over 2025-01 to 2025-12, 70.5% against 88.0% in similar councils" in page
    assert "counting most" not in page and "latest year" not in page and "About 175 fewer visits in time" in page


def test_eleven_months_are_no_year(data, put, shown):
    put(figures=[line for area, level in LEVELS.items() for line in months(area, level, n=11)], neighbours=GROUP)
    of = study("Rutland", "ours", "visits", data=data)
    row = of.comparison.loc["visits"]
    assert row.verdict == "not compared" and np.isnan(row.level) and row.level_from == "" and Why(of).named.empty
    page = shown(party_page.summary, of, "2026-11-24") + shown(party_page.clear, of)
    assert "1 of 1 measure cannot be compared. The reason: no whole year of figures (1)." in page
    assert "No measure can be compared with similar councils." in page


def test_a_month_without_the_one_before_it_is_no_year(data, put):
    put(figures=list(months(RUTLAND, 700, n=1)))
    of = study("Rutland", indicators="visits", data=data)
    row, facts = of.comparison.loc["visits"], of.panel.indicators.loc["visits"]
    assert say.trend_title(row, facts, "Rutland").endswith("71.0% in 2025-01; no unbroken month before it")
    assert "year" not in say.trend_title(row, facts, "Rutland")
    assert "Not compared" in say.verdict_sentence(row, facts, "Rutland")


QUARTERS = [figure(RUTLAND, f"2025-26 Q{q}", end, n) for q, end, n in
            [(1, "2025-06-30", 640), (2, "2025-09-30", 610)]]  # fmt: skip


def test_a_quarter_does_not_displace_the_years(data, put):
    """Two councils' years, and quarters of one: the comparison is that of the years alone, the quarters diamonds."""
    group = [f"ours,Our group,us,2026-01-01,{RUTLAND},{WILTSHIRE},1"]
    yearly = [*years(RUTLAND, 700), *years(WILTSHIRE, 800)]
    put(figures=yearly, neighbours=group)
    before = study("Rutland", "ours", "visits", data=data)
    assert before.own_series("visits").empty and "own" not in own_figures_page.marks(before, "visits")
    put(figures=[*yearly, *QUARTERS, figure(WILTSHIRE, "2025-07", "2025-07-31", 990)], neighbours=group)
    after = study("Rutland", "ours", "visits", data=data)
    pd.testing.assert_frame_equal(before.comparison, after.comparison)
    row = after.comparison.loc["visits"]
    assert (row.period, row.period_kind, row.change_from, row.n_with_value) == ("2024-25", "year", "2023-24", 1)
    assert after.trend("visits").period.tolist() == ["2022-23", "2023-24", "2024-25"]
    assert own_figures_page.marks(after, "visits")["own"].period.tolist() == ["2025-26 Q1", "2025-26 Q2"]
    assert own_figures_page.sentences(after, "visits") == ["Rutland's own figure for 2025-26 Q2: 61.0%, 610 of 1,000."]
    assert own_figures_page.figures(after).period.tolist().count("2025-07") == 1  # another's month stands in the table


def test_without_years_the_quarters_are_compared_and_the_months_beside_them(data, put):
    put(figures=[*QUARTERS, *months(RUTLAND, 700)])
    of = study("Rutland", indicators="visits", data=data)
    assert of.trend("visits").period.tolist() == ["2025-26 Q1", "2025-26 Q2"]
    assert len(of.own_series("visits")) == 12


def test_a_year_without_a_figure_does_not_hide_the_quarters(data, put):
    """The one year is suppressed: its count is under five."""
    put(figures=[figure(RUTLAND, "2024-25", "2025-03-31", 2), *QUARTERS])
    of = study("Rutland", indicators="visits", data=data)
    assert of.comparison.period["visits"] == "2025-26 Q2" and of.own_series("visits").period.tolist() == ["2024-25"]


def test_an_unpublished_figure_is_never_called_published(data, put, shown):
    """The target of a local indicator: its newest year is the council's own one, and two quarters are no year."""
    put(figures=[*years(RUTLAND, 700), *QUARTERS], targets=[f"{RUTLAND},visits,65,,"])
    of = study("Rutland", indicators="visits", data=data)
    (row,) = own_figures_page.targets(of).itertuples()
    assert np.isnan(row.value) and (row.period, row.against) == ("", "")
    assert (row.own_value, row.own_period, row.own_against) == (72.0, "2024-25", "met")
    assert own_figures_page.sentences(of, "visits")[1:] == [
        "Rutland meets its own target: 72.0% in 2024-25, against 65.0%.",
        "Rutland's own quarters to September 2025 are not judged against its target: "
        "4 in a row are needed, 2 are held.",
    ]
    put(figures=years(RUTLAND, 700), targets=[f"{RUTLAND},visits,65,,"])
    (row,) = own_figures_page.targets(study("Rutland", indicators="visits", data=data)).itertuples()
    assert np.isnan(row.value) and (row.own_value, row.own_period, row.own_against) == (72.0, "2024-25", "met")


def test_how_a_local_indicator_is_told(data, put, shown):
    """England and the region have no figure of it, one neighbour has no middle, the marks and stops are whole."""
    put(figures=[*years(RUTLAND, 700), *years(WILTSHIRE, 800), *QUARTERS,
                 figure(RUTLAND, "2025-26 Q3", "2025-12-31", 2)],
        neighbours=[f"ours,Our group,us,2026-01-01,{RUTLAND},{WILTSHIRE},1"])  # fmt: skip
    of = study("Rutland", "ours", "visits", data=data)
    bars, course = of.bars("visits"), of.trend("visits")
    assert bars["name"].tolist() == ["Wiltshire", "Rutland"]
    assert course.neighbour_median.isna().all() and course.n_with_value.tolist() == [1, 1, 1]
    facts, row = of.panel.indicators.loc["visits"], of.comparison.loc["visits"]
    title = say.trend_title(row, facts, "Rutland")
    assert title.startswith("Visits in time, Rutland: 72.0% in 2024-25, up 1.0 percentage point")
    assert facts.means == "Whether someone came."
    style = {"title": title, "unit": "%", "decimals": 1, "focus_name": "Rutland"}
    drawn = trend.draw(course, **style, **own_figures_page.marks(of, "visits"))
    (notes,) = [" ".join(t.get_text().split()) for t in drawn.figure.findobj(Text) if t.get_label().startswith("notes")]
    assert "Own figures: no figure for 2025-26 Q3 (suppressed)." in notes and "Diamonds" in notes
    assert "England" not in trend.alt_text(course, **style) and "median of" not in notes
    page = shown(story_page.show, of, "2026-11-24")
    assert "year to March 2025" in page and "England" not in page
    said = verdicts.sentences(of, verdicts.matrix(of))
    assert said == ["Nothing is compared, so there is no verdict to test."]


def test_a_neighbour_without_a_local_figure_has_no_figure_and_not_an_unpublished_one(data, put):
    put(figures=[*years(RUTLAND, 700), *years(WILTSHIRE, 800)],
        neighbours=[f"ours,Ours,us,2026-01-01,{RUTLAND},{area}," for area in (WILTSHIRE, DERBY)])  # fmt: skip
    bars = study("Rutland", "ours", "visits", data=data).bars("visits").set_index("name")
    assert np.isnan(bars.value["Derby"]) and bars.marker["Derby"] == ""


def test_a_study_of_a_studys_figures_begins_from_the_published_ones(put, data):
    """What-if and money ask again with the data of a study: nothing is added twice, nothing goes to another council."""
    put(figures=[figure(KENT, "2024-25", "2025-03-31", 600).replace("public", "own")])
    first = study("Kent", indicators="visits,re_referrals", data=data)
    again = study("Kent", indicators="visits,re_referrals", data=first.data)
    pd.testing.assert_frame_equal(first.comparison, again.comparison)
    assert (again.data.values.indicator_id == "visits").sum() == 1
    other = study("Derby", indicators="re_referrals", data=first.data)
    assert "visits" not in other.data.catalog.indicators.index
