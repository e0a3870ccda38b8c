"""Calculated sets: who is in the field, which figures they are made from, what is missing."""

from dataclasses import replace

import pandas as pd
import pytest

from scouting import recipes
from scouting.errors import ScoutingError
from scouting.neighbours import calculate, every_neighbour, feature_table, neighbours
from scouting.neighbours.closeness import CUTOFFS, closeness
from scouting.neighbours.features import feature_periods, field_of
from scouting.terms import CLOSENESS

SCILLY, CITY, KENT, CUMBRIA = "E06000053", "E09000001", "E10000016", "E10000006"
WILTSHIRE = "E06000054"
#: DfE's April 2021 closeness words over 1,560 links (reference numbers).
DFE = dict(zip(CLOSENESS, [91, 931, 293, 137, 108], strict=True))


def test_the_field_is_today_without_those_left_out(data, nhs):
    areas = data.catalog.areas
    field = field_of(nhs.recipe, data.catalog)
    assert len(field) == 151 and not {SCILLY, CITY} & set(field)
    assert (areas.valid_to[field] == "").all()
    assert set(nhs.links.area_code) == set(field) >= set(nhs.links.neighbour_code)


def test_features_are_the_published_figures_of_the_fullest_period(data, nhs):
    table = feature_table(nhs.recipe, data.catalog, data.values)
    periods = feature_periods(nhs.recipe, data.catalog, data.values)
    assert list(table) == nhs.recipe.features.indicator_id.tolist() == list(periods.index)
    held = data.values[data.values.area_code.isin(table.index) & data.values.value.notna()]
    for name in table:
        mine = held[held.indicator_id == name]
        most = mine.groupby("period_end").area_code.nunique()
        assert periods.councils[name] == most.max() == table[name].notna().sum()
        assert periods.period_end[name] == most.index[most == most.max()].max()
        figures = mine[mine.period_end == periods.period_end[name]].astype({"area_code": "str"})
        figures = figures.set_index("area_code").value
        pd.testing.assert_series_equal(table[name], figures.sort_index(), check_names=False)


def test_the_fullest_period_wins_over_a_newer_one_with_fewer(data, nhs):
    values = data.values
    newest = (values.indicator_id == "home_owners") & (values.area_code == KENT)
    later = values[newest].assign(period="2031", period_end=pd.Timestamp("2031-03-21"), value=1.0)
    more = pd.concat([values, later], ignore_index=True)
    assert feature_table(nhs.recipe, data.catalog, more).home_owners[KENT] > 50


def test_words_are_as_frequent_as_in_dfes_set(nhs):
    """Calibrated on this recipe: the share of links up to each word is within 2 points of DfE's."""
    ours = nhs.links.closeness.value_counts(normalize=True)
    total = sum(DFE.values())
    reached = theirs = 0
    for word in CLOSENESS:
        reached, theirs = reached + ours[word], theirs + DFE[word] / total
        assert reached == pytest.approx(theirs, abs=0.02), word
    assert sorted(CUTOFFS.values()) == list(CUTOFFS.values())


def test_a_word_is_the_distance_over_the_middle_of_all_pairs(nhs):
    typical = nhs.space.typical(nhs.recipe.multipliers)
    for row in nhs.links[::97].itertuples():
        below = [word for word, end in CUTOFFS.items() if row.distance / typical <= end]
        assert row.closeness == (below or ["not close"])[0]
    edge = pd.Series([CUTOFFS["close"], CUTOFFS["close"] + 1e-9])
    assert closeness(edge, 1.0).tolist() == ["close", "somewhat close"]
    assert closeness(pd.Series([0.0, 0.1]), 0.0).tolist() == ["extremely close", "not close"]


def test_words_do_not_hang_on_the_size_of_the_weights(data, nhs):
    """Ten times every weight: ten times the distances, the same councils and words."""
    features = nhs.recipe.features.assign(weight=nhs.recipe.features.weight * 10)
    again = calculate(replace(nhs.recipe, features=features), data.catalog, data.values).links
    pd.testing.assert_frame_equal(again.drop(columns="distance"), nhs.links.drop(columns="distance"))
    assert again.distance.to_numpy() == pytest.approx(10 * nhs.links.distance)


def test_a_council_without_a_figure_is_left_out_and_named(data, nhs):
    values = data.values
    gone = (values.area_code == KENT) & (values.indicator_id == "rural_residents")
    made = calculate(nhs.recipe, data.catalog, values[~gone])
    assert made.lacking == {KENT: ["rural_residents"]}
    assert KENT not in set(made.links.area_code) | set(made.links.neighbour_code)
    assert made.note.endswith(
        "Kent is left out: it has no figure of Live in rural districts, and nothing is filled in."
    )
    with pytest.raises(ScoutingError) as err:
        neighbours(data.catalog, "nhs_adult", KENT, calculated=made)
    text = str(err.value)
    assert "it has no figure of" in text and "nothing is filled in. Compare it with its region instead" in text


def test_a_lacking_feature_of_no_weight_does_not_matter(data, nhs):
    values = data.values
    gone = (values.area_code == KENT) & (values.indicator_id == "rural_residents")
    features = nhs.recipe.features.copy()
    features.loc[features.indicator_id == "rural_residents", "weight"] = 0.0
    made = calculate(replace(nhs.recipe, features=features), data.catalog, values[~gone])
    assert made.lacking == {} and KENT in set(made.links.area_code)


def test_a_judged_indicator_as_a_feature_is_remarked_and_no_error(data, nhs):
    row = {"indicator_id": "re_referrals", "weight": 1.0}
    features = pd.concat([nhs.recipe.features, pd.DataFrame([row])], ignore_index=True)
    made = calculate(replace(nhs.recipe, features=features), data.catalog, data.values)
    said = "Re-referrals within a year counts as a feature though it is judged better or worse"
    assert said in made.note and said not in nhs.note
    features.loc[len(features) - 1, "weight"] = 0.0
    assert said not in calculate(replace(nhs.recipe, features=features), data.catalog, data.values).note


def test_a_feature_of_which_nothing_is_held(data, nhs):
    values = data.values[data.values.indicator_id != "home_owners"]
    with pytest.raises(ScoutingError, match="The recipe 'nhs_adult' needs 'home_owners', of which no figure is held"):
        calculate(nhs.recipe, data.catalog, values)


@pytest.mark.parametrize(
    ("code", "name", "why"),
    [
        (SCILLY, "Isles of Scilly", "the recipe leaves it out, because it is unlike every other council"),
        (CITY, "City of London", "the recipe leaves it out, because it is unlike every other council"),
        (CUMBRIA, "Cumbria", "only councils of today are calculated"),
    ],
)
def test_councils_that_are_refused_with_a_sentence(data, code, name, why):
    with pytest.raises(ScoutingError) as err:
        data.neighbours("nhs_adult", code)
    text = str(err.value)
    assert text.startswith(f"{name} is not in the set 'nhs_adult'") and why in text
    assert text.endswith("Compare it with its region instead: --neighbours region")


def test_a_calculated_set_carries_where_it_comes_from(data, nhs):
    one = data.neighbours("nhs_adult", WILTSHIRE)
    features = data.values[data.values.indicator_id.isin(nhs.periods.index)]
    newest = f"{features.period_end.max():%B %Y}"
    assert one.described.endswith(f"(Scouting, from published figures, {newest}): 15 councils")
    assert one.published == f"{nhs.periods.period_end.max():%Y-%m-%d}"
    for said in (
        "not NHS England's own list",
        "acts squared",
        "up to 0.23",
        "Isles of Scilly and City of London are left",
    ):
        assert said in one.note
    assert list(one.members) == ["neighbour_code", "rank", "distance", "closeness"]
    assert one.codes == nhs.links[nhs.links.area_code == WILTSHIRE].neighbour_code.tolist()


def test_values_or_a_set_made_before_give_the_same(data, nhs):
    given = neighbours(data.catalog, "nhs_adult", WILTSHIRE, data.values)
    pd.testing.assert_frame_equal(given.members, data.neighbours("nhs_adult", WILTSHIRE).members)
    whole = every_neighbour(data.catalog, "nhs_adult", data.values)
    pd.testing.assert_frame_equal(whole, data.every_neighbour("nhs_adult"))
    assert whole[whole.area_code == WILTSHIRE].neighbour_code.tolist() == given.codes
    with pytest.raises(ScoutingError, match="'nhs_adult' is calculated from figures, and no values were given"):
        neighbours(data.catalog, "nhs_adult", WILTSHIRE)


def test_weights_change_the_list(data):
    """With only the share of rural residents, Wiltshire's nearest are the other wholly rural ones."""
    recipe = recipes.read("nhs_adult", data.catalog)
    features = recipe.features.assign(weight=(recipe.features.indicator_id == "rural_residents").astype(float))
    made = calculate(replace(recipe, features=features), data.catalog, data.values)
    mine = made.links[made.links.area_code == WILTSHIRE]
    assert (made.space.features.rural_residents[mine.neighbour_code] == 100).all() and (mine.distance == 0).all()
    assert mine.neighbour_code.is_monotonic_increasing  # all as near: by code
