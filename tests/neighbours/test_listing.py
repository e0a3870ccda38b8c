"""The sets in a list, one council in all of them, and those that need no list."""

import pytest

from scouting import recipes
from scouting.neighbours import listing, neighbours, set_ids
from scouting.neighbours.alike import alike

WILTSHIRE, RUTLAND, SCILLY, CITY, CUMBRIA = "E06000054", "E06000017", "E06000053", "E09000001", "E10000006"


def test_every_set_is_listed_with_how_many(data):
    table = listing.listed(data.catalog).set_index("set_id")
    assert table.index.tolist() == set_ids(data.catalog)
    assert table.title.ne("").all() and table.publisher.ne("").all()
    for set_id in table.index:
        sizes = data.every_neighbour(set_id).groupby("area_code").size()
        assert table.most[set_id] == sizes.max()
        everyone = len(sizes) == 153 or set_id in recipes.names()
        assert table.fewest[set_id] == (sizes.min() if everyone else 0), set_id


def test_side_by_side_is_every_member_of_every_set(data):
    sets, refused = listing.in_each(set_ids(data.catalog), WILTSHIRE, data.neighbours)
    assert refused == [] and len(sets) == len(set_ids(data.catalog))
    ranked = [one for one in sets if one.set_id in listing.with_ranks(data.catalog)]
    table = listing.side_by_side(ranked)
    assert WILTSHIRE not in table.index and table.index.is_unique
    for one in ranked:
        held = table[one.set_id].dropna().sort_values()
        assert held.index.tolist() == one.codes and held.tolist() == one.members["rank"].tolist()
    assert table.sets.is_monotonic_decreasing
    assert table.sets.sum() == sum(len(one.codes) for one in ranked)


def test_sets_without_ranks_have_members_all_the_same(data):
    table = listing.side_by_side([data.neighbours(name, WILTSHIRE) for name in ("dfe_2025_05", "region")])
    assert table.region.notna().sum() == 14 and (table.region.dropna() == 0).all()
    assert table.sets.max() == 2


@pytest.mark.parametrize(
    ("code", "out"), [(SCILLY, {"children_z", "nhs_adult"}), (RUTLAND, {"ons_demographic"}), (WILTSHIRE, set())]
)
def test_sets_that_leave_a_council_out_say_so(data, code, out):
    sets, refused = listing.in_each(set_ids(data.catalog), code, data.neighbours)
    assert {one.set_id for one in sets} == set(set_ids(data.catalog)) - out
    assert all(any(f"not in the set '{name}'" in line for line in refused) for name in out)
    assert not any("--neighbours" in line for line in refused)  # a report offers that; here the others are listed


TYPES = {"E06": "Unitary councils", "E08": "Metropolitan boroughs", "E09": "London boroughs", "E10": "County councils"}


def test_the_same_type_is_told_by_the_code(data):
    """Of today's councils the first three characters of the code say the type: 62, 36, 33 and 21 or so."""
    areas = data.catalog.areas
    today = areas.index[(areas.valid_to == "") & areas.index.str[:3].isin(list(TYPES))]
    assert len(today) == 153
    for code in today:
        codes, title, _ = alike(data.catalog, "type", code)
        assert codes == [c for c in sorted(today) if c[:3] == code[:3] and c != code]
        assert title == TYPES[code[:3]]
    assert len(alike(data.catalog, "type", CITY)[0]) == 32  # inner and outer London together


def test_england_is_everyone_else(data):
    one = neighbours(data.catalog, "england", SCILLY)
    assert len(one.codes) == 152 and SCILLY not in one.codes
    assert one.described == "Councils of England (Scouting, from the list of councils): 152 councils"


def test_type_and_england_of_an_ended_council_are_as_it_stood(data):
    names = {data.catalog.name(c) for c in neighbours(data.catalog, "england", CUMBRIA).codes}
    assert len(names) == 151 and not names & {"Cumbria", "Cumberland", "Westmorland and Furness"}
    kinds = {data.catalog.name(c) for c in neighbours(data.catalog, "type", CUMBRIA).codes}
    assert {"Lancashire", "Devon"} <= kinds and not kinds & {"Cumberland", "Leeds"}
