"""Weights of features moved by hand: who comes and who goes, where they are, which verdicts change with them.

What is worked out stands in plain functions; the class only holds the controls together.
"""

from __future__ import annotations

from dataclasses import replace

import ipywidgets as widgets
import pandas as pd
from matplotlib.axes import Axes

from scouting import markup, recipes
from scouting.charts import hexmap, theme
from scouting.compare import Panel, side, verdicts_of
from scouting.errors import ScoutingError
from scouting.frames import each_cell
from scouting.neighbours import Space, calculate, words
from scouting.pages import names
from scouting.pages.common import map_rows
from scouting.pages.neighbours.show import recipe_of
from scouting.pages.pictures import QUICK, png
from scouting.recipes import Recipe
from scouting.study import Study
from scouting.terms import NOT_COMPARED
from scouting.words import many

#: The most that a slider gives a feature.
MOST = 3.0
TITLE = "Where the similar councils are"
#: What a role says in the list of neighbours.
ROLES = {"neighbour": "stays", "joins": "comes", "leaves": "goes"}


def list_for(space: Space, weights: pd.Series, area: str, k: int) -> list[str]:
    """The k councils nearest to one, nearest first. ``weights``: what multiplies the features, by indicator.

    Raises ScoutingError for weights that mean nothing and for a council that is not in the field.

    >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
    >>> list_for(Space.fit(table, "min_max"), pd.Series({"a": 0, "b": 1}), "E3", 2)
    ['E1', 'E2']
    """
    near = space.nearest(weights, k)
    mine = near.neighbour_code[near.area_code == area]
    if mine.empty:
        raise ScoutingError(f"{area} is not among the councils compared.")
    return mine.tolist()


def changed(before: list[str], after: list[str]) -> pd.DataFrame:
    """Who stays, comes and goes: neighbour_code, role ("neighbour", "joins", "leaves"); the new list's order first.

    >>> changed(["A", "B"], ["C", "A"]).values.tolist()
    [['C', 'joins'], ['A', 'neighbour'], ['B', 'leaves']]
    """
    rows = [(code, "neighbour" if code in before else "joins") for code in after]
    rows += [(code, "leaves") for code in before if code not in after]
    return pd.DataFrame(rows, columns=["neighbour_code", "role"])


def verdict_changes(panel: Panel, area: str, before: list[str], after: list[str]) -> pd.DataFrame:
    """The indicators on which the verdict is on another side against the new list than against the old.

    Columns: indicator_id, before, after (verdicts); clearly and probably are one side.
    """
    one, other = (verdicts_of(panel, area, codes).set_index("indicator_id").verdict for codes in (before, after))
    differ = one.index[(one.map(side) != other.map(side)).to_numpy()]
    return pd.DataFrame({"indicator_id": differ, "before": one[differ].to_numpy(), "after": other[differ].to_numpy()})


class NeighbourWeights:
    """The widget over a study: ``box`` holds the controls, ``show`` displays it.

    One slider for each feature of the recipe behind the study's set (or of its service's own), and the number of
    neighbours. The council is the study's, as everywhere on its page; one that the recipe leaves out is told so. Everything shown is against the recipe's own list. Weights can be taken away as a recipe's text and
    put back by it; a recipe's text is data and nothing in it runs.
    """

    def __init__(self, study: Study) -> None:
        self.study, self.data = study, study.data
        made = self.data.calculated(recipe_of(study))
        self.recipe, self.space = made.recipe, made.space
        wide = {"style": {"description_width": "14rem"}, "layout": widgets.Layout(width="44rem", max_width="100%")}
        self.k = widgets.IntSlider(description="How many similar councils", min=1, max=30, **wide)
        self.sliders: dict[str, widgets.FloatSlider] = {}
        self.features = widgets.VBox()
        self.reset = widgets.Button(description="Back to the recipe", tooltip="Every weight as the recipe has it")
        self.load = widgets.Button(description="Use this recipe", tooltip="Take weights and features from the text")
        self.text = widgets.Textarea(description="As a recipe", rows=12, **wide)
        self.said, self.words, self.table, self.verdicts = (widgets.HTML() for _ in range(4))
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="100%", width="720px"))
        self._map: Axes | None = None
        self._held = False
        self.k.observe(self._moved, "value")
        self.reset.on_click(lambda _: self._take(self.recipe))
        self.load.on_click(lambda _: self._load())
        self._take(self.recipe)
        self.said.add_class(names.LIVE)
        picture = widgets.VBox([self.image, self.words])
        picture.add_class(names.PICTURE)  # by which the picture gets the words as its alt text
        shown = [self.said, picture, self.table, self.verdicts]
        self.box = widgets.VBox([self.k, self.features, self.reset, *shown, self.text, self.load])
        self.box.add_class(names.APP)

    def show(self) -> None:
        """Display the box, with names for a screen reader."""
        names.show(self.box)

    @property
    def weighted(self) -> Recipe:
        """The recipe with the weights and the number of neighbours as they stand."""
        rows = self.recipe.features.assign(weight=[self.sliders[i].value for i in self.recipe.features.indicator_id])
        return replace(self.recipe, features=rows, k=self.k.value)

    def _take(self, recipe: Recipe) -> None:
        """Set every control by a recipe, and draw once."""
        self._held = True
        self.recipe = recipe
        facts = self.data.catalog.indicators
        if set(self.sliders) != set(recipe.features.indicator_id):
            self.sliders = {i: self._slider(facts.short_title[i]) for i in recipe.features.indicator_id}
            self.features.children = tuple(self.sliders.values())
        for indicator_id, weight in each_cell(recipe.weights):
            slider = self.sliders[indicator_id]
            slider.max = max(MOST, weight)
            slider.value = weight
        self.k.value = recipe.k
        self._held = False
        self.update()

    def _slider(self, title: str) -> widgets.FloatSlider:
        made = widgets.FloatSlider(
            description=title, min=0, max=MOST, step=0.1, readout_format=".1f",
            style={"description_width": "14rem"}, layout=widgets.Layout(width="44rem", max_width="100%"),
        )  # fmt: skip
        made.observe(self._moved, "value")
        return made

    def _moved(self, _: object) -> None:
        if not self._held:
            self.update()

    def _load(self) -> None:
        try:
            recipe = recipes.parse(self.text.value, "my_neighbours", self.data.catalog, where="The recipe")
            space = calculate(recipe, self.data.catalog, self.data.values).space
        except ScoutingError as err:
            self.said.value = markup.sentences(err.problems, "notice")
            return
        self.space = space
        self._take(recipe)

    def update(self) -> None:
        """Work out the list for the weights as they stand and show it; what is wrong with them is said instead."""
        area, now = self.study.area_code, self.weighted
        if area not in self.space.scaled.index:
            name = self.data.catalog.name(area)
            self.said.value = markup.sentences([f"{name} is not in the calculated set."])
            return
        try:
            before = list_for(self.space, self.recipe.multipliers, area, self.recipe.k)
            after = list_for(self.space, now.multipliers, area, now.k)
        except ScoutingError as err:
            self.said.value = markup.sentences(err.problems, "notice")
            return
        rows = changed(before, after)
        self._draw(area, rows)
        told = verdict_changes(self.study.panel, area, before, after)
        self.said.value = markup.sentences([*self._sentences(area, rows, told), words.weights_act(now.weight_acts)])
        self.table.value = self._list(area, rows)
        self.verdicts.value = self._changes(told)
        self.text.value = recipes.to_yaml(now)

    def _draw(self, area: str, rows: pd.DataFrame) -> None:
        table = map_rows(self.data.catalog, area, dict(zip(rows.neighbour_code, rows.role, strict=True)))
        if self._map is None:
            # Without title and notes: the page says them, and text is most of what drawing costs.
            self._map = hexmap.draw(table, title="", notes=False)
        else:
            with theme.use():
                hexmap.update(self._map, table)
        self.image.value = png(self._map, QUICK)
        self.words.value = markup.folded("The map in words", markup.sentences([hexmap.alt_text(table, title=TITLE)]))

    def _sentences(self, area: str, rows: pd.DataFrame, told: pd.DataFrame) -> list[str]:
        name_of, kept = self.data.catalog.name, int((rows.role == "neighbour").sum())
        come, go = ("; ".join(name_of(c) for c in rows.neighbour_code[rows.role == r]) for r in ("joins", "leaves"))
        before = int((rows.role != "joins").sum())
        moves = [
            f"{kept} of the {before} similar councils that {name_of(area)} has by the recipe stay{'s'[: kept == 1]}."
        ]
        moves += [f"Joins: {come}."] * bool(come) + [f"Leaves: {go}."] * bool(go)
        return [" ".join(moves), f"{many(len(told), 'verdict')} change{'s'[: len(told) == 1]} with the list."]

    def _list(self, area: str, rows: pd.DataFrame) -> str:
        known = self.data.catalog
        table = {
            "Council": rows.neighbour_code.map(known.name),
            "Region": [known.name(known.areas.region_code[code]) for code in rows.neighbour_code],
            "With these weights": rows.role.map(ROLES),
        }
        return markup.table(table, f"Councils similar to {known.name(area)}, nearest first")

    def _changes(self, told: pd.DataFrame) -> str:
        if told.empty:
            return ""
        titles = self.data.catalog.indicators.short_title
        table = {"Measure": told.indicator_id.map(titles), "By the recipe": told.before, "Now": told.after}
        note = f"Against the median of similar councils; {NOT_COMPARED} where too few have figures."
        return markup.table(table, "Verdicts that change") + markup.sentences([note])
