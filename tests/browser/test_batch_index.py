"""The index and the packs in a real browser: found by search, opened from a folder, with no request to any network."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from scouting.batch import drive, leave
from scouting.batch.packs import Pack

pytestmark = pytest.mark.long


@pytest.fixture
def said(page):
    """What scripts of the page write or ask."""
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    return told


@pytest.fixture
def packs(tmp_path):
    councils = ("Isles of Scilly", "City of London", "Westmorland and Furness", "Birmingham")
    summary = drive.batch("children", councils, tmp_path / "all packs")
    assert summary.exit_status == 0 and len(summary.outcomes) == len(councils)
    return tmp_path / "all packs"


def test_every_page_opens_from_the_index_without_the_network(packs, page, said):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((packs / "index.html").as_uri())
    shown = page.locator("tbody tr:visible")
    assert shown.count() == 4
    page.fill("#name", "birm")
    assert shown.all_inner_texts()[0].startswith("Birmingham") and shown.count() == 1
    assert page.inner_text("#shown") == "1 of 4 shown"
    page.fill("#name", "")
    page.select_option("#region", "London")
    assert all("London" in text for text in shown.all_inner_texts())
    page.select_option("#region", "")
    for name in page.eval_on_selector_all("tbody th a", "links => links.map(link => link.href)"):
        page.goto(name)
        broken = "images => images.filter(i => !(i.complete && i.naturalWidth)).length"
        assert page.eval_on_selector_all("img", broken) == 0 and page.locator("svg.story").count() > 0
        anchors = BeautifulSoup(page.content(), "html.parser").select('a[href^="#"]')
        assert all(page.locator(f"[id='{a['href'][1:]}']").count() == 1 for a in anchors)
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}, "a page asks the network for something"
    assert said == []


def test_the_index_is_searched_by_keyboard_and_read_without_scripts(tmp_path, page, said):
    told = [("Derby", "East Midlands", "whole", "derby/derby.html"), ("Kent", "South East", "failed", ""),
            ("<script>alert(1)</script>", "London", "whole", "x/x.html")]  # fmt: skip
    rows = [dict.fromkeys(leave.MANIFEST, "") | dict(zip(("council", "region", "status", "page"), one, strict=True))
            for one in told]  # fmt: skip
    pack = Pack("mine", "A title & more", (), "children", ("all",))
    (tmp_path / "index.html").write_text(leave.index(pack, pd.DataFrame(rows), []), encoding="utf-8")
    where = (tmp_path / "index.html").as_uri()
    page.goto(where)
    keys, shown = page.keyboard, page.locator("tbody tr:visible")
    for _ in range(2):  # the link of the first paragraph, then the search
        keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "name"
    keys.type("KEN")
    keys.press("Enter")
    assert shown.all_inner_texts()[0].startswith("Kent") and shown.count() == 1
    assert page.inner_text("#shown") == "1 of 3 shown" and page.url == where
    for _ in range(3):
        keys.press("Backspace")
    keys.press("Tab")
    keys.type("Lon")
    assert shown.count() == 1 and "<script>" in shown.all_inner_texts()[0]
    keys.press("Home")  # every region
    keys.press("Tab")
    keys.type("fail")
    assert shown.count() == 1 and shown.all_inner_texts()[0].startswith("Kent")
    keys.press("Home")
    assert shown.count() == 3
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto(where)
    assert plain.locator("tbody tr:visible").count() == 3 and plain.locator("form:visible").count() == 0
    assert plain.locator("tbody a:visible").count() == 2
    plain.context.close()
    assert said == []
