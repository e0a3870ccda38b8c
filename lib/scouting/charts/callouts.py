"""Names at both sides of a picture, each joined by a line to the place it names; lines do not tangle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scouting.charts import axis, layout, theme

#: The labels of all that ``draw`` adds begin so.
LABEL = "callout:"
SIZE = 9.5  # points
GAP = 0.08  # inches between the picture and the names

Point = tuple[float, float]


def draw(
    ax: Axes,
    names: Sequence[str],
    x: np.ndarray,
    y: np.ndarray,
    *,
    bold: Sequence[bool],
    dots: Sequence[bool],
    body: float,
    between: Point,
    width: float,
) -> None:
    """Write the names beside a picture, west ones to the left, east ones to the right.

    ``x``, ``y``: the places named, in inches of axes ``width`` wide; the picture reaches across ``between`` and up
    to ``body``; ``dots``: whether a line ends in one. Where one side is full, those nearest the middle go to the other.
    """
    room = min(between[0], width - between[1]) - GAP - 0.04
    lines = [layout.wrap(name, room, SIZE, "bold" if fat else "normal") for name, fat in zip(names, bold, strict=True)]
    heights = np.array([len(text) * SIZE * 1.2 / 72 + 0.04 for text in lines])
    sides = _sides(np.asarray(x), heights, body, width / 2)
    for chosen, at, away, ha in zip(sides, between, (-GAP, GAP), ("right", "left"), strict=True):
        if not chosen:
            continue
        start = at + away
        order, middles = _stacked(chosen, start, np.asarray(x), np.asarray(y), heights, body)
        for k, middle in zip(order, middles, strict=True):
            ax.text(start, middle, "\n".join(lines[k]), ha=ha, va="center", fontsize=SIZE, linespacing=1.0,
                    color=theme.COLOURS["ink"], fontweight="bold" if bold[k] else "normal",
                    label=f"{LABEL}name")  # fmt: skip
        ends = [(x[k], y[k]) for k in order]
        dotted = [(x[k], y[k]) for k in order if dots[k]]
        _lines(ax, [(start - away / 2, m) for m in middles], ends, dotted)


def _lines(ax: Axes, starts: list[Point], ends: list[Point], dots: list[Point]) -> None:
    ink, paper = theme.COLOURS["ink"], theme.COLOURS["paper"]
    joined = LineCollection(list(zip(starts, ends, strict=True)), colors=ink, linewidths=0.7, zorder=2.5)
    joined.set_label(f"{LABEL}lines")
    ax.add_collection(joined, autolim=False)
    across, up = [x for x, _ in dots], [y for _, y in dots]
    ax.plot(across, up, "o", ms=3.4, color=ink, mec=paper, mew=0.5, zorder=2.6, label=f"{LABEL}dots")


def _sides(x: np.ndarray, heights: np.ndarray, body: float, middle: float) -> tuple[list[int], list[int]]:
    west = [k for k in np.argsort(x, kind="stable") if x[k] < middle]
    east = [k for k in np.argsort(-x, kind="stable") if x[k] >= middle]
    for full, other in ((west, east), (east, west)):
        while full and heights[full].sum() > body:
            other.append(full.pop())
    return west, east


def _stacked(
    chosen: list[int], start: float, x: np.ndarray, y: np.ndarray, heights: np.ndarray, body: float
) -> tuple[list[int], list[float]]:
    """The names of one side from below, and their middles: near their places, none over another."""

    def middles(order: list[int]) -> list[float]:
        tall = list(heights[order])
        return _within(axis.spread(sorted(y[order]), tall), tall, body)

    order = sorted(chosen, key=lambda k: (y[k], abs(x[k] - start)))
    order = untangled(order, [(start, m) for m in middles(order)], [(x[k], y[k]) for k in range(len(x))])
    return order, middles(order)


def untangled(order: list[int], starts: list[Point], ends: list[Point]) -> list[int]:
    """An order of the ends in which lines from starts that are side by side do not cross.

    >>> untangled([0, 1], [(0, 0), (0, 1)], [(5, 3), (5, 2)])
    [1, 0]
    """
    order = list(order)
    for _ in range(len(order)):
        swapped = False
        for i in range(len(order) - 1):
            if _cross(starts[i], ends[order[i]], starts[i + 1], ends[order[i + 1]]):
                order[i], order[i + 1], swapped = order[i + 1], order[i], True
        if not swapped:
            break
    return order


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the line from a to b crosses the line from c to d."""

    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def _within(middles: list[float], heights: list[float], body: float) -> list[float]:
    """Middles moved so that none reaches below the picture or above it."""
    out, floor, ceiling = list(middles), 0.0, body
    for k, height in enumerate(heights):
        out[k] = max(out[k], floor + height / 2)
        floor = out[k] + height / 2
    for k in reversed(range(len(out))):
        out[k] = min(out[k], ceiling - heights[k] / 2)
        ceiling = out[k] - heights[k] / 2
    return out
