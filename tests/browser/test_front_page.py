"""The front page in a real browser: quick, read by keyboard, without a fault that axe-core finds, nothing fetched."""


def test_a_council_is_chosen_by_keyboard_and_its_page_opens(app, page):
    page.goto(app.url(""))
    page.get_by_label("Council", exact=True).focus()
    page.keyboard.type("Derby")
    for name in ("service", "measure", "neighbours"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == name
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Scouting party"
    page.locator("button", has_text="Similar councils").press("Enter")
    page.wait_for_url("**/voila/render/6_neighbours.ipynb?council=E06000015&*", wait_until="commit")
    assert page.problems == [] and page.outside == []


def test_axe_finds_no_fault(app, page, no_faults):
    page.goto(app.url(""))
    no_faults(page)


def test_first_paint_is_quick(app, page):
    page.goto(app.url(""))
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 5000
