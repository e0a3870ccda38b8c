"""The embedded figures and their catalogue, as one thing to hand on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scouting import catalog, recipes, values
from scouting.catalog import Catalog
from scouting.compare import Panel, in_use, panel
from scouting.explain import Figures, offers, shared_out, shuffled
from scouting.explain.blocks import figures_of
from scouting.neighbours import Calculated, NeighbourSet, calculate, every_neighbour, neighbours
from scouting.pages.early_warning.signs import signs


@dataclass(frozen=True)
class Dataset:
    """The catalogue and the values of its indicators; what is made from them is made when first asked for, and kept.

    ``published``: the figures that one council's own were put beside; none where these are the published ones.
    """

    catalog: Catalog
    values: pd.DataFrame
    published: Dataset | None = None

    @cached_property
    def panel(self) -> Panel:
        return panel(self.values, self.catalog.indicators, self.catalog.areas, in_use(self.catalog.calibration))

    @cached_property
    def newest(self) -> pd.Series:
        """The newest period_end of each release, by source_id and year_end: a release of years of several kinds has a
        newest one of each."""
        p = self.panel
        ends = pd.Series(p.ends[:, -1], index=pd.MultiIndex.from_frame(p.indicators[["source_id", "year_end"]]))
        return ends.groupby(level=[0, 1]).max()

    @cached_property
    def explained(self) -> Figures:
        """The blocks that explanations of a lead are made from."""
        return figures_of(self.catalog, self.panel, self.newest)

    @cached_property
    def signs(self) -> pd.DataFrame:
        """Every sign of ``signs.csv`` for every council and year: as ``warning.signs`` gives it."""
        return signs(self.values, self.catalog.signs, self.catalog.indicators, self.catalog.areas)

    @cached_property
    def chasing(self) -> pd.DataFrame:
        """How many councils seem to chase a number, and how many would with guards shuffled, by topic."""
        return shuffled(self.explained)

    @cached_property
    def _hosts(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {}

    def hosts(self, set_id: str, service: str) -> pd.DataFrame:
        """Who visits whom in a set if all councils asked, for one service: as ``explain.shared_out`` gives it."""
        if (set_id, service) not in self._hosts:
            figures, links = self.explained, self.every_neighbour(set_id)
            by = links.groupby("area_code").neighbour_code.agg(list)
            made = [offers(figures, figures.place(code), figures.places(codes), service) for code, codes in by.items()]
            self._hosts[set_id, service] = shared_out(pd.concat(made, ignore_index=True))
        return self._hosts[set_id, service]

    @cached_property
    def _calculated(self) -> dict[str, Calculated]:
        return {}

    def calculated(self, name: str) -> Calculated:
        """A calculated neighbour set, worked out from its recipe. Raises ScoutingError where there is no such recipe.

        >>> len(load().calculated("nhs_adult").links)
        2265
        """
        if name not in self._calculated:
            self._calculated[name] = calculate(recipes.read(name, self.catalog), self.catalog, self.values)
        return self._calculated[name]

    def neighbours(self, set_id: str, area_code: str) -> NeighbourSet:
        """One council's comparators in any set, as ``scouting.neighbours.neighbours`` gives them."""
        made = self.calculated(set_id) if set_id in recipes.names() else None
        return neighbours(self.catalog, set_id, area_code, calculated=made)

    def every_neighbour(self, set_id: str) -> pd.DataFrame:
        """Any whole set, as ``scouting.neighbours.every_neighbour`` gives it."""
        made = self.calculated(set_id) if set_id in recipes.names() else None
        return every_neighbour(self.catalog, set_id, calculated=made)


_held: Dataset | None = None


def load() -> Dataset:
    """The embedded figures and catalogue: read anew, unless this process holds them.

    >>> "Wiltshire" in set(load().catalog.areas.name)
    True
    """
    return _held or Dataset(catalog.read(), values.read())


def hold() -> Dataset:
    """Read the figures once for the life of this process, with all that is the same for every council.

    For a process that makes many reports, or from which others are forked: what it changes after is not seen.

    >>> import sys
    >>> from subprocess import run
    >>> run([sys.executable, "-c", "from scouting import dataset as d; assert d.hold() is d.load()"]).returncode
    0
    """
    global _held
    _held = load()
    _ = _held.panel, _held.explained.counts, _held.chasing, _held.signs
    for name in recipes.names():
        _held.calculated(name)
    return _held
