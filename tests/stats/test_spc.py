"""The XmR chart against NHSRplotthedots' answers, and how often noise alone signals on ten points."""

import numpy as np
import pytest

from scouting.stats import spc

# Source: reference_numbers.md, XmR chart (NHSRplotthedots).
SERIES = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip


def test_limits():
    assert spc.limits(SERIES) == pytest.approx((0.1416238, -3.0113796, 3.2946272), abs=1e-6)


def test_wild_moving_ranges_are_screened_once():
    wild = [*SERIES[:14], 10.0, *SERIES[15:]]
    assert spc.limits(wild) == pytest.approx((0.6694159, -2.383666, 3.722497), abs=1e-6)
    assert spc.limits(wild, screened=False)[1:] == pytest.approx((-4.596625, 5.935457), abs=1e-6)
    assert np.flatnonzero(spc.xmr(wild).outside).tolist() == [14]


def test_trend_of_seven():
    assert spc.xmr(range(1, 8)).trend.tolist() == [False] * 6 + [True]
    assert spc.xmr(range(7, 0, -1)).trend.tolist() == [False] * 6 + [True]
    assert not spc.xmr([1, 2, 3, 3, 4, 5, 6]).trend.any()


def test_shift_flags_from_the_seventh_point_on():
    """Eight points above the mean, then one below."""
    assert spc.xmr([1.0] * 8 + [-8.0]).shift.astype(int).tolist() == [0, 0, 0, 0, 0, 0, 1, 1, 0]


def test_a_missing_year_ends_a_run_and_signals_nothing():
    y = [1.0, 2, 3, 4, np.nan, 5, 6, 7, 8]
    found = spc.xmr(y)
    assert not found.trend.any() and not found.signals[4]


def test_equal_figures_have_limits_at_their_mean_and_signal_nothing():
    found = spc.xmr([5.0] * 10)
    assert found[:3] == (5.0, 5.0, 5.0) and not found.signals.any()


def test_nothing_to_draw_from():
    for y in ([], [3.0], [np.nan, np.nan]):
        found = spc.xmr(y)
        assert np.isnan(found.mean) and not found.signals.any() and len(found.signals) == len(y)


def test_noise_alone_seldom_signals_on_ten_points():
    """The reason for having three rules only: on ten points of pure noise about one series in 14 signals."""
    rng = np.random.default_rng(11)
    signalled = np.mean([spc.xmr(rng.standard_normal(10)).signals.any() for _ in range(4000)])
    assert 0.03 < signalled < 0.12
