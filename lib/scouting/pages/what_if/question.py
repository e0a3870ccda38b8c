"""What if the weights were yours: one question about a council's rank, and its answer in tables.

Nothing here knows of a page or a control: the notebook, the app and the tests ask in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scouting import dataset, index
from scouting.catalog import find_area
from scouting.context import Adjusted, adjust, features_of
from scouting.dataset import Dataset
from scouting.frames import row_of
from scouting.index import Draws, Matrix
from scouting.money import Quadrant, quadrant_of, spend_noise
from scouting.pages.common import matrix_today
from scouting.recipes import weights
from scouting.recipes.weights import Weighting
from scouting.study.choose import study
from scouting.study.core import Study
from scouting.terms import Z95

#: Whom a council is ranked among.
REACHES = {"england": "all of England", "neighbours": "similar councils"}
#: Draws while a slider moves, and when it rests.
MOVING, RESTING = 1_000, 10_000
#: Spending a head that stands beside an index, by service.
SPEND = {"adults": "cost_adult_social_care", "children": "cost_children_social_care"}


@dataclass(frozen=True)
class Question:
    """A council, a weighting, whom it is ranked among (``REACHES``), and whether need and spending are looked at.

    ``neighbours``: the set of similar councils that was asked for; blank: the usual.
    """

    study: Study
    weighting: Weighting
    reach: str = "england"
    need: bool = False
    spending: bool = False
    neighbours: str = ""

    @property
    def service(self) -> str:
        """The service whose need and spending are looked at: that of most of the weight."""
        of = self.study.data.catalog.indicators.service
        shares = self.weighting.shares
        return shares.groupby(of.reindex(shares.index).to_numpy()).sum().idxmax()


@dataclass(frozen=True)
class Answer:
    """What a question comes to.

    ``table``: one row per council of the reach, as ``index.table``, with need allowed for where that was asked;
    ``raw``: the same before that; ``adjusted``: how need was allowed for, else None; ``quadrant``: spending beside the
    index over England, else None; ``draws``: how many stand behind every interval.
    """

    question: Question
    matrix: Matrix
    table: pd.DataFrame
    raw: pd.DataFrame
    adjusted: Adjusted | None
    quadrant: Quadrant | None
    draws: int

    @property
    def own(self) -> pd.Series:
        """The council's own row of ``table``."""
        return row_of(self.table.set_index("area_code", drop=False), self.question.study.area_code)


def ask(
    council: str, recipe: str | Weighting = "adult_outcomes", neighbours: str = "", *, data: Dataset | None = None
) -> Question:
    """A question about a council (any published spelling or code) by a recipe (its name, its file, or itself).

    ``neighbours``: a neighbour set; blank: the usual. Raises ScoutingError for an unknown council, recipe or set.

    >>> ask("Wiltshire", "adult_outcomes").service
    'adults'
    """
    data = data or dataset.load()
    area = find_area(data.catalog, council)
    made = recipe if isinstance(recipe, Weighting) else weights.read(recipe, data.catalog)
    of = study(area, neighbours, ",".join(made.indicators.indicator_id), data=data)
    return Question(of, made, neighbours=neighbours)


def answer(
    question: Question, n: int = RESTING, *, matrix: Matrix | None = None, context: str = "usual", seed: int = 1
) -> Answer:
    """The answer, with intervals from ``n`` draws of noise and weights together.

    ``matrix``: the one that an earlier answer of the same recipe carries, so that a slider need not make it again.
    ``context``: which is allowed for, a name in ``context.CONTEXTS``.
    Raises ScoutingError where all weights are zero, or too few councils can be scored.

    >>> told = answer(ask("Wiltshire", "adult_outcomes"), 200)
    >>> bool(told.own.rank_low <= told.own["rank"] <= told.own.rank_high), int(told.own.of)
    (True, 150)
    """
    made, data = question.weighting, question.study.data
    matrix = matrix or matrix_today(data, made)
    codes = reach_codes(question, matrix)
    draws = index.draw(matrix, made, n, seed=seed)
    among = draws if question.reach == "england" else draws.within(codes)
    raw = _among(index.table(matrix, made, among), codes)
    if not (question.need or question.spending):
        return Answer(question, matrix, raw, raw, None, None, n)
    score = index.scores(matrix, made.shares).set_index("area_code").score
    noise = pd.Series(draws.score.std(axis=0, ddof=1), draws.areas)
    adjusted, table = None, raw
    if question.need:
        adjusted = adjust(score, noise, features_of(latest(data), question.service, context))
        table = _among(_allowed(matrix, made, draws, adjusted, score, codes, seed), codes)
    beside = _beside_spending(question, adjusted, score, noise) if question.spending else None
    return Answer(question, matrix, table, raw, adjusted, beside, n)


def same_scale(one: Weighting, other: Weighting) -> bool:
    """Whether two weightings differ in weights alone, so that one matrix serves both.

    >>> made = weights.read("balanced_adults")
    >>> same_scale(made, made.reweighed({"outcome": 5})), same_scale(made, weights.read("adult_outcomes"))
    (True, False)
    """
    options = ("normalisation", "aggregation", "missing", "coverage")
    rows = [w.indicators[["indicator_id", "direction"]].to_numpy().tolist() for w in (one, other)]
    return rows[0] == rows[1] and all(getattr(one, option) == getattr(other, option) for option in options)


def reach_codes(question: Question, matrix: Matrix) -> list[str]:
    """The councils that are ranked: all of the matrix, or the council and its neighbours."""
    if question.reach == "england":
        return list(matrix.areas)
    return [question.study.area_code, *question.study.neighbour_set.codes]


def latest(data: Dataset) -> pd.DataFrame:
    """The latest figure of every indicator, area_code x indicator_id, as published."""
    return pd.DataFrame(data.panel.figures[..., -1].T, index=data.panel.areas, columns=data.panel.indicators.index)


def _among(table: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """The rows of some councils: those that are not scored stand at the end."""
    return table[table.area_code.isin(codes)].reset_index(drop=True)


def _allowed(
    matrix: Matrix, made: Weighting, draws: Draws, adjusted: Adjusted, score: pd.Series, codes: list[str], seed: int
) -> pd.DataFrame:
    """The index table with need allowed for: every draw less what goes with need, which is itself drawn.

    A council without the context has no adjusted score, so it is not among those ranked.
    """
    rows = adjusted.table.set_index("area_code")
    known = draws.areas[np.isfinite(rows.explained.reindex(draws.areas)) & draws.areas.isin(codes)]
    wide = (rows.explained_high - rows.explained_low).reindex(known).to_numpy() / (2 * Z95)
    rng = np.random.default_rng(seed)
    some, explained = draws.within(known), rows.explained.reindex(known)
    drawn = some.score - explained.to_numpy() - wide * rng.standard_normal(some.score.shape)
    allowed = Draws(index.ranked(drawn), drawn, known)
    return index.table(matrix, made, allowed, score=score.reindex(known) - explained)


def _beside_spending(question: Question, adjusted: Adjusted | None, score: pd.Series, noise: pd.Series) -> Quadrant:
    """The index, with need allowed for where that was asked, beside spending a head over England."""
    data, spend_id = question.study.data, SPEND[question.service]
    place = data.panel.indicators.index.get_loc(spend_id)
    years = pd.DataFrame(data.panel.figures[place], index=data.panel.areas).reindex(score.index)
    outcome = score if adjusted is None else adjusted.table.set_index("area_code").adjusted
    spend = years[years.columns[-1]]
    return quadrant_of(outcome, noise, spend, spend * spend_noise(years))


@dataclass(frozen=True)
class Compared:
    """``shares``: one row per weighting; ``disagreements``: as ``index.disagreements``; ``places``: one row per
    weighting and one of all together (name, title, rank, rank_low, rank_high, of, coverage) for the council."""

    shares: pd.DataFrame
    disagreements: pd.DataFrame
    places: pd.DataFrame


def compare_weightings(
    data: Dataset, area: str, weightings: Sequence[Weighting], within: Sequence[str] = (), n: int = index.DRAWS
) -> Compared:
    """The council's rank under each weighting (interval: noise alone) and under the group's (noise and everybody's own
    weights, drawn with equal chance in place of the Dirichlet).

    ``within``: codes that it is ranked among, besides itself (default: England). Raises ScoutingError as
    ``index.together``.


    >>> both = [weights.read("adult_outcomes"), weights.read("people_first_adults")]
    >>> compare_weightings(dataset.load(), "E06000054", both, n=200).places.name.tolist()
    ['adult_outcomes', 'people_first_adults', 'together']
    """
    group = index.together(weightings)
    shares = index.overlaid(weightings)
    rows = []
    for made in (*weightings, group):
        matrix = matrix_today(data, made)
        given = shares if made is group else None
        draws = index.draw(matrix, n=n, weights=made is group, given=given)
        draws = draws.within([area, *within]) if within else draws
        own = index.table(matrix, made, draws).set_index("area_code").loc[area]
        kept = own[["rank", "rank_low", "rank_high", "of", "coverage"]].to_dict()
        rows.append({"name": made.name, "title": made.title, **kept})
    return Compared(shares, index.disagreements(shares), pd.DataFrame(rows))


def beside_outcomes(data: Dataset, made: Weighting) -> tuple[Weighting, pd.DataFrame] | None:
    """An index of mostly activity beside outcomes only: that recipe, and the two rankings as ``index.beside``.

    None where half of the weight or less lies on activity, and for an index of both services.


    >>> outcomes, rows = beside_outcomes(dataset.load(), weights.read("quantity_only"))
    >>> outcomes.name, bool(len(rows) > 140)
    ('childrens_outcomes', True)
    """
    if not made.mostly_activity or made.service not in weights.OUTCOMES_ONLY:
        return None
    outcomes = weights.read(weights.OUTCOMES_ONLY[made.service], data.catalog)
    return outcomes, index.beside(*(index.scores(matrix_today(data, w)) for w in (made, outcomes)))
