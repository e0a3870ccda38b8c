"""Key press to new picture in a real browser: the app beside the same one made with ``interact`` and a new figure.

Both are Voila pages on one server, driven in turn in one run; a picture counts as new when the browser has loaded it.
Both turn the same weights into the same 1,000 draws, the same strip and the same sentences and words under it; the
plain one shows its figure as a notebook does. Ours answers with 10,000 draws too once a slider rests, which is not
timed. Prints the median and the 90th percentile of 25 key presses each, and the ratio of medians (at most 0.6).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import numpy as np

from scouting import paths
from scouting.app import ONE_THREAD

KEYS = 25
#: Seconds without a new picture after which a page is taken to be at rest.
QUIET = 1.2
APP = """
from scouting.pages.what_if import question
from scouting.pages.what_if.widget import WhatIf

WhatIf(question.ask("Wiltshire", "balanced_adults")).show()
"""
PLAIN = """
%matplotlib inline
import ipywidgets as widgets
from dataclasses import replace
from IPython.display import HTML, display
from scouting import markup
from scouting.charts import league
from scouting.pages.what_if import question
from scouting.pages.what_if import show as what_if

asked = question.ask("Wiltshire", "balanced_adults")
matrix = question.answer(asked, 10).matrix


def show(**weights):
    told = question.answer(replace(asked, weighting=asked.weighting.reweighed(weights)), question.MOVING, matrix=matrix)
    rows, title = what_if.league_rows(told), what_if.league_title(told)
    display(league.draw(rows, title="", notes=False).figure)
    alt = league.alt_text(rows, title=title)
    display(HTML(what_if.rank_lines(told)), HTML(markup.folded("The ranks in words", markup.sentences([alt]))))


sliders = {
    facet: widgets.FloatSlider(description=facet, min=0, max=5, step=0.25, value=weight)
    for facet, weight in asked.weighting.facets.itertuples(index=False)
}
widgets.interact(show, **sliders)
"""
#: Ends when another picture than the one before has been loaded; pictures may be replaced as elements or in place.
NEW = """old => {
  const image = document.querySelector(PICTURE);
  return image && image.src !== old && image.complete && image.naturalWidth;
}"""


def press(page, picture: str) -> list[float]:
    """Seconds from key press to new picture, one a key."""
    page.wait_for_selector(picture)
    page.wait_for_selector(".noUi-handle")
    page.focus(".noUi-handle")
    taken = []
    for k in range(KEYS):
        old = _at_rest(page, picture)
        start = time.perf_counter()
        page.keyboard.press("ArrowRight" if (k // 8) % 2 else "ArrowLeft")
        page.wait_for_function(NEW.replace("PICTURE", repr(picture)), arg=old, polling="raf")
        taken.append(time.perf_counter() - start)
    return taken


def _at_rest(page, picture: str) -> str:
    """The picture once it has not changed for a while: what comes when a slider rests is not counted to the next."""
    old, since = "", time.perf_counter()
    while time.perf_counter() - since < QUIET:
        time.sleep(0.1)
        now = page.get_attribute(picture, "src")
        if now != old:
            old, since = now, time.perf_counter()
    return old


def main() -> None:
    """Measure both and print a line each."""
    chromium = shutil.which("chromium")
    if not chromium:
        print("no Chromium on the PATH: the app is not measured here")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as made:
        home = Path(folder)
        for name, source in (("app", APP), ("interact", PLAIN)):
            book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source.strip())])
            book.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
            nbformat.write(book, home / f"{name}.ipynb")
        env = os.environ | ONE_THREAD | {"PYTHONPATH": str(paths.ROOT / "lib")}
        log = home / "log.txt"
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "voila", folder, "--no-browser", "--Voila.ip=127.0.0.1", "--port=8899",
                 "--token"], env=env, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            while not (token := re.search(r"token=(\w+)", log.read_text())):
                time.sleep(0.1)
            browser = made.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            page, medians = browser.new_page(viewport={"width": 1280, "height": 1000}), {}
            page.set_default_timeout(120_000)
            for name, picture in (
                ("app", ".scouting-picture img"),
                ("interact", ".widget-output img, .jp-OutputArea img"),
            ):
                page.goto(f"http://127.0.0.1:8899/voila/render/{name}.ipynb?token={token.group(1)}")
                taken = press(page, picture)
                medians[name] = np.median(taken)
                print(
                    f"{name}: median {medians[name]:.3f} s, 90th percentile {np.quantile(taken, 0.9):.3f} s, n {KEYS}"
                )
            print(f"ratio of medians {medians['app'] / medians['interact']:.2f} (at most 0.6)")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
