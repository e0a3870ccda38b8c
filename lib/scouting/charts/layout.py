"""Where text goes: measured wrapping, titles and notes at fixed margins."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from scouting.charts import axis, theme
from scouting.errors import ScoutingError

LINE = 1.32  # height of a line of text in units of its size


def check(rows: pd.DataFrame, columns: Iterable[str], chart: str, figures: Iterable[str]) -> pd.DataFrame:
    """The table with its figures as plain floats; refused where columns or rows are lacking, saying which."""
    lacking = [c for c in columns if c not in rows.columns]
    if lacking:
        raise ScoutingError(f"The chart {chart} needs columns that the table has not: {', '.join(lacking)}.")
    if rows.empty:
        raise ScoutingError(f"The chart {chart} was given a table without rows.")
    return rows.assign(**{c: pd.to_numeric(rows[c]).astype(float) for c in figures})


@lru_cache(maxsize=4096)
def _advance(letter: str, weight: str) -> float:
    """How far one letter moves the next along, in units of the text's size, by the fonts that it will be drawn with."""
    font = FontProperties(family=theme.FONT, size=100, weight=weight)
    alone, between = (
        text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] for text in ("||", f"|{letter}|")
    )
    return (between - alone) / 100


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in inches of one line of text, letter by letter: measuring whole lines costs as much as drawing them.

    >>> round(text_width("Wiltshire", 11), 2), round(text_width("Wiltshire", 11, "bold"), 2)
    (0.67, 0.78)
    """
    return sum(_advance(letter, weight) for letter in text) * size / 72


def wrap(text: str, inches: float, size: float, weight: str = "normal") -> list[str]:
    """Lines of text no wider than so many inches.

    >>> wrap("Bournemouth, Christchurch and Poole", 2.2, 11)
    ['Bournemouth, Christchurch', 'and Poole']
    """
    lines: list[str] = []
    for word in text.split():
        trial = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(trial, size, weight) <= inches:
            lines[-1] = trial
            continue
        while text_width(word, size, weight) > inches and len(word) > 1:
            keep = len(word) - 1
            while keep > 1 and text_width(word[:keep], size, weight) > inches:
                keep -= 1
            lines.append(word[:keep])
            word = word[keep:]
        lines.append(word)
    return lines


def balance(text: str, inches: float, size: float, weight: str = "normal") -> list[str]:
    """As few lines as ``wrap`` makes, of like length: a title never ends in a line of one word."""
    lines = wrap(text, inches, size, weight)
    for share in (0.9, 0.8, 0.7, 0.6):
        narrower = wrap(text, inches * share, size, weight)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def fit(text: str, inches: float, size: float) -> tuple[str, float]:
    """A text and its size so that it fits in a row: a smaller line, else two, else cut with an ellipsis."""
    for share in (1.0, 0.92, 0.85):
        smaller = max(size * share, theme.LEAST)
        if text_width(text, smaller) <= inches:
            return text, smaller
    small = max(size * 0.76, theme.LEAST)
    lines = wrap(text, inches, small)
    if len(lines) > 2:
        last = lines[1]
        while last and text_width(f"{last}…", small) > inches:
            last = last[:-1]
        lines = [lines[0], f"{last.rstrip()}…"]
    return "\n".join(lines), small


def _height(lines: int, size: float) -> float:
    return lines * size * LINE / 72


def _new_axes(margins: theme.Margins, body: float, above: float, below: float) -> Axes:
    top, bottom = margins.top + above, margins.bottom + below
    height = top + body + bottom
    # A figure of its own, outside pyplot: nothing to leak when a hundred reports are drawn.
    fig = Figure(figsize=(theme.WIDTH, height))
    FigureCanvasAgg(fig)
    ax = fig.add_subplot()
    fig.subplots_adjust(
        left=margins.left / theme.WIDTH,
        right=1 - margins.right / theme.WIDTH,
        top=1 - top / height,
        bottom=bottom / height,
    )
    return ax


def figure_of(ax: Axes) -> Figure:
    """The whole figure that axes are part of."""
    return cast(Figure, ax.get_figure(root=True))


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes in inches."""
    place, fig = ax.get_position(), figure_of(ax)
    return place.width * fig.get_figwidth(), place.height * fig.get_figheight()


def _write(ax: Axes, lines: Sequence[str], corner: float, dx: float, dy: float, name: str, **style: Any) -> None:
    if lines:
        ax.annotate(
            "\n".join(lines), (0, corner), (dx * 72, dy * 72), xycoords="axes fraction", textcoords="offset points",
            annotation_clip=False, ha="left", linespacing=1.25, label=name, **style,
        )  # fmt: skip


def frame(
    ax: Axes | None, preset: str, body: float, title: str, subtitle: str = "", notes: Sequence[str] = ()
) -> tuple[Axes, bool]:
    """Axes with title, subtitle and notes written round them; tells whether the figure is new.

    ``body`` is the height of the axes in inches. On axes handed in, text is set to their width
    and the caller leaves the room that ``theme.MARGINS`` names.
    """
    margins, sizes, own = theme.MARGINS[preset], theme.SIZES, ax is None
    width = theme.WIDTH - 2 * theme.EDGE if ax is None else size_of(ax)[0]
    heads = balance(title, width, sizes["title"], "bold")
    subs = wrap(subtitle, width, sizes["subtitle"])
    feet = [line for note in notes for line in wrap(note, width, sizes["note"])]
    sub_height, head_height = _height(len(subs), sizes["subtitle"]), _height(len(heads), sizes["title"])
    foot_height = _height(len(feet), sizes["note"])
    if ax is None:
        below = foot_height + (0.10 if feet else 0)
        ax = _new_axes(margins, body, head_height + sub_height + theme.EDGE, below + theme.EDGE)
    dx = theme.EDGE - margins.left if own else 0.0
    gap = margins.top
    quiet = theme.COLOURS["quiet"]
    _write(ax, heads, 1, dx, gap + sub_height + 0.03, "title", va="bottom", fontsize=sizes["title"], fontweight="bold")
    _write(ax, subs, 1, dx, gap, "subtitle", va="bottom", fontsize=sizes["subtitle"], color=quiet)
    _write(ax, feet, 0, dx, -margins.bottom - 0.10, "notes", va="top", fontsize=sizes["note"], color=quiet)
    return ax, own


def ticks_across(ax: Axes, low: float, high: float, unit: str) -> tuple[list[float], list[str]]:
    """Round places along the width of the axes, as many as have room for their labels."""
    for wanted in (5, 4, 3, 2):
        places, labels = axis.ticks(low, high, unit, wanted)
        pitch = size_of(ax)[0] * (places[1] - places[0]) / (high - low) if len(places) > 1 else 0.0
        if max(text_width(label, theme.SIZES["label"]) for label in labels) + 0.1 <= pitch:
            break
    return places, labels


def figures_up(ax: Axes, low: float, high: float, unit: str, wanted: int = 5, *, blank: bool = False) -> None:
    """Figures up the side of the axes: round ticks, a thin line each, the unit over them; ``blank``: no ticks."""
    ax.set_ylim(low, high)
    ax.set_yticks(*(([], []) if blank else axis.ticks(low, high, unit, wanted)))
    ax.grid(axis="y", color=theme.COLOURS["grid"], lw=0.8)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, pad=4)
    if axis.axis_unit(unit):
        ax.annotate(
            axis.axis_unit(unit), (0, 1), (-28, 7), xycoords="axes fraction", textcoords="offset points",
            fontsize=theme.SIZES["note"], color=theme.COLOURS["quiet"], label="unit",
        )  # fmt: skip


def periods_across(ax: Axes, x: np.ndarray, labels: Sequence[str], span: np.ndarray) -> None:
    """Periods along the foot: every label that fits, counted back from the latest, which is always named.

    ``x``: their places in time, ascending; ``span``: all places that the axes have to show.
    """
    room = (span.max() - span.min()) * 0.04 or 200.0
    ax.set_xlim(span.min() - room, span.max() + room)
    widest = max(text_width(label, theme.SIZES["label"]) for label in labels) + 0.12
    pitch = size_of(ax)[0] * float(np.diff(x).min() if len(x) > 1 else 1e6) / (np.ptp(span) + 2 * room)
    step = max(1, math.ceil(widest / pitch))
    keep = [i for i in range(len(x)) if (len(x) - 1 - i) % step == 0]
    ax.set_xticks(x[keep], [labels[i] for i in keep])
