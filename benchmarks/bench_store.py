"""What the store costs as it grows: built from the releases, and from 10 and 100 times as many indicators.

Run by ``make bench``; needs the folder of releases. The releases are read once a build; each reading is then handed on
again and again under new ids of indicators, as that many more releases would be, and the catalogue grows with it. Every
build and every load is a process of its own, measured from outside with its peak memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

SIZES = (1, 10, 100)
COUNCIL = "E06000054"
#: What is loaded from a store at {path}, and how often in one process; the median counts.
LOADS = {
    "one indicator": ("indicators=['re_referrals']", 15),
    "one council": (f"areas=['{COUNCIL}']", 3),
    "everything": ("", 1),
}
LOAD = """
import json, statistics, time
from scouting import values
taken = []
for _ in range({runs}):
    start = time.perf_counter()
    rows = len(values.read({what}{comma}path={path!r}))
    taken.append(time.perf_counter() - start)
print(json.dumps([statistics.median(taken), rows]))
"""


def copied(table, copy: int):
    """A table whose indicators bear the number of a copy; the first copy keeps its ids."""
    return table.assign(indicator_id=table.indicator_id + f"_{copy:03d}") if copy else table


def grown(known, size: int):
    """The catalogue with ``size`` times as many indicators."""
    import pandas as pd

    tables = {}
    for name in ("indicators", "series"):
        tables[name] = pd.concat([copied(getattr(known, name), copy) for copy in range(size)], ignore_index=True)
    indicators = tables["indicators"].set_index("indicator_id", drop=False).rename_axis(None)
    return replace(known, indicators=indicators, series=tables["series"])


def build(size: int, folder: Path, store: Path) -> None:
    """Build a store of ``size`` times the rows and print seconds and rows."""
    from scouting import catalog
    from scouting.ingest.build import Release, read_releases, store_of

    known = catalog.read()

    def releases() -> Iterator[Release]:
        for release in read_releases(folder, known):
            for copy in range(size):
                yield replace(release, values=copied(release.values, copy))

    start = time.perf_counter()
    made = store_of(releases(), grown(known, size), store)
    print(json.dumps([time.perf_counter() - start, made.rows]))


def outside(*words: str) -> tuple[float, int, float]:
    """A fresh process of this Python: the seconds and rows it prints, and its peak memory in MiB."""
    child = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"A measured process failed: {' '.join(words)[:200]}")
    seconds, rows = json.loads(said)
    return seconds, rows, used.ru_maxrss / 1024


def main() -> None:
    from scouting import paths

    folder = paths.ROOT.parent / "shared" / "releases"
    if not folder.is_dir():
        print(f"The published releases are not here ({folder}): nothing was built.")
        return
    print("\nThe store as it grows: replicated indicators, each line a process of its own\n")
    print(f"{'':<22}{'times':>6}{'rows':>14}{'seconds':>11}{'peak MiB':>10}{'µs a row':>10}{'to 1 time':>11}")
    first: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        for size in SIZES:
            store = str(Path(name) / f"{size}.parquet")
            measured = {"build": outside(__file__, str(size), str(folder), store)}
            for what, (chosen, runs) in LOADS.items():
                code = LOAD.format(runs=runs, what=chosen, comma=", " if chosen else "", path=store)
                measured[what] = outside("-c", code)
            for what, (seconds, rows, peak) in measured.items():
                ratio = seconds / first.setdefault(what, seconds)
                per_row = f"{seconds / rows * 1e6:.2f}"
                print(f"{what:<22}{size:>6}{rows:>14,}{seconds:>11.3f}{peak:>10.0f}{per_row:>10}{ratio:>11.1f}")
            print(f"{'size of the file':<22}{size:>6}{Path(store).stat().st_size / 2**20:>21.1f} MiB\n", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
