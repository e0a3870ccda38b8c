"""Where the next figure of every council and measure would lie in ordinary years: an interval made before it is out.

The forecast is the last figure. How far the next one strays is taken from all changes from one year to the next that
were known by then, of councils of similar size, on the scale of the figure's kind; and since a new year now and then
moves everybody, the intervals are widened by what past years, then unseen, had asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.compare import Blocks, blocks_of
from scouting.dataset import Dataset
from scouting.stats import scales
from scouting.study.core import Study
from scouting.terms import TOO_FEW_PEOPLE

#: What the two intervals of each figure promise.
LEVELS = (0.80, 0.95)
#: Changes that an interval is made of at least, and years back that they are taken from at most.
FEWEST_CHANGES, SPAN = 60, 8
#: Councils are pooled with those of their third by size.
THIRDS = 3
#: By how much intervals are widened: the first of these with which past ones would have held.
WIDER = np.arange(1.0, 3.01, 0.05)
#: Years back from the newest that are forecast in turn to find out how wide intervals must be.
YEARS = 8


class _Next(NamedTuple):
    """For one slot: the last figure on its scale (indicators, councils), and for each level how far down and up the
    next goes, as pooled (levels, indicators, councils)."""

    last: np.ndarray
    down: np.ndarray
    up: np.ndarray


def _scaled(p: Blocks) -> tuple[np.ndarray, np.ndarray]:
    """Figures of councils on the scale of their kind, and what a proportion is divided by."""
    kinds = p.indicators.statistic.to_numpy()
    unit = np.where(kinds == scales.PROPORTION, p.indicators.multiplier.to_numpy(float), 1.0)
    y = p.figures[:, p.councils]
    made = [scales.scaled(kind, one / u) for kind, one, u in zip(kinds, y, unit, strict=True)]
    return np.array(made), unit


def _back(p: Blocks, y: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """From the scale back to figures, within what can be."""
    out = np.full(y.shape, np.nan)
    for i, kind in enumerate(p.indicators.statistic):
        v = y[..., i, :]
        if kind == scales.PROPORTION:
            v = np.sin(np.clip(v, 0, np.pi / 2)) ** 2
        elif kind == scales.RATE:
            v = np.maximum(v, 0) ** 2
        elif kind in scales.LOGGED:
            v = np.exp(v)
        out[..., i, :] = v * unit[i]
    return out


def _thirds(p: Blocks) -> np.ndarray:
    """The third by size that each council is in, (indicators, councils)."""
    sizes = {s: pd.Series(size[p.councils]).rank(pct=True).fillna(0.5) for s, size in p.sizes.items()}
    third = {s: np.minimum((rank.to_numpy() * THIRDS).astype(int), THIRDS - 1) for s, rank in sizes.items()}
    return np.array([third[service] for service in p.indicators.service])


def _follows(p: Blocks) -> np.ndarray:
    """Whether each slot follows the one before it with no gap and no break, (indicators, slots)."""
    step = np.diff(p.position, axis=1) == 1
    same = (np.diff(p.segment, axis=1) == 0) & (p.position[:, :-1] >= 0)
    return np.c_[np.zeros(len(step), bool), step & same]


def _next(p: Blocks, y: np.ndarray, third: np.ndarray, t: int) -> _Next:
    """What slot ``t`` would be, from the slots before it alone."""
    follows = _follows(p)[:, None, :t]
    change = np.diff(y[..., :t], axis=-1, prepend=np.nan)
    change = np.where(follows, change, np.nan)[..., max(0, t - SPAN) :]
    goes_on = _follows(p)[:, t]
    last = np.where(goes_on[:, None], y[..., t - 1], np.nan)
    shape = (len(LEVELS), *last.shape)
    down, up = np.full(shape, np.nan), np.full(shape, np.nan)
    for i in np.flatnonzero(goes_on):
        for k in range(THIRDS):
            mine = third[i] == k
            pool = change[i, mine].ravel()
            pool = np.sort(pool[np.isfinite(pool)])
            n = len(pool)
            if n < FEWEST_CHANGES:
                continue
            for at, level in enumerate(LEVELS):
                # The rank that a new one of n + 1 alike would have (Vovk, Gammerman and Shafer 2005).
                low = max(int(np.floor((n + 1) * (1 - level) / 2)) - 1, 0)
                down[at, i, mine], up[at, i, mine] = -pool[low], pool[n - 1 - low]
    return _Next(last, down, up)


def _held(made: _Next, came: np.ndarray, wider: float) -> np.ndarray:
    """Whether what came lies within each interval, NaN where there is none: (levels, indicators, councils)."""
    middle, half = (made.up - made.down) / 2, (made.up + made.down) / 2
    apart = np.abs(came - made.last - middle)
    # A figure that is published in whole numbers, or stays at 0 or 100%, lies on the edge: it is within.
    return np.where(np.isfinite(apart) & np.isfinite(half), apart <= wider * half + 1e-9, np.nan)


def rolling(values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame, years: int = YEARS) -> pd.DataFrame:
    """How intervals held on years that they were not made from: one row per year back and level.

    Columns: years_back (0 for the newest figures), level, wider (what the years before had asked for), n (figures),
    held (the share within).
    """
    p = _blocks(values, indicators, areas)
    y, _ = _scaled(p)
    third, slots = _thirds(p), y.shape[2]
    made = {back: _next(p, y, third, slots - 1 - back) for back in range(min(years, slots - 2))}
    out = []
    for back in made:
        for at, level in enumerate(LEVELS):
            wider = _wide_enough(made, y, at, level, back)
            held = _held(made[back], y[..., slots - 1 - back], wider)[at]
            seen = np.isfinite(held)
            if seen.any():
                out.append((back, level, wider, int(seen.sum()), float(held[seen].mean())))
    return pd.DataFrame(out, columns=["years_back", "level", "wider", "n", "held"])


def _wide_enough(made: dict[int, _Next], y: np.ndarray, at: int, level: float, back: int) -> float:
    """By how much to widen the intervals of one year: so that those of the years before it would have held."""
    slots, before = y.shape[2], [b for b in made if b > back]
    held = [(made[b], y[..., slots - 1 - b]) for b in before]
    for wider in WIDER:
        found = [_held(one, came, wider)[at] for one, came in held]
        found = np.concatenate([f[np.isfinite(f)] for f in found]) if found else np.ones(0)
        if not len(found) or found.mean() >= level:
            return float(wider)
    return float(WIDER[-1])


def _blocks(values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame) -> Blocks:
    p = blocks_of(values, indicators[indicators.statistic != "count"], areas)
    return p.take(p.indicators.index[p.kind == "year"])


def intervals(
    values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame, *, ahead: bool = False
) -> pd.DataFrame:
    """Where the newest figure of each council and measure would have been expected before it came, and where it is.

    ``ahead``: instead, where the next one will be, which is not out. One row per indicator and council with a figure
    in the period before and an interval: indicator_id, area_code, period (blank for one that is ahead), before, value
    (missing where none came), lower_80, upper_80, lower_95, upper_95, all in the indicator's unit. Made from the
    figures of earlier periods alone, widened by what earlier years had asked for.
    """
    p = _blocks(values, indicators, areas)
    p = _one_more(p) if ahead else p
    y, unit = _scaled(p)
    third, slots = _thirds(p), y.shape[2]
    made = {back: _next(p, y, third, slots - 1 - back) for back in range(min(YEARS, slots - 2))}
    now = made[0]
    middle, half = (now.up - now.down) / 2, (now.up + now.down) / 2
    wider = np.array([_wide_enough(made, y, at, level, 0) for at, level in enumerate(LEVELS)])[:, None, None]
    edges = [_back(p, now.last + middle + side * wider * half, unit) for side in (-1, 1)]
    i, c = np.nonzero(np.isfinite(edges[0]).all(0))
    rows = pd.DataFrame({"indicator_id": p.indicators.index[i], "area_code": p.areas[p.councils][c]})
    rows["period"] = p.labels[i, -1]
    figures = p.figures[:, p.councils]
    rows["before"], rows["value"] = figures[i, c, -2], figures[i, c, -1]
    for at, level in enumerate(LEVELS):
        for side, edge in zip(("lower", "upper"), edges, strict=True):
            rows[f"{side}_{100 * level:.0f}"] = edge[at, i, c]
    return rows


def _one_more(p: Blocks) -> Blocks:
    """The blocks with a period after the last, of the same definition, in which nobody has a figure."""
    empty = {"labels": "", "ends": np.datetime64("NaT"), "markers": ""}
    names = ("labels", "ends", "figures", "markers", "numerator", "denominator", "sampling")
    more = {name: _padded(getattr(p, name), empty.get(name, np.nan)) for name in names}
    after = {"position": np.c_[p.position, p.position[:, -1] + 1], "segment": np.c_[p.segment, p.segment[:, -1]]}
    return replace(p, **more, **after)


def _padded(block: np.ndarray, cell) -> np.ndarray:
    return np.concatenate([block, np.full((*block.shape[:-1], 1), cell, dtype=block.dtype)], axis=-1)


def outside(study: Study, ids: list[str]) -> pd.DataFrame:
    """One council's newest figures of some measures beside where they were expected, those furthest out first.

    The columns of ``intervals`` for those that came, of enough people to compare; far (over 1: beyond the 95% edge on
    its side, as so many times the distance of the edge from the figure before).
    """
    rows = intervals_of(study.data)
    rows = rows[(rows.area_code == study.area_code) & rows.indicator_id.isin(ids) & rows.value.notna()]
    verdict = rows.indicator_id.map(study.comparison.verdict)
    rows = rows[verdict.notna() & (verdict != TOO_FEW_PEOPLE)]
    up = rows.value > rows.before
    edge = (rows.upper_95 - rows.before).where(up, rows.before - rows.lower_95)
    beyond = (rows.value > rows.upper_95 + 1e-9) | (rows.value < rows.lower_95 - 1e-9)
    far = (rows.value - rows.before).abs() / edge.where(edge > 0)
    far = far.fillna(0.0).where(beyond, far.fillna(0.0).clip(upper=1.0))
    return rows.assign(far=far.mask(beyond & ~(far > 1), 1.001)).sort_values("far", ascending=False, kind="stable")


def intervals_of(data: Dataset) -> pd.DataFrame:
    """``intervals`` of the figures held, worked out once."""
    return data.once(_kept)


def _kept(data: Dataset) -> pd.DataFrame:
    return data.kept("expected", _intervals)


def _intervals(data: Dataset) -> pd.DataFrame:
    return intervals(data.values, data.catalog.indicators, data.catalog.areas)
