"""Voila over the notebooks: bound to this machine, with a token, with our own front page and page template."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from nbformat import NotebookNode
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.execution_request_handler import ExecutionRequestHandler

from scouting import catalog, paths
from scouting.app.outputs import Outputs
from scouting.app.pages import page_list, prepare
from scouting.catalog import Catalog
from scouting.catalog.groups import names_and_codes

#: Where Jupyter finds our template, beside its own.
TEMPLATES = Path(__file__).parent / "jupyter"

#: A page stands at once, and each part of it as soon as it is worked out.
SHOWN = ("--progressive_rendering=True",)

#: Small sums over many threads mostly wait for each other: with one an answer is four times as quick on two cores.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

#: A page takes nothing from elsewhere, sends nothing elsewhere, and stands in no other page. Voila's own scripts stand
#: in the page and make functions out of texts.
OWN_ALONE = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
#: A page that went without a word (its browser died, the laptop sleeps) leaves a kernel with nobody connected: it
#: ends within two minutes. A link from elsewhere does not bring the cookie along.
LIMITS = {
    "MappingKernelManager": {"cull_idle_timeout": 60, "cull_interval": 20, "cull_connected": False},
    "IdentityProvider": {"cookie_options": {"SameSite": "Strict"}},
}


class Leave(VoilaShutdownKernelHandler):
    """Ends the kernel of a page that is left, as the browser tells it on its way out, when it can send no token."""

    def check_xsrf_cookie(self) -> None:
        """The same page's origin in place of a token: the browser sets it, and no page elsewhere can."""
        if self.request.headers.get("Origin") != f"{self.request.protocol}://{self.request.host}":
            super().check_xsrf_cookie()


def arguments(more: Sequence[str] = ()) -> list[str]:
    """What Voila is started with: the folder of the notebooks, this machine alone, a new token each time.

    ``more``: further options of Voila, such as ``--no-browser`` and ``--port=8866``.

    >>> arguments(["--port=8866"])[1:]
    ['--Voila.ip=127.0.0.1', '--token', '--template=scouting', '--progressive_rendering=True', '--port=8866']
    """
    return [str(paths.NOTEBOOKS), "--Voila.ip=127.0.0.1", "--token", "--template=scouting", *SHOWN, *more]


class App(Voila):
    """Voila with the councils on its front page, and each page run for the council that was chosen there."""

    def initialize(self, argv: Any = None) -> None:
        """Start with our template on Jupyter's path and our hook on the way of every notebook."""
        for name, threads in ONE_THREAD.items():
            os.environ.setdefault(name, threads)
        known = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = os.pathsep.join([str(TEMPLATES), *([known] if known else [])])
        asked = {"prelaunch_hook": self._for_council, "allow_template_override": "NO", "allow_theme_override": "NO"}
        self.config.merge(Config({"VoilaConfiguration": asked, **LIMITS}))
        super().initialize(argv)

    @cached_property
    def catalog(self) -> Catalog:
        """The councils and indicators, read once."""
        return catalog.read()

    def init_settings(self) -> dict:
        """Voila's settings; what the front page shows; and no host name but this machine's own is answered.

        Voila answers any host name, so that a page elsewhere could reach it through a name made to point here.
        """
        settings = cast(dict, super().init_settings())
        settings["allow_remote_access"] = False
        settings["headers"] = {**settings.get("headers", {}), "Content-Security-Policy": OWN_ALONE}
        settings["voila_jinja2_env"].globals |= {
            "councils": names_and_codes(self.catalog),
            "pages": page_list().to_dict("records"),
        }
        return settings

    def init_handlers(self) -> list:
        """Voila's handlers, with ours in place of those that send outputs to a page and end its kernel."""
        ours = {ExecutionRequestHandler: Outputs, VoilaShutdownKernelHandler: Leave}
        return [(path, ours.get(it, it), *more) for path, it, *more in cast(list, super().init_handlers())]

    def _for_council(self, request: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
        return prepare(notebook, self.catalog, request.get_argument("council", ""))
