"""A text file that a person saved: its encoding, and its CSV as a table of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from scouting.errors import ScoutingError
from scouting.own.cells import Found, Sheet, heading, table

#: Enough of a file to see its column names.
HEAD = 64_000
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_CSV = "In Excel: File, Save As, 'CSV UTF-8 (Comma delimited)'."
_AS_XLSX = "Open it in Excel and save it as 'Excel Workbook (.xlsx)'"


def read_bytes(path: Path, size: int = -1) -> bytes:
    """The beginning of a file, or all of it. Raises ScoutingError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as err:
        raise ScoutingError(f"{path} cannot be read: {err.strerror or err}.") from None


def refuse_others(path: Path, raw: bytes) -> None:
    """Raises ScoutingError for what is neither text nor a workbook of the right kind, with what to do."""
    if raw.startswith(_OLE2):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise ScoutingError(f"{path.name} is protected by a password. {_AS_XLSX}, without the password.")
        raise ScoutingError(f"{path.name} is a workbook of the old kind (.xls). {_AS_XLSX}.")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml)", raw, re.IGNORECASE):
        raise ScoutingError(f"{path.name} is a web page, not a table: perhaps an error page was saved in its place.")
    if raw.startswith((b"PAR1", b"%PDF", b"\x1f\x8b")):
        raise ScoutingError(f"{path.name} is neither CSV nor XLSX. Own figures come as one of these.")


def utf16(start: bytes) -> str:
    """The encoding of a text in UTF-16, with or without its mark, or nothing."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start[1:40:2] and b"\0" not in start[:40:2]:
        return "utf-16-le"
    return "utf-16-be" if b"\0" in start[:40:2] and b"\0" not in start[1:40:2] else ""


def decoded(path: Path) -> str:
    """A text file in UTF-8, with or without its mark.

    Raises ScoutingError for what is no text, and for another encoding, which is named.
    """
    raw = read_bytes(path)
    refuse_others(path, raw)
    if utf16(raw):
        raise ScoutingError(f"{path.name} looks like UTF-16 ('Unicode Text'), not UTF-8. {_AS_CSV}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        row = raw[: err.start].count(b"\n") + 1
        odd = raw[err.start : err.start + 1].decode("cp1252", errors="replace")
        raise ScoutingError(
            f"{path.name}, row {row}: looks like Windows-1252 (an older Western encoding; '{odd}' stands there), "
            f"not UTF-8. {_AS_CSV}"
        ) from None


def _csv_rows(sheet: Sheet, content: str) -> Iterable[Found]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    width = 0
    try:
        for number, cells in enumerate(reader, start=1):
            wrong = []
            width = width or len(cells)
            if cells and len(cells) != width:
                wrong.append(
                    f"{sheet.where(number)}: {len(cells)} cells, but row 1 names {width}. Is a comma too many or "
                    "missing? A text with a comma in it stands in double quotes."
                )
            yield number, cells, wrong
    except csv.Error as err:
        yield reader.line_num, [], [f"{sheet.where()}, line {reader.line_num}: cannot be read as CSV: {err}."]


def read(path: Path) -> Sheet:
    """The table of a CSV file. Raises ScoutingError for a file that cannot be read at all."""
    content, sheet = decoded(path), Sheet(path.name)
    first = content.lstrip().split("\n", 1)[0]
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")):
        if sign in first and "," not in first:
            raise ScoutingError(f"{path.name}, row 1: the columns are separated by {name}, not commas. {_AS_CSV}")
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls"):
        sheet.notes.append(f"{path.name} is no workbook, whatever its name: it was read as CSV.")
    return table(sheet, _csv_rows(sheet, content))


def headings(path: Path) -> list[str]:
    """The first row's names, whatever the size and the encoding. Raises ScoutingError for what is no text."""
    start = read_bytes(path, HEAD)
    refuse_others(path, start)
    lines = start.decode(utf16(start) or "utf-8-sig", errors="replace").splitlines()
    return [heading(name.strip('"')) for name in re.split(r"[,;\t|]", lines[0])] if lines else []
