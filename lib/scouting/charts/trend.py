"""Trend: one indicator over the years, the council against the middle half of similar councils and England.

Nothing is joined over a missing period or a series break. ``rows`` is the table behind the chart.
"""

from __future__ import annotations

import math
from typing import Any

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, theme
from scouting.frames import each_row
from scouting.terms import UNPUBLISHED

COLUMNS = (
    "period", "period_end", "value", "lower", "upper", "marker", "neighbour_q25", "neighbour_median",
    "neighbour_q75", "n_with_value", "england", "segment",
)  # fmt: skip
FIGURES = ("value", "lower", "upper", "neighbour_q25", "neighbour_median", "neighbour_q75", "england")
SERIES = ("value", "neighbour_median", "england")


def alt_text(
    rows: pd.DataFrame, *, title: str, unit: str, decimals: int, focus_name: str,
    own: pd.DataFrame | None = None, target: float = math.nan,
) -> str:  # fmt: skip
    """The chart in words: every figure of the council, where the comparators start and end, own figures and target.

    >>> rows = pd.DataFrame([("2025", pd.Timestamp("2025-03-31"), 25.5, 24.2, 26.9, "", 19.0, 22.3, 24.0, 10, 22.5, 0)],
    ...                     columns=COLUMNS)
    >>> alt_text(rows, title="Up", unit="%", decimals=1, focus_name="Wiltshire")
    'Line chart: Up. Wiltshire: 25.5% in 2025. Similar councils’ median: 22.3% in 2025. England: 22.5% in 2025.'
    """
    rows = ordered(rows)
    every = [f"{axis.short(r.value, unit, decimals)} in {r.period}" for r in each_row(rows) if pd.notna(r.value)]
    parts = [f"Line chart: {title.rstrip('.')}.", *filter(None, [axis.figures_are(unit)])]
    parts.append(f"{focus_name}: {', '.join(every) or 'no figure'}.")
    for name, words in (("neighbour_median", "Similar councils’ median"), ("england", "England")):
        held = rows[rows[name].notna()]
        if held.empty and name == "england":  # a local indicator has none
            continue
        ends = held.iloc[[0, -1]] if len(held) > 1 else held
        said = " to ".join(f"{axis.short(r[name], unit, decimals)} in {r['period']}" for _, r in ends.iterrows())
        parts.append(f"{words}: {said or 'no figure'}.")
    if own is not None and len(own):
        held = [f"{_figure(row, unit, decimals)} in {row.period}" for row in each_row(own)]
        parts.append(f"{focus_name}’s own figures{_unpublished(own)}: {', '.join(held)}.")
    if not math.isnan(target):
        parts.append(f"{focus_name}’s own target: {axis.short(target, unit, decimals)}.")
    return " ".join([*parts, *_gaps(rows), *_break_words(rows)])


def _unpublished(own: pd.DataFrame) -> str:
    """What own figures are called, where their column source does not say that all are for everybody."""
    return "" if "source" in own and not own["source"].any() else f", {UNPUBLISHED}"


def _figure(row: Any, unit: str, decimals: int) -> str:
    return axis.absent(row.marker) if pd.isna(row.value) else axis.short(row.value, unit, decimals)


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    rows = layout.check(rows, COLUMNS, "trend", FIGURES)
    return rows.sort_values("period_end", kind="stable", ignore_index=True)


def _gaps(rows: pd.DataFrame) -> list[str]:
    """The periods without a figure and why, neighbouring ones of one reason together."""
    spans: list[tuple[str, list[str]]] = []
    previous = ""
    for row in each_row(rows):
        reason = axis.absent(row.marker) if pd.isna(row.value) else ""
        if reason and reason == previous:
            spans[-1][1].append(row.period)
        elif reason:
            spans.append((reason, [row.period]))
        previous = reason
    lost = []
    for reason, periods in spans:
        text = " to ".join([periods[0], periods[-1]][: len(periods)])
        lost.append(text if reason == "no figure" else f"{text} ({reason})")
    return [f"No figure for {axis.join(lost)}."] if lost else []


def _break_words(rows: pd.DataFrame) -> list[str]:
    return [f"Series break before {rows.at[i, 'period']}: not comparable across it." for i in break_places(rows)]


def break_places(rows: pd.DataFrame) -> list[int]:
    return (1 + np.flatnonzero(np.diff(rows["segment"].to_numpy()))).tolist()


def notes(rows: pd.DataFrame, own: pd.DataFrame, focus_name: str, *, from_zero: bool) -> list[str]:
    """What the reader has to know, only as far as it is on this chart; of missing ``own`` figures, which and why."""
    bare = int((rows["value"].notna() & (rows["lower"].isna() | rows["upper"].isna())).sum())
    known = int(rows["value"].notna().sum()) - bare
    said = [*(f"{focus_name}: n{text[1:]}" for text in _gaps(rows)), *_break_words(rows)]
    said += [f"Own figures: n{text[1:]}" for text in _gaps(own)]
    if known:
        said.append("Thin upright lines: how far one year’s figure usually moves when nothing has changed.")
    if bare:
        said.append(f"Hollow: not known how far it usually moves ({axis.counted(bare, 'period', 'periods')}).")
    shown = rows.loc[rows["neighbour_median"].notna(), "n_with_value"]
    if len(shown):
        low, high = int(shown.min()), int(shown.max())
        many = axis.counted(low, "council", "councils") if low == high else f"{low} to {high} councils"
        said.append(f"Similar councils: median of {many}, band their middle half.")
    if own["value"].notna().any():
        said.append(f"Diamonds: {focus_name}’s own figures{_unpublished(own)}.")
    if rows[list(SERIES)].notna().any(axis=None) and not from_zero:
        said.append("The axis does not start at zero.")
    return [" ".join(said)] if said else []


__all__ = ["COLUMNS", "alt_text", "draw"]

BODY = 3.5  # inches
LINES = {
    "value": {"color": theme.COLOURS["focus"], "lw": 2.8, "zorder": 5},
    "neighbour_median": {"color": theme.COLOURS["neighbour"], "lw": 2.0, "zorder": 3},
    "england": {"color": theme.COLOURS["england"], "lw": 1.6, "ls": (0, (4, 2)), "zorder": 4},
}
WORDS = {
    "value": theme.COLOURS["focus"],
    "neighbour_median": theme.COLOURS["neighbour_text"],
    "england": theme.COLOURS["england"],
    "own": theme.COLOURS["focus"],
    "target": theme.COLOURS["target"],
}
WEIGHTS = {"value": "bold"}


def draw(
    rows: pd.DataFrame, *, title: str, unit: str, decimals: int, focus_name: str,
    subtitle: str = "", ax: Axes | None = None, own: pd.DataFrame | None = None, target: float = math.nan,
) -> Axes:  # fmt: skip
    """Draw the periods, oldest first.

    Columns of ``rows``: period (label), period_end (date), value, lower, upper (missing: not known
    how far the figure usually moves, drawn hollow), marker, neighbour_q25, neighbour_median, neighbour_q75,
    n_with_value (neighbours with a figure), england, segment (changes at a series break). ``own``: the council's own
    unpublished figures (period, period_end, value, lower, upper, marker), drawn as diamonds and joined to nothing;
    ``target``: its own.

    >>> rows = pd.DataFrame([("2025", pd.Timestamp("2025-03-31"), 25.5, 24.2, 26.9, "", 19.0, 22.3, 24.0, 10, 22.5, 0)],
    ...                     columns=COLUMNS)
    >>> ax = draw(rows, title="Wiltshire", unit="%", decimals=1, focus_name="Wiltshire")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "end:value"]
    ['Wiltshire 25.5%']
    """
    rows = ordered(rows)
    every = rows.head(0) if own is None else own
    own = every[every["value"].notna()]
    limits = _limits(rows, own, target, unit)
    with theme.use():
        said = notes(rows, every, focus_name, from_zero=limits[0] <= 0)
        ax, _ = layout.frame(ax, "trend", BODY, title, subtitle, said)
        _axes(ax, rows, own, unit, limits)
        _band(ax, rows)
        for name in SERIES:
            _line(ax, rows, name)
        _noise(ax, rows)
        _breaks(ax, rows)
        _own(ax, own)
        if not math.isnan(target):
            ax.axhline(target, color=theme.COLOURS["target"], lw=1.4, ls=(0, (1.5, 2)), zorder=2.5, label="line:target")
        _ends(ax, rows, own, target, unit, decimals, focus_name)
    return ax


def _limits(rows: pd.DataFrame, own: pd.DataFrame, target: float, unit: str) -> tuple[float, float]:
    main = [*rows[[*SERIES, "neighbour_q25", "neighbour_q75"]].to_numpy(dtype=float).ravel(), *own["value"], target]
    noise = [limit for table in (rows, own) for side in ("lower", "upper") for limit in table[side]]
    return axis.near_zero(*axis.limits(main, noise, unit, pad=0.08))


def _places(rows: pd.DataFrame) -> np.ndarray:
    return mdates.date2num(pd.to_datetime(rows["period_end"]))


def _axes(ax: Axes, rows: pd.DataFrame, own: pd.DataFrame, unit: str, limits: tuple[float, float]) -> None:
    x = _places(rows)
    layout.periods_across(ax, x, list(rows["period"]), np.concatenate([x, _places(own)]))
    ax.set_xticks(x, minor=True)
    layout.figures_up(ax, *limits, unit, blank=not rows[list(SERIES)].notna().any(axis=None))


def _runs(rows: pd.DataFrame, *names: str) -> list[list[int]]:
    return axis.runs(_places(rows), rows[list(names)].notna().all(axis=1).to_list(), rows["segment"].to_list())


def _band(ax: Axes, rows: pd.DataFrame) -> None:
    x, soft = _places(rows), theme.tint(theme.COLOURS["neighbour"], 0.22)
    for run in _runs(rows, "neighbour_q25", "neighbour_q75"):
        low, high = (rows.loc[run, c].to_numpy(dtype=float) for c in ("neighbour_q25", "neighbour_q75"))
        if len(run) == 1:  # a band of no width cannot be seen
            half = (ax.get_xlim()[1] - ax.get_xlim()[0]) * 0.012
            ends, low, high = x[run[0]] + np.array([-half, half]), low.repeat(2), high.repeat(2)
        else:
            ends = x[run]
        ax.fill_between(ends, low, high, color=soft, lw=0, zorder=1, label="band")


def _line(ax: Axes, rows: pd.DataFrame, name: str) -> None:
    x, lone = _places(rows), {"marker": "_", "ms": 16, "mew": 2.2}
    for run in _runs(rows, name):
        # A lone figure of a comparator is a dash; the council's dots are drawn apart, filled or hollow.
        dash = lone if len(run) == 1 and name != "value" else {}
        figures = rows.loc[run, name].to_numpy(dtype=float)
        ax.plot(x[run], figures, clip_on=False, label=f"line:{name}", **LINES[name], **dash)


def _noise(ax: Axes, rows: pd.DataFrame) -> None:
    x, colour = _places(rows), theme.COLOURS["focus"]
    thin = {"color": theme.tint(colour, 0.6), "lw": 1.4, "zorder": 4.5}
    for i, row in enumerate(each_row(rows)):
        if pd.isna(row.value):
            continue
        known = pd.notna(row.lower) and pd.notna(row.upper)
        if known:
            ax.vlines(x[i], row.lower, row.upper, label=f"noise:{row.period}", **thin)
        fill = colour if known else theme.COLOURS["paper"]
        dot = {"marker": "o", "ms": 7.5, "mfc": fill, "mec": colour, "mew": 1.8, "ls": "none", "zorder": 6}
        ax.plot([x[i]], [row.value], clip_on=False, label=f"mark:{row.period}", **dot)


def _own(ax: Axes, own: pd.DataFrame) -> None:
    x, colour = _places(own), theme.COLOURS["focus"]
    for place, row in zip(x, each_row(own), strict=True):
        if pd.notna(row.lower) and pd.notna(row.upper):
            ax.vlines(place, row.lower, row.upper, color=theme.tint(colour, 0.4), lw=1.2, zorder=4.5, label="own noise")
        dot = {"marker": "D", "ms": 5.5, "mfc": theme.COLOURS["paper"], "mec": colour, "mew": 1.5, "ls": "none"}
        ax.plot([place], [row.value], clip_on=False, zorder=6, label=f"own:{row.period}", **dot)


def _breaks(ax: Axes, rows: pd.DataFrame) -> None:
    x, quiet, words = _places(rows), theme.COLOURS["quiet"], "series break"
    low, high = ax.get_xlim()
    apart = layout.text_width(words, theme.SIZES["note"]) / layout.size_of(ax)[0] * (high - low)
    said = -math.inf
    for i in break_places(rows):
        middle = (x[i - 1] + x[i]) / 2
        ax.axvline(middle, color=quiet, lw=1.0, ls=(0, (2, 2)), zorder=2, label="break")
        if middle - said < apart * 1.1:  # breaks close together share a label
            continue
        said = middle
        ax.annotate(
            words, (middle, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points",
            ha="center", va="bottom", fontsize=theme.SIZES["note"], color=quiet, label="break",
        )  # fmt: skip


def _ends(
    ax: Axes, rows: pd.DataFrame, own: pd.DataFrame, target: float, unit: str, decimals: int, focus_name: str
) -> None:
    """Names and latest figures at the right of the lines, pushed apart where they would overlap."""
    names = {"value": focus_name, "neighbour_median": "Similar councils", "england": "England"}
    last, said = rows["period"].iloc[-1], []
    for name, words in names.items():
        held = rows[rows[name].notna()]
        if held.empty:
            continue
        end = held.iloc[-1]
        when = "" if end["period"] == last else f" ({end['period']})"
        said.append((end[name], f"{words} {axis.short(end[name], unit, decimals)}{when}", name))
    if len(own):
        end = own.iloc[-1]
        said.append((end["value"], f"Own {axis.short(end['value'], unit, decimals)} ({end['period']})", "own"))
    if not math.isnan(target):
        said.append((target, f"Own target {axis.short(target, unit, decimals)}", "target"))
    room, labels = theme.MARGINS["trend"].right - theme.EDGE - 0.22, []
    low, high = ax.get_ylim()
    for value, words, name in said:
        text = layout.wrap(words, room, theme.SIZES["label"], WEIGHTS.get(name, "normal"))
        wanted = (value - low) / (high - low) * layout.size_of(ax)[1] * 72
        labels.append((wanted, len(text) * theme.SIZES["label"] * layout.LINE + 4, text, name))
    labels.sort(key=lambda item: item[0])
    middles = axis.spread([item[0] for item in labels], [item[1] for item in labels])
    for middle, (_, _, text, name) in zip(middles, labels, strict=True):
        ax.annotate(
            "\n".join(text), (1, 0), (12, middle), xycoords="axes fraction", textcoords="offset points",
            va="center", ha="left", color=WORDS[name], fontweight=WEIGHTS.get(name, "normal"),
            linespacing=1.15, annotation_clip=False, label=f"end:{name}",
        )  # fmt: skip
