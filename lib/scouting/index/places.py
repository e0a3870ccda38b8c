"""Scores and ranks: what a weighted index comes to, best first, always with how many were ranked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.index.matrix import Matrix


def ranked(score: np.ndarray) -> np.ndarray:
    """Ranks of each row of scores (..., councils), best first, ties sharing the lowest; no figure may be missing.

    >>> ranked(np.array([[3.0, 5.0, 5.0, 1.0]])).tolist()
    [[3, 1, 1, 4]]
    """
    order = np.argsort(-score, axis=-1)
    ordered = np.take_along_axis(score, order, axis=-1)
    place = np.broadcast_to(np.arange(1, score.shape[-1] + 1, dtype=np.int16), score.shape).copy()
    tied = ordered[..., 1:] == ordered[..., :-1]
    if tied.any():
        place[..., 1:][tied] = 0
        place = np.maximum.accumulate(place, axis=-1)
    rank = np.empty(score.shape, np.int16)
    np.put_along_axis(rank, order, place, axis=-1)
    return rank


def weighed(matrix: Matrix, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Score (NaN under the coverage) and coverage of every council under shares ``w`` in the order of the columns.

    The weight of what a council lacks goes to what it has: never an average in its place.
    """
    value, _, held = matrix.blocks
    counts = w > 0  # what has no weight must not touch even the last digit
    value, held, w = value[:, counts], held[:, counts], w[counts]
    coverage = held @ w
    with np.errstate(invalid="ignore", divide="ignore"):
        score = (value @ w) / coverage
    score = np.where((coverage > 0) & (coverage >= matrix.weighting.coverage - 1e-9), score, np.nan)
    return (np.exp(score) if matrix.geometric else score), coverage


def scores(matrix: Matrix, shares: pd.Series | np.ndarray | None = None) -> pd.DataFrame:
    """Each council's score and rank under some shares, one row per council.

    ``shares``: weights by indicator_id (default: the weighting's own). Columns: area_code, score, rank (1 is best, of
    unrounded scores, ties sharing the lowest; missing where not scored), of (how many are scored), coverage (share of
    the weight that the council has figures for; under the weighting's least share it is not scored).

    >>> from scouting import dataset
    >>> from scouting.recipes import weights
    >>> from scouting.index import matrix_of
    >>> made = matrix_of(dataset.load().panel, weights.read("adult_outcomes"))
    >>> table = scores(made)
    >>> list(table), int(table["rank"].min()), bool(table.score.notna().sum() == table.of[0])
    (['area_code', 'score', 'rank', 'of', 'coverage'], 1, True)
    """
    score, coverage = weighed(matrix, matrix.shares(shares))
    known = np.isfinite(score)
    rank = np.full(len(score), np.nan)
    rank[known] = ranked(score[known])
    return pd.DataFrame(
        {"area_code": matrix.areas, "score": score, "rank": rank, "of": int(known.sum()), "coverage": coverage},
        copy=False,
    )


def beside(scores: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Two indices of the same councils side by side: area_code, rank, other_rank, of, other_of, moved.

    ``moved``: places better (above zero) or worse in the first than in the second. Councils scored by both alone.
    """
    both = scores.merge(other, on="area_code", suffixes=("", "_other")).dropna(subset=["rank", "rank_other"])
    return pd.DataFrame(
        {
            "area_code": both.area_code,
            "rank": both["rank"],
            "other_rank": both.rank_other,
            "of": both.of,
            "other_of": both.of_other,
            "moved": both.rank_other - both["rank"],
        }
    ).reset_index(drop=True)
