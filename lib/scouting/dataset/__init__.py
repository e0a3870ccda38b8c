"""The store of published figures: build it from releases, add their next editions, load it."""

from scouting.dataset.build import build
from scouting.dataset.core import Dataset, hold, load
from scouting.dataset.editions import add_release, add_releases
from scouting.dataset.local import Local, extended, shared_among
from scouting.dataset.recognise import recognise
from scouting.dataset.refresh import refresh
from scouting.dataset.stream import Built

__all__ = [
    "Built", "Dataset", "Local", "add_release", "add_releases", "build", "extended", "hold", "load", "recognise",
    "refresh", "shared_among",
]  # fmt: skip
