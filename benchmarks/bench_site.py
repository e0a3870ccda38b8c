"""The site of England: seconds and size of the whole, what a run with nothing new takes, and how soon pages are there.

Run by ``make bench``. The folder stays under 12 MB and any page under 400 kB over the wire; the first paint comes
within 300 ms from disk. Each page is opened ten times, a new page of one browser each time.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from scouting.site.make import make

#: Kinds of pages, by what they are of.
PAGES = {
    "front page": "index.html",
    "a council": "pages/E06000054.html",
    "a measure": "pages/re_referrals.html",
    "the what-if": "what-if-children.html#E06000054",
}
OPENED = 10
#: Milliseconds to the first paint, and until the scripts of the page have run.
_ASKED = """() => [performance.getEntriesByName('first-contentful-paint')[0].startTime,
  performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd]"""


def opened(root: Path) -> None:
    """First paint and time until it can be used, of each kind of page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        print("pages not opened (no Chromium, or no Playwright)")
        return
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for kind, address in PAGES.items():
            taken = []
            for _ in range(OPENED + 1):
                shown = browser.new_page()
                shown.goto(f"{root.as_uri()}/{address}")
                shown.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
                taken.append(shown.evaluate(_ASKED))
                shown.close()
            paint, ready = np.array(taken[1:]).T  # the first one warms the browser
            for words, one in (("first paint", paint), ("can be used", ready)):
                print(f"{kind}: {words} {np.median(one):.0f} ms, 90th {np.quantile(one, 0.9):.0f} ms (n={OPENED})")
        browser.close()


def main(workers: int = 2) -> None:
    """Make all of it, make it again, and open its pages."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "england"
        for words in ("all of it", "again, with nothing new"):
            start = time.perf_counter()
            make(out, workers=workers)
            print(f"{words}: {time.perf_counter() - start:.0f} s, {workers} processes")
        files = [path for path in out.rglob("*") if path.is_file()]
        sizes = np.array([path.stat().st_size for path in files])
        wire = {path: len(gzip.compress(path.read_bytes())) for path in files}
        largest = max(wire, key=lambda path: wire[path])
        print(f"{len(files)} files, {sizes.sum() / 1e6:.2f} MB; compressed {sum(wire.values()) / 1e6:.2f} MB")
        print(f"largest over the wire: {largest.name}, {wire[largest] / 1e3:.0f} kB")
        opened(out)


if __name__ == "__main__":
    sys.exit(main())
