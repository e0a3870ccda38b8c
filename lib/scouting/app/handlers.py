"""What the server answers: a page for what was chosen, its front page, the end of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from nbformat import NotebookNode
from tornado.ioloop import IOLoop
from tornado.web import authenticated
from tornado.websocket import WebSocketClosedError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.execution_request_handler import ExecutionRequestHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from scouting.app.choices import (
    MORE,
    TITLES,
    Choices,
    choose,
    measure_options,
    more_options,
    set_options,
)  # fmt: skip
from scouting.app.outputs import Reader
from scouting.app.pages import own_parameters, page_list, prepare, titles, used
from scouting.batch import warm
from scouting.catalog import Catalog
from scouting.catalog.groups import names_and_codes
from scouting.errors import ScoutingError

#: Seconds after which the kernel of a page that went is ended; a page that only lost its connection is back by then.
GRACE = 10
#: Seconds after which a page that came too early asks again.
AGAIN = 2
_READY = "Getting ready"
_LEAD = (
    "A council beside similar councils, from published figures. Choose a council and a service, then a question. "
    "It is a tool for asking better questions, not a league table."
)


def header(catalog: Catalog, chosen: Choices, told: Iterable[str] = (), file: str = "", known: Any = None) -> dict:
    """What the header is filled with. ``told``: sentences under it; ``file``, ``known``: the page and its parameters"""
    known = known or {}
    more = [(one, label, chosen.more.get(one, "")) for one, label in MORE.items() if one in known]
    return {
        "councils": names_and_codes(catalog),
        "services": TITLES,
        "measures": measure_options(catalog, chosen.service),
        "sets": set_options(catalog, chosen.area, chosen.service),
        "more": [(*one, more_options(one[0], chosen.service, catalog)) for one in more],
        "pages": page_list_once(catalog),
        "uses": used(known) if known else dict.fromkeys(("service", "measure", "neighbours"), True),
        "whose": catalog.name(chosen.area) if chosen.area else "",
        "chosen": chosen,
        "told": list(told),
        "file": file,
    }


def page_list_once(catalog: Catalog) -> list[dict]:
    """The pages as records, read once."""
    return catalog.once(_pages)


def _pages(_: Catalog) -> list[dict]:
    return page_list().to_dict("records")


class _Asking:
    """What the front page and a page have in common: the choices in the address, and a page that asks for them."""

    def chosen(self: Any) -> Choices:
        """The choices of the address. Raises ScoutingError."""
        return choose(lambda name: self.get_argument(name, ""), self.settings["catalog"])

    def asks(self: Any, heading: str, lead: str, chosen: Choices, told: Iterable[str] = (), file: str = "") -> None:
        """Answer with the page that asks: nothing is run for it."""
        fill = header(self.settings["catalog"], chosen, told, file)
        title = "Scouting: choose a council" if not file else heading
        self.set_header("Cache-Control", "no-store")
        self.finish(self.render_template("tree.html", title=title, heading=heading, lead=lead, **fill))

    def write_error(self: Any, status_code: int, **kwargs: Any) -> None:
        """In words, whatever went wrong: the log has the rest."""
        if status_code == 403:
            self.finish("Not allowed.")
        else:
            self.asks("That did not work", "Choose a page and a council again.", Choices())


class Front(_Asking, TornadoVoilaTreeHandler):
    """The front page."""

    @authenticated
    async def get(self, path: str = "") -> None:
        """The front page, with what an address has chosen already."""
        try:
            self.asks("Scouting", _LEAD, self.chosen())
        except ScoutingError as err:
            self.asks("Scouting", _LEAD, Choices(), err.problems)


class Page(_Asking, TornadoVoilaHandler):
    """The page of a notebook for a council: one that names none asks for it, and runs nothing."""

    @authenticated
    async def get(self, path: str = "") -> None:
        """The page."""
        if path not in titles():
            self.set_status(404)
            self.asks("There is no such page", _LEAD, Choices())
            return
        try:
            self.asked = self.chosen()
        except ScoutingError as err:
            unknown = any("council '" in problem for problem in err.problems)
            heading = "No such council" if unknown else "That cannot be shown"
            self.asks(heading, "Choose above from what there is.", Choices(), err.problems, path)
            return
        if not self.asked.area:
            self.asks(titles()[path], "Choose a council above. This page is about one council.", self.asked, (), path)
            return
        if warm.preparing():  # as the app has just been started: words, and the same address again
            self.set_header("Refresh", str(AGAIN))
            self.asks(_READY, "The figures are read in. This page opens by itself in a moment.", self.asked, (), path)
            return
        await super().get(path)

    def prepared(self, book: NotebookNode) -> NotebookNode:
        """The notebook as this page, its header with it."""
        known, file = own_parameters(book), self.request.path.rpartition("/")[2]
        fill = header(self.settings["catalog"], self.asked, self.asked.notices, file, known)
        book = prepare(book, self.settings["catalog"], self.asked)
        template = self.settings["voila_jinja2_env"].get_template("header.html")
        book.metadata["scouting"] = {
            "header": template.render(base_url=self.base_url, **fill),
            "query": self.asked.query,
        }
        return book


class Outputs(ExecutionRequestHandler):
    """Voila's own runner of a page, save that what it sends is made readable, and a page that goes ends its kernel."""

    async def on_message(self, message_str: str | bytes) -> None:
        """Run the page's notebook, as long as anybody is there to read it."""
        told = self._execution_data.get(self._kernel_id, {})
        self.reader = Reader(told["nb"].metadata.scouting.query) if told else Reader("")
        try:
            await super().on_message(message_str)  # pyright: ignore[reportGeneralTypeIssues]
        except WebSocketClosedError:
            self.log.info("The page of kernel %s went while it was worked out.", self._kernel_id)

    def write_message(self, message: dict[str, Any], binary: bool = False) -> Any:
        """Send a message to the page."""
        cell = message.get("payload", {}).get("output_cell", {})
        if "outputs" in cell:
            cell["outputs"] = [told for one in cell["outputs"] if (told := self.reader.readable(one))]
        # Voila takes the class beneath from what is installed.
        return super().write_message(message, binary)  # pyright: ignore[reportAttributeAccessIssue]

    def on_close(self) -> None:
        """The page went, or its browser died: its kernel ends soon after, busy or not."""
        executor = getattr(self, "_executor", None)
        if executor and executor.kc:
            IOLoop.current().add_callback(executor.kc.stop_channels)
        if hasattr(self, "_kernel_id"):
            IOLoop.current().call_later(GRACE, self.kernel_manager.end_if_alone, self._kernel_id)


class Leave(VoilaShutdownKernelHandler):
    """Ends the kernel of a page that is left, as the browser tells it on its way out, when it can send no token."""

    def check_xsrf_cookie(self) -> None:
        """The same page's origin in place of a token: the browser sets it, and no page elsewhere can."""
        if urlsplit(self.request.headers.get("Origin", "")).netloc != self.request.host:
            super().check_xsrf_cookie()

    async def post(self, kernel_id: str) -> None:
        """End it; one that has ended already is no fault."""
        if self.current_user and kernel_id not in self.kernel_manager:
            self.set_status(204)
            self.finish()
            return
        await super().post(kernel_id)
