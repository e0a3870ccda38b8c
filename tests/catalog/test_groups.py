"""Groups of councils: every council in one region, London whole, and names with commas in them."""

import pytest

from scouting.catalog import read
from scouting.catalog.groups import councils, one_region, region, region_codes
from scouting.errors import ScoutingError


@pytest.fixture(scope="module")
def known():
    return read()


def test_the_nine_regions_hold_every_council_once(known):
    parts = [councils([name], known) for name in region_codes(known)]
    assert len(parts) == 9 and all(len(part) >= 10 for part in parts)
    assert sorted(code for part in parts for code in part) == sorted(councils(["all"], known))
    for name, part in zip(region_codes(known), parts, strict=True):
        assert one_region(part, known) == name


def test_they_stand_by_name_and_each_once(known):
    codes = councils(["Kent", "South East", "E10000016", "Derby"], known)
    names = [known.name(code) for code in codes]
    assert names == sorted(set(names)) and "Derby" in names and names.count("Kent") == 1


def test_a_comma_in_a_name_parts_nothing(known):
    text = "Derby,Bournemouth, Christchurch and Poole, Kingston upon Hull, City of,Kent"
    named = {known.name(code) for code in councils([text, "Bristol, City of, BCP"], known)}
    assert named == {"Derby", "Bournemouth, Christchurch and Poole", "Kingston upon Hull", "Kent", "Bristol"}


@pytest.mark.parametrize("nobody", [[], [""], [" , ,"]])
def test_nobody_is_never_everybody(known, nobody):
    with pytest.raises(ScoutingError, match="No council was named"):
        councils(nobody, known)


def test_every_unknown_name_is_refused_with_the_nearest(known):
    with pytest.raises(ScoutingError) as caught:
        councils(["Kennt", "Derby", "Cumbria", "Nowhere on Sea"], known)
    told = str(caught.value)
    assert "Unknown council 'Kennt'. Did you mean Kent?" in told and "Nowhere on Sea" in told
    assert "Cumbria ended on" in told
    with pytest.raises(ScoutingError, match="Did you mean South West or South East"):
        region("South Est", known)
