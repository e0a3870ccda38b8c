"""A store from one table, for tests: the package writes it table by table."""

import hashlib
from pathlib import Path

import pandas as pd

from scouting.values import checksum, writer


def write(values: pd.DataFrame, path: Path, releases: list[dict]) -> None:
    """Write a store from one table. ``releases``: what was read, kept in the file's own metadata."""
    with writer(path) as out:
        out.add(values)
        out.log(releases)


def seal(path: Path) -> None:
    """Write the checksum of a file that was not written by the package, as it would."""
    checksum(path).write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
