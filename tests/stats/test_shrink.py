"""Shrinkage against planted truth; regression to the mean against luck that was planted."""

import numpy as np
import pytest

from scouting.stats import noise, shrink


def test_shrunk_figures_are_nearer_the_truth_and_rank_the_noisy_less_high():
    """Planted: 500 true levels, noise twice as large for half of them."""
    rng = np.random.default_rng(5)
    se = np.where(np.arange(500) % 2, 2.0, 0.5)
    true = 20 + rng.standard_normal(500)
    y = true + se * rng.standard_normal(500)
    _, spread = noise.additive_variance(y, se, 20.0)
    drawn = shrink.shrunk(y, se, spread, 20.0)
    assert np.mean((drawn - true) ** 2) < 0.5 * np.mean((y - true) ** 2)
    best = slice(None, 25)
    noisy_raw, noisy_drawn = (np.mean(se[np.argsort(-a)][best] > 1) for a in (y, drawn))
    assert noisy_raw > 0.9 > 0.6 > noisy_drawn


def test_no_spread_beyond_noise_leaves_nothing_and_no_noise_leaves_all():
    assert shrink.shrunk([3.0, 7.0], [1.0, 2.0], 0.0, 5.0).tolist() == [5.0, 5.0]
    assert shrink.shrunk([3.0, 7.0], [0.0, 0.0], 4.0, 5.0).tolist() == [3.0, 7.0]
    assert np.isnan(shrink.shrunk([np.nan, 3.0], [1.0, np.nan], 4.0, 5.0)).all()
    assert np.isnan(shrink.shrunk([3.0], [0.0], 0.0, 5.0)).all()  # neither noise nor spread: cannot be told


def test_the_share_of_one_is_that_of_all_where_noise_is_alike():
    y, se = np.random.default_rng(2).normal(0, 3, 20_000), np.ones(20_000)
    assert shrink.reliability(1.0, 8.0) == pytest.approx(noise.reliability(y, se), abs=0.01)


def test_luck_alone_is_expected_and_nothing_is_beyond_it():
    """Councils that never change, measured twice with noise: the highest fall, and that is just what is expected."""
    rng = np.random.default_rng(9)
    fell, beyond, slopes, spreads = [], [], [], []
    for _ in range(60):
        true = rng.normal(20, 3, 150)
        start, end = (true + rng.normal(0, 3, 150) for _ in range(2))
        found, highest = shrink.conditioned(start, end), np.argsort(-start)[:15]
        fell.append(np.mean((end - start)[highest]))
        beyond.append(np.mean(found.beyond[highest]))
        slopes.append(found.slope)
        spreads.append(found.spread)
    assert np.mean(fell) < -3 and np.mean(beyond) == pytest.approx(0, abs=0.5)
    assert np.mean(slopes) == pytest.approx(0.5, abs=0.03)  # signal is half of the variance
    assert np.mean(spreads) == pytest.approx(3 * np.sqrt(1.5), abs=0.2)


def test_a_planted_improvement_stands_out_and_the_parts_add_up():
    rng = np.random.default_rng(4)
    start = rng.normal(20, 3, 100)
    end = start + rng.normal(0, 0.5, 100)
    end[17] -= 6
    found = shrink.conditioned(start, end)
    assert np.argmin(found.beyond) == 17 and found.beyond[17] == pytest.approx(-6, abs=1.5)
    assert found.expected + found.beyond == pytest.approx(end - start)


def test_missing_and_too_few():
    start = np.arange(12.0)
    end = start.copy()
    end[3] = np.nan
    found = shrink.conditioned(start, end)
    assert np.isnan(found.beyond[3]) and np.isfinite(found.beyond).sum() == 11
    assert np.isnan(shrink.conditioned(start[:9], start[:9]).beyond).all()
    assert np.isnan(shrink.conditioned(np.ones(20), np.arange(20.0)).beyond).all()
