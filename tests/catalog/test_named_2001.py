"""The two lists of 2001: every council under the code it has today, and none on both."""

import pytest

from scouting.catalog import find_area
from scouting.terms import COUNCIL_TYPES

#: As printed in November 2001, list by list.
BEST = (
    "Camden, Cornwall, Derby, Derbyshire, Dudley, Kensington and Chelsea, Leicestershire, Medway, Middlesbrough, "
    "Rotherham, Redbridge, Salford, South Tyneside, Sunderland"
)
WORST = (
    "Blackpool, Bracknell Forest, Buckinghamshire, Croydon, Isles of Scilly, Kirklees, Lambeth, Richmond upon Thames, "
    "Southend-on-Sea, Stockport, Torbay, Warwickshire, West Berkshire, Windsor and Maidenhead"
)


@pytest.mark.parametrize(("which", "printed"), [("best", BEST), ("worst", WORST)])
def test_lists_are_as_printed_and_each_name_is_found_by_the_catalogue_itself(data, which, printed):
    rows = data.catalog.named_2001
    rows = rows[rows.list == which]
    assert rows.name.tolist() == printed.split(", ")
    # Nothing is joined on names here: the names are looked up once more, apart from the codes in the table.
    assert [find_area(data.catalog, name) for name in rows.name] == rows.area_code.tolist()


def test_every_one_is_a_council_of_today_and_those_that_changed_say_how(data):
    rows, areas = data.catalog.named_2001, data.catalog.areas
    assert len(rows) == 28 and rows.area_code.is_unique
    assert areas.type[rows.area_code].isin(COUNCIL_TYPES).all() and (areas.valid_to[rows.area_code] == "").all()
    noted = set(rows.name[rows.note != ""])
    assert {"Cornwall", "Medway", "Buckinghamshire", "Derby", "Derbyshire", "Isles of Scilly"} <= noted
