"""A chart in a widget: drawn once, then moved in place, with its alt text on the picture and in words beneath."""

from __future__ import annotations

import io
from types import ModuleType
from typing import Any

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from scouting import markup
from scouting.charts import layout, theme
from scouting.pages import names

#: Dots an inch while something moves, and at rest.
QUICK, FINE = 80, 100


def png(ax: Axes, dpi: int = FINE) -> bytes:
    """The picture of a chart as it stands, small and quick."""
    held = io.BytesIO()
    with theme.use():
        layout.figure_of(ax).savefig(held, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
    return held.getvalue()


class Backdrop:
    """What stays of a chart while something moves, drawn once: then only what moves is drawn over it."""

    def __init__(self, ax: Axes, moves: tuple[str, ...]) -> None:
        self.ax, self.canvas = ax, FigureCanvasAgg(layout.figure_of(ax))
        self.moving = sorted((a for a in ax.get_children() if a.get_label() in moves), key=lambda a: a.zorder)
        with theme.use():
            ax.figure.set_dpi(QUICK)
            for artist in self.moving:
                artist.set_animated(True)  # left out where a figure is drawn, there where it is saved
            self.canvas.draw()
        self.still = self.canvas.copy_from_bbox(ax.figure.bbox)

    def png(self) -> bytes:
        """The picture of the chart as it stands now."""
        held = io.BytesIO()
        with theme.use():
            self.canvas.restore_region(self.still)
            for artist in self.moving:
                self.ax.draw_artist(artist)
        Image.fromarray(np.asarray(self.canvas.buffer_rgba())[..., :3]).save(held, "PNG", compress_level=1)
        return held.getvalue()


class Picture:
    """One chart: ``box`` shows it. ``chart``: a module of charts with draw, update and alt_text; ``words``: a heading.

    It has no title, as the page says it: text is most of what drawing costs. ``once``: what ``draw`` alone is told.

    A slider that moves calls ``show`` again and again: the figure stays, its artists are moved. Where the councils
    are others than before it is drawn anew.
    """

    def __init__(self, chart: ModuleType, words: str, **once: Any) -> None:
        self.chart, self._once = chart, once
        self.image = widgets.Image(format="png", layout=widgets.Layout(max_width="100%", width="760px"))
        self.words = widgets.HTML()
        self.box = widgets.VBox([self.image, self.words])
        self.box.add_class(names.PICTURE)  # by which the picture gets the words as its alt text
        self._summary, self._of, self._backdrop = words, None, None
        self._ax: Any = None

    def _fits(self, rows: pd.DataFrame) -> bool:
        fits = getattr(self.chart, "fits", None)  # not every chart minds how many rows there are
        return fits is None or fits(self._ax, rows)

    def _quick(self, rows: pd.DataFrame) -> bytes:
        moves = getattr(self.chart, "moves", lambda _: ())(rows)
        if not moves:
            return png(self._ax, QUICK)
        if self._backdrop is None:
            self._backdrop = Backdrop(self._ax, moves)
        return self._backdrop.png()

    def show(self, rows: pd.DataFrame | None, title: str = "", quick: bool = False, **options: Any) -> None:
        """Show a table by the chart; no table hides it. ``title``: of its words; ``options``: what the chart takes.

        ``quick``: while something moves, drawn coarser, and over what stays where the chart says what moves.
        """
        self.box.layout.display = "none" if rows is None else ""
        if rows is None:
            return
        of = frozenset(rows["name"])
        if self._ax is not None and of == self._of and self._fits(rows):
            self.chart.update(self._ax, rows, **options)
        else:
            self._ax, self._of = self.chart.draw(rows, title="", **self._once, **options), of
            self._backdrop = None
        self.image.value = self._quick(rows) if quick else png(self._ax)
        alt = self.chart.alt_text(rows, title=title, **{k: v for k, v in options.items() if k not in ("good", "notes")})
        self.words.value = markup.folded(self._summary, markup.sentences([alt]))
