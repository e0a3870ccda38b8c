"""How many verdicts change between two neighbour sets, over all councils."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare import side, verdicts_of
from scouting.dataset import Dataset
from scouting.frames import each_row
from scouting.terms import TOO_CLOSE
from scouting.words import many, number


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
    mean, median = each_row(data.once(flips, one, other))
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
    sides = verdicts_of(panel, area_code, neighbours).verdict.map(side)
    return sides.map({"better": 1.0, "worse": -1.0, TOO_CLOSE: 0.0}).to_numpy(float)
