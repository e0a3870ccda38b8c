"""What would be found if no council differed from another: the real councils, indicators and noise, and luck alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from scouting import explain
from scouting.explain import chasing_of, figures_of
from scouting.neighbours import sensible
from scouting.stats import level, noise


def by_chance(data, service: str, set_id: str, seeds) -> pd.Series:
    """Leads, sure leads and explanations told over all councils, the mean of some draws; and councils.

    Each year every council has the middle figure of that year and a draw of its own noise; what is missing stays so.
    How far councils differ beyond noise stays that of the real figures.
    """
    real, kinds = figures_of(data), data.panel.kind
    links = {name: data.every_neighbour(name).groupby("area_code").neighbour_code.agg(list) for name in
             dict.fromkeys([set_id, *sensible(data.catalog, service)])}  # fmt: skip
    ids = real.facts.index[real.can_name & (real.facts.service == service).to_numpy()]
    totals = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        middle = noise.robust_spread(real.figures, axis=1)[0][:, None]
        figures = middle + real.se * rng.normal(size=real.figures.shape)
        levels = np.stack([
            level.level(y, level.weights(y, position, segment, kind))
            for y, position, segment, kind in zip(figures, real.position, real.segment, kinds, strict=True)
        ])  # fmt: skip
        moved = np.where(real.too_few, np.nan, levels) - real.level
        made = replace(real, figures=figures, level=real.level + moved, lower=real.lower + moved,
                       upper=real.upper + moved)  # fmt: skip
        sums = np.zeros(2)
        for code in links[set_id].index:
            sets = {name: lists[code] for name, lists in links.items() if code in lists}
            leads, findings, _ = explain.findings_of(
                made, ids, code, set_id, sets, chasing_of(data), data.catalog.not_held.head(0)
            )
            sums += [len(leads), (findings.grade == "for").sum()]
        totals.append(sums)
    mean = np.mean(totals, axis=0)
    return pd.Series([*mean, len(links[set_id])], index=["leads", "told", "councils"])
