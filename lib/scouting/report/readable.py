"""Sheets for readers: figures with their reasons and colours, and sheets of short parts one under the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.charts import theme
from scouting.report.workbook import SMALL, Looks, kept, number_format, printed

#: Points of a row with one line.
LINE = 13.5
_QUIET, _HEAD = theme.COLOURS["quiet"], theme.COLOURS["focus"]
#: Reasons stand smaller than figures, and shrink to their cell.
_REASON = {"font_color": _QUIET, "font_size": SMALL - 2, "align": "right", "shrink": True}


@dataclass(frozen=True)
class Figures:
    """A sheet of figures, one row of ``table`` per row. ``units``, ``decimals``: of each row.

    ``why``: by column of figures, why each missing one is missing; only these columns are shown in the row's unit.
    ``changes``: columns of differences, shown with their sign. ``wraps``: columns of texts that may take several lines;
    others shrink. ``breaks``: by column, before which figure a new way of
    counting began: a line is drawn there. ``shades``: by column, the colour of each cell. ``widths``: by column, in
    characters. ``strong``: rows in bold; ``quiet``: rows in grey. ``across``, ``down``: how many columns and rows are
    printed. ``held``: columns that stay in sight.
    """

    table: pd.DataFrame
    units: Sequence[str]
    decimals: Sequence[int]
    why: Mapping[str, Sequence[str] | np.ndarray]
    widths: Mapping[str, float]
    across: int
    down: int
    held: int
    changes: Sequence[str] = ()
    wraps: Sequence[str] = ()
    breaks: Mapping[str, np.ndarray] = field(default_factory=dict)
    shades: Mapping[str, Sequence[str]] = field(default_factory=dict)
    strong: Sequence[bool] | None = None
    quiet: Sequence[bool] | None = None


class Part(NamedTuple):
    """A part of a sheet: a heading, sentences, and a table of texts and numbers, each of them where there is one."""

    title: str
    sentences: Sequence[str] = ()
    table: pd.DataFrame = pd.DataFrame()


def signed_format(places: int, unit: str) -> str:
    """The number format of a difference: with its sign, and none where it rounds to zero.

    >>> signed_format(1, "%"), signed_format(0, "£ per week")
    ('[>=0.05]+#,##0.0;[<=-0.05]-#,##0.0;#,##0.0', '[>=0.5]+"£"#,##0;[<=-0.5]-"£"#,##0;#,##0')
    """
    step, plain = f"{0.5 * 10.0**-places:.{places + 1}f}", number_format(places, "" if unit == "%" else unit)
    return f"[>={step}]+{plain};[<=-{step}]-{plain};{number_format(places)}"


def write_figures(sheet, made: Figures, looks: Looks, title: str) -> None:
    """Write a sheet of figures. Missing figures are their reason in grey, and never a number."""
    table, lines = made.table, _lines_of(made)
    for at, column in enumerate(table.columns):
        right: dict[str, object] = {"align": "right"} if pd.api.types.is_numeric_dtype(table[column]) else {}
        right |= {"align": "left", "indent": 1} if column in made.shades else {}
        head = looks.of(bold=True, bottom=1, text_wrap=True, font_color=_HEAD, **{**right, "valign": "bottom"})
        sheet.write_string(0, at, str(column), head)
        sheet.set_column(at, at, made.widths.get(column, 12))
        for row, cell in enumerate(table[column]):
            _cell(sheet, made, looks, lines[row], row, at, str(column), cell)
    sheet.set_default_row(LINE)
    sheet.set_row(0, 3 * LINE)
    wrapped = table[[*made.wraps]]
    for row, texts in enumerate(wrapped.itertuples(index=False), start=1):
        sheet.set_row(
            row, LINE * max([1, *(_lines(t, made.widths[str(c)]) for t, c in zip(texts, wrapped, strict=True))])
        )
    sheet.freeze_panes(1, made.held)
    sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1"})
    sheet.repeat_rows(0)
    _on_paper(sheet, title)
    sheet.print_area(0, 0, max(made.down, 1), made.across - 1)


def _lines_of(made: Figures) -> list[dict[str, object]]:
    """What all cells of each row have of its look."""
    lines: list[dict[str, object]] = []
    first = made.table.iloc[:, 0].tolist()
    for row, name in enumerate(first):
        look: dict[str, object] = {}
        if row == 0 or name != first[row - 1]:
            look |= {"top": 1, "top_color": theme.COLOURS["grid"]}
        if made.strong is not None and made.strong[row]:
            look["bold"] = True
        if made.quiet is not None and made.quiet[row]:
            look["font_color"] = _QUIET
        lines.append(look)
    return lines


def _cell(sheet, made: Figures, looks: Looks, line: dict[str, object], row: int, at: int, column: str, cell) -> None:
    look = dict(line)
    if column in made.breaks and made.breaks[column][row]:
        look |= {"left": 2, "left_color": _QUIET}
    if column in made.shades and made.shades[column][row] != theme.COLOURS["paper"]:
        shade = made.shades[column][row]
        look |= {"bg_color": shade, "font_color": theme.ink_on(shade)}
    if isinstance(cell, str):
        if cell or "bg_color" in look:
            fit: dict[str, object] = {"text_wrap": True} if column in made.wraps else {"shrink": True}
            fit = {"align": "left", "indent": 1} if column in made.shades else fit
            sheet.write_string(row + 1, at, cell, looks.of(**look, **fit))
    elif cell != cell:
        if column in made.why and made.why[column][row]:
            sheet.write_string(row + 1, at, made.why[column][row], looks.of(**{**look, **_REASON, "bold": False}))
        elif look:
            sheet.write_blank(row + 1, at, None, looks.of(**look))
    else:
        sheet.write_number(row + 1, at, kept(cell), looks.of(**look, num_format=_format(made, column, row)))


def _format(made: Figures, column: str, row: int) -> str:
    places, unit = int(made.decimals[row]), made.units[row]
    if column in made.changes:
        return signed_format(places, unit)
    return number_format(places, unit) if column in made.why else number_format(0)


def write_parts(sheet, parts: Sequence[Part], widths: Sequence[float], looks: Looks, title: str, on_paper: int) -> None:
    """Write parts one under the other in columns of some widths. ``on_paper``: the first so many are printed."""
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    row, last, across = 0, 0, len(widths) - 1
    for place, part in enumerate(parts):
        sheet.write_string(row, 0, part.title, looks.of(bold=True, font_size=SMALL + 3, font_color=_HEAD))
        sheet.set_row(row, 1.6 * LINE)
        row += 1
        for line in part.sentences:
            wrapped = looks.of(text_wrap=True)
            sheet.merge_range(row, 0, row, across, "", wrapped)
            sheet.write_string(row, 0, line, wrapped)
            sheet.set_row(row, LINE * _lines(line, sum(widths)))
            row += 1
        if len(part.table):
            row = _rows(sheet, part.table, row, widths, looks)
        row += 1
        last = row - 2 if place < on_paper else last
    sheet.hide_gridlines(2)
    _on_paper(sheet, title)
    sheet.print_area(0, 0, max(last, 1), across)


def _rows(sheet, table: pd.DataFrame, row: int, widths: Sequence[float], looks: Looks) -> int:
    """A table of a part from a row on; gives the row under it."""
    line = {"bottom": 1, "bottom_color": theme.COLOURS["grid"], "text_wrap": True}
    for at, column in enumerate(table.columns):
        sheet.write_string(row, at, str(column), looks.of(**{**line, "bold": True, "bottom_color": _HEAD}))
    for cells in table.itertuples(index=False):
        row += 1
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, at, cell, looks.of(**line))
            else:
                sheet.write_number(row, at, cell, looks.of(**line, align="left"))
        sheet.set_row(row, LINE * max(_lines(str(c), w) for c, w in zip(cells, widths, strict=False)))
    return row + 1


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column: letters are narrower than the digit that a width counts in, and lines
    that break between words are not full."""
    return 1 if len(text) <= 1.2 * width else math.ceil(len(text) / (1.05 * width))


def _on_paper(sheet, title: str) -> None:
    """A4 across, one page wide, with the report's title at the head."""
    printed(sheet)
    sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.55)
    sheet.set_header(f"&L{title[:100].replace('&', '&&')}", {"margin": 0.25})
