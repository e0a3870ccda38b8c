"""A line through all councils but one: what the others lead one to expect of it, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Councils that a fit needs for each thing it estimates: with fewer, a line follows single councils.
FEWEST_EACH = 10
#: A council is unlike the rest with over this many times the usual pull on the line (Hoaglin and Welsch 1978 take 2).
FAR = 3.0


@dataclass(frozen=True)
class Line:
    """What the other councils lead one to expect of each, rows in the order of the figures; NaN where not told.

    ``expected``: from the line without the council; ``mean``: the mean of the others; ``expected_se``, ``mean_se``,
    ``explained_se``: the standard error of each and of their difference. ``far``: unlike the rest, so that its expected
    figure is a stretch. ``r2``: the share of the variation that the line foretells for councils it has not seen
    (predicted R squared); NaN with too few councils. ``helps``: whether it beats the mean; where it does not,
    ``expected`` is the mean of the others. ``n``: councils in the fit.
    """

    expected: np.ndarray
    mean: np.ndarray
    expected_se: np.ndarray
    mean_se: np.ndarray
    explained_se: np.ndarray
    far: np.ndarray
    r2: float
    helps: bool
    n: int


def fit(value, features) -> Line:
    """Least squares of ``value`` (councils,) on ``features`` (councils, k), each council judged by all the others.

    Leaving a council out needs no second fit: with leverage h and residual e its figure lies e/(1-h) off the line of
    the others (Allen 1974, PRESS). A row with anything missing is in no fit and gets NaN. The fit helps when its
    squared misses on councils left out are fewer than those of the others' mean.

    >>> x = np.arange(40.0)
    >>> line = fit(2 * x + np.tile([0.5, -0.5], 20), x[:, None])
    >>> line.helps, round(line.r2, 3), round(float(line.expected[0]), 2)
    (True, 1.0, -0.01)
    """
    y, x = np.asarray(value, float), np.asarray(features, float)
    x = x.reshape(len(y), -1)
    rows = np.isfinite(y) & np.isfinite(x).all(1)
    out = {name: np.full(len(y), np.nan) for name in ("expected", "mean", "expected_se", "mean_se", "explained_se")}
    far, n = np.zeros(len(y), bool), int(rows.sum())
    if n < 3:
        return Line(**out, far=far, r2=np.nan, helps=False, n=n)
    y = y[rows]
    others, mean_se = (y.sum() - y) / (n - 1), _without_one(y - y.mean(), np.full(n, 1 / n), 1) / np.sqrt(n - 1)
    out["mean"][rows], out["mean_se"][rows] = others, mean_se
    basis = _basis(x[rows])
    k, r2, helps = basis.shape[1], np.nan, False
    if n >= FEWEST_EACH * k and k > 1:
        left, h = y - basis @ (basis.T @ y), (basis**2).sum(1)
        # A council that alone has some feature decides that part of the line by itself: nothing foretells it.
        told = h < 1 - 1e-9
        miss = np.where(told, left / np.where(told, 1 - h, 1), np.nan)
        r2 = 1 - float(np.nansum(miss**2) / ((y - others)[told] ** 2).sum()) if np.ptp(y) > 0 else np.nan
        helps = r2 > 0
    if helps:
        s, pull = _without_one(left, h, k), h / np.where(told, 1 - h, np.nan)
        out["expected"][rows], out["expected_se"][rows] = y - miss, s * np.sqrt(pull)
        out["explained_se"][rows] = s * np.sqrt(np.maximum(pull - 1 / (n - 1), 0))
        far[rows] = h > FAR * k / n
    else:
        out["expected"][rows], out["expected_se"][rows], out["explained_se"][rows] = others, mean_se, 0.0
    return Line(**out, far=far, r2=r2, helps=bool(helps), n=n)


def _basis(x: np.ndarray) -> np.ndarray:
    """An orthonormal basis of the level and the features; one that says nothing of its own adds no direction."""
    spread = x.std(0)
    x = (x - x.mean(0)) / np.where(spread > 1e-12 * (1 + np.abs(x).max(0, initial=0)), spread, np.inf)
    u, s, _ = np.linalg.svd(np.column_stack([np.ones(len(x)), x]), full_matrices=False)
    return u[:, s > 1e-9 * s[0]]


def _without_one(left: np.ndarray, h: np.ndarray, k: int) -> np.ndarray:
    """The residual standard deviation of the fit without each council in turn."""
    n, room = len(left), np.where(h < 1 - 1e-9, 1 - h, np.nan)
    return np.sqrt(np.maximum((left @ left) - left**2 / room, 0) / max(n - k - 1, 1))
