"""Allowing for need: what context outside a council's control goes with a figure, and what is left."""

from scouting.context.adjustment import Adjusted, adjust, moved_most
from scouting.context.features import APART, CONTEXTS, POLICIES, Feature, features_of
from scouting.context.line import Line, fit

__all__ = ["APART", "CONTEXTS", "POLICIES", "Adjusted", "Feature", "Line", "adjust", "features_of", "fit", "moved_most"]
