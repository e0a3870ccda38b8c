"""Who is like us: neighbour sets by name, and how they are calculated."""

from scouting.neighbours.alike import REGION, regions
from scouting.neighbours.calculated import Calculated, calculate
from scouting.neighbours.chosen_by_hand import by_hand, is_by_hand
from scouting.neighbours.distance import Space
from scouting.neighbours.features import feature_table
from scouting.neighbours.sets import (
    NeighbourSet,
    check_set,
    default_set,
    every_neighbour,
    neighbours,
    sensible,
    set_ids,
)

__all__ = [
    "REGION", "Calculated", "NeighbourSet", "Space", "by_hand", "calculate", "check_set", "default_set",
    "every_neighbour", "feature_table", "is_by_hand", "neighbours", "regions", "sensible", "set_ids",
]  # fmt: skip
