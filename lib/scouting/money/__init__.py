"""Outcomes and spending: the quadrant, what is left after spend and need, the ratio with its warning, and the case."""

from scouting.money.case import case, unusual
from scouting.money.quadrant import QUADRANTS, Quadrant, quadrant, spend_noise
from scouting.money.ratio import POINTS, Ratio, positive, ratio
from scouting.money.shares import shares

__all__ = [
    "POINTS",
    "QUADRANTS",
    "Quadrant",
    "Ratio",
    "case",
    "positive",
    "quadrant",
    "ratio",
    "shares",
    "spend_noise",
    "unusual",
]
