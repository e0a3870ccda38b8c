"""Text files that people hand in: whatever program saved them, and lists with an entry per line."""

from __future__ import annotations

import re
from pathlib import Path

from scouting.errors import ScoutingError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def is_file(text: str) -> bool:
    """Whether a text that may be a name or a path is a path: of a file that is there, or that ends like a list.

    >>> is_file("Derby, Kent"), is_file("ours.txt")
    (False, True)
    """
    try:
        return Path(text).is_file() or Path(text).suffix.casefold() in (".txt", ".csv")
    except (OSError, ValueError):  # longer than a path can be, or with a character that none has
        return False


def read(path: Path, what: str) -> str:
    """The text of a file in UTF-8 or UTF-16 (PowerShell), with or without its mark, or else Windows-1252 (Excel).

    Raises ScoutingError where it cannot be read as ``what`` it is to be.
    """
    try:
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as err:
        raise ScoutingError(f"{path} cannot be read as a {what}: {getattr(err, 'strerror', None) or err}.") from None
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ScoutingError(f"{path} cannot be read as a {what}: it is no text file.")


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in raw[:40]:
        return ("utf-16-be" if raw[:1] == b"\0" else "utf-16-le",)
    return "utf-8-sig", "cp1252"


def entries(path: Path, what: str, heading: str) -> list[str]:
    """The lines of a list without its heading, comments (after #), quotation marks and blank lines.

    A line may hold several entries, parted by commas: what a comma parts, its reader knows. Raises ScoutingError where
    the list cannot be read or has no entry.
    """
    lines = (line.partition("#")[0].replace('"', "").strip(" \t,;") for line in read(path, what).split("\n"))
    found = [line for line in lines if line and line.casefold() != heading]
    if not found:
        raise ScoutingError(f"{path} names no {heading.removesuffix('_id')}: it is a list without an entry.")
    return found
