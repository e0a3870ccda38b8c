"""Pick a council, a service, a measure and similar councils once: the other notebooks open with them."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets
import nbformat
from IPython.display import HTML, display

from scouting import paths
from scouting.catalog import find_area
from scouting.catalog.groups import names_and_codes
from scouting.dataset import Dataset
from scouting.frames import each_row
from scouting.neighbours import listing
from scouting.pages import names
from scouting.pages.start_here import given
from scouting.terms import SERVICES

_WIDE = {"style": {"description_width": "9rem"}, "layout": widgets.Layout(width="44rem", max_width="100%")}


class Picker:
    """The widget: ``box`` is what the notebook displays, ``said`` the links to the notebooks that were written."""

    def __init__(self, data: Dataset, council: str) -> None:
        known = self.catalog = data.catalog
        sets = [(row.title, row.set_id) for row in each_row(listing.listed(known))]
        area = find_area(known, council)
        self.council = widgets.Dropdown(description="Council", options=names_and_codes(known), value=area, **_WIDE)
        self.service = widgets.Dropdown(description="Service", options=SERVICES, value="children", **_WIDE)
        self.measure = widgets.Dropdown(description="Measure", **_WIDE)
        self.neighbours = widgets.Dropdown(description="Similar councils", options=[("the usual", ""), *sets], **_WIDE)
        self.make = widgets.Button(description="Make my notebooks", tooltip="Copies with these parameters, to run")
        self.said = widgets.Output()  # a link in it opens in JupyterLab, as one in a cell does
        self.said.add_class(names.LIVE)
        self.service.observe(self._measures, "value")
        self.make.on_click(lambda _: self._make())
        self._measures()
        self.box = widgets.VBox([self.council, self.service, self.measure, self.neighbours, self.make, self.said])
        self.box.add_class(names.APP)

    def show(self) -> None:
        """Display the box, with names for a screen reader."""
        names.show(self.box)

    def _measures(self, _: object = None) -> None:
        rows = self.catalog.indicators[self.catalog.indicators.service == self.service.value]
        self.measure.options = [*zip(rows.title, rows.index, strict=True)]
        self.measure.value = given.MEASURES[str(self.service.value)]

    def _make(self) -> None:
        """Write a copy of every other notebook, and a link to each; opened, it runs for what was picked."""
        name, lines = self.catalog.name(str(self.council.value)), []
        boxes = self.council, self.service, self.measure, self.neighbours
        area, service, measure, neighbours = (str(one.value) for one in boxes)
        for path in sorted(paths.NOTEBOOKS.glob("[1-9]*.ipynb")):
            book = nbformat.read(path, as_version=4)
            told = given.parameters(given.own_parameters(book), area, service, measure, neighbours, self.catalog)
            if "council" in told:
                told["council"] = name
            made = given.copy(path, name, told)
            lines.append(f'<li><a href="{escape(f"{given.MINE}/{made.name}")}">{escape(made.stem)}</a></li>')
        self.said.clear_output()
        with self.said:
            display(HTML(f"<p>Open one and run all its cells:</p><ul>{''.join(lines)}</ul>"))
