"""The overview, a "tartan rug": every indicator of one council against similar councils and England.

Shade and glyph say the verdict, so that a greyscale print or a colour-blind reader loses nothing. One row per
indicator.

A page of the report is about 900 pixels wide: two panels side by side would leave no room for the
titles, and one rug of 85 rows cannot be read on a slide. So ``cells.pages`` cuts a long table into rugs
of about 18 rows or fewer (a figure about as high as wide), at a facet's end where one is near; each
page is a figure with its own key.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting import terms
from scouting.charts import axis, cells, layout, theme
from scouting.charts.cells import FACET, KEY, ROW, WIDTH
from scouting.frames import each_row

COLUMNS = ("facet", "short_title", "period", "value_text", "verdict", "by_a_lot", "verdict_england")
#: Cells: column of the verdict, heading, the words of the alt text.
CELLS = (
    ("verdict", "similar\ncouncils", "Against similar councils"),
    ("verdict_england", "England", "Against England"),
)
HEAD = 0.56  # inches
CELL = 0.86
LEFTS = (WIDTH - 2 * CELL - 0.10, WIDTH - CELL)  # England stands a little apart
PERIOD_END = LEFTS[0] - 0.14  # right ends of the two text columns, in inches
UNIT_END = PERIOD_END - 0.66
UNIT_ROOM = 1.32
VALUE_END = UNIT_END - UNIT_ROOM  # figures end here, so that they stand in a column; units follow
TITLE_ROOM = VALUE_END - 0.74


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", ax: Axes | None = None) -> Axes:
    """Draw the rug, one row per indicator, in the order given (grouped by facet).

    Columns of ``rows``: facet, short_title, period, value_text (as it is to be read), verdict (against similar
    councils), by_a_lot, verdict_england.

    >>> told = ("clearly worse", True, "too close to call")
    >>> rows = pd.DataFrame([("need", "Re-referrals", "2025", "25.5%", *told)], columns=COLUMNS)
    >>> ax = draw(rows, title="Wiltshire at a glance")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "value:0"]
    ['25.5%']
    """
    rows = layout.check(rows, COLUMNS, "overview", [])
    with theme.use():
        rows = rows.reset_index(drop=True)
        facets = np.flatnonzero(rows["facet"].ne(rows["facet"].shift()))
        body = HEAD + ROW * len(rows) + FACET * len(facets) + KEY
        ax, _ = layout.frame(ax, "rug", body, title, subtitle, _notes(rows))
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        _headings(ax)
        y, told = HEAD, []
        for place, row in enumerate(each_row(rows)):
            if place in facets:
                y += FACET
                cells.write_facet(ax, y, row.facet)
            told += _row(ax, y, place, row)
            y += ROW
        cells.draw_cells(ax, told)
        cells.draw_key(ax, y + 0.20)
    return ax


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The rug in words: how many measures have each verdict, and which stand out.

    >>> told = ("clearly worse", True, "too close to call")
    >>> rows = pd.DataFrame([("need", "Re-referrals", "2025", "25.5%", *told)], columns=COLUMNS)
    >>> alt_text(rows, title="Wiltshire at a glance").split(". ")[1]
    'Against similar councils: 1 clearly worse (Re-referrals 25.5%, by a lot)'
    """
    rows = layout.check(rows, COLUMNS, "overview", [])
    parts = [f"Overview of {axis.counted(len(rows), 'measure', 'measures')}: {title.rstrip('.')}."]
    for column, _, words in CELLS:
        said = []
        for verdict in cells.GLYPHS:
            mine = rows[rows[column] == verdict]
            if mine.empty:
                continue
            named = ""
            if column == "verdict" and verdict not in _SILENT:  # names only once, and only of what stands out
                lot = mine["by_a_lot"].map({True: ", by a lot", False: ""})
                named = f" ({'; '.join(mine['short_title'] + ' ' + mine['value_text'] + lot)})"
            said.append(f"{len(mine)} {verdict}{named}")
        parts.append(f"{words}: {', '.join(said)}.")
    return " ".join([*parts, *_counts(rows)])


_SILENT = (terms.TOO_CLOSE, terms.TOO_FEW_PEOPLE, terms.NOT_COMPARED)


def _has_figure(value_text: str) -> bool:
    return any(c.isdigit() for c in value_text)


def _counts(rows: pd.DataFrame) -> list[str]:
    missing = int((~rows["value_text"].map(lambda text: _has_figure(str(text)))).sum())
    return [f"{axis.counted(missing, 'measure has', 'measures have')} no figure."] if missing else []


def _notes(rows: pd.DataFrame) -> list[str]:
    said = (
        "The figure is the latest. The verdict rests on up to three years, the latest counting most. By a lot: outside "
        "the middle half of similar councils and further than councils usually differ."
    )
    return [" ".join([said, *_counts(rows)])]


def _headings(ax: Axes) -> None:
    small, quiet = theme.SIZES["small"], theme.COLOURS["quiet"]
    ink = {"color": theme.COLOURS["ink"], "fontweight": "bold", "linespacing": 0.95}
    for right, words in ((VALUE_END, "figure"), (PERIOD_END, "period")):
        cells.write(ax, right, 0.41, words, small, "right", color=quiet, label="heading")
    for left, (_, words, _) in zip(LEFTS, CELLS, strict=True):
        cells.write(ax, left + CELL / 2, 0.48, words, small, "center", va="bottom", label="heading", **ink)


def _row(ax: Axes, y: float, place: int, row: Any) -> list[cells.Cell]:
    """Write a row's words, and give its cells."""
    middle, size, quiet = y + ROW / 2, theme.SIZES["label"] - 0.5, {"color": theme.COLOURS["quiet"]}
    value = str(row.value_text)
    number, _, unit = value.partition(" ") if _has_figure(value) else (value, "", "")
    # A long figure takes its room from the title beside it.
    room = min(TITLE_ROOM, VALUE_END - layout.text_width(number, size) - 0.15)
    cells.write_fitted(ax, 0, middle, str(row.short_title), max(room, 1.5), size, label=f"title:{place}")
    style = {} if _has_figure(value) else {**quiet, "fontstyle": "italic"}
    cells.write_fitted(
        ax, VALUE_END, middle, number, VALUE_END - 1.65, size, ha="right", label=f"value:{place}", **style
    )
    cells.write_fitted(ax, VALUE_END + 0.05, middle, unit, UNIT_ROOM - 0.07, size - 2, label=f"unit:{place}", **quiet)
    period, small = str(row.period), theme.SIZES["small"]
    cells.write_fitted(ax, PERIOD_END, middle, period, 0.62, small, ha="right", label=f"period:{place}", **quiet)
    against, england = LEFTS
    return [
        cells.Cell(against, y, CELL, row.verdict, bool(row.by_a_lot), f"{place}:verdict"),
        cells.Cell(england, y, CELL, row.verdict_england, False, f"{place}:verdict_england"),
    ]
