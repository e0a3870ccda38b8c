"""A first look at a file somebody hands in: what it is by its content, and whether it may be read at all.

The name and its ending are never asked: downloads are called ``download (3)``, and a web page of an error can be
called ``data.csv``. Only the beginning of a table and the names of sheets are read here.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from scouting import bounds, packed
from scouting.errors import ScoutingError
from scouting.ingest import sheets

#: Releases above this size are refused before they are read. The largest held is under 4 MB.
LIMIT = 600_000_000
#: So much of a text is looked at: enough for every category of a table to turn up.
SAMPLE = 262_144
_PUBLISHED = re.compile(
    rf"(?:Date published|Last updated): (\d{{1,2}} (?:{'|'.join(calendar.month_name[1:])}) \d{{4}})"
)
_PROTECTED = bytes.fromhex("d0cf11e0a1b11ae1")
_PAGE = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script)\b", re.I | re.S)


def is_parquet(path: Path) -> bool:
    with Path(path).open("rb") as file:
        return file.read(4) == b"PAR1"


def is_workbook(path: Path) -> bool:
    with Path(path).open("rb") as file:
        return file.read(2) == b"PK"


@dataclass(frozen=True)
class Glance:
    """What a file is: kind (csv, parquet or workbook), headings of a table, names of sheets, first rows of a CSV."""

    path: Path
    kind: str
    columns: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    sample: tuple[dict[str, str], ...] = ()

    @cached_property
    def _book(self) -> CalamineWorkbook:
        return sheets.workbook(self.path)

    def rows(self, sheet: str) -> list[list]:
        """The first rows of a sheet. Raises ScoutingError where it cannot be read."""
        try:
            return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=20)
        except (CalamineError, OverflowError, ValueError) as err:
            raise ScoutingError(
                f"{self.path.name}, sheet {sheet}: cannot be read ({err}). Was it cut short? Download it again."
            ) from None

    @cached_property
    def published(self) -> str:
        """The day on which a workbook says it was put out (2025-12-04), "" where it does not say."""
        for sheet in self.sheets[:3]:
            for cell in (cell for row in self.rows(sheet) for cell in row):
                if isinstance(cell, str) and (said := _PUBLISHED.match(cell.strip())):
                    return dt.datetime.strptime(said[1], "%d %B %Y").date().isoformat()
        return ""

    def __str__(self) -> str:
        many = self.sheets if self.kind == "workbook" else self.columns
        listed = ", ".join(many[:12]) + (", …" if len(many) > 12 else "")
        named = {"csv": "a CSV table with the columns", "parquet": "a parquet table with the columns"}
        return f"{named.get(self.kind, 'a workbook with the sheets')} {listed}"


@dataclass(frozen=True)
class Fit:
    """How far a file is what a release's codes need: what they need, what of it is absent, and which edition it is.

    ``seen``: how many of the categories that the codes name stand in the first rows; ``edition``: the year that the
    file gives itself, where one file is one year; ``says``: the categories that the codes name.
    """

    needs: frozenset[str]
    absent: frozenset[str] = frozenset()
    seen: int = 0
    edition: str = ""
    says: frozenset[str] = frozenset()


def fit(needs, holds, seen: int = 0, edition: str = "") -> Fit:
    """A fit from what is needed and what the file holds.

    >>> sorted(fit({"ICPC", "Section47"}, ["ICPC", "la_name"]).absent)
    ['Section47']
    """
    return Fit(frozenset(needs), frozenset(needs) - set(holds), seen, edition)


def look(path: Path, limit: int = LIMIT) -> Glance:
    """A first look at a file. Raises ScoutingError for what cannot be a release, saying what it is instead."""
    path = Path(path)
    if not path.is_file():
        what = "is a folder. Name the file in it." if path.is_dir() else "is not there."
        raise ScoutingError(f"{path} {what}")
    size = path.stat().st_size
    if size == 0:
        raise ScoutingError(f"{path.name} is empty (0 bytes). Download it again.")
    if size > limit:
        most = f"{limit / 1e6:,.0f} MB is the most that is read."
        raise ScoutingError(f"{path.name} has {size / 1e6:,.0f} MB and was not opened: {most}")
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if start.startswith(b"PAR1"):
        return _parquet(path)
    if start.startswith(b"PK"):
        return _workbook(path)
    if start.startswith(_PROTECTED):
        raise ScoutingError(
            f"{path.name} is a workbook with a password, or in Excel's format of before 2007. "
            "Open it, and save it as XLSX without a password."
        )
    return _text(path, start)


def _parquet(path: Path) -> Glance:
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as err:
        raise ScoutingError(
            f"{path.name} begins as a parquet table but cannot be read as one. It was probably cut short: download it "
            f"again. ({str(err).strip().splitlines()[0]})"
        ) from None
    return Glance(path, "parquet", columns=tuple(names))


def _workbook(path: Path) -> Glance:
    again = "It was probably cut short: download it again."
    names = packed.unpacked(path, bounds.RELEASE)
    if "META-INF/manifest.xml" in names:
        with zipfile.ZipFile(path) as box:
            if b"encryption-data" in box.read("META-INF/manifest.xml"):
                raise ScoutingError(f"{path.name} has a password. Open it, and save it without one.")
    if not names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}:
        held = ", ".join(sorted(names)[:5])
        raise ScoutingError(f"{path.name} is a ZIP file ({held}), not a workbook. Unpack it and add the file inside.")
    for name, extent in packed.extents(path).items():
        if (area := extent.rows * extent.columns) > bounds.MOST_AREA:
            raise ScoutingError(
                f"{path.name}, {name}: its filled cells reach as far as row {extent.rows:,} and column "
                f"{extent.columns:,}, over {bounds.told(area, bounds.MOST_AREA, 'cells')}. No release does; it was not "
                "opened."
            )
    try:
        return Glance(path, "workbook", sheets=tuple(sheets.workbook(path).sheet_names))
    except CalamineError as err:
        raise ScoutingError(f"{path.name} begins as a workbook but cannot be read as one ({err}). {again}") from None


def _text(path: Path, start: bytes) -> Glance:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:1000:2] or b"\0" in start[1:1000:2]:
        wide = start[:2] in (b"\xff\xfe", b"\xfe\xff") or start.count(b"\0") > len(start) // 3
        what = "is text in UTF-16. Save it as 'CSV UTF-8'." if wide else "is neither text, parquet nor a workbook."
        raise ScoutingError(f"{path.name} {what}")
    try:
        text = io.TextIOWrapper(io.BytesIO(start), "utf-8-sig", newline="").read()
    except UnicodeDecodeError as err:
        if err.start < len(start) - 4:  # else the sample ends inside a letter
            raise ScoutingError(not_utf8(path)) from None
        text = start[: err.start].decode("utf-8-sig")
    if _PAGE.match(text):
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.I | re.S)
        named = f": '{' '.join(title[1].split())[:80]}'" if title else ""
        raise ScoutingError(
            f"{path.name} is a web page, not the release{named}. Open the page in a browser and download the file."
        )
    if text.lstrip()[:1] in ("{", "<"):
        raise ScoutingError(f"{path.name} is {'JSON' if text.lstrip()[0] == '{' else 'XML'}, not a table.")
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))  # a line may end as it likes
    except csv.Error as err:
        raise ScoutingError(f"{path.name} cannot be read as CSV: {err}. Is a quotation mark missing?") from None
    if len(start) == SAMPLE:
        lines.pop()  # very likely not whole
    head = [heading.strip() for heading in lines[0]] if lines else []
    if len(head) < 2:
        shown = text.strip()[:60].splitlines()[0] if text.strip() else ""
        raise ScoutingError(f"{path.name} is no table of columns parted by commas. It begins: '{shown}'.")
    if len(lines) < 2:
        raise ScoutingError(f"{path.name} has headings and no rows. Download it again.")
    sample = tuple(dict(zip(head, line, strict=False)) for line in lines[1:])
    return Glance(path, "csv", columns=tuple(head), sample=sample)


def cut_short(path: Path) -> bool:
    """Whether the last line of a CSV has fewer cells than its first, as where a download broke off."""
    with Path(path).open("rb") as file:
        first = file.readline()
        file.seek(max(0, file.seek(0, io.SEEK_END) - SAMPLE))
        last = file.read().rstrip(b"\r\n").rpartition(b"\n")[2]
    if last.count(b'"') % 2:  # the end of a cell of several lines, or a cell cut in two, which pandas tells
        return False
    texts = (io.StringIO(line.decode("utf-8-sig", "replace"), newline="") for line in (first, last))
    head, tail = (next(csv.reader(text), []) for text in texts)
    return len(tail) < len(head)


def not_utf8(path: Path) -> str:
    """What to say of a text that is not UTF-8: where, what it probably is, how to mend it."""
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as err:
                letter = line[err.start : err.start + 1].decode("cp1252", "replace")
                seen = f"line {number} has a '{letter}' of Windows-1252"
                return f"{path.name} cannot be read as CSV in UTF-8: {seen}. Save it as 'CSV UTF-8'."
    return f"{path.name} cannot be read as CSV in UTF-8."
