"""How far an indicator can tell councils apart, and how they fall into the standings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare.panel import Panel
from scouting.stats import noise, ranks
from scouting.terms import NOT_COMPARED, RELIABILITY_FLOOR, SIMILAR, SUSTAINED


def quality(panel: Panel, comparisons: pd.DataFrame) -> pd.DataFrame:
    """Reliability and shares of standings, one row an indicator and horizon ('now', 'sustained').

    ``comparisons``: the comparison of every council, stacked. Columns: indicator_id, horizon, councils (with
    a figure and noise), reliability (share of the variance between councils that is signal), stayed_best
    (share of the best quarter a year before, or three years before, still there: chance gives 0.25), ahead,
    similar, behind (shares of the councils compared; higher and lower without polarity), much (share of them
    much better, worse, higher or lower), not_compared (count), can_name (reliability reaches the stated level).
    """
    rows = []
    councils = panel.councils
    for i, indicator_id in enumerate(panel.indicators.index):
        mine = comparisons[comparisons.indicator_id == indicator_id]
        earlier = three_before(panel, i)
        before = panel.figures[i, :, -2] if panel.consecutive()[i] else np.full(len(panel.areas), np.nan)
        for place, (horizon, column, y, se, was) in enumerate(
            [
                ("now", "standing_now", panel.figures[i, :, -1], panel.se[i, :, -1], before),
                ("sustained", "standing", panel.mean[i], panel.mean_se[i], earlier),
            ]
        ):
            y, se, was = y[councils], se[councils], was[councils]
            usable = np.isfinite(y) & np.isfinite(se)
            words = mine[column]
            compared = words[words != NOT_COMPARED]
            shares = compared.str.removeprefix("much ").value_counts(normalize=True)
            reliable = panel.reliability[place, i]
            rows.append(
                {
                    "indicator_id": indicator_id,
                    "horizon": horizon,
                    "councils": int(usable.sum()),
                    "reliability": reliable,
                    "stayed_best": ranks.stayed_in_best_quarter(was, y, panel.sign[i]),
                    "ahead": float(shares.get("better", 0) + shares.get("higher", 0)),
                    "similar": float(shares.get(SIMILAR, 0)),
                    "behind": float(shares.get("worse", 0) + shares.get("lower", 0)),
                    "much": float(compared.str.startswith("much ").mean()) if len(compared) else np.nan,
                    "not_compared": int((words == NOT_COMPARED).sum()),
                    "can_name": bool(np.nan_to_num(reliable) >= RELIABILITY_FLOOR),
                }
            )
    return pd.DataFrame(rows)


def three_before(panel: Panel, i: int) -> np.ndarray:
    """The sustained figure three years earlier: the mean of the three periods before the last three."""
    if panel.figures.shape[2] < 2 * SUSTAINED:
        return np.full(len(panel.areas), np.nan)
    upto = slice(0, -SUSTAINED)
    nothing = np.zeros_like(panel.figures[i][:, upto])
    position, segment = panel.position[i][None, upto], panel.segment[i][None, upto]
    mean, _ = noise.sustained(panel.figures[i][:, upto], nothing, position, segment)
    joined = panel.segment[i, -1] == panel.segment[i, -SUSTAINED - 1]
    return mean if joined else np.full(len(panel.areas), np.nan)
