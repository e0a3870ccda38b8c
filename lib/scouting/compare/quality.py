"""How far an indicator can tell councils apart, and how they fall into the verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare.panel import Panel
from scouting.stats import level, ranks
from scouting.terms import LAST_YEARS, NOT_COMPARED, RELIABILITY_FLOOR, TOO_CLOSE, TOO_FEW_PEOPLE


def quality_of(panel: Panel, comparisons: pd.DataFrame) -> pd.DataFrame:
    """Reliability and shares of verdicts, one row per indicator.

    ``comparisons``: the comparison of every council, stacked. Columns: indicator_id, councils (with a level and
    noise), reliability (share of the variance between councils that is signal), stayed_best (share of the best quarter
    three years before that is still there: chance gives 0.25), ahead, too_close, behind (shares of the councils
    compared, clearly and probably together; higher and lower without polarity), clear (share of them that is clear),
    by_a_lot, too_few and not_compared (counts), can_name (reliability reaches the stated level).
    """
    rows = []
    councils = panel.councils
    for i, indicator_id in enumerate(panel.indicators.index):
        mine = comparisons[comparisons.indicator_id == indicator_id]
        y = panel.level[i, councils]
        usable = np.isfinite(y) & np.isfinite(panel.level_se[i, councils])
        words = mine.verdict
        compared = words[~words.isin([NOT_COMPARED, TOO_FEW_PEOPLE])]
        shares = compared.str.replace("clearly |probably ", "", regex=True).value_counts(normalize=True)
        reliable = panel.reliability[i]
        rows.append(
            {
                "indicator_id": indicator_id,
                "councils": int(usable.sum()),
                "reliability": reliable,
                "stayed_best": ranks.stayed_in_best_quarter(level_before(panel, i)[councils], y, panel.sign[i]),
                "ahead": float(shares.get("better", 0) + shares.get("higher", 0)),
                "too_close": float(shares.get(TOO_CLOSE, 0)),
                "behind": float(shares.get("worse", 0) + shares.get("lower", 0)),
                "clear": float(compared.str.startswith("clearly").mean()) if len(compared) else np.nan,
                "by_a_lot": float(mine.by_a_lot[compared.index].mean()) if len(compared) else np.nan,
                "too_few": int((words == TOO_FEW_PEOPLE).sum()),
                "not_compared": int((words == NOT_COMPARED).sum()),
                "can_name": bool(np.nan_to_num(reliable) >= RELIABILITY_FLOOR),
            }
        )
    return pd.DataFrame(rows)


def level_before(panel: Panel, i: int, periods: int = LAST_YEARS) -> np.ndarray:
    """Each area's level so many periods earlier, of the present definition; NaN everywhere where it is another."""
    upto = slice(0, -periods)
    if panel.figures.shape[2] <= periods or panel.segment[i, -1] != panel.segment[i, -periods - 1]:
        return np.full(len(panel.areas), np.nan)
    figures = panel.figures[i][:, upto]
    weight = level.weights(figures, panel.position[i, upto], panel.segment[i, upto], panel.kind[i])
    return level.level(figures, weight)
