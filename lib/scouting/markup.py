"""Tables and sentences as HTML for a notebook's output. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
from IPython.display import HTML, display


def table(rows: pd.DataFrame, caption: str, *, numbers: Iterable[str] = ()) -> str:
    """A table with a caption and scoped headers; the first column heads its row.

    ``rows``: texts as they are to be read, the columns' names as the headings; ``numbers``: columns set right.

    >>> table(pd.DataFrame({"Council": ["A & B"], "Figure": ["3%"]}), "Two", numbers=["Figure"])[-74:]
    '<th scope="row">A &amp; B</th><td class="num">3%</td></tr></tbody></table>'
    """
    right = set(numbers)

    def css(column: str) -> str:
        return ' class="num"' if column in right else ""

    head = "".join(f'<th scope="col"{css(c)}>{escape(str(c))}</th>' for c in rows.columns)
    body = []
    for row in rows.itertuples(index=False):
        first, *rest = zip(rows.columns, row, strict=True)
        cells = "".join(f"<td{css(c)}>{escape(str(cell))}</td>" for c, cell in rest)
        body.append(f'<tr><th scope="row">{escape(str(first[1]))}</th>{cells}</tr>')
    title, rest = escape(caption), "".join(body)
    return f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{rest}</tbody></table>"


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
