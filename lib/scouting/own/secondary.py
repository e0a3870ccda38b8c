"""Secondary suppression: what else must go so that nobody can work a suppressed count out of the others.

A month is the smallest piece of time there is. Every figure that is shown is a sum over its months, so whoever reads
them has linear equations. A suppressed count is safe where they do not fix it, and where its months could still hold
as many people as would not have been suppressed (Hundepool and others 2012, Statistical Disclosure Control, ch. 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linprog

#: Sums are of whole counts: less than this apart is the same.
_NEAR = 1e-6


@dataclass(frozen=True)
class Cell:
    """A period's counts: first and last day, what is counted by name (NaN: not given), and whether it is suppressed."""

    start: pd.Timestamp
    end: pd.Timestamp
    counts: dict[str, float]
    hidden: bool


def also_hidden(rows: list[Cell], others: list[Cell], small: int) -> list[int]:
    """Which of a council's own ``rows`` of one indicator must go too: their places.

    ``others``: published figures of the same indicator and council, which stay as they are. Suppressed are rows with
    ``hidden`` and no others at first. A suppressed count of either, and what is left of a total when its shown parts
    are taken off, must not be fixed by what is shown to under ``small``; nor may all that is suppressed together be
    so few that each is known to be. The smallest count that is no small one goes first, a nought last.

    >>> def span(a, b, n, hidden=False):
    ...     return Cell(pd.Timestamp(a), pd.Timestamp(b), {"n": n}, hidden)
    >>> rows = [span("2024-04-01", "2024-06-30", 30.0), span("2024-07-01", "2024-09-30", 2.0, True),
    ...         span("2024-10-01", "2024-12-31", 25.0), span("2025-01-01", "2025-03-31", 28.0)]
    >>> also_hidden(rows, [span("2024-04-01", "2025-03-31", 85.0)], 5)
    [2]
    """
    if not any(row.hidden for row in [*rows, *others]) and not _totals(rows, others):
        return []
    months = _months([*rows, *others])
    vectors = np.array([_vector(cell, months) for cell in [*rows, *others]])
    hidden = np.array([cell.hidden for cell in [*rows, *others]])
    protect = [k for k in range(len(vectors)) if hidden[k]]
    added: list[int] = []
    while True:
        problem = _first_problem([*rows, *others], vectors, hidden, protect, small)
        candidates = [k for k in range(len(rows)) if not hidden[k]]
        if problem is None or not candidates:
            return sorted(added)
        near = [k for k in _order(rows, candidates, small) if _reach(vectors, hidden, problem)[k]]
        candidates = near or _order(rows, candidates, small)
        best = candidates[0]
        for k in candidates:
            trial = hidden.copy()
            trial[k] = True
            if not _problem([*rows, *others], vectors, trial, problem, small):
                best = k
                break
        hidden[best] = True
        added.append(best)


def _totals(rows: list[Cell], others: list[Cell]) -> bool:
    """Whether any figure lies wholly within a longer one: only then can something be worked out."""
    every = [*rows, *others]
    return any(
        total.start <= part.start and part.end <= total.end and (total.start, total.end) != (part.start, part.end)
        for part in rows
        for total in every
    )


def _months(cells: list[Cell]) -> pd.PeriodIndex:
    return pd.period_range(min(c.start for c in cells), max(c.end for c in cells), freq="M")


def _vector(cell: Cell, months: pd.PeriodIndex) -> np.ndarray:
    first, last = pd.Period(cell.start, "M"), pd.Period(cell.end, "M")
    return ((months >= first) & (months <= last)).astype(float)


def _order(rows: list[Cell], places: list[int], small: int) -> list[int]:
    """Which goes first: counts that are no small ones from the least up, then those not given, noughts last."""

    def rank(k: int) -> tuple:
        n = rows[k].counts.get("n", float("nan"))
        n = n if n == n else rows[k].counts.get("d", float("nan"))
        group = 0 if n >= small else 1 if n != n else 2
        return group, n if n == n else 0.0, rows[k].start, rows[k].end

    return sorted(places, key=rank)


def _reach(vectors: np.ndarray, hidden: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The cells in time with whatever is shown about the target."""
    about = vectors[~hidden & (vectors @ target > 0)]
    return vectors @ np.clip(about.sum(axis=0) + target, 0, 1) > 0


def _first_problem(cells, vectors, hidden, protect, small) -> np.ndarray | None:
    """The months of the first count that is not safe; None where all are."""
    for k in protect:
        if _problem(cells, vectors, hidden, vectors[k], small):
            return vectors[k]
    for k in np.flatnonzero(~hidden):
        inside = ~hidden & (vectors @ vectors[k] == vectors.sum(axis=1)) & (vectors.sum(axis=1) < vectors[k].sum())
        left = vectors[k] * (vectors[inside].sum(axis=0) == 0)
        if left.any() and inside.any() and _problem(cells, vectors, hidden, left, small, remainder=True):
            return left
    return None


def _problem(cells, vectors, hidden, target, small, *, remainder: bool = False) -> bool:
    """Whether some count over the target's months follows from what is shown.

    A suppressed count is unsafe where it is fixed, or known to be under ``small``, or fixed once all suppressed ones
    are taken for small; a ``remainder``, which nobody suppressed, where it is fixed to a small one.
    """
    for name in sorted({name for cell in cells for name in cell.counts}):
        values = np.array([cell.counts.get(name, float("nan")) for cell in cells])
        known = ~hidden & np.isfinite(values)
        a, b = vectors[known], values[known]
        if not len(a):
            continue
        weights, *_ = np.linalg.lstsq(a.T, target, rcond=None)
        fixed = np.abs(a.T @ weights - target).max() < _NEAR
        if remainder:
            if fixed and 0.5 < float(weights @ b) < small - 0.5:
                return True
            continue
        if fixed:
            return True
        least, most = _bounds(target, a, b)
        if most < small - 0.5:
            return True
        # As one who guesses that everything suppressed is small.
        least, most = _bounds(target, a, b, vectors[hidden], small)
        if np.isfinite(least) and most - least < _NEAR:
            return True
    return False


def _bounds(target, a, b, few=None, small: int = 0) -> tuple[float, float]:
    """The least and the most that the target's months can hold; NaN and infinity where the figures contradict."""
    limits = {}
    if few is not None and len(few):
        limits = {
            "A_ub": np.vstack([few, -few]),
            "b_ub": np.r_[np.full(len(few), small - 1.0), np.full(len(few), -1.0)],
        }
    ends = []
    for sign in (1, -1):
        found = linprog(sign * target, A_eq=a, b_eq=b, bounds=(0, None), method="highs", **limits)
        if found.status == 3:  # without limit
            ends.append(np.inf * sign * -1)
        elif found.status:
            return np.nan, np.inf
        else:
            ends.append(sign * found.fun)
    return ends[0], ends[1]
