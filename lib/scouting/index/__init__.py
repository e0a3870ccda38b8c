"""An index of councils: figures on one scale, weighed, ranked, and how sure each rank is. Tables in, tables out."""

from scouting.index.draws import DRAWS, WIDTH, Draws, draw
from scouting.index.extremes import Extremes, extremes
from scouting.index.matrix import Matrix, from_tables, matrix
from scouting.index.needed import Needed, needed, next_quarter, pulls
from scouting.index.others import agreement, disagreements, overlaid, together
from scouting.index.places import beside, ranked, scores
from scouting.index.rank_sets import rank_set_table, rank_sets
from scouting.index.table import COLUMNS, STAR_CUTS, star_band, table

__all__ = [
    "COLUMNS",
    "DRAWS",
    "STAR_CUTS",
    "WIDTH",
    "Draws",
    "Extremes",
    "Matrix",
    "Needed",
    "agreement",
    "beside",
    "disagreements",
    "draw",
    "extremes",
    "from_tables",
    "matrix",
    "needed",
    "next_quarter",
    "overlaid",
    "pulls",
    "rank_set_table",
    "rank_sets",
    "ranked",
    "scores",
    "star_band",
    "table",
    "together",
]
