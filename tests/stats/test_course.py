"""How far figures scatter round a council's own course, against numpy by hand and planted worlds."""

import numpy as np
import pytest

from scouting.stats.course import WINSORISED, course

COUNCILS, WORLDS = 150, 200
TEN = np.arange(10)


def planted(seed, overdispersion=4.0, position=TEN, lasting=0.0, missing=0.0, wild=0, units=COUNCILS):
    """One world: every council its own level, slope and size, and scatter of ``overdispersion`` times what its counts
    give; ``lasting``: the correlation of one year's scatter with the next one's; ``wild``: so many scatter ten times as
    far. Gives (figures, variance that counts give)."""
    rng = np.random.default_rng(seed)
    n = len(position)
    variance = np.repeat(rng.uniform(0.2, 3, (units, 1)), n, axis=1)
    scatter = np.empty((units, n))
    scatter[:, 0] = rng.standard_normal(units)
    for t in range(1, n):
        scatter[:, t] = lasting * scatter[:, t - 1] + np.sqrt(1 - lasting**2) * rng.standard_normal(units)
    scatter[:wild] *= 10
    course_of_each = rng.normal(0, 5, (units, 1)) + rng.normal(0, 0.5, (units, 1)) * position
    figures = course_of_each + scatter * np.sqrt(overdispersion * variance)
    return np.where(rng.random(figures.shape) < missing, np.nan, figures), variance


def found(position=TEN, **kwargs):
    """What is found in 200 such worlds: (mean of the pooled ratios, mean of the correlations)."""
    councils = np.ones(kwargs.get("units", COUNCILS), bool)
    made = [course(*planted(seed, position=position, **kwargs), position, councils, 5) for seed in range(WORLDS)]
    return np.mean([one.pooled for one in made]), np.mean([one.correlation for one in made])


@pytest.mark.parametrize("overdispersion", [1.0, 4.0, 25.0])
def test_planted_overdispersion_is_found(overdispersion):
    """One world's is right within a twentieth or so, the mean of 200 within a few in a thousand: allow two in 100."""
    pooled, correlation = found(overdispersion=overdispersion)
    assert pooled == pytest.approx(overdispersion, rel=0.02)
    assert correlation < 0.02


@pytest.mark.parametrize(
    ("what", "within"),
    [
        ({"missing": 0.2}, 0.02),
        ({"position": np.array([0, 1, 2, 4, 5, 7, 8, 11, 12])}, 0.02),
        ({"position": np.arange(5)}, 0.02),
        ({"wild": 3}, 0.05),  # two in a hundred: unwinsorised, they would triple it
    ],
)
def test_it_is_found_with_gaps_in_few_years_and_among_wild_councils(what, within):
    pooled, _ = found(**what)
    assert pooled == pytest.approx(4.0, rel=within)


def test_a_level_a_slope_and_the_unit_change_nothing():
    y, v = planted(5)
    councils = np.ones(COUNCILS, bool)
    plain = course(y, v, TEN, councils, 5)
    moved = course(y + 100 - 7 * TEN, v, TEN, councils, 5)
    scaled = course(1000 * y, 1e6 * v, TEN, councils, 5)
    for other in (moved, scaled):
        assert other.pooled == pytest.approx(plain.pooled) and other.correlation == pytest.approx(plain.correlation)
        assert other.ratio == pytest.approx(plain.ratio)


def test_each_councils_ratio_is_the_residual_of_its_fitted_line():
    """By numpy.polyfit, years missing here and there; the largest are cut at the share that is kept whole."""
    y, v = planted(7, missing=0.3)
    got = course(y, v, TEN, np.ones(COUNCILS, bool), 5)
    want = np.full(COUNCILS, np.nan)
    for k in range(COUNCILS):
        seen = np.isfinite(y[k])
        if seen.sum() >= 5:
            left = y[k, seen] - np.polyval(np.polyfit(TEN[seen], y[k, seen], 1), TEN[seen])
            want[k] = (left**2 / v[k, seen]).sum() / (seen.sum() - 2)
    assert 100 < np.isfinite(want).sum() < COUNCILS  # both kinds were tried
    cut = np.minimum(want, np.quantile(want[np.isfinite(want)], WINSORISED))
    given_back = np.nanmean(got.ratio) / np.nanmean(cut)
    assert 1 < given_back < 1.05 and got.ratio == pytest.approx(cut * given_back, nan_ok=True)
    assert got.pooled == pytest.approx(np.nanmean(got.ratio))


@pytest.mark.parametrize(
    ("lasting", "least", "most"), [(-0.5, 0.0, 0.0), (0.0, 0.0, 0.02), (0.6, 0.05, 0.6), (0.9, 0.1, 0.9)]
)
def test_scatter_that_lasts_has_a_correlation_above_zero(lasting, least, most):
    """Lines take some of it away, so less is found than was planted, and never more; none is told where it turns."""
    _, correlation = found(lasting=lasting)
    assert least <= correlation <= most


def test_the_more_it_lasts_the_more_is_found():
    """Over a hundred years a line takes little away."""
    long = np.arange(100)
    got = [found(position=long, lasting=r, units=30)[1] for r in (0.2, 0.5, 0.8)]
    assert got[0] < got[1] < got[2] and got[1] == pytest.approx(0.5, abs=0.1)


def test_years_that_do_not_follow_each_other_tell_nothing_of_what_lasts():
    y, v = planted(3, lasting=0.9)
    assert course(y, v, 2 * TEN, np.ones(COUNCILS, bool), 5).correlation == 0.0


def test_only_councils_are_pooled():
    """England and the regions have ratios of their own and set nobody's noise."""
    y, v = planted(9)
    councils = np.arange(COUNCILS) < 140
    plain = course(y, v, TEN, councils, 5)
    y[140:] += np.random.default_rng(1).normal(0, 500, (10, 10))
    far = course(y, v, TEN, councils, 5)
    assert far.pooled == pytest.approx(plain.pooled) and far.correlation == pytest.approx(plain.correlation)
    assert np.isfinite(far.ratio[140:]).all()


@pytest.mark.parametrize("why", ["four years", "four figures each", "no variance", "no councils"])
def test_fewer_than_five_years_say_nothing(why):
    y, v = planted(1)
    position, councils = TEN, np.ones(COUNCILS, bool)
    if why == "four years":
        y, v, position = y[:, -4:], v[:, -4:], TEN[-4:]
    elif why == "four figures each":
        y[:, :6] = np.nan
    elif why == "no variance":
        v = np.full(v.shape, np.nan)
    else:
        councils[:] = False
    made = course(y, v, position, councils, 5)
    assert np.isnan(made.pooled) and np.isnan(made.correlation)
    assert np.isnan(made.ratio).all() or why == "no councils"


def test_a_world_without_scatter_has_none():
    """Straight lines: a ratio of zero but for binary noise, and no correlation of it to speak of."""
    made = course(np.outer(np.arange(30.0), TEN), np.ones((30, 10)), TEN, np.ones(30, bool), 5)
    assert made.pooled == pytest.approx(0, abs=1e-20)
