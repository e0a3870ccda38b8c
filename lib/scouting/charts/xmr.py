"""The XmR chart: a council's own series against limits of its own, with the unusual points marked."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, theme
from scouting.frames import each_row

COLUMNS = ("period", "period_end", "position", "value", "marker", "outside", "shift", "trend")
BODY = 2.9  # inches
RULES = ("outside", "shift", "trend")
#: Under this many figures the chart says that its limits are rough.
ROUGH_UNDER = 10


def draw(
    rows: pd.DataFrame, *, title: str, mean: float, lower: float, upper: float, unit: str, decimals: int,
    subtitle: str = "",
) -> Axes:  # fmt: skip
    """Draw the periods, oldest first, with mean and limits.

    Columns of ``rows``: period, period_end, position (place in time: nothing is joined over a gap), value, marker, and
    which points are unusual: outside, shift, trend (booleans).

    >>> row = ("2025", pd.Timestamp("2025-03-31"), 0, 30.0, "", True, False, False)
    >>> rows = pd.DataFrame([row], columns=COLUMNS)
    >>> ax = draw(rows, title="T", mean=20.0, lower=15.0, upper=25.0, unit="%", decimals=1)
    >>> [t.get_text() for t in ax.texts if t.get_label().startswith("signal:")]
    ['outside']
    """
    rows = _ordered(rows)
    colour = theme.COLOURS["focus"]
    with theme.use():
        low, high = axis.near_zero(*axis.limits([*rows["value"], mean], [lower, upper], unit, pad=0.12))
        shown = [("Upper limit", upper), ("Mean", mean), ("Lower limit", lower)]
        shown = [(word, level) for word, level in shown if low - 1e-9 <= level <= high + 1e-9]
        ax, _ = layout.frame(None, "trend", BODY, title, subtitle, _notes(rows, len(shown) < 3))
        x = mdates.date2num(pd.to_datetime(rows["period_end"]))
        layout.periods_across(ax, x, list(rows["period"]), x)
        layout.figures_up(ax, low, high, unit, 4)
        for word, level in shown:
            style = {"lw": 1.5} if word == "Mean" else {"lw": 1.2, "ls": (0, (4, 2))}
            ax.axhline(level, color=theme.COLOURS["quiet"], zorder=2, label=f"level:{word}", **style)
        held = rows["value"].notna().to_list()
        for run in axis.runs(rows["position"].to_list(), held, [0] * len(rows)):
            ax.plot(x[run], rows["value"][run], color=theme.tint(colour, 0.7), lw=1.8, zorder=3, label="line")
        ax.plot(x, rows["value"], "o", ms=7, mfc=colour, mec=theme.COLOURS["paper"], mew=0.8, ls="none", zorder=4,
                clip_on=False, label="points")  # fmt: skip
        _signals(ax, rows, x)
        _ends(ax, shown, unit, decimals)
    return ax


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    rows = layout.check(rows, COLUMNS, "xmr", ["value", "position"])
    return rows.sort_values("period_end", kind="stable", ignore_index=True)


def _signals(ax: Axes, rows: pd.DataFrame, x: np.ndarray) -> None:
    ink, middle = theme.COLOURS["region"], sum(ax.get_ylim()) / 2
    told = _told(rows)
    for k, words in told.items():
        ring = {"marker": "o", "ms": 12, "mfc": "none", "mec": ink, "mew": 1.8, "zorder": 5}
        ax.plot([x[k]], [rows["value"][k]], clip_on=False, label=f"ring:{rows['period'][k]}", **ring)
        if told.get(k - 1) == words:  # side by side the same words would run into each other
            continue
        under = rows["value"][k] > middle  # towards the middle, where there is room
        # Beside the axis a word in the middle of its point would lie on the axis's own figures.
        aside, lie = (-6, "left") if k == 0 else (0, "center")
        ax.annotate(
            "\n".join(words), (x[k], rows["value"][k]), (aside, -11 if under else 11),
            textcoords="offset points", ha=lie, va="top" if under else "bottom", fontsize=theme.SIZES["note"],
            color=ink, fontweight="bold", linespacing=1.0, annotation_clip=False, zorder=4.5,
            label=f"signal:{rows['period'][k]}",
            bbox={"fc": theme.COLOURS["paper"], "ec": "none", "alpha": 0.8, "pad": 0.8},
        )  # fmt: skip


def _told(rows: pd.DataFrame) -> dict[int, list[str]]:
    """The unusual points, and by which rules."""
    found = {k: [rule for rule in RULES if rows[rule][k]] for k in range(len(rows))}
    return {k: words for k, words in found.items() if words}


def _ends(ax: Axes, shown: list[tuple[str, float]], unit: str, decimals: int) -> None:
    low, high = ax.get_ylim()
    height, size = layout.size_of(ax)[1] * 72, theme.SIZES["label"]
    shown = sorted(shown, key=lambda item: item[1])
    middles = axis.spread([(level - low) / (high - low) * height for _, level in shown], [size * 1.35] * len(shown))
    for middle, (word, level) in zip(middles, shown, strict=True):
        ax.annotate(
            f"{word} {axis.short(level, unit, decimals)}", (1, 0), (12, middle), xycoords="axes fraction",
            textcoords="offset points", va="center", color=theme.COLOURS["quiet"], annotation_clip=False, label="end",
        )  # fmt: skip


def _notes(rows: pd.DataFrame, cut: bool) -> list[str]:
    said = [
        "Limits: the mean and 2.66 mean moving ranges either way, from this series alone. Ringed: a point outside "
        "them, the seventh or later of points on one side of the mean (shift), or of points that each rise or fall "
        "(trend)."
    ]
    missing = int(rows["value"].isna().sum())
    if len(rows) - missing < ROUGH_UNDER:
        said.append(f"Limits from fewer than {ROUGH_UNDER} figures are rough.")
    if cut:
        said.append("A limit that no figure can reach is not drawn.")
    if missing:
        said.append(f"{axis.counted(missing, 'period has', 'periods have')} no figure.")
    return [" ".join(said)]


def alt_text(
    rows: pd.DataFrame, *, title: str, mean: float, lower: float, upper: float, unit: str, decimals: int
) -> str:
    """The chart in words: every figure, mean and limits, and the unusual points.

    >>> row = ("2025", pd.Timestamp("2025-03-31"), 0, 30.0, "", True, False, False)
    >>> rows = pd.DataFrame([row], columns=COLUMNS)
    >>> alt_text(rows, title="T", mean=20.0, lower=15.0, upper=25.0, unit="%", decimals=1)
    'XmR chart: T. Mean 20.0%, limits 15.0% to 25.0%. 30.0% in 2025. Unusual: 2025 (outside).'
    """
    rows = _ordered(rows)

    def short(value: float) -> str:
        return axis.short(value, unit, decimals)

    parts = [f"XmR chart: {title.rstrip('.')}."]
    if axis.axis_unit(unit):
        parts.append(f"Figures are {axis.axis_unit(unit)}.")
    parts.append(f"Mean {short(mean)}, limits {short(lower)} to {short(upper)}.")
    every = [f"{'no figure' if pd.isna(row.value) else short(row.value)} in {row.period}" for row in each_row(rows)]
    unusual = [f"{rows['period'][k]} ({', '.join(words)})" for k, words in _told(rows).items()]
    return " ".join([*parts, f"{', '.join(every)}.", f"Unusual: {', '.join(unusual) or 'none'}."])
