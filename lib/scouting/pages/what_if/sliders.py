"""One slider per kind of measure, with one for each of its measures folded away beneath."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from scouting.catalog import Catalog
from scouting.frames import each_cell
from scouting.recipes.weights import Weighting
from scouting.terms import FACETS

#: The most that a slider gives, unless the recipe gives more.
MOST = 5.0
STEP = 0.25


class Weights:
    """The sliders of a weighting: ``box`` shows them, ``weighting`` is the weighting as they stand.

    ``moved`` is called when a person, or a test, moves one.
    """

    recipe: Weighting

    def __init__(self, catalog: Catalog, moved: Callable[[object], None]) -> None:
        self.titles, self.moved, self.box = catalog.indicators.short_title, moved, widgets.VBox()
        self.facets: dict[str, widgets.FloatSlider] = {}
        self.indicators: dict[str, widgets.FloatSlider] = {}

    @property
    def weighting(self) -> Weighting:
        """The recipe with the weights as the sliders have them."""
        facets = {facet: slider.value for facet, slider in self.facets.items()}
        return self.recipe.reweighed(facets, {i: slider.value for i, slider in self.indicators.items()})

    def take(self, recipe: Weighting) -> None:
        """Set the sliders by a weighting; new ones are made only where it has other facets or indicators."""
        rows, weights = recipe.indicators, recipe.facets.set_index("facet").weight
        same = list(self.facets) == list(weights.index) and list(self.indicators) == list(rows.indicator_id)
        self.recipe = recipe
        if not same:
            self.facets = {facet: self._slider(FACETS[facet]) for facet in weights.index}
            self.indicators = {i: self._slider(self.titles[i]) for i in rows.indicator_id}
            self.box.children = [part for facet in weights.index for part in self._group(facet)]
        for slider, weight in [
            *((self.facets[f], w) for f, w in each_cell(weights)),
            *((self.indicators[i], w) for i, w in zip(rows.indicator_id, rows.weight, strict=True)),
        ]:
            slider.max = max(MOST, weight)
            slider.value = weight

    def _group(self, facet: str) -> list[widgets.Widget]:
        rows = self.recipe.indicators
        mine = [self.indicators[i] for i in rows.indicator_id[rows.facet == facet]]
        folded = widgets.Accordion([widgets.VBox(mine)], selected_index=None)
        folded.set_title(0, f"{FACETS[facet]}: {len(mine)} measure{'s'[: len(mine) != 1]}")
        folded.layout.width = "26rem"
        folded.layout.max_width = "100%"
        return [self.facets[facet], folded]

    def _slider(self, title: str) -> widgets.FloatSlider:
        made = widgets.FloatSlider(
            description=title, min=0, max=MOST, step=STEP, readout_format=".2f", tooltip=title,
            style={"description_width": "12rem"}, layout=widgets.Layout(width="25rem", max_width="100%"),
        )  # fmt: skip
        made.observe(self.moved, "value")
        return made
