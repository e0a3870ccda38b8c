"""The pages of the documentation that readers of the site need: methods, and what it is not for."""

from __future__ import annotations

import re
from pathlib import Path

from nbconvert.filters import markdown2html

from scouting.site.page import page

#: The documentation beside the package.
DOCS = Path(__file__).resolve().parents[3] / "docs"
#: Its pages in the site: file, title, address.
TEXTS = {
    "methods.html": ("methods.md", "How each number is worked out"),
    "not-for.html": ("not_for.md", "What this must not be used for"),
}
_LINK = re.compile(r'<a href="(?P<to>[^"]*)"[^>]*>(?P<words>.*?)</a>', re.DOTALL)
_HEADING = re.compile(r'<h(?P<level>[1-6]) id="(?P<id>[^"]*)">(?P<text>.*?)<a class="anchor-link".*?</a></h[1-6]>')
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


def html(name: str) -> str:
    """A page of the documentation as a page of the site. What it refers to beyond the site stands as words."""
    file, title = TEXTS[name]
    made = markdown2html((DOCS / file).read_text(encoding="utf-8"))
    made = _HEADING.sub(lambda h: f'<h{h["level"]} id="{_slug(h["text"])}">{h["text"]}</h{h["level"]}>', made)
    made = _LINK.sub(_reference, made)
    made = _TABLE.sub(lambda t: f'<div class="wide" role="group" aria-label="Table" tabindex="0">{t[0]}</div>', made)
    return page(title, f'<div class="prose">{made}</div>', here=name)


def _reference(found: re.Match) -> str:
    file, mark, part = found["to"].partition("#")
    address = next((name for name, (held, _) in TEXTS.items() if held == file), "")
    if file and not address:
        return found["words"]
    return f'<a href="{address}{mark}{part}">{found["words"]}</a>'


def _slug(heading: str) -> str:
    """The name of a heading as links in the documentation write it."""
    plain = re.sub(r"<[^>]+>", "", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
