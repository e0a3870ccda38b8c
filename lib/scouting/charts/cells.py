"""The pieces that rugs are made of: cells with shade and glyph, headings of facets, pages, the key.

Shade says how far a gap is from noise, the glyph says the standing, so that a greyscale print or a colour-blind
reader loses nothing.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scouting import terms
from scouting.charts import layout, theme

GLYPHS = {
    "much better": "▲▲", "better": "▲", "similar": "·", "worse": "▼", "much worse": "▼▼",
    "much higher": "↑↑", "higher": "↑", "lower": "↓", "much lower": "↓↓", "not compared": "",
}  # fmt: skip
NO_NOISE = "○"  # the hollow mark that the other charts use for a figure without noise

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


def draw_cell(
    ax: Axes, x: float, y: float, width: float, *, standing: str, units: float, good: int, noise: bool, name: str
) -> None:
    """One standing as a shaded cell with its glyph; hatched where nothing is compared.

    ``units``: the gap in units of its noise, signed by value; ``good``: polarity as +1, -1 or 0; ``noise``: whether
    it is known; ``name``: what the artists' labels end with.
    """
    compared = standing != terms.NOT_COMPARED and pd.notna(units)
    colour = theme.shade(float(units), good) if compared else theme.COLOURS["paper"]
    ax.add_patch(
        Rectangle(
            (x + 0.015, y + 0.015), width - 0.03, ROW - 0.03, facecolor=colour, lw=0,
            hatch=None if compared else "////", edgecolor=theme.COLOURS["grid"], label=f"cell:{name}",
        )
    )  # fmt: skip
    glyph = GLYPHS[standing] if noise or compared else NO_NOISE
    if glyph:
        size = 17 if glyph == "·" else 10.5 if glyph[0] in "▲▼" else 12
        size *= min(1.0, (width - 0.06) / layout.text_width(glyph, size))
        write(ax, x + width / 2, y + ROW / 2, glyph, size, "center", va="center", color=theme.ink_on(colour),
              fontweight="bold" if glyph[0] in "↑↓·" else "normal", label=f"glyph:{name}")  # fmt: skip


def draw_key(ax: Axes, y: float) -> None:
    """The glyphs and shades in words, on the figure itself: it may travel without its page."""
    small, left, mark = theme.SIZES["note"], 1.12, 0.46
    pitch = (WIDTH - left) / 5
    ax.plot([0, WIDTH], [y - 0.07] * 2, color=theme.COLOURS["grid"], lw=0.9)
    for heading, good, standings in KEY_ROWS:
        write(ax, 0, y + ROW / 2 + 0.045, heading, small, va="baseline", color=theme.COLOURS["quiet"], label="key")
        for i, (standing, units) in enumerate(zip(standings, KEY_GAPS, strict=True)):
            told = {"standing": standing, "units": units, "good": good, "noise": True}
            draw_cell(ax, left + i * pitch, y, mark, name=f"key:{standing}", **told)
            write(ax, left + i * pitch + mark + 0.07, y + ROW / 2 + 0.045, standing, small, va="baseline", label="key")
        y += ROW
    write(ax, 0, y + ROW / 2 + 0.045, "Not compared", small, va="baseline", color=theme.COLOURS["quiet"], label="key")
    for i, (noise, words) in ((0, (True, "figures missing")), (1.3, (False, "noise not known"))):
        told = {"standing": terms.NOT_COMPARED, "units": math.nan, "good": 0, "noise": noise}
        draw_cell(ax, left + i * pitch, y, mark, name=f"key:{words}", **told)
        write(ax, left + i * pitch + mark + 0.07, y + ROW / 2 + 0.045, words, small, va="baseline", label="key")
