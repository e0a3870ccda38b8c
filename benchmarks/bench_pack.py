"""What one pack costs beside its notebook: tables, workbook and slides; the page's size; first paint of page and app.

Run by ``make bench``. Workbook and slides should each take under a second or two; the page stays under 3 MB; the app's
pages are painted within 5 seconds.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from timing import line, seconds

from scouting import dataset, paths
from scouting.app import page_list
from scouting.report import council_book, slides, tables
from scouting.report.council import CouncilReport, council_report
from scouting.study import study

COUNCILS = ("Wiltshire", "City of London")
#: How often each is measured, besides a first time that does not count.
RUNS = 3
#: How often a page is opened, each time in a new profile with nothing kept from before.
OPENED = 5
_PAINT = "performance.getEntriesByName('first-contentful-paint')"


def paints(addresses: list[str]) -> list[float]:
    """Milliseconds to the first paint of each address in Chromium; none where there is no browser to measure with."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        return []
    taken = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for address in addresses:
            shown = browser.new_page()
            shown.goto(address, wait_until="commit")
            shown.wait_for_function(f"{_PAINT}.length")
            taken.append(shown.evaluate(f"{_PAINT}[0].startTime"))
            shown.close()
        browser.close()
    return taken


def told(taken: list[float]) -> str:
    """Median, least and most, or that nothing could be measured."""
    if not taken:
        return "first paint not measured (no Chromium, or no Playwright)"
    return f"first paint {statistics.median(taken):.0f} ms ({min(taken):.0f} to {max(taken):.0f}, n={len(taken)})"


@contextmanager
def app() -> Iterator[tuple[str, str]]:
    """The app on a port of its own choice while the block runs: its address and the token to ask with."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        with log.open("w") as out:
            command = [sys.executable, "-m", "scouting.app", "--no-browser", "--port=8898"]
            server = subprocess.Popen(
                command, env=os.environ | {"PYTHONPATH": str(paths.ROOT / "lib")}, stdout=out, stderr=out
            )
        try:
            while not (found := re.search(r"(http://127\.0\.0\.1:\d+/)\S*token=(\w+)", log.read_text())):
                if server.poll() is not None:
                    raise SystemExit(log.read_text())
                time.sleep(0.1)
            yield found[1], found[2]
        finally:
            server.terminate()
            server.wait()


def pack(council: str, data: dataset.Dataset) -> None:
    """Make one council's pack and print what its parts cost."""
    day = dt.date.today()
    print(council)
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        made = council_report(council, data=data).make(Path(folder))
        print(f"  the whole report: {time.perf_counter() - before:.1f} s")
        of, aside = study(council, data=data), Path(folder)
        books = [nbformat.read(path, as_version=4) for path in sorted((made / "notebooks").glob("*.ipynb"))]
        about, sheets = CouncilReport(of, day).facts(), tables.tables(of)
        for words, work in (
            ("tables", lambda: tables.tables(of)),
            ("XLSX", lambda: council_book.write(of, sheets, about, aside / "x.xlsx")),
            ("PPTX", lambda: slides.write(of, books, about, day, aside / "x.pptx")),
        ):
            print("  " + line(words, seconds(work, RUNS)))
        page = made / f"{made.name}.html"
        print(f"  page: {page.stat().st_size / 1e6:.2f} MB, {told(paints([page.as_uri()] * OPENED))}")


def main() -> None:
    """Measure packs, then the app's pages."""
    data = dataset.load()
    for council in COUNCILS:
        pack(council, data)
    with app() as (root, token):
        print(f"app, front page: {told(paints([f'{root}?token={token}'] * OPENED))}")
        each = [f"{root}voila/render/{file}?council=E06000054&token={token}" for file in page_list().file]
        print(f"app, every page once, its council chosen: {told(paints(each))}")


if __name__ == "__main__":
    sys.exit(main())
