"""The template for a council's own figures: a workbook and a CSV, each column with an example."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import xlsxwriter

from scouting import catalog, paths
from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.own.tables import ASKED, CODES, columns
from scouting.terms import INSPECTION_GRADES, MARKERS, POLARITIES, QUALITY_STATEMENTS, SERVICES, SHARES, STATISTICS

WORKBOOK, CSV = "scouting-own-figures.xlsx", "scouting-own-figures.csv"
#: The same bytes on every day.
_MADE = dt.datetime(2026, 1, 1)
#: Rows that are prepared for typing: text where a program would make a day of 2025-07, lists of words.
_ROWS = 2_000

READ_ME = [
    "Scouting: your council's own figures",
    "Fill in the sheets of tables, figures to assessments, as many as you need, then: scouting data add FILE",
    "Rows that begin with 'Example' are left out. The sheet codes lists councils, indicators, markers and words.",
    "council: its name, ONS code or DfE number. period: 2025, 2024-25, 2025-26 Q1 (April to June), 2025-07 or Jul-25.",
    "Percentages and rates need numerator and denominator, so that small counts can be protected; value may be blank.",
    "No figure: leave value blank and give a marker, or write the marker in its place.",
    "share: own (this council only, if blank), region (the councils of its region) or public (everybody).",
    "targets: the council's own target, and how far from it still meets it (tolerance).",
    "indicators: your own, where the catalogue has none. If somebody published it: publisher, source (title), link.",
    "neighbours: your own neighbour sets, one row per pair, rank 1 the nearest (or blank).",
    "assessments: of councils by the Care Quality Commission, as it published them; scores 1 to 4, 4 the best.",
]
#: One filled row a sheet; its council begins with Example, so that it is left out when the file is added.
EXAMPLES = {
    "figures": {
        "council": "Example: Wiltshire", "indicator_id": "re_referrals", "period": "2025-26 Q1", "value": 25.0,
        "numerator": 120, "denominator": 480, "share": "own", "note": "From the case system, 3 July",
    },
    "targets": {
        "council": "Example: Wiltshire", "indicator_id": "re_referrals", "target": 20, "tolerance": 2,
        "note": "Council plan 2025 to 2028",
    },
    "indicators": {
        "indicator_id": "visits_in_time", "title": "Example: Visits to children in need made in time",
        "service": "children", "unit": "%", "polarity": "high_is_good", "statistic": "proportion",
        "short_title": "Visits in time", "means": "Whether children are seen as often as planned.",
        "topic": "children in need", "facet": "timeliness", "numerator_label": "visits in time",
        "denominator_label": "visits due", "counting_note": "Counts visits due in the period.", "year_end": "03-31",
    },
    "neighbours": {
        "set_id": "our_group", "title": "Councils we meet", "council": "Example: Wiltshire", "neighbour": "Shropshire",
        "publisher": "Wiltshire", "published": "2025-09-01", "rank": 1,
    },
    "assessments": {
        "council": "Example: Wiltshire", "report_date": "2025-09-01", "rating": "good",
        **dict.fromkeys(QUALITY_STATEMENTS, 3), "link": "https://www.cqc.org.uk/",
    },
}  # fmt: skip
_TYPED = ("period", "published", "report_date", "year_end")
_WORDS = {
    "share": list(SHARES),
    "marker": list(MARKERS),
    "service": list(SERVICES),
    "polarity": list(POLARITIES),
    "statistic": list(STATISTICS),
    "rating": list(INSPECTION_GRADES.values()),
}


def write_template(folder: Path) -> list[Path]:
    """Write the template as a workbook (every table, and the codes) and as a CSV (figures only).

    Gives the files written. Raises ScoutingError where one of them is there: it may hold figures.
    """
    targets = [Path(folder) / name for name in (WORKBOOK, CSV)]
    there = [path for path in targets if path.exists()]
    if there:
        hint = "is there and may hold your figures. Move it, or choose another folder with --out."
        raise ScoutingError(f"{path} {hint}" for path in there)
    known = catalog.read()
    for path, write in zip(targets, (_workbook, _csv), strict=True):
        with paths.new_file(path) as aside:
            write(aside, known)
    return targets


def _csv(path: Path, _: Catalog) -> None:
    names, example = columns("figures"), EXAMPLES["figures"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark makes Excel read it as UTF-8
        csv.writer(file).writerows([names, [example.get(name, "") for name in names]])


def _workbook(path: Path, catalog: Catalog) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": READ_ME[0], "created": _MADE})
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        page = book.add_worksheet("read me")
        page.set_column(0, 0, 120)
        for number, line in enumerate(READ_ME):
            page.write_string(number, 0, line, None if number else bold)
        for kind in ASKED:
            sheet = book.add_worksheet(kind)
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(columns(kind)):
                # Days and periods are typed as text: 2025-07 would become the day 1 July 2025.
                sheet.set_column(place, place, 18, text if name in _TYPED else None)
                sheet.write_string(0, place, name, bold)
                sheet.write(1, place, EXAMPLES[kind].get(name, ""))
                if name in _WORDS:
                    sheet.data_validation(1, place, _ROWS, place, {"validate": "list", "source": _WORDS[name]})
        _codes(book.add_worksheet(CODES), catalog, bold)


def _codes(sheet, catalog: Catalog, bold) -> None:
    """What may be written where, side by side: councils, indicators, markers, words."""
    councils = catalog.today().sort_values("name")
    lists = {
        "council": councils.name.tolist(),
        "ONS code": councils.area_code.tolist(),
        "indicator_id": catalog.indicators.indicator_id.tolist(),
        "title": catalog.indicators.title.tolist(),
        "unit": catalog.indicators.unit.tolist(),
        "statistic": catalog.indicators.statistic.tolist(),
        "marker": list(MARKERS),
        "marker means": list(MARKERS.values()),
        "share": list(SHARES),
        "share means": list(SHARES.values()),
    }
    sheet.freeze_panes(1, 0)
    for place, (name, entries) in enumerate(lists.items()):
        sheet.set_column(place, place, 40 if name in ("council", "title") else 20)
        sheet.write_string(0, place, name, bold)
        for number, entry in enumerate(entries, start=1):
            sheet.write_string(number, place, entry)
