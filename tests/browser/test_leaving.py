"""A kernel ends with its page, whether the page says so on its way out or its browser dies."""

import time
from urllib.parse import urlsplit

import psutil
import pytest

WHOLE = "() => document.querySelector('.jp-Cell') && !document.querySelector('.voila-skeleton-container')"


def kernels(app):
    """The kernels that the server of this app has: forked ones are children of its one process of that kind."""
    port = f"--port={urlsplit(app.root).port}"
    (server,) = [one for one in psutil.process_iter() if port in _words(one)]
    every = {one.pid: one for one in server.children(recursive=True)}
    own = [one for one in every.values() if "ipykernel_launcher" in _words(one)]
    forked = [one for one in every.values() if "scouting.batch.fork" in _words(one) and one.ppid() in every]
    return {one.pid for one in [*own, *forked]}


def _words(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def opened(app, page):
    """Open a page; gives the kernel that came with it."""
    before = kernels(app)
    page.set_default_timeout(150_000)
    page.goto(app.url("voila/render/6_neighbours.ipynb?council=Derby"))
    page.wait_for_function(WHOLE)
    page.wait_for_timeout(4000)  # Voila listens for the leaving last of all; until then the kernel ends as an orphan
    (came,) = kernels(app) - before
    return came


def gone(app, kernel, seconds):
    end = time.monotonic() + seconds
    while kernel in kernels(app) and time.monotonic() < end:
        time.sleep(0.5)
    return kernel not in kernels(app)


@pytest.mark.long
def test_it_ends_as_the_page_is_left_and_soon_where_the_browser_died(app, page):
    kernel = opened(app, page)
    page.goto("about:blank")
    assert gone(app, kernel, 15)
    kernel = opened(app, page)
    assert page.problems == []
    page.context.close()  # no page is told
    assert gone(app, kernel, 120)


@pytest.mark.long
def test_a_page_left_while_it_is_worked_out_ends_its_kernel_too(app, page):
    before = kernels(app)
    page.goto(app.url("voila/render/7_check_data.ipynb?council=Derby"))
    page.wait_for_selector(".voila-skeleton-container", state="attached")
    (kernel,) = kernels(app) - before
    page.context.close()
    assert gone(app, kernel, 60)


@pytest.mark.long
def test_a_page_whose_kernel_died_says_so_and_starts_again(app, page):
    kernel = opened(app, page)
    psutil.Process(kernel).kill()
    page.get_by_role("alert").get_by_text("This page has stopped").wait_for(timeout=40_000)
    before = kernels(app)
    page.get_by_role("button", name="Start again").press("Enter")
    page.wait_for_selector(".voila-skeleton-container", state="attached")
    page.wait_for_function(WHOLE)
    assert kernels(app) - before and not page.locator("#s-gone").is_visible()
