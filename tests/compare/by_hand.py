"""Noise, level and limits worked out a second way: one council and one year after the other, with numpy.polyfit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.integrate import quad
from statsmodels.stats.proportion import proportion_confint

from scouting.compare import Panel
from scouting.stats import gaps
from scouting.terms import Z95

WEIGHTS = (0.6, 0.3, 0.1)


class Scatter(NamedTuple):
    """Of each council the mean squared scatter over what counts give; their winsorised mean; the correlation."""

    ratio: pd.Series
    pooled: float
    correlation: float


def scatter(scaled: pd.DataFrame, variance: pd.Series) -> Scatter:
    """Round each council's own line (rows: councils, columns: consecutive years, none missing)."""
    t, n = np.arange(scaled.shape[1]), scaled.shape[1]
    left = {
        k: (y - np.polyval(np.polyfit(t, y, 1), t)) / np.sqrt(variance[k])
        for k, y in zip(scaled.index, scaled.to_numpy(), strict=True)
    }
    ratio = pd.Series({k: (r**2).sum() / (n - 2) for k, r in left.items()})
    most = ratio.quantile(0.95)
    # What the mean of a chi-squared over its degrees loses when its largest twentieth is cut.
    d = n - 2
    cut = stats.chi2.ppf(0.95, d)
    kept = quad(lambda x: min(x, cut) * stats.chi2.pdf(x, d) / d, 0, cut)[0] + 0.05 * cut / d
    weight = {k: min(1.0, most / ratio[k]) for k in left}
    together = sum(weight[k] * (r[1:] * r[:-1]).sum() for k, r in left.items())
    total = sum(weight[k] * (r**2).sum() for k, r in left.items())
    return Scatter(ratio.clip(upper=most) / kept, ratio.clip(upper=most).mean() / kept, max(together / total, 0.0))


def level(figures: pd.DataFrame) -> pd.Series:
    """0.6, 0.3 and 0.1 of the last three years, newest first."""
    return sum(weight * figures.iloc[:, -1 - back] for back, weight in enumerate(WEIGHTS))


def level_factor(correlation: float) -> float:
    """What the variance of one year is multiplied by to be that of the level."""
    return sum(
        WEIGHTS[i] * WEIGHTS[j] * correlation ** abs(i - j) for i in range(len(WEIGHTS)) for j in range(len(WEIGHTS))
    )


def share_limits(share: float, people: float) -> tuple[float, float]:
    """Wilson's, or exact ones under five people on either side; ``people`` need not be whole."""
    x = share * people
    if min(x, people - x) >= 5:
        return proportion_confint(x, people, 0.05, method="wilson")
    low = stats.beta.ppf(0.025, x, people - x + 1) if x > 0 else 0.0
    return low, stats.beta.ppf(0.975, x + 1, people - x) if x < people else 1.0


def percentages(figures: pd.DataFrame, people: pd.Series) -> tuple[pd.DataFrame, Scatter]:
    """Level and limits of percentages of so many people: columns level, level_lower, level_upper, lower, upper, people
    (how many a level so unsure would be of by chance alone)."""
    x = (figures / 100).mul(people, axis=0)
    found = scatter(np.arcsin(np.sqrt((x + 3 / 8).div(people + 3 / 4, axis=0))), 1 / (4 * people))
    times = max(found.pooled, 1.0)
    mine = level(figures)
    rows = {}
    for k in figures.index:
        one = share_limits(figures.loc[k].iloc[-1] / 100, people[k] / times)
        worth = people[k] / (times * level_factor(found.correlation))
        rows[k] = [mine[k], *(100 * limit for limit in (*share_limits(mine[k] / 100, worth), *one)), worth]
    columns = ["level", "level_lower", "level_upper", "lower", "upper", "people"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns), found


def scores(figures: pd.DataFrame) -> tuple[pd.DataFrame, float, Scatter]:
    """Level and limits of scores without counts, all councils of one pool: (columns as ``percentages``, standard error
    of a level, scatter)."""
    found = scatter(figures, pd.Series(1.0, figures.index))
    year = np.sqrt(found.ratio.mean())
    error = year * np.sqrt(level_factor(found.correlation))
    mine, last = level(figures), figures.iloc[:, -1]
    table = pd.DataFrame({"level": mine, "level_lower": mine - Z95 * error, "level_upper": mine + Z95 * error,
                          "lower": last - Z95 * year, "upper": last + Z95 * year})  # fmt: skip
    return table, float(error), found


def pair_sureness(panel: Panel, one: int, other: int) -> np.ndarray:
    """How sure it is that one council's level differs from another's: (indicators,), signed as the gap.

    ``one``, ``other``: their places among the panel's areas. NaN where either has too few people to compare. The
    spread of gaps between two councils is twice that between councils and their middle.
    """
    first, second = ((panel.level[:, k], panel.level_lower[:, k], panel.level_upper[:, k]) for k in (one, other))
    sure = gaps.sureness(*first, *second, 2 * panel.between)
    few = panel.too_few[:, one] | panel.too_few[:, other] | (panel.indicators.statistic == "count").to_numpy()
    return np.where(few, np.nan, sure)
