"""What a journey needs of all councils at once: how far they differ at a step, and what need leads one to expect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import context
from scouting.catalog.journeys import counts_in
from scouting.dataset import Dataset
from scouting.journeys.counted import counted
from scouting.journeys.ratios import ratios
from scouting.stats import noise


def spreads(data: Dataset, journey_id: str) -> np.ndarray:
    """The variance between councils beyond noise, (rows of the journey, years): of a step's logarithm, or of itself
    where it is the only one of its branch. NaN where the noise is not known."""
    made, areas = counted(data, journey_id), np.flatnonzero(data.panel.councils)
    out = np.full(made.counts.shape[:2], np.nan)
    for chain in made.chained:
        for year in range(len(made.ends)):
            side = np.full(len(areas), year), areas
            found = ratios(made, chain, side, side)
            for k, ours, v in zip(chain[1:], found.ours, found.our_variance, strict=True):
                y = ours if len(chain) == 2 else np.log(np.where(ours > 0, ours, np.nan))
                if np.isfinite(y).any():
                    out[k, year] = noise.additive_variance(y, np.sqrt(v), float(np.nanmedian(y)))[1]
    return out


def expected_first(data: Dataset, journey_id: str) -> np.ndarray:
    """What need leads one to expect of the first step of each council, (years, areas), by ``context.fit``.

    NaN where need does not help to tell councils apart, and for journeys that do not begin with the population or have
    several branches.
    """
    made, panel = counted(data, journey_id), data.panel
    out = np.full(made.counts.shape[1:], np.nan)
    base = counts_in(made.rows["count"].iloc[0])[0].indicator_id
    if panel.indicators.statistic[base] not in ("rate", "money") or len(made.chained) > 1:
        return out
    figures = pd.DataFrame(panel.figures[..., -1].T, panel.areas, panel.indicators.index)
    features = context.features_of(figures, made.rows.service.iloc[0]).to_numpy()[panel.councils]
    codes = panel.areas[panel.councils]
    for year in range(len(made.ends)):
        value = (made.counts[made.chained[0][1], year] / made.counts[0, year])[panel.councils]
        line = context.fit(value, features, codes.isin(list(context.APART)))
        if line.helps:
            out[year, panel.councils] = np.where(line.far | (line.expected <= 0), np.nan, line.expected)
    return out
