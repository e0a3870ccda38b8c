"""How a council stands: the values of all councils as a panel, and one council's comparison drawn from it."""

from scouting.compare.panel import Panel, panel
from scouting.compare.quality import quality, three_before
from scouting.compare.table import compare
from scouting.compare.verdicts import verdicts

__all__ = ["Panel", "compare", "panel", "quality", "three_before", "verdicts"]
