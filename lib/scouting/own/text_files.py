"""A text file that a person saved: its encoding, and its CSV as a table of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from scouting.errors import ScoutingError
from scouting.own.cells import LOOK, Found, Sheet

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


def decoded(path: Path) -> tuple[str, str]:
    """A text file, and what to tell of its encoding: UTF-8 or UTF-16, or else Windows-1252, as older Excel writes it.

    Raises ScoutingError for what is no text.
    """
    raw = read_bytes(path)
    refuse_others(path, raw)
    encoding = utf16(raw) or "utf-8-sig"
    try:
        return raw.decode(encoding).removeprefix("\ufeff"), ""
    except UnicodeDecodeError as err:
        place = err.start
    row = raw[:place].count(b"\n") + 1
    where = f"{path.name}, row {row}"
    if encoding != "utf-8-sig" or b"\0" in raw:
        raise ScoutingError(f"{where}: is neither UTF-8 nor UTF-16 text. {_AS_CSV}")
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        raise ScoutingError(f"{where}: is in no encoding that is known. {_AS_CSV}") from None
    odd = raw[place : place + 1].decode("cp1252")
    return text, f"{where}: '{odd}' is no UTF-8, so the file was read as Windows-1252, as older Excel writes it."


#: Signs between columns, a comma where two part as much.
_SIGNS = ",;\t|"


def _sign(lines: list[str]) -> str:
    """The sign between columns: the one that parts a line of the beginning into most cells."""
    return max(_SIGNS, key=lambda sign: max((line.count(sign) for line in lines[:LOOK]), default=0))


def _csv_rows(sheet: Sheet, content: str) -> Iterator[Found]:
    """The rows of a text; a first line ``sep=;``, which Excel writes and hides, says its sign and is no row."""
    told = re.match(r'"?sep=([,;\t|])"?\r?(\n|$)', content, re.IGNORECASE)
    sign = told[1] if told else _sign(content.splitlines())
    reader = csv.reader(
        io.StringIO(content[told.end() :] if told else content, newline=""), delimiter=sign, strict=True
    )
    number = first = 2 if told else 1
    try:
        for number, cells in enumerate(reader, start=first):
            yield number, cells, []
    except csv.Error as err:
        line = reader.line_num + first - 1
        yield line, [], [f"{sheet.where()}, line {line}: cannot be read as CSV: {err}."]


def read(path: Path) -> Sheet:
    """The rows of a CSV file. Raises ScoutingError for a file that cannot be read at all."""
    content, told = decoded(path)
    sheet = Sheet(path.name, notes=[told] if told else [], even=True)
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls", ".ods"):
        sheet.notes.append(f"{path.name} is no workbook, whatever its name: it was read as CSV.")
    sheet.rows = list(_csv_rows(sheet, content))
    return sheet


def beginning(path: Path) -> list[list[str]]:
    """The first rows, whatever the size and the encoding. Raises ScoutingError for what is no text."""
    start = read_bytes(path, HEAD)
    refuse_others(path, start)
    content = start.decode(utf16(start) or "utf-8-sig", errors="replace").removeprefix("\ufeff")
    return [cells for _, cells, _ in islice(_csv_rows(Sheet(path.name), content), LOOK)]
