"""The hand-kept tables: councils, indicators, releases, published neighbour sets."""

from scouting.catalog.areas import find_area, followed_by, to_areas
from scouting.catalog.tables import Catalog, breaks, read, series, terms_in

__all__ = ["Catalog", "breaks", "find_area", "followed_by", "read", "series", "terms_in", "to_areas"]
