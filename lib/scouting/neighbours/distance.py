"""How far councils are from each other in what they are like: features scaled once, weighed as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import cdist, pdist

from scouting.errors import Problems, ScoutingError, unknown
from scouting.frames import row_of
from scouting.recipes import weight_problems

#: Distances that differ by less than this are equal: the difference is the machine's, not the councils'.
DECIMALS = 12

#: Two values of p that differ by a smaller part are equal: Box-Cox and Yeo-Johnson of large numbers hardly differ, and
#: which is a hair ahead must not hang on the machine.
EQUAL_P = 1e-6

#: The shapes tried for a feature, in order, and the least value that each can take; on equal p the first wins.
SHAPES: dict[str, tuple[float, Callable[[np.ndarray], np.ndarray]]] = {
    "raw": (-np.inf, lambda x: x),
    "Yeo-Johnson": (-np.inf, lambda x: stats.yeojohnson(x)[0]),
    "square root": (0, np.sqrt),
    "log(1 + x)": (0, np.log1p),
    "square": (0, np.square),
    "Box-Cox": (np.nextafter(0, 1), lambda x: stats.boxcox(x)[0]),
    "1 / square root": (np.nextafter(0, 1), lambda x: x**-0.5),
    "1 / x": (np.nextafter(0, 1), lambda x: 1 / x),
}


def _min_max(x: np.ndarray) -> np.ndarray:
    return (x - x.min()) / (x.max() - x.min())


def _raw_min_max(x: np.ndarray) -> tuple[str, np.ndarray]:
    return "raw", _min_max(x)


def _z_score(x: np.ndarray) -> tuple[str, np.ndarray]:
    return "raw", (x - x.mean()) / x.std(ddof=1)


def _best_shape(x: np.ndarray) -> tuple[str, np.ndarray]:
    """The shape nearest to a normal curve (highest Shapiro-Wilk p), scaled from 0 to 1."""
    best, best_p = ("raw", _min_max(x)), 0.0
    for shape, (least, change) in SHAPES.items():
        if x.min() < least:
            continue
        with np.errstate(all="ignore"):
            y = change(x)
            if not np.isfinite(y).all() or not np.ptp(y) > 0:
                continue  # beyond what the machine can hold
            y = _min_max(y)
        p = stats.shapiro(y).pvalue
        if p > best_p * (1 + EQUAL_P):
            best, best_p = (shape, y), p
    return best


#: How a feature is scaled before it is weighed, by the method's name in a recipe.
METHODS = {"best_shape": _best_shape, "z_score": _z_score, "min_max": _raw_min_max}


@dataclass(frozen=True)
class Space:
    """Councils as points: what ``Space.fit`` chose, which no weight changes.

    ``features``: the published figures, one row per council sorted by area_code, one column per feature. ``scaled``:
    the same shape, scaled by the method. ``shapes``: the shape chosen for each feature.
    """

    method: str
    features: pd.DataFrame
    scaled: pd.DataFrame
    shapes: pd.Series

    @classmethod
    def fit(cls, features: pd.DataFrame, method: str) -> Space:
        """Scale every feature over the councils that have it.

        ``features``: index area_code, one column per feature; missing allowed. ``method``: "best_shape" (of eight
        shapes the one with the highest Shapiro-Wilk p, from 0 to 1: NHS England's method for adult social care peer
        groups, ASC_LA_Peer_Groups), "z_score" (less the mean, over the standard deviation of n - 1) or "min_max" (from
        0 to 1 as published). Raises ScoutingError for an unknown method, and for features that tell no councils apart.

        >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
        >>> Space.fit(table, "min_max").scaled.b.tolist()
        [0.0, 1.0, 0.5]
        """
        if method not in METHODS:
            raise ScoutingError(unknown("method", method, METHODS, f"lib/scouting/neighbours: {', '.join(METHODS)}"))
        features = features.sort_index().astype("float64")
        twice = features.index[features.index.duplicated()]
        problems = Problems(f"Council {code} is in the features twice." for code in dict.fromkeys(twice))
        for name, column in features.items():
            held = column.dropna()
            if not np.isfinite(held).all():
                problems.append(f"The feature '{name}' is infinite for {held.index[~np.isfinite(held)][0]}.")
            elif held.nunique() < 2 or len(held) < 3:
                n = f"{len(held)} council{'s'[: len(held) != 1]}, {held.nunique()} different"
                problems.append(
                    f"The feature '{name}' cannot tell councils apart ({n}): it needs three councils and two values."
                )
        problems.raise_if_any()
        scaled, shapes = features.copy(), {}
        for name, column in features.items():
            held = column.notna()
            shapes[name], scaled.loc[held, name] = METHODS[method](column[held].to_numpy())
        return cls(method, features, scaled, pd.Series(shapes, dtype="str"))

    def weights(self, weights: Mapping[str, float] | pd.Series) -> np.ndarray:
        """Weights in the order of the features. Raises ScoutingError with all that is wrong with them together."""
        given = pd.Series(weights, dtype="float64")
        known = self.features.columns
        problems = Problems(unknown("feature", name, known, "the recipe") for name in given.index if name not in known)
        problems += [f"The feature '{name}' has no weight." for name in known if name not in given.index]
        problems += weight_problems(given)
        problems.raise_if_any()
        return given[known].to_numpy()

    def _points(self, weights) -> tuple[pd.Index, np.ndarray]:
        """The councils that have every feature that counts, and where they stand once weighed."""
        w = self.weights(weights)
        block = self.scaled.to_numpy()[:, w > 0]
        whole = np.all(np.isfinite(block), axis=1)
        return self.scaled.index[whole], block[whole] * w[w > 0]

    def field(self, weights: Mapping[str, float] | pd.Series, *wanted: str) -> pd.Index:
        """The councils that are compared: those with a figure of every feature that has a weight, sorted by code.

        Raises ScoutingError where one of the ``wanted`` is not among them.

        >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
        >>> Space.fit(table, "min_max").field({"a": 1, "b": 0.5}).tolist()
        ['E1', 'E2', 'E3']
        """
        codes = self._points(weights)[0]
        gone = [code for code in wanted if code not in codes]
        Problems(f"{code} is not among the {len(codes)} councils compared." for code in gone).raise_if_any()
        return codes

    def nearest(self, weights: Mapping[str, float] | pd.Series, k: int) -> pd.DataFrame:
        """The k councils nearest to each council: area_code, neighbour_code, rank from 1, distance.

        A feature of weight zero is ignored; a council that lacks a feature with a weight has no rows and is
        nobody's neighbour; a k beyond the field gives everyone. Of two at the same distance the one with the
        lower area code comes first. Raises ScoutingError for weights or a k that mean nothing.

        >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
        >>> Space.fit(table, "min_max").nearest({"a": 1, "b": 0.5}, 1).round(6).values.tolist()
        [['E1', 'E2', 1, 0.600925], ['E2', 'E1', 1, 0.600925], ['E3', 'E2', 1, 0.712]]
        """
        if k < 1 or k != int(k):
            raise ScoutingError(f"The number of neighbours (k) is {k}: it must be a whole number from 1.")
        codes, points = self._points(weights)
        n = len(codes)
        k = max(min(int(k), n - 1), 0)
        distance = cdist(points, points).round(DECIMALS)
        np.fill_diagonal(distance, np.inf)
        order = np.argsort(distance, axis=1, kind="stable")[:, :k]  # rows are sorted by code: so are ties
        return pd.DataFrame(
            {
                "area_code": np.repeat(codes.to_numpy(), k),
                "neighbour_code": codes.to_numpy()[order.ravel()],
                "rank": np.tile(np.arange(1, k + 1), n),
                "distance": np.take_along_axis(distance, order, axis=1).ravel(),
            }
        )

    def typical(self, weights: Mapping[str, float] | pd.Series) -> float:
        """The median distance between any two councils: the yardstick of closeness, whatever the weights.

        >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
        >>> round(Space.fit(table, "min_max").typical({"a": 1, "b": 0.5}), 3)
        0.712
        """
        distances = pdist(self._points(weights)[1])
        return float(np.median(distances)) if len(distances) else float("nan")

    def shares(self, weights: Mapping[str, float] | pd.Series, area: str, neighbour: str) -> pd.Series:
        """Each feature's share of the squared distance between two councils, by feature; they sum to 1.

        All are zero where the two are at the same place. Missing councils and features raise ScoutingError.

        >>> table = pd.DataFrame({"a": [10.0, 20, 40], "b": [1.0, 3, 2]}, index=["E1", "E2", "E3"])
        >>> Space.fit(table, "min_max").shares({"a": 1, "b": 0.5}, "E1", "E2").round(3).to_dict()
        {'a': 0.308, 'b': 0.692}
        """
        w = self.weights(weights)
        self.field(weights, area, neighbour)
        parts = ((row_of(self.scaled, area) - row_of(self.scaled, neighbour)).fillna(0) * w) ** 2
        return parts / parts.sum() if parts.sum() > 0 else parts
