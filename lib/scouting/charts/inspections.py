"""A council's inspections in time: one column per inspection, one row per judgement, the grade written and shaded."""

from __future__ import annotations

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scouting.charts import layout, theme
from scouting.frames import each_row
from scouting.terms import SUB_JUDGEMENTS

COLUMNS = ("inspection_date", "overall", *SUB_JUDGEMENTS)
ROWS = {"overall": "overall", **SUB_JUDGEMENTS}
#: Shades of the grades: blue for better, orange for worse, deeper at the ends.
_SHADES = {"outstanding": ("better", 1.0), "good": ("better", 0.4), "requires improvement": ("worse", 0.4),
           "inadequate": ("worse", 1.0)}  # fmt: skip
ROW, WIDE = 0.42, 1.12  # inches of a cell
_NOTE = (
    "Each column stands at the first day of an inspection. Care leavers have been judged on their own since January "
    "2023. A grade says what a few inspectors saw in a week or two: context, not truth."
)


def draw(rows: pd.DataFrame, *, title: str, first: str, last: str, subtitle: str = "") -> Axes:
    """Draw the inspections between two days (``first`` and ``last``, like 2018-01-01), the same span for every council.

    Columns of ``rows``: inspection_date, overall and the four sub-judgements as words, blank where not made.

    >>> row = (pd.Timestamp("2023-09-25"), "good", "good", "inadequate", "good", "")
    >>> ax = draw(pd.DataFrame([row], columns=COLUMNS), title="T", first="2018-01-01", last="2025-03-31")
    >>> sorted(t.get_text() for t in ax.texts if t.get_label().startswith("grade:"))
    ['good', 'good', 'good', 'inadequate', 'not judged']
    """
    rows = layout.check(rows, COLUMNS, "inspections", [])
    with theme.use():
        ax, _ = layout.frame(None, "timeline", ROW * len(ROWS), title, subtitle, [_NOTE])
        width, _ = layout.size_of(ax)
        low, high = (float(mdates.date2num(pd.Timestamp(day))) for day in (first, last))
        days = (high - low) / (width - WIDE)  # of an inch
        ax.set(xlim=(low - days * WIDE / 2, high + days * WIDE / 2), ylim=(len(ROWS) - 0.5, -0.5))
        ax.set_yticks(range(len(ROWS)), [word.capitalize() for word in ROWS.values()])
        ax.tick_params(length=0)
        years = range(pd.Timestamp(first).year, pd.Timestamp(last).year + 1)
        ax.set_xticks([mdates.date2num(pd.Timestamp(year, 1, 1)) for year in years], list(map(str, years)))
        ax.vlines(ax.get_xticks(), -0.5, len(ROWS) - 0.5, color=theme.COLOURS["grid"], lw=0.8, zorder=0)
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        for row in each_row(rows):
            x = float(mdates.date2num(row.inspection_date))
            ax.annotate(f"{row.inspection_date:%B %Y}", (x, -0.5), (0, 3), textcoords="offset points", ha="center",
                        fontsize=theme.SIZES["note"], label="day", annotation_clip=False)  # fmt: skip
            for y, column in enumerate(ROWS):
                _cell(ax, x, y, getattr(row, column), days * WIDE / 2, column)
    return ax


def _cell(ax: Axes, x: float, y: int, grade: str, half: float, column: str) -> None:
    name = f"grade:{column}"
    if not grade:
        paper = {"fc": theme.COLOURS["paper"], "ec": "none", "pad": 1}
        ax.text(x, y, "not judged", ha="center", va="center", fontsize=theme.SIZES["note"], label=name, bbox=paper,
                color=theme.COLOURS["quiet"])  # fmt: skip
        return
    colour = theme.tint(theme.COLOURS[_SHADES[grade][0]], _SHADES[grade][1])
    ax.add_patch(Rectangle((x - half, y - 0.44), 2 * half, 0.88, fc=colour, ec=theme.COLOURS["paper"], zorder=2))
    weight = "bold" if column == "overall" else "normal"
    ax.text(x, y, grade.replace(" ", "\n"), ha="center", va="center", fontsize=theme.SIZES["note"], zorder=3,
            color=theme.ink_on(colour), linespacing=0.95, label=name, fontweight=weight)  # fmt: skip


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The chart in words: each inspection's day and every grade.

    >>> row = (pd.Timestamp("2023-09-25"), "good", "good", "inadequate", "good", "")
    >>> alt_text(pd.DataFrame([row], columns=COLUMNS), title="T")[:58]
    'Inspections in time: T. September 2023: overall good, impa'
    """
    parts = [f"Inspections in time: {title.rstrip('.')}."]
    for row in each_row(rows):
        told = ", ".join(f"{word} {getattr(row, column) or 'not judged'}" for column, word in ROWS.items())
        parts.append(f"{row.inspection_date:%B %Y}: {told}.")
    return " ".join(parts)
