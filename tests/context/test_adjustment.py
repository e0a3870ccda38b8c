"""Allowing for need: planted truth comes back, nobody explains itself, the parts add up, odd councils run."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from scouting import context
from scouting.errors import ScoutingError

N = 150
CODES = pd.Index([f"E{i:08}" for i in range(N)], name="area_code")


def world(seed=1, slope=2.0, spread=1.0, noise=0.5):
    rng = np.random.default_rng(seed)
    need = pd.DataFrame(rng.normal(size=(N, 2)), CODES, ["poor", "old"])
    own = pd.Series(spread * rng.normal(size=N), CODES)
    se = pd.Series(noise, CODES)
    return need, 50 + slope * need.poor + own + noise * rng.normal(size=N), se


def test_what_need_explains_is_taken_out_and_its_share_found():
    need, value, se = world()
    made = context.adjust(value, se, need)
    table = made.table.set_index("area_code")
    # Planted: 4 of 4 + 1 + 0.25 of the variance goes with need.
    assert made.helps and made.r2 == pytest.approx(4 / 5.25, abs=0.07)
    assert abs(value.corr(need.poor)) > 0.8
    assert abs(table.adjusted.corr(need.poor)) < 0.05
    assert abs(table.adjusted_rank.corr(need.poor.rank())) < 0.06
    assert np.corrcoef(table.explained, 2 * need.poor)[0, 1] > 0.99


def test_no_council_explains_itself():
    """Expected is the prediction of a fit without the council, by statsmodels; its own figure changes nothing of it."""
    need, value, se = world(2)
    table = context.adjust(value, se, need).table
    for i in (0, 17, 149):
        rest = np.arange(N) != i
        fitted = sm.OLS(value[rest], sm.add_constant(need[rest])).fit()
        told = fitted.get_prediction(np.r_[1.0, need.iloc[i]]).summary_frame()
        assert table.expected[i] == pytest.approx(told["mean"].iloc[0], abs=1e-9)
        assert table.gap[i] == pytest.approx(value.iloc[i] - value[rest].mean(), abs=1e-9)
        # The interval: noise of the figure, and of the line as statsmodels has it.
        half = 1.959963984540054 * np.hypot(0.5, told["mean_se"].iloc[0])
        assert table.unexplained_high[i] - table.unexplained[i] == pytest.approx(half, abs=1e-9)
    moved = value.copy()
    moved.iloc[17] += 100
    again = context.adjust(moved, se, need).table
    assert again.expected[17] == pytest.approx(table.expected[17], abs=1e-9)
    assert abs(again.expected[3] - table.expected[3]) > 1e-3


def test_the_parts_of_a_gap_add_up():
    need, value, se = world(3)
    rng = np.random.default_rng(9)
    policy = pd.DataFrame({"threshold": rng.normal(size=N)}, CODES)
    made = context.adjust(value + 3 * policy.threshold, se, need, policy=policy)
    table = made.table
    assert np.allclose(table.gap, table.explained + table.unexplained, atol=1e-12)
    assert np.allclose(table.unexplained, table.policy + table.rest, atol=1e-12)
    assert np.allclose(table.adjusted, table.value - table.explained, atol=1e-12)
    assert made.policy_helps and np.corrcoef(table.policy, policy.threshold)[0, 1] > 0.95
    # Policy is told apart and stays in what is adjusted: it is the council's own choice.
    assert np.corrcoef(table.adjusted, policy.threshold)[0, 1] > 0.8


def test_policy_that_says_nothing_is_said_to_say_nothing():
    need, value, se = world(4)
    policy = pd.DataFrame({"threshold": np.random.default_rng(5).normal(size=N)}, CODES).iloc[:100]
    made = context.adjust(value, se, need, policy=policy)
    assert not made.policy_helps and made.policy_r2 < 0
    assert (made.table.policy[:100] == 0).all() and made.table.policy[100:].isna().all()


def test_without_a_fit_that_beats_the_mean_nothing_is_adjusted():
    need, value, se = world(6, slope=0)
    made = context.adjust(value, se, need)
    assert not made.helps and made.r2 < 0
    assert (made.table.adjusted == made.table.value).all() and (made.table.explained == 0).all()
    assert (made.table["rank"] == made.table.adjusted_rank).all()


def test_intervals_of_what_need_explains_hold_the_truth():
    held = []
    for seed in range(60):
        need, value, se = world(seed)
        table = context.adjust(value, se, need).table
        truth = 2 * (need.poor - (need.poor.sum() - need.poor) / (N - 1)).to_numpy()
        held.append((table.explained_low <= truth) & (truth <= table.explained_high))
    assert 0.90 <= np.mean(held) <= 0.99


def test_missing_is_counted_and_never_filled():
    need, value, se = world(7)
    value.iloc[0], need.iloc[1, 0], se.iloc[2] = np.nan, np.nan, np.nan
    made = context.adjust(value, se, need)
    assert made.n == N - 2 and made.left_out.to_dict() == {
        CODES[0]: "no figure",
        CODES[1]: "no figure of the context: poor",
    }
    table = made.table
    assert table.adjusted[:2].isna().all() and (table.of == N - 3).all()
    # No noise: adjusted, but never ranked, since no rank stands without an interval.
    assert np.isfinite(table.adjusted[2]) and table.loc[2, ["rank", "adjusted_rank"]].isna().all()


def test_a_council_alone_in_a_feature_is_foretold_by_nobody():
    need, value, se = world(8)
    need["alone"] = 0.0
    need.iloc[5, 2] = 1.0
    table = context.adjust(value, se, need).table
    assert np.isnan(table.expected[5]) and table.expected.notna().sum() == N - 1


def test_a_council_set_apart_is_told_by_the_line_of_the_others_and_moves_none():
    need, value, se = world(8)
    apart = context.adjust(value, se, need, apart=[CODES[5]]).table
    assert apart.expected[5] == pytest.approx(context.adjust(value, se, need).table.expected[5], abs=1e-9)
    wild = value.copy()
    wild.iloc[5] += 1000
    again = context.adjust(wild, se, need, apart=[CODES[5]]).table
    assert np.allclose(again.expected, apart.expected) and again.unexplained[5] > 900


def test_a_feature_twice_or_constant_changes_nothing():
    need, value, se = world(9)
    plain = context.adjust(value, se, need)
    more = context.adjust(value, se, need.assign(same=3 * need.poor + 1, flat=7.0))
    assert np.allclose(plain.table.expected, more.table.expected)
    assert plain.r2 == pytest.approx(more.r2)


def test_too_few_councils_are_not_adjusted():
    need, value, se = world(10)
    made = context.adjust(value[:25], se[:25], need)
    assert not made.helps and np.isnan(made.r2) and (made.table.adjusted == made.table.value).all()


def test_order_of_councils_and_direction():
    need, value, se = world(11)
    table = context.adjust(value, se, need).table.set_index("area_code")
    shuffled = context.adjust(value[::-1], se, need).table.set_index("area_code").loc[CODES]
    assert np.allclose(table.select_dtypes(float), shuffled.select_dtypes(float), equal_nan=True)
    low = context.adjust(value, se, need, good=-1).table.set_index("area_code")
    assert (low["rank"] == N + 1 - table["rank"]).all()


def test_all_that_is_amiss_is_told_at_once():
    need, value, se = world(12)
    with pytest.raises(ScoutingError) as caught:
        context.adjust(pd.concat([value, value[:1]]), se, need.iloc[:, :0])
    text = str(caught.value)
    assert "The context has no feature: name at least one." in text
    assert "The figures hold E00000000 twice: one row a council." in text
    with pytest.raises(ScoutingError, match=r"Unknown context 'usal'\. Did you mean usual"):
        context.features_of(pd.DataFrame(), "adults", "usal")
