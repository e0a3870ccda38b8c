"""Paired choices: which of two matters more? A fixed list of pairs, and how the answers become weights."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

#: How many questions are asked, where there are enough pairs; more only where the ring has more.
QUESTIONS = 10
#: How many times as much what matters more counts: the "moderately more" of Saaty's scale (1980).
MORE = 3.0


def pairs(items: int) -> list[tuple[int, int]]:
    """The pairs of so many items that are asked: a ring of all of them first, then those across it.

    So every item is joined with every other by some chain of pairs, and each is asked about nearly as often as any
    other.

    >>> pairs(4), len(pairs(5)), len(pairs(6))
    ([(0, 1), (1, 2), (2, 3), (0, 3), (0, 2), (1, 3)], 10, 10)
    """
    apart = sorted((min(b - a, items - b + a), b - a, a, b) for a, b in combinations(range(items), 2))
    return [(a, b) for *_, a, b in apart[: max(QUESTIONS, items)]]


def solution(items: int) -> np.ndarray:
    """What makes logarithms of weights from answers: (items, pairs); an answer is 1, 0 or -1, for the first of its
    pair, for both alike, for the second.

    Logarithmic least squares: the weights whose ratios lie nearest to the answers, where an answer says a ratio of
    ``MORE``, 1 or 1 / ``MORE``. With every pair answered it is the geometric mean of a row (Crawford and Williams
    1985); with some left out, as here, the same sum of squares has one least (Bozóki, Fülöp and Rónyai 2010).

    >>> (np.exp(solution(2) @ [1]) / np.exp(solution(2) @ [1]).sum()).round(2).tolist()
    [0.75, 0.25]
    """
    asked = pairs(items)
    sides = np.zeros((len(asked), items))
    sides[range(len(asked)), [a for a, _ in asked]] = 1
    sides[range(len(asked)), [b for _, b in asked]] = -1
    return np.log(MORE) * np.linalg.pinv(sides)


def by_chance(items: int) -> float:
    """In how many of the pairs weights agree with the answers that they come from, on average over every set of answers
    without "both alike": what somebody who answers at random would see.

    >>> by_chance(2), by_chance(3)
    (1.0, 2.25)
    """
    asked = pairs(items)
    answers = np.array([*product((1.0, -1.0), repeat=len(asked))])
    logs = answers @ solution(items).T
    ahead = np.sign((logs[:, [a for a, _ in asked]] - logs[:, [b for _, b in asked]]).round(6))
    return float((ahead == answers).sum(1).mean())
