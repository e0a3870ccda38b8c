"""A batch that is stopped, killed, starved or crowded: what is left is whole, and the next run ends complete."""

import csv
import hashlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from scouting.batch import state

from .conftest import DIES, FAILS, SLOW, family, gone, linux, pack, wait_for

#: Hartlepool to Telford and Wrekin.
COUNCILS = [f"E060000{number:02}" for number in range(1, 21)]


def tables(out: Path) -> dict[str, str]:
    """The bytes of every table, as a hash, by its place."""
    found = [p for p in out.rglob("*.csv") if "tables" in p.parts]
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def whole(out: Path) -> int:
    """How many packs there are; each that can be seen must be whole."""
    seen = [p for p in out.iterdir() if p.is_dir() and not p.name.startswith(".") and p.name != state.FAILED]
    for folder in seen:
        assert state.read_status(folder)["status"] == state.WHOLE
        page = (folder / f"{folder.name}.html").read_text(encoding="utf-8")
        assert page.rstrip().endswith("</html>")
        with (folder / "tables" / "comparison.csv").open(encoding="utf-8", newline="") as file:
            assert all(None not in row.values() for row in csv.DictReader(file))
        assert (folder / f"{folder.name}.xlsx").stat().st_size > 1000 and (folder / "charts" / "seen.json").is_file()
    return len(seen)


#: A batch's processes; the server is the one that kernels are forked from.
KINDS = ("driver", "worker", "kernel", "server")


def kinds(driver: int) -> dict[str, list[int]]:
    """A driver and its family by what each is."""
    found = {kind: [] for kind in KINDS} | {"driver": [driver] if _there(driver) else []}
    for pid, command in family(driver).items():
        if "scouting.batch.fork" in command:
            try:
                parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            found["kernel" if "scouting.batch.fork" in _command(parent) else "server"].append(pid)
        elif "spawn_main" in command:
            found["worker"].append(pid)
    return found


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda n: n.name)
@pytest.mark.long
def test_a_driver_that_is_ended_takes_its_family_along_and_the_next_run_goes_on(number, home, tmp_path):
    home.write("three", pack(COUNCILS[:3], seconds=3.0))
    out = tmp_path / "out"
    process = home.start("three", "--out", str(out), "--workers", "1")
    wait_for(lambda: out.is_dir() and whole(out) >= 1)
    time.sleep(1.5)  # into the second council's notebook
    others = family(process.pid)
    assert any("scouting.batch.fork" in command for command in others.values())
    second = home.run("three", "--out", str(out))
    assert second.returncode == 2 and f"Another batch is running in {out} (process {process.pid})" in second.stderr
    process.send_signal(number)
    said, _ = process.communicate(timeout=60)
    assert gone(others), "a worker or a kernel outlived its driver"
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)
    if number != signal.SIGKILL:
        assert "The same command carries on from here." in said
        assert not list(out.glob(".making-*"))
    n = whole(out)
    assert 1 <= n < 3
    again = home.run("three", "--out", str(out), "--workers", "1")
    assert again.stdout.splitlines()[0] == f"{3 - n} packs made, 0 failed, {n} unchanged.".replace("1 packs", "1 pack")
    assert whole(out) == 3 and not list(out.glob(".making-*"))


@linux
@pytest.mark.long
def test_twenty_councils_killed_thirty_times_end_as_if_undisturbed(home, tmp_path):
    """SIGKILL of the driver, of a worker, of a kernel or of the process that kernels are forked from, at random."""
    home.write("twenty", pack(COUNCILS, "re_referrals,looked_after_rate"))
    calm, out, chance = tmp_path / "calm", tmp_path / "out", random.Random(7)
    assert home.run("twenty", "--out", str(calm)).returncode == 0
    kills, runs, process = [], 0, None
    while len(kills) < 30:
        kind = chance.choice(KINDS)
        until = time.monotonic() + 60
        while time.monotonic() < until and not (process and process.poll() is None and kinds(process.pid)[kind]):
            if process is None or process.poll() is not None:
                runs += 1
                # The councils done are asked for anew once all are: kills must meet work.
                process = home.start("twenty", "--out", str(out), *(["--force"] if runs % 4 == 0 else []))
            time.sleep(0.1)
        time.sleep(chance.uniform(0, 2))
        try:
            os.kill(chance.choice(kinds(process.pid)[kind]), signal.SIGKILL)
            kills.append(kind)
        except (ProcessLookupError, IndexError):  # it ended by itself
            continue
    process.kill()
    process.communicate()
    assert {*kills} == {*KINDS}
    time.sleep(3)
    whole(out)
    last = home.run("twenty", "--out", str(out))
    assert last.returncode == 0, last.stdout
    assert whole(out) == 20 and tables(out) == tables(calm)
    assert sorted(p.name for p in out.glob(".*")) == [".batch"]


@linux
@pytest.mark.long
def test_all_councils_killed_five_times_end_complete_and_a_rerun_takes_under_three_seconds(home, tmp_path):
    home.write("every", pack([]).replace("councils:", "councils: all"))
    calm, out, chance = tmp_path / "calm", tmp_path / "out", random.Random(5)
    assert home.run("every", "--out", str(calm)).returncode == 0
    for _ in range(5):
        process, before = home.start("every", "--out", str(out)), whole(out) if out.is_dir() else 0
        wait_for(lambda before=before: out.is_dir() and whole(out) >= min(before + 10, 153), 300)
        time.sleep(chance.uniform(0, 3))
        others = family(process.pid)
        process.kill()
        process.communicate()
        assert gone(others)
        assert whole(out) >= before
    last = home.run("every", "--out", str(out))
    assert last.returncode == 0 and whole(out) == 153, last.stdout
    assert tables(out) == tables(calm)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file() and path.name != "lock"}
    start = time.monotonic()
    again = home.run("every", "--out", str(out))
    assert time.monotonic() - start < 3
    assert again.stdout.splitlines()[0] == "Nothing to do: nothing behind 153 packs has changed."
    assert before == {path: path.stat().st_mtime_ns for path in before}


def _there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@pytest.mark.long
def test_a_notebook_that_hangs_or_eats_memory_fails_alone(home, tmp_path):
    greedy = "E06000018"
    home.write("bad", pack([SLOW, greedy, "E06000054"], hangs=SLOW, greedy=greedy))
    start = time.monotonic()
    answer = home.run("bad", "--out", str(tmp_path / "out"), "--timeout", "5", "--workers", "2")
    assert time.monotonic() - start < 120
    assert answer.returncode == 1 and answer.stdout.startswith("1 pack made, 2 failed, 0 unchanged.")
    assert "Isles of Scilly: small.ipynb stopped in code cell 5: it took longer than 5 seconds." in answer.stdout
    assert "Nottingham: small.ipynb stopped in code cell 5: MemoryError" in answer.stdout
    assert whole(tmp_path / "out") == 1


@pytest.mark.long
def test_failed_councils_alone_are_tried_again(home, tmp_path):
    out = tmp_path / "out"
    home.write("again", pack([FAILS, DIES, "E06000054"], fails=FAILS))
    words = ("again", "--out", str(out), "--cold")
    assert home.run(*words).stdout.startswith("2 packs made, 1 failed, 0 unchanged.")
    assert (out / "failed" / "rutland" / "small.ipynb").is_file()
    assert home.run(*words, "--retry-failed").stdout.startswith("0 packs made, 1 failed, 2 unchanged.")
    assert home.run(*words, "--notify", "tee " + str(tmp_path / "mail")).returncode == 1
    assert "Rutland: small.ipynb stopped in code cell 5: ValueError" in (tmp_path / "mail").read_text()
    home.write("again", pack([FAILS, DIES, "E06000054"]))
    mended = home.run(*words, "--retry-failed")
    assert mended.returncode == 0 and mended.stdout.startswith("1 pack made, 0 failed, 2 unchanged.")
    assert not (out / "failed" / "rutland").exists()
    assert home.run(*words, "--force").stdout.startswith("3 packs made, 0 failed, 0 unchanged.")


@linux
@pytest.mark.long
def test_a_full_disk_fails_what_does_not_fit_the_next_run_ends_complete_and_a_read_only_one_is_said(home, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", small], capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        home.write("full", pack(COUNCILS[:6]))
        answer = home.run("full", "--out", str(small / "out"))
        assert answer.returncode in (1, 2) and "No space left on device" in answer.stdout + answer.stderr
        assert whole(small / "out") < 6
        subprocess.run(["mount", "-o", "remount,size=60m", small], check=True)
        assert home.run("full", "--out", str(small / "out")).returncode == 0
        assert whole(small / "out") == 6
        before = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
        subprocess.run(["mount", "-o", "remount,ro", small], check=True)
        answer = home.run("full", "--out", str(small / "out"), "--force")
        assert answer.returncode == 2 and "Read-only file system. Nothing was made." in answer.stderr
        assert home.run("full", "--out", str(small / "new")).returncode == 2
        assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == before
    finally:
        subprocess.run(["umount", small], check=False)
