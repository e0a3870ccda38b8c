"""Raw and adjusted side by side: a council's gap split into what goes with need, with policy, and what is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scouting.context.features import APART
from scouting.context.line import fit
from scouting.errors import Problems
from scouting.stats import ranks
from scouting.terms import Z95


@dataclass(frozen=True)
class Adjusted:
    """A figure allowed for need.

    ``table``: one row per council of ``value``, as ``adjust`` says; ``r2``: the share of variation between councils
    that the context foretells out of sample, ``helps``: whether it beats the mean (if not, nothing is adjusted);
    ``policy_r2``: what the policy block adds to that, NaN where there is none, ``policy_helps``: whether it adds any;
    ``n``: councils in the fit; ``context``, ``policies``: names of the features; ``left_out``: why, by area_code.
    """

    table: pd.DataFrame
    r2: float
    helps: bool
    policy_r2: float
    policy_helps: bool
    n: int
    context: tuple[str, ...]
    policies: tuple[str, ...]
    left_out: pd.Series


def adjust(
    value: pd.Series,
    noise: pd.Series,
    features: pd.DataFrame,
    *,
    policy: pd.DataFrame | None = None,
    good: int = 1,
    apart: Collection[str] = APART,
) -> Adjusted:
    """What each council's figure or index score would be if its need were like the others'.

    ``value``, ``noise`` (standard errors): by area_code; ``features``: area_code x context, its own control excluded;
    ``policy``: area_code x what councils decide themselves, asked only after need and never merged with it; ``good``:
    1 where high is good or neither, -1 where low is; ``apart``: councils told by the line of the others that draw none.

    No council explains itself: what is expected of it comes from the line through all others (``line.fit``). For each,
    gap = value - mean of the others = explained + unexplained and, with policy, unexplained = policy + rest, exactly.
    Columns of the table: area_code, value, noise, far (unlike the rest: what is expected is a stretch); expected,
    adjusted (value - explained), gap, explained, unexplained, policy, rest, each with _low and _high (95%);
    beyond (whether the unexplained part is more than noise can do); rank, rank_low, rank_high and adjusted_rank,
    adjusted_rank_low, adjusted_rank_high, of (both among the councils that have both), moved (places gained, or lost
    when negative). A rank without an interval is not given: a council without noise has none.
    Raises ScoutingError where the features have no column, or an area or a column twice.

    >>> codes = [f"E{i:08}" for i in range(60)]
    >>> need = pd.DataFrame({"need": np.arange(60.0)}, codes)
    >>> made = adjust(50 - 0.5 * need.need + np.tile([1.0, -1.0], 30), pd.Series(0.5, codes), need)
    >>> made.helps, made.table.loc[0, ["rank", "of"]].astype(int).tolist(), round(made.table.adjusted[0])
    (True, [1, 60], 36)
    """
    value, noise, features, policy = _aligned(value, noise, features, policy)
    need, y, se = features.to_numpy(), value.to_numpy(), noise.to_numpy()
    aside = value.index.isin(list(apart))
    line = fit(y, need, aside)
    explained = line.expected - line.mean
    table = pd.DataFrame(
        {
            "area_code": value.index, "value": y, "noise": se, "expected": line.expected, "far": line.far,
            "adjusted": y - explained, "gap": y - line.mean, "explained": explained, "unexplained": y - line.expected,
        }
    )  # fmt: skip
    errors = {
        "gap": np.hypot(se, line.mean_se),
        "expected": line.expected_se,
        "explained": np.where(np.isfinite(explained), line.explained_se, np.nan),
        "unexplained": np.hypot(se, line.expected_se),
        "adjusted": np.hypot(se, line.explained_se),
    }
    policy_r2, policy_helps = np.nan, False
    table["policy"] = table["rest"] = np.nan
    errors["policy"] = errors["rest"] = np.full(len(y), np.nan)
    if policy is not None:
        policy_r2, policy_helps = _second(table, errors, need, policy.to_numpy(), aside)
    for part, error in errors.items():
        table[f"{part}_low"], table[f"{part}_high"] = table[part] - Z95 * error, table[part] + Z95 * error
    table["beyond"] = np.abs(table.unexplained) > Z95 * errors["unexplained"]
    _rank(table, se, errors["adjusted"], good)
    missing = _missing(value, features)
    names, policies = (tuple(map(str, t)) if t is not None else () for t in (features, policy))
    return Adjusted(table, line.r2, line.helps, policy_r2, policy_helps, line.n, names, policies, missing)


def _aligned(value, noise, features, policy):
    """The tables over the councils of ``value``; all that is wrong with them at once."""
    problems = Problems([] if len(features.columns) else ["The context has no feature: name at least one."])
    for what, table in {"figures": value, "context": features, "policies": policy}.items():
        if table is None:
            continue
        twice = table.index[table.index.duplicated()].unique()
        problems += [f"The {what} hold {code} twice: one row a council." for code in twice]
        columns = getattr(table, "columns", pd.Index([]))
        problems += [f"The {what} name '{column}' twice." for column in columns[columns.duplicated()].unique()]
    problems.raise_if_any()
    value = value.astype(float)
    policy = policy.reindex(value.index).astype(float) if policy is not None and len(policy.columns) else None
    return value, noise.reindex(value.index).astype(float), features.reindex(value.index).astype(float), policy


def _second(table: pd.DataFrame, errors: dict, need, policy, aside) -> tuple[float, bool]:
    """Fill in what goes with policy once need is allowed for; over the councils that have both."""
    both, se = np.isfinite(policy).all(1), table.noise.to_numpy()
    y = np.where(both, table.value, np.nan)
    first, second = fit(y, need, aside), fit(y, np.column_stack([need, policy]), aside)
    adds = second.r2 - (first.r2 if first.helps else 0.0)
    helps = bool(second.helps and adds > 0)
    told = both & np.isfinite(table.unexplained.to_numpy())
    # The first line is that of all councils: what policy adds is the step between two lines over the same ones.
    table["policy"] = np.where(told, second.expected - first.expected if helps else 0.0, np.nan)
    table["rest"] = table.unexplained - table.policy
    step = np.sqrt(np.abs(second.expected_se**2 - first.expected_se**2)) if helps else np.zeros(len(y))
    errors["policy"] = np.where(told, step, np.nan)
    errors["rest"] = np.where(told, np.hypot(se, second.expected_se) if helps else errors["unexplained"], np.nan)
    return adds, helps


def _rank(table: pd.DataFrame, se: np.ndarray, adjusted_se: np.ndarray, good: int) -> None:
    both = np.isfinite(table.value) & np.isfinite(table.adjusted) & np.isfinite(se)
    table["of"] = int(both.sum())
    for name, figures, noise in (("rank", table.value, se), ("adjusted_rank", table.adjusted, adjusted_se)):
        y = np.where(both, figures, np.nan)
        others, sign = np.where(np.eye(len(y), dtype=bool), np.nan, y), np.full(len(y), good or 1)
        low, high = ranks.rank_limits(others, np.tile(noise, (len(y), 1)), y, noise, sign)
        place = ranks.rank(others, y, sign)
        table[name], table[f"{name}_low"], table[f"{name}_high"] = place, low, high
    table["moved"] = table["rank"] - table["adjusted_rank"]


def _missing(value: pd.Series, features: pd.DataFrame) -> pd.Series:
    none = features.columns.to_numpy()
    why = {}
    for code, row in zip(value.index, features.isna().to_numpy(), strict=True):
        if pd.isna(value[code]):
            why[code] = "no figure"
        elif row.any():
            why[code] = f"no figure of the context: {', '.join(none[row])}"
    return pd.Series(why, dtype="str")


def moved_most(adjusted: Adjusted, area_code: str, places: int = 20) -> tuple[int, int, int]:
    """How many councils' rank moves by so many places or more, of how many, and how far the council's own moves.

    A count, never a list of names. The own move is 0 for a council without both ranks.

    >>> codes = [f"E{i:08}" for i in range(60)]
    >>> need = pd.DataFrame({"need": np.arange(60.0)}, codes)
    >>> made = adjust(50 - 0.5 * need.need + np.tile([1.0, -1.0], 30), pd.Series(0.5, codes), need)
    >>> moved_most(made, "E00000059")
    (34, 60, 29)
    """
    rows = adjusted.table.set_index("area_code").moved
    own = rows.get(area_code, np.nan)
    return int((rows.abs() >= places).sum()), int(rows.notna().sum()), int(own) if pd.notna(own) else 0
