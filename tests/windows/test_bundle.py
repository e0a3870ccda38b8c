"""The bundle for machines without a network: what is in it, against the lock; and that one for this machine starts."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scouting import __version__, paths

_spec = importlib.util.spec_from_file_location("bundle_make", paths.ROOT / "bundle" / "make.py")
make = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make)

LOCK = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wanted():
    return make.requirements("windows")


def names(texts: list[str]) -> set[str]:
    return {make.canonicalize_name(Requirement(text).name) for text in texts}


def test_windows_takes_what_the_lock_pins_for_it(wanted):
    assert list(wanted) == ["3.13", "3.12", "3.11"]
    for held in wanted.values():
        assert {"pywinpty", "colorama", "tzdata"} <= set(held) and not {"pexpect", "ptyprocess"} & set(held)
        assert names(PROJECT["project"]["dependencies"]) <= set(held)
        assert not {"pytest", "ruff", "playwright", "hypothesis"} & set(held)
        for version, lines in held.values():
            pin, *hashes = lines.split(" \\\n")
            assert pin.endswith(f"=={version}") and hashes
            assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line.rstrip("\n")) for line in hashes)
            assert f"{pin} " in LOCK and all(line.rstrip("\n") in LOCK for line in hashes)
    assert wanted["3.11"]["numpy"][0] != wanted["3.12"]["numpy"][0]  # each Python has what is pinned for it


def test_this_machine_takes_what_it_runs_on():
    [(python, held)] = make.requirements("this").items()
    assert python == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert names(PROJECT["project"]["dependencies"]) | {"pexpect"} <= set(held) and "pywinpty" not in held
    assert not names(PROJECT["project"]["optional-dependencies"]["cluster"]) & set(held)  # several machines: apart


def planted(wanted, folder: Path) -> list[Path]:
    pinned = {(name, version) for held in wanted.values() for name, (version, _) in held.items()}
    found = [folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl" for name, version in sorted(pinned)]
    for path in found:
        path.write_bytes(b"a wheel")
    return found


def test_a_bundle_holds_one_wheel_for_each_pin_and_the_project_as_git_has_it(wanted, tmp_path):
    files = planted(wanted, tmp_path)
    older = tmp_path / "pandas-1.0.0-py3-none-any.whl"
    older.write_bytes(b"")
    assert make.of_pins([*files, older], wanted) == files
    with pytest.raises(SystemExit, match=r"No wheel is there for .*=="):
        make.of_pins(files[1:], wanted)
    path = tmp_path / f"scouting-{__version__}-windows.zip"
    make.write(make.contents(wanted, files), path)
    with zipfile.ZipFile(path) as held:
        top, places = path.stem, set(held.namelist())
        start = held.read(f"{top}/Scouting.cmd").decode("ascii")
        listed = held.read(f"{top}/requirements/3.12.txt").decode()
    assert {f"{top}/wheels/{file.name}" for file in files} == {name for name in places if "/wheels/" in name}
    assert {f"{top}/{name}" for name in ("start.py", "data/values.parquet", "notebooks/0_start_here.ipynb",
            "lib/scouting/cli/main.py", "lib/scouting/app/jupyter/voila/templates/scouting/index.html.j2",
            "docs/windows.md", "LICENSE")} <= places  # fmt: skip
    assert not [name for name in places if "data/local" in name or "__pycache__" in name]
    assert listed.count("==") == len(wanted["3.12"])
    assert "for %%V in (3.13 3.12 3.11) do" in start and "{" not in start
    assert start.count("\n") == start.count("\r\n")
    # Unzipped in a folder of a hundred letters, all of it stays under the 259 that Windows takes.
    assert max(len(name) for name in places) < 150


@pytest.mark.long
def test_a_bundle_for_this_machine_makes_a_report_and_opens_the_app_without_a_network(tmp_path):
    path = make.main("this", tmp_path / "dist")
    with zipfile.ZipFile(path) as held:
        held.extractall(tmp_path)
    root = tmp_path / path.stem
    nowhere = "http://127.0.0.1:9"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_", "SCOUTING", "JUPYTER"))}
    env |= {name: nowhere for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PIP_INDEX_URL")}

    def start(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(root / "start.py"), *words]
        return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=1200)

    made = start("report", "Rutland", "--out", "out")
    assert made.returncode == 0, made.stdout + made.stderr
    assert "The first start makes" in made.stdout and (tmp_path / "out" / "rutland" / "rutland.html").is_file()
    again = start("--version")
    assert again.returncode == 0 and __version__ in again.stdout and "first start" not in again.stdout
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    log = tmp_path / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        words = ["app", f"--port={port}", "--no-browser"]
        app = subprocess.Popen([sys.executable, str(root / "start.py"), *words], env=env, stdout=out, stderr=out,
                               start_new_session=True)  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not (told := re.search(rf"http://127\.0\.0\.1:{port}/\S*token=\S+", log.read_text(encoding="utf-8"))):
            assert app.poll() is None and time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        assert "Rutland" in opener.open(told[0], timeout=60).read().decode("utf-8")
    finally:
        os.killpg(app.pid, 15)
        app.wait(60)
