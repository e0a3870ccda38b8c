"""Who is like us: published neighbour sets by name, and a council's region."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError, unknown
from scouting.terms import COUNCIL_TYPES

#: Not a published set: every council of the same region, inner and outer London apart.
REGION = "region"


@dataclass(frozen=True)
class NeighbourSet:
    """One council's comparators: ``members`` (neighbour_code, rank, closeness) and where they come from."""

    set_id: str
    title: str
    publisher: str
    published: str
    members: pd.DataFrame

    @property
    def codes(self) -> list[str]:
        return self.members.neighbour_code.tolist()

    @property
    def none_close(self) -> bool:
        """Whether the publisher calls every one of them not close."""
        return bool(len(self.members)) and bool((self.members.closeness == "not close").all())


def set_ids(catalog: Catalog) -> list[str]:
    """The names of the sets there are.

    >>> from scouting.catalog import read
    >>> set_ids(read())
    ['dfe_2025_05', 'dfe_2021_04', 'region']
    """
    return [*catalog.neighbour_sets.set_id, REGION]


def default_set(catalog: Catalog, service: str = "children") -> str:
    """The set used for a service unless another is named; the region where no published set is for the service.

    >>> from scouting.catalog import read
    >>> default_set(read()), default_set(read(), "adults")
    ('dfe_2025_05', 'region')
    """
    sets = catalog.neighbour_sets
    mine = sets.set_id[(sets.service == service) & (sets.default == "yes")]
    return mine.iloc[0] if len(mine) else REGION


def check_set(catalog: Catalog, set_id: str) -> None:
    """Raises ScoutingError where there is no such set, with the nearest right name."""
    if set_id not in set_ids(catalog):
        known = set_ids(catalog)
        where = f"data/catalog/neighbour_sets.csv: {', '.join(known)}"
        raise ScoutingError(unknown("neighbour set", set_id, known, where))


def neighbours(catalog: Catalog, set_id: str, area_code: str) -> NeighbourSet:
    """The comparators of one council in one set, nearest first.

    Raises ScoutingError for an unknown set, and for a council that the set leaves out (region is offered).

    >>> from scouting.catalog import read
    >>> neighbours(read(), "dfe_2025_05", "E06000054").members.neighbour_code.head(2).tolist()
    ['E10000014', 'E10000013']
    """
    check_set(catalog, set_id)
    if set_id == REGION:
        return _region(catalog, area_code)
    row = catalog.neighbour_sets.set_index("set_id").loc[set_id]
    every = catalog.neighbours
    members = every[(every.set_id == set_id) & (every.area_code == area_code)].sort_values("rank")
    if members.empty:
        name = catalog.name(area_code)
        raise ScoutingError(
            f"{name} is not in the set '{set_id}' ({row.title}): it has no neighbours there. "
            f"Compare it with its region instead: --neighbours {REGION}"
        )
    members = members[["neighbour_code", "rank", "closeness"]].reset_index(drop=True)
    return NeighbourSet(set_id, row.title, row.publisher, row.published, members)


def _region(catalog: Catalog, area_code: str) -> NeighbourSet:
    areas = catalog.areas
    region = areas.region_code[area_code]
    ended = areas.valid_to[area_code]
    alike = areas[(areas.region_code == region) & areas.type.isin(COUNCIL_TYPES) & (areas.index != area_code)]
    if ended:  # as it stood then: a council on the same boundary goes on under its new code, others begin and end
        same = catalog.area_changes[catalog.area_changes.kind == "continues"]
        alike = alike.drop(same.old_code, errors="ignore")
        begun = (alike.valid_from <= ended) | alike.index.isin(same.new_code)
        alike = alike[begun & ((alike.valid_to == "") | (alike.valid_to >= ended))]
    else:
        alike = alike[alike.valid_to == ""]
    codes = alike.index.sort_values()
    members = pd.DataFrame({"neighbour_code": codes, "rank": float("nan"), "closeness": ""})
    return NeighbourSet(REGION, f"Councils of {areas.name[region]}", "Scouting, from ONS regions", "", members)


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
