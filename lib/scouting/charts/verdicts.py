"""Does the verdict hold? Indicators down, neighbour sets across, by the median and the mean of each.

Cells as in the overview; the word at the end of a row says whether all its cells agree.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scouting import terms
from scouting.charts import axis, cells, layout, theme
from scouting.charts.cells import FACET, KEY, ROW, WIDTH
from scouting.errors import ScoutingError

ROWS = ("indicator_id", "facet", "short_title", "period", "good", "verdict")
CELLS = ("indicator_id", "set_id", "middle", "standing", "gap_noise")
#: More sets than this leave no room for a cell.
MOST_SETS = 12

HEAD = 1.52  # inches
TITLE_ROOM, PERIOD_END, LEFT = 2.22, 2.94, 3.06
RIGHT = WIDTH - 0.98  # the words of the verdict follow
BETWEEN = 0.05  # inches between sets
WORDS = {
    "holds": {},
    "depends": {"fontweight": "bold"},
    "turns round": {"fontweight": "bold", "color": theme.COLOURS["region"]},
}
#: The verdicts, of several indicators.
MORE = {"holds": "hold", "depends": "depend", "turns round": "turn round"}


def draw(
    rows: pd.DataFrame, matrix: pd.DataFrame, *, title: str, subtitle: str = "", notes: tuple[str, ...] = ()
) -> Axes:
    """Draw the matrix, one row an indicator, in the order given (grouped by facet).

    Columns of ``rows``: indicator_id, facet, short_title, period, good (polarity as +1, -1, 0), verdict ("holds",
    "depends", "turns round"). Columns of ``matrix``, a row a cell: indicator_id, set_id, middle, standing, gap_noise;
    sets and middles stand in the order in which they come. ``notes``: what stands under the chart besides.

    >>> rows = pd.DataFrame([("a", "need", "Re-referrals", "2025", -1, "depends")], columns=ROWS)
    >>> told = [("a", "region", "median", "worse", 2.4), ("a", "region", "mean", "similar", 1.2)]
    >>> ax = draw(rows, pd.DataFrame(told, columns=CELLS), title="Does the verdict hold?")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "verdict:0"]
    ['depends']
    """
    rows = layout.check(rows, ROWS, "verdicts", ["good"]).reset_index(drop=True)
    matrix = layout.check(matrix, CELLS, "verdicts", ["gap_noise"])
    lefts, width = _columns(matrix)
    found = {(c.indicator_id, c.set_id, c.middle): c for c in matrix.itertuples()}
    with theme.use():
        facets = [i for i in range(len(rows)) if i == 0 or rows.at[i, "facet"] != rows.at[i - 1, "facet"]]
        body = HEAD + ROW * len(rows) + FACET * len(facets) + KEY
        ax, _ = layout.frame(None, "rug", body, title, subtitle, [*_notes(), *notes])
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        _headings(ax, lefts, width)
        y, every = HEAD, []
        for place, row in enumerate(rows.itertuples()):
            if place in facets:
                y += FACET
                cells.write_facet(ax, y, row.facet)
            _row(ax, y, place, row)
            for key, left in lefts.items():
                cell = found.get((row.indicator_id, *key))
                told = (cell.standing, cell.gap_noise) if cell else (terms.NOT_COMPARED, float("nan"))
                every.append(cells.Cell(left, y, width, *told, int(row.good), True, f"{place}:{key[0]}:{key[1]}"))
            y += ROW
        cells.draw_cells(ax, every)
        cells.draw_key(ax, y + 0.20)
    return ax


def alt_text(rows: pd.DataFrame, matrix: pd.DataFrame, *, title: str) -> str:
    """The matrix in words: which verdicts hold and which do not, and the standings set by set.

    >>> rows = pd.DataFrame([("a", "need", "Re-referrals", "2025", -1, "depends")], columns=ROWS)
    >>> told = [("a", "region", "median", "worse", 2.4), ("a", "region", "mean", "similar", 1.2)]
    >>> alt_text(rows, pd.DataFrame(told, columns=CELLS), title="Does it hold")
    'Matrix of 1 indicator by 1 set: Does it hold. 1 depends (Re-referrals). region, median: 1 worse; mean: 1 similar.'
    """
    rows = layout.check(rows, ROWS, "verdicts", ["good"])
    matrix = layout.check(matrix, CELLS, "verdicts", ["gap_noise"])
    matrix = matrix[matrix["indicator_id"].isin(rows["indicator_id"])]
    sets = list(dict.fromkeys(matrix["set_id"]))
    size = f"{axis.counted(len(rows), 'indicator', 'indicators')} by {axis.counted(len(sets), 'set', 'sets')}"
    parts = [f"Matrix of {size}: {title.rstrip('.')}."]
    for verdict in WORDS:
        held = rows["short_title"][rows["verdict"] == verdict]
        if len(held):
            named = f" ({', '.join(held)})" if verdict != "holds" else ""
            word = verdict if len(held) == 1 else MORE[verdict]
            parts.append(f"{len(held)} {word}{named}.")
    counts = Counter(zip(matrix["set_id"], matrix["middle"], matrix["standing"], strict=True))
    for set_id in sets:
        said = []
        for middle in dict.fromkeys(matrix["middle"][matrix["set_id"] == set_id]):
            held = [(s, counts[set_id, middle, s]) for s in cells.GLYPHS]
            said.append(f"{middle}: " + ", ".join(f"{n} {s}" for s, n in held if n))
        parts.append(f"{set_id}, {'; '.join(said)}.")
    return " ".join(parts)


def _columns(matrix: pd.DataFrame) -> tuple[dict[tuple[str, str], float], float]:
    """The left edge of each set and middle, in inches, and the width of a cell."""
    keys = list(dict.fromkeys(zip(matrix["set_id"], matrix["middle"], strict=True)))
    sets = list(dict.fromkeys(set_id for set_id, _ in keys))
    if len(sets) > MOST_SETS:
        raise ScoutingError(f"The chart verdicts has room for {MOST_SETS} sets, not for {len(sets)}: draw it in parts.")
    width = min((RIGHT - LEFT - BETWEEN * len(sets)) / len(keys), 0.5)
    ordered = sorted(keys, key=lambda key: sets.index(key[0]))
    return {key: LEFT + k * width + sets.index(key[0]) * BETWEEN for k, key in enumerate(ordered)}, width


def _notes() -> list[str]:
    return [
        f"Each cell: the council against the median or the mean of its neighbours in that set, over {terms.SUSTAINED} "
        "years, or for the latest period alone where there are no three. Shade: the gap in units of its noise, deepest "
        f"at {theme.DEEPEST:g} or more. Holds: better, similar or worse (higher or lower) alike in every cell "
        "compared. Turns round: better in one and worse in another."
    ]


def _headings(ax: Axes, lefts: dict[tuple[str, str], float], width: float) -> None:
    small, quiet = theme.SIZES["small"], theme.COLOURS["quiet"]
    sets: dict[str, list[float]] = {}
    for (set_id, middle), left in lefts.items():
        sets.setdefault(set_id, []).append(left)
        ax.text(left + width / 2, HEAD - 0.04, middle, fontsize=small - 1, rotation=90, ha="center", va="bottom",
                color=quiet, label="heading")  # fmt: skip
    for set_id, edges in sets.items():
        ax.plot([edges[0] + 0.02, edges[-1] + width - 0.02], [HEAD - 0.56] * 2, color=theme.COLOURS["other"], lw=0.9)
        ax.text(edges[0] + 0.06, HEAD - 0.62, set_id, fontsize=small, rotation=38, rotation_mode="anchor", ha="left",
                va="bottom", fontweight="bold", color=theme.COLOURS["ink"], label="set")  # fmt: skip
    cells.write(ax, PERIOD_END, HEAD - 0.15, "period", small, "right", color=quiet, label="heading")
    cells.write(ax, RIGHT + 0.08, HEAD - 0.15, "verdict", small, color=quiet, label="heading")


def _row(ax: Axes, y: float, place: int, row: Any) -> None:
    middle, size = y + ROW / 2, theme.SIZES["label"] - 0.5
    quiet = {"color": theme.COLOURS["quiet"]}
    cells.write_fitted(ax, 0, middle, str(row.short_title), TITLE_ROOM, size, label=f"title:{place}")
    cells.write_fitted(ax, PERIOD_END, middle, str(row.period), 0.62, size - 1, ha="right", label=f"period:{place}",
                       **quiet)  # fmt: skip
    style = WORDS.get(row.verdict, quiet)
    cells.write_fitted(ax, RIGHT + 0.08, middle, str(row.verdict), 0.9, size, label=f"verdict:{place}", **style)
