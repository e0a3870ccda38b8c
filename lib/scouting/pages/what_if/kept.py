"""Weightings that a person keeps: beside the recipes in the box, in data/local, which never leaves with the project."""

from __future__ import annotations

from pathlib import Path

from scouting import paths
from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.paths import new_file, slug
from scouting.recipes import weights
from scouting.recipes.weights import Weighting


def folder() -> Path:
    """Where they are kept."""
    return paths.LOCAL / "weightings"


def keep(name: str, made: Weighting) -> str:
    """Write a weighting under a name and tell the name it has now: small letters, digits and underscores.

    Raises ScoutingError for a blank name, and for that of a recipe in the box.
    """
    if not slug(name).replace("unnamed", ""):
        raise ScoutingError(
            "These weights have no name. Give them one of letters and digits, such as 'what users said'."
        )
    short = slug(name).replace("-", "_")
    short = short if short[0].isalpha() else f"w_{short}"
    if short in weights.names():
        raise ScoutingError(f"'{short}' is the name of weights in the box: choose another.")
    from dataclasses import replace

    text = weights.to_yaml(replace(made, name=short, title=" ".join(name.split())))
    with new_file(folder() / f"{short}.yml") as aside:
        aside.write_text(f"{text}version: {paths.LAYOUT}\n", encoding="utf-8")
    return short


def read(name: str, catalog: Catalog) -> Weighting:
    """A weighting by name: a recipe in the box, or one that was kept. Raises ScoutingError where there is none."""
    path = folder() / f"{slug(name).replace('-', '_')}.yml"
    return weights.read(path if name not in weights.names() and path.is_file() else name, catalog)


def every(catalog: Catalog) -> list[Weighting]:
    """The recipes in the box, then those that were kept; a kept one that can no longer be read is left out."""
    made = [weights.read(name, catalog) for name in weights.names()]
    for path in sorted(folder().glob("*.yml")):
        try:
            made.append(weights.read(path, catalog))
        except ScoutingError:
            continue
    return made


def options(catalog: Catalog) -> list[tuple[str, str]]:
    """Titles and names, for a list to choose from."""
    boxed = set(weights.names())
    return [(one.title if one.name in boxed else f"{one.title} (kept)", one.name) for one in every(catalog)]
