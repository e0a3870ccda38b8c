"""Confidence sets for ranks: places that no test can rule out, after Mogstad, Romano, Shaikh and Wilhelm."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scouting.errors import ScoutingError
from scouting.index.matrix import Matrix
from scouting.index.places import ranked, weighed


def rank_limits(
    score, se, level: float = 0.95, simultaneous: bool = True, n: int = 10_000, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """The best and the worst place that each unit may truly have, high scores first: (lower, upper).

    ``score``, ``se``: independent estimates and their standard errors. ``simultaneous``: the sets of all units hold
    at once with the chance ``level``; else each by itself. Every pair of units is tested, two-sided, with a critical
    value from the largest studentised difference over ``n`` parametric draws, stepwise (Romano and Wolf 2005); who is
    surely ahead and who surely behind bound the rank (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic
    Studies 91). Raises ScoutingError where a figure is missing or a standard error is not above zero.

    >>> lower, upper = rank_limits([1, 2, 3, 4, 10], [1, 1, 1, 1, 1])
    >>> lower.tolist(), upper.tolist()
    ([2, 2, 2, 2, 1], [5, 5, 5, 5, 1])
    """
    score, se = np.asarray(score, float), np.asarray(se, float)
    if score.shape != se.shape or not np.isfinite(score).all() or not (np.isfinite(se) & (se > 0)).all():
        raise ScoutingError("Rank sets need a score and a standard error above zero for every unit.")
    # Units by draws, in single precision: a critical value from draws has no more digits than that.
    noise = (np.random.default_rng(seed).standard_normal((n, len(score))) * se).T.astype(np.float32, order="C")
    scale = np.sqrt(se[:, None] ** 2 + se[None] ** 2)
    ahead = (score[None] - score[:, None]) / scale  # [j, k]: how surely k is ahead of j
    every = ~np.eye(len(score), dtype=bool)
    if simultaneous:
        surely = _stepwise(noise, scale, ahead, every, level)
        return 1 + surely.sum(1), len(score) - surely.sum(0)
    lower, upper = np.empty(len(score), int), np.empty(len(score), int)
    for j in range(len(score)):
        mine = np.zeros_like(every)
        mine[j], mine[:, j] = every[j], every[:, j]
        surely = _stepwise(noise, scale, ahead, mine, level)
        lower[j], upper[j] = 1 + surely[j].sum(), len(score) - surely[:, j].sum()
    return lower, upper


def _stepwise(noise, scale, ahead, tested, level) -> np.ndarray:
    """[j, k]: k is surely ahead of j. Test all, take out what is rejected, test the rest with its own critical value.

    Each direction of a pair is a hypothesis of its own: when one is rejected the other stays among the rest.
    """
    rejected = np.zeros_like(tested)
    while True:
        rest = tested & ~rejected
        most = np.full(noise.shape[1], -np.inf, np.float32)
        for j in np.flatnonzero(rest.any(1)):
            for k in np.flatnonzero(rest[j]):
                np.maximum(most, (noise[k] - noise[j]) * np.float32(1 / scale[j, k]), out=most)
        new = rest & (ahead > np.quantile(most, level))
        if not new.any():
            return rejected
        rejected |= new


def rank_set_table(
    matrix: Matrix, within: Iterable[str] | None = None, level: float = 0.95, simultaneous: bool = True
) -> pd.DataFrame:
    """The rank sets of an index by its own weights, within England or within some councils.

    Columns: area_code, rank, rank_low, rank_high (the set's ends), of; councils that are scored, best first. The
    noise is that of the figures alone; of a geometric index, of the logarithm of the score."""
    p = matrix.shares()
    value, noise, held = matrix.blocks
    wanted = np.isfinite(weighed(matrix, p)[0])
    if within is not None:
        wanted &= matrix.areas.isin(list(within))
    whole = held[wanted] @ p
    score, se = value[wanted] @ p / whole, np.sqrt(noise[wanted] ** 2 @ p**2) / whole
    low, high = rank_limits(score, se, level, simultaneous)
    rows = {
        "area_code": matrix.areas[wanted],
        "rank": ranked(score),
        "rank_low": low,
        "rank_high": high,
        "of": len(low),
    }
    return pd.DataFrame(rows).sort_values(["rank", "area_code"], kind="stable", ignore_index=True)
