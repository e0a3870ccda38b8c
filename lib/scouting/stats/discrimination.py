"""How well a score tells units that came to something from those that did not: area under the curve, with limits."""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Draws of a bootstrap, and where its chance starts: the same limits on every run.
DRAWS = 2000
_SEED = 20_261_124
FEWEST_CELL = 5


def _wins(score: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Whether each case (rows) scored above each other unit (columns): 1, half for a tie, or 0."""
    cases, others = score[outcome][:, None], score[~outcome][None, :]
    return (cases > others) + 0.5 * (cases == others)


def _sparse(score: np.ndarray, outcome: np.ndarray) -> bool:
    levels = np.unique(score)
    if len(levels) > 2:
        return False
    cells = [((score == level) & (outcome == case)).sum() for level in levels for case in (False, True)]
    return len(levels) == 2 and min(cells) < FEWEST_CELL


def area_under_curve(score, outcome) -> float:
    """The chance that a case scored higher than a unit that was none; ties count half (Hanley and McNeil 1982).

    Half is no better than a coin, 1 is perfect. ``score`` numbers, NaN left out; ``outcome`` booleans. NaN where there
    are no cases or nothing but cases.

    >>> area_under_curve([3.0, 2.0, 1.0, 2.0], [True, True, False, False])
    0.875
    """
    score, outcome = np.asarray(score, float), np.asarray(outcome, bool)
    seen = np.isfinite(score)
    wins = _wins(score[seen], outcome[seen])
    return float(wins.mean()) if wins.size else np.nan


def limits(score, outcome, groups, draws: int = DRAWS) -> tuple[float, float]:
    """95% limits of the area under the curve, by drawing whole groups (a cluster bootstrap: Field and Welsh 2007).

    ``groups``: whom each unit belongs to (inspections to councils); those of one group are drawn together, for they are
    alike. Draws in which everyone or no one is a case are left out. NaN where the area is, and for a score of two
    values where one of the four kinds of unit is under ``FEWEST_CELL`` (Cochran 1954): so few do not show their spread.

    >>> limits([1.0, 2.0, 3.0, 4.0], [False, False, True, True], list("abcd"))
    (1.0, 1.0)
    """
    score, outcome = np.asarray(score, float), np.asarray(outcome, bool)
    seen = np.isfinite(score)
    score, outcome = score[seen], outcome[seen]
    wins = _wins(score, outcome)
    if not wins.size or _sparse(score, outcome):
        return np.nan, np.nan
    member, names = pd.factorize(np.asarray(groups)[seen])
    chance = np.random.default_rng(_SEED)
    # How often each group is drawn is the weight of every unit in it: no unit is copied.
    weight = chance.multinomial(len(names), np.full(len(names), 1 / len(names)), draws)[:, member].astype(float)
    case, other = weight[:, outcome], weight[:, ~outcome]
    pairs = case.sum(1) * other.sum(1)
    kept = pairs > 0
    areas = ((case @ wins) * other).sum(1)[kept] / pairs[kept]
    low, high = np.quantile(areas, [0.025, 0.975])
    return float(low), float(high)
