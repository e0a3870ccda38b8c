"""Recipes of an index: which indicators, how weighed, scaled and put together. Files people edit, checked whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from scouting import catalog as catalogue
from scouting import paths
from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean, unknown
from scouting.recipes.files import load, names_of, problems_of, read_text
from scouting.recipes.weights_check import CHOICES, DEFAULT_COVERAGE, NO_LONGER_USED, checked, wrong_weight
from scouting.terms import FACETS

#: The recipe that an index of mostly activity is held beside, by service.
OUTCOMES_ONLY = {"adults": "adult_outcomes", "children": "childrens_outcomes"}
_OPTIONS = (*CHOICES, "coverage")


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
        problems, tables = [], []
        for label, table, key, new in (
            ("facet", self.facets, "facet", facets or {}),
            ("indicator", self.indicators, "indicator_id", indicators or {}),
        ):
            strange = [name for name in new if name not in set(table[key])]
            problems += [unknown(label, str(n), table[key], f"the weighting '{self.name}'") for n in strange]
            problems += [p for name, w in new.items() if name not in strange for p in wrong_weight(label, name, w)]
            known = {name: w for name, w in new.items() if name not in strange and not wrong_weight(label, name, w)}
            weights = table[key].map(known).astype(float)
            tables.append(table.assign(weight=weights.fillna(table.weight.astype(float))))
        if problems:
            raise ScoutingError(problems)
        made = replace(self, facets=tables[0], indicators=tables[1])
        return _some_weight(made)

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
    path = Path(name_or_path)
    if path.suffix not in (".yml", ".yaml"):
        if str(name_or_path) not in names():
            raise ScoutingError(unknown("weighting", str(name_or_path), names(), f"data/recipes: {', '.join(names())}"))
        path = paths.RECIPES / f"{name_or_path}.yml"
    return parse(read_text(path), path.stem, catalog, where=path.name)


def parse(text: str, name: str, catalog: Catalog | None = None, where: str = "") -> Weighting:
    """A weighting from the text of a YAML file. ``where``: what to call it in a message (default: its name)."""
    where = where or name
    written, twice = load(text, where)
    return built(written, name, catalog or catalogue.read(), where, [f"'{key}' is there twice." for key in twice])


def built(written: object, name: str, catalog: Catalog, where: str, problems: list[str] | None = None) -> Weighting:
    """A weighting from what a file or a shared text says, with the problems already found in it."""
    facets, indicators, wrong = checked(written, name, catalog)
    found = [*(problems or []), *wrong]
    if found:
        raise ScoutingError([f"{where}: {problem}" for problem in found])
    services = catalog.indicators.service[indicators.indicator_id].unique()
    missing = written.get("missing", "reweight")
    made = Weighting(
        name=name,
        title=written["title"].strip(),
        note=" ".join(str(written.get("note") or "").split()),
        service=services[0] if len(services) == 1 else "both",
        normalisation=written.get("normalisation", "z"),
        aggregation=written.get("aggregation", "arithmetic"),
        missing=missing,
        coverage=float(written.get("coverage", DEFAULT_COVERAGE[missing])),
        facets=facets,
        indicators=indicators,
        notices=tuple(f"{where}: {words}" for key, words in NO_LONGER_USED.items() if key in written),
    )
    try:
        return _some_weight(made)
    except ScoutingError as err:
        raise ScoutingError(f"{where}: {err}") from None


def problems(catalog: Catalog) -> list[str]:
    """What is wrong with the weightings of data/recipes, a sentence each; none where all are sound.

    >>> problems(catalogue.read())
    []
    """
    return problems_of(names(), lambda name: read(name, catalog))


def plain(w: Weighting) -> dict:
    """A weighting as the plain entries of its file, in their order."""
    said = {key: getattr(w, key) for key in ("title", "note", *_OPTIONS) if getattr(w, key) != ""}
    directions = w.indicators[w.indicators.direction != ""]
    if len(directions):
        said["direction"] = dict(zip(directions.indicator_id, directions.direction, strict=True))
    said["facets"] = {
        row.facet: {
            "weight": float(row.weight),
            "indicators": {
                i: float(v) for i, f, v, _ in w.indicators.itertuples(index=False, name=None) if f == row.facet
            },
        }
        for row in w.facets.itertuples()
    }
    return said


def to_yaml(w: Weighting) -> str:
    """A weighting as the text of its file: what ``parse`` reads back as the same.

    >>> to_yaml(read("adult_outcomes")).splitlines()[0]
    "title: Outcomes of adults' social care"
    """
    return yaml.safe_dump(plain(w), sort_keys=False, allow_unicode=True, width=110)


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
    base = read(w.name) if w.name in names() else None
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
    if name != "none" and name not in names():
        raise ScoutingError(
            f"The shared text names the recipe '{name[:40]}', which is not here.{did_you_mean(name, names())} "
            "It begins with recipe= and one of: " + ", ".join([*names(), "none"]) + "."
        )
    entries = plain(read(name, catalog)) if name != "none" else {"title": "Shared", "facets": {}}
    problems, seen = [], set()
    for key, sign, value in parts:
        if not sign or key in seen:
            wrong = "is there twice" if key in seen else "is not of the form name=value"
            problems.append(f"'{key[:60]}' {wrong}.")
            continue
        seen.add(key)
        problems += _take(entries, key, value, catalog)
    entries["facets"] = {f: e for f, e in entries["facets"].items() if e["indicators"]}
    return built(entries, "shared" if name == "none" else name, catalog, "The shared text", problems)


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


__all__ = ["OUTCOMES_ONLY", "Weighting", "from_text", "names", "parse", "problems", "read", "to_text", "to_yaml"]
