"""Shares of variation: one row per indicator, one lane per share, each a dot with its interval."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, theme
from scouting.frames import each_row

#: The lanes and their words, left to right.
LANES = {
    "need": "goes with need",
    "spend": "with spend,\nafter need",
    "noise": "ups and downs\nof one year",
    "persists": "neither, but\nlasts",
}
COLUMNS = ("name", "n", *(f"{lane}{end}" for lane in LANES for end in ("", "_low", "_high")))
FIGURES = COLUMNS[2:]
ROW = 0.36  # inches
PITCH = 1.42  # a lane and the gap after it, in lanes
NAME_SIZE = 10.5
_COLOURS = dict(zip(LANES, ("neighbour", "focus", "other", "region"), strict=True))


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "") -> Axes:
    """Draw the rows, first at the top; a share that is not known is a dash.

    Columns of ``rows``: name, n (councils), and for each of need, spend, noise and persists the share (0 to 1) with
    _low and _high.

    >>> shares = (0.2, 0.1, 0.3, 0.0, 0.0, 0.05, 0.4, 0.35, 0.45, None, None, None)
    >>> ax = draw(pd.DataFrame([("Quality of life", 150, *shares)], columns=COLUMNS), title="T")
    >>> [t.get_text() for t in ax.texts if t.get_label().startswith("none:")]
    ['–']
    """
    rows = layout.check(rows, COLUMNS, "shares", FIGURES)
    with theme.use():
        notes = ["Bars: 95%, councils drawn anew. Right: councils with all that a split needs. –: not known."]
        ax, _ = layout.frame(None, "ranked", ROW * len(rows) + 0.1, title, subtitle, ["\n".join(notes)])
        _axes(ax, rows)
        for k, lane in enumerate(LANES):
            for place, row in enumerate(each_row(rows)):
                _mark(ax, place, k * PITCH, lane, row)
    return ax


def _axes(ax: Axes, rows: pd.DataFrame) -> None:
    wide = (len(LANES) - 1) * PITCH + 1
    ax.set_xlim(-0.04, wide + 0.04)
    ax.set_ylim(len(rows) - 0.5, -1.35)  # room for the words of the lanes
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    lanes = [k * PITCH for k in range(len(LANES))]
    ticks = [start + part for start in lanes for part in (0, 0.5, 1)]
    ax.set_xticks(ticks, ["0%", "50%", "100%"] * len(lanes), fontsize=theme.SIZES["note"] - 0.5)
    ax.tick_params(axis="x", length=0, pad=4)
    ax.vlines(ticks, -0.5, len(rows) - 0.5, color=theme.COLOURS["grid"], lw=0.8, zorder=0.5)
    for start, words in zip(lanes, LANES.values(), strict=True):
        ax.text(start, -0.62, words, va="bottom", ha="left", fontsize=theme.SIZES["note"], linespacing=1.05,
                fontweight="bold", label="lane")  # fmt: skip
    room = theme.MARGINS["ranked"].left - theme.EDGE - 0.16
    names = ["\n".join(layout.wrap(name, room, NAME_SIZE)) for name in rows["name"]]
    ax.set_yticks(range(len(rows)), names, fontsize=NAME_SIZE, linespacing=1.0)
    ax.tick_params(axis="y", length=0, pad=9)
    for place, n in enumerate(rows["n"]):
        ax.annotate(axis.number(n, 0), (1, place), (30, 0), xycoords=("axes fraction", "data"), va="center",
                    textcoords="offset points", ha="right", fontsize=NAME_SIZE, color=theme.COLOURS["quiet"],
                    annotation_clip=False, label="n")  # fmt: skip


def _mark(ax: Axes, place: int, start: float, lane: str, row) -> None:
    value, low, high = (getattr(row, f"{lane}{end}") for end in ("", "_low", "_high"))
    if pd.isna(value):
        ax.text(start, place, "–", va="center", fontsize=NAME_SIZE, color=theme.COLOURS["quiet"], label=f"none:{lane}")
        return
    colour = theme.COLOURS[_COLOURS[lane]]
    ax.hlines(place, start + low, start + high, color=theme.tint(colour, 0.4), lw=7, capstyle="butt", zorder=2,
              label=f"bar:{lane}")  # fmt: skip
    ax.plot([start + value], [place], "o", ms=6.5, color=colour, mec=theme.COLOURS["paper"], mew=0.6, zorder=3,
            clip_on=False, label=f"dot:{lane}")  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The shares in words, one sentence per indicator.

    >>> shares = (0.2, 0.1, 0.3, 0.0, 0.0, 0.05, 0.4, 0.35, 0.45, None, None, None)
    >>> alt_text(pd.DataFrame([("Quality of life", 150, *shares)], columns=COLUMNS), title="T").split(": ", 1)[1]
    'T. Quality of life (150 councils): goes with need 20%, with spend, after need 0%, ups and downs of one year 40%.'
    """
    rows = layout.check(rows, COLUMNS, "shares", FIGURES)
    said = [f"Shares of the variation between councils: {title.rstrip('.')}."]
    for row in each_row(rows):
        told = [
            f"{words.replace(chr(10), ' ')} {axis.number(100 * getattr(row, lane), 0)}%"
            for lane, words in LANES.items()
            if pd.notna(getattr(row, lane))
        ]
        counted = axis.counted(int(row.n), "council", "councils")
        said.append(f"{row.name} ({counted}): {', '.join(told) or 'too few councils, or too few years'}.")
    return " ".join(said)
