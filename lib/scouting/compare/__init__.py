"""How a council stands: the values of all councils as a panel, and one council's comparison drawn from it."""

from scouting.compare.blocks import Blocks, blocks_of
from scouting.compare.calibration import calibrated, in_use, next_year
from scouting.compare.comparison import compare
from scouting.compare.panel import Panel, judged, panel_of
from scouting.compare.quality import level_before, quality_of
from scouting.compare.verdict import NOMINAL, Cutoffs
from scouting.compare.verdicts import aside, holds, side, verdicts_of

__all__ = [
    "NOMINAL", "Blocks", "Cutoffs", "Panel", "aside", "blocks_of", "calibrated", "compare", "holds", "in_use",
    "judged", "level_before", "next_year", "panel_of", "quality_of", "side", "verdicts_of",
]  # fmt: skip
