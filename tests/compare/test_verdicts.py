"""A verdict against the median is that of the comparison; against the mean it is worked a second way."""

import math

import numpy as np
import pandas as pd
import pytest

from scouting.compare import verdicts
from scouting.errors import ScoutingError
from scouting.stats import noise
from scouting.terms import Z95

NORTH = [f"E060000{n:02d}" for n in range(1, 11)]


def test_against_the_median_every_verdict_is_that_of_the_comparison(data, every):
    """All councils and indicators: over three years where the council has them, else in the latest year."""
    lists = data.every_neighbour("dfe_2025_05").groupby("area_code").neighbour_code.agg(list)
    rows = pd.concat([verdicts(data.panel, code, mine).assign(area_code=code) for code, mine in lists.items()])
    both = rows.merge(every, on=["area_code", "indicator_id"], suffixes=("", "_there"))
    assert len(both) == len(rows) == 153 * len(data.catalog.indicators)
    three = both.horizon == "sustained"
    # Of a count the comparison tells no noise: nothing is compared either way.
    assert (both.standing == both.standing_there.where(three, both.standing_now)).all()
    there = both.sustained_gap_noise.where(three, both.gap_noise_there)
    np.testing.assert_allclose(both.gap_noise, there, atol=1e-12)
    assert (both.n_with_value == both.sustained_n.where(three, both.n_with_value_there)).all()
    assert three.any() and not three.all()


def test_against_the_mean_worked_by_hand(small, walk):
    world = small().put("x", walk(years=range(2016, 2026)))
    panel = world.panel()
    own, others = NORTH[0], NORTH[1:6]
    row = verdicts(panel, own, others, middle="mean").iloc[0]
    at = [panel.areas.get_loc(c) for c in others]
    me = panel.areas.get_loc(own)
    mean = sum(panel.mean[0, k] for k in at) / 5
    error = math.sqrt(sum(panel.mean_se[0, k] ** 2 for k in at)) / 5
    both = math.sqrt(panel.mean_se[0, me] ** 2 + error**2)
    gap = panel.mean[0, me] - mean
    assert row.gap == pytest.approx(gap) and row.gap_noise == pytest.approx(gap / both)
    assert row.standing.removeprefix("much ") == (
        "similar" if abs(gap) <= Z95 * both else "better" if gap > 0 else "worse"
    )


def test_the_noise_of_a_mean_agrees_with_simulation():
    rng = np.random.default_rng(4)
    y, se = rng.normal(50, 10, (1, 8)), rng.uniform(1, 4, (1, 8))
    drawn = (y + se * rng.standard_normal((40_000, 8))).mean(1).std()
    assert noise.mean_noise(y, se)[0] == pytest.approx(drawn, rel=0.02)


def test_missing_figures_count_for_nothing_and_unknown_noise_takes_the_usual_of_the_row():
    nan = np.nan
    y, se = (
        np.array([[1.0, nan, 3.0], [1.0, 2.0, nan], [nan] * 3]),
        np.array([[2.0, 9.0, 2.0], [3.0, nan, nan], [1.0] * 3]),
    )
    np.testing.assert_allclose(noise.mean_noise(y, se), [math.sqrt(8) / 2, math.sqrt(18) / 2, nan])
    assert noise.mean_noise(np.zeros((2, 0)), np.zeros((2, 0))).tolist() == pytest.approx([nan, nan], nan_ok=True)


def test_order_and_the_council_itself_change_nothing(data):
    codes = data.neighbours("dfe_2025_05", "E06000054").codes
    for middle in ("median", "mean"):
        one = verdicts(data.panel, "E06000054", codes, middle=middle)
        other = verdicts(data.panel, "E06000054", ["E06000054", *reversed(codes)], middle=middle)
        pd.testing.assert_frame_equal(one, other)


def test_no_neighbours_and_too_few_with_figures_are_not_compared(small, walk):
    figures = walk()
    figures.loc[NORTH[1:4], 2025] = np.nan
    panel = small().put("x", figures).panel()
    assert verdicts(panel, NORTH[0], []).standing.tolist() == ["not compared"]
    for middle in ("median", "mean"):
        few = verdicts(panel, NORTH[0], NORTH[1:6], middle=middle)
        assert few.standing.tolist() == ["not compared"] and few.n_with_value.tolist() == [2]


def test_a_middle_that_is_none_is_refused(data):
    with pytest.raises(ScoutingError, match=r"Unknown middle 'media'\. Did you mean median\?"):
        verdicts(data.panel, "E06000054", [], middle="media")
