"""A real browser: Debian's Chromium, driven by Playwright. Where there is none the tests say so and skip."""

import asyncio
import contextlib
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests: ``with browser() as opened``.

    Playwright leaves its event loop marked as the one that runs. It is so while a test uses the browser, and not after,
    so that tests that run a loop of their own (every notebook does) pass in the same process.
    """
    if not CHROMIUM:
        pytest.skip("no Chromium on the PATH: the app is not tested in a browser here")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as made:
        loop = asyncio.get_running_loop()

        @contextlib.contextmanager
        def used():
            asyncio._set_running_loop(loop)
            try:
                yield opened
            finally:
                asyncio._set_running_loop(None)

        opened = made.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(QUIET))
        asyncio._set_running_loop(None)
        yield used
        asyncio._set_running_loop(loop)
        opened.close()
    asyncio._set_running_loop(None)


@pytest.fixture
def page(browser):
    """A new page whose mistakes are kept: ``page.problems``, a sentence each; ``page.outside``: addresses elsewhere."""
    with browser() as opened:
        context = opened.new_context(viewport={"width": 1280, "height": 1000})
        made = context.new_page()
        made.problems, made.outside = [], []
        made.on("pageerror", lambda err: made.problems.append(str(err)))
        made.on("console", lambda told: made.problems.append(told.text) if told.type == "error" else None)
        made.on("request", lambda asked: made.outside.append(asked.url) if _elsewhere(asked.url) else None)
        made.set_default_timeout(40_000)
        yield made
        context.close()


def _elsewhere(url):
    return not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


@pytest.fixture(scope="session")
def no_faults():
    """Fails where axe-core finds a violation of WCAG 2.2 AA in a page, or in the part of it that is named."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()

    def check(page, part=None):
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = axe.run(page, context=part, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
        told = [f"{v['id']}: {n['html'][:200]} {n['failureSummary'][:300]}" for v in found for n in v["nodes"]]
        assert told == []

    return check
