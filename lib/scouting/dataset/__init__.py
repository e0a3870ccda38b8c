"""The store of published figures: build it from releases, load it."""

from scouting.dataset.build import Built, build
from scouting.dataset.core import Dataset, load

__all__ = ["Built", "Dataset", "build", "load"]
