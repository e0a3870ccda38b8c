"""What if the weights were yours, inside a report's page: what the page carries, and the part of it that shows.

The page works ranks out itself (``inside.js``), from the figures of all councils as they stand in the index. It shows
the reader's own council, and similar councils as marks without names.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scouting import markup
from scouting.frames import place_of
from scouting.index import Matrix
from scouting.pages.common import matrix_today
from scouting.pages.what_if import choices
from scouting.pages.what_if.words import left_out_sentence, mid
from scouting.recipes import weights
from scouting.recipes.weights import Weighting
from scouting.study import Study
from scouting.terms import FACETS
from scouting.words.figures import many

#: The element of the page that holds the data, by its id.
DATA = "what-if-data"
#: Fewer topics than this are no choice between topics: then the measures themselves are held against each other.
FEWEST_TOPICS = 5


def script() -> str:
    """What the page runs: ``inside.js`` without indents and lines of comment, since pages are e-mailed."""
    lines = Path(__file__).with_name("inside.js").read_text(encoding="utf-8").splitlines()
    bare = (line.strip() for line in lines)
    return "\n".join(line for line in bare if line and not line.startswith("//"))


def weighting(study: Study) -> Weighting | None:
    """The weights that a study's page starts from: outcomes of its service; none where it lacks one of the measures.

    >>> from scouting.study import study
    >>> weighting(study("Derby")).name, weighting(study("Derby", indicators="re_referrals"))
    ('childrens_outcomes', None)
    """
    made = weights.read(weights.OUTCOMES_ONLY[study.service], study.data.catalog)
    return made if made.indicators.indicator_id.isin(study.indicators.index).all() else None


def matrix(study: Study, made: Weighting) -> Matrix:
    """The published figures of every council on the scale of an index: no council's own are among them."""
    return matrix_today(study.data.published or study.data, made)


def held(study: Study, made: Weighting, matrix: Matrix, topic: Callable[[str], str]) -> dict[str, Any]:
    """What the page carries, as plain data. ``topic``: a topic of the catalogue as people would call it.

    recipe, name (of the council), coverage; kinds: id, title, weight, weight of what stays out; measures: id, title,
    weight, place among the kinds; own and near: the council's and similar councils' places among all, which stand in
    the order of their codes and are not told apart otherwise, so that nobody is listed; value and noise in base64, row
    by row, little-endian: doubles (so that ranks are exactly Python's) with NaN for missing, and whole
    numbers of 16 bits to be multiplied by unit; choices: groups (title, places of measures), pairs, solution,
    chance (how many of them go with weights by chance), alike (two groups whose weights, as logarithms, are no further
    apart are alike).
    """
    facts, shown = study.data.catalog.indicators, made.only(matrix.names)
    rows = shown.indicators
    order = [matrix.names.index(name) for name in rows.indicator_id]
    value, noise, there = (block[:, order] for block in matrix.blocks)
    unit = float(noise.max()) / 65535
    kinds, out = list(made.facets.facet), made.indicators[~made.indicators.indicator_id.isin(rows.indicator_id)]
    rest = out.groupby("facet").weight.sum().reindex(kinds, fill_value=0.0)
    facets = zip(kinds, map(FACETS.get, kinds), map(float, made.facets.weight), map(float, rest), strict=True)
    near = [code for code in study.neighbour_set.codes if code in matrix.areas]
    return {
        "recipe": made.name,
        "name": study.name,
        "coverage": made.coverage,
        "kinds": [list(one) for one in facets],
        "measures": [
            [name, facts.short_title[name], weight, kinds.index(facet)]
            for name, facet, weight in zip(rows.indicator_id, rows.facet, map(float, rows.weight), strict=True)
        ],
        "own": place_of(matrix.areas, study.area_code),
        "near": [place_of(matrix.areas, code) for code in near],
        "value": _packed(np.where(there > 0, value, np.nan), "<f8"),
        "noise": _packed(np.fmax(np.rint(noise / unit), 1), "<u2"),
        "unit": unit,
        "choices": _choices(list(rows.indicator_id), facts, topic),
    }


def _packed(block: np.ndarray, kind: str) -> str:
    return base64.b64encode(block.astype(kind).tobytes()).decode("ascii")


def _choices(names: list[str], facts: pd.DataFrame, topic: Callable[[str], str]) -> dict[str, Any]:
    """The questions: between topics, or between measures where there are few topics."""
    topics = facts.topic[names]
    if topics.nunique() < FEWEST_TOPICS:
        groups = [[facts.short_title[name], [place]] for place, name in enumerate(names)]
    else:
        groups = []
        for told in dict.fromkeys(topics):
            mine = [place for place, name in enumerate(names) if topics[name] == told]
            title = facts.short_title[names[mine[0]]] if len(mine) == 1 else topic(told)
            groups.append([title, mine])
    n = len(groups)
    return {
        "groups": groups,
        "pairs": choices.pairs(n),
        "solution": choices.solution(n).round(7).tolist(),
        "chance": round(choices.by_chance(n)),
        "alike": round(float(np.log(choices.MORE)) / 2, 9),
    }


def section(study: Study, made: Weighting, matrix: Matrix) -> str:
    """The part of the page as HTML: its words, and the places that the script fills. It says so where none runs."""
    told = [
        f"Here {many(len(matrix.names), 'measure')} make one rank: {mid(made.title)}. How much each one counts is a "
        "choice, and the starting weights are nobody's policy. Move them to what matters to you.",
        left_out_sentence(matrix.left_out, study.data.catalog.indicators.short_title),
    ]
    parts = [
        "<h2>What if the weights were yours</h2>",
        *(markup.sentences([line]) for line in told),
        '<p class="waiting">The weights can be moved once this page is open in a web browser.</p>',
        '<div class="answer" hidden><p role="status"></p><svg role="img"></svg><p class="ends"></p></div>',
        '<div class="controls"></div>',
        markup.sentences(
            [
                "The range says how far the rank could move because figures go up and down from year to year. "
                "A rank does not say why, and it says nothing about any person. What you do here stays on this page."
            ],
            "small",
        ),
    ]
    return f'<section class="what-if" id="what-if">{"".join(parts)}</section>'
