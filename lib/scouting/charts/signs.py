"""Signs over the years: a row per sign under its topic, a cell per year; shown, not shown, not known never alike."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scouting.charts import axis, cells, layout, theme
from scouting.charts.cells import FACET, ROW, WIDTH
from scouting.frames import each_row
from scouting.terms import NO_SIGN, NOT_ENOUGH, SHOWN

ROWS = ("sign_id", "heading", "title", "beside")
CELLS = ("sign_id", "year", "state", "basis")
#: The letters of a cell that is shown.
LETTERS = {"change": "c", "standing": "s", "change and standing": "c s"}
HEAD = 0.34  # inches
TITLE_ROOM, LEFT, RIGHT = 3.35, 3.45, 7.62
MOST_YEARS = 10


def draw(rows: pd.DataFrame, matrix: pd.DataFrame, *, title: str, kind: str, subtitle: str = "") -> Axes:
    """Draw the signs in the order given (grouped by heading), the last ten years across.

    Columns of ``rows``: sign_id, heading (its topic), title, beside (how many neighbours show it, in words). Columns
    of ``matrix``, one row per cell: sign_id, year, state, basis. ``kind``: "warning" or "recovery", which colours them.

    >>> rows = pd.DataFrame([("a", "Front door", "Re-referrals rising", "2 of 10")], columns=ROWS)
    >>> told = [("a", 2024, "no_sign", ""), ("a", 2025, "shown", "change")]
    >>> ax = draw(rows, pd.DataFrame(told, columns=CELLS), title="T", kind="warning")
    >>> [t.get_text() for t in ax.texts if t.get_label().startswith("glyph:a:")]
    ['c']
    """
    rows = layout.check(rows, ROWS, "signs", [])
    matrix = layout.check(matrix, CELLS, "signs", ["year"])
    years = _years(matrix)
    found = {(c.sign_id, c.year): c for c in each_row(matrix)}
    headings = rows["heading"].ne(rows["heading"].shift()).to_list()
    with theme.use():
        body = HEAD + ROW * len(rows) + FACET * sum(headings)
        ax, _ = layout.frame(None, "rug", body, title, subtitle, [_NOTES])
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        width = (RIGHT - LEFT) / len(years)
        for k, year in enumerate(years):
            cells.write(ax, LEFT + (k + 0.5) * width, HEAD / 2, str(year), theme.SIZES["small"], "center",
                        color=theme.COLOURS["quiet"], label="heading")  # fmt: skip
        cells.write(ax, WIDTH, HEAD / 2, "similar councils", theme.SIZES["small"], "right",
                    color=theme.COLOURS["quiet"], label="heading")  # fmt: skip
        y, without = HEAD, []
        for row, headed in zip(each_row(rows), headings, strict=True):
            if headed:
                y += FACET
                cells.write_facet(ax, y, row.heading)
            size = theme.SIZES["label"] - 0.5
            cells.write_fitted(ax, 0, y + ROW / 2, row.title, TITLE_ROOM, size, label=f"title:{row.sign_id}")
            for k, year in enumerate(years):
                told, name = found.get((row.sign_id, year)), f"{row.sign_id}:{year}"
                if _cell(ax, LEFT + k * width, y, width, told, kind, name) == NO_SIGN:
                    without.append((LEFT + (k + 0.5) * width, y + ROW / 2))
            room = WIDTH - RIGHT - 0.08
            cells.write_fitted(ax, WIDTH, y + ROW / 2, row.beside, room, size - 1, ha="right", label="beside",
                               color=theme.COLOURS["quiet"])  # fmt: skip
            y += ROW
        if without:
            cells.draw_glyphs(ax, "·", theme.ink_on(theme.COLOURS["similar"]), width, without)
    return ax


_NOTES = (
    "A coloured cell: the sign is shown by a change (c), by a figure that stands apart from other councils (s), or "
    "both. A dot: no sign. Hatched: not enough figures to say. Each year is judged by figures up to it alone. Similar "
    "councils: how many show the sign in their latest figures, of those that can be judged."
)


def _years(matrix: pd.DataFrame) -> list[int]:
    last = int(matrix["year"].max())
    return list(range(max(int(matrix["year"].min()), last - MOST_YEARS + 1), last + 1))


def _cell(ax: Axes, x: float, y: float, width: float, cell: Any, kind: str, name: str) -> str:
    """One year of one sign, and its state; a year without a row is not known either."""
    state = cell.state if cell else NOT_ENOUGH
    full = theme.tint(theme.COLOURS["worse" if kind == "warning" else "better"], 0.85)
    colour = {SHOWN: full, NO_SIGN: theme.COLOURS["similar"]}.get(state, theme.COLOURS["paper"])
    cells.draw_box(ax, x, y, width, colour, hatched=state == NOT_ENOUGH, name=name)
    if state == SHOWN:
        cells.write(ax, x + width / 2, y + ROW / 2, LETTERS[cell.basis], 10, "center", va="center",
                    color=theme.ink_on(colour), fontweight="bold", label=f"glyph:{name}")  # fmt: skip
    return state


def alt_text(rows: pd.DataFrame, matrix: pd.DataFrame, *, title: str) -> str:
    """The chart in words: for each sign the years in which it is shown, and how many cannot be told.

    >>> rows = pd.DataFrame([("a", "Front door", "Re-referrals rising", "2 of 10")], columns=ROWS)
    >>> told = [("a", 2024, "no_sign", ""), ("a", 2025, "shown", "change")]
    >>> alt_text(rows, pd.DataFrame(told, columns=CELLS), title="Signs")
    'Signs over the years: Signs. 2024 to 2025. Front door: Re-referrals rising shown in 2025 (2 of 10 similar\
 councils).'
    """
    rows = layout.check(rows, ROWS, "signs", [])
    matrix = layout.check(matrix, CELLS, "signs", ["year"])
    years = _years(matrix)
    parts = [f"Signs over the years: {title.rstrip('.')}. {years[0]} to {years[-1]}."]
    states = dict(zip(zip(matrix["sign_id"], matrix["year"], strict=True), matrix["state"], strict=True))
    for heading, some in rows.groupby("heading", sort=False):
        said = []
        for row in each_row(some):
            mine = [states.get((row.sign_id, year), NOT_ENOUGH) for year in years]
            shown = [str(year) for year, state in zip(years, mine, strict=True) if state == SHOWN]
            unknown = mine.count(NOT_ENOUGH)
            words = f"shown in {axis.join(shown)} ({row.beside} similar councils)" if shown else "not shown"
            said.append(f"{row.title} {words}" + (f", {unknown} of {len(years)} years not known" if unknown else ""))
        parts.append(f"{heading}: {'; '.join(said)}.")
    return " ".join(parts)
