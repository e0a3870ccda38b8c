import asyncio
import datetime as dt
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import matplotlib
import pytest
from hypothesis import settings
from matplotlib import pyplot as plt
from tests import cases, shared

from scouting import dataset, paths
from scouting.batch import warm

matplotlib.use("Agg")
#: Taken in by the processes of its tests alone: imported here, as doctests are looked for, it would take away from all.
collect_ignore = ["windows/machine"]

# How long a case takes says nothing of whether it is right, and depends on what else the machine does.
settings.register_profile("scouting", deadline=None)
settings.load_profile("scouting")


#: What decides where things are looked for, or how they are said.
_NAMES = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONPATH", "SCOUTING_HOME", "TZ")


def outside() -> dict:
    """What a test could leave other than it was, for all that come after in the same process."""
    return {
        "folder": os.getcwd(),
        "environment": {name: os.environ.get(name) for name in _NAMES},
        "places": {name: place for name, place in vars(paths).items() if name.isupper()},
        "chart settings": dict(matplotlib.rcParams),
        "open figures": plt.get_fignums(),
        "running loop": asyncio._get_running_loop(),
        "data held": dataset._held,
    }


@pytest.fixture(autouse=True)
def _leaves_nothing():
    """A test leaves the process as it was, whatever is tested next."""
    before = outside()
    yield
    after = outside()
    assert {name: after[name] for name in before if after[name] != before[name]} == {}


@pytest.fixture(scope="module", autouse=True)
def _shares_in_peace():
    """The tests of a file leave what all files share as it was made."""
    yield
    assert shared.changed() == []


@pytest.fixture(scope="session")
def data():
    """The embedded figures and catalogue."""
    yield shared.hold("data", dataset.load())
    shared.let_go("data")


@pytest.fixture(scope="session")
def releases() -> Path:
    """The folder of published releases; tests that need it skip where it is absent."""
    folder = paths.ROOT.parent / "shared" / "releases"
    if not folder.is_dir():
        pytest.skip(f"the published releases are not here ({folder})")
    return folder


@pytest.fixture(scope="session")
def wiltshire(data):
    """Wiltshire's study of children's services."""
    from scouting.study import study

    yield shared.hold("wiltshire", study("Wiltshire", data=data))
    shared.let_go("wiltshire")


@pytest.fixture(scope="session")
def carried():
    """The notebooks of a pack as they stand in the project, with the outputs of a run for Wiltshire."""
    import nbformat

    return [nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", 4) for name in ("1_scouting_party", "4_early_warning")]


@pytest.fixture(scope="session")
def whole_page(wiltshire, carried, tmp_path_factory):
    """The page of Wiltshire's pack, made from those outputs: no notebook is run."""
    from scouting.report import first
    from scouting.report.council import CouncilReport
    from scouting.report.tables import tables

    path, as_of = tmp_path_factory.mktemp("page") / "wiltshire.html", dt.date(2026, 11, 23)
    told, sheets = CouncilReport(wiltshire, as_of).facts(), tables(wiltshire)
    first.write(wiltshire, carried, sheets, told, None, as_of, path, ("workbook", "slides"))
    return shared.hold("whole page", path)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """The folder of a site of five councils and some measures, made once."""
    from scouting.site.make import make

    out = tmp_path_factory.mktemp("site") / "england"
    make(out, [",".join(cases.SITE)], cases.SITE_MEASURES, as_of=dt.date(2026, 11, 23))
    return shared.hold("the small site", out)


class WarmKernel(warm.WarmKernelManager):
    """A kernel forked from one process of this run, which has imported and worked out what is the same for all."""

    @property
    def kernel_spec(self):
        warm.begin("the tests")
        return super().kernel_spec


@pytest.fixture(scope="session", autouse=True)
def _kernels_start_warm():
    """Notebooks run here take forked kernels, as a batch does: seconds less each. The notebooks that nbval runs and
    those of a command run as a process start cold, and a cold report is compared with a warm one byte for byte."""
    patch = pytest.MonkeyPatch()
    patch.setattr("scouting.report.run.LocalKernelManager", WarmKernel)
    yield
    patch.undo()
    warm.end()


class Server:
    """A server of pages on this machine, with its token."""

    def __init__(self, root: str, token: str) -> None:
        self.root, self.token = root, token

    def url(self, path: str) -> str:
        return f"{self.root}/{path}{'&' if '?' in path else '?'}token={self.token}"


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Starts ``python ARGS --port=...`` with folders of its own, waits until it answers, ends it after the tests.

    Further words are set in its environment.
    """
    started = []

    def start(*args: str, token: str = "", **more: str) -> Server:
        home = tmp_path_factory.mktemp("server")
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            port = held.getsockname()[1]
        places = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
        env = os.environ | {name: str(home / name.lower()) for name in places}
        env |= {"PYTHONPATH": str(paths.ROOT / "lib"), **more}
        log = home / "log.txt"
        with log.open("w") as out:
            made = subprocess.Popen(
                [sys.executable, *args, f"--port={port}"], env=env, stdout=out, stderr=out, cwd=paths.ROOT
            )
        started.append(made)
        until = time.monotonic() + 60
        while True:
            told = re.search(rf"http://127\.0\.0\.1:{port}/\S*token=(\S+)", log.read_text())
            try:
                if told:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    return Server(f"http://127.0.0.1:{port}", token or told.group(1))
            except OSError:
                pass
            assert made.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.1)

    yield start
    for made in started:
        made.terminate()
    for made in started:
        made.wait(60)


@pytest.fixture(scope="session")
def app(serve):
    """The app as it stands, one server for all tests of it."""
    return serve("-m", "scouting.app", "--no-browser")
