"""A pack's notebooks as the parts of one page, in reading order; what paper leaves out whole is folded: the annex.

Tags of a notebook's cells say where a part stands and what of it is on paper. On the cell that begins a part:

- ``page-order-N``: among the first parts, in this order; ``page-last``: after all others;
- ``paper-skip``: not on paper, but in the annex; in a further notebook ``page-last`` says the same (it is its own
  method); ``page-if-table``, ``page-if-shown``: left out where it has no table, or neither table nor picture.

On a cell of code, for what it shows before any heading of its own; with ``-under-K`` for what its Kth heading is over:

- ``paper-skip``: not on paper; ``paper-bare``: its table is not, as its sentences say the same;
- ``paper-first-N``: so many items of a list; ``paper-rows-N``: so many rows of a table. The rest is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from typing import Any

import nbformat
from bs4 import BeautifulSoup, PageElement, Tag

from scouting.report import page

#: On paper, where no tag says otherwise: items of a list and rows of a table.
ITEMS, ROWS = 4, 6
ANNEX = "Annex: every comparison, methods and sources"
TAG = re.compile(r"paper-(skip|bare|first|rows)(?:-(\d+))?(?:-under-(\d+))?")
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


def arranged(notebooks: list[nbformat.NotebookNode], own: str = "", annex: str = "") -> list[Tag]:
    """The parts of executed notebooks, a ``section`` each; those that paper leaves out are folded at the end.

    The first notebook gives the parts; each further one is a part under its own title. ``own`` and ``annex``: parts
    that are in no notebook, after all but the last ones and at the end of the annex.
    """
    further = [part for book in notebooks[1:] for part in _further(book)]
    given = [Part(one, {"page-last"} & {last}) for html, last in ((own, ""), (annex, "page-last"))
             for one in BeautifulSoup(html, "html.parser").find_all("section", recursive=False)]  # fmt: skip
    parts = sorted([*_parts(notebooks[0]), *further, *given], key=lambda part: part.order)
    shown = [part.section for part in parts if not _is_annexed(part.section)]
    rest = [part.section for part in parts if _is_annexed(part.section)]
    return [*shown, *([_folded(rest)] if rest else [])]


def _folded(sections: list[Tag]) -> Tag:
    """Sections that open when they are asked for, each heading a step further down."""
    soup = BeautifulSoup("", "html.parser")
    whole, summary, title = (
        soup.new_tag("details", attrs={"class": "annex"}),
        soup.new_tag("summary"),
        soup.new_tag("h2"),
    )
    title.string = ANNEX
    summary.append(title)
    for section in sections:
        _demote(section)
    whole.extend([summary, *sections])
    return whole


def _demote(section: Tag) -> None:
    for heading in section.find_all(_HEADINGS):
        heading.name = f"h{int(heading.name[1]) + 1}"


def _parts(book: nbformat.NotebookNode) -> list[Part]:
    found: list[Part] = []
    for tags, html in page.cells(book):
        soup = BeautifulSoup(html, "html.parser")
        for link in soup.select("a.anchor-link"):
            link.decompose()
        _for_paper(soup, tags)
        for node in list(soup.contents):
            if not found or _begins(node):
                found.append(Part(soup.new_tag("section"), tags))
            found[-1].section.append(node.extract())
    kept = [part for part in found if part.section.get_text(strip=True) or part.section.find("img")]
    kept = [part for part in kept if "page-if-table" not in part.tags or part.section.find("table")]
    kept = [part for part in kept if "page-if-shown" not in part.tags or part.section.find(["table", "img", "svg"])]
    for part in kept:
        if "paper-skip" in part.tags:
            _annexed(part.section)
    return kept


def _begins(node: PageElement) -> bool:
    """Whether a part begins here: with a heading of the second level, in prose or before all else that a cell shows."""
    if not isinstance(node, Tag):
        return False
    first = node if node.name == "h2" else node.find("h2")
    return isinstance(first, Tag) and (first is node or not "".join(map(str, _before(first, node))).strip())


def _before(heading: Tag, node: Tag) -> list[str]:
    """The texts of a node before its first heading."""
    return [text for text in heading.find_all_previous(string=True) if node in text.parents]


def _further(book: nbformat.NotebookNode) -> list[Part]:
    """A further notebook as a part under its title, each heading a step further down; what is for the annex apart."""
    title, made = book.cells[0].source.partition("\n")[0].lstrip("# "), []
    parts = _parts(book)
    last = [part for part in parts if {"page-last", "paper-skip"} & part.tags]
    for name, mine in ((title, [part for part in parts if part not in last]), (f"{title} in full", last)):
        soup = BeautifulSoup("", "html.parser")
        whole, heading = soup.new_tag("section"), soup.new_tag("h2")
        heading.string = name
        whole.append(heading)
        for part in mine:
            _demote(part.section)
            whole.append(part.section)
        made += [Part(whole, {"page-last"} if mine is last else set())] if mine else []
        if mine is last:
            _annexed(whole)
    return made


def _for_paper(cell: Tag, tags: set[str]) -> None:
    """Mark what paper leaves out of what a cell says or shows."""
    asked = {(told[1], int(told[3] or 0)): int(told[2] or 0) for tag in tags if (told := TAG.fullmatch(tag))}
    for figure in cell.select("figure:has(img)"):
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


def _is_annexed(tag: Any) -> bool:
    return "annex" in tag.get("class", [])


def _annexed(tag: Any) -> None:
    if not _is_annexed(tag):
        tag["class"] = [*tag.get("class", []), "annex"]


def left_out(name: str, others: list[str]) -> str:
    """The words on paper of what is not there, and where it is.

    >>> left_out("derby", ["derby.xlsx"])[:88]
    '<p class="paper small">Not on paper: the annex, with every comparison, methods and sourc'
    """
    beside = f" Every table is in {' and in '.join(others)}, too." if others else ""
    text = (
        f"Not on paper: the annex, with every comparison, methods and sources. It stands at the end of the page "
        f"{name}.html.{beside} To print it as well, tick “Print the annex, too” there."
    )
    return f'<p class="paper small">{escape(text)}</p>'
