"""A neighbour set calculated from a recipe: features, distances and words, made once for all councils."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from scouting.catalog import Catalog
from scouting.neighbours import words
from scouting.neighbours.closeness import closeness
from scouting.neighbours.distance import Space
from scouting.neighbours.features import feature_periods, feature_table
from scouting.recipes import Recipe


@dataclass(frozen=True)
class Calculated:
    """A recipe, worked out. ``periods``: as ``feature_periods``. ``links``: one row per council and neighbour, with
    area_code, neighbour_code, rank, distance, closeness. ``lacking``: councils that lack a feature, and which.
    ``note``: what a reader must know of it: the recipe's note, how weights act, how close, what is judged, who is left
    out."""

    recipe: Recipe
    space: Space
    periods: pd.DataFrame
    links: pd.DataFrame
    lacking: dict[str, list[str]]
    note: str

    @property
    def published(self) -> str:
        """The day to which the newest feature counts."""
        return f"{self.periods.period_end.max():%Y-%m-%d}"


def links(space: Space, weights: pd.Series, k: int) -> pd.DataFrame:
    """Every council's k nearest with the word for how close: area_code, neighbour_code, rank, distance, closeness.

    >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
    >>> links(Space.fit(table, "min_max"), pd.Series({"a": 1, "b": 0.5}), 1).closeness.tolist()
    ['not close', 'not close', 'not close']
    """
    table = space.nearest(weights, k)
    return table.assign(closeness=closeness(table.distance, space.typical(weights)))


def calculate(recipe: Recipe, catalog: Catalog, values: pd.DataFrame) -> Calculated:
    """Work out a recipe over the values held.

    A council that lacks a feature with a weight is left out and named: nothing is filled in. Raises ScoutingError
    where a feature has no figure at all.

    >>> from scouting import catalog, recipes, values
    >>> known = catalog.read()
    >>> made = calculate(recipes.read("nhs_adult", known), known, values.read())
    >>> len(made.links), made.lacking
    (2265, {})
    """
    table = feature_table(recipe, catalog, values)
    space = Space.fit(table, recipe.method)
    counts = table[recipe.features.indicator_id[recipe.features.weight.to_numpy() > 0]]
    missing = counts[counts.isna().any(axis=1)]
    lacking = {code: row.index[row.isna()].tolist() for code, row in missing.iterrows()}
    made = links(space, recipe.multipliers, recipe.k)
    said = [recipe.note, words.weights_act(recipe.weight_acts), words.cutoffs()]
    said += [words.judged_features(recipe, catalog), words.left_out(catalog, recipe.leave_out, lacking)]
    note = " ".join(filter(None, said))
    return Calculated(recipe, space, feature_periods(recipe, catalog, values), made, lacking, note)
