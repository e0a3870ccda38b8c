"""Councils named once, as two groups of dots at today's ranks, each with the ranks that it might as well have."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import layout, theme
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.words import ordinal

COLUMNS = ("list", "name", "rank", "rank_low", "rank_high")
ROW = 0.145  # inches
HEAD = 0.34
NOTE = (
    "Each dot is a council at its rank today, the best on the left. The line is the range its rank could be in (95%). "
    "Dashed: the middle rank."
)
_FOCUS, _OTHER = theme.COLOURS["focus"], theme.COLOURS["other"]


def draw(rows: pd.DataFrame, *, of: int, words: dict[str, str], title: str, subtitle: str = "") -> Axes:
    """Draw the groups one over the other, each in the order of today's ranks.

    Columns of ``rows``: list, name (of the reader's own council, else blank: nobody else is named), rank, rank_low,
    rank_high. ``of``: how many councils are ranked; ``words``: what each list is called, in the order wanted.

    >>> told = [("best", "", 40, 10, 90), ("worst", "Kent", 30, 8, 70)]
    >>> rows = pd.DataFrame(told, columns=COLUMNS)
    >>> ax = draw(rows, of=151, words={"best": "named best", "worst": "named last"}, title="T")
    >>> [t.get_text() for t in ax.texts if t.get_label() in ("group", "name")]
    ['named best', 'named last', 'Kent']
    """
    rows = layout.check(rows, COLUMNS, "named_groups", ["rank", "rank_low", "rank_high"])
    strange = sorted(set(rows["list"]) - set(words))
    if strange:
        raise ScoutingError(
            f"The chart named_groups has no words for the list{'s'[: len(strange) > 1]} {', '.join(strange)}."
        )
    with theme.use():
        body = sum(HEAD + ROW * int((rows["list"] == one).sum()) for one in words)
        ax, _ = layout.frame(None, "groups", body, title, subtitle, [NOTE])
        ax.set(xlim=(0.5, of + 0.5), ylim=(body, 0))
        ax.spines["left"].set_visible(False)
        ax.set_yticks([])
        ticks = [1, *range(30, of - 14, 30), of]
        ax.set_xticks(ticks, [ordinal(k) for k in ticks])
        middle = (of + 1) / 2
        ax.axvline(middle, color=theme.COLOURS["england"], lw=1.2, ls=(0, (4, 2)), zorder=2, label="middle")
        top = 0.0
        for one, said in words.items():
            top = _group(ax, rows[rows["list"] == one], said, top)
    return ax


def _group(ax: Axes, rows: pd.DataFrame, said: str, top: float) -> float:
    style = {"va": "center", "annotation_clip": False, "zorder": 7}
    paper = {"fc": theme.COLOURS["paper"], "ec": "none", "alpha": 0.85, "pad": 1.0}
    ax.annotate(
        said, (1, top + HEAD * 0.6), fontsize=theme.SIZES["label"], fontweight="bold",
        label="group", color=theme.COLOURS["ink"], bbox=paper, **style,
    )  # fmt: skip
    top += HEAD
    for row in each_row(rows.sort_values("rank", kind="stable")):
        y, colour = top + ROW / 2, _FOCUS if row.name else _OTHER
        ax.plot([row.rank_low, row.rank_high], [y, y], color=theme.tint(colour, 0.55), lw=2, zorder=3, label="span")
        ax.plot([row.rank], [y], "o", ms=7 if row.name else 5.5, color=colour, mec=theme.COLOURS["paper"], mew=0.6,
                zorder=4, clip_on=False, label=f"dot:{row.list}")  # fmt: skip
        if row.name:
            name = "\n".join(layout.wrap(row.name, theme.MARGINS["groups"].right - 0.3, theme.SIZES["label"], "bold"))
            ax.annotate(name, (1, y), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                        color=_FOCUS, fontweight="bold", fontsize=theme.SIZES["label"], label="name", linespacing=1.0,
                        **style)  # fmt: skip
        top += ROW
    return top


def alt_text(rows: pd.DataFrame, *, of: int, words: dict[str, str], title: str) -> str:
    """The groups in words: how many, how many in the better half, the reader's own council.

    >>> rows = pd.DataFrame([("best", "", 40, 10, 90), ("best", "Kent", 100, 80, 120)], columns=COLUMNS)
    >>> alt_text(rows, of=151, words={"best": "named best"}, title="T").split(". ")[1]
    'Named best: 2 councils, 1 in the better half'
    """
    rows = layout.check(rows, COLUMNS, "named_groups", ["rank", "rank_low", "rank_high"])
    parts = [f"Dots, one per council, at today's ranks of {of}: {title.rstrip('.')}."]
    for one, said in words.items():
        mine = rows[rows["list"] == one]
        better = int((mine["rank"] < (of + 1) / 2).sum())
        parts.append(f"{said[0].upper()}{said[1:]}: {len(mine)} councils, {better} in the better half.")
    for row in each_row(rows[rows["name"] != ""]):
        ends = f"{ordinal(row.rank_low)} to {ordinal(row.rank_high)}"
        parts.append(f"{row.name}: {ordinal(row.rank)} of {of} ({ends}).")
    return " ".join(parts)
