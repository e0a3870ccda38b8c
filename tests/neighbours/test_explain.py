"""Why, mutual, steady: the tables against a second way of computing, and the sentences against the tables."""

import re

import numpy as np
import pandas as pd
import pytest

from scouting.errors import ScoutingError
from scouting.neighbours import Space, explain, words
from scouting.neighbours.closeness import CUTOFFS
from scouting.terms import CLOSENESS

WILTSHIRE, SOMERSET, RUTLAND, SCILLY = "E06000054", "E06000066", "E06000017", "E06000053"


@pytest.fixture(scope="module")
def links(nhs):
    return explain.mutual(nhs.links)


def test_why_holds_both_councils_the_field_and_shares(data, nhs):
    table = explain.why(nhs.space, nhs.recipe.multipliers, WILTSHIRE, SOMERSET)
    x, y = nhs.space.features, nhs.space.scaled
    assert set(table.index) == set(nhs.recipe.features.indicator_id)
    assert table.share.sum() == pytest.approx(1) and table.share.is_monotonic_decreasing
    distance = nhs.links.set_index(["area_code", "neighbour_code"]).distance[WILTSHIRE, SOMERSET]
    for name, row in table.iterrows():
        assert (row.value, row.neighbour_value) == (x[name][WILTSHIRE], x[name][SOMERSET])
        assert (row.lowest, row.highest) == (x[name].min(), x[name].max())
        assert row.share * distance**2 == pytest.approx((y[name][WILTSHIRE] - y[name][SOMERSET]) ** 2)


def test_why_in_words_holds_the_largest_three(data, nhs):
    table = explain.why(nhs.space, nhs.recipe.multipliers, WILTSHIRE, SOMERSET)
    text = words.why(table, data.catalog, WILTSHIRE, SOMERSET)
    most = "What sets Wiltshire and Somerset apart most: Deprivation score (score 13.6 and score 19.1: "
    assert re.match(re.escape(most) + r"\d+% of the squared distance", text)
    shares = [float(s) / 100 for s in re.findall(r"(\d+)% of the squared distance", text)]
    assert shares == pytest.approx(table.share.head(3), abs=0.005)
    same = table.assign(share=0.0)
    assert words.why(same, data.catalog, WILTSHIRE, SOMERSET) == (
        "Wiltshire and Somerset are alike in every feature that counts."
    )


def test_of_a_council_outside_the_field(nhs):
    for ask in (explain.why, explain.stability):
        with pytest.raises(ScoutingError, match="E06000053 is not among the 151 councils compared"):
            ask(nhs.space, nhs.recipe.multipliers, SCILLY, 3 if ask is explain.stability else WILTSHIRE)


def test_under_three_in_five_links_of_2021_are_mutual(data):
    """58.8% of DfE's 1,560 links (reference numbers), by sets of pairs."""
    known = data.catalog.neighbours
    mine = known[known.set_id == "dfe_2021_04"]
    pairs = set(zip(mine.area_code, mine.neighbour_code, strict=True))
    assert len(pairs) == 1560
    share = sum((b, a) in pairs for a, b in pairs) / 1560
    assert explain.mutual(mine).mutual.mean() == pytest.approx(share) and f"{share:.1%}" == "58.8%"


def test_mutual_goes_both_ways(links):
    held = links.set_index(["area_code", "neighbour_code"]).mutual
    for (here, there), both in held.items():
        assert both == ((there, here) in held.index)
        assert not both or held[there, here]


def test_mutual_in_words(data, links):
    n = int(links.mutual[links.area_code == WILTSHIRE].sum())
    assert words.in_turn(links, WILTSHIRE, "Wiltshire") == (
        f"{n} of 15 neighbours of Wiltshire have it among their own in turn; in the whole set "
        f"{links.mutual.mean():.0%} of links are mutual."
    )
    assert words.in_turn(links, RUTLAND, "Rutland").startswith("0 of 15 neighbours of Rutland have it among their own")


def test_stability_is_a_count_of_draws(nhs):
    """The same draws, one at a time through ``nearest``."""
    weights, width, draws, seed = nhs.recipe.multipliers, 0.25, 20, 7
    table = explain.stability(nhs.space, weights, WILTSHIRE, 15, width=width, draws=draws, seed=seed)
    kept = pd.Series(0, index=table.neighbour_code)
    for factors in np.random.default_rng(seed).lognormal(0, width, (draws, len(weights))):
        near = nhs.space.nearest(weights * factors, 15)
        kept[kept.index.intersection(near.neighbour_code[near.area_code == WILTSHIRE])] += 1
    assert table.kept.to_numpy() == pytest.approx(kept / draws)
    assert table.neighbour_code.tolist() == nhs.links[nhs.links.area_code == WILTSHIRE].neighbour_code.tolist()


def test_stability_without_wobble_is_whole_and_with_more_is_less(nhs):
    ask = {"space": nhs.space, "weights": nhs.recipe.multipliers, "area": WILTSHIRE, "k": 15}
    kept = [explain.stability(**ask, width=width).kept.mean() for width in (0.0, 0.25, 1.0)]
    assert kept[0] == 1 and kept[0] > kept[1] > kept[2] > 0.3
    again = explain.stability(**ask)
    pd.testing.assert_frame_equal(again, explain.stability(**ask))
    everyone = explain.stability(**(ask | {"k": 999}))
    assert len(everyone) == 150 and (everyone.kept == 1).all()


def test_stability_ignores_a_feature_without_weight(nhs):
    weights = nhs.recipe.multipliers * 0
    weights["adults_18_over"] = 1.0
    alone = explain.stability(nhs.space, weights, WILTSHIRE, 10)
    assert (alone.kept == 1).all()  # one feature: its weight changes no order


def test_stability_in_words(data, nhs):
    table = explain.stability(nhs.space, nhs.recipe.multipliers, WILTSHIRE, 15)
    text = words.steadiness(table, "Wiltshire", data.catalog.name)
    weakest = table.sort_values("kept").iloc[0]
    assert f"{table.kept.mean():.0%} of Wiltshire's list of 15 stays on average" in text
    assert f"{(table.kept == 1).sum()} of them in every draw" in text and "200 draws, standard deviation 0.25" in text
    assert text.endswith(f"The least sure is {data.catalog.name(weakest.neighbour_code)} ({weakest.kept:.0%}).")
    assert words.steadiness(table.assign(kept=1.0), "Kent", str).endswith("15 of them in every draw.")


def test_cutoffs_are_printed():
    text = words.cutoffs()
    for word, end in CUTOFFS.items():
        assert f"{word} up to {end:.2f}" in text
    assert set(CLOSENESS) == {*CUTOFFS, "not close"} and text.endswith("not close beyond.")


def test_how_a_weight_acts_is_said_as_it_is():
    """Twice the weight, four times the part of the squared distance, or twice."""
    table = pd.DataFrame({"a": [0.0, 1, 2], "b": [0.0, 1, 2]}, index=["E1", "E2", "E3"])
    space = Space.fit(table, "min_max")
    shares = space.shares({"a": 2, "b": 1}, "E1", "E2")
    assert shares["a"] / shares["b"] == pytest.approx(4)
    assert "twice the weight counts four times" in words.weights_act("squared")
    shares = space.shares({"a": 2**0.5, "b": 1}, "E1", "E2")
    assert shares["a"] / shares["b"] == pytest.approx(2)
    assert "twice the weight counts twice" in words.weights_act("plain")


def test_left_out_names_everyone(data):
    text = words.left_out(data.catalog, [SCILLY], {RUTLAND: ["home_owners", "rural_residents"]})
    assert text == (
        "Isles of Scilly is left out: it is unlike every other council. Rutland is left out: it has no figure of "
        "Own their home and Live in rural districts, and nothing is filled in."
    )
    assert words.left_out(data.catalog, [], {}) == ""
