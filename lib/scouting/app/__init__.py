"""The notebooks as pages for people who do not write code: a front page, a council, the page of each notebook."""

from scouting.app.pages import page_list
from scouting.app.server import ONE_THREAD, App, arguments, serve

__all__ = ["ONE_THREAD", "App", "arguments", "page_list", "serve"]
