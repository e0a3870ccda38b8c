"""Tables as one workbook that can be handed on: texts stay texts, figures have their decimals, sheets print."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from scouting.charts import theme
from scouting.frames import place_of
from scouting.paths import new_file
from scouting.terms import MARKERS

#: Column: how its numbers are shown, and what it means. Those that are the same in several sheets are told once.
#: Shown with the decimals of their row's indicator ("own"), one more ("finer"), two, none ("whole"), or as they are.
COLUMNS = {
    "indicator_id": ("", "The indicator: see the sheet indicators"),
    "area_code": ("", "ONS code of the council or area"), "area_name": ("", "Its name, for display alone"),
    "period": ("", "The period as published"), "period_end": ("", "The day on which the period ends"),
    "value": ("own", "The figure as published, or of published counts; blank where there is none: see marker"),
    "marker": ("", "Why there is no figure, or what to know of it: see the sheet about"),
    "figures": ("", "Digest of all published figures of the indicator: another one means that some figure is "
                "another"),
    "sizes": ("", "Digest of the populations by which councils of similar size share their noise"),
    "noise": ("finer", "Standard error of one period's figure: how far it usually moves when nothing has changed"),
    "lower": ("own", "How far the figure usually moves when nothing has changed: lower end, or that of published 95% "
              "limits"),
    "upper": ("own", "The same: upper end"),
    "method": ("", "Where the noise comes from: counts and overdispersion, scatter of councils of its size, its kin, "
               "none"),
    "change": ("own", "Change on the period before, where the series is unbroken"),
    "change_from": ("", "The period before"),
    "n_neighbours": ("", "Similar councils (statistical neighbours) in the set"),
    "n_with_value": ("", "Similar councils with a figure"),
    "neighbour_mean": ("own", "Mean of similar councils' latest figures"),
    "neighbour_median": ("own", "Median of their latest figures"),
    "neighbour_q25": ("own", "A quarter of similar councils are under this"),
    "neighbour_q75": ("own", "A quarter are over this"), "region_code": ("", "The region whose figure is shown"),
    "region": ("own", "The region's figure"), "england": ("own", "England's figure"),
    "rank": ("whole", "Place of the latest figure among the council and similar ones, the best (or highest) first; "
             "blank where under half have a figure or too few people stand behind it"),
    "rank_of": ("whole", "Of how many"), "rank_low": ("whole", "Best place that it could be"),
    "rank_high": ("whole", "Worst place that it could be"), "england_rank": ("whole", "Place in England"),
    "england_of": ("whole", "Of how many"), "england_rank_low": ("whole", "Best place in England that it could be"),
    "england_rank_high": ("whole", "Worst place in England that it could be"),
    "band": ("", "Quarter of the councils of England"),
    "level": ("own", "What the verdict rests on: up to three years of one definition, weighted 0.6 (the latest), 0.3 "
              "and 0.1, or the whole last year of months and quarters"),
    "level_from": ("", "The first period of the level"), "level_periods": ("", "How many periods it is made of"),
    "level_lower": ("own", "How far the level usually moves when nothing has changed: lower end"),
    "level_upper": ("own", "The same: upper end"), "level_n": ("", "Similar councils with a level"),
    "level_median": ("own", "Median of their levels"),
    "level_q25": ("own", "A quarter of their levels are under this"), "level_q75": ("own", "A quarter are over this"),
    "gap": ("own", "Level less the median of similar councils' levels"),
    "gap_lower": ("own", "Lower 95% limit of the gap"), "gap_upper": ("own", "Upper 95% limit of the gap"),
    "sureness": ("two", "The gap in units of its noise, drawn in by how much of such gaps is noise: the verdict's "
                 "arithmetic"),
    "verdict": ("", "Against similar councils: clearly or probably better, worse, higher or lower; or why there is "
                "none"),
    "by_a_lot": ("", "A clear gap that is also outside their middle half and over the usual spread between councils"),
    "turned": ("", "Whether the latest figure alone lies on the other side of similar councils than the level"),
    "people": ("whole", "What the gap amounts to in people: positive is more than if the council matched similar "
               "ones"),
    "england_level": ("own", "England's level"), "england_gap": ("own", "Level less England's"),
    "england_sureness": ("two", "The same as sureness, of the gap to England"),
    "verdict_england": ("", "The verdict against England"),
    "holds": ("", "In how many of the sensible sets of similar councils the verdict keeps its side"),
    "holds_of": ("", "Of how many sets that can be compared"),
    "aside": ("", "Why the measure is never among headlines, strengths or gaps; blank where nothing speaks against"),
    "neighbour_code": ("", "ONS code of the similar council"), "theirs": ("own", "Its level"),
    "ours": ("own", "The council's own level"), "n_ahead": ("", "Similar councils that are ahead on this measure"),
    "role": ("", "What the row is on the chart"), "segment": ("", "Rises at every series break: nothing crosses one"),
    "set_id": ("", "The set of similar councils"), "target": ("own", "The council's own target"),
    "tolerance": ("own", "How far from the target still meets it"),
    "against": ("", "How the figure stands to the target, given its range"),
    "own_value": ("own", "The council's own unpublished figure, months and quarters by the rolling year"),
    "own_lower": ("own", "Lower end of its likely range"), "own_upper": ("own", "Upper end of its likely range"),
    "own_period": ("", "What it is of"), "own_against": ("", "How it stands to the target, given its range"),
    "sha256": ("", "Checksum of the file that was read"),
    "recompute": ("", "How the figure is worked out of published counts, or why it cannot be"),
}  # fmt: skip
#: Counts in the sheet "summary", whose other numbers are figures under the names of their areas.
COUNTED = "Similar councils with a figure"


def rule(sheet: str, column: str) -> Callable[[float], int | None] | None:
    """How many decimals a column shows, from the decimals of its row's indicator; None: as the number is.

    >>> rule("comparison", "level")(1), rule("comparison", "sureness")(1), rule("comparison", "n_neighbours")
    (1, 2, None)
    """
    shown = COLUMNS[column][0] if column in COLUMNS else "own" if sheet == "summary" and column != COUNTED else ""
    if shown in ("two", "whole"):
        return lambda own: 2 if shown == "two" else 0
    return (lambda own: None if pd.isna(own) else int(own) + (shown == "finer")) if shown else None


def number_format(places: int | None) -> str:
    """The number format of so many decimals, as spreadsheets write it; None: as the number is.

    >>> number_format(1), number_format(0), number_format(None)
    ('#,##0.0', '#,##0', 'General')
    """
    return "General" if places is None else "#,##0" + ("." + "0" * places if places else "")


def kept(value: float) -> float:
    """A figure to twelve digits: those beyond are the machine's, and a spreadsheet would round 0.49999999999998 to 0.

    >>> kept(0.4999999999999858), kept(100 / 3)
    (0.5, 33.3333333333)
    """
    return float(f"{value:.12g}")


def told(sheets: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The columns of the sheets that are explained: column, what it means, sheets."""
    rows = [(column, means, ", ".join(name for name, table in sheets.items() if column in table))
            for column, (_, means) in COLUMNS.items()]  # fmt: skip
    return pd.DataFrame([row for row in rows if row[2]], columns=["Column", "What it means", "Sheets"])


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
    """One workbook: a sheet 'about' with the facts of the report, one sheet per table, and what the columns mean.

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
        explained = told(sheets)
        if len(explained):
            _sheet(book.add_worksheet("columns"), "columns", explained, looks, None)
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
            self._made[places] = self._book.add_format({"num_format": number_format(places), "valign": "top"})
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
    known = None if decimals is None or key is None else table[key].map(decimals)
    places = pd.Series(0, table.index) if known is None else known
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, str(column), looks.head)
        sheet.set_column(at, at, _width(str(column), table[column]))
        decimals_of = None if known is None else rule(name, str(column))
        for row, (cell, own) in enumerate(zip(table[column], places, strict=True), start=1):
            if pd.isna(cell):
                continue
            if isinstance(cell, bool | str):
                sheet.write_string(row, at, str(cell), looks.text)
            elif isinstance(cell, dt.date | pd.Timestamp):
                sheet.write_datetime(row, at, pd.Timestamp(cell).to_pydatetime(), looks.day)
            else:
                sheet.write_number(row, at, kept(cell), looks.number(decimals_of(own) if decimals_of else None))
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
        top, bottom = (place_of(trends.index, rows.index[k]) + 1 for k in (0, -1))
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
