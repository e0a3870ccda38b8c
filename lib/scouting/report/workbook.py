"""Tables as one workbook that can be handed on: texts stay texts, figures have their decimals, sheets print."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

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


def rule(column: str) -> Callable[[float], int | None] | None:
    """How many decimals a column shows, from the decimals of its row's indicator; None: as the number is.

    >>> rule("level")(1), rule("sureness")(1), rule("n_neighbours")
    (1, 2, None)
    """
    shown = COLUMNS[column][0] if column in COLUMNS else ""
    if shown in ("two", "whole"):
        return lambda own: 2 if shown == "two" else 0
    return (lambda own: None if pd.isna(own) else int(own) + (shown == "finer")) if shown else None


def number_format(places: int | None, unit: str = "") -> str:
    """The number format of so many decimals, as spreadsheets write it; None: as the number is.

    ``unit``: of a figure; a sign of per cent or pounds is shown with it.

    >>> number_format(1), number_format(0), number_format(None), number_format(1, "%"), number_format(0, "£ per week")
    ('#,##0.0', '#,##0', 'General', '#,##0.0"%"', '"£"#,##0')
    """
    if places is None:
        return "General"
    plain = "#,##0" + ("." + "0" * places if places else "")
    return f'{plain}"%"' if unit == "%" else f'"£"{plain}' if unit.startswith("£") else plain


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


def write_xlsx(
    sheets: dict[str, pd.DataFrame],
    facts: list[tuple[str, str]],
    path: Path,
    decimals: pd.Series | None = None,
) -> None:
    """One workbook: a sheet 'about' with the facts of the report, one sheet per table, and what the columns mean.

    Texts stay texts: never formulas, links or numbers. Headers are frozen and filtered, and repeated on every page
    of a print. ``decimals``: of each indicator, for columns in its unit (the cells keep the unrounded figure).
    The same tables give the same bytes.
    """
    with new_book(path, facts[0][1]) as book:
        looks = Looks(book)
        markers = [(f"marker {symbol}", word) for symbol, word in MARKERS.items()]
        _about(book.add_worksheet("about"), [*facts, *markers], looks)
        for name, table in sheets.items():
            write_table(book.add_worksheet(name), table, looks, decimals)
        explained = told(sheets)
        if len(explained):
            write_table(book.add_worksheet("columns"), explained, looks, None)


@contextmanager
def new_book(path: Path, title: str) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is at ``path`` once it is whole: texts stay texts, the same content gives the same bytes."""
    with new_file(path) as aside:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                   "nan_inf_to_errors": False}  # fmt: skip
        book = xlsxwriter.Workbook(str(aside), options)
        # A fixed date: the same tables give the same bytes.
        book.set_properties({"title": title, "created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        yield book
        book.close()


#: Points, on the sheets for readers.
SMALL = 10


class Looks:
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

    def of(self, **properties: Any):
        """A format by its properties, as XlsxWriter names them, in the size of the sheets for readers."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_size": SMALL, "valign": "top", **properties})
        return self._made[key]


def _about(sheet, rows: list[tuple[str, str]], looks: Looks) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for row, (name, text) in enumerate(rows):
        sheet.write_string(row, 0, name, looks.head)
        sheet.write_string(row, 1, text, looks.text)
        tall(sheet, row, len(text), 100)
    printed(sheet)


def write_table(sheet, table: pd.DataFrame, looks: Looks, decimals: pd.Series | None) -> None:
    """A table with codes on a sheet: headers frozen, filtered and repeated, numbers with their indicator's decimals."""
    key = next((k for k in _KEYS if k in table), None)
    known = None if decimals is None or key is None else table[key].map(decimals)
    places = pd.Series(0, table.index) if known is None else known
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, str(column), looks.head)
        sheet.set_column(at, at, _width(str(column), table[column]))
        decimals_of = None if known is None else rule(str(column))
        for row, (cell, own) in enumerate(zip(table[column], places, strict=True), start=1):
            if pd.isna(cell):
                continue
            if isinstance(cell, bool | str):
                sheet.write_string(row, at, str(cell), looks.text)
            elif isinstance(cell, dt.date | pd.Timestamp):
                sheet.write_datetime(row, at, pd.Timestamp(cell).to_pydatetime(), looks.day)
            else:
                sheet.write_number(row, at, kept(cell), looks.number(decimals_of(own) if decimals_of else None))
    tall(sheet, 0, 31, 30)
    for row, cells in enumerate(table.select_dtypes(["object", "str"]).itertuples(index=False), start=1):
        tall(sheet, row, max((len(c) for c in cells if isinstance(c, str)), default=0), WIDEST)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if len(table.columns):
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    printed(sheet, whole=len(table.columns) <= MOST_ACROSS)


def _width(heading: str, held: pd.Series) -> float:
    """In characters: the longest cell, or the longest word of the heading, which may break between words."""
    words = max(map(len, heading.split()), default=0)
    return min(max([words, 8, *(_shown(x) for x in held.head(200))]) + 2, WIDEST)


def tall(sheet, row: int, length: int, across: float) -> None:
    """Room for a text that is wrapped: not every program makes it by itself."""
    if length > across:
        sheet.set_row(row, 15 * math.ceil(1.08 * length / across))


def _shown(cell: object) -> int:
    return 11 if isinstance(cell, float | dt.date) else len(str(cell))


def printed(sheet, whole: bool = True) -> None:
    """A4 across with the sheet and page at the foot. ``whole``: all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RPage &P of &N")
    if whole:
        sheet.fit_to_pages(1, 0)
