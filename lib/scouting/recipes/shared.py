"""A weighting as one short line of text that rebuilds it anywhere: data, never code."""

from __future__ import annotations

import re

import pandas as pd

from scouting import catalog as catalogue
from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean
from scouting.recipes import weights
from scouting.recipes.weights import Weighting
from scouting.recipes.weights_check import CHOICES, NO_LONGER_USED
from scouting.terms import FACETS

#: Longer than every indicator of the catalogue with its weight; a longer text is nobody's weights.
LONGEST = 8000
_WORDS = ("recipe", *CHOICES, "coverage")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")


def to_text(w: Weighting) -> str:
    """A weighting in one line of plain text: the recipe it began from and what is otherwise than there.

    ``direction.`` stands before an indicator that counts one way only here. A weighting whose recipe is not among
    those of data/recipes is written whole, with recipe=none.

    >>> to_text(weights.read("balanced_adults").reweighed({"outcome": 5}, {"care_control": 0.5}))
    'recipe=balanced_adults outcome=5 care_control=0.5'
    """
    base = weights.read(w.name) if w.name in weights.names() else None
    told = [f"recipe={w.name if base else 'none'}"]
    for option in (*CHOICES, "coverage"):
        if base is None or getattr(w, option) != getattr(base, option):
            told.append(f"{option}={_plain(getattr(w, option))}")
    for mine, key in ((w.facets, "facet"), (w.indicators, "indicator_id")):
        new = mine.set_index(key).weight
        old = (base.facets if key == "facet" else base.indicators).set_index(key).weight if base else pd.Series()
        told += [f"{name}={_plain(value)}" for name, value in new.items() if name not in old or old[name] != value]
        told += [f"{name}=0" for name in old.index if name not in new.index and old[name] != 0]
    ways = w.indicators.set_index("indicator_id").direction
    known = base.indicators.set_index("indicator_id").direction.to_dict() if base else {}
    told += [f"direction.{name}={way}" for name, way in ways.items() if way and known.get(name) != way]
    return " ".join(told)


def from_text(text: str, catalog: Catalog | None = None) -> Weighting:
    """The weighting that a text of ``to_text`` stands for. Raises ScoutingError with every problem at once.

    >>> from_text("recipe=balanced_adults outcome=5").facets.weight.iloc[0]
    np.float64(5.0)
    """
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii():
        raise ScoutingError(
            f"This is not a shared weighting: one is a line of plain letters of at most {LONGEST:,} characters, "
            "such as recipe=adult_outcomes outcome=2."
        )
    catalog = catalog or catalogue.read()
    parts = [part.partition("=") for part in text.split()]
    said = {key: value for key, _, value in parts}
    name = said.get("recipe", "")
    if name != "none" and name not in weights.names():
        raise ScoutingError(
            f"The shared text names the recipe '{name[:40]}', which is not here.{did_you_mean(name, weights.names())} "
            "It begins with recipe= and one of: " + ", ".join([*weights.names(), "none"]) + "."
        )
    entries = weights.plain(weights.read(name, catalog)) if name != "none" else {"title": "Shared", "facets": {}}
    problems, seen = [], set()
    for key, sign, value in parts:
        if not sign or key in seen:
            wrong = "is there twice" if key in seen else "is not of the form name=value"
            problems.append(f"'{key[:60]}' {wrong}.")
            continue
        seen.add(key)
        problems += _take(entries, key, value, catalog)
    entries["facets"] = {f: e for f, e in entries["facets"].items() if e["indicators"]}
    return weights.built(entries, "shared" if name == "none" else name, catalog, "The shared text", problems)


def _take(entries: dict, key: str, value: str, catalog: Catalog) -> list[str]:
    """Put one name=value of a shared text among the entries of a recipe; what is wrong with it."""
    if key == "recipe":
        return []
    if key in CHOICES or key in NO_LONGER_USED:  # judged with the rest of the recipe
        entries[key] = value[:40]
        return []
    before, dot, name = key.partition(".")
    if dot and before == "direction":
        entries.setdefault("direction", {})[name[:60]] = value[:40]
        return []
    if key != "coverage" and key not in FACETS and key not in catalog.indicators.index:
        known = [*_WORDS, *FACETS, *catalog.indicators.index]
        return [f"'{key[:60]}' is no option, facet or indicator.{did_you_mean(key[:60], known)}"]
    if not _NUMBER.fullmatch(value):
        return [f"'{key}' is '{value[:40]}': it must be a plain number from 0, such as 2 or 0.5."]
    if key == "coverage":
        entries[key] = float(value)
    elif key in FACETS:
        entries["facets"].setdefault(key, {"weight": 1.0, "indicators": {}})["weight"] = float(value)
    else:
        facet = catalog.indicators.facet[key]
        entries["facets"].setdefault(facet, {"weight": 1.0, "indicators": {}})["indicators"][key] = float(value)
    return []


def _plain(value: str | float) -> str:
    """A word as it is; a number without exponent, exact to nine decimals."""
    return value if isinstance(value, str) else f"{value:.9f}".rstrip("0").rstrip(".")
