"""What a page shows of a notebook's outputs: pictures with their words, and what is wide reached by the keyboard."""

from __future__ import annotations

from html import escape
from typing import Any

from bs4 import BeautifulSoup
from voila.tornado.execution_request_handler import ExecutionRequestHandler

from scouting.report.page import scrolled_by_keys

_HTML, _PNG = "text/html", "image/png"


class Outputs(ExecutionRequestHandler):
    """Voila's own sender of outputs, save that each is made readable on its way: see ``readable``."""

    def write_message(self, message: dict[str, Any], binary: bool = False) -> Any:
        """Send a message to the page."""
        for output in message.get("payload", {}).get("output_cell", {}).get("outputs", []):
            readable(output)
        # Voila takes the class beneath from what is installed.
        return super().write_message(message, binary)  # pyright: ignore[reportAttributeAccessIssue]


def readable(output: dict[str, Any]) -> None:
    """Change an output of a cell in place: a picture becomes one with alt text, a wide table scrolls by keys.

    The stock page shows a picture without the alt text in its metadata. Pictures without any stay as they are.

    >>> shown = {"data": {"image/png": "iVBO"}, "metadata": {"image/png": {"alt": "3 < 4", "width": 900}}}
    >>> readable(shown)
    >>> shown["data"]["text/html"][-55:]
    'src="data:image/png;base64,iVBO" width="900"/></figure>'
    """
    data, about = output.get("data", {}), output.get("metadata", {}).get(_PNG, {})
    if _PNG in data and about.get("alt"):
        png, width = "".join(data.pop(_PNG).split()), int(about.get("width", 900))
        alt = escape(about["alt"])
        data[_HTML] = f'<figure><img alt="{alt}" src="data:image/png;base64,{escape(png)}" width="{width}"></figure>'
    if "<table" in data.get(_HTML, "") or "<figure" in data.get(_HTML, ""):
        soup = BeautifulSoup(data[_HTML], "html.parser")
        scrolled_by_keys(soup)
        data[_HTML] = str(soup)
