"""A file that a person made (CSV or XLSX), told by its content and read as tables of text; nothing is trusted."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from scouting.errors import ScoutingError
from scouting.own import text_files
from scouting.own.cells import Sheet

#: A council's own file is small; what is larger is some other file, or a mistake.
MOST_BYTES = 20_000_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def check_file(path: Path, most: int = MOST_BYTES) -> None:
    """Raises ScoutingError for what is no file, is empty, or has over ``most`` bytes: told before it is read."""
    try:
        if not path.is_file():
            raise ScoutingError(f"{path} is {'no file' if path.exists() else 'not there'}.")
        size = path.stat().st_size
    except (OSError, ValueError) as err:
        raise ScoutingError(f"{path} cannot be read: {getattr(err, 'strerror', None) or err}.") from None
    if size > most:
        raise ScoutingError(
            f"{path.name} has {size / 1e6:,.0f} MB; a file of own figures may have {most / 1e6:,.0f} MB at most. "
            "It was not read. Is it the right file?"
        )
    if not size:
        raise ScoutingError(f"{path.name} is empty: it has no bytes at all. Was it saved?")


def is_workbook(path: Path) -> bool:
    """Whether a file begins as an XLSX does, whatever its name."""
    return text_files.read_bytes(path, 4).startswith(_ZIP)


def read(path: Path, names: Collection[str], most: int = MOST_BYTES) -> list[Sheet]:
    """The tables of a file: of a CSV the one it is, of an XLSX the sheets called ``names``, or the only visible one.

    What a file is, its content tells, not its name. Raises ScoutingError for a file that cannot be read at all;
    what is wrong inside a table stands in its ``problems``.
    """
    from scouting.own import workbooks  # openpyxl is slow to import, and only a workbook needs it

    path = Path(path)
    check_file(path, most)
    return workbooks.read(path, names) if is_workbook(path) else [text_files.read(path)]


def headings(path: Path, names: Collection[str]) -> dict[str, list[str]]:
    """The column names of each table of a file, as far as they can be seen; nothing where it is another file.

    Looks at the beginning only and raises nothing.
    """
    from scouting.own import workbooks

    path = Path(path)
    try:
        if not path.is_file():
            return {}
        return workbooks.headings(path, names) if is_workbook(path) else {"": text_files.headings(path)}
    except (ScoutingError, OSError):
        return {}
