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
from scouting.stats.noise import robust_spread
from scouting.stats.ranks import quantiles
from scouting.terms import FEWEST_NEIGHBOURS, POLARITIES, RELIABILITY_FLOOR


class Topic(NamedTuple):
    """The indicators of one topic, as places in the block: ``judged`` are those on which somebody can be ahead.

    ``untargeted``: its outcomes and experience without a target; ``targeted`` and ``timeliness``: those judged;
    ``guards``: what would suffer if its targets were chased, of whatever topic.
    """

    name: str
    service: str
    judged: np.ndarray
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
    ``mean``, ``mean_se`` (indicators, councils): the sustained figure and its noise; ``between``, ``reliability``
    (indicators,): tau squared and reliability of the sustained figures.
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
    mean: np.ndarray
    mean_se: np.ndarray
    between: np.ndarray
    reliability: np.ndarray

    @cached_property
    def sign(self) -> np.ndarray:
        """Polarity of each indicator as +1, -1 or 0; a count of people says how large a council is: 0."""
        way = self.facts.polarity.map(POLARITIES).to_numpy()
        return np.where(self.facts.statistic == "count", 0, way)

    @cached_property
    def middle(self) -> np.ndarray:
        """Median of the sustained figures of councils, by indicator."""
        return robust_spread(self.mean, axis=1)[0]

    @cached_property
    def scale(self) -> np.ndarray:
        """Standard deviation of the sustained figures between councils, by indicator."""
        return spread(self.mean)

    @cached_property
    def score(self) -> np.ndarray:
        """The sustained figure from the middle of councils, good way up, in standard deviations between councils."""
        return centred(self.mean) * (np.where(self.sign == 0, np.nan, self.sign) / self.scale)[:, None]

    @cached_property
    def score_se(self) -> np.ndarray:
        """Noise of ``score``."""
        return self.mean_se / self.scale[:, None]

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
        """How each council's figures moved."""
        return moved(self.figures, self.se, self.position, self.segment, self.sign, self.scale)

    @cached_property
    def counts(self) -> Counts:
        """How much each council counts."""
        heads = np.array([self.heads.get(s, np.full(len(self.names), np.nan)) for s in self.facts.service])
        need = [self.need.get(s, np.empty((len(self.names), 0))) for s in self.facts.service]
        return counted(self.numerator, self.denominator, heads, self.region, need, self.position, self.segment)

    @cached_property
    def can_name(self) -> np.ndarray:
        """Whether an indicator can tell councils apart well enough that somebody may be named as ahead."""
        return (self.sign != 0) & (np.nan_to_num(self.reliability) >= RELIABILITY_FLOOR)

    @cached_property
    def topics(self) -> list[Topic]:
        """Every topic on which somebody can be ahead, in the catalogue's order."""
        facts, usable = self.facts, self.can_name
        targeted = (facts.targeted == "yes").to_numpy() & (self.sign != 0)
        good = facts.facet.isin(["outcome", "experience"]).to_numpy() & ~targeted & usable
        found = []
        for (service, name), rows in facts.groupby(["service", "topic"], sort=False):
            mine = facts.index.isin(rows.index)
            if not (mine & usable).any():
                continue
            named = {g for cell in facts.guards[mine] for g in terms_in(cell)}
            guards = facts.index.isin(named) & (self.sign != 0) & ~(mine & targeted)
            parts = (
                mine & usable,
                mine & targeted,
                mine & good,
                mine & (facts.facet == "timeliness").to_numpy(),
                guards,
            )
            found.append(Topic(name, service, *(np.flatnonzero(part) for part in parts)))
        return found

    def place(self, area_code: str) -> int:
        """Where a council stands in the blocks; -1 for one that has no figures here."""
        return int(self.names.index.get_indexer([area_code])[0])

    def middles(self, members: np.ndarray) -> np.ndarray:
        """The median score of some councils (places) on each indicator; NaN where under half of them have one."""
        block = self.score[:, members]
        enough = np.isfinite(block).sum(1) >= max(FEWEST_NEIGHBOURS * len(members), 1)
        return np.where(enough, quantiles(block, [0.5])[0], np.nan)

    def places(self, codes: list[str]) -> np.ndarray:
        """Where some councils stand in the blocks, those without figures here left out."""
        found = self.names.index.get_indexer(codes)
        return found[found >= 0]
