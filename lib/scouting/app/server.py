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
        self.config.merge(Config({"VoilaConfiguration": {"prelaunch_hook": self._for_council}}))
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
        settings["voila_jinja2_env"].globals |= {
            "councils": names_and_codes(self.catalog),
            "pages": page_list().to_dict("records"),
        }
        return settings

    def init_handlers(self) -> list:
        """Voila's handlers, with ours in place of the one that sends outputs to a page."""
        kept = cast(list, super().init_handlers())
        return [(path, Outputs if it is ExecutionRequestHandler else it, *more) for path, it, *more in kept]

    def _for_council(self, request: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
        return prepare(notebook, self.catalog, request.get_argument("council", ""))
