"""What things cost: each figure beside another of the same run, because machines differ and are noisy.

Run by ``make bench``. Whole processes are measured from outside, a fresh one each time, with their peak memory.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COUNCIL = "Wiltshire"
INSIDE_RUNS = 9
OUTSIDE_RUNS = 3


def spread(seconds: list[float]) -> str:
    """Median with least and most."""
    return f"{statistics.median(seconds):8.3f} s   ({min(seconds):.3f} to {max(seconds):.3f}, n={len(seconds)})"


def inside(what: Callable[[], object]) -> list[float]:
    """Seconds of a call in this process, after one that does not count."""
    what()
    taken = []
    for _ in range(INSIDE_RUNS):
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return taken


def outside(command: list[str], folder: Path) -> tuple[list[float], float]:
    """Seconds of a command as fresh processes, and the largest peak memory of any process in it, in MiB."""
    taken = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    for _ in range(OUTSIDE_RUNS):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    return taken, peak / 1024


def in_a_process(code: str, folder: Path) -> float:
    """Peak memory in MiB of a process that runs some code."""
    ending = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", code + ending], cwd=folder, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) / 1024


def main() -> None:
    from scouting import dataset, paths
    from scouting.study import study

    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {COUNCIL}; medians (least to most)\n")
    loading = inside(dataset.load)
    data = dataset.load()
    panel = inside(lambda: dataset.Dataset(data.catalog, data.values).panel)
    _ = data.panel  # made once a session, asked often
    comparing = inside(lambda: study(COUNCIL, indicators="all", data=data).comparison)
    indicators = len(data.catalog.indicators)
    print(f"load the store and catalogue            {spread(loading)}   {len(data.values):,} rows")
    print(f"panel of all councils, with noise       {spread(panel)}   once a session")
    print(f"one council, {indicators} indicators              {spread(comparing)}")

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scouting = str(Path(sys.executable).with_name("scouting"))
        papermill = str(Path(sys.executable).with_name("papermill"))
        notebook = str(paths.NOTEBOOKS / "1_scouting_party.ipynb")
        stock, stock_peak = outside(
            [papermill, notebook, "stock.ipynb", "-p", "council", COUNCIL, "-p", "out", "charts", "-k", "python3"],
            folder,
        )
        ours, our_peak = outside([scouting, "report", COUNCIL, "--out", "reports"], folder)
        load_code = "from scouting import dataset; d = dataset.load()"
        compare_code = f"from scouting.study import study; study('{COUNCIL}', indicators='all').comparison"
        print(f"stock papermill, notebook and charts    {spread(stock)}   largest process {stock_peak:.0f} MiB")
        print(f"scouting report, with page and tables   {spread(ours)}   largest process {our_peak:.0f} MiB")
        print(f"peak memory of a process that loads     {in_a_process(load_code, folder):8.0f} MiB")
        print(f"peak memory of one that compares        {in_a_process(compare_code, folder):8.0f} MiB")

    middle = {k: statistics.median(v) for k, v in {"load": loading, "one": comparing, "s": stock, "r": ours}.items()}
    print("\nRatios of medians in this run")
    print(f"  report to stock papermill         {middle['r'] / middle['s']:.2f}")
    print(f"  comparison to loading             {middle['one'] / middle['load']:.2f}")
    print(f"  comparison to report              {middle['one'] / middle['r']:.4f}")


if __name__ == "__main__":
    main()
