"""Directions, movement from the start, and signals: from the values themselves, and with planted series."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from scouting.pages.indicator import movement, words
from scouting.study import study
from scouting.terms import DIRECTIONS, TOO_FEW


def one(data, chosen="re_referrals", council="Wiltshire"):
    return study(council, indicators=chosen, data=data)


def series(data, chosen, code):
    held = data.values[(data.values.indicator_id == chosen) & (data.values.area_code == code)]
    return held.sort_values("period_end").set_index("period_end").value.astype(float)


def with_figures(of, figures):
    planted = replace(of)
    planted.__dict__["panel"] = replace(of.panel, figures=figures)
    return planted


@pytest.mark.parametrize("chosen", ["re_referrals", "cp_plan_rate", "free_meals_6_years_primary"])
def test_directions_from_the_values_themselves(data, chosen):
    rows = movement.directions(one(data, chosen))
    sign = {"low_is_good": -1, "high_is_good": 1, "no_judgement": 0}[data.catalog.indicators.polarity[chosen]]
    words = {1: "better", -1: "worse"} if sign else {1: "rising", -1: "falling"}
    for row in rows.sample(25, random_state=3).itertuples():
        y = series(data, chosen, row.area_code).iloc[-10:]
        y = y[y.index >= y.index.max() - np.timedelta64(366 * 9, "D")].dropna()
        assert row.n == len(y)
        if row.n < 5:
            assert row.word == TOO_FEW
            continue
        tau, p = stats.kendalltau(np.arange(len(y)), y)
        clear = row.p < 0.05
        assert row.slope * tau >= 0
        if y.is_unique:  # with equal figures scipy only approximates
            assert row.p == pytest.approx(p)
        assert row.word == (words[int(np.sign(row.slope)) * (sign or 1)] if clear else "no clear change")
        assert row.lower <= row.slope <= row.upper


def test_no_direction_over_fewer_than_five_or_across_a_break(data):
    """Over every indicator, the focus and England: the figures behind a direction lie in one unbroken stretch."""
    of = study("Derby", indicators="all", data=data)
    for chosen in of.panel.indicators.index:
        small = replace(of, indicators=of.indicators.loc[[chosen]])
        p = small.panel
        row = movement._row(small, p.figures[0, p.areas.get_loc(small.area_code)], movement.overlapping(small))
        word, n, first, last = row[0], row[5], row[6], row[7]
        assert word in DIRECTIONS and (n >= 5) == (word != TOO_FEW), chosen
        if n:
            ends = [list(p.labels[0]).index(label) for label in (first, last)]
            assert p.segment[0, ends[0]] == p.segment[0, ends[1]] == p.segment[0, -1], chosen
            assert ends[0] >= p.labels.shape[1] - 10


def test_nothing_that_is_held_overlaps_and_what_overlaps_has_no_direction(data):
    of = one(data)
    assert not movement.overlapping(of)
    labels = of.panel.labels.copy()
    labels[0] = [f"{label} Q1" if label else "" for label in labels[0]]  # no such label: nothing is known of its span
    strange = replace(of)
    strange.__dict__["panel"] = replace(of.panel, labels=labels)
    assert not movement.overlapping(strange)
    labels = of.panel.labels.copy()
    labels[0, -6:] = ["2024-25", "2024", "2024-25", "2024", "2024-25", "2024"]
    shared = replace(of)
    shared.__dict__["panel"] = replace(of.panel, labels=labels)
    assert movement.overlapping(shared)
    assert set(movement.directions(shared).word) == {"overlapping periods"}


def test_gaining_on_neighbours_that_fall_behind(data):
    """Planted: the council stands still, its neighbours get worse by two points a year."""
    of = one(data)
    p = of.panel
    figures = p.figures.copy()
    figures[0, p.areas.get_loc("E06000054")] = 20.0
    others = p.areas.get_indexer(of.neighbour_set.codes)
    figures[0, others] = 10.0 + 2 * np.arange(figures.shape[2])
    found = movement.relative(with_figures(of, figures))
    assert found.word == "better" and found.slope == pytest.approx(-2)
    figures[0, others[:6]] = np.nan  # fewer than half of the neighbours: no median to gain on
    assert movement.relative(with_figures(of, figures)).word == TOO_FEW


def test_moved_adds_up_and_is_from_level_to_level(data):
    found = movement.moved(one(data))
    rows = found.rows
    assert (found.start, found.end) == ("2020 to 2022", "2023 to 2025") and len(rows) > 130
    np.testing.assert_allclose(rows.expected + rows.beyond, rows.change)
    assert (rows.gain == -rows.change).all() and rows.gain.is_monotonic_decreasing  # low is good
    for row in rows.sample(10, random_state=1).itertuples():
        y = series(data, "re_referrals", row.area_code).iloc[-6:]
        weights = [0.1, 0.3, 0.6]
        assert (row.start, row.end) == pytest.approx((y.iloc[:3] @ weights, y.iloc[3:] @ weights))
    assert np.median(rows.beyond) == pytest.approx(0, abs=1e-9)


def test_those_that_improve_most_started_behind_wherever_luck_has_a_part(data):
    """Regression to the mean is there to be seen: the five fastest mostly began in the worse half."""
    shares = []
    for chosen in (
        "re_referrals",
        "cp_plans_repeat",
        "assessments_45_days",
        "cp_reviews_in_time",
        "conferences_15_days",
    ):
        rows = movement.moved(one(data, chosen)).rows
        sign = 1 if data.catalog.indicators.polarity[chosen] == "high_is_good" else -1
        shares.append((sign * (rows.head(5).start - rows.start.median()) < 0).mean())
    assert np.mean(shares) > 0.75


def test_luck_alone_is_not_told_as_movement(data):
    """Planted: every council has a level of its own that never changes, and noise: hardly anybody moved beyond it."""
    of = one(data)
    rng = np.random.default_rng(6)
    shape = of.panel.figures.shape
    figures = 20 + rng.normal(0, 3, (1, shape[1], 1)) + rng.normal(0, 3, shape)
    level = figures[:, :, -3:] @ np.array([0.1, 0.3, 0.6])
    planted = replace(of)
    planted.__dict__["panel"] = replace(of.panel, figures=figures, level=level)
    found = movement.moved(planted)
    assert found.slope == pytest.approx(0.685, abs=0.12)  # 9 / (9 + 9 * (0.36 + 0.09 + 0.01))
    assert found.rows.told.mean() < 0.07


def test_movement_is_not_told_over_a_break_or_too_few_periods(data):
    assert movement.moved(one(data, "ehc_plans_20_weeks")).rows.empty
    assert movement.moved(one(data, "cost_adult_social_care")).rows.empty


def test_signals_from_the_first_figure_and_since_the_last_break(data):
    found = movement.signals(one(data, "assessments_45_days", "Bournemouth, Christchurch and Poole"))
    assert found.rows.period.iloc[0] == "2020" and found.rows.value.notna().all()
    y = series(data, "assessments_45_days", "E06000058").dropna()
    reach = 2.66 * np.abs(np.diff(y)).mean()
    assert (found.mean, found.lower, found.upper) == pytest.approx((y.mean(), y.mean() - reach, y.mean() + reach))
    assert found.recent == "cannot be calculated"  # no counts, so no limits


def test_fingertips_rule_takes_the_limits_of_counts_and_cries_out_sooner(data):
    """The chance in counts is not all the noise there is: that is why its word stands on this page alone."""
    told = headline = 0
    for council in ("Wiltshire", "Kent", "Birmingham", "Derby", "Rutland", "Leeds", "Essex", "Devon"):
        of = one(data, council=council)
        told += movement.signals(of).recent in ("increasing", "decreasing")
        rows = movement.directions(of)
        headline += rows.word[rows.role == "focus"].iloc[0] in ("better", "worse")
    assert told > headline


def test_a_council_without_any_figure_signals_nothing(data):
    found = movement.signals(one(data, "cost_adult_social_care", "Birmingham"))
    assert not found.rows[["outside", "shift", "trend"]].any(axis=None)


@pytest.mark.parametrize("council", ["Wiltshire", "Derby", "Westmorland and Furness"])
def test_the_packs_line_is_the_indicators_pages(data, council):
    """What a report says of one indicator's direction is what its own page says, whatever stands beside it."""
    many = study(council, indicators="re_referrals,looked_after_rate,social_worker_turnover", data=data)
    for indicator_id in many.indicators.index:
        alone = study(council, indicators=indicator_id, data=data)
        row = movement.directions(alone).set_index("role").loc["focus"]
        said = movement.lines(many, indicator_id)
        assert said[0] == words.direction_sentence(row, alone.panel.indicators.iloc[0], council)
        gains = words.relative_sentence(movement.relative(alone), alone.panel.indicators.iloc[0], council)
        assert said[1:] == [gains]
