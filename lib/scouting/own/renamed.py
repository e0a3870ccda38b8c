"""What a council called its own before the catalogue published the same name: it goes on under another one."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from scouting import recipes
from scouting.catalog import Catalog
from scouting.own.keeping import put, texts

#: The tables that name indicators or neighbour sets of the council's own; what reports have shown among them.
_NAMING = ("indicators", "figures", "targets", "neighbours", "shown")


def new_names(tables: dict[str, pd.DataFrame], catalog: Catalog) -> dict[str, dict[str, str]]:
    """For the columns indicator_id and set_id: the council's own names that the catalogue now has, and what they are
    called instead (with _own behind them).

    ``tables``: indicators and neighbours of data/local, as ``tables.TABLES``.

    >>> from scouting.catalog import read
    >>> own = {"indicators": pd.DataFrame({"indicator_id": ["re_referrals", "visits"]})}
    >>> new_names(own, read())["indicator_id"]
    {'re_referrals': 're_referrals_own'}
    """
    published = {
        "indicator_id": ("indicators", set(catalog.indicators.index)),
        "set_id": ("neighbours", {*catalog.neighbour_sets.set_id, *recipes.names()}),
    }
    return {
        column: _beside(set(tables[kind][column]) if kind in tables else set(), taken)
        for column, (kind, taken) in published.items()
    }


def _beside(own: Collection[str], published: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in sorted(set(own) & set(published)):
        new = f"{name}_own"
        while new in {*own, *published, *found.values()}:
            new += "_own"
        found[name] = new
    return found


def under_new_names(table: pd.DataFrame, names: dict[str, dict[str, str]]) -> pd.DataFrame:
    """A table of data/local with the new names in the place of the old ones."""
    return table.assign(
        **{column: table[column].replace(new) for column, new in names.items() if new and column in table}
    )


def settle(catalog: Catalog, folder: Path) -> list[str]:
    """Write the new names into the tables of a folder, all or none, and tell them, a line each; mostly there are none.

    From then on the old name is the published one. Raises ScoutingError where a table cannot be read or written.
    """
    held = {kind: folder / f"{kind}.csv" for kind in _NAMING}
    tables = {kind: texts(path, []) for kind, path in held.items() if path.exists()}
    names = new_names(tables, catalog)
    if not any(names.values()):
        return []
    put({held[kind]: under_new_names(table, names) for kind, table in tables.items()})
    return [
        f"The catalogue now has a '{old}' of its own: yours is called '{new}' from now on."
        for pairs in names.values()
        for old, new in pairs.items()
    ]
