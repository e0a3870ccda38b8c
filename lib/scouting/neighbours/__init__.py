"""Who is like us: neighbour sets by name."""

from scouting.neighbours.sets import REGION, NeighbourSet, check_set, default_set, neighbours, regions, set_ids

__all__ = ["REGION", "NeighbourSet", "check_set", "default_set", "neighbours", "regions", "set_ids"]
