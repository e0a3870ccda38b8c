"""A file that a person made (CSV, XLSX or ODS), told by its content and read as tables of text; nothing is trusted."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from scouting.errors import ScoutingError
from scouting.own import text_files
from scouting.own.cells import Sheet

#: A council's own file is small; what is larger is some other file, or a mistake.
MOST_BYTES = 20_000_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def check_file(path: Path, most: int = MOST_BYTES, what: str = "file of own figures") -> None:
    """Raises ScoutingError for what is no file, is empty, or has over ``most`` bytes: told before it is read."""
    try:
        if not path.is_file():
            raise ScoutingError(f"{path} is {'no file' if path.exists() else 'not there'}.")
        size = path.stat().st_size
    except (OSError, ValueError) as err:
        raise ScoutingError(f"{path} cannot be read: {getattr(err, 'strerror', None) or err}.") from None
    if size > most:
        raise ScoutingError(
            f"{path.name} has {size / 1e6:,.0f} MB; a {what} may have {most / 1e6:,.0f} MB at most. "
            "It was not read. Is it the right file?"
        )
    if not size:
        raise ScoutingError(f"{path.name} is empty: it has no bytes at all. Was it saved?")


def is_workbook(path: Path) -> bool:
    """Whether a file begins as an XLSX does, whatever its name."""
    return text_files.read_bytes(path, 4).startswith(_ZIP)


def read(path: Path, names: Collection[str], most: int = MOST_BYTES) -> list[Sheet]:
    """The rows of a file: of a CSV all, of a workbook those of the sheets ``names``, or of the only visible one.

    What a file is, its content tells, not its name. Raises ScoutingError for a file that cannot be read at all;
    what is wrong inside a table stands in its rows and ``problems``.
    """
    from scouting.own import ods, workbooks  # openpyxl is slow to import, and only a workbook needs it

    path = Path(path)
    check_file(path, most)
    if not is_workbook(path):
        return [text_files.read(path)]
    return ods.read(path, names) if ods.is_ods(path) else workbooks.read(path, names)


def beginning(path: Path, names: Collection[str]) -> dict[str, list[list[str]]]:
    """The first rows of each table of a file, as far as they can be seen; nothing where it is another file.

    Looks at the beginning only and raises nothing.
    """
    try:
        return _beginning(Path(path), names)
    except (ScoutingError, OSError):
        return {}


def in_the_way(path: Path, names: Collection[str]) -> list[str]:
    """What is in the way of even looking at a file, a sentence each; nothing where its beginning can be read."""
    try:
        _beginning(Path(path), names)
    except ScoutingError as err:
        return err.problems
    return []


def _beginning(path: Path, names: Collection[str]) -> dict[str, list[list[str]]]:
    from scouting.own import ods, workbooks

    if not path.is_file():
        return {}
    if not is_workbook(path):
        return {"": text_files.beginning(path)}
    return (ods if ods.is_ods(path) else workbooks).beginning(path, names)
