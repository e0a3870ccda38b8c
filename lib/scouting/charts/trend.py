"""Trend: one indicator over the years, the council against its neighbours' middle half and England.

Nothing is joined over a missing period or a series break. ``rows`` is the table behind the chart.
"""

from __future__ import annotations

import math

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, theme

COLUMNS = (
    "period", "period_end", "value", "lower", "upper", "marker", "neighbour_q25", "neighbour_median",
    "neighbour_q75", "n_with_value", "england", "segment",
)  # fmt: skip
FIGURES = ("value", "lower", "upper", "neighbour_q25", "neighbour_median", "neighbour_q75", "england")
BODY = 3.5  # inches
SERIES = ("value", "neighbour_median", "england")
LINES = {
    "value": {"color": theme.COLOURS["focus"], "lw": 2.8, "zorder": 5},
    "neighbour_median": {"color": theme.COLOURS["neighbour"], "lw": 2.0, "zorder": 3},
    "england": {"color": theme.COLOURS["england"], "lw": 1.6, "ls": (0, (4, 2)), "zorder": 4},
}
WORDS = {"neighbour_median": theme.COLOURS["neighbour_text"]}


def draw(
    rows: pd.DataFrame, *, title: str, unit: str, decimals: int, focus_name: str,
    subtitle: str = "", ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the periods, oldest first.

    Columns of ``rows``: period (label), period_end (date), value, lower, upper (missing: noise not
    known, drawn hollow), marker, neighbour_q25, neighbour_median, neighbour_q75, n_with_value
    (neighbours with a figure), england, segment (changes at a series break).

    >>> rows = pd.DataFrame([("2025", pd.Timestamp("2025-03-31"), 25.5, 24.2, 26.9, "", 19.0, 22.3, 24.0, 10, 22.5, 0)],
    ...                     columns=COLUMNS)
    >>> ax = draw(rows, title="Wiltshire", unit="%", decimals=1, focus_name="Wiltshire")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "end:value"]
    ['Wiltshire 25.5%']
    """
    rows = _ordered(rows)
    with theme.use():
        ax, _ = layout.frame(ax, "trend", BODY, title, subtitle, _notes(rows, unit, focus_name))
        _axes(ax, rows, unit)
        _band(ax, rows)
        for name in SERIES:
            _line(ax, rows, name)
        _noise(ax, rows)
        _breaks(ax, rows)
        _ends(ax, rows, unit, decimals, focus_name)
    return ax


def alt_text(rows: pd.DataFrame, *, title: str, unit: str, decimals: int, focus_name: str) -> str:
    """The chart in words: every figure of the council, and where the comparators start and end.

    >>> rows = pd.DataFrame([("2025", pd.Timestamp("2025-03-31"), 25.5, 24.2, 26.9, "", 19.0, 22.3, 24.0, 10, 22.5, 0)],
    ...                     columns=COLUMNS)
    >>> alt_text(rows, title="Up", unit="%", decimals=1, focus_name="Wiltshire")
    'Line chart: Up. Wiltshire: 25.5% in 2025. Neighbours’ median: 22.3% in 2025. England: 22.5% in 2025.'
    """
    rows = _ordered(rows)
    every = [f"{axis.short(r.value, unit, decimals)} in {r.period}" for r in rows.itertuples() if pd.notna(r.value)]
    parts = [f"Line chart: {title.rstrip('.')}."]
    if axis.axis_unit(unit):
        parts.append(f"Figures are {axis.axis_unit(unit)}.")
    parts.append(f"{focus_name}: {', '.join(every) or 'no figure'}.")
    for name, words in (("neighbour_median", "Neighbours’ median"), ("england", "England")):
        held = rows[rows[name].notna()]
        ends = held.iloc[[0, -1]] if len(held) > 1 else held
        said = " to ".join(f"{axis.short(r[name], unit, decimals)} in {r['period']}" for _, r in ends.iterrows())
        parts.append(f"{words}: {said or 'no figure'}.")
    return " ".join([*parts, *_gaps(rows), *_break_words(rows)])


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    rows = layout.check(rows, COLUMNS, "trend", FIGURES)
    return rows.sort_values("period_end", kind="stable", ignore_index=True)


def _gaps(rows: pd.DataFrame) -> list[str]:
    """The periods without a figure and why, neighbouring ones of one reason together."""
    spans: list[tuple[str, list[str]]] = []
    previous = ""
    for row in rows.itertuples():
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
    return [f"Series break before {rows.at[i, 'period']}: not comparable across it." for i in _break_places(rows)]


def _break_places(rows: pd.DataFrame) -> list[int]:
    return [i for i in range(1, len(rows)) if rows.at[i, "segment"] != rows.at[i - 1, "segment"]]


def _notes(rows: pd.DataFrame, unit: str, focus_name: str) -> list[str]:
    """What the reader has to know, only as far as it is on this chart."""
    bare = int((rows["value"].notna() & (rows["lower"].isna() | rows["upper"].isna())).sum())
    known = int(rows["value"].notna().sum()) - bare
    said = [*(f"{focus_name}: n{text[1:]}" for text in _gaps(rows)), *_break_words(rows)]
    if known:
        said.append("Thin upright lines: the range the figure is likely to lie in (95%).")
    if bare:
        said.append(f"Hollow: noise not known ({axis.counted(bare, 'period', 'periods')}).")
    shown = rows.loc[rows["neighbour_median"].notna(), "n_with_value"]
    if len(shown):
        low, high = int(shown.min()), int(shown.max())
        many = f"{low}" if low == high else f"{low} to {high}"
        said.append(f"Neighbours: median of {many} councils, band their middle half.")
    if rows[list(SERIES)].notna().any(axis=None) and _limits(rows, unit)[0] > 0:
        said.append("The axis does not start at zero.")
    return [" ".join(said)] if said else []


def _limits(rows: pd.DataFrame, unit: str) -> tuple[float, float]:
    main = rows[[*SERIES, "neighbour_q25", "neighbour_q75"]].to_numpy(dtype=float).ravel()
    low, high = axis.limits(list(main), [*rows["lower"], *rows["upper"]], unit, pad=0.08)
    # Where zero is near it costs little room and saves a warning.
    return (0.0, high) if 0 < low < 0.4 * high else (low, high)


def _places(rows: pd.DataFrame) -> np.ndarray:
    return mdates.date2num(pd.to_datetime(rows["period_end"]))


def _axes(ax: Axes, rows: pd.DataFrame, unit: str) -> None:
    x = _places(rows)
    room = (x[-1] - x[0]) * 0.04 or 200.0
    ax.set_xlim(x[0] - room, x[-1] + room)
    low, high = _limits(rows, unit)
    ax.set_ylim(low, high)
    drawn = rows[list(SERIES)].notna().any(axis=None)
    ax.set_yticks(*(axis.ticks(low, high, unit) if drawn else ([], [])))
    ax.grid(axis="y", color=theme.COLOURS["grid"], lw=0.8)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, pad=4)
    # Every label that fits, counted back from the latest period, which is always named.
    widest = max(layout.text_width(p, theme.SIZES["label"]) for p in rows["period"]) + 0.12
    pitch = layout.size_of(ax)[0] * float(np.diff(x).min() if len(x) > 1 else 1e6) / (x[-1] - x[0] + 2 * room)
    step = max(1, math.ceil(widest / pitch))
    keep = [i for i in range(len(x)) if (len(x) - 1 - i) % step == 0]
    ax.set_xticks(x[keep], [rows["period"].iloc[i] for i in keep])
    ax.set_xticks(x, minor=True)
    if axis.axis_unit(unit):
        ax.annotate(
            axis.axis_unit(unit), (0, 1), (-28, 7), xycoords="axes fraction", textcoords="offset points",
            fontsize=theme.SIZES["note"], color=theme.COLOURS["quiet"], label="unit",
        )  # fmt: skip


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
    for i, row in enumerate(rows.itertuples()):
        if pd.isna(row.value):
            continue
        known = pd.notna(row.lower) and pd.notna(row.upper)
        if known:
            ax.vlines(x[i], row.lower, row.upper, label=f"noise:{row.period}", **thin)
        fill = colour if known else theme.COLOURS["paper"]
        dot = {"marker": "o", "ms": 7.5, "mfc": fill, "mec": colour, "mew": 1.8, "ls": "none", "zorder": 6}
        ax.plot([x[i]], [row.value], clip_on=False, label=f"mark:{row.period}", **dot)


def _breaks(ax: Axes, rows: pd.DataFrame) -> None:
    x, quiet, words = _places(rows), theme.COLOURS["quiet"], "series break"
    low, high = ax.get_xlim()
    apart = layout.text_width(words, theme.SIZES["note"]) / layout.size_of(ax)[0] * (high - low)
    said = -math.inf
    for i in _break_places(rows):
        middle = (x[i - 1] + x[i]) / 2
        ax.axvline(middle, color=quiet, lw=1.0, ls=(0, (2, 2)), zorder=2, label="break")
        if middle - said < apart * 1.1:  # breaks close together share a label
            continue
        said = middle
        ax.annotate(
            words, (middle, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points",
            ha="center", va="bottom", fontsize=theme.SIZES["note"], color=quiet, label="break",
        )  # fmt: skip


def _ends(ax: Axes, rows: pd.DataFrame, unit: str, decimals: int, focus_name: str) -> None:
    """Names and latest figures at the right of the lines, pushed apart where they would overlap."""
    names = {"value": focus_name, "neighbour_median": "Neighbours’ median", "england": "England"}
    room = theme.MARGINS["trend"].right - theme.EDGE - 0.22
    last, labels = rows["period"].iloc[-1], []
    for name, words in names.items():
        held = rows[rows[name].notna()]
        if held.empty:
            continue
        end, weight = held.iloc[-1], "bold" if name == "value" else "normal"
        said = f"{words} {axis.short(end[name], unit, decimals)}"
        said += "" if end["period"] == last else f" ({end['period']})"
        text = layout.wrap(said, room, theme.SIZES["label"], weight)
        low, high = ax.get_ylim()
        wanted = (end[name] - low) / (high - low) * layout.size_of(ax)[1] * 72
        labels.append((wanted, len(text) * theme.SIZES["label"] * layout.LINE + 4, text, name, weight))
    labels.sort(key=lambda item: item[0])
    middles = axis.spread([item[0] for item in labels], [item[1] for item in labels])
    for middle, (_, _, text, name, weight) in zip(middles, labels, strict=True):
        ax.annotate(
            "\n".join(text), (1, 0), (12, middle), xycoords="axes fraction", textcoords="offset points",
            va="center", ha="left", color=WORDS.get(name, LINES[name]["color"]), fontweight=weight,
            linespacing=1.15, annotation_clip=False, label=f"end:{name}",
        )  # fmt: skip
