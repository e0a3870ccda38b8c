"""docs/methods.md says what the code does: every example by hand is worked out again from the package."""

import re
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from scouting import catalog, index, money, paths, terms
from scouting.compare import NOMINAL, aside, calibration, in_use, side
from scouting.compare.comparison import FEWEST_IN_HALF
from scouting.compare.panel import TINY
from scouting.compare.verdict import verdict
from scouting.context.line import fit
from scouting.explain import IMPROBABLE, improvers
from scouting.explain.beside import YEARS_AROUND
from scouting.explain.looks import tally
from scouting.explain.parted import CHANGED, FEWEST_YEARS, changes
from scouting.journeys import lmdi
from scouting.neighbours.distance import Space
from scouting.own.secondary import Cell, also_hidden
from scouting.pages.early_warning import looks
from scouting.pages.early_warning.signs import CHANGE_ALARM, CHANGE_Z
from scouting.pages.what_if import choices
from scouting.stats import course, fdr, funnel, gaps, intervals, level, noise, ranks, scales, shrink, spc, trend

PAGE = (paths.ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
FIVE = np.array([[16.0, 18, 20, 22, 24]])
ONES = np.ones((1, 5))
#: The worked example of a gap: our level and theirs, each with its limits; the sureness with a spread of 4.
OURS, THEIRS = (24.0, 22.0, 26.5), (20.0, 18.8, 21.4)
SURE = float(gaps.sureness(*OURS, *THEIRS, 4.0))


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


def spans(low, high):
    """Limits as the page writes them, in per cent with one decimal."""
    return f"{100 * low:.1f}% to {100 * high:.1f}%"


def test_what_counts_as_noise():
    text = part("What counts as noise")
    for variance, heading in ((1 / (4 * 120), "By chance alone that is "), (3 / (4 * 120), "10 of 40 is ")):
        assert heading + spans(*scales.limits("proportion", 30 / 120, variance)) in text
    low, high = scales.limits("proportion", 0.0, 3 / (4 * 120))
    assert low == 0 and f"none of 40: 0% to {100 * high:.1f}%" in text
    # The same by another way: Wilson's limits of 10 of 40, and exact ones of none of 40.
    assert spans(*intervals.wilson(10, 40)) in text and high == pytest.approx(1 - 0.025 ** (1 / 40))
    found = course.course(np.array([[1.0, 2, 3, 4, 6]]), np.full((1, 5), 0.05), np.arange(5), np.ones(1, bool), 5)
    assert f"= {0.4 / 0.05 / 3:.2f} times" in text and f"given back, it is {found.ratio[0]:.2f}." in text
    assert found.ratio[0] == pytest.approx(0.4 / 0.05 / 3, rel=0.05)
    assert f"To one decimal: {noise.rounding(1):.3f}." in text
    assert f"({terms.WOBBLE_PERIODS} years or more of the present definition, {terms.WOBBLE_SPAN} at most)" in text
    assert f"the largest {1 - course.WINSORISED:.0%} count no more" in text
    assert f"the {noise.POOL} councils nearest in size" in text
    assert f"fewer than {scales.EXACT_UNDER} people are on one side" in part("Which interval for which figure")


def test_the_level():
    text = part("The level")
    years, at = np.array([[10.0, 12, 14]]), np.arange(3)
    weight = level.weights(years, at, np.zeros(3, int))
    assert f"0.1 × 10 = {level.level(years, weight)[0]:.1f}." in text
    alone, lasting = (sqrt(level.variance(weight, np.ones((1, 3)), r)[0]) for r in (0.0, 0.3))
    assert f"= {alone:.2f}; with a correlation of 0.3 it is {lasting:.2f}." in text
    broken = level.weights(years, at, np.array([0, 1, 1]))
    assert f"/ 0.9 = {level.level(years, broken)[0]:.1f}." in text
    newest, before, oldest = level.YEARS
    assert f"the newest weighing {newest}, the one before {before} and the oldest {oldest}" in text


def test_the_median_its_noise_and_the_gap():
    text = part("The gap and its limits")
    # By another way: the third of five normal figures in order has the density 30 F²(1 - F)² f.
    square = quad(lambda x: x**2 * 30 * norm.cdf(x) ** 2 * norm.sf(x) ** 2 * norm.pdf(x), -9, 9)[0]
    assert f"a median is {sqrt(square):.2f}" in text
    assert f"draws here give {noise.median_noise(np.full((1, 5), 20.0), ONES)[0]:.2f}" in text
    assert f"16, 18, 20, 22, 24 it is {noise.median_noise(FIVE, ONES)[0]:.2f}" in text
    assert f"{noise.DRAWS} times" in text and terms.FEWEST_NEIGHBOURS == 0.5 and "at least half" in text
    low, high = gaps.gap_limits(*OURS, *THEIRS)
    assert f"= {low:.2f}, upper 4 + √(2.5² + 1.2²) = {high:.2f}." in text
    assert low == pytest.approx(4 - sqrt(2.0**2 + 1.4**2)) and high == pytest.approx(4 + sqrt(2.5**2 + 1.2**2))


def test_when_two_councils_parted():
    text = part("When two councils parted")
    gap = [float(x) for x in re.search(r"gaps of ([\d, ]+)\.", text)[1].split(", ")]
    assert changes(np.array(gap), np.ones(len(gap))) == [4] and "after the fourth year" in text
    assert f"4 × 4/8 × 9² = {4 * 4 / 8 * (np.mean(gap[4:]) - np.mean(gap[:4])) ** 2:.0f}" in text
    assert f"from {CHANGED} on it counts" in text and f"{12 * YEARS_AROUND:.0f} months away" in text
    assert FEWEST_YEARS == 5 and "(five at least)" in text


def test_who_got_better():
    text = part("Who was where we are and got better")
    start = float(shrink.shrunk(27.0, 2.0, 16.0, 20.0))
    unknown = 16 * 4 / (16 + 4)
    assert f"× 7 = {start}." in text and f"= {unknown}, and" in text
    assert f"√(3.2 + 4) = {sqrt(unknown + 4):.2f}" in text
    assert f"/2.68 = {(start - 17) / sqrt(unknown + 4):.1f} times" in text
    assert f"({improvers.SAME:.2f} times the noise)" in text and terms.CLEAR_MOVE == 0.5 == 2 * improvers.NEAREST_SHARE
    assert norm.sf(improvers.RARE) == pytest.approx(1 / 200) and "199 in 200" in text


def test_a_figure_of_all_or_none():
    text = part("A figure of all or none")
    assert f"0.93¹⁰⁰ = {0.93**100:.4f}" in text and f"all of 90: {0.93**90:.4f}" in text
    assert 0.93**100 < IMPROBABLE < 0.93**90 and f"Under {IMPROBABLE} " in text


def test_how_sure():
    text = part("How sure")
    low, _ = gaps.gap_limits(*OURS, *THEIRS)
    s = (4 - low) / terms.Z95
    assert f"s = {4 - low:.2f} / 1.96 = {s:.2f}, and 4.0 / {s:.2f} = {4 / s:.2f}" in text
    assert f"√(4 / (4 + {s**2:.2f})) = {sqrt(4 / (4 + s**2)):.2f}, and the sureness {SURE:.2f}." in text
    assert pytest.approx(4 / s * sqrt(4 / (4 + s**2))) == SURE
    assert gaps.sureness(*OURS, *THEIRS, 0.0) == 0  # councils that do not differ


def test_the_verdict_and_how_often_it_stood():
    text = part("The verdict")
    table = catalog.read().calibration
    cut = in_use(table)
    assert (
        f"| sureness of {cut.clear:.2f} or more |" in text and f"| sureness of {cut.probable:.2f} or more, and" in text
    )
    assert f"({NOMINAL.clear:.2f} and {NOMINAL.probable:.2f})" in text
    assert (
        f"where {calibration.CLEAR_KEPT * 100:.0f} of 100 were, *probable* where {calibration.PROBABLE_KEPT * 100:.0f}"
        in text
    )
    assert calibration.YEARS == 5 and "Each of the last five years" in text
    row = table[table.years_back == "all"].iloc[0]
    share = 100 * row.clear_kept / row.clear
    assert f"Of {row.comparisons:,} comparisons {row.clear:,} were called clear. " in text
    assert f"{row.clear_kept:,} of them ({share:.1f}%) were on the same side" in text
    share = 100 * row.probable_kept / row.probable
    assert f"- {row.probable:,} were called probable. {row.probable_kept:,} of them ({share:.1f}%) were." in text
    assert f"can be named in {row.told_apart:.0%} of comparisons with one in ten wrong" in text
    assert f"with these weights {row.told_apart:.0%}" in part("The level")
    word = verdict(SURE, -1, False, cut).item()
    assert f"a sureness of {SURE:.2f}, where low is good and ours is the higher level: *{word}*." in text
    assert f"so it is *{word}, by a lot*" in text and word == "clearly worse"
    assert f"under {terms.FEWEST_PEOPLE} in a proportion; under {terms.SMALL_COUNT} cases in a rate" in text
    assert FEWEST_IN_HALF == 4 and "(four or more)" in text
    assert TINY == 1 / 20 and "a twentieth the size of the middle one" in text
    for word in (terms.TOO_CLOSE, terms.TOO_FEW_PEOPLE, terms.NOT_COMPARED):
        assert f"| **{word}** |" in text


def test_never_among_headlines(data):
    text = part("Never among headlines")
    told = [line.split("**")[1] for line in text.splitlines() if line.startswith("- **")]
    why = pd.Series(aside(data.panel, data.newest), data.panel.indicators.index)
    assert set(told) == set(why) - {""}
    facts = data.catalog.indicators
    assert facts.mirrors["looked_after_residential"] == "looked_after_fostered"
    assert (why["looked_after_fostered"], why["looked_after_residential"]) == ("", "mirror")
    assert why["carers_supported"] == "ended" and f"ended with {facts.ended['carers_supported']}." in text


def test_whether_it_holds():
    text = part("Whether it holds")
    others = ["probably better", "too close to call", "not compared"]
    compared = ["clearly better", *[word for word in others if word != terms.NOT_COMPARED]]
    kept = sum(side(word) == side("clearly better") for word in compared)
    assert "probably better, too close to call and not compared in three others" in text
    assert f"holds in {kept} of {len(compared)}." in text


def test_ranks():
    own, sign = np.array([19.0]), np.array([-1])
    low, high = ranks.rank_limits(FIVE, ONES, own, np.ones(1), sign)
    rank = ranks.rank(FIVE, own, sign)
    assert f"Rank {rank[0]:.0f} of 6, range {low[0]:.0f} to {high[0]:.0f}." in part("Ranks")


def test_reliability_and_spread():
    y, one = [10.0, 14.0, 18.0], [1.0, 1.0, 1.0]
    text = part("Reliability")
    assert f"/32 = {noise.reliability(y, one):.2f}" in text and f"is under {terms.RELIABILITY_FLOOR}," in text
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


def test_many_comparisons_luck_and_people():
    told = ", ".join(f"{p:.2f}" for p in fdr.adjusted([0.01, 0.03, 0.04]))
    text = part("Many comparisons")
    assert f"above the next: {told}." in text and f"left at {terms.FALSE_SHARE}" in text
    clear = in_use(catalog.read().calibration).clear
    some = pd.DataFrame({"sureness": np.zeros(300), "beyond": False, "clear": False})
    assert f"300 × 2Φ(−{clear:.2f}) = {tally(some, clear).chance:.0f} would be clear" in text
    assert f"× 10 = {shrink.shrunk([10.0], [2.0], 4.0, 0.0)[0]:.0f}" in part("The best of many is partly luck")
    assert f"with {terms.FEWEST_PEOPLE} people or more" in part("A gap in people") and "= 16 children more" in part(
        "A gap in people"
    )


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
    lower, upper = index.rank_limits([1, 2, 3, 4, 10], [1, 1, 1, 1, 1])
    assert (lower.tolist(), upper.tolist()) == ([2, 2, 2, 2, 1], [5, 5, 5, 5, 1]) and "all others 2nd to 5th" in text


def test_paired_choices():
    assert choices.pairs(3) == [(0, 1), (1, 2), (0, 2)]
    counts = np.exp(choices.solution(3) @ [1, 1, 1])  # of (A, B), (B, C), (A, C)
    told = " : ".join(f"{x:.2f}".rstrip("0").rstrip(".") for x in counts / counts[1])
    whole = ", ".join(f"{100 * x:.0f}%" for x in (counts / counts.sum())[:2])
    assert f"weights go as {told}, which is {whole} and {100 * counts[2] / counts.sum():.0f}%" in part("An index")
    assert choices.MORE == 3 and f"agree in about {choices.by_chance(6):.0f}," in part("An index")


def test_a_sign_need_and_spending():
    figures, england = np.array([20.0] * 8 + [24]), np.array([30.0] * 8 + [31])
    seen = {name: np.full((2, 1, 1, 9), np.nan) for name in looks._LOOK}
    looks._change(seen, figures[None, None], england[None, None], np.ones((1, 1, 9)), np.zeros((1, 9), int), 8, 0)
    falling, rising = seen["change"][:, 0, 0, 8]
    assert f"= {rising:.2f}: moved" in part("Early warning") and rising > CHANGE_Z > falling
    assert f"beyond {CHANGE_Z} ({CHANGE_ALARM:.0%} of flat series" in part("Early warning")
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
    table = money.ratio_of(points, error, pd.Series([500.0, 500, 550], codes)).table.set_index("area_code")
    assert f"= {table.ratio['c']:.0f} points" in part("Outcomes and spending")


def test_small_counts():
    counts = [30.0, 2.0, 25.0, 28.0]
    rows = [Cell(3 * k, 3 * k + 2, {"n": n}, n < terms.SMALL_COUNT) for k, n in enumerate(counts)]
    year = Cell(0, 11, {"n": sum(counts)})
    assert also_hidden([*rows, year], [], terms.SMALL_COUNT) == {1, 4}
    assert also_hidden(rows, [year._replace(stands=True)], terms.SMALL_COUNT) == {0, 1, 2, 3}
    told = part("Small counts")
    assert "alone it would be 85 − 83, so the year goes with it" in told and "all four quarters go" in told


SOURCES = [
    "Wilson", "Byar", "Clopper", "Anscombe", "Zou", "Efron", "Rousseeuw", "Spiegelhalter", "Higgins", "Benjamini",
    "Theil", "Wheeler",
]  # fmt: skip


def test_a_source_is_named_where_it_is_used_and_in_the_list():
    used, listed = PAGE.split("## Sources")
    assert [source for source in SOURCES if source not in used] == []
    assert [source for source in SOURCES if source not in listed] == ["Byar"]


def test_where_in_a_journey():
    text, ours, theirs = part("Where in a journey"), np.array([50, 0.24]), np.array([40, 0.15])
    mean, parts = lmdi.log_mean(ours.prod(), theirs.prod()), lmdi.split(ours, theirs)
    assert f"L = {ours.prod() - theirs.prod():.0f} / ln(12/6) = {mean:.2f}" in text
    assert f"× ln(50/40) = {parts[0]:.2f}" in text and f"× ln(24/15) = {parts[1]:.2f}" in text
    assert f"Together {parts.sum():.0f}." in text
    assert f"fewer than {terms.FEWEST_PEOPLE} people" in text
