"""Does the verdict hold? One council's verdicts on every indicator, set by set; and how often verdicts flip."""

from __future__ import annotations

import pandas as pd

from scouting.compare import side
from scouting.study.core import Study
from scouting.terms import NOT_COMPARED, TOO_CLOSE, TOO_FEW_PEOPLE
from scouting.words import many

#: Sides that speak against each other.
_OPPOSITE = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
_UNTOLD = (NOT_COMPARED, TOO_FEW_PEOPLE)


def matrix(study: Study) -> pd.DataFrame:
    """Verdicts, one row per indicator and sensible set, in the order of both.

    Columns: indicator_id, gap, sureness, verdict, by_a_lot, level_n, set_id,
    n_neighbours.
    """
    parts = [
        told.assign(set_id=set_id, n_neighbours=len(study.sensible_sets[set_id].codes))
        for set_id, told in study.in_sets.items()
    ]
    return pd.concat(parts, ignore_index=True)


def steady(study: Study) -> pd.DataFrame:
    """How well each verdict holds: one row per indicator that the study compares, in the comparison's order.

    Columns: verdict (in the study's own set), holds and holds_of (in how many sets it keeps its side, of how many in
    which it is compared), turned (in how many sets the opposite side is told).

    >>> from scouting.study import study
    >>> steady(study("Wiltshire", indicators="looked_after_fostered")).turned.tolist()
    [0]
    """
    rows = study.comparison[["verdict", "holds", "holds_of"]]
    rows = rows[~rows.verdict.isin(_UNTOLD)]
    cells = matrix(study)
    against = cells.verdict.map(side) == cells.indicator_id.map(rows.verdict.map(side).map(_OPPOSITE))
    turned = against.groupby(cells.indicator_id).sum().reindex(rows.index)
    return rows.assign(turned=turned)


def changes(cells: pd.DataFrame) -> pd.DataFrame:
    """How many verdicts are on another side than in the first set, by set; most first.

    ``cells``: as ``matrix`` gives them. Columns: set_id, differ, of (indicators compared in both).

    >>> rows = [("a", "x", "clearly worse"), ("a", "y", "probably worse"), ("a", "z", "too close to call")]
    >>> changes(pd.DataFrame(rows, columns=["indicator_id", "set_id", "verdict"])).values.tolist()
    [['z', 1, 1], ['y', 0, 1]]
    """
    compared = ~cells.verdict.isin(_UNTOLD)
    cells = cells.assign(told=cells.verdict.map(side).where(compared))
    wide = cells.pivot(index="indicator_id", columns="set_id", values="told")
    first = cells.set_id.iloc[0]
    rows = []
    for set_id in [s for s in dict.fromkeys(cells.set_id) if s != first]:
        both = wide[first].notna() & wide[set_id].notna()
        rows.append((set_id, int((wide[first][both] != wide[set_id][both]).sum()), int(both.sum())))
    table = pd.DataFrame(rows, columns=["set_id", "differ", "of"])
    return table.sort_values("differ", ascending=False, kind="stable", ignore_index=True)


def sentences(study: Study, cells: pd.DataFrame) -> list[str]:
    """What the matrix says: how many verdicts hold whoever the similar councils are, and which set changes most."""
    rows, facts = steady(study), study.panel.indicators
    n, sets = len(rows), list(study.sensible_sets)
    if not n:
        return ["Nothing is compared, so there is no verdict to test."]
    whole = int((rows.holds == rows.holds_of).sum())
    ways = many(len(sets), "way", "ways")
    lines = [f"{whole} of {many(n, 'verdict')} {'holds' if whole == 1 else 'hold'} in all of {ways} to choose similar "
             "councils."]  # fmt: skip
    if len(sets) == 1:
        return [f"Only one way to choose similar councils is held for {study.name}."]
    told = rows[rows.verdict != TOO_CLOSE]
    loose = told[told.holds * 2 < told.holds_of].sort_values("holds", kind="stable")
    if len(loose):
        named = ", ".join(f"{facts.short_title[i]} (holds in {r.holds} of {r.holds_of})" for i, r in loose.iterrows())
        lines.append(f"In fewer than half of the comparisons: {named}.")
    turned = rows.index[rows.turned > 0]
    if len(turned):
        lines.append(f"In at least one comparison the verdict is the opposite: {', '.join(facts.short_title[turned])}.")
    table = changes(cells)
    table = table[table.of > 0] if table.differ.any() else table.head(0)
    if len(table):
        most, least = table.iloc[0], table.iloc[-1]
        lines.append(
            f"Compared with {sets[0]}, most verdicts change with {most.set_id} ({most.differ} of {most.of})"
            + (f", fewest with {least.set_id} ({least.differ} of {least.of})." if len(table) > 1 else ".")
        )
    return lines
