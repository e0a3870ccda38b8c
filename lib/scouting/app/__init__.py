"""The notebooks as pages for people who do not write code: a front page, a council, the page of each notebook."""

from scouting.app.pages import pages, prepare
from scouting.app.server import App, arguments

__all__ = ["App", "arguments", "pages", "prepare"]
