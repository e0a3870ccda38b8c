"""What moves: widgets over neighbour sets, for people who do not write code."""

from scouting.widgets.neighbour_weights import NeighbourWeights

__all__ = ["NeighbourWeights"]
