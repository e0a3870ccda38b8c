"""A council's workbook: Summary, Similar councils, History, Charts, Visit, the council's own, Notes, Data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.frames import row_of
from scouting.pages.story import measures
from scouting.report.council_notes import ON_PAPER, notes
from scouting.report.council_sheets import Sheets, visit_parts
from scouting.report.line_charts import last_run, write_charts
from scouting.report.readable import write_figures, write_parts
from scouting.report.workbook import Looks, new_book, write_table
from scouting.study import Study

#: Tables of a report that are there for some councils only, and their sheets.
SOMETIMES = {"own figures": "Own figures", "own targets": "Own targets", "since": "Since last"}
#: Columns of the comparison that are of no use in a spreadsheet: whether figures changed is told by the tables.
_DIGESTS = ["figures", "sizes"]
#: Widths of the columns of sheets with parts, and columns of Data on paper.
_VISIT, _NOTES, _PRINTED = (26, 40, 94), (40, 62, 76, 34), 12


def write(study: Study, tables: dict[str, pd.DataFrame], facts: list[tuple[str, str]], path: Path) -> None:
    """Write the workbook. ``tables``: of the report, by name; ``facts``: of the report, its title first."""
    title, made = facts[0][1], Sheets(study)
    with new_book(path, title) as book:
        looks = Looks(book)
        for name, sheet in (("Summary", made.summary), ("Similar councils", made.similar), ("History", made.history)):
            write_figures(book.add_worksheet(name), sheet(), looks, title)
        ids = measures.ids(study)
        runs = [(row_of(study.panel.indicators, one), last_run(study.trend(one))) for one in ids]
        if runs := [(about, rows) for about, rows in runs if len(rows) > 1]:
            write_charts(book, runs, study.name, looks)
        visits = visit_parts(study)
        write_parts(book.add_worksheet("Visit"), visits, _VISIT, looks, title, len(visits))
        decimals = study.panel.indicators.decimals
        for name, sheet in SOMETIMES.items():
            if name in tables and len(tables[name]):
                write_table(book.add_worksheet(sheet), tables[name], looks, decimals)
        data = tables["comparison"].drop(columns=_DIGESTS)
        write_parts(book.add_worksheet("Notes"), notes(study, facts, data), _NOTES, looks, title, ON_PAPER)
        sheet = book.add_worksheet("Data")
        write_table(sheet, data, looks, decimals)
        sheet.print_area(0, 0, len(data), _PRINTED - 1)
        sheet.fit_to_pages(1, 2)
