"""The table of a journey: the gap of each pair of councils, or of two years of one, over its steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.dataset import Dataset
from scouting.journeys import lmdi
from scouting.journeys.between_councils import expected_first, spreads
from scouting.journeys.counted import Counted
from scouting.journeys.ratios import Ratios, Side, ratios
from scouting.stats import gaps
from scouting.terms import Z95
from scouting.words import one_of

#: What became of a step: its part of the gap is told; it is left out, and the next one is told over the one before; it
#: has no count, so that nothing is split; or it has one, and another step has not.
SPLIT, LEFT_OUT, MISSING, NOT_SPLIT = "split", "left out", "missing", "not split"

COLUMNS = [
    "journey_id", "area_code", "other_code", "branch", "step", "label", "how", "unit", "decimals", "ours", "theirs",
    "part", "share_of_gap", "lower", "upper", "sureness", "clear", "probable", "need", "people", "status", "why_ours",
    "why_theirs", "period", "other_period", "period_end", "outcome", "outcome_unit", "outcome_decimals", "whole_ours",
    "whole_theirs", "gap", "gap_lower", "gap_upper", "gap_people",
]  # fmt: skip


def table(data: Dataset, made: Counted, ours: Side, theirs: Side) -> pd.DataFrame:
    """One row per pair and step, ``COLUMNS`` as ``between`` says. ``ours``, ``theirs``: the sides of the pairs."""
    first, base = made.rows.iloc[0], made.counts[0][ours]
    times, money = float(first.multiplier), made.money.any()
    ok = made.whole[ours] & made.whole[theirs]
    branches = [_branch(data, made, chain, ours, theirs, ok) for chain in made.chained]
    steps = pd.concat([rows for rows, _ in branches], ignore_index=True)
    reach = Z95 * np.sqrt(sum(variance for _, variance in branches))
    last = [chain[-1] for chain in made.chained]
    whole = [
        made.counts[last][:, years, areas].sum(0) / made.counts[0][years, areas] for years, areas in (ours, theirs)
    ]
    gap = np.where(ok, whole[0] - whole[1], np.nan)
    pairs = pd.DataFrame(
        {
            "journey_id": first.journey_id, "area_code": data.panel.areas[ours[1]],
            "other_code": data.panel.areas[theirs[1]], "period": made.labels[ours[0]],
            "other_period": made.labels[theirs[0]], "period_end": made.ends[ours[0]], "outcome": first.title,
            "outcome_unit": _unit(made, int(made.money.any()) and last[0], 0, times),
            "outcome_decimals": int(first.decimals), "whole_ours": whole[0] * times, "whole_theirs": whole[1] * times,
            "gap": gap * times, "gap_lower": (gap - reach) * times, "gap_upper": (gap + reach) * times,
            "gap_people": np.nan if money else gap * base,
        }
    )  # fmt: skip
    steps["people"] = np.nan if money else steps.part * base[steps.pair]
    steps[["part", "lower", "upper", "need"]] *= times
    joined = steps.merge(pairs, left_on="pair", right_index=True).sort_values(["pair", "row"], ignore_index=True)
    joined["share_of_gap"] = (joined.part / joined.gap).where(joined.gap != 0)
    return joined[COLUMNS]


def _branch(data: Dataset, made: Counted, chain: list[int], ours: Side, theirs: Side, ok: np.ndarray):
    """The steps of one branch, long, before the multiplier of the outcome; and the variance of what it adds up to."""
    single, found = len(chain) == 2, ratios(made, chain, ours, theirs)
    told = found.used & ok
    x, z = (np.where(told, block, 1.0) for block in (found.ours, found.theirs))
    vx, vz = (np.where(told, block, 0.0) for block in (found.our_variance, found.their_variance))
    lower, upper = lmdi.limits(x, z, vx, vz)
    part, sure = lmdi.split(x, z), _sureness(data, made, chain, ours, (x, z, vx, vz))
    need = np.full(part.shape, np.nan)
    if not single and len(made.chained) == 1:
        expected = data.once(expected_first, made.rows.journey_id.iloc[0])
        rate = np.log(expected[ours] / expected[theirs])
        same_year = ours[0] == theirs[0]
        need[0] = np.where(same_year, lmdi.log_mean(x.prod(0), z.prod(0)) * rate, np.nan)
    numbers = {"part": part, "lower": lower, "upper": upper, "sureness": sure, "need": need}
    columns = _facts(made, chain, found, ours, theirs)
    columns |= {name: np.where(told, block, np.nan) for name, block in numbers.items()}
    clear, probable = (np.abs(np.nan_to_num(sure)) >= cut for cut in data.panel.cutoffs)
    columns["clear"] = told & clear & (lower * upper > 0)
    columns["probable"] = told & probable & ~columns["clear"]
    columns["status"] = np.where(told, SPLIT, np.where(ok, LEFT_OUT, np.where(found.used, NOT_SPLIT, MISSING)))
    variance = vx[0] + vz[0] if single else x.prod(0) ** 2 * vx.sum(0) + z.prod(0) ** 2 * vz.sum(0)
    return pd.DataFrame({name: np.asarray(block).ravel() for name, block in columns.items()}), variance


def _sureness(data: Dataset, made: Counted, chain: list[int], ours: Side, ratios_and_noise) -> np.ndarray:
    """How sure it is on which side of the other a council is at each step: as of any gap, on the logarithm."""
    x, z, vx, vz = ratios_and_noise
    if len(chain) > 2:
        x, z = np.log(x), np.log(z)
    spread = 2 * data.once(spreads, made.rows.journey_id.iloc[0])[chain[1:]][:, ours[0]]
    a, b = Z95 * np.sqrt(vx), Z95 * np.sqrt(vz)
    return gaps.sureness(x, x - a, x + a, z, z - b, z + b, spread)


def _facts(made: Counted, chain: list[int], found: Ratios, ours: Side, theirs: Side) -> dict[str, np.ndarray]:
    """Of each step and pair: which it is, how it is told, its figures, and why a count is missing."""
    rows = np.repeat(np.array(chain[1:])[:, None], found.used.shape[1], axis=1)
    of = {
        name: made.rows[name].to_numpy()[rows] for name in ("branch", "step", "what", "how", "multiplier", "decimals")
    }
    names = {(k, j): _unit(made, k, j, float(made.rows.multiplier[k])) for k in chain[1:] for j in chain}
    unit = [[names[k, j] for j in line] for k, line in zip(chain[1:], found.under, strict=True)]
    return {
        "pair": np.broadcast_to(np.arange(rows.shape[1]), rows.shape), "row": rows, "branch": of["branch"].astype(int),
        "step": of["step"].astype(int), "label": of["what"], "how": of["how"], "unit": np.array(unit, dtype=object),
        "decimals": of["decimals"].astype(int), "ours": found.ours * of["multiplier"],
        "theirs": found.theirs * of["multiplier"], "why_ours": made.why[rows, *ours],
        "why_theirs": made.why[rows, *theirs],
    }  # fmt: skip


def _unit(made: Counted, over: int, under: int, multiplier: float) -> str:
    """The unit of one row's count over another's: "per 100 referrals", "£ per child"."""
    of = made.rows.what[under]
    per = f"per {multiplier:,.0f} {of}" if multiplier > 1 else f"per {one_of(of)}"
    return f"£ {per}" if made.money[over] else per
