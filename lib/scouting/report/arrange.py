"""A pack's notebooks as the parts of one page, in reading order; what paper leaves out is marked as the annex."""

from __future__ import annotations

from html import escape
from itertools import takewhile

import nbformat
from bs4 import BeautifulSoup, Tag

from scouting.report import page

#: Parts that are read first, in this order; then what the notebooks hold besides; then the last ones.
FIRST = ("Where we stand", "At a glance", "Better and worse", "Who is ahead, and why?", "A closer look",
         "Our own figures", "Whom to visit")  # fmt: skip
LAST = ("Our neighbours", "What is not counted", "How this is worked out")
#: The page tells its sources itself, once, with their ages.
TOLD_ONCE = "Sources"
#: What paper leaves out, under whatever notebook's heading: it is for a screen, or for those who check.
ANNEX = ("At a glance", "Why might they be ahead?", "And we ourselves?", "What visits brought home",
         "What changed first", "Signs of recovery", "Workforce", "Each sign drawn", "Your own months and quarters",
         "The back-test in full", "What is not counted")  # fmt: skip
CLOSER, OWN, VISIT = "A closer look", "Our own figures", "Whom to visit"
#: On paper: indicators looked at closely, items of a list and rows of a table. The rest is counted.
INDICATORS, ITEMS, ROWS = 4, 4, 6
#: Items under these headings, where that is another number: what a reader must know first comes first.
ITEMS_OF = {"Where we stand": 3, VISIT: 3, "How good such signs are": 1, "Inspection history": 2,
            "Does the verdict hold?": 1}  # fmt: skip
ROWS_OF = {"Where we stand": 8, "Our neighbours": 10}
#: A table under one of these says again what its sentences say.
NO_TABLE = ("Warning signs counted",)


def arranged(notebooks: list[nbformat.NotebookNode], said: tuple[str, ...] = ()) -> str:
    """The parts of executed notebooks as HTML, a ``section`` each; what paper leaves out has the class ``annex``.

    The first notebook gives the parts; each further one is a part under its own title. ``said``: sentences that the
    page has told already and does not tell again.
    """
    parts = _parts(page.body(notebooks[0]), "h2")
    further = [_further(book) for book in notebooks[1:]]
    named = {_title(part): part for part in parts}
    middle = [part for title, part in named.items() if title not in (*FIRST, *LAST)]
    order = [*(named[t] for t in FIRST if t in named), *middle, *further, *(named[t] for t in LAST if t in named)]
    kept = [part for part in order if _title(part) != TOLD_ONCE]
    for part in kept:
        _once(part, said)
        _for_paper(part)
    return "".join(map(str, kept))


def annex_titles(html: str) -> list[str]:
    """The titles of the parts that paper leaves out whole.

    >>> annex_titles('<section class="annex"><h2>Sources</h2></section><section><h2>A</h2></section>')
    ['Sources']
    """
    return [_title(part) for part in BeautifulSoup(html, "html.parser").select("section.annex:not(.indicator)")]


def _parts(html: str, level: str) -> list[Tag]:
    """A document as sections, each from a heading of this level to the next."""
    soup, found = BeautifulSoup(html, "html.parser"), []
    for link in soup.select("a.anchor-link"):
        link.decompose()
    for node in list(soup.contents):
        if getattr(node, "name", None) == level or not found:
            found.append(soup.new_tag("section"))
        found[-1].append(node.extract())
    return [part for part in found if part.get_text(strip=True) or part.find("img")]


def _further(book: nbformat.NotebookNode) -> Tag:
    """A further notebook as one part: its own title over its parts, each heading a step further down."""
    soup = BeautifulSoup("<section></section>", "html.parser")
    whole = soup.section
    whole.append(soup.new_tag("h2"))
    whole.h2.string = book.cells[0].source.partition("\n")[0].lstrip("# ")
    for part in _parts(page.body(book), "h2"):
        if _title(part) == TOLD_ONCE:
            continue
        if _title(part) in LAST:  # its own method: the page's is on paper
            _annexed(part)
        for heading in part.find_all(["h2", "h3", "h4", "h5"]):
            heading.name = f"h{int(heading.name[1]) + 1}"
        whole.append(part)
    return whole


def _title(part: Tag) -> str:
    heading = part.find(["h2", "h3"])
    return heading.get_text() if heading else ""


def _once(part: Tag, said: tuple[str, ...]) -> None:
    for item in part.find_all(["li", "p"]):
        if item.get_text() in said:
            item.decompose()
    for empty in [listed for listed in part.find_all("ul") if not listed.find("li")]:
        empty.decompose()


def _for_paper(part: Tag) -> None:
    if _title(part) == CLOSER:
        _closer(part)
    else:
        for figure in part.find_all("figure"):
            _annexed(figure)
    if _title(part) == VISIT:  # the questions are what a visit is for: folded on a screen, open on paper
        for folded in part.find_all("details"):
            folded["class"] = "asked"
    for heading in part.find_all(["h2", "h3", "h4"]):
        if heading.get_text() in ANNEX:
            for node in _under(heading):
                _annexed(node)
    if _title(part) in ANNEX or (_title(part) == OWN and not part.find("table")):
        _annexed(part)
    for listed in part.find_all(["ul", "tbody"]):
        _cut(listed)


def _under(heading: Tag) -> list[Tag]:
    """A heading and what stands under it, to the next one of its level or above."""
    level = int(heading.name[1])
    if heading.parent.name == "section":  # prose of the notebook, its outputs in the cell after it
        return [heading.parent]
    after = takewhile(
        lambda tag: not (tag.name in ("h2", "h3", "h4", "h5") and int(tag.name[1]) <= level),
        heading.find_next_siblings(True),
    )
    return [heading, *after]


def _closer(part: Tag) -> None:
    """Each indicator a section of its own; on paper the first few, with the chart over time alone."""
    soup = BeautifulSoup("", "html.parser")
    for number, heading in enumerate(part.find_all("h3")):
        own = soup.new_tag("section", attrs={"class": "indicator"})
        under = _under_within(heading)
        heading.insert_before(own)
        for node in under:
            own.append(node.extract())
        for more in (*own.find_all("figure")[:-1], *own.find_all(["ul", "p"], recursive=False)[2:]):
            _annexed(more)
        if number >= INDICATORS:
            _annexed(own)


def _under_within(heading: Tag) -> list[Tag]:
    return [heading, *takewhile(lambda tag: tag.name != "h3", heading.find_next_siblings(True))]


def _cut(listed: Tag) -> None:
    """A list, or a table's body, that is long: on paper its first items, and how many more there are."""
    rows, under = listed.find_all(["li", "tr"], recursive=False), listed.find_previous(["h2", "h3", "h4", "h5"])
    title = under.get_text() if under else ""
    if listed.name == "tbody" and title in NO_TABLE:
        _annexed(listed.parent)
    most = ROWS_OF.get(title, ROWS) if listed.name == "tbody" else ITEMS_OF.get(title, ITEMS)
    left = len(rows) - most
    folded = listed.find_parent("details")
    if left <= 0 or (folded is not None and "asked" not in folded.get("class", [])):
        return
    for row in rows[most:]:
        _annexed(row)
    line = f"and {left} more: in the annex"
    inner = f'<tr class="paper"><td colspan="99">{line}</td></tr>' if listed.name == "tbody" else (
        f'<li class="paper">{line}</li>')  # fmt: skip
    listed.append(BeautifulSoup(inner, "html.parser"))


def _annexed(tag: Tag) -> None:
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
