"""The index table: one row per council, its rank never without its interval and how many were ranked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.index.draws import Draws
from scouting.index.matrix import Matrix
from scouting.index.places import ranked, weighed
from scouting.recipes.weights import Weighting
from scouting.terms import Z95

#: Stars by place: three for the best tenth, two to the half, one to the last tenth, none in it. The cut-offs are ours.
STAR_CUTS = (0.1, 0.5, 0.9)
_INTERVAL = (0.025, 0.975)
COLUMNS = (
    "recipe_id", "area_code", "score", "rank", "rank_low", "rank_high", "of", "expected_rank", "chance_top",
    "chance_bottom", "stars", "chance_0", "chance_1", "chance_2", "chance_3", "alike", "coverage",
)  # fmt: skip


def star_band(rank, of: int, cuts: tuple[float, float, float] = STAR_CUTS) -> np.ndarray:
    """Stars, 0 to 3, of ranks among ``of`` councils: a place is within a cut when it is at most that share of them.

    >>> star_band([1, 15, 16, 76, 77, 137, 138, 153], 153).tolist()
    [3, 3, 2, 2, 1, 1, 0, 0]
    """
    return 3 - np.searchsorted(np.asarray(cuts) * of + 1e-9, np.asarray(rank, float))


def table(
    matrix: Matrix,
    weighting: Weighting | None,
    draws: Draws,
    cuts: tuple[float, float, float] = STAR_CUTS,
    score: pd.Series | None = None,
) -> pd.DataFrame:
    """The index table of the councils of ``draws``; those of the matrix not scored follow, figures missing.

    Columns: recipe_id, area_code, score, rank (among the councils of the draws), rank_low, rank_high (the middle 95%
    of the drawn ranks, and the rank itself), of, expected_rank (mean of the drawn), chance_top and chance_bottom (to
    be in the best and the last quarter), stars and chance_0 to chance_3 (by ``cuts``, see ``star_band``), alike (other
    councils whose drawn score differs by no more than 1.96 standard deviations of the difference: too close to call),
    coverage. Best first; ties by code. ``score``: by area_code, in place of the weighted ones (where need is
    allowed for, say; the draws are then of these).

    >>> from scouting import dataset, index
    >>> from scouting.recipes import weights
    >>> made = index.matrix_of(dataset.load().panel, weights.read("adult_outcomes"))
    >>> rows = table(made, None, index.draw(made, n=500))
    >>> bool((rows.rank_low <= rows["rank"])[rows["rank"].notna()].all()), tuple(rows) == COLUMNS
    (True, True)
    """
    weighting = weighting or matrix.weighting
    plain, coverage = weighed(matrix, matrix.shares(weighting.shares))
    scored = plain if score is None else score.reindex(matrix.areas).to_numpy(float)
    where = matrix.areas.get_indexer(draws.areas)
    rank = ranked(scored[where])
    of = len(where)
    chances = rank_chances(draws)
    upto = chances.cumsum(1)
    low = np.minimum(1 + (upto <= _INTERVAL[0]).sum(1), rank)
    high = np.maximum(1 + (upto < _INTERVAL[1] - 1e-12).sum(1), rank)
    quarter = np.arange(1, of + 1) <= of / 4 + 1e-9
    bands = star_band(np.arange(1, of + 1), of, cuts)
    rows = pd.DataFrame(
        {
            "recipe_id": weighting.name,
            "area_code": draws.areas,
            "score": scored[where],
            "rank": rank.astype(float),
            "rank_low": low.astype(float),
            "rank_high": high.astype(float),
            "of": of,
            "expected_rank": chances @ np.arange(1, of + 1),
            "chance_top": chances[:, quarter].sum(1),
            "chance_bottom": chances[:, quarter[::-1]].sum(1),
            "stars": star_band(rank, of, cuts).astype(float),
            **{f"chance_{k}": chances[:, bands == k].sum(1) for k in range(4)},
            "alike": _alike(draws).astype(float),
            "coverage": coverage[where],
        }
    ).sort_values(["rank", "area_code"], kind="stable")
    unscored = np.setdiff1d(np.flatnonzero(~np.isfinite(scored)), where)
    rest = pd.DataFrame({"recipe_id": weighting.name, "area_code": matrix.areas[unscored], "of": of})
    rest["coverage"] = coverage[unscored]
    return pd.concat([rows, rest], ignore_index=True)[list(COLUMNS)] if len(rest) else rows.reset_index(drop=True)


def rank_chances(draws: Draws) -> np.ndarray:
    """The chance of each rank: (councils, ranks), every row summing to 1."""
    n, councils = draws.rank.shape
    place = draws.rank + (np.arange(councils) * councils - 1)
    counts = np.bincount(place.ravel(), minlength=councils * councils)
    return counts.reshape(councils, councils) / n


def _alike(draws: Draws) -> np.ndarray:
    mean = draws.score.mean(0, dtype=float)
    away = (draws.score - mean).astype(draws.score.dtype)
    shared = (away.T @ away / len(away)).astype(float)
    own = np.diag(shared)
    reach = Z95 * np.sqrt(np.maximum(own[:, None] + own[None] - 2 * shared, 0))
    return (np.abs(mean[:, None] - mean[None]) <= reach).sum(1) - 1
