"""The cut-offs of the verdicts, found anew on the figures that are held."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from scouting import catalog, paths, values
from scouting.compare import blocks_of, calibrated, next_year
from scouting.dataset import Dataset
from scouting.frames import each_cell
from scouting.neighbours import default_set
from scouting.terms import LOCAL, SERVICES

#: Fewest past comparisons from which cut-offs are found: one wrong in twenty of fewer hangs on a handful of councils.
FEWEST = 1000


def past_verdicts(data: Dataset, service: str) -> pd.DataFrame:
    """Every gap of the past years of one service and what became of it, as ``compare.next_year`` gives it.

    Against each council's neighbours in the service's own set; published figures alone.
    """
    facts = data.catalog.indicators
    made = blocks_of(data.values, facts[(facts.service == service) & (facts.source_id != LOCAL)], data.catalog.areas)
    lists = data.every_neighbour(default_set(data.catalog, service)).groupby("area_code").neighbour_code.agg(list)
    return next_year(made, dict(each_cell(lists)))


def _past(data: Dataset) -> pd.DataFrame:
    held = data.catalog.indicators.service.reindex(data.values.indicator_id.astype("str").unique())
    parts = [past_verdicts(data, service) for service in SERVICES if (held == service).any()]
    return pd.concat(parts, ignore_index=True)


def calibration(data: Dataset) -> pd.DataFrame:
    """The table of cut-offs and of how often verdicts kept their side: columns of data/catalog/calibration.csv."""
    return calibrated(_past(data))


def calibrate(data: Dataset, say: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """Find the cut-offs anew, write them to the catalogue, and give them.

    Where too few past years are held, those of before stay, and ``say`` is told so.
    """
    say("finding from past years how sure a verdict must be (some 15 seconds)")
    cells = _past(data)
    if cells.judged.sum() < FEWEST:
        say(f"only {int(cells.judged.sum()):,} comparisons of past years are held: the rule of before stays")
        return data.catalog.calibration
    table = calibrated(cells)
    with paths.new_file(paths.CATALOG / "calibration.csv") as aside:
        table.to_csv(aside, index=False, lineterminator="\n")
    return table


def recalibrate(store: Path, say: Callable[[str], None] = lambda _: None) -> None:
    """Find the cut-offs anew once a store was written. One that does not lie beside the catalogue leaves them alone."""
    if store.resolve().parent == paths.CATALOG.resolve().parent:
        calibrate(Dataset(catalog.read(), values.read(path=paths.waiting_for(store))), say)
