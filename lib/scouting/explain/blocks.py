"""What explanations are made from, and what is the same for every council: worked out of a dataset once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare import aside
from scouting.dataset import Dataset
from scouting.explain.chases import shuffled
from scouting.explain.figures import Figures
from scouting.explain.hosts import offers, shared_out
from scouting.frames import each_cell

#: What "allowing for need" allows for, by service: context that a council hardly controls.
NEED = {
    "children": ("children_low_income", "free_meals_6_years_primary", "ethnic_groups_other"),
    "adults": ("income_deprivation", "adults_65_share", "rural_residents"),
}
#: How many people a service is there for, by service: what a denominator is held against.
HEADS = {"children": "children_0_17", "adults": "adults_18_over"}


def figures_of(data: Dataset) -> Figures:
    """The figures of every council, as the explanations take them.

    Need and size are each council's latest figures of the indicators in NEED and HEADS; NaN where there are none.
    """
    return data.once(_figures)


def chasing_of(data: Dataset) -> pd.DataFrame:
    """How many councils seem to chase a number, and how many would with guards shuffled: as ``shuffled`` gives it."""
    return data.once(_chasing)


def hosts_of(data: Dataset, set_id: str, service: str) -> pd.DataFrame:
    """Who visits whom in a set if all councils asked, for one service: as ``shared_out`` gives it."""
    return data.once(_hosts, set_id, service)


def _chasing(data: Dataset) -> pd.DataFrame:
    return data.kept("chasing", lambda data: shuffled(figures_of(data)))


def _hosts(data: Dataset, set_id: str, service: str) -> pd.DataFrame:
    figures, links = figures_of(data), data.every_neighbour(set_id)
    by = links.groupby("area_code").neighbour_code.agg(list)
    made = [offers(figures, figures.place(code), figures.places(codes), service) for code, codes in each_cell(by)]
    return shared_out(pd.concat(made, ignore_index=True))


def _figures(data: Dataset) -> Figures:
    catalog, panel, newest = data.catalog, data.panel, data.newest
    c = panel.councils
    codes = panel.areas[c]

    def latest(indicator_id: str) -> np.ndarray:
        i = panel.indicators.index.get_indexer(pd.Index([indicator_id]))[0]
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
        correlation=panel.correlation,
        aside=aside(panel, newest),
        clear_from=panel.cutoffs.clear,
    )
