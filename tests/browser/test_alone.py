"""What a test in the browser leaves behind: nothing that keeps the next test from a loop of its own."""

import asyncio

import pytest


@pytest.mark.parametrize("time", ["before any page or after", "and again"])
def test_a_page_and_a_loop_of_ones_own_take_turns(time, browser):
    for _ in range(2):
        with browser() as opened:
            page = opened.new_context().new_page()
            page.set_content("<title>A page</title>")
            assert page.title() == "A page"
            page.context.close()
        assert asyncio.run(asyncio.sleep(0, "ran")) == "ran"
