"""The figures of an index: councils by indicators, on one scale, high always good, each with its noise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from scouting.compare import Panel
from scouting.errors import ScoutingError
from scouting.index import scale
from scouting.recipes.weights import Weighting
from scouting.terms import POLARITIES

#: An indicator on which fewer than this share of the councils has a level and its noise stays out of an index.
FEWEST_COUNCILS = 0.5
#: Why an indicator stays out of an index.
NOT_HELD = "no figures are held"
NO_NOISE = "how far its figures usually move is not known"
NO_LEVEL = "a whole year of figures is not held"
TOO_FEW = "too few councils have a figure that can be compared"
ALL_ALIKE = "every council has the same figure"


@dataclass(frozen=True)
class Matrix:
    """``value``, ``noise``: area x indicator, normalised, high is good, NaN where missing; both sorted by code and id.

    ``figures``: the levels that it is made of, in their own unit. ``sign``: +1 or -1 by indicator.
    ``left_out``: why, by indicator_id. ``weighting``: the one asked for, with the indicators that are in.
    """

    value: pd.DataFrame
    noise: pd.DataFrame
    figures: pd.DataFrame
    sign: pd.Series
    left_out: pd.Series
    weighting: Weighting

    @property
    def names(self) -> list[str]:
        """The ids of the indicators that are in."""
        return list(self.value.columns)

    @property
    def areas(self) -> pd.Index:
        """The codes of the councils, scored or not."""
        return self.value.index

    @property
    def geometric(self) -> bool:
        """Whether the index is a geometric mean."""
        return self.weighting.aggregation == "geometric"

    @cached_property
    def blocks(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What a weighted sum is taken of: value and noise with zero for missing, and held (1 or 0).

        Of a geometric index these are logarithms.
        """
        value, noise = self.value.to_numpy(), self.noise.to_numpy()
        held = np.isfinite(value)
        if self.geometric:
            value, noise = scale.as_logs(np.where(held, value, 1.0), np.where(held, noise, 0.0))
        return np.where(held, value, 0.0), np.where(held, noise, 0.0), held.astype(float)

    def shares(self, shares: pd.Series | np.ndarray | None = None) -> np.ndarray:
        """Shares in the order of the columns, summing to 1; those of indicators that are left out are dropped.

        ``shares`` (default: the weighting's own): any weights by indicator_id. Raises ScoutingError where a weight is
        negative or missing, or all are zero.
        """
        if shares is None:
            shares = self.weighting.shares
        w = shares.reindex(self.value.columns).fillna(0.0).to_numpy(float) if isinstance(shares, pd.Series) else shares
        w = np.asarray(w, float)
        if not (np.isfinite(w).all() and (w >= 0).all() and w.sum() > 0) or len(w) != self.value.shape[1]:
            raise ScoutingError(
                f"The shares of an index must be {self.value.shape[1]} numbers from 0, one per indicator, not all zero."
            )
        return w / w.sum()

    def unit(self, indicator_id: str) -> pd.Series:
        """What one more unit in the good direction would add to each council's place on the scale."""
        frame = self.sign[indicator_id] * self.figures[indicator_id]
        better = scale.scaled(frame + 1, frame, self.weighting.normalisation)
        now = scale.scaled(frame, frame, self.weighting.normalisation)
        if self.geometric:
            better, now = (scale.above_zero(x, 0.0)[0] for x in (better, now))
        return pd.Series(better - now, index=self.areas)


def matrix_of(panel: Panel, weighting: Weighting, areas: Iterable[str] | None = None) -> Matrix:
    """The figures of a weighting's indicators on its scale. Raises ScoutingError where no indicator is left.

    ``areas``: the councils that take part (default: those of the panel with a latest figure of any of the indicators;
    name them all, so that one that has none is counted as not scored). What counts is the level (the last up to three
    years, the latest most). A council that has too few people behind an indicator's figure has no score on it. A level
    without noise is not used; an indicator without any, of fewer than half of the councils, or the same for all, stays
    out, and ``left_out`` says why. The scale is made by all the councils that take part.

    >>> from scouting import dataset
    >>> from scouting.recipes import weights
    >>> made = matrix_of(dataset.load().panel, weights.read("adult_outcomes"))
    >>> made.value.shape[1], len(made.left_out), bool((made.noise.min() > 0).all())
    (6, 0, True)
    """
    ids = sorted(weighting.indicators.indicator_id)
    codes = panel.areas[panel.councils]
    cut = panel.take(pd.Index(ids))
    known = list(cut.indicators.index)
    figures = np.where(cut.too_few, np.nan, cut.level)[:, panel.councils]
    noise = cut.level_se[:, panel.councils]
    figures = pd.DataFrame(figures.T, index=codes, columns=known).reindex(columns=ids)
    noise = pd.DataFrame(noise.T, index=codes, columns=known).reindex(columns=ids)
    latest = np.isfinite(cut.figures[:, panel.councils, -1])
    chosen = codes[np.any(latest, axis=0)] if areas is None else pd.Index(list(areas), dtype=object)
    figures, noise = (t.reindex(sorted(set(chosen))) for t in (figures, noise))
    moves = np.isfinite(cut.se[:, panel.councils, -1]).any(1)
    lacking = np.select([~latest.any(1), ~moves], [NOT_HELD, NO_NOISE], NO_LEVEL)
    lacking = pd.Series(lacking, index=known).reindex(ids, fill_value=NOT_HELD)
    ways = weighting.indicators.set_index("indicator_id").direction.map({"more": 1, "fewer": -1}).reindex(ids)
    sign = ways.fillna(cut.indicators.polarity.map(POLARITIES).reindex(ids)).fillna(0).astype(int)
    return from_tables(figures, noise, sign, weighting, lacking)


def from_tables(
    figures: pd.DataFrame, noise: pd.DataFrame, sign: pd.Series, weighting: Weighting, lacking: pd.Series | None = None
) -> Matrix:
    """A matrix of figures and noise given as tables (area x indicator), with +1 or -1 by indicator.

    ``lacking``: why an indicator has nothing to use, where it has nothing (default: no figures, or no noise).
    """
    figures = figures.sort_index().sort_index(axis=1)
    noise = noise.reindex_like(figures)
    if lacking is None:
        lacking = pd.Series(np.where(figures.notna().any(), NO_NOISE, NOT_HELD), figures.columns)
    usable = figures.where((noise > 0) & noise.notna())
    left_out: dict[str, str] = {}
    for name in map(str, figures):
        n = usable[name].notna().sum()
        if not n:
            left_out[name] = lacking[name]
        elif n < FEWEST_COUNCILS * len(figures):
            left_out[name] = TOO_FEW
        elif usable[name].nunique() == 1:
            left_out[name] = ALL_ALIKE
    if len(left_out) == figures.shape[1]:
        reasons = "; ".join(f"{name}: {why}" for name, why in left_out.items())
        raise ScoutingError(f"No indicator of '{weighting.name}' can be used: {reasons}.")
    usable = usable.drop(columns=list(left_out))
    noise = noise.where(usable.notna())[usable.columns]
    value, se = np.empty(usable.shape), np.empty(usable.shape)
    for k, name in enumerate(map(str, usable)):
        way = sign[name]
        if way not in (1, -1):
            raise ScoutingError(f"The indicator '{name}' is neither good nor bad: it cannot be part of an index.")
        frame = way * usable[name].to_numpy()
        value[:, k] = scale.scaled(frame, frame, weighting.normalisation)
        se[:, k] = scale.scaled_noise(frame, noise[name].to_numpy(), frame, weighting.normalisation)
    if weighting.aggregation == "geometric":
        value, se = scale.above_zero(value, se)
    values, se = (pd.DataFrame(block, index=usable.index, columns=usable.columns) for block in (value, se))
    inside = weighting.only(usable.columns)
    return Matrix(values, se, usable, sign[usable.columns], pd.Series(left_out, dtype=object), inside)
