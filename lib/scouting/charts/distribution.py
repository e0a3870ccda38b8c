"""Every council as one dot at its figure: the council and similar councils named, the others there to be seen."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, side_names, theme
from scouting.frames import each_row

COLUMNS = ("name", "role", "value", "lower", "upper", "marker")
BODY = 4.5  # inches
DOT = 0.115  # inches across, at most
_OTHER, _INK = theme.tint(theme.COLOURS["other"], 0.75), theme.COLOURS["ink"]
LOOKS = {
    "other": {"color": _OTHER, "mec": theme.COLOURS["paper"], "mew": 0.5, "zorder": 3},
    "region": {"color": _OTHER, "mec": theme.COLOURS["region"], "mew": 1.3, "zorder": 3.2},
    "neighbour": {"color": theme.COLOURS["neighbour"], "mec": _INK, "mew": 0.7, "zorder": 4},
    "focus": {"color": theme.COLOURS["focus"], "mec": _INK, "mew": 0.9, "zorder": 6},
}
#: Roles side by side: which, in what words, where their middle is and how wide they may get, as shares of the width.
LANES = (
    (("other", "region"), "other councils", 0.36, 0.66),
    (("neighbour", "focus"), "this and similar councils", 0.84, 0.26),
)
LEVELS = {
    "median": {"color": theme.COLOURS["neighbour"], "lw": 1.6},
    "england": {"color": theme.COLOURS["england"], "lw": 1.4, "ls": (0, (4, 2))},
}


def draw(rows: pd.DataFrame, *, title: str, unit: str, decimals: int, subtitle: str = "", good: int = 0) -> Axes:
    """Draw the dots, one row per council; up the axis is the higher figure.

    Columns of ``rows``: name, role (focus, neighbour, region, other; median and england are levels across the chart),
    value, lower, upper (drawn for the focus), marker. ``good``: +1 where high is good, -1 where low is, 0 not judged.

    >>> rows = pd.DataFrame([("Wiltshire", "focus", 18.7, 12.8, 24.6, ""), ("Kent", "other", 22.0, 20.0, 24.0, "")],
    ...                     columns=COLUMNS)
    >>> ax = draw(rows, title="Where they are", unit="%", decimals=1)
    >>> [t.get_text() for t in ax.texts if t.get_label() == "name"]
    ['Wiltshire 18.7%']
    """
    rows = layout.check(rows, COLUMNS, "distribution", ["value", "lower", "upper"])
    held = rows[rows["value"].notna()].sort_values("value", kind="stable", ignore_index=True)
    with theme.use():
        ax, _ = layout.frame(None, "trend", BODY, title, subtitle, _notes(rows, good))
        _axes(ax, held, unit)
        held["x"] = math.nan  # a level has no place across
        for lane in LANES:
            _lane(ax, held, *lane)
        for role, look in LEVELS.items():
            for value in held["value"][held["role"] == role]:
                ax.axhline(value, zorder=2, label=f"level:{role}", **look)
        _noise(ax, held)
        _names(ax, held, unit, decimals)
    return ax


def _axes(ax: Axes, held: pd.DataFrame, unit: str) -> None:
    limits = axis.near_zero(*axis.limits(list(held["value"]), [], unit, pad=0.04))
    layout.figures_up(ax, *limits, unit, blank=held.empty)
    ax.set_xlim(0, layout.size_of(ax)[0])  # across: inches
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def _lane(ax: Axes, held: pd.DataFrame, roles: tuple[str, ...], words: str, middle: float, share: float) -> None:
    """Draw the dots of some roles round one place across the chart, named at its foot."""
    dots = held[held["role"].isin(roles)]
    width, height = layout.size_of(ax)
    low, high = ax.get_ylim()
    size, across = _swarm((dots["value"].to_numpy() - low) / (high - low) * height, width * share)
    held.loc[dots.index, "x"] = width * middle + across
    for role in roles:
        mine = held[held["role"] == role]
        ms = size * 72 * (1.3 if role == "focus" else 1.0)
        ax.plot(mine["x"], mine["value"], "o", ms=ms, clip_on=False, label=f"dots:{role}", **LOOKS[role])
    if len(dots):
        ax.annotate(
            words, (width * middle, 0), (0, -12), xycoords=("data", "axes fraction"), textcoords="offset points",
            ha="center", va="top", fontsize=theme.SIZES["note"], color=theme.COLOURS["quiet"], label="lane",
        )  # fmt: skip


def _swarm(heights: np.ndarray, width: float) -> tuple[float, np.ndarray]:
    """How large dots may be, in inches, and how far each lies from the middle so that none covers another.

    ``heights``: ascending, in inches. Dots shrink until the widest row of them fits.
    """
    size = DOT
    while True:
        slots, last = [], []  # the place of each dot, and the height of the last dot in each place
        for y in heights:
            place = next((k for k, top in enumerate(last) if y - top >= size), len(last))
            last[place : place + 1] = [y]
            slots.append(place)
        if len(last) * size <= width or size < 0.01:
            break
        size *= 0.85
    # Places 0, 1, 2, 3 lie at 0, 1, -1, 2 dots from the middle.
    order = np.array(slots, int)
    return size, np.where(order % 2 == 1, (order + 1) // 2, -(order // 2)) * size


def _noise(ax: Axes, held: pd.DataFrame) -> None:
    low, high = ax.get_ylim()
    for row in each_row(held[(held["role"] == "focus") & held["lower"].notna() & held["upper"].notna()]):
        ends = max(row.lower, low), min(row.upper, high)
        ax.vlines(row.x, *ends, color=theme.COLOURS["focus"], lw=1.6, zorder=3.5, label="noise")


def _names(ax: Axes, held: pd.DataFrame, unit: str, decimals: int) -> None:
    named = held[held["role"].isin(["focus", "neighbour"])]
    named = named if len(named) <= side_names.MOST else named[named["role"] == "focus"]
    said = pd.concat([named, held[held["role"].isin(LEVELS)]])
    words = [
        f"{row.name}{':' * (row.role in LEVELS)} {axis.short(row.value, unit, decimals)}" for row in each_row(said)
    ]
    if words:
        side_names.draw(ax, words, list(said["x"]), list(said["value"]), list(said["role"]))


def _notes(rows: pd.DataFrame, good: int) -> list[str]:
    dots = rows[rows["role"].isin(LOOKS)]
    missing = int(dots["value"].isna().sum())
    said = [f"Each dot is a council ({axis.counted(len(dots) - missing, 'council', 'councils')})."]
    neighbours = int(((dots["role"] == "neighbour") & dots["value"].notna()).sum())
    if neighbours >= side_names.MOST:
        said.append(f"{neighbours} similar councils are too many to name.")
    if (dots["role"] == "region").any():
        said.append("Ringed: the same region.")
    if dots.loc[dots["role"] == "focus", "lower"].notna().any():
        said.append("Upright line: how far one year’s figure usually moves when nothing has changed.")
    if missing:
        said.append(f"Not drawn: {axis.counted(missing, 'council', 'councils')} without a figure.")
    said.append({1: "High is good.", -1: "Low is good.", 0: "High is neither good nor bad."}[good])
    return [" ".join(said)]


def alt_text(rows: pd.DataFrame, *, title: str, unit: str, decimals: int) -> str:
    """The chart in words: how many, from where to where, the council, the levels, each neighbour.

    >>> rows = pd.DataFrame([("Wiltshire", "focus", 18.7, 12.8, 24.6, ""), ("Kent", "other", 22.0, 20.0, 24.0, "")],
    ...                     columns=COLUMNS)
    >>> alt_text(rows, title="T", unit="%", decimals=1)
    'Dots, one per council: T. 2 councils from 18.7% to 22.0%. Wiltshire: 18.7% (usually 12.8% to 24.6%).'
    """
    rows = layout.check(rows, COLUMNS, "distribution", ["value", "lower", "upper"])
    dots = rows[rows["role"].isin(LOOKS)]
    held = dots[dots["value"].notna()].sort_values("value", kind="stable")

    def short(value: float) -> str:
        return axis.short(value, unit, decimals)

    parts = [f"Dots, one per council: {title.rstrip('.')}."]
    if axis.axis_unit(unit):
        parts.append(f"Figures are {axis.axis_unit(unit)}.")
    count = axis.counted(len(held), "council", "councils")
    span = f" from {short(held['value'].iloc[0])} to {short(held['value'].iloc[-1])}" if len(held) else ""
    parts.append(f"{count}{span}.")
    for row in each_row(rows[rows["role"].isin(["focus", *LEVELS])]):
        if pd.isna(row.value):
            parts.append(f"{row.name}: no figure ({axis.absent(row.marker)}).")
            continue
        known = row.role == "focus" and pd.notna(row.lower) and pd.notna(row.upper)
        parts.append(
            f"{row.name}: {short(row.value)}{f' (usually {short(row.lower)} to {short(row.upper)})' if known else ''}."
        )
    near = held[held["role"] == "neighbour"]
    if len(near):
        listed = "; ".join(f"{row.name} {short(row.value)}" for row in each_row(near))
        parts.append(f"Similar councils, lowest first: {listed}.")
    missing = dots[dots["value"].isna()]
    if len(missing):
        reasons = missing["marker"].map(axis.absent).value_counts()
        parts.append(f"Without a figure: {', '.join(f'{n} {why}' for why, n in reasons.items())}.")
    return " ".join(parts)
