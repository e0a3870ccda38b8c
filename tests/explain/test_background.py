"""Levels, allowance for region and need, and movement, against answers worked another way."""

import numpy as np
import pytest
import statsmodels.api as sm

from scouting.explain import background, counting


def test_spread_falls_back_where_half_of_a_row_is_one_figure():
    rows = np.array([[100.0] * 6 + [90, 80, 70, 60], [np.nan] * 10])
    assert background.spread(rows)[0] == pytest.approx(np.std(rows[0]))
    assert np.isnan(background.spread(rows)[1])


def test_allowing_for_region_and_need_is_the_residual_of_a_regression():
    rng = np.random.default_rng(4)
    region, need = np.repeat(list("abc"), 20), rng.normal(size=(60, 2))
    y = 3 * (region == "b") + need @ [1.0, -2.0] + rng.normal(size=60)
    y[5], need[9, 1] = np.nan, np.nan
    left = background.allow(y[None], region, need)[0]
    kept = np.isfinite(y) & np.isfinite(need).all(1)
    dummies = np.column_stack([np.ones(60), region == "b", region == "c", need]).astype(float)
    expected = sm.OLS(y[kept], dummies[kept]).fit().resid
    np.testing.assert_allclose(left[kept], expected, atol=1e-9)
    assert np.isnan(left[~kept]).all()


def test_a_council_without_a_need_figure_is_not_allowed_for_by_another_way():
    y = np.arange(20.0)[None]
    assert np.isnan(background.allow(y, np.array(["a"] * 20), np.full((20, 1), np.nan))).all()


def moves(figures, noise=1.0, segment=None, sign=1, scale=2.0):
    figures = np.asarray(figures, float)[None]
    n = figures.shape[-1]
    position = np.arange(n)[None]
    segment = np.zeros((1, n), int) if segment is None else np.array([segment])
    return background.moved(
        figures, np.full(figures.shape, noise), position, segment, np.array([sign]), np.array([scale])
    )


def test_a_move_is_the_line_beside_what_all_councils_did():
    flat = [np.full(6, 10.0) + np.arange(6) for _ in range(6)]  # all rise by one a year
    mine = 10 + 3 * np.arange(6.0)
    got = moves([*flat, mine])
    assert got.change[0, -1] == pytest.approx((3 - 1) * 5 / 2.0)
    assert got.change[0, 0] == pytest.approx(0)
    # The noise of a least squares slope: sigma over the root of the sum of squares, times the span.
    assert got.se[0, -1] == pytest.approx(1.0 / np.sqrt(17.5) * 5 / 2.0)
    assert got.scatter[0, -1] == pytest.approx(0, abs=1e-9) and got.years[0, -1] == 6
    assert moves([*flat, mine], sign=-1).change[0, -1] == pytest.approx(-5.0)


def test_no_move_across_a_break_from_two_figures_or_without_the_latest():
    others = [np.full(5, 1.0)] * 5
    rising = np.arange(5.0)
    assert moves([*others, rising], segment=[0, 0, 1, 1, 1]).change[0, -1] == pytest.approx(1.0)
    assert np.isnan(moves([*others, rising], segment=[0, 0, 0, 1, 1]).change[0, -1])
    assert np.isnan(moves([*others, [0, 1, 2, 3, np.nan]]).change[0, -1])
    assert moves([*others, [0, np.nan, 2, 3, 4]]).change[0, -1] == pytest.approx(2.0)


def test_gaps_together_leave_missing_ones_out():
    mean, z, n = background.together(np.array([2.0, np.nan, 4.0, 1.0]), np.array([1.0, 1.0, 2.0, np.nan]))
    assert (mean, n) == (3.0, 2) and z == pytest.approx(6 / np.sqrt(5))
    assert background.together(np.array([np.nan]), np.array([1.0]))[2] == 0


def test_a_population_is_not_counted_differently_and_cases_are():
    rng, heads = np.random.default_rng(2), np.linspace(1000, 5000, 30)
    d = np.stack([heads, heads * np.exp(rng.normal(0, 0.3, 30)) / 50])[:, :, None] * np.ones(4)
    made = counting.counted(
        d / 4, d, np.tile(heads, (2, 1)), np.repeat(["a", "b"], 15), [rng.normal(size=(30, 1))] * 2,
        np.tile(np.arange(4), (2, 1)), np.zeros((2, 4), int),
    )  # fmt: skip
    assert np.isnan(made.per_head[0]).all() and np.isnan(made.unusual[0]).all()
    np.testing.assert_allclose(made.per_head[1], d[1, :, 0] / heads)
    top = int(np.argmax(d[1, :, 0] / heads))
    logs = np.log(d[1, :, 0] / heads)
    mad = np.median(np.abs(logs - np.median(logs))) * 1.4826
    assert made.unusual[1, top] == pytest.approx((logs[top] - np.median(logs)) / mad, rel=1e-3)


def test_a_denominator_that_jumps_alone_is_seen_and_one_that_jumps_with_all_is_not():
    d = np.full((1, 20, 5), 1000.0) * (1 + 0.01 * np.sin(np.arange(100))).reshape(1, 20, 5)
    d[:, :, 3:] *= 1.5  # everybody
    d[0, 7, 4] *= 1.6
    jump, noise = counting._jumps(d, np.arange(5)[None])
    jumped = [counting.jumped(a, z) for a, z in zip(jump[0], noise[0], strict=True)]
    assert jumped.index(True) == 7 and sum(jumped) == 1


@pytest.mark.parametrize(
    ("n", "d", "other", "sign", "held", "most"),
    [
        (20, 100, 125, -1, 16 / 100, 16 / 100),  # more cases, none of them a re-referral
        (20, 100, 80, -1, 20 / 80, 20 / 80),  # fewer cases, the same re-referrals
        (60, 100, 125, 1, 48 / 100, 85 / 125),  # all of those added were in time
        (60, 100, 80, 1, 60 / 80, 60 / 80),  # fewer cases, as many in time
        (60, 100, 50, 1, 1.0, 1.0),  # never more than all
    ],
)
def test_the_counting_what_if(n, d, other, sign, held, most):
    assert counting.what_if(n, d, other, sign) == pytest.approx((held, most))
    assert counting.what_if(n, d, other, sign, proportion=False) == pytest.approx((n / other, n / other))
