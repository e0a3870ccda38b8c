"""The neighbour sets in a list, and one council's neighbours in several of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from scouting import recipes
from scouting.catalog import Catalog
from scouting.errors import Problems
from scouting.frames import each_row
from scouting.neighbours.alike import alike
from scouting.neighbours.sets import INSTEAD, NeighbourSet, set_ids
from scouting.terms import ALIKE


def listed(catalog: Catalog) -> pd.DataFrame:
    """Every set: set_id, title, publisher, published, fewest and most (councils that a council of today has in it).

    A council that a calculated set leaves out is not counted. Raises ScoutingError where a recipe is not sound.

    >>> from scouting.catalog import read
    >>> listed(read()).set_index("set_id").loc["ons_demographic", ["fewest", "most"]].tolist()
    [0, 20]
    """
    today = catalog.today().index
    rows = []
    for row in each_row(catalog.neighbour_sets):
        sizes = catalog.neighbours[catalog.neighbours.set_id == row.set_id].groupby("area_code").size()
        sizes = sizes.reindex(today, fill_value=0)
        rows.append([row.set_id, row.title, row.publisher, row.published, sizes.min(), sizes.max()])
    for name in recipes.names():
        recipe = recipes.read(name, catalog)
        rows.append([name, recipe.title, "Scouting, from published figures", "", recipe.k, recipe.k])
    titles = dict(
        zip(ALIKE, ("Councils of the same region", "Councils of the same type", "Every other council"), strict=True)
    )
    for name in ALIKE:
        sizes = [len(alike(catalog, name, code)[0]) for code in today]
        rows.append([name, titles[name], "Scouting, from the list of councils", "", min(sizes), max(sizes)])
    return pd.DataFrame(rows, columns=["set_id", "title", "publisher", "published", "fewest", "most"])


def in_each(
    set_ids: Iterable[str], area_code: str, find: Callable[[str, str], NeighbourSet]
) -> tuple[list[NeighbourSet], list[str]]:
    """One council's neighbours in each of some sets, and a sentence for each set that leaves it out.

    The offer of another set, which a report makes, is left off: here the others stand beside it.
    ``find``: gives a council's neighbours in a set, such as ``Dataset.neighbours``.
    """
    refused = Problems()
    found = [one for set_id in set_ids if (one := refused.attempt(find, set_id, area_code))]
    return found, [problem.removesuffix(INSTEAD) for problem in refused]


def side_by_side(sets: list[NeighbourSet]) -> pd.DataFrame:
    """One council's neighbours in several sets: index neighbour_code, one column per set with the rank there, and sets
    (in how many it is), most first. A set without ranks has a 0 for its members; missing is not a member.

    >>> from scouting.catalog import read
    >>> from scouting.neighbours import neighbours
    >>> both = [neighbours(read(), name, "E06000054") for name in ("dfe_2025_05", "dfe_2021_04")]
    >>> side_by_side(both).sets.value_counts().to_dict()
    {1: 12, 2: 4}
    """
    ranks = {one.set_id: one.members.set_index("neighbour_code")["rank"].fillna(0) for one in sets}
    table = pd.DataFrame(ranks, columns=list(ranks))
    table["sets"] = table.notna().sum(axis=1)
    order = table.drop(columns="sets").replace(0, np.nan).mean(axis=1)
    return table.assign(order=order).sort_values(["sets", "order"], ascending=[False, True]).drop(columns="order")


def with_ranks(catalog: Catalog) -> list[str]:
    """The names of the sets that rank their members: published, own and calculated.

    >>> from scouting.catalog import read
    >>> with_ranks(read())[-3:]
    ['ons_2025_10', 'children_z', 'nhs_adult']
    """
    return [name for name in set_ids(catalog) if name not in ALIKE]
