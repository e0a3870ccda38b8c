"""League strip: ranks with how sure they are. One named row per council, or all of England as one strip.

Of many councils only the reader's own is named: it is a picture of how little a rank says, not a list of others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from scouting.charts import axis, layout, theme
from scouting.words import ordinal

COLUMNS = ("area_code", "name", "role", "rank", "rank_low", "rank_high", "of")
FIGURES = ("rank", "rank_low", "rank_high", "of")
#: More councils than this are drawn as a strip without names.
MOST_NAMED = 25
ROW = 0.30  # inches
STRIP = 3.4  # inches
THIN = 1.1  # points, a bar of a strip
SMALL, LARGE = 5, 18  # square points, the dots of a strip
NAME_SIZE = 10.5
#: Inches between a bar of a strip and the name beside it; rows from the bar to a name above or beneath it.
GAP, ABOVE = 0.2, 8
NAME_ROOM = theme.MARGINS["league"].left - theme.EDGE - 0.16


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", notes: bool = True, ax: Axes | None = None) -> Axes:
    """Draw the rows, first row at the top, best rank on the left.

    Columns of ``rows``: area_code, name, role (focus, neighbour, other), rank, rank_low and rank_high (the interval),
    of (how many were ranked). A row without rank stays, in words, without a mark; in a strip it is counted.

    >>> rows = pd.DataFrame([("E06000054", "Wiltshire", "focus", 2, 1, 2, 2),
    ...     ("E06000066", "Somerset", "neighbour", 1, 1, 2, 2)], columns=COLUMNS)
    >>> ax = draw(rows, title="Wiltshire is 2nd of 2")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "figure:0"]
    ['2nd (1st to 2nd)']
    """
    rows = layout.check(rows, COLUMNS, "league", FIGURES).reset_index(drop=True)
    named = len(rows) <= MOST_NAMED
    body = ROW * len(rows) + 0.1 if named else STRIP
    with theme.use():
        ax, _ = layout.frame(ax, "league" if named else "strip", body, title, subtitle, _notes(rows) if notes else [])
        _axes(ax, rows)
        _artists(ax, len(rows), named)
        update(ax, rows)
    return ax


def update(ax: Axes, rows: pd.DataFrame, title: str | None = None) -> None:
    """Move what was drawn to another table of as many rows, in place: much quicker than drawing anew.

    Raises nothing of its own: a table of another length, or of other ``of``, is to be drawn anew (see ``fits``).
    """
    rows = layout.check(rows, COLUMNS, "league", FIGURES).reset_index(drop=True)
    part: dict[Any, Any] = {a.get_label(): a for a in (*ax.collections, *ax.patches, *ax.texts)}
    if title is not None and "title" in part:
        part["title"].set_text(title)
    places = np.arange(len(rows))
    held = rows["rank"].notna().to_numpy()
    ends = [np.column_stack([rows[c].to_numpy(), places]) for c in ("rank_low", "rank_high")]
    # A bar from 4th to 4th is still to be seen: each place is as wide as one.
    segments = np.stack([ends[0] - (0.4, 0), ends[1] + (0.4, 0)], axis=1)
    colours = np.array([theme.COLOURS[r if r in ("focus", "neighbour") else "other"] for r in rows["role"]])
    focus = (rows["role"] == "focus").to_numpy()
    part["intervals"].set_segments(segments[held])
    part["intervals"].set_color(
        [theme.tint(c, 0.75 if f else 0.36) for c, f in zip(colours[held], focus[held], strict=True)]
    )
    if len(rows) > MOST_NAMED:
        part["intervals"].set_linewidths([4.0 if own else THIN for own in focus[held]])
    part["marks"].set_offsets(np.column_stack([rows["rank"], places])[held])
    part["marks"].set_facecolor(list(colours[held]))
    if len(rows) > MOST_NAMED:  # neighbours are larger, too: their grey is that of the others
        part["marks"].set_sizes(np.where(rows["role"] == "other", SMALL, LARGE)[held])
    part["band"].set_visible(bool(focus.any()))
    if focus.any():
        part["band"].set_y(places[focus][0] - part["band"].get_height() / 2)
    if len(rows) <= MOST_NAMED:
        _names(ax, rows, part)
    else:
        _own(ax, part, rows[focus], places[focus])


def fits(ax: Axes, rows: pd.DataFrame) -> bool:
    """Whether ``update`` can show a table on what was drawn: as many rows, ranked among as many."""
    return (ax.get_xlim(), ax.get_ylim()) == _reach(rows)


def _reach(rows: pd.DataFrame) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far the axes go, across and up: by how many rows there are, and how many councils were ranked."""
    n, of = len(rows), int(rows["of"].max())
    room, beyond = 0.5 + 0.02 * of, 0 if n <= MOST_NAMED else 2
    return (1 - room, of + room), (n - 0.5 + beyond, -0.5 - beyond)


def moves(rows: pd.DataFrame) -> tuple[str, ...]:
    """The labels of the artists that ``update`` moves on a strip of many; of few councils the names move, too: none.

    >>> moves(pd.DataFrame(index=range(153)))
    ('band', 'intervals', 'marks', 'own')
    """
    return ("band", "intervals", "marks", "own") if len(rows) > MOST_NAMED else ()


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The chart in words: the council's rank and range; of few councils everybody's.

    >>> rows = pd.DataFrame([("E06000054", "Wiltshire", "focus", 2, 1, 2, 2)], columns=COLUMNS)
    >>> alt_text(rows, title="Wiltshire is 2nd of 2")
    'League strip of 1 council: Wiltshire is 2nd of 2. From top to bottom: Wiltshire 2nd (1st to 2nd).'
    """
    rows = layout.check(rows, COLUMNS, "league", FIGURES).reset_index(drop=True)
    parts = [f"League strip of {axis.counted(len(rows), 'council', 'councils')}: {title.rstrip('.')}."]
    if len(rows) <= MOST_NAMED:
        listed = "; ".join(
            f"{name} {_words(row)}" for name, row in zip(rows["name"], rows.to_dict("records"), strict=True)
        )
        return " ".join([*parts, f"From top to bottom: {listed}."])
    for row in rows[rows["role"] == "focus"].to_dict("records"):
        of = "" if pd.isna(row["rank"]) else f" of {row['of']:.0f}"
        parts.append(f"{row['name']}: {_words(row)}{of}.")
    width = (rows["rank_high"] - rows["rank_low"] + 1).median()
    parts.append(f"Half of the ranges are {axis.counted(int(width), 'rank', 'ranks')} wide or wider.")
    return " ".join([*parts, *_unranked(rows)])


def _words(row: dict) -> str:
    if pd.isna(row["rank"]):
        return "not ranked"
    low, high = ordinal(row["rank_low"]), ordinal(row["rank_high"])
    return f"{ordinal(row['rank'])} ({low} to {high})"


def _unranked(rows: pd.DataFrame) -> list[str]:
    missing = int(rows["rank"].isna().sum())
    return [f"{axis.counted(missing, 'council is', 'councils are')} not ranked: too few figures."] if missing else []


def _notes(rows: pd.DataFrame) -> list[str]:
    return [" ".join(["Dots: the rank. Bars: the range it could be in (95%).", *_unranked(rows)])]


def _axes(ax: Axes, rows: pd.DataFrame) -> None:
    of, (xlim, ylim) = int(rows["of"].max()), _reach(rows)
    ax.set(xlim=xlim, ylim=ylim)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    shares = (0.25, 0.5, 0.75) if of >= 12 else (0.5,)
    places = list(dict.fromkeys([1, *(max(round(of * s), 1) for s in shares), of]))
    ax.set_xticks(places, [ordinal(p) for p in places])
    ax.set_yticks([])
    ax.tick_params(axis="both", length=0, pad=4)
    ax.vlines(places, *ax.get_ylim(), color=theme.COLOURS["grid"], lw=0.8, zorder=0.5)
    ax.annotate(
        f"rank of {of}, the best on the left", (0.5, 0), (0, -20), xycoords="axes fraction", ha="center", va="top",
        textcoords="offset points", fontsize=theme.SIZES["note"], color=theme.COLOURS["quiet"], label="unit",
    )  # fmt: skip


def _artists(ax: Axes, n: int, named: bool) -> None:
    """What ``update`` moves, empty."""
    pitch = layout.size_of(ax)[1] * 72 / n
    width = 8 if named else THIN
    ax.add_collection(LineCollection([], linewidths=width, capstyle="butt", label="intervals", zorder=2), autolim=False)
    ax.scatter([], [], s=46 if named else SMALL, zorder=3, label="marks", linewidths=0)
    high = 1 if named else 12 / pitch
    ax.add_patch(
        Rectangle((0, 0), 1, high, transform=ax.get_yaxis_transform(), label="band", edgecolor="none", zorder=0,
                  facecolor=theme.tint(theme.COLOURS["focus"], 0.12))
    )  # fmt: skip
    if named:
        for k in range(n):
            ax.annotate(
                "", (1, k), (10, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                va="center_baseline", annotation_clip=False, label=f"figure:{k}", fontsize=theme.SIZES["label"],
            )  # fmt: skip
        ax.set_yticks(range(n), [""] * n, fontsize=NAME_SIZE, linespacing=1.0)
        ax.tick_params(axis="y", length=0, pad=9)
    else:
        box = {"facecolor": theme.COLOURS["paper"], "edgecolor": "none", "pad": 2, "alpha": 0.9}
        ax.annotate(
            "", (1, 0), (0, 0), textcoords="offset points", va="center", label="own", zorder=5, bbox=box,
            annotation_clip=False, fontsize=theme.SIZES["label"], fontweight="bold", color=theme.COLOURS["focus"],
        )  # fmt: skip


def _names(ax: Axes, rows: pd.DataFrame, part: dict) -> None:
    labels = []
    for k, row in enumerate(rows.to_dict("records")):
        focus, missing = row["role"] == "focus", pd.isna(row["rank"])
        labels.append("\n".join(layout.wrap(row["name"], NAME_ROOM, NAME_SIZE, "bold" if focus else "normal")))
        part[f"figure:{k}"].set(
            text=_words(row), fontweight="bold" if focus else "normal", fontstyle="italic" if missing else "normal",
            color=theme.COLOURS["quiet" if missing else "ink"],
        )  # fmt: skip
    ax.set_yticks(range(len(rows)), labels)
    for label, role in zip(ax.get_yticklabels(), rows["role"], strict=True):
        label.set(color=theme.COLOURS["ink"], fontweight="bold" if role == "focus" else "normal")


def _own(ax: Axes, part: dict, own: pd.DataFrame, places: np.ndarray) -> None:
    """The reader's own council beside its bar, on the side with more room; where neither will do, above or beneath."""
    part["own"].set_visible(len(own) > 0)
    for row, place in zip(own.to_dict("records"), places, strict=True):
        if pd.isna(row["rank"]):
            row |= {"rank_low": 1.0, "rank_high": 1.0}
        right = row["of"] - row["rank_high"] >= row["rank_low"] - 1
        said, high = f"{row['name']}: {_words(row)}", place
        low, wide = ax.get_xlim()
        room = max(row["of"] - row["rank_high"], row["rank_low"] - 1) / (wide - low) * layout.size_of(ax)[0]
        if layout.text_width(said, theme.SIZES["label"], "bold") + GAP > room:  # a wide bar leaves no room beside it
            middle = row["of"] / 2 < (row["rank_low"] + row["rank_high"]) / 2
            high += ABOVE * (-1 if place > ABOVE else 1)
            part["own"].xy, side = ((row["rank_high"], high), "right") if middle else ((row["rank_low"], high), "left")
            part["own"].set(text=said, ha=side, position=(0, 0))
            continue
        part["own"].set(text=said, ha="left" if right else "right", position=(6 if right else -6, 0))
        part["own"].xy = (row["rank_high"] + 1 if right else row["rank_low"] - 1, place)
