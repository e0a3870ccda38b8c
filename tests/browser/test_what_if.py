"""The what-if page in a real browser, in Voila and in JupyterLab: what a person does with the keys, and what it shows.

The notebook is the project's own, cut after the widget: what follows is tested elsewhere and would keep the page busy.
"""

import json
import re

import nbformat
import pytest

from scouting import paths
from scouting.charts import league
from scouting.pages.what_if import question
from scouting.pages.what_if import show as what_if_page
from scouting.recipes import weights
from scouting.words.verdict import rank_words

NOTEBOOK = "2_what_if.ipynb"
TEXT = "input[placeholder='the line that rebuilds these weights']"

#: A cell that is run before the kernel has said what it is runs nowhere, and JupyterLab asks which kernel to use.
READY_THEN_RUN = """async () => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  await Promise.all([app.restored, panel.context.ready, panel.sessionContext.ready, panel.revealed]);
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project folder of its own, so that what is kept here is kept nowhere else."""
    made = tmp_path_factory.mktemp("home")
    (made / "data").mkdir()
    (made / "notebooks").mkdir()
    for path in paths.DATA.iterdir():
        if path.name != "local":
            (made / "data" / path.name).symlink_to(path)
    book = nbformat.read(paths.NOTEBOOKS / NOTEBOOK, as_version=4)
    last = next(k for k, cell in enumerate(book.cells) if "WhatIf(" in cell.source)
    book.cells = book.cells[: last + 1]
    nbformat.write(book, made / "notebooks" / NOTEBOOK)
    return made


def said(page):
    return page.locator(".scouting-live").nth(1).inner_text()


def rest(page, before=None):
    """Wait until the answer with all draws is there: it renews the line of text."""
    page.wait_for_function(
        "([css, old]) => { const t = document.querySelector(css); return t && t.value && t.value !== old; }",
        arg=[TEXT, before],
    )
    return page.locator(TEXT).input_value()


def agrees(page, data, text, **options):
    """What is said and drawn is what the tables behind it say, worked out here from the line of text alone."""
    from dataclasses import replace

    made = weights.from_text(text, data.catalog)
    told = question.answer(replace(question.ask("Wiltshire", made, data=data), **options))
    assert rank_words(told.own) in said(page)
    rows, title = what_if_page.league_rows(told), what_if_page.league_title(told)
    page.wait_for_function(
        "words => document.querySelector('.scouting-picture img').alt === words", arg=league.alt_text(rows, title=title)
    )
    return told


def slide(page, data):
    """A slider by key: the numbers and the picture follow. Gives the line of text before and after."""
    first = rest(page)
    assert first == "recipe=balanced_adults"
    picture, words = page.locator(".scouting-picture img").first.get_attribute("src"), said(page)
    agrees(page, data, first)
    page.get_by_role("slider", name="Experience").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    moved = "recipe=balanced_adults experience=3"  # where the keys are slow, an answer comes between two of them
    page.wait_for_function("([css, now]) => document.querySelector(css).value === now", arg=[TEXT, moved])
    agrees(page, data, moved)
    assert said(page) != words and page.locator(".scouting-picture img").first.get_attribute("src") != picture
    return first, moved


def drive(page, data):
    """A slider by key, the picture, the numbers, need and pounds, keep, share, reset, a hostile text."""
    first, moved = slide(page, data)
    now = said(page)
    page.get_by_label("Name").fill("Mine <b>&</b>")
    page.get_by_label("Name").press("Tab")
    page.get_by_role("button", name="Keep").press("Enter")
    page.get_by_text("Kept as mine_b_b.").wait_for()
    own = rest(page, moved)
    assert own.startswith("recipe=none ")  # one of our own, so the line holds all of it
    page.get_by_label("Weights", exact=True).select_option(label=weights.read("balanced_adults").title)
    assert rest(page, own) == first
    page.locator(TEXT).fill(moved)
    page.locator(TEXT).press("Tab")
    page.get_by_role("button", name="Use this text").press("Enter")
    page.wait_for_function("now => document.querySelectorAll('.scouting-live')[1].innerText === now", arg=now)
    assert page.get_by_role("slider", name="Experience").get_attribute("aria-valuenow") == "3.0"
    page.get_by_role("button", name="Start again").press("Enter")
    assert rest(page, moved) == first and said(page) != now
    page.get_by_label("Weights", exact=True).select_option(label="Mine <b>&</b> (kept)")
    page.wait_for_function("now => document.querySelectorAll('.scouting-live')[1].innerText === now", arg=now)
    assert rest(page, first) == own
    page.get_by_role("slider", name="Experience").press("ArrowRight")
    away = rest(page, own)
    page.get_by_role("button", name="Start again").press("Enter")
    assert rest(page, away) == own

    page.locator(TEXT).fill('recipe=<img src=x onerror=alert(1)> __import__("os")=1')
    page.locator(TEXT).press("Tab")
    page.get_by_role("button", name="Use this text").press("Enter")
    page.get_by_text("which is not here").wait_for()
    assert said(page) == now and page.locator("img[src=x]").count() == 0

    page.get_by_label("Spending beside outcomes").press("Space")
    page.locator(".scouting-picture img").nth(1).wait_for()
    page.wait_for_function("document.querySelectorAll('.scouting-picture img')[1].alt.includes('£ per adult')")
    page.get_by_label("Allow for need").press("Space")
    page.get_by_text("with need allowed for").first.wait_for()


def test_a_slider_moves_the_numbers_and_the_picture(app, data, page):
    """The shared server; nothing is kept. All else that a page can do is the long tests' below."""
    page.goto(app.url(f"voila/render/{NOTEBOOK}?council=E06000054&service=adults"))
    slide(page, data)
    assert page.problems == [] and page.outside == []


@pytest.mark.long
def test_in_voila(serve, home, data, page, no_faults):
    app = serve("-m", "scouting.app", "--no-browser", SCOUTING_HOME=str(home))
    page.goto(app.url(f"voila/render/{NOTEBOOK}?council=E06000054&service=adults"))
    drive(page, data)
    assert page.title() == "What if the weights were yours?: Wiltshire"
    no_faults(page)
    assert page.problems == [] and page.outside == []
    assert (home / "data" / "local" / "weightings" / "mine_b_b.yml").is_file()


@pytest.mark.long
def test_in_jupyterlab(serve, home, data, page, tmp_path):
    config = tmp_path / "labconfig"
    config.mkdir()
    off = {"@jupyterlab/apputils-extension:announcements": True}
    (config / "page_config.json").write_text(json.dumps({"disabledExtensions": off}))
    lab = serve(
        "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--notebook-dir={home}",
        "--LabApp.expose_app_in_browser=True", "--IdentityProvider.token=t", token="t", SCOUTING_HOME=str(home),
        JUPYTER_CONFIG_DIR=str(tmp_path),
    )  # fmt: skip
    page.goto(lab.url(f"lab/tree/notebooks/{NOTEBOOK}"))
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel")
    page.evaluate(READY_THEN_RUN)
    drive(page, data)
    own = [told for told in page.problems if not re.search(r"Failed to load resource|favicon", told)]
    assert own == [] and page.outside == []
    page.screenshot(path=tmp_path / "lab.png")
