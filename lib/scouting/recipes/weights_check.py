"""What can be wrong with a recipe of weights: every problem of it, a sentence each."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import did_you_mean, unknown
from scouting.recipes.files import is_number
from scouting.terms import FACETS

#: The options that are words, the usual one first.
CHOICES = {
    "normalisation": ("z", "min_max", "percentile"),
    "aggregation": ("arithmetic", "geometric"),
    "missing": ("reweight", "exclude"),
}
#: Entries that files of before may have and that no longer say anything, and what a reader is told of each.
NO_LONGER_USED = {
    "horizon": "The entry 'horizon' is no longer used and was ignored: every index now rests on the last three years, "
    "the latest counting most."
}
#: The least share of the weight that a council must hold, unless the recipe says another.
DEFAULT_COVERAGE = {"reweight": 0.6, "exclude": 1.0}
DIRECTIONS = ("more", "fewer")
#: Facets of which no figure is good or bad: what a council has to deal with, and what it spends.
_NEVER = {"need": "it says what a council has to deal with", "cost": "money is neither good nor bad by itself"}
_KEYS = ("title", "note", *CHOICES, "coverage", "direction", "facets")
_HEADED = ("weight", "indicators")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def checked(written: Any, name: str, catalog: Catalog) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """The facets and the indicators of a recipe as it is written, and everything that is wrong with it."""
    empty = pd.DataFrame(columns=["facet", "weight"]), pd.DataFrame(columns=["indicator_id", "facet", "weight"])
    if not isinstance(written, dict):
        return *empty, [f"This is no recipe: it must have the entries {', '.join(_KEYS)}."]
    problems = [
        f"Unknown entry '{k}'.{did_you_mean(str(k), _KEYS)}" for k in written if k not in (*_KEYS, *NO_LONGER_USED)
    ]
    if not _NAME.fullmatch(name):
        problems.append(f"The file's name '{name}' must be small letters, digits and underscores: it names the index.")
    problems += _wrong_words(written)
    facets, indicators, wrong = _facets(written.get("facets"), catalog)
    directions, strange = _directions(written.get("direction"), [i for i, _, _ in indicators], catalog)
    problems += wrong + strange
    table = pd.DataFrame(indicators, columns=["indicator_id", "facet", "weight"])
    table["direction"] = [directions.get(name, "") for name in table.indicator_id]
    return pd.DataFrame(facets, columns=["facet", "weight"]), table, problems


def wrong_weight(label: str, name: str, weight: Any) -> list[str]:
    """What is wrong with one weight: nothing, or a sentence.

    >>> wrong_weight("facet", "outcome", -1)
    ["The weight of 'outcome' is -1: a weight is a number from 0."]
    """
    if is_number(weight) and math.isfinite(weight) and weight >= 0:
        return []
    shown = f"{weight:g}" if is_number(weight) else f"'{str(weight)[:40]}'"
    return [f"The weight of '{name}' is {shown}: a weight is a number from 0."]


def _wrong_words(written: Mapping[str, Any]) -> list[str]:
    problems = []
    if not (isinstance(written.get("title"), str) and written["title"].strip()):
        problems.append("title is blank: it is what readers see.")
    for key, allowed in CHOICES.items():
        word = written.get(key, allowed[0])
        if word not in allowed:
            problems.append(f"{key} is '{word}', not one of {', '.join(allowed)}.{did_you_mean(str(word), allowed)}")
    if written.get("aggregation") == "geometric" and written.get("normalisation", "z") == "z":
        problems.append(
            "aggregation is geometric and normalisation is z: a geometric mean needs figures above zero. "
            "Take min_max or percentile."
        )
    coverage = written.get("coverage", 1)
    if not (is_number(coverage) and 0 < coverage <= 1):
        problems.append(f"coverage is '{coverage}': the least share of weight held is a number above 0 and up to 1.")
    return problems


def _facets(written: Any, catalog: Catalog) -> tuple[list, list, list[str]]:
    if not isinstance(written, dict) or not written:
        return [], [], ["facets must name at least one facet with its weight and indicators."]
    facets, indicators, problems = [], [], []
    for facet, entry in written.items():
        if facet not in FACETS:
            problems.append(f"Unknown facet '{facet}'.{did_you_mean(str(facet), FACETS)} They are {', '.join(FACETS)}.")
            continue
        if facet in _NEVER:
            problems.append(f"The facet '{facet}' cannot be part of an index: {_NEVER[facet]}.")
            continue
        listed = entry.get("indicators") if isinstance(entry, dict) else None
        if not isinstance(listed, dict) or not listed or set(entry) - set(_HEADED):
            problems.append(f"The facet '{facet}' must be written {{weight: ..., indicators: {{indicator_id: ...}}}}.")
            continue
        weight = entry.get("weight", 1)
        problems += wrong_weight("facet", facet, weight)
        facets.append((facet, float(weight) if is_number(weight) else 1.0))
        for indicator_id, share in listed.items():
            wrong = wrong_weight("indicator", indicator_id, share) + _misplaced(str(indicator_id), facet, catalog)
            if indicator_id in {i for i, _, _ in indicators}:
                wrong.append(f"The indicator '{indicator_id}' is there twice.")
            problems += wrong
            if not wrong:
                indicators.append((str(indicator_id), facet, float(share)))
    return facets, indicators, problems


def _misplaced(indicator_id: str, facet: str, catalog: Catalog) -> list[str]:
    known = catalog.indicators
    if indicator_id not in known.index:
        return [unknown("indicator", indicator_id, known.index, "data/catalog/indicators.csv")]
    right = known.facet[indicator_id]
    if right != facet:
        return [f"The indicator '{indicator_id}' stands under '{facet}': its facet is {right}."]
    return []


def _directions(written: Any, ids: list[str], catalog: Catalog) -> tuple[dict[str, str], list[str]]:
    """Which way activity is counted that the catalogue calls neither good nor bad."""
    if written is not None and not isinstance(written, dict):
        return {}, ["direction must be written {indicator_id: more} or {indicator_id: fewer}."]
    problems, directions = [], {str(k): v for k, v in (written or {}).items()}
    polarity = catalog.indicators.polarity
    for indicator_id, way in directions.items():
        if indicator_id not in ids:
            problems.append(f"direction names '{indicator_id}', which is no indicator of this recipe.")
        elif polarity[indicator_id] != "no_judgement":
            problems.append(f"direction names '{indicator_id}', which the catalogue judges: {polarity[indicator_id]}.")
        if way not in DIRECTIONS:
            problems.append(f"direction of '{indicator_id}' is '{way}', not one of {', '.join(DIRECTIONS)}.")
    for indicator_id in ids:
        if polarity[indicator_id] == "no_judgement" and indicator_id not in directions:
            if catalog.indicators.facet[indicator_id] == "activity":
                problems.append(
                    f"The indicator '{indicator_id}' is neither good nor bad: say under direction whether more or "
                    "fewer of it counts here, or leave it out."
                )
            else:
                problems.append(f"The indicator '{indicator_id}' is neither good nor bad: it cannot be ranked.")
    return directions, problems
