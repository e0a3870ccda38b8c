"""The frame of every page of the site: head, policy, search, contents of the site, foot. Paths are relative."""

from __future__ import annotations

from html import escape

from scouting.site.compact import small
from scouting.terms import LICENCE

#: Only what lies beside the page may be used: on a server that is the server, from a memory stick the files.
POLICY = "default-src 'none'; style-src 'self' file:; script-src 'self' file:; font-src data:"
#: The parts of the site that every page leads to.
PLACES = {
    "councils.html": "Councils",
    "measures.html": "Measures",
    "what-if-children.html": "What if",
    "methods.html": "Methods",
    "sources.html": "Sources",
    "not-for.html": "What it is not for",
}
#: What is said at the foot of every page.
FOOT = "Not for league tables, appraisal, sanction, or conclusions about any person."


def page(title: str, body: str, *, root: str = "", scripts: tuple[str, ...] = (), here: str = "") -> str:
    """A whole page. ``root``: the way back to the front page's folder, such as "../"; ``scripts``: files there that
    the page runs besides ``site.js``; ``here``: which of ``PLACES`` it is.

    >>> page("A & B", "<h1>A</h1>").count("A &amp; B")
    1
    """
    runs = "".join(f'<script src="{root}{name}" defer></script>' for name in ("site.js", *scripts))
    places = "".join(
        f'<li><a href="{root}{path}"{_current(path == here)}>{escape(words)}</a></li>' for path, words in PLACES.items()
    )
    return small(
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" href="{root}site.css">{runs}</head>\n'
        f'<body><a class="skip" href="#main">Skip to the page</a><header><a class="home" href="{root}index.html">'
        f'Scouting</a><form role="search" hidden></form><nav aria-label="The site"><ul>{places}</ul></nav></header>\n'
        f'<main id="main">{body}</main>\n'
        f'<footer><p>{FOOT} <a href="{root}not-for.html">Why, and what to do instead</a>.</p><p>{LICENCE}. '
        f'<a href="{root}sources.html">Sources</a>.</p></footer></body></html>\n'
    )


def _current(it_is: bool) -> str:
    return ' aria-current="page"' if it_is else ""


def link(href: str, text: str) -> str:
    """A link within the site.

    >>> link("measure/a.html", "A < b")
    '<a href="measure/a.html">A &lt; b</a>'
    """
    return f'<a href="{href}">{escape(text)}</a>'


def items(lines: list[str], css: str = "") -> str:
    """A list of lines that are HTML already; nothing for none.

    >>> items(["One"], "places")
    '<ul class="places"><li>One</li></ul>'
    """
    attr = f' class="{css}"' if css else ""
    return f"<ul{attr}>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""
