"""The overview, a "tartan rug": every indicator of one council against neighbours and England.

Shade says how far the gap is from noise, the glyph says the standing, so that a greyscale print
or a colour-blind reader loses nothing. One row an indicator.

A page of the report is about 900 pixels wide: two panels side by side would leave no room for the
titles, and one rug of 85 rows cannot be read on a slide. So ``cells.pages`` cuts a long table into rugs
of about 18 rows or fewer (a figure about as high as wide), at a facet's end where one is near; each
page is a figure with its own key.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from scouting import terms
from scouting.charts import axis, cells, layout, theme
from scouting.charts.cells import FACET, GLYPHS, KEY, ROW, WIDTH

COLUMNS = (
    "facet", "short_title", "period", "value_text", "standing", "gap_noise", "standing_now", "now_gap_noise",
    "standing_england", "england_gap_noise", "good", "has_noise",
)  # fmt: skip
#: Cells: column of the standing, column of its gap, heading, the words of the alt text.
CELLS = (
    ("standing", "gap_noise", "sustained", "Sustained, against neighbours"),
    ("standing_now", "now_gap_noise", "latest", "Latest period, against neighbours"),
    ("standing_england", "england_gap_noise", "sustained", "Sustained, against England"),
)
HEAD = 0.56  # inches
CELL = 0.82
LEFTS = (WIDTH - 3 * CELL - 0.10, WIDTH - 2 * CELL - 0.10, WIDTH - CELL)  # England stands a little apart
PERIOD_END = LEFTS[0] - 0.14  # right ends of the two text columns, in inches
UNIT_END = PERIOD_END - 0.66
UNIT_ROOM = 1.32
VALUE_END = UNIT_END - UNIT_ROOM  # figures end here, so that they stand in a column; units follow
TITLE_ROOM = VALUE_END - 0.74


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", ax: Axes | None = None) -> Axes:
    """Draw the rug, one row an indicator, in the order given (grouped by facet).

    Columns of ``rows``: facet, short_title, period, value_text (as it is to be read), standing and
    gap_noise (sustained, against neighbours), standing_now and now_gap_noise, standing_england and
    england_gap_noise, good (+1 high is good, -1 low is good, 0 no judgement), has_noise.

    >>> cells = ("worse", 2.4, "similar", 0.8, "much worse", 6.0)
    >>> rows = pd.DataFrame([("need", "Re-referrals", "2025", "25.5%", *cells, -1, True)], columns=COLUMNS)
    >>> ax = draw(rows, title="Wiltshire at a glance")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "value:0"]
    ['25.5%']
    """
    rows = layout.check(rows, COLUMNS, "overview", [cell[1] for cell in CELLS])
    with theme.use():
        rows = rows.reset_index(drop=True)
        facets = [i for i in range(len(rows)) if i == 0 or rows.at[i, "facet"] != rows.at[i - 1, "facet"]]
        body = HEAD + ROW * len(rows) + FACET * len(facets) + KEY
        ax, _ = layout.frame(ax, "rug", body, title, subtitle, _notes(rows))
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        _headings(ax)
        y, told = HEAD, []
        for place, row in enumerate(rows.itertuples()):
            if place in facets:
                y += FACET
                cells.write_facet(ax, y, row.facet)
            told += _row(ax, y, place, row)
            y += ROW
        cells.draw_cells(ax, told)
        cells.draw_key(ax, y + 0.20)
    return ax


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The rug in words: how many indicators in each standing, and which stand out.

    >>> cells = ("worse", 2.4, "similar", 0.8, "similar", 0.5)
    >>> rows = pd.DataFrame([("need", "Re-referrals", "2025", "25.5%", *cells, -1, True)], columns=COLUMNS)
    >>> alt_text(rows, title="Wiltshire at a glance").split(". ")[:2]
    ['Overview of 1 indicator: Wiltshire at a glance', 'Sustained, against neighbours: 1 worse (Re-referrals 25.5%)']
    """
    rows = layout.check(rows, COLUMNS, "overview", [cell[1] for cell in CELLS])
    parts = [f"Overview of {axis.counted(len(rows), 'indicator', 'indicators')}: {title.rstrip('.')}."]
    for column, _, _, words in CELLS:
        said, named = [], defaultdict(list)
        for standing, name, value in zip(rows[column], rows["short_title"], rows["value_text"], strict=True):
            named[standing].append(f"{name} {value}")
        for standing in [s for s in GLYPHS if s in named]:
            # Names only once, for the horizon that judgements rest on.
            told = column == "standing" and standing not in (terms.SIMILAR, terms.NOT_COMPARED)
            names = f" ({', '.join(named[standing])})" if told else ""
            said.append(f"{len(named[standing])} {standing}{names}")
        parts.append(f"{words}: {'; '.join(said)}.")
    return " ".join([*parts, *_counts(rows)])


def _has_figure(value_text: str) -> bool:
    return any(c.isdigit() for c in value_text)


def _counts(rows: pd.DataFrame) -> list[str]:
    held = rows["value_text"].map(lambda text: _has_figure(str(text)))
    out = []
    bare = held & ~rows["has_noise"].astype(bool)
    for lost, words in ((bare, "no known noise and cannot be compared"), (~held, "no figure")):
        if lost.any():
            out.append(f"{axis.counted(int(lost.sum()), 'indicator has', 'indicators have')} {words}.")
    return out


def _notes(rows: pd.DataFrame) -> list[str]:
    return [
        " ".join([
            f"Shade: the gap in units of its noise, deepest at {theme.DEEPEST:g} or more. "
            "Double mark: beyond the usual spread between councils too.",
            f"Sustained: the mean of {terms.SUSTAINED} consecutive years. Latest: the period shown.",
            *_counts(rows),
        ])
    ]  # fmt: skip


def _headings(ax: Axes) -> None:
    small, quiet = theme.SIZES["small"], theme.COLOURS["quiet"]
    ink = {"color": theme.COLOURS["ink"], "fontweight": "bold"}
    spans = ((LEFTS[0], LEFTS[1] + CELL, "against neighbours"), (LEFTS[2], LEFTS[2] + CELL, "England"))
    for left, right, words in spans:
        cells.write(ax, (left + right) / 2, 0.13, words, small + 0.5, "center", label="heading", **ink)
        ax.plot([left + 0.05, right - 0.05], [0.27, 0.27], color=theme.COLOURS["other"], lw=0.9)
    for right, words in ((VALUE_END, "value"), (PERIOD_END, "period")):
        cells.write(ax, right, 0.41, words, small, "right", color=quiet, label="heading")
    for left, (_, _, words, _) in zip(LEFTS, CELLS, strict=True):
        cells.write(ax, left + CELL / 2, 0.41, words, small, "center", color=quiet, label="heading")


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
    noise = bool(row.has_noise) or not _has_figure(value)  # without a figure there is no noise to know
    return [
        cells.Cell(left, y, CELL, getattr(row, column), getattr(row, gap), int(row.good), noise, f"{place}:{column}")
        for left, (column, gap, _, _) in zip(LEFTS, CELLS, strict=True)
    ]
