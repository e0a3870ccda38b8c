"""What would it take: the smallest move of weights to draw level, and what one more point is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from scouting.errors import ScoutingError
from scouting.index.bounds import LEVEL, completed
from scouting.index.matrix import Matrix
from scouting.recipes.weights import Weighting


@dataclass(frozen=True)
class Needed:
    """``moved``: indicator_id, share, new, change, of the indicators whose weight moves. ``total``: the share of the
    whole weight that moves. ``single``: indicator_id, share, ties_at: the share of one indicator, the others keeping
    their proportions, that ties (missing: none does); of another council alone. ``possible``: whether any weights do
    it. ``proven``: whether less is proven not to do. ``target``: the other council's code, or the place."""

    area: str
    target: str | int
    possible: bool
    proven: bool
    total: float
    moved: pd.DataFrame
    single: pd.DataFrame


def needed(matrix: Matrix, weighting: Weighting | None, area: str, target: str | int, seconds: float = 10.0) -> Needed:
    """The smallest move of weights (half the sum of changes) that draws a council level with another or into a place.

    ``target``: the code of a council, or a place (1 is best). Level with a council: weight goes from where the
    council is most behind to where it is most ahead, which is the optimum of the linear programme. A place: a mixed
    integer programme over whom to pass. Missing figures stand as in ``extremes``. Raises ScoutingError for councils
    that are not scored and places that are not there.

    >>> from scouting import dataset, index
    >>> from scouting.recipes import weights
    >>> made = index.matrix_of(dataset.load().panel, weights.read("adult_outcomes"))
    >>> needed(made, None, "E06000054", 140).total  # it is there already
    0.0
    """
    p, codes, value = completed(matrix, weighting, area)
    own = codes.get_loc(area)
    if isinstance(target, str):
        if target not in codes:
            raise ScoutingError(f"{target} is not scored by '{matrix.weighting.name}': nobody can pass it.")
        lead = value[own] - value[codes.get_loc(target)]
        new, single = _level(lead, p), _single(lead, p, matrix.names)
        return _told(area, target, p, new, new is not None, matrix.names, single)
    if not 1 <= target <= len(codes):
        raise ScoutingError(f"There is no place {target}: {len(codes)} councils are ranked.")
    ahead = np.delete(value, own, 0) - value[own]
    new, proven = _place(ahead, p, target, seconds)
    return _told(
        area, int(target), p, new, proven, matrix.names, pd.DataFrame(columns=["indicator_id", "share", "ties_at"])
    )


def next_quarter(rank: float, of: int) -> int | None:
    """The last place of the next better quarter, or None in the best.

    >>> next_quarter(60, 152), next_quarter(38, 152), next_quarter(9, 11)
    (38, None, 8)
    """
    ends = [int(of * k / 4 + 1e-9) for k in (1, 2, 3)]
    better = [end for end in ends if end < rank]
    return better[-1] if better and better[-1] >= 1 else None


def pulls(matrix: Matrix, weighting: Weighting | None, area: str) -> pd.DataFrame:
    """What each indicator adds to a council's score beside the field, and what one more unit of it would be worth.

    Columns: indicator_id, share (of this council's weight: what it lacks counts for nothing), figure (the level, in the
    indicator's own unit), value (on the scale), pull (share x (value - mean of the councils)), one_more (what one unit
    better, such as a percentage point, adds to the score), places (how many it would pass). Largest pull, up or down,
    first. Of a geometric index value, pull and one_more are of logarithms.

    >>> from scouting import dataset, index
    >>> from scouting.recipes import weights
    >>> rows = pulls(index.matrix_of(dataset.load().panel, weights.read("adult_outcomes")), None, "E06000054")
    >>> bool((rows.one_more > 0).all()), bool((rows.places >= 0).all())
    (True, True)
    """
    p, codes, _ = completed(matrix, weighting, area)
    scored = matrix.areas.isin(codes)
    a = matrix.areas.get_loc(area)
    value, _, held = matrix.blocks
    share = p * held[a] / (p @ held[a])
    field = np.divide(value[scored].sum(0), held[scored].sum(0))
    score = np.divide(value[scored] @ p, held[scored] @ p)
    own = value[a] @ share
    others = np.delete(score, codes.get_loc(area))
    before = int((others > own).sum())
    unit = np.array([matrix.unit(name)[area] for name in matrix.names])
    if matrix.geometric:
        unit = np.log1p(unit / np.exp(value[a]))
    rows = pd.DataFrame(
        {
            "indicator_id": matrix.names,
            "share": share,
            "figure": matrix.figures.loc[area].to_numpy(),
            "value": np.where(held[a] > 0, value[a], np.nan),
            "pull": share * (value[a] - field),
            "one_more": share * unit,
        }
    )
    rows["places"] = [before - int((others > own + gain).sum()) for gain in rows.one_more.fillna(0)]
    rows = rows[held[a] > 0]
    return rows.iloc[np.argsort(-rows.pull.abs(), kind="stable")].reset_index(drop=True)


def _told(area, target, p, new, proven, names, single) -> Needed:
    possible = new is not None
    new = p if new is None else new
    moved = pd.DataFrame({"indicator_id": names, "share": p, "new": new, "change": new - p})
    moved = moved[moved.change.abs() > 1e-9].sort_values("change", kind="stable").reset_index(drop=True)
    total = float(np.abs(new - p).sum() / 2) if possible else np.nan
    return Needed(area, target, possible, bool(proven), total, moved, single)


def _level(lead: np.ndarray, p: np.ndarray) -> np.ndarray | None:
    """Shares nearest to ``p`` at which the lead is zero; None where there are none."""
    short = -(lead @ p)
    if short <= 0:
        return p.copy()
    to = int(np.argmax(lead))
    if lead[to] <= 0:
        return None
    new = p.copy()
    for k in np.argsort(lead, kind="stable"):
        if k == to or short <= 0:
            continue
        step = min(new[k], short / (lead[to] - lead[k]))
        new[k], new[to] = new[k] - step, new[to] + step
        short -= step * (lead[to] - lead[k])
    return new


def _single(lead: np.ndarray, p: np.ndarray, names: list[str]) -> pd.DataFrame:
    rest = np.divide(lead @ p - lead * p, 1 - p, out=np.full(len(p), np.nan), where=p < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = rest / (rest - lead)
    return pd.DataFrame({"indicator_id": names, "share": p, "ties_at": np.where((at >= 0) & (at <= 1), at, np.nan)})


def _place(ahead: np.ndarray, p: np.ndarray, place: int, seconds: float) -> tuple[np.ndarray | None, bool]:
    """Shares nearest to ``p`` at which fewer than ``place`` councils are ahead, and whether nearer ones are ruled
    out."""
    if (ahead @ p > LEVEL).sum() < place:
        return p.copy(), True
    most = ahead.max(1)
    rows = ahead[most > LEVEL] / most[most > LEVEL, None]
    k, n = len(p), len(rows)
    passing = LinearConstraint(np.hstack([rows, -rows, -np.eye(n)]), ub=-(rows @ p))
    balance = LinearConstraint(np.r_[np.ones(k), -np.ones(k), np.zeros(n)], lb=0, ub=0)
    few = LinearConstraint(np.r_[np.zeros(2 * k), np.ones(n)], ub=place - 1)
    solved = milp(
        c=np.r_[np.ones(k), np.zeros(k + n)],
        constraints=[passing, balance, few],
        integrality=np.r_[np.zeros(2 * k), np.ones(n)],
        bounds=Bounds(0, np.r_[np.ones(k), p, np.ones(n)]),
        options={"time_limit": seconds, "mip_rel_gap": 1e-6, "presolve": False},
    )
    if solved.x is None:
        return None, solved.status == 2  # infeasible: no weights do it
    new = np.clip(p + solved.x[:k] - solved.x[k : 2 * k], 0, None)
    return new / new.sum(), solved.status == 0
