"""A table that a person filled in: text cells under a row of names, each with its place, and what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from scouting.errors import ScoutingError
from scouting.periods import is_date
from scouting.terms import MARKERS, MARKERS_WITH_VALUE, OTHER_SYMBOLS

_ERRORS = frozenset(
    ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
#: What no text has in it: control characters but tab and the ends of lines.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


#: So many rows from the top the names of columns are looked for.
LOOK = 30
#: A row of a file as it was found: its number, its texts, and what is wrong with it.
Found = tuple[int, list[str], list[str]]


@dataclass
class Sheet:
    """One table of a file: its rows as they were found, and, once its names are known, the text under them.

    ``rows``: number, texts and problems of each; ``even``: whether each must have as many cells as there are names;
    ``merged``: first and last row of each merged range, and its place; ``top``: the row of the names. ``cells``: a text
    column a name, indexed by the row of the file (a label where one row makes several); rows with a problem of their
    own are left out. ``typed``: a name's own spelling; ``notes``: what a reader should know (hidden rows, formulas).
    """

    file: str
    name: str = ""
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    rows: list[Found] = field(default_factory=list)
    even: bool = False
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    top: int = 1

    def where(self, row: int | str = "", column: str = "") -> str:
        """The place of a cell, for a message.

        >>> Sheet("own.xlsx", "figures").where(3, "value"), Sheet("own.csv").where(3)
        ('own.xlsx, sheet figures, row 3, value', 'own.csv, row 3')
        """
        line = f"row {row}" if isinstance(row, int) else row
        parts = [self.file, f"sheet {self.name}" if self.name else "", line, column]
        return ", ".join(part for part in parts if part)


def one_line(text: str) -> str:
    """A text without line ends and doubled blanks.

    >>> one_line("  a\\u00a0note \\n of two lines ")
    'a note of two lines'
    """
    return " ".join(text.split())


def plain_text(value: object) -> str:
    """A value of a workbook as text: whole numbers without a point.

    >>> plain_text(12.0), plain_text(None), plain_text(0.1)
    ('12', '', '0.1')
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)


def heading(text: str) -> str:
    """A column name in the one way it is compared: small letters, underscores for blanks.

    >>> heading(" Indicator ID ")
    'indicator_id'
    """
    return one_line(text).casefold().replace(" ", "_")


def table(sheet: Sheet, start: int = 0, *, skip: bool = False) -> Sheet:
    """The sheet with the table that its rows make from the place ``start`` on, where the names of columns are.

    Blank rows are left out; a sheet with no others stays without columns. ``skip``: a cell that cannot be is left
    blank, a row with a cell too many is left out, and both are told in its notes; else they are its problems.
    """
    sheet.top, first, wrong = sheet.rows[start] if sheet.rows else (1, [], [])
    names = [heading(name) for name in first]
    sheet.typed = {name: one_line(text) for name, text in zip(names, first, strict=True)}
    while names and not names[-1]:
        names.pop()
    sheet.problems += wrong + _wrong_names(sheet, [name for name in names if name])
    sound, kept = not sheet.problems, {}
    for number, cells, wrong in sheet.rows[start + 1 :]:
        texts = [one_line(cell) for cell in cells]
        if not any(texts) and not wrong:
            continue
        if not names:
            sheet.problems.append(f"{sheet.where(sheet.top)}: no column names. The first row must hold them.")
            break
        uneven = _uneven(sheet, number, len(cells), len(first))
        problems = wrong or uneven or (list(_wrong_texts(sheet, number, texts, names)) if sound else [])
        if skip and problems:
            sheet.notes += [f"Left out: {problem}" for problem in problems]
            texts = ["" if text in _ERRORS or _CONTROL.search(text) else text for text in texts]
        else:
            sheet.problems += problems
        if not problems or (skip and not uneven):
            kept[number] = (texts + [""] * len(names))[: len(names)]
    if sound:
        frame = pd.DataFrame.from_dict(kept, orient="index", columns=names, dtype="str")
        sheet.cells = frame[[name for name in names if name]]
    return sheet


def _uneven(sheet: Sheet, number: int, many: int, width: int) -> list[str]:
    if not sheet.even or many in (0, width):
        return []
    said = "Is there a comma too many, or one missing? Put text that contains a comma in double quotes."
    return [f"{sheet.where(number)}: {many} cells, but row {sheet.top} names {width}. {said}"]


def _wrong_names(sheet: Sheet, names: list[str]) -> list[str]:
    twice = sorted({name for name in names if names.count(name) > 1})
    merged = [ref for first, last, ref in sheet.merged if first <= sheet.top <= last]
    return [
        *(f"{sheet.where(sheet.top)}: the column {name} is there twice." for name in twice),
        *(
            f"{sheet.where()}, {ref}: merged cells in the row of names. Unmerge them, so that each "
            "column has its own name."
            for ref in merged
        ),
    ]


def _wrong_texts(sheet: Sheet, number: int, texts: list[str], names: list[str]) -> Iterable[str]:
    for place, text in enumerate(texts):
        name = names[place] if place < len(names) else ""
        if text and not name:
            yield f"{sheet.where(number)}: '{text}' stands in column {place + 1}, which has no name in row {sheet.top}."
        if text in _ERRORS:
            yield f"{sheet.where(number, name)}: {excel_error(text)}"
        if _CONTROL.search(text):
            yield f"{sheet.where(number, name)}: contains a hidden control character. Type the text again."


def excel_error(text: str) -> str:
    """What to say of a cell that holds an error of Excel."""
    return f"contains the Excel error {text}. Correct the formula, or leave the cell blank and give a marker."


_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
#: A comma that sets off no three digits.
_ODD_COMMA = re.compile(r",(?![0-9]{3}(?![0-9]))")
#: Symbols that stand in the place of a figure.
GAPS = [marker for marker in MARKERS if marker not in MARKERS_WITH_VALUE]
_NO_NUMBER = frozenset(["nan", "na", "n/a", "null", "none", "nil", "inf", "+inf", "-inf", "infinity", "-infinity"])
_LIMIT = re.compile(r"(<|≤|<=|under|fewer than|less than) ?[0-9]+")
#: What people write into numbers, by what it is called.
_DRESS = {"£": "a pound sign", "%": "a per cent sign", ",": "a comma", " ": "a blank"}
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
#: A marker beside a figure, in brackets or not.
_BESIDE = re.compile(rf"(.*[0-9%]) ?[\[(]?([{''.join(sorted(MARKERS_WITH_VALUE))}])[\])]?", re.IGNORECASE)


def _why_none(text: str) -> str:
    """Why a text that looks like a number is none and what to write instead; nothing where it does not even look so."""
    if _NUMBER.fullmatch(text):
        return "is too large for a number. Write it as it was counted."
    plain = text.translate({ord(sign): None for sign in _DRESS})
    found = [name for sign, name in _DRESS.items() if sign in text]
    if found and _NUMBER.fullmatch(plain) and not _ODD_COMMA.search(text):
        return f"has {' and '.join(found)}: write {plain}."
    if "," in text and _NUMBER.fullmatch(text.replace(",", ".")):
        return "has a comma: write the decimals after a point."
    if is_date(text):
        return "is a date, not a number. Format the cell as a number and type it again."
    if text.casefold() in _NO_NUMBER:
        return "is not a number. Leave the cell blank and say why in the column marker."
    if _LIMIT.fullmatch(text.casefold()):
        return "is a limit, not a number. Leave the cell blank and write the marker c."
    return ""


def number(text: str, unit: str = "") -> float:
    """The number that a cell holds, to the last digit.

    A comma between thousands, a long minus, and the sign of the ``unit`` (% or £) are no part of it. Raises
    ScoutingError for anything else; nothing is left out silently to make a number of it.

    >>> number("12.5"), number("1,234"), number("25.3%", "%"), number("£812", "£ per week")
    (12.5, 1234.0, 25.3, 812.0)
    >>> number("25.3%")
    Traceback (most recent call last):
        ...
    scouting.errors.ScoutingError: '25.3%' has a per cent sign: write 25.3.
    """
    value = _number(text, unit)
    if value is None:
        raise ScoutingError(
            f"'{text}' {_why_none(text) or 'is not a number. Write digits, with a point before decimals.'}"
        )
    return value


def _number(text: str, unit: str) -> float | None:
    plain = text.replace("−", "-")
    if unit.startswith("%"):
        plain = plain.removesuffix("%").rstrip()
    if unit.startswith("£"):
        plain = re.sub(r"^(-?)£ ?", r"\1", plain)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return float(plain) if _NUMBER.fullmatch(plain) and math.isfinite(float(plain)) else None


def allowed_markers() -> str:
    """The markers and what they mean, for a message."""
    return ", ".join(f"{marker} {meaning}" for marker, meaning in MARKERS.items())


def _symbol(text: str) -> str:
    bracketed = re.fullmatch(r"\[(.*)\]|\((.*)\)", text)
    bare = (bracketed[1] or bracketed[2] or "" if bracketed else text).casefold()
    return OTHER_SYMBOLS.get(bare, bare)


def marker(text: str) -> str:
    """The marker that a cell holds, with or without brackets. Raises ScoutingError with those allowed.

    >>> marker("[c]"), marker("P"), marker("*"), marker("")
    ('c', 'p', 'c', '')
    """
    if text and _symbol(text) not in MARKERS:
        raise ScoutingError(f"Unknown marker '{text}'. Allowed: {allowed_markers()}.")
    return _symbol(text)


def figure(text: str, unit: str = "") -> tuple[float, str]:
    """A cell of a figure or a count as number and marker.

    A symbol in the place of a figure becomes the marker, never a number; p, r and j may stand beside one. ``unit``: as
    ``number``. Raises ScoutingError for what is neither.

    >>> figure("12.5"), figure("25.3% [r]", "%"), figure("[c]"), figure("")
    ((12.5, ''), (25.3, 'r'), (nan, 'c'), (nan, ''))
    """
    if not text or _symbol(text) in GAPS:
        return math.nan, _symbol(text)
    beside = _BESIDE.fullmatch(text)
    bare, symbol = (beside[1].rstrip(), beside[2].casefold()) if beside else (text, "")
    value = _number(bare, unit)
    if value is not None:
        return value, symbol
    if why := _why_none(text):
        raise ScoutingError(f"'{text}' {why}")
    raise ScoutingError(f"'{text}' is neither a number nor a marker in the place of one ({' '.join(GAPS)}).")
