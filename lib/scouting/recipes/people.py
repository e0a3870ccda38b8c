"""Weights of many people, as they come in: names, files, lines that somebody sent, lists of such lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from scouting import texts
from scouting.catalog import Catalog
from scouting.errors import Problems
from scouting.recipes import weights
from scouting.recipes.weights import Weighting

#: What a line of weights begins with.
_LINE = "recipe="


def read(asked: Iterable[str], catalog: Catalog) -> list[Weighting]:
    """The weightings that are asked for, one per person, each under a name of its own.

    Each of ``asked`` is a name in data/recipes, a file ending in .yml, a line such as a report's page gives, or a file
    ending in .txt with one such line per person. A name or a file that is there twice is taken once; two people may
    well send the same line. Raises ScoutingError with every problem of all at once.

    >>> from scouting.catalog import read as read_catalog
    >>> [one.name for one in read(["adult_outcomes", "recipe=adult_outcomes care_control=5"], read_catalog())]
    ['adult_outcomes', 'line 1']
    """
    problems, made, lines = Problems(), [], 0
    for one in _each(asked, problems):
        if not one.startswith(_LINE):
            made.append(problems.attempt(weights.read, one, catalog))
            continue
        lines += 1
        wrong = Problems()
        sent = wrong.attempt(weights.from_text, one, catalog)
        problems += [f"Line {lines}: {problem}" for problem in wrong]
        made.append(replace(sent, name=f"line {lines}") if sent else None)
    problems.raise_if_any()
    return made


def _each(asked: Iterable[str], problems: Problems) -> Iterator[str]:
    """Names, files and lines one after another, those of lists written out."""
    seen = set()
    for one in asked:
        if one.startswith(_LINE):
            yield one
        elif one not in seen:
            seen.add(one)
            if Path(one).suffix.casefold() == ".txt":
                yield from problems.attempt(texts.entries, Path(one), "list of weights", "recipe") or ()
            else:
                yield one
