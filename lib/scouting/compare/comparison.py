"""One council's comparison: one row per indicator, as the design of the tables defines it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare.panel import NONE, Panel
from scouting.compare.verdict import verdict
from scouting.frames import place_of
from scouting.stats import gaps, noise, ranks, scales
from scouting.terms import ENGLAND, FEWEST_NEIGHBOURS, FEWEST_PEOPLE, MARKERS_WITH_VALUE

#: Fewest neighbours with a level for a middle half to be told: quartiles of fewer are single councils.
FEWEST_IN_HALF = 4


def middle_limits(panel: Panel, middle: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95% limits of the neighbours' median level: how far it would move were each level drawn anew within its noise.

    ``middle``: the median (indicators,); ``others``: places of the neighbours. On the scale of each kind, so that
    they stay within what can be. Two arrays (indicators,), NaN where no noise is known.
    """
    se = noise.median_noise(panel.scaled[:, others], panel.scaled_se[:, others])
    lower, upper = np.full(len(middle), np.nan), np.full(len(middle), np.nan)
    kinds = panel.indicators.statistic.to_numpy()
    unit = np.where(kinds == scales.PROPORTION, panel.indicators.multiplier.to_numpy(float), 1.0)
    for kind in set(kinds):
        mine = kinds == kind
        low, high = scales.limits(kind, middle[mine] / unit[mine], se[mine] ** 2)
        lower[mine], upper[mine] = low * unit[mine], high * unit[mine]
    return lower, upper


class Against:
    """One council's levels against the median of some others: the gap, its limits, how sure, and the verdict."""

    def __init__(self, panel: Panel, own: int, others: np.ndarray):
        block = np.where(panel.too_few[:, others], np.nan, panel.level[:, others])
        self.n = np.isfinite(block).sum(1)
        self.q25, self.median, self.q75 = ranks.quantiles(block, [0.25, 0.5, 0.75])
        self.median_lower, self.median_upper = middle_limits(panel, self.median, others)
        # A count of people says how large a council is, not how it does; half of the neighbours must have a level.
        none = (panel.indicators.statistic == "count").to_numpy() | (self.n < FEWEST_NEIGHBOURS * len(others))
        self.level, sides = panel.level[:, own], (panel.level_lower[:, own], panel.level_upper[:, own])
        both = (self.level, *sides, self.median, self.median_lower, self.median_upper)
        self.lower, self.upper = gaps.gap_limits(*both)
        few = panel.too_few[:, own] & ~none
        self.sureness = np.where(none | few, np.nan, gaps.sureness(*both, panel.between))
        self.verdict = verdict(self.sureness, panel.sign, few, panel.cutoffs)
        self.gap = np.where(none, np.nan, self.level - self.median)
        outside = (self.level < self.q25) | (self.level > self.q75)
        clear = np.abs(self.sureness) >= panel.cutoffs.clear
        half = self.n >= FEWEST_IN_HALF
        self.by_a_lot = clear & half & outside & (np.abs(self.gap) > panel.apart)


def compare(panel: Panel, area_code: str, neighbours: list[str], set_id: str, region_codes: list[str]) -> pd.DataFrame:
    """How one council stands against its neighbours, its region and England, on every indicator of the panel.

    ``neighbours``: codes of the comparator councils; ``region_codes``: the region's code and those that stand
    in for it where it has no figure (inner London, then London). An indicator whose latest period the council
    lacks has a row with a missing value: it is never filled from an earlier one.

    The latest figure: period, period_end, period_kind ("year", "quarter", "month"), value, marker, lower and upper (how
    far one period's figure usually moves when nothing has changed), noise (the standard error those amount to), method
    (how it came about), change on change_from, neighbour_mean, neighbour_median, neighbour_q25, neighbour_q75, region,
    england, and ranks with their range among neighbours and in England (NaN where too few have a figure).
    What the verdict rests on: level (of level_periods periods, the first level_from), level_lower, level_upper; the
    neighbours' level_median, level_q25, level_q75 of level_n with one; gap with gap_lower and gap_upper, sureness (the
    gap over its noise on the side that faces zero), verdict, by_a_lot, turned (whether the latest figure alone lies
    on the other side of the neighbours than the level), people (what the gap amounts to among the people of the latest
    figure); england_level, england_gap, england_sureness, verdict_england.
    """
    where = {code: place for place, code in enumerate(panel.areas)}
    own = where[area_code]
    # In the order of the codes, so that the order of a set's rows changes nothing.
    neighbours = sorted(set(neighbours) - {area_code})
    others = np.array([where[c] for c in neighbours if c in where], dtype=int)
    n = len(panel.indicators)
    now, se = panel.figures[..., -1], panel.se[..., -1]
    x, block = now[:, own], now[:, others]
    x_se = np.where(panel.indicators.statistic == "count", np.nan, se[:, own])
    near = _summaries(block)
    against, england = Against(panel, own, others), where[ENGLAND]

    region = np.full(n, np.nan)
    region_used = np.full(n, "", dtype=object)
    for code in region_codes:
        take = np.isnan(region) & np.isfinite(now[:, where[code]])
        region[take], region_used[take] = now[take, where[code]], code

    wide = beside_england(panel, own)
    placed = _places(panel, own, others, x, x_se)
    has, few = np.isfinite(x), panel.too_few[:, own]
    before = panel.figures[:, own, -2] if now.size and panel.figures.shape[2] > 1 else np.full(len(x), np.nan)
    change = np.where(panel.consecutive(), x - before, np.nan)
    slots = panel.labels.shape[1]
    first = np.clip(slots - panel.level_periods[:, own], 0, slots - 1)
    among = panel.denominator[:, own, -1]
    counted = panel.indicators.statistic.isin(["proportion", "rate"]).to_numpy() & (among >= FEWEST_PEOPLE) & ~few
    people = np.where(counted, against.gap * among / panel.indicators.multiplier.to_numpy(float), np.nan)
    level = against.level
    return pd.DataFrame(
        {
            "set_id": set_id,
            "indicator_id": panel.indicators.index,
            "area_code": area_code,
            "period": panel.labels[:, -1],
            "period_end": panel.ends[:, -1],
            "period_kind": panel.kind,
            "value": x,
            "marker": _marker(panel.markers[:, own, -1], has),
            "noise": x_se,
            "lower": panel.lower[:, own, -1],
            "upper": panel.upper[:, own, -1],
            "method": np.where(np.isfinite(x_se), panel.method[:, own], NONE),
            "change": change,
            "change_from": np.where(np.isfinite(change), panel.labels[:, -2 if slots > 1 else -1], ""),
            "n_neighbours": len(neighbours),
            "n_with_value": near["n"],
            "neighbour_mean": near["mean"],
            "neighbour_median": near["median"],
            "neighbour_q25": near["q25"],
            "neighbour_q75": near["q75"],
            "region_code": region_used,
            "region": region,
            "england": now[:, england],
            **placed,
            "level": level,
            "level_from": np.where(np.isfinite(level), panel.labels[np.arange(n), first], ""),
            "level_periods": np.where(np.isfinite(level), panel.level_periods[:, own], 0),
            "level_lower": panel.level_lower[:, own],
            "level_upper": panel.level_upper[:, own],
            "level_n": against.n,
            "level_median": against.median,
            "level_q25": against.q25,
            "level_q75": against.q75,
            "gap": against.gap,
            "gap_lower": np.where(np.isfinite(against.gap), against.lower, np.nan),
            "gap_upper": np.where(np.isfinite(against.gap), against.upper, np.nan),
            "sureness": against.sureness,
            "verdict": against.verdict,
            "by_a_lot": against.by_a_lot,
            "turned": (x - near["median"]) * against.gap < 0,
            "people": people,
            "england_level": panel.level[:, england],
            **wide,
        }
    )


def beside_england(panel: Panel, own: int) -> dict[str, np.ndarray]:
    """The gap to England of the area at a place of the panel, by indicator: england_gap, england_sureness,
    verdict_england. Where England has no limits of its own, it is taken for certain."""
    england = place_of(panel.areas, ENGLAND)
    level, both = panel.level[:, own], panel.level[:, england]
    lower = np.where(np.isnan(panel.level_lower[:, england]), both, panel.level_lower[:, england])
    upper = np.where(np.isnan(panel.level_upper[:, england]), both, panel.level_upper[:, england])
    sides = (panel.level_lower[:, own], panel.level_upper[:, own])
    sure = gaps.sureness(level, *sides, both, lower, upper, panel.between)
    is_count = (panel.indicators.statistic == "count").to_numpy()
    few = panel.too_few[:, own] & np.isfinite(both) & ~is_count
    sure = np.where(is_count | few, np.nan, sure)
    words = verdict(sure, panel.sign, few, panel.cutoffs)
    return {
        "england_gap": np.where(is_count, np.nan, level - both),
        "england_sureness": sure,
        "verdict_england": words,
    }


def _places(panel: Panel, own: int, others: np.ndarray, x: np.ndarray, x_se: np.ndarray) -> dict[str, np.ndarray]:
    """Ranks of the latest figure with their range and of how many: none of too few people, of one whose noise is not
    known, or where half have no figure. Whoever has a figure is ranked against."""
    now, se, sign = panel.figures[..., -1], panel.se[..., -1], panel.sign
    few = panel.too_few
    rest = np.flatnonzero(panel.councils)
    rest = rest[rest != own]
    out = {}
    for name, places, of_all in (("", others, len(others)), ("england_", rest, panel.today.sum() - 1)):
        block = now[:, places]
        n = np.isfinite(block).sum(1)
        shown = np.isfinite(x_se) & ~few[:, own] & (n > 0) & (n >= FEWEST_NEIGHBOURS * of_all)
        low, high = ranks.rank_limits(block, se[:, places], x, x_se, sign)
        out |= {
            f"{name}rank": np.where(shown, ranks.rank(block, x, sign), np.nan),
            f"{name}{'rank_' if not name else ''}of": np.where(shown, n + 1, 0),
            f"{name}rank_low": np.where(shown, low, np.nan),
            f"{name}rank_high": np.where(shown, high, np.nan),
        }
    bands = ranks.bands(now[:, panel.councils], x, sign)
    return {**out, "band": np.where(np.isnan(out["england_rank"]), "", bands)}


def _summaries(block: np.ndarray) -> dict[str, np.ndarray]:
    n = np.isfinite(block).sum(1)
    out = {name: np.full(len(block), np.nan) for name in ("mean", "q25", "median", "q75")}
    some = n > 0
    out["mean"][some] = np.nanmean(block[some], axis=1)
    out["q25"], out["median"], out["q75"] = ranks.quantiles(block, [0.25, 0.5, 0.75])
    return {**out, "n": n}


def _marker(markers: np.ndarray, has: np.ndarray) -> np.ndarray:
    """A missing figure without a row of its own was not published for that council."""
    bare = np.isin(markers.astype(str), ["", *MARKERS_WITH_VALUE])
    return np.where(~has & bare, "-", markers)
