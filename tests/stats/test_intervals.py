"""Limits of proportions and rates against published answers, their edges, and what must hold of any limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scouting.stats import intervals

# Source: test workbooks of the R package PHEindicatormethods, carried in reference_numbers.md.
WILSON = [
    (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247),
    (65, 100, 0.998, 0.4954946574070431, 0.7783540614089697),
    (1, 100, 0.95, 0.00176743206, 0.05448619618),
    (9856, 12345, 0.95, 0.79121017529, 0.80536400736),
]
# A figure on the funnel's lower limit is one whose Wilson interval just reaches up to the target.
FUNNEL = [(0.95, 0.8143030244, 0.8293037332), (0.998, 0.8099777342, 0.8336290233)]
BYAR = [
    (65, 0.95, 50.163187710459454, 82.84913854593984),
    (1045, 0.95, 982.5932018073325, 1110.33121298565),
    (10, 0.998, 2.916318374695686, 24.193724927880535),
]
RATE = [
    (5, 100, 1.62348639011842, 11.668332079322669),
    (20, 100, 12.211428834875937, 30.889880369197066),
]


@pytest.mark.parametrize(("x", "n", "confidence", "lower", "upper"), WILSON)
def test_wilson_reference(x, n, confidence, lower, upper):
    assert [float(v) for v in intervals.wilson(x, n, confidence)] == pytest.approx([lower, upper], abs=1e-9)


@pytest.mark.parametrize(("confidence", "lower", "upper"), FUNNEL)
def test_wilson_meets_the_funnel_reference(confidence, lower, upper):
    n, target = 10_000, 0.8218033788
    assert float(intervals.wilson(lower * n, n, confidence)[1]) == pytest.approx(target, abs=1e-9)
    assert float(intervals.wilson(upper * n, n, confidence)[0]) == pytest.approx(target, abs=1e-9)


@pytest.mark.parametrize(("count", "confidence", "lower", "upper"), BYAR)
def test_byar_reference(count, confidence, lower, upper):
    assert [float(v) for v in intervals.byar(count, confidence)] == pytest.approx([lower, upper], abs=1e-9)


@pytest.mark.parametrize(("count", "n", "lower", "upper"), RATE)
def test_rate_reference(count, n, lower, upper):
    assert [float(v) for v in intervals.rate(count, n, 100)] == pytest.approx([lower, upper], abs=1e-9)


def test_wilson_closed_form():
    """The formula of 1927 written out, over every count of a few denominators."""
    z = stats.norm.ppf(0.975)
    for n in (1, 7, 50, 1000):
        x = np.arange(n + 1)
        p = x / n
        middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
        lower, upper = intervals.wilson(x, n)
        assert lower == pytest.approx((middle - half) / (1 + z**2 / n), abs=1e-12)
        assert upper == pytest.approx((middle + half) / (1 + z**2 / n), abs=1e-12)


def test_wilson_at_the_ends_holds_the_estimate_exactly():
    n = np.array([1, 3, 7, 96, 480, 1310, 4037, 99_999])
    assert (intervals.wilson(0, n)[0] == 0).all() and (intervals.wilson(0, n)[1] > 0).all()
    assert (intervals.wilson(n, n)[1] == 1).all() and (intervals.wilson(n, n)[0] < 1).all()


def test_exact_limits_are_the_poisson_tails():
    """Under ten: the chance of so many or more at the lower limit, and of so many or fewer at the upper, is 2.5%."""
    counts = np.arange(1, 10)
    lower, upper = intervals.byar(counts)
    assert stats.poisson.sf(counts - 1, lower) == pytest.approx(np.full(9, 0.025), abs=1e-12)
    assert stats.poisson.cdf(counts, upper) == pytest.approx(np.full(9, 0.025), abs=1e-12)


def test_no_events():
    lower, upper = intervals.byar(0)
    assert float(lower) == 0 and float(upper) == pytest.approx(-np.log(0.025), abs=1e-12)


def test_byar_is_close_to_exact_from_ten_on():
    counts = np.arange(10, 200)
    lower, upper = intervals.byar(counts)
    assert np.abs(lower - stats.chi2.ppf(0.025, 2 * counts) / 2).max() < 0.02
    assert np.abs(upper - stats.chi2.ppf(0.975, 2 * counts + 2) / 2).max() < 0.02


@pytest.mark.parametrize(("x", "n"), [(np.nan, 10), (3, np.nan), (0, 0), (np.nan, np.nan)])
def test_missing_counts_give_no_limits(x, n):
    for limits in (intervals.wilson, intervals.rate):
        assert np.isnan([float(v) for v in limits(x, n)]).all()


def test_one_missing_count_leaves_the_others():
    whole = intervals.wilson([5, 7], [20, 30])
    holed = intervals.wilson([5, np.nan, 7], [20, 25, 30])
    for a, b in zip(whole, holed, strict=True):
        assert b[[0, 2]].tolist() == a.tolist() and np.isnan(b[1])


def test_numerator_above_denominator_raises():
    with pytest.raises(ValueError, match="numerator exceeds its denominator"):
        intervals.wilson([5, 11], [10, 10])


def test_a_rate_may_exceed_its_denominator():
    lower, upper = intervals.rate(30, 10, 1)
    assert lower < 3 < upper


@given(n=st.integers(1, 5000), share=st.floats(0, 1), confidence=st.floats(0.5, 0.999))
def test_wilson_holds_the_estimate_and_more_data_narrows(n, share, confidence):
    x = round(share * n)
    lower, upper = (float(v) for v in intervals.wilson(x, n, confidence))
    assert 0 <= lower <= x / n <= upper <= 1
    tenfold = [float(v) for v in intervals.wilson(10 * x, 10 * n, confidence)]
    assert tenfold[1] - tenfold[0] < upper - lower


@given(count=st.integers(0, 5000), n=st.integers(1, 10**6))
def test_rates_hold_the_estimate_grow_with_the_count_and_narrow(count, n):
    lower, upper = (float(v) for v in intervals.rate(count, n, 10_000))
    assert 0 <= lower <= 10_000 * count / n <= upper
    more = [float(v) for v in intervals.rate(count + 1, n, 10_000)]
    # Exact limits give way to Byar's at ten: there the lower limit moves on all the same.
    assert more[0] > lower and more[1] > upper
    tenfold = [float(v) for v in intervals.rate(10 * count, 10 * n, 10_000)]
    assert tenfold[1] - tenfold[0] < upper - lower


@given(n=st.integers(1, 3000), share=st.floats(0, 1))
def test_wilson_is_symmetric(n, share):
    """Limits of those who did are those of the ones who did not, turned round."""
    x = round(share * n)
    lower, upper = intervals.wilson(x, n)
    other = intervals.wilson(n - x, n)
    assert (float(lower), float(upper)) == pytest.approx((1 - float(other[1]), 1 - float(other[0])), abs=1e-12)
