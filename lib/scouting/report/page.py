"""An executed notebook as one self-contained page: no code, contents that follow, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from functools import cache
from html import escape
from pathlib import Path

import nbformat
import pandas as pd
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter, TemplateExporter

from scouting.charts import theme
from scouting.paths import new_file, slug

_TEMPLATES = Path(__file__).parent / "template"
#: The typeface of a page and its weights, in files of their own.
TYPEFACE, _WEIGHTS = "Public Sans", {400: "Regular", 700: "Bold"}
#: Cells with these tags are for people who run the notebook, not for readers of the page.
_NOT_ON_PAGE = {"page-skip", "parameters", "injected-parameters"}
#: In the template, after each cell.
_CELL_ENDS = "<!--cell ends-->"
#: Asked of the style sheet alone: paper is set with no script.
WHOLE = '<p><label><input type="checkbox" id="whole" autocomplete="off"> Print the annex, too</label></p>'


def cells(notebook: nbformat.NotebookNode) -> list[tuple[set[str], str]]:
    """Each cell of an executed notebook: its tags, and its prose or outputs as HTML, code left out."""
    tags = [{*cell.metadata.get("tags", [])} for cell in notebook.cells]
    shown = [cell for cell, own in zip(notebook.cells, tags, strict=True) if not own & _NOT_ON_PAGE]
    # One run for all: each ends at a mark of the template, which no text can hold that stands in a page. HTMLExporter's
    # own run would read all of it once more, for words of pictures: ours have them.
    told = TemplateExporter.from_notebook_node(_exporter(), nbformat.NotebookNode({**notebook, "cells": shown}))[0]
    html = iter(told.split(_CELL_ENDS))
    return [(own, "" if own & _NOT_ON_PAGE else next(html)) for own in tags]


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(template_name="page", extra_template_basedirs=[str(_TEMPLATES)], embed_images=True)
    exporter.register_filter("without_words", without_words)
    return exporter


def body(notebook: nbformat.NotebookNode) -> str:
    """The prose and outputs of an executed notebook as HTML, code left out."""
    return "".join(html for _, html in cells(notebook))


def without_words(png: str) -> str:
    """A PNG in base64 without the words inside it: on the page they stand beside it, as its alt text."""
    held, kept, at = base64.b64decode(png), [], 8
    kept.append(held[:at])
    while at < len(held):
        (length,), kind = struct.unpack(">I", held[at : at + 4]), held[at + 4 : at + 8]
        if kind not in (b"iTXt", b"tEXt", b"zTXt"):
            kept.append(held[at : at + length + 12])
        at += length + 12
    return base64.b64encode(b"".join(kept)).decode("ascii")


def contents(soup: BeautifulSoup) -> tuple[str, str]:
    """The HTML with an id on every heading, and a contents list of the second and third level.

    >>> contents(BeautifulSoup("<h2>Who is ahead</h2>", "html.parser"))[1]
    '<ol><li><a href="#who-is-ahead">Who is ahead</a></li></ol>'
    """
    items, used = [], set()
    for link in soup.select("a.anchor-link"):
        link.decompose()
    scrolled_by_keys(soup)
    styles: set[str] = set()
    for style in soup.find_all("style"):  # each part brings its own, as it stands alone in a notebook
        if str(style) in styles:
            style.decompose()
        else:
            styles.add(str(style))
    for heading in soup.find_all(["h2", "h3"]):
        name = base = slug(heading.get_text())
        number = 2
        while name in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name)
        heading["id"] = name
        items.append((heading.name, name, heading.get_text()))
    out, deep = "<ol>", False
    for place, (level, name, text) in enumerate(items):
        nested = level == "h3" and place > 0
        if nested and not deep:
            out = out.removesuffix("</li>") + "<ol>"
        if deep and not nested:
            out += "</ol></li>"
        out += f'<li><a href="#{name}">{escape(text)}</a></li>'
        deep = nested
    return str(soup), out + ("</ol></li></ol>" if deep else "</ol>")


def scrolled_by_keys(soup: BeautifulSoup) -> None:
    """Wide tables and charts scroll by themselves on a narrow screen; with a place in the focus order, by keys too."""
    for table in soup.select("table:not(.fits)"):
        caption = table.caption.get_text() if table.caption else "Table"
        table.wrap(
            soup.new_tag("div", attrs={"class": "wide", "role": "group", "aria-label": caption, "tabindex": "0"})
        )
    for figure in soup.find_all("figure"):
        figure.attrs |= {"tabindex": "0", "aria-label": "Chart"}


@cache
def faces() -> str:
    """The typeface as style: made for screens of public services, open (OFL), and inside the page.

    >>> faces().count("@font-face"), len(faces()) < 40_000
    (2, True)
    """
    every = []
    for weight, name in _WEIGHTS.items():
        held = (theme.FONTS / f"{TYPEFACE.replace(' ', '')}-{name}.woff2").read_bytes()
        source = f"url(data:font/woff2;base64,{base64.b64encode(held).decode('ascii')})"
        every.append(f'@font-face {{ font-family: "{TYPEFACE}"; font-weight: {weight}; src: {source}; }}')
    return "\n".join(every)


def style() -> str:
    """The style sheet of a report's pages, their typeface in it."""
    return f"{faces()}\n{(_TEMPLATES / 'page.css').read_text(encoding='utf-8')}"


def write_body(
    html: str | BeautifulSoup, title: str, facts: list[tuple[str, str]], path: Path, *, head: str = "",
    beside: str = "", data: str = "", script: str = "", annex=False, house: str = "",
) -> None:  # fmt: skip
    """Write a page: title, contents, a body of HTML, read before or not, and the facts of the report in the footer.

    ``head``: HTML on top of the page in place of the title; ``beside``: HTML over the contents; ``data``: elements of
    data at the end (``block``); ``script``: the only thing that the page runs, its digest in the policy of the page;
    ``annex``: paper leaves the footer out with what else has the class annex, unless the box of ``WHOLE`` is ticked;
    ``house``: HTML over the title, a council's own look (``style.html``).
    """
    html, listed = contents(BeautifulSoup(html, "html.parser") if isinstance(html, str) else html)
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts)
    shell = (_TEMPLATES / "shell.html").read_text(encoding="utf-8")
    filled = {
        "title": escape(title),
        "style": style(),
        "contents": listed,
        "body": html,
        "facts": rows,
        "data": data,
    }
    filled |= {
        "house": house,
        "head": head or escape(title),
        "beside": beside,
        "footer": ' class="annex"' if annex else "",
    }
    filled |= {"script": f"<script>{script}</script>", "runs": f"; script-src '{digest(script)}'"} if script else {
        "script": "", "runs": ""}  # fmt: skip
    with new_file(path) as aside:
        aside.write_text(_fill(shell, filled), encoding="utf-8")


def digest(script: str) -> str:
    """What a page's policy allows just this script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _fill(shell: str, parts: dict[str, str]) -> str:
    # Split once, so that text which looks like a mark is never filled in its turn.
    out = []
    for piece in shell.split("{{"):
        name, mark, rest = piece.partition("}}")
        out += [parts[name.strip()], rest] if mark else [piece]
    return "".join(out)


#: Enough to work on and to trace what the page tells, and no more: the page must stay light. The rest is in tables/.
TABLES = ("comparison", "neighbours", "sources")


def block(sheets: dict[str, pd.DataFrame]) -> str:
    """The tables as an element that holds data alone: ``{name: {"columns": [...], "rows": [[...]]}}``.

    Figures are unrounded numbers, missing ones null, dates YYYY-MM-DD: what the CSV files hold.

    >>> block({"sources": pd.DataFrame({"title": ["</script>"], "newest": [None]})})[44:]
    '{"sources":{"columns":["title","newest"],"rows":[["\\\\u003c/script>",null]]}}</script>'
    """
    held = {
        name: {"columns": list(sheets[name]), "rows": [[_plain(cell) for cell in row]
                                                       for row in sheets[name].itertuples(index=False, name=None)]}
        for name in TABLES if name in sheets
    }  # fmt: skip
    return element("tables", held)


def element(name: str, held: dict) -> str:
    """Plain data as an element that no browser runs, its id ``name``. No text can end it: ``<`` is ``\\u003c``."""
    text = json.dumps(held, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _plain(cell):
    """A cell as JSON has it."""
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    return cell.item() if hasattr(cell, "item") else cell
