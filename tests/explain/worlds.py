"""Made-up worlds in which we know why one council is ahead. Nothing of ``scouting`` is used here: no code and
no threshold.

Sixty councils in four regions, ten neighbours each. One topic has two targeted indicators (much is good) that three
indicators of another topic guard, and four untargeted outcomes (little is good). Each council has a true level an
indicator, in standard deviations between councils, of which region and need are a part. Figures are counts drawn from
binomials; their 95% limits are Wald's. One council, the planted one, has a level of its own making.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

CODES = [f"E060000{n:02d}" for n in range(10, 70)]
REGIONS = [f"E1200000{n}" for n in range(1, 5)]
ENGLAND = "E92000001"
FOCUS, PLANTED = CODES[20], CODES[21]
LAST = 2025
#: Name, facet, targeted, polarity, middle rate, one standard deviation of the rate, cases per 1,000 children.
KINDS = {
    "t1": ("timeliness", True, +1, 0.78, 0.06, 24.0),
    "t2": ("activity", True, +1, 0.74, 0.06, 22.0),
    "o1": ("outcome", False, -1, 0.25, 0.045, 24.0),
    "o2": ("outcome", False, -1, 0.22, 0.045, 22.0),
    "o3": ("experience", False, -1, 0.28, 0.045, 20.0),
    "o4": ("outcome", False, -1, 0.20, 0.045, 23.0),
    "g1": ("outcome", False, -1, 0.20, 0.045, 22.0),
    "g2": ("workforce", False, -1, 0.24, 0.045, 21.0),
    "g3": ("workforce", False, -1, 0.26, 0.045, 20.0),
}
CONTEXT = ("children_low_income", "free_meals_6_years_primary", "ethnic_groups_other")
COLUMNS = [
    "indicator_id", "area_code", "period", "period_end", "value", "numerator", "denominator", "lower_ci", "upper_ci",
    "marker", "source_id",
]  # fmt: skip
TARGETED, OUTCOMES, GUARDS = ["t1", "t2"], ["o1", "o2", "o3", "o4"], ["g1", "g2", "g3"]
#: Councils differ in cases per head by this much (standard deviation of the logarithm).
SPREAD = 0.3
CASES = ("counts", "watches", "serves", "chases", "counts and serves", "noise", "unconnected")


class World(NamedTuple):
    """Figures (columns of ``values``), catalogue rows, areas, and the ten neighbours of the focus council."""

    values: pd.DataFrame
    indicators: pd.DataFrame
    areas: pd.DataFrame
    neighbours: list[str]
    not_there: float


def world(case: str, effect: float, years: int, seed: int, missing: float = 0.07, many: int = 1) -> World:
    """One world: ``case`` is what the planted council does, by ``effect`` standard deviations, seen for ``years``.

    ``missing``: share of cells that are not there; ``many``: how many councils do it (for what can only be seen of
    many at once). "noise": no council differs from any other but by luck. "unconnected": they differ, each indicator
    for itself.
    """
    rng = np.random.default_rng([seed, years, CASES.index(case)])
    n, doing = len(CODES), [CODES.index(PLANTED) + k for k in range(many)]
    region, need = np.arange(n) % len(REGIONS), rng.normal(size=(n, 3))
    heads = rng.uniform(25_000, 90_000, n).round()
    level, cases = {}, {}
    for name in KINDS:
        own = rng.normal(size=n)
        place = rng.normal(size=len(REGIONS))[region] - rng.normal(size=len(REGIONS)).mean()
        level[name] = 0.45 * place + 0.45 * need[:, 0] + 0.75 * own
        cases[name] = SPREAD * (0.4 * need[:, 1] + 0.9 * rng.normal(size=n))
        # The focus council is a middling one; so is the planted one, but for what it does.
        typical = [CODES.index(FOCUS)] + ([] if case == "unconnected" else doing)
        level[name][typical], cases[name][typical] = 0.0, 0.0
        if case == "noise":
            level[name][:] = 0.0
            cases[name] = SPREAD * rng.normal(size=n)
    need[[CODES.index(FOCUS), *doing]] = 0.0
    extra = {name: np.zeros((n, years)) for name in KINDS}
    counted = {name: np.zeros(n) for name in KINDS}
    for k in doing:
        _do(case, effect, years, k, extra, counted)
    rows, facts = [], []
    for name, (facet, targeted, way, middle, sd, per_thousand) in KINDS.items():
        drift = np.cumsum(rng.normal(0, 0.15, years))
        wobble = rng.normal(0, 0.15, (n, years))
        good = level[name][:, None] + extra[name] + drift + wobble
        if case == "noise":
            good = drift + np.zeros((n, years))
        rate = np.clip(middle + way * sd * good, 0.01, 0.99)
        d = np.maximum((per_thousand / 1000 * heads * np.exp(cases[name]))[:, None] * np.ones(years), 30).round()
        hits = rng.binomial(d.astype(int), rate).astype(float)
        # What others leave out is counted too, and every one of those cases turns out well.
        added = (d * (np.exp(counted[name])[:, None] - 1)).round()
        d, hits = d + added, hits + (added if way > 0 else 0)
        value = 100 * hits / d
        half = 196 * np.sqrt(np.maximum(value / 100 * (1 - value / 100), 1e-4) / d)
        there = rng.random((n, years)) >= missing
        for a, code in enumerate(CODES):
            for t in range(years):
                row = [value[a, t], hits[a, t], d[a, t], max(value[a, t] - half[a, t], 0), value[a, t] + half[a, t], ""]
                rows.append(_row(name, code, LAST - years + 1 + t, row if there[a, t] else [np.nan] * 5 + ["x"]))
        for t in range(years):
            total = [100 * hits[:, t].sum() / d[:, t].sum(), np.nan, np.nan, np.nan, np.nan, ""]
            rows.append(_row(name, ENGLAND, LAST - years + 1 + t, total))
        facts.append(_facts(name, "guarding" if name in GUARDS else "planted", facet, targeted, way))
    for name, figures in (*zip(CONTEXT, need.T, strict=True), ("children_0_17", heads)):
        for a, code in enumerate(CODES):
            rows.append(_row(name, code, LAST, [float(figures[a]), *[np.nan] * 4, ""]))
        facts.append(_facts(name, "context", "need", False, 0))
    values = pd.DataFrame(rows, columns=COLUMNS)
    indicators = pd.DataFrame(facts).set_index("indicator_id", drop=False).rename_axis(None)
    near = [c for c in CODES[12:32] if c != FOCUS][:: 2 if many == 1 else 1]
    near = [PLANTED, *[c for c in near if c != PLANTED]][:10]
    return World(values, indicators, _areas(region), near, missing)


def _do(case: str, effect: float, years: int, k: int, extra: dict, counted: dict) -> None:
    """What the planted council does, in good standard deviations a year, and in cases counted beside others."""
    t = np.linspace(0, 1, years)
    if "counts" in case:
        # With better service as well it is four, or it would be lost among the leads that are earned.
        for name in ("t1", "o1") if case == "counts" else ("t1", "t2", "o1", "o2"):
            counted[name][k] = effect * SPREAD
    if case == "watches":
        for name in TARGETED:
            extra[name][k] = effect * t
        for name in OUTCOMES:
            extra[name][k] = effect / 3 * np.clip(3 * t - 2, 0, 1)
    if "serves" in case:
        for name in OUTCOMES:
            extra[name][k] = effect
        for name in TARGETED:
            extra[name][k] = effect / 2
    if case == "chases":
        for name in TARGETED:
            extra[name][k] = effect
        for name in GUARDS:
            extra[name][k] = -effect


def _row(name: str, code: str, year: int, figures: list) -> list:
    return [name, code, str(year), pd.Timestamp(year, 3, 31), *figures, "made"]


def _facts(name: str, topic: str, facet: str, targeted: bool, way: int) -> dict:
    return {
        "indicator_id": name, "title": f"Made {name}", "short_title": f"Made {name}", "service": "children",
        "topic": topic, "facet": facet, "targeted": "yes" if targeted else "no",
        "guards": "; ".join(GUARDS) if targeted else "", "polarity": {1: "high_is_good", -1: "low_is_good", 0:
        "no_judgement"}[way], "statistic": "proportion" if way else "score", "multiplier": 100.0 if way else 1.0,
        "decimals": 1.0, "breaks": "", "unit": "%", "numerator_label": "cases of note", "denominator_label": "cases",
        "counting_note": "Whom to count is for each council to say.", "source_id": "made", "year_end": "03-31",
        "counting_room": "Whom to count differs.",
    }  # fmt: skip


def _areas(region: np.ndarray, codes: list[str] = CODES) -> pd.DataFrame:
    rows = [(c, f"Council {c[-4:]}", "unitary", REGIONS[r]) for c, r in zip(codes, region, strict=True)]
    rows += [(code, f"Region {code[-1]}", "region", ENGLAND) for code in REGIONS]
    rows.append((ENGLAND, "England", "country", ""))
    areas = pd.DataFrame(rows, columns=["area_code", "name", "type", "region_code"])
    return areas.set_index("area_code", drop=False).rename_axis(None)
