"""What explanations cost: one council over all indicators and neighbours, and every council with its peak memory.

Run by ``make bench``. One council should be told in under a second, after the blocks of all councils are made once.
Each measure is a process of its own, so that the peak is its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COUNCILS = ("Wiltshire", "Birmingham", "Kent", "City of London")
BLOCKS = """
from scouting.explain import figures_of, chasing_of
from scouting import dataset
data = dataset.load()
data.panel
before = time.perf_counter()
chasing_of(data)
figures_of(data).counts
print(json.dumps(["blocks of every council, and guards shuffled", time.perf_counter() - before, 1]))
"""
ONE = """
from scouting.study import study
from scouting.pages.scouting_party.why import Why
for name in {councils}:
    of = study(name, indicators="all", data=data)
    of.sensible_sets  # the calculated sets are made once for every council
    taken = []
    for _ in range(3):
        before = time.perf_counter()
        found = Why(of).findings
        taken.append(time.perf_counter() - before)
    print(json.dumps(["findings of " + name, statistics.median(taken), len(found)]))
"""
EVERY = """
from every_council import ends_lines, every_finding
from scouting.pages.check_data.tell import chasing_lines
from scouting.explain import improvers_of
before = time.perf_counter()
mine = improvers_of(data, "E06000054", "children")
print(json.dumps(["who got better, beside every council", time.perf_counter() - before, len(mine)]))
before = time.perf_counter()
tables = every_finding(data, "dfe_2025_05", "children")
print(json.dumps(["findings of every council, children's services", time.perf_counter() - before, len(tables[1])]))
print("\\n".join([*ends_lines(tables[1]), *chasing_lines(data)]), file=sys.stderr)
"""


def measured(code: str) -> None:
    """Run code in a process and print a line for each measure it prints, then its peak memory."""
    start = "import json, statistics, sys, time\n" + BLOCKS
    child = subprocess.Popen([sys.executable, "-c", start + code], stdout=subprocess.PIPE, text=True, cwd=HERE)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"stopped with status {status}")
    for what, seconds, rows in map(json.loads, output.splitlines()):
        print(f"{what:<52}{seconds:9.2f} s    {rows:>7,} rows")
    print(f"{'peak memory':<52}{usage.ru_maxrss / 1024:9.0f} MB")


if __name__ == "__main__":
    measured(ONE.format(councils=COUNCILS))
    measured(EVERY)
