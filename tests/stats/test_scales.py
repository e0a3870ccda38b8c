"""Scales and limits against scipy and statsmodels, their edges, and what must hold of any figure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from scouting.stats import scales

KINDS = ("proportion", "rate", "money", "mean", "score")
#: Figures that every kind can have, and variances from that of a million people to that of one in four.
SHARES, VARIANCES = st.floats(1e-9, 1) | st.just(0.0), st.floats(2.5e-7, 1.0)


def _limits(kind, figure, variance):
    return [float(limit) for limit in scales.limits(kind, figure, variance)]


@pytest.mark.parametrize("n", [10, 23, 60, 400])
def test_proportions_have_the_limits_of_their_counts(n):
    """Of whole counts and no more than chance: Wilson's, and exact ones under five people on either side."""
    for x in range(n + 1):
        few = min(x, n - x) < 5
        exact = binomtest(x, n).proportion_ci(0.95, method="exact")
        want = (exact.low, exact.high) if few else proportion_confint(x, n, 0.05, method="wilson")
        assert _limits("proportion", x / n, 1 / (4 * n)) == pytest.approx(want, abs=1e-9), (x, n)


@pytest.mark.parametrize("count", [0, 1, 5, 9, 10, 65, 1000])
def test_rates_have_the_limits_of_their_counts(count):
    """Under ten exact; from ten on Byar's formula written out, which is within half a percent of the exact ones."""
    size = 12.5
    got = _limits("rate", count / size, 1 / (4 * size))
    exact = confint_poisson(count, size, method="exact-c")
    if count < 10:
        assert got == pytest.approx(exact, abs=1e-9)
        return
    z, above = 1.959963984540054, count + 1
    byar = (count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3 / size,
            above * (1 - 1 / (9 * above) + z / (3 * above**0.5)) ** 3 / size)  # fmt: skip
    assert got == pytest.approx(byar, rel=1e-9) and got == pytest.approx(exact, rel=0.005)


def test_scores_either_way_alike_and_money_on_the_logarithm():
    assert _limits("score", 18.0, 0.25) == pytest.approx([18 - 0.979982, 18 + 0.979982], abs=1e-6)
    for kind in ("money", "mean"):
        low, high = _limits(kind, 50.0, 0.01)
        assert low * high == pytest.approx(50.0**2) and np.log(high / 50) == pytest.approx(0.1959964)


@pytest.mark.parametrize(("kind", "figure"), [("proportion", 0.0), ("rate", 0.0)])
def test_nothing_has_limits_on_one_side(kind, figure):
    low, high = _limits(kind, figure, 1 / 80)
    assert low == 0.0 < high
    assert high > _limits(kind, figure, 1 / 800)[1]  # of more people, nearer


def test_everybody_has_limits_on_one_side():
    low, high = _limits("proportion", 1.0, 1 / 80)
    assert low < high == 1.0
    # "The rule of three": of n all alike, about 3.7 over n are left at two-sided 95%.
    assert 1 - low == pytest.approx(1 - 0.025 ** (1 / 20), abs=1e-12)


@given(st.sampled_from(KINDS), SHARES, VARIANCES)
def test_limits_hold_their_figure_and_stay_within_what_can_be(kind, share, variance):
    figure = share if kind == "proportion" else 200 * share
    low, high = _limits(kind, figure, variance)
    assert low <= figure <= high
    if kind != "score":
        assert low >= 0
    if kind == "proportion":
        assert high <= 1
    if 1e-6 < share < 1 - 1e-6:
        assert low < figure < high


@given(st.sampled_from(KINDS), SHARES, VARIANCES, st.floats(1.05, 50))
def test_more_noise_never_has_narrower_limits(kind, share, variance, times):
    """Noise more by a twentieth: where exact limits take over from approximate ones they step by less than that."""
    figure = share if kind == "proportion" else 200 * share
    low, high = _limits(kind, figure, variance)
    lower, higher = _limits(kind, figure, variance * times)
    assert lower <= low + 1e-12 and high <= higher + 1e-12


@given(SHARES, VARIANCES)
def test_a_share_and_its_remainder_mirror_each_other(share, variance):
    low, high = _limits("proportion", share, variance)
    assert _limits("proportion", 1 - share, variance) == pytest.approx([1 - high, 1 - low], abs=1e-9)


@given(st.sampled_from(KINDS), st.floats(0.02, 0.98), st.floats(1e-4, 0.02))
def test_size_and_variance_are_one_thing(kind, share, se):
    """By the slope of the scale: what a small step of the figure is on it."""
    figure = share if kind == "proportion" else 10 * share
    h = 1e-6
    slope = float(scales.scaled(kind, figure + h) - scales.scaled(kind, figure - h)) / (2 * h)
    size = float(scales.size_of(kind, figure, se))
    assert 1 / (4 * size) == pytest.approx((slope * se) ** 2, rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "figure", "se"),
    [
        ("proportion", 0.3, 0.004),
        ("rate", 50.0, 0.6),
        ("mean", 40.0, 0.5),
        ("money", 900.0, 10.0),
        ("score", 18.0, 0.4),
    ],
)
def test_there_and_back_gives_the_limits_that_were_published(kind, figure, se):
    """Where noise is small the limits made from it are the figure and 1.96 times its error either way."""
    size = scales.size_of(kind, figure, se)
    half = 1.959963984540054 * se
    assert _limits(kind, figure, 1 / (4 * size)) == pytest.approx([figure - half, figure + half], abs=0.05 * half)


def test_without_noise_or_a_figure_there_is_no_size_and_no_limit():
    assert np.isnan(scales.size_of("proportion", [0.0, 1.0, 0.5], [0.0, 0.0, np.nan])).all()
    assert np.isnan(scales.size_of("rate", 0.0, 1.0))
    for kind in KINDS:
        for figure, variance in ((np.nan, 0.1), (0.5, np.nan), (0.5, 0.0)):
            assert np.isnan(_limits(kind, figure, variance)).all()


@pytest.mark.parametrize(("kind", "middle"), [("proportion", 0.08), ("proportion", 0.5), ("proportion", 0.9),
                                              ("rate", 0.2), ("rate", 3.0)])  # fmt: skip
def test_on_its_scale_chance_scatters_alike_at_every_level(kind, middle):
    """Counts of 40 people, or over 40 units: a variance of 1/160 whatever the level (300,000 draws)."""
    rng, n = np.random.default_rng(6), 40
    counts = rng.binomial(n, middle, 300_000) if kind == "proportion" else rng.poisson(n * middle, 300_000)
    assert scales.scaled(kind, counts / n, n).var() == pytest.approx(1 / (4 * n), rel=0.04)


def test_anscombes_allowance_is_that_of_the_counts():
    """Anscombe 1948: arcsine of the root of (x + 3/8) / (n + 3/4), and root of x + 3/8, per unit counted over."""
    x, n = np.arange(8.0), 7.0
    assert scales.scaled("proportion", x / n, n) == pytest.approx(np.arcsin(np.sqrt((x + 3 / 8) / (n + 3 / 4))))
    assert scales.scaled("rate", x / n, n) == pytest.approx(np.sqrt((x + 3 / 8) / n))


def test_what_cannot_be_is_not_on_the_scale():
    assert scales.scaled("proportion", [-0.1, 1.2]).tolist() == pytest.approx([0, np.pi / 2])
    assert np.isnan(scales.scaled("money", [0.0, -4.0])).all()
    assert np.isnan(scales.scaled("rate", np.nan)) and scales.scaled("score", -3.0) == -3.0
