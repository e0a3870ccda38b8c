import numpy as np
import pandas as pd
import pytest
from tests.cases import few

from scouting.charts import theme, trend
from scouting.errors import ScoutingError

NAN = float("nan")
NAME = "Bournemouth, Christchurch and Poole"
SHAPES = {
    "one year": [25.5],
    "two": [22.0, 22.1],
    "ten, a gap": [20, 21, 22, NAN, 24, 25, 26, 27, 28, 22.4],
    "all missing": [NAN] * 6,
    "last missing": [20, 21, NAN],
    "negative": [-3, 4, -12, 8],
    "flat": [22.0] * 5,
    "0 and 100": [0, 100, 0],
    "many": np.linspace(10, 40, 25),
}


def draw(rows, **options):
    return trend.draw(rows, **{"title": "A title", "unit": "%", "decimals": 1, "focus_name": NAME, **options})


def joined(eyes, ax, name):
    return [line.get_ydata().tolist() for line in ax.lines if line.get_label() == f"line:{name}"]


UNITS = [("%", 1), ("per 10,000 children", 0), ("£ per week", 0)]


@pytest.mark.parametrize(
    ("shape", "unit", "decimals"),
    few([(shape, *UNITS[n % 3]) for n, shape in enumerate(SHAPES)], [(s, *unit) for s in SHAPES for unit in UNITS]),
)
def test_every_shape_is_drawn_whole(eyes, shape, unit, decimals):
    rows = eyes.trend_rows(SHAPES[shape])
    ax = draw(rows, title=f"{NAME} {NAME} {NAME}", subtitle="Below", unit=unit, decimals=decimals)
    eyes.legible(ax)
    marks = eyes.labelled(ax, "mark:")
    held = rows[rows["value"].notna()]
    assert {p: m.get_ydata()[0] for p, m in marks.items()} == dict(zip(held["period"], held["value"], strict=True))


def test_a_missing_period_leaves_a_gap_and_is_said(eyes):
    ax = draw(eyes.trend_rows([20, 21, NAN, 23, 24]))
    assert joined(eyes, ax, "value") == [[20, 21], [23, 24]]
    assert f"{NAME}: no figure for 2018-19 (not available)." in eyes.labelled(ax, "notes")[""].get_text().replace(
        "\n", " "
    )


def test_a_period_left_out_of_the_table_is_not_joined_over(eyes):
    ax = draw(eyes.trend_rows([20, 21, 22, 23, 24]).drop(index=2))
    assert joined(eyes, ax, "value") == [[20, 21], [23, 24]]
    assert len(joined(eyes, ax, "england")) == 2


def test_a_series_in_every_second_year_is_joined(eyes):
    ax = draw(eyes.trend_rows([20, 21, 22, 23, 24]).iloc[::2])
    assert joined(eyes, ax, "value") == [[20, 22, 24]]


def test_nothing_is_joined_over_a_break_and_the_break_is_named(eyes):
    ax = draw(eyes.trend_rows([20, 21, 22, 23], segment=[0, 0, 1, 1]))
    for name in trend.SERIES:
        assert [len(run) for run in joined(eyes, ax, name)] == [2, 2]
    assert len([c for c in ax.collections if c.get_label() == "band"]) == 2
    assert [t.get_text() for t in ax.texts if t.get_label() == "break"] == ["series break"]
    line = next(x for x in ax.lines if x.get_label() == "break")
    marks = eyes.labelled(ax, "mark:")
    assert marks["2017-18"].get_xdata()[0] < line.get_xdata()[0] < marks["2018-19"].get_xdata()[0]
    assert "Series break before 2018-19" in eyes.labelled(ax, "notes")[""].get_text()


def test_breaks_close_together_share_a_label(eyes):
    ax = draw(eyes.trend_rows(np.linspace(20, 30, 10), segment=range(10)))
    assert len([x for x in ax.lines if x.get_label() == "break"]) == 9
    eyes.legible(ax)


def test_a_single_year_still_shows_all_of_its_series(eyes):
    ax = draw(eyes.trend_rows([25.5]))
    assert len(eyes.labelled(ax, "mark:")) == 1
    lone = [x for x in ax.lines if x.get_label() in ("line:neighbour_median", "line:england")]
    assert [x.get_marker() for x in lone] == ["_", "_"]
    assert sum(c.get_label() == "band" for c in ax.collections) == 1


def test_no_noise_is_hollow_and_counted(eyes):
    rows = eyes.trend_rows([20, 21, 22])
    rows.loc[0, "lower"] = NAN
    ax = draw(rows)
    hollow = {p: m.get_markerfacecolor() == theme.COLOURS["paper"] for p, m in eyes.labelled(ax, "mark:").items()}
    assert hollow == {"2016-17": True, "2017-18": False, "2018-19": False}
    assert set(eyes.labelled(ax, "noise:")) == {"2017-18", "2018-19"}
    assert "Hollow: not known how far it usually moves (1 period)." in eyes.labelled(ax, "notes")[
        ""
    ].get_text().replace("\n", " ")


def test_lines_are_named_at_their_ends_with_the_latest_figure(eyes):
    rows = eyes.trend_rows([20, 21, NAN])
    ends = {k: t.get_text().replace("\n", " ") for k, t in eyes.labelled(draw(rows), "end:").items()}
    assert ends["value"] == f"{NAME} 21.0% (2017-18)"
    assert ends["england"] == "England 21.5%"
    assert ends["neighbour_median"] == "Similar councils 22.9%"


def test_how_many_neighbours_is_said(eyes):
    rows = eyes.trend_rows([20, 21])
    rows["n_with_value"] = [8, 10]
    assert "median of 8 to 10 councils" in eyes.labelled(draw(rows), "notes")[""].get_text().replace("\n", " ")


@pytest.mark.parametrize("values,said", [([20, 21, 22], True), ([1, 2, 30], False)])
def test_an_axis_that_leaves_out_zero_says_so(eyes, values, said):
    ax = draw(eyes.trend_rows(values))
    assert ("does not start at zero" in eyes.labelled(ax, "notes")[""].get_text().replace("\n", " ")) is said
    assert bool(ax.get_ylim()[0] > 0) is said


def test_rows_in_any_order_are_drawn_by_time(eyes):
    rows = eyes.trend_rows([20, 21, 22])
    assert joined(eyes, draw(rows.iloc[::-1]), "value") == [[20, 21, 22]]


def test_alt_text_has_the_numbers_of_the_table(eyes):
    rows = eyes.trend_rows([20.04, NAN, 22.26], first=2020)
    rows["period"] = ["a", "b", "c"]
    said = trend.alt_text(rows, title="T", unit="%", decimals=1, focus_name="Hull")
    assert eyes.numbers(said) == [20.0, 22.3, 22.0, 22.9, 21.5, 21.5]
    assert "Hull: 20.0% in a, 22.3% in c." in said and "No figure for b (not available)." in said


def test_alt_text_of_nothing_says_so(eyes):
    rows = eyes.trend_rows([NAN, NAN])
    said = trend.alt_text(rows, title="T", unit="per 10,000", decimals=1, focus_name="Hull")
    assert "Hull: no figure." in said and "No figure for 2016-17 to 2017-18 (not available)." in said
    assert "Figures are per 10,000." in said


def test_a_lacking_column_is_refused_in_words(eyes):
    with pytest.raises(ScoutingError, match="trend needs columns that the table has not: segment"):
        draw(eyes.trend_rows([1.0]).drop(columns="segment"))


def test_the_table_is_left_alone(eyes):
    rows = eyes.trend_rows([20, 21]).iloc[::-1]
    before = rows.copy()
    draw(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_a_score_is_told_in_words_that_can_be_read(eyes):
    said = trend.alt_text(eyes.trend_rows([20.0]), title="T", unit="score", decimals=1, focus_name="Hull")
    assert "Figures are scores. Hull: 20.0 in" in said
