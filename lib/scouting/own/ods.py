"""A workbook in OpenDocument (ODS) that a person made, read as a stream: a small file can mean billions of cells."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from scouting import bounds, packed
from scouting.errors import ScoutingError
from scouting.own.cells import LOOK, Found, Sheet, excel_error, plain_text
from scouting.own.workbooks import check_size, chosen

_PART = "content.xml"


def is_ods(path: Path) -> bool:
    """Whether a workbook is an OpenDocument one, by its parts. Raises ScoutingError where it cannot be opened."""
    return _PART in packed.unpacked(path, bounds.OWN)


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _texts(element: Element) -> Iterator[str]:
    """The text of a cell, its comments left out."""
    for child in element:
        if _tag(child) == "p":
            yield " ".join("".join(child.itertext()).split())


def _cell(element: Element) -> tuple[str, str]:
    """A cell as a person sees it, and what is wrong with it."""
    kind, value = _attribute(element, "value-type"), _attribute(element, "value")
    shown = " ".join(_texts(element))
    if shown.startswith(("#", "Err:")):
        return "", excel_error(shown)
    if kind == "percentage":
        return f"{float(value) * 100:.15g}%", ""
    if kind in ("float", "currency"):
        return plain_text(float(value)), ""
    if kind == "date":
        return _attribute(element, "date-value")[:10], ""
    return shown, ""


def _row(element: Element, where: str) -> tuple[list[str], list[str]]:
    texts, wrong = [], []
    for cell in element:
        if _tag(cell) not in ("table-cell", "covered-table-cell"):
            continue
        times, (text, problem) = int(_attribute(cell, "number-columns-repeated") or 1), _cell(cell)
        wrong += [f"{where}, cell {len(texts) + 1}: {problem}"] if problem else []
        texts += [text] * min(times, bounds.MOST_COLUMNS - len(texts))
    return texts, wrong


def _tables(path: Path) -> Iterator[tuple[str, Iterator[Found]]]:
    """Each sheet's name with its rows, which must be taken before the next sheet is."""
    with zipfile.ZipFile(path) as archive, archive.open(_PART) as source:
        events = iterparse(source, ("start", "end"))
        for event, element in events:
            if event == "start" and _tag(element) == "table":
                title = _attribute(element, "name")
                rows = _rows(Sheet(path.name, title), element, events)
                yield title, rows
                for _ in rows:  # what nobody took
                    pass


def _rows(sheet: Sheet, table: Element, events) -> Iterator[Found]:
    number = 1
    for event, element in events:
        if event == "end" and element is table:
            element.clear()
            return
        if event == "end" and _tag(element) == "table-row":
            times = int(_attribute(element, "number-rows-repeated") or 1)
            texts, wrong = _row(element, sheet.where(number))
            element.clear()
            filled = any(texts) or bool(wrong)
            for again in range(times if filled else 1):
                yield number + again, texts, wrong
            number += times


def _read(path: Path, wanted: Collection[str], most: int | None = None) -> dict[str, list[Found]]:
    """The rows of the sheets that are wanted, as many as ``most`` of each."""
    try:
        return {title: list(islice(rows, most)) for title, rows in _tables(path) if title in wanted}
    except (ParseError, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, NotImplementedError) as err:
        raise ScoutingError(f"{path.name} cannot be read as a workbook (ODS): it is damaged ({err}).") from None


def read(path: Path, names: Collection[str]) -> list[Sheet]:
    """The sheets called ``names``, or the only one, as rows of text: percentages and numbers as they are shown.

    Raises ScoutingError for what is no sound ODS, and where no sheet can be chosen.
    """
    filled = packed.extents(path)
    sheets = [Sheet(path.name, title) for title in chosen(path, dict.fromkeys(filled, True), names)]
    for sheet in sheets:
        check_size(sheet.where(), filled[sheet.name])
    rows = _read(path, {sheet.name for sheet in sheets})
    for sheet in sheets:
        sheet.rows = rows[sheet.name]
    return sheets


def beginning(path: Path, names: Collection[str]) -> dict[str, list[list[str]]]:
    """The first rows of each sheet. Raises ScoutingError as ``read``."""
    del names
    found = _read(path, packed.extents(path), LOOK)
    return {title: [texts for _, texts, _ in rows] for title, rows in found.items()}
