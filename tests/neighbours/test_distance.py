"""Distances: reference numbers, a second way of computing, and every awkward weight and figure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scouting import recipes
from scouting.errors import ScoutingError
from scouting.neighbours import Space
from scouting.neighbours.distance import METHODS, SHAPES

WEIGHTS = {"a": 1.0, "b": 0.5}


def test_reference_distances(three):
    """Worked outside the project: rows (10,1) (20,3) (40,2), weights 1 and 0.5, min-max only."""
    rows = Space.fit(three, "min_max").nearest(WEIGHTS, 2).set_index(["area_code", "neighbour_code"]).distance
    for pair, want in {("E1", "E2"): 0.600925, ("E1", "E3"): 1.030776, ("E2", "E3"): 0.712000}.items():
        assert rows[pair] == rows[pair[::-1]] == pytest.approx(want, abs=1e-6)


def test_the_weight_acts_squared(three):
    """E1 to E2 by hand: (1/3)² beside (1 × 0.5)²."""
    shares = Space.fit(three, "min_max").shares(WEIGHTS, "E1", "E2")
    assert shares["a"] == pytest.approx((1 / 9) / (1 / 9 + 1 / 4)) and shares.sum() == pytest.approx(1)


def test_plain_weights_act_as_they_are(data, nhs):
    """With the square root as multiplier, twice the weight is twice the part of the squared distance."""
    weights = nhs.recipe.weights.copy()
    before = nhs.space.shares(recipes.multipliers(weights, "plain"), "E06000054", "E06000066")
    weights["home_owners"] = 2.0
    after = nhs.space.shares(recipes.multipliers(weights, "plain"), "E06000054", "E06000066")
    squared = nhs.space.shares(recipes.multipliers(weights, "squared"), "E06000054", "E06000066")
    odds = before["home_owners"] / before["social_renters"]
    assert after["home_owners"] / after["social_renters"] == pytest.approx(2 * odds)
    assert squared["home_owners"] / squared["social_renters"] == pytest.approx(4 * odds)


@pytest.mark.parametrize("name", ["nhs_adult", "children_z"])
def test_real_sets_a_second_way(data, name):
    """Plain loops over the scaled features give the same councils, ranks and distances."""
    made = data.calculated(name)
    scaled, weights = made.space.scaled, made.recipe.weights
    assert len(made.links) == 151 * made.recipe.k
    for code in scaled.index[::13]:
        far = []
        for other in scaled.index.difference([code]):
            far.append((sum(((scaled[f][code] - scaled[f][other]) * w) ** 2 for f, w in weights.items()) ** 0.5, other))
        want = sorted(far)[: made.recipe.k]
        mine = made.links[made.links.area_code == code]
        assert mine.neighbour_code.tolist() == [other for _, other in want]
        assert mine.distance.to_numpy() == pytest.approx([distance for distance, _ in want])
        assert mine["rank"].tolist() == list(range(1, made.recipe.k + 1))


def test_the_shape_chosen_is_the_best_of_all(nhs):
    """Every shape tried by hand: none has a higher Shapiro-Wilk p than the one that was kept."""
    for name, kept in nhs.space.scaled.items():
        x = nhs.space.features[name].to_numpy()
        tried = [x, stats.yeojohnson(x)[0], np.sqrt(x), np.log1p(x), x**2]
        tried += [stats.boxcox(x)[0], x**-0.5, 1 / x] if x.min() > 0 else []
        best = max(stats.shapiro((y - y.min()) / np.ptp(y)).pvalue for y in tried)
        assert stats.shapiro(kept).pvalue == pytest.approx(best, rel=1e-5), name
        assert (kept.min(), kept.max()) == (0, 1)
        assert nhs.space.shapes[name] in SHAPES
    assert nhs.space.shapes["rural_residents"] not in ("Box-Cox", "1 / square root", "1 / x")  # it has zeros
    assert nhs.space.shapes.nunique() > 2


def test_standard_scores_are_scipys(data):
    made = data.calculated("children_z").space
    for name, column in made.scaled.items():
        assert column.to_numpy() == pytest.approx(stats.zscore(made.features[name], ddof=1))


@pytest.mark.parametrize("method", METHODS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_the_order_of_the_rows_is_nothing(method, seed):
    """The same sets to the last digit, whatever the order of councils; nobody is its own neighbour."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.gamma(2, 10, (12, 3)).round(1), columns=list("abc"), index=[f"E{i:02}" for i in range(12)])
    weights = dict(zip("abc", rng.integers(1, 4, 3), strict=True))
    rows = Space.fit(table, method).nearest(weights, 5)
    shuffled = Space.fit(table.iloc[rng.permutation(12)], method).nearest(weights, 5)
    pd.testing.assert_frame_equal(rows, shuffled)
    assert (rows.area_code != rows.neighbour_code).all()
    assert (rows.groupby("area_code").distance.diff().dropna() >= 0).all()


def test_real_features_in_any_order(data, nhs):
    again = Space.fit(nhs.space.features.sample(frac=1, random_state=3), "best_shape")
    pd.testing.assert_frame_equal(
        again.nearest(nhs.recipe.multipliers, 15), nhs.space.nearest(nhs.recipe.multipliers, 15)
    )


def test_ties_go_to_the_lower_code():
    table = pd.DataFrame({"a": [0.0, 1, -1, 0, 5]}, index=["E5", "E4", "E2", "E3", "E1"])
    rows = Space.fit(table, "min_max").nearest({"a": 1}, 4)
    assert rows[rows.area_code == "E5"].neighbour_code.tolist() == ["E3", "E2", "E4", "E1"]
    assert rows[rows.area_code == "E3"].neighbour_code.tolist() == ["E5", "E2", "E4", "E1"]
    assert rows.distance[rows.area_code == "E5"].iloc[0] == 0


def test_a_weight_of_zero_is_a_feature_left_out(nhs):
    weights = nhs.recipe.multipliers.copy()
    weights["rural_residents"] = 0
    without = Space.fit(nhs.space.features.drop(columns="rural_residents"), "best_shape")
    pd.testing.assert_frame_equal(nhs.space.nearest(weights, 15), without.nearest(weights.drop("rural_residents"), 15))
    assert nhs.space.shares(weights, "E06000054", "E06000017")["rural_residents"] == 0


def test_a_council_that_lacks_a_feature_is_left_out_only_where_it_counts(three):
    four = pd.concat([three, pd.DataFrame({"a": [12.0], "b": [np.nan]}, index=["E4"])])
    space = Space.fit(four, "min_max")
    both = space.nearest(WEIGHTS, 9)
    assert "E4" not in set(both.area_code) | set(both.neighbour_code) and len(both) == 6
    alone = space.nearest({"a": 1, "b": 0}, 1).set_index("area_code").neighbour_code
    assert alone["E4"] == "E1" and alone["E1"] == "E4"
    with pytest.raises(ScoutingError, match="E4 is not among the 3 councils compared"):
        space.shares(WEIGHTS, "E4", "E1")


def test_more_neighbours_than_there_are_is_everyone(three):
    rows = Space.fit(three, "z_score").nearest(WEIGHTS, 99)
    assert rows.groupby("area_code").neighbour_code.agg(set).tolist() == [{"E2", "E3"}, {"E1", "E3"}, {"E1", "E2"}]


def test_councils_at_the_same_place_share_nothing():
    table = pd.DataFrame({"a": [1.0, 1, 3], "b": [2.0, 2, 9]}, index=["E1", "E2", "E3"])
    shares = Space.fit(table, "min_max").shares(WEIGHTS, "E1", "E2")
    assert shares.tolist() == [0, 0]


def test_the_yardstick_is_the_middle_of_all_pairs(three):
    assert Space.fit(three, "min_max").typical(WEIGHTS) == pytest.approx(0.712, abs=1e-6)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"a": -1, "b": 1}, "The weight of 'a' is -1: a weight is a number from 0."),
        ({"a": float("nan"), "b": 1}, "The weight of 'a' is nan"),
        ({"a": float("inf"), "b": 1}, "The weight of 'a' is inf"),
        ({"a": 0, "b": 0}, "Every weight is zero: at least one feature must count."),
        ({"a": 1}, "The feature 'b' has no weight."),
        ({"a": 1, "b": 1, "c": 1}, "Unknown feature 'c'. Features are listed in the recipe."),
    ],
)
def test_weights_that_mean_nothing(three, weights, said):
    with pytest.raises(ScoutingError) as err:
        Space.fit(three, "min_max").nearest(weights, 1)
    assert str(err.value).startswith(said)


def test_all_that_is_wrong_with_weights_at_once(three):
    with pytest.raises(ScoutingError) as err:
        Space.fit(three, "min_max").nearest({"a": -1, "c": float("nan")}, 1)
    assert len(err.value.problems) == 4


@pytest.mark.parametrize("k", [0, -3, 1.5])
def test_a_number_of_neighbours_that_is_none(three, k):
    with pytest.raises(ScoutingError, match=r"neighbours \(k\) is .*a whole number from 1"):
        Space.fit(three, "min_max").nearest(WEIGHTS, k)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"b": [2.0, 2, 2]}, "The feature 'b' cannot tell councils apart (3 councils, 1 different)"),
        ({"b": [2.0, np.nan, 3]}, "The feature 'b' cannot tell councils apart (2 councils, 2 different)"),
        ({"b": [2.0, np.inf, 3]}, "The feature 'b' is infinite for E2."),
    ],
)
def test_features_that_mean_nothing(three, change, said):
    with pytest.raises(ScoutingError) as err:
        Space.fit(three.assign(**change), "best_shape")
    assert said in str(err.value)


def test_a_council_twice_and_an_unknown_method(three):
    with pytest.raises(ScoutingError, match="Council E1 is in the features twice"):
        Space.fit(pd.concat([three, three.head(1)]), "z_score")
    with pytest.raises(ScoutingError, match=r"Unknown method 'z-score'\. Did you mean z_score\?"):
        Space.fit(three, "z-score")


def test_figures_below_zero_keep_their_order():
    """No root or square of what is below zero: it would fold councils onto each other."""
    x = pd.Series(np.linspace(-5, 9, 30) ** 3, index=[f"E{i:02}" for i in range(30)])
    space = Space.fit(x.to_frame("a"), "best_shape")
    assert space.shapes["a"] in ("raw", "Yeo-Johnson") and space.scaled.a.is_monotonic_increasing


def test_the_methods_are_those_that_a_recipe_may_name():
    assert tuple(METHODS) == recipes.METHODS
