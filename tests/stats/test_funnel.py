"""Funnels against published answers, and against what the limits mean."""

import numpy as np
import pytest
from scipy import stats

from scouting.stats import funnel, intervals

# Source of the figures: reference_numbers.md (FunnelPlotR's answers; PHEindicatormethods for the proportion funnel).
X = np.array([10, 25, 60, 45, 120, 90, 33, 70])
N = np.array([50, 60, 100, 150, 200, 240, 80, 90])
TARGET = X.sum() / N.sum()


@pytest.mark.parametrize(
    ("confidence", "lower", "upper"),
    [
        (0.95, [0.5596924, 0.6108260, 0.6746958], [1.649348, 1.544419, 1.427562]),
        (0.998, [0.3862650, 0.4479107, 0.5289724], [2.082907, 1.902094, 1.702771]),
    ],
)
def test_poisson_limits(confidence, lower, upper):
    low, high = funnel.chance_limits("rate", 1.0, [15, 20, 30], confidence)
    assert low == pytest.approx(lower, abs=1e-6) and high == pytest.approx(upper, abs=1e-6)


def test_proportion_funnel():
    inner = funnel.chance_limits("proportion", 0.8218033788, 10000)
    outer = funnel.chance_limits("proportion", 0.8218033788, 10000, 0.998)
    assert np.multiply(inner, 100) == pytest.approx([81.43030244, 82.93037332], abs=1e-6)
    assert np.multiply(outer, 100) == pytest.approx([80.99777342, 83.36290233], abs=1e-6)


def test_overdispersion_of_proportions():
    phi, tau2 = funnel.overdispersion("proportion", X / N, N, TARGET)
    assert np.arcsin(np.sqrt(TARGET)) == pytest.approx(0.7523844901, abs=1e-9)
    assert phi == pytest.approx(10.68212713, abs=1e-6) and tau2 == pytest.approx(0.02407722936, abs=1e-6)
    chance = funnel.additive_limits("proportion", TARGET, 100, 0.0)
    assert chance == pytest.approx((0.3704821, 0.5648017), abs=1e-6)
    assert funnel.additive_limits("proportion", TARGET, 100, tau2) == pytest.approx((0.1759547, 0.7710860), abs=1e-6)


def test_no_more_spread_than_chance_is_no_overdispersion():
    assert funnel.overdispersion("proportion", np.full(8, TARGET), N, TARGET) == pytest.approx((0.0, 0.0), abs=1e-12)


@pytest.mark.parametrize("kind", funnel.KINDS)
def test_one_in_twenty_lies_outside_by_chance_with_and_without_planted_spread(kind):
    """Planted: councils alike but for chance, then councils whose true levels differ by a known spread."""
    rng = np.random.default_rng(7)
    size = rng.integers(80, 2000, 20_000)
    middle = 0.3 if kind == "proportion" else 1.0
    for tau in (0.0, 0.05):
        scale = np.arcsin(np.sqrt(middle)) if kind == "proportion" else np.sqrt(middle)
        level = scale + tau * rng.standard_normal(len(size))
        true = np.sin(level) ** 2 if kind == "proportion" else level**2
        count = rng.binomial(size, true) if kind == "proportion" else rng.poisson(size * true)
        _, tau2 = funnel.overdispersion(kind, count / size, size, middle)
        # Of a bell's variance 0.68 is left when it is winsorised at its 10th and 90th percentile.
        assert 0.7 * tau <= np.sqrt(tau2) <= 0.9 * tau
        low, high = funnel.additive_limits(kind, middle, size, tau**2)
        outside = np.mean((count / size < low) | (count / size > high))
        assert 0.035 < outside < 0.065
        low, high = funnel.chance_limits(kind, middle, size)
        assert (np.mean((count / size < low) | (count / size > high)) > 0.2) == (tau > 0)


def test_a_rates_limits_are_those_of_its_expected_count():
    low, high = funnel.chance_limits("rate", 400.0, 12)
    assert low * 12 / 400 == pytest.approx(stats.chi2.ppf(0.025, 24) / 2)
    assert high * 12 / 400 == pytest.approx(intervals.byar(12)[1], rel=0.01)


@pytest.mark.parametrize("kind", funnel.KINDS)
def test_nobody_counted_has_no_limits_and_more_people_have_narrower_ones(kind):
    for limits in (funnel.chance_limits, lambda *a: funnel.additive_limits(*a, 0.01)):
        low, high = limits(kind, 0.4, [0, np.nan, 10, 100, 1000])
        assert np.isnan([low[:2], high[:2]]).all()
        assert (np.diff(low[2:]) > 0).all() and (np.diff(high[2:]) < 0).all()
        assert (low[2:] < 0.4).all() and (high[2:] > 0.4).all()
