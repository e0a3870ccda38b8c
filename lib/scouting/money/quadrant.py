"""Outcome beside spending: which quarter of the picture a council is in, and what is left after spend and need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from scouting.stats.noise import robust_spread
from scouting.terms import TOO_CLOSE, Z95

#: Outcome above the middle or not, spend above the middle or not.
QUADRANTS = {
    (True, False): "better outcome, lower spend",
    (True, True): "better outcome, higher spend",
    (False, False): "weaker outcome, lower spend",
    (False, True): "weaker outcome, higher spend",
}


@dataclass(frozen=True)
class Quadrant:
    """Outcome beside spend.

    ``table``: one row per council, as ``quadrant_of`` says; ``middle_outcome``, ``middle_spend``: the medians of the
    councils that have both; ``n``: how many; ``no_outcome``, ``no_spend``: area codes without the one or the other.
    """

    table: pd.DataFrame
    middle_outcome: float
    middle_spend: float
    n: int
    no_outcome: tuple[str, ...]
    no_spend: tuple[str, ...]


def quadrant_of(outcome: pd.Series, noise: pd.Series, spend: pd.Series, spread: pd.Series | float = 0.0, *,
             good: int = 1) -> Quadrant:  # fmt: skip
    """Where each council lies between a better or weaker outcome and higher or lower spend.

    ``outcome``, ``noise`` (standard errors), ``spend`` (pounds a head): by area_code; ``spread``: standard error of
    spend in pounds, by area_code or one for all (see ``spend_noise``); ``good``: -1 where a low outcome is good.
    Columns: area_code, outcome, outcome_low, outcome_high, spend, spend_low, spend_high (95%), quadrant (one of
    ``QUADRANTS``, by the figures as they stand), chance (that the council is truly there, noises taken as normal and
    apart), told (the quadrant where neither interval crosses its middle, else "too close to call"). A council without
    one of the two has no quadrant and is counted. One without noise has no chance, and is too close to call.

    >>> codes = list("abcd")
    >>> spend = pd.Series([300.0, 500, 310, 490], codes)
    >>> made = quadrant_of(pd.Series([9.0, 8, 2, 1], codes), pd.Series(0.5, codes), spend)
    >>> made.table.quadrant.tolist()[:2], made.middle_spend
    (['better outcome, lower spend', 'better outcome, higher spend'], 400.0)
    """
    codes = outcome.index.union(spend.index, sort=False)
    o, s = outcome.reindex(codes).astype(float), spend.reindex(codes).astype(float)
    se = noise.reindex(codes).astype(float).to_numpy()
    wide = spread.reindex(codes).astype(float).to_numpy() if isinstance(spread, pd.Series) else spread
    both = (o.notna() & s.notna()).to_numpy()
    mid_o, mid_s = (float(x[both].median()) if both.any() else np.nan for x in (o, s))
    way = -1 if good < 0 else 1
    up, dear = way * (o.to_numpy() - mid_o), s.to_numpy() - mid_s
    names = [QUADRANTS[bool(u > 0), bool(d > 0)] if b else "" for u, d, b in zip(up, dear, both, strict=True)]
    chance = norm.cdf(_in_noise(up, se)) * norm.cdf(_in_noise(dear, wide))
    sure = (np.abs(up) > Z95 * se) & (np.abs(dear) > Z95 * wide) & both
    table = pd.DataFrame(
        {
            "area_code": codes,
            "outcome": o.to_numpy(), "outcome_low": o.to_numpy() - Z95 * se, "outcome_high": o.to_numpy() + Z95 * se,
            "spend": s.to_numpy(), "spend_low": np.maximum(s.to_numpy() - Z95 * wide, 0),
            "spend_high": s.to_numpy() + Z95 * wide,
            "quadrant": names, "chance": np.where(both, chance, np.nan),
            "told": np.where(sure, names, np.where(both, TOO_CLOSE, "")),
        }
    )  # fmt: skip
    none = [tuple(codes[x.isna()]) for x in (o, s)]
    return Quadrant(table, mid_o, mid_s, int(both.sum()), *none)


def _in_noise(away: np.ndarray, noise) -> np.ndarray:
    """How many times its noise a figure lies from the middle, on its own side; far beyond doubt without noise."""
    noise = np.broadcast_to(np.asarray(noise, float), away.shape)
    side = np.where(np.abs(away) > 0, 40.0, 0.0)
    return np.divide(np.abs(away), noise, out=np.where(np.isnan(noise), np.nan, side), where=noise > 0)


def spend_noise(years: pd.DataFrame) -> float:
    """How far a year's spend usually moves, as a share of it: what one year's says of a council's usual spend.

    ``years``: area_code x year, oldest first, pounds a head. The change of the logarithm from year to year less the
    median council's (prices and settlements move all), its robust standard deviation over all councils and years, over
    root two. Real change is in it as well as timing and accounts, so it is wide rather than narrow. NaN with fewer than
    ten changes.

    >>> base = np.linspace(300, 700, 40)
    >>> rng = np.random.default_rng(1)
    >>> years = {y: base * 1.05**y * np.exp(0.04 * rng.normal(size=40)) for y in range(3)}
    >>> round(spend_noise(pd.DataFrame(years)), 2)
    0.03
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        change = np.diff(np.log(years.where(years > 0).to_numpy(float)), axis=1)
    if np.isfinite(change).sum() < 10:
        return np.nan
    change = change[:, np.isfinite(change).any(0)]
    change = change - np.nanmedian(change, axis=0)
    return float(robust_spread(change.ravel(), axis=0)[1] / np.sqrt(2))
