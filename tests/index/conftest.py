"""Small made-up worlds of an index: figures, noise and weights as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scouting.index import Matrix, from_tables
from scouting.recipes.weights import Weighting


def weighting_of(weights, normalisation="z", aggregation="arithmetic", coverage=0.6) -> Weighting:
    """A weighting of one facet; ``weights`` by indicator_id."""
    indicators = pd.DataFrame({"indicator_id": list(weights), "facet": "outcome", "weight": list(weights.values())})
    return Weighting(
        "planted", "Planted", "", "adults", normalisation, aggregation, "reweight", coverage,
        pd.DataFrame({"facet": ["outcome"], "weight": [1.0]}), indicators.assign(direction=""),
    )  # fmt: skip


def matrix_of(figures, noise=1.0, weights=None, **options) -> Matrix:
    """A matrix of figures (council x indicator, an array or a table), all high is good."""
    if not isinstance(figures, pd.DataFrame):
        figures = np.asarray(figures, float)
        figures = pd.DataFrame(
            figures,
            index=[f"E{k:08d}" for k in range(len(figures))],
            columns=[f"i{k:02d}" for k in range(figures.shape[1])],
        )
    noise = pd.DataFrame(noise, index=figures.index, columns=figures.columns).where(figures.notna())
    weights = dict.fromkeys(figures.columns, 1.0) if weights is None else dict(weights)
    sign = pd.Series(1, index=figures.columns)
    return from_tables(figures, noise, sign, weighting_of(weights, **options))


@pytest.fixture(scope="session")
def world():
    """``world(figures, noise, weights, ...)``: a matrix of a made-up world."""
    return matrix_of
