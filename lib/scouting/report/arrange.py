"""A pack's notebooks as the parts of one page, in reading order; what paper leaves out is marked as the annex.

Tags of a notebook's cells say where a part stands and what of it is on paper. On the cell that begins a part:

- ``page-order-N``: among the first parts, in this order; ``page-last``: after all others, and in a further notebook
  not on paper (it is its own method: the page's is on paper);
- ``paper-skip``: not on paper; ``paper-if-table``: on paper only with a table in it.

On a cell of code, for what it shows before any heading of its own; with ``-under-K`` for what its Kth heading is over:

- ``paper-skip``: not on paper; ``paper-bare``: its table is not, as its sentences say the same;
- ``paper-first-N``: so many items of a list; ``paper-rows-N``: so many rows of a table. The rest is counted;
- ``paper-each``: each heading is over a measure looked at closely.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from typing import Any

import nbformat
from bs4 import BeautifulSoup, Tag

from scouting.report import page

#: On paper, where no tag says otherwise: measures looked at closely, items of a list and rows of a table.
INDICATORS, ITEMS, ROWS = 4, 4, 6
TAG = re.compile(r"paper-(skip|bare|first|rows|each)(?:-(\d+))?(?:-under-(\d+))?")
_ORDER = re.compile(r"page-order-(\d+)")
_HEADINGS = ["h2", "h3", "h4", "h5"]


@dataclass(frozen=True)
class Part:
    """A part of a page, from a heading of the second level to the next, with the tags of the cell that began it."""

    section: Tag
    tags: set[str]

    @property
    def order(self) -> int:
        """Its place: parts that have none stand between the first and the last."""
        given = [int(found[1]) for tag in self.tags if (found := _ORDER.fullmatch(tag))]
        return given[0] if given else 99 if "page-last" in self.tags else 50


def arranged(notebooks: list[nbformat.NotebookNode], own: str = "") -> list[Tag]:
    """The parts of executed notebooks, a ``section`` each; what paper leaves out has the class ``annex``.

    The first notebook gives the parts; each further one is a part under its own title. ``own``: a part that is in no
    notebook, after all but the last ones.
    """
    further = [_further(book) for book in notebooks[1:]]
    further += [Part(part, set()) for part in BeautifulSoup(own, "html.parser").find_all("section", recursive=False)]
    parts = sorted([*_parts(notebooks[0]), *further], key=lambda part: part.order)
    return [part.section for part in parts]


def annex_titles(whole: Tag) -> list[str]:
    """The titles of the parts that paper leaves out whole.

    >>> html = '<section class="annex"><h2>Sources</h2></section><section><h2>A</h2></section>'
    >>> annex_titles(BeautifulSoup(html, "html.parser"))
    ['Sources']
    """
    left = whole.select("section.annex:not(.indicator)")
    return [heading.get_text() if (heading := part.find(["h2", "h3"])) else "" for part in left]


def _parts(book: nbformat.NotebookNode) -> list[Part]:
    found: list[Part] = []
    for tags, html in page.cells(book):
        soup = BeautifulSoup(html, "html.parser")
        for link in soup.select("a.anchor-link"):
            link.decompose()
        _for_paper(soup, tags)
        for node in list(soup.contents):
            if getattr(node, "name", None) == "h2" or not found:
                found.append(Part(soup.new_tag("section"), tags))
            found[-1].section.append(node.extract())
    kept = [part for part in found if part.section.get_text(strip=True) or part.section.find("img")]
    for part in kept:
        if "paper-skip" in part.tags or ("paper-if-table" in part.tags and not part.section.find("table")):
            _annexed(part.section)
    return kept


def _further(book: nbformat.NotebookNode) -> Part:
    """A further notebook as one part: its own title over its parts, each heading a step further down."""
    soup = BeautifulSoup("", "html.parser")
    whole, title = soup.new_tag("section"), soup.new_tag("h2")
    whole.append(title)
    title.string = book.cells[0].source.partition("\n")[0].lstrip("# ")
    for part in _parts(book):
        if "page-last" in part.tags:
            _annexed(part.section)
        for heading in part.section.find_all(_HEADINGS):
            heading.name = f"h{int(heading.name[1]) + 1}"
        whole.append(part.section)
    return Part(whole, set())


def _for_paper(cell: Tag, tags: set[str]) -> None:
    """Mark what paper leaves out of what a cell says or shows."""
    asked = {(told[1], int(told[3] or 0)): int(told[2] or 0) for tag in tags if (told := TAG.fullmatch(tag))}
    if ("each", 0) in asked:
        _closer(cell)
    else:
        for figure in cell.find_all("figure"):
            _annexed(figure)
    for place, heading in enumerate(cell.find_all(_HEADINGS), start=1):
        if ("skip", place) in asked:
            for node in _under(heading):
                _annexed(node)
    for listed in cell.find_all(["ul", "tbody"]):
        place, table = len(listed.find_all_previous(_HEADINGS)), listed.name == "tbody"
        if table and ("bare", place) in asked:
            _annexed(listed.parent)
        _cut(listed, asked.get(("rows", place), ROWS) if table else asked.get(("first", place), ITEMS))


def _under(heading: Tag) -> list[Tag]:
    """A heading and what stands under it, to the next one."""
    return [heading, *takewhile(lambda tag: tag.name not in _HEADINGS, heading.find_next_siblings(True))]


def _closer(cell: Tag) -> None:
    """Each measure a section of its own; on paper the first few, with the chart over time alone."""
    for number, heading in enumerate(cell.find_all("h3")):
        own = BeautifulSoup("", "html.parser").new_tag("section", attrs={"class": "indicator"})
        under = _under(heading)
        heading.insert_before(own)
        for node in under:
            own.append(node.extract())
        for more in (*own.find_all("figure")[:-1], *own.find_all(["ul", "p"], recursive=False)[2:]):
            _annexed(more)
        if number >= INDICATORS:
            _annexed(own)


def _cut(listed: Any, most: int) -> None:
    """A list, or a table's body, that is long: on paper its first items, and how many more there are."""
    rows, folded = listed.find_all(["li", "tr"], recursive=False), listed.find_parent("details")
    left = len(rows) - most
    if left <= 0 or (folded is not None and "asked" not in folded.get("class", [])):
        return
    for row in rows[most:]:
        _annexed(row)
    line = f"and {left} more: in the annex"
    inner = f'<tr class="paper"><td colspan="99">{line}</td></tr>' if listed.name == "tbody" else (
        f'<li class="paper">{line}</li>')  # fmt: skip
    listed.append(BeautifulSoup(inner, "html.parser"))


def _annexed(tag: Any) -> None:
    if "annex" not in tag.get("class", []):
        tag["class"] = [*tag.get("class", []), "annex"]


def left_out(titles: list[str], name: str, others: list[str]) -> str:
    """The words on paper of what is not there, and where it is.

    >>> left_out(["At a glance", "Sources"], "derby", ["derby.xlsx"])[:94]
    '<p class="paper small">Not on paper, but on the page derby.html: At a glance, Sources, further'
    """
    beside = f" Every table is in {' and in '.join(others)}, too." if others else ""
    text = (
        f"Not on paper, but on the page {name}.html: {', '.join(titles)}, further rows and charts, and the checksum of "
        f"every release.{beside} To print those as well, tick “Print the annex, too” on the page."
    )
    return f'<p class="paper small">{escape(text)}</p>'
