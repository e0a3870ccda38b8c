"""Voila over the notebooks: bound to this machine, with a token, with our own front page and page template."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from traitlets import List, Unicode
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.execution_request_handler import ExecutionRequestHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from scouting import catalog, paths
from scouting.app.choices import set_titles
from scouting.app.handlers import Front, Leave, Outputs, Page
from scouting.app.kernels import LIMITS, PREPARED, AppKernels
from scouting.batch import warm
from scouting.errors import Problems, shown

#: Where Jupyter finds our template, beside its own.
TEMPLATES = Path(__file__).parent / "jupyter"

#: A page stands at once, and each part of it as soon as it is worked out.
SHOWN = ("--progressive_rendering=True",)

#: Small sums over many threads mostly wait for each other: with one an answer is four times as quick on two cores.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

#: A link from elsewhere does not bring the cookie along.
COOKIES = {"IdentityProvider": {"cookie_options": {"SameSite": "Strict"}}}

#: A page takes nothing from elsewhere, sends nothing elsewhere, and stands in no other page. Voila's own scripts stand
#: in the page and make functions out of texts.
OWN_ALONE = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)


def arguments(more: Sequence[str] = ()) -> list[str]:
    """What Voila is started with: the folder of the notebooks, this machine alone, a new token each time.

    ``more``: further options of Voila, such as ``--no-browser`` and ``--port=8866``.

    >>> arguments(["--port=8866"])[1:]
    ['--Voila.ip=127.0.0.1', '--token', '--template=scouting', '--progressive_rendering=True', '--port=8866']
    """
    return [str(paths.NOTEBOOKS), "--Voila.ip=127.0.0.1", "--token", "--template=scouting", *SHOWN, *more]


def serve(host: str, port: int, base_url: str, names: Sequence[str] = (), *, browser: bool = True) -> None:
    """Serve the pages until somebody stops it.

    ``host``: the address to listen on; ``base_url``: the path under which it stands, such as ``/scouting/``;
    ``names``: host names that it answers to besides this machine's own, where a proxy hands them on. Raises
    ScoutingError for a path that is none, and for an open address without a name.
    """
    problems = Problems()
    if not re.fullmatch(r"/([\w.~-]+/)*", f"{base_url.rstrip('/')}/"):
        problems.append(f"'{shown(base_url)}' is no path of an address: such as /scouting/.")
    if host not in ("127.0.0.1", "localhost", "::1") and not names:
        problems.append(f"At {shown(host)} others can reach it: say by which host name they do, with --name.")
    problems.raise_if_any()
    more = [f"--Voila.ip={host}", f"--port={port}", f"--base_url={base_url.rstrip('/')}/", *["--no-browser"][browser:]]
    App.launch_instance(argv=arguments(more), names=list(names))


class App(Voila):
    """Voila with choices on every page, and each page run for what was chosen there."""

    #: Host names that it answers to, beside this machine's own.
    names = List(Unicode())

    def initialize(self, argv: Any = None) -> None:
        """Start with our template on Jupyter's path, our kernels, and our hook on the way of every notebook."""
        for name, threads in ONE_THREAD.items():
            os.environ.setdefault(name, threads)
        known = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = os.pathsep.join([str(TEMPLATES), *([known] if known else [])])
        asked = {
            "prelaunch_hook": lambda page, notebook, cwd: page.prepared(notebook),
            "multi_kernel_manager_class": AppKernels,
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "show_tracebacks": True,  # an error comes to us whole; a page is told it in a sentence
        }
        own = {"AsyncMappingKernelManager": {"kernel_manager_class": "scouting.app.kernels.AppKernel"}}
        self.config.merge(Config({"VoilaConfiguration": asked, **own, **LIMITS, **COOKIES}))
        warm.begin("the app", PREPARED)
        super().initialize(argv)

    def init_settings(self) -> dict:
        """Voila's settings, the catalogue, our rules for the browser; only host names of ours are answered.

        Voila answers any host name, so that a page elsewhere could reach it through a name made to point here.
        """
        settings = cast(dict, super().init_settings())
        settings["allow_remote_access"] = False
        settings["local_hostnames"] = ["localhost", *self.names]
        settings["headers"] = {**settings.get("headers", {}), "Content-Security-Policy": OWN_ALONE}
        settings["catalog"] = catalog.read()
        set_titles(settings["catalog"])  # some seconds, which no visitor waits for
        return settings

    def init_handlers(self) -> list:
        """Voila's handlers, with ours in place of those of a page, of its outputs and of its end."""
        ours = {
            ExecutionRequestHandler: Outputs,
            VoilaShutdownKernelHandler: Leave,
            TornadoVoilaHandler: Page,
            TornadoVoilaTreeHandler: Front,
        }
        return [(path, ours.get(it, it), *more) for path, it, *more in cast(list, super().init_handlers())]

    def stop(self) -> None:
        """End every kernel, and the process that they are forked from."""
        warm.end()
        super().stop()
