"""What if the weights were yours: one question about a council's place, and its answer in tables.

Nothing here knows of a page or a control: the notebook, the app and the tests ask in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from scouting import index
from scouting.catalog import find_area
from scouting.context import Adjusted, adjust, features_of
from scouting.dataset import Dataset
from scouting.index import Draws, Matrix
from scouting.money import Quadrant, quadrant, spend_noise
from scouting.recipes import weighting as recipes
from scouting.recipes.weighting import Weighting
from scouting.study.choose import study
from scouting.study.core import Study
from scouting.terms import COUNCIL_TYPES

#: Whom a council is ranked among.
REACHES = {"england": "all of England", "neighbours": "our neighbours"}
#: Draws while a slider moves, and when it rests.
MOVING, RESTING = 1_000, 10_000
#: Pounds a head that stand beside an index, by service.
SPEND = {"adults": "cost_adult_social_care", "children": "cost_children_social_care"}


@dataclass(frozen=True)
class Question:
    """A council, a weighting, whom it is ranked among (``REACHES``), and whether need and pounds are looked at."""

    study: Study
    weighting: Weighting
    reach: str = "england"
    need: bool = False
    pounds: bool = False

    @property
    def service(self) -> str:
        """The service whose need and pounds are looked at: that of most of the weight."""
        of = self.study.data.catalog.indicators.service
        shares = self.weighting.shares
        return shares.groupby(of.reindex(shares.index).to_numpy()).sum().idxmax()


@dataclass(frozen=True)
class Answer:
    """What a question comes to.

    ``table``: a row a council of the reach, as ``index.table``, with need allowed for where that was asked; ``raw``:
    the same before that; ``adjusted``: how need was allowed for, else None; ``quadrant``: pounds beside the index over
    England, else None; ``draws``: how many stand behind every interval.
    """

    question: Question
    matrix: Matrix
    table: pd.DataFrame
    raw: pd.DataFrame
    adjusted: Adjusted | None
    quadrant: Quadrant | None
    draws: int

    @property
    def own(self) -> pd.Series:
        """The council's own row of ``table``."""
        return self.table.set_index("area_code", drop=False).loc[self.question.study.area_code]


def ask(council: str, recipe: str | Weighting = "adult_outcomes", *, data: Dataset | None = None) -> Question:
    """A question about a council (any published spelling or code) by a recipe (its name, its file, or itself).

    Raises ScoutingError for an unknown council or recipe.

    >>> ask("Wiltshire", "adult_outcomes").service
    'adults'
    """
    from scouting import dataset

    data = data or dataset.load()
    area = find_area(data.catalog, council)
    made = recipe if isinstance(recipe, Weighting) else recipes.read(recipe, data.catalog)
    return Question(study(area, "", ",".join(made.indicators.indicator_id), data=data), made)


def councils(data: Dataset) -> list[tuple[str, str]]:
    """Name and code of the councils of today, by name."""
    areas = data.catalog.areas
    today = areas[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")]
    return sorted(zip(today.name, today.index, strict=True))
