"""The cut-offs of the verdicts, found anew on the figures that are held."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from scouting import paths
from scouting.compare import blocks, calibrated, next_year
from scouting.dataset.core import Dataset
from scouting.neighbours import default_set
from scouting.terms import LOCAL, SERVICES


def past_verdicts(data: Dataset, service: str) -> pd.DataFrame:
    """Every gap of the past years of one service and what became of it, as ``compare.next_year`` gives it.

    Against each council's neighbours in the service's own set; published figures alone.
    """
    facts = data.catalog.indicators
    made = blocks(data.values, facts[(facts.service == service) & (facts.source_id != LOCAL)], data.catalog.areas)
    lists = data.every_neighbour(default_set(data.catalog, service)).groupby("area_code").neighbour_code.agg(list)
    return next_year(made, lists.to_dict())


def calibration(data: Dataset) -> pd.DataFrame:
    """The table of cut-offs and of how often verdicts kept their side: columns of data/catalog/calibration.csv."""
    return calibrated(pd.concat([past_verdicts(data, service) for service in SERVICES], ignore_index=True))


def calibrate(data: Dataset, say: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """Find the cut-offs anew, write them to the catalogue, and give them."""
    say("finding how sure a verdict must be, from past years")
    table = calibration(data)
    with paths.new_file(paths.CATALOG / "calibration.csv") as aside:
        table.to_csv(aside, index=False, lineterminator="\n")
    return table
