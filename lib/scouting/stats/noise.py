"""How much a figure would move if nothing had changed: sampling noise, wobble, and the spread between councils."""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from scouting.terms import WOBBLE_PERIODS, Z95

#: Councils pooled for one wobble: the nearest in size, the council itself among them.
POOL = 31
#: Draws for the noise of a median. Stratified, so that a few hundred settle it within some 3%.
DRAWS = 256
_SEED = 20_260_331


def sampling(lower, upper):
    """Standard error that 95% limits amount to: their width over 2 x 1.96.

    >>> float(sampling(8.04, 11.96).round(3))
    1.0
    """
    return (np.asarray(upper, float) - np.asarray(lower, float)) / (2 * Z95)


def rounding(decimals):
    """Standard error of rounding to so many decimals: the floor under every noise, so that none is zero.

    >>> float(np.round(rounding(0), 4))
    0.2887
    """
    return 10.0 ** -np.asarray(decimals, float) / np.sqrt(12)


def scatter(figures, position, segment):
    """Scatter of each row's figures around its own straight line, unbroken stretches apart.

    ``figures`` (..., periods); ``position`` and ``segment`` (..., periods): place in time, and number of
    the stretch between breaks. Stretches of fewer than five figures are left out.
    Gives (sum of squared residuals, degrees of freedom), shapes (...).

    >>> rss, df = scatter(np.array([1.0, 2, 3, 4, 6]), np.arange(5), np.zeros(5, int))
    >>> round(float(rss), 3), int(df)
    (0.4, 3)
    """
    y = np.asarray(figures, float)
    position, segment = np.broadcast_arrays(np.asarray(position, float), segment)
    rss, df = np.zeros(y.shape[:-1]), np.zeros(y.shape[:-1])
    for stretch in range(int(segment.max(initial=0)) + 1):
        seen = np.isfinite(y) & (segment == stretch)
        n = seen.sum(-1)
        enough = n >= WOBBLE_PERIODS
        count = np.maximum(n, 1)[..., None]
        t = np.where(seen, position, 0.0)
        v = np.where(seen, y, 0.0)
        t = np.where(seen, t - t.sum(-1, keepdims=True) / count, 0.0)
        v = np.where(seen, v - v.sum(-1, keepdims=True) / count, 0.0)
        stt, stv, svv = (t * t).sum(-1), (t * v).sum(-1), (v * v).sum(-1)
        left = svv - np.divide(stv**2, stt, out=np.zeros_like(svv), where=stt > 0)
        rss += np.where(enough, np.maximum(left, 0), 0)
        df += np.where(enough, n - 2, 0)
    return rss, df


def wobble(rss, df, size):
    """Standard deviation of one year's wobble, pooled over the councils nearest in size.

    ``rss``, ``df`` (indicators, councils) as from ``scatter``; ``size`` (councils,), a missing one taken as the middle.
    A council less than half as large as the middle of its pool keeps its own scatter where that is larger:
    nobody is of its size. Gives (indicators, councils), NaN where nothing could be pooled.

    >>> wobble(np.array([[3.0, 3.0]]), np.array([[3, 3]]), np.array([10, 12])).round(3).tolist()
    [[1.0, 1.0]]
    """
    size = np.asarray(size, float)
    # One whose size is not known (a council just made) is taken for a middling one, not for the largest.
    size = np.where(np.isfinite(size), size, np.nanmedian(size) if np.isfinite(size).any() else 0.0)
    order = np.argsort(size, kind="stable")
    n = len(order)
    width = min(POOL, n)
    first = np.clip(np.arange(n) - width // 2, 0, n - width)
    sums = [np.concatenate([np.zeros((a.shape[0], 1)), np.cumsum(a[:, order], axis=1)], axis=1) for a in (rss, df)]
    pooled = [s[:, first + width] - s[:, first] for s in sums]
    variance = np.divide(*pooled, out=np.full(pooled[0].shape, np.nan), where=pooled[1] > 0)
    own = np.divide(rss, df, out=np.full(rss.shape, np.nan), where=df > 0)[:, order]
    middle = np.array([np.nanmedian(size[order][f : f + width]) if width else np.nan for f in first])
    alone = size[order] < middle / 2
    variance = np.where(alone, np.fmax(variance, own), variance)
    back = np.empty_like(order)
    back[order] = np.arange(n)
    return np.sqrt(variance)[:, back]


def additive_variance(y, se, target) -> tuple[float, float]:
    """Spread between units beyond their noise: (phi, tau squared), Spiegelhalter (2005), additive.

    ``y``, ``se`` (units,), rows with either missing dropped; z-scores around ``target`` are winsorised
    at their 10th and 90th percentile. tau squared is zero where there is no more spread than noise gives.

    >>> additive_variance([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 2.0)[1]
    0.0
    """
    y, se = np.asarray(y, float), np.asarray(se, float)
    kept = np.isfinite(y) & (se > 0)
    y, se = y[kept], se[kept]
    n = len(y)
    if n < 2:
        return np.nan, np.nan
    z = (y - target) / se
    low, high = np.quantile(z, [0.1, 0.9])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    w = 1 / se**2
    tau2 = (n * phi - (n - 1)) / (w.sum() - (w**2).sum() / w.sum())
    return phi, float(max(tau2, 0.0))


def robust_spread(y, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Median, and 1.4826 times the median distance from it (Rousseeuw and Croux 1993): a standard deviation that a few
    wild figures do not move. Missing ones are left out; NaN where all are missing.

    >>> [float(x) for x in np.round(robust_spread(np.array([1.0, 2, 3, 4, 1000]), axis=0), 4)]
    [3.0, 1.4826]
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy warns of what is all missing; here that is NaN
        middle = np.nanmedian(y, axis=axis)
        return middle, 1.4826 * np.nanmedian(np.abs(y - np.expand_dims(middle, axis)), axis=axis)


def reliability(y, se) -> float:
    """Share of the variance between units that is signal: I squared of Higgins and Thompson (2002), (Q - df) / Q.

    ``y``, ``se`` (units,), rows with either missing dropped; Q is the sum of squared gaps from their weighted mean,
    in units of noise. Zero where the units differ no more than noise alone would make them; NaN under two units.

    >>> reliability([0.0, 4.0], [1.0, 1.0]), reliability([0.0, 1.0], [1.0, 1.0])
    (0.875, 0.0)
    """
    y, se = np.asarray(y, float), np.asarray(se, float)
    kept = np.isfinite(y) & (se > 0)
    y, w = y[kept], 1 / se[kept] ** 2
    if len(y) < 2:
        return np.nan
    q = float(np.sum(w * (y - np.average(y, weights=w)) ** 2))
    return max(0.0, (q - (len(y) - 1)) / q) if q > 0 else 0.0


@lru_cache(maxsize=64)
def _stratified(draws: int, columns: int) -> np.ndarray:
    rng = np.random.default_rng(_SEED)
    strata = (np.arange(draws) + 0.5) / draws
    return np.stack([ndtri(rng.permutation(strata)) for _ in range(columns)], axis=1)


def median_noise(y, se):
    """Noise of a median: its standard deviation when every figure is drawn anew within its own noise.

    ``y``, ``se`` (rows, units); a figure without noise takes the root mean square of its row.
    Gives (rows,), NaN where a row has no figure or no noise at all. The draws are fixed: same in, same out.

    >>> float(median_noise(np.zeros((1, 1)), np.ones((1, 1))).round(2)[0])
    1.0
    """
    y, se = np.asarray(y, float), np.asarray(se, float)
    if not y.shape[1]:
        return np.full(len(y), np.nan)
    seen = np.isfinite(y)
    known = seen & np.isfinite(se)
    mean_square = np.divide(
        np.where(known, se**2, 0).sum(1), known.sum(1), out=np.full(len(y), np.nan), where=known.any(1)
    )
    se = np.where(known, se, np.sqrt(mean_square)[:, None])
    drawn = np.where(seen, y, np.inf)[:, None, :] + np.where(seen, se, 0)[:, None, :] * _stratified(DRAWS, y.shape[1])
    drawn.sort(axis=-1)
    n = seen.sum(1)
    low, high = np.maximum((n - 1) // 2, 0), np.minimum(n // 2, y.shape[1] - 1)
    pick = np.arange(len(y))
    with np.errstate(invalid="ignore"):
        medians = (drawn[pick, :, low] + drawn[pick, :, high]) / 2
        return np.where((n > 0) & np.isfinite(mean_square), medians.std(axis=1), np.nan)
