"""Ranks, their limits and bands against scipy, pandas and plain loops."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from scouting.stats import ranks

FIGURES = st.lists(st.integers(0, 12) | st.none(), min_size=1, max_size=25)


def _floats(figures):
    return np.array([np.nan if v is None else v / 10 for v in figures])


@given(FIGURES, st.integers(0, 12), st.sampled_from([1, 0, -1]))
def test_rank_is_scipys(figures, own, sign):
    """Best first by polarity (high first without one), ties sharing the lowest rank, missing ones out."""
    others, own = _floats(figures), own / 10
    seen = np.r_[others[np.isfinite(others)], own]
    want = rankdata(seen if sign < 0 else -seen, method="min")[-1]
    assert ranks.rank(others[None], np.array([own]), np.array([sign]))[0] == want


def test_rank_with_ties_by_hand():
    others = np.array([[7.0, 5, 5, 3, np.nan]] * 3)
    assert ranks.rank(others, np.array([5.0, 4, np.nan]), np.array([1, 1, 1])).tolist()[:2] == [2, 4]
    assert ranks.rank(others, np.array([5.0, 4, 3]), np.array([-1, -1, -1])).tolist() == [2, 2, 1]
    assert np.isnan(ranks.rank(others, np.array([5.0, 4, np.nan]), np.array([1, 1, 1]))[2])


def test_unrounded_figures_are_ranked_and_binary_noise_is_not():
    near = ranks.rank(np.array([[20.61, 20.599999999999998]]), np.array([20.6]), np.array([1]))
    assert near[0] == 2  # behind 20.61, level with the other


@pytest.mark.parametrize("sign", [1, -1])
def test_limits_by_double_loop(sign):
    rng = np.random.default_rng(2)
    y, se = rng.normal(0, 3, (5, 30)), rng.uniform(0.3, 2, (5, 30))
    y[rng.random(y.shape) < 0.15] = np.nan
    se[rng.random(y.shape) < 0.15] = np.nan
    for row in range(5):
        for own in range(30):
            rest = np.arange(30) != own
            low, high = ranks.rank_limits(
                y[[row]][:, rest], se[[row]][:, rest], y[[row], own], se[[row], own], np.array([sign])
            )
            if np.isnan(y[row, own]) or np.isnan(se[row, own]):
                assert np.isnan(low[0]) and np.isnan(high[0])
                continue
            best, worst = 1, 1
            for other in range(30):
                if other == own or np.isnan(y[row, other]):
                    continue
                ahead = sign * (y[row, other] - y[row, own])
                reach = 1.959963984540054 * (se[row, other] ** 2 + se[row, own] ** 2) ** 0.5
                best += bool(ahead > reach)
                worst += not ahead < -reach  # one without noise could be anywhere
            assert (low[0], high[0]) == (best, worst)
            place = ranks.rank(y[[row]][:, rest], y[[row], own], np.array([sign]))[0]
            assert low[0] <= place <= high[0]


def test_limits_with_no_noise_to_speak_of_are_the_rank():
    y = np.array([1.0, 2, 3, 4, 10])
    for own in range(5):
        rest = np.arange(5) != own
        low, high = ranks.rank_limits(y[None, rest], np.full((1, 4), 1e-6), y[[own]], np.array([1e-6]), np.array([1]))
        assert low[0] == high[0] == 5 - own


def one_band(figures, own, polarity):
    """The band of one figure among some."""
    return ranks.bands(np.array([figures], float), np.array([own], float), np.array([polarity]))[0]


def _band(figures, own, polarity):
    """The written rule of DfE's interactive tool, with pandas' quantiles."""
    q = pd.Series(figures).quantile([0, 0.25, 0.5, 0.75, 1]).tolist()
    names = "ABCD" if polarity < 0 else "DCBA"
    if q[0] <= own <= q[1]:
        return names[0]
    return next(names[k] for k in (1, 2, 3) if q[k] < own <= q[k + 1])


@given(st.lists(st.integers(0, 400), min_size=4, max_size=60), st.sampled_from([1, -1]))
def test_bands_by_the_written_rule(figures, polarity):
    for own in set(figures):
        assert one_band(figures, own, polarity) == _band(figures, own, polarity)


@pytest.mark.parametrize(("polarity", "want"), [(-1, "AABBCCDD"), (1, "DDCCBBAA")])
def test_a_figure_exactly_on_a_quartile(polarity, want):
    """Quartiles of 0, 1 ... 8 are 2, 4 and 6: each belongs to the interval below it."""
    nine = list(range(9))
    got = "".join(one_band(nine, own, polarity) for own in (0, 2, 2.1, 4, 4.1, 6, 6.1, 8))
    assert got == want


def test_no_band_without_polarity_figure_or_company():
    assert one_band([1, 2, 3, 4], 2, 0) == one_band([1, 2, 3, 4], np.nan, 1) == one_band([1, 2, 3], 2, 1) == ""
    assert one_band([1, 2, 3, np.nan, 4], 4, 1) == "A"


@given(st.lists(FIGURES.filter(len), min_size=1, max_size=4))
def test_quantiles_are_numpys(rows):
    width = max(map(len, rows))
    block = np.array([np.r_[_floats(r), np.full(width - len(r), np.nan)] for r in rows])
    got = ranks.quantiles(block, [0, 0.25, 0.5, 0.75, 1])
    for row, figures in enumerate(block):
        seen = figures[np.isfinite(figures)]
        want = np.quantile(seen, [0, 0.25, 0.5, 0.75, 1]) if len(seen) else np.full(5, np.nan)
        assert got[:, row] == pytest.approx(want, nan_ok=True)


def test_stayed_in_best_quarter_by_hand():
    before = [1, 2, 3, 4, 5, 6, 7, 8]
    now = [8, 1, 2, 3, 4, 5, 6, 7]  # of 7 and 8, only the last is among the best two now
    assert ranks.stayed_in_best_quarter(before, now, 1) == 0.5
    assert ranks.stayed_in_best_quarter(before, now, -1) == 0.5  # of 1 and 2, the second
    assert ranks.stayed_in_best_quarter(before, before[::-1], 1) == 0
    assert np.isnan(ranks.stayed_in_best_quarter([*before[:7], np.nan], now, 1))


def test_ties_at_the_edge_of_the_best_quarter_are_taken_in():
    """Of eight, two are the best quarter; here the second place is shared by three, and the first two stay."""
    assert ranks.stayed_in_best_quarter([9, 8, 8, 8, 1, 1, 1, 1], [9, 8, 1, 1, 1, 1, 1, 1], 1) == 0.5


def test_stayed_by_chance_is_a_quarter():
    rng = np.random.default_rng(4)
    runs = [ranks.stayed_in_best_quarter(rng.random(152), rng.random(152), 1) for _ in range(400)]
    assert np.mean(runs) == pytest.approx(0.25, abs=0.01)
