"""What a notebook is given for a council, a service, a measure and a set of similar councils: by the app, by hand."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from scouting import paths
from scouting.catalog import Catalog
from scouting.catalog.groups import region_of

#: The measure that a page on one measure begins with, and the weights that a page on weights does.
MEASURES = {"children": "re_referrals", "adults": "care_quality_of_life"}
RECIPES = {"children": "balanced_children", "adults": "balanced_adults"}
OUTCOMES = {"children": "childrens_outcomes", "adults": "adult_outcomes"}
#: Where notebooks of one's own are, beside those that come with the project.
MINE = "mine"


def parameters_cell(book: NotebookNode) -> int:
    """The place of the cell tagged ``parameters``."""
    return next(k for k, c in enumerate(book.cells) if "parameters" in c.metadata.get("tags", []))


def own_parameters(book: NotebookNode) -> dict[str, object]:
    """The parameters of a notebook with the values that it has of its own, read from its first code cell.

    >>> cells = [nbformat.v4.new_code_cell('draws = 10  # how often', metadata={"tags": ["parameters"]})]
    >>> own_parameters(nbformat.v4.new_notebook(cells=cells))
    {'draws': 10}
    """
    lines = ast.parse(book.cells[parameters_cell(book)].source).body
    given = [(one.targets[0], one.value) for one in lines if isinstance(one, ast.Assign)]
    return {name.id: ast.literal_eval(value) for name, value in given if isinstance(name, ast.Name)}


def parameters(
    known: Mapping[str, object], area: str, service: str, measure: str, neighbours: str, catalog: Catalog
) -> dict[str, object]:
    """What a notebook is given, by the names of its parameters. ``known``: those, with the notebook's own values.

    A notebook about a group of councils is given the council's region; one about outcomes the measure, where that is
    an outcome or what people say, and one way is good.

    >>> from scouting.catalog import read
    >>> known = {"council": "", "service": "", "recipe": "balanced_children"}
    >>> parameters(known, "E06000015", "adults", "care_quality_of_life", "", read())
    {'council': 'E06000015', 'service': 'adults', 'recipe': 'balanced_adults'}
    """
    fact = catalog.indicators.loc[measure]
    judged = str(fact.facet) in ("outcome", "experience") and str(fact.polarity) != "no_judgement"
    made = {
        "council": area,
        "councils": catalog.name(region_of(area, catalog)),
        "service": service,
        "indicators": service,
        "indicator": measure,
        "outcome": measure if judged else (MEASURES if service == "adults" else OUTCOMES)[service],
        "neighbours": neighbours,
        "recipe": (OUTCOMES if known.get("recipe") in OUTCOMES.values() else RECIPES)[service],
    }
    return {name: made[name] for name in known if name in made}


def written(source: str, given: Mapping[str, object]) -> str:
    """The source of a parameters cell with other values; its comments stay.

    >>> written('council = "Wiltshire"  # any spelling', {"council": "Derby"})
    'council = "Derby"  # any spelling'
    """
    for name, value in given.items():
        source = re.sub(
            rf'^{name} = (?:"[^"]*"|\S+)', lambda _, n=name, v=value: f"{n} = {json.dumps(v)}", source, flags=re.M
        )
    return source


def copy(notebook: Path, council: str, given: Mapping[str, object]) -> Path:
    """A copy of a notebook with other parameters and no outputs, in the folder ``MINE`` beside it: where it is.

    One of the same council that is there already is written anew.
    """
    book = nbformat.read(notebook, as_version=4)
    cell = book.cells[parameters_cell(book)]
    cell.source = written(cell.source, given)
    for one in (c for c in book.cells if c.cell_type == "code"):
        one.outputs, one.execution_count = [], None
    path = notebook.parent / MINE / f"{paths.slug(council)}-{notebook.name}"
    path.parent.mkdir(exist_ok=True)
    with paths.new_file(path) as aside:
        nbformat.write(book, aside)
    return path
