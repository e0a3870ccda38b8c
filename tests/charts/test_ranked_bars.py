import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from tests.cases import few

from scouting.charts import ranked_bars, theme
from scouting.errors import ScoutingError

NAN = float("nan")
LONG = (
    "Bournemouth, Christchurch and Poole closes 25.5% of its cases as re-referrals within twelve months, "
    "which is more than nine in ten of its statistical neighbours"
)
SHAPES = {
    "one row": [25.5],
    "two": [96.9, 97.1],
    "eleven": np.linspace(10, 60, 11),
    "thirteen": np.linspace(91.2, 97.7, 13),
    "all missing": [NAN] * 11,
    "one missing": [10.0, NAN, 12.0],
    "negative": [-12.5, -3.0, 0.0, 4.0],
    "ties": [20.0] * 6,
    "0 and 100": [0.0, 0.0, 50.0, 100.0, 100.0],
    "tiny": [0.0001, 0.0002],
    "large": [1_250_000.0, 980_000.0, 1_100_500.0],
}
UNITS = [("%", 1), ("per 10,000 children aged under 18", 0), ("£ per looked-after child per week", 0)]


def draw(rows, **options):
    return ranked_bars.draw(rows, **{"title": "A title", "unit": "%", "decimals": 1, **options})


@pytest.mark.parametrize(
    ("shape", "unit", "decimals"),
    few([(shape, *UNITS[n % 3]) for n, shape in enumerate(SHAPES)], [(s, *unit) for s in SHAPES for unit in UNITS]),
)
def test_every_shape_is_drawn_whole(eyes, shape, unit, decimals):
    rows = eyes.ranked_rows(SHAPES[shape], note="joint return with Richmond upon Thames")
    ax = draw(rows, title=LONG, subtitle=LONG, unit=unit, decimals=decimals)
    eyes.legible(ax)
    marks = eyes.labelled(ax, "mark:")
    held = rows[rows["value"].notna()]
    assert set(marks) == set(held["area_code"])
    for place, row in enumerate(rows.itertuples()):
        if row.area_code in marks:
            assert marks[row.area_code].get_xdata()[0] == row.value
            assert marks[row.area_code].get_ydata()[0] == place
    low, high = ax.get_xlim()
    assert held["value"].between(low, high).all()


def test_rows_stand_in_the_order_given_first_at_the_top(eyes):
    rows = eyes.ranked_rows([30.0, 10.0, 20.0])
    ax = draw(rows)
    assert [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()] == list(rows["name"])
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_a_missing_row_keeps_its_place_in_words_without_a_mark(eyes):
    rows = eyes.ranked_rows([30.0, NAN, NAN, NAN, NAN])
    rows["marker"] = ["", "c", "x", "", "p"]
    ax = draw(rows)
    assert [t.get_text() for t in eyes.labelled(ax, "figure:").values()] == [
        "30.0%", "suppressed", "not available", "no figure", "no figure",
    ]  # fmt: skip
    assert list(eyes.labelled(ax, "mark:")) == [rows["area_code"][0]]
    assert list(eyes.labelled(ax, "noise:")) == [rows["area_code"][0]]
    assert "4 rows have no figure." in eyes.labelled(ax, "notes")[""].get_text()


def test_rows_without_noise_are_hollow_and_counted(eyes):
    ax = draw(eyes.ranked_rows([30.0, 20.0, 10.0], noise=[3.0, NAN, NAN]))
    marks = list(eyes.labelled(ax, "mark:").values())
    hollow = [m.get_markerfacecolor() == theme.COLOURS["paper"] for m in marks]
    assert hollow == [False, True, True]
    assert len(eyes.labelled(ax, "noise:")) == 1
    assert "Hollow: how far 2 figures usually move is not known." in eyes.labelled(ax, "notes")[""].get_text()


def test_a_middle_and_a_target_have_no_ups_and_downs_to_know(eyes):
    rows = eyes.ranked_rows([30.0, 20.0, 10.0], noise=[3.0, NAN, NAN]).assign(role=["focus", "median", "target"])
    ax = draw(rows)
    assert not any(m.get_markerfacecolor() == theme.COLOURS["paper"] for m in eyes.labelled(ax, "mark:").values())
    assert "Hollow" not in eyes.labelled(ax, "notes")[""].get_text()


def test_all_without_noise_says_nothing_of_bars(eyes):
    ax = draw(eyes.ranked_rows([30.0, 20.0], noise=NAN))
    assert "Bars" not in eyes.labelled(ax, "notes")[""].get_text()


def test_noise_bars_are_the_intervals_of_the_table(eyes):
    rows = eyes.ranked_rows([30.0, 20.0])
    ax = draw(rows)
    for code, line in eyes.labelled(ax, "noise:").items():
        row = rows.set_index("area_code").loc[code]
        assert line.get_segments()[0][:, 0].tolist() == [row.lower, row.upper]


def test_the_focus_stands_out_by_colour_and_weight(eyes):
    ax = draw(eyes.ranked_rows([30.0, 20.0, 10.0]))
    focus, neighbour = list(eyes.labelled(ax, "mark:").values())[:2]
    assert focus.get_markerfacecolor() == theme.COLOURS["focus"] != neighbour.get_markerfacecolor()
    assert focus.get_markersize() > neighbour.get_markersize()
    assert [t.get_fontweight() for t in ax.get_yticklabels()] == ["bold", "normal", "normal"]
    assert "band" in [p.get_label() for p in ax.patches]


def test_region_and_england_are_lines_and_diamonds_that_differ(eyes):
    ax = draw(eyes.ranked_rows(np.linspace(10, 60, 13)))
    lines = list(eyes.labelled(ax, "line:").values())
    assert [round(line.get_segments()[0][0][0], 6) for line in lines] == [55.833333, 60.0]
    assert lines[0].get_linestyle() != lines[1].get_linestyle()
    assert [m.get_marker() for m in list(eyes.labelled(ax, "mark:").values())[-2:]] == ["D", "D"]


def test_notes_and_symbols_beside_a_figure_are_footnotes_said_once(eyes):
    rows = eyes.ranked_rows([30.0, 20.0, 10.0])
    rows["note"] = ["", "joint return", "joint return"]
    rows.loc[0, "marker"] = "p"
    ax = draw(rows)
    notes = eyes.labelled(ax, "notes")[""].get_text()
    assert "¹ Provisional.\n² Joint return." in notes
    assert [t.get_text()[-1] for t in ax.get_yticklabels()] == ["¹", "²", "²"]


def test_alt_text_has_the_numbers_of_the_table_in_order(eyes):
    rows = eyes.ranked_rows([25.46, NAN, 12.0, -3.04])
    said = ranked_bars.alt_text(rows, title="Nothing", unit="%", decimals=1)
    assert eyes.numbers(said) == [25.5, 22.5, 28.5, 12.0, -3.0, 1]
    assert "Kingston upon Hull, City of suppressed" in said and said.endswith("1 row has no figure.")
    assert said == ranked_bars.alt_text(rows, title="Nothing", unit="%", decimals=1)


def test_alt_text_numbers_are_the_labels_drawn(eyes):
    rows = eyes.ranked_rows(np.linspace(1000, 6000, 13))
    options = {"title": "Spend", "unit": "£ a child", "decimals": 0}
    said = ranked_bars.alt_text(rows, **options)
    for row, label in zip(rows.itertuples(), eyes.labelled(draw(rows, **options), "figure:").values(), strict=True):
        assert f"{row.name} {label.get_text()}" in said
    assert "Figures are £ a child." in said


def test_percentages_never_tick_outside_their_bounds(eyes):
    ax = draw(eyes.ranked_rows([0.0, 100.0], noise=5.0))
    assert ax.get_xlim() == (0.0, 100.0)


def test_a_lacking_column_or_an_empty_table_is_refused_in_words(eyes):
    rows = eyes.ranked_rows([1.0])
    with pytest.raises(ScoutingError, match="ranked_bars needs columns that the table has not: role, note"):
        draw(rows.drop(columns=["role", "note"]))
    with pytest.raises(ScoutingError, match="table without rows"):
        draw(rows.iloc[:0])


def test_none_and_nullable_figures_are_missing_figures(eyes):
    rows = eyes.ranked_rows([30.0, 20.0])
    rows["lower"], rows["upper"] = None, None
    rows["value"] = pd.array([30.0, None], dtype="Float64")
    assert len(eyes.labelled(draw(rows), "mark:")) == 1


def test_it_draws_on_axes_handed_in_and_leaves_the_table_alone(eyes):
    rows = eyes.ranked_rows([30.0, 20.0])
    before = rows.copy()
    ax = Figure(figsize=(9, 4)).add_subplot()
    assert draw(rows, ax=ax) is ax
    pd.testing.assert_frame_equal(rows, before)
