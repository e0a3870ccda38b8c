"""A table that a person filled in: text cells under a row of names, each with its place, and what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from scouting.errors import ScoutingError
from scouting.periods import is_date
from scouting.terms import MARKERS, MARKERS_WITH_VALUE

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


_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
#: A comma that sets off no three digits.
_ODD_COMMA = re.compile(r",(?![0-9]{3}(?![0-9]))")
#: Symbols that stand in the place of a figure.
GAPS = [marker for marker in MARKERS if marker not in MARKERS_WITH_VALUE]
_NO_NUMBER = frozenset(["nan", "na", "n/a", "null", "none", "nil", "inf", "+inf", "-inf", "infinity", "-infinity"])
_LIMIT = re.compile(r"(<|≤|<=|under|fewer than|less than) ?[0-9]+")
#: What people write into numbers, by what it is called.
_DRESS = {
    "£": "a pound sign",
    "%": "a per cent sign",
    ",": "a thousands separator",
    " ": "a blank",
    "−": "a long minus",
}


def _why_none(text: str) -> str:
    """Why a text that looks like a number is none and what to write instead; nothing where it does not even look so."""
    if _NUMBER.fullmatch(text):
        return "is too large for a number. Write it as it was counted."
    plain = text.translate({ord(sign): "-" if sign == "−" else None for sign in _DRESS})
    found = [name for sign, name in _DRESS.items() if sign in text]
    if found and _NUMBER.fullmatch(plain) and not _ODD_COMMA.search(text):
        return f"has {' and '.join(found)}: write {plain}."
    if "," in text and _NUMBER.fullmatch(text.replace(",", ".")):
        return "has a comma: write the decimals after a point."
    if is_date(text):
        return "is a date, not a number. Format the cell as a number and type it again."
    if text.casefold() in _NO_NUMBER:
        return "is no number. Leave the cell blank and say why in the column marker."
    if _LIMIT.fullmatch(text.casefold()):
        return "is a limit, not a number. Leave the cell blank and write the marker c."
    return ""


def number(text: str) -> float:
    """The number that a cell holds, to the last digit.

    Raises ScoutingError for anything else; nothing is left out silently to make a number of it.

    >>> number("12.5"), number("-3")
    (12.5, -3.0)
    >>> number("£1,200")
    Traceback (most recent call last):
        ...
    scouting.errors.ScoutingError: '£1,200' has a pound sign and a thousands separator: write 1200.
    """
    if _NUMBER.fullmatch(text) and math.isfinite(value := float(text)):
        return value
    why = _why_none(text) or "is not a number. Write digits, with a point before decimals."
    raise ScoutingError(f"'{text}' {why}")


def allowed_markers() -> str:
    """The markers and what they mean, for a message."""
    return ", ".join(f"{marker} {meaning}" for marker, meaning in MARKERS.items())


def _symbol(text: str) -> str:
    bracketed = text.startswith("[") and text.endswith("]")
    return (text[1:-1] if bracketed else text).casefold()


def marker(text: str) -> str:
    """The marker that a cell holds, with or without brackets. Raises ScoutingError with those allowed.

    >>> marker("[c]"), marker("P"), marker("")
    ('c', 'p', '')
    """
    if text and _symbol(text) not in MARKERS:
        raise ScoutingError(f"Unknown marker '{text}'. Allowed: {allowed_markers()}.")
    return _symbol(text)


def figure(text: str) -> tuple[float, str]:
    """A value cell as number and marker: a symbol in the place of a figure becomes the marker, never a number.

    Raises ScoutingError for what is neither.

    >>> figure("12.5"), figure("[c]"), figure("")
    ((12.5, ''), (nan, 'c'), (nan, ''))
    """
    if not text or _symbol(text) in GAPS:
        return math.nan, _symbol(text)
    if _NUMBER.fullmatch(text) or _why_none(text):
        return number(text), ""
    raise ScoutingError(f"'{text}' is neither a number nor a marker in the place of one ({' '.join(GAPS)}).")
