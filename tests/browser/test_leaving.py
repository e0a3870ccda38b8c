"""A kernel ends with its page, whether the page says so on its way out or its browser dies."""

import time
from urllib.parse import urlsplit

import psutil
import pytest

WHOLE = "() => document.querySelector('.jp-Cell') && !document.querySelector('.voila-skeleton-container')"


def kernels(app):
    """The kernels that the server of this app has."""
    port = f"--port={urlsplit(app.root).port}"
    (server,) = [one for one in psutil.process_iter() if port in _words(one)]
    return {one.pid for one in server.children(recursive=True) if "ipykernel_launcher" in _words(one)}


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
def test_it_ends_as_the_page_is_left_and_within_two_minutes_where_the_browser_died(app, page):
    kernel = opened(app, page)
    page.goto("about:blank")
    assert gone(app, kernel, 15)
    kernel = opened(app, page)
    assert page.problems == []
    page.context.close()  # no page is told
    assert gone(app, kernel, 120)
