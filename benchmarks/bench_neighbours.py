"""What neighbour sets cost: figures are scaled once, weighed as often as anyone moves a slider.

Run by ``make bench``. Twenty features of 153 councils, made of real context indicators.
"""

from __future__ import annotations

import itertools
import statistics

import pandas as pd
from timing import line, seconds

RUNS = 15
FEATURES = 20


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
    plain = seconds(lambda: Space.fit(table, "z_score"), RUNS)
    space, weights = Space.fit(table, "best_shape"), pd.Series(1.0, index=table.columns)
    nearest = seconds(lambda: space.nearest(weights, 15), RUNS)
    worded = seconds(lambda: links(space, weights, 15), RUNS)
    steady = seconds(lambda: explain.stability(space, weights, "E06000054", 15), RUNS)
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


def widget() -> None:
    """From a moved weight to the new list on the map, and what each part of that costs."""
    from scouting import dataset
    from scouting.charts import hexmap, theme
    from scouting.pages.common import map_rows
    from scouting.pages.neighbours.widget import NeighbourWeights, list_for, png, verdict_changes
    from scouting.study import study

    party = study("Wiltshire", data=dataset.load())
    made = NeighbourWeights(party)
    first, area, weights = next(iter(made.sliders.values())), party.area_code, made.recipe.multipliers
    steps = itertools.cycle([0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
    codes = list_for(made.space, weights, area, made.k.value)
    rows = map_rows(party.data.catalog, area, dict.fromkeys(codes, "neighbour"))
    drawn = hexmap.draw(rows, title="", notes=False)

    def recoloured() -> None:
        with theme.use():
            hexmap.update(drawn, rows)

    whole = seconds(lambda: setattr(first, "value", next(steps)), RUNS)
    print("\nWidget of weights: from a moved slider to everything shown, without the browser")
    print(line("a slider moved: list, map, verdicts, recipe", whole, "allowed: 100"))
    print(line("  the list", seconds(lambda: list_for(made.space, weights, area, made.k.value), RUNS)))
    print(line("  the map recoloured and named", seconds(recoloured, RUNS)))
    print(line("  the map as a picture", seconds(lambda: png(drawn), RUNS)))
    changed = seconds(lambda: verdict_changes(party.panel, area, codes[1:], codes), RUNS)
    print(line("  the verdicts that change", changed))
    anew = seconds(lambda: png(hexmap.draw(rows, title="", notes=False)), RUNS)
    print(
        f"Ratio in this run: the map drawn anew to everything {statistics.median(anew) / statistics.median(whole):.2f}"
    )


if __name__ == "__main__":
    sets()
    widget()
