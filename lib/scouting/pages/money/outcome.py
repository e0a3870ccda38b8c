"""The outcome that is looked at: an indicator's latest figures, or an index of several, each with its noise.

A year's spending stands beside a year's outcome, so an indicator is looked at by its latest figure, not by its level.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting import index
from scouting.compare import Panel
from scouting.dataset import Dataset
from scouting.frames import place_of, row_of
from scouting.pages.common import matrix_today
from scouting.recipes import weights
from scouting.terms import POLARITIES


class Outcome(NamedTuple):
    """Figures by area_code and their noise (missing where it is not known, or too few people stand behind the figure).

    ``before``: the figures of the year before (None where a break or gap lies between, and of an index); ``good``: 1,
    -1 or 0; ``facts``: the catalogue's row (of an index title and unit alone); ``period``; ``end``: when that ended
    (None of an index).
    """

    value: pd.Series
    noise: pd.Series
    before: pd.Series | None
    good: int
    facts: pd.Series
    period: str
    end: pd.Timestamp | None


def of_indicator(panel: Panel, indicator_id: str, councils: pd.Index) -> Outcome:
    """An indicator's latest figures."""
    i, here = place_of(panel.indicators.index, indicator_id), panel.areas.get_indexer(councils)
    value = pd.Series(panel.figures[i, here, -1], councils)
    noise = pd.Series(np.where(panel.too_few[i, here], np.nan, panel.se[i, here, -1]), councils)
    before = pd.Series(panel.figures[i, here, -2], councils) if panel.consecutive()[i] else None
    facts, end = row_of(panel.indicators, indicator_id), pd.Timestamp(panel.ends[i, -1])
    return Outcome(value, noise, before, POLARITIES[facts.polarity], facts, panel.labels[i, -1], end)


def of_index(data: Dataset, recipe: str, councils: pd.Index) -> Outcome:
    """The index of a recipe; its noise is that of its indicators, taken as independent.

    >>> from scouting import dataset
    >>> of_index(dataset.load(), "adult_outcomes", pd.Index(["E10000016"])).facts.title
    "Outcomes of adults' social care (index of 6 measures)"
    """
    made = matrix_today(data, weights.read(recipe, data.catalog))
    score = index.scores(made).set_index("area_code").score
    _, noises, held = made.blocks
    w = made.shares()
    noise = pd.Series(np.sqrt(noises**2 @ w**2) / np.where(held @ w > 0, held @ w, np.nan), made.areas)
    if made.geometric:  # its blocks are logarithms
        noise = noise * score
    title = f"{made.weighting.title} (index of {len(made.names)} measures)"
    known = {"title": title, "short_title": made.weighting.title, "unit": "points", "decimals": 2, "topic": ""}
    facts, noise = pd.Series(known, name=recipe), noise.where(score.notna())
    return Outcome(score.reindex(councils), noise.reindex(councils), None, 1, facts, "up to three years", None)
