"""The figures that explanations are made from: those of every council at once, in blocks, as the study hands them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.catalog import terms_in
from scouting.explain.background import Moves, allow, centred, moved, spread
from scouting.explain.counting import Counts, counted
from scouting.stats import gaps
from scouting.stats.noise import robust_spread
from scouting.stats.ranks import quantiles
from scouting.terms import FEWEST_NEIGHBOURS, POLARITIES, Z95

#: A council with over three times as many people behind a figure, or under a third, works at another size: it is told
#: with both sizes, and asked after those of like size.
TIMES_AS_LARGE = 3.0


class Topic(NamedTuple):
    """Indicators of one topic on which better can be told from worse, as places in the block.

    ``targeted``, ``timeliness``; ``untargeted``: its outcomes and experience without a target, none set aside;
    ``guards``: what would suffer if its targets were chased, of whatever topic.
    """

    name: str
    service: str
    targeted: np.ndarray
    untargeted: np.ndarray
    timeliness: np.ndarray
    guards: np.ndarray


@dataclass(frozen=True)
class Figures:
    """Indicators x councils x periods, NaN where missing; nothing here is filled in.

    ``facts``: rows of the catalogue by indicator_id; ``names``: councils' names by code, in the order of the blocks;
    ``region`` (councils,): codes; ``need``: by service, context figures (councils, features); ``heads``: by service,
    how many people it is there for (councils,); ``labels``, ``position``, ``segment`` (indicators, periods) and
    ``figures``, ``se``, ``numerator``, ``denominator``, ``markers`` (indicators, councils, periods) as in the panel;
    ``level``, ``lower``, ``upper`` (indicators, councils): the level and its limits, NaN where too few people stand
    behind it; ``too_few`` (indicators, councils): where that is so; ``between``, ``reliability`` (indicators,): tau
    squared and reliability of the levels; ``correlation`` (indicators,): of one year's scatter with the next one's;
    ``aside`` (indicators,): why nobody is named on it, or ""; ``clear_from``:
    from what sureness on a gap is called clear.
    """

    facts: pd.DataFrame
    names: pd.Series
    region: np.ndarray
    need: dict[str, np.ndarray]
    heads: dict[str, np.ndarray]
    labels: np.ndarray
    position: np.ndarray
    segment: np.ndarray
    figures: np.ndarray
    se: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    markers: np.ndarray
    level: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    too_few: np.ndarray
    between: np.ndarray
    reliability: np.ndarray
    correlation: np.ndarray
    aside: np.ndarray
    clear_from: float

    @cached_property
    def sign(self) -> np.ndarray:
        """Polarity of each indicator as +1, -1 or 0; a count of people says how large a council is: 0."""
        way = self.facts.polarity.map(POLARITIES).to_numpy()
        return np.where(self.facts.statistic == "count", 0, way)

    @cached_property
    def middle(self) -> np.ndarray:
        """Median level of councils, by indicator."""
        return robust_spread(self.level, axis=1)[0]

    @cached_property
    def scale(self) -> np.ndarray:
        """Standard deviation of the levels between councils, by indicator."""
        return spread(self.level)

    @cached_property
    def level_se(self) -> np.ndarray:
        """Standard error of ``level``, either way alike."""
        return (self.upper - self.lower) / (2 * Z95)

    @cached_property
    def score(self) -> np.ndarray:
        """The level from the middle of councils, good way up, in standard deviations between councils."""
        return centred(self.level) * (np.where(self.sign == 0, np.nan, self.sign) / self.scale)[:, None]

    @cached_property
    def score_se(self) -> np.ndarray:
        """Noise of ``score``."""
        return self.level_se / self.scale[:, None]

    @cached_property
    def adjusted(self) -> np.ndarray:
        """What is left of ``score`` after region and need."""
        out = np.full(self.score.shape, np.nan)
        for service, need in self.need.items():
            mine = (self.facts.service == service).to_numpy()
            out[mine] = allow(self.score[mine], self.region, need)
        return out

    @cached_property
    def moves(self) -> Moves:
        """How each council's figures moved; none of too few people."""
        figures = np.where(self.too_few[..., None], np.nan, self.figures)
        return moved(figures, self.se, self.position, self.segment, self.sign, self.scale)

    @cached_property
    def counts(self) -> Counts:
        """How much each council counts."""
        heads = np.array([self.heads.get(s, np.full(len(self.names), np.nan)) for s in self.facts.service])
        need = [self.need.get(s, np.empty((len(self.names), 0))) for s in self.facts.service]
        return counted(self.numerator, self.denominator, heads, self.region, need, self.position, self.segment)

    @cached_property
    def can_name(self) -> np.ndarray:
        """Whether anybody may be named as ahead: better can be told from worse, and nothing sets it aside."""
        return (self.sign != 0) & (self.aside == "")

    @cached_property
    def topics(self) -> list[Topic]:
        """Every topic in which better can be told from worse, in the catalogue's order."""
        facts, judged = self.facts, self.sign != 0
        targeted = (facts.targeted == "yes").to_numpy() & judged
        plain = facts.facet.isin(["outcome", "experience"]).to_numpy() & ~targeted & self.can_name
        found = []
        for (service, name), rows in facts.groupby(["service", "topic"], sort=False):
            mine = facts.index.isin(rows.index)
            if not (mine & judged).any():
                continue
            named = {g for cell in facts.guards[mine] for g in terms_in(cell)}
            guards = facts.index.isin(named) & judged & ~(mine & targeted)
            parts = (
                mine & targeted,
                mine & plain,
                mine & (facts.facet == "timeliness").to_numpy(),
                guards,
            )
            found.append(Topic(str(name), str(service), *(np.flatnonzero(part) for part in parts)))
        return found

    def place(self, area_code: str) -> int:
        """Where a council stands in the blocks; -1 for one that has no figures here."""
        return int(self.names.index.get_indexer(pd.Index([area_code]))[0])

    def sureness(self, one: int, others: np.ndarray) -> np.ndarray:
        """How sure it is that each of ``others`` is ahead of ``one`` (places): (indicators, others), good way up.

        The rule of the verdict between two councils. NaN where better cannot be told from worse, or either council has
        no level to compare. The spread of gaps between two councils is twice that between councils and their middle.
        """
        theirs = (self.level[:, others], self.lower[:, others], self.upper[:, others])
        ours = (self.level[:, [one]], self.lower[:, [one]], self.upper[:, [one]])
        way = np.where(self.sign == 0, np.nan, self.sign)[:, None]
        return gaps.sureness(*theirs, *ours, 2 * self.between[:, None]) * way

    def like_size(self, one: int, others: np.ndarray) -> np.ndarray:
        """Whether each of ``others`` has about as many people behind its figure as ``one``: (indicators, others).

        Neither over three times as many nor under a third. Where numbers are not published, nothing speaks against it.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            times = self.denominator[:, others, -1] / self.denominator[:, [one], -1]
        return ~((times > TIMES_AS_LARGE) | (times < 1 / TIMES_AS_LARGE))

    def middles(self, members: np.ndarray) -> np.ndarray:
        """The median score of some councils (places) on each indicator; NaN where under half of them have one."""
        block = self.score[:, members]
        enough = np.isfinite(block).sum(1) >= max(FEWEST_NEIGHBOURS * len(members), 1)
        return np.where(enough, quantiles(block, [0.5])[0], np.nan)

    def places(self, codes: list[str]) -> np.ndarray:
        """Where some councils stand in the blocks, those without figures here left out."""
        found = self.names.index.get_indexer(pd.Index(codes))
        return found[found >= 0]
