"""What it would take, what pulls, and the extremes: against the reference, brute force and a second way."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from scouting import index
from scouting.errors import ScoutingError
from scouting.pages.common import matrix_today
from scouting.recipes import weights

AWKWARD = ["E06000064", "E06000058", "E08000025", "E06000017", "E10000016", "E06000015"]


@pytest.fixture(scope="module")
def coinr(world):
    """reference_numbers.md: weights .4 .3 .2 .1, A = 80 60 50 40, B = 60 75 70 50, on a scale as written."""
    figures = pd.DataFrame(
        [[80, 60, 50, 40], [60, 75, 70, 50], [0, 0, 0, 0], [100] * 4],
        index=list("ABCD"),
        columns=list("wxyz"),
        dtype=float,
    )
    return world(figures, 1.0, {"w": 0.4, "x": 0.3, "y": 0.2, "z": 0.1}, normalisation="min_max")


def test_the_weight_change_that_ties(coinr):
    scores = index.scores(coinr).set_index("area_code").score
    assert scores["A"] == pytest.approx(64.0) and scores["B"] == pytest.approx(65.5)
    told = index.needed(coinr, None, "A", "B")
    at = told.single.ties_at.to_numpy()
    assert at[:3] == pytest.approx([0.4418605, 0.2222222, 0.1351351], abs=1e-7) and np.isnan(at[3])
    assert told.total == pytest.approx(0.0375) and told.possible and told.proven
    assert told.moved.indicator_id.tolist() == ["y", "w"] and told.moved.change.tolist() == pytest.approx(
        [-0.0375, 0.0375]
    )
    level = index.scores(coinr, told.moved.set_index("indicator_id").new.reindex(list("wxyz")).fillna(
        pd.Series(coinr.shares(), index=list("wxyz")))).set_index("area_code").score  # fmt: skip
    assert level["A"] == pytest.approx(level["B"])


def test_one_who_is_behind_in_everything_cannot_be_level(coinr):
    told = index.needed(coinr, None, "C", "A")
    assert not told.possible and np.isnan(told.total) and told.moved.empty and told.single.ties_at.isna().all()
    assert index.needed(coinr, None, "D", "A").total == 0  # ahead already


def some(rng, n):
    return {f"i{k:02d}": rng.uniform(0.1, 1) for k in range(n)}


def linear_programme(lead, p):
    """The least move that draws level, by a solver."""
    k = len(p)
    found = linprog(
        np.ones(2 * k), A_ub=[np.r_[-lead, lead]], b_ub=[lead @ p], A_eq=[np.r_[np.ones(k), -np.ones(k)]], b_eq=[0],
        bounds=[(0, 1)] * k + [(0, x) for x in p],
    )  # fmt: skip
    return found.fun / 2 if found.status == 0 else None


def test_the_least_move_is_the_least(world):
    rng = np.random.default_rng(3)
    for _ in range(30):
        m = world(
            rng.normal(size=(6, 5)),
            weights=dict(zip([f"i0{k}" for k in range(5)], rng.uniform(0.1, 1, 5), strict=True)),
        )
        told = index.needed(m, None, "E00000000", "E00000001")
        lead = m.value.loc["E00000000"].to_numpy() - m.value.loc["E00000001"].to_numpy()
        least = linear_programme(lead, m.shares())
        assert told.possible == (least is not None)
        if least is not None:
            assert told.total == pytest.approx(least, abs=1e-9)


def test_a_place_by_brute_force_over_two_weights(world):
    rng = np.random.default_rng(4)
    grid = np.linspace(0, 1, 4001)
    for _ in range(10):
        m = world(rng.normal(size=(9, 2)), weights={"i00": 0.35, "i01": 0.65})
        value = m.value.to_numpy()
        scores = np.outer(value[:, 0], grid) + np.outer(value[:, 1], 1 - grid)
        rank = 1 + (scores > scores[4] + 1e-9).sum(0)
        for place in (1, 3):
            told = index.needed(m, None, "E00000004", place)
            near = np.abs(grid - 0.35)[rank <= place]
            assert told.possible == bool(len(near)) and told.proven
            if len(near):
                assert told.total == pytest.approx(near.min(), abs=3e-4)


def brute(lead, low, high):
    """Best and worst rank by asking of every set of councils whether they can be the ones ahead."""
    found = []
    for ahead in product([False, True], repeat=len(lead)):
        sign = np.where(ahead, -1.0, 1.0)
        edge = np.where(ahead, -2e-6, 0.0)
        if (
            linprog(
                np.zeros(lead.shape[1]), A_ub=lead * sign[:, None], b_ub=edge, bounds=list(zip(low, high, strict=True))
            ).status
            == 0
        ):
            found.append(1 + sum(ahead))
    return min(found), max(found)


def test_extremes_by_brute_force(world):
    rng = np.random.default_rng(5)
    for _ in range(6):
        figures = rng.normal(size=(7, 4))
        m = world(figures, weights=some(rng, 4))
        told = index.extremes(m, None, "E00000003")
        lead = np.delete(m.value.to_numpy(), 3, 0) - m.value.to_numpy()[3]
        best, worst = brute(lead, 0.5 * m.shares(), 2 * m.shares())
        assert told.table["rank"].tolist() == [best, worst] == told.table.bound.tolist() and told.table.proven.all()
        for end, expected in (("best", best), ("worst", worst)):
            shares = told.shares.set_index("indicator_id")[end]
            assert index.scores(m, shares).set_index("area_code")["rank"]["E00000003"] == expected
            ratio = shares.to_numpy() / m.shares()
            assert ratio.max() / ratio.min() <= 4 + 1e-6  # half to double, before they are made to sum to one


def test_bounds_of_one_leave_the_rank_as_it_is(world):
    m = world(np.random.default_rng(6).normal(size=(20, 5)))
    told = index.extremes(m, None, "E00000007", 1, 1).table
    assert told["rank"].tolist() == [told.now[0]] * 2


def test_a_run_out_of_time_prints_what_is_proven(data):
    m = matrix_today(data, weights.read("balanced_children", data.catalog))
    told = index.extremes(m, None, "E06000054", seconds=0.2).table
    best, worst = told.to_dict("records")
    assert best["bound"] <= best["rank"] <= best["now"] <= worst["rank"] <= worst["bound"] <= worst["of"]


@pytest.mark.parametrize(
    ("area", "seconds"),
    [(AWKWARD[1], 1), (AWKWARD[3], 1), *(pytest.param(area, 4, marks=pytest.mark.long) for area in AWKWARD)],
)
def test_awkward_councils(data, area, seconds):
    m = matrix_today(data, weights.read("people_first_adults", data.catalog))
    own = index.scores(m).set_index("area_code").loc[area]
    told = index.extremes(m, None, area, seconds=seconds).table
    assert told["rank"][0] <= own["rank"] <= told["rank"][1]
    rows = index.pulls(m, None, area)
    field = m.value.mean()
    assert rows.pull.sum() == pytest.approx(
        own.score - (rows.share * field[rows.indicator_id].to_numpy()).sum(), abs=0.02
    )


def test_what_one_more_point_is_worth_by_doing_it(data):
    for recipe, name in (("adult_outcomes", "care_control"), ("childrens_outcomes", "re_referrals")):
        m = matrix_today(data, weights.read(recipe, data.catalog))
        rows = index.pulls(m, None, "E06000054").set_index("indicator_id")
        before = index.scores(m).set_index("area_code")
        step = m.value.copy()
        sd = m.figures[name].std()
        step.loc["E06000054", name] += 1 / sd
        moved = index.scores(index.Matrix(step, m.noise, m.figures, m.sign, m.left_out, m.weighting)).set_index(
            "area_code"
        )
        assert rows.one_more[name] == pytest.approx(moved.score["E06000054"] - before.score["E06000054"])
        assert rows.places[name] == before["rank"]["E06000054"] - moved["rank"]["E06000054"]


def test_the_next_quarter():
    assert [index.next_quarter(r, 152) for r in (1, 38, 39, 76, 77, 152)] == [None, None, 38, 38, 76, 114]
    assert index.next_quarter(2, 3) == 1 and index.next_quarter(1, 11) is None


def test_mistakes_are_told(coinr, data):
    with pytest.raises(ScoutingError, match="The bounds are 2 and 3 times: the first is 0 to 1, the second 1 or more"):
        index.extremes(coinr, None, "A", 2, 3)
    with pytest.raises(ScoutingError, match="There is no place 9: 4 councils are ranked"):
        index.needed(coinr, None, "A", 9)
    with pytest.raises(ScoutingError, match="X is not scored by 'planted': nobody can pass it"):
        index.needed(coinr, None, "A", "X")
    m = matrix_today(data, weights.read("adult_outcomes", data.catalog))
    with pytest.raises(ScoutingError, match="E06000053 is not scored by 'adult_outcomes'"):
        index.pulls(m, None, "E06000053")
