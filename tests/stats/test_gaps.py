"""Limits of a gap against published examples and simulation; how sure its side is, by its properties."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from scouting.stats import gaps
from scouting.terms import Z95

# Source: Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: two proportions and the limits of
# their difference. Zou and Donner (2008) is the same rule for any two figures with limits.
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]
FIGURES = st.floats(-50, 50)
REACHES = st.floats(0.05, 20)
SPREADS = st.floats(0.01, 1000)


@pytest.mark.parametrize(("x", "n", "y", "m", "lower", "upper"), NEWCOMBE)
def test_limits_of_published_examples(x, n, y, m, lower, upper):
    one, other = proportion_confint(x, n, method="wilson"), proportion_confint(y, m, method="wilson")
    got = [float(limit) for limit in gaps.gap_limits(x / n, *one, y / m, *other)]
    assert got == pytest.approx([lower, upper], abs=5e-5)
    assert got == pytest.approx(confint_proportions_2indep(x, n, y, m, method="newcomb"), abs=1e-9)


def test_limits_hold_the_true_gap_as_often_as_they_say():
    """Two shares of a few dozen, 20,000 times: on average over levels near 95 in 100, never far under."""
    rng = np.random.default_rng(3)
    held = []
    for p, q in ((0.05, 0.15), (0.3, 0.3), (0.9, 0.97), (0.5, 0.8)):
        x, y = rng.binomial(40, p, 20_000), rng.binomial(60, q, 20_000)
        limits = [proportion_confint(c, n, method="wilson") for c, n in ((x, 40), (y, 60))]
        low, high = gaps.gap_limits(x / 40, *limits[0], y / 60, *limits[1])
        held.append(np.mean((low <= p - q) & (p - q <= high)))
    assert np.mean(held) == pytest.approx(0.95, abs=0.015) and min(held) > 0.93


def test_figures_with_limits_of_one_width_are_the_sum_of_squares():
    low, high = gaps.gap_limits(10.0, 7.0, 13.0, 2.0, -2.0, 6.0)
    assert (float(low), float(high)) == (3.0, 13.0)


def _sure(own, down, up, other, other_down, other_up, spread):
    return float(gaps.sureness(own, own - down, own + up, other, other - other_down, other + other_up, spread))


@given(FIGURES, REACHES, REACHES, FIGURES, REACHES, REACHES, SPREADS, st.floats(0.05, 500), st.floats(0.05, 500))
def test_only_the_limits_that_face_each_other_count(own, down, up, other, other_down, other_up, spread, far, further):
    """Where our figure is the higher one: our lower limit and the other's upper one. The far sides change nothing."""
    assume(own - other > 1e-6)
    one = _sure(own, down, up, other, other_down, other_up, spread)
    assert _sure(own, down, far, other, further, other_up, spread) == pytest.approx(one, rel=1e-12)
    other_way = _sure(other, other_down, other_up, own, down, up, spread)
    assert _sure(other, further, other_up, own, down, far, spread) == pytest.approx(other_way, rel=1e-12)


@given(FIGURES, REACHES, REACHES, FIGURES, REACHES, REACHES, SPREADS)
def test_who_is_asked_about_turns_the_sign_and_nothing_else(own, down, up, other, other_down, other_up, spread):
    one = _sure(own, down, up, other, other_down, other_up, spread)
    assert _sure(other, other_down, other_up, own, down, up, spread) == pytest.approx(-one, rel=1e-9, abs=1e-12)
    mirrored = _sure(-own, up, down, -other, other_up, other_down, spread)
    assert mirrored == pytest.approx(-one, rel=1e-9, abs=1e-12)
    assert np.sign(one) == np.sign(own - other)


@given(FIGURES, REACHES, FIGURES, REACHES, SPREADS, st.floats(1.0, 100))
def test_councils_that_differ_more_never_make_a_gap_less_sure(own, reach, other, reach_there, spread, times):
    """The more of such gaps is true, the less is one drawn in; and never is it surer than its noise allows."""
    one = _sure(own, reach, reach, other, reach_there, reach_there, spread)
    more = _sure(own, reach, reach, other, reach_there, reach_there, spread * times)
    assert abs(one) <= abs(more) + 1e-12
    assert abs(more) <= abs(own - other) / (np.hypot(reach, reach_there) / Z95) + 1e-9


@given(FIGURES, REACHES, REACHES, st.floats(0.0, 30), st.floats(0.01, 30), REACHES, SPREADS)
def test_a_wider_gap_with_the_same_limits_is_surer(other, up, down, gap, step, reach, spread):
    one = _sure(other + gap, reach, reach, other, down, up, spread)
    assert _sure(other + gap + step, reach, reach, other, down, up, spread) > one


@given(FIGURES, REACHES, FIGURES, REACHES, SPREADS, st.floats(1.0, 100))
def test_more_noise_never_makes_a_gap_surer(own, reach, other, reach_there, spread, times):
    one = _sure(own, reach, reach, other, reach_there, reach_there, spread)
    assert abs(_sure(own, reach * times, reach, other, reach_there, reach_there * times, spread)) <= abs(one) + 1e-12


@given(FIGURES, REACHES, FIGURES, REACHES, SPREADS, st.floats(0.01, 1000))
def test_another_unit_changes_nothing(own, reach, other, reach_there, spread, unit):
    one = _sure(own, reach, reach, other, reach_there, reach_there, spread)
    scaled = _sure(*(unit * x for x in (own, reach, reach, other, reach_there, reach_there)), unit**2 * spread)
    assert scaled == pytest.approx(one, rel=1e-6, abs=1e-9)


def test_sureness_is_how_likely_the_side_is_among_such_gaps():
    """Planted: true gaps with a spread of 4, noise of 3. Of gaps of a given sureness z the share whose side is the true
    one is that of a standard normal under z (Efron and Morris 1975)."""
    from scipy.stats import norm

    rng = np.random.default_rng(8)
    true = rng.normal(0, 2, 400_000)
    seen = true + rng.normal(0, 3, true.shape)
    reach = Z95 * 3
    sure = gaps.sureness(seen, seen - reach, seen + reach, 0.0, 0.0, 0.0, 4.0)
    for z in (0.5, 1.0, 1.5, 2.0):
        near = np.abs(np.abs(sure) - z) < 0.05
        assert (np.sign(sure) == np.sign(true))[near].mean() == pytest.approx(norm.cdf(z), abs=0.015)


def test_without_limits_or_spread_nothing_is_sure():
    assert _sure(10.0, 1.0, 1.0, 4.0, 1.0, 1.0, 0.0) == 0.0  # councils that do not differ: all of a gap is chance
    assert np.isnan(_sure(10.0, np.nan, 1.0, 4.0, 1.0, 1.0, 4.0))
    assert np.isnan(_sure(10.0, 1.0, 1.0, np.nan, 1.0, 1.0, 4.0))
    assert np.isnan(_sure(10.0, 1.0, 1.0, 4.0, 1.0, 1.0, np.nan))
    assert np.isnan(_sure(10.0, 0.0, 0.0, 4.0, 0.0, 0.0, 4.0))


def test_any_shape_goes_in_and_comes_out():
    own = np.arange(12.0).reshape(3, 4) + 5
    got = gaps.sureness(own, own - 1, own + 1, 4.0, 3.0, 5.0, np.full((3, 1), 9.0))
    assert got.shape == (3, 4)
    assert got[1, 2] == pytest.approx(_sure(own[1, 2], 1, 1, 4.0, 1, 1, 9.0))
