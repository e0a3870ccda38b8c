"""The counts of a journey: every step of every council and year, why one is missing, and how much chance moves it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.catalog.journeys import Count, counts_in
from scouting.compare import Panel
from scouting.dataset import Dataset
from scouting.errors import ScoutingError, unknown
from scouting.frames import place_of
from scouting.stats.course import course
from scouting.terms import FEWEST_PEOPLE, MARKERS_WITH_VALUE, WOBBLE_PERIODS, WOBBLE_SPAN
from scouting.words import missing_words

#: Why a count takes no part, beside what a publisher's marker says.
NO_COUNT, NOT_PUBLISHED, ZERO, TOO_FEW = "count not published", "not published", "zero", "too few people"


class Counted(NamedTuple):
    """A journey's counts, oldest year first; K rows of the journey, P years that all of them have, A areas.

    ``rows``: the journey's rows of the catalogue, the first what everything is counted out of. ``labels``, ``ends``
    (P,): the years as the last step's publisher writes them, and their last days. ``unbroken`` (P,): which year
    follows the one before without a gap or a break in any step. ``counts`` (K, P, A): NaN where missing; ``why``
    (K, P, A): the reason, or "". ``spread`` (K,): how much more a count scatters than chance alone would make it, NaN
    where it is not known. ``own_variance`` (K, P, A): of the logarithm of a figure that has no count; NaN for others.
    ``shares`` (K,): which steps are a share of those in the step before; ``money`` (K,): which are pounds. ``chained``:
    by branch, its rows in order, the first row at their head. ``whole`` (P, A): where the outcome can be split, since
    what it begins with and what it ends with are held.
    """

    rows: pd.DataFrame
    labels: np.ndarray
    ends: np.ndarray
    unbroken: np.ndarray
    counts: np.ndarray
    why: np.ndarray
    spread: np.ndarray
    own_variance: np.ndarray
    shares: np.ndarray
    money: np.ndarray
    chained: list[list[int]]
    whole: np.ndarray


def counted(data: Dataset, journey_id: str) -> Counted:
    """The counts of one journey, worked out once. Raises ScoutingError for a journey that is not in the catalogue.

    >>> from scouting.dataset import load
    >>> made = counted(load(), "plans_started")
    >>> made.rows.what.tolist()[:3], made.counts.shape[0], made.labels[-1]
    (['children', 'referrals', 'section 47 enquiries'], 5, '2025')
    """
    known = data.catalog.journeys.journey_id.unique()
    if journey_id not in known:
        raise ScoutingError(unknown("journey", journey_id, known, "data/catalog/journeys.csv"))
    return data.once(_counted, journey_id)


def _counted(data: Dataset, journey_id: str) -> Counted:
    panel, table = data.panel, data.catalog.journeys
    rows = table[table.journey_id == journey_id].reset_index(drop=True)
    terms = [counts_in(cell) for cell in rows["count"]]
    ids = sorted({one.indicator_id for found in terms for one in found})
    places = {name: place_of(panel.indicators.index, name) for name in ids}
    last = places[terms[-1][0].indicator_id]
    ends = _common(panel, list(places.values()))
    slots = {i: np.flatnonzero(np.isin(panel.ends[i], ends)) for i in places.values()}
    branch = rows.branch.to_numpy(int)
    chained = [[0, *np.flatnonzero(branch == b)] for b in sorted(set(branch) - {0})]
    additive = {chain[1] for chain in chained if len(chain) == 2}
    before = {k: chain[n - 1] for chain in chained for n, k in enumerate(chain) if n}
    shape = (len(rows), len(ends), len(panel.areas))
    counts, own = np.full(shape, np.nan), np.full(shape, np.nan)
    why = np.full(shape, "", dtype=object)
    for k, found in enumerate(terms):
        if found[0].part == "value":
            i = places[found[0].indicator_id]
            share = panel.figures[i][:, slots[i]].T / float(panel.indicators.multiplier.iloc[i])
            counts[k] = share * counts[before[k]]
            with np.errstate(invalid="ignore", divide="ignore"):
                own[k] = (panel.se[i][:, slots[i]] / panel.figures[i][:, slots[i]]).T ** 2
            why[k] = np.where(np.isnan(share), _reason(panel, i, slots[i], found[0]), why[before[k]])
        else:
            counts[k], why[k] = _sum(panel, places, slots, found)
        _leave_out(counts, why, k, additive, last=k in {chain[-1] for chain in chained})
    shares, money = (_all_of(panel, terms, statistic) for statistic in ("proportion", "money"))
    position, segment = (
        np.array([block[i, slots[i]] for i in places.values()]) for block in (panel.position, panel.segment)
    )
    follows = np.concatenate([[False], ((np.diff(position) == 1) & (np.diff(segment) == 0)).all(0)])
    spread = np.full(len(rows), np.nan)
    for k, j in before.items():
        these = [list(places).index(one.indicator_id) for one in (*terms[k], *terms[j])]
        now = (segment[these] == segment[these][:, -1:]).all(0)
        seen = _spread(counts[k][now], counts[j][now], bool(shares[k]), position[0][now], panel.councils)
        lent = max(panel.overdispersion[places[one.indicator_id]] for one in terms[k])
        spread[k] = lent if np.isnan(seen) else seen
    labels = panel.labels[last, slots[last]]
    money &= rows.step.to_numpy() > 0
    money &= np.array([found[0].part == "numerator" for found in terms])
    whole = np.asarray(np.isfinite(counts[[0, *(chain[-1] for chain in chained)]]).all(axis=0))
    return Counted(rows, labels, ends, follows, counts, why, spread, own, shares, money, chained, whole)


def chance(count: np.ndarray, before: np.ndarray, share: bool | np.ndarray) -> np.ndarray:
    """The variance that chance gives the logarithm of ``count`` over ``before``: of a share, that of a proportion; of
    another ratio, that of both counts.

    >>> [round(float(chance(np.array(20.0), np.array(100.0), share)), 3) for share in (True, False)]
    [0.04, 0.06]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        few = np.maximum(count, 1)
        return np.where(share & (count <= before), (1 - count / before) / few, 1 / few + 1 / before)


def _spread(count: np.ndarray, before: np.ndarray, share: bool, position: np.ndarray, councils: np.ndarray) -> float:
    """How much more a step's yearly ratios, (years, areas), scatter round each council's own course than by chance."""
    last = slice(-WOBBLE_SPAN, None)
    with np.errstate(invalid="ignore", divide="ignore"):
        y = np.where(count > 0, np.log(count / before), np.nan)[last].T
    v = chance(count, before, share)[last].T
    return float(np.maximum(course(y, v, position[last], councils, WOBBLE_PERIODS).pooled, 1.0))


def _all_of(panel: Panel, terms: list[list[Count]], statistic: str) -> np.ndarray:
    """Which rows are made of indicators of one statistic alone."""
    kinds = panel.indicators.statistic
    return np.array([all(kinds[one.indicator_id] == statistic for one in found) for found in terms])


def _common(panel: Panel, places: list[int]) -> np.ndarray:
    """The last days of the years that all of the indicators have, in order."""
    ends = [panel.ends[i, panel.position[i] >= 0] for i in places]
    return np.array(sorted(set(ends[0]).intersection(*ends[1:])), dtype=panel.ends.dtype)


def _sum(panel: Panel, places, slots, found: list[Count]) -> tuple[np.ndarray, np.ndarray]:
    """The sum of published counts, and why there is none: the first reason of those that lack one."""
    total, why = 0.0, ""
    for one in found:
        i = places[one.indicator_id]
        block = panel.numerator if one.part == "numerator" else panel.denominator
        cells = block[i][:, slots[i]].T
        reason = _reason(panel, i, slots[i], one)
        held = np.isfinite(cells) & (reason != "suppressed") if one.part == "numerator" else np.isfinite(cells)
        why = np.where((why == "") & ~held, reason, why)
        total = total + one.sign * np.where(held, cells, np.nan)
    return np.asarray(total), np.asarray(why, dtype=object)


def _reason(panel: Panel, i: int, slots: np.ndarray, one: Count) -> np.ndarray:
    """Why a count would be missing, in words: (years, areas)."""
    markers, figures = panel.markers[i][:, slots].T, panel.figures[i][:, slots].T
    plain = np.where(np.isfinite(figures) & (one.part != "value"), NO_COUNT, NOT_PUBLISHED).astype(object)
    for marker in set(markers.ravel()) - MARKERS_WITH_VALUE - {""}:
        plain[markers == marker] = missing_words(marker)
    return plain


def _leave_out(counts: np.ndarray, why: np.ndarray, k: int, additive: set[int], *, last: bool) -> None:
    """What a ratio cannot be made of: under ten people to divide by, and zero. Differences alone may be of anything."""
    few = (counts[k] < FEWEST_PEOPLE) & (not last)
    none = (counts[k] <= 0) & (k not in additive)
    why[k] = np.where((why[k] == "") & few, TOO_FEW, why[k])
    why[k] = np.where(none & np.isin(why[k], ["", TOO_FEW]) & (k > 0), ZERO, why[k])
    counts[k] = np.where(few | none, np.nan, counts[k])
