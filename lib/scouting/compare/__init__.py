"""How a council stands: the values of all councils as a panel, and one council's comparison drawn from it."""

from scouting.compare.blocks import Blocks, blocks
from scouting.compare.calibration import calibrated, in_use, next_year
from scouting.compare.panel import Panel, judged, panel
from scouting.compare.quality import level_before, quality
from scouting.compare.table import compare
from scouting.compare.verdict import NOMINAL, Cutoffs
from scouting.compare.verdicts import aside, holds, side, verdicts

__all__ = [
    "NOMINAL", "Blocks", "Cutoffs", "Panel", "aside", "blocks", "calibrated", "compare", "holds", "in_use",
    "judged", "level_before", "next_year", "panel", "quality", "side", "verdicts",
]  # fmt: skip
