"""The best 15 and the last 14: the chance that each place is deserved, and whether other weights name the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

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


def kept(scores: Mapping[Any, pd.Series], chosen: Any, best: int = BEST, last: int = LAST) -> pd.DataFrame:
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


#: Kinds of indicator whose figure is a count of people over another, where one person more can be reckoned.
_COUNTED = ("proportion", "rate")


def small_numbers(panel, area_code: str) -> pd.DataFrame:
    """One council's latest figures as what they rest on: one row per indicator of the panel.

    ``panel``: a ``compare.Panel``. Columns: indicator_id, period, value, marker (why there is none), lower, upper (95%
    limits), denominator (counted from; missing where no counts are published), one_more (how far one person more in
    the numerator moves the figure), step (how far it moved from the period before, without sign; missing across a gap
    or a break), usual_step (the median council's).
    """
    a = panel.areas.get_loc(area_code)
    with np.errstate(invalid="ignore"):
        step = np.abs(panel.figures[:, :, -1] - panel.figures[:, :, -2]) if panel.figures.shape[2] > 1 else None
    if step is None:
        step = np.full(panel.figures.shape[:2], np.nan)
    step = np.where(panel.consecutive()[:, None], step, np.nan)
    facts = panel.indicators
    counted = facts.statistic.isin(_COUNTED).to_numpy()
    denominator = panel.denominator[:, a, -1]
    known = counted & (denominator > 0)
    usual = [np.median(row[np.isfinite(row)]) if np.isfinite(row).any() else np.nan for row in step[:, panel.councils]]
    return pd.DataFrame(
        {
            "indicator_id": facts.index,
            "period": panel.labels[:, -1],
            "value": panel.figures[:, a, -1],
            "marker": np.where(
                np.isnan(panel.figures[:, a, -1]) & (panel.markers[:, a, -1] == ""), "-", panel.markers[:, a, -1]
            ),
            "lower": panel.lower[:, a, -1],
            "upper": panel.upper[:, a, -1],
            "denominator": denominator,
            "one_more": np.divide(
                facts.multiplier.to_numpy(float), denominator, out=np.full(len(facts), np.nan), where=known
            ),
            "step": step[:, a],
            "usual_step": usual,
        }
    )
