"""What a batch costs, beside stock papermill and beside the same work as plain functions, in one run.

Run by ``make bench``; ``--councils N`` takes fewer (or 10 and 153, to see how seconds grow). Ratios are to be read:
machines differ and are noisy. All run the notebooks of the same pack with the same charts (naive drawing: the same
figures drawn as notebooks usually do); ours makes the page, the workbook, the slides and the tables besides, and so
does the floor; "notebooks alone" leaves them out, as stock does, and "the files besides, after stock" makes them of
what stock left (so it needs stock before it).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from scouting import catalog, paths
from scouting.batch import packs
from scouting.catalog import groups
from scouting.study import Study

PACK = packs.read("children")
#: What is set beside what.
RATIOS = (
    ("stock command line", "ours warm, 2 workers"),
    ("stock command line + the files besides, after stock", "ours warm, 2 workers"),
    ("stock command line", "notebooks alone, ours warm, 2 workers"),
    ("naive drawing, stock command line", "ours warm, 2 workers"),
    ("ours warm, 2 workers", "floor, 2 processes"),
    ("ours cold, 2 workers", "ours warm, 2 workers"),
    ("ours warm, 1 worker", "ours warm, 2 workers"),
    ("ours warm, Dask of 2", "ours warm, 2 workers"),
)

#: What must have made the same, for a ratio of their seconds to say anything.
ALIKE = ("ours warm, 2 workers", "floor, 2 processes")


def parents() -> dict[int, int]:
    """The parent of every process (Linux; empty elsewhere)."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def below(root: int, known: dict[int, int]) -> list[int]:
    """A process and its descendants."""
    tree, more = [root], [root]
    while more:
        more = [child for child, parent in known.items() if parent in more]
        tree += more
    return tree


def memory(pids: list[int]) -> float:
    """MiB that processes take together, shared pages counted once."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
            total += int(found[1]) if found else 0
    return total / 1024


def timed(what: Callable[[], object]) -> tuple[float, float, float]:
    """Seconds of a call, and the peak memory in MiB meanwhile: of all that it started, and of its largest worker with
    that worker's kernels (a child of the process that was started; the process itself where it has none)."""
    peak, largest, over, me = [0.0], [0.0], threading.Event(), os.getpid()

    def look() -> None:
        while not over.wait(1.0):
            known = parents()
            started = [pid for pid, parent in known.items() if parent == me]
            workers = [pid for pid, parent in known.items() if parent in started] or started
            peak[0] = max(peak[0], sum(memory(below(pid, known)) for pid in started))
            largest[0] = max([largest[0], *(memory(below(pid, known)) for pid in workers)])

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    start = time.perf_counter()
    what()
    seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    return seconds, peak[0], largest[0]


def books(folder: Path, *, naive: bool = False) -> list[tuple[Path, dict]]:
    """The pack's notebooks and what each is given; ``naive``: copies of them that draw naively."""
    found = []
    for name, given in PACK.notebooks:
        path = paths.NOTEBOOKS / f"{name}.ipynb"
        if naive:
            book = nbformat.read(path, as_version=4)
            at = 1 + next(k for k, c in enumerate(book.cells) if c.cell_type == "code" and "import" in c.source)
            book.cells.insert(at, nbformat.v4.new_code_cell("import naive"))
            path = folder / path.name
            nbformat.write(book, path)
        found.append((path, dict(given)))
    return found


def stock(codes: list[str], folder: Path, *, naive: bool = False) -> None:
    """papermill's command line, one council and notebook after another."""
    papermill = str(Path(sys.executable).with_name("papermill"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path[1:]])}
    for code in codes:
        for path, own in books(folder, naive=naive):
            given = [x for pair in {"council": code, "out": str(folder / code), **own}.items() for x in ("-p", *pair)]
            made = folder / f"{code}-{path.name}"
            subprocess.run([papermill, str(path), str(made), *given, "-k", "python3", "--cwd", str(paths.ROOT)],
                           cwd=paths.ROOT, env=env, check=True, capture_output=True)  # fmt: skip


def interface(codes: list[str], folder: Path) -> None:
    """papermill's Python interface, one council and notebook after another, in a process of its own."""
    code = (
        "import json, sys, papermill\n"
        "folder, books, *codes = sys.argv[1:]\n"
        "for c in codes:\n"
        "    for k, (book, own) in enumerate(json.loads(books)):\n"
        "        papermill.execute_notebook(book, f'{folder}/{c}-{k}.ipynb', {'council': c, 'out': f'{folder}/{c}',\n"
        "                                   **own}, kernel_name='python3', progress_bar=False)"
    )
    told = json.dumps([(str(path), own) for path, own in books(folder)])
    subprocess.run([sys.executable, "-c", code, str(folder), told, *codes], cwd=paths.ROOT, check=True,
                   capture_output=True)  # fmt: skip


def ours(codes: list[str], folder: Path, *options: str) -> None:
    listed = folder / "councils.txt"
    listed.write_text("\n".join(codes))
    subprocess.run([sys.executable, "-m", "scouting.cli", "batch", "children", "--councils", str(listed),
                    "--out", str(folder / "out"), *options], check=True, capture_output=True)  # fmt: skip


def notebooks(code: str, folder: Path) -> None:
    """A council's notebooks as a worker of ours runs them, without the files made from them: what stock does, too."""
    from scouting.batch import warm
    from scouting.report.run import Plan, run_books

    assert warm.begin("benchmark"), "no warm kernels here"
    told = [(path, {"council": code, **own}) for path, own in books(folder)]
    plan = Plan(PACK.notebooks, kernels=warm.WARM, at_once=True)
    (folder / code).mkdir()
    run_books(told, code, folder / code, plan, lambda _: None, False)


def plain(code: str, folder: Path) -> None:
    """The pack of one council in this process: its notebooks' code in an IPython shell, then the files. No kernel.

    Without a shell nothing is shown, and the page has no picture and no table.
    """
    from scouting import dataset
    from scouting.study import study

    of, done = study(code, data=dataset.hold()), []
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    (folder / code).mkdir()
    for path, own in books(folder):
        shell.reset(new_session=False)
        book = nbformat.read(path, as_version=4)
        for cell in [c for c in book.cells if c.cell_type == "code"]:
            with shell.display_trap, capture_output() as told:
                shell.run_cell(cell.source).raise_error()
            if "parameters" in cell.metadata.get("tags", []):
                shell.push({"council": code, "out": str(folder / code / "charts"), **own})
            cell.outputs = [
                nbformat.v4.new_output("display_data", data=o.data, metadata=o.metadata) for o in told.outputs
            ]
        done.append(book)
    files(of, done, folder / code)


def files(of: Study, done: list[nbformat.NotebookNode], folder: Path) -> None:
    """What a pack holds besides its notebooks and charts, from a study and its executed notebooks."""
    from scouting.report import council_book, first, room, slides, tables
    from scouting.report.council import CouncilReport

    day, name = dt.date(2026, 11, 1), folder / of.area_code
    about, sheets = CouncilReport(of, day).facts(), tables.tables(of)
    tables.write_csv(sheets, folder / "tables")
    first.write(of, done, sheets, about, None, day, name.with_suffix(".html"), PACK.outputs)
    room.write(of, day, about, name.with_name(f"{name.name}-room.html"))
    council_book.write(of, sheets, about, name.with_suffix(".xlsx"))
    slides.write(of, about, day, name.with_suffix(".pptx"))


def files_after(codes: list[str], folder: Path, made: Path) -> None:
    """The files besides, from the notebooks that stock made in ``made``: one Python after another, one a council."""
    code = (
        "import sys, nbformat, bench_batch as b\n"
        "from scouting.study import study\n"
        "of = study(sys.argv[1])\n"
        "b.files(of, [nbformat.read(book, as_version=4) for book in sys.argv[3:]], b.Path(sys.argv[2]))"
    )
    for council in codes:
        (folder / council).mkdir()
        ran = [str(made / f"{council}-{path.name}") for path, _ in books(folder)]
        subprocess.run([sys.executable, "-c", code, council, str(folder / council), *ran], check=True,
                       cwd=Path(__file__).parent, capture_output=True)  # fmt: skip


def in_processes(what: Callable[[str, Path], None], codes: list[str], folder: Path, workers: int) -> None:
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as crew:
        list(crew.map(what, codes, [folder] * len(codes)))


def made_in(folder: Path) -> dict[str, tuple[int, int, dict[str, bytes]]]:
    """What lies in a folder, by council: the pictures on its page, the bytes of the page, its tables."""
    found = {}
    for table in folder.rglob("tables/comparison.csv"):
        pages = [p for p in table.parents[1].glob("*.html") if not p.stem.endswith("-room")]
        page = pages[0].read_text(encoding="utf-8")
        tables = {path.name: path.read_bytes() for path in table.parent.glob("*.csv")}
        found[str(pd.read_csv(table).area_code[0])] = page.count("<img "), len(page), tables
    return found


def assert_alike(one: dict, other: dict) -> None:
    """The same councils with as many pictures, pages of like size (within 2%) and the same tables to the byte."""
    assert one.keys() == other.keys(), one.keys() ^ other.keys()
    for code, (pictures, size, tables) in one.items():
        assert pictures == other[code][0] > 0, (code, pictures, other[code][0])
        assert abs(size - other[code][1]) <= 0.02 * size, (code, size, other[code][1])
        assert tables == other[code][2], code


@contextlib.contextmanager
def cluster():
    """A scheduler and two workers on this machine; gives the address."""
    dask = [sys.executable, "-m", "dask"]
    head = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    running = [subprocess.Popen(head, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)]
    try:
        address = next(m[0] for line in running[0].stdout if (m := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
        worker = [*dask, "worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        running += [subprocess.Popen(worker, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
        time.sleep(3)
        yield address
    finally:
        for process in running[::-1]:
            process.terminate()
            process.wait()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--councils", type=int, default=20)
    asked.add_argument("--only", default="", help="beginnings of the names of the kinds of run, joined by semicolons")
    given = asked.parse_args()
    codes = groups.councils(("all",), catalog.read())[:: max(1, 153 // given.councils)][: given.councils]
    with cluster() as address, tempfile.TemporaryDirectory() as kept:
        made = Path(kept)
        kinds: dict[str, Callable[[Path], None]] = {
            "naive drawing, stock command line": lambda f: stock(codes, f, naive=True),
            "stock command line": lambda f: stock(codes, made),
            "the files besides, after stock": lambda f: files_after(codes, f, made),
            "papermill's interface": lambda f: interface(codes, f),
            "ours cold, 1 worker": lambda f: ours(codes, f, "--cold", "--workers", "1"),
            "ours cold, 2 workers": lambda f: ours(codes, f, "--cold", "--workers", "2"),
            "ours warm, 1 worker": lambda f: ours(codes, f, "--workers", "1"),
            "ours warm, 2 workers": lambda f: ours(codes, f, "--workers", "2"),
            "ours warm, Dask of 2": lambda f: ours(codes, f, "--dask", address),
            "notebooks alone, ours warm, 2 workers": lambda f: in_processes(notebooks, codes, f, 2),
            "floor, 1 process": lambda f: in_processes(plain, codes, f, 1),
            "floor, 2 processes": lambda f: in_processes(plain, codes, f, 2),
        }
        wanted = [kind for kind in kinds if kind.startswith(tuple(given.only.split(";")))]
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {len(codes)} councils, one run each\n")
        seconds, alike = {}, {}
        for kind in wanted:
            with tempfile.TemporaryDirectory() as name:
                seconds[kind], peak, worker = timed(lambda kind=kind, name=name: kinds[kind](Path(name)))
                if kind in ALIKE:
                    alike[kind] = made_in(Path(name))
            each = seconds[kind] / len(codes)
            print(f"{kind:38} {seconds[kind]:8.1f} s   {each:6.2f} s a council   peak {peak:5.0f} MiB, a worker "
                  f"{worker:5.0f}", flush=True)  # fmt: skip
    if len(alike) == len(ALIKE):
        assert_alike(*alike.values())
        print("\nOurs and the floor made the same tables, as many pictures, and pages of like size")
    print("\nRatios in this run")
    for one, other in RATIOS:
        parts = one.split(" + ")
        if {*parts, other} <= seconds.keys():
            print(f"  {one} to {other}: {sum(seconds[part] for part in parts) / seconds[other]:.2f}")


if __name__ == "__main__":
    main()
