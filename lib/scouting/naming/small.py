"""The lesson in small numbers: what a council's figures rest on, and how far one person moves them."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Kinds of indicator whose figure is a count of people over another, where one person more can be reckoned.
_COUNTED = ("proportion", "rate")


def small_numbers(panel, area_code: str) -> pd.DataFrame:
    """One council's latest figures as what they rest on: one row per indicator of the panel.

    ``panel``: a ``compare.Panel``. Columns: indicator_id, period, value, marker (why there is none), lower, upper (95%
    limits), denominator (counted from; missing where no counts are published), one_more (how far one person more in
    the numerator moves the figure), step (how far it moved from the period before, without sign; missing across a gap
    or a break), usual_step (the median council's).
    """
    a = panel.areas.get_loc(area_code)
    with np.errstate(invalid="ignore"):
        step = np.abs(panel.figures[:, :, -1] - panel.figures[:, :, -2]) if panel.figures.shape[2] > 1 else None
    if step is None:
        step = np.full(panel.figures.shape[:2], np.nan)
    step = np.where(panel.consecutive()[:, None], step, np.nan)
    facts = panel.indicators
    counted = facts.statistic.isin(_COUNTED).to_numpy()
    denominator = panel.denominator[:, a, -1]
    known = counted & (denominator > 0)
    usual = [np.median(row[np.isfinite(row)]) if np.isfinite(row).any() else np.nan for row in step[:, panel.councils]]
    return pd.DataFrame(
        {
            "indicator_id": facts.index,
            "period": panel.labels[:, -1],
            "value": panel.figures[:, a, -1],
            "marker": np.where(
                np.isnan(panel.figures[:, a, -1]) & (panel.markers[:, a, -1] == ""), "-", panel.markers[:, a, -1]
            ),
            "lower": panel.lower[:, a, -1],
            "upper": panel.upper[:, a, -1],
            "denominator": denominator,
            "one_more": np.divide(
                facts.multiplier.to_numpy(float), denominator, out=np.full(len(facts), np.nan), where=known
            ),
            "step": step[:, a],
            "usual_step": usual,
        }
    )
