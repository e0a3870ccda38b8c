"""Figures that gather at round numbers, or on the good side of a threshold: facts about all units, grading none."""

from __future__ import annotations

import numpy as np
from scipy import stats


def round_figures(numerator, denominator, multiplier: float, decimals: int, every: float) -> tuple[int, float, float]:
    """How many figures fall on a multiple of ``every``, how many would by their counts, and the p of so many or more.

    Figures are ``multiplier * numerator / denominator``, rounded to ``decimals`` places as published. What is expected
    of each is the share of the counts near its own (within one multiple either way) that would fall on one: few people
    fall on round figures by themselves (of 20 people every figure is a multiple of five per cent). Nobody and everybody
    (a numerator of zero, or the denominator's) are left out: they are round for a reason. None left: (0, 0, NaN).

    >>> n = np.full(200, 1000)
    >>> found, expected, p = round_figures(np.arange(200) + 400, n, 100, 1, 5)
    >>> found, round(expected, 1)
    (4, 4.0)
    """
    x, n = (np.asarray(a, float) for a in (numerator, denominator))
    held = (x > 0) & (x < n)
    x, n = np.round(x[held]), n[held]
    if not len(x):
        return 0, 0.0, np.nan
    chances = np.empty(len(x))
    for k, (count, of) in enumerate(zip(x, n, strict=True)):
        reach = max(1, round(of * every / multiplier))
        near = np.arange(max(count - reach, 1), min(count + reach, of))
        chances[k] = _on_multiple(near, of, multiplier, decimals, every).mean() if len(near) else 0.0
    found = int(_on_multiple(x, n, multiplier, decimals, every).sum())
    spread = np.sqrt(np.sum(chances * (1 - chances)))
    # Many chances, each small: their sum is near to normal, with the half that whole counts ask for.
    p = float(stats.norm.sf((found - 0.5 - chances.sum()) / spread)) if spread > 0 else np.nan
    return found, float(chances.sum()), p


def _on_multiple(count, of, multiplier: float, decimals: int, every: float) -> np.ndarray:
    figure = np.round(multiplier * count / of, decimals)
    return np.abs(figure / every - np.round(figure / every)) < 1e-9


def bunching(figures, threshold: float, width: float) -> tuple[int, int, float]:
    """How many figures lie just below a threshold, how many at it or just above, and the p of so uneven a split.

    ``width``: how far from the threshold still counts as just; chance would put half on each side where figures are
    dense (the idea of McCrary 2008, by a two-sided binomial test). NaN without a figure so near.

    >>> below, above, p = bunching([94.2, 95.0, 95.1, 95.2, 95.4, 95.5, 95.9, 99.0], 95.0, 1.0)
    >>> below, above, round(p, 3)
    (1, 6, 0.125)
    """
    y = np.asarray(figures, float)
    below = int(((y >= threshold - width) & (y < threshold)).sum())
    above = int(((y >= threshold) & (y < threshold + width)).sum())
    p = float(stats.binomtest(above, below + above).pvalue) if below + above else np.nan
    return below, above, p
