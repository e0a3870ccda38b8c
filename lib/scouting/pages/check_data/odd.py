"""Odd figures: those worth a question to whoever published them. Nothing is removed or changed because it is listed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import values
from scouting.compare import Panel
from scouting.dataset import Dataset
from scouting.ingest.history import beside_counts
from scouting.stats.noise import robust_spread
from scouting.terms import LOCAL

#: A figure is odd when it lies outside the range of all others by more than this share of that range: at a tenth some
#: 80 of 170,000 do, few enough to be asked about one by one; at nought it would be more than twice as many.
ODD_OUTSIDE = 0.1
#: A change in a year is odd above this many times its noise and the usual spread of changes together: some 60 of
#: 114,000 are, where chance alone would give none; at five it would be twice as many.
ODD_JUMP = 6.0

#: Each rule, and in words what trips it.
RULES = {
    "proportion outside its range": "a share below zero or above the whole; the number: how far",
    "numerator above denominator": "more people in the part than in the whole; the number: how many times as many",
    "disagrees with its counts": "not what its own counts give, rounding allowed for; the number: the difference",
    "outside all others": "beyond every figure of every other council in any year, the nearer end of its own limits "
    f"included, by more than {ODD_OUTSIDE:g} of their range; the number: by how much of it",
    "jump in a year": "a change from the year before that differs from the middle change of all councils by more than "
    f"{ODD_JUMP:g} times its noise and the usual spread of such changes together; the number: how many times",
}
COLUMNS = [*values.KEY, "period_end", "value", "rule", "against", "measure", "source_id"]


def odd(data: Dataset) -> pd.DataFrame:
    """Councils' figures that ask to be checked with their source, by rule (in the order of ``RULES``), furthest first.

    Columns: indicator_id, area_code, period, period_end, value, rule, against (what the figure was held against:
    the nearest possible share, the denominator, the figure worked out from counts, the nearest figure of another
    council, the figure of the year before), measure (the number that tripped the rule: how far outside, numerator
    over denominator, difference, share of the others' range, units of noise), source_id.

    >>> from scouting import dataset
    >>> rows = odd(dataset.load())
    >>> bool(set(rows.rule) <= set(RULES)), 50 < len(rows) < 200
    (True, True)
    """
    texts = dict.fromkeys([*values.KEY, "marker", "source_id"], "str")
    councils = data.catalog.councils().index
    held = data.values[data.values.area_code.isin(councils) & data.values.value.notna()].astype(texts)
    found = [
        *_impossible(held, data.catalog.indicators),
        _disagreeing(held, data),
        _outside(data.panel),
        _jumps(data.panel),
    ]
    keys = [*values.KEY, "rule", "against", "measure"]
    rows = pd.concat([one[keys] for one in found if len(one)] or [pd.DataFrame(columns=keys)], ignore_index=True)
    rows = rows.merge(held[[*values.KEY, "period_end", "value", "source_id"]], on=values.KEY)
    order = rows.rule.map(list(RULES).index).astype(float).to_numpy(), -rows.measure.abs().to_numpy(float)
    return rows.iloc[np.lexsort(order[::-1])][COLUMNS].reset_index(drop=True)


def odd_own(own: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    """A council's own figures far from any published one of their indicator: often a slip of unit or of column.

    ``own``: local figures (indicator_id, area_code, period, value). Those beyond the range of all councils' published
    figures by more than ``ODD_OUTSIDE`` of it, with that range: columns as ``own``'s key and value, lowest, highest.
    """
    councils = data.catalog.councils().index
    published = data.values[data.values.area_code.isin(councils) & (data.values.source_id != LOCAL)]
    ends = published.groupby(published.indicator_id.astype("str")).value.agg(lowest="min", highest="max")
    rows = own[[*values.KEY, "value"]].join(ends, on="indicator_id")
    reach = ODD_OUTSIDE * (rows.highest - rows.lowest)
    return rows[(rows.value < rows.lowest - reach) | (rows.value > rows.highest + reach)].reset_index(drop=True)


def _impossible(held: pd.DataFrame, facts: pd.DataFrame) -> list[pd.DataFrame]:
    shares = held[held.indicator_id.map(facts.statistic) == "proportion"]
    whole = shares.indicator_id.map(facts.multiplier).astype(float)
    nearest = shares.value.clip(0, whole)
    shares = shares.assign(against=nearest, measure=shares.value - nearest)
    beyond = shares[shares.measure != 0].assign(rule="proportion outside its range")
    above = shares[shares.numerator > shares.denominator].assign(rule="numerator above denominator")
    return [beyond, above.assign(against=above.denominator, measure=above.numerator / above.denominator)]


def _disagreeing(held: pd.DataFrame, data: Dataset) -> pd.DataFrame:
    rows = beside_counts(held, data.catalog)
    rows = rows[~rows.agree]
    return rows.assign(rule="disagrees with its counts", against=rows.worked, measure=rows.value - rows.worked)


def _rows(
    panel: Panel, where: tuple[np.ndarray, ...], rule: str, against: np.ndarray, measure: np.ndarray
) -> pd.DataFrame:
    i, a, t = where
    return pd.DataFrame(
        {
            "indicator_id": panel.indicators.index[i],
            "area_code": panel.areas[panel.councils][a],
            "period": panel.labels[i, t],
            "rule": rule,
            "against": against[where],
            "measure": measure[where],
        }
    )


def _outside(panel: Panel) -> pd.DataFrame:
    """Figures beyond the range of all other councils' figures, with the nearer of their own limits."""
    y = panel.figures[:, panel.councils]
    low, high = _least_of_others(y)[..., None], -_least_of_others(-y)[..., None]
    lower, upper = np.fmin(panel.lower[:, panel.councils], y), np.fmax(panel.upper[:, panel.councils], y)
    over, under = lower - high, low - upper
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.fmax(over, under) / (high - low)
    against = np.where(over > under, high, low)
    return _rows(panel, np.nonzero(share > ODD_OUTSIDE), "outside all others", against, share)


def _least_of_others(y: np.ndarray) -> np.ndarray:
    """For each council the least figure of all the others, of any period: (indicators, councils, periods) to (i, c)."""
    least = np.where(np.isnan(y), np.inf, y).min(axis=2)
    ordered = np.sort(least, axis=1)
    others = np.where(least == ordered[:, :1], ordered[:, 1:2], ordered[:, :1])
    return np.where(np.isfinite(others), others, np.nan)


def _jumps(panel: Panel) -> pd.DataFrame:
    """Changes between two years that follow each other, set beside those of all councils in the same year."""
    y, se = panel.figures[:, panel.councils], panel.se[:, panel.councils]
    follows = (np.diff(panel.position) == 1) & (np.diff(panel.segment) == 0) & (panel.position[:, :-1] >= 0)
    change = np.where(follows[:, None, :], np.diff(y), np.nan)
    middle, spread = robust_spread(change, axis=1)
    noise = np.sqrt(se[..., 1:] ** 2 + se[..., :-1] ** 2 + spread[:, None, :] ** 2)
    units = (change - middle[:, None, :]) / noise
    i, a, t = np.nonzero(np.abs(units) > ODD_JUMP)
    # The first slot has no year before it: what belongs to a change belongs to the later of its two years.
    padded = np.concatenate([np.full((*y.shape[:2], 1), np.nan), units], axis=2)
    before = np.concatenate([np.full((*y.shape[:2], 1), np.nan), y[..., :-1]], axis=2)
    return _rows(panel, (i, a, t + 1), "jump in a year", before, padded)
