"""The hexagon map: a place for each council of today, alone on it, near those it is near to."""

import json

import pytest

from scouting.terms import COUNCIL_TYPES

#: Councils that the publisher's map has under a code of its time, and today's code of the same area.
RENAMED = {"E10000002": "E06000060", "E10000023": "E06000065", "E10000027": "E06000066"}
#: Councils moved or placed by us: the four made of two that were split, two shifted to make room, and Kent and
#: Medway, which the publisher's map keeps apart from each other and from East Sussex.
MOVED = {
    "Cumberland", "Westmorland and Furness", "North Northamptonshire", "West Northamptonshire", "Herefordshire",
    "Warwickshire", "Kent", "Medway",
}  # fmt: skip


def touching(q, r):
    """The six places round a hexagon where odd rows are shifted half a place to the east (odd-r)."""
    shift = r % 2
    across = {(q - 1, r), (q + 1, r)}
    return across | {(q - 1 + shift + step, r + up) for step in (0, 1) for up in (-1, 1)}


@pytest.fixture(scope="module")
def places(data):
    tiles = data.catalog.tiles
    return dict(zip(tiles.area_code, zip(tiles.q, tiles.r, strict=True), strict=True))


def test_each_council_of_today_has_a_place_of_its_own(data, places):
    areas = data.catalog.areas
    today = areas.area_code[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")]
    assert set(places) == set(today) and len(today) == 153
    assert len(set(places.values())) == 153


def test_all_but_three_touch_another_of_their_region(data, places):
    """Inner and outer London count as one; the Isle of Wight and Scilly are islands on the map too."""
    areas = data.catalog.areas
    region = areas.region_code.where(~areas.region_code.str.startswith("E13"), "E12000007")
    holder = {place: code for code, place in places.items()}
    alone = {
        data.catalog.name(code)
        for code, place in places.items()
        if not any(region.get(holder.get(near)) == region[code] for near in touching(*place))
    }
    assert alone == {"Isle of Wight", "Isles of Scilly", "Lincolnshire"}


def test_north_is_up_and_east_is_right(data, places):
    at = {data.catalog.name(code): place for code, place in places.items()}
    assert at["Northumberland"][1] > at["Leeds"][1] > at["Birmingham"][1] > at["Cornwall"][1]
    assert at["Norfolk"][0] > at["Birmingham"][0] > at["Shropshire"][0]
    assert at["Cumberland"] in touching(*at["Westmorland and Furness"])
    assert at["North Northamptonshire"] in touching(*at["West Northamptonshire"])


def test_the_places_are_the_publishers_but_for_those_named(data, places, releases):
    published = json.loads((releases / "context" / "uk-upper-tier-local-authorities.hexjson").read_text("utf-8"))
    theirs = {RENAMED.get(code, code): (hex_["q"], hex_["r"]) for code, hex_ in published["hexes"].items()}
    assert published["layout"] == "odd-r"
    assert set(theirs) - set(places) == {"E10000006", "E10000021"}  # Cumbria and Northamptonshire, split since
    moved = {data.catalog.name(code) for code, place in places.items() if theirs.get(code) != place}
    assert moved == MOVED
