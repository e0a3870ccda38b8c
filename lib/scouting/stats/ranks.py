"""Ranks, their limits, and quartile bands."""

from __future__ import annotations

import numpy as np

from scouting.terms import Z95


def rank(figures, own, sign: np.ndarray) -> np.ndarray:
    """Rank of ``own`` among ``figures`` (rows, units), best first, ties sharing the lowest rank.

    ``sign`` (rows,): -1 where low is best, else high first. Unrounded figures are ranked. Missing own gives NaN.

    >>> rank(np.array([[3.0, 5.0, 5.0, np.nan]]), np.array([5.0]), np.array([1])).tolist()
    [1.0]
    """
    ahead = _towards_best(figures, sign) > _towards_best(own[:, None], sign) + 1e-9
    return np.where(np.isfinite(own), 1 + ahead.sum(1), np.nan)


def _towards_best(figures, sign):
    return np.asarray(figures, float) * np.where(np.asarray(sign) < 0, -1, 1)[:, None]


def rank_limits(figures, noise, own, own_noise, sign):
    """The places that cannot be told from ``own``'s at 95%, pair by pair: (best, worst) place.

    ``figures``, ``noise`` (rows, units) of the others; ``own``, ``own_noise`` (rows,). A unit counts as ahead
    or behind when the difference exceeds 1.96 times the noise of both together; one without noise counts as
    neither. NaN where own is missing or has no noise. No allowance for the number of pairs.

    >>> low, high = rank_limits(np.array([[1.0, 9.0]]), np.ones((1, 2)), np.array([5.0]), np.ones(1), np.array([1]))
    >>> low.tolist(), high.tolist()
    ([2.0], [2.0])
    """
    figures = np.asarray(figures, float)
    with np.errstate(invalid="ignore"):
        reach = Z95 * np.sqrt(np.asarray(noise, float) ** 2 + own_noise[:, None] ** 2)
        ahead = _towards_best(figures - own[:, None], sign)
        surely_ahead = (ahead > reach).sum(1)
        surely_behind = (-ahead > reach).sum(1)
    known = np.isfinite(own) & np.isfinite(own_noise)
    of = np.isfinite(figures).sum(1) + 1
    return np.where(known, 1 + surely_ahead, np.nan), np.where(known, of - surely_behind, np.nan)


def quantiles(figures, shares):
    """Type-7 quantiles of each row of ``figures`` (rows, units), missing left out: (shares, rows).

    A row without figures gives NaN.

    >>> quantiles(np.array([[4.0, 1.0, np.nan, 3.0]]), [0.25, 0.5]).tolist()
    [[2.0], [3.0]]
    """
    ordered = np.sort(np.asarray(figures, float), axis=1)
    n = np.isfinite(ordered).sum(1)
    place = np.outer(shares, np.maximum(n - 1, 0))
    low = place.astype(int)
    high = np.minimum(low + 1, np.maximum(n - 1, 0))
    rows = np.arange(len(ordered))
    if not ordered.shape[1]:
        return np.full(place.shape, np.nan)
    below, above = ordered[rows, low], ordered[rows, high]
    return below + (above - below) * (place - low)


def bands(figures, own, sign) -> np.ndarray:
    """Quartile bands A (best) to D of ``own`` (rows,) among all ``figures`` (rows, units), as DfE's tool gives them.

    Type-7 quartiles; low polarity A=[q0,q25], B=(q25,q50], C=(q50,q75], D=(q75,q100]; high polarity the same
    intervals named D, C, B, A. Empty without polarity, without a figure, or with fewer than four figures.

    >>> bands(np.array([[1, 2, 3, 4, 5.0]] * 3), np.array([1, 3, 4.0]), np.array([-1, -1, 1])).tolist()
    ['A', 'B', 'B']
    """
    figures, own, sign = np.asarray(figures, float), np.asarray(own, float), np.asarray(sign)
    with np.errstate(invalid="ignore"):
        place = (own > quantiles(figures, [0.25, 0.5, 0.75]) + 1e-9).sum(0)
    names = np.where(sign < 0, np.array(list("ABCD"))[place], np.array(list("DCBA"))[place])
    usable = (sign != 0) & np.isfinite(own) & (np.isfinite(figures).sum(1) >= 4)
    return np.where(usable, names, "")


def stayed_in_best_quarter(before, now, sign: int) -> float:
    """Share of the best quarter before that is in the best quarter now, among units with both figures.

    Chance alone gives a quarter. NaN with fewer than eight units. Ties at the edge are taken in.

    >>> stayed_in_best_quarter(range(8), range(8), 1)
    1.0
    """
    before, now = np.asarray(before, float), np.asarray(now, float)
    both = np.isfinite(before) & np.isfinite(now)
    if both.sum() < 8:
        return np.nan
    way = -1 if sign < 0 else 1
    was, is_now = (a[both] * way for a in (before, now))
    was_best, is_best = (a >= np.quantile(a, 0.75) - 1e-9 for a in (was, is_now))
    return float((was_best & is_best).sum() / was_best.sum())
