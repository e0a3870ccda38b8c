"""Every page of the app, opened from the front page for a council: whole, without error, for eye, ear and keyboard."""

from itertools import pairwise

import pytest

from scouting.app import page_list
from scouting.catalog import find_area
from scouting.catalog.groups import region_of

#: A cell that is not worked out yet stands as a grey block; an error is an output of a kind of its own.
WHOLE = "() => document.querySelector('.jp-Cell') && !document.querySelector('.voila-skeleton-container')"
ERRORS = "document.querySelectorAll('[data-mime-type*=stderr], [data-mime-type*=error]').length"
TITLES = dict(page_list()[["file", "title"]].itertuples(index=False))
#: Worked out soonest; the others are long tests.
QUICK = "6_neighbours.ipynb"
CASES = [pytest.param("Derby", file, marks=[] if file == QUICK else pytest.mark.long) for file in TITLES]
# Councils whose figures are often missing, whose name is long, whose boundaries are new.
CASES += [pytest.param(name, file, marks=pytest.mark.long) for name in
          ("Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole")
          for file in TITLES]  # fmt: skip


@pytest.mark.parametrize(("council", "file"), CASES)
def test_a_page_is_whole_and_without_fault(app, page, no_faults, data, council, file):
    page.set_default_timeout(150_000)
    page.goto(app.url(""))
    page.get_by_label("Council", exact=True).select_option(label=council)
    page.get_by_role("button", name=TITLES[file], exact=True).press("Enter")
    page.wait_for_url(f"**/{file}?council={find_area(data.catalog, council)}&*", wait_until="commit")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    assert council in page.locator(".s-bar").inner_text(), "whose page it is stands before anything is worked out"
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 5000
    page.wait_for_selector(".voila-skeleton-container", state="attached")
    page.wait_for_function(WHOLE)
    assert page.evaluate(ERRORS) == 0 and page.locator(".s-told").count() == 0
    page.get_by_text("The page is ready.").wait_for()
    region = data.catalog.name(region_of(find_area(data.catalog, council), data.catalog))
    assert (
        page.title()
        == f"{TITLES[file]}: {f'{region}, the region of {council}' if file == '8_region.ipynb' else council}"
    )
    assert council in page.locator("main").inner_text()
    drawn = "all => all.map(i => i.alt ? [i.alt, i.naturalWidth > 600] : [i.getAttribute('aria-label'), true])"
    charts = page.locator("figure img, figure svg[aria-label]").evaluate_all(drawn)
    assert charts and all(len(alt) > 40 and whole for alt, whole in charts)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5')].map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1 and all(b <= a + 1 for a, b in pairwise(levels))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        no_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == [] and page.outside == []


def test_a_page_that_asks_is_without_fault(app, page, no_faults):
    for path in ("voila/render/5_indicator.ipynb", "voila/render/5_indicator.ipynb?council=Deby", "voila/render/x"):
        page.goto(app.url(path))
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            no_faults(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(app.url("voila/render/5_indicator.ipynb"))
    page.get_by_label("Council", exact=True).select_option(label="Derby")
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**/5_indicator.ipynb?council=E06000015&*", wait_until="commit")
