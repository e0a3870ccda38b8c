"""Chances of places in planted worlds: all councils alike, one truly ahead, one doubtful at the edge."""

import numpy as np
import pandas as pd
import pytest

from scouting.errors import ScoutingError
from scouting.pages.naming.named import BEST, LAST, deserved, kept, places, stars, within

N, DRAWS = 153, 4000
CODES = [f"E{i:08d}" for i in range(N)]


def world(truth, noise, seed=1):
    """One year's figures of councils with a true level, and what a study of them draws: figure plus noise anew."""
    rng = np.random.default_rng(seed)
    seen = truth + noise * rng.standard_normal(N)
    return pd.Series(seen, CODES), seen + noise * rng.standard_normal((DRAWS, N))


def test_fifteen_and_fourteen_are_named():
    assert (BEST, LAST) == (15, 14)


def test_all_alike_and_told_so_gives_everybody_the_same_small_chance():
    """Draws that know that there is no signal: each council is among 15 of 153 as often as any other."""
    score, _ = world(np.zeros(N), 1.0)
    drawn = np.random.default_rng(2).standard_normal((DRAWS, N))
    rows = places(score, drawn)
    assert len(rows) == BEST + LAST
    np.testing.assert_allclose(rows.chance, rows.by_luck, atol=0.02)  # 4 standard errors of a share of 4,000
    assert set(rows.by_luck) == {15 / 153, 14 / 153}
    told = deserved(rows).set_index("group")
    assert told.expected["best"] == pytest.approx(15 * 15 / 153, abs=0.15) and told.sure.sum() == 0
    assert told.even.tolist() == [15, 14] and told.by_luck["last"] == pytest.approx(14 * 14 / 153)


def test_one_that_is_truly_ahead_is_named_almost_surely_and_those_at_the_edge_are_not():
    truth = np.zeros(N)
    truth[70] = 8.0
    rows = places(*world(truth, 1.0))
    first = rows.iloc[0]
    assert first.area_code == CODES[70] and first.chance > 0.999
    best = rows[(rows.group == "best") & (rows.place > 1)].chance
    assert best.max() < 0.9 and best.iloc[-1] < 0.5


def test_chances_are_the_share_of_draws_counted_one_by_one():
    score, drawn = world(np.linspace(0, 2, N), 1.0, seed=3)
    drawn = drawn[:200]
    rows = places(score, drawn, best=4, last=3)
    for row in rows.itertuples():
        size, way = (4, 1) if row.group == "best" else (3, -1)
        mine = CODES.index(row.area_code)
        in_group = [sum(way * d > way * d[mine]) < size for d in drawn]
        assert row.chance == pytest.approx(np.mean(in_group))
    ordered = score.sort_values()
    assert rows.area_code.tolist() == [*ordered.index[::-1][:4], *ordered.index[:3]]


def test_order_of_rows_and_scale_change_nothing():
    score, drawn = world(np.linspace(0, 1, N), 1.0)
    mixed = np.random.default_rng(5).permutation(N)
    again = places(score.iloc[mixed] * 7 - 3, drawn[:, mixed] * 7 - 3)
    pd.testing.assert_frame_equal(places(score, drawn), again)


def test_the_same_score_stands_in_the_order_of_codes_and_ties_at_the_edge_are_taken_in():
    score = pd.Series([1.0, 2.0, 2.0, 0.0], index=["d", "c", "b", "a"])
    rows = places(score, score.to_numpy()[None, :], best=1, last=1)
    assert rows.area_code.tolist() == ["b", "a"] and rows.chance.tolist() == [1.0, 1.0]
    assert within(np.array([[1.0, 1.0, 0.0]]), 5).all()


def test_too_few_councils_are_refused():
    score = pd.Series(range(28), index=CODES[:28], dtype=float)
    with pytest.raises(ScoutingError, match="28 councils have a score: too few to name the 15 best and the 14 last"):
        places(score, np.zeros((2, 28)))


def test_another_recipe_keeps_those_it_names_too():
    ours = pd.Series(np.arange(N, dtype=float), CODES)
    without_first = ours.drop(CODES[-1])
    scores = {"ours": ours, "same": 2 * ours + 1, "upside down": -ours, "without our first": without_first}
    rows = kept(scores, "ours").set_index(["other", "group"])
    assert rows.kept["same"].tolist() == [15, 14] and rows.kept["upside down"].tolist() == [0, 0]
    assert rows.loc[("without our first", "best"), ["named", "scored", "kept"]].tolist() == [15, 14, 14]
    assert rows.loc[("upside down", "best"), "by_luck"] == pytest.approx(15 * 15 / 153)
    assert rows.loc[("without our first", "best"), "by_luck"] == pytest.approx(14 * 15 / 152)
    assert "ours" not in rows.index.get_level_values(0)


def test_a_recipe_that_has_nothing_to_do_with_ours_keeps_what_luck_gives():
    rng, found = np.random.default_rng(7), []
    for _ in range(300):
        scores = {name: pd.Series(rng.standard_normal(N), CODES) for name in ("ours", "other")}
        rows = kept(scores, "ours")
        found.append(rows.kept.tolist())
    assert np.mean(found, axis=0) == pytest.approx(rows.by_luck.to_numpy(), abs=0.25)


def test_stars_by_hand():
    table = pd.DataFrame(
        [["a", 3, 0.0, 0.0, 0.03, 0.97], ["b", 3, 0.0, 0.1, 0.3, 0.6], ["c", 0, 0.5, 0.4, 0.1, 0.0],
         ["d", None, 0, 0, 0, 0]],
        columns=["area_code", "stars", "chance_0", "chance_1", "chance_2", "chance_3"],
    )  # fmt: skip
    rows = stars(table).set_index("stars")
    assert rows.councils.tolist() == [1, 0, 0, 2] and rows.sure.tolist() == [0, 0, 0, 1]
    assert rows.chance[3] == pytest.approx(0.785) and np.isnan(rows.chance[1])
    assert rows.expected.tolist() == pytest.approx([0.5, 0.5, 0.43, 1.57])
