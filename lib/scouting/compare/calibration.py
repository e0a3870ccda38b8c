"""How sure a gap must be to be called clear, or probable: found on past years, and tested on others.

Nobody can say whether a verdict is right. What can be asked is whether the council was still on the same side of its
neighbours in the next year's figures. Each year of the past is judged by what was known until then, and the next year
tells; the cut-offs are those at which verdicts kept their side as often as their words promise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scouting.compare.blocks import Blocks
from scouting.compare.comparison import Against
from scouting.compare.panel import judged
from scouting.compare.verdict import NOMINAL, Cutoffs
from scouting.frames import place_of
from scouting.stats.ranks import quantiles
from scouting.terms import FEWEST_NEIGHBOURS

#: How many of 100 verdicts must have stood on the same side a year later.
CLEAR_KEPT, PROBABLE_KEPT = 0.95, 0.80
#: Years looked back on.
YEARS = 5
#: The row of all years together: its cut-offs are those in use.
ALL = "all"


def next_year(made: Blocks, neighbours: Mapping[str, list[str]], years: int = YEARS) -> pd.DataFrame:
    """Every gap of the past years and what became of it, one row per council, indicator and year.

    ``neighbours``: each council's comparators by code. The gap of a year is that of ``compare``, from the figures until
    then; the next year's is between the figures of that year alone. Only where both years are of one definition.
    Columns: years_back (1 for the newest), indicator_id, area_code, judged (better can be told from worse), sureness
    (as ``stats.gaps.sureness``) and kept (whether the next year's gap has the same side).
    """
    parts = []
    last = made.figures.shape[2] - 1
    sign = made.sign != 0
    for back in range(1, min(years, last) + 1):
        slot = last + 1 - back
        then = judged(made.before(back))
        follows = (made.position[:, slot - 1] >= 0) & (made.position[:, slot] - made.position[:, slot - 1] == 1)
        follows &= (made.segment[:, slot] == made.segment[:, slot - 1]) & (made.kind == "year")
        for code, mine in neighbours.items():
            own = place_of(made.areas, code)
            others = made.areas.get_indexer(pd.Index(sorted(set(mine) - {code})))
            others = np.asarray(others[others >= 0], dtype=int)
            sure = Against(then, own, others).sureness
            block = made.figures[:, others, slot]
            gap = made.figures[:, own, slot] - quantiles(block, [0.5])[0]
            enough = np.isfinite(block).sum(1) >= FEWEST_NEIGHBOURS * len(others)
            told = follows & enough & np.isfinite(sure) & np.isfinite(gap)
            kept = np.sign(sure) == np.sign(np.round(gap, 9))
            parts.append(pd.DataFrame({
                "years_back": back, "indicator_id": made.indicators.index[told], "area_code": code,
                "judged": sign[told], "sureness": sure[told], "kept": kept[told],
            }))  # fmt: skip
    columns = ["years_back", "indicator_id", "area_code", "judged", "sureness", "kept"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def told_apart(cells: pd.DataFrame, wrong: float) -> float:
    """The largest share of comparisons that can be told with so many wrong among them, surest first.

    >>> told_apart(pd.DataFrame({"sureness": [4.0, -3, 2, 1], "kept": [True, True, False, True]}), 0.25)
    1.0
    """
    sure, share = _surest_first(cells)
    within = np.flatnonzero(1 - share <= wrong + 1e-12)
    return float((within[-1] + 1) / len(sure)) if len(within) else 0.0


def _surest_first(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Sureness, surest first, and the share kept among all that are as sure or surer."""
    sure = cells.sureness.abs().to_numpy(float)
    order = np.argsort(-sure, kind="stable")
    kept = cells.kept.to_numpy(float)[order]
    return sure[order], np.cumsum(kept) / np.arange(1, len(kept) + 1)


def _cutoff(cells: pd.DataFrame, kept: float, least: float) -> float:
    """The lowest sureness from which on so large a share keeps its side, but not under what noise alone asks for."""
    sure, share = _surest_first(cells)
    within = np.flatnonzero(share >= kept)
    return max(least, float(sure[within[-1]])) if len(within) else float("inf")


def cutoffs(cells: pd.DataFrame) -> Cutoffs:
    """The cut-offs at which verdicts of these past years kept their side as often as their words promise.

    From measures on which better can be told from worse: those on which something is said of a council.
    """
    judged_cells = cells[cells.judged]
    clear = _cutoff(judged_cells, CLEAR_KEPT, NOMINAL.clear)
    rest = judged_cells[judged_cells.sureness.abs() < clear]
    return Cutoffs(clear, min(_cutoff(rest, PROBABLE_KEPT, NOMINAL.probable), clear))


def calibrated(cells: pd.DataFrame) -> pd.DataFrame:
    """The cut-offs and how often verdicts kept their side: one row per year, tested on it, and one of all years.

    A year's cut-offs are found on the other years, so that no verdict is tested on what its cut-off was found on; those
    of the row "all" are found on all years and are those in use, and its counts are those of the years apart, added up.
    Columns: years_back, comparisons, clear_from, probable_from, clear, clear_kept, probable, probable_kept (counts), on
    measures where better can be told from worse; told_apart (share of all comparisons that can be told at one wrong in
    ten), told_apart_judged (the same of measures with a direction).
    """
    rows = []
    for back, mine in cells.groupby("years_back"):
        rows.append({"years_back": str(back), **_counts(mine, cutoffs(cells[cells.years_back != back]))})
    table = pd.DataFrame(rows)
    added = table[["comparisons", "clear", "clear_kept", "probable", "probable_kept"]].sum()
    found = cutoffs(cells)
    whole = {"years_back": ALL, "clear_from": found.clear, "probable_from": found.probable, **added}
    whole |= {"told_apart": told_apart(cells, 0.1), "told_apart_judged": told_apart(cells[cells.judged], 0.1)}
    table = pd.concat([table, pd.DataFrame([whole])], ignore_index=True)
    return table.astype(dict.fromkeys(added.index, int)).round(4)


def _counts(cells: pd.DataFrame, found: Cutoffs) -> dict[str, float]:
    mine = cells[cells.judged]
    sure = mine.sureness.abs()
    clear, probable = sure >= found.clear, (sure >= found.probable) & (sure < found.clear)
    return {
        "comparisons": len(mine),
        "clear_from": found.clear,
        "probable_from": found.probable,
        "clear": int(clear.sum()),
        "clear_kept": int(mine.kept[clear].sum()),
        "probable": int(probable.sum()),
        "probable_kept": int(mine.kept[probable].sum()),
        "told_apart": told_apart(cells, 0.1),
        "told_apart_judged": told_apart(mine, 0.1),
    }


def in_use(table: pd.DataFrame) -> Cutoffs:
    """The cut-offs in use, from a table as ``calibrated`` gives it.

    >>> in_use(pd.DataFrame({"years_back": ["1", "all"], "clear_from": [2.4, 2.5], "probable_from": [1.3, 1.4]}))
    Cutoffs(clear=2.5, probable=1.4)
    """
    row = table[table.years_back == ALL].iloc[0]
    return Cutoffs(float(row.clear_from), float(row.probable_from))
