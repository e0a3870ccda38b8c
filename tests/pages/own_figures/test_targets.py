"""Own targets: a figure's range against them, and the rolling year of months and quarters."""

import calendar
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scouting.own.tables import TABLES
from scouting.own.words import MET, MISSED, UNTOLD, against_target
from scouting.pages.own_figures import show as own_figures_page
from scouting.pages.own_figures import targets
from scouting.study import study

RUTLAND = "E06000017"
NONE = float("nan")
SHARE = pd.Series({"statistic": "proportion", "multiplier": 100.0, "breaks": "", "year_end": "03-31"})


@pytest.mark.parametrize(
    ("value", "tolerance", "high", "low", "neither"),
    [
        (16.0, NONE, MET, MISSED, MISSED),
        (14.0, NONE, MISSED, MET, MISSED),
        (15.0, NONE, UNTOLD, UNTOLD, UNTOLD),
        (15.5, NONE, UNTOLD, UNTOLD, UNTOLD),  # its range ends at the target
        (15.0, 0.0, UNTOLD, UNTOLD, UNTOLD),
        (15.0, 1.0, MET, MET, MET),
        (14.6, 1.0, MET, MET, MET),
        (14.4, 1.0, UNTOLD, MET, UNTOLD),
        (13.6, 1.0, UNTOLD, MET, UNTOLD),
        (13.4, 1.0, MISSED, MET, MISSED),
        (15.6, 1.0, MET, UNTOLD, UNTOLD),
        (16.6, 1.0, MET, MISSED, MISSED),
    ],
)
def test_each_side_of_a_target_and_at_it(value, tolerance, high, low, neither):
    """A target of 15 and a range of half a point each way."""
    said = [against_target(value, value - 0.5, value + 0.5, 15.0, tolerance, sign) for sign in (1, -1, 0)]
    assert said == [high, low, neither]


def test_a_figure_without_a_range_or_a_value_is_not_judged():
    assert against_target(16.0, NONE, NONE, 15.0, NONE, 1) == against_target(NONE, NONE, NONE, 15.0, NONE, 1) == ""


numbers = st.floats(-1000, 1000).map(lambda x: round(x, 2))


@given(numbers, st.floats(0, 50), st.floats(0, 50), numbers, st.floats(0, 20), st.sampled_from([1, -1]))
def test_a_target_mirrored_is_told_alike_and_a_tolerance_never_harms(value, down, up, target, tolerance, sign):
    lower, upper = value - down, value + up
    said = against_target(value, lower, upper, target, tolerance, sign)
    assert said == against_target(-value, -upper, -lower, -target, tolerance, -sign)
    order = [MISSED, UNTOLD, MET]
    assert order.index(said) >= order.index(against_target(value, lower, upper, target, NONE, sign))
    if lower <= target <= upper:
        assert against_target(value, lower, upper, target, NONE, sign) == UNTOLD


def series(numerators, out_of=200.0, start=(2025, 1)):
    """Months of one council; a missing numerator is a suppressed month."""
    rows = []
    for n, numerator in enumerate(numerators):
        year, month = start[0] + (start[1] - 1 + n) // 12, (start[1] - 1 + n) % 12 + 1
        end = pd.Timestamp(year, month, calendar.monthrange(year, month)[1])
        rows.append([f"{year}-{month:02d}", end, 100 * numerator / out_of, numerator, out_of])
    return pd.DataFrame(rows, columns=["period", "period_end", "value", "numerator", "denominator"])


def test_a_year_of_counts_is_their_sum_with_wilsons_range():
    """Months of unequal size: the sum, not the mean of the percentages. The limits are Wilson's formula written out."""
    rows = series(range(100, 112)).assign(denominator=np.linspace(120, 450, 12))
    n, d, z = rows.numerator.sum(), rows.denominator.sum(), stats.norm.ppf(0.975)
    p = n / d
    middle, reach = p + z**2 / (2 * d), z * math.sqrt(p * (1 - p) / d + z**2 / (4 * d**2))
    expected = [100 * x for x in (p, (middle - reach) / (1 + z**2 / d), (middle + reach) / (1 + z**2 / d))]
    assert targets.rolling_year(rows, SHARE) == pytest.approx(expected)


def test_a_year_of_a_rate_has_byars_range_and_exact_limits_where_few():
    rate = SHARE.replace({"proportion": "rate"})
    rows = series([1.0, 0.0, 2.0, 1.0] * 3, out_of=1000.0)
    found = targets.rolling_year(rows, rate)
    x, z = 12, stats.norm.ppf(0.975)
    byar = [x * (1 - 1 / (9 * x) - z / (3 * x**0.5)) ** 3, 13 * (1 - 1 / (9 * 13) + z / (3 * 13**0.5)) ** 3]
    assert found == pytest.approx([x / 120, byar[0] / 120, byar[1] / 120])
    few = targets.rolling_year(series([0.0] * 11 + [1.0], out_of=1000.0), rate)
    assert few == pytest.approx([1 / 120, stats.chi2.ppf(0.025, 2) / 240, stats.chi2.ppf(0.975, 4) / 240])


def test_a_year_without_all_counts_is_the_mean_with_the_range_of_its_months():
    rows = series(range(100, 112)).assign(denominator=[NONE, *[200.0] * 11])
    test = stats.ttest_1samp(rows.value, 0).confidence_interval(0.95)
    assert targets.rolling_year(rows, SHARE) == pytest.approx([rows.value.mean(), test.low, test.high])


def test_a_gap_a_suppressed_month_and_a_break_end_the_run():
    rows = series([50.0] * 14)
    assert targets.unbroken(rows, "month", SHARE).period.tolist() == [f"2025-{m:02d}" for m in range(3, 13)] + [
        "2026-01",
        "2026-02",
    ]
    assert len(targets.unbroken(rows.drop(index=9), "month", SHARE)) == 4
    assert len(targets.unbroken(rows.assign(value=rows.value.mask(rows.index == 9)), "month", SHARE)) == 4
    assert len(targets.unbroken(rows[::-1].drop(index=13), "month", SHARE)) == 12  # whatever the order of the rows
    anew = pd.Series({"breaks": "2026: counted anew", "year_end": "03-31"})
    assert targets.unbroken(rows, "month", anew).period.iloc[0] == "2025-04"


VISITS = "visits,Visits,Visits,Whether someone came,children,own,timeliness,%,100,1,{},proportion,made,due,,03-31"
SEASON = [120, 130, 150, 160, 170, 180, 180, 170, 160, 150, 130, 120]


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Own months of 200 visits due each, of Rutland, and a target: a study of them."""
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)

    def write(data, rows, target, polarity="high_is_good", tolerance=""):
        tables = {"indicators": [VISITS.format(polarity)], "targets": [f"{RUTLAND},visits,{target},{tolerance},"]}
        tables["figures"] = [
            f"{RUTLAND},visits,{row.period},{row.period_end:%Y-%m-%d},{row.value},{row.numerator},{row.denominator},,own,"
            for row in rows.itertuples()
        ]
        for name, lines in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([",".join(TABLES[name]), *lines]) + "\n", encoding="utf-8")
        return study("Rutland", indicators="visits", data=data)

    return write


def test_a_seasonal_series_whose_latest_month_misses_and_whose_year_meets(data, put):
    of = put(data, series(SEASON), 70)
    assert of.own.value.iloc[-1] == 60.0  # 60% in December, 75.8% in the year
    (row,) = own_figures_page.targets(of).itertuples()
    assert row.own_period == "12 months to December 2025" and row.own_against == MET
    assert row.own_value == pytest.approx(100 * sum(SEASON) / 2400) and row.own_lower > 70
    assert targets.target_sentences(of, "visits") == [
        "Rutland meets its own target: 75.8% in the 12 months to December 2025 (local, unpublished), against 70.0%."
    ]
    assert targets.own(put(data, series(SEASON), 70, "low_is_good"), "visits").against == MISSED
    assert targets.own(put(data, series(SEASON), 76), "visits").against == UNTOLD
    assert targets.own(put(data, series(SEASON), 78), "visits").against == MISSED
    assert targets.own(put(data, series(SEASON), 78, tolerance=5), "visits").against == MET


def test_months_with_a_gap_are_not_judged_and_it_is_said(data, put):
    of = put(data, series(SEASON).drop(index=4), 70)
    (row,) = own_figures_page.targets(of).itertuples()
    assert (row.own_period, row.own_against) == ("", "") and np.isnan(row.own_value)
    assert targets.target_sentences(of, "visits") == [
        "Rutland's own months to December 2025 are not judged against its target: 12 in a row are needed, 7 are held."
    ]


def test_a_suppressed_month_leaves_no_rolling_year(data, put):
    """Three of 200 visits: the month goes, and the sum of twelve, less eleven that are shown, would bring it back."""
    of = put(data, series([150.0] * 6 + [3.0] + [150.0] * 5), 70)
    assert of.own.marker.tolist().count("c") == 1
    assert targets.own(of, "visits") is None
    assert "5 are held" in targets.target_sentences(of, "visits")[0]


def test_a_year_that_ends_later_goes_before_months(data, put):
    """Twelve months to December 2024 and the year to March 2025: the year is judged; and months after it that are few
    are said not to be."""
    year = pd.DataFrame([["2024-25", pd.Timestamp("2025-03-31"), 80.0, 1920.0, 2400.0]], columns=series([1]).columns)
    of = put(data, pd.concat([series(SEASON, start=(2024, 1)), year]), 70)
    assert (targets.own(of, "visits").period, len(targets.target_sentences(of, "visits"))) == ("2024-25", 1)
    of = put(data, pd.concat([year, series(SEASON[:3], start=(2025, 7))]), 70)
    told = targets.target_sentences(of, "visits")
    assert "80.0% in 2024-25" in told[0] and "12 in a row are needed, 3 are held" in told[1]


def test_a_published_figure_is_judged_with_the_comparisons_range(data, tmp_path, monkeypatch):
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)
    plain = study("Rutland", indicators="re_referrals", data=data).comparison.loc["re_referrals"]
    aimed = {MISSED: plain.lower - 0.1, UNTOLD: (plain.lower + plain.value) / 2, MET: plain.upper + 0.1}
    for word, target in aimed.items():  # low is good
        lines = [",".join(TABLES["targets"]), f"{RUTLAND},re_referrals,{target},,"]
        (tmp_path / "targets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (row,) = own_figures_page.targets(study("Rutland", indicators="re_referrals", data=data)).itertuples()
        assert (row.against, row.period, row.value) == (word, plain.period, plain.value)
        assert (row.lower, row.upper, row.own_against) == (plain.lower, plain.upper, "")
