"""A council's place under many people's weightings, under each and over all, and an index of activity beside
outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scouting import index
from scouting.dataset import Dataset
from scouting.recipes import weighting as recipes
from scouting.recipes.weighting import Weighting
from scouting.study.what_if import matrix_of


@dataclass(frozen=True)
class Compared:
    """``shares``: one row per weighting; ``disagreements``: as ``index.disagreements``; ``places``: one row per
    weighting and one of all together (name, title, rank, rank_low, rank_high, of, coverage) for the council."""

    shares: pd.DataFrame
    disagreements: pd.DataFrame
    places: pd.DataFrame


def compare_weightings(
    data: Dataset, area: str, weightings: Sequence[Weighting], within: Sequence[str] = (), n: int = index.DRAWS
) -> Compared:
    """The council's rank under each weighting (interval: noise alone) and under the group's (noise and everybody's own
    weights, drawn with equal chance in place of the Dirichlet).

    ``within``: codes that it is ranked among, besides itself (default: England). Raises ScoutingError as
    ``index.together``.

    >>> from scouting import dataset
    >>> both = [recipes.read("adult_outcomes"), recipes.read("people_first_adults")]
    >>> compare_weightings(dataset.load(), "E06000054", both, n=200).places.name.tolist()
    ['adult_outcomes', 'people_first_adults', 'together']
    """
    group = index.together(weightings)
    shares = index.overlaid(weightings)
    rows = []
    for made in (*weightings, group):
        matrix = matrix_of(data, made)
        given = shares if made is group else None
        draws = index.draw(matrix, n=n, weights=made is group, given=given)
        draws = draws.within([area, *within]) if within else draws
        own = index.table(matrix, made, draws).set_index("area_code").loc[area]
        kept = own[["rank", "rank_low", "rank_high", "of", "coverage"]].to_dict()
        rows.append({"name": made.name, "title": made.title, **kept})
    return Compared(shares, index.disagreements(shares), pd.DataFrame(rows))


def beside_outcomes(data: Dataset, made: Weighting) -> tuple[Weighting, pd.DataFrame] | None:
    """An index of mostly activity beside outcomes only: that recipe, and the two rankings as ``index.beside``.

    None where half of the weight or less lies on activity, and for an index of both services.

    >>> from scouting import dataset
    >>> outcomes, rows = beside_outcomes(dataset.load(), recipes.read("quantity_only"))
    >>> outcomes.name, bool(len(rows) > 140)
    ('childrens_outcomes', True)
    """
    if not made.mostly_activity or made.service not in recipes.OUTCOMES_ONLY:
        return None
    outcomes = recipes.read(recipes.OUTCOMES_ONLY[made.service], data.catalog)
    return outcomes, index.beside(*(index.scores(matrix_of(data, w)) for w in (made, outcomes)))
