"""What if the weights were yours: the controls and the page over ``study.what_if``, which works everything out.

The class only holds controls together: it turns them into a question, asks, and shows the answer. A picture is drawn
once and then moved, so that a slider can be dragged.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from scouting import markup
from scouting.charts import league
from scouting.charts import quadrant as quadrant_chart
from scouting.errors import ScoutingError
from scouting.index import Matrix
from scouting.pages import names
from scouting.pages.pictures import Picture
from scouting.pages.what_if import kept, question, reach
from scouting.pages.what_if import show as what_if_page
from scouting.pages.what_if.question import MOVING, REACHES, RESTING, Question
from scouting.pages.what_if.sliders import Weights
from scouting.recipes import weights
from scouting.recipes.weights import Weighting

#: Seconds without a change after which everything is worked out again with all draws.
REST = 0.5
_WIDE = {"style": {"description_width": "6.5rem"}, "layout": widgets.Layout(width="26rem", max_width="100%")}


class WhatIf:
    """The widget over a question: ``box`` is what a notebook displays.

    The council is the question's, as everywhere on its page. Weights, similar councils or England, need and spending on or off, one slider per kind of measure with
    the measures beneath.
    While a slider moves the answer is from ``MOVING`` draws, and when it rests from ``RESTING``: ``answer`` is the one
    that is shown. Weights are taken away as one line of text, or kept under a name; such a text is data and nothing
    in it runs.
    """

    def __init__(self, asked: Question) -> None:
        self.question = asked
        self.answer: Any = None
        self.data, self.neighbours = asked.study.data, asked.neighbours
        self.recipe = widgets.Dropdown(description="Weights", **_WIDE)
        self.reach = widgets.Dropdown(
            description="Compare with", options=[(words, reach) for reach, words in REACHES.items()], **_WIDE
        )
        self.need = widgets.Checkbox(description="Allow for need", indent=False)
        self.spending = widgets.Checkbox(description="Spending beside outcomes", indent=False)
        self.weights = Weights(self.data.catalog, self._moved)
        self.reset = widgets.Button(description="Start again", tooltip="Every weight as it was when it was chosen")
        self.name = widgets.Text(description="Name", placeholder="a name for these weights", **_WIDE)
        self.save = widgets.Button(description="Keep", tooltip="Keep these weights under the name, on this machine")
        self.text = widgets.Text(description="To share", placeholder="the line that rebuilds these weights", **_WIDE)
        self.load = widgets.Button(description="Use this text", tooltip="Set every weight by the text to share")
        self.reach_of = widgets.Button(description="Best and worst rank", tooltip="By weights half to double these")
        self.notice, self.said, self.detail, self.furthest, self.beside = (widgets.HTML() for _ in range(5))
        for live in (self.notice, self.said, self.furthest):
            live.add_class(names.LIVE)
        self.league = Picture(league, "The ranks in words", notes=False)
        self.quadrant = Picture(quadrant_chart, "Spending beside the index in words")
        self._held, self._timer, self._line = False, None, ""  # the line to share when weights last moved
        self._list_recipes(asked.weighting.name)
        self._listen()
        self._take(asked.weighting)
        self.box = self._box()

    def _listen(self) -> None:
        for control in (self.reach, self.need, self.spending):
            control.observe(self._moved, "value")
        self.recipe.observe(self._other_recipe, "value")
        self.reset.on_click(lambda _: self._take(self.weights.recipe))
        self.save.on_click(lambda _: self._keep())
        self.load.on_click(lambda _: self._load())
        self.reach_of.on_click(lambda _: self._furthest())

    def _box(self) -> widgets.Box:
        on_off = widgets.HBox([self.need, self.spending])
        share = widgets.VBox([self.name, self.save, self.text, self.load])
        left = [self.recipe, self.reach, on_off, self.weights.box, self.reset, self.reach_of, share]
        right = [self.notice, self.said, self.league.box, self.furthest, self.quadrant.box, self.detail, self.beside]
        grow = widgets.Layout(flex="1 1 30rem", min_width="0", max_width="100%")
        both = [widgets.VBox(left, layout=widgets.Layout(flex="0 1 27rem")), widgets.VBox(right, layout=grow)]
        box = widgets.Box(both, layout=widgets.Layout(display="flex", flex_flow="row wrap", align_items="flex-start"))
        box.add_class(names.APP)
        return box

    def show(self) -> None:
        """Display the box, with names for a screen reader."""
        names.show(self.box)

    def _moved(self, _: object = None) -> None:
        """A quick answer now; all draws once nothing has moved for a moment."""
        if self._held:
            return
        self.notice.value = self.furthest.value = ""
        self._line = self.text.value
        self.update(MOVING)
        if self._timer:
            self._timer.cancel()
        try:
            self._timer = asyncio.get_running_loop().call_later(REST, self.update, RESTING)
        except RuntimeError:  # no page is waiting: nothing is moving
            self.update(RESTING)

    def _other_recipe(self, _: object) -> None:
        if not self._held and self.recipe.value:
            self._take(kept.read(self.recipe.value, self.data.catalog))

    def _take(self, recipe: Weighting) -> None:
        """Set every control by a weighting, and answer."""
        self._held, was = True, self.question.study
        try:
            self.question = question.ask(was.area_code, recipe, self.neighbours, data=self.data)
            self.weights.take(recipe)
        finally:
            self._held = False
        self._moved()
        if recipe.notices:
            self.notice.value = markup.sentences(recipe.notices, "notice")

    def _furthest(self) -> None:
        """Search for the best and worst rank: some seconds, so it is said that it runs."""
        self.furthest.value = markup.sentences([f"Searching, {reach.SECONDS:.0f} seconds at most."])
        self.furthest.value = reach.furthest(self.answer)

    def _list_recipes(self, value: str = "") -> None:
        held, self._held = self._held, True
        self.recipe.options = kept.options(self.data.catalog)
        self.recipe.value = value if value in [name for _, name in self.recipe.options] else None
        self._held = held

    def _load(self) -> None:
        """Set the controls by a text that somebody shared. What is not a weighting is said, and changes nothing."""
        try:
            made = weights.from_text(self.text.value, self.data.catalog)
            self._take(made)
            if made.name in weights.names():  # to start again is to go back to what the text began from
                self.weights.recipe = weights.read(made.name, self.data.catalog)
            self._list_recipes(made.name)
        except ScoutingError as err:
            self.notice.value = markup.sentences(err.problems, "notice")

    def _keep(self) -> None:
        """Keep the weights under a name on this machine, and list them; to start again is to go back to them."""
        try:
            name = kept.keep(self.name.value, self.weights.weighting)
        except ScoutingError as err:
            self.notice.value = markup.sentences(err.problems, "notice")
            return
        self._take(kept.read(name, self.data.catalog))
        self._list_recipes(name)
        self.notice.value = markup.sentences([f"Kept as {name}. It is in the list of weights from now on."])
        self.beside.value = what_if_page.beside(self.question, kept.every(self.data.catalog), MOVING)

    def _scaled(self, now: Weighting) -> Matrix | None:
        """The last answer's figures on their scale, where nothing but weights has changed since."""
        same = self.answer and question.same_scale(self.answer.question.weighting, now)
        return self.answer.matrix if same else None

    def update(self, n: int = RESTING) -> None:
        """Ask and show the answer from ``n`` draws; what is wrong with the weights is said instead."""
        try:
            now = self.weights.weighting
            options = {"reach": self.reach.value, "need": self.need.value, "spending": self.spending.value}
            self.question = replace(self.question, weighting=now, **options)
            told = self.answer = question.answer(self.question, n, matrix=self._scaled(now))
        except ScoutingError as err:
            self.notice.value = markup.sentences(err.problems, "notice")
            return
        self.league.show(what_if_page.league_rows(told), what_if_page.league_title(told), quick=n < RESTING)
        self.said.value = what_if_page.rank_lines(told)
        rows, options = what_if_page.quadrant_rows(told), what_if_page.quadrant_options(told)
        self.quadrant.show(rows, what_if_page.SPENDING, **options)
        if n >= RESTING:
            if self.text.value == self._line:  # else somebody has begun to write there
                self.text.value = self._line = weights.to_text(now)
            self.detail.value = what_if_page.detail(told)
