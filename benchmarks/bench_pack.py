"""What one pack costs beside its notebook: tables, workbook and slides, the page's size and its first paint.

Run by ``make bench``. Workbook and slides should each take under a second or two; the page stays under 3 MB.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from scouting import dataset
from scouting.report import make, slides, tables
from scouting.report.make import facts
from scouting.study import study

COUNCILS = ("Wiltshire", "City of London")


def timed(words: str, work):
    """Do the work once, say how long it took, give what it gave."""
    before = time.perf_counter()
    found = work()
    print(f"  {words}: {time.perf_counter() - before:.2f} s")
    return found


def paint(page: Path) -> str:
    """Milliseconds to the first paint in Chromium, or why it was not measured."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "not measured (no Playwright)"
    if not chromium:
        return "not measured (no Chromium)"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        shown = browser.new_page()
        shown.goto(page.as_uri())
        shown.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        taken = shown.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        browser.close()
    return f"{taken:.0f} ms"


def main() -> None:
    data, day = dataset.load(), dt.date.today()
    for council in COUNCILS:
        print(council)
        with tempfile.TemporaryDirectory() as folder:
            made = timed("the whole report", lambda: make(council, out=Path(folder)))  # noqa: B023
            of = study(council, data=data)
            book = nbformat.read(made / "notebooks" / "1_scouting_party.ipynb", as_version=4)
            told, aside = facts(of, {}, day), Path(folder)
            sheets = timed("tables", lambda: tables.tables(of))  # noqa: B023
            timed("XLSX", lambda: tables.write_xlsx(sheets, told, aside / "x.xlsx", of.panel.indicators.decimals))  # noqa: B023
            timed("PPTX", lambda: slides.write(of, [book], told, day, aside / "x.pptx"))  # noqa: B023
            page = made / f"{made.name}.html"
            print(f"  page: {page.stat().st_size / 1e6:.2f} MB, first paint {paint(page)}")


if __name__ == "__main__":
    sys.exit(main())
