"""Level against improvement: where every council started, how far it went, what its start led one to expect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, side_names, theme
from scouting.charts.distribution import LOOKS
from scouting.frames import each_row

COLUMNS = ("name", "role", "start", "change", "noise", "expected")
BODY = 4.3  # inches
NOTE = (
    "Both in standard deviations between councils at the start, high is good. Slanted line: the change that the start "
    "alone led one to expect (regression to the mean). Bar at the named council: 95% limits of its change."
)
CORNERS = (
    ("behind, and improved", 0, 1),
    ("ahead, and improved", 1, 1),
    ("behind, and fell", 0, 0),
    ("ahead, and fell", 1, 0),
)


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", start: str = "Level at the start") -> Axes:
    """Draw one dot per council: across its level at the start, up its change.

    Columns of ``rows``: name (blank for all but the reader's own council), role (focus, neighbour, other), start,
    change, noise (of the change), expected (the change that the start alone led one to expect). ``start``: the words
    under the axis.

    >>> told = [("Wiltshire", "focus", -1.0, 0.5, 0.1, 0.2), ("", "other", 1.0, -0.1, 0.1, -0.2)]
    >>> ax = draw(pd.DataFrame(told, columns=COLUMNS), title="Who climbed")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "name"]
    ['No change', 'Wiltshire +0.5']
    """
    rows = layout.check(rows, COLUMNS, "climb", ["start", "change", "noise", "expected"]).reset_index(drop=True)
    with theme.use():
        ax, _ = layout.frame(None, "climb", BODY, title, subtitle, [NOTE])
        _axes(ax, rows, start)
        line = rows.sort_values("start")
        ax.plot(line["start"], line["expected"], color=theme.COLOURS["median"], lw=1.8, zorder=2.5, label="expected")
        for role in ("other", "neighbour", "focus"):
            mine = rows[rows["role"] == role]
            ms = {"focus": 9.5, "neighbour": 7.0}.get(role, 5.5)
            ax.plot(mine["start"], mine["change"], "o", ms=ms, clip_on=False, label=f"dots:{role}", **LOOKS[role])
        focus = rows[rows["role"] == "focus"]
        for row in each_row(focus):
            reach = 1.959963984540054 * row.noise
            ends = np.clip([row.change - reach, row.change + reach], *ax.get_ylim())
            ax.plot([row.start] * 2, ends, color=theme.COLOURS["focus"], lw=2, zorder=5, label="noise")
        words = [f"{row.name} {signed(row.change)}" for row in each_row(focus)]
        roles = [*["focus"] * len(focus), "england"]
        side_names.draw(ax, [*words, "No change"], [*focus["start"], np.nan], [*focus["change"], 0.0], roles)
    return ax


def signed(value: float) -> str:
    """
    >>> signed(0.25), signed(-1.0)
    ('+0.3', '−1.0')
    """
    text = axis.number(value, 1)
    return text if value < 0 else f"+{text}"


def _axes(ax: Axes, rows: pd.DataFrame, start: str) -> None:
    low, high = axis.limits([*rows["change"], *rows["expected"], 0.0], [], "points", pad=0.14)
    high, low = max(high, 0.2), min(low, -0.2)
    layout.figures_up(ax, low, high, "")
    left, right = rows["start"].min(), rows["start"].max()
    room = (right - left) * 0.05 or 1.0
    ax.set_xlim(left - room, right + room)
    ax.set_xticks(*layout.ticks_across(ax, *ax.get_xlim(), ""))
    ax.axhline(0, color=theme.COLOURS["england"], lw=1.2, zorder=2, label="none")
    middle = float(rows["start"].median())
    ax.axvline(middle, color=theme.COLOURS["grid"], lw=1.2, zorder=1.5, label="middle")
    style = {"fontsize": theme.SIZES["note"], "color": theme.COLOURS["quiet"]}
    for words, x, y in CORNERS:
        ax.annotate(
            words, (x, y), (-4 if x else 4, -4 if y else 4), xycoords="axes fraction", textcoords="offset points",
            ha="right" if x else "left", va="top" if y else "bottom", label="corner", zorder=7, **style,
            bbox={"fc": theme.COLOURS["paper"], "ec": "none", "alpha": 0.75, "pad": 1.0},
        )  # fmt: skip
    ax.annotate(f"{start} →", (1, 0), (0, -34), xycoords="axes fraction", textcoords="offset points", ha="right",
                label="start", **style)  # fmt: skip
    ax.annotate("Change ↑", (0, 1), (-28, 7), xycoords="axes fraction", textcoords="offset points", label="change",
                **style)  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The picture in words: how many in each corner, and the reader's own council.

    >>> told = [("Wiltshire", "focus", -1.0, 0.5, 0.1, 0.2), ("", "other", 1.0, -0.1, 0.1, -0.2)]
    >>> alt_text(pd.DataFrame(told, columns=COLUMNS), title="T").split(". ")[1]
    'Behind, and improved: 1; ahead, and improved: 0; behind, and fell: 0; ahead, and fell: 1'
    """
    rows = layout.check(rows, COLUMNS, "climb", ["start", "change", "noise", "expected"])
    ahead, up = rows["start"] >= rows["start"].median(), rows["change"] >= 0
    counts = [f"{words}: {int(((ahead == bool(x)) & (up == bool(y))).sum())}" for words, x, y in CORNERS]
    told = "; ".join(counts)
    parts = [
        f"Dots, one per council ({len(rows)}), start across and change up: {title.rstrip('.')}.",
        f"{told[0].upper()}{told[1:]}.",
    ]
    for row in each_row(rows[rows["role"] == "focus"]):
        parts.append(
            f"{row.name}: started at {signed(row.start)} and changed by {signed(row.change)}. Its start alone led one "
            f"to expect {signed(row.expected)}."
        )
    return " ".join(parts)
