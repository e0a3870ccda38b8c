"""How the benchmarks of single steps time and tell."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(what: Callable[[], object], runs: int) -> list[float]:
    """Seconds of each call, after one that does not count."""
    what()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return taken


def line(what: str, taken: list[float], note: str = "") -> str:
    """Median with least and most, in milliseconds."""
    middle, least, most = (1000 * x for x in (statistics.median(taken), min(taken), max(taken)))
    return f"{what:<58}{middle:10.3f} ms   ({least:.3f} to {most:.3f}, n={len(taken)})   {note}".rstrip()
