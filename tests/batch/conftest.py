"""A second home of the project: the real figures, and a small notebook told to fail, die, hang or pollute."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from scouting import paths

#: What the notebook does to each council, by code; everyone else's runs through.
FAILS, DIES, SLOW = "E06000017", "E06000015", "E06000053"

PARAMETERS = """\
council = ""  # an ONS code
neighbours = ""  # a set
indicators = ""  # ids
as_of = ""  # a date
out = ""  # a folder
fails = ""  # codes whose second cell raises
dies = ""  # codes whose kernel is killed
greedy = ""  # codes that want more memory than there is
hangs = ""  # codes that never end
seconds = 0.0  # that each takes"""

SEEN = """\
import json, os, sys, time
import matplotlib as mpl
from pathlib import Path
seen = {"pid": os.getpid(), "folder": os.getcwd(), "variable": os.environ.get("LEFT"), "module": "left" in sys.modules}
seen |= {"size": mpl.rcParams["font.size"], "path": "left" in sys.path, "title": globals().get("left")}
Path(out).mkdir(parents=True, exist_ok=True)
(Path(out) / "seen.json").write_text(json.dumps(seen))"""

LEAVES = """\
os.environ["LEFT"], left = "here", "here"
sys.modules["left"] = sys
sys.path.append("left")
mpl.rcParams["font.size"] = 77
os.chdir("/")
time.sleep(seconds)"""

ENDS = """\
if council in fails.split():
    raise ValueError("the figures are <b>planted</b>")
if council in dies.split():
    os.kill(os.getpid(), 9)
if council in greedy.split():
    import resource; resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)); held = bytearray(2**33)
time.sleep(600 if council in hangs.split() else 0)"""


def notebook() -> nbformat.NotebookNode:
    code, text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    cells = [text("# A small notebook"), code(PARAMETERS, metadata={"tags": ["parameters"]}), text("## What is seen")]
    cells += [code(SEEN), text("It leaves things behind."), code(LEAVES), text("It may end."), code(ENDS)]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


def pack(councils: list[str], indicators: str = "re_referrals", **own) -> str:
    """The text of a pack of the small notebook."""
    listed = "".join(f"\n- {code}" for code in councils)
    given = "".join(f"\n    {name}: {json.dumps(value)}" for name, value in own.items())
    book = f"- notebook: small\n  parameters:{given}" if given else "- notebook: small"
    return f"title: A small pack\nindicators: {indicators}\ncouncils:{listed}\nnotebooks:\n{book}\n"


class Home:
    """The second home, and the command run in it as a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(paths.DATA, root / "data", ignore=shutil.ignore_patterns("local", "packs"))
        for name in ("notebooks", "data/packs"):
            (root / name).mkdir()
        nbformat.write(notebook(), root / "notebooks" / "small.ipynb")
        lib = str(Path(paths.__file__).resolve().parents[1])
        self.env = {**os.environ, "SCOUTING_HOME": str(root), "PYTHONPATH": lib}

    def write(self, name: str, text: str) -> None:
        (self.root / "data" / "packs" / f"{name}.yml").write_text(text, encoding="utf-8")

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "scouting.cli", "batch", *words]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words: str) -> subprocess.CompletedProcess:
        process = self.start(*words)
        out, err = process.communicate(timeout=580)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Home:
    return Home(tmp_path_factory.mktemp("a second home"))
