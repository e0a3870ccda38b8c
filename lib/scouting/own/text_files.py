"""A text file that a person saved: its encoding, and its CSV as a table of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from scouting import bounds, texts
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
        raise ScoutingError(f"{path.name} is not a CSV, XLSX or ODS file. Own figures must be in one of these.")


def decoded(path: Path) -> tuple[str, str]:
    """A text file, and what to tell of its encoding where it is that of older Excel, Windows-1252.

    Raises ScoutingError for what is no text.
    """
    raw = read_bytes(path)
    refuse_others(path, raw)
    try:
        text, odd = texts.decoded(raw)
    except UnicodeDecodeError as err:
        told = "in no encoding that is known" if err.encoding == "charmap" else "neither UTF-8 nor UTF-16 text"
        raise ScoutingError(f"{_row(path, raw, err.start)}: is {told}. {_AS_CSV}") from None
    if odd is None:
        return text, ""
    where, sign = _row(path, raw, odd), raw[odd : odd + 1].decode("cp1252")
    return text, f"{where}: '{sign}' is not UTF-8, so the file was read as Windows-1252, as older Excel writes it."


def _row(path: Path, raw: bytes, place: int) -> str:
    lines = raw[:place].count(b"\n")
    return f"{path.name}, row {lines + 1}"


#: Signs between columns, a comma where two part as much.
_SIGNS = ",;\t|"


def _sign(lines: list[str]) -> str:
    """The sign between columns: the one that parts a line of the beginning into most cells."""
    return max(_SIGNS, key=lambda sign: max((line.count(sign) for line in lines[:LOOK]), default=0))


def _check_row(where: str, cells: list[str], many: int) -> int:
    """How many cells of a row are filled. Raises ScoutingError where they, or with ``many`` before, are too many."""
    wide = next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
    if wide > bounds.MOST_COLUMNS:
        raise ScoutingError(f"{where}: has {bounds.told(wide, bounds.MOST_COLUMNS, 'columns')}. Is it the right file?")
    longest = max(map(len, cells), default=0)
    if longest > bounds.MOST_LETTERS:
        said = bounds.told(longest, bounds.MOST_LETTERS, "characters")
        raise ScoutingError(f"{where}: one of its cells has {said}. Is a quotation mark missing?")
    if many + wide > bounds.MOST_CELLS:
        said = bounds.told(many + wide, bounds.MOST_CELLS, "cells")
        raise ScoutingError(f"{where}: this row and those above have {said}. Split the file.")
    return wide


def _csv_rows(sheet: Sheet, content: str) -> Iterator[Found]:
    """The rows of a text; a first line ``sep=;``, which Excel writes and hides, says its sign and is no row."""
    told = re.match(r'"?sep=([,;\t|])"?\r?(\n|$)', content, re.IGNORECASE)
    sign = told[1] if told else _sign(content[:HEAD].splitlines())
    reader = csv.reader(
        io.StringIO(content[told.end() :] if told else content, newline=""), delimiter=sign, strict=True
    )
    number = first = 2 if told else 1
    many = 0
    try:
        for number, cells in enumerate(reader, start=first):
            if number > bounds.MOST_ROWS and any(cells):
                said = bounds.told(number, bounds.MOST_ROWS, "rows")
                raise ScoutingError(f"{sheet.where()}: has at least {said}. Is it the right file?")
            many += _check_row(sheet.where(number), cells, many)
            yield number, cells, []
    except csv.Error as err:
        line = reader.line_num + first - 1
        yield line, [], [f"{sheet.where()}, line {line}: cannot be read as CSV: {err}."]


def read(path: Path) -> Sheet:
    """The rows of a CSV file. Raises ScoutingError for a file that cannot be read at all."""
    content, told = decoded(path)
    sheet = Sheet(path.name, notes=[told] if told else [], even=True)
    if path.suffix.casefold() in (".xlsx", ".xlsm", ".xls", ".ods"):
        sheet.notes.append(f"{path.name} is not a workbook, whatever its name says: it was read as CSV.")
    sheet.rows = list(_csv_rows(sheet, content))
    return sheet


def beginning(path: Path) -> list[list[str]]:
    """The first rows, whatever the size and the encoding. Raises ScoutingError for what is no text."""
    start = read_bytes(path, HEAD)
    refuse_others(path, start)
    content = start.decode(texts.encoding(start), errors="replace")
    return [cells for _, cells, _ in islice(_csv_rows(Sheet(path.name), content), LOOK)]
