"""What a visitor has chosen: council, service, measure, similar councils. Read from an address, carried by links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from scouting import context
from scouting.catalog import Catalog, find_area
from scouting.catalog.groups import region_of
from scouting.errors import Problems, ScoutingError, shown
from scouting.frames import each_row
from scouting.neighbours import default_set, listing
from scouting.periods import as_of_day
from scouting.recipes import weights
from scouting.terms import SERVICES

#: The services as a visitor reads them.
TITLES = {"children": "Children's social care", "adults": "Adult social care"}
#: The measure that a page on one measure begins with, and the weights that a page on weights does.
MEASURES = {"children": "re_referrals", "adults": "care_quality_of_life"}
RECIPES = {"children": "balanced_children", "adults": "balanced_adults"}
OUTCOMES = {"children": "childrens_outcomes", "adults": "adult_outcomes"}
#: What the header says of each choice that every link carries.
HEADER = ("council", "service", "measure", "neighbours")
#: Choices of single pages, by the parameter of the notebook; each is blank for the page's own.
MORE = {
    "recipe": "Weights",
    "views": "Signs to draw",
    "topic": "Topic of the national page",
    "spend": "Spending",
    "context": "Need that is allowed for",
    "draws": "Draws",
    "small_counts": "Suppress our own counts under",
    "visits": "What visits brought home",
    "as_of": "Ages of figures on the day",
}
_VIEWS = {"shown": "those that are shown", "all": "all that can be judged", "none": "none"}
_CONTEXTS = {"usual": "the usual measures of need", "deprivation": "deprivation alone", "wider": "a wider set"}
#: An option of a list: what goes into the address, what is read.
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """What is chosen. ``area``: an ONS code, blank where no council is; ``neighbours``: blank for the usual set.

    ``more``: the choices of single pages that were made, by ``MORE``. ``notices``: what was asked for and cannot be.
    """

    area: str = ""
    service: str = "children"
    measure: str = MEASURES["children"]
    neighbours: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """What a link carries, as the end of an address; what is blank is left out.

        >>> Choices("E06000015", "adults", "care_quality_of_life").query
        'council=E06000015&service=adults&measure=care_quality_of_life'
        """
        carried = dict(zip(HEADER, (self.area, self.service, self.measure, self.neighbours), strict=True))
        return urlencode({name: value for name, value in carried.items() if value})


def choose(given: Callable[[str], str], catalog: Catalog) -> Choices:
    """The choices of an address. ``given``: the text of an argument by its name, blank where there is none.

    A measure of the other service gives way to the service's own, and a set that has no list for the council to the
    usual one, which is said. Raises ScoutingError with every name that is unknown.

    >>> from scouting.catalog import read
    >>> choose({"council": "derby", "measure": "care_quality_of_life"}.get, read()).service
    'adults'
    """
    problems, facts = Problems(), catalog.indicators
    asked = {name: (given(name) or "").strip() for name in (*HEADER, *MORE)}
    area = (problems.attempt(_council, catalog, asked["council"]) or "") if asked["council"] else ""
    measure, service = asked["measure"], asked["service"]
    if measure and measure not in facts.index:
        problems.append(_none("measure", measure))
    if service and service not in SERVICES:
        problems.append(_none("service", service))
    problems.raise_if_any()
    service = service or (facts.service[measure] if measure else "children")
    if not measure or facts.service[measure] != service:
        measure = MEASURES[service]
    notices = ()
    chosen, sets = asked["neighbours"], set_titles(catalog)
    if chosen and chosen not in sets:
        problems.append(_none("set of similar councils", chosen))
    elif chosen and area and chosen not in dict(set_options(catalog, area, service)):
        notices = (f"{sets[chosen]} has no list for {catalog.name(area)}: the usual similar councils are used.",)
        chosen = ""
    more = {name: asked[name] for name in MORE if asked[name]}
    for name, value in more.items():
        if name == "as_of":
            problems.attempt(as_of_day, value)
        elif value not in dict(more_options(name, service, catalog)):
            problems.append(f"{MORE[name]}: '{shown(value)}' is not among what can be chosen.")
    problems.raise_if_any()
    return Choices(area, service, measure, chosen, more, notices)


def _council(catalog: Catalog, text: str) -> str:
    """A council's code. A visitor of the app has no use for where councils are listed: a list stands on the page."""
    try:
        return find_area(catalog, text)
    except ScoutingError as err:
        raise ScoutingError([problem.partition(" Councils are listed in ")[0] for problem in err.problems]) from None


def _none(kind: str, word: str) -> str:
    return f"There is no {kind} '{shown(word)}' here."


def parameters(known: Mapping[str, object], chosen: Choices, catalog: Catalog) -> dict[str, object]:
    """What a notebook is given: ``known`` has its parameters with their own values.

    A notebook about a group of councils is given the council's region; one about outcomes the measure, where that is
    an outcome or what people say.

    >>> from scouting.catalog import read
    >>> derby = Choices("E06000015", "adults", "care_quality_of_life")
    >>> parameters({"council": "", "service": "", "recipe": "balanced_children"}, derby, read())
    {'council': 'E06000015', 'service': 'adults', 'recipe': 'balanced_adults'}
    """
    service, fact = chosen.service, catalog.indicators.loc[chosen.measure]
    judged = fact.facet in ("outcome", "experience") and fact.polarity != "no_judgement"
    made = {
        "council": chosen.area,
        "councils": catalog.name(region_of(chosen.area, catalog)),
        "service": service,
        "indicators": service,
        "indicator": chosen.measure,
        "outcome": chosen.measure if judged else (MEASURES if service == "adults" else OUTCOMES)[service],
        "neighbours": chosen.neighbours,
        "recipe": (OUTCOMES if known.get("recipe") in OUTCOMES.values() else RECIPES)[service],
    }
    made |= {name: _typed(name, value) for name, value in chosen.more.items()}
    return {name: made[name] for name in known if name in made}


def _typed(name: str, value: str) -> object:
    return int(value) if name in ("draws", "small_counts") else value == "True" if name == "visits" else value


def set_titles(catalog: Catalog) -> dict[str, str]:
    """The sets of similar councils, published and calculated: set_id to title."""
    return catalog.once(_set_titles)


def _set_titles(catalog: Catalog) -> dict[str, str]:
    return {row.set_id: row.title for row in each_row(listing.listed(catalog))}


def set_options(catalog: Catalog, area: str, service: str) -> Options:
    """The sets that can be chosen for a council; the usual one of its service is the blank one, and first."""
    held = catalog.neighbours
    of_council = set(held.set_id[held.area_code == area]) if area else set(held.set_id)
    published, usual = set(catalog.neighbour_sets.set_id), default_set(catalog, service)
    titles = set_titles(catalog)
    there = [(k, t) for k, t in titles.items() if (k not in published or k in of_council) and k != usual]
    return [("", f"Usual: {titles[usual]}"), *there]


def measure_options(catalog: Catalog, service: str) -> list[tuple[str, Options]]:
    """The measures of a service by topic: each topic with its measures."""
    rows = catalog.indicators[catalog.indicators.service == service]
    topics = rows.groupby("topic", sort=True)
    return [(str(topic), [(str(i), str(t)) for i, t in zip(of.index, of.title, strict=True)]) for topic, of in topics]


def more_options(name: str, service: str, catalog: Catalog) -> Options:
    """What can be chosen of one of ``MORE``; a day is typed, so it has none."""
    facts = catalog.indicators[catalog.indicators.service == service]
    if name == "recipe":
        made = [weights.read(one, catalog) for one in catalog.once(_recipe_names)]
        return [(one.name, one.title) for one in made if one.service == service]
    if name == "topic":
        judged = facts[facts.facet.isin(["outcome", "experience"]) & (facts.polarity != "no_judgement")]
        return [(topic, topic.capitalize()) for topic in sorted(set(judged.topic))]
    if name == "spend":
        costs = facts[(facts.facet == "cost") & (facts.denominator_label != "")]
        return [(str(i), str(title)) for i, title in zip(costs.index, costs.title, strict=True)]
    lists: dict[str, Options] = {
        "views": [*_VIEWS.items()],
        "context": [(one, _CONTEXTS[one]) for one in context.CONTEXTS],
        "draws": [("1000", "1,000: quick"), ("10000", "10,000")],
        "small_counts": [(str(n), str(n)) for n in (3, 5, 6, 10)],
        "visits": [("True", "shown on this page"), ("False", "not shown")],
    }
    return lists.get(name, [])


def _recipe_names(_: Catalog) -> list[str]:
    return weights.names()
