import math

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from scouting import catalog
from scouting.charts import axis, layout, theme

FIGURES = st.floats(-1e7, 1e7, allow_nan=False).map(lambda v: round(v, 6))


def contrast(one, two="#FFFFFF"):
    light, dark = sorted((theme.luminance(one), theme.luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_start_from_the_government_palette():
    palette = {"#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1"}
    assert palette <= set(theme.COLOURS.values())


def test_better_and_worse_differ_in_greyscale_too():
    assert contrast(theme.COLOURS["better"], theme.COLOURS["worse"]) > 3


@pytest.mark.parametrize("name", ["ink", "quiet", "focus", "neighbour_text", "england", "region"])
def test_words_can_be_read_on_paper(name):
    assert contrast(theme.COLOURS[name]) >= 4.5


def test_settings_are_put_back_even_after_an_error():
    before = dict(mpl.rcParams)
    with pytest.raises(ValueError, match="stop"), theme.use():
        raise ValueError("stop")
    assert dict(mpl.rcParams) == before


@settings(deadline=None)
@given(FIGURES, st.floats(1e-3, 1e7))
def test_ticks_are_few_round_and_inside(low, span):
    high = low + span
    places, labels = axis.ticks(low, high, "")
    slack = span * 1e-6 + abs(low) * 1e-9
    assert 2 <= len(places) <= 12 and len(labels) == len(places)
    assert all(low - slack <= p <= high + slack for p in places)


@settings(deadline=None)
@given(st.lists(FIGURES, min_size=1, max_size=12), st.sampled_from(["%", "", "£ a week"]))
def test_limits_hold_every_figure(values, unit):
    low, high = axis.limits(values, [math.nan], unit)
    assert low < high and all(low <= v <= high for v in values)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 40)), max_size=6))
def test_spread_labels_never_overlap_and_keep_their_order(pairs):
    pairs.sort()
    wanted, heights = [p[0] for p in pairs], [p[1] for p in pairs]
    got = axis.spread(wanted, heights)
    assert len(got) == len(wanted)
    for i in range(1, len(got)):
        assert got[i] - heights[i] / 2 >= got[i - 1] + heights[i - 1] / 2 - 1e-6


@settings(deadline=None)
@given(st.text(alphabet="abc WMl,", max_size=120), st.floats(0.5, 4))
def test_wrapped_lines_fit_and_lose_no_letter(text, inches):
    lines = layout.wrap(text, inches, 11)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(layout.text_width(line, 11) <= inches or len(line) == 1 for line in lines)
    assert len(layout.balance(text, inches, 11)) == len(lines)


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_text_is_measured_as_wide_as_matplotlib_draws_it(weight):
    font = FontProperties(family=theme.FONT, size=11, weight=weight)
    others = ["“quoted” — £1,234.5%", "▲▼ worse", "1²", "e\u0301te\u0301", "日本 has no glyph here", ""]
    for text in [*catalog.read().areas.name, *others]:
        drawn = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72
        # Never narrower, or text would run off; wider by no more than kerning ("To", "Yo") can draw letters together.
        assert drawn - 0.005 <= layout.text_width(text, 11, weight) <= drawn * 1.07 + 0.01, text


def test_a_text_too_long_for_its_row_is_cut_and_says_so():
    text, size = layout.fit("word " * 60, 2.0, 11)
    assert text.endswith("…") and text.count("\n") == 1 and size < 11
    assert layout.fit("short", 2.0, 11) == ("short", 11)


@pytest.mark.parametrize(
    "marker,words", [("c", "suppressed"), ("x", "not available"), (None, "no figure"), ("?", "no figure")]
)
def test_why_a_figure_is_missing(marker, words):
    assert axis.absent(marker) == words
