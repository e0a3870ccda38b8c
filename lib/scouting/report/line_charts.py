"""Charts of the spreadsheet's own, drawn from cells beside them."""

from __future__ import annotations

import re

import pandas as pd

from scouting.charts import theme
from scouting.report.workbook import Looks, kept, number_format, printed

NAME = "Charts"
#: The lines of a chart: column, colour, name (the council's own has the council's).
_SERIES = (
    ("value", "focus", ""),
    ("neighbour_median", "neighbour", "Similar councils"),
    ("england", "england", "England"),
)
#: The column in which the cells begin, right of the charts and off the paper; charts across, rows that one takes.
_CELLS, _ACROSS, _DOWN = 22, 2, 17


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


def write_charts(book, runs: list[tuple[pd.Series, pd.DataFrame]], council: str, looks: Looks) -> None:
    """A sheet with one line chart per measure. ``runs``: the catalogue's row of each with its ``last_run``.

    The cells behind stand to the right, unrounded: a missing figure is an empty cell, and a gap in the line.
    """
    sheet = book.add_worksheet(NAME)
    sheet.hide_gridlines(2)
    note = "Lines since the last change in how a measure is counted. A missing figure is a gap. The figures stand to "
    sheet.write_string(0, 0, note + "the right of the charts.")
    heads = ["Measure", "Period", council, *(words for _, _, words in _SERIES[1:])]
    for at, words in enumerate(heads):
        sheet.write_string(0, _CELLS + at, words, looks.head)
    top = 1
    for place, (facts, rows) in enumerate(runs):
        _cells(sheet, facts, rows, top, looks)
        chart = _chart(book, facts, rows, top, council)
        words = f"Line chart of {facts.title}: {council}, similar councils' median and England, {rows.period.iloc[0]} "
        words += f"to {rows.period.iloc[-1]}. The figures stand to the right, in rows {top + 1} to {top + len(rows)}."
        at = (1 + _DOWN * (place // _ACROSS), 10 * (place % _ACROSS))
        sheet.insert_chart(*at, chart, {"description": words})
        top += len(rows)
    printed(sheet)
    sheet.print_area(0, 0, 1 + _DOWN * -(-len(runs) // _ACROSS), _CELLS - 3)


def _cells(sheet, facts: pd.Series, rows: pd.DataFrame, top: int, looks: Looks) -> None:
    shown = looks.of(num_format=number_format(int(facts.decimals), facts.unit))
    for k, (_, year) in enumerate(rows.iterrows()):
        sheet.write_string(top + k, _CELLS, facts.short_title)
        sheet.write_string(top + k, _CELLS + 1, year.period)
        for at, (column, _, _) in enumerate(_SERIES, start=_CELLS + 2):
            if pd.notna(year[column]):
                sheet.write_number(top + k, at, kept(year[column]), shown)


def _chart(book, facts: pd.Series, rows: pd.DataFrame, top: int, council: str):
    chart, bottom = book.add_chart({"type": "line"}), top + len(rows) - 1
    for at, (column, colour, words) in enumerate(_SERIES, start=_CELLS + 2):
        look = {"color": theme.COLOURS[colour], "width": 2.75 if column == "value" else 1.75}
        if column == "england":
            look["dash_type"] = "dash"
        chart.add_series(
            {
                "name": _told(words or council),
                "categories": [NAME, top, _CELLS + 1, bottom, _CELLS + 1],
                "values": [NAME, top, at, bottom, at],
                "line": look,
                "marker": {"type": "circle" if column == "value" else "none", "size": 6,
                           "fill": {"color": look["color"]}, "border": {"color": look["color"]}},
            }
        )  # fmt: skip
    chart.set_title({"name": _told(facts.title), "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": theme.COLOURS["grid"]}}})
    chart.set_size({"width": 620, "height": 320})
    return chart
