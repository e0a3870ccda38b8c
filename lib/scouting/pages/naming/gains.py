"""Level against improvement: who went how far, how much of it is chance, and what the start led one to expect."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.pages.naming.named import BEST, LAST
from scouting.stats import shrink
from scouting.terms import LAST_YEARS, Z95


class Progress(NamedTuple):
    """``rows``: one row per council; ``slope``: level at the end on level at the start, over all councils; ``used``:
    the indicators that have both, with the labels of their periods; ``left_out``: why the others have not."""

    rows: pd.DataFrame
    slope: float
    used: pd.DataFrame
    left_out: pd.Series


def _ends(panel, span: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means of the last ``span`` periods and of as many before, and the squared noise of their difference.

    Each (indicators, areas), in that order: start, end, noise squared. Missing where the years do not follow each
    other, a break lies between, one figure is missing, or too few people stand behind the latest.
    """
    last = slice(-2 * span, None)
    position, segment = panel.position[:, last], panel.segment[:, last]
    if position.shape[1] < 2 * span:
        nothing = np.full(panel.figures.shape[:2], np.nan)
        return nothing, nothing, nothing
    whole = (np.diff(position, axis=1) == 1).all(1) & (np.diff(segment, axis=1) == 0).all(1)
    whole &= (position[:, 0] >= 0) & (panel.kind == "year")
    y = np.where(whole[:, None, None] & ~panel.too_few[..., None], panel.figures[..., last], np.nan)
    # Scatter that lasts from one year to the next is partly in both means.
    apart = np.abs(np.subtract.outer(np.arange(2 * span), np.arange(2 * span)))
    lasting = panel.correlation[:, None, None] ** apart
    noise = panel.se[..., last] * np.repeat([-1 / span, 1 / span], span)
    return y[..., :span].mean(-1), y[..., span:].mean(-1), np.einsum("iaj,ijk,iak->ia", noise, lasting, noise)


def progress(
    panel, shares: pd.Series, *, coverage: float = 0.6, span: int = LAST_YEARS, sign: pd.Series | None = None
) -> Progress:
    """Each council's level over the last years and over as many before, on one scale, from the same indicators.

    ``panel``: a ``compare.Panel``; ``shares``: weights by indicator_id; ``coverage``: the least share of the weight
    (that of the indicators used) that a council must have; ``span``: years in each mean, so that an indicator needs
    twice as many in a row: nothing crosses a break; ``sign``: +1 where high is good, -1 where low is, by indicator_id
    (default: the polarity). An indicator's figures, high made good, are set on the scale of its start (less the mean
    of the councils there, over their standard deviation), so that a change of all councils counts as one. A council
    that lacks an indicator at one end is without it at both.

    Columns of ``rows``: area_code, start, end, change (standard deviations, high is good), noise (of the change), moved
    (1 or -1 where the change exceeds 1.96 times its noise, else 0), expected (the change that the start alone made
    expected: regression to the mean), beyond (the rest), told (the rest is an improvement by more than 1.96 times the
    usual spread), coverage, indicators (how many). Sorted by change, most improved first. ``used``: indicator_id, share
    (as given), start, end (labels of the periods). Regression to the mean after Barnett, van der Pols and Dobson
    (2005), the line by Theil and Sen: ``stats.shrink.conditioned``.
    """
    p = panel.take(pd.Index(shares.index))
    ids, councils = p.indicators.index, p.councils
    good = p.sign if sign is None else sign.reindex(ids).to_numpy()
    start, end, noise2 = (block[:, councils] for block in _ends(p, span))
    start, end = good[:, None] * start, good[:, None] * end
    both = np.isfinite(start) & np.isfinite(end) & np.isfinite(noise2)
    enough = (both.sum(1) >= shrink.FEWEST) & (good != 0)
    counted = both & enough[:, None]
    share = shares.reindex(ids).to_numpy(float)
    weight = np.where(counted, share[:, None], 0.0)
    held, whole = weight.sum(0), share[enough].sum()
    middle, scale = _scale(start, counted)
    usable = (held > 0) & (held >= coverage * whole - 1e-12)

    def summed(block: np.ndarray) -> np.ndarray:
        return np.where(counted, weight * block, 0.0).sum(0)[usable] / held[usable]

    rows = pd.DataFrame(
        {
            "area_code": p.areas[councils][usable],
            "start": summed((start - middle) / scale),
            "end": summed((end - middle) / scale),
            "noise": np.sqrt(np.where(counted, (weight / scale) ** 2 * noise2, 0.0).sum(0))[usable] / held[usable],
            "coverage": held[usable] / whole,
            "indicators": (weight > 0).sum(0)[usable],
        }
    )
    labels = p.labels[enough][:, -2 * span :]
    used = pd.DataFrame(
        {
            "indicator_id": ids[enough],
            "share": share[enough],
            "start": _spans(labels[:, :span]),
            "end": _spans(labels[:, span:]),
        }
    )
    few = f"fewer than {2 * span} unbroken years"
    why = {**dict.fromkeys([i for i in shares.index if i not in ids], "no figures"), **dict.fromkeys(ids[~enough], few)}
    rows, slope = _expected(rows)
    return Progress(rows, slope, used, pd.Series(why, dtype=object))


def _expected(rows: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """The rows with their change and what the start made expected of it, most improved first; and the slope."""
    change = rows.end - rows.start
    found = shrink.conditioned(rows.start, rows.end)
    rows = rows.assign(
        change=change,
        moved=np.where(change.abs() > Z95 * rows.noise, np.sign(change), 0).astype(int),
        expected=found.expected,
        beyond=found.beyond,
        told=found.beyond > Z95 * found.spread,
    )
    return rows.sort_values(["change", "area_code"], ascending=[False, True], ignore_index=True), found.slope


def _spans(labels: np.ndarray) -> list[str]:
    return [row[0] if row[0] == row[-1] else f"{row[0]} to {row[-1]}" for row in labels]


def _scale(start: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (n - 1) of each indicator's start over the councils that are counted."""
    n = np.maximum(counted.sum(1, keepdims=True), 2)
    middle = np.where(counted, start, 0.0).sum(1, keepdims=True) / n
    spread = np.sqrt(np.where(counted, (start - middle) ** 2, 0.0).sum(1, keepdims=True) / (n - 1))
    return middle, np.where(spread > 0, spread, 1.0)


def far_out(rows: pd.DataFrame, best: int = BEST, last: int = LAST, at: str = "start") -> pd.DataFrame:
    """What became of those that stood best and last, and how many of them are among the fastest improvers.

    ``rows``: of ``progress``, with at least as many councils as places; ``at``: "start" or "end", when they stood
    there. Columns, one row per group: group ("best", "last"),
    named, start, change, expected (means over the group), fastest (how many of the group are among the ``best``
    councils that improved most), by_luck (how many would be if start and change had nothing to do with each other),
    moved (how many improved by more than chance would move them).
    """
    ordered = rows.sort_values([at, "area_code"], ascending=[False, True])
    fastest = set(rows.area_code[:best])
    told = []
    for group, mine in (("best", ordered[:best]), ("last", ordered[-last:])):
        quick = int(mine.area_code.isin(fastest).sum())
        means = [mine[c].mean() for c in ("start", "change", "expected")]
        told.append([group, len(mine), *means, quick, len(mine) * best / len(rows), int((mine.moved > 0).sum())])
    return pd.DataFrame(told, columns=["group", "named", "start", "change", "expected", "fastest", "by_luck", "moved"])
