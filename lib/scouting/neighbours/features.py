"""What councils are like: the features of a recipe from the values, one figure a council and feature."""

from __future__ import annotations

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.recipes import Recipe


def field_of(recipe: Recipe, catalog: Catalog) -> pd.Index:
    """Today's councils that the recipe does not leave out, sorted by code.

    >>> from scouting import catalog, recipes
    >>> len(field_of(recipes.read("nhs_adult"), catalog.read()))
    151
    """
    return catalog.today().index.difference(recipe.leave_out).sort_values()


def _held(recipe: Recipe, catalog: Catalog, values: pd.DataFrame) -> pd.DataFrame:
    """The figures of the field in each feature's period: the one with most councils, the latest of such."""
    mine = values[
        values.indicator_id.isin(recipe.features.indicator_id)
        & values.area_code.isin(field_of(recipe, catalog))
        & values.value.notna()
    ]
    mine = mine[["indicator_id", "area_code", "period_end", "value"]].astype(
        {"indicator_id": "str", "area_code": "str"}
    )
    none = [i for i in recipe.features.indicator_id if i not in set(mine.indicator_id)]
    if none:
        raise ScoutingError([f"The recipe '{recipe.name}' needs '{i}', of which no figure is held." for i in none])
    counts = mine.groupby(["indicator_id", "period_end"]).size().rename("councils").reset_index()
    fullest = counts.sort_values(["councils", "period_end"]).groupby("indicator_id").tail(1)
    return mine.merge(fullest, on=["indicator_id", "period_end"])


def feature_table(recipe: Recipe, catalog: Catalog, values: pd.DataFrame) -> pd.DataFrame:
    """The features: index area_code (today's councils not left out, sorted), one column per indicator, as published.

    Each feature is of the period that has most councils, the latest of such. A figure that is not held is missing.
    Raises ScoutingError where a feature has no figure at all.

    >>> from scouting import catalog, recipes, values
    >>> feature_table(recipes.read("nhs_adult"), catalog.read(), values.read()).shape
    (151, 10)
    """
    table = _held(recipe, catalog, values).pivot(index="area_code", columns="indicator_id", values="value")
    table = table.reindex(index=field_of(recipe, catalog), columns=recipe.features.indicator_id)
    return table.rename_axis(index=None, columns=None)


def feature_periods(recipe: Recipe, catalog: Catalog, values: pd.DataFrame) -> pd.DataFrame:
    """Which period each feature is of, and how many councils have it: index indicator_id, period_end, councils.

    >>> from scouting import catalog, recipes, values
    >>> feature_periods(recipes.read("nhs_adult"), catalog.read(), values.read()).councils.tolist()[:2]
    [151, 151]
    """
    held = _held(recipe, catalog, values).drop_duplicates("indicator_id").set_index("indicator_id")
    return held.loc[recipe.features.indicator_id, ["period_end", "councils"]].rename_axis(None)
