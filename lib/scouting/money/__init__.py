"""Outcomes and spending: the quadrant, what is left after spend and need, the ratio with its warning, and the case."""

from scouting.money.case import case_of, unusual
from scouting.money.quadrant import QUADRANTS, Quadrant, quadrant_of, spend_noise
from scouting.money.ratio import POINTS, Ratio, positive, ratio_of
from scouting.money.shares import shares_of

__all__ = [
    "POINTS", "QUADRANTS", "Quadrant", "Ratio", "case_of", "positive", "quadrant_of", "ratio_of", "shares_of",
    "spend_noise", "unusual",
]  # fmt: skip
