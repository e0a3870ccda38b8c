"""What a page shows of a notebook's outputs: pictures with their words, errors in words, links with the choices."""

from __future__ import annotations

from html import escape
from typing import Any

from bs4 import BeautifulSoup

from scouting.app.pages import carry
from scouting.report.page import scrolled_by_keys

_HTML, _PNG = "text/html", "image/png"
_STOPPED = (
    "This part could not be worked out. Choose other similar councils or another measure, or start the page again."
)


class Reader:
    """Makes the outputs of one page readable, one after the other. ``query``: what links carry."""

    def __init__(self, query: str) -> None:
        self.query, self.failed = query, False

    def readable(self, output: dict[str, Any]) -> dict[str, Any] | None:
        """An output as the page shows it; None where it shows nothing of it.

        A picture becomes one with alt text, a wide table scrolls by keys, an error is told in a sentence, and what
        only follows from it is not told again. Warnings are for the log.

        >>> shown = {"data": {"image/png": "iVBO"}, "metadata": {"image/png": {"alt": "3 < 4", "width": 900}}}
        >>> Reader("").readable(shown)["data"]["text/html"][-55:]
        'src="data:image/png;base64,iVBO" width="900"/></figure>'
        """
        if output.get("output_type") == "error":
            return self._error(output)
        if output.get("output_type") == "stream" and output.get("name") == "stderr":
            return None
        data, about = output.get("data", {}), output.get("metadata", {}).get(_PNG, {})
        if _PNG in data and about.get("alt"):
            png, width = "".join(data.pop(_PNG).split()), int(about.get("width", 900))
            alt = escape(about["alt"])
            data[_HTML] = (
                f'<figure><img alt="{alt}" src="data:image/png;base64,{escape(png)}" width="{width}"></figure>'
            )
        if any(mark in data.get(_HTML, "") for mark in ("<table", "<figure", ".ipynb")):
            soup = BeautifulSoup(data[_HTML], "html.parser")
            scrolled_by_keys(soup)
            carry(soup, self.query)
            data[_HTML] = str(soup)
        return output

    def _error(self, output: dict[str, Any]) -> dict[str, Any] | None:
        """A mistake that a person can mend is told as it tells itself; any other is the log's alone."""
        if self.failed:
            return None
        self.failed = True
        mendable = output.get("ename") == "ScoutingError"
        lines = [line.strip("- ") for line in str(output.get("evalue", "")).splitlines()] if mendable else [_STOPPED]
        told = "".join(f"<p>{escape(line)}</p>" for line in lines if line and not line.endswith("problems:"))
        html = f'<div class="s-told">{told}</div>'
        return {"output_type": "display_data", "data": {_HTML: html}, "metadata": {}}
