"""The parts of a page: in order, none lost, told once; and what paper leaves out."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from scouting import paths
from scouting.report import arrange, page


@pytest.fixture(scope="module")
def soup(whole_page):
    return BeautifulSoup(whole_page.read_text(encoding="utf-8"), "html.parser")


def _titles(soup):
    return [h.get_text() for h in soup.main.find_all("h2")]


def test_the_parts_stand_in_reading_order(soup):
    wanted = ["Every measure", "A closer look", "Whom to visit", "What has changed lately",
              "What if the weights were yours", "How to read this report", arrange.ANNEX]  # fmt: skip
    assert _titles(soup) == wanted  # no figures of its own: no part on them
    assert [a.get_text() for a in soup.select("nav > details > ol > li > a")] == wanted
    folded = ["Better and worse", "Who is ahead, and why?", "Where we stand", "Similar councils", "What is not counted",
              "How this is worked out", "What has changed lately in full", "Sources"]  # fmt: skip
    assert [h.get_text() for h in soup.select("details.annex > section > h3:first-of-type")] == folded
    under = soup.find(id="what-has-changed-lately").parent
    assert [h.get_text() for h in under.find_all("h3")][:3] == [
        "Figures that moved",
        "Inspection history",
        "How good such signs are",
    ]


def test_every_tag_is_known_and_no_place_is_given_twice():
    """A tag that is misspelt would send to paper what was to be left out, or lose a part its place, unseen."""
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        tags = [tag for cell in nbformat.read(path, 4).cells for tag in cell.metadata.get("tags", [])]
        ours = [tag for tag in tags if tag.startswith(("page-", "paper-"))]
        orders = [tag for tag in ours if re.fullmatch(r"page-order-\d", tag)]
        plain = {"page-skip", "page-last", "page-if-table", "page-if-shown"}
        assert [t for t in ours if t not in {*plain, *orders} and not arrange.TAG.fullmatch(t)] == [], path.name
        assert len(set(orders)) == len(orders), path.name


def test_a_tag_for_what_stands_under_a_heading_finds_it(carried):
    for book in carried:
        for tags, html in page.cells(book):
            headings = BeautifulSoup(html, "html.parser").find_all(["h2", "h3", "h4"])
            asked = [int(found[3] or 0) for tag in tags if (found := arrange.TAG.fullmatch(tag))]
            assert max(asked, default=0) <= len(headings), tags


def test_the_page_tells_its_sources_itself_and_the_app_still_shows_them():
    """Those of a group's document alone stand on its page as its notebook has them."""
    for path in sorted(paths.NOTEBOOKS.glob("[1-9]*.ipynb")):
        cells = nbformat.read(path, 4).cells
        at = next(k for k, cell in enumerate(cells) if cell.source.startswith("## Sources"))
        assert all({"page-skip", "app-keep"} <= set(c.metadata.tags) for c in cells[at:]) != (path.stem == "8_region")
        assert not any("## Sources" in cell.source for cell in cells[:at])


def test_nothing_of_the_notebooks_is_lost(soup, carried):
    """Every picture, table and sentence of their outputs is on the page, but for the sources, which it tells itself."""
    text = " ".join(soup.get_text(" ").split())
    alts, captions = {i["alt"] for i in soup.find_all("img")}, {c.get_text() for c in soup.find_all("caption")}
    for book in carried:
        raw = BeautifulSoup(page.body(book), "html.parser")
        assert {i["alt"] for i in raw.find_all("img")} <= alts
        assert {c.get_text() for c in raw.find_all("caption")} - {"Releases"} <= captions
        missing = [li.get_text() for li in raw.find_all("li") if " ".join(li.get_text(" ").split()) not in text]
        assert missing == []


def test_what_paper_leaves_out_is_named_and_counted(soup):
    line = soup.select("p.paper")[-1].get_text()
    assert "the annex" in line and "wiltshire.html" in line and "wiltshire.xlsx and in wiltshire.pptx" in line
    for note in soup.select("li.paper, tr.paper"):
        rows = note.parent.find_all(["li", "tr"], recursive=False)
        left = [r for r in rows if "annex" in r.get("class", [])]
        assert int(re.search(r"and (\d+) more", note.get_text())[1]) == len(left) > 0


def test_a_notebook_of_other_headings_keeps_its_order_and_its_hostile_title_is_text():
    evil = "<script>alert(1)</script>"
    other = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell(f"# {evil}", metadata={"tags": ["page-skip"]}),
        nbformat.v4.new_markdown_cell("## Zebra\n\nA."), nbformat.v4.new_markdown_cell("## Ape\n\nB."),
    ])  # fmt: skip
    made = BeautifulSoup("".join(map(str, arrange.arranged([other, other]))), "html.parser")
    assert [h.get_text() for h in made.find_all("h2")] == ["Zebra", "Ape", evil]
    assert [h.get_text() for h in made.find_all("h3")] == ["Zebra", "Ape"] and made.find("script") is None
