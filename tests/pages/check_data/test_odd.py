"""Odd figures: found where they were planted, worked out a second way, few enough to be read."""

import numpy as np
import pandas as pd
import pytest

from scouting import values
from scouting.dataset import Dataset
from scouting.pages.check_data import odd
from scouting.pages.check_data.odd import ODD_JUMP, ODD_OUTSIDE

TEXTS = dict.fromkeys([*values.KEY, "marker", "source_id"], "str")
KEY = [*values.KEY, "rule"]


@pytest.fixture(scope="module")
def found(data):
    return odd.odd(data)


def _planted(data, *cells):
    """The real figures of an indicator with some cells changed: (area, period, column, number)."""
    ids = ["re_referrals", "social_worker_caseload", "children_0_17"]
    rows = data.values[data.values.indicator_id.isin(ids)].astype(TEXTS).reset_index(drop=True)
    for indicator_id, area, period, column, number in cells:
        here = (rows.indicator_id == indicator_id) & (rows.area_code == area) & (rows.period == period)
        assert here.sum() == 1
        rows.loc[here, column] = number
    return Dataset(data.catalog, rows)


def _new(found, data):
    planted = odd.odd(data)
    known = set(found[KEY].itertuples(index=False, name=None))
    rows = {(*row[:3], row.rule): row for row in planted.itertuples(index=False)}
    return {key: row for key, row in rows.items() if key not in known}


def test_an_impossible_share_is_found(data, found):
    new = _new(found, _planted(data, ("re_referrals", "E06000054", "2016", "value", 101.5)))
    row = new["re_referrals", "E06000054", "2016", "proportion outside its range"]
    assert (row.value, row.against, row.measure) == (101.5, 100.0, pytest.approx(1.5))
    assert ("re_referrals", "E06000054", "2016", "outside all others") in new
    low = _new(found, _planted(data, ("re_referrals", "E06000054", "2016", "value", -2.0)))
    row = low["re_referrals", "E06000054", "2016", "proportion outside its range"]
    assert (row.against, row.measure) == (0.0, -2.0)


def test_a_part_above_its_whole_is_found(data, found):
    held = data.values[(data.values.indicator_id == "re_referrals") & (data.values.area_code == "E06000054")]
    whole = float(held.denominator[held.period == "2025"].iloc[0])
    new = _new(found, _planted(data, ("re_referrals", "E06000054", "2025", "numerator", 2 * whole)))
    row = new["re_referrals", "E06000054", "2025", "numerator above denominator"]
    assert (row.against, row.measure) == (whole, 2.0)
    # The published share is not twice the whole either, and both are told.
    row = new["re_referrals", "E06000054", "2025", "disagrees with its counts"]
    assert row.against == pytest.approx(200.0) and row.measure == pytest.approx(row.value - 200.0)
    assert len(new) == 2


def test_counts_that_give_another_figure_are_found(data, found):
    """One in the last decimal is rounding's; a whole point is not."""
    held = data.values[(data.values.indicator_id == "re_referrals") & (data.values.area_code == "E08000025")]
    value = float(held.value[held.period == "2025"].iloc[0])
    new = _new(found, _planted(data, ("re_referrals", "E08000025", "2025", "value", value + 1.0)))
    assert list(new) == [("re_referrals", "E08000025", "2025", "disagrees with its counts")]
    assert next(iter(new.values())).measure == pytest.approx(1.0, abs=0.06)
    assert _new(found, _planted(data, ("re_referrals", "E08000025", "2025", "value", value + 0.04))) == {}


def test_a_figure_beyond_all_others_and_a_jump_there_and_back_are_found(data, found):
    new = _new(found, _planted(data, ("social_worker_caseload", "E10000016", "2022", "value", 90.0)))
    keys = {(period, rule) for _, _, period, rule in new}
    assert keys == {("2022", "outside all others"), ("2022", "jump in a year"), ("2023", "jump in a year")}
    outside = new["social_worker_caseload", "E10000016", "2022", "outside all others"]
    rest = data.values[(data.values.indicator_id == "social_worker_caseload") & (data.values.area_code != "E10000016")]
    rest = rest[rest.area_code.astype("str").str.match("E0[689]|E10")]
    assert outside.against == rest.value.max() and outside.measure > ODD_OUTSIDE
    up, down = (new["social_worker_caseload", "E10000016", year, "jump in a year"] for year in ("2022", "2023"))
    assert up.measure > ODD_JUMP and down.measure < -ODD_JUMP and down.against == 90.0


def test_a_change_across_a_break_or_a_year_left_out_is_no_jump(data, found):
    """A thousand times the figure in the first year of a new series, and after a year without figures."""
    row = data.values[(data.values.indicator_id == "mental_health_work") & (data.values.area_code == "E06000054")]
    jumps = found[(found.rule == "jump in a year") & (found.indicator_id == "mental_health_work")]
    assert {"2017-18", "2021-22"} <= set(row.period.astype("str"))
    assert not {"2017-18", "2021-22"} & set(jumps.period)


def test_the_list_is_short_enough_to_be_read(data, found):
    assert 50 <= len(found) <= 200
    assert not found.duplicated(KEY).any()
    assert set(found.rule) <= set(odd.RULES)
    assert found.rule.map(list(odd.RULES).index).is_monotonic_increasing
    # Nothing impossible is in the store: the build would have refused it.
    assert not set(found.rule) & {"proportion outside its range", "numerator above denominator"}
    held = data.values.astype(TEXTS)
    merged = found.merge(held, on=values.KEY, suffixes=("", "_held"))
    assert (merged.value == merged.value_held).all() and len(merged) == len(found)


SOME = ["re_referrals", "cost_adults_65", "care_leavers_accommodation_17_18", "looked_after_dental_checks"]


@pytest.mark.parametrize("indicator_id", SOME)
def test_outside_and_jumps_are_what_plain_loops_give(data, found, indicator_id):
    panel = data.panel
    i = panel.indicators.index.get_loc(indicator_id)
    y, se = panel.figures[i, panel.councils], panel.se[i, panel.councils]
    lower, upper = panel.lower[i, panel.councils], panel.upper[i, panel.councils]
    areas, outside, jumps = panel.areas[panel.councils], set(), set()
    for c, area in enumerate(areas):
        others = np.delete(y, c, axis=0)
        low, high = np.nanmin(others), np.nanmax(others)
        for t in range(y.shape[1]):
            near_low = y[c, t] if np.isnan(lower[c, t]) else lower[c, t]
            near_high = y[c, t] if np.isnan(upper[c, t]) else upper[c, t]
            if max(near_low - high, low - near_high) > ODD_OUTSIDE * (high - low):
                outside.add((area, panel.labels[i, t]))
    for t in range(1, y.shape[1]):
        if panel.position[i, t - 1] < 0 or panel.position[i, t] - panel.position[i, t - 1] != 1:
            continue
        if panel.segment[i, t] != panel.segment[i, t - 1]:
            continue
        change = pd.Series(y[:, t] - y[:, t - 1])
        away = change - change.median()
        spread = 1.4826 * away.abs().median()
        units = away / np.sqrt(se[:, t] ** 2 + se[:, t - 1] ** 2 + spread**2)
        jumps |= {(areas[c], panel.labels[i, t]) for c in units.index[units.abs() > ODD_JUMP]}
    mine = found[found.indicator_id == indicator_id]
    for rule, expected in (("outside all others", outside), ("jump in a year", jumps)):
        told = mine[mine.rule == rule][["area_code", "period"]]
        assert set(told.itertuples(index=False, name=None)) == expected


def test_own_figures_far_from_any_published_one(data):
    """A share of 95% of re-referrals, and one in hundredths, beside a usual one."""
    councils = data.values[(data.values.indicator_id == "re_referrals") & ~data.values.area_code.str.startswith("E12")]
    rows = pd.DataFrame({"indicator_id": "re_referrals", "area_code": "E06000054", "period": ["a", "b", "c", "d"]})
    rows["value"] = [95.0, 20.0, float("nan"), councils.value.max() + 0.01]
    far = odd.odd_own(rows, data)
    assert far.period.tolist() == ["a"]
    assert far.highest.tolist() == [councils.value.max()]
    assert odd.odd_own(rows.head(0), data).empty
