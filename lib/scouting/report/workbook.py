"""Tables as one workbook that can be handed on: texts stay texts, figures have their decimals, sheets print."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from scouting.charts import theme
from scouting.paths import new_file
from scouting.report import columns
from scouting.terms import MARKERS

#: Columns that say which indicator a row is of.
_KEYS = ("indicator_id", "Code")
WIDEST = 60  # characters
#: Columns that one page of a print has room for.
MOST_ACROSS = 14
#: The lines of a chart: column, colour, name (the council's own has the council's).
_SERIES = (
    ("value", "focus", ""),
    ("neighbour_median", "neighbour", "Similar councils' median"),
    ("england", "england", "England"),
)


def write_xlsx(
    sheets: dict[str, pd.DataFrame],
    facts: list[tuple[str, str]],
    path: Path,
    decimals: pd.Series | None = None,
    drawn: Sequence[tuple[str, str]] = (),
) -> None:
    """One workbook: a sheet 'about' with the facts of the report, a sheet a table, and what the columns mean.

    Texts stay texts: never formulas, links or numbers. Headers are frozen and filtered, and repeated on every page
    of a print. ``decimals``: of each indicator, for columns in its unit (the cells keep the unrounded figure).
    ``drawn``: indicators of the sheet 'trends', each with its title, that have a chart of the program's own. The same
    tables give the same bytes.
    """
    with new_file(path) as aside:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                   "nan_inf_to_errors": False}  # fmt: skip
        book = xlsxwriter.Workbook(str(aside), options)
        # A fixed date: the same tables give the same bytes.
        book.set_properties({"title": facts[0][1], "created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        looks = _Looks(book)
        markers = [(f"marker {symbol}", word) for symbol, word in MARKERS.items()]
        _about(book.add_worksheet("about"), [*facts, *markers], looks)
        for name, table in sheets.items():
            _sheet(book.add_worksheet(name), name, table, looks, decimals)
        if drawn:
            _charts(book, sheets["trends"], drawn, facts)
        told = columns.told(sheets)
        if len(told):
            _sheet(book.add_worksheet("columns"), "columns", told, looks, None)
        book.close()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book, self._made = book, {}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})

    def number(self, places: int | None):
        """The format of a number with so many decimals; None: as it is."""
        if places not in self._made:
            self._made[places] = self._book.add_format({"num_format": columns.number_format(places), "valign": "top"})
        return self._made[places]


def _about(sheet, rows: list[tuple[str, str]], looks: _Looks) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (name, text) in enumerate(rows):
        sheet.write_string(row, 0, name, looks.head)
        sheet.write_string(row, 1, text, looks.text)
        _tall(sheet, row, len(text), 100)
    _printed(sheet)


def _sheet(sheet, name: str, table: pd.DataFrame, looks: _Looks, decimals: pd.Series | None) -> None:
    key = next((k for k in _KEYS if k in table), None)
    known = decimals is not None and key is not None
    places = table[key].map(decimals) if known else pd.Series(0, table.index)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, str(column), looks.head)
        sheet.set_column(at, at, _width(str(column), table[column]))
        rule = columns.rule(name, str(column)) if known else None
        for row, (cell, own) in enumerate(zip(table[column], places, strict=True), start=1):
            if pd.isna(cell):
                continue
            if isinstance(cell, bool | str):
                sheet.write_string(row, at, str(cell), looks.text)
            elif isinstance(cell, dt.date | pd.Timestamp):
                sheet.write_datetime(row, at, pd.Timestamp(cell).to_pydatetime(), looks.day)
            else:
                sheet.write_number(row, at, columns.kept(cell), looks.number(rule(own) if rule else None))
    _tall(sheet, 0, 31, 30)
    for row, cells in enumerate(table.select_dtypes(["object", "str"]).itertuples(index=False), start=1):
        _tall(sheet, row, max((len(c) for c in cells if isinstance(c, str)), default=0), WIDEST)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if len(table.columns):
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    _printed(sheet, whole=len(table.columns) <= MOST_ACROSS)


def _width(heading: str, held: pd.Series) -> float:
    """In characters: the longest cell, or the longest word of the heading, which may break between words."""
    words = max(map(len, heading.split()), default=0)
    return min(max([words, 8, *(_shown(x) for x in held.head(200))]) + 2, WIDEST)


def _tall(sheet, row: int, length: int, across: float) -> None:
    """Room for a text that is wrapped: not every program makes it by itself."""
    if length > across:
        sheet.set_row(row, 15 * math.ceil(1.08 * length / across))


def _shown(cell: object) -> int:
    return 11 if isinstance(cell, float | dt.date) else len(str(cell))


def _printed(sheet, whole: bool = True) -> None:
    """A4 across with the sheet and page at the foot; all columns on one page where they can still be read there."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RPage &P of &N")
    if whole:
        sheet.fit_to_pages(1, 0)


def last_run(years: pd.DataFrame) -> pd.DataFrame:
    """The latest rows of a trend that may be joined: since its last break, no period left out between them.

    >>> ends = pd.to_datetime(["2020-03-31", "2022-03-31", "2023-03-31", "2024-03-31"])
    >>> last_run(pd.DataFrame({"period_end": ends, "segment": [0, 0, 0, 0]})).index.tolist()
    [1, 2, 3]
    """
    steps = years.period_end.diff()
    new = years.segment.diff().fillna(0).ne(0) | (steps > 1.5 * steps.min())
    return years[new.cumsum() == new.sum()]


def _told(name: str) -> str:
    """A name in a chart, where XlsxWriter takes any text with a cell's address after a '!' for a formula.

    >>> _told("=cmd|'x'!A1"), _told("Well done!")
    ("=cmd|'x'! A1", 'Well done!')
    """
    return re.sub(r"!(?=[$]?[A-Z]+[$]?[0-9])", "! ", name)


def _charts(book, trends: pd.DataFrame, drawn: Sequence[tuple[str, str]], facts: list[tuple[str, str]]) -> None:
    """One line chart per indicator, from the cells of the sheet 'trends': a missing figure is a gap, a break an end."""
    sheet = book.add_worksheet("charts")
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "Lines since the last series break, from the sheet 'trends'; a missing figure is a gap.")
    names, council = list(trends.columns), dict(facts).get("Council", "").rpartition(" (")[0] or "The council"
    runs = [(title, last_run(trends[trends.indicator_id == indicator_id])) for indicator_id, title in drawn]
    for place, (title, rows) in enumerate((title, rows) for title, rows in runs if len(rows) > 1):
        top, bottom = (trends.index.get_loc(rows.index[k]) + 1 for k in (0, -1))
        chart = book.add_chart({"type": "line"})
        for column, colour, words in _SERIES:
            at = names.index(column)
            look = {"color": theme.COLOURS[colour], "width": 2.75 if column == "value" else 1.75}
            if column == "england":
                look["dash_type"] = "dash"
            chart.add_series(
                {
                    "name": _told(words or council),
                    "categories": ["trends", top, names.index("period"), bottom, names.index("period")],
                    "values": ["trends", top, at, bottom, at],
                    "line": look,
                    "marker": {"type": "circle" if column == "value" else "none", "size": 6,
                               "fill": {"color": look["color"]}, "border": {"color": look["color"]}},
                }
            )  # fmt: skip
        chart.set_title({"name": _told(title), "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": theme.COLOURS["grid"]}}})
        chart.set_size({"width": 620, "height": 320})
        words = f"Line chart of {title}: {council}, similar councils' median and England, {rows.period.iloc[0]} to "
        words += f"{rows.period.iloc[-1]}. The figures are in the sheet trends, rows {top + 1} to {bottom + 1}."
        sheet.insert_chart(2 + 17 * (place // 2), 10 * (place % 2), chart, {"description": words})
    _printed(sheet)
