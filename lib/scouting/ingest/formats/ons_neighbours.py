"""Statistical nearest neighbours of upper-tier councils (ONS): every other council in order, and a matrix of distances.

The publisher lists all 152 others and leaves it to its users how many of them to take.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog, to_areas
from scouting.errors import ScoutingError
from scouting.ingest import sheets

#: So many of the nearest make the set: as many as NHS England's peer groups of adult social care and CIPFA's nearest
#: neighbours take, since ONS names no number and its likeness is of whole places, not of children alone.
NEAREST = 15
ORDER, APART = "Table 3", "Table 4"
_CODE = "Upper tier local authority code"


def links(path: Path, catalog: Catalog) -> pd.DataFrame:
    """The nearest of each council: area_code, rank, neighbour_code, distance, by council and rank.

    Raises ScoutingError for another layout, an unknown council, and a list that does not go by the distances.
    """
    path = Path(path)
    order, apart = (_table(path, name, catalog) for name in (ORDER, APART))
    first = [f"Neighbour {rank}" for rank in range(1, NEAREST + 1)]
    ranked = order[first].set_axis(range(1, NEAREST + 1), axis=1).rename_axis("area_code").reset_index()
    made = ranked.melt("area_code", var_name="rank", value_name="neighbour_code")
    made["neighbour_code"] = _known(made.neighbour_code, path, catalog)
    codes = _known(pd.Series(apart.columns[1:]), path, catalog)
    distances = apart[apart.columns[1:]].set_axis(codes, axis=1).astype(float)
    distances = distances.mask(distances.index.to_numpy()[:, None] == codes.to_numpy())  # nobody is its own neighbour
    nearest = distances.rank(axis=1, method="min").stack()
    pairs = pd.MultiIndex.from_frame(made[["area_code", "neighbour_code"]])
    off = made[nearest.reindex(pairs).to_numpy() != made["rank"]]
    if len(off):
        listed = ", ".join(sorted({catalog.name(code) for code in off.area_code})[:5])
        raise ScoutingError(f"{path.name}: {ORDER} is not in the order of the distances in {APART} for {listed}.")
    made["distance"] = distances.stack().reindex(pairs).round(4).to_numpy()
    return made.sort_values(["area_code", "rank"], ignore_index=True)


def _table(path: Path, name: str, catalog: Catalog) -> pd.DataFrame:
    """One table, by the code of the council that its row is of."""
    where, found = f"{path.name}, sheet {name}", sheets.rows(path, name)[1]
    frame = sheets.table(found, sheets.header(found, [_CODE], where))
    return frame.set_index(_known(frame[_CODE], path, catalog).to_numpy()).drop(columns=_CODE)


def _known(codes: pd.Series, path: Path, catalog: Catalog) -> pd.Series:
    """Codes as the catalogue has them."""
    area = to_areas(catalog, codes.map(sheets.words)).area_code
    if area.isna().any():
        listed = ", ".join(sorted(set(codes[area.isna()])))
        raise ScoutingError(f"{path.name} has areas that data/catalog/areas.csv lacks: {listed}. Add a row for each.")
    return area
