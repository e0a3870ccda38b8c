"""A workbook (XLSX) that a person made: checked before it is opened, read twice, for what it shows and how."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from scouting import bounds, packed
from scouting.errors import ScoutingError
from scouting.own.cells import LOOK, Found, Sheet, excel_error, heading, plain_text

#: The last row that Excel knows.
_LAST_ROW = 1_048_576
SAVE = "Open it in Excel and save it as 'Excel Workbook (.xlsx)'."
#: In a number format, what is written out or escaped is text: only a bare % multiplies by 100.
_LITERAL = re.compile(r'"[^"]*"|\\.')


def check(path: Path) -> dict[str, packed.Extent]:
    """How far each part of a sound XLSX is filled.

    Raises ScoutingError for what is none: damaged, cut short, packed too tight, of another kind.
    """
    names = packed.unpacked(path, bounds.OWN)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ScoutingError(f"{path.name} has macros (.xlsm): it was not opened. {SAVE}")
    if "xl/workbook.bin" in names:
        raise ScoutingError(f"{path.name} is a binary workbook (.xlsb). {SAVE}")
    if "xl/workbook.xml" not in names:
        raise ScoutingError(f"{path.name} is a ZIP file, but not a workbook. {SAVE}")
    return packed.extents(path)


def check_size(where: str, extent: packed.Extent) -> None:
    """Raises ScoutingError for a sheet that is filled too far, before its rows are read."""
    if extent.rows > bounds.MOST_ROWS:
        said = bounds.told(extent.rows, bounds.MOST_ROWS, "rows")
        raise ScoutingError(f"{where}: has {said}. Clear what is below the table. Is it the right file?")
    if extent.columns > bounds.MOST_COLUMNS:
        said = bounds.told(extent.columns, bounds.MOST_COLUMNS, "columns")
        raise ScoutingError(f"{where}: has {said}. Clear what is to the right of the table.")
    if extent.cells > bounds.MOST_CELLS_OF_WORKBOOK:
        said = bounds.told(extent.cells, bounds.MOST_CELLS_OF_WORKBOOK, "filled cells")
        raise ScoutingError(f"{where}: has {said} of a workbook. Split it, or save it as CSV.")


@contextmanager
def _opened(path: Path, *, shown: bool) -> Iterator:
    """The workbook, read as a stream: formulas, or (``shown``) what they last came to."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that openpyxl does not keep
        with path.open("rb") as file:  # by its content: of a path openpyxl asks the ending
            book = load_workbook(file, read_only=True, data_only=shown, keep_links=False)
            try:
                yield book
            finally:
                book.close()


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """A damaged part fails wherever openpyxl happens to look at it: any of its errors means the same to a person."""
    try:
        yield
    except ScoutingError:
        raise
    except Exception as err:
        raise ScoutingError(f"{path.name} cannot be read as a workbook: it is damaged ({err}). {SAVE}") from err


def chosen(path: Path, visible: dict[str, bool], names: Collection[str]) -> list[str]:
    """The sheets called ``names``, or the only visible one. Raises ScoutingError where there is neither."""
    called = [title for title in visible if heading(title) in names]
    shown = [title for title, seen in visible.items() if seen]
    if called or len(shown) == 1:
        return called or shown
    raise ScoutingError(
        f"{path.name} has the sheets {', '.join(shown)}: none is called {', '.join(names)}. Rename yours."
    )


def _visible(book) -> dict[str, bool]:
    return {sheet.title: sheet.sheet_state == "visible" for sheet in book.worksheets}


def _text(cell) -> str:
    """A cell as a person sees it: whole numbers without a point, days as 2025-04-01, 0.125 shown as 12.5%."""
    value, form = cell.value, _LITERAL.sub("", getattr(cell, "number_format", None) or "").casefold()
    if isinstance(value, dt.datetime) and "y" in form and "d" not in form:
        return f"{value:%b %Y}"  # a month that Excel made a day
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return str(value.date())
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in form:
        return f"{value * 100:.15g}%"
    return plain_text(value)


def _layout(sheet, where: str) -> tuple[set[int], set[int], list[str]]:
    """The hidden rows, the hidden columns and the merged ranges of a sheet, from its XML.

    As a stream: openpyxl tells them only when it builds every cell, those of merged ranges too, of which a small file
    can make billions.
    """
    rows, columns, merged, number = set(), set(), [], 0
    with sheet._get_source() as source:
        for _, element in iterparse(source):
            tag, hidden = element.tag.rpartition("}")[2], element.get("hidden") in ("1", "true")
            if tag == "row":
                number = int(element.get("r") or number + 1)
                if number > _LAST_ROW:
                    raise ValueError(f"row {number}")
                rows |= {number} if hidden else set()
            elif tag == "col" and hidden:
                first, last = int(element.attrib["min"]), int(element.attrib["max"])
                columns |= set(range(max(first, 1), min(last, bounds.MOST_COLUMNS) + 1))
            elif tag == "mergeCell":
                merged.append(element.get("ref"))
                if len(merged) > bounds.MOST_MERGED:
                    said = bounds.told(len(merged), bounds.MOST_MERGED, "merged ranges")
                    raise ScoutingError(f"{where}: has at least {said}. Unmerge them.")
            if tag not in ("c", "v", "f", "is", "t"):
                element.clear()
    return rows, columns, merged


def _problem(formula, shown) -> str:
    """What is wrong with a cell whose formula and whose shown value are given, or nothing."""
    if shown.data_type == "e":
        return excel_error(shown.value)
    if formula.data_type == "f" and shown.value is None and shown.data_type == "n":
        return "has a formula without a stored result. Open the file in Excel and save it, or type the figure."
    return ""


def _rows(sheet: Sheet, formulas, shown, extent: packed.Extent) -> Iterator[Found]:
    """The rows of a sheet with what is wrong in them; counts formulas and hidden places into its notes."""
    hidden_rows, hidden_columns, merged = _layout(formulas, sheet.where())
    for part in (formulas, shown):
        part.reset_dimensions()  # what the file says of its size need not be so
    sheet.merged = [(rows[1] or 1, rows[3] or _LAST_ROW, ref) for ref in merged for rows in [range_boundaries(ref)]]
    n_formulas, seen_rows, width = 0, 0, 0
    if not extent.rows:
        return
    part = {"max_row": extent.rows, "max_col": bounds.MOST_COLUMNS}  # a blank cell may stand a million rows below
    pairs = zip(formulas.iter_rows(**part), shown.iter_rows(**part), strict=True)
    for number, (written, results) in enumerate(pairs, start=1):
        texts = [_text(cell) for cell in results]
        wrong = []
        for place, (formula, result) in enumerate(zip(written, results, strict=True), start=1):
            n_formulas += formula.data_type == "f"
            if problem := _problem(formula, result):
                wrong.append(f"{sheet.where()}, cell {get_column_letter(place)}{number}: {problem}")
            elif result.value is not None:
                width = max(width, place)
        seen_rows += number in hidden_rows and any(texts)
        yield number, texts, wrong
    seen = {"hidden row": seen_rows, "hidden column": sum(c <= width for c in hidden_columns), "formula": n_formulas}
    told = [f"{n} {what}{'s'[: n != 1]}" for what, n in seen.items() if n]
    if told:
        listed = " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
        sheet.notes.append(f"{sheet.where()}: {listed} {'was' if sum(seen.values()) == 1 else 'were'} read.")


def read(path: Path, names: Collection[str]) -> list[Sheet]:
    """The sheets called ``names``, or the only visible one, as tables of text.

    Formulas count as what they last came to. Hidden rows, columns and sheets are read like any other and told in
    ``notes``. Raises ScoutingError for what is no sound XLSX and where no sheet can be chosen.
    """
    filled = check(path)
    if len(sheets := [part for part in filled if part.startswith("xl/worksheets/")]) == 1:
        check_size(path.name, filled[sheets[0]])  # before opening it looks for a size that the file may not say
    with _in_words(path), ExitStack() as stack:
        formulas = stack.enter_context(_opened(path, shown=False))
        sheets = [Sheet(path.name, title) for title in chosen(path, _visible(formulas), names)]
        extents = [filled[formulas[sheet.name]._worksheet_path.lstrip("/")] for sheet in sheets]
        for sheet, extent in zip(sheets, extents, strict=True):
            check_size(sheet.where(), extent)
        shown = stack.enter_context(_opened(path, shown=True))
        for sheet, extent in zip(sheets, extents, strict=True):
            title = sheet.name
            if formulas[title].sheet_state != "visible":
                sheet.notes.append(f"{sheet.where()}: is hidden and was read.")
            sheet.rows = list(_rows(sheet, formulas[title], shown[title], extent))
        return sheets


def beginning(path: Path, names: Collection[str]) -> dict[str, list[list[str]]]:
    """The first rows of the sheets called ``names`` and of all that are visible. Raises ScoutingError as ``read``."""
    check(path)
    with _in_words(path), _opened(path, shown=True) as book:
        found = {}
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible" and heading(sheet.title) not in names:
                continue
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=LOOK, max_col=bounds.MOST_COLUMNS)
            found[sheet.title] = [[_text(cell) for cell in row] for row in rows]
        return found
