"""What a batch costs, beside stock papermill and beside the same work as plain functions, in one run.

Run by ``make bench``; ``--councils N`` takes fewer (or 10 and 153, to see how seconds grow). Ratios are to be read:
machines differ and are noisy. The stock command line and ours run the same notebook with the same charts; ours makes
the page, the workbook and the tables besides, and so does the floor.
"""

from __future__ import annotations

import argparse
import contextlib
import io
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

from scouting import catalog, paths
from scouting.batch import packs

NOTEBOOK = paths.NOTEBOOKS / "1_scouting_party.ipynb"
#: What is set beside what.
RATIOS = (
    ("stock command line", "ours warm, 2 workers"),
    ("ours warm, 2 workers", "floor, 2 processes"),
    ("ours cold, 2 workers", "ours warm, 2 workers"),
    ("ours warm, 1 worker", "ours warm, 2 workers"),
    ("ours warm, Dask of 2", "ours warm, 2 workers"),
)


def parents() -> dict[int, int]:
    """The parent of every process (Linux; empty elsewhere)."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def memory(root: int) -> float:
    """MiB that a process and its descendants take together, shared pages counted once."""
    known, tree, more = parents(), [root], [root]
    while more:
        more = [child for child, parent in known.items() if parent in more]
        tree += more
    total = 0
    for pid in tree:
        with contextlib.suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
            total += int(found[1]) if found else 0
    return total / 1024


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds of a call, and the peak memory in MiB of this process and all its descendants meanwhile."""
    peak, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(1.0):
            peak[0] = max(peak[0], memory(os.getpid()))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    start = time.perf_counter()
    what()
    seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    return seconds, peak[0]


def stock(codes: list[str], folder: Path) -> None:
    """papermill's command line, one council after another."""
    papermill = str(Path(sys.executable).with_name("papermill"))
    for code in codes:
        given = ["-p", "council", code, "-p", "out", str(folder / code)]
        subprocess.run([papermill, str(NOTEBOOK), str(folder / f"{code}.ipynb"), *given, "-k", "python3"],
                       cwd=paths.ROOT, check=True, capture_output=True)  # fmt: skip


def interface(codes: list[str], folder: Path) -> None:
    """papermill's Python interface, one council after another in a process of its own."""
    code = (
        "import sys, papermill; from pathlib import Path\n"
        "book, folder, *codes = sys.argv[1:]\n"
        "for c in codes: papermill.execute_notebook(book, f'{folder}/{c}.ipynb', {'council': c, "
        "'out': f'{folder}/{c}'}, kernel_name='python3', progress_bar=False)"
    )
    subprocess.run([sys.executable, "-c", code, str(NOTEBOOK), str(folder), *codes], cwd=paths.ROOT, check=True,
                   capture_output=True)  # fmt: skip


def ours(codes: list[str], folder: Path, *options: str) -> None:
    listed = folder / "councils.txt"
    listed.write_text("\n".join(codes))
    subprocess.run([sys.executable, "-m", "scouting.cli", "batch", "children", "--councils", str(listed),
                    "--out", str(folder / "out"), *options], check=True, capture_output=True)  # fmt: skip


def plain(code: str, folder: Path) -> None:
    """The pack of one council as plain functions: no notebook, no kernel, no page of a notebook."""
    from scouting import dataset
    from scouting.report import tables
    from scouting.study import brief, own, show, show_neighbours, show_why, study

    party, out = study(code, data=dataset.hold()), str(folder / code)
    with contextlib.redirect_stdout(io.StringIO()):
        told = brief.brief(party)
        show.summary(party, "2026-11-01")
        show_why.standing(told.why)
        show.overview(party, out)
        for good in (True, False):
            show.standing_list(party, good=good)
        show.ahead(party)
        show_why.explanations(told.why)
        show_why.ourselves(told.why)
        show_why.visit(told)
        show.closer(party, "2026-11-01", out)
        own.show(party)
        show.neighbours(party)
        show_neighbours.verdicts(party, out, every=False)
        show.not_held(party)
        show.sources(party)
    sheets = tables.tables(party)
    tables.write_csv(sheets, folder / code / "tables")
    tables.write_xlsx(sheets, [("Report", code)], folder / code / "all.xlsx")


def floor(codes: list[str], folder: Path, workers: int) -> None:
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as crew:
        list(crew.map(plain, codes, [folder] * len(codes)))


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
    asked.add_argument("--only", default="", help="parts of the names of the kinds of run, joined by semicolons")
    given = asked.parse_args()
    codes = packs.councils(("all",), catalog.read())[:: max(1, 153 // given.councils)][: given.councils]
    with cluster() as address:
        kinds: dict[str, Callable[[Path], None]] = {
            "stock command line": lambda f: stock(codes, f),
            "papermill's interface": lambda f: interface(codes, f),
            "ours cold, 1 worker": lambda f: ours(codes, f, "--cold", "--workers", "1"),
            "ours cold, 2 workers": lambda f: ours(codes, f, "--cold", "--workers", "2"),
            "ours warm, 1 worker": lambda f: ours(codes, f, "--workers", "1"),
            "ours warm, 2 workers": lambda f: ours(codes, f, "--workers", "2"),
            "ours warm, Dask of 2": lambda f: ours(codes, f, "--dask", address),
            "floor, 1 process": lambda f: floor(codes, f, 1),
            "floor, 2 processes": lambda f: floor(codes, f, 2),
        }
        wanted = [kind for kind in kinds if any(part in kind for part in given.only.split(";"))]
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {len(codes)} councils, one run each\n")
        seconds = {}
        for kind in wanted:
            with tempfile.TemporaryDirectory() as name:
                seconds[kind], peak = timed(lambda kind=kind, name=name: kinds[kind](Path(name)))
            each = seconds[kind] / len(codes)
            print(f"{kind:24} {seconds[kind]:8.1f} s   {each:6.2f} s a council   peak {peak:5.0f} MiB", flush=True)
    print("\nRatios in this run")
    for one, other in RATIOS:
        if one in seconds and other in seconds:
            print(f"  {one} to {other}: {seconds[one] / seconds[other]:.2f}")


if __name__ == "__main__":
    main()
