"""Recipes of calculated neighbour sets: which features, how weighed. Files that people edit, checked whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from scouting import catalog as catalogue
from scouting import paths
from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean, unknown
from scouting.recipes.files import is_number, kind, load, names_of, problems_of, read_text
from scouting.terms import ALIKE

#: How features are scaled before they are weighed.
METHODS = ("best_shape", "z_score", "min_max")
#: "squared": the weight multiplies the scaled feature, so it acts squared on its share of the squared distance;
#: "plain": the square root multiplies it, so that the weight itself is what acts.
WEIGHT_ACTS = ("squared", "plain")
_KEYS = ("title", "note", "method", "weight_acts", "k", "leave_out", "features")
_FEATURE_KEYS = ("indicator_id", "weight")


@dataclass(frozen=True)
class Recipe:
    """How a neighbour set is calculated. ``features``: one row per feature, indicator_id and weight."""

    name: str
    title: str
    note: str
    method: str
    weight_acts: str
    k: int
    leave_out: list[str]
    features: pd.DataFrame

    @property
    def weights(self) -> pd.Series:
        """The weights as written, by indicator_id."""
        return self.features.set_index("indicator_id").weight

    @property
    def multipliers(self) -> pd.Series:
        """What the scaled features are multiplied by, by indicator_id."""
        return multipliers(self.weights, self.weight_acts)


def multipliers(weights: pd.Series, weight_acts: str) -> pd.Series:
    """What weights multiply the scaled features by: themselves, or their square roots where they act plainly.

    >>> multipliers(pd.Series({"a": 4.0}), "squared")["a"], multipliers(pd.Series({"a": 4.0}), "plain")["a"]
    (np.float64(4.0), np.float64(2.0))
    """
    return np.sqrt(weights) if weight_acts == "plain" else weights


def weight_problems(weights: pd.Series) -> list[str]:
    """What is wrong with weights by feature, a sentence each; none for sound ones.

    >>> weight_problems(pd.Series({"a": -1.0, "b": 2.0}))
    ["The weight of 'a' is -1: a weight is a number from 0."]
    """
    bad = weights.index[~np.isfinite(weights) | (weights < 0)]
    problems = [f"The weight of '{name}' is {weights[name]:g}: a weight is a number from 0." for name in bad]
    if not problems and not (weights > 0).any():
        problems.append("Every weight is zero: at least one feature must count.")
    return problems


def names(folder: Path | None = None) -> list[str]:
    """The names of the neighbour sets' recipes in a folder (default: data/recipes), in alphabetical order.

    >>> names()
    ['children_z', 'nhs_adult']
    """
    return names_of("features", folder or paths.RECIPES)


def read(name_or_path: str | Path, catalog: Catalog | None = None) -> Recipe:
    """A recipe by its name in data/recipes, or from a file (ending in .yml or .yaml).

    ``catalog``: judges indicators and councils (default: the project's own). Raises ScoutingError with every problem
    of the file at once.

    >>> read("nhs_adult").method, read("nhs_adult").k
    ('best_shape', 15)
    """
    path = Path(name_or_path)
    if path.suffix not in (".yml", ".yaml"):
        if str(name_or_path) not in names():
            raise ScoutingError(unknown("recipe", str(name_or_path), names(), f"data/recipes: {', '.join(names())}"))
        path = paths.RECIPES / f"{name_or_path}.yml"
    text = read_text(path)
    if kind(text) == "facets":
        raise ScoutingError(f"{path.name} is a recipe of weights for an index, not of a neighbour set.")
    return parse(text, path.stem, catalog, where=path.name)


def problems(catalog: Catalog) -> list[str]:
    """What is wrong with the recipes of data/recipes, a sentence each; none where all are sound.

    >>> problems(catalogue.read())
    []
    """
    return problems_of(names(), lambda name: read(name, catalog))


def parse(text: str, name: str, catalog: Catalog | None = None, where: str = "") -> Recipe:
    """A recipe from the text of a YAML file. ``where``: what to call it in a message (default: its name)."""
    where = where or name
    written, twice = load(text, where)
    if not isinstance(written, dict):
        raise ScoutingError(f"{where} is no recipe: it must have the entries {', '.join(_KEYS)}.")
    catalog = catalog or catalogue.read()
    problems = [f"'{key}' is there twice." for key in twice]
    problems += [f"Unknown entry '{k}'.{did_you_mean(str(k), _KEYS)}" for k in written if k not in _KEYS]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        problems.append(f"The file's name '{name}' must be small letters, digits and underscores: it names the set.")
    if name in {*catalog.neighbour_sets.set_id, *ALIKE}:
        problems.append(f"The name '{name}' is that of another neighbour set: give the file one of its own.")
    problems += _wrong_words(written) + _wrong_councils(written.get("leave_out", []), catalog)
    features, wrong = _features(written.get("features"), catalog)
    problems += wrong
    if problems:
        raise ScoutingError([f"{where}: {problem}" for problem in problems])
    return Recipe(
        name=name,
        title=written["title"].strip(),
        note=str(written.get("note") or "").strip(),
        method=written["method"],
        weight_acts=written.get("weight_acts", "squared"),
        k=written["k"],
        leave_out=list(written.get("leave_out") or []),
        features=features,
    )


def to_yaml(recipe: Recipe) -> str:
    """A recipe as the text of its file: what ``parse`` reads back as the same.

    >>> to_yaml(read("nhs_adult")).splitlines()[0]
    "title: Calculated neighbours for adult social care, by NHS England's method"
    """
    fields = {key: getattr(recipe, key) for key in _KEYS if key != "features"}
    rows = [{"indicator_id": i, "weight": float(w)} for i, w in recipe.weights.items()]
    head = yaml.safe_dump({k: v for k, v in fields.items() if v != ""}, sort_keys=False, allow_unicode=True, width=110)
    listed = [yaml.safe_dump(row, sort_keys=False, default_flow_style=True, width=200).strip() for row in rows]
    return head + "features:\n" + "".join(f"  - {line}\n" for line in listed)


def _wrong_words(written: Mapping[str, Any]) -> list[str]:
    problems = []
    if not (isinstance(written.get("title"), str) and written["title"].strip()):
        problems.append("title is blank: it is what readers see.")
    choices = {"method": METHODS, "weight_acts": WEIGHT_ACTS}
    needed = {"method": None, "weight_acts": "squared"}
    for key, allowed in choices.items():
        word = written.get(key, needed[key])
        if word not in allowed:
            problems.append(f"{key} is '{word}', not one of {', '.join(allowed)}.{did_you_mean(str(word), allowed)}")
    k = written.get("k")
    if not (isinstance(k, int) and is_number(k) and k >= 1):
        problems.append(f"k is '{k}': how many neighbours each council has must be a whole number from 1.")
    return problems


def _wrong_councils(leave_out: Any, catalog: Catalog) -> list[str]:
    if not isinstance(leave_out, list | None):
        return ["leave_out must be a list of ONS codes, such as [E06000053, E09000001]."]
    councils = catalog.councils().index
    strange = [code for code in leave_out or [] if code not in councils]
    return [f"leave_out: '{code}' is not the ONS code of a council in data/catalog/areas.csv." for code in strange]


def _features(rows: Any, catalog: Catalog) -> tuple[pd.DataFrame, list[str]]:
    table = pd.DataFrame(columns=list(_FEATURE_KEYS))
    if not isinstance(rows, list) or not rows:
        return table, ["features must list at least one {indicator_id: ..., weight: ...}."]
    problems, found = [], {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or set(row) != set(_FEATURE_KEYS):
            problems.append(f"feature {number} must be written {{indicator_id: ..., weight: ...}}.")
            continue
        indicator_id, weight = str(row["indicator_id"]), row["weight"]
        if indicator_id not in catalog.indicators.index:
            known = catalog.indicators.index
            problems.append(unknown("indicator", indicator_id, known, "data/catalog/indicators.csv"))
        if indicator_id in found:
            problems.append(f"The feature '{indicator_id}' is there twice.")
        if not is_number(weight):
            problems.append(f"The weight of '{indicator_id}' is '{weight}': a weight is a number from 0.")
            weight = 1.0
        found[indicator_id] = float(weight)
    if found:
        problems += weight_problems(pd.Series(found))
    return pd.DataFrame({"indicator_id": list(found), "weight": list(found.values())}), problems
