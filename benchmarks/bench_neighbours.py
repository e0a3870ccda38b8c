"""What neighbour sets cost: figures are scaled once, weighed as often as anyone moves a slider.

Run by ``make bench``. Twenty features of 153 councils, made of real context indicators.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pandas as pd

RUNS = 15
FEATURES = 20


def seconds(what: Callable[[], object], runs: int = RUNS) -> list[float]:
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
    return f"{what:<52}{middle:9.2f} ms   ({least:.2f} to {most:.2f}, n={len(taken)})   {note}".rstrip()


def features() -> pd.DataFrame:
    """Twenty context indicators of every council of today, each of its fullest period.

    The few figures that are not held are set to the feature's median: speed is measured here, not likeness.
    """
    from scouting import dataset
    from scouting.neighbours.features import feature_table
    from scouting.recipes import parse

    data = dataset.load()
    context = data.catalog.indicators[data.catalog.indicators.facet == "need"].index
    rows = "\n".join(f"  - {{indicator_id: {name}, weight: 1}}" for name in context)
    recipe = parse(f"title: All\nmethod: best_shape\nk: 15\nfeatures:\n{rows}", "everything", data.catalog)
    table = feature_table(recipe, data.catalog, data.values)
    fullest = table.notna().sum().sort_values(ascending=False, kind="stable").index[:FEATURES]
    return table[fullest].fillna(table[fullest].median())


def sets() -> None:
    """Scaling once, then every council's list."""
    from scouting.neighbours import Space, explain
    from scouting.neighbours.calculated import links

    table = features()
    councils, n = table.shape
    fitting = seconds(lambda: Space.fit(table, "best_shape"), 5)
    plain = seconds(lambda: Space.fit(table, "z_score"))
    space, weights = Space.fit(table, "best_shape"), pd.Series(1.0, index=table.columns)
    nearest = seconds(lambda: space.nearest(weights, 15))
    worded = seconds(lambda: links(space, weights, 15))
    steady = seconds(lambda: explain.stability(space, weights, "E06000054", 15))
    print(f"Neighbour sets: {councils} councils, {n} features, 15 nearest; medians (least to most)")
    print(line("shapes chosen and features scaled, best_shape", fitting, "allowed: 2,000"))
    print(line("features scaled, z_score", plain))
    print(line("every council's list", nearest, "allowed: 50"))
    print(line("every council's list with closeness words", worded, "allowed: 50"))
    print(line("one council's list under 200 wobbles of the weights", steady))
    print("Ratios of medians in this run")
    middle = statistics.median(nearest)
    print(f"  choosing the shapes to every list     {statistics.median(fitting) / middle:.0f}")
    print(f"  words and all to every list alone     {statistics.median(worded) / middle:.2f}")


if __name__ == "__main__":
    sets()
