"""Who is like us: neighbour sets by name, published, calculated, and those that need no list."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scouting import recipes
from scouting.catalog import Catalog
from scouting.errors import ScoutingError, unknown
from scouting.frames import row_of
from scouting.neighbours.alike import REGION, alike
from scouting.neighbours.calculated import Calculated, calculate
from scouting.terms import ALIKE, BY_HAND

#: Where a set's name is asked for, a text that begins so names councils instead.
WITH = "with "
MEMBERS = ["neighbour_code", "rank", "distance", "closeness"]
#: What a report offers where a set leaves a council out.
INSTEAD = f" Compare it with its region instead: --neighbours {REGION}"
#: Each service's own recipe: it serves where no published set is for the service.
DEFAULT_RECIPES = {"children": "children_z", "adults": "nhs_adult"}


@dataclass(frozen=True)
class NeighbourSet:
    """One council's comparators and where they come from.

    ``members``: neighbour_code, rank, distance (where the set gives one) and closeness, nearest first. ``published``:
    the day of the list, or to which the newest feature of a calculated one counts; blank where none is stated.
    """

    set_id: str
    title: str
    publisher: str
    published: str
    members: pd.DataFrame
    note: str = ""

    @property
    def codes(self) -> list[str]:
        return self.members.neighbour_code.tolist()

    @property
    def asked(self) -> str:
        """What names it again where a set is asked for: its name, or the councils that were chosen by hand."""
        return f"{WITH}{','.join(self.codes)}" if self.set_id == BY_HAND else self.set_id

    @property
    def none_close(self) -> bool:
        """Whether every one of them is called not close."""
        return bool(len(self.members)) and bool((self.members.closeness == "not close").all())

    @property
    def source(self) -> str:
        """Name, publisher and month, where it is known and the name does not say it."""
        if not self.publisher:  # chosen by hand
            return self.title
        when = f"{pd.Timestamp(self.published):%B %Y}" if self.published else ""
        return f"{self.title} ({self.publisher}{f', {when}' if when and when not in self.title else ''})"

    @property
    def described(self) -> str:
        """Name, publisher, date and count, as they stand on everything made with the set.

        >>> from scouting.catalog import read
        >>> neighbours(read(), "dfe_2025_05", "E06000054").described
        "DfE children's services statistical neighbours, May 2025 (Department for Education): 10 councils"
        """
        n = len(self.members)
        return f"{self.source}: {n} council{'s'[: n != 1]}"


def set_ids(catalog: Catalog) -> list[str]:
    """The names of the sets there are: published and own ones, calculated ones, and those that need no list.

    >>> from scouting.catalog import read
    >>> set_ids(read())[-5:]
    ['children_z', 'nhs_adult', 'region', 'type', 'england']
    """
    return [*catalog.neighbour_sets.set_id, *recipes.names(), *ALIKE]


def default_set(catalog: Catalog, service: str = "children") -> str:
    """The set used for a service unless another is named: published, else calculated, else the region.

    >>> from scouting.catalog import read
    >>> default_set(read()), default_set(read(), "adults")
    ('dfe_2025_05', 'nhs_adult')
    """
    sets = catalog.neighbour_sets
    mine = sets.set_id[(sets.service == service) & (sets.default == "yes")]
    if len(mine):
        return mine.iloc[0]
    recipe = DEFAULT_RECIPES.get(service, "")
    return recipe if recipe in recipes.names() else REGION


def sensible(catalog: Catalog, service: str) -> list[str]:
    """The sets that make sense for a service: not those of the other one, nor all of England.

    >>> from scouting.catalog import read
    >>> sensible(read(), "adults")
    ['ons_demographic', 'ons_2025_10', 'nhs_adult', 'region', 'type']
    """
    other = catalog.neighbour_sets.set_id[~catalog.neighbour_sets.service.isin(["", service])]
    recipe_of_other = {name for one, name in DEFAULT_RECIPES.items() if one != service}
    return [name for name in set_ids(catalog) if name not in {*other, *recipe_of_other, "england"}]


def check_set(catalog: Catalog, set_id: str) -> None:
    """Raises ScoutingError where there is no such set, with the nearest right name."""
    if set_id not in set_ids(catalog):
        known = set_ids(catalog)
        where = f"data/catalog/neighbour_sets.csv and data/recipes: {', '.join(known)}"
        raise ScoutingError(unknown("neighbour set", set_id, known, where))


def neighbours(
    catalog: Catalog,
    set_id: str,
    area_code: str,
    values: pd.DataFrame | None = None,
    *,
    calculated: Calculated | None = None,
) -> NeighbourSet:
    """The comparators of one council in one set, nearest first.

    ``values``: needed for a calculated set, unless ``calculated`` hands it over as made before. Raises ScoutingError
    for an unknown set, and for a council that the set leaves out (region is offered).

    >>> from scouting.catalog import read
    >>> neighbours(read(), "dfe_2025_05", "E06000054").members.neighbour_code.head(2).tolist()
    ['E10000014', 'E10000013']
    """
    check_set(catalog, set_id)
    if set_id in ALIKE:
        codes, title, by = alike(catalog, set_id, area_code)
        members = pd.DataFrame({"neighbour_code": codes, "rank": float("nan"), "distance": float("nan")})
        return NeighbourSet(set_id, title, by, "", members.assign(closeness=""))
    if set_id in set(catalog.neighbour_sets.set_id):
        row = row_of(catalog.neighbour_sets.set_index("set_id"), set_id)
        every, about = _published(catalog, set_id), (row.title, row.publisher, row.published)
        note, why = row.note, "it has no neighbours there"
    else:
        made = calculated or _calculated(catalog, set_id, values)
        every, about = made.links, (made.recipe.title, "Scouting, from published figures", made.published)
        note, why = made.note, _why_out(made, catalog, area_code)
    members = every[every.area_code == area_code].sort_values("rank")
    if members.empty:
        raise ScoutingError(f"{catalog.name(area_code)} is not in the set '{set_id}' ({about[0]}): {why}.{INSTEAD}")
    return NeighbourSet(set_id, *about, members[MEMBERS].reset_index(drop=True), note)


def every_neighbour(
    catalog: Catalog, set_id: str, values: pd.DataFrame | None = None, *, calculated: Calculated | None = None
) -> pd.DataFrame:
    """A whole set for the councils of today: area_code, neighbour_code, rank, distance, closeness.

    Councils that the set leaves out have no rows. ``values`` and ``calculated`` as for ``neighbours``.

    >>> from scouting.catalog import read
    >>> len(every_neighbour(read(), "dfe_2025_05"))
    1530
    """
    check_set(catalog, set_id)
    today = catalog.today().index
    if set_id in ALIKE:
        lists = [neighbours(catalog, set_id, code).members.assign(area_code=code) for code in today]
        every = pd.concat(lists, ignore_index=True)
    elif set_id in set(catalog.neighbour_sets.set_id):
        every = _published(catalog, set_id)
    else:
        every = (calculated or _calculated(catalog, set_id, values)).links
    every = every[every.area_code.isin(today)].sort_values(["area_code", "rank", "neighbour_code"])
    return every[["area_code", *MEMBERS]].reset_index(drop=True)


def _published(catalog: Catalog, set_id: str) -> pd.DataFrame:
    return catalog.neighbours[catalog.neighbours.set_id == set_id]


def _calculated(catalog: Catalog, set_id: str, values: pd.DataFrame | None) -> Calculated:
    if values is None:
        raise ScoutingError(f"The set '{set_id}' is calculated from figures, and no values were given.")
    return calculate(recipes.read(set_id, catalog), catalog, values)


def _why_out(made: Calculated, catalog: Catalog, area_code: str) -> str:
    """Why a council is not in a calculated set."""
    if catalog.areas.valid_to[area_code]:
        return "only councils of today are calculated"
    if area_code in made.recipe.leave_out:
        return "the recipe leaves it out, because it is unlike every other council"
    titles = [catalog.indicators.short_title[i] for i in made.lacking.get(area_code, [])]
    return f"it has no figure of {', '.join(titles)}, and nothing is filled in"
