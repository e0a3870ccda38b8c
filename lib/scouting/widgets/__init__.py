"""What moves: widgets over neighbour sets and over an index, for people who do not write code."""

from scouting.widgets.neighbour_weights import NeighbourWeights
from scouting.widgets.what_if import WhatIf

__all__ = ["NeighbourWeights", "WhatIf"]
