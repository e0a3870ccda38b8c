"""Comparators that need no list: the councils of the same region, of the same type, of England."""

from __future__ import annotations

import pandas as pd

from scouting.catalog import Catalog
from scouting.frames import row_of
from scouting.terms import ALIKE

#: Every council of the same region, inner and outer London apart; every council of the same type, inner and outer
#: London together; every other council of England.
REGION, TYPE, _ = ALIKE

_KINDS = {
    "unitary": "Unitary councils",
    "metropolitan": "Metropolitan boroughs",
    "county": "County councils",
    "inner_london": "London boroughs",
    "outer_london": "London boroughs",
}


def alike(catalog: Catalog, set_id: str, area_code: str) -> tuple[list[str], str, str]:
    """The codes of a council's comparators, sorted, with the set's title and who made it.

    A council that was replaced is set beside those of its own time.

    >>> from scouting.catalog import read
    >>> codes, title, _ = alike(read(), "type", "E10000014")
    >>> title, len(codes)
    ('County councils', 20)
    """
    areas = catalog.areas
    councils = catalog.councils().drop(area_code, errors="ignore")
    here = row_of(areas, area_code)
    if set_id == REGION:
        mine, title, by = councils.region_code == here.region_code, areas.name[here.region_code], "ONS regions"
        title = f"Councils of {title}"
    elif set_id == TYPE:
        mine, title, by = councils.type.map(_KINDS) == _KINDS[here.type], _KINDS[here.type], "DfE council types"
    else:
        mine, title, by = councils.index != area_code, "Councils of England", "the list of councils"
    return _in_its_time(catalog, councils[mine], here.valid_to), title, f"Scouting, from {by}"


def _in_its_time(catalog: Catalog, councils: pd.DataFrame, ended: str) -> list[str]:
    """Today's councils, or those there were when one ended."""
    if ended:  # a council on the same boundary goes on under its new code, others begin and end
        same = catalog.area_changes[catalog.area_changes.kind == "continues"]
        councils = councils.drop(same.old_code, errors="ignore")
        begun = (councils.valid_from <= ended) | councils.index.isin(same.new_code)
        councils = councils[begun & ((councils.valid_to == "") | (councils.valid_to >= ended))]
    else:
        councils = councils[councils.valid_to == ""]
    return sorted(councils.index)


def regions(catalog: Catalog, area_code: str) -> list[str]:
    """The codes of a council's region, then of the region that holds it (London for its inner and outer part).

    >>> from scouting.catalog import read
    >>> regions(read(), "E09000007")
    ['E13000001', 'E12000007']
    """
    found, code = [], catalog.areas.region_code[area_code]
    while code and catalog.areas.type[code] != "country":
        found.append(code)
        code = catalog.areas.region_code[code]
    return found
