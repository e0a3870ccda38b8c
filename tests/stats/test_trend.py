"""Trends against published answers and plain loops."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting.stats import trend

TEN = [10.2, 11.1, 10.9, 12.4, 12.0, 13.3, 13.1, 14.6, 14.2, 15.0]


def test_reference_series():
    """Source: reference_numbers.md, Trend (scipy and R's Kendall agree). Printed to seven decimals."""
    t = trend.theil_sen(TEN)
    assert t.slope == pytest.approx(0.55, abs=1e-9)
    assert (t.lower, t.upper) == pytest.approx((0.425, 0.6333333), abs=5e-8)
    assert t.tau == pytest.approx(0.8222222, abs=5e-8)
    assert t.p == pytest.approx(0.000357694, abs=5e-10)


@pytest.mark.parametrize(("n", "p"), [(4, 0.0833), (5, 0.0167), (6, 0.00278)])
def test_monotone_exact_p(n, p):
    """Source: reference_numbers.md, Trend. Two of n! orders are monotone."""
    for y in (np.arange(n), -np.arange(n)):
        assert trend.theil_sen(y).p == pytest.approx(p, abs=5e-5)
        assert trend.theil_sen(y).p == pytest.approx(2 / np.prod(np.arange(1, n + 1)), abs=1e-9)


def test_fewer_than_five_points_are_never_significant():
    for n in range(2, trend.FEWEST):
        assert min(trend.theil_sen(order).p for order in permutations(range(n))) > 0.05


def test_exact_p_by_counting_every_order():
    """All 720 orders of six: the share at least as far from none as the one at hand."""
    six = [3, 1, 4, 2, 6, 5]

    def score(y):
        return sum(np.sign(b - a) for a, b in combinations(y, 2))

    extreme = [abs(score(order)) >= abs(score(six)) for order in permutations(range(6))]
    assert trend.theil_sen(six).p == pytest.approx(np.mean(extreme), abs=1e-9)


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=12), st.data())
def test_slope_is_the_median_of_all_slopes(y, data):
    """Missing years are dropped and keep their place in time."""
    seen = [i for i in range(len(y)) if data.draw(st.booleans())]
    holed = np.array([v if i in seen else np.nan for i, v in enumerate(y)])
    t = trend.theil_sen(holed)
    if len(seen) < 2:
        assert np.isnan(t).all()
        return
    assert t.slope == pytest.approx(np.median([(y[b] - y[a]) / (b - a) for a, b in combinations(seen, 2)]))
    assert t.lower <= t.slope <= t.upper
    turned = trend.theil_sen(-holed)
    assert (turned.slope, turned.lower, turned.upper) == pytest.approx((-t.slope, -t.upper, -t.lower))


def test_times_may_be_uneven():
    assert trend.theil_sen([1, 3, 11], [2010, 2011, 2015]).slope == pytest.approx(2)


# Source: OHID Fingertips, measles vaccination in Yorkshire; carried in reference_numbers.md.
MEASLES = [92.6254, 92.3221, 90.8708, 90.017, 90.1013]
LOWER = [92.4168, 92.1072, 90.6358, 89.7694, 89.8578]
UPPER = [92.8288, 92.5315, 91.1004, 90.2594, 90.3396]


def test_recent_trend_reference():
    t = trend.recent_trend(MEASLES, LOWER, UPPER)
    assert t.slope == pytest.approx(-0.7405107316, abs=1e-9)
    assert t.chi2 == pytest.approx(418.53656853, abs=1e-8)
    assert t.direction == "decreasing"


def test_recent_trend_looks_at_the_last_five_only():
    longer = trend.recent_trend([10, 500, *MEASLES], [9, 499, *LOWER], [11, 501, *UPPER])
    assert longer == trend.recent_trend(MEASLES, LOWER, UPPER)


def test_recent_trend_turns_with_its_series():
    assert trend.recent_trend(MEASLES[::-1], LOWER[::-1], UPPER[::-1]).direction == "increasing"


def test_recent_trend_needs_every_leave_one_out_slope():
    """One wild last point makes the slope, and leaving it out turns it: no trend, though chi-squared is large."""
    y = np.array([10.0, 9, 8, 7, 30])
    t = trend.recent_trend(y, y - 0.5, y + 0.5)
    assert t.chi2 > trend.RECENT_TREND_CHI2 and t.slope > 0
    assert t.direction == "no significant change"


def test_recent_trend_at_its_threshold():
    """Equal noise: chi-squared is slope squared x 10 / noise squared, so the noise that just fails is known."""
    y = np.arange(5.0)
    edge = np.sqrt(10 / trend.RECENT_TREND_CHI2) * 1.96
    assert trend.recent_trend(y, y - edge * 1.0001, y + edge * 1.0001).direction == "no significant change"
    assert trend.recent_trend(y, y - edge * 0.9999, y + edge * 0.9999).direction == "increasing"


@pytest.mark.parametrize("spoil", ["missing", "no width", "too few"])
def test_recent_trend_that_cannot_be_calculated(spoil):
    y, lower, upper = MEASLES[:], LOWER[:], UPPER[:]
    if spoil == "missing":
        y[2] = np.nan
    elif spoil == "no width":
        lower[1] = upper[1] = y[1]
    else:
        y, lower, upper = y[1:], lower[1:], upper[1:]
    t = trend.recent_trend(y, lower, upper)
    assert t.direction == "cannot be calculated" and np.isnan(t.slope)


@pytest.mark.parametrize(
    "y", [[1, 1, 2, 2, 3], [3, 1, 1, 2, 2, 2], [5, 5, 5, 5, 5], [4, 3, 3, 2, 1], [2, 1, 2, 1, 2, 1]]
)
def test_exact_p_with_ties_by_counting_every_order(y):
    """All orders of the figures: the share that rise or fall at least as much."""

    def score(order):
        return sum(np.sign(b - a) for a, b in combinations(order, 2))

    extreme = [abs(score(order)) >= abs(score(y)) for order in permutations(y)]
    assert trend.kendall_p(y) == pytest.approx(np.mean(extreme), abs=1e-12)
    assert trend.theil_sen(y).p == pytest.approx(np.mean(extreme), abs=1e-12)


@given(st.permutations(range(9)))
def test_exact_p_without_ties_is_scipys(y):
    assert trend.kendall_p(y) == pytest.approx(trend.theil_sen(y).p, abs=1e-9)


def told(y, segment=None, sign=1, **options):
    return trend.direction(y, range(len(y)), [0] * len(y) if segment is None else segment, sign, **options)


def test_direction_of_the_reference_series():
    found = told(TEN)
    assert found.word == "better" and found.trend == trend.theil_sen(TEN) and found.n == 10
    assert told(TEN, sign=-1).word == "worse"
    assert told(TEN, sign=0).word == "rising" and told(TEN[::-1], sign=0).word == "falling"


def test_direction_needs_five_figures_since_the_last_break():
    assert told([1, 2, 3, 4]).word == "too few points"
    assert told([1, 2, np.nan, 4, 5, 6]).word == "better"
    broken = told([9, 9, 9, 1, 2, 3, 4], [0, 0, 0, 1, 1, 1, 1])
    assert broken.word == "too few points" and (broken.n, broken.first, broken.last) == (4, 3, 6)
    assert np.isnan(broken.trend.slope)
    since = told([900, 800, 700, 1, 2, 3, 4, 5], [0, 0, 0, 1, 1, 1, 1, 1])
    assert since.word == "better" and since.trend.slope == 1


def test_direction_looks_at_ten_periods_and_says_which():
    """A long fall before the last ten years is not theirs."""
    found = told([*range(100, 70, -3), *TEN])
    assert found.word == "better" and (found.n, found.first, found.last) == (10, 10, 19)


def test_no_direction_over_overlapping_periods_nor_without_figures():
    assert told(TEN, overlapping=True).word == "overlapping periods"
    assert told([np.nan] * 6)[2:] == (0, -1, -1) and told([]).word == "too few points"


def test_direction_keeps_its_promise_on_noise():
    """On series without any change, better and worse together are told at most one time in twenty."""
    rng = np.random.default_rng(1)
    for n in (5, 7, 10):
        words = [told(np.round(rng.normal(20, 2, n), 0)).word for _ in range(500)]
        assert np.mean([word in ("better", "worse") for word in words]) < 0.075
