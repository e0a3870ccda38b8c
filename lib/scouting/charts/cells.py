"""The pieces that rugs are made of: cells with shade and glyph, headings of facets, pages, the key.

Shade says how far a gap is from noise, the glyph says the standing, so that a greyscale print or a colour-blind
reader loses nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from scouting import terms
from scouting.charts import layout, theme

GLYPHS = {
    "much better": "▲▲", "better": "▲", "similar": "·", "worse": "▼", "much worse": "▼▼",
    "much higher": "↑↑", "higher": "↑", "lower": "↓", "much lower": "↓↓", "not compared": "",
}  # fmt: skip
NO_NOISE = "○"  # the hollow mark that the other charts use for a figure without noise
_UP = [(-0.13, -0.5), (0.13, -0.5), (0.13, 0.05), (0.42, 0.05), (0.0, 0.5), (-0.42, 0.05), (-0.13, 0.05), (-0.13, -0.5)]
#: Each glyph as a marker of matplotlib, with its size in points.
_MARKS = {
    "▲": ("^", 7.5), "▼": ("v", 7.5), "·": ("o", 2.6), NO_NOISE: ("o", 6.0),
    "↑": (Path(_UP, closed=True), 9.5), "↓": (Path([(x, -y) for x, y in _UP], closed=True), 9.5),
}  # fmt: skip

PAGE = 18  # rows
SNAP = 3  # rows a page may give way to end with its facet
ROW, FACET = 0.285, 0.36  # inches
WIDTH = theme.WIDTH - 2 * theme.EDGE
KEY = 1.10
KEY_GAPS = (5.0, 2.6, 0.0, -2.6, -5.0)
KEY_ROWS = (
    ("Good or bad", 1, ("much better", "better", "similar", "worse", "much worse")),
    ("No judgement", 0, ("much higher", "higher", "similar", "lower", "much lower")),
)


def pages(rows: pd.DataFrame, per_page: int = PAGE) -> list[pd.DataFrame]:
    """The table cut into tables of like length, each for one ``draw``.

    >>> rows = pd.DataFrame({"facet": ["need"] * 14 + ["outcome"] * 16})
    >>> [len(page) for page in pages(rows)]
    [14, 16]
    """
    count = math.ceil(len(rows) / per_page)
    facets = list(rows["facet"])
    ends = [i for i in range(1, len(facets)) if facets[i] != facets[i - 1]]
    cuts = [0]
    for page in range(1, count):
        ideal = round(len(rows) * page / count)
        near = [e for e in ends if abs(e - ideal) <= SNAP and e > cuts[-1]]
        cuts.append(min(near, key=lambda e: abs(e - ideal)) if near else ideal)
    return [rows.iloc[a:b] for a, b in zip(cuts, [*cuts[1:], len(rows)], strict=True)]


def write_fitted(ax: Axes, x: float, middle: float, text: str, room: float, size: float, **style: Any) -> None:
    """A text within its column: lines of one row share a baseline, however their letters hang."""
    text, size = layout.fit(text, room, size)
    if "\n" in text:
        write(ax, x, middle, text, size, va="center", linespacing=0.95, **style)
    elif text:
        write(ax, x, middle + 0.052, text, size, va="baseline", **style)


def write(ax: Axes, x: float, y: float, text: str, size: float, ha: str = "left", **style: Any) -> None:
    """A text at a place in inches of the rug."""
    style.setdefault("va", "center_baseline")
    ax.text(x, y, text, fontsize=size, ha=ha, **style)


def write_facet(ax: Axes, y: float, facet: str) -> None:
    """The heading of a facet, on a line across the rug at ``y``."""
    words = terms.FACETS.get(facet, facet)
    write(ax, 0, y - 0.13, words, theme.SIZES["label"], fontweight="bold", color=theme.COLOURS["focus"], label="facet")
    ax.plot([0, WIDTH], [y - 0.015] * 2, color=theme.COLOURS["focus"], lw=0.9)


class Cell(NamedTuple):
    """One standing as a cell of a rug: its left and upper edge and its width in inches of the rug.

    ``units``: the gap in units of its noise, signed by value; ``good``: polarity as +1, -1 or 0; ``noise``: whether
    it is known; ``name``: what the label of its artist ends with.
    """

    x: float
    y: float
    width: float
    standing: str
    units: float
    good: int
    noise: bool
    name: str


def draw_cells(ax: Axes, every: Iterable[Cell]) -> None:
    """Cells, each shaded and with its glyph; hatched where nothing is compared."""
    glyphs: dict[tuple[str, str, float], list[tuple[float, float]]] = defaultdict(list)
    for cell in every:
        compared = cell.standing != terms.NOT_COMPARED and pd.notna(cell.units)
        colour = theme.shade(float(cell.units), cell.good) if compared else theme.COLOURS["paper"]
        draw_box(ax, cell.x, cell.y, cell.width, colour, hatched=not compared, name=cell.name)
        glyph = GLYPHS[cell.standing] if cell.noise or compared else NO_NOISE
        if glyph:
            glyphs[glyph, theme.ink_on(colour), cell.width].append((cell.x + cell.width / 2, cell.y + ROW / 2))
    for (glyph, ink, width), places in glyphs.items():
        draw_glyphs(ax, glyph, ink, width, places)


def draw_box(ax: Axes, x: float, y: float, width: float, colour: str, *, hatched: bool, name: str) -> None:
    """The box of a cell, in inches of the rug."""
    ax.add_artist(  # add_patch would ask each of hundreds how far the axes must reach: they are fixed
        Rectangle(
            (x + 0.015, y + 0.015), width - 0.03, ROW - 0.03, facecolor=colour, lw=0,
            hatch="////" if hatched else None, edgecolor=theme.COLOURS["grid"], label=f"cell:{name}",
        )
    )  # fmt: skip


def draw_glyphs(ax: Axes, glyph: str, ink: str, width: float, places: Sequence[tuple[float, float]]) -> None:
    """The same glyph in the middle of many cells of a width: one line of markers, where texts would cost far more."""
    mark, size = _MARKS[glyph[0]]
    room = (width - 0.06) * 72  # points
    size = min(size, room / (2.25 if len(glyph) == 2 else 1.0))
    apart = size * 0.54 / 72 if len(glyph) == 2 else 0.0
    x, y = np.array(places).T
    hollow = {"markerfacecolor": "none", "markeredgewidth": 1.2} if glyph == NO_NOISE else {"markeredgewidth": 0}
    for side in (-1, 1) if apart else (0,):
        ax.plot(
            x + side * apart, y, linestyle="none", marker=mark, markersize=size, color=ink, label=f"glyphs:{glyph}",
            **hollow,
        )  # fmt: skip


def draw_key(ax: Axes, y: float) -> None:
    """The glyphs and shades in words, on the figure itself: it may travel without its page."""
    small, left, mark = theme.SIZES["note"], 1.12, 0.46
    pitch, every = (WIDTH - left) / 5, []
    ax.plot([0, WIDTH], [y - 0.07] * 2, color=theme.COLOURS["grid"], lw=0.9)
    for heading, good, standings in KEY_ROWS:
        write(ax, 0, y + ROW / 2 + 0.045, heading, small, va="baseline", color=theme.COLOURS["quiet"], label="key")
        for i, (standing, units) in enumerate(zip(standings, KEY_GAPS, strict=True)):
            every.append(Cell(left + i * pitch, y, mark, standing, units, good, True, f"key:{good}:{standing}"))
            write(ax, left + i * pitch + mark + 0.07, y + ROW / 2 + 0.045, standing, small, va="baseline", label="key")
        y += ROW
    write(ax, 0, y + ROW / 2 + 0.045, "Not compared", small, va="baseline", color=theme.COLOURS["quiet"], label="key")
    for i, (noise, words) in ((0, (True, "figures missing")), (1.3, (False, "noise not known"))):
        every.append(Cell(left + i * pitch, y, mark, terms.NOT_COMPARED, math.nan, 0, noise, f"key:{words}"))
        write(ax, left + i * pitch + mark + 0.07, y + ROW / 2 + 0.045, words, small, va="baseline", label="key")
    draw_cells(ax, every)
