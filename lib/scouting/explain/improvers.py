"""Who was where we are and got better: councils of similar need, held against chance and regression to the mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import root_scalar
from scipy.special import ndtr

from scouting.dataset import Dataset
from scouting.explain.blocks import figures_of
from scouting.explain.counts import IMPROBABLE, improbable
from scouting.explain.figures import Figures
from scouting.periods import kind_of
from scouting.stats import gaps, level
from scouting.stats.fdr import adjusted
from scouting.stats.noise import robust_spread
from scouting.stats.shrink import conditioned, shrunk
from scouting.terms import CLEAR_MOVE, FALSE_SHARE

#: How many years ago the other council stood where we stand. From three on, its level of then and of now share no year.
YEARS_BACK = (3, 4, 5, 6)
#: Councils of similar need are the nearest quarter: enough of them stand at anybody's level, and none is far away.
NEAREST_SHARE = 0.25
#: Two levels are the same where their difference is too close to call (80%, as for "probably") ...
SAME = 1.2815515655446004
#: More than 199 in 200 councils move, where what councils usually move is normal.
RARE = 2.5758293035489004
#: Under this many councils no line says what a start made expected.
FEWEST_COUNCILS = 30

IMPROVERS = [
    "area_code", "about_code", "service", "topic", "indicator_id", "then_period", "then_level", "now_level",
    "our_level", "sureness", "n_matched", "n_improved", "expected", "check_counting",
]  # fmt: skip


class Moved(NamedTuple):
    """How every council's level moved since some years ago, NaN if not known.

    (indicators, years back, councils): ``then``, ``then_se``: its level then; ``surely``: whether it improved beyond
    what such a start made expected, clearly: more than noise makes anybody seem to, with the number of looks allowed
    for, and more than 199 in 200 councils usually move. (indicators, councils): ``expected``: the level of now to be
    expected from all those years together; ``usual``: how far councils usually end from there (standard deviation).
    """

    then: np.ndarray
    then_se: np.ndarray
    surely: np.ndarray
    expected: np.ndarray
    usual: np.ndarray


def improvers_of(data: Dataset, area_code: str, service: str) -> pd.DataFrame:
    """Councils that stood where one council stands now, improved clearly, and stayed there: the surest first.

    One row per measure and council: area_code, about_code, service, topic, indicator_id, then_period (the last year of
    the level at which it stood at ours), then_level, now_level, our_level (unit of the measure), sureness (that it is
    ahead of us now), n_matched (councils of similar need that stood at our level three to six years ago), n_improved
    (how many of those are clearly better than we are now, the last two years alike), expected (how many would be by
    chance, by regression to the mean and by what councils usually move), check_counting (its figure is 0% or 100%, and
    the rate of councils of similar need makes that improbable). No row where nobody is named.

    >>> from scouting.dataset import load
    >>> rows = improvers_of(load(), "E06000054", "children")
    >>> bool((rows.n_improved <= rows.n_matched).all() and (rows.area_code == "E06000054").all())
    True
    """
    rows = data.once(_every)
    mine = rows[(rows.area_code == area_code) & (rows.service == service)]
    return mine.sort_values("sureness", ascending=False, kind="stable", ignore_index=True)


def _every(data: Dataset) -> pd.DataFrame:
    return data.kept("improvers", lambda data: improvers(figures_of(data)))


def improvers(figures: Figures) -> pd.DataFrame:
    """The improvers of every council in every service, in the order of councils: columns as ``improvers_of``.

    Who is named must (1) be of similar need: the nearest quarter by the standardised distance of the context that
    ``figures.need`` holds, as it is today, since it moves slowly; (2) have stood at our level of now three to six years
    ago: too close to call, and within half a standard deviation between councils; (3) have moved clearly beyond what
    such a start made expected (``moved_since``); (4) be clearly better than we are now, in each of the last two years.
    All its years from then to now are there, in one definition. Method: change conditional on the start (Barnett, van
    der Pols and Dobson 2005), starts drawn in by their own noise (Efron and Morris 1975), the list by Benjamini and
    Hochberg (1995).
    """
    near = {service: similar_need(need) for service, need in figures.need.items()}
    moved = moved_since(figures)
    parts = [
        _of_measure(figures, moved, near[figures.facts.service.iloc[i]], i)
        for i in np.flatnonzero(np.isfinite(moved.expected).any(1)).tolist()
    ]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=IMPROVERS)
    order = np.argsort(figures.names.index.get_indexer(pd.Index(rows.area_code)), kind="stable")
    return _with_check(figures, rows.iloc[order].reset_index(drop=True), near)


def similar_need(need: np.ndarray) -> np.ndarray:
    """Who is of similar need to whom: (councils, councils), the nearest quarter of those with all features, not itself.

    ``need`` (councils, features). The distance is Euclidean over features in standard deviations; ties count in. A
    council without a feature is like nobody.

    >>> similar_need(np.array([[0.0], [1.0], [2.0], [9.0], [10.0], [np.nan]])).astype(int).tolist()[0]
    [0, 1, 0, 0, 0, 0]
    """
    known = np.isfinite(need.sum(1))
    if known.sum() < 2:
        return np.zeros((len(need), len(need)), bool)
    spread = need[known].std(0)
    x = np.where(known[:, None], need, np.nan) / np.where(spread > 0, spread, 1.0)
    apart = np.sqrt(((x[:, None, :] - x[None, :, :]) ** 2).sum(-1))
    np.fill_diagonal(apart, np.nan)
    among = max(round(NEAREST_SHARE * (known.sum() - 1)), 1)
    farthest = np.full(len(need), -np.inf)
    farthest[known] = np.sort(np.where(np.isnan(apart), np.inf, apart)[known], axis=1)[:, among - 1]
    with np.errstate(invalid="ignore"):
        return apart <= farthest[:, None]


def moved_since(figures: Figures) -> Moved:
    """What became of every council's level of three to six years ago, on measures on which anybody may be named.

    The level of now is fitted on that of then over all councils (Theil and Sen's line), starts drawn in as far as they
    are noise. What is left over has three parts: what the draw towards the middle leaves unknown, the noise of now, and
    what councils usually move (the variance that makes a robust spread of what is left come out as one). What is
    expected of many is fitted on the mean figure of those years: who is picked by one of them stood there by luck more
    often than one whose year was not picked.
    """
    shape = len(figures.facts), len(YEARS_BACK), len(figures.names)
    then, then_se, start, alone, usual = (np.full(shape, np.nan) for _ in range(5))
    together = np.full((3, shape[0], shape[2]), np.nan)
    for i in np.flatnonzero(figures.can_name).tolist():
        now = figures.level[i], figures.level_se[i]
        for k, back in enumerate(YEARS_BACK):
            then[i, k], then_se[i, k] = level_before(figures, i, back)
            start[i, k], alone[i, k], usual[i, k] = _expected(then[i, k], then_se[i, k], *now)
        together[:, i] = _expected(*_mean_then(figures, i, np.isfinite(then[i])), *now)
    way = np.where(figures.sign == 0, np.nan, figures.sign)[:, None, None]
    beyond = (figures.level[:, None, :] - start) * way
    surely = np.zeros(shape, bool)
    for service in figures.facts.service.unique():
        mine = (figures.facts.service == service).to_numpy()
        fair = adjusted(ndtr(-beyond[mine] / alone[mine]))
        surely[mine] = (fair <= FALSE_SHARE) & (beyond[mine] >= RARE * usual[mine])
    return Moved(then, then_se, surely, together[0], together[2])


def _mean_then(figures: Figures, i: int, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean figure of the years back that are ``held`` (years back, councils), and its noise: (councils,) each."""
    slots = figures.figures.shape[2] - 1 - np.array(YEARS_BACK)
    slots = np.maximum(slots, 0)  # one that is not there is not held
    n = np.where(held.any(0), held.sum(0), np.nan)
    y = np.where(held, figures.figures[i][:, slots].T, 0.0).sum(0) / n
    lasts = np.nan_to_num(figures.correlation[i])
    noise2 = np.where(held, figures.se[i][:, slots].T ** 2, 0.0).sum(0) * (1 + lasts) / (1 - lasts)
    return y, np.sqrt(noise2) / n


def level_before(figures: Figures, i: int, back: int) -> tuple[np.ndarray, np.ndarray]:
    """The level of one measure so many years before the newest, and its noise: (councils,) each.

    NaN where a year between then and now is missing, or counted otherwise than now.
    """
    nothing = np.full(len(figures.names), np.nan)
    position, segment, slots = figures.position[i], figures.segment[i], figures.position.shape[1]
    first = slots - 1 - back
    if first < 0 or position[first] < 0 or position[-1] - position[first] != back or segment[first] != segment[-1]:
        return nothing, nothing
    if kind_of(str(figures.labels[i, -1])) != "year":
        return nothing, nothing
    whole = np.isfinite(figures.figures[i, :, first:]).all(1)
    until = slice(None, first + 1)
    weight = level.weights(figures.figures[i][:, until], position[until], segment[until])
    y = level.level(figures.figures[i][:, until], weight)
    variance = level.variance(weight, figures.se[i][:, until] ** 2, figures.correlation[i])
    return np.where(whole, y, np.nan), np.where(whole, np.sqrt(variance), np.nan)


def _expected(y: np.ndarray, se: np.ndarray, now: np.ndarray, now_se: np.ndarray) -> tuple[np.ndarray, ...]:
    """The level of now that a start made expected; the noise around it alone; and what councils usually move, too."""
    nothing = np.full(len(y), np.nan)
    known = np.isfinite(y) & (se > 0) & np.isfinite(now) & (now_se > 0)
    if known.sum() < FEWEST_COUNCILS:
        return nothing, nothing, nothing
    middle = float(np.median(y[known]))
    spread = _more_than_noise(y[known] - middle, se[known])
    start = np.where(known, shrunk(y, se, spread, middle), np.nan)
    line = conditioned(start, np.where(known, now, np.nan))
    if not np.isfinite(line.slope):
        return nothing, nothing, nothing
    noise = line.slope**2 * spread * se**2 / (spread + se**2) + now_se**2
    moves = _more_than_noise(line.beyond[known], np.sqrt(noise[known]))
    alone, usual = (np.where(known, np.sqrt(noise + more), np.nan) for more in (0.0, moves))
    return start + line.expected, alone, usual


def _more_than_noise(left: np.ndarray, se: np.ndarray) -> float:
    """The variance that, with their noise, makes a robust spread of what is left over come out as one; zero at least.

    A few councils that moved far do not widen it.
    """

    def over(variance: float) -> float:
        return float(robust_spread(left / np.sqrt(se**2 + variance), axis=0)[1]) - 1

    widest = float((10 * np.abs(left).max()) ** 2)
    return float(root_scalar(over, bracket=(0.0, widest), rtol=0.001).root) if over(0.0) > 0 else 0.0


class Beside(NamedTuple):
    """Every council beside every other on one measure, (we, they) where not said otherwise.

    ``lag``: which of YEARS_BACK, the one in which their level was nearest to ours; ``matched``: whether they are of
    similar need and stood at it; ``sureness``: that they are ahead now; ``improved``: whether they are clearly so, and
    were in each of the last two years; ``expected`` (we,): how many of those matched would be by chance, by regression
    to the mean, and by what councils usually move.
    """

    lag: np.ndarray
    matched: np.ndarray
    sureness: np.ndarray
    improved: np.ndarray
    expected: np.ndarray


def beside(figures: Figures, moved: Moved, near: np.ndarray, i: int) -> Beside:
    """Who stood where each council stands, and who of them is better now, on the measure in place ``i``.

    ``near`` (councils, councils): who is of similar need to whom.
    """
    way, now = figures.sign[i], figures.level[i]
    lag, matched = _matched(figures, moved, near, i)
    theirs = now[None, :], figures.lower[i][None, :], figures.upper[i][None, :]
    ours = now[:, None], figures.lower[i][:, None], figures.upper[i][:, None]
    sure = gaps.sureness(*theirs, *ours, 2 * figures.between[i]) * way
    last = (figures.figures[i][None, :, -2:] - now[:, None, None]) * way
    improved = matched & (sure >= figures.clear_from) & (last > 0).all(-1)
    short = _needed(figures, i) - (moved.expected[i][None, :] - now[:, None]) * way
    chance = ndtr(-short / moved.usual[i][None, :])
    return Beside(lag, matched, sure, improved, np.where(matched & np.isfinite(chance), chance, 0.0).sum(1))


def _of_measure(figures: Figures, moved: Moved, near: np.ndarray, i: int) -> pd.DataFrame:
    """The improvers of every council on one measure."""
    found = beside(figures, moved, near, i)
    at = found.lag, np.arange(len(near))[None, :]
    we, they = np.nonzero(found.improved & moved.surely[i][at])
    codes, back = figures.names.index.to_numpy(), np.array(YEARS_BACK)[found.lag[we, they]]
    return pd.DataFrame(
        {
            "area_code": codes[we],
            "about_code": codes[they],
            "service": figures.facts.service.iloc[i],
            "topic": figures.facts.topic.iloc[i],
            "indicator_id": figures.facts.index[i],
            "then_period": figures.labels[i][figures.labels.shape[1] - 1 - back],
            "then_level": moved.then[i][at][we, they],
            "now_level": figures.level[i][they],
            "our_level": figures.level[i][we],
            "sureness": found.sureness[we, they],
            "n_matched": found.matched.sum(1)[we],
            "n_improved": found.improved.sum(1)[we],
            "expected": found.expected[we],
        }
    )


def _matched(figures: Figures, moved: Moved, near: np.ndarray, i: int) -> tuple[np.ndarray, np.ndarray]:
    """For each pair (we, they): which of the years back is nearest to our level, and whether they stood at it then."""
    apart = np.abs(moved.then[i][None, :, :] - figures.level[i][:, None, None])
    noise = np.hypot(moved.then_se[i][None, :, :], figures.level_se[i][:, None, None])
    with np.errstate(invalid="ignore"):
        same = (apart <= SAME * noise) & (apart <= CLEAR_MOVE * figures.scale[i])
    same &= (near & np.isfinite(moved.expected[i]))[:, None, :]
    return np.where(same, apart, np.inf).argmin(1), same.any(1)


def _needed(figures: Figures, i: int) -> np.ndarray:
    """How far ahead of us each council must be for its lead to be clear: (we, they), in the unit of the measure."""
    noise2 = figures.level_se[i][None, :] ** 2 + figures.level_se[i][:, None] ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return figures.clear_from * np.sqrt(noise2 * (1 + noise2 / (2 * figures.between[i])))


def _with_check(figures: Figures, rows: pd.DataFrame, near: dict[str, np.ndarray]) -> pd.DataFrame:
    """With check_counting: whether the improver's figure is an end that the councils like us make improbable."""
    check = np.zeros(len(rows), bool)
    we, they = (figures.names.index.get_indexer(pd.Index(rows[name])) for name in ("area_code", "about_code"))
    measure = figures.facts.index.get_indexer(pd.Index(rows.indicator_id))
    for service, like in near.items():
        here = (rows.service == service).to_numpy()
        for own in np.unique(we[here]):
            mine = here & (we == own)
            chance = improbable(figures, they[mine], np.flatnonzero(like[own]))
            check[mine] = chance[measure[mine], np.arange(mine.sum())] < IMPROBABLE
    return rows.assign(check_counting=check)[IMPROVERS]
