"""A report's page in a real browser: from its file, offline, in every dress, on a phone and on paper."""

from itertools import pairwise

import pytest

from scouting.report.council import council_report

CHOSEN = "conferences_15_days,social_worker_turnover"
#: Elements that reach over the right edge, and that nothing around them lets a reader scroll to.
CUT = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let p = e.parentElement; p; p = p.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(p).overflowX)) return false;
  return true;
}).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of a council with a long name."""
    asked = council_report("Bournemouth, Christchurch and Poole", indicators=CHOSEN)
    made = asked.make(tmp_path_factory.mktemp("report"))
    return (made / f"{made.name}.html").as_uri()


@pytest.fixture
def opened(page, address):
    """Opened with the network off, all that is folded unfolded."""
    page.context.set_offline(True)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    return page


@pytest.mark.parametrize("scheme,width", [("light", 1280), ("dark", 320)])
def test_axe_finds_no_fault_and_nothing_is_cut(opened, no_faults, scheme, width):
    opened.emulate_media(color_scheme=scheme)
    opened.set_viewport_size({"width": width, "height": 900})
    no_faults(opened)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate(CUT) == []


def test_opens_from_its_file_with_no_network_and_no_error(opened, address):
    assert opened.problems == []
    assert [asked for asked in opened.outside if not asked.startswith("file:")] == []
    assert opened.title().startswith("Bournemouth, Christchurch and Poole and similar councils")
    assert opened.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 600)")


def test_headings_go_down_one_step_at_a_time(opened):
    levels = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => +h.tagName[1])")
    # The contents come before the headings of the report.
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_paper_is_white_whatever_the_screen_and_nothing_for_screens_is_on_it(opened):
    opened.emulate_media(media="print", color_scheme="dark")
    colours = opened.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(34, 34, 34)"]
    assert opened.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"


def test_a_keyboard_reaches_skip_link_contents_and_wide_tables(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate("location.hash") == "#main"
    opened.set_viewport_size({"width": 320, "height": 900})
    wide = opened.locator(".wide").first
    wide.focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("e => e.scrollLeft > 0 || e.scrollWidth <= e.clientWidth", arg=wide.element_handle())
