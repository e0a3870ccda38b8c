"""Published workbooks (XLSX, ODS): the rows of a sheet, and the table under its header row."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from scouting.errors import ScoutingError


def workbook(path: Path) -> CalamineWorkbook:
    """A workbook by its content, whatever the file is called. Raises CalamineError or OSError."""
    with Path(path).open("rb") as file:
        return CalamineWorkbook.from_filelike(file)


def rows(path: Path, pattern: str) -> tuple[str, list[list]]:
    """The name and the rows of the first sheet whose whole name fits a pattern.

    Cells are numbers, dates or text; an empty one is ''. Hidden rows and sheets are read like any other.
    Raises ScoutingError for what is no workbook and for one without such a sheet.
    """
    try:
        book = workbook(path)
        name = next((n for n in book.sheet_names if re.fullmatch(pattern, n)), None)
        if name is None:
            held = ", ".join(book.sheet_names)
            raise ScoutingError(f"{path.name} has no sheet like '{pattern}'. It has {held}.")
        return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as err:
        raise ScoutingError(f"{path.name} cannot be read as a workbook (XLSX or ODS): {str(err).strip()}") from None


def words(cell: object) -> str:
    """A cell as text on one line, without blanks at its ends.

    >>> words("  Net Current Expenditure\\n (C7) ")
    'Net Current Expenditure (C7)'
    """
    return " ".join(str(cell).split())


def header(found: list[list], needs: list[str], where: str) -> int:
    """The place of the first row that holds all of some headings. Raises ScoutingError where none does.

    >>> header([["Title"], ["Code", " Name\\n"]], ["Code", "Name"], "file")
    1
    """
    for place, row in enumerate(found):
        if set(needs) <= {words(cell) for cell in row}:
            return place
    raise ScoutingError(f"{where} has no header row with {', '.join(needs)}. The layout is another one.")


def table(found: list[list], place: int) -> pd.DataFrame:
    """The rows under a header row, headings on one line; the index makes messages count rows as the sheet does.

    >>> table([["Title"], ["Code", "n"], ["E06000054", 3.0]], 1).to_dict("index")
    {1: {'Code': 'E06000054', 'n': 3.0}}
    """
    frame = pd.DataFrame(found[place + 1 :], columns=[words(cell) for cell in found[place]], dtype=object)
    frame.index = frame.index + place
    return frame
