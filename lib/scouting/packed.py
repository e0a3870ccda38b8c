"""A workbook (XLSX, ODS) looked through as a stream before it is opened, so that opening it is safe."""

from __future__ import annotations

import re
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from scouting.bounds import MOST_AREA, Box, told
from scouting.errors import ScoutingError

#: Elements of XML within each other: a cell lies some ten deep.
_MOST_NESTED = 100
_CHUNK = 1 << 16
#: The last row that Excel and LibreOffice know.
_LAST_ROW = 1_048_576
_LETTERS = re.compile("[A-Z]{1,3}")
#: Small parts pack well by nature (a sheet of blank rows): how many times is asked of larger ones.
_TIMES_FROM = 1_000_000


class Unsafe(ScoutingError):
    """A workbook that is not opened: damaged, packed too tight, or with more in it than is read."""


class Extent(NamedTuple):
    """How far a sheet is filled: its last row and column, and how many cells."""

    rows: int = 0
    columns: int = 0
    cells: int = 0


def unpacked(path: Path, box: Box) -> set[str]:
    """The names of a packed file's parts. Raises Unsafe where it is damaged, cut short or packed too tight."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as err:
        raise Unsafe(
            f"{path.name} is damaged or cut short: it begins as a workbook, but is not whole ({err}). Save it, or "
            "download it, again."
        ) from None
    whole = sum(part.file_size for part in found)
    large = (part for part in found if part.file_size > _TIMES_FROM)
    tight = [part for part in large if part.file_size > box.times * max(part.compress_size, 1)]
    if len(found) > box.parts or whole > box.unpacked or tight:
        raise Unsafe(
            f"{path.name} unpacks to {whole / 1e6:,.0f} MB in {len(found):,} parts"
            + (f", {tight[0].filename} to more than {box.times} times its size" if tight else "")
            + f" (allowed: {box.unpacked / 1e6:,.0f} MB, {box.parts:,} parts, {box.times} times). It was not opened."
        )
    if any(part.flag_bits & 1 for part in found):
        raise Unsafe(f"{path.name} is protected by a password. Open it, and save it without the password.")
    return {part.filename for part in found}


def extents(path: Path) -> dict[str, Extent]:
    """How far each sheet of a workbook is filled, by the name of its part in XLSX and of the sheet in ODS.

    Every part in XML is looked through once, so that what opens the workbook can be trusted with it. Raises
    Unsafe for XML that is broken, declares entities or nests too deep, and for over ``MOST_AREA`` cells.
    """
    found: dict[str, Extent] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                if part.filename.casefold().endswith((".xml", ".rels")):
                    found |= _looked_through(archive, part, path)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError) as err:
        raise Unsafe(f"{path.name} cannot be read as a workbook: it is damaged ({err}).") from None
    return found


def _looked_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> dict[str, Extent]:
    look = _Look(f"{path.name}, {part.filename}")
    with archive.open(part) as source:
        while chunk := source.read(_CHUNK):
            look.parser.Parse(chunk)
        look.parser.Parse(b"", True)
    sheets = look.sheets
    return {part.filename: sheets[""]} if "" in sheets else sheets


class _Look:
    """Counts the filled cells of the sheets of one part, in XLSX ('') or ODS (by name)."""

    def __init__(self, where: str) -> None:
        self.where, self.sheets, self.deep = where, {}, 0
        self.sheet, self.row, self.column, self.times = "", 0, 0, 1
        self.cells, self.wide, self.repeated, self.filled = 0, 0, 1, False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def refuse(self, *_: object) -> None:
        raise Unsafe(f"{self.where}: declares names for text (DOCTYPE, entities), which no workbook does.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.deep += 1
        if self.deep > _MOST_NESTED:
            raise Unsafe(
                f"{self.where}: {told(self.deep, _MOST_NESTED, 'elements within each other')}. No workbook has so many."
            )
        tag = name.rpartition(":")[2]
        if tag == "v":
            self.filled = True
        elif tag == "c":
            written = attributes.get("r")
            self.column = _column(written) if written else self.column + 1
            self.filled = False
        elif tag == "row":
            self.row, self.column, self.cells, self.wide, self.times = self._after(attributes), 0, 0, 0, 1
        elif tag in ("f", "is"):
            self.filled = True
        elif tag == "worksheet":
            self.sheets[""] = Extent()
        elif tag == "table":
            self.sheet, self.row, self.times = _attribute(attributes, "name"), 1, 0
            self.sheets[self.sheet] = Extent()
        elif tag == "table-row":
            self.row += self.times
            self.times, self.column, self.cells, self.wide = _repeated(attributes, "rows"), 0, 0, 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.repeated = _repeated(attributes, "columns")
            self.column += self.repeated
            self.filled = bool(_attribute(attributes, "value-type"))
        elif tag == "p":
            self.filled = True

    def end(self, name: str) -> None:
        self.deep -= 1
        tag = name.rpartition(":")[2]
        if tag in ("c", "table-cell", "covered-table-cell") and self.filled:
            self.cells += self.repeated
            self.wide, self.filled = max(self.wide, self.column), False
        elif tag in ("row", "table-row") and self.cells and self.sheet in self.sheets:
            rows, columns, cells = self.sheets[self.sheet]
            last = self.row + self.times - 1
            held = Extent(max(rows, last), max(columns, self.wide), cells + self.cells * self.times)
            if held.cells > MOST_AREA:
                raise Unsafe(f"{self.where}: has at least {told(held.cells, MOST_AREA, 'filled cells')}.")
            self.sheets[self.sheet] = held

    def _after(self, attributes: dict[str, str]) -> int:
        written = attributes.get("r")
        row = int(written) if written else self.row + 1
        if not 1 <= row <= _LAST_ROW:
            raise ValueError(f"row {row}")
        return row


def _repeated(attributes: dict[str, str], what: str) -> int:
    times = int(_attribute(attributes, f"number-{what}-repeated") or 1)
    if not 1 <= times <= _LAST_ROW:
        raise ValueError(f"{what} repeated {times} times")
    return times


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _column(cell: str) -> int:
    """The number of the column of a cell, such as 28 of AB7."""
    return _number(cell.rstrip("0123456789"))


@lru_cache(maxsize=20_000)
def _number(letters: str) -> int:
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"a cell in column {letters}")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
