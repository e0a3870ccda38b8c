"""Is it money? The shares of the variation between councils: need, spend after need, noise, and what persists."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Councils with everything that a split needs; with fewer its shares would be noise.
FEWEST = 50
#: The shares, in the order they are told.
SHARES = ("need", "spend", "noise", "persists")
#: Times that councils are drawn anew for the intervals.
DRAWS = 500


def shares_of(
    outcome: pd.Series, noise: pd.Series, features: pd.DataFrame, spend: pd.Series, before: pd.Series | None = None,
    *, draws: int = DRAWS, seed: int = 1,
) -> pd.DataFrame:  # fmt: skip
    """How much of the variation of an outcome between councils goes with what.

    ``need``: adjusted R squared (Ezekiel 1930) of the features; ``spend``: what spend a head adds to it; ``noise``: the
    mean square of the noise over the variance; ``persists``: of what need and spend leave, the part that was there the
    year before (``before``: the outcome a year earlier; the correlation of what is left in the two years times what is
    left): differences that last and go with neither. What is missing from the whole is real, and gone within a year.
    Spend answers to need and to trouble: a share says what varies together, and no more.

    One row per share: share, value, low, high (95%), n. Intervals: councils drawn anew with replacement (Efron 1979),
    the draws' own bias taken off, cut to 0..1. ``noise`` and ``persists`` are missing where fewer than 50 councils have
    a noise, or a year before; all are where fewer than 50 have figure, context and spend.

    >>> rng = np.random.default_rng(1)
    >>> need = pd.DataFrame({"need": rng.normal(size=150)})
    >>> outcome, spend = need.need + rng.normal(size=150), pd.Series(rng.normal(size=150))
    >>> made = shares_of(outcome, pd.Series([0.1] * 150), need, spend)
    >>> made.set_index("share").value.round(1).to_dict()
    {'need': 0.6, 'spend': 0.0, 'noise': 0.0, 'persists': nan}
    """
    table = pd.DataFrame({"y": outcome}).join(features.add_prefix("x:")).assign(spend=spend)
    full = table.dropna()
    n = len(full)
    if n < FEWEST or not full.y.std() > 0:
        return pd.DataFrame({"share": SHARES, "value": np.nan, "low": np.nan, "high": np.nan, "n": n})
    x, y = (full[columns].to_numpy(float) for columns in (full.columns[1:], "y"))
    se, last = (_enough(column, full.index) for column in (noise, before))
    value = _split(y, se, x, last)
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, n, (draws, n))
    drawn = np.array([_split(y[p], se[p], x[p], last[p]) for p in picks])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0) + value - drawn.mean(0)
    value, low, high = (np.clip(a, 0, 1) for a in (value, low, high))
    return pd.DataFrame({"share": SHARES, "value": value, "low": low, "high": high, "n": n})


def _enough(column: pd.Series | None, rows: pd.Index) -> np.ndarray:
    found = column.reindex(rows).to_numpy(float) if column is not None else np.full(len(rows), np.nan)
    return found if np.isfinite(found).sum() >= FEWEST else np.full(len(rows), np.nan)


def _split(y: np.ndarray, se: np.ndarray, x: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The four shares of one set of councils; the last column of ``x`` is spend."""
    spread = y.var(ddof=1)
    need, _ = _r2(y, x[:, :-1])
    both, left = _r2(y, x)
    held = np.isfinite(last)
    lasts = np.nan
    if held.any():
        # Both years over the councils that have both.
        left = left if held.all() else _r2(y[held], x[held])[1]
        before = _r2(last[held], x[held])[1]
        lasts = float(left @ before / np.sqrt((left @ left) * (before @ before))) * (1 - max(both, 0))
    return np.array([need, both - need, _mean(se**2) / spread, lasts])


def _mean(x: np.ndarray) -> float:
    held = np.isfinite(x)
    return float(x[held].mean()) if held.any() else np.nan


def _r2(y: np.ndarray, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Adjusted R squared of least squares, and the residuals."""
    design = np.column_stack([np.ones(len(y)), (x - x.mean(0)) / np.maximum(x.std(0), 1e-12)])
    left = y - design @ np.linalg.lstsq(design, y, rcond=1e-9)[0]
    n, k = design.shape
    return 1 - (left @ left) / (n - k) / y.var(ddof=1), left
