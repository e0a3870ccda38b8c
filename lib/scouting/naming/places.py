"""The best 15 and the last 14: the chance that each place is deserved, and whether other weights name the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scouting.errors import ScoutingError

#: How many were named in 2001: a minister's report said 15 best, and 14 worst.
BEST, LAST = 15, 14
#: A chance from which a place counts as sure.
SURE = 0.95
#: The columns of ``places``.
PLACES = ["group", "place", "area_code", "chance", "by_luck"]


def within(score: np.ndarray, k: int) -> np.ndarray:
    """Who is among the ``k`` highest of each row of ``score`` (rows, councils): ties at the edge are taken in.

    >>> within(np.array([[3.0, 1.0, 2.0, 2.0]]), 2).tolist()
    [[True, False, True, True]]
    """
    score = np.asarray(score, float)
    k = min(k, score.shape[1])
    edge = np.partition(score, score.shape[1] - k, axis=1)[:, [score.shape[1] - k]]
    return score >= edge


def places(score: pd.Series, drawn: np.ndarray, best: int = BEST, last: int = LAST) -> pd.DataFrame:
    """The chance that each place among the best and the last is deserved.

    ``score``: an index by area_code, high is good, none missing; ``drawn`` (draws, councils), in the order of
    ``score``: the same index drawn anew within the noise of its indicators and the doubt about its weights. Councils
    with the same score stand in the order of their codes.

    Columns, one row per place: group ("best", "last"), place (1 is the outermost: the 1st of the last 14 has the lowest
    score of all), area_code, chance (share of the draws in which the council that has the place is within its group:
    15 best, 14 last), by_luck (the chance that anyone would have if all councils were alike). Raises ScoutingError
    with fewer councils than places.

    >>> rows = places(pd.Series([3.0, 2.0, 1.0], index=list("abc")), np.array([[3, 2, 1], [2, 3, 1.0]]), 1, 1)
    >>> rows[["group", "place", "area_code", "chance"]].values.tolist()
    [['best', 1, 'a', 0.5], ['last', 1, 'c', 1.0]]
    """
    if len(score) < best + last:
        raise ScoutingError(
            f"{len(score)} councils have a score: too few to name the {best} best and the {last} last. Lower the "
            "coverage of the recipe, or choose another."
        )
    ordered = score.sort_index().sort_values(ascending=False, kind="stable").index
    parts = []
    for group, size, outermost, way in (("best", best, ordered, 1), ("last", last, ordered[::-1], -1)):
        chance = pd.Series(within(way * drawn, size).mean(0), index=score.index)
        codes = outermost[:size]
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "place": np.arange(1, size + 1),
                    "area_code": codes,
                    "chance": chance[codes].to_numpy(),
                    "by_luck": size / len(score),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)[PLACES]


def deserved(rows: pd.DataFrame) -> pd.DataFrame:
    """What the places of each group are worth together: one row per group of ``places``.

    Columns: group, named, expected (how many of those named would be named again, were everything drawn anew: the sum
    of their chances), sure (places with a chance of 95% or more), even (places with less than an even chance), by_luck
    (how many would be named again if all councils were alike).
    """
    by = rows.groupby("group", sort=True)
    return pd.DataFrame(
        {
            "named": by.size(),
            "expected": by.chance.sum(),
            "sure": by.chance.agg(lambda c: int((c >= SURE).sum())),
            "even": by.chance.agg(lambda c: int((c < 0.5).sum())),
            "by_luck": by.size() * by.by_luck.first(),
        }
    ).reset_index()


def kept(scores: Mapping[str, pd.Series], chosen: str, best: int = BEST, last: int = LAST) -> pd.DataFrame:
    """How many would be named by another recipe too.

    ``scores``: an index by area_code for each recipe, high is good, councils without a score missing or absent;
    ``chosen``: the one that names. Columns, one row per recipe and group: other, group, named (by the chosen), scored
    (of them, have a score by the other), kept (of them, named by the other too), by_luck (how many the other would keep
    if it had nothing to do with the chosen). The chosen recipe itself has no row.

    >>> scores = {"mine": pd.Series([3.0, 2.0, 1.0], list("abc")), "yours": pd.Series([3.0, 1.0, 2.0], list("abc"))}
    >>> kept(scores, "mine", 1, 1)[["other", "group", "kept"]].values.tolist()
    [['yours', 'best', 1], ['yours', 'last', 0]]
    """
    ours, rows = _named(scores[chosen], best, last), []
    for other, score in scores.items():
        if other == chosen:
            continue
        held, theirs = set(score.dropna().index), _named(score, best, last)
        for group in ("best", "last"):
            scored = ours[group] & held
            by_luck = len(scored) * len(theirs[group]) / len(held) if held else np.nan
            both = len(ours[group] & theirs[group])
            rows.append([other, group, len(ours[group]), len(scored), both, by_luck])
    return pd.DataFrame(rows, columns=["other", "group", "named", "scored", "kept", "by_luck"])


def _named(score: pd.Series, best: int, last: int) -> dict[str, set[str]]:
    ordered = score.dropna().sort_index().sort_values(ascending=False, kind="stable").index
    return {"best": set(ordered[:best]), "last": set(ordered[-last:])}


def stars(table: pd.DataFrame) -> pd.DataFrame:
    """How sure the stars are: one row per number of stars that some council has.

    ``table``: an index table with stars and chance_0 to chance_3. Columns: stars, councils, chance (mean chance that
    the council that has them merits just so many), sure (councils with a chance of 95% or more), expected (how many
    councils merit so many, over all draws).
    """
    chances = table[[f"chance_{k}" for k in range(4)]].to_numpy(float)
    scored = table.stars.notna().to_numpy()
    own = np.full(len(table), np.nan)
    own[scored] = chances[scored, table.stars[scored].astype(int)]
    rows = []
    for k in range(4):
        mine = own[scored & (table.stars == k).to_numpy()]
        mean = mine.mean() if len(mine) else np.nan
        rows.append([k, len(mine), mean, int((mine >= SURE).sum()), chances[scored, k].sum()])
    return pd.DataFrame(rows, columns=["stars", "councils", "chance", "sure", "expected"])
