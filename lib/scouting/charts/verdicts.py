"""Does the verdict hold? Indicators down, neighbour sets across.

Cells as in the overview; the words at the end of a row say in how many sets the verdict keeps its side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from scouting import terms
from scouting.charts import axis, cells, layout, theme
from scouting.charts.cells import FACET, KEY, ROW, WIDTH
from scouting.errors import ScoutingError
from scouting.frames import each_row

ROWS = ("indicator_id", "facet", "short_title", "period", "holds", "holds_of")
CELLS = ("indicator_id", "set_id", "verdict", "by_a_lot")
#: More sets than this leave no room for a cell.
MOST_SETS = 12

HEAD = 1.12  # inches
TITLE_ROOM, PERIOD_END, LEFT = 2.62, 3.34, 3.46
RIGHT = WIDTH - 0.78  # in how many sets it holds follows
BETWEEN = 0.05  # inches between sets


def draw(
    rows: pd.DataFrame, matrix: pd.DataFrame, *, title: str, subtitle: str = "", notes: tuple[str, ...] = ()
) -> Axes:
    """Draw the matrix, one row per indicator, in the order given (grouped by facet).

    Columns of ``rows``: indicator_id, facet, short_title, period, holds and holds_of (in how many sets the verdict
    keeps its side, and of how many). Columns of ``matrix``, one row per cell: indicator_id, set_id, verdict, by_a_lot;
    sets stand in the order in which they come. ``notes``: what stands under the chart besides.

    >>> rows = pd.DataFrame([("a", "need", "Re-referrals", "2025", 1, 2)], columns=ROWS)
    >>> told = [("a", "dfe", "clearly worse", True), ("a", "region", "too close to call", False)]
    >>> ax = draw(rows, pd.DataFrame(told, columns=CELLS), title="Does the verdict hold?")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "holds:0"]
    ['1 of 2']
    """
    rows = layout.check(rows, ROWS, "verdicts", ["holds", "holds_of"]).reset_index(drop=True)
    matrix = layout.check(matrix, CELLS, "verdicts", [])
    lefts, width = _columns(matrix)
    found = {(c.indicator_id, c.set_id): c for c in each_row(matrix)}
    with theme.use():
        facets = np.flatnonzero(rows["facet"].ne(rows["facet"].shift()))
        body = HEAD + ROW * len(rows) + FACET * len(facets) + KEY
        ax, _ = layout.frame(None, "rug", body, title, subtitle, [_NOTE, *notes])
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        _headings(ax, lefts, width)
        y, every = HEAD, []
        for place, row in enumerate(each_row(rows)):
            if place in facets:
                y += FACET
                cells.write_facet(ax, y, row.facet)
            _row(ax, y, place, row)
            for set_id, left in lefts.items():
                cell = found.get((row.indicator_id, set_id))
                told = (cell.verdict, bool(cell.by_a_lot)) if cell else (terms.NOT_COMPARED, False)
                every.append(cells.Cell(left, y, width, *told, f"{place}:{set_id}"))
            y += ROW
        cells.draw_cells(ax, every)
        cells.draw_key(ax, y + 0.20)
    return ax


def alt_text(rows: pd.DataFrame, matrix: pd.DataFrame, *, title: str) -> str:
    """The matrix in words: which verdicts hold in every set and which do not, and the verdicts set by set.

    >>> rows = pd.DataFrame([("a", "need", "Re-referrals", "2025", 1, 2)], columns=ROWS)
    >>> told = [("a", "dfe", "clearly worse", True), ("a", "region", "too close to call", False)]
    >>> alt_text(rows, pd.DataFrame(told, columns=CELLS), title="Does it hold").split(". ", 1)[1]
    'Not in all: Re-referrals (1 of 2). dfe: 1 clearly worse. region: 1 too close to call.'
    """
    rows = layout.check(rows, ROWS, "verdicts", ["holds", "holds_of"])
    matrix = layout.check(matrix, CELLS, "verdicts", [])
    matrix = matrix[matrix["indicator_id"].isin(rows["indicator_id"])]
    sets = list(dict.fromkeys(matrix["set_id"]))
    size = f"{axis.counted(len(rows), 'measure', 'measures')} by {axis.counted(len(sets), 'set', 'sets')}"
    parts = [f"Matrix of {size}: {title.rstrip('.')}."]
    steady = int(((rows["holds"] == rows["holds_of"]) & (rows["holds_of"] > 0)).sum())
    if steady:
        parts.append(f"Holding in every set: {steady}.")
    loose = [f"{row.short_title} ({_holds(row)})" for row in each_row(rows) if row.holds < row.holds_of]
    if loose:
        parts.append(f"Not in all: {', '.join(loose)}.")
    for set_id in sets:
        counts = matrix["verdict"][matrix["set_id"] == set_id].value_counts()
        parts.append(f"{set_id}: {', '.join(f'{counts[v]} {v}' for v in cells.GLYPHS if v in counts)}.")
    return " ".join(parts)


def _holds(row: Any) -> str:
    return f"{int(row.holds)} of {int(row.holds_of)}"


def _columns(matrix: pd.DataFrame) -> tuple[dict[str, float], float]:
    """The left edge of each set, in inches, and the width of a cell."""
    sets = list(dict.fromkeys(matrix["set_id"]))
    if len(sets) > MOST_SETS:
        raise ScoutingError(f"The chart verdicts has room for {MOST_SETS} sets, not for {len(sets)}: draw it in parts.")
    width = min((RIGHT - LEFT - BETWEEN * len(sets)) / len(sets), 0.6)
    return {set_id: LEFT + k * (width + BETWEEN) for k, set_id in enumerate(sets)}, width


_NOTE = (
    "Each cell: the council against the middle one of its similar councils, as that set chooses them. Holds in: in how "
    "many sets the verdict keeps its side, clearly and probably alike; sets in which it is not compared do not count."
)


def _headings(ax: Axes, lefts: dict[str, float], width: float) -> None:
    small, quiet = theme.SIZES["small"], theme.COLOURS["quiet"]
    for set_id, left in lefts.items():
        ax.text(left + width / 2 - 0.04, HEAD - 0.14, set_id, fontsize=small, rotation=38, rotation_mode="anchor",
                ha="left", va="bottom", fontweight="bold", color=theme.COLOURS["ink"], label="set")  # fmt: skip
    cells.write(ax, PERIOD_END, HEAD - 0.15, "period", small, "right", color=quiet, label="heading")
    cells.write(ax, WIDTH, HEAD - 0.15, "holds in", small, "right", color=quiet, label="heading")


def _row(ax: Axes, y: float, place: int, row: Any) -> None:
    middle, size = y + ROW / 2, theme.SIZES["label"] - 0.5
    quiet = {"color": theme.COLOURS["quiet"]}
    cells.write_fitted(ax, 0, middle, str(row.short_title), TITLE_ROOM, size, label=f"title:{place}")
    cells.write_fitted(ax, PERIOD_END, middle, str(row.period), 0.62, size - 1, ha="right", label=f"period:{place}",
                       **quiet)  # fmt: skip
    style = quiet if row.holds == row.holds_of else {"fontweight": "bold"}
    cells.write_fitted(ax, WIDTH, middle, _holds(row), 0.72, size, ha="right", label=f"holds:{place}", **style)
