"""A second home of the project: the real figures, and a small notebook told to fail, die, hang or pollute.

And what a process has started, and whether it is gone.
"""

import json
import os
import shutil
import subprocess
import sys
import time
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
import decimal, gc, hashlib, locale, logging, random, resource, signal, threading, warnings
import matplotlib.pyplot as plt, numpy as np, pandas as pd
from matplotlib import font_manager
from scouting import dataset
held = dataset.load()
seen |= {"params": str(sorted(mpl.rcParams.items())), "backend": mpl.get_backend(), "figures": plt.get_fignums()}
seen |= {"fonts": len(font_manager.fontManager.ttflist), "paths": sys.path}
seen |= {"warnings": sorted(map(str, warnings.filters)), "argument": sys.argv[1]}
seen |= {"options": pd.get_option("display.max_rows"), "errors": str(np.geterr()), "prec": decimal.getcontext().prec}
seen |= {"locale": locale.setlocale(locale.LC_ALL), "level": logging.getLogger().level, "umask": os.umask(0o22)}
seen |= {"handlers": [str(signal.getsignal(n))[:30] for n in sorted(signal.valid_signals())], "gc": gc.get_threshold()}
seen |= {"files": resource.getrlimit(resource.RLIMIT_NOFILE), "depth": sys.getrecursionlimit()}
seen |= {"names": sorted(k for k in globals() if k.startswith("left")), "threads": "left" in str(threading.enumerate())}
seen |= {"environment": sorted(k for k in os.environ if not k.startswith("JPY"))}
seen |= {"held": float(held.values.value.sum()), "area": held.catalog.name("E06000054")}
seen |= {"numpy": hashlib.sha256(np.random.get_state()[1]).hexdigest(), "random": hash(random.getstate())}
seen |= {"size": mpl.rcParams["font.size"], "path": "left" in sys.path, "title": globals().get("left")}
Path(out).mkdir(parents=True, exist_ok=True)
(Path(out) / "seen.json").write_text(json.dumps(seen))"""

LEAVES = """\
os.environ["LEFT"], left = "here", "here"
sys.modules["left"] = sys
sys.path.append("left")
mpl.rcParams["font.size"] = 77
warnings.simplefilter("error"); np.seterr(all="raise"); decimal.getcontext().prec = 3; os.umask(0o77)
pd.set_option("display.max_rows", 3); random.seed(7); np.random.seed(7); logging.getLogger().setLevel(1)
signal.signal(signal.SIGUSR1, lambda *_: None); sys.setrecursionlimit(777); gc.set_threshold(7)
plt.figure(); font_manager.fontManager.ttflist.clear(); mpl.style.use("dark_background")
resource.setrlimit(resource.RLIMIT_NOFILE, (500, 500)); warnings.resetwarnings()
held.values["value"] = 7.0; held.catalog.areas["name"] = "left"
threading.Thread(target=time.sleep, args=[99], name="left", daemon=True).start()
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


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def family(pid: int) -> dict[int, str]:
    """Every descendant of a process and its command (Linux)."""
    parents, commands = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            commands[int(entry.name)] = (entry / "cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            continue
    found, more = {}, [pid]
    while more:
        more = [child for child, parent in parents.items() if parent in more]
        found |= {child: commands[child] for child in more}
    return found


def _runs(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False


def gone(pids, seconds: float = 15.0) -> bool:
    """Whether all of some processes end within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(map(_runs, pids)):
            return True
        time.sleep(0.2)
    return False


def wait_for(what, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.1)
