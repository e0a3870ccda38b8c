"""The app keeps to one council: opened anywhere and followed through every inner link, it is the same council's."""

import re
from collections import deque
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from scouting.app import page_list

WHOLE = "() => document.querySelector('.jp-Cell') && !document.querySelector('.voila-skeleton-container')"
#: A county, a small unitary, two whose figures are mostly missing, one whose boundaries are new.
COUNCILS = {
    "E06000015": "Derby", "E10000016": "Kent", "E06000053": "Isles of Scilly", "E09000001": "City of London",
    "E06000064": "Westmorland and Furness",
}  # fmt: skip
FILES = list(page_list().file)


def kept(page, app, code):
    """The inner links of the page that stands, each held to the council; what it says of itself, too."""
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    inner = {urljoin(page.url, one) for one in links if not one.startswith(("#", "data:", "javascript:"))}
    inner = {one.partition("#")[0] for one in inner if one.startswith(app.root)}
    for one in inner:
        assert parse_qs(urlsplit(one).query).get("council") == [code], f"{one} on {page.url} leaves {code}"
    assert page.locator("select#council").input_value() == code
    return inner


def read(page, app, code, name, where):
    """Open an address and hold the page to the council."""
    page.goto(f"{where}&token={app.token}")
    if "/voila/render/" not in where:
        return kept(page, app, code)
    page.wait_for_selector(".voila-skeleton-container", state="attached")
    page.wait_for_function(WHOLE)
    assert page.locator("h1").inner_text().endswith(name) and page.title().endswith(name)
    assert name in page.locator(".s-bar").inner_text()
    assert page.locator(".s-told").count() == 0, page.locator(".s-told").all_inner_texts()
    own = page.evaluate("[...document.querySelectorAll('.page-head b')].map(e => e.textContent)")
    assert set(own) <= {name}, "the head of page one names the council"
    # Whoever stands in the notebook's own parameters is at most one among others here.
    said = page.locator("main").inner_text()
    assert not re.search(r"^Wiltshire (is|ranks|has|made|spends)\b", said, re.MULTILINE)
    return kept(page, app, code)


@pytest.mark.parametrize("code", ["E06000015"])
def test_every_link_of_a_page_keeps_the_council(app, page, code):
    page.set_default_timeout(150_000)
    start = f"{app.root}/voila/render/6_neighbours.ipynb?council={code}&service=children&measure=re_referrals"
    inner = read(page, app, code, COUNCILS[code], start)
    assert {urlsplit(one).path.rpartition("/")[2] for one in inner} == {"", *FILES}
    assert page.problems == [] and page.outside == []


@pytest.mark.long
@pytest.mark.parametrize("service", ["children", "adults"])
@pytest.mark.parametrize("code", COUNCILS)
def test_followed_through_every_link_it_is_the_same_council(app, page, code, service):
    page.set_default_timeout(300_000)
    first = f"{app.root}/?council={code}&service={service}"
    seen, waiting = set(), deque([first])
    while waiting:
        where = waiting.popleft()
        path = urlsplit(where).path
        if path in seen:
            continue
        seen.add(path)
        if path == "/":  # its pages are buttons of one form: each goes where it says, with what the form holds
            kept_there = read(page, app, code, COUNCILS[code], where)
            assert page.locator("select#service").input_value() == service
            waiting += [f"{app.root}/voila/render/{file}?council={code}&service={service}" for file in FILES]
            waiting += sorted(kept_there)
        else:
            inner = read(page, app, code, COUNCILS[code], where)
            assert all(parse_qs(urlsplit(one).query)["service"] == [service] for one in inner)
            waiting += sorted(inner)
    assert {one.rpartition("/")[2] for one in seen} == {"", *FILES}
    assert page.problems == [] and page.outside == []
