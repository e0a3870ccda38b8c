import datetime as dt
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import settings

from scouting import dataset, paths

# How long a case takes says nothing of whether it is right, and depends on what else the machine does.
settings.register_profile("scouting", deadline=None)
settings.load_profile("scouting")


def pytest_configure(config):
    import matplotlib

    matplotlib.use("Agg")


@pytest.fixture(scope="session")
def data():
    """The embedded figures and catalogue."""
    return dataset.load()


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

    return study("Wiltshire", data=data)


@pytest.fixture(scope="session")
def carried():
    """The notebooks of a pack as they stand in the project, with the outputs of a run for Wiltshire."""
    import nbformat

    return [nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", 4) for name in ("1_scouting_party", "4_early_warning")]


@pytest.fixture(scope="session")
def whole_page(wiltshire, carried, tmp_path_factory):
    """The page of Wiltshire's pack, made from those outputs: no notebook is run."""
    from scouting.report import first
    from scouting.report.make import facts
    from scouting.report.tables import tables

    path, as_of = tmp_path_factory.mktemp("page") / "wiltshire.html", dt.date(2026, 11, 23)
    told, sheets = facts(wiltshire, {}, as_of), tables(wiltshire)
    first.write(wiltshire, carried, sheets, told, None, as_of, path, ("workbook", "slides"))
    return path


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
