"""Recipes as files: their text, which kind they are, and YAML read as data alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from scouting.errors import Problems, ScoutingError

#: The entry that tells a recipe of weights for an index from one of a neighbour set.
_INDEX = re.compile(r"^facets\s*:", re.MULTILINE)


def kind(text: str) -> str:
    """What a recipe's text is for, by the entry it lists its indicators under: "facets" (an index) or "features".

    >>> kind("title: Ours\\nfacets:\\n"), kind("title: Ours\\n")
    ('facets', 'features')
    """
    return "facets" if _INDEX.search(text) else "features"


def read_text(path: Path) -> str:
    """The text of a recipe's file. Raises ScoutingError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise ScoutingError(f"{path} cannot be read as a recipe: {getattr(err, 'strerror', None) or err}") from None


def names_of(wanted: str, folder: Path) -> list[str]:
    """The names of the recipes of a kind in a folder, in alphabetical order.

    A file that cannot be read counts among the neighbour sets' recipes, whose reader says what is wrong with it.
    """
    found = []
    for path in sorted(folder.glob("*.yml")):
        try:
            is_kind = kind(read_text(path))
        except ScoutingError:
            is_kind = "features"
        if is_kind == wanted:
            found.append(path.stem)
    return found


def load(text: str, where: str) -> tuple[Any, list[str]]:
    """What a YAML text says, as plain data, and the entries of it (or within an entry) that are written twice.

    Raises ScoutingError where it is no YAML, or refers to other parts of itself: such references can nest until a
    short text fills the memory.
    """
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise ScoutingError(f"{where} refers to other parts of itself (*name): write them out.")
        return yaml.safe_load(text), _twice(yaml.compose(text, Loader=yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError) as err:
        raise ScoutingError(f"{where} cannot be read as YAML: {' '.join(str(err).split())}") from None


def _twice(node: yaml.Node | None) -> list[str]:
    """The entries written twice in one mapping, however deep: YAML would silently keep the last."""
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [str(key.value) for key, _ in node.value]
    inner = [name for _, value in node.value for name in _twice(value)]
    return [*(key for key in dict.fromkeys(keys) if keys.count(key) > 1), *inner]


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def problems_of(names: Iterable[str], read: Callable[[str], object]) -> list[str]:
    """What is wrong with recipes of data/recipes, a sentence each: ``read`` is tried on every name."""
    found = Problems()
    for name in names:
        found.attempt(read, name)
    return [f"data/recipes/{problem}" for problem in found]
