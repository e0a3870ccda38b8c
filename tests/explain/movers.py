"""Made-up worlds in which we know who got better, and when. Nothing of ``scouting`` is used here: no code and no
threshold.

A hundred and twenty councils as unlike in size as England's (the middle one has 60,000 children, one in twenty under
21,000); two measures, of one of which little is good. Each council has a true
level of its own, part of it from need; figures are counts drawn from binomials, with a wobble of each year. In
"noise" true levels never move. In "regression" they wander about their own middle and come back to it, so that who
stands far out soon stands less far. In "improvers" one council in ten stood badly until some year, got better by so
many standard deviations between councils, within one year or two, and stayed there; all others are as in "noise".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from tests.explain import worlds

CODES = [f"E0600{n:04d}" for n in range(1000, 1120)]
CASES = ("noise", "regression", "improvers")
#: Name, polarity, middle rate, one standard deviation of the rate.
MEASURES = {"low": (-1, 0.25, 0.05), "high": (+1, 0.72, 0.06)}
#: Of a wandering level: how much of last year's distance is left, and its share of the variance between councils.
LEFT, WANDERS = 0.6, 0.5
NEW = 1 / 10
YEARS = 11


class Moved(NamedTuple):
    """A world; for each council of CODES the year in which it was better for the first time, 0 for one that never was;
    and its true level of each measure and year, good way up, in standard deviations."""

    world: worlds.World
    since: np.ndarray
    true: dict[str, np.ndarray]


def world(case: str, effect: float, seed: int, slow: bool = False, ago: tuple[int, int] = (2, 4)) -> Moved:
    """One world. ``effect``: by how many standard deviations improvers improve; ``slow``: over two years, not one;
    ``ago``: how many years ago at least, and at most, they were better for the first time."""
    rng = np.random.default_rng([seed, CASES.index(case), int(slow), *ago])
    n, last = len(CODES), worlds.LAST
    need, heads = rng.normal(size=(n, 3)), np.exp(rng.normal(np.log(60_000), 0.65, n)).round()
    since = np.zeros(n, int)
    if case == "improvers":
        since[rng.permutation(n)[: round(NEW * n)]] = 1
        since = np.where(since == 1, last - rng.integers(ago[0], ago[1] + 1, n), 0)
    years, rows, facts, true = YEARS, [], [], {}
    for name, (way, middle, sd) in MEASURES.items():
        level = 0.5 * need[:, 0] + np.sqrt(0.75) * rng.normal(size=n)
        good = np.repeat(level[:, None], years, axis=1)
        if case == "regression":
            good = np.sqrt(1 - WANDERS) * good + np.sqrt(WANDERS) * _wandering(rng, n, years)
        year = np.arange(last - years + 1, last + 1)
        new = since > 0
        # Whoever got better stood on the worse side, at a place like that of others.
        good[new] = -np.abs(good[new])
        done = np.clip((year - since[:, None] + 1) / (2 if slow else 1), 0, 1)
        good[new] += effect * done[new]
        true[name] = good
        rate = np.clip(
            middle + way * sd * (good + rng.normal(0, 0.1, years) + rng.normal(0, 0.15, good.shape)), 0.01, 0.99
        )
        d = np.maximum(0.01 * heads * np.exp(rng.normal(0, 0.2, n)), 30).round().astype(int)[:, None]
        hits = rng.binomial(np.repeat(d, years, axis=1), rate)
        rows += _rows(name, 100 * hits / d, hits, np.repeat(d, years, axis=1), year)
        facts.append(worlds._facts(name, "planted", "outcome", False, way))
    for name, figures in (*zip(worlds.CONTEXT, need.T, strict=True), ("children_0_17", heads)):
        rows += [worlds._row(name, c, last, [float(y), *[np.nan] * 4, ""]) for c, y in zip(CODES, figures, strict=True)]
        facts.append(worlds._facts(name, "context", "need", False, 0))
    values = pd.DataFrame(rows, columns=worlds.COLUMNS)
    indicators = pd.DataFrame(facts).set_index("indicator_id", drop=False).rename_axis(None)
    made = worlds.World(values, indicators, worlds._areas(np.arange(n) % 4, CODES), [], 0.0)
    return Moved(made, since, true)


def _wandering(rng: np.random.Generator, n: int, years: int) -> np.ndarray:
    """Distances from a middle that are partly left the year after: of variance one in every year."""
    out = np.empty((n, years))
    out[:, 0] = rng.normal(size=n)
    for t in range(1, years):
        out[:, t] = LEFT * out[:, t - 1] + np.sqrt(1 - LEFT**2) * rng.normal(size=n)
    return out


def _rows(name: str, value: np.ndarray, hits: np.ndarray, d: np.ndarray, years: np.ndarray) -> list[list]:
    half = 196 * np.sqrt(np.maximum(value / 100 * (1 - value / 100), 1e-4) / d)
    rows = []
    for t, year in enumerate(years):
        for a, code in enumerate(CODES):
            low, high = max(value[a, t] - half[a, t], 0), value[a, t] + half[a, t]
            rows.append(worlds._row(name, code, year, [value[a, t], hits[a, t], d[a, t], low, high, ""]))
        total = 100 * hits[:, t].sum() / d[:, t].sum()
        rows.append(worlds._row(name, worlds.ENGLAND, year, [total, *[np.nan] * 4, ""]))
    return rows
