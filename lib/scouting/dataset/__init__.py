"""The store of published figures: build it from releases, load it."""

from scouting.dataset.build import Built, build
from scouting.dataset.core import Dataset, load
from scouting.dataset.local import Local, extended

__all__ = ["Built", "Dataset", "Local", "build", "extended", "load"]
