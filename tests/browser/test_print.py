"""A pack on paper: seven pages at most, the first alone; the pages for the room, four at most."""

import datetime as dt
import re

import pytest

from scouting.pages.story import measures
from scouting.report import room
from scouting.report.council import council_report

AS_OF = dt.date(2026, 11, 23)
#: The room of an A4 page between its margins, in pixels.
WIDE, HIGH = 182 / 25.4 * 96, 269 / 25.4 * 96
OTHERS = ["Bournemouth, Christchurch and Poole", "Isles of Scilly", "City of London", "Sheffield"]  # the largest page


def _pages(page) -> int:
    """How many pages it prints to: Chromium writes each as an object that is not packed."""
    made = page.pdf(prefer_css_page_size=True)
    count = len(re.findall(rb"/Type\s*/Page\b", made))
    assert count == max(map(int, re.findall(rb"/Count (\d+)", made)))
    return count


def _first_alone(page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(WIDE), "height": round(HIGH)})
    assert page.evaluate("getComputedStyle(document.querySelector('.summary')).breakAfter") == "page"
    bottom = page.evaluate("document.querySelector('.summary').getBoundingClientRect().bottom + scrollY")
    assert bottom <= HIGH, "the summary runs over its page"
    page.evaluate("document.querySelectorAll('main > :not(.summary)').forEach(e => e.remove())")
    assert _pages(page) == 1


def test_a_pack_prints_to_seven_pages_and_more_when_asked(page, whole_page):
    page.goto(whole_page.as_uri())
    shown = "e => e.checkVisibility()"
    assert 5 <= _pages(page) <= 7
    page.emulate_media(media="print")
    assert not page.locator("#where-we-stand").evaluate(shown) and page.locator("#whom-to-visit").evaluate(shown)
    assert page.locator("p.paper").last.evaluate(shown)
    assert page.locator("svg.story:visible").count() == 2 * measures.MOST and page.locator("img:visible").count() == 0
    sheets = page.locator("#whom-to-visit ~ details section.sheet, section:has(#whom-to-visit) section.sheet")
    assert sheets.count() == 3 and not sheets.first.evaluate(shown)  # each is printed from the brief
    page.emulate_media(media="screen")
    page.check("#whole")
    page.emulate_media(media="print")
    assert page.locator("#where-we-stand").evaluate(shown) and not page.locator("p.paper").last.evaluate(shown)
    assert _pages(page) > 12
    assert page.problems == []


def test_the_first_page_stands_alone(page, whole_page):
    page.goto(whole_page.as_uri())
    _first_alone(page)


def test_the_contents_follow_and_mark_where_the_reader_is(page, whole_page):
    page.goto(whole_page.as_uri())
    page.evaluate("document.getElementById('whom-to-visit').scrollIntoView()")
    assert page.evaluate("document.querySelector('nav').getBoundingClientRect().top") < 50
    if not page.evaluate("CSS.supports('scroll-target-group: auto')"):
        pytest.skip("this Chromium marks no place in the contents")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('nav a[href=\"#whom-to-visit\"]')).fontWeight >= 700"
    )


def _fits_every_screen(page, narrowest, no_faults):
    for scheme, width in (("light", 1200), ("dark", narrowest)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        no_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.long  # a report on two indicators has all its parts, and is tested for faults in the ordinary run
def test_the_whole_page_has_no_fault_on_any_screen(page, whole_page, no_faults):
    page.goto(whole_page.as_uri())
    _fits_every_screen(page, 400, no_faults)


@pytest.fixture(scope="module")
def for_room(wiltshire, tmp_path_factory):
    path = tmp_path_factory.mktemp("room") / "wiltshire-room.html"
    room.write(wiltshire, AS_OF, [("Report", "x")], path)
    return path


def test_each_topic_for_the_room_is_one_page_and_has_no_fault(page, for_room, no_faults):
    page.goto(for_room.as_uri())
    _fits_every_screen(page, 320, no_faults)
    topics = page.locator(".room").count()
    assert topics == 4 and _pages(page) == topics
    assert page.problems == []


@pytest.mark.long
@pytest.mark.parametrize("council", OTHERS)
def test_other_packs_print_to_seven_pages_too(page, council, tmp_path):
    made = council_report(council).make(tmp_path)
    page.goto((made / f"{made.name}.html").as_uri())
    assert _pages(page) <= 7
    _first_alone(page)
    page.goto((made / f"{made.name}-room.html").as_uri())
    assert _pages(page) == max(page.locator(".room").count(), 1) <= 4
    assert (made / f"{made.name}.html").stat().st_size < 1_200_000
