"""The one verdict on each indicator against one set of neighbours: what is compared when sets are compared."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from scouting.compare.panel import Panel
from scouting.compare.table import standing
from scouting.errors import ScoutingError, unknown
from scouting.stats import noise, ranks
from scouting.terms import FEWEST_NEIGHBOURS


def _median(block: np.ndarray) -> np.ndarray:
    return ranks.quantiles(block, [0.5])[0]


def _mean(block: np.ndarray) -> np.ndarray:
    n = np.isfinite(block).sum(1)
    return np.divide(np.nansum(block, axis=1), n, out=np.full(len(block), np.nan), where=n > 0)


#: The middle of the neighbours and its noise.
MIDDLES: dict[str, tuple[Callable, Callable]] = {
    "median": (_median, noise.median_noise),
    "mean": (_mean, noise.mean_noise),
}


def verdicts(panel: Panel, area_code: str, neighbours: list[str], *, middle: str = "median") -> pd.DataFrame:
    """How one council stands against the middle of its neighbours, a row an indicator of the panel.

    The rule is that of ``compare``: over three years, and for the latest period alone where the council has no three
    unbroken years. ``middle``: "median" (that of ``compare``) or "mean" (unweighted: what DfE's Local Authority
    Interactive Tool shows). Columns: indicator_id, horizon, gap, gap_noise (in units of the noise of both), standing,
    n_with_value. ``horizon`` is "sustained" or "now". Raises ScoutingError for an unknown middle.
    """
    if middle not in MIDDLES:
        raise ScoutingError(unknown("middle", middle, MIDDLES, "lib/scouting/compare: median, mean"))
    own = panel.areas.get_loc(area_code)
    others = panel.areas.get_indexer(sorted(set(neighbours) - {area_code}))
    others = others[others >= 0]
    over_years = np.isfinite(panel.mean_se[:, own])
    pick = over_years[:, None]
    figures = np.where(pick, panel.mean, panel.figures[..., -1])
    errors = np.where(pick, panel.mean_se, panel.se[..., -1])
    block, block_se = figures[:, others], errors[:, others]
    n = np.isfinite(block).sum(1)
    of, noise_of = MIDDLES[middle]
    gap = figures[:, own] - of(block)
    gap_se = np.hypot(errors[:, own], noise_of(block, block_se))
    is_count = (panel.indicators.statistic == "count").to_numpy()
    gap_se[is_count | (n < FEWEST_NEIGHBOURS * len(others))] = np.nan
    spread = np.where(over_years, panel.spread[1], panel.spread[0])
    return pd.DataFrame(
        {
            "indicator_id": panel.indicators.index,
            "horizon": np.where(over_years, "sustained", "now"),
            "gap": gap,
            "gap_noise": np.divide(gap, gap_se, out=np.full(len(n), np.nan), where=gap_se > 0),
            "standing": standing(gap, gap_se, spread, panel.sign),
            "n_with_value": n,
        }
    )
