"""What is dear to work out and the same for every council: kept on disk under a digest of all that it was made from."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from scouting import paths
from scouting.errors import ScoutingError

#: How many of one kind are kept; the oldest go.
KEPT = 2
#: Libraries whose next version may give other figures.
_RECKON_WITH = ("numpy", "pandas", "scipy")


def digest_of(*parts: pd.DataFrame | str) -> str:
    """A digest of tables, every cell and heading of them, and of texts.

    >>> one = pd.DataFrame({"a": [1.0, 2.0]})
    >>> digest_of(one) == digest_of(one.copy()), digest_of(one) == digest_of(one + 1)
    (True, False)
    """
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        if isinstance(part, str):
            found.update(part.encode())
            continue
        for name, column in part.reset_index().items():
            found.update(f"\n{name}\n{column.dtype.name}\n".encode())
            if isinstance(column.dtype, pd.CategoricalDtype):
                found.update(repr(list(column.cat.categories)).encode())
                found.update(column.cat.codes.to_numpy().tobytes())
            elif column.dtype.kind in "fiubM":
                found.update(column.to_numpy().tobytes())
            else:
                found.update(repr(list(column)).encode())
    return found.hexdigest()


@cache
def code() -> str:
    """A digest of the package: its code, templates and styles.

    >>> len(code())
    64
    """
    folder, told = Path(__file__).parent, hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".js", ".css", ".html", ".j2", ".json")):
        told.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def arrays(kind: str, made_from: str, make: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The arrays that ``make`` gives, read from disk where the same code made them before from the same inputs.

    ``made_from``: a digest of the inputs. What is damaged is made again; where nothing can be written, nothing is
    kept. Texts come as objects.
    """
    folder = paths.DATA / ".made"
    path = folder / f"{kind}-{digest_of(made_from, code(), sys.version, *map(version, _RECKON_WITH))}.npz"
    damaged = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
    with contextlib.suppress(*damaged), np.load(path, allow_pickle=False) as file:  # the zip has a checksum of each
        return {name: _texts(file[name]) for name in file.files}
    made = {name: a.astype(str) if a.dtype == object else a for name, a in make().items()}
    with contextlib.suppress(OSError, ScoutingError):
        with paths.new_file(path) as aside, aside.open("wb") as file:
            np.savez(file, allow_pickle=False, **made)
        by_age = sorted(folder.glob(f"{kind}-*.npz"), key=lambda p: p.stat().st_mtime)
        for old in by_age[:-KEPT]:
            old.unlink(missing_ok=True)
    return {name: _texts(array) for name, array in made.items()}


def table(kind: str, made_from: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The table that ``make`` gives, kept as ``arrays`` are; its rows are numbered anew. A text may be missing."""
    held = arrays(kind, made_from, lambda: _parts(make()))
    columns = {}
    for name in held["columns"]:
        column = held[f"={name}"]
        if f"?{name}" in held:
            column = pd.array(held[f"?{name}"], dtype="str").take(column, allow_fill=True)
        columns[name] = column
    return pd.DataFrame(columns)


def _parts(made: pd.DataFrame) -> dict[str, np.ndarray]:
    """A table as arrays: a column of texts is its different texts, and for each row which of them."""
    parts = {"columns": made.columns.to_numpy(object)}
    for name, column in made.items():
        parts[f"={name}"] = column.to_numpy()
        if column.dtype.kind not in "fiubM":
            parts[f"={name}"], parts[f"?{name}"] = pd.factorize(column.to_numpy(object))
    return parts


def _texts(array: np.ndarray) -> np.ndarray:
    return array.astype(object) if array.dtype.kind == "U" else array
