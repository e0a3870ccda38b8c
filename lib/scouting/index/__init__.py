"""An index of councils: figures on one scale, weighed, ranked, and how sure each rank is. Tables in, tables out."""

from scouting.index.draws import Draws, draw
from scouting.index.matrix import Matrix, from_tables, matrix
from scouting.index.places import beside, scores
from scouting.index.table import COLUMNS, STAR_CUTS, star_band, table

__all__ = [
    "COLUMNS",
    "STAR_CUTS",
    "Draws",
    "Matrix",
    "beside",
    "draw",
    "from_tables",
    "matrix",
    "scores",
    "star_band",
    "table",
]
