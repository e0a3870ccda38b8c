"""How much is held, as strips: one row an indicator, one cell a year, the darker the more councils have a figure.

A break in the series is a thick line before the year in which the new one begins. Years without a figure stay blank.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from scouting import terms
from scouting.charts import axis, layout, theme
from scouting.frames import each_row

COLUMNS = ("indicator_id", "facet", "short_title", "year", "share", "breaks")
PAGE = 40  # rows
ROW, HEAD, FACET, KEY = 0.205, 0.30, 0.30, 0.50  # inches
WIDTH = theme.WIDTH - 2 * theme.EDGE
TITLES = 2.95
KEY_SHARES = (0.1, 0.5, 1.0)  # steps that everybody can tell apart
LIGHTEST = 0.12  # a cell with few figures is still seen to be no blank


def pages(rows: pd.DataFrame, per_page: int = PAGE) -> list[pd.DataFrame]:
    """The table cut into tables of like many indicators, each for one ``draw``.

    >>> rows = pd.DataFrame({"indicator_id": ["a", "a", "b", "c"]})
    >>> [page.indicator_id.tolist() for page in pages(rows, 2)]
    [['a', 'a', 'b'], ['c']]
    """
    ids = list(rows["indicator_id"].drop_duplicates())
    size = math.ceil(len(ids) / math.ceil(len(ids) / per_page)) if ids else 1
    return [rows[rows["indicator_id"].isin(ids[at : at + size])] for at in range(0, len(ids), size)]


def draw(rows: pd.DataFrame, *, title: str, subtitle: str = "", ax: Axes | None = None) -> Axes:
    """Draw the strips, one row an indicator in the order given (grouped by facet), from the first year to the last.

    Columns of ``rows`` (one row per indicator and year that is held): indicator_id, facet (its heading), short_title,
    year, share (of the councils that were there, 0 to 1), breaks (whether a new series begins).

    >>> rows = pd.DataFrame([("a", "Need", "Referrals", 2024, 0.5, True)], columns=COLUMNS)
    >>> [t.get_text() for t in draw(rows, title="What is held").texts if t.get_label() == "year"]
    ['2024']
    """
    rows = layout.check(rows, COLUMNS, "coverage", ["share"])
    with theme.use():
        titles = rows.drop_duplicates("indicator_id").reset_index(drop=True)
        headings = titles["facet"] != titles["facet"].shift()
        body = HEAD + ROW * len(titles) + FACET * int(headings.sum()) + KEY
        ax, _ = layout.frame(ax, "rug", body, title, subtitle, _notes())
        ax.set(xlim=(0, WIDTH), ylim=(body, 0))  # inches, so that every part has its size
        ax.axis("off")
        first, last = int(rows["year"].min()), int(rows["year"].max())
        cell = (WIDTH - TITLES) / (last - first + 1)
        for year in range(first, last + 1):
            middle = TITLES + (year - first + 0.5) * cell
            _text(ax, middle, 0.16, str(year), theme.SIZES["small"] - 1, "center", label="year",
                  color=theme.COLOURS["quiet"])  # fmt: skip
        cells = dict(list(rows.groupby("indicator_id")))
        y = HEAD
        for place, row in enumerate(each_row(titles)):
            if headings[place]:
                y += FACET
                _heading(ax, y, row.facet)
            _row(ax, y, row, cells[row.indicator_id], first, cell)
            y += ROW
        _key(ax, y + 0.16)
    return ax


def alt_text(rows: pd.DataFrame, *, title: str) -> str:
    """The strips in words: how many indicators and years, how full they are, where the breaks are.

    >>> rows = pd.DataFrame([("a", "Need", "Referrals", 2024, 0.5, True)], columns=COLUMNS)
    >>> alt_text(rows, title="What is held")
    'Strips of 1 indicator, 2024 to 2024: What is held. 1 year held in all. A new series begins: Referrals 2024.'
    """
    rows = layout.check(rows, COLUMNS, "coverage", ["share"])
    counted = axis.counted(rows["indicator_id"].nunique(), "indicator", "indicators")
    parts = [f"Strips of {counted}, {rows['year'].min()} to {rows['year'].max()}: {title.rstrip('.')}."]
    parts.append(f"{axis.counted(len(rows), 'year', 'years')} held in all.")
    thin = rows[rows["share"] < 0.5]
    if len(thin):
        parts.append(f"Fewer than half of the councils have a figure: {_named(thin)}.")
    if rows["breaks"].any():
        parts.append(f"A new series begins: {_named(rows[rows['breaks'].astype(bool)])}.")
    return " ".join(parts)


def _named(rows: pd.DataFrame) -> str:
    by_title = rows.groupby("short_title", sort=False)["year"]
    return "; ".join(f"{title} {axis.join([str(y) for y in years])}" for title, years in by_title)


def _notes() -> list[str]:
    return ["Year: the one in which the period ends. Share: of the councils that were there, those with a figure."]


def _text(ax: Axes, x: float, y: float, text: str, size: float, ha: str = "left", **style: Any) -> None:
    style.setdefault("va", "center_baseline")
    ax.text(x, y, text, fontsize=size, ha=ha, **style)


def _heading(ax: Axes, y: float, facet: str) -> None:
    words, ink = terms.FACETS.get(facet, facet), theme.COLOURS["focus"]
    _text(ax, 0, y - 0.11, words, theme.SIZES["small"] + 0.5, fontweight="bold", color=ink, label="facet")
    ax.plot([0, WIDTH], [y - 0.015] * 2, color=ink, lw=0.9)


def _row(ax: Axes, y: float, row: Any, held: pd.DataFrame, first: int, cell: float) -> None:
    text, size = layout.fit(str(row.short_title), TITLES - 0.2, theme.SIZES["small"])
    first_line, _, more = text.partition("\n")  # a row is one line high
    text = first_line + "…" * bool(more)
    _text(ax, 0, y + ROW / 2, text, size, va="center", label=f"title:{row.indicator_id}")
    for one in each_row(held):
        left = TITLES + (one.year - first) * cell
        _cell(ax, left, y, cell, one.share, f"{row.indicator_id}:{one.year}")
        if one.breaks:
            _break(ax, left, y, f"break:{row.indicator_id}:{one.year}")


def _cell(ax: Axes, x: float, y: float, width: float, share: float, name: str) -> None:
    colour = theme.tint(theme.COLOURS["neighbour"], LIGHTEST + (1 - LIGHTEST) * share)
    edge = theme.COLOURS["paper"]
    ax.add_patch(Rectangle((x, y), width, ROW, facecolor=colour, edgecolor=edge, lw=0.8, label=f"cell:{name}"))


def _break(ax: Axes, x: float, y: float, name: str) -> None:
    ax.plot([x, x], [y + 0.01, y + ROW - 0.01], color=theme.COLOURS["ink"], lw=2.2, solid_capstyle="butt", label=name)


def _key(ax: Axes, y: float) -> None:
    """Shades and the break in words, on the figure itself: it may travel without its page."""
    small, x = theme.SIZES["note"], 0.0
    quiet = theme.COLOURS["quiet"]
    _text(ax, x, y + ROW / 2, "Councils with a figure", small, va="center", color=quiet, label="key")
    x = TITLES - 0.9
    for share in KEY_SHARES:
        _cell(ax, x, y, 0.34, share, f"key:{share:g}")
        _text(ax, x + 0.40, y + ROW / 2, f"{share:.0%}", small, va="center", label="key")
        x += 1.0
    _break(ax, x + 0.1, y, "break:key")
    _text(ax, x + 0.2, y + ROW / 2, "a new series begins", small, va="center", label="key")
