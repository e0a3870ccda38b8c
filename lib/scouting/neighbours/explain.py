"""Why is X my neighbour, is it mutual, and how long would it stay: questions about a set, answered as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.neighbours.distance import DECIMALS, Space

#: How far weights are wobbled: the standard deviation of their logarithm. Two weights of three then stay between
#: 0.78 and 1.28 times what was chosen.
WOBBLE = 0.25
DRAWS = 200


def why(space: Space, weights: pd.Series, area: str, neighbour: str) -> pd.DataFrame:
    """What sets two councils apart, feature by feature, the largest share first.

    Index: feature. Columns: value and neighbour_value (as published), lowest and highest (of the field), share (of the
    squared distance between the two; they sum to 1). Raises ScoutingError for a council that is not in the field.

    >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
    >>> why(Space.fit(table, "min_max"), pd.Series({"a": 1, "b": 0.5}), "E1", "E2").round(3).loc["b"].tolist()
    [1.0, 3.0, 1.0, 3.0, 0.692]
    """
    share, x = space.shares(weights, area, neighbour), space.features
    table = pd.DataFrame(
        {"value": x.loc[area], "neighbour_value": x.loc[neighbour], "lowest": x.min(), "highest": x.max()}
    )
    return table.assign(share=share).sort_values("share", ascending=False, kind="stable")


def mutual(links: pd.DataFrame) -> pd.DataFrame:
    """The links of a set with a column mutual: whether the neighbour has the council among its own in turn.

    >>> links = pd.DataFrame({"area_code": ["A", "A", "B", "C"], "neighbour_code": ["B", "C", "A", "B"]})
    >>> mutual(links).mutual.tolist()
    [True, False, True, False]
    """
    pairs = set(zip(links.area_code, links.neighbour_code, strict=True))
    back = [(there, here) in pairs for here, there in zip(links.area_code, links.neighbour_code, strict=True)]
    return links.assign(mutual=back)


def stability(
    space: Space, weights: pd.Series, area: str, k: int, *, width: float = WOBBLE, draws: int = DRAWS, seed: int = 1
) -> pd.DataFrame:
    """How often each neighbour stays among the k nearest when the weights wobble.

    Each draw multiplies every weight by a log-normal number of median 1; ``width`` is the standard deviation of its
    logarithm. Columns: neighbour_code, rank, kept (share of the draws). The mean of kept is how much of the list
    stays. The same seed gives the same draws. Raises ScoutingError for a council that is not in the field.

    >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
    >>> stability(Space.fit(table, "min_max"), pd.Series({"a": 1, "b": 0.5}), "E1", 1).kept.tolist()
    [0.985]
    """
    near, field = space.nearest(weights, k), space.field(weights, area)
    mine = near[near.area_code == area]
    w = space.weights(weights)
    wobbled = w[w > 0] * np.random.default_rng(seed).lognormal(0, width, (draws, int((w > 0).sum())))
    block = space.scaled.loc[field].to_numpy()[:, w > 0]
    apart = (block - space.scaled.loc[area].to_numpy()[w > 0]) ** 2
    distance = np.sqrt(apart @ wobbled.T**2).round(DECIMALS)
    distance[field == area] = np.inf
    kept = np.argsort(distance, axis=0, kind="stable")[: len(mine)]
    share = pd.Series(np.bincount(kept.ravel(), minlength=len(field)) / draws, index=field)
    return mine[["neighbour_code", "rank"]].assign(kept=share[mine.neighbour_code].to_numpy()).reset_index(drop=True)
