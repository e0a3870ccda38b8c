"""Names with figures at the right of the axes, each joined by a thin line to the place it names."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from scouting.charts import axis, callouts, layout, theme

#: More names than this do not fit beside a chart: then the council alone is named.
MOST = 16
#: The words for each role, in colours dark enough to read.
COLOURS = {
    "focus": theme.COLOURS["focus"],
    "neighbour": theme.COLOURS["neighbour_text"],
    "median": theme.COLOURS["median"],
    "england": theme.COLOURS["england"],
}
_GAP = 0.20  # inches between the axes and the names


def draw(ax: Axes, names: Sequence[str], x: Sequence[float], y: Sequence[float], roles: Sequence[str]) -> None:
    """Write names in the right margin at the heights of the places they name, pushed apart where they would overlap.

    ``x``, ``y``: the places, in data coordinates; a missing x is the right edge (a level across the chart);
    ``roles``: focus, neighbour, median or england, which says the colour; the focus is in bold.
    """
    margin, size = theme.MARGINS["trend"].right - theme.EDGE - _GAP, theme.SIZES["label"] - 1
    width, height = layout.size_of(ax)
    across = [ax.get_xlim()[1] if math.isnan(place) else place for place in x]
    places = ax.transAxes.inverted().transform(ax.transData.transform(list(zip(across, y, strict=True))))
    bold = ["bold" if role == "focus" else "normal" for role in roles]
    lines = [layout.wrap(name, margin, size, fat) for name, fat in zip(names, bold, strict=True)]

    def middles(order: list[int]) -> list[float]:
        tall = [(len(lines[k]) * size * 1.25 + 2.5) / 72 for k in order]
        return callouts.within(axis.spread(sorted(places[k][1] * height for k in order), tall), tall, height)

    order = sorted(range(len(names)), key=lambda k: tuple(places[k][::-1]))
    starts = [(1.0, middle / height) for middle in middles(order)]
    # Names stand in the order of their figures; of equal ones, in that in which the lines do not cross.
    order = sorted(callouts.untangled(order, starts, [tuple(p) for p in places]), key=lambda k: round(places[k][1], 6))
    for k, middle in zip(order, middles(order), strict=True):
        level, colour = middle / height, COLOURS[roles[k]]
        ends = [tuple(places[k]), (1 + 0.03 / width, level), (1 + (_GAP - 0.05) / width, level)]
        ax.plot(*zip(*ends, strict=True), transform=ax.transAxes, color=theme.tint(colour, 0.55), lw=0.7, clip_on=False,
                zorder=2.2, label=f"leader:{names[k]}")  # fmt: skip
        ax.text(1 + _GAP / width, level, "\n".join(lines[k]), transform=ax.transAxes, va="center", ha="left",
                fontsize=size, linespacing=1.05, color=colour, fontweight=bold[k], label="name")  # fmt: skip
