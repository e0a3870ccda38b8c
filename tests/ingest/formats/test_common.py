"""The reader of published cells: figures and markers, whatever text a release may hold."""

import math
import string

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scouting import catalog, paths
from scouting.errors import ScoutingError
from scouting.ingest.formats import dfe_ees
from scouting.ingest.formats.common import figures, without_odd_cells
from scouting.terms import MARKERS, MARKERS_WITH_VALUE, OTHER_SYMBOLS

GAPS = set(MARKERS) - set(MARKERS_WITH_VALUE)
_NEARLY = st.text(alphabet=string.digits + "eE+-.,% £[]<:cxzklowupr infatNIF\u00a0−٣０", max_size=12)


@given(st.one_of(st.text(max_size=20), _NEARLY))
@example("1e999")
@example("٣")
@example("１２")
@example("[]")
@example("1_000")
@example("inf")
@example("nan")
@example("\x00")
@example("１e5")
def test_a_symbol_never_becomes_a_number_and_only_our_error_is_raised(text):
    try:
        ((value, marker),) = figures(pd.Series([text]), "file").to_numpy().tolist()
    except ScoutingError as err:
        assert str(err).startswith("file row 2: '") and str(err).endswith("Nothing was read.")
        return
    if math.isnan(value):
        bare = text.strip().casefold()
        assert marker in GAPS and (bare == "" or OTHER_SYMBOLS.get(bare, bare).strip("[]:") == marker)
    elif marker:
        assert marker in ("p", "r") and value == round(float(text.strip().rstrip("[]() prPR")), 9)
    else:
        assert math.isfinite(value) and set(text.strip()) <= set("0123456789.+-eE")


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_read_back_exactly(number):
    assert figures(pd.Series([str(number)]), "file").value[0] == number


@given(st.floats(-1e6, 1e6, exclude_min=True, exclude_max=True))
def test_a_small_number_is_read_to_nine_decimals(number):
    assert figures(pd.Series([repr(number)]), "file").value[0] == pytest.approx(number, abs=6e-10)


@given(st.floats(1e6, 1e300))
def test_a_large_number_keeps_its_digits(number):
    assert figures(pd.Series([repr(number)]), "file").value[0] == pytest.approx(number, rel=1e-14)


@given(st.lists(st.one_of(st.just("c"), st.just(""), st.integers(0, 99).map(str)), min_size=1, max_size=30))
def test_rows_stay_in_their_order(texts):
    got = figures(pd.Series(texts), "file", blank="z")
    for text, value, marker in zip(texts, got.value, got.marker, strict=True):
        assert (value == float(text) and marker == "") if text.isdigit() else marker == (text or "z")


def test_a_marker_beside_a_figure_is_read_and_an_unknown_symbol_can_cost_its_cell_alone():
    texts = pd.Series(["25.0 [r]", "24.6", "1,5", "~", "†", "12 p"], dtype="str")
    with pytest.raises(ScoutingError) as caught:
        figures(texts, "file")
    assert [problem.split(" is ")[0] for problem in caught.value.problems] == ["file row 4: '1,5'", "file row 6: '†'"]
    with without_odd_cells() as left_out:
        got = figures(texts, "file").fillna(-1).values.tolist()
    assert got == [[25.0, "r"], [24.6, ""], [-1, "x"], [-1, "low"], [-1, "x"], [12.0, "p"]]
    assert [line.split(" is ")[0] for line in left_out] == ["Left out: file row 4: '1,5'", "Left out: file row 6: '†'"]
    with pytest.raises(ScoutingError):  # and only as long as it was asked for
        figures(texts, "file")


def test_the_strangers_edition_with_symbols_is_read(tmp_path):
    """Its category is in words of its own, which is told; in the publisher's it is read."""
    path = paths.ROOT.parent / "shared" / "cases" / "17_symbol_beside_a_figure.csv"
    if not path.is_file():
        pytest.skip(f"the cases of strangers are not here ({path.parent})")
    known = catalog.read()
    wanted = catalog.series(known).query("source_id == 'dfe_cpp_repeat_2025' and indicator_id == 'cp_plans_repeat'")
    with pytest.raises(ScoutingError, match=r"is about 'Repeat plans'\. It is another table; or, "):
        dfe_ees.read(path, wanted, known)
    words = "Child Protection Plans which are a second or subsequent plan"
    own = tmp_path / path.name
    own.write_text(path.read_text(encoding="utf-8").replace("Repeat plans", words), encoding="utf-8")
    rows = dfe_ees.read(own, wanted, known).values.set_index("area_code")
    assert rows.loc["E06000054", ["value", "numerator", "denominator", "marker"]].tolist() == [25.0, 104, 416, "r"]
    assert rows.loc["E06000023", "marker"] == "low" and math.isnan(rows.loc["E06000023", "value"])
