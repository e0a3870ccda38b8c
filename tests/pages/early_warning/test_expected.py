"""Intervals of the next figures: they hold what they promise on years that they were not made from."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from scouting.pages.early_warning import expected, words
from scouting.pages.early_warning.expected import LEVELS, intervals, intervals_of, outside, rolling
from scouting.report import first, since
from scouting.report.since_council import COUNCIL
from scouting.study import study
from scouting.terms import NEW_FIGURE


@pytest.fixture(scope="module")
def held(data):
    return rolling(data.values, data.catalog.indicators, data.catalog.areas, 5)


def test_intervals_hold_within_two_points(held):
    """Of the newest five years, each forecast from the years before it alone: some 80,000 figures."""
    for level, rows in held.groupby("level"):
        share = (rows.held * rows.n).sum() / rows.n.sum()
        assert rows.n.sum() > 70_000 and abs(share - level) <= 0.02, (level, share)
        assert (rows.held >= level - 0.02).all()  # nor did any one year hold less


def test_planted_series_hold_exactly():
    """Random walks whose steps are of one kind: of 12,000 figures the promised share lies within, to 1.5 points; and a
    year in which all move by three steps is not held, and makes those after it wider."""
    codes, years = [f"E0600{n:04d}" for n in range(1, 151)], list(range(2010, 2026))
    facts, areas = [], pd.DataFrame({"area_code": codes, "type": "unitary"}).set_index("area_code", drop=False)
    chance, rows = np.random.default_rng(5), []
    for k in range(16):
        walk = 100 + chance.standard_t(4, (len(codes), len(years))).cumsum(axis=1)
        walk[:, years.index(2022) :] += 4.0 * (k % 2) * (k < 8)
        rows += [[f"i{k}", c, str(y), pd.Timestamp(y, 3, 31), walk[a, b]]
                 for a, c in enumerate(codes) for b, y in enumerate(years)]  # fmt: skip
        facts.append({"indicator_id": f"i{k}", "statistic": "score", "multiplier": 1.0, "decimals": 1.0, "breaks": "",
                      "service": "children"})  # fmt: skip
    values = pd.DataFrame(rows, columns=["indicator_id", "area_code", "period", "period_end", "value"])
    values = values.assign(numerator=np.nan, denominator=np.nan, lower_ci=np.nan, upper_ci=np.nan, marker="")
    indicators = pd.DataFrame(facts).set_index("indicator_id", drop=False)
    still = [f"i{k}" for k in range(16) if not (k % 2 and k < 8)]
    made = rolling(values[values.indicator_id.isin(still)], indicators.loc[still], areas, 5)
    for level, some in made.groupby("level"):
        assert (some.held * some.n).sum() / some.n.sum() == pytest.approx(level, abs=0.015)
    moved = rolling(values, indicators, areas, 6).set_index(["years_back", "level"])
    assert moved.held[3, 0.8] < 0.75 and moved.wider[0, 0.8] >= moved.wider[4, 0.8]


def test_the_newest_figure_decides_nothing_of_its_own_interval(data):
    """Every newest figure is spoilt: the intervals stay as they were."""
    known = data.catalog
    ids = ["re_referrals", "social_worker_turnover", "care_satisfaction", "cp_plan_rate", "social_worker_caseload"]
    values = data.values[data.values.indicator_id.isin([*ids, "children_0_17", "adults_65_over"])]
    newest = values.period_end == values.groupby("indicator_id", observed=True).period_end.transform("max")
    spoilt = values.assign(value=values.value.mask(newest & values.value.notna() & values.indicator_id.isin(ids), 50.0))
    tables = (known.indicators.loc[ids], known.areas)
    pd.testing.assert_frame_equal(
        intervals(values, *tables).drop(columns="value"), intervals(spoilt, *tables).drop(columns="value")
    )


def test_intervals_by_hand(data):
    """One measure on a plain scale: the last figure plus the ranks of the pooled changes of councils of its third."""
    rows = intervals_of(data)
    assert (rows.lower_95 <= rows.lower_80 + 1e-9).all() and (rows.upper_80 <= rows.upper_95 + 1e-9).all()
    scores = data.catalog.indicators.index[data.catalog.indicators.statistic == "score"]
    name = rows.indicator_id[rows.indicator_id.isin(scores)].iloc[0]
    mine = rows[rows.indicator_id == name]
    # Within a third all intervals of a score are as wide, and there are three thirds.
    assert mine.eval("upper_80 - lower_80").round(6).nunique() <= 3
    assert mine.eval("before - lower_80").round(6).nunique() <= 3


def test_ahead_starts_from_the_newest_figure_and_has_none_yet(data):
    known = data.catalog
    ids = ["re_referrals", "care_satisfaction"]
    values = data.values[data.values.indicator_id.isin([*ids, "children_0_17", "adults_65_over"])]
    tables = (known.indicators.loc[ids], known.areas)
    ahead, now = intervals(values, *tables, ahead=True), intervals(values, *tables)
    assert ahead.value.isna().all() and (ahead.period == "").all()
    both = ahead.merge(now, on=["indicator_id", "area_code"], suffixes=("", "_now")).dropna(subset="value_now")
    assert len(both) > 200 and (both.before == both.value_now).all()


def test_what_lies_outside_is_told_with_what_chance_gives(data):
    of = study("Derby", indicators="children", data=data)
    ids = of.comparison.index.tolist()
    rows = outside(of, ids)
    out = rows[rows.far > 1]
    beyond = (rows.value > rows.upper_95 + 1e-9) | (rows.value < rows.lower_95 - 1e-9)
    assert ((rows.far > 1) == beyond).all() and rows.far.is_monotonic_decreasing
    told = words.expected_sentences(rows, data.catalog.indicators)
    assert told[0].startswith(f"Of {len(rows)} new figures, {len(out)} lie") and len(told) == 1 + min(5, len(out))
    assert f"about {0.05 * len(rows):.0f}." in told[0] or round(0.05 * len(rows) % 1, 1) == 0.5
    assert words.expected_sentences(rows[rows.far <= 1], data.catalog.indicators)[0].endswith("past years made likely.")
    assert words.expected_sentences(rows.head(0), data.catalog.indicators) == []


def test_isles_of_scilly_has_too_few_people_for_most(data):
    of = study("Isles of Scilly", indicators="children", data=data)
    rows = outside(of, of.comparison.index.tolist())
    assert (of.comparison.verdict.loc[rows.indicator_id] != "too few to compare").all()
    assert LEVELS == (0.80, 0.95) and expected.FEWEST_CHANGES >= 20 / 0.95


def test_new_figures_that_were_not_to_be_expected_are_told_beside_what_chance_gives(data):
    """Derby's newest figures as if all were new: those outside are counted again from the intervals themselves."""
    of = study("Derby", indicators="children", data=data)
    ids = of.comparison.index.tolist()
    rows = [{"what": NEW_FIGURE, "indicator_id": name, "title": "T"} for name in ids]
    found = since.Since("2026-01-05", since.frame(rows, COUNCIL.columns))
    lines = first.unexpected(of, found)
    every = intervals_of(data)
    mine = every[(every.area_code == of.area_code) & every.value.notna() & every.indicator_id.isin(ids)]
    few = of.comparison.verdict.loc[mine.indicator_id].to_numpy() == "too few to compare"
    mine = mine[~few]
    out = (mine.value < mine.lower_95 - 1e-9) | (mine.value > mine.upper_95 + 1e-9)
    assert lines[0].startswith(f"Of {len(mine)} new figures, {out.sum()} lie outside the range in which 95 of 100")
    assert "Chance alone would give about" in lines[0] and len(lines) == 1 + min(5, out.sum())
    assert lines[0] in BeautifulSoup(first.html(found, lines), "html.parser").get_text()
    assert first.unexpected(of, None) == [] == first.unexpected(of, dataclasses.replace(found, rows=found.rows.head(0)))
