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


def fit(value, features, apart=None) -> Line:
    """Least squares of ``value`` (councils,) on ``features`` (councils, k), each council judged by all the others.

    Leaving a council out needs no second fit: with leverage h and residual e its figure lies e/(1-h) off the line of
    the others (Allen 1974, PRESS). A row with anything missing is in no fit and gets NaN. ``apart`` (councils,): those
    that are told by the line of the others but draw none themselves. The fit helps when its squared misses on councils
    left out are fewer than those of the others' mean.

    >>> x = np.arange(40.0)
    >>> line = fit(2 * x + np.tile([0.5, -0.5], 20), x[:, None])
    >>> line.helps, round(line.r2, 3), round(float(line.expected[0]), 2)
    (True, 1.0, -0.01)
    """
    y, x = np.asarray(value, float), np.asarray(features, float)
    x = x.reshape(len(y), -1)
    told = np.isfinite(y) & np.isfinite(x).all(1)
    rows = told & ~np.asarray(apart, bool) if apart is not None else told
    names = ("expected", "mean", "expected_se", "mean_se", "explained_se")
    out, far, n = {name: np.full(len(y), np.nan) for name in names}, np.zeros(len(y), bool), int(rows.sum())
    if n < 3:
        return Line(**out, far=far, r2=np.nan, helps=False, n=n)
    others, flat_se, _ = _without_each(y, np.ones((len(y), 1)), rows)
    basis = _basis(x, rows)
    k, r2, helps = basis.shape[1], np.nan, False
    if n >= FEWEST_EACH * k and k > 1 and np.ptp(y[rows]) > 0:
        expected, se, pull = _without_each(y, basis, rows)
        seen = rows & np.isfinite(expected)
        r2 = 1 - float(((y - expected)[seen] ** 2).sum() / ((y - others)[seen] ** 2).sum())
        helps = r2 > 0
    out["mean"][told], out["mean_se"][told] = others[told], flat_se[told]
    if helps:
        out["expected"][told], out["expected_se"][told] = expected[told], se[told]
        # The level is in both the line and the mean: the way between them is surer than the line itself.
        level = np.where(rows, 1 / (n - 1), 1 / n)
        room = np.divide(se**2, pull, out=np.full(len(y), np.nan), where=pull > 0) * np.maximum(pull - level, 0)
        out["explained_se"][told] = np.sqrt(room)[told]
        far = told & ~(pull <= FAR * k / n)
    else:
        out["expected"][told], out["expected_se"][told], out["explained_se"][told] = others[told], flat_se[told], 0.0
    return Line(**out, far=far, r2=r2, helps=bool(helps), n=n)


def _basis(x: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The level and the features, orthonormal over the rows of the fit; what says nothing of its own adds nothing."""
    spread = x[rows].std(0)
    flat = spread <= 1e-12 * (1 + np.abs(x[rows]).max(0, initial=0))
    x = np.column_stack([np.ones(len(x)), (x - x[rows].mean(0)) / np.where(flat, np.inf, spread)])
    _, s, v = np.linalg.svd(x[rows], full_matrices=False)
    kept = s > 1e-9 * s[0]
    return x @ (v[kept].T / s[kept])


def _without_each(y: np.ndarray, basis: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the line of the others expects of each council, its standard error, and the council's pull on the line."""
    basis = basis / np.sqrt((basis[rows] ** 2).sum(0))
    fitted = basis @ (basis[rows].T @ y[rows])
    left, h, (n, k) = y - fitted, (basis**2).sum(1), basis[rows].shape
    # A council that alone has some feature decides that part of the line by itself: nothing foretells it.
    room = np.where(rows, np.where(h < 1 - 1e-9, 1 - h, np.nan), 1.0)
    whole = float(left[rows] @ left[rows])
    spare = np.where(rows, whole - left**2 / room, whole) / np.where(rows, max(n - k - 1, 1), max(n - k, 1))
    pull = h / room
    return np.where(rows, y - left / room, fitted), np.sqrt(np.maximum(spare, 0) * pull), pull
