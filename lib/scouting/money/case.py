"""The case a council can make: what it spends, what its need would lead one to expect, and the part left over."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.terms import Z95

#: The steps of a case and the columns they are made from, in the order they are told.
PARTS = {
    "spent": "value", "need": "explained", "expected": "expected", "left": "unexplained", "policy": "policy",
    "rest": "rest",
}  # fmt: skip


def case_of(adjusted: pd.DataFrame, heads: pd.Series, area_code: str) -> pd.DataFrame:
    """One council's spend split into steps, per head and in pounds.

    ``adjusted``: spend a head allowed for need, as ``context.adjust`` tables it; ``heads``: people it is divided by, by
    area_code. One row per step: step (spent; need: what goes with need, against the mean of the other councils;
    expected; left: what need does not explain; policy and rest: that split, missing without a policy block), per_head,
    low, high (95%), pounds, pounds_low, pounds_high. Empty where the council has no spend, or no expected one.

    >>> row = {"area_code": "E1", "value": 500.0, "noise": 10.0, "explained": 40.0, "expected": 520.0}
    >>> row |= {"unexplained": -20.0, "policy": np.nan, "rest": np.nan}
    >>> row |= {f"{p}_{e}": np.nan for p in PARTS.values() for e in ("low", "high") if p != "value"}
    >>> case_of(pd.DataFrame([row]), pd.Series({"E1": 1000.0}), "E1")[["step", "pounds"]].head(4).values.tolist()
    [['spent', 500000.0], ['need', 40000.0], ['expected', 520000.0], ['left', -20000.0]]
    """
    columns = ["step", "per_head", "low", "high", "pounds", "pounds_low", "pounds_high"]
    rows = adjusted[(adjusted.area_code == area_code) & adjusted.unexplained.notna()]
    if rows.empty:
        return pd.DataFrame(columns=columns)
    row, n = rows.iloc[0], float(heads.get(area_code, np.nan))
    reach = Z95 * row.noise
    made = []
    for step, column in PARTS.items():
        ends = (
            (row.value - reach, row.value + reach) if step == "spent" else (row[f"{column}_low"], row[f"{column}_high"])
        )
        made.append([step, row[column], *ends, row[column] * n, *(end * n for end in ends)])
    return pd.DataFrame(made, columns=columns)


def unusual(adjusted: pd.DataFrame, area_code: str) -> tuple[int, int]:
    """How many councils are further from what need would lead one to expect than this one, and of how many.

    What a sceptic asks first: a council that is no further out than most has no case that others have not.

    >>> rows = pd.DataFrame({"area_code": list("abc"), "unexplained": [-3.0, 1.0, 2.0]})
    >>> unusual(rows, "c")
    (1, 3)
    """
    size = adjusted.set_index("area_code").unexplained.abs().dropna()
    return int((size > size[area_code]).sum()), len(size)
