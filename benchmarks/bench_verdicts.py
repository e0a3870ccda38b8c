"""The verdicts of all councils: how long they take, and how often they stand a year later, beside an earlier rule.

Run by ``make bench``. The earlier rule is that of the commit named below: the flat mean of three years against the
neighbours' median, in units of the noise of both. It is run from a checkout of that commit made for the purpose; where
there is no history, the new one stands alone.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

BEFORE = "351c6cf"
RUNS = 5
ROOT = Path(__file__).resolve().parents[1]

#: Seconds that the verdicts of all councils and indicators of a set take, the figures being read.
TIMED = """
import time
from scouting import dataset
from scouting.study import every_comparison
data = dataset.load()
_ = data.panel, data.every_neighbour("dfe_2025_05")
start = time.perf_counter()
every_comparison(data, "dfe_2025_05")
print(time.perf_counter() - start)
"""
#: Every gap of the past years by the earlier rule and what became of it: columns as ``compare.next_year`` gives them.
EARLIER = """
import sys
import numpy as np
import pandas as pd
from scouting import dataset
from scouting.compare import panel, verdicts
from scouting.dataset import Dataset
from scouting.neighbours import default_set
from scouting.stats.ranks import quantiles

data, parts = dataset.load(), []
for service in ("children", "adults"):
    facts = data.catalog.indicators
    facts = facts[facts.service == service]
    lists = data.every_neighbour(default_set(data.catalog, service)).groupby("area_code").neighbour_code.agg(list)
    whole = panel(data.values, facts, data.catalog.areas)
    for back in range(1, 6):
        slot = whole.figures.shape[2] - back
        known = pd.DataFrame({"indicator_id": whole.indicators.index.repeat(slot),
                              "period": whole.labels[:, :slot].ravel()})
        sized = data.values[data.values.indicator_id.isin(["children_0_17", "adults_65_over"])]
        rows = data.values.astype({"indicator_id": "str", "period": "str"}).merge(known, on=["indicator_id", "period"])
        then = panel(pd.concat([rows, sized]).drop_duplicates(["indicator_id", "area_code", "period"]), facts,
                     data.catalog.areas)
        at = whole.indicators.index.get_indexer(then.indicators.index)
        follows = (whole.position[at, slot] - whole.position[at, slot - 1] == 1) & (whole.position[at, slot - 1] >= 0)
        follows &= whole.segment[at, slot] == whole.segment[at, slot - 1]
        follows &= then.labels[:, -1] == whole.labels[at, slot - 1]
        for code, mine in lists.items():
            own, others = whole.areas.get_loc(code), whole.areas.get_indexer(sorted(set(mine)))
            others = others[others >= 0]
            gap_noise = verdicts(then, code, mine).gap_noise.to_numpy(float)
            block = whole.figures[at][:, others, slot]
            gap = whole.figures[at, own, slot] - quantiles(block, [0.5])[0]
            told = follows & (np.isfinite(block).sum(1) >= len(others) / 2) & np.isfinite(gap_noise) & np.isfinite(gap)
            parts.append(pd.DataFrame({"years_back": back, "indicator_id": then.indicators.index[told],
                "area_code": code, "judged": (then.sign != 0)[told], "sureness": gap_noise[told],
                "kept": (np.sign(gap_noise) == np.sign(gap.round(9)))[told]}))
pd.concat(parts).to_parquet(sys.argv[1])
"""


def run(code: str, root: Path, *arguments: str) -> str:
    """What a piece of code prints, run with the package of some checkout, its figures with it."""
    environment = {"PYTHONPATH": str(root / "lib"), "SCOUTING_HOME": str(root), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def out_of_time(name: str, cells: pd.DataFrame) -> str:
    """One line: what a rule can tell, and how often what it called beyond 1.96 stood a year later."""
    from scouting.compare.calibration import told_apart

    judged = cells[cells.judged]
    beyond = judged[judged.sureness.abs() >= 1.96]
    return (
        f"{name:12} {len(cells):7,} comparisons; told apart at one wrong in ten {told_apart(cells, 0.1):.1%}, on "
        f"measures with a direction {told_apart(judged, 0.1):.1%}; of "
        f"{len(beyond):,} beyond 1.96 {beyond.kept.mean():.1%} stood"
    )


def main() -> None:
    from scouting import dataset
    from scouting.ingest.calibrate import calibration, past_verdicts
    from scouting.terms import SERVICES

    data = dataset.load()
    new = pd.concat([past_verdicts(data, service) for service in SERVICES], ignore_index=True)
    with tempfile.TemporaryDirectory() as name:
        old_root = Path(name) / "before"
        made = subprocess.run(
            ["git", "worktree", "add", "--detach", str(old_root), BEFORE], cwd=ROOT, capture_output=True
        )
        roots = {"now": ROOT} | ({BEFORE: old_root} if made.returncode == 0 else {})
        try:
            seconds: dict[str, list[float]] = {which: [] for which in roots}
            for _ in range(RUNS):
                for which, root in roots.items():
                    seconds[which].append(float(run(TIMED, root)))
            for which, taken in seconds.items():
                span = f"({min(taken):.2f} to {max(taken):.2f})"
                print(f"verdicts of all councils, {which:8} {statistics.median(taken):6.2f} s  {span}")
            if BEFORE in seconds:
                ratio = statistics.median(seconds["now"]) / statistics.median(seconds[BEFORE])
                print(f"ratio to {BEFORE}: {ratio:.2f}\n")
                run(EARLIER, old_root, str(Path(name) / "cells.parquet"))
                old = pd.read_parquet(Path(name) / "cells.parquet")
                print(out_of_time("flat mean", old))
                keys = ["years_back", "indicator_id", "area_code"]
                print(out_of_time("level", new))
                both = new.merge(old[keys], on=keys)
                print(
                    out_of_time("the same,", old.merge(new[keys], on=keys)), "(flat mean, comparisons that both make)"
                )
                print(out_of_time("the same,", both), "(level)\n")
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(old_root)], cwd=ROOT, capture_output=True)
    print(calibration(data).to_string(index=False))


if __name__ == "__main__":
    main()
