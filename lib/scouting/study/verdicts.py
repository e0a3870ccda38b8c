"""Does the verdict hold? One council's standing on every indicator, set by set; and how often verdicts flip."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare import verdicts
from scouting.dataset import Dataset
from scouting.neighbours import NeighbourSet, set_ids
from scouting.neighbours.listing import in_each
from scouting.sentences import many
from scouting.study.core import Study
from scouting.terms import NOT_COMPARED, SUSTAINED

MIDDLES = ("median", "mean")
HOLDS, DEPENDS, TURNS = "holds", "depends", "turns round"


def sets_of(study: Study) -> tuple[dict[str, NeighbourSet], list[str]]:
    """The sets in which a council has neighbours, its study's own first, and why it has none in the others."""
    own, data = study.neighbour_set, study.data
    names = [name for name in set_ids(data.catalog) if name != own.set_id]
    found, refused = in_each(names, study.area_code, data.neighbours)
    return {one.set_id: one for one in (own, *found)}, refused


def matrix(study: Study, sets: dict[str, NeighbourSet]) -> pd.DataFrame:
    """Standings, a row an indicator, set and middle, in the order of each.

    ``sets``: as ``sets_of`` gives them. Columns: indicator_id, set_id, middle ("median", "mean"), horizon
    ("sustained", or "now" where the council has no three unbroken years), gap_noise, standing, direction (the standing
    without its "much"), n_with_value, n_neighbours.
    """
    parts = [
        verdicts(study.panel, study.area_code, chosen.codes, middle=middle).assign(
            set_id=set_id, middle=middle, n_neighbours=len(chosen.codes)
        )
        for set_id, chosen in sets.items()
        for middle in MIDDLES
    ]
    cells = pd.concat(parts, ignore_index=True)
    cells["direction"] = cells.standing.str.removeprefix("much ")
    return cells


def judged(cells: pd.DataFrame) -> pd.DataFrame:
    """Whether the verdict on each indicator is the same in every cell: index indicator_id, in the cells' order.

    Columns: verdict ("holds": one direction in every cell compared, similar counting as one; "depends": more than
    one; "turns round": better in one cell and worse in another, or higher and lower; "not compared": in no cell),
    compared, missing (how many cells are compared, and are not).

    >>> cells = pd.DataFrame({"indicator_id": ["a", "a", "b"], "direction": ["similar", "better", "not compared"]})
    >>> judged(cells).verdict.to_dict()
    {'a': 'depends', 'b': 'not compared'}
    """
    rows = {}
    for indicator_id, words in cells.groupby("indicator_id", sort=False).direction:
        seen = words[words != NOT_COMPARED]
        ways = set(seen)
        turns = {"better", "worse"} <= ways or {"higher", "lower"} <= ways
        verdict = TURNS if turns else DEPENDS if len(ways) > 1 else HOLDS if ways else NOT_COMPARED
        rows[indicator_id] = (verdict, len(seen), len(words) - len(seen))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["verdict", "compared", "missing"])


def changes(cells: pd.DataFrame) -> pd.DataFrame:
    """How many verdicts differ from those of the first set's median, by set and middle; most first.

    Columns: set_id, middle, differ, of (indicators compared in both).
    """
    wide = cells.pivot(index="indicator_id", columns=["set_id", "middle"], values="direction")
    own = wide[(cells.set_id.iloc[0], "median")]
    rows = []
    for (set_id, middle), other in wide.items():
        both = (own != NOT_COMPARED) & (other != NOT_COMPARED)
        rows.append((set_id, middle, int((own[both] != other[both]).sum()), int(both.sum())))
    table = pd.DataFrame(rows, columns=["set_id", "middle", "differ", "of"])
    return table.sort_values("differ", ascending=False, kind="stable", ignore_index=True)


def sentences(study: Study, cells: pd.DataFrame, sets: dict[str, NeighbourSet]) -> list[str]:
    """What the matrix says: how many verdicts depend on the choice of set, which turn round, which set changes most."""
    rows = judged(cells)
    compared = rows[rows.verdict != NOT_COMPARED]
    n, shaky = len(compared), int((compared.verdict != HOLDS).sum())
    median = judged(cells[cells.middle == "median"])
    by_median = int(median.verdict.isin([DEPENDS, TURNS]).sum())
    lines = [
        f"{shaky} of {many(n, 'verdict')} depend{'s'[: 1 in (shaky, n)]} on the choice of set: better, similar or "
        f"worse (higher or lower) is not the same in all of {many(len(sets), 'set')}, by the median and by the mean of "
        f"the neighbours. By the median alone, {by_median} of {n} do."
    ]
    if shaky:
        lines.append(_moves(compared[compared.verdict != HOLDS].verdict, study.panel.indicators))
    table = changes(cells)
    own = study.neighbour_set.set_id
    others = table[(table.middle == "median") & (table.set_id != own) & (table.of > 0)]
    if len(others):
        most, least = others.iloc[0], others.iloc[-1]
        lines.append(
            f"Beside {own}, most verdicts change with {most.set_id} ({most.differ} of {most.of})"
            + (f", fewest with {least.set_id} ({least.differ} of {least.of})." if len(others) > 1 else ".")
        )
    mean = table[(table.middle == "mean") & (table.set_id == own)].iloc[0]
    lines.append(f"The mean in place of the median of {own} changes {mean.differ} of {mean.of}.")
    absent = int((rows.verdict == NOT_COMPARED).sum())
    gaps = int(compared.missing.sum())
    if absent or gaps:
        lines.append(
            f"Not compared in any set: {many(absent, 'indicator')}; of the others, {many(gaps, 'cell')}. They count "
            "neither way."
        )
    now = cells.drop_duplicates("indicator_id").set_index("indicator_id").horizon[compared.index] == "now"
    if now.any():
        lines.append(
            f"{many(int(now.sum()), 'indicator is', 'indicators are')} compared for the latest {study.latest} alone, "
            f"the others over {SUSTAINED} years."
        )
    return lines


def _moves(shaky: pd.Series, facts: pd.DataFrame) -> str:
    """How the verdicts that depend on the set move, those that are judged told apart from those that are not."""
    n, judged = len(shaky), facts.polarity[shaky.index] != "no_judgement"
    turned = shaky == TURNS
    parts = [
        f"{len(mine)} between {ways} ({', '.join(facts.short_title[mine])})"
        for ways, mine in (
            ("better and worse", shaky.index[turned & judged]),
            ("higher and lower, which is not judged", shaky.index[turned & ~judged]),
        )
        if len(mine)
    ]
    turns = f"{many(int(turned.sum()), 'turns', 'turn')} round: {' and '.join(parts)}" if parts else "none turns round"
    moved = many(n - int(turned.sum()), "moves", "move")
    return (
        f"Of the {n}, {moved} between similar and one side; {turns}. "
        f"{many(int(judged.sum()), 'is', 'are')} on indicators where better can be told from worse."
    )


def flips(data: Dataset, one: str = "dfe_2025_05", other: str = "dfe_2021_04") -> pd.DataFrame:
    """How many verdicts of all councils change with the set, over children's indicators with polarity.

    A row a rule: "mean" is that of DfE's Local Authority Interactive Tool (the latest figure against the unweighted
    mean of the neighbours, by its sign alone), "median" is ours (beyond noise, over three years). Columns: rule,
    councils (in both sets), indicators, verdicts (compared in both sets), flipped (better in one set and worse in the
    other), changed (any other word), shares of both.
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
        f"{many(mean.councils, 'council')}, of the verdicts that say better or worse:",
        f"- {mean.flipped:,} of {mean.verdicts:,} flip ({mean.share_flipped:.1%}) by the sign of the gap from the "
        "neighbours' mean in the latest year, the rule of DfE's Local Authority Interactive Tool;",
        f"- {median.flipped:,} of {median.verdicts:,} flip ({median.share_flipped:.2%}) beyond noise from the median "
        f"over {SUSTAINED} years; {median.changed:,} change their word ({median.share_changed:.1%}).",
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
    """+1 better, -1 worse, 0 similar to the median of the neighbours; NaN where not compared."""
    words = verdicts(panel, area_code, neighbours).standing.str.removeprefix("much ")
    return words.map({"better": 1.0, "worse": -1.0, "similar": 0.0}).to_numpy(float)
