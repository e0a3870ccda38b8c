"""The quadrant: outcome up the side, spending along the foot, the middle of all councils in both; ranges as crosses.

Drawn once, then moved: ``update`` puts new figures into the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from scouting.charts import axis, layout, side_names, theme
from scouting.charts.distribution import LOOKS
from scouting.frames import each_row
from scouting.words import many

FIGURES = ("outcome", "outcome_low", "outcome_high", "spend", "spend_low", "spend_high")
COLUMNS = ("name", "role", *FIGURES, "quadrant", "told")
BODY = 4.6  # inches
NOTE = (
    "Lines: the medians of the councils drawn. Bars: how far one year's figure usually moves when nothing has changed. "
    "Spending goes with need and with past difficulties: the picture shows what stands beside what, and no more."
)
#: The words in the corners: better or weaker outcome, lower or higher spend.
CORNERS = {
    (True, False): "better outcome,\nlower spend",
    (True, True): "better outcome,\nhigher spend",
    (False, False): "weaker outcome,\nlower spend",
    (False, True): "weaker outcome,\nhigher spend",
}
_BARS = {"other": (0.22, 0.6), "region": (0.22, 0.6), "neighbour": (0.55, 1.1), "focus": (0.8, 2.4)}


def draw(
    rows: pd.DataFrame, *, middles: tuple[float, float], title: str, unit: str, decimals: int, pounds: str,
    good: int = 1, subtitle: str = "", notes: Iterable[str] = (),
) -> Axes:  # fmt: skip
    """Draw the councils that have both an outcome and a spend.

    Columns of ``rows``, one row per council: name, role (focus, neighbour, region, other), outcome, outcome_low,
    outcome_high, spend, spend_low, spend_high, quadrant, told. ``middles``: outcome and spend; ``unit``, ``decimals``:
    of the outcome; ``pounds``: the unit of spend; ``good``: -1 where a low outcome is good, which is then up.

    >>> rows = pd.DataFrame([("Wiltshire", "focus", 19.0, 18.6, 19.4, 540.0, 520.0, 560.0, "", "")], columns=COLUMNS)
    >>> ax = draw(rows, middles=(18.8, 560.0), title="T", unit="points", decimals=1, pounds="£ per adult")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "name"]
    ['Wiltshire 19.0, £540']
    """
    rows = layout.check(rows, COLUMNS, "quadrant", FIGURES)
    with theme.use():
        ax, _ = layout.frame(None, "trend", BODY, title, subtitle, [*notes, NOTE])
        for role, look in LOOKS.items():
            colour = theme.tint(look["color"], _BARS[role][0])
            bars = LineCollection([], colors=colour, linewidths=_BARS[role][1], zorder=look["zorder"] - 1.0)
            bars.set_label(f"bars:{role}")
            ax.add_collection(bars, autolim=False)
            ms = {"focus": 10.0, "neighbour": 7.5}.get(role, 5.0)
            ax.plot([], [], "o", ms=ms, clip_on=False, label=f"dots:{role}", **look)
        for label, line in (("middle:outcome", ax.axhline), ("middle:spend", ax.axvline)):
            line(0.5, color=theme.COLOURS["quiet"], lw=1.0, ls=(0, (4, 3)), zorder=1.5, label=label)
        for (up, dear), words in CORNERS.items():
            place, side = (0.985 if dear else 0.015, 0.98 if up else 0.02), "right" if dear else "left"
            ax.text(
                *place, words, transform=ax.transAxes, ha=side, va="top" if up else "bottom", linespacing=1.1,
                fontsize=theme.SIZES["note"], fontstyle="italic", color=theme.COLOURS["quiet"], zorder=1.6,
                label="corner", bbox={"fc": theme.COLOURS["paper"], "ec": "none", "alpha": 0.7, "pad": 1.0},
            )  # fmt: skip
        update(ax, rows, middles=middles, unit=unit, decimals=decimals, pounds=pounds, good=good)
    return ax


def update(ax: Axes, rows: pd.DataFrame, *, middles: tuple[float, float], unit: str, decimals: int, pounds: str,
           good: int = 1, title: str = "") -> None:  # fmt: skip
    """Move the picture to new figures: the artists that ``draw`` made stay, only what they show changes.

    Arguments as of ``draw``; a blank title is left as it was.
    """
    rows = layout.check(rows, COLUMNS, "quadrant", FIGURES)
    rows = rows[rows["outcome"].notna() & rows["spend"].notna()].reset_index(drop=True)
    with theme.use():
        _axes(ax, rows, middles, unit, pounds, good)
        for line in ax.lines:
            kind, _, which = str(line.get_label()).partition(":")
            if kind == "middle":
                level = middles[which == "spend"]
                (line.set_ydata if which == "outcome" else line.set_xdata)([level, level])
            elif kind == "dots":
                mine = rows[rows["role"] == which]
                line.set_data(mine["spend"].to_numpy(), mine["outcome"].to_numpy())
        for bars in ax.collections:
            kind, _, role = str(bars.get_label()).partition(":")
            if kind == "bars":
                bars.set(segments=_crosses(rows[rows["role"] == role]))
        _names(ax, rows, unit, decimals)
        for text in ax.texts:
            if title and text.get_label() == "title":
                width = theme.WIDTH - 2 * theme.EDGE
                text.set_text("\n".join(layout.balance(title, width, theme.SIZES["title"], "bold")))


def _crosses(rows: pd.DataFrame) -> list[np.ndarray]:
    """A bar across and a bar up for each council that has an interval."""
    across = [((r.spend_low, r.outcome), (r.spend_high, r.outcome)) for r in each_row(rows)]
    up = [((r.spend, r.outcome_low), (r.spend, r.outcome_high)) for r in each_row(rows)]
    return [np.array(bar) for bar in (*across, *up) if np.isfinite(bar).all()]


def _axes(ax: Axes, rows: pd.DataFrame, middles: tuple[float, float], unit: str, pounds: str, good: int) -> None:
    near = rows[rows["role"].isin(["focus", "neighbour"])]
    low, high = axis.limits([*rows["outcome"], middles[0]], [*near["outcome_low"], *near["outcome_high"]], unit)
    layout.figures_up(ax, low, high, unit)
    if good < 0:  # the good way is up, as in every corner's words
        ax.set_ylim(high, low)
    spend = np.array([v for v in (*rows["spend"], middles[1], *near["spend_low"], *near["spend_high"]) if v > 0])
    left, right = (spend.min() / 1.05, spend.max() * 1.05) if len(spend) else (100.0, 1000.0)
    # A council that spends five times the usual would push all others into a corner of an even axis.
    ax.set_xscale("log")
    ax.set_xlim(left, right)
    places = _round(left, right)
    ax.set_xticks(places, [axis.short(p, "£", 0) for p in places])
    ax.minorticks_off()
    for text in [t for t in ax.texts if t.get_label() in ("pounds", "unit")][:-1]:
        text.remove()
    ax.annotate(
        f"{pounds}, logarithmic →", (1, 0), (0, -30), xycoords="axes fraction", textcoords="offset points", ha="right",
        fontsize=theme.SIZES["note"], color=theme.COLOURS["quiet"], label="pounds", annotation_clip=False,
    )  # fmt: skip


def _round(low: float, high: float) -> list[float]:
    """Round pounds along a logarithmic axis.

    >>> _round(290, 820)
    [300.0, 400.0, 500.0, 600.0, 800.0]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 1.5, 2, 3, 4, 6, 8) if high > 4 * low else (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
    return [s * 10.0**p for p in powers for s in steps if low <= s * 10.0**p <= high]


def _names(ax: Axes, rows: pd.DataFrame, unit: str, decimals: int) -> None:
    for artist in [*ax.texts, *ax.lines]:
        if artist.get_label() == "name" or str(artist.get_label()).startswith("leader:"):
            artist.remove()
    named = rows[rows["role"].isin(["focus", "neighbour"])]
    named = named if len(named) <= side_names.MOST else named[named["role"] == "focus"]
    if len(named):
        words = [f"{r.name} {_told(r, unit, decimals)}" for r in each_row(named)]
        side_names.draw(ax, words, list(named["spend"]), list(named["outcome"]), list(named["role"]))


def _told(row, unit: str, decimals: int) -> str:
    return f"{axis.short(row.outcome, unit, decimals)}, {axis.short(row.spend, '£', 0)}"


def alt_text(rows: pd.DataFrame, *, middles: tuple[float, float], title: str, unit: str, decimals: int,
             pounds: str) -> str:  # fmt: skip
    """The quadrant in words: the middles, how many in each quarter and how many surely so, the council, its neighbours.

    >>> place = "better outcome, lower spend"
    >>> rows = pd.DataFrame([("Rutland", "focus", 19.0, 18.9, 19.4, 540.0, 520.0, 550.0, place, "")], columns=COLUMNS)
    >>> said = alt_text(rows, middles=(18.8, 560.0), title="T", unit="points", decimals=1, pounds="£ per adult")
    >>> said.split(". ")[2]
    'Better outcome, lower spend: 1 (0 surely)'
    """
    rows = layout.check(rows, COLUMNS, "quadrant", FIGURES)
    has = rows["outcome"].notna() & rows["spend"].notna()
    held, missing = rows[has], int((~has).sum())
    outcome = f"{axis.short(middles[0], unit, decimals)}"
    parts = [
        f"Outcome against {pounds} of {axis.counted(len(held), 'council', 'councils')}: {title.rstrip('.')}.",
        f"Medians {outcome} and {axis.short(middles[1], '£', 0)}.",
    ]
    for words in CORNERS.values():
        words = words.replace("\n", " ")
        n, sure = int((held["quadrant"] == words).sum()), int((held["told"] == words).sum())
        parts.append(f"{words.capitalize()}: {n} ({sure} surely).")
    for row in each_row(held[held["role"] == "focus"]):
        where = row.told or row.quadrant
        wide = _span(row.outcome_low, row.outcome_high, unit, decimals), _span(row.spend_low, row.spend_high, "£", 0)
        parts.append(f"{row.name}: {_told(row, unit, decimals)} (likely ranges {wide[0]} and {wide[1]}): {where}.")
    near = held[held["role"] == "neighbour"].sort_values("spend", kind="stable")
    if len(near):
        listed = "; ".join(f"{r.name} {_told(r, unit, decimals)}" for r in each_row(near))
        parts.append(f"Neighbours: {listed}.")
    if missing:
        parts.append(f"{many(missing, 'council')} without one of the two.")
    return " ".join(parts)


def _span(low: float, high: float, unit: str, decimals: int) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return "not known"
    return f"{axis.short(low, unit, decimals)} to {axis.short(high, unit, decimals)}"
