"""Level against improvement: who went how far in three years, how much of it is wobble, and what the start foretold."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.naming.places import BEST, LAST
from scouting.stats import noise, shrink
from scouting.terms import SUSTAINED, Z95


class Progress(NamedTuple):
    """``rows``: a row a council; ``slope``: level at the end on level at the start, over all councils; ``used``: the
    indicators that have both, with the labels of their periods; ``left_out``: why the others have not."""

    rows: pd.DataFrame
    slope: float
    used: pd.DataFrame
    left_out: pd.Series


def _before(panel) -> tuple[np.ndarray, np.ndarray]:
    """The mean of the three periods before the last three, and its noise: (indicators, areas)."""
    upto = slice(0, -SUSTAINED)
    position, segment = panel.position[:, None, upto], panel.segment[:, None, upto]
    mean, se = noise.sustained(panel.figures[:, :, upto], panel.se[:, :, upto], position, segment)
    last = panel.position.shape[1] - SUSTAINED
    if last < 1:
        return np.full(panel.mean.shape, np.nan), np.full(panel.mean.shape, np.nan)
    follows = panel.position[:, last] - panel.position[:, last - 1] == 1
    joined = follows & (panel.segment[:, -1] == panel.segment[:, last - 1]) & (panel.position[:, last - 1] >= 0)
    return np.where(joined[:, None], mean, np.nan), se


def progress(panel, shares: pd.Series, coverage: float = 0.6) -> Progress:
    """Each council's level over three years and over the three before, on one scale, from the same indicators.

    ``panel``: a ``compare.Panel``; ``shares``: weights by indicator_id, of indicators with polarity; ``coverage``: the
    least share of the weight that a council must have at both ends. Six unbroken periods of an indicator are needed:
    nothing crosses a break. An indicator's figures, high made good, are set on the scale of its start (less the mean
    of the councils there, over their standard deviation), so that a change of all councils counts as one. A council
    that lacks an indicator at one end is without it at both.

    Columns of ``rows``: area_code, start, end, change (standard deviations, high is good), noise (of the change:
    sampling and wobble of both ends), moved (1 or -1 where the change exceeds 1.96 times its noise, else 0), expected
    (the change that the start alone made expected: regression to the mean), beyond (the rest), told (the rest is an
    improvement by more than 1.96 times the usual spread), coverage, indicators (how many). Sorted by change, most
    improved first. ``used``: indicator_id, share (as given), start, end (labels of the periods). Regression to the
    mean after Barnett, van der Pols and Dobson (2005), the line by Theil and Sen: ``stats.shrink.conditioned``.
    """
    p = panel.take(pd.Index(shares.index))
    ids, sign, councils = p.indicators.index, p.sign[:, None], p.councils
    absent = [i for i in shares.index if i not in ids]
    if p.figures.shape[2] < 2 * SUSTAINED:
        start = end = noise2 = np.full((len(ids), int(councils.sum())), np.nan)
    else:
        before, before_se = _before(p)
        start, end = (sign * block[:, councils] for block in (before, p.mean))
        noise2 = before_se[:, councils] ** 2 + p.mean_se[:, councils] ** 2
    both = np.isfinite(start) & np.isfinite(end) & np.isfinite(noise2)
    enough = both.sum(1) >= shrink.FEWEST
    weight = np.where(both & enough[:, None], shares.reindex(ids).to_numpy(float)[:, None], 0.0)
    middle, scale = _scale(start, both & enough[:, None])
    held = weight.sum(0)
    usable = (held > 0) & (held >= coverage * max(weight.max(1, initial=0).sum(), 1e-12))

    def level(block: np.ndarray) -> np.ndarray:
        summed = np.nansum(weight * np.where(both, (block - middle) / scale, 0.0), axis=0)
        return np.divide(summed, held, out=np.full(held.shape, np.nan), where=usable)

    variance = np.nansum((weight / scale) ** 2 * np.where(both, noise2, 0.0), axis=0)
    rows = pd.DataFrame(
        {
            "area_code": p.areas[councils],
            "start": level(start),
            "end": level(end),
            "noise": np.divide(np.sqrt(variance), held, out=np.full(held.shape, np.nan), where=usable),
            "coverage": held / max(weight.max(1, initial=0).sum(), 1e-12),
            "indicators": (weight > 0).sum(0),
        }
    )
    rows = rows[usable].reset_index(drop=True)
    found = shrink.conditioned(rows.start, rows.end)
    change = rows.end - rows.start
    rows = rows.assign(
        change=change,
        moved=np.where(change.abs() > Z95 * rows.noise, np.sign(change), 0).astype(int),
        expected=found.expected,
        beyond=found.beyond,
        told=found.beyond > Z95 * found.spread,
    )
    rows = rows.sort_values(["change", "area_code"], ascending=[False, True], ignore_index=True)
    labels = p.labels
    used = pd.DataFrame(
        {
            "indicator_id": ids[enough],
            "share": shares.reindex(ids[enough]).to_numpy(),
            "start": [f"{row[-6]} to {row[-4]}" for row in labels[enough]],
            "end": [f"{row[-3]} to {row[-1]}" for row in labels[enough]],
        }
    )
    why = {**dict.fromkeys(absent, "no figures"), **dict.fromkeys(ids[~enough], "no six unbroken periods")}
    return Progress(rows, found.slope, used, pd.Series(why, dtype=object))


def _scale(start: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (n - 1) of each indicator's start over the councils that are counted."""
    n = np.maximum(counted.sum(1, keepdims=True), 2)
    middle = np.where(counted, start, 0.0).sum(1, keepdims=True) / n
    spread = np.sqrt(np.where(counted, (start - middle) ** 2, 0.0).sum(1, keepdims=True) / (n - 1))
    return middle, np.where(spread > 0, spread, 1.0)


def far_out(rows: pd.DataFrame, best: int = BEST, last: int = LAST) -> pd.DataFrame:
    """What became of those that stood best and last at the start, and of how many the last are fast improvers now.

    ``rows``: of ``progress``, with at least as many councils as places. Columns, a row a group: group ("best", "last"),
    named, start, change, expected (means over the group), fastest (how many of the group are among the ``best``
    councils that improved most), by_luck (how many would be if start and change had nothing to do with each other),
    moved (how many improved beyond the wobble).
    """
    ordered = rows.sort_values(["start", "area_code"], ascending=[False, True])
    fastest = set(rows.area_code[:best])
    told = []
    for group, mine in (("best", ordered[:best]), ("last", ordered[-last:])):
        quick = int(mine.area_code.isin(fastest).sum())
        means = [mine[c].mean() for c in ("start", "change", "expected")]
        told.append([group, len(mine), *means, quick, len(mine) * best / len(rows), int((mine.moved > 0).sum())])
    return pd.DataFrame(told, columns=["group", "named", "start", "change", "expected", "fastest", "by_luck", "moved"])
