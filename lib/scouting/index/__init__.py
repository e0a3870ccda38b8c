"""An index of councils: figures on one scale, weighed, ranked, and how sure each rank is. Tables in, tables out."""

from scouting.index.bounds import Extremes, extremes
from scouting.index.draws import DRAWS, WIDTH, Draws, draw
from scouting.index.matrix import Matrix, from_tables, matrix_of
from scouting.index.moves import Needed, needed, next_quarter, pulls
from scouting.index.others import agreement, disagreements, overlaid, together
from scouting.index.places import beside, ranked, scores
from scouting.index.rank_sets import rank_limits, rank_set_table
from scouting.index.ranking import COLUMNS, STAR_CUTS, star_band, table

__all__ = [
    "COLUMNS", "DRAWS", "STAR_CUTS", "WIDTH", "Draws", "Extremes", "Matrix", "Needed", "agreement", "beside",
    "disagreements", "draw", "extremes", "from_tables", "matrix_of", "needed", "next_quarter", "overlaid", "pulls",
    "rank_limits", "rank_set_table", "ranked", "scores", "star_band", "table", "together",
]  # fmt: skip
