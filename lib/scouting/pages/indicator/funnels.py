"""The funnel of an indicator: every council by how many it is counted from, and the limits that chance alone gives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.pages.common import roles
from scouting.pages.indicator.tables import place, there
from scouting.stats.funnel import INNER, KINDS, OUTER, additive_limits, chance_limits, overdispersion
from scouting.study.core import Study

#: Councils with counts that a funnel needs: with fewer, the spread between them cannot be told.
FEWEST = 10
#: Points of each drawn limit.
_STEPS = 160


class Funnel(NamedTuple):
    """``rows``: one row per council; ``curves``: the limits over the whole range of sizes; ``target``: what all
    councils together have; ``phi``, ``tau2``: overdispersion; ``left_out``: councils with a figure and no counts."""

    rows: pd.DataFrame
    curves: pd.DataFrame
    target: float
    phi: float
    tau2: float
    left_out: int


def sizes(study: Study) -> tuple[np.ndarray, np.ndarray]:
    """Places of the councils that have a figure with counts, and all that have a figure.

    The counts of a proportion are its denominator; a rate needs its numerator too, for its limits are those of it.
    """
    p, i, a = study.panel, place(study), there(study)
    held = a[np.isfinite(p.figures[i, a, -1])]
    counted = p.denominator[i, held, -1] > 0
    if p.indicators.statistic.iloc[i] == "rate":
        counted &= np.isfinite(p.numerator[i, held, -1])
    return held[counted], held


def why_none(study: Study) -> str:
    """Why the indicator has no funnel, in a sentence; blank where it has one.

    >>> from scouting.study import study
    >>> why_none(study("Wiltshire", indicators="assessments_45_days"))
    'No counts, no funnel: the releases here give the figure without the counts it is made from.'
    """
    kind = study.panel.indicators.statistic.iloc[place(study)]
    if kind not in KINDS:
        words = {"money": "an amount of money", "mean": "a mean", "score": "a score", "count": "a count of people"}
        return f"No funnel: its limits come from counts, and this is {words[kind]}."
    counted, held = sizes(study)
    if len(counted) >= FEWEST:
        return ""
    if not len(counted):
        return "No counts, no funnel: the releases here give the figure without the counts it is made from."
    return (
        f"No funnel: {len(counted)} of {len(held)} councils with a figure have counts beside it; it takes {FEWEST} to "
        "tell how far councils differ."
    )


def funnel(study: Study) -> Funnel:
    """The funnel of the latest period. Ask ``why_none`` first: it raises ValueError where there is none.

    ``rows``: area_code, name, role, size (the denominator), value, lower95, upper95, lower998, upper998 (limits from
    chance alone), and the same with ``_wide`` (chance and the usual spread between councils together), outside and
    outside_wide ("", "95", "99.8": beyond which limit). ``curves``: size and the same limits.

    >>> from scouting.study import study
    >>> found = funnel(study("Wiltshire", indicators="re_referrals"))
    >>> round(found.target, 1), bool((found.rows.outside != "").sum() > (found.rows.outside_wide != "").sum())
    (22.6, True)
    """
    if why_none(study):
        raise ValueError(why_none(study))
    p, i = study.panel, place(study)
    a, held = sizes(study)
    facts = p.indicators.iloc[i]
    value, among = p.figures[i, a, -1], p.denominator[i, a, -1]
    target = float(np.sum(value * among) / np.sum(among))
    share, middle = (value / facts.multiplier, target / facts.multiplier)
    kind = facts.statistic
    figure = share if kind == "proportion" else share / middle
    scale = facts.multiplier if kind == "proportion" else target
    centre = middle if kind == "proportion" else 1.0
    phi, tau2 = overdispersion(kind, figure, _seen(kind, among, middle), centre)

    def at(size: np.ndarray) -> dict[str, np.ndarray]:
        out = {}
        for name, confidence in (("95", INNER), ("998", OUTER)):
            low, high = chance_limits(kind, centre, _seen(kind, size, middle), confidence)
            out |= {f"lower{name}": low * scale, f"upper{name}": high * scale}
            wide = additive_limits(kind, centre, _seen(kind, size, middle), tau2, confidence)
            # Both are approximations: allowing for more spread never makes the limits narrower.
            out |= {f"lower{name}_wide": np.minimum(low, wide[0]) * scale}
            out |= {f"upper{name}_wide": np.maximum(high, wide[1]) * scale}
        return out

    rows = pd.DataFrame(
        {
            "area_code": p.areas[a],
            "name": [study.data.catalog.name(code) for code in p.areas[a]],
            "role": roles(study, p.areas[a]),
            "size": among,
            "value": value,
            **at(among),
        }
    )
    rows = rows.assign(outside=_outside(rows, ""), outside_wide=_outside(rows, "_wide"))
    grid = np.geomspace(among.min() / 1.15, among.max() * 1.15, _STEPS)
    return Funnel(rows, pd.DataFrame({"size": grid, **at(grid)}), target, phi, tau2, len(held) - len(a))


def _seen(kind: str, size: np.ndarray, middle: float) -> np.ndarray:
    """What the noise depends on: the denominator of a proportion, the count expected of a rate."""
    return size if kind == "proportion" else size * middle


def _outside(rows: pd.DataFrame, which: str) -> np.ndarray:
    beyond = [
        (rows.value < rows[f"lower{name}{which}"]) | (rows.value > rows[f"upper{name}{which}"])
        for name in ("998", "95")
    ]
    return np.select(beyond, ["99.8", "95"], "")
