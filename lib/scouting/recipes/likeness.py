"""Recipes of calculated neighbour sets: which features, how weighed. Files that people edit, checked whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from scouting import paths, plain_yaml, texts
from scouting.catalog import Catalog
from scouting.catalog import read as read_catalog
from scouting.errors import ScoutingError, unknown
from scouting.recipes.files import TITLE, Entry, Form, find, is_number, kind, load, names_of, problems_of, wrong_weight
from scouting.terms import ALIKE, BY_HAND

#: How features are scaled before they are weighed.
METHODS = ("best_shape", "z_score", "min_max")
#: "squared": the weight multiplies the scaled feature, so it acts squared on its share of the squared distance;
#: "plain": the square root multiplies it, so that the weight itself is what acts.
WEIGHT_ACTS = ("squared", "plain")
_FEATURE_KEYS = ("indicator_id", "weight")
_FORM = Form(
    {
        "title": TITLE,
        "note": Entry(),
        "method": Entry(choices=METHODS),
        "weight_acts": Entry(choices=WEIGHT_ACTS, default="squared"),
        "k": Entry(
            lambda k: isinstance(k, int) and is_number(k) and k >= 1,
            "k is '{value}': how many neighbours each council has must be a whole number from 1.",
        ),
        "leave_out": Entry(
            lambda codes: isinstance(codes, list | None),
            "leave_out must be a list of ONS codes, such as [E06000053, E09000001].",
        ),
        "features": Entry(
            lambda rows: isinstance(rows, list) and rows,
            "features must list at least one {{indicator_id: ..., weight: ...}}.",
        ),
    },
    "{} is no recipe",
    ": it names the set",
)


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
    return weights**0.5 if weight_acts == "plain" else weights


def weight_problems(weights: pd.Series) -> list[str]:
    """What is wrong with weights by feature, a sentence each; none for sound ones.

    >>> weight_problems(pd.Series({"a": -1.0, "b": 2.0}))
    ["The weight of 'a' is -1: a weight is a number from 0."]
    """
    problems = [problem for name, weight in weights.items() for problem in wrong_weight(str(name), weight)]
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
    path = find(name_or_path, paths.RECIPES, names(), "recipe")
    text = texts.read(path, "recipe")
    if kind(text) == "facets":
        raise ScoutingError(f"{path.name} is a recipe of weights for an index, not of a neighbour set.")
    return parse(text, path.stem, catalog, where=path.name)


def problems(catalog: Catalog) -> list[str]:
    """What is wrong with the recipes of data/recipes, a sentence each; none where all are sound.

    >>> problems(read_catalog())
    []
    """
    return problems_of(names(), lambda name: read(name, catalog))


def parse(text: str, name: str, catalog: Catalog | None = None, where: str = "") -> Recipe:
    """A recipe from the text of a YAML file. ``where``: what to call it in a message (default: its name)."""
    where, catalog = where or name, catalog or read_catalog()
    written, problems = load(text, where)
    said, wrong = _FORM.judge(written, name, where)
    problems += wrong
    if name in {*catalog.neighbour_sets.set_id, *ALIKE, BY_HAND}:
        problems.append(f"The name '{name}' is that of another neighbour set: give the file one of its own.")
    left_out = said["leave_out"] if isinstance(said["leave_out"], list) else []
    strange = set(map(str, left_out)) - set(catalog.councils().index)
    problems += [f"leave_out: '{code}' is not the ONS code of a council in data/catalog/areas.csv."
                 for code in left_out if str(code) in strange]  # fmt: skip
    features, wrong = _features(said["features"], catalog)
    problems += wrong
    problems.raise_if_any(where)
    title, note = said["title"].strip(), str(said["note"] or "").strip()
    return Recipe(name, title, note, said["method"], said["weight_acts"], said["k"], left_out, features)


def to_yaml(recipe: Recipe) -> str:
    """A recipe as the text of its file: what ``parse`` reads back as the same.

    >>> to_yaml(read("nhs_adult")).splitlines()[0]
    "title: Calculated neighbours for adult social care, by NHS England's method"
    """
    fields = {key: getattr(recipe, key) for key in _FORM.entries if key != "features"}
    rows = [{"indicator_id": i, "weight": float(w)} for i, w in recipe.weights.items()]
    head = plain_yaml.dump({k: v for k, v in fields.items() if v != ""})
    listed = [plain_yaml.dump(row, flow=True).strip() for row in rows]
    return head + "features:\n" + "".join(f"  - {line}\n" for line in listed)


def _features(rows: Any, catalog: Catalog) -> tuple[pd.DataFrame, list[str]]:
    problems, found = [], {}
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
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
            problems += wrong_weight(indicator_id, weight)
            weight = 1.0
        found[indicator_id] = float(weight)
    if found:
        problems += weight_problems(pd.Series(found))
    return pd.DataFrame({"indicator_id": list(found), "weight": list(found.values())}), problems
