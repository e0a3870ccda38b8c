"""A figure that moved: the series beside England, the level before and after that its sign compares, breaks marked."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, layout, theme
from scouting.charts.trend import break_places
from scouting.frames import each_row

COLUMNS = ("period", "period_end", "value", "neighbour_median", "england", "segment", "part")
BODY = 2.6  # inches
#: The parts of a series that a sign compares.
BEFORE, AFTER = "before", "after"


def draw(
    rows: pd.DataFrame, *, title: str, unit: str, decimals: int, expected: float, reach: float, subtitle: str = ""
) -> Axes:
    """Draw the periods, oldest first; a level line over the figures of each part.

    Columns of ``rows``: period, period_end, value, neighbour_median, england, segment (changes at a break), part
    ("before", "after" or blank). ``expected``: the level after, had it moved as England's did; ``reach``: how far from
    there ordinary years take it, drawn as a band: a level outside it is a sign.

    >>> ends = pd.to_datetime(["2023-03-31", "2024-03-31", "2025-03-31"])
    >>> rows = pd.DataFrame({"period": ["2023", "2024", "2025"], "period_end": ends, "value": [10.0, 12, 20],
    ...                      "neighbour_median": 11.0, "england": 12.0, "segment": 0,
    ...                      "part": ["before", "before", "after"]})
    >>> ax = draw(rows, title="T", unit="%", decimals=1, expected=11.0, reach=4.0)
    >>> [(line.get_label(), float(line.get_ydata()[0])) for line in ax.lines if line.get_label().startswith("level:")]
    [('level:before', 11.0), ('level:after', 20.0)]
    """
    rows = _ordered(rows)
    levels = _levels(rows)
    with theme.use():
        around = [expected - reach, expected + reach]
        seen = [*rows["value"], *rows["neighbour_median"], *rows["england"], *levels.values()]
        low, high = axis.near_zero(*axis.limits(seen, around, unit, pad=0.1))
        ax, _ = layout.frame(None, "trend", BODY, title, subtitle, [_NOTES])
        x = mdates.date2num(pd.to_datetime(rows["period_end"]))
        layout.periods_across(ax, x, list(rows["period"]), x)
        layout.figures_up(ax, low, high, unit, 4)
        segments = rows["segment"].to_list()
        for name, colour, wide in (("england", "england", 1.6), ("neighbour_median", "neighbour", 1.6),
                                   ("value", "focus", 2.2)):  # fmt: skip
            for run in axis.runs(x, rows[name].notna().to_list(), segments):
                ax.plot(x[run], rows[name][run], color=theme.COLOURS[colour], label=f"line:{name}", lw=wide)
        ax.plot(x, rows["value"], "o", ms=6, color=theme.COLOURS["focus"], ls="none", clip_on=False, label="points")
        if BEFORE in levels:
            ax.axhspan(*around, color=theme.tint(theme.COLOURS["other"], 0.22), lw=0, zorder=0, label="band")
        for part, level in levels.items():
            mine = x[(rows["part"] == part).to_numpy()]
            half = 140.0  # days, so that the level of a single year is a line too
            ax.plot([mine.min() - half, mine.max() + half], [level, level], color=theme.COLOURS["region"], lw=2.6,
                    ls=(0, (4, 1.5)), label=f"level:{part}", zorder=5)  # fmt: skip
        for i in break_places(rows):
            ax.axvline((x[i - 1] + x[i]) / 2, color=theme.COLOURS["quiet"], lw=1.2, ls=(0, (2, 2)), label="break")
        _ends(ax, rows, levels, unit, decimals)
    return ax


_NOTES = (
    "Dashed: the mean of the latest figures, and of up to eight before them. Band: where the latest would be in 98 of "
    "100 years had they moved as England's did. Upright dashes: a break of the series, over which nothing is compared."
)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    rows = layout.check(rows, COLUMNS, "steps", ["value", "neighbour_median", "england"])
    return rows.sort_values("period_end", kind="stable", ignore_index=True)


def _levels(rows: pd.DataFrame) -> dict[str, float]:
    found = rows[rows["value"].notna()].groupby("part")["value"].mean()
    return {part: float(found[part]) for part in (BEFORE, AFTER) if part in found}


def _ends(ax: Axes, rows: pd.DataFrame, levels: dict[str, float], unit: str, decimals: int) -> None:
    """The levels, the similar councils' middle and England named at the right edge, kept apart."""
    low, high = ax.get_ylim()
    height, size = layout.size_of(ax)[1] * 72, theme.SIZES["label"]
    named = [(f"{part.capitalize()} {axis.short(level, unit, decimals)}", level, "region")
             for part, level in levels.items()]  # fmt: skip
    for name, who, colour in (
        ("neighbour_median", "Similar councils", "neighbour_text"),
        ("england", "England", "england"),
    ):
        line = rows[name].dropna()
        if len(line):
            named.append((f"{who} {axis.short(line.iloc[-1], unit, decimals)}", float(line.iloc[-1]), colour))
    named.sort(key=lambda item: item[1])
    wanted = [(level - low) / (high - low) * height for _, level, _ in named]
    for at, (words, _, colour) in zip(axis.spread(wanted, [size * 1.35] * len(named)), named, strict=True):
        ax.annotate(words, (1, 0), (12, at), xycoords="axes fraction", textcoords="offset points", va="center",
                    color=theme.COLOURS[colour], annotation_clip=False, label="end")  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str, unit: str, decimals: int, expected: float, reach: float) -> str:
    """The step view in words: every figure, the two levels and where the later would be in ordinary years.

    >>> ends = pd.to_datetime(["2024-03-31", "2025-03-31"])
    >>> rows = pd.DataFrame({"period": ["2024", "2025"], "period_end": ends, "value": [10.0, 20], "segment": 0,
    ...                      "neighbour_median": 11.0, "england": 12.0, "part": ["before", "after"]})
    >>> alt_text(rows, title="T", unit="%", decimals=1, expected=11.0, reach=4.0)
    'Step view: T. 10.0% in 2024, 20.0% in 2025. Before 10.0%, after 20.0%. In ordinary years 7.0% to 15.0%.'
    """
    rows = _ordered(rows)

    def short(value: float) -> str:
        return axis.short(value, unit, decimals)

    every = [f"{'no figure' if pd.isna(row.value) else short(row.value)} in {row.period}" for row in each_row(rows)]
    levels = ", ".join(f"{part} {short(level)}" for part, level in _levels(rows).items()).capitalize()
    broken = list(rows["period"].iloc[break_places(rows)])
    breaks = f" Break before {axis.join(broken)}." if broken else ""
    parts = [f"Step view: {title.rstrip('.')}.", axis.figures_are(unit), f"{', '.join(every)}."]
    usual = f" {levels}. In ordinary years {short(expected - reach)} to {short(expected + reach)}."
    return " ".join(part for part in parts if part) + usual + breaks
