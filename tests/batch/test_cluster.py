"""The same packs by a Dask cluster on this machine: a scheduler and two workers, with and without nannies."""

import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from scouting.batch import state
from scouting.cli import main

from .conftest import FAILS, pack

COUNCILS = [FAILS, "E06000054", "E09000001", "E06000053"]


@pytest.mark.long
@pytest.mark.parametrize("nanny", ["--nanny", "--no-nanny"])
def test_a_cluster_makes_the_same_packs(nanny, home, tmp_path):
    home.write("cluster", pack(COUNCILS, fails=FAILS))
    dask = [sys.executable, "-m", "dask"]
    options = {"env": home.env, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    running = [
        subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"], **options)
    ]
    try:
        address = next(found[0] for line in running[0].stdout if (found := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
        worker = [*dask, "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", nanny]
        options["stdout"] = subprocess.DEVNULL
        running += [subprocess.Popen([*worker, "--local-directory", str(tmp_path / f"w{n}")], **options) for n in "ab"]
        answer = home.run("cluster", "--out", str(tmp_path / "far"), "--dask", address)
    finally:
        for process in running[::-1]:
            process.terminate()
            process.wait(30)
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout.startswith("3 packs made, 1 failed, 0 unchanged.")
    assert "Rutland: small.ipynb stopped in code cell 5: ValueError" in answer.stdout
    assert state.read_status(tmp_path / "far" / "wiltshire")["status"] == state.WHOLE
    near = home.run("cluster", "--out", str(tmp_path / "near"))
    assert near.stdout.splitlines()[0] == answer.stdout.splitlines()[0]
    for path in (tmp_path / "near").rglob("tables/*.csv"):
        assert path.read_bytes() == (tmp_path / "far" / path.relative_to(tmp_path / "near")).read_bytes()


@pytest.mark.long
def test_no_scheduler_is_said(tmp_path):
    words = ["batch", "--councils", "Rutland", "--out", str(tmp_path), "--dask", "tcp://127.0.0.1:9"]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in answer.output and "dask scheduler" in answer.output
