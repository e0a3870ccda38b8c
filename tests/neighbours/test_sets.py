"""Published neighbour sets by name, the region, and councils for whom a set says little or nothing."""

from dataclasses import replace

import pandas as pd
import pytest

from scouting.catalog.check import problems
from scouting.errors import ScoutingError
from scouting.neighbours import check_set, default_set, neighbours, regions, set_ids
from scouting.study import study

SCILLY, CITY, WILTSHIRE, CUMBRIA = "E06000053", "E09000001", "E06000054", "E10000006"
NAN = float("nan")


@pytest.fixture(scope="module")
def own_set(data):
    """The catalogue with a set of the test's own: Wiltshire has two neighbours there, nobody else has any."""
    known = data.catalog
    sets = pd.DataFrame([["mine", "A set of our own", "A test", "2026-01-01", "", "no", "none", ""]])
    sets.columns = known.neighbour_sets.columns
    members = pd.DataFrame(
        [["mine", WILTSHIRE, 2.0, "E06000060", "close", NAN], ["mine", WILTSHIRE, 1.0, CITY, "not close", NAN]]
    )
    members.columns = known.neighbours.columns
    return replace(
        known,
        neighbour_sets=pd.concat([known.neighbour_sets, sets], ignore_index=True),
        neighbours=pd.concat([known.neighbours, members], ignore_index=True),
    )


def test_a_published_set_is_handed_over_nearest_first(data):
    known = data.catalog
    for set_id in known.neighbour_sets.set_id:
        listed = known.neighbours[known.neighbours.set_id == set_id]
        for code in listed.area_code.unique():
            chosen = neighbours(known, set_id, code)
            want = listed[listed.area_code == code].set_index("rank").neighbour_code
            assert chosen.codes == [want[float(r)] for r in range(1, len(want) + 1)]
            assert set_id.startswith("ons") or len(want) == 10
            assert code not in chosen.codes


def test_a_set_of_ones_own_is_found_by_name(own_set):
    assert set_ids(own_set) == [
        *("dfe_2025_05", "dfe_2021_04", "ons_demographic", "ons_2025_10", "mine"),
        *("children_z", "nhs_adult", "region", "type", "england"),
    ]
    chosen = neighbours(own_set, "mine", WILTSHIRE)
    assert chosen.codes == [CITY, "E06000060"] and chosen.title == "A set of our own"
    assert not chosen.none_close
    assert default_set(own_set) == "dfe_2025_05"


def test_unknown_set_names_the_nearest_and_all(own_set):
    with pytest.raises(ScoutingError) as err:
        check_set(own_set, "dfe_2025_5")
    text = str(err.value)
    assert text.startswith("Unknown neighbour set 'dfe_2025_5'. Did you mean dfe_2025_05")
    assert "data/catalog/neighbour_sets.csv and data/recipes: dfe_2025_05, dfe_2021_04, ons_demographic" in text
    assert text.endswith("mine, children_z, nhs_adult, region, type, england.")


@pytest.mark.parametrize("name", ["Isles of Scilly", "City of London"])
def test_all_neighbours_not_close_is_said_and_region_offered(data, name):
    one = study(name, data=data)
    assert one.neighbour_set.none_close
    (notice,) = [n for n in one.notices if "close" in n]
    assert notice.startswith(f"None of {name}'s 10 similar councils is close to it")
    assert "region" in notice and "--" not in notice
    assert not [n for n in study(name, "region", data=data).notices if "close" in n]


def test_only_they_have_no_close_neighbour(data):
    known = data.catalog
    listed = known.neighbours[known.neighbours.set_id == "dfe_2025_05"]
    far = listed.groupby("area_code").closeness.agg(lambda words: set(words) == {"not close"})
    assert set(far.index[far]) == {c for c in far.index if neighbours(known, "dfe_2025_05", c).none_close}
    assert {SCILLY, CITY} <= set(far.index[far])


def test_a_council_that_a_set_leaves_out(own_set, data):
    with pytest.raises(ScoutingError) as err:
        neighbours(own_set, "mine", SCILLY)
    text = str(err.value)
    assert text.startswith("Isles of Scilly is not in the set 'mine' (A set of our own)")
    assert text.endswith("--neighbours region")
    with pytest.raises(ScoutingError, match="--neighbours region"):
        study("Isles of Scilly", "mine", data=replace(data, catalog=own_set))


def test_region_of_every_council(data):
    """Same region, not itself, of today; inner and outer London apart."""
    areas = data.catalog.areas
    today = areas[
        (areas.valid_to == "") & areas.dfe_number.ne("") & areas.index.str[:3].isin(["E06", "E08", "E09", "E10"])
    ]
    for code, area in today.iterrows():
        want = today.index[(today.region_code == area.region_code) & (today.index != code)]
        chosen = neighbours(data.catalog, "region", code)
        assert sorted(chosen.codes) == sorted(want) and len(want) >= 2
    london = today[today.index.str.startswith("E09")]
    assert set(london.type) == {"inner_london", "outer_london"}
    for code in london.index:
        kinds = {london.type[c] for c in neighbours(data.catalog, "region", code).codes}
        assert kinds == {london.type[code]}


def test_region_of_an_ended_council_is_as_it_stood(data):
    """Cumbria's region: the North West without the two that followed it; Bournemouth's with Poole and old Dorset."""
    names = {data.catalog.name(c) for c in neighbours(data.catalog, "region", CUMBRIA).codes}
    assert "Lancashire" in names and not names & {"Cumbria", "Cumberland", "Westmorland and Furness"}
    assert len(names) == 22
    names = {data.catalog.name(c) for c in neighbours(data.catalog, "region", "E06000028").codes}
    assert {"Poole", "Dorset (to 2019)", "Somerset"} <= names  # Somerset goes on under its new code
    assert not names & {"Bournemouth", "Bournemouth, Christchurch and Poole", "Dorset", "Somerset (to 2023)"}


def test_every_neighbour_of_an_ended_councils_region_had_figures(data):
    one = study("Cumbria", "region", ["looked_after_rate"], last_period=True, data=data)
    row = one.comparison.loc["looked_after_rate"]
    assert row.n_with_value == row.n_neighbours == 22


def test_regions_climb_to_london(data):
    assert [data.catalog.name(c) for c in regions(data.catalog, CITY)][-1] == "London"
    assert len(regions(data.catalog, CITY)) == 2 and len(regions(data.catalog, WILTSHIRE)) == 1


def test_no_set_takes_the_name_of_another(own_set):
    sets = own_set.neighbour_sets.assign(set_id=own_set.neighbour_sets.set_id.replace("mine", "region"))
    members = own_set.neighbours.assign(set_id=own_set.neighbours.set_id.replace("mine", "region"))
    found = problems(replace(own_set, neighbour_sets=sets, neighbours=members))
    assert found == ["neighbour_sets.csv row 6 (region), set_id: 'region' is the name of another set."]
    assert problems(own_set) == []  # a set of no one service needs no default
