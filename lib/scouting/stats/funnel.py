"""Funnel limits: where a figure would lie if its council were like all others, by how many it is counted from.

Spiegelhalter (2005), Funnel plots for comparing institutional performance. Two kinds of figure: a proportion
(``target`` and figure in 0 to 1, ``size`` its denominator) and a rate (figure over target, so that the target is 1;
``size`` the count expected at the target).
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from scouting.stats import noise

KINDS = ("proportion", "rate")
#: The two pairs of limits of every funnel: one in 20, and one in 500, lies outside by chance.
INNER, OUTER = 0.95, 0.998


def chance_limits(kind: str, target: float, size, confidence: float = INNER):
    """Limits from chance in counts alone: the binomial's in its normal form for proportions, as OHID's
    PHEindicatormethods draws them, kept within 0 and 1; exact chi-squared limits (Ulm 1990) for rates.

    ``size`` (units,); (lower, upper) of that shape out, in the units of ``target``. A size of zero gives NaN.

    >>> [round(float(x), 4) for x in chance_limits("rate", 1.0, 20)]
    [0.6108, 1.5444]
    >>> [round(float(x), 6) for x in chance_limits("proportion", 0.8218033788, 10000)]
    [0.814303, 0.829304]
    """
    size = np.asarray(size, float)
    size = np.where(size > 0, size, np.nan)
    half = (1 - confidence) / 2
    if kind == "proportion":
        reach = stats.norm.ppf(1 - half) * np.sqrt(target * (1 - target) / size)
        return np.maximum(target - reach, 0), np.minimum(target + reach, 1)
    lower = stats.chi2.ppf(half, 2 * size) / (2 * size)
    return target * lower, target * stats.chi2.ppf(1 - half, 2 * (size + 1)) / (2 * size)


def _scaled(kind: str, figure, size):
    """A figure where its noise depends on its size alone (arcsine of the root; root), and that noise."""
    with np.errstate(invalid="ignore", divide="ignore"):
        root = np.sqrt(np.asarray(figure, float))
        return (np.arcsin(root) if kind == "proportion" else root), 0.5 / np.sqrt(np.asarray(size, float))


def overdispersion(kind: str, figure, size, target: float) -> tuple[float, float]:
    """How far figures scatter beyond chance: (phi, tau squared), additive, z winsorised at its 10th and 90th centile.

    ``figure``, ``size`` (units,), a missing one leaves the unit out. tau squared is on the scale of ``additive_limits``
    and zero where the units scatter no more than chance would make them. Winsorising keeps a few wild units from
    widening the funnel for all; of a bell-shaped spread it finds four fifths.

    >>> x, n = np.array([10, 25, 60, 45, 120, 90, 33, 70]), np.array([50, 60, 100, 150, 200, 240, 80, 90])
    >>> [round(v, 6) for v in overdispersion("proportion", x / n, n, x.sum() / n.sum())]
    [10.682127, 0.024077]
    """
    size = np.asarray(size, float)
    y, se = _scaled(kind, figure, np.where(size > 0, size, np.nan))
    return noise.additive_variance(y, se, float(_scaled(kind, target, 1.0)[0]))


def additive_limits(kind: str, target: float, size, tau2: float, confidence: float = INNER):
    """Limits from chance and the usual spread between units together, on the transformed scale, brought back.

    Arguments and result as for ``chance_limits``; ``tau2`` as ``overdispersion`` gives it.

    >>> [round(float(x), 6) for x in additive_limits("proportion", 453 / 970, 100, 0.02407722936)]
    [0.175955, 0.771086]
    """
    size = np.asarray(size, float)
    middle, se = _scaled(kind, target, np.where(size > 0, size, np.nan))
    reach = stats.norm.ppf((1 + confidence) / 2) * np.sqrt(se**2 + tau2)
    low, high = np.maximum(middle - reach, 0), middle + reach
    if kind == "proportion":
        return np.sin(low) ** 2, np.sin(np.minimum(high, np.pi / 2)) ** 2
    return low**2, high**2
