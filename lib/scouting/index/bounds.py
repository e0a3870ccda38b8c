"""The best and the worst rank that weights within bounds could give one council, with what is proven of it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from scouting.errors import ScoutingError
from scouting.index.matrix import Matrix
from scouting.index.places import weighed
from scouting.recipes.weights import Weighting

#: Scores nearer than this share of the scale are level: the solver cannot tell them apart.
LEVEL = 1e-6


@dataclass(frozen=True)
class Extremes:
    """``table``: end (best, worst), rank, bound (no weights within the bounds give better or worse), proven (whether
    rank and bound meet), now (rank by the chosen weights), of. ``shares``: indicator_id, chosen, best, worst."""

    area: str
    table: pd.DataFrame
    shares: pd.DataFrame


def extremes(
    matrix: Matrix,
    weighting: Weighting | None,
    area: str,
    low: float = 0.5,
    high: float = 2.0,
    seconds: float = 20.0,
) -> Extremes:
    """The best and worst rank of a council when each indicator's weight may be ``low`` to ``high`` times the chosen
    one.

    A mixed integer programme (scipy's HiGHS), half of ``seconds`` for each end; when time runs out the rank is what was
    found, and ``bound`` what is proven. A missing figure stands as the council's own score by the chosen weights, which
    leaves that score as it is. Raises ScoutingError for a council that is not scored and for bounds that are none.

    >>> from scouting import dataset, index
    >>> from scouting.recipes import weights
    >>> made = index.matrix_of(dataset.load().panel, weights.read("people_first_adults"))
    >>> told = extremes(made, None, "E06000054", seconds=10).table
    >>> bool(told["rank"][0] <= told.now[0] <= told["rank"][1])
    True
    """
    if not (0 <= low <= 1 <= high < math.inf):
        raise ScoutingError(f"The bounds are {low:g} and {high:g} times: the first is 0 to 1, the second 1 or more.")
    p, codes, value = completed(matrix, weighting, area)
    lead = np.delete(value, codes.get_loc(area), 0) - value[codes.get_loc(area)]
    lead = lead[:, p > 0]
    box = low * p[p > 0], high * p[p > 0]
    now = 1 + int((lead @ p[p > 0] > LEVEL).sum())
    rows, shares = [], {"indicator_id": matrix.names, "chosen": p}
    for end in ("best", "worst"):
        rank, bound, u = _end(lead, box, p[p > 0], end, seconds / 2)
        rows.append({"end": end, "rank": rank, "bound": bound, "proven": rank == bound, "now": now, "of": len(codes)})
        shares[end] = np.zeros(len(p))
        shares[end][p > 0] = u / u.sum()
    return Extremes(area, pd.DataFrame(rows), pd.DataFrame(shares))


def completed(matrix: Matrix, weighting: Weighting | None, area: str) -> tuple[np.ndarray, pd.Index, np.ndarray]:
    """Shares, the scored councils' codes and their figures, a missing one set to the council's own score."""
    p = matrix.shares(None if weighting is None else weighting.shares)
    score, _ = weighed(matrix, p)
    scored = np.isfinite(score)
    codes = matrix.areas[scored]
    if area not in codes:
        raise ScoutingError(f"{area} is not scored by '{matrix.weighting.name}': it has figures for too little of it.")
    value, _, held = (block[scored] for block in matrix.blocks)
    own = np.log(score[scored]) if matrix.geometric else score[scored]
    return p, codes, np.where(held > 0, value, own[:, None])


def _end(lead, box, p, end: str, seconds: float) -> tuple[int, int, np.ndarray]:
    """Rank, bound and weights of one end. ``lead``: others less the council, a row each."""
    low, high = box
    most = np.where(lead > 0, lead * high, lead * low).sum(1)
    least = np.where(lead > 0, lead * low, lead * high).sum(1)
    always, never = least > LEVEL, most <= LEVEL
    free = ~always & ~never
    base = 1 + int(always.sum())
    rows, k, n = lead[free], lead.shape[1], int(free.sum())
    if not n:
        return base, base, p
    # z = 1: that council is ahead. Best: it must be 1 where it is ahead. Worst: it may be 1 only where it is.
    if end == "best":
        constraint = LinearConstraint(np.hstack([rows / most[free, None], -np.eye(n)]), ub=0)
    else:
        gap = 2 * LEVEL - least[free]
        constraint = LinearConstraint(np.hstack([rows / gap[:, None], -np.eye(n)]), lb=least[free] / gap)
    started = time.monotonic()
    solved = milp(
        c=np.r_[np.zeros(k), np.full(n, 1.0 if end == "best" else -1.0)],
        constraints=constraint,
        integrality=np.r_[np.zeros(k), np.ones(n)],
        bounds=Bounds(np.r_[low, np.zeros(n)], np.r_[high, np.ones(n)]),
        options={"time_limit": max(seconds - (time.monotonic() - started), 0.1), "mip_rel_gap": 0.0, "presolve": False},
    )
    u = p if solved.x is None else np.clip(solved.x[:k], low, high)
    ranks = [(1 + int((lead @ w > LEVEL).sum()), w) for w in (p, u)]
    rank, u = min(ranks, key=lambda r: r[0]) if end == "best" else max(ranks, key=lambda r: r[0])
    proven = solved.mip_dual_bound
    if proven is None or not np.isfinite(proven):
        return rank, base if end == "best" else base + n, u
    bound = base + (math.ceil(proven - 1e-6) if end == "best" else math.floor(-proven + 1e-6))
    return rank, min(bound, rank) if end == "best" else max(bound, rank), u
