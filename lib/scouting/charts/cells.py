"""The pieces that rugs are made of: cells with shade and glyph, headings of facets, pages, the key.

Shade and glyph both say the verdict, so that a greyscale print or a colour-blind reader loses nothing.
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
from scouting.terms import CLEARLY, PROBABLY

#: Full marks for what is clear, hollow ones for what is probable; twice the mark is "by a lot".
GLYPHS = {
    CLEARLY["better"]: "▲", PROBABLY["better"]: "△", PROBABLY["worse"]: "▽", CLEARLY["worse"]: "▼",
    CLEARLY["higher"]: "↑", PROBABLY["higher"]: "⇧", PROBABLY["lower"]: "⇩", CLEARLY["lower"]: "↓",
    terms.TOO_CLOSE: "·", terms.TOO_FEW_PEOPLE: "–", terms.NOT_COMPARED: "",
}  # fmt: skip
_HOLLOW = ("△", "▽", "⇧", "⇩")
#: How deep the colour of a side is.
_BY_A_LOT, _CLEAR, _PROBABLE = 1.0, 0.62, 0.24
_UP = [(-0.13, -0.5), (0.13, -0.5), (0.13, 0.05), (0.42, 0.05), (0.0, 0.5), (-0.42, 0.05), (-0.13, 0.05), (-0.13, -0.5)]
#: Each glyph as a marker of matplotlib, with its size in points.
_MARKS = {
    "▲": ("^", 7.5), "▼": ("v", 7.5), "△": ("^", 7.5), "▽": ("v", 7.5), "·": ("o", 2.6), "–": ("_", 8.0),
    **dict.fromkeys("↑⇧", (Path(_UP, closed=True), 9.5)),
    **dict.fromkeys("↓⇩", (Path([(x, -y) for x, y in _UP], closed=True), 9.5)),
}  # fmt: skip

PAGE = 18  # rows
SNAP = 3  # rows a page may give way to end with its facet
ROW, FACET = 0.285, 0.36  # inches
WIDTH = theme.WIDTH - 2 * theme.EDGE
KEY = 1.40
#: The rows of the key: a heading and (verdict, by a lot) of each entry.
KEY_ROWS = (
    ("Better or worse", [(CLEARLY["better"], False), (PROBABLY["better"], False), (PROBABLY["worse"], False),
                         (CLEARLY["worse"], False)]),
    ("Higher or lower", [(CLEARLY["higher"], False), (PROBABLY["higher"], False), (PROBABLY["lower"], False),
                         (CLEARLY["lower"], False)]),
    ("Clear, by a lot", [(CLEARLY[side], True) for side in terms.SIDES]),
    ("No verdict", [(word, False) for word in (terms.TOO_CLOSE, terms.TOO_FEW_PEOPLE, terms.NOT_COMPARED)]),
)  # fmt: skip


def glyph(verdict: str, by_a_lot: bool = False) -> str:
    """The mark of a verdict, twice where it is by a lot; blank for "not compared".

    >>> glyph("clearly better", True), glyph("probably lower"), glyph("not compared")
    ('▲▲', '⇩', '')
    """
    return GLYPHS[verdict] * (2 if by_a_lot else 1)


def colour(verdict: str, by_a_lot: bool = False) -> str:
    """The colour of a verdict's cell: its side's, the deeper the surer; one grey for all that are too close to call.

    >>> colour("too close to call") == theme.COLOURS["similar"], colour("not compared") == theme.COLOURS["paper"]
    (True, True)
    """
    if verdict == terms.TOO_CLOSE:
        return theme.COLOURS["similar"]
    for side in terms.SIDES:
        if verdict == CLEARLY[side]:
            return theme.tint(theme.COLOURS[side], _BY_A_LOT if by_a_lot else _CLEAR)
        if verdict == PROBABLY[side]:
            return theme.tint(theme.COLOURS[side], _PROBABLE)
    return theme.COLOURS["paper"]


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
    """One verdict as a cell of a rug: its left and upper edge and its width in inches of the rug.

    ``name``: what the label of its artist ends with.
    """

    x: float
    y: float
    width: float
    verdict: str
    by_a_lot: bool
    name: str


def draw_cells(ax: Axes, every: Iterable[Cell]) -> None:
    """Cells, each shaded and with its glyph; hatched where nothing is compared."""
    glyphs: dict[tuple[str, str, float], list[tuple[float, float]]] = defaultdict(list)
    for cell in every:
        fill = colour(cell.verdict, cell.by_a_lot)
        draw_box(ax, cell.x, cell.y, cell.width, fill, hatched=cell.verdict == terms.NOT_COMPARED, name=cell.name)
        mark = glyph(cell.verdict, cell.by_a_lot)
        if mark:
            glyphs[mark, theme.ink_on(fill), cell.width].append((cell.x + cell.width / 2, cell.y + ROW / 2))
    for (mark, ink, width), places in glyphs.items():
        draw_glyphs(ax, mark, ink, width, places)


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
    hollow = glyph in _HOLLOW or mark == "_"
    edge: dict[str, Any] = {"markerfacecolor": "none", "markeredgewidth": 1.2} if hollow else {"markeredgewidth": 0}
    for side in (-1, 1) if apart else (0,):
        ax.plot(
            x + side * apart, y, linestyle="none", marker=mark, markersize=size, color=ink, label=f"glyphs:{glyph}",
            **edge,
        )  # fmt: skip


def draw_key(ax: Axes, y: float) -> None:
    """The glyphs and shades in words, on the figure itself: it may travel without its page."""
    small, left, mark = theme.SIZES["note"], 1.22, 0.46
    pitch, every = (WIDTH - left) / 4, []
    ax.plot([0, WIDTH], [y - 0.07] * 2, color=theme.COLOURS["grid"], lw=0.9)
    for heading, entries in KEY_ROWS:
        write(ax, 0, y + ROW / 2 + 0.045, heading, small, va="baseline", color=theme.COLOURS["quiet"], label="key")
        for i, (verdict, by_a_lot) in enumerate(entries):
            words = verdict.removeprefix("clearly ") if by_a_lot else verdict
            every.append(Cell(left + i * pitch, y, mark, verdict, by_a_lot, f"key:{words}:{by_a_lot}"))
            write(ax, left + i * pitch + mark + 0.07, y + ROW / 2 + 0.045, words, small, va="baseline", label="key")
        y += ROW
    draw_cells(ax, every)
