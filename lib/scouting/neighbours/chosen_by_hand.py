"""A set chosen by hand: the councils that a person names, for one report."""

from __future__ import annotations

import pandas as pd

from scouting.catalog import Catalog
from scouting.catalog.groups import councils, parted
from scouting.errors import Problems
from scouting.neighbours.sets import WITH, NeighbourSet
from scouting.terms import BY_HAND

#: A median of fewer councils is that one council's own figure.
FEWEST = 2


def is_by_hand(text: str) -> bool:
    """Whether a text in place of a set's name lists councils.

    >>> is_by_hand("with Derby, Kent"), is_by_hand("region")
    (True, False)
    """
    return text.lstrip().startswith(WITH)


def by_hand(catalog: Catalog, text: str, area_code: str) -> NeighbourSet:
    """The councils named by a text such as "with Derby, Kent": names, codes or groups, as ``catalog.groups`` has them.

    A group that the council itself is in stands for the others of it. Raises ScoutingError with every unknown name, for
    the council itself, and for fewer than two.

    >>> from scouting.catalog import read
    >>> by_hand(read(), "with Derby, Kent", "E06000054").described
    'Councils chosen by hand: 2 councils'
    """
    problems, codes = Problems(), set[str]()
    for part in parted(text.lstrip().removeprefix(WITH), catalog):
        found = problems.attempt(councils, [part], catalog) or []
        if found == [area_code]:
            problems.append(f"{catalog.name(area_code)} cannot be compared with itself: name other councils.")
        codes |= set(found)
    codes -= {area_code}
    if not problems and len(codes) < FEWEST:
        named = catalog.name(codes.pop()) if codes else "no council"
        problems.append(
            f"To compare with councils chosen by hand, name {FEWEST} or more: a median of one is that council's own "
            f"figure. Named: {named}."
        )
    problems.raise_if_any()
    members = pd.DataFrame({"neighbour_code": sorted(codes, key=catalog.name), "rank": float("nan")})
    members = members.assign(distance=float("nan"), closeness="")
    return NeighbourSet(BY_HAND, "Councils chosen by hand", "", "", members)
