"""Weightings, the recipes of an index: read, checked, changed, written as a file or as one line to share."""

from scouting.recipes.shared import from_text, to_text
from scouting.recipes.weights import OUTCOMES_ONLY, Weighting, names, parse, problems, read, to_yaml

__all__ = ["OUTCOMES_ONLY", "Weighting", "from_text", "names", "parse", "problems", "read", "to_text", "to_yaml"]
