"""What the front page leads to, and what happens to a notebook on its way to being a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache

import nbformat
import pandas as pd
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from scouting import paths
from scouting.app.choices import Choices, parameters
from scouting.catalog import Catalog
from scouting.catalog.groups import region_of

#: Marks what is of use only where the code can be seen and changed; the pages of a pack leave it out too.
SKIP = "page-skip"
#: But a widget is what the app is for.
KEEP = "app-keep"
_LINK = re.compile(r"\[([^\]]*)\]\((\w+\.ipynb)\)")


def page_list() -> pd.DataFrame:
    """The notebooks that can be pages, in the order of their files: file, title, about (its first sentences).

    The front page stands in the place of 0_start_here, so that one is not among them.

    >>> "2_what_if.ipynb" in set(page_list().file)
    True
    """
    rows = []
    for path in sorted(paths.NOTEBOOKS.glob("[1-9]*.ipynb")):
        first = nbformat.read(path, as_version=4).cells[0].source
        title, _, about = first.partition("\n")
        # What the first cell says of running cells is for those who see them.
        kept = [s for s in re.split(r"(?<=[.?!])\s+", about.strip()) if "cell" not in s and "below" not in s]
        rows.append([path.name, title.lstrip("# "), " ".join(kept)])
    return pd.DataFrame(rows, columns=["file", "title", "about"])


@cache
def titles() -> dict[str, str]:
    """The title of each page by its file, read once."""
    return dict(page_list()[["file", "title"]].itertuples(index=False))


def own_parameters(book: NotebookNode) -> dict[str, object]:
    """The parameters of a notebook with the values that it has of its own, read from its first code cell.

    >>> cells = [nbformat.v4.new_code_cell('draws = 10  # how often', metadata={"tags": ["parameters"]})]
    >>> own_parameters(nbformat.v4.new_notebook(cells=cells))
    {'draws': 10}
    """
    lines = ast.parse(book.cells[_first(book)].source).body
    given = [(one.targets[0], one.value) for one in lines if isinstance(one, ast.Assign)]
    return {name.id: ast.literal_eval(value) for name, value in given if isinstance(name, ast.Name)}


def _first(book: NotebookNode) -> int:
    return next(k for k, c in enumerate(book.cells) if "parameters" in c.metadata.get("tags", []))


def prepare(book: NotebookNode, catalog: Catalog, chosen: Choices) -> NotebookNode:
    """A notebook as the page of the council and of all else that was chosen. There must be a council.

    Code is not shown on a page, so the parts that speak of code are left out. The council goes into the notebook by
    its ONS code, never as it was typed; the heading names it; links to other notebooks carry the choices.

    >>> cells = [nbformat.v4.new_code_cell('council = "Wiltshire"', metadata={"tags": ["parameters"]})]
    >>> from scouting import catalog
    >>> made = prepare(nbformat.v4.new_notebook(cells=cells), catalog.read(), Choices("E06000015"))
    >>> made.cells[1].source, made.metadata.title
    ("council = 'E06000015'", 'Derby')
    """
    known, name = own_parameters(book), catalog.name(chosen.area)
    if "councils" in known:
        name = f"{catalog.name(region_of(chosen.area, catalog))}, the region of {name}"
    given = parameters(known, chosen, catalog)
    told = "\n".join(f"{one} = {value!r}" for one, value in given.items())
    book.cells.insert(_first(book) + 1, nbformat.v4.new_code_cell(told))
    first = next((c.source for c in book.cells if c.source.startswith("# ")), "")
    title = first.partition("\n")[0].lstrip("# ")
    book.metadata["title"] = ": ".join(filter(None, [title, name]))
    book.cells = [c for c in book.cells if c.cell_type == "code" or _stays(c)]
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(lambda link: _led(link[1], link[2], chosen.query), cell.source)
    if title:
        book.cells.insert(0, nbformat.v4.new_markdown_cell(f"# {title.rstrip('?')}: {name}"))
    return book


def _led(words: str, file: str, query: str) -> str:
    """A link to a page, called by its title where it was called by its file."""
    return f"[{titles().get(file, words) if file.startswith(words) else words}]({file}?{query})"


def carry(soup: BeautifulSoup, query: str) -> None:
    """Change the links of some HTML in place: those to another page of the app carry the choices.

    >>> soup = BeautifulSoup('<a href="9_money.ipynb#need">x</a><a href="#y">y</a>', "html.parser")
    >>> carry(soup, "council=E06000015")
    >>> str(soup)
    '<a href="9_money.ipynb?council=E06000015#need">x</a><a href="#y">y</a>'
    """
    for link in soup.select("a[href]"):
        where, mark, part = str(link["href"]).partition("#")
        if where in titles():
            link["href"] = f"{where}?{query}{mark}{part}"


def _stays(cell: NotebookNode) -> bool:
    tags = set(cell.metadata.get("tags", []))
    return SKIP not in tags or KEEP in tags


def used(known: Mapping[str, object]) -> dict[str, bool]:
    """Which choices of the header a notebook with such parameters goes by.

    >>> used({"council": "", "indicators": "children"})
    {'council': True, 'service': True, 'measure': False, 'neighbours': False}
    """
    return {name: bool(set(names) & set(known)) for name, names in _GOES_BY.items()}


_GOES_BY = {
    "council": ("council", "councils"),
    "service": ("service", "indicators", "recipe", "indicator"),
    "measure": ("indicator", "outcome"),
    "neighbours": ("neighbours",),
}
