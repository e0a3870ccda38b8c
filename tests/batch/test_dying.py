"""Batches and a region's document whose processes end at every step of their work: what stands is whole, and the next
command goes on."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.killed import killed_at

from scouting import catalog, paths
from scouting.batch import leave, packs, state

from .conftest import linux, pack

DYING = Path(__file__).parents[1] / "dying"
RUTLAND, SCILLY = "E06000017", "E06000053"
MADE = "tables/files.txt"
COMMANDS = {
    "batch": ["batch", "two", "--workers", "1", "--force"],
    "region": ["region", "Isles of Scilly, Rutland", "--indicators", "re_referrals", "--force"],
}
#: Of deaths that leave all as it should be, so many are followed by a run to the end.
_EVERY = 4


class Work:
    """A command in the second home, from the same state each time, with an earlier document of each kind in place."""

    def __init__(self, home, root: Path, command: str) -> None:
        self.home, self.root, self.words = home, root, COMMANDS[command]
        self.out, self.count = root / "out", root / "count"
        home.write("two", pack([RUTLAND, SCILLY]))
        book = home.root / "notebooks" / "8_region.ipynb"
        if not book.exists():
            os.symlink(paths.NOTEBOOKS / book.name, book)
        assert self.run() == 0
        shutil.copytree(self.out, root / "before")
        assert self.run() == 0
        self.after = self.tables()

    def run(self, at: int = -1, by: int = signal.SIGKILL) -> int:
        """How the command ends that is sent a signal at a step: 0 where it came to its end before.

        SIGKILL takes whichever process is at that step; SIGTERM and SIGINT are sent to the command itself.
        """
        self.count.write_bytes(b"")
        env = {**self.home.env, "PYTHONPATH": os.pathsep.join([str(DYING), self.home.env["PYTHONPATH"]])}
        env |= {"DYING_IN": str(self.out), "DYING_COUNT": str(self.count), "DYING_AT": str(at)}
        env |= {"DYING_BY": str(int(by)), "DYING_FIRST": "0" if by == signal.SIGKILL else str(os.getpid())}
        words = [sys.executable, "-m", "scouting.cli", *self.words, "--out", str(self.out)]
        made = subprocess.run(words, env=env, capture_output=True, text=True, timeout=580)
        # What a kernel says of itself when it is ended is its own affair.
        assert "lib/scouting/" not in made.stderr, made.stderr
        return made.returncode

    def steps(self) -> int:
        return self.count.stat().st_size

    def again(self) -> None:
        """Put everything back as it was before."""
        shutil.rmtree(self.out)
        shutil.copytree(self.root / "before", self.out)

    def tables(self) -> dict[str, bytes]:
        found = [path for path in self.out.rglob("*.csv") if "tables" in path.parts]
        return {str(p.relative_to(self.out)): p.read_bytes() for p in found if not p.name.startswith("since")}


def check_whole(out: Path) -> None:
    """Each document that can be seen is one, with every file that was written for it and no other."""
    folders = [p for p in out.iterdir() if p.is_dir() and not p.name.startswith(".") and p.name != state.FAILED]
    assert folders
    for folder in folders:
        listed = (folder / MADE).read_text(encoding="utf-8").split("\n")[:-1]
        held = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
        assert {*held} == {*listed, MADE}, folder.name
        assert (folder / f"{folder.name}.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    if (out / "manifest.json").exists():
        json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        assert (out / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


def left_over(out: Path) -> list[str]:
    return [p.name for p in out.rglob(".*") if p.name.startswith((".making", ".writing", ".together"))]


@linux
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda by: by.name)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.long
def test_an_end_at_any_step_leaves_whole_documents_and_the_next_command_goes_on(command, by, home, tmp_path):
    work, stride = Work(home, tmp_path, command), int(os.environ.get("SCOUTING_STRIDE", "1"))
    work.again()
    assert work.run(by=by) == 0
    steps, died = work.steps(), 0
    assert steps > 20
    for step in range(1, steps + 1, stride):
        work.again()
        status = work.run(step, by)
        died += status != 0
        check_whole(work.out)
        if step % (_EVERY * stride) < stride or by != signal.SIGKILL:
            assert work.run() == 0, step
            check_whole(work.out)
            assert work.tables() == work.after and left_over(work.out) == [], step
    # A worker or a kernel that is killed is replaced, and the command comes to its end all the same.
    assert died > 0


@linux
def test_the_index_and_its_tables_are_old_or_new_wherever_their_writer_dies(tmp_path):
    """What a batch writes of all its packs, each file whole: no process is started, so every step is tried."""
    (tmp_path / "two.yml").write_text(pack([RUTLAND, SCILLY]), encoding="utf-8")
    two, known, out = packs.read(tmp_path / "two.yml"), catalog.read(), tmp_path / "out"
    for name in ("rutland", "isles-of-scilly"):
        (out / name / "tables").mkdir(parents=True)
    state.inputs()  # once, before the processes that die
    leave.write(two, out, known)
    names = {"index.html", "manifest.json", "manifest.csv", "packs.xlsx"}
    before = {name: (out / name).read_bytes() for name in names}
    (out / "rutland" / state.STATUS).write_text(
        json.dumps({"area_code": RUTLAND, "status": state.WHOLE, "made": "2026-11-23"}), encoding="utf-8"
    )
    seen, died, step = set(), True, 0
    while died:
        died = killed_at(step, lambda: leave.write(two, out, known))
        paths.tidy(out)
        assert {path.name for path in out.iterdir() if path.is_file()} == names
        json.loads((out / "manifest.json").read_bytes())
        with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
            assert all(None not in row.values() for row in csv.DictReader(file))
        assert (out / "index.html").read_bytes().rstrip().endswith(b"</html>")
        assert (out / "packs.xlsx").read_bytes().startswith(b"PK")
        seen.add(tuple(sorted(name for name in names if (out / name).read_bytes() != before[name])))
        for name, content in before.items():
            (out / name).write_bytes(content)
        step += 1
    assert step > 8 and () in seen and len(seen) >= 3
