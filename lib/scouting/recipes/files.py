"""Files that people edit (recipes, packs): found by name, read as data alone, judged by the form they declare."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from scouting import plain_yaml, texts
from scouting.errors import Problems, ScoutingError, did_you_mean, shown, unknown
from scouting.paths import check_layout

#: The entry that tells a recipe of weights for an index from one of a neighbour set.
_INDEX = re.compile(r"^facets\s*:", re.MULTILINE)


def kind(text: str) -> str:
    """What a recipe's text is for, by the entry it lists its indicators under: "facets" (an index) or "features".

    >>> kind("title: Ours\\nfacets:\\n"), kind("title: Ours\\n")
    ('facets', 'features')
    """
    return "facets" if _INDEX.search(text) else "features"


def find(name_or_path: str | Path, folder: Path, names: list[str], what: str, listed: str = "data/recipes") -> Path:
    """The file of a name in a folder, or the file itself where it ends in .yml or .yaml.

    Raises ScoutingError with the nearest of the ``names``, which are ``listed`` there.
    """
    path = Path(name_or_path)
    if path.suffix in (".yml", ".yaml"):
        return path
    if str(name_or_path) not in names:
        raise ScoutingError(unknown(what, str(name_or_path), names, f"{listed}: {', '.join(names)}"))
    return folder / f"{name_or_path}.yml"


def names_of(wanted: str, folder: Path) -> list[str]:
    """The names of the recipes of a kind in a folder, in alphabetical order.

    A file that cannot be read counts among the neighbour sets' recipes, whose reader says what is wrong with it.
    """
    return [path.stem for path in sorted(folder.glob("*.yml")) if _kind_of(path, _stamp(path)) == wanted]


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes where a file does; nothing of one that is not there."""
    try:
        held = path.stat()
    except OSError:
        return ()
    return held.st_ino, held.st_size, held.st_mtime_ns, held.st_ctime_ns


@lru_cache(maxsize=256)
def _kind_of(path: Path, stamp: tuple[int, ...]) -> str:
    """The kind of a file, read once for each ``stamp`` it has."""
    try:
        return kind(texts.read(path, "recipe"))
    except ScoutingError:
        return "features"


def load(text: str, where: str) -> tuple[Any, Problems]:
    """What a YAML text says, as plain data, and a sentence for each entry (or entry of an entry) that is there twice.

    Raises ScoutingError as ``plain_yaml.load``, and where it is of a later version of Scouting.
    """
    written, twice = plain_yaml.load(text, where)
    if isinstance(written, dict):
        check_layout(written.pop("version", ""), where)
    return written, Problems(f"'{key}' is there twice." for key in twice)


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


#: What the one line of text can say, in which weights are shared: nine digits before and after the point.
_LEAST_WEIGHT, _MOST_WEIGHT = 1e-9, 999_999_999


def wrong_weight(name: str, weight: Any) -> list[str]:
    """What is wrong with a weight, a sentence; nothing for a sound one.

    >>> wrong_weight("a", 2), wrong_weight("a", -1)
    ([], ["The weight of 'a' is -1: a weight is a number from 0."])
    """
    if is_number(weight) and (weight == 0 or _LEAST_WEIGHT <= weight <= _MOST_WEIGHT):
        return []
    said = f"{weight:g}" if is_number(weight) else f"'{shown(str(weight))}'"
    told = f"The weight of '{shown(str(name))}' is {said}: a weight is a number from 0"
    if is_number(weight) and math.isfinite(weight) and weight > 0:
        return [f"{told} to {_MOST_WEIGHT:,}, and from {_LEAST_WEIGHT:.9f} if it is to count."]
    return [f"{told}."]


def is_blank(value: Any) -> bool:
    """Whether a value says nothing.

    >>> is_blank("  "), is_blank([]), is_blank("all")
    (True, True, False)
    """
    return not value or (isinstance(value, str) and not value.strip())


class Entry(NamedTuple):
    """What an entry may hold: one of ``choices``, and what ``fits``; of anything else the ``message`` is said.

    ``message``: may have {key} and {value}. A ``needed`` entry that is blank is told as missing.
    """

    fits: Callable[[Any], object] = lambda value: True
    message: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()
    needed: bool = False


#: The title of a recipe.
TITLE = Entry(lambda value: isinstance(value, str) and value.strip(), "title is blank: it is what readers see.")


@dataclass(frozen=True)
class Form:
    """The entries of a file. ``nothing``: what is said of a text with none; ``names``: what the file's name is for.

    ``ignored``: entries that files of before may have.
    """

    entries: Mapping[str, Entry]
    nothing: str
    names: str = ""
    ignored: Collection[str] = ()

    def judge(self, written: Any, name: str, where: str) -> tuple[dict, Problems]:
        """The entries as written, or their defaults, and what is wrong with them. A ScoutingError where there are none.

        >>> form = Form({"k": Entry(is_number, "k is '{value}'.", 5), "way": Entry(choices=("up", "down"))}, "Nothing")
        >>> form.judge({"way": "dwn"}, "ours", "ours.yml")
        ({'k': 5, 'way': 'dwn'}, ["way is 'dwn', not one of up, down. Did you mean down?"])
        """
        if not isinstance(written, dict):
            listed = [key for key, entry in self.entries.items() if entry.needed] or self.entries
            raise ScoutingError(f"{self.nothing.format(where)}: it must have the entries {', '.join(listed)}.")
        known = (*self.entries, *self.ignored)
        found = Problems(f"Unknown entry '{k}'.{did_you_mean(str(k), self.entries)}" for k in written if k not in known)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            found.append(f"The file's name '{name}' must be small letters, digits and underscores{self.names}.")
        said = {key: entry.default for key, entry in self.entries.items()} | written
        for key, (fits, message, _, choices, needed) in self.entries.items():
            if needed and is_blank(said[key]):
                found.append(f"The entry '{key}' is missing.")
            if choices and said[key] not in choices:
                near = did_you_mean(str(said[key]), choices)
                found.append(f"{key} is '{said[key]}', not one of {', '.join(choices)}.{near}")
            if not fits(said[key]):
                found.append(message.format(key=key, value=said[key]))
        return said, found


def problems_of(names: Iterable[str], read: Callable[[str], object]) -> list[str]:
    """What is wrong with recipes of data/recipes, a sentence each: ``read`` is tried on every name."""
    found = Problems()
    for name in names:
        found.attempt(read, name)
    return [f"data/recipes/{problem}" for problem in found]
