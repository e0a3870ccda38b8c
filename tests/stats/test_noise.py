"""Noise against plain loops, published answers and planted data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting.stats import noise


def test_scatter_is_the_residual_of_a_fitted_line():
    """Each unbroken stretch of five figures or more, fitted by numpy.polyfit; shorter ones are left out."""
    rng = np.random.default_rng(7)
    y = rng.normal(50, 10, (40, 14)).cumsum(axis=1)
    y[rng.random(y.shape) < 0.3] = np.nan
    position = np.array([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15])
    segment = (np.arange(14) >= 7).astype(int)
    rss, df = noise.scatter(y, position, segment)
    left_out = 0
    for row in range(len(y)):
        want, free = 0.0, 0
        for stretch in (0, 1):
            seen = np.isfinite(y[row]) & (segment == stretch)
            if seen.sum() < 5:
                left_out += 1
                continue
            line = np.polyfit(position[seen], y[row, seen], 1)
            want += ((y[row, seen] - np.polyval(line, position[seen])) ** 2).sum()
            free += seen.sum() - 2
        assert rss[row] == pytest.approx(want, rel=1e-9)
        assert df[row] == free
    assert 5 < left_out < 75  # both kinds were tried


def test_scatter_leaves_out_four():
    rss, df = noise.scatter([3.0, 9, 1, 40, np.nan], np.arange(5), np.zeros(5, int))
    assert (rss, df) == (0, 0)


def test_a_step_at_a_break_is_no_scatter():
    y = np.r_[np.arange(5.0), 100 - np.arange(5.0)]
    whole, _ = noise.scatter(y, np.arange(10), np.zeros(10, int))
    parted, df = noise.scatter(y, np.arange(10), np.repeat([0, 1], 5))
    assert whole > 1000 and parted == pytest.approx(0, abs=1e-9) and df == 6


def test_wobble_pools_the_nearest_in_size():
    """The fifteen next smaller and fifteen next larger councils, or the outermost 31 at either end."""
    rng = np.random.default_rng(11)
    n = 60
    size = rng.permutation(np.linspace(1000, 1900, n))  # nobody under half the middle of its pool
    rss, df = rng.chisquare(5, (3, n)) * 2, rng.integers(0, 8, (3, n)).astype(float)
    rss[df == 0] = 0
    got = noise.wobble(rss, df, size)
    by_size = sorted(range(n), key=lambda k: size[k])
    for place, k in enumerate(by_size):
        start = min(max(place - 15, 0), n - 31)
        pool = by_size[start : start + 31]
        for i in range(3):
            assert got[i, k] ** 2 == pytest.approx(sum(rss[i, pool]) / sum(df[i, pool]), rel=1e-9)


def test_wobble_is_missing_where_nobody_has_any():
    got = noise.wobble(np.zeros((2, 3)), np.array([[0.0, 0, 0], [0, 3, 0]]), np.array([1.0, 2, 3]))
    assert np.isnan(got[0]).all() and (got[1] == 0).all()


def test_a_lonely_small_council_keeps_its_larger_own_scatter():
    size = np.array([100.0, 1000, 1010, 1020, 1030])
    df = np.full((2, 5), 4.0)
    rss = np.array([[400.0, 4, 4, 4, 4], [0.04, 4, 4, 4, 4]])
    got = noise.wobble(rss, df, size) ** 2
    assert got[0, 0] == pytest.approx(100)  # its own, not the 20.8 of the pool
    assert got[0, 1:] == pytest.approx(np.full(4, 416 / 20))
    assert got[1, 0] == pytest.approx(16.04 / 20)  # its own would be smaller: the pool's serves
    size[0] = 600  # over half the middle one: not lonely
    assert noise.wobble(rss, df, size)[0, 0] ** 2 == pytest.approx(416 / 20)


# Source: the R package FunnelPlotR (Spiegelhalter 2005), carried in reference_numbers.md.
X = np.array([10, 25, 60, 45, 120, 90, 33, 70])
N = np.array([50, 60, 100, 150, 200, 240, 80, 90])
TARGET = np.arcsin(np.sqrt(X.sum() / N.sum()))


def test_additive_variance_reference():
    assert pytest.approx(0.7523844901, abs=1e-9) == TARGET
    phi, tau2 = noise.additive_variance(np.arcsin(np.sqrt(X / N)), 1 / (2 * np.sqrt(N)), TARGET)
    assert phi == pytest.approx(10.68212713, abs=1e-8)
    assert tau2 == pytest.approx(0.02407722936, abs=1e-9)
    # The limits that follow at n = 100, unadjusted and overdispersed (1e-6).
    for spread, limits in ((0, (0.3704821, 0.5648017)), (tau2, (0.1759547, 0.7710860))):
        reach = 1.959963984540054 * np.sqrt(1 / 400 + spread)
        assert np.sin([TARGET - reach, TARGET + reach]) ** 2 == pytest.approx(limits, abs=1e-6)


def test_additive_variance_drops_missing():
    y, se = np.arcsin(np.sqrt(X / N)), 1 / (2 * np.sqrt(N))
    holed = noise.additive_variance(np.r_[y, np.nan, 0.5], np.r_[se, 0.1, np.nan], TARGET)
    assert holed == noise.additive_variance(y, se, TARGET)
    assert np.isnan(noise.additive_variance([1.0], [1.0], 1.0)).all()


def test_additive_variance_is_nought_where_there_is_only_noise():
    """The rule of the reference: tau squared is nought where n x phi is under n - 1."""
    rng = np.random.default_rng(3)
    for _ in range(200):
        se = rng.uniform(0.5, 2, 30)
        phi, tau2 = noise.additive_variance(rng.normal(0, se), se, 0.0)
        assert (tau2 == 0) == (30 * phi <= 29)


@pytest.mark.parametrize("truth", [0.3, 0.5, 0.8, 0.95])
def test_reliability_finds_what_was_planted(truth):
    """Signal variance s2, noise variance 1: the share is s2 / (s2 + 1). Mean of 300 runs of 150 councils.

    One run's standard deviation is about sqrt(2/149) (1 - truth), the mean's under 0.006: allow 0.02.
    """
    rng = np.random.default_rng(5)
    signal = np.sqrt(truth / (1 - truth))
    runs = [noise.reliability(rng.normal(0, signal, 150) + rng.normal(0, 1, 150), np.ones(150)) for _ in range(300)]
    assert np.mean(runs) == pytest.approx(truth, abs=0.02)


def test_reliability_of_noise_alone():
    """Nought about half the time, never large: a chi-squared with 149 degrees seldom exceeds them by a third."""
    rng = np.random.default_rng(6)
    runs = np.array([noise.reliability(rng.normal(0, 2, 150), np.full(150, 2.0)) for _ in range(300)])
    assert 0.4 < (runs == 0).mean() < 0.65 and runs.max() < 0.35
    assert noise.reliability(np.full(9, 4.2), np.ones(9)) == 0
    assert np.isnan(noise.reliability([1.0, np.nan], [1.0, 1.0]))


@given(st.floats(0.01, 100), st.floats(-1000, 1000))
def test_reliability_knows_neither_unit_nor_zero(scale, shift):
    y, se = np.array([1.0, 4, 9, 16, 25]), np.array([1.0, 2, 1, 3, 2])
    want = noise.reliability(y, se)
    assert noise.reliability(y * scale + shift, se * scale) == pytest.approx(want, abs=1e-6)


@pytest.mark.parametrize("n", [1, 2, 3, 9, 10])
def test_median_noise_against_another_monte_carlo(n):
    """200,000 draws of another generator; a few hundred stratified draws settle it within some 3%, so allow 8%."""
    rng = np.random.Generator(np.random.MT19937(99))
    y, se = rng.normal(50, 5, (6, 10)), rng.uniform(0.5, 6, (6, 10))
    for row in y:
        row[rng.permutation(10)[n:]] = np.nan
    got = noise.median_noise(y, se)
    for row in range(len(y)):
        seen = np.isfinite(y[row])
        drawn = rng.normal(y[row, seen], se[row, seen], (200_000, n))
        assert got[row] == pytest.approx(np.median(drawn, axis=1).std(), rel=0.08)


def test_median_noise_lends_the_root_mean_square():
    y = np.array([[1.0, 2, 3, 4]])
    lent = noise.median_noise(y, np.array([[1.0, np.nan, 7, 1]]))
    assert lent == pytest.approx(noise.median_noise(y, np.array([[1.0, np.sqrt(17), 7, 1]])))


def test_median_noise_of_nothing():
    nan = np.nan
    got = noise.median_noise(np.array([[nan, nan], [1, 2], [nan, 2]]), np.array([[1.0, 1], [nan, nan], [1, nan]]))
    assert np.isnan(got).all()
    assert np.isnan(noise.median_noise(np.empty((3, 0)), np.empty((3, 0)))).all()


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e3)), min_size=1, max_size=12),
    st.integers(0, 3),
)
def test_median_noise_is_never_zero_where_noise_is(units, missing):
    y, se = (np.array([[u[k] for u in units] + [np.nan] * missing]) for k in (0, 1))
    got = noise.median_noise(y, se)[0]
    assert 0 < got <= 1.3 * se[np.isfinite(y)].max()


def test_robust_spread_is_a_standard_deviation_that_wild_figures_do_not_move():
    """That of normal figures; a tenth of them moved out of sight hardly changes it; missing ones are left out."""
    rng = np.random.default_rng(12)
    y = rng.normal(20, 3, (4, 20_000))
    middle, spread = noise.robust_spread(y, axis=1)
    assert middle == pytest.approx(np.full(4, 20), abs=0.1) and spread == pytest.approx(np.full(4, 3), rel=0.03)
    y[:, :2000] = 1e6
    assert noise.robust_spread(y, axis=1)[1] == pytest.approx(np.full(4, 3), rel=0.2)
    y[:, :2000] = np.nan
    assert noise.robust_spread(y, axis=1)[1] == pytest.approx(np.full(4, 3), rel=0.03)
    assert np.isnan(noise.robust_spread(np.full(3, np.nan), axis=0)).all()


def test_sampling_turns_limits_back_into_noise():
    rng = np.random.default_rng(8)
    y, se = rng.normal(0, 9, 50), rng.uniform(0.1, 4, 50)
    assert noise.sampling(y - 1.959963984540054 * se, y + 1.959963984540054 * se) == pytest.approx(se)


def test_rounding_is_what_rounding_does():
    x = np.random.default_rng(9).uniform(0, 1000, 200_000)
    for decimals in (0, 1, 2):
        assert (np.round(x, decimals) - x).std() == pytest.approx(float(noise.rounding(decimals)), rel=0.01)
