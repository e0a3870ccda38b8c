"""Change and standing of every figure of every council, each judged by what was known at its own period alone."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scouting.catalog import breaks
from scouting.compare import Blocks, blocks_of
from scouting.compare.blocks import SIZE_BY
from scouting.stats import noise
from scouting.terms import WOBBLE_SPAN

#: Figures before that a change is held against: at most, and at least.
BEFORE_SPAN, BEFORE_FEWEST = 8, 3

#: Days by which an estimate of residents must have ended before a period does, so that it was out by then.
_SIZE_AGE = np.timedelta64(180, "D")


#: What a look at a change fills, in the order in which ``_change`` makes it.
_LOOK = ("change", "after", "before", "change_noise", "since", "years")


@dataclass(frozen=True)
class Looks:
    """What a sign can look at, blocks of shape (indicators, councils, periods), NaN where it cannot be judged.

    ``change`` is in units of its noise, positive where the figure rose: of the latest figure, or the mean of the latest
    two, whichever is further from the figures before in the direction asked for (first axis: falling, rising).
    ``after``, ``before``, ``change_noise``, ``since`` (slot of the first figure before) and ``years`` (1 or 2, of the
    latest) belong to that look.
    ``standing`` is the distance from the middle council over noise and spread; ``middle`` (indicators, periods),
    ``standing_noise`` as ``change``.
    """

    panel: Blocks
    change: np.ndarray
    after: np.ndarray
    before: np.ndarray
    change_noise: np.ndarray
    since: np.ndarray
    years: np.ndarray
    standing: np.ndarray
    standing_noise: np.ndarray
    middle: np.ndarray


def ratio_id(indicator_id: str, beside: str) -> str:
    """The name under which the ratio of two indicators is held."""
    return f"{indicator_id} / {beside}"


def with_ratios(values: pd.DataFrame, indicators: pd.DataFrame, pairs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values and indicators with the ratio of each pair added, where both figures of a council and period are held.

    A ratio has no counts, so its noise is its wobble alone; a break of either indicator breaks it.
    """
    keys = ["area_code", "period", "period_end"]
    for top, bottom in pairs:
        both = [values[(values.indicator_id == one) & values.value.notna()] for one in (top, bottom)]
        both = [rows[[*keys, "value"]].astype({"area_code": "str", "period": "str"}) for rows in both]
        rows = both[0].merge(both[1], on=keys, suffixes=("", "_bottom"))
        rows = rows[rows.value_bottom > 0]
        rows = rows.assign(indicator_id=ratio_id(top, bottom), value=rows.value / rows.value_bottom, marker="")
        values = pd.concat([values, rows.reindex(columns=values.columns)], ignore_index=True)
        new = indicators.loc[top].copy()
        split = {**breaks(new.breaks), **breaks(indicators.breaks[bottom])}
        new[["indicator_id", "statistic", "decimals", "breaks"]] = [
            ratio_id(top, bottom), "mean", 2.0, "; ".join(f"{when}: {why}" for when, why in split.items())
        ]  # fmt: skip
        indicators = pd.concat([indicators, new.to_frame().T.set_index("indicator_id", drop=False)])
    return values, indicators.rename_axis(None)


def looks(values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame) -> Looks:
    """Every look at every figure of the indicators given; only councils, only yearly series.

    The noise, the spread and the middle at a period are made from figures up to that period and none after it, so
    leaving out later rows changes nothing.
    """
    wanted = values.indicator_id.isin([*indicators.index, *SIZE_BY.values()])
    p = blocks_of(values[wanted], indicators, areas)
    p = p.take(p.indicators.index[p.kind == "year"])
    figures, counts = p.figures[:, p.councils], p.sampling[:, p.councils]
    shape = figures.shape
    out = {name: np.full((2, *shape), np.nan) for name in _LOOK}
    standing, standing_noise, middle = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape[::2], np.nan)
    floor = noise.rounding(p.indicators.decimals.to_numpy(float))[:, None, None]
    sizes = {service: _sizes(values, by, p.areas[p.councils]) for service, by in SIZE_BY.items()}
    for t in range(shape[2]):
        seen = slice(max(0, t + 1 - WOBBLE_SPAN), t + 1)
        wobble = _wobble(p, figures, seen, sizes)[..., None]
        se = np.fmax(np.fmax(counts[..., seen], wobble), floor)
        # Without the scatter of years nothing says how much a figure moves when nothing has changed.
        yearly = np.where(np.isfinite(wobble), se, np.nan)
        _change(out, figures[..., seen], yearly, p.position[:, seen], p.segment[:, seen], t, seen.start)
        latest = np.where(np.isfinite(wobble) | np.isfinite(counts[..., seen]), se, np.nan)[..., -1]
        standing[..., t], standing_noise[..., t], middle[:, t] = _standing(figures[..., t], latest)
    return Looks(p, **out, standing=standing, standing_noise=standing_noise, middle=middle)


def _sizes(values: pd.DataFrame, size_by: str, councils: pd.Index) -> pd.DataFrame:
    """How large each council is, one row per date, filled on from the date before."""
    rows = values[(values.indicator_id == size_by) & values.value.notna()]
    table = rows.astype({"area_code": "str"}).pivot(index="period_end", columns="area_code", values="value")
    return table.sort_index().ffill().reindex(columns=councils)


def _wobble(p: Blocks, figures, seen: slice, sizes) -> np.ndarray:
    rss, df = noise.scatter(figures[..., seen], p.position[:, None, seen], p.segment[:, None, seen])
    out = np.full(rss.shape, np.nan)
    ends = p.ends[:, seen.stop - 1]
    for service, table in sizes.items():
        mine = (p.indicators.service == service).to_numpy()
        # Indicators whose periods end on different days know sizes of different days.
        for end in np.unique(ends[mine & ~np.isnat(ends)]):
            rows = mine & (ends == end)
            known = table[table.index <= end - _SIZE_AGE]
            size = known.iloc[-1].to_numpy(float) if len(known) else np.full(figures.shape[1], np.nan)
            out[rows] = noise.wobble(rss[rows], df[rows], size)
    return out


def _change(out: dict, y, se, position, segment, t: int, start: int) -> None:
    """Fill the looks at slot ``t``: the latest figure, and the mean of the latest two, against those before."""
    n = y.shape[-1]
    same = (segment == segment[:, -1:]) & (position >= 0)
    held = np.isfinite(y) & np.isfinite(se) & same[:, None, :]
    for k in (1, 2):
        if n < k + BEFORE_FEWEST:
            continue
        # Side by side: two figures with a year between them are not the latest two.
        whole = held[..., -k:].all(-1) & (position[:, -1] - position[:, -k] == k - 1)[:, None]
        first = max(0, n - k - BEFORE_SPAN)
        old = held[..., first : n - k]
        m = old.sum(-1)
        past, past_se = (np.where(old, a[..., first : n - k], 0.0) for a in (y, se))
        with np.errstate(invalid="ignore", divide="ignore"):
            after, before = y[..., -k:].mean(-1), past.sum(-1) / m
            error = np.sqrt((se[..., -k:] ** 2).sum(-1) / k**2 + (past_se**2).sum(-1) / m**2)
            z = np.where(whole & (m >= BEFORE_FEWEST), (after - before) / error, np.nan)
        since = start + first + old.argmax(-1)
        for way, sign in enumerate((-1, 1)):
            take = np.isfinite(z) & ~(sign * z <= sign * out["change"][way, ..., t])
            for name, made in zip(_LOOK, (z, after, before, error, since, k), strict=True):
                out[name][way, ..., t] = np.where(take, made, out[name][way, ..., t])


def _standing(y, se) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance from the middle council over noise and spread (tau squared) together, that noise, and the middle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy warns of what is all missing; here that is NaN
        middle = np.nanmedian(y, axis=1)
    tau2 = [noise.additive_variance(*one)[1] for one in zip(y, se, middle, strict=True)]
    error = np.sqrt(se**2 + np.array(tau2)[:, None])
    return (y - middle[:, None]) / error, error, middle
