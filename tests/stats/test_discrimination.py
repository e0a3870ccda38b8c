"""Area under the curve: against scipy's rank test, a bootstrap that copies rows, and planted worlds of known area."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, norm

from scouting.stats.discrimination import area_under_curve, limits


def _world(seed, n=120, apart=0.8, levels=None):
    chance = np.random.default_rng(seed)
    outcome = chance.random(n) < 0.35
    score = chance.normal(size=n) + apart * outcome
    return (np.round(score * levels) / levels if levels else score), outcome


@pytest.mark.parametrize("levels", [None, 1, 2])
def test_area_is_that_of_the_rank_test_ties_and_gaps_included(levels):
    score, outcome = _world(3, levels=levels)
    score[::11] = np.nan
    seen = np.isfinite(score)
    u = mannwhitneyu(score[seen & outcome], score[seen & ~outcome]).statistic
    want = u / ((seen & outcome).sum() * (seen & ~outcome).sum())
    assert area_under_curve(score, outcome) == pytest.approx(want, abs=1e-12)
    assert area_under_curve(-score, outcome) == pytest.approx(1 - want, abs=1e-12)


def test_nothing_to_tell_apart_is_no_number():
    assert np.isnan(area_under_curve([1.0, 2.0], [True, True]))
    assert np.isnan(limits([1.0, 2.0], [False, False], ["a", "b"])).all()


def test_copies_within_a_council_add_nothing():
    """Inspections of one council that are all alike count once: drawing them singly would halve the range."""
    score, outcome = _world(5)
    groups = np.arange(len(score))
    alone = limits(score, outcome, groups)
    four = limits(np.repeat(score, 4), np.repeat(outcome, 4), np.repeat(groups, 4))
    assert four == pytest.approx(alone, abs=1e-12)
    singly = limits(np.repeat(score, 4), np.repeat(outcome, 4), np.arange(4 * len(score)))
    assert singly[1] - singly[0] < 0.6 * (four[1] - four[0])


def test_weights_draw_as_copied_rows_do():
    score, outcome = _world(8)
    groups = np.arange(len(score)) // 2
    chance, areas = np.random.default_rng(1), []
    for _ in range(1500):
        drawn = chance.integers(0, groups.max() + 1, groups.max() + 1)
        rows = np.concatenate([np.flatnonzero(groups == g) for g in drawn])
        areas.append(area_under_curve(score[rows], outcome[rows]))
    assert limits(score, outcome, groups) == pytest.approx(np.quantile(areas, [0.025, 0.975]), abs=0.012)


def test_the_range_holds_the_truth_about_as_often_as_it_says():
    truth = norm.cdf(0.8 / np.sqrt(2))
    found = []
    for seed in range(200):
        score, outcome = _world(seed, n=100)
        low, high = limits(score, outcome, np.arange(100), draws=400)
        found.append(low <= truth <= high)
    assert 0.89 <= np.mean(found) <= 0.99


def test_too_few_of_a_kind_give_no_range():
    score = np.array([1.0] * 4 + [0.0] * 60)
    outcome = np.array([True] * 4 + [True] * 20 + [False] * 40)
    assert np.isfinite(area_under_curve(score, outcome))
    assert np.isnan(limits(score, outcome, np.arange(64))).all()
