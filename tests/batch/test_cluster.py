"""The same packs by a Dask cluster on this machine: a scheduler and two workers, with and without nannies."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from scouting.batch import state
from scouting.cli.main import main

from .conftest import FAILS, Home, pack

COUNCILS = [FAILS, "E06000054", "E09000001", "E06000053"]


class Cluster:
    """A scheduler on this machine, and workers as they are asked for."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.env, self.folder, self.workers = env, folder, []
        options = {"env": env, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        words = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = subprocess.Popen([sys.executable, "-m", "dask", *words], **options)
        found = (re.search(r"tcp://127\.0\.0\.1:\d+", line) for line in self.scheduler.stdout)
        self.address = next(hit[0] for hit in found if hit)

    def worker(self, nanny: str = "--no-nanny", env: dict[str, str] | None = None) -> subprocess.Popen:
        words = ["worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", nanny]
        words += ["--local-directory", str(self.folder / f"worker{len(self.workers)}")]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.workers.append(subprocess.Popen([sys.executable, "-m", "dask", *words], env=env or self.env, **quiet))
        return self.workers[-1]

    def close(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.terminate()
        for process in [*self.workers, self.scheduler]:
            process.wait(30)


@pytest.fixture
def cluster(home, tmp_path):
    made = Cluster(home.env, tmp_path)
    yield made
    made.close()


@pytest.mark.long
@pytest.mark.parametrize("nanny", ["--nanny", "--no-nanny"])
def test_a_cluster_makes_the_same_packs(nanny, cluster, home, tmp_path):
    home.write("cluster", pack(COUNCILS, fails=FAILS))
    for _ in range(2):
        cluster.worker(nanny)
    answer = home.run("cluster", "--out", str(tmp_path / "far"), "--dask", cluster.address)
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout.startswith("3 packs made, 1 failed, 0 unchanged.")
    assert "Rutland: small.ipynb stopped in code cell 5: ValueError" in answer.stdout
    assert state.read_status(tmp_path / "far" / "wiltshire")["status"] == state.WHOLE
    near = home.run("cluster", "--out", str(tmp_path / "near"))
    assert near.stdout.splitlines()[0] == answer.stdout.splitlines()[0]
    for path in (tmp_path / "near").rglob("tables/*.csv"):
        assert path.read_bytes() == (tmp_path / "far" / path.relative_to(tmp_path / "near")).read_bytes()


@pytest.mark.long
def test_a_worker_with_other_figures_refuses(cluster, home, tmp_path):
    """Its home is another, of which a note on one indicator differs: it must not make a pack of those."""
    other = Home(tmp_path / "other home")
    table = other.root / "data" / "catalog" / "sources.csv"
    table.write_bytes(table.read_bytes() + b"\n")
    cluster.worker(env=other.env)
    home.write("two", pack(COUNCILS[1:3]))
    answer = home.run("two", "--out", str(tmp_path / "out"), "--dask", cluster.address)
    assert answer.returncode == 1 and answer.stdout.startswith("0 packs made, 2 failed"), answer.stderr
    assert (
        answer.stdout.count("This worker has other code or figures than the batch that asks it. Start it again.") == 2
    )
    assert not (tmp_path / "out" / "wiltshire").exists()


@pytest.mark.long
def test_a_worker_that_dies_midway_hands_its_work_to_the_other_and_the_last_ones_death_is_a_line_each(
    cluster, home, tmp_path
):
    home.write("three", pack(COUNCILS[1:], seconds=3.0))
    out = tmp_path / "out"
    lost, last = cluster.worker(), cluster.worker()
    driver = home.start("three", "--out", str(out), "--dask", cluster.address)
    until = time.monotonic() + 120
    while not list(out.glob(".making-*")) and time.monotonic() < until:
        time.sleep(0.1)
    lost.kill()
    said, told = driver.communicate(timeout=300)
    assert driver.returncode == 0 and said.startswith("3 packs made, 0 failed"), told
    driver = home.start("three", "--out", str(out), "--force", "--dask", cluster.address)
    until = time.monotonic() + 120
    while not list(out.glob(".making-*")) and time.monotonic() < until:
        time.sleep(0.1)
    last.kill()
    said, told = driver.communicate(timeout=300)
    assert driver.returncode == 1 and "3 failed" in said.splitlines()[0], told
    assert said.count("The cluster has had no worker for 60 seconds. Start one with: dask worker") == 3
    assert all(
        state.read_status(folder)["status"] == state.WHOLE for folder in out.glob("[a-z]*/") if folder.name != "failed"
    )


@pytest.mark.long
def test_a_scheduler_that_dies_midway_is_a_line_each(cluster, home, tmp_path):
    home.write("three", pack(COUNCILS[1:], seconds=3.0))
    cluster.worker()
    driver = home.start("three", "--out", str(tmp_path / "out"), "--dask", cluster.address)
    until = time.monotonic() + 120
    while not list((tmp_path / "out").glob(".making-*")) and time.monotonic() < until:
        time.sleep(0.1)
    cluster.scheduler.kill()
    said, told = driver.communicate(timeout=300)
    assert driver.returncode == 1 and "3 failed" in said.splitlines()[0], told


@pytest.mark.long
def test_no_scheduler_is_said(tmp_path):
    words = ["batch", "--councils", "Rutland", "--out", str(tmp_path), "--dask", "tcp://127.0.0.1:9"]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in answer.output and "dask scheduler" in answer.output
