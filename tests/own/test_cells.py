"""Cells that people type: a number to the last digit, a marker, or a sentence; never something else."""

import math
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scouting.errors import ScoutingError
from scouting.own import cells
from scouting.terms import MARKERS, OTHER_SYMBOLS

REFUSED = {
    # text: what is said of it
    "1 234": "has a blank: write 1234.",
    "12.5%": "has a per cent sign: write 12.5.",
    "50 %": "has a per cent sign and a blank: write 50.",
    "£1,200.50": "has a pound sign and a comma: write 1200.50.",
    "12,5": "has a comma: write the decimals after a point.",
    "1,2345": "has a comma: write the decimals after a point.",
    "1e999": "is too large for a number. Write it as it was counted.",
    "-1e999": "is too large for a number. Write it as it was counted.",
    "inf": "is not a number. Leave the cell blank and say why in the column marker.",
    "NaN": "is not a number. Leave the cell blank and say why in the column marker.",
    "n/a": "is not a number. Leave the cell blank and say why in the column marker.",
    "<5": "is a limit, not a number. Leave the cell blank and write the marker c.",
    "2025-07-01": "is a date, not a number. Format the cell as a number and type it again.",
    "01/07/2025": "is a date, not a number. Format the cell as a number and type it again.",
    "Jul-25": "is a date, not a number. Format the cell as a number and type it again.",
}
NEITHER = "is neither a number nor a marker in the place of one (c k low u x z -)."
# p, r and j stand beside a figure; ٣ is a digit that only some programs read; 1_000 is one in Python's own notation.
NEITHERS = [
    "p",
    "r",
    "j",
    "suppressed",
    "(12)",
    "1,23,4",
    "£",
    "TRUE",
    "1_000",
    "٣",
    "0x10",
    "[x",
    "[]",
    "--",
    "$5",
    ".",
]


READ = {
    # text and unit: number and marker
    ("1,234", ""): (1234.0, ""),
    ("-12,345,678.5", ""): (-12345678.5, ""),
    ("−5", ""): (-5.0, ""),
    ("25.3%", "%"): (25.3, ""),
    ("25.3 %", "%"): (25.3, ""),
    ("£1,200.50", "£ per week"): (1200.5, ""),
    ("25.0 [r]", "%"): (25.0, "r"),
    ("25.0% (p)", "%"): (25.0, "p"),
    ("416r", ""): (416.0, "r"),
    ("1,200 P", ""): (1200.0, "p"),
}


def test_what_people_write_round_a_number_is_no_part_of_it():
    assert {pair: cells.figure(*pair) for pair in READ} == READ


def test_symbols_of_other_publishers_are_the_markers_that_they_mean():
    for text, marker in {"*": "c", "~": "low", ":": "x", "..": "x", "[*]": "c", "(:)": "x", "[c]": "c"}.items():
        value, got = cells.figure(text)
        assert math.isnan(value) and got == marker == cells.marker(text)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_is_told_what_to_write(text):
    for reader in (cells.number, cells.figure):
        with pytest.raises(ScoutingError) as caught:
            reader(text)
        assert str(caught.value) == f"'{text}' {REFUSED[text]}"


@pytest.mark.parametrize("text", NEITHERS)
def test_what_is_neither_number_nor_marker_is_refused_with_the_markers(text):
    with pytest.raises(ScoutingError) as caught:
        cells.figure(text)
    assert str(caught.value) == f"'{text}' {NEITHER}"
    with pytest.raises(ScoutingError) as caught:
        cells.number(text)
    assert str(caught.value) == f"'{text}' is not a number. Write digits, with a point before decimals."


@pytest.mark.parametrize("symbol", ["c", "k", "low", "u", "x", "z", "-"])
def test_a_symbol_becomes_its_marker(symbol):
    for text in (symbol, symbol.upper(), f"[{symbol}]"):
        value, marker = cells.figure(text)
        assert math.isnan(value) and marker == symbol == cells.marker(text)


def test_an_unknown_marker_is_refused_with_those_allowed():
    with pytest.raises(ScoutingError) as caught:
        cells.marker("q")
    assert str(caught.value).startswith("Unknown marker 'q'. Allowed: c suppressed, k rounds to zero, low rounds")
    for marker, meaning in MARKERS.items():
        assert f"{marker} {meaning}" in str(caught.value)
    assert cells.marker("") == "" and cells.marker("[P]") == "p"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_exactly(value):
    assert cells.number(repr(value)) == value
    assert cells.figure(repr(value)) == (value, "")


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_read_back_exactly(value):
    assert cells.number(str(value)) == value


_NEARLY = st.text(alphabet=string.digits + "eE+-.,% £[]<:cxzklowupr infatNIF\u00a0−٣０", max_size=12)


@given(st.one_of(st.text(max_size=20), _NEARLY))
@example("\x00")
@example("1e5")
@example("１２")
def test_nothing_but_plain_digits_becomes_a_number_and_nothing_else_is_raised(text):
    try:
        value, marker = cells.figure(text)
    except ScoutingError as err:
        assert str(err).startswith(f"'{text}' ")
        return
    if math.isnan(value):
        bare = text.strip("[]()").casefold()
        assert text == "" or OTHER_SYMBOLS.get(bare, bare) == marker
    else:
        digits = text if not marker else text.rstrip("[]() prjPRJ")
        assert math.isfinite(value) and set(digits) <= set("0123456789.+-−,eE")
        assert marker in ("", "p", "r", "j") and value == float(digits.replace(",", "").replace("−", "-"))
