"""The store of published figures: build it from releases, load it."""

from scouting.dataset.build import build
from scouting.dataset.core import Dataset, load
from scouting.dataset.stream import Built

__all__ = ["Built", "Dataset", "build", "load"]
