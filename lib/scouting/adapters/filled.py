"""A table that a person filled in: text cells under a row of names, each with its place, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

_ERRORS = frozenset(
    ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
#: What no text has in it: control characters but tab and the ends of lines.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Sheet:
    """One table of a file: text under a row of names.

    ``cells``: a text column a name, indexed by the row of the file; rows with a problem of their own are left out.
    ``typed``: a name's own spelling; ``notes``: what a reader should know of it (hidden rows, formulas).
    """

    file: str
    name: str = ""
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)

    def where(self, row: int | str = "", column: str = "") -> str:
        """The place of a cell, for a message.

        >>> Sheet("own.xlsx", "figures").where(3, "value"), Sheet("own.csv").where(3)
        ('own.xlsx, sheet figures, row 3, value', 'own.csv, row 3')
        """
        line = f"row {row}" if isinstance(row, int) else row
        parts = [self.file, f"sheet {self.name}" if self.name else "", line, column]
        return ", ".join(part for part in parts if part)


#: A row of a file as it was found: its number, its texts, and what is wrong with it.
Found = tuple[int, list[str], list[str]]


def one_line(text: str) -> str:
    """A text without line ends and doubled blanks.

    >>> one_line("  a\\u00a0note \\n of two lines ")
    'a note of two lines'
    """
    return " ".join(text.split())


def heading(text: str) -> str:
    """A column name in the one way it is compared: small letters, underscores for blanks.

    >>> heading(" Indicator ID ")
    'indicator_id'
    """
    return one_line(text).casefold().replace(" ", "_")


def table(sheet: Sheet, rows: Iterable[Found]) -> Sheet:
    """The sheet with the table that its rows make; the first one names the columns.

    Blank rows are left out; a sheet with no others stays without columns.
    """
    found = iter(rows)
    _, first, wrong = next(found, (1, [], []))
    names = [heading(name) for name in first]
    sheet.typed = {name: one_line(text) for name, text in zip(names, first, strict=True)}
    while names and not names[-1]:
        names.pop()
    sheet.problems += wrong + _wrong_names(sheet, [name for name in names if name])
    sound, kept = not sheet.problems, {}
    for number, cells, wrong in found:
        texts = [one_line(cell) for cell in cells]
        if not any(texts) and not wrong:
            continue
        if not names:
            sheet.problems.append(f"{sheet.where(1)}: no column names. The first row must hold them.")
            break
        problems = wrong or (list(_wrong_texts(sheet, number, texts, names)) if sound else [])
        sheet.problems += problems
        if not problems:
            kept[number] = (texts + [""] * len(names))[: len(names)]
    if sound:
        frame = pd.DataFrame.from_dict(kept, orient="index", columns=names, dtype="str")
        sheet.cells = frame[[name for name in names if name]]
    return sheet


def _wrong_names(sheet: Sheet, names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    return [f"{sheet.where(1)}: the column {name} is there twice." for name in twice]


def _wrong_texts(sheet: Sheet, number: int, texts: list[str], names: list[str]) -> Iterable[str]:
    for place, text in enumerate(texts):
        name = names[place] if place < len(names) else ""
        if text and not name:
            yield f"{sheet.where(number)}: '{text}' stands in column {place + 1}, which has no name in row 1."
        if text in _ERRORS:
            yield f"{sheet.where(number, name)}: {excel_error(text)}"
        if _CONTROL.search(text):
            yield f"{sheet.where(number, name)}: holds a control character. Type its text again."


def excel_error(text: str) -> str:
    """What to say of a cell that holds an error of Excel."""
    return f"holds the Excel error {text}. Mend the formula, or leave the cell blank and give a marker."
