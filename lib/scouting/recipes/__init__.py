"""Recipes, files that people edit: of calculated neighbour sets (here), and of weights for an index (``weights``)."""

from scouting.recipes.likeness import (
    METHODS,
    WEIGHT_ACTS,
    Recipe,
    multipliers,
    names,
    parse,
    problems,
    read,
    to_yaml,
    weight_problems,
)

__all__ = [
    "METHODS", "WEIGHT_ACTS", "Recipe", "multipliers", "names", "parse", "problems", "read", "to_yaml",
    "weight_problems",
]  # fmt: skip
