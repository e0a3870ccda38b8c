"""docs/methods.md says what the code does: every example by hand is worked out again from the package."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from scouting import index, money, paths, terms
from scouting.compare.table import standing
from scouting.context.line import fit
from scouting.neighbours.distance import Space
from scouting.secondary import Cell, also_hidden
from scouting.stats import fdr, funnel, intervals, noise, ranks, shrink, spc, trend
from scouting.warning import looks

PAGE = (paths.ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
FIVE = np.array([[16.0, 18, 20, 22, 24]])
ONES = np.ones((1, 5))


def part(heading):
    """The text under a heading of the page."""
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_intervals():
    low, high = intervals.wilson(65, 100)
    few, many = intervals.byar(65)
    rate = [float(limit) for limit in intervals.rate(65, 100_000, 10_000)]
    exact = [float(limit) for limit in intervals.byar(5)]
    text = part("Which interval for which figure")
    assert f"= {100 * low:.1f}% to {100 * high:.1f}%" in text
    assert f"65 events give {few:.1f} to {many:.1f}" in text
    assert f"6.5 per 10,000 with {rate[0]:.1f} to {rate[1]:.1f}" in text
    assert f"exact, {exact[0]:.1f} to {exact[1]:.1f}" in text
    assert f"under {intervals.EXACT_UNDER}" in text and f"z = {terms.Z95:.2f}" in text
    told = {name.strip() for row in text.splitlines() if row.startswith("| ") for name in row.split("|")[1].split(",")}
    assert told >= set(terms.STATISTICS)


def test_noise_of_one_year_and_of_three():
    text = part("Noise of one year")
    rss, df = noise.scatter(np.array([1.0, 2, 3, 4, 6]), np.arange(5), np.zeros(5, int))
    assert f"add up to {rss:.1f}; with 5 − 2 = {df:.0f}" in text and f"= {sqrt(rss / df):.2f}. The noise" in text
    assert f"= {noise.sampling(8.04, 11.96):.1f}. Figures" in text and f"{noise.rounding(1):.3f}." in text
    assert f"{terms.WOBBLE_PERIODS} years or more" in text and f"{terms.WOBBLE_SPAN} at most" in text
    assert f"the {noise.POOL} councils nearest in size" in text
    mean, se = noise.sustained(np.array([10.0, 12, 14]), np.ones(3), np.arange(3), np.zeros(3))
    assert f"{mean:.0f}, with a noise of {se:.2f}" in part("Three years together")
    assert f"the last {terms.SUSTAINED} years" in part("Three years together")


def test_the_median_and_its_noise():
    text = part("The comparator and its noise")
    # By another way: the third of five normal figures in order has the density 30 F²(1 - F)² f.
    square = quad(lambda x: x**2 * 30 * norm.cdf(x) ** 2 * norm.sf(x) ** 2 * norm.pdf(x), -9, 9)[0]
    assert f"a median is {sqrt(square):.2f}" in text
    assert f"draws here give {noise.median_noise(np.full((1, 5), 20.0), ONES)[0]:.2f}" in text
    assert f"16, 18, 20, 22, 24 it is {noise.median_noise(FIVE, ONES)[0]:.2f}" in text
    assert f"{noise.DRAWS} times" in text and terms.FEWEST_NEIGHBOURS == 0.5 and "Under half" in text


def test_standing():
    text = part("Standing: better, similar, worse")
    s = sqrt(1.0**2 + 0.8**2)
    assert f"s = {s:.2f}, 1.96 s = {terms.Z95 * s:.2f}: *worse*" in text
    assert f"= {terms.Z95 * sqrt(s**2 + 4):.2f}: not *much worse*" in text
    for tau2, word in ((4.0, "worse"), (0.0, "much worse")):
        assert standing(np.array([4.0]), np.array([s]), np.array([tau2]), np.array([-1]))[0] == word
    assert standing(np.array([2.5]), np.array([s]), np.array([4.0]), np.array([-1]))[0] == "similar"


def test_ranks():
    own, sign = np.array([19.0]), np.array([-1])
    low, high = ranks.rank_limits(FIVE, ONES, own, np.ones(1), sign)
    rank = ranks.rank(FIVE, own, sign)
    assert f"Rank {rank[0]:.0f} of 6, places {low[0]:.0f} to {high[0]:.0f}." in part("Ranks")


def test_reliability_and_spread():
    y, one = [10.0, 14.0, 18.0], [1.0, 1.0, 1.0]
    text = part("Reliability")
    assert f"/32 = {noise.reliability(y, one):.2f}" in text and f"Under {terms.RELIABILITY_FLOOR}" in text
    phi, tau2 = noise.additive_variance(y, one, 14.0)
    assert f"φ = {phi:.2f}; τ² = (20.48 − 2)/(3 − 1) = {tau2:.2f}" in part("Spread between councils")


def test_directions_and_limits():
    found = trend.theil_sen([9.0, 8, 7, 6, 5])
    text = part("Direction of a series")
    assert f"p = 2/120 = {found.p:.3f}. Slope −{-found.slope:.0f}" in text and f"is under {terms.CLEAR_P}" in text
    assert f"the last {terms.WOBBLE_SPAN} years" in text and trend.FEWEST == 5
    assert f"over {trend.RECENT_TREND_CHI2:.2f}" in text
    middle, low, high = spc.limits([10.0, 12, 11, 13])
    text = part("The XmR chart")
    assert f"mean {middle:.1f}, ranges 2, 1, 2, mean 1.67: limits {low:.2f} and {high:.2f}" in text
    assert f"± {spc.REACH} ×" in text and f"over {spc.WILD_RANGE} times" in text and spc.RUN == 7
    below, above = funnel.chance_limits("proportion", 0.2, 400)
    text = part("Funnels")
    assert f"= {100 * below:.1f}% to {100 * above:.1f}%" in text
    assert f"{funnel.INNER:.0%}" in text and f"{funnel.OUTER:.1%}" in text


def test_many_looks_luck_and_people():
    told = ", ".join(f"{p:.2f}" for p in fdr.adjusted([0.01, 0.03, 0.04]))
    assert f"above the next: {told}." in part("Many looks") and f"left at {terms.FALSE_SHARE}" in part("Many looks")
    assert f"× 10 = {shrink.shrunk([10.0], [2.0], 4.0, 0.0)[0]:.0f}" in part("The best of many is partly luck")
    assert f"with {terms.FEWEST_PEOPLE} people or more" in part("A gap in people") and "= 16 children" in PAGE


def test_neighbours_and_index():
    table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
    scaled = Space.fit(table, "min_max").scaled
    d = sqrt((scaled.a["E1"] - scaled.a["E2"]) ** 2 + (0.5 * (scaled.b["E1"] - scaled.b["E2"])) ** 2)
    assert f"d₁₂ = {d:.6f}" in part("Neighbours")
    text = part("An index")
    value = np.array([50.0, 60, 80])
    assert f"= {np.average(value, weights=[1, 2, 1]):.1f}; geo" in text
    assert f"= {np.exp(np.average(np.log(value), weights=[1, 2, 1])):.1f}" in text
    share = float(shrink.reliability(2.0, 9.0))
    towards = float(shrink.shrunk(64.0, 2.0, 9.0, 60.0))
    assert f"B = {share:.2f}; the true score is about {towards:.1f}, give or take {sqrt(share * 4):.1f}" in text
    lower, upper = index.rank_sets([1, 2, 3, 4, 10], [1, 1, 1, 1, 1])
    assert (lower.tolist(), upper.tolist()) == ([2, 2, 2, 2, 1], [5, 5, 5, 5, 1]) and "all others 2nd to 5th" in text


def test_a_sign_need_and_pounds():
    figures = np.array([20.0] * 8 + [23])
    seen = {name: np.full((2, 1, 1, 9), np.nan) for name in looks._LOOK}
    looks._change(seen, figures[None, None], np.ones((1, 1, 9)), np.arange(9)[None], np.zeros((1, 9), int), 8, 0)
    falling, rising = seen["change"][:, 0, 0, 8]
    assert f"= {rising:.2f}: shown" in part("Early warning") and rising > terms.CHANGE_Z > falling
    assert f"beyond {terms.CHANGE_Z} ({terms.CHANGE_ALARM:.0%} of flat series" in part("Early warning")
    y = 10 + 2 * np.arange(20.0)
    y[-1] = 60
    line = fit(y, np.arange(20.0)[:, None])
    expected, mean = line.expected[-1], line.mean[-1]
    text = part("Allowing for need")
    assert f"= {expected:.0f}; their mean is {mean:.0f}" in text
    gap, explained = y[-1] - mean, expected - mean
    assert f"Gap {gap:.0f} = explained {explained:.0f} + unexplained {y[-1] - expected:.0f}" in text
    assert f"adjusted {y[-1] - explained:.0f}" in text
    codes = list("abc")
    points, error = money.positive(pd.Series([1.0, 2, 3], codes), pd.Series(0.5, codes))
    assert points.tolist() == [90, 100, 110]
    table = money.ratio(points, error, pd.Series([500.0, 500, 550], codes)).table.set_index("area_code")
    assert f"= {table.ratio['c']:.0f} points" in part("Outcomes and pounds")


def test_small_counts():
    quarters = ["2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01"]
    counts = [30.0, 2.0, 25.0, 28.0]

    def cell(start, months, n, hidden=False):
        start = pd.Timestamp(start)
        return Cell(start, start + pd.DateOffset(months=months, days=-1), {"n": n}, hidden)

    rows = [cell(q, 3, n, n < terms.SMALL_COUNT) for q, n in zip(quarters, counts, strict=True)]
    went = also_hidden(rows, [cell(quarters[0], 12, 85.0)], terms.SMALL_COUNT)
    assert [counts[k] for k in went] == [25] and "the smallest other, 25, goes too" in part("Small counts")


@pytest.mark.parametrize("source", ["Wilson", "Byar", "Spiegelhalter", "Higgins", "Benjamini", "Theil", "Wheeler"])
def test_a_source_is_named_where_it_is_used_and_in_the_list(source):
    assert source in PAGE.split("## Sources")[0]
    assert source == "Byar" or source in PAGE.split("## Sources")[1]
