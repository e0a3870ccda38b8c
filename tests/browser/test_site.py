"""The site in a real browser, from its files, the network off: every kind of page, by keys, on paper, on a phone."""

import re

import pandas as pd
import pytest
from tests.cases import SITE, few

from scouting import index
from scouting.pages.common import matrix_today
from scouting.recipes import weights

DERBY = "E06000015"
KINDS = {
    "front": "index.html",
    "council": f"pages/{DERBY}.html",
    "council, all of it": f"pages/{DERBY}.html",
    "measure": f"pages/re_referrals.html#{DERBY}",
    "money": "pages/cost_adults_18_64.html",
    "what if": f"what-if-children.html#{DERBY}",
    "councils": "councils.html",
    "measures": "measures.html",
    "methods": "methods.html",
    "sources": "sources.html",
    "not for": "not-for.html",
}
TELLING = [(kind, 390, "light") for kind in ("front", "council", "measure", "what if")] + [("council", 1280, "dark")]
ALL = [(kind, width, scheme) for kind in KINDS for width in (390, 1280) for scheme in ("light", "dark")]


@pytest.fixture
def opened(page, small_site):
    """Opens a page of the site, and what is folded (``unfold``). Nothing comes from elsewhere, nothing goes wrong."""

    def open_it(address, unfold="details"):
        page.context.set_offline(True)
        page.goto(f"{small_site.as_uri()}/{address}")
        page.evaluate("css => document.querySelectorAll(css).forEach(d => { d.open = true; })", unfold)
        return page

    yield open_it
    assert page.problems == []
    assert [asked for asked in page.outside if not asked.startswith(small_site.as_uri())] == []


@pytest.mark.parametrize("kind,width,scheme", few(TELLING, ALL))
def test_axe_finds_no_fault_and_nothing_is_cut(opened, no_faults, kind, width, scheme):
    shown = opened(KINDS[kind], "#adults details" if kind == "council" else "details")
    shown.emulate_media(color_scheme=scheme)
    shown.set_viewport_size({"width": width, "height": 900})
    shown.wait_for_function("!document.querySelector('.spine') || document.querySelector('.spine .spark')")
    assert shown.problems == []
    no_faults(shown)
    shown.problems.clear()  # axe asks for the style sheet by a way that the page's policy forbids
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_from_derby_every_way_leads_to_derbys_own_figures(opened, data):
    """From Derby's page through every measure to its figure there and back; to the what-if, which is of Derby."""
    shown = opened(KINDS["council"])
    shown.wait_for_selector(".spine .spark")
    ways = shown.evaluate("[...document.querySelectorAll('.spine tbody a, ul.more a')].map(a => a.href)")
    assert len(ways) > 5 and all(way.endswith(f"#{DERBY}") for way in ways)
    p = data.panel
    for way in ways:
        shown.goto(way)
        name = re.search(r"/([\w-]+)\.html#", way)[1]
        if name.startswith("what-if"):
            shown.wait_for_selector(".answer:not([hidden])")
            assert shown.locator(".answer [role=status]").inner_text().startswith("Derby ")
            assert shown.locator("#council").evaluate("e => e.selectedOptions[0].text") == "Derby"
            continue
        told = shown.locator("p.chosen").inner_text()
        value = p.figures[p.indicators.index.get_loc(name), p.areas.get_loc(DERBY), -1]
        assert told.startswith("Derby: ") and told.endswith("Back to Derby")
        if pd.notna(value):
            number = float(re.search(r"[\d,.]*\d", told)[0].replace(",", ""))
            assert abs(number - value) <= 0.5 * 10.0 ** -int(p.indicators.decimals[name]) + 1e-9
        assert shown.locator("tr.here th").inner_text() == "Derby"
        shown.click("p.chosen a")
        assert shown.locator("h1").inner_text() == "Derby"


def test_the_search_by_keys_alone(opened):
    shown = opened("methods.html")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    while shown.evaluate("document.activeElement.id") != "search":
        shown.keyboard.press("Tab")
    shown.keyboard.type("BCP")
    shown.wait_for_selector(".found a")
    assert shown.locator(".found [role=status]").inner_text() == "1 found:"
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("Enter")
    shown.wait_for_selector("h1:has-text('Bournemouth, Christchurch and Poole')")
    shown.fill("#search", "<img src=x onerror=alert(1)>")
    shown.wait_for_selector(".found:not([hidden])")
    assert shown.locator(".found [role=status]").inner_text().startswith("Nothing is called")
    shown.keyboard.press("Escape")
    assert shown.locator(".found").is_hidden()


def test_the_what_if_of_a_council_by_keys_gives_pythons_rank_and_keeps_the_weights(opened, data):
    shown = opened("what-if-children.html")
    assert "Choose a council first" in shown.locator(".waiting").inner_text()
    shown.select_option("#council", "E10000016")
    shown.wait_for_selector(".answer:not([hidden])")
    shown.focus(".sliders input")
    for _ in range(8):
        shown.keyboard.press("ArrowRight")
    line = shown.locator("#what-if input[type=text]").input_value()
    shown.select_option("#council", DERBY)
    shown.wait_for_function("document.title.startsWith('Derby')")
    shown.wait_for_selector(".answer:not([hidden])")
    assert shown.locator("#what-if input[type=text]").input_value() == line != "recipe=childrens_outcomes"
    made = weights.from_text(line, data.catalog)
    matrix = matrix_today(data, made)
    table = index.table(matrix, made, index.draw(matrix, made, 100, weights=False)).set_index("area_code")
    said = shown.locator(".answer [role=status]").inner_text()
    assert said.startswith(f"Derby would be {int(table['rank'][DERBY])}")


def test_on_paper_what_is_folded_stays_out_and_nothing_for_screens_is_there(opened):
    shown = opened(KINDS["council"], "none")
    shown.emulate_media(media="print", color_scheme="dark")
    colours = shown.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    assert colours == ["rgb(255, 255, 255)", "rgb(34, 34, 34)"]
    assert not any(shown.locator(part).is_visible() for part in ("header nav", "form", ".within", ".spine >> nth=0"))
    assert shown.locator(".page-one >> nth=0").is_visible()


def test_without_scripts_every_word_and_link_is_there(browser, small_site):
    with browser() as used:
        context = used.new_context(java_script_enabled=False)
        shown = context.new_page()
        shown.goto(f"{small_site.as_uri()}/index.html")
        assert shown.locator(".columns-of a").count() == len(SITE)
        shown.goto(f"{small_site.as_uri()}/{KINDS['council']}")
        shown.click("details.every summary >> nth=0")
        assert shown.locator(".spine >> nth=0").is_visible()
        assert "clearly worse" in shown.locator(".spine >> nth=0").inner_text()
        context.close()
