"""The embedded figures and their catalogue, as one thing to hand on; it knows no analysis of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property

import pandas as pd

from scouting import catalog, paths, recipes, shelf, values
from scouting.catalog import Catalog
from scouting.compare import Panel, in_use, panel_of
from scouting.keeps import Keeps
from scouting.neighbours import Calculated, NeighbourSet, calculate, every_neighbour, neighbours


@dataclass(frozen=True)
class Dataset(Keeps):
    """The catalogue and the values of its indicators; what is made from them is made when first asked for, and kept.

    ``published``: the figures that one council's own were put beside; none where these are the published ones.
    """

    catalog: Catalog
    values: pd.DataFrame
    published: Dataset | None = None
    #: As it was read from the box, and nothing changed since: what is worked out of it is kept on disk, too.
    as_read: bool = field(default=False, init=False)

    @cached_property
    def panel(self) -> Panel:
        known, cutoffs = self.catalog, in_use(self.catalog.calibration)
        if not self.as_read:
            return panel_of(self.values, known.indicators, known.areas, cutoffs)
        made_from = shelf.digest_of(self.values, known.indicators, known.areas, str(cutoffs))
        parts = shelf.arrays(
            "panel", made_from, lambda: panel_of(self.values, known.indicators, known.areas, cutoffs).arrays()
        )
        return Panel.of_arrays(parts, known.indicators, known.areas.index, cutoffs)

    def kept(self, kind: str, make: Callable[[Dataset], pd.DataFrame]) -> pd.DataFrame:
        """The table that ``make`` works out of these figures and their catalogue, kept on disk where as read."""
        return shelf.table(kind, self._digest, lambda: make(self)) if self.as_read else make(self)

    @cached_property
    def _digest(self) -> str:
        held = (getattr(self.catalog, one.name) for one in fields(self.catalog))
        return shelf.digest_of(self.values, *(one for one in held if isinstance(one, pd.DataFrame)))

    @cached_property
    def newest(self) -> pd.Series:
        """The newest period_end of each release, by source_id and year_end: a release of years of several kinds has a
        newest one of each."""
        p = self.panel
        ends = pd.Series(p.ends[:, -1], index=pd.MultiIndex.from_frame(p.indicators[["source_id", "year_end"]]))
        return ends.groupby(level=[0, 1]).max()

    def calculated(self, name: str) -> Calculated:
        """A calculated neighbour set, worked out from its recipe. Raises ScoutingError where there is no such recipe.

        >>> len(load().calculated("nhs_adult").links)
        2265
        """
        return self.once(_calculated, name)

    def neighbours(self, set_id: str, area_code: str) -> NeighbourSet:
        """One council's comparators in any set, as ``scouting.neighbours.neighbours`` gives them."""
        made = self.calculated(set_id) if set_id in recipes.names() else None
        return neighbours(self.catalog, set_id, area_code, calculated=made)

    def every_neighbour(self, set_id: str) -> pd.DataFrame:
        """Any whole set, as ``scouting.neighbours.every_neighbour`` gives it."""
        made = self.calculated(set_id) if set_id in recipes.names() else None
        return every_neighbour(self.catalog, set_id, calculated=made)


def _calculated(data: Dataset, name: str) -> Calculated:
    return calculate(recipes.read(name, data.catalog), data.catalog, data.values)


_held: Dataset | None = None


def load() -> Dataset:
    """The embedded figures and catalogue: read anew, unless this process holds them.

    >>> "Wiltshire" in set(load().catalog.areas.name)
    True
    """
    if _held:
        return _held
    paths.settle()
    data = Dataset(catalog.read(), values.read())
    object.__setattr__(data, "as_read", True)
    return data


def hold() -> Dataset:
    """Read the figures once for the life of this process: what is changed after is not seen.

    >>> import sys
    >>> from subprocess import run
    >>> run([sys.executable, "-c", "from scouting import dataset as d; assert d.hold() is d.load()"]).returncode
    0
    """
    global _held
    _held = load()
    return _held
