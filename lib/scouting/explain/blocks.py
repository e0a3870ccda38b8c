"""The blocks that explanations are made from, cut from a panel: councils alone, with their need and size beside."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.compare import Panel, aside
from scouting.explain import Figures
from scouting.terms import HEADS, NEED


def figures_of(catalog: Catalog, panel: Panel, newest: pd.Series) -> Figures:
    """The figures of every council of a panel, as the explanations take them.

    ``newest``: the newest period_end of each release, as ``Dataset.newest``. Need and size are each council's latest
    figures of the indicators in ``terms.NEED`` and ``terms.HEADS``; NaN where the panel has none.
    """
    c = panel.councils
    codes = panel.areas[c]

    def latest(indicator_id: str) -> np.ndarray:
        i = panel.indicators.index.get_indexer([indicator_id])[0]
        return panel.figures[i, c, -1] if i >= 0 else np.full(len(codes), np.nan)

    def known(block: np.ndarray) -> np.ndarray:
        return np.where(panel.too_few, np.nan, block)[:, c]

    return Figures(
        facts=panel.indicators,
        names=catalog.areas.name[codes],
        region=catalog.areas.region_code[codes].to_numpy(str),
        need={service: np.column_stack([latest(name) for name in names]) for service, names in NEED.items()},
        heads={service: latest(name) for service, name in HEADS.items()},
        labels=panel.labels,
        position=panel.position,
        segment=panel.segment,
        figures=panel.figures[:, c],
        se=panel.se[:, c],
        numerator=panel.numerator[:, c],
        denominator=panel.denominator[:, c],
        markers=panel.markers[:, c],
        level=known(panel.level),
        lower=known(panel.level_lower),
        upper=known(panel.level_upper),
        too_few=panel.too_few[:, c],
        between=panel.between,
        reliability=panel.reliability,
        aside=aside(panel, newest),
        clear_from=panel.cutoffs.clear,
    )
