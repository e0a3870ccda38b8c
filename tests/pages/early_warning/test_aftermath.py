"""What stood beside a judgement: the kept table again, planted slopes and effects, and balance."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scouting.pages.early_warning import aftermath as after
from scouting.pages.early_warning import backtest_words


@pytest.mark.long
def test_the_kept_table_again(data):
    pd.testing.assert_frame_equal(
        after.aftermath(data.values, data.catalog), data.catalog.aftermath, check_dtype=False, atol=2e-2
    )


def test_the_kept_table_is_balanced_and_has_its_placebo(data):
    rows = data.catalog.aftermath
    assert set(rows.groupby(["grade", "score", "years"]).kind.nunique()) == {2}
    assert (rows.place - rows.matched_place).abs().max() < 4 and (rows.need - rows.matched_need).abs().max() < 3
    assert (rows.lower <= rows.value).all() and (rows.value <= rows.upper).all() and (rows.n >= rows.councils).all()
    bad = rows[(rows.grade == "inadequate") & (rows.score == "all")].set_index(["kind", "years"])
    assert bad.lower["after", 1] > 0  # a year on, councils judged inadequate stood lower than those like them before
    told = backtest_words.aftermath_sentences(rows)
    assert len(told) == 4 and "what stood beside a grade, not what it did" in told[0]


def planted(slope, step):
    """Sixty councils; the first ten are judged inadequate in 2020. They get worse by ``slope`` a year before that, and
    by ``step`` after it; the others stay where they are."""
    codes, years = [f"E{k:02d}" for k in range(60)], range(2014, 2026)
    chance = np.random.default_rng(2)
    start = np.r_[np.linspace(30, 45, 10), np.linspace(20, 80, 50)]
    place = pd.DataFrame(np.tile(start[:, None], len(years)), codes, list(years))
    place += chance.normal(0, 0.5, place.shape)
    for year in years:
        place.loc[codes[:10], year] += slope * min(year - 2014, 6) + step * (year > 2020)
    same = pd.DataFrame({"area_code": codes[:10], "year": 2020})
    need = pd.DataFrame(50.0 + chance.normal(0, 1, place.shape), codes, list(years))
    return same, place, need


@pytest.mark.parametrize("slope, step", [(0.0, 8.0), (3.0, 0.0)])
def test_a_step_shows_after_and_a_slope_in_the_placebo(slope, step):
    same, place, need = planted(slope, step)
    found = after._told(after._pairs(same, place, need, 1), 2)
    placebo = after._told(after._pairs(same, place, need, 4), 2)
    assert found["value"] == pytest.approx(step + slope, abs=1.0)
    assert placebo["value"] == pytest.approx(2 * slope, abs=1.0)
    assert (found["n"], found["councils"]) == (10, 10)
    assert found["lower"] < found["value"] < found["upper"]
    assert abs(found["place"] - found["matched_place"]) < 5


def test_councils_with_the_same_grade_nearby_are_no_match():
    """All but four others judged alike within the years: too few are left to match, so nothing is told."""
    same, place, need = planted(0.0, 5.0)
    rest = pd.DataFrame({"area_code": place.index[10:56], "year": 2022})
    both = pd.concat([same, rest], ignore_index=True)
    assert after._pairs(both, place, need, 1).empty
    assert np.isnan(after._told(after._pairs(both, place, need, 1), 1)["value"])


def test_no_report_no_rows_but_the_table_stands(data):
    none = replace(data.catalog, inspections=data.catalog.inspections.iloc[:0])
    made = after.aftermath(data.values, none)
    assert len(made) == 36 and made.n.sum() == 0 and made.value.isna().all()
