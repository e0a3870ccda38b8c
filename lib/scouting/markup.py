"""Tables and sentences as HTML for a notebook's output. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML, display


def table(columns: Mapping[str, Any] | pd.DataFrame, caption: str, *, numbers: Iterable[str] = ()) -> str:
    """A table with a caption and scoped headers; the first column heads its row.

    ``columns``: texts as they are to be read, by their heading; ``numbers``: columns set right.

    >>> table({"Council": ["A & B"], "Figure": ["3%"]}, "Two", numbers=["Figure"])[-74:]
    '<th scope="row">A &amp; B</th><td class="num">3%</td></tr></tbody></table>'
    """
    right = set(numbers)
    css = [' class="num"' if heading in right else "" for heading in columns]
    head = "".join(f'<th scope="col"{c}>{escape(str(h))}</th>' for h, c in zip(columns, css, strict=True))
    body = []
    for first, *rest in zip(*(cells for _, cells in columns.items()), strict=True):
        cells = "".join(f"<td{c}>{escape(str(cell))}</td>" for cell, c in zip(rest, css[1:], strict=True))
        body.append(f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>')
    title, rows = escape(caption), "".join(body)
    return f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def folded(summary: str, inner: str) -> str:
    """Something that opens when it is asked for.

    >>> folded("The table", "<table></table>")
    '<details><summary>The table</summary><table></table></details>'
    """
    return f"<details><summary>{escape(summary)}</summary>{inner}</details>"


def sentences(lines: Iterable[str], css: str = "") -> str:
    """Sentences as a list, or one alone as a paragraph; nothing for none.

    >>> sentences(["One < two."]), sentences([])
    ('<p>One &lt; two.</p>', '')
    """
    lines = [line for line in lines if line]
    attr = f' class="{css}"' if css else ""
    if len(lines) == 1:
        return f"<p{attr}>{escape(lines[0])}</p>"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul{attr}>{items}</ul>" if lines else ""


def ordered(lines: Iterable[str]) -> str:
    """Lines in their order, numbered.

    >>> ordered(["A < b"])
    '<ol><li>A &lt; b</li></ol>'
    """
    return f"<ol>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ol>"


def heading(level: int, text: str) -> str:
    """A heading with an id that a contents list can point to.

    >>> heading(3, "Re-referrals & more")
    '<h3 id="re-referrals-more">Re-referrals &amp; more</h3>'
    """
    from scouting.paths import slug

    return f'<h{level} id="{slug(text)}">{escape(text)}</h{level}>'


def put(*parts: str) -> None:
    """Display parts of HTML as one output of the notebook's cell; nothing where all are empty."""
    text = "".join(part for part in parts if part)
    if text:
        display(HTML(text))
