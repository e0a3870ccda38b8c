"""A store from one table, for tests: the package writes it table by table."""

from pathlib import Path

import pandas as pd

from scouting.values import writer


def write(values: pd.DataFrame, path: Path, releases: list[dict]) -> None:
    """Write a store from one table. ``releases``: what was read, kept in the file's own metadata."""
    with writer(path) as out:
        out.add(values)
        out.log(releases)
