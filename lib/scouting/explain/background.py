"""What every council's figures say before any two are compared: level, level allowed for region and need, movement."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from scouting.stats.noise import robust_spread

#: Yearly figures that a move is judged over at most, and at least: over more than eight the council of the first is
#: hardly that of the last; a line through two has no scatter.
MOVE_SPAN, MOVE_FEWEST = 8, 3


def spread(y) -> np.ndarray:
    """Standard deviation of each row of ``y`` (rows, councils) that wild figures do not move; NaN where there is none.

    Where over half of a row is one figure (many councils at 100%) the plain standard deviation serves.

    >>> spread(np.array([[1.0, 2, 3, 4, 1000], [7, 7, 7, 7, 7]])).round(4).tolist()
    [1.4826, nan]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a row without figures: NaN
        robust, plain = robust_spread(y, axis=1)[1], np.nanstd(y, axis=1)
    out = np.where(robust > 1e-12, robust, plain)
    return np.where(out > 1e-12, out, np.nan)


def centred(y) -> np.ndarray:
    """Each row of ``y`` (rows, councils) less its median.

    >>> centred(np.array([[1.0, 2, 6]])).tolist()
    [[-1.0, 0.0, 4.0]]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return y - np.nanmedian(y, axis=-1, keepdims=True)


def allow(y, region, need) -> np.ndarray:
    """What is left of each row of ``y`` (rows, councils) after region and need: residuals of least squares.

    ``region`` (councils,): its code; each has a level of its own. ``need`` (councils, features): context figures.
    A council without a need figure has NaN, and a row with too few councils for the fit is NaN throughout.

    >>> left = allow(np.array([[1.0, 2, 3, 4, 5, 9]]), np.array(list("aaaaaa")), np.arange(6.0)[:, None])
    >>> bool(abs(left.sum()) < 1e-9 and left[0, 5] > 1)
    True
    """
    out = np.full(y.shape, np.nan)
    known = np.isfinite(need).all(1)
    if not known.any():
        return out
    levels = [region == code for code in np.unique(region[known])]
    design = np.column_stack(levels + [_standard(column) for column in need.T])
    for k, row in enumerate(y):
        rows = known & np.isfinite(row)
        if rows.sum() < design.shape[1] + 3:
            continue
        fitted = np.linalg.lstsq(design[rows], row[rows], rcond=None)[0]
        out[k, rows] = row[rows] - design[rows] @ fitted
    return out


def _standard(column: np.ndarray) -> np.ndarray:
    return (column - np.nanmean(column)) / (np.nanstd(column) or 1.0)


class Moves(NamedTuple):
    """How figures moved, in the good direction and beside all councils: each (indicators, councils).

    ``change``: over the years seen, in standard deviations between councils; ``se``: its noise; ``years``: how many
    figures; ``scatter``: around the council's own line, in units of the noise of one year.
    """

    change: np.ndarray
    se: np.ndarray
    years: np.ndarray
    scatter: np.ndarray


def moved(figures, noise, position, segment, sign, scale) -> Moves:
    """The straight line of each council's figures, less what all councils together did in each year.

    ``figures``, ``noise`` (indicators, councils, periods); ``position``, ``segment`` (indicators, periods), as the
    panel's; ``sign``, ``scale`` (indicators,). At most eight periods, none from behind the last break; a council needs
    three figures, the latest among them. Least squares, with the noise of the figures as known.

    >>> y = np.array([[[1.0, 1, 1], [1, 1, 1], [1, 2, 3]]])
    >>> here = np.array([[0, 1, 2]]), np.zeros((1, 3), int), np.array([1]), np.array([2.0])
    >>> moved(y, np.ones(y.shape), *here).change.round(6).tolist()
    [[0.0, 0.0, 1.0]]
    """
    last = slice(-MOVE_SPAN, None)
    y = centred(np.swapaxes(figures[..., last], 1, 2)).swapaxes(1, 2)
    y = y * (np.where(sign == 0, np.nan, sign) / scale)[:, None, None]
    x = np.broadcast_to(position[:, None, last].astype(float), y.shape)
    open_ = (segment[:, last] == segment[:, -1:]) & (position[:, last] >= 0)
    seen = np.isfinite(y) & open_[:, None, :]
    n = seen.sum(-1)
    usable = (n >= MOVE_FEWEST) & seen[..., -1]
    count = np.maximum(n, 1)[..., None]
    xc = np.where(seen, x - np.where(seen, x, 0).sum(-1, keepdims=True) / count, 0.0)
    yc = np.where(seen, y - np.where(seen, y, 0).sum(-1, keepdims=True) / count, 0.0)
    sxx, sxy, syy = (xc * xc).sum(-1), (xc * yc).sum(-1), (yc * yc).sum(-1)
    slope = np.divide(sxy, sxx, out=np.full(sxx.shape, np.nan), where=usable & (sxx > 0))
    span = np.where(seen, x, -np.inf).max(-1, initial=-np.inf) - np.where(seen, x, np.inf).min(-1, initial=np.inf)
    with np.errstate(invalid="ignore"):
        one_year = np.sqrt(np.where(seen, np.nan_to_num(noise[..., last]) ** 2, 0).sum(-1) / count[..., 0])
        one_year = np.where(one_year > 0, one_year, np.nan) / scale[:, None]
        span = np.where(usable, span, np.nan)
        se = one_year * span / np.sqrt(np.where(sxx > 0, sxx, np.nan))
        left = np.sqrt(np.maximum(syy - np.nan_to_num(slope) * sxy, 0) / np.where(n > 2, n - 2, np.nan))
    return Moves(slope * span, se, np.where(usable, n, 0), np.where(usable, left / one_year, np.nan))


def together(gaps, noise) -> tuple[float, float, int]:
    """Several gaps as one: their mean, the mean in units of its noise, and how many there were.

    ``gaps``, ``noise`` (indicators,), one with either missing left out. The noise of different indicators is taken as
    independent. NaN, NaN, 0 where there is none.

    >>> together(np.array([1.0, 3.0, np.nan]), np.array([0.6, 0.8, 1.0]))
    (2.0, 4.0, 2)
    """
    kept = np.isfinite(gaps) & (noise > 0)
    n = int(kept.sum())
    if not n:
        return np.nan, np.nan, 0
    mean = float(gaps[kept].sum()) / n
    return mean, mean * n / float(np.sqrt((noise[kept] ** 2).sum())), n
