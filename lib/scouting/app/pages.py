"""What the front page leads to, and what happens to a notebook on its way to being a page."""

from __future__ import annotations

import re
from html import escape

import nbformat
import pandas as pd
from nbformat import NotebookNode

from scouting import paths
from scouting.catalog import Catalog, find_area
from scouting.catalog.groups import region_of
from scouting.errors import ScoutingError

#: Marks what is of use only where the code can be seen and changed; the pages of a pack leave it out too.
SKIP = "page-skip"
#: But a widget is what the app is for.
KEEP = "app-keep"


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


def prepare(book: NotebookNode, catalog: Catalog, asked: str) -> NotebookNode:
    """A notebook as the page of the council that was asked for; blank: of the council in its parameters.

    Code is not shown on a page, so the parts that speak of code are left out. An unknown council makes a page that
    says so and runs nothing. The council goes into the notebook by its ONS code, never as it was typed; a notebook
    about a group of councils is given the council's region.

    >>> cells = [nbformat.v4.new_code_cell('council = "Wiltshire"', metadata={"tags": ["parameters"]})]
    >>> from scouting import catalog
    >>> made = prepare(nbformat.v4.new_notebook(cells=cells), catalog.read(), "derby")
    >>> made.cells[1].source, made.metadata.title
    ("council = 'E06000015'", 'Derby')
    """
    name = ""
    if asked.strip():
        try:
            code = find_area(catalog, asked)
        except ScoutingError as err:
            return _says(book, err)
        at = next(k for k, c in enumerate(book.cells) if "parameters" in c.metadata.get("tags", []))
        name, given = catalog.name(code), f"council = {code!r}"
        if re.search(r"^councils\s*=", book.cells[at].source, re.MULTILINE):
            name = catalog.name(region_of(code, catalog))
            given = f"councils = {name!r}"
        book.cells.insert(at + 1, nbformat.v4.new_code_cell(given))
    first = next((c.source for c in book.cells if c.source.startswith("# ")), "")
    title = first.partition("\n")[0].lstrip("# ")
    book.metadata["title"] = ": ".join(filter(None, [title, name]))
    book.cells = [c for c in book.cells if c.cell_type == "code" or _stays(c)]
    if title:
        book.cells.insert(0, nbformat.v4.new_markdown_cell(f"# {title}"))
    return book


def _stays(cell: NotebookNode) -> bool:
    tags = set(cell.metadata.get("tags", []))
    return SKIP not in tags or KEEP in tags


def _says(book: NotebookNode, err: ScoutingError) -> NotebookNode:
    """A page of sentences alone. Inside a block of HTML nothing is read as markdown, and the text is escaped."""
    told = "".join(f"<p>{escape(' '.join(line.split()))}</p>" for line in err.problems)
    book.metadata["title"] = "No such council"
    back = '<p><a href="/">Choose a council from the list</a></p>'
    book.cells = [nbformat.v4.new_markdown_cell(f"<section>{told}{back}</section>")]
    return book
