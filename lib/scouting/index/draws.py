"""How sure a rank is: the index over and over, with noise in the figures, with other weights, or with both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scouting.errors import ScoutingError
from scouting.index.matrix import Matrix
from scouting.index.places import ranked, weighed
from scouting.recipes.weights import Weighting

#: The usual width of the weights: of an indicator with a tenth of them, two draws in three lie between 7% and 13%.
WIDTH = 0.1
DRAWS = 10_000
#: Where councils differ by no more than their noise, this share of its variance is left between them, so that their
#: order in a draw is chance and not a tie.
_LEAST_SPREAD = 1e-4
#: No score is drawn towards the others by more than this many times its noise: one so far out is not chance.
_FURTHEST = 3.0
#: Draws worked out at once: few enough to stay in the processor's cache, where they are several times as quick.
_AT_ONCE = 500


@dataclass(frozen=True)
class Draws:
    """``rank`` (draws x councils, 1 is best) and ``score`` of the scored councils ``areas``."""

    rank: np.ndarray
    score: np.ndarray
    areas: pd.Index

    def __len__(self) -> int:
        return len(self.rank)

    def within(self, codes: Iterable[str]) -> Draws:
        """The same draws, ranked within some councils alone; those that are not scored are left out."""
        wanted = self.areas.isin(list(codes))
        score = self.score[:, wanted]
        return Draws(ranked(score), score, self.areas[wanted])


def draw(
    matrix: Matrix,
    weighting: Weighting | None = None,
    n: int = DRAWS,
    width: float = WIDTH,
    noise: bool = True,
    weights: bool = True,
    seed: int = 1,
    given: pd.DataFrame | None = None,
) -> Draws:
    """Draw the index ``n`` times. Raises ScoutingError for a width outside 0 to 1 or under three scored councils.

    ``weighting`` (default: the matrix's): the shares around which weights are drawn, from a Dirichlet distribution in
    which a share p has the standard deviation ``width`` x sqrt(p(1 - p)). ``given``: in its place one row per person,
    their shares by indicator_id, drawn with equal chance. ``noise``: what each council's true score may be, given its
    score, its noise and how councils are spread (empirical Bayes; Laird and Louis 1989, Goldstein and Spiegelhalter
    1996; the variance between councils is drawn too, as its own estimate is unsure). Adding the noise to the scores
    again instead would count it twice, and its intervals would hold the true rank too seldom. The noise of unlike
    indicators is taken as independent.

    >>> from scouting import dataset, index
    >>> from scouting.recipes import weights
    >>> made = index.matrix_of(dataset.load().panel, weights.read("adult_outcomes"))
    >>> draw(made, n=100).rank.shape[0], draw(made, n=100, noise=False, weights=False).rank.std(axis=0).max()
    (100, np.float64(0.0))
    """
    if not 0 < width <= 1:
        raise ScoutingError(f"The width of the weights is {width}: it is a number above 0 and up to 1.")
    p = matrix.shares(None if weighting is None else weighting.shares)
    scored = np.isfinite(weighed(matrix, p)[0])
    if scored.sum() < 3:
        raise ScoutingError(f"Only {scored.sum()} councils can be scored: at least 3 are needed to rank them.")
    rng = np.random.default_rng(seed)
    shares = _weights(matrix, p, n, width, weights, given, rng)
    used = (shares > 0).any(0)  # an indicator of no weight must not touch the chances of the others
    value, noises, held = (block[np.ix_(scored, used)].T for block in matrix.blocks)
    shares = np.broadcast_to(shares[:, used], (n, int(used.sum())))
    whole = shares @ held
    lacking = whole <= 0  # no figure of what this draw weighs: nothing is known, so any score may be its own
    whole[lacking] = 1
    score = (shares @ value) / whole
    if noise:
        variance = (shares**2 @ noises**2) / whole**2
        variance[lacking] = 1e6
    rank = np.empty(score.shape, np.int16)
    for start in range(0, n, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        if noise:
            score[some] = _true(score[some], variance[some], rng)
        rank[some] = ranked(score[some])
    return Draws(rank, np.exp(score) if matrix.geometric else score, matrix.areas[scored])


def _weights(matrix, p, n, width, weights, given, rng) -> np.ndarray:
    """Shares to draw with: (n, indicators), or one row where they stay as they are."""
    if not weights:
        return p[None]
    if given is not None:
        people = np.array([matrix.shares(row) for _, row in given.iterrows()])
        return people[rng.integers(len(people), size=n)]
    drawn = np.zeros((n, len(p)))
    drawn[:, p > 0] = rng.standard_gamma(p[p > 0] * (1 / width**2 - 1 + 1e-9), size=(n, int((p > 0).sum())))
    total = drawn.sum(1, keepdims=True)
    return np.where(total > 0, drawn / np.where(total > 0, total, 1), p)


def _true(score: np.ndarray, variance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """True scores given observed ones (rows: draws), under a normal spread between councils.

    The spread is the generalised moment estimate (DerSimonian and Kacker 2007) with weights that suit the middle of
    the variances; its sampling error is that of a variance, so the weighted scatter is divided by chi squared over
    its degrees of freedom. How far a score is drawn towards the mean is limited (Efron and Morris 1972), as a normal
    spread would take one council that is truly far out for chance.
    """
    n, councils = score.shape
    middle = np.median(variance, axis=1, keepdims=True)
    w = 1 / (variance + middle)
    total = w.sum(1, keepdims=True)
    mean = (w * score).sum(1, keepdims=True) / total
    scatter = (w * (score - mean) ** 2).sum(1, keepdims=True)
    part = w * (1 - w / total)
    scatter = scatter * ((councils - 1) / rng.chisquare(councils - 1, size=(n, 1)))
    spread = (scatter - (part * variance).sum(1, keepdims=True)) / part.sum(1, keepdims=True)
    spread = np.maximum(spread, _LEAST_SPREAD * middle)
    kept = spread / (spread + variance)
    reach = _FURTHEST * np.sqrt(variance)
    pulled = score - np.clip((1 - kept) * (score - mean), -reach, reach)
    return pulled + np.sqrt(kept * variance) * rng.standard_normal(score.shape)
