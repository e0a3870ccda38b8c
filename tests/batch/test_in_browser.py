"""The index and the packs in a real browser: found by search, opened from a folder, with no request to any network."""

import shutil

import pytest
from bs4 import BeautifulSoup

from scouting.batch import drive

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.long
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_every_page_opens_from_the_index_without_the_network(tmp_path):
    from playwright.sync_api import sync_playwright

    councils = ("Isles of Scilly", "City of London", "Westmorland and Furness", "Birmingham")
    summary = drive.batch("children", councils, tmp_path / "all packs")
    assert summary.exit_status == 0 and len(summary.outcomes) == len(councils)
    look(tmp_path / "all packs", sync_playwright, len(councils))


def look(out, sync_playwright, n: int) -> None:
    asked, said = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto((out / "index.html").as_uri())
        shown = page.locator("tbody tr:visible")
        assert shown.count() == n
        page.fill("#name", "birm")
        assert shown.all_inner_texts()[0].startswith("Birmingham") and shown.count() == 1
        assert page.inner_text("#shown") == f"1 of {n} shown"
        page.fill("#name", "")
        page.select_option("#region", "London")
        assert all("London" in text for text in shown.all_inner_texts())
        page.select_option("#region", "")
        for name in page.eval_on_selector_all("tbody th a", "links => links.map(link => link.href)"):
            page.goto(name)
            broken = "images => images.filter(i => !(i.complete && i.naturalWidth)).length"
            assert page.eval_on_selector_all("img", broken) == 0 and page.locator("img").count() > 5
            anchors = BeautifulSoup(page.content(), "html.parser").select('a[href^="#"]')
            assert all(page.locator(f"[id='{a['href'][1:]}']").count() == 1 for a in anchors)
        browser.close()
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}, "a page asks the network for something"
    assert said == []
