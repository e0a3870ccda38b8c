"""Heaping and bunching: planted habits are found, honest figures are not."""

import numpy as np
import pytest
from scipy import stats

from scouting.stats import heaping


def honest(seed, n=800, low=200, high=3000):
    rng = np.random.default_rng(seed)
    among = rng.integers(low, high, n)
    return rng.binomial(among, rng.uniform(0.1, 0.5, n)), among


def test_honest_counts_are_as_round_as_expected():
    odd = [heaping.round_figures(*honest(seed), 100, 1, 5)[2] < 0.05 for seed in range(40)]
    assert np.mean(odd) < 0.15
    found, expected, _ = heaping.round_figures(*honest(1), 100, 1, 5)
    assert expected == pytest.approx(800 / 50, rel=0.1)  # one in fifty tenths is a multiple of five per cent
    assert found == pytest.approx(expected, abs=3 * np.sqrt(expected))


def test_a_planted_habit_of_rounding_to_five_is_found():
    x, n = honest(2)
    x[:60] = np.round(np.round(100 * x[:60] / n[:60] / 5) * 5 * n[:60] / 100)
    found, expected, p = heaping.round_figures(x, n, 100, 1, 5)
    assert found > expected + 40 and p < 1e-6


def test_few_people_fall_on_round_figures_by_themselves():
    """Of 20 people every figure is a multiple of five per cent: nothing to wonder at."""
    x, n = np.arange(1, 20), np.full(19, 20)
    found, expected, p = heaping.round_figures(x, n, 100, 1, 5)
    assert (found, expected) == (19, 19.0) and np.isnan(p)


def test_nobody_everybody_and_missing_are_left_out():
    x, n = [0, 50, np.nan, 10, 7], [50, 50, 50, 0, 333]
    assert heaping.round_figures(x, n, 100, 1, 5)[0] == 0
    assert heaping.round_figures([0], [10], 100, 1, 5)[:2] == (0, 0.0)


def test_bunching_is_a_binomial_test_of_the_two_sides():
    y = np.concatenate([np.linspace(93.1, 94.9, 10), np.linspace(95, 96.9, 30), [np.nan, 60, 99]])
    below, above, p = heaping.bunching(y, 95, 2)
    assert (below, above) == (10, 30)
    assert p == pytest.approx(2 * stats.binom.sf(29, 40, 0.5))
    assert heaping.bunching([1.0, np.nan], 95, 2)[:2] == (0, 0)
    assert np.isnan(heaping.bunching([1.0], 95, 2)[2])
