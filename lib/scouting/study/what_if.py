"""What if the weights were yours: the index over the embedded figures, and what moves it."""

from __future__ import annotations

from scouting.dataset import Dataset
from scouting.index import Matrix, matrix
from scouting.recipes.weighting import Weighting
from scouting.terms import COUNCIL_TYPES


def matrix_of(data: Dataset, weighting: Weighting) -> Matrix:
    """The figures of an index for every council of today; one without any figure is among them, and not scored.

    >>> from scouting import dataset
    >>> from scouting.recipes import weighting
    >>> len(matrix_of(dataset.load(), weighting.read("adult_outcomes")).areas)
    153
    """
    areas = data.catalog.areas
    today = areas.index[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")]
    return matrix(data.panel, weighting, today)
