import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from scouting.charts import coverage as coverage_chart
from scouting.charts import theme
from scouting.errors import ScoutingError


def rows(n=3, years=range(2016, 2026), title="Row"):
    """Strips of n indicators in three facets: each a year shorter than the one before, a thin year, a break."""
    out = []
    for i in range(n):
        for year in list(years)[i % 5 :]:
            share = 0.12 if year == 2021 else 1 - i / (2 * n)
            facet = ["need", "outcome", "cost"][i * 3 // n]
            out.append((f"id_{i}", facet, f"{title} {i}", year, share, year == 2022 and i % 2 == 0))
    return pd.DataFrame(out, columns=coverage_chart.COLUMNS)


@pytest.mark.parametrize("n", [1, 2, 17, 40])
def test_every_shape_is_drawn_whole(eyes, n):
    long = rows(n, title="Education, health and care plans issued within 20 weeks")
    ax = coverage_chart.draw(long, title="Bournemouth, Christchurch and Poole " * 4, subtitle="Adults")
    eyes.legible(ax)


def test_a_cell_for_every_row_of_the_table_and_none_besides(eyes):
    table = rows(6)
    drawn = {k: v for k, v in eyes.labelled(coverage_chart.draw(table, title="T"), "cell:").items() if "key" not in k}
    assert set(drawn) == {f"{r.indicator_id}:{r.year}" for r in table.itertuples()}


def test_a_year_stands_under_its_label_and_the_darker_the_fuller(eyes):
    table = rows(2)
    ax = coverage_chart.draw(table, title="T")
    cells = eyes.labelled(ax, "cell:")
    years = {t.get_text(): t.get_position()[0] for t in ax.texts if t.get_label() == "year"}
    assert list(years) == [str(y) for y in range(2016, 2026)]
    for row in table.itertuples():
        cell = cells[f"{row.indicator_id}:{row.year}"]
        assert cell.get_x() < years[str(row.year)] < cell.get_x() + cell.get_width()
    light = {r.share: theme.luminance(to_hex(cells[f"{r.indicator_id}:{r.year}"].get_facecolor()))
             for r in table.itertuples()}  # fmt: skip
    ordered = [light[share] for share in sorted(light)]
    assert ordered == sorted(ordered, reverse=True) and len(set(ordered)) == len(light) > 2


def test_a_break_stands_before_the_year_in_which_the_new_series_begins(eyes):
    table = rows(4)
    ax = coverage_chart.draw(table, title="T")
    lines = {k: v for k, v in eyes.labelled(ax, "break:").items() if k != "key"}
    broken = table[table.breaks]
    assert set(lines) == {f"{r.indicator_id}:{r.year}" for r in broken.itertuples()} and len(broken) == 2
    for key, line in lines.items():
        cell = eyes.labelled(ax, "cell:")[key]
        assert np.allclose(line.get_xdata(), cell.get_x())


def test_every_indicator_has_its_row_and_every_facet_its_heading_in_order(eyes):
    table = rows(9)
    ax = coverage_chart.draw(table, title="T")
    heights = [eyes.labelled(ax, f"title:id_{i}")[""].get_position()[1] for i in range(9)]
    assert heights == sorted(heights)
    assert [t.get_text() for t in ax.texts if t.get_label() == "facet"] == ["Need and context", "Outcomes", "Cost"]


@pytest.mark.parametrize("n", [1, 39, 40, 41, 99, 170])
def test_pages_hold_every_row_once_and_are_of_like_length(n):
    table = rows(n)
    cut = coverage_chart.pages(table)
    pd.testing.assert_frame_equal(pd.concat(cut), table)
    sizes = [page.indicator_id.nunique() for page in cut]
    assert len(cut) == -(-n // coverage_chart.PAGE) and max(sizes) <= coverage_chart.PAGE


def test_alt_text_says_what_is_thin_and_where_series_begin(eyes):
    said = coverage_chart.alt_text(rows(2), title="What is held.")
    assert said == (
        "Strips of 2 indicators, 2016 to 2025: What is held. 19 years held in all. Fewer than half of the councils "
        "have a figure: Row 0 2021; Row 1 2021. A new series begins: Row 0 2022."
    )


def test_a_lacking_column_and_an_empty_table_are_refused_in_words():
    with pytest.raises(ScoutingError, match="coverage needs columns that the table has not: share"):
        coverage_chart.draw(rows().drop(columns="share"), title="T")
    with pytest.raises(ScoutingError, match="coverage was given a table without rows"):
        coverage_chart.draw(rows().head(0), title="T")
