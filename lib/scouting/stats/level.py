"""The level of a series: its last years, the newest weighing most, and how sure it is."""

from __future__ import annotations

import numpy as np

#: Weights of the last three years, newest first. On the figures of five years these told the side of the next year's
#: gap apart in more comparisons than the latest year, a flat mean or a shrunk one (docs/methods.md).
YEARS = (0.6, 0.3, 0.1)
#: Shorter periods: the year that ends with the newest, each period alike, so that seasons cancel.
WEIGHTS = {"year": YEARS, "quarter": (1 / 4,) * 4, "month": (1 / 12,) * 12}


def weights(figures, position, segment, kind: str = "year") -> np.ndarray:
    """What each period weighs in the level: (units, periods), each row adding up to 1, or NaN where it has no level.

    ``figures`` (units, periods), the latest last; ``position``, ``segment`` (periods,): place in time and stretch
    between breaks. Years are taken back from the latest as long as they are consecutive, of one definition and not
    missing, three at most; quarters and months only where the whole year is there.

    >>> weights(np.array([[9.0, 1.0, 2.0]]), np.arange(3), np.array([0, 1, 1])).round(3).tolist()
    [[0.0, 0.333, 0.667]]
    """
    y = np.asarray(figures, float)
    given = WEIGHTS[kind]
    out = np.zeros(y.shape)
    going = np.isfinite(y[:, -1]) if y.shape[1] else np.zeros(len(y), bool)
    for back, weight in enumerate(given):
        slot = y.shape[1] - 1 - back
        if slot < 0 or position[slot] < 0 or position[-1] - position[slot] != back or segment[slot] != segment[-1]:
            if kind != "year":
                going = np.zeros(len(y), bool)
            break
        going = going & np.isfinite(y[:, slot])
        out[going, slot] = weight
    # Shorter periods are a year or nothing; of years, what there is makes up for what there is not.
    enough = going if kind != "year" else out[:, -1] > 0 if y.shape[1] else going
    total = out.sum(1, keepdims=True)
    return np.where(enough[:, None], out / np.where(total > 0, total, 1), np.nan)


def level(figures, weight) -> np.ndarray:
    """The weighted mean of each row: (units,), NaN where there are no weights.

    >>> level(np.array([[9.0, 1.0, 4.0]]), np.array([[0.0, 1 / 3, 2 / 3]])).tolist()
    [3.0]
    """
    return (np.where(np.asarray(weight) > 0, figures, 0.0) * weight).sum(1)


def variance(weight, variances, correlation: float) -> np.ndarray:
    """The variance of each level: (units,), from each period's and from how far scatter lasts to the next.

    ``variances`` (units, periods) on the scale of the figures.

    >>> float(variance(np.array([[0.5, 0.5]]), np.ones((1, 2)), 0.0)[0])
    0.5
    """
    used = np.asarray(weight) > 0
    noise = np.where(used, weight * np.sqrt(np.where(used, variances, 0.0)), 0.0)
    span = np.arange(noise.shape[1])
    lasting = np.where(np.eye(len(span), dtype=bool), 1.0, float(correlation) ** np.abs(np.subtract.outer(span, span)))
    out = np.einsum("ij,jk,ik->i", noise, lasting, noise)
    # A year in the level without an estimate of its noise leaves the level without one.
    return np.where(np.isnan(np.where(used, variances, 0.0)).any(1) | np.isnan(weight).any(1), np.nan, out)
