"""Many people's weightings laid over each other: their middle, where they disagree, and one weighting of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from scouting.errors import Problems, ScoutingError
from scouting.recipes.weights import Weighting

#: What weightings must share for their weights to be weights of the same index.
_SAME = ("normalisation", "aggregation")


def overlaid(weightings: Sequence[Weighting]) -> pd.DataFrame:
    """Everybody's shares: one row per weighting as given, one column per indicator; zero where it is not named.

    >>> from scouting.recipes import weights
    >>> overlaid([weights.read("adult_outcomes"), weights.read("people_first_adults")]).shape
    (2, 11)
    """
    rows = pd.DataFrame([w.shares for w in weightings]).fillna(0.0)
    return rows.set_axis([w.name for w in weightings], axis=0).sort_index(axis=1)


def disagreements(shares: pd.DataFrame) -> pd.DataFrame:
    """Where weightings disagree: indicator_id, median, least, most and spread (most - least) of the shares, widest
    first.

    >>> disagreements(pd.DataFrame({"a": [0.5, 0.7, 0.2], "b": [0.5, 0.3, 0.8]})).spread.round(9).tolist()
    [0.5, 0.5]
    """
    rows = pd.DataFrame(
        {"median": shares.median(), "least": shares.min(), "most": shares.max(), "spread": shares.max() - shares.min()}
    ).rename_axis("indicator_id")
    return rows.sort_values(["spread", "median"], ascending=False, kind="stable").reset_index()


def together(weightings: Sequence[Weighting]) -> Weighting:
    """One weighting of them all: every indicator that anybody names, by the median of the shares.

    Its options are those that all share; for the coverage and what is missing, those of most. Raises ScoutingError with
    fewer than two weightings, where they are scaled or put together in different ways, or count an activity in
    different directions: their weights are then not weights of one index.

    >>> from scouting.recipes import weights
    >>> made = together([weights.read("adult_outcomes"), weights.read("people_first_adults")])
    >>> made.shares.sum().round(9), len(made.facets)
    (np.float64(1.0), 2)
    """
    if len(weightings) < 2:
        raise ScoutingError("Name at least two weightings to compare.")
    problems = Problems()
    for option in _SAME:
        ways = Counter(getattr(w, option) for w in weightings)
        if len(ways) > 1:
            told = ", ".join(f"{w.name} {getattr(w, option)}" for w in weightings)
            problems.append(f"The weightings differ in {option} ({told}): give them one before they are compared.")
    rows = pd.concat([w.indicators for w in weightings])
    known = rows.groupby("indicator_id").direction.nunique()
    problems += [f"The weightings count '{name}' in different directions." for name in known.index[known > 1]]
    problems.raise_if_any()
    rows = rows.drop_duplicates("indicator_id")
    shares = overlaid(weightings)
    middle = shares.median()
    if not middle.sum() > 0:  # nobody shares an indicator with most others
        middle = shares.mean()
    rows = rows.assign(weight=rows.indicator_id.map(middle).astype(float)).reset_index(drop=True)
    facets = rows.groupby("facet", sort=False, as_index=False).weight.sum()
    of_most = {o: Counter(getattr(w, o) for w in weightings).most_common(1)[0][0] for o in ("missing", "coverage")}
    services = {w.service for w in weightings}
    return replace(
        weightings[0],
        name="together",
        title=f"{len(weightings)} weightings together",
        note="The median of everybody's shares.",
        service=services.pop() if len(services) == 1 else "both",
        facets=facets,
        indicators=rows,
        notices=(),
        **of_most,
    )


def agreement(rows: pd.DataFrame) -> float:
    """How far two indices rank councils alike: Spearman's correlation of the ranks of ``index.beside``.

    >>> agreement(pd.DataFrame({"rank": [1, 2, 3], "other_rank": [3, 2, 1]}))
    -1.0
    """
    one, other = rows["rank"].rank(), rows.other_rank.rank()
    return float(np.corrcoef(one, other)[0, 1])
