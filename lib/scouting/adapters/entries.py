"""One cell that a person typed: a number, a marker, or a sentence that says what to write instead."""

from __future__ import annotations

import math
import re

from scouting.errors import ScoutingError
from scouting.periods import is_date
from scouting.terms import MARKERS, MARKERS_WITH_VALUE

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
