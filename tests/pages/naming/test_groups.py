"""Lists of the past as groups, against the hypergeometric distribution worked by hand."""

from math import comb

import numpy as np
import pandas as pd
import pytest

from scouting.pages.naming.named import above_middle


def named(codes, which="best"):
    return pd.DataFrame({"area_code": list(codes), "list": which})


def test_chance_by_hand():
    """10 councils, 5 above the middle, 4 named of which 4 above: 5 of 210 ways, and as many for none."""
    score = pd.Series(np.arange(10.0), list("abcdefghij"))
    row = above_middle(named("ghij"), score).iloc[0]
    assert (row.named, row.scored, row.above, row.expected) == (4, 4, 4, 2.0)
    assert row.p == pytest.approx(2 * comb(5, 4) * comb(5, 0) / comb(10, 4))
    assert (row.lower, row.upper) == (1, 3)  # 5 of 210 ways at either end are 2.4%: under the 2.5% left out


def test_the_range_of_chance_by_counting_ways():
    score = pd.Series(np.arange(151.0), [f"{i:03d}" for i in range(151)])
    rows = above_middle(named(score.index[:14]), score)
    ways = np.array([comb(75, k) * comb(76, 14 - k) for k in range(15)]) / comb(151, 14)
    below = np.cumsum(ways)
    row = rows.iloc[0]
    assert row.lower == np.argmax(below >= 0.025) and row.upper == np.argmax(below >= 0.975)
    assert row.expected == pytest.approx((np.arange(15) * ways).sum()) and row.above == 0
    assert row.p == pytest.approx(ways[ways <= ways[0] * (1 + 1e-9)].sum())


def test_two_lists_and_those_without_a_score_are_counted():
    score = pd.Series([3.0, 2.0, 1.0, np.nan], list("abcd"))
    both = pd.concat([named("ad", "best"), named("cx", "worst")])
    rows = above_middle(both, score).set_index("list")
    assert rows.named.tolist() == [2, 2] and rows.scored.tolist() == [1, 1] and rows.above.tolist() == [1, 0]


def test_on_the_median_is_not_above_it():
    score = pd.Series([1.0, 2.0, 3.0], list("abc"))
    assert above_middle(named("b"), score).above.iloc[0] == 0


def test_groups_picked_at_random_lie_in_the_range_of_chance():
    """500 lists of 14 drawn at random: at least 95% inside, as far as 500 can tell; the mean as expected."""
    rng = np.random.default_rng(4)
    score = pd.Series(rng.standard_normal(151), [f"{i:03d}" for i in range(151)])
    lists = [named(rng.choice(score.index, 14, replace=False), f"{k}") for k in range(500)]
    rows = above_middle(pd.concat(lists), score)
    inside = (rows.above >= rows.lower) & (rows.above <= rows.upper)
    assert inside.mean() >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 500)
    assert rows.above.mean() == pytest.approx(rows.expected.iloc[0], abs=4 * 1.8 / np.sqrt(500))
    assert (rows.p <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.95 * 0.05 / 500)


def test_draws_give_the_range_of_the_number_above():
    score = pd.Series([4.0, 3.0, 2.0, 1.0], list("abcd"))
    drawn = np.array([[4, 3, 2, 1.0]] * 50 + [[1, 2, 3, 4.0]] * 50)
    row = above_middle(named("ab"), score, drawn).iloc[0]
    assert (row.above, row.above_lower, row.above_upper) == (2, 0, 2)
    assert np.isnan(above_middle(named("ab"), score).above_lower.iloc[0])
