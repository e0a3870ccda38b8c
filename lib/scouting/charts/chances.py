"""The chance that each rank among the best and the last is deserved: ranks, not names."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, theme
from scouting.frames import each_row
from scouting.words import ordinal
from scouting.words.figures import chance

COLUMNS = ("group", "place", "chance", "by_luck", "name")
BODY = 3.4  # inches
GAP = 2  # places left free between the two groups
NOTE = (
    "A rank, not a name: the chance that the council that has it is within its group at all, with the figures drawn "
    "within their usual movement and the weights near those chosen. Thin line: the chance if all councils were alike."
)
GROUPS = ("best", "last")
_BAR, _FOCUS = theme.tint(theme.COLOURS["other"], 0.75), theme.COLOURS["focus"]


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "") -> Axes:
    """Draw one bar per rank: the best from the left, the last from the right, the outermost at the rim.

    Columns of ``rows``: group ("best", "last"), place (1 is the outermost), chance and by_luck (0 to 1), name (of the
    reader's own council where it has the rank, else blank: nobody else is named).

    >>> told = [("best", 1, 0.9, 0.1, ""), ("last", 1, 0.6, 0.1, "Wiltshire")]
    >>> ax = draw(pd.DataFrame(told, columns=COLUMNS), title="Chances")
    >>> [round(p.get_height()) for p in ax.patches], [t.get_text() for t in ax.texts if t.get_label() == "name"]
    ([90, 60], ['Wiltshire'])
    """
    rows = layout.check(rows, COLUMNS, "chances", ["place", "chance", "by_luck"]).reset_index(drop=True)
    n = {group: int((rows["group"] == group).sum()) for group in GROUPS}
    width = n["best"] + GAP + n["last"]
    with theme.use():
        ax, _ = layout.frame(None, "chances", BODY, title, subtitle, [NOTE])
        layout.figures_up(ax, 0, 100, "%", 4)
        ax.set_xlim(0.3, width + 0.7)
        across = rows["place"].where(rows["group"] == "best", width + 1 - rows["place"])
        for x, row in zip(across, each_row(rows), strict=True):
            name, colour = f"{row.group}:{int(row.place)}", _FOCUS if row.name else _BAR
            ax.bar([x], [100 * row.chance], width=0.74, color=colour, zorder=3, label=name)
            if row.name:
                _name(ax, x, row, width)
        for group in GROUPS:
            if n[group]:
                _group(ax, across[rows["group"] == group], rows[rows["group"] == group], group)
        ax.set_xticks(across, [str(int(p)) for p in rows["place"]])
        ax.tick_params(axis="x", length=0)
        ax.spines["bottom"].set_color(theme.COLOURS["grid"])
    return ax


def _group(ax: Axes, across: pd.Series, rows: pd.DataFrame, group: str) -> None:
    low, high = across.min() - 0.5, across.max() + 0.5
    luck = 100 * rows["by_luck"].iloc[0]
    ax.plot([low, high], [luck, luck], color=theme.COLOURS["ink"], lw=1.1, zorder=4, label=f"luck:{group}")
    ax.annotate(
        f"the {len(rows)} {group}", ((low + high) / 2, 0), (0, -22), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="center", va="top", fontsize=theme.SIZES["label"],
        color=theme.COLOURS["quiet"], label="group",
    )  # fmt: skip


def _name(ax: Axes, x: float, row, width: int) -> None:
    side = "left" if x < width / 2 else "right"
    ax.annotate(
        row.name, (x, 100 * row.chance), (0, 4), textcoords="offset points", ha=side, va="bottom", color=_FOCUS,
        fontweight="bold", fontsize=theme.SIZES["label"], label="name", zorder=6, annotation_clip=False,
        bbox={"fc": theme.COLOURS["paper"], "ec": "none", "alpha": 0.8, "pad": 1.0},
    )  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The chances in words, rank by rank.

    >>> told = [("best", 1, 0.9, 0.1, ""), ("last", 1, 0.6, 0.1, "Wiltshire")]
    >>> alt_text(pd.DataFrame(told, columns=COLUMNS), title="T").split(". ")[3]
    'The last, outermost first: 1st 60% (Wiltshire)'
    """
    rows = layout.check(rows, COLUMNS, "chances", ["place", "chance", "by_luck"])
    parts = [f"Bars, one per rank: {title.rstrip('.')}."]
    for group in GROUPS:
        mine = rows[rows["group"] == group]
        if len(mine):
            told = (
                f"{ordinal(row.place)} {chance(row.chance)}" + (f" ({row.name})" if row.name else "")
                for row in each_row(mine)
            )
            luck = axis.short(100 * mine["by_luck"].iloc[0], "%", 0)
            parts.append(f"The {group}, outermost first: {', '.join(told)}. If all councils were alike: {luck} each.")
    return " ".join(parts)
