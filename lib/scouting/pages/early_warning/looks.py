"""How far each figure of each council has moved from its own past, England's movement taken off.

Every look at a year rests on figures up to that year alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scouting.catalog import breaks
from scouting.compare import Blocks, blocks_of
from scouting.compare.blocks import SIZE_BY
from scouting.frames import place_of
from scouting.stats import level, noise, ranks
from scouting.terms import ENGLAND, WOBBLE_SPAN

#: Figures before that a change is held against: at most, and at least.
BEFORE_SPAN, BEFORE_FEWEST = 8, 3

#: Days by which an estimate of residents must have ended before a period does, so that it was out by then.
_SIZE_AGE = np.timedelta64(180, "D")

#: What a look at a change fills, in the order in which ``_change`` makes it.
_LOOK = ("change", "after", "before", "england_after", "england_before", "noise", "since", "years")


@dataclass(frozen=True)
class Looks:
    """What a sign can look at: blocks of shape (2, indicators, councils, periods), NaN where it cannot be judged.

    The first axis is the direction asked for: falling, rising. ``change``: of the latest figure, or the mean of the
    latest two, whichever is further in that direction from the figures before, less what England's changed over the
    same years, in units of its ``noise``. ``after``, ``before``, ``england_after``, ``england_before``, ``since`` (slot
    of the first figure before) and ``years`` (1 or 2, of the latest) belong to that look. ``level`` (indicators,
    councils, periods): what a verdict rests on, at each period. ``line`` (indicators, periods): England's figure, or
    that of the middle council where England's is not held for every period (``published`` says which).
    """

    panel: Blocks
    change: np.ndarray
    after: np.ndarray
    before: np.ndarray
    england_after: np.ndarray
    england_before: np.ndarray
    noise: np.ndarray
    since: np.ndarray
    years: np.ndarray
    level: np.ndarray
    line: np.ndarray
    published: np.ndarray

    def gap(self, i: int, near: dict[str, list[str]] | None) -> np.ndarray:
        """One indicator's level of each council over the middle one of some others, (councils, periods).

        ``near``: the others of each council, by code; none: all councils. NaN where under half of them have a level.
        """
        mine, codes = self.level[i], self.panel.areas[self.panel.councils]
        if near is None:
            return mine - ranks.quantiles(mine.T, [0.5])[0]
        out = np.full(mine.shape, np.nan)
        for own, code in enumerate(codes):
            others = codes.get_indexer(pd.Index(sorted(set(near.get(code, ())) - {code})))
            others = others[others >= 0]
            if len(others):
                block = mine[others]
                enough = 2 * np.isfinite(block).sum(0) >= len(others)
                out[own] = np.where(enough, mine[own] - ranks.quantiles(block.T, [0.5])[0], np.nan)
        return out


def ratio_id(indicator_id: str, beside: str) -> str:
    """The name under which an indicator, or the ratio of two, is held."""
    return f"{indicator_id} / {beside}" if beside else indicator_id


def with_ratios(values: pd.DataFrame, indicators: pd.DataFrame, pairs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Values and indicators with the ratio of each pair added, where both figures of an area and period are held.

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

    England's line and the noise at a period are made from figures up to that period and none after it, so leaving out
    later rows changes nothing.
    """
    wanted = values.indicator_id.isin([*indicators.index, *SIZE_BY.values()])
    p = blocks_of(values[wanted], indicators, areas)
    p = p.take(p.indicators.index[p.kind == "year"])
    figures, counts = p.figures[:, p.councils], p.sampling[:, p.councils]
    shape = figures.shape
    line, published = _england(p, figures)
    apart = figures - line[:, None]
    out = {name: np.full((2, *shape), np.nan) for name in _LOOK}
    levels = np.full(shape, np.nan)
    floor = noise.rounding(p.indicators.decimals.to_numpy(float))[:, None, None]
    sizes = {service: _sizes(values, by, p.areas[p.councils]) for service, by in SIZE_BY.items()}
    for t in range(shape[2]):
        seen = slice(max(0, t + 1 - WOBBLE_SPAN), t + 1)
        wobble = _wobble(p, apart[..., seen], seen, sizes)[..., None]
        se = np.fmax(np.fmax(counts[..., seen], wobble), floor)
        # Without the scatter of years nothing says how much a figure moves when nothing has changed.
        yearly = np.where(np.isfinite(wobble), se, np.nan)
        _change(out, figures[..., seen], line[:, None, seen], yearly, p.segment[:, seen], t, seen.start)
        for i in range(len(levels)):
            weight = level.weights(figures[i][:, : t + 1], p.position[i, : t + 1], p.segment[i, : t + 1])
            levels[i, :, t] = level.level(figures[i][:, : t + 1], weight)
    return Looks(p, **out, level=levels, line=line, published=published)


def _england(p: Blocks, figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """England's line of each indicator, and whether it is the published one: it must be there from the first period
    on that any council has, at each period so far, so that no later figure of it decides."""
    some = np.isfinite(figures).any(1)
    own = np.full(some.shape, np.nan)
    if ENGLAND in p.areas:
        own = p.figures[:, place_of(p.areas, ENGLAND)]
    middle = np.full(some.shape, np.nan)
    for i, block in enumerate(figures):
        middle[i] = ranks.quantiles(block.T, [0.5])[0]
    # The first periods decide: a line that began published stays so, and one that did not is never mixed with it.
    first = some.argmax(1)
    published = np.isfinite(own[np.arange(len(own)), first])
    return np.where(published[:, None], own, middle), published


def _sizes(values: pd.DataFrame, size_by: str, councils: pd.Index) -> pd.DataFrame:
    """How large each council is, one row per date, filled on from the date before."""
    rows = values[(values.indicator_id == size_by) & values.value.notna()]
    table = rows.astype({"area_code": "str"}).pivot(index="period_end", columns="area_code", values="value")
    return table.sort_index().ffill().reindex(columns=councils)


def _wobble(p: Blocks, figures, seen: slice, sizes) -> np.ndarray:
    rss, df = noise.scatter(figures, p.position[:, None, seen], p.segment[:, None, seen])
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


def _change(out: dict, y, line, se, segment, t: int, start: int) -> None:
    """Fill the looks at slot ``t``: the latest figure, and the mean of the latest two, against those before."""
    n = y.shape[-1]
    held = np.isfinite(y) & np.isfinite(se) & np.isfinite(line) & (segment == segment[:, -1:])[:, None]
    # One run of years back from the latest: nothing is compared over a gap.
    held = np.logical_and.accumulate(held[..., ::-1], axis=-1)[..., ::-1]
    line = np.broadcast_to(line, y.shape)
    for k in (1, 2):
        if n < k + BEFORE_FEWEST:
            continue
        first = max(0, n - k - BEFORE_SPAN)
        old = held[..., first : n - k]
        m = old.sum(-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = [np.where(old, a[..., first : n - k], 0.0).sum(-1) / m for a in (y, line)]
            after = [a[..., -k:].mean(-1) for a in (y, line)]
            past = np.where(old, se[..., first : n - k], 0.0)
            error = np.sqrt((se[..., -k:] ** 2).sum(-1) / k**2 + (past**2).sum(-1) / m**2)
            apart = (after[0] - mean[0]) - (after[1] - mean[1])
            z = np.where(m >= BEFORE_FEWEST, apart / error, np.nan)
        since = start + first + old.argmax(-1)
        made = (z, after[0], mean[0], after[1], mean[1], error, since, k)
        for way, sign in enumerate((-1, 1)):
            take = np.isfinite(z) & ~(sign * z <= sign * out["change"][way, ..., t])
            for name, block in zip(_LOOK, made, strict=True):
                out[name][way, ..., t] = np.where(take, block, out[name][way, ..., t])
