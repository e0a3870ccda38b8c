"""Text files that people hand in: whatever program saved them, and lists with an entry per line."""

from __future__ import annotations

import re
from pathlib import Path

from scouting import bounds
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

    Raises ScoutingError where it is too large (``bounds``) or cannot be read as ``what`` it is to be.
    """
    try:
        size = Path(path).stat().st_size
        if size > bounds.MOST_BYTES:
            most = f"{bounds.MOST_BYTES / 1e6:.0f} MB is the most that is read"
            raise ScoutingError(f"{path} has {size / 1e6:,.1f} MB: {most} of a {what}. Is it the right file?")
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as err:
        raise ScoutingError(f"{path} cannot be read as a {what}: {getattr(err, 'strerror', None) or err}.") from None
    try:
        text, _ = decoded(raw)
    except UnicodeDecodeError:
        text = "\0"
    if _CONTROL.search(text):
        raise ScoutingError(f"{path} cannot be read as a {what}: it is not a text file.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(raw: bytes) -> tuple[str, int | None]:
    """A text in any of these encodings; and of one in Windows-1252, at which byte it is no UTF-8.

    Raises UnicodeDecodeError for what is in none of them.

    >>> decoded("Môn".encode("utf-16")), decoded("Môn".encode("cp1252"))
    (('Môn', None), ('Môn', 1))
    """
    code = encoding(raw)
    try:
        return raw.decode(code), None
    except UnicodeDecodeError as err:
        if code != "utf-8-sig" or b"\0" in raw:
            raise
        return raw.decode("cp1252"), err.start


def encoding(start: bytes) -> str:
    """Whether a text that begins so is in UTF-16, with or without its mark, or else in UTF-8, as far as can be seen."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    one, other = b"\0" in start[:40:2], b"\0" in start[1:40:2]
    return "utf-8-sig" if one == other else "utf-16-be" if one else "utf-16-le"


def check_listed(many: int, what: str) -> None:
    """Raises ScoutingError for a list of more names than are looked up.

    >>> check_listed(100_000, "councils")
    Traceback (most recent call last):
        ...
    scouting.errors.ScoutingError: The list has 100,000 councils; 1,000 are the most that are read.
    """
    if many > bounds.MOST_LISTED:
        raise ScoutingError(f"The list has {bounds.told(many, bounds.MOST_LISTED, what)}.")


def entries(path: Path, what: str, heading: str) -> list[str]:
    """The lines of a list without its heading, comments (after #), quotation marks and blank lines.

    A line may hold several entries, parted by commas: what a comma parts, its reader knows. Raises ScoutingError where
    the list cannot be read or has no entry.
    """
    lines = (line.partition("#")[0].replace('"', "").strip(" \t,;") for line in read(path, what).split("\n"))
    found = [line for line in lines if line and line.casefold() != heading]
    if not found:
        raise ScoutingError(f"{path} names no {heading.removesuffix('_id')}: the list is empty.")
    return found
