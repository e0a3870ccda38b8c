"""One council's comparison: a row an indicator, as the design of the tables defines it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.compare.panel import Panel
from scouting.stats import noise, ranks
from scouting.terms import (
    ENGLAND,
    FEWEST_NEIGHBOURS,
    FEWEST_PEOPLE,
    JUDGED,
    MARKERS_WITH_VALUE,
    NOT_COMPARED,
    SIMILAR,
    UNJUDGED,
    Z95,
)


def standing(gap, gap_se, spread, sign) -> np.ndarray:
    """Words for gaps (rows,) from their noise, the spread between councils (tau squared) and polarity.

    Beyond 1.96 times its noise a gap counts; beyond 1.96 times noise and spread together it is much.

    >>> standing(np.array([3.0, 3.0, 1.0, np.nan]), np.ones(4), np.zeros(4), np.array([-1, 0, 1, 1])).tolist()
    ['much worse', 'much higher', 'similar', 'not compared']
    """
    with np.errstate(invalid="ignore"):
        counts = np.abs(gap) > Z95 * gap_se
        large = np.abs(gap) > Z95 * np.sqrt(gap_se**2 + np.nan_to_num(spread))
    words = np.full(len(gap), SIMILAR, dtype=object)
    for words_of, judged in ((JUDGED, True), (UNJUDGED, False)):
        way = np.sign(gap) * (np.sign(sign) if judged else 1)
        for (direction, much), word in words_of.items():
            words[counts & (large == much) & (way == direction) & ((sign != 0) == judged)] = word
    words[~(np.isfinite(gap) & np.isfinite(gap_se))] = NOT_COMPARED
    return words


def _against(own, own_se, other, other_se, spread, sign) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gap, gap in units of the noise of both, and standing."""
    gap, gap_se = own - other, np.sqrt(own_se**2 + other_se**2)
    in_noise = np.divide(gap, gap_se, out=np.full_like(gap, np.nan), where=gap_se > 0)
    return gap, in_noise, standing(gap, gap_se, spread, sign)


def _summaries(block: np.ndarray) -> dict[str, np.ndarray]:
    n = np.isfinite(block).sum(1)
    out = {name: np.full(len(block), np.nan) for name in ("mean", "q25", "median", "q75")}
    some = n > 0
    out["mean"][some] = np.nanmean(block[some], axis=1)
    out["q25"], out["median"], out["q75"] = ranks.quantiles(block, [0.25, 0.5, 0.75])
    return {**out, "n": n}


def compare(panel: Panel, area_code: str, neighbours: list[str], set_id: str, region_codes: list[str]) -> pd.DataFrame:
    """How one council stands against its neighbours, its region and England, on every indicator of the panel.

    ``neighbours``: codes of the comparator councils; ``region_codes``: the region's code and those that stand
    in for it where it has no figure (inner London, then London). An indicator whose latest period the council
    lacks has a row with a missing value: it is never filled from an earlier one.
    Columns: as the design's comparison table, with period_kind ("year", "quarter", "month"); floats NaN where there
    is nothing. Only years have a sustained figure.
    """
    where = {code: place for place, code in enumerate(panel.areas)}
    own = where[area_code]
    # In the order of the codes, so that the order of a set's rows changes nothing.
    neighbours = sorted(set(neighbours) - {area_code})
    others = [where[c] for c in neighbours if c in where]
    sign, n = panel.sign, len(panel.indicators)
    now, se = panel.figures[..., -1], panel.se[..., -1]
    # A count of people says how large a council is, not how it does: it has no standing.
    is_count = (panel.indicators.statistic == "count").to_numpy()
    x, x_se, block = now[:, own], np.where(is_count, np.nan, se[:, own]), now[:, others]
    near, near3 = _summaries(block), _summaries(panel.mean[:, others])
    median_se = noise.median_noise(block, se[:, others])
    median3_se = noise.median_noise(panel.mean[:, others], panel.mean_se[:, others])
    for summary, error in ((near, median_se), (near3, median3_se)):
        error[summary["n"] < FEWEST_NEIGHBOURS * len(others)] = np.nan
    england, x3, x3_se = where[ENGLAND], panel.mean[:, own], np.where(is_count, np.nan, panel.mean_se[:, own])

    gap, gap_noise, standing_now = _against(x, x_se, near["median"], median_se, panel.spread[0], sign)
    england_se = np.nan_to_num(se[:, england])
    england_gap, england_noise, standing_now_england = _against(
        x, x_se, now[:, england], england_se, panel.spread[0], sign
    )
    gap3, gap3_noise, sustained = _against(x3, x3_se, near3["median"], median3_se, panel.spread[1], sign)
    _, england3_noise, sustained_england = _against(
        x3, x3_se, panel.mean[:, england], np.nan_to_num(panel.mean_se[:, england]), panel.spread[1], sign
    )
    region = np.full(n, np.nan)
    region_used = np.full(n, "", dtype=object)
    for code in region_codes:
        take = np.isnan(region) & np.isfinite(now[:, where[code]])
        region[take], region_used[take] = now[take, where[code]], code

    rest = panel.councils.copy()
    rest[own] = False
    low, high = ranks.rank_limits(block, se[:, others], x, x_se, sign)
    all_low, all_high = ranks.rank_limits(now[:, rest], se[:, rest], x, x_se, sign)
    of, all_of = near["n"] + 1, np.isfinite(now[:, rest]).sum(1) + 1
    has = np.isfinite(x)
    before = panel.figures[:, own, -2] if now.size and panel.figures.shape[2] > 1 else np.full(len(x), np.nan)
    change = np.where(panel.consecutive(), x - before, np.nan)
    first = -min(3, panel.labels.shape[1])
    multiplier = panel.indicators.multiplier.to_numpy(float)
    among = panel.denominator[:, own, -1]
    counted = panel.indicators.statistic.isin(["proportion", "rate"]).to_numpy() & (among >= FEWEST_PEOPLE)
    people = np.where(counted, gap * among / multiplier, np.nan)
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
            "method": np.where(np.isfinite(x_se), panel.method[:, own], "none"),
            "change": change,
            "change_from": np.where(np.isfinite(change), panel.labels[:, -2 if panel.labels.shape[1] > 1 else -1], ""),
            "n_neighbours": len(neighbours),
            "n_with_value": near["n"],
            "neighbour_mean": near["mean"],
            "neighbour_median": near["median"],
            "neighbour_q25": near["q25"],
            "neighbour_q75": near["q75"],
            "neighbour_noise": median_se,
            "region_code": region_used,
            "region": region,
            "england": now[:, england],
            "rank": ranks.rank(block, x, sign),
            "rank_of": np.where(has, of, 0),
            "rank_low": low,
            "rank_high": high,
            "england_rank": ranks.rank(now[:, rest], x, sign),
            "england_of": np.where(has, all_of, 0),
            "england_rank_low": all_low,
            "england_rank_high": all_high,
            "band": ranks.bands(now[:, panel.councils], x, sign),
            "gap": gap,
            "gap_noise": gap_noise,
            "people": people,
            "england_gap": england_gap,
            "england_gap_noise": england_noise,
            "standing_now": standing_now,
            "standing_now_england": standing_now_england,
            "sustained": x3,
            "sustained_noise": x3_se,
            "sustained_from": np.where(np.isfinite(x3), panel.labels[:, first], ""),
            "sustained_median": near3["median"],
            "sustained_n": near3["n"],
            "sustained_gap": gap3,
            "sustained_gap_noise": gap3_noise,
            "sustained_england_gap_noise": england3_noise,
            "standing": sustained,
            "standing_england": sustained_england,
        }
    )


def _marker(markers: np.ndarray, has: np.ndarray) -> np.ndarray:
    """A missing figure without a row of its own was not published for that council."""
    bare = np.isin(markers.astype(str), ["", *MARKERS_WITH_VALUE])
    return np.where(~has & bare, "-", markers)
