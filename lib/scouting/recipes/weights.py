"""Recipes of an index: which indicators, how weighed, scaled and put together. Files people edit, checked whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scouting import paths, plain_yaml, texts
from scouting.catalog import Catalog
from scouting.catalog import read as read_catalog
from scouting.errors import Problems, ScoutingError, did_you_mean, unknown
from scouting.frames import each_cell
from scouting.recipes.files import TITLE, Entry, Form, find, is_number, load, names_of, problems_of, wrong_weight
from scouting.terms import FACETS

#: The recipe that an index of mostly activity is held beside, by service.
OUTCOMES_ONLY = {"adults": "adult_outcomes", "children": "childrens_outcomes"}
#: The options that are words, the usual one first.
_CHOICES = {
    "normalisation": ("z", "min_max", "percentile"),
    "aggregation": ("arithmetic", "geometric"),
    "missing": ("reweight", "exclude"),
}
#: Entries that files of before may have and that no longer say anything, and what a reader is told of each.
_NO_LONGER_USED = {
    "horizon": "The entry 'horizon' is no longer used and was ignored: every index now rests on the last three years, "
    "the latest counting most."
}
#: The least share of the weight that a council must hold, unless the recipe says another.
_DEFAULT_COVERAGE = {"reweight": 0.6, "exclude": 1.0}
_DIRECTIONS = ("more", "fewer")
#: Facets of which no figure is good or bad: what a council has to deal with, and what it spends.
_NEVER = {"need": "it says what a council has to deal with", "cost": "money is neither good nor bad by itself"}
_FORM = Form(
    {
        "title": TITLE,
        "note": Entry(),
        **{key: Entry(choices=allowed, default=allowed[0]) for key, allowed in _CHOICES.items()},
        "coverage": Entry(
            lambda share: is_number(share) and 0 < share <= 1,
            "coverage is '{value}': the least share of weight held is a number above 0 and up to 1.",
            default=1,
        ),
        "direction": Entry(
            lambda ways: isinstance(ways, dict | None),
            "direction must be written {{indicator_id: more}} or {{indicator_id: fewer}}.",
        ),
        "facets": Entry(
            lambda facets: isinstance(facets, dict) and facets,
            "facets must name at least one facet with its weight and indicators.",
        ),
    },
    "{}: This is no recipe",
    ": it names the index",
    _NO_LONGER_USED,
)
_OPTIONS = (*_CHOICES, "coverage")


@dataclass(frozen=True)
class Weighting:
    """How an index is made.

    ``normalisation``: z, min_max or percentile. ``aggregation``: arithmetic or geometric. ``missing``: reweight or
    exclude. ``coverage``: the least share of the weight that a council must hold to be scored. ``facets``: facet,
    weight. ``indicators``: indicator_id, facet, weight (within its facet) and direction ("", or more or fewer where the
    catalogue judges neither good). ``service``: adults, children or both. ``notices``: what a reader should know of the
    file that it was read from, a sentence each.
    """

    name: str
    title: str
    note: str
    service: str
    normalisation: str
    aggregation: str
    missing: str
    coverage: float
    facets: pd.DataFrame
    indicators: pd.DataFrame
    notices: tuple[str, ...] = ()

    @cached_property
    def shares(self) -> pd.Series:
        """Each indicator's share of the whole weight, by indicator_id, summing to 1.

        A facet's share is divided among its indicators by their weights. A facet none of whose indicators has weight
        counts for nothing.

        >>> read("balanced_adults").shares.sum().round(12)
        np.float64(1.0)
        """
        weight = self.indicators.weight.to_numpy(float)
        sums = self.indicators.groupby("facet").weight.agg(math.fsum)  # exact, so that no order of rows matters
        within = self.indicators.facet.map(sums).to_numpy(float)
        of_facet = self.indicators.facet.map(self.facets.set_index("facet").weight).to_numpy(float)
        raw = np.divide(weight * of_facet, within, out=np.zeros(len(weight)), where=within > 0)
        return pd.Series(raw / math.fsum(raw), index=self.indicators.indicator_id.to_numpy(), name="share")

    @property
    def activity_share(self) -> float:
        """The share of the weight that lies on activity: on how much is done, not on what comes of it.

        >>> read("quantity_only").activity_share, read("adult_outcomes").activity_share
        (1.0, 0.0)
        """
        return float(self.shares[(self.indicators.facet == "activity").to_numpy()].sum())

    @property
    def mostly_activity(self) -> bool:
        """Whether more than half of the weight lies on activity."""
        return self.activity_share > 0.5 + 1e-12

    def reweighed(
        self, facets: Mapping[str, float] | None = None, indicators: Mapping[str, float] | None = None
    ) -> Weighting:
        """The same with other weights of some facets and indicators. Raises ScoutingError with every problem at once.

        >>> read("balanced_adults").reweighed({"outcome": 0}).shares["care_control"]
        np.float64(0.0)
        """
        problems, tables = Problems(), []
        for label, table, key, new in (
            ("facet", self.facets, "facet", facets or {}),
            ("indicator", self.indicators, "indicator_id", indicators or {}),
        ):
            known = {name: weight for name, weight in new.items() if name in set(table[key])}
            strange = [str(name) for name in new if name not in known]
            problems += [unknown(label, name, table[key], f"the weighting '{self.name}'") for name in strange]
            problems += [problem for name, weight in known.items() for problem in wrong_weight(name, weight)]
            weights = pd.to_numeric(table[key].map(known), errors="coerce")
            tables.append(table.assign(weight=weights.fillna(table.weight).astype(float)))
        problems.raise_if_any()
        return _some_weight(replace(self, facets=tables[0], indicators=tables[1]))

    def only(self, ids: Iterable[str]) -> Weighting:
        """The same with some of its indicators alone; facets left without any are left out too."""
        kept = self.indicators[self.indicators.indicator_id.isin(list(ids))].reset_index(drop=True)
        facets = self.facets[self.facets.facet.isin(kept.facet)].reset_index(drop=True)
        return _some_weight(replace(self, facets=facets, indicators=kept))


def _some_weight(made: Weighting) -> Weighting:
    of_facet = made.indicators.facet.map(made.facets.set_index("facet").weight)
    if not ((made.indicators.weight > 0) & (of_facet > 0)).any():
        raise ScoutingError(f"Every weight of '{made.name}' is zero: at least one indicator must count.")
    return made


def names(folder: Path | None = None) -> list[str]:
    """The names of the weightings in a folder (default: data/recipes), in alphabetical order.

    >>> names()[:3]
    ['adult_outcomes', 'balanced_adults', 'balanced_children']
    """
    return names_of("facets", folder or paths.RECIPES)


def read(name_or_path: str | Path, catalog: Catalog | None = None) -> Weighting:
    """A weighting by its name in data/recipes, or from a file (ending in .yml or .yaml).

    ``catalog``: judges facets and indicators (default: the project's own). Raises ScoutingError with every problem of
    the file at once.

    >>> read("adult_outcomes").normalisation, read("adult_outcomes").service
    ('z', 'adults')
    """
    path = find(name_or_path, paths.RECIPES, names(), "weighting")
    return parse(texts.read(path, "recipe"), path.stem, catalog, where=path.name)


def parse(text: str, name: str, catalog: Catalog | None = None, where: str = "") -> Weighting:
    """A weighting from the text of a YAML file. ``where``: what to call it in a message (default: its name)."""
    return built(*load(text, where or name), name, catalog or read_catalog(), where or name)


def built(written: Any, problems: Problems, name: str, catalog: Catalog, where: str) -> Weighting:
    """A weighting from what a file or a shared text says, with the problems already found in it."""
    said, wrong = _FORM.judge(written, name, where)
    problems += wrong
    if (said["aggregation"], said["normalisation"]) == ("geometric", "z"):
        problems.append(
            "aggregation is geometric and normalisation is z: a geometric mean needs figures above zero. "
            "Take min_max or percentile."
        )
    facets, indicators = _facets(said["facets"], catalog, problems)
    indicators["direction"] = _directions(said["direction"], indicators.indicator_id, catalog, problems)
    problems.raise_if_any(where)
    services = catalog.indicators.service[indicators.indicator_id].unique()
    made = Weighting(
        name=name,
        title=said["title"].strip(),
        note=" ".join(str(said["note"] or "").split()),
        service=services[0] if len(services) == 1 else "both",
        **{key: said[key] for key in _CHOICES},
        coverage=float(written.get("coverage", _DEFAULT_COVERAGE[said["missing"]])),
        facets=facets,
        indicators=indicators,
        notices=tuple(f"{where}: {words}" for key, words in _NO_LONGER_USED.items() if key in written),
    )
    problems.attempt(_some_weight, made)
    problems.raise_if_any(where)
    return made


def _facets(written: Any, catalog: Catalog, problems: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The facets and the indicators that are written; what is wrong with them joins the problems."""
    facets, indicators = [], {}
    for facet, entry in written.items() if isinstance(written, dict) else ():
        if facet not in FACETS:
            problems.append(f"Unknown facet '{facet}'.{did_you_mean(str(facet), FACETS)} They are {', '.join(FACETS)}.")
            continue
        if facet in _NEVER:
            problems.append(f"The facet '{facet}' cannot be part of an index: {_NEVER[facet]}.")
            continue
        listed = entry.get("indicators") if isinstance(entry, dict) else None
        if not isinstance(listed, dict) or not listed or set(entry) - {"weight", "indicators"}:
            problems.append(f"The facet '{facet}' must be written {{weight: ..., indicators: {{indicator_id: ...}}}}.")
            continue
        texts.check_listed(len(listed), f"indicators under {facet}")
        weight = entry.get("weight", 1)
        problems += wrong_weight(facet, weight)
        facets.append((facet, float(weight) if is_number(weight) else 1.0))
        for indicator_id, share in listed.items():
            wrong = wrong_weight(indicator_id, share) + _misplaced(str(indicator_id), facet, catalog)
            if indicator_id in indicators:
                wrong.append(f"The indicator '{indicator_id}' is there twice.")
            problems += wrong
            if not wrong:
                indicators[indicator_id] = (indicator_id, facet, float(share))
    columns = ["indicator_id", "facet", "weight"]
    return pd.DataFrame(facets, columns=columns[1:]), pd.DataFrame(list(indicators.values()), columns=columns)


def _misplaced(indicator_id: str, facet: str, catalog: Catalog) -> list[str]:
    known = catalog.indicators
    if indicator_id not in known.index:
        return [unknown("indicator", indicator_id, known.index, "data/catalog/indicators.csv")]
    right = known.facet[indicator_id]
    return [f"The indicator '{indicator_id}' is under '{facet}', but its facet is {right}."] if right != facet else []


def _directions(written: Any, ids: pd.Series, catalog: Catalog, problems: list[str]) -> list[str]:
    """Which way each indicator is counted: blank, but for activity that the catalogue calls neither good nor bad."""
    ways = {str(k): v for k, v in written.items()} if isinstance(written, dict) else {}
    polarity = catalog.indicators.polarity
    for indicator_id, way in ways.items():
        if indicator_id not in set(ids):
            problems.append(f"direction names '{indicator_id}', which is not an indicator of this recipe.")
        elif polarity[indicator_id] != "no_judgement":
            problems.append(f"direction names '{indicator_id}', which the catalogue judges: {polarity[indicator_id]}.")
        if way not in _DIRECTIONS:
            problems.append(f"direction of '{indicator_id}' is '{way}', not one of {', '.join(_DIRECTIONS)}.")
    for indicator_id in ids:
        if polarity[indicator_id] == "no_judgement" and indicator_id not in ways:
            problems.append(
                f"The indicator '{indicator_id}' is neither good nor bad: say under direction whether more or "
                "fewer of it counts here, or leave it out."
                if catalog.indicators.facet[indicator_id] == "activity"
                else f"The indicator '{indicator_id}' is neither good nor bad: it cannot be ranked."
            )
    return [ways.get(name, "") for name in ids]


def problems(catalog: Catalog) -> list[str]:
    """What is wrong with the weightings of data/recipes, a sentence each; none where all are sound.

    >>> problems(read_catalog())
    []
    """
    return problems_of(names(), lambda name: read(name, catalog))


def plain(w: Weighting) -> dict:
    """A weighting as the plain entries of its file, in their order."""
    said = {key: getattr(w, key) for key in ("title", "note", *_OPTIONS) if getattr(w, key) != ""}
    directions = w.indicators[w.indicators.direction != ""]
    if len(directions):
        said["direction"] = dict(zip(directions.indicator_id, directions.direction, strict=True))
    of = {facet: rows.set_index("indicator_id").weight.astype(float) for facet, rows in w.indicators.groupby("facet")}
    said["facets"] = {
        facet: {"weight": float(weight), "indicators": of[facet].to_dict() if facet in of else {}}
        for facet, weight in zip(w.facets.facet, w.facets.weight, strict=True)
    }
    return said


def to_yaml(w: Weighting) -> str:
    """A weighting as the text of its file: what ``parse`` reads back as the same.

    >>> to_yaml(read("adult_outcomes")).splitlines()[0]
    "title: Outcomes of adults' social care"
    """
    return plain_yaml.dump(plain(w))


#: Longer than every indicator of the catalogue with its weight; a longer text is nobody's weights.
LONGEST = 8000
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")


def to_text(w: Weighting) -> str:
    """A weighting in one line of plain text: the recipe it began from and what is otherwise than there.

    ``direction.`` stands before an indicator that counts one way only here. A weighting whose recipe is not among
    those of data/recipes is written whole, with recipe=none.

    >>> to_text(read("balanced_adults").reweighed({"outcome": 5}, {"care_control": 0.5}))
    'recipe=balanced_adults outcome=5 care_control=0.5'
    """
    base = read(w.name) if w.name in names() else None
    told = [f"recipe={w.name if base else 'none'}"]
    for option in _OPTIONS:
        if base is None or getattr(w, option) != getattr(base, option):
            told.append(f"{option}={_plain(getattr(w, option))}")
    for mine, key in ((w.facets, "facet"), (w.indicators, "indicator_id")):
        new = mine.set_index(key).weight
        old = (base.facets if key == "facet" else base.indicators).set_index(key).weight if base else pd.Series()
        told += [f"{name}={_plain(value)}" for name, value in each_cell(new) if name not in old or old[name] != value]
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
            f"This is not a shared weighting: one is a line of plain letters, up to {LONGEST:,} characters, "
            "such as recipe=adult_outcomes outcome=2."
        )
    catalog = catalog or read_catalog()
    parts = [part.partition("=") for part in text.split()]
    name = {key: value for key, _, value in parts}.get("recipe", "")
    if name != "none" and name not in names():
        raise ScoutingError(
            f"The shared text names the recipe '{name[:40]}', which is not here.{did_you_mean(name, names())} "
            "It begins with recipe= and one of: " + ", ".join([*names(), "none"]) + "."
        )
    entries = plain(read(name, catalog)) if name != "none" else {"title": "Shared", "facets": {}}
    problems, seen = Problems(), set()
    for key, sign, value in parts:
        if not sign or key in seen:
            wrong = "is there twice" if key in seen else "is not of the form name=value"
            problems.append(f"'{key[:60]}' {wrong}.")
            continue
        seen.add(key)
        problems += _take(entries, key, value, catalog)
    entries["facets"] = {f: e for f, e in entries["facets"].items() if e["indicators"]}
    return built(entries, problems, "shared" if name == "none" else name, catalog, "The shared text")


def _take(entries: dict, key: str, value: str, catalog: Catalog) -> list[str]:
    """Put one name=value of a shared text among the entries of a recipe; what is wrong with it."""
    if key == "recipe":
        return []
    before, dot, name = key.partition(".")
    if key in _CHOICES or key in _NO_LONGER_USED:  # judged with the rest of the recipe
        entries[key] = value[:40]
    elif dot and before == "direction":
        entries.setdefault("direction", {})[name[:60]] = value[:40]
    elif key != "coverage" and key not in FACETS and key not in catalog.indicators.index:
        known = ["recipe", *_OPTIONS, *FACETS, *catalog.indicators.index]
        return [f"'{key[:60]}' is not an option, facet or indicator.{did_you_mean(key[:60], known)}"]
    elif not _NUMBER.fullmatch(value):
        return [f"'{key}' is '{value[:40]}': it must be a plain number from 0, such as 2 or 0.5."]
    elif key == "coverage":
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
