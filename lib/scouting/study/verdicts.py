"""Does the verdict hold? One council's verdicts on every indicator, set by set; and how often verdicts flip."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare import side, verdicts
from scouting.dataset import Dataset
from scouting.neighbours import NeighbourSet
from scouting.sentences import many, number
from scouting.study.core import Study
from scouting.terms import NOT_COMPARED, TOO_CLOSE, TOO_FEW_PEOPLE

#: Sides that speak against each other.
_OPPOSITE = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
_UNTOLD = (NOT_COMPARED, TOO_FEW_PEOPLE)


def matrix(study: Study, sets: dict[str, NeighbourSet]) -> pd.DataFrame:
    """Verdicts, one row per indicator and set, in the order of both.

    ``sets``: mostly ``Study.sensible_sets``. Columns: indicator_id, gap, sureness, verdict, by_a_lot, level_n, set_id,
    n_neighbours.
    """
    parts = [
        verdicts(study.panel, study.area_code, chosen.codes).assign(set_id=set_id, n_neighbours=len(chosen.codes))
        for set_id, chosen in sets.items()
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
    cells = matrix(study, study.sensible_sets)
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
        return ["Nothing is compared, so nothing can hold."]
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
        lines.append(f"The opposite side is told in some comparison: {', '.join(facts.short_title[turned])}.")
    table = changes(cells)
    table = table[table.of > 0] if table.differ.any() else table.head(0)
    if len(table):
        most, least = table.iloc[0], table.iloc[-1]
        lines.append(
            f"Beside {sets[0]}, most verdicts change with {most.set_id} ({most.differ} of {most.of})"
            + (f", fewest with {least.set_id} ({least.differ} of {least.of})." if len(table) > 1 else ".")
        )
    return lines


def flips(data: Dataset, one: str = "dfe_2025_05", other: str = "dfe_2021_04") -> pd.DataFrame:
    """How many verdicts of all councils change with the set, over children's indicators with polarity.

    One row per rule: "mean" is that of DfE's Local Authority Interactive Tool (the latest figure against the unweighted
    mean of the neighbours, by its sign alone), "median" is ours. Columns: rule, councils (in both sets), indicators,
    verdicts (compared in both sets), flipped (better in one set and worse in the other), changed (any other side),
    shares of both.
    """
    facts = data.catalog.indicators
    ids = facts.index[(facts.service == "children") & (facts.polarity != "no_judgement")]
    panel = data.panel.take(ids)
    lists = [data.every_neighbour(s).groupby("area_code").neighbour_code.agg(list) for s in (one, other)]
    codes = sorted(set(lists[0].index) & set(lists[1].index))
    signs = np.array([[_sign_alone(panel, code, mine[code]) for code in codes] for mine in lists])
    words = np.array([[_ours(panel, code, mine[code]) for code in codes] for mine in lists])
    rows = []
    for rule, (a, b) in (("mean", signs), ("median", words)):
        held = np.isfinite(a) & np.isfinite(b)
        rows.append((rule, len(codes), len(panel.indicators), held.sum(), (a * b == -1).sum(), (a != b)[held].sum()))
    table = pd.DataFrame(rows, columns=["rule", "councils", "indicators", "verdicts", "flipped", "changed"])
    return table.assign(share_flipped=table.flipped / table.verdicts, share_changed=table.changed / table.verdicts)


def flips_lines(data: Dataset, one: str = "dfe_2025_05", other: str = "dfe_2021_04") -> list[str]:
    """How far the choice between two sets turns verdicts, by the usual rule and by ours: a line each."""
    mean, median = flips(data, one, other).itertuples()
    return [
        f"From {one} to {other}, over {many(mean.indicators, 'indicator')} of children's social care with polarity and "
        f"{many(mean.councils, 'council')}:",
        f"- by the sign of the gap to the neighbours' mean in the latest year, the rule of DfE's Local Authority "
        f"Interactive Tool, {mean.flipped:,} of {mean.verdicts:,} verdicts flip between better and worse "
        f"({number(100 * mean.share_flipped, 1)}%);",
        f"- by ours, {median.flipped:,} of {median.verdicts:,} flip ({number(100 * median.share_flipped, 2)}%), and "
        f"{median.changed - median.flipped:,} move between too close to call and one side.",
    ]


def _sign_alone(panel, area_code: str, neighbours: list[str]) -> np.ndarray:
    """+1 better, -1 worse, 0 equal to the mean of the neighbours in the latest year; NaN where there is none."""
    own, others = panel.areas.get_loc(area_code), panel.areas.get_indexer(sorted(neighbours))
    block = panel.figures[:, others[others >= 0], -1]
    n = np.isfinite(block).sum(1)
    mean = np.divide(np.nansum(block, axis=1), n, out=np.full(len(n), np.nan), where=n > 0)
    # Nine decimals are far below any published digit: what is left of a gap beyond them is the machine's.
    return np.sign((panel.figures[:, own, -1] - mean).round(9)) * panel.sign


def _ours(panel, area_code: str, neighbours: list[str]) -> np.ndarray:
    """+1 better, -1 worse, clearly or probably; 0 too close to call; NaN where not compared."""
    sides = verdicts(panel, area_code, neighbours).verdict.map(side)
    return sides.map({"better": 1.0, "worse": -1.0, TOO_CLOSE: 0.0}).to_numpy(float)
