"""Councils that were named once, seen as a group today: how many stand above the middle, and how many by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import hypergeom


def above_middle(named: pd.DataFrame, score: pd.Series, drawn: np.ndarray | None = None) -> pd.DataFrame:
    """How many of each list stand above the median of all councils.

    ``named``: area_code and list, one row per council; ``score``: an index by area_code, high is good, councils without
    a score missing or absent; ``drawn`` (draws, councils), in the order of ``score`` and none missing: the same drawn
    anew. A council exactly on the median is not above it.

    Columns, one row per list: list, named, scored, above, expected (by chance), lower and upper (the range that chance
    alone keeps to in 95% of all ways to pick as many councils), p (the chance of a number no likelier than this one),
    above_lower and above_upper (the range of ``above`` over 95% of the draws; missing without draws). Chance: the
    hypergeometric distribution, as in Fisher's exact test (Fisher 1935).

    >>> score = pd.Series(range(10), index=list("abcdefghij"), dtype=float)
    >>> found = above_middle(pd.DataFrame({"area_code": list("hij"), "list": "best"}), score)
    >>> found[["scored", "above", "expected", "lower", "upper"]].values.tolist(), round(float(found.p[0]), 4)
    ([[3.0, 3.0, 1.5, 0.0, 3.0]], 0.1667)
    """
    held = score.dropna()
    is_above = held > held.median()
    over = None if drawn is None else pd.DataFrame(drawn > np.median(drawn, axis=1)[:, None], columns=score.index)
    rows = []
    for which, codes in named.groupby("list").area_code:
        here = [code for code in codes if code in held.index]
        above = int(is_above[here].sum())
        ends = [np.nan, np.nan]
        if over is not None and here:
            ends = np.quantile(over[here].sum(axis=1), [0.025, 0.975], method="inverted_cdf").tolist()
        by_chance = _by_chance(len(held), int(is_above.sum()), len(here), above)
        rows.append([which, len(codes), len(here), above, *by_chance, *ends])
    columns = ["list", "named", "scored", "above", "expected", "lower", "upper", "p", "above_lower", "above_upper"]
    return pd.DataFrame(rows, columns=columns)


def _by_chance(of: int, above_all: int, picked: int, above: int) -> list[float]:
    """Expected number, its 95% range, and the sum of the chances of all numbers no likelier than the one found."""
    numbers = np.arange(picked + 1)
    each = hypergeom.pmf(numbers, of, above_all, picked)
    reached = np.cumsum(each) + 1e-12  # a sum of one may fall short by binary noise
    lower, upper = (int(numbers[np.argmax(reached >= share)]) for share in (0.025, 0.975))
    p = each[each <= each[above] * (1 + 1e-9)].sum()
    return [picked * above_all / of, lower, upper, float(min(p, 1.0))]
