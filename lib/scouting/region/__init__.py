"""A group of councils in one document: topics, what they share with each other, who could help whom."""

from scouting.region.core import Region, region

__all__ = ["Region", "region"]
