"""Ranked bars: one indicator, the council among its neighbours, region and England.

Each row is a dot; its bar is how far one year's figure usually moves when nothing has changed. Dots need no zero, so
95% and 97% stand apart; bars that overlap widely say that this means little.

``rows`` is the table behind the chart, drawn in its own order.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scouting import terms
from scouting.charts import axis, layout, theme
from scouting.frames import each_row

COLUMNS = ("area_code", "name", "role", "value", "lower", "upper", "marker", "note")
FIGURES = ("value", "lower", "upper")
ROW = 0.36  # inches: a name on two lines just fits
NAME_SIZE = 10.5
NAME_ROOM = theme.MARGINS["ranked"].left - theme.EDGE - 0.16  # inches
#: What a bar at a figure is.
BAR = "Bars: how far one year's figure usually moves when nothing has changed."
#: Comparators, and the line that carries each through the rows: they differ without colour too.
LINES = {"median": "-", "region": (0, (6, 2, 1, 2)), "england": (0, (5, 3)), "target": (0, (1.5, 2.5))}
REFERENCES = tuple(LINES)
#: What has no ups and downs of its own to know: a middle is of others' figures, a target is what somebody chose.
STILL = ("median", "target")


def draw(
    rows: pd.DataFrame, *, title: str, unit: str, decimals: int, subtitle: str = "", ax: Axes | None = None
) -> Axes:
    """Draw the rows, first row at the top.

    Columns of ``rows``: area_code, name, role (focus, neighbour, other, median, region, england, target), value,
    lower and upper (missing: not known how far the figure usually moves, drawn hollow), marker (the published symbol
    or ""), note (said under the chart, or ""). A row without value keeps its place, in words, without a mark.

    >>> rows = pd.DataFrame([
    ...     ("E06000054", "Wiltshire", "focus", 25.5, 24.2, 26.9, "", ""),
    ...     ("E09000001", "City of London", "neighbour", float("nan"), None, None, "c", ""),
    ... ], columns=COLUMNS)
    >>> ax = draw(rows, title="Wiltshire closes 25.5%", unit="%", decimals=1)
    >>> [t.get_text() for t in ax.texts if t.get_label().startswith("figure:")]
    ['25.5%', 'suppressed']
    """
    rows = layout.check(rows, COLUMNS, "ranked_bars", FIGURES)
    with theme.use():
        marks, notes = _footnotes(rows)
        notes = [*_reading(rows), *notes]
        ax, own = layout.frame(ax, "ranked", ROW * len(rows) + 0.12, title, subtitle, notes)
        _axes(ax, rows, unit, decimals)
        for place, row in enumerate(each_row(rows)):
            _row(ax, place, row, unit, decimals, own)
        _names(ax, rows, marks)
    return ax


def alt_text(rows: pd.DataFrame, *, title: str, unit: str, decimals: int) -> str:
    """The chart in words, top to bottom, with how far the focus council's figure usually moves.

    >>> rows = pd.DataFrame([("E06000054", "Wiltshire", "focus", 25.5, 24.2, 26.9, "", "")], columns=COLUMNS)
    >>> alt_text(rows, title="Wiltshire closes 25.5%", unit="%", decimals=1)
    'Ranked bars: Wiltshire closes 25.5%. From top to bottom: Wiltshire 25.5% (usually 24.2% to 26.9%).'
    """
    rows = layout.check(rows, COLUMNS, "ranked_bars", FIGURES)
    parts = []
    for row in each_row(rows):
        text = f"{row.name} {_words(row, unit, decimals)}"
        if row.role == "focus" and _has_noise(row):
            low, high = (axis.short(v, unit, decimals) for v in (row.lower, row.upper))
            text += f" (usually {low} to {high})"
        parts.append(text)
    listed = f"From top to bottom: {'; '.join(parts)}."
    said = [f"Ranked bars: {title.rstrip('.')}.", axis.figures_are(unit), listed, *_counts(rows)]
    return " ".join(filter(None, said))


def _has_noise(row: Any) -> bool:
    return all(pd.notna(v) for v in (row.value, row.lower, row.upper))


def _words(row: Any, unit: str, decimals: int) -> str:
    return axis.absent(row.marker) if pd.isna(row.value) else axis.short(row.value, unit, decimals)


def _counts(rows: pd.DataFrame) -> list[str]:
    missing = int(rows["value"].isna().sum())
    bare = sum(pd.notna(r.value) and not _has_noise(r) and r.role not in STILL for r in each_row(rows))
    out = []
    if bare:
        out.append(f"How far {axis.counted(bare, 'figure usually moves', 'figures usually move')} is not known.")
    if missing:
        out.append(f"{axis.counted(missing, 'row has', 'rows have')} no figure.")
    return out


def _reading(rows: pd.DataFrame) -> list[str]:
    """How to read the marks: only what is on this chart."""
    said = []
    if any(_has_noise(r) for r in each_row(rows)):
        said.append(BAR)
    for count in _counts(rows):
        said.append(f"Hollow: {count[0].lower()}{count[1:]}" if "usually" in count else count)
    return [" ".join(said)] if said else []


def _footnotes(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Raised numbers for the names, and the notes they stand for; equal notes share a number."""
    found: dict[str, int] = {}
    marks = []
    for row in each_row(rows):
        texts = [str(row.note).strip()] if pd.notna(row.note) else []
        if pd.notna(row.value) and pd.notna(row.marker):
            texts.append(terms.MARKERS.get(str(row.marker).strip().lower(), ""))
        numbers = [found.setdefault(t, len(found) + 1) for t in texts if t]
        marks.append(" ".join(str(n).translate(axis.SUPERSCRIPTS) for n in numbers))
    raised = {text: str(n).translate(axis.SUPERSCRIPTS) for text, n in found.items()}
    notes = [f"{mark} {text[0].upper()}{text[1:].rstrip('.')}." for text, mark in raised.items()]
    return marks, notes


def _axes(ax: Axes, rows: pd.DataFrame, unit: str, decimals: int) -> None:
    low, high = axis.limits(list(rows["value"]), [*rows["lower"], *rows["upper"]], unit)
    ax.set_xlim(low, high)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    places, labels = layout.ticks_across(ax, low, high, unit) if rows["value"].notna().any() else ([], [])
    ax.set_xticks(places, labels)
    ax.tick_params(axis="x", length=0, pad=4)
    ax.vlines(places, -0.5, len(rows) - 0.5, color=theme.COLOURS["grid"], lw=0.8, zorder=0.5)
    ax.hlines(range(len(rows)), low, high, color=theme.tint(theme.COLOURS["grid"], 0.55), lw=0.8, zorder=0.4)
    if axis.axis_unit(unit) and places:  # under the names, on the line of the axis's figures
        inset = (places[0] - low) / (high - low) * layout.size_of(ax)[0]
        clear = max(0.14, layout.text_width(labels[0], theme.SIZES["label"]) / 2 - inset + 0.08)
        text, size = layout.fit(axis.axis_unit(unit), NAME_ROOM + 0.14 - clear, theme.SIZES["note"])
        ax.annotate(
            text, (0, 0), (-clear * 72, -4), xycoords="axes fraction", textcoords="offset points", ha="right",
            va="top", fontsize=size, color=theme.COLOURS["quiet"], annotation_clip=False, label="unit",
        )  # fmt: skip


def _row(ax: Axes, place: int, row: Any, unit: str, decimals: int, own: bool) -> None:
    focus = row.role == "focus"
    colour = theme.COLOURS.get(row.role, theme.COLOURS["other"])
    if focus:
        _band(ax, place, own)
    if pd.notna(row.value):
        _mark(ax, place, row, colour)
    missing = pd.isna(row.value)
    text = _words(row, unit, decimals)
    ax.annotate(
        text, (1, place), (theme.MARGINS["ranked"].right * 72 - theme.EDGE * 72 - 4, 0),
        xycoords=("axes fraction", "data"), textcoords="offset points", annotation_clip=False,
        ha="right", va="center_baseline", label=f"figure:{row.area_code}", fontsize=theme.SIZES["label"] - missing,
        fontweight="bold" if focus else "normal", fontstyle="italic" if missing else "normal",
        color=theme.COLOURS["quiet"] if missing else theme.COLOURS["ink"],
    )  # fmt: skip


def _mark(ax: Axes, place: int, row: Any, colour: str) -> None:
    focus, reference = row.role == "focus", row.role in REFERENCES
    if reference:  # the line carries the comparator through every row; its own row is its label
        style = LINES[row.role]
        ends = (-0.5, ax.get_ylim()[0])
        ax.vlines(row.value, *ends, color=colour, lw=1.1, ls=style, zorder=2.5, label=f"line:{row.area_code}")
    if _has_noise(row):
        ax.hlines(
            place, row.lower, row.upper, color=theme.tint(colour, 0.5 if focus else 0.36),
            lw=11 if focus else 8, capstyle="butt", zorder=2, label=f"noise:{row.area_code}",
        )  # fmt: skip
    fill = colour if _has_noise(row) or row.role in STILL else theme.COLOURS["paper"]
    ax.plot(
        [row.value], [place], marker="D" if reference else "o", ms=10 if focus else 6.5 if reference else 7.5,
        mfc=fill, mec=colour, mew=2.0 if focus else 1.6, ls="none",
        clip_on=False, zorder=4 if focus else 3, label=f"mark:{row.area_code}",
    )  # fmt: skip


def _band(ax: Axes, place: int, own: bool) -> None:
    """The focus row lies on a pale band that reaches from its name to its figure."""
    width, margins = layout.size_of(ax)[0], theme.MARGINS["ranked"]
    left = (margins.left - theme.EDGE + 0.06) / width if own else 0.0
    right = (margins.right - theme.EDGE + 0.06) / width if own else 0.0
    ax.add_patch(
        Rectangle(
            (-left, place - 0.5), 1 + left + right, 1, transform=ax.get_yaxis_transform(), clip_on=False,
            facecolor=theme.tint(theme.COLOURS["focus"], 0.09), edgecolor="none", zorder=0, label="band",
        )
    )  # fmt: skip


def _names(ax: Axes, rows: pd.DataFrame, marks: list[str]) -> None:
    labels = []
    for row, mark in zip(each_row(rows), marks, strict=True):
        weight = "bold" if row.role == "focus" else "normal"
        labels.append("\n".join(layout.wrap(f"{row.name}{mark}", NAME_ROOM, NAME_SIZE, weight)))
    ax.set_yticks(range(len(rows)), labels, fontsize=NAME_SIZE, linespacing=1.0)
    ax.tick_params(axis="y", length=0, pad=9)
    for label, row in zip(ax.get_yticklabels(), each_row(rows), strict=True):
        label.set_color(theme.COLOURS["ink"])
        if row.role == "focus":
            label.set_fontweight("bold")
        if row.role in REFERENCES:
            label.set_color(theme.COLOURS[row.role])
            label.set_fontstyle("italic")
