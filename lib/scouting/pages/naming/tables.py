"""One council's look at naming: an index with its draws, what other weights would name, and the lists of 2001."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from scouting import index
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.pages.naming import gains, named
from scouting.recipes import weights
from scouting.recipes.weights import Weighting
from scouting.study.choose import study
from scouting.study.core import Study
from scouting.terms import LAST_YEARS, SMALL_COUNT

DRAWS = 10_000
FEWEST_DRAWS = 100
#: Each recipe is tried on these scales.
SCALES = {"z": "standard scores", "min_max": "0 to 100 between the extremes", "percentile": "percentiles"}
#: Where three unbroken years twice over hold less than this share of the weight or of the councils, two are taken.
ENOUGH = 0.5
SCILLY = "E06000053"


@dataclass(frozen=True)
class Naming:
    """A council's study of a recipe's indicators, the recipe, its matrix, draws and index table by area_code."""

    study: Study
    weighting: Weighting
    matrix: index.Matrix
    draws: index.Draws
    table: pd.DataFrame

    @property
    def score(self) -> pd.Series:
        """The index of the councils that have one, by area_code, in the order of the draws."""
        return self.table.score[self.draws.areas]

    @property
    def own(self) -> pd.Series:
        """The reader's own row of the index table; all missing where the council has none."""
        return self.table.reindex([self.study.area_code]).iloc[0]

    @cached_property
    def places(self) -> pd.DataFrame:
        """The places among the best and the last, as ``named.places``."""
        return named.places(self.score, self.draws.score)

    def chances(self) -> tuple[float, float] | None:
        """The chance that the council is among the best, and among the last; None where it has no place."""
        if self.study.area_code not in self.score.index:
            return None
        k = self.score.index.get_loc(self.study.area_code)
        drawn = self.draws.score
        best, last = (named.within(way * drawn, size)[:, k].mean() for way, size in ((1, named.BEST), (-1, named.LAST)))
        return float(best), float(last)

    @cached_property
    def others(self) -> pd.DataFrame:
        """How many would be named by each other recipe of the service on each scale: ``named.kept`` with name and
        scale in place of other, and whether the recipe is the same."""
        ours, data = (self.weighting.name, self.weighting.normalisation), self.study.data
        scores = {ours: self.score} | {
            (w.name, w.normalisation): index.scores(index.matrix_of(data.panel, w)).set_index("area_code").score
            for w in tried(data, self.weighting)
        }
        rows = named.kept(scores, ours)
        name, scale = ([key[k] for key in rows.other] for k in (0, 1))
        same = [one == self.weighting.name for one in name]
        return rows.drop(columns="other").assign(name=name, scale=scale, same=same)

    @cached_property
    def span(self) -> int:
        """Years in each mean of level against improvement."""
        long = self._progress(LAST_YEARS)
        enough = long.used.share.sum() >= ENOUGH and len(long.rows) >= ENOUGH * len(self.score)
        return LAST_YEARS if enough else LAST_YEARS - 1

    @cached_property
    def progress(self) -> gains.Progress:
        """Level against improvement, as ``gains.progress``, over the councils of today."""
        return self._progress(self.span)

    def _progress(self, span: int) -> gains.Progress:
        matrix = self.matrix
        return gains.progress(self.study.data.panel, self.weighting.shares[matrix.names], span=span, sign=matrix.sign)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The lists of 2001 as groups, as ``named.above_middle``."""
        return named.above_middle(self.study.data.catalog.named_2001, self.score, self.draws.score)

    def list_of_2001(self) -> str:
        """The list of 2001 that the council was on: best, worst or blank."""
        rows = self.study.data.catalog.named_2001
        found = rows.list[rows.area_code == self.study.area_code]
        return found.iloc[0] if len(found) else ""


def tried(data: Dataset, ours: Weighting) -> list[Weighting]:
    """Every shipped recipe of the service on every scale that suits it, but not ours as it stands."""
    every = [weights.read(name, data.catalog) for name in weights.names()]
    every = [ours, *(w for w in every if w.service == ours.service and w.name != ours.name)]
    return [
        replace(w, normalisation=scale)
        for w in every
        for scale in SCALES
        if not (scale == "z" and w.aggregation == "geometric") and (w.name, scale) != (ours.name, ours.normalisation)
    ]


def look(
    council: str, recipe: str, *, draws: int = DRAWS, small_counts: int = SMALL_COUNT, data: Dataset | None = None
) -> Naming:
    """The look at naming of one council by one recipe.

    ``council``: any published spelling, ONS code or DfE number; ``recipe``: the name of a weighting in data/recipes, or
    a file of one; ``draws``: of figures within their noise and weights around those chosen. Raises ScoutingError for a
    council or recipe that is not known, and for fewer than 100 draws.

    >>> found = look("Wiltshire", "childrens_outcomes", draws=200)
    >>> len(found.places), found.list_of_2001()
    (29, '')
    """
    if draws < FEWEST_DRAWS:
        raise ScoutingError(f"draws is {draws}: chances need {FEWEST_DRAWS} at least; {DRAWS:,} is usual.")
    made = weights.read(recipe, data.catalog if data else None)
    of = study(council, indicators=made.indicators.indicator_id.tolist(), small_counts=small_counts, data=data)
    matrix = index.matrix_of(of.data.panel, made)
    drawn = index.draw(matrix, n=draws)
    table = index.table(matrix, None, drawn).set_index("area_code", drop=False).rename_axis(None)
    return Naming(of, made, matrix, drawn, table)
