"""The level against pandas by hand, and its variance against simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting.stats import level

YEARS = st.lists(st.floats(0, 100) | st.none(), min_size=1, max_size=7)


def _by_hand(figures: pd.Series, segment: pd.Series) -> float:
    """The rule in words: from the latest year back, one year after the other, as long as the year before is there, has
    a figure and is of the same definition; three at most; 0.6, 0.3, 0.1 of what there is."""
    newest = figures.index[-1]
    taken = {}
    for back, weight in enumerate((0.6, 0.3, 0.1)):
        year = newest - back
        if year not in figures.index or pd.isna(figures[year]) or segment[year] != segment[newest]:
            break
        taken[year] = weight
    weight = pd.Series(taken, dtype=float)
    return (figures[weight.index] * weight).sum() / weight.sum() if len(weight) else np.nan


def _level(figures, position, segment, kind="year"):
    rows = np.atleast_2d(np.array(figures, float))
    return level.level(rows, level.weights(rows, np.array(position), np.array(segment), kind))


@given(YEARS, st.data())
def test_years_are_as_by_hand(figures, drawn):
    """Any gaps between years, any breaks, any missing figures, the newest among them."""
    n = len(figures)
    steps = drawn.draw(st.lists(st.sampled_from([1, 1, 1, 2]), min_size=n, max_size=n))
    breaks = drawn.draw(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=n, max_size=n))
    years, segment = 2000 + np.cumsum(steps), np.cumsum(breaks)
    figures = [np.nan if v is None else v for v in figures]
    want = _by_hand(pd.Series(figures, index=years), pd.Series(segment, index=years))
    assert _level(figures, years - years[0], segment) == pytest.approx([want], nan_ok=True)


@pytest.mark.parametrize(
    ("figures", "position", "segment", "want"),
    [
        ([9, 10, 20, 30], [0, 1, 2, 3], [0, 0, 0, 0], 0.6 * 30 + 0.3 * 20 + 0.1 * 10),
        ([9, 10, 20, 30], [0, 1, 2, 4], [0, 0, 0, 0], 30),  # a year was skipped
        ([9, 10, 20, 30], [0, 2, 3, 4], [0, 0, 0, 0], 25),  # three in a row after a year that was skipped
        ([9, 10, 20, 30], [0, 1, 2, 3], [0, 0, 1, 1], (0.6 * 30 + 0.3 * 20) / 0.9),  # counted anew
        ([9, 10, np.nan, 30], [0, 1, 2, 3], [0, 0, 0, 0], 30),  # a missing year: what lies before it is out of reach
        ([9, np.nan, 20, 30], [0, 1, 2, 3], [0, 0, 0, 0], (0.6 * 30 + 0.3 * 20) / 0.9),
        ([9, 10, 20, np.nan], [0, 1, 2, 3], [0, 0, 0, 0], np.nan),  # never filled from the years before
        ([30], [0], [0], 30),
        ([9, 30], [-1, 0], [0, 0], 30),  # a slot before the first year is no year
    ],
)
def test_one_level_by_hand(figures, position, segment, want):
    assert _level(figures, position, segment) == pytest.approx([want], nan_ok=True)


@pytest.mark.parametrize(("kind", "n"), [("quarter", 4), ("month", 12)])
def test_shorter_periods_are_a_whole_year_or_nothing(kind, n):
    """The plain mean of the year that ends with the newest, so that seasons cancel."""
    season = np.tile(np.arange(n, dtype=float), 3) + np.repeat([100.0, 50.0, 10.0], n)
    at, alike = np.arange(3 * n), np.zeros(3 * n, int)
    assert _level(season, at, alike, kind) == pytest.approx([10 + (n - 1) / 2])
    for spoil in ("missing", "gap", "break", "short"):
        y, position, segment = season.copy(), at.copy(), alike.copy()
        if spoil == "missing":
            y[-n] = np.nan
        elif spoil == "gap":
            position[-2:] += 1
        elif spoil == "break":
            segment[-1] = 1
        else:
            y, position, segment = y[-n + 1 :], position[: n - 1], segment[: n - 1]
        assert np.isnan(_level(y, position, segment, kind)).all(), spoil
    before = season.copy()
    before[-n - 1] = np.nan  # of the year before
    assert np.isfinite(_level(before, at, alike, kind)).all()


@given(st.lists(st.lists(st.floats(-9, 9) | st.none(), min_size=6, max_size=6), min_size=1, max_size=5))
def test_weights_add_up_to_one_or_are_missing_and_none_lies_on_what_is_missing(rows):
    y = np.array([[np.nan if v is None else v for v in row] for row in rows])
    weight = level.weights(y, np.arange(6), np.array([0, 0, 0, 1, 1, 1]))
    for row, mine in zip(y, weight, strict=True):
        if np.isnan(row[-1]):
            assert np.isnan(mine).all()
            continue
        assert mine.sum() == pytest.approx(1) and (mine >= 0).all()
        assert np.isfinite(row[mine > 0]).all() and (mine[:3] == 0).all()
        assert (np.diff(mine[mine > 0]) > 0).all()  # the newest weighs most


def test_a_level_lies_among_its_years_and_no_slots_have_none():
    y = np.random.default_rng(2).normal(0, 9, (40, 5))
    got = _level(y, np.arange(5), np.zeros(5, int))
    assert (got >= y[:, -3:].min(1)).all() and (got <= y[:, -3:].max(1)).all()
    assert level.weights(np.empty((3, 0)), np.empty(0), np.empty(0)).shape == (3, 0)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8])
def test_variance_is_that_of_drawn_levels(correlation):
    """Scatter that lasts from year to year as an autoregression does, years of unlike noise, 200,000 draws."""
    rng = np.random.default_rng(4)
    sd, weight = np.array([1.0, 3.0, 2.0, 0.5]), np.array([0.0, 0.1, 0.3, 0.6])
    scatter = np.empty((200_000, 4))
    scatter[:, 0] = rng.standard_normal(200_000)
    for t in range(1, 4):
        scatter[:, t] = correlation * scatter[:, t - 1] + np.sqrt(1 - correlation**2) * rng.standard_normal(200_000)
    drawn = (scatter * sd) @ weight
    got = level.variance(weight[None], sd[None] ** 2, correlation)
    assert got[0] == pytest.approx(drawn.var(), rel=0.02)


def test_scatter_that_lasts_leaves_more_noise_and_one_year_has_its_own():
    weight, variances = np.array([[0.1, 0.3, 0.6]]), np.array([[4.0, 4.0, 4.0]])
    independent, lasting = (level.variance(weight, variances, r)[0] for r in (0.0, 0.5))
    assert independent == pytest.approx(4 * (0.01 + 0.09 + 0.36)) and independent < lasting < 4
    assert level.variance(weight, variances, 1.0)[0] == pytest.approx(4)
    assert level.variance(np.array([[0.0, 0.0, 1.0]]), variances, 0.5)[0] == pytest.approx(4)


def test_a_year_without_noise_in_the_level_leaves_the_level_without():
    weight = np.array([[0.0, 0.3, 0.7]])
    assert np.isnan(level.variance(weight, np.array([[1.0, np.nan, 1.0]]), 0.2)).all()
    assert level.variance(weight, np.array([[np.nan, 1.0, 1.0]]), 0.0)[0] == pytest.approx(0.58)
    assert np.isnan(level.variance(np.full((1, 3), np.nan), np.ones((1, 3)), 0.2)).all()
