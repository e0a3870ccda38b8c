"""A chart in a widget: drawn once, then moved in place, with its alt text on the picture and in words beneath."""

from __future__ import annotations

import io
from types import ModuleType

import ipywidgets as widgets
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import theme
from scouting.study import markup
from scouting.widgets import names

#: Dots an inch while something moves, and at rest.
QUICK, FINE = 80, 100


def png(ax: Axes, dpi: int = FINE) -> bytes:
    """The picture of a chart as it stands, small and quick."""
    held = io.BytesIO()
    with theme.use():
        ax.figure.savefig(held, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
    return held.getvalue()


class Picture:
    """One chart: ``box`` shows it. ``chart``: a module of charts with draw, update and alt_text; ``words``: a heading.

    It has no title, as the page says it: text is most of what drawing costs. ``once``: what ``draw`` alone is told.

    A slider that moves calls ``show`` again and again: the figure stays, its artists are moved. Where the councils
    are others than before it is drawn anew.
    """

    def __init__(self, chart: ModuleType, words: str, **once: object) -> None:
        self.chart, self._once = chart, once
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="100%", width="760px"))
        self.words = widgets.HTML()
        self.box = widgets.VBox([self.image, self.words])
        self.box.add_class(names.PICTURE)  # by which the picture gets the words as its alt text
        self._summary, self._ax, self._of = words, None, None

    def _fits(self, rows: pd.DataFrame) -> bool:
        fits = getattr(self.chart, "fits", None)  # not every chart minds how many rows there are
        return fits is None or fits(self._ax, rows)

    def show(self, rows: pd.DataFrame | None, title: str = "", dpi: int = FINE, **options: object) -> None:
        """Show a table by the chart; no table hides it. ``title``: of its words; ``options``: what the chart takes."""
        self.box.layout.display = "none" if rows is None else ""
        if rows is None:
            return
        of = frozenset(rows["name"])
        if self._ax is not None and of == self._of and self._fits(rows):
            self.chart.update(self._ax, rows, **options)
        else:
            self._ax, self._of = self.chart.draw(rows, title="", **self._once, **options), of
        self.image.value = png(self._ax, dpi)
        alt = self.chart.alt_text(rows, title=title, **{k: v for k, v in options.items() if k not in ("good", "notes")})
        self.words.value = markup.folded(self._summary, markup.sentences([alt]))
