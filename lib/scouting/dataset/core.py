"""The embedded figures and their catalogue, as one thing to hand on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scouting import catalog, values
from scouting.catalog import Catalog
from scouting.compare import Panel, panel


@dataclass(frozen=True)
class Dataset:
    """The catalogue and the values of its indicators; ``panel`` is made when first asked for."""

    catalog: Catalog
    values: pd.DataFrame

    @cached_property
    def panel(self) -> Panel:
        return panel(self.values, self.catalog.indicators, self.catalog.areas)


def load() -> Dataset:
    """The embedded figures and catalogue.

    >>> "Wiltshire" in set(load().catalog.areas.name)
    True
    """
    return Dataset(catalog.read(), values.read())
