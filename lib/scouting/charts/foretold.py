"""How well scores told councils apart: one dot and its range per row, against chance."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import layout, theme
from scouting.frames import each_row

COLUMNS = ("label", "value", "lower", "upper", "n")
ROW = 0.34  # inches
COIN = 0.5


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "") -> Axes:
    """Draw one dot a row, in the order given, with its 95% range and the inspections that it rests on.

    Columns of ``rows``: label, value, lower, upper (0 to 1: of 100 pairs over 100), n.

    >>> ax = draw(pd.DataFrame([("Mean risk", 0.7, 0.6, 0.8, 90)], columns=COLUMNS), title="T")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "value"]
    ['70 (n = 90)']
    """
    rows = layout.check(rows, COLUMNS, "foretold", ["value", "lower", "upper"])
    with theme.use():
        note = (
            "Of 100 pairs of an inspection that ended this way and one that did not: in how many the first had the "
            "higher score. Bars: the range the figure is likely to lie in (95%). Dashed: what chance gives."
        )
        ax, _ = layout.frame(None, "ranked", ROW * len(rows) + 0.1, title, subtitle, [note])
        low, high = min(0.3, rows["lower"].min() - 0.02), max(0.9, rows["upper"].max() + 0.02)
        ax.set(xlim=(low, high), ylim=(len(rows) - 0.5, -0.5))
        ax.set_yticks(range(len(rows)), [layout.fit(text, 2.6, theme.SIZES["label"])[0] for text in rows["label"]])
        places = [x / 10 for x in range(3, 11) if low <= x / 10 <= high]
        ax.set_xticks(places, [f"{100 * x:.0f}" for x in places])
        ax.tick_params(length=0)
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        ax.vlines(places, -0.5, len(rows) - 0.5, color=theme.COLOURS["grid"], lw=0.8, zorder=0)
        ax.axvline(COIN, color=theme.COLOURS["england"], lw=1.4, ls=(0, (4, 2)), zorder=1, label="coin")
        for y, row in enumerate(each_row(rows)):
            tells = row.lower > COIN
            colour = theme.COLOURS["focus" if tells else "other"]
            ax.plot([row.lower, row.upper], [y, y], color=theme.tint(colour, 0.5), lw=5, zorder=2, label=f"range:{y}")
            ax.plot([row.value], [y], "o", ms=8, mfc=colour if tells else theme.COLOURS["paper"], mec=colour, mew=1.6,
                    zorder=3, label=f"dot:{y}")  # fmt: skip
            ax.annotate(f"{100 * row.value:.0f} (n = {row.n})", (1, y), (8, 0), annotation_clip=False,
                        xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
                        fontsize=theme.SIZES["note"], label="value")  # fmt: skip
    return ax


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The chart in words: every row's figure, range and number of inspections.

    >>> alt_text(pd.DataFrame([("Mean risk", 0.7, 0.6, 0.8, 90)], columns=COLUMNS), title="T")
    'Dots and ranges: T. Chance gives 50 of 100. Mean risk 70 of 100 (60 to 80), 90 inspections.'
    """
    told = "; ".join(
        f"{r.label} {100 * r.value:.0f} of 100 ({100 * r.lower:.0f} to {100 * r.upper:.0f}), {r.n} inspections"
        for r in each_row(rows)
    )
    return f"Dots and ranges: {title.rstrip('.')}. Chance gives 50 of 100. {told}."
