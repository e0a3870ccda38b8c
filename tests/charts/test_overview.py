import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from tests.cases import few

from scouting import terms
from scouting.charts import cells, theme
from scouting.charts import overview as overview_chart
from scouting.errors import ScoutingError


def one(verdict="too close to call", by_a_lot=False, value="25.5%"):
    row = ("need", "Re-referrals", "2025", value, verdict, by_a_lot, verdict)
    return pd.DataFrame([row], columns=overview_chart.COLUMNS)


def drawn_cells(eyes, told):
    """The cell and the glyph of each verdict, by a lot or not, drawn in one chart."""
    ax = overview_chart.draw(pd.concat([one(*verdict) for verdict in told], ignore_index=True), title="T")
    cells, glyphs = eyes.labelled(ax, "cell:"), eyes.glyphs(ax)
    return [(cells[f"{k}:verdict"], glyphs.get(f"{k}:verdict", "")) for k in range(len(told))]


@pytest.mark.parametrize("n", few([1, 30], [1, 2, 11, 24, 30]))
def test_every_shape_is_drawn_whole(eyes, n):
    ax = overview_chart.draw(
        eyes.rug_rows(n), title="Bournemouth, Christchurch and Poole at a glance " * 3, subtitle="Children"
    )
    eyes.legible(ax)


def test_every_indicator_has_a_row_and_every_facet_a_heading_in_order(eyes):
    rows = eyes.rug_rows(24)
    ax = overview_chart.draw(rows, title="T")
    heights = [eyes.labelled(ax, f"period:{i}")[""].get_position()[1] for i in range(24)]
    assert heights == sorted(heights)
    facets = [t.get_text() for t in ax.texts if t.get_label() == "facet"]
    assert facets == [terms.FACETS[f] for f in rows["facet"].drop_duplicates()]


def test_shade_and_glyph_say_the_verdict(eyes):
    said = [
        ("clearly better", True, "▲▲", "better"),
        ("clearly better", False, "▲", "better"),
        ("probably better", False, "△", "better"),
        ("probably worse", False, "▽", "worse"),
        ("clearly worse", True, "▼▼", "worse"),
        ("clearly higher", True, "↑↑", "higher"),
        ("probably lower", False, "⇩", "lower"),
        ("too close to call", False, "·", "similar"),
        ("too few to compare", False, "–", "paper"),
    ]
    found = drawn_cells(eyes, [row[:2] for row in said])
    for (patch, drawn), (verdict, _, glyph, colour) in zip(found, said, strict=True):
        assert drawn == glyph and not patch.get_hatch(), verdict
        fill, full = (np.array(to_rgb(c)) for c in (patch.get_facecolor()[:3], theme.COLOURS[colour]))
        share = (1 - fill).sum() / max((1 - full).sum(), 1e-9)  # how much of the colour lies on paper
        np.testing.assert_allclose(1 - fill, share * (1 - full), atol=0.01, err_msg=verdict)


def test_the_surer_the_deeper(eyes):
    for side in terms.SIDES:
        told = [(f"probably {side}", False), (f"clearly {side}", False), (f"clearly {side}", True)]
        depths = [theme.luminance(to_hex(patch.get_facecolor())) for patch, _ in drawn_cells(eyes, told)]
        assert depths == sorted(depths, reverse=True) and len(set(depths)) == 3


def test_two_columns_similar_councils_and_england(eyes):
    ax = overview_chart.draw(one(), title="T")
    boxes = eyes.labelled(ax, "cell:0:")
    assert sorted(boxes, key=lambda name: boxes[name].get_x()) == ["verdict", "verdict_england"]
    heads = [t.get_text().replace("\n", " ") for t in ax.texts if t.get_label() == "heading"]
    assert heads == ["figure", "period", "similar councils", "England"]


def test_too_close_too_few_and_not_compared_have_one_look_each(eyes):
    words = ("too close to call", "too few to compare", "not compared")
    found = drawn_cells(eyes, [(word,) for word in words])
    looks = {word: (to_hex(patch.get_facecolor()), bool(patch.get_hatch()), glyph)
             for word, (patch, glyph) in zip(words, found, strict=True)}  # fmt: skip
    assert len(set(looks.values())) == 3
    assert looks["not compared"][1:] == (True, "") and not looks["too few to compare"][1]


def test_missing_figures_are_counted(eyes):
    rows = pd.concat([one(), one("not compared", value="suppressed"), one("not compared", value="no figure")])
    said = overview_chart.alt_text(rows, title="T")
    notes = eyes.labelled(overview_chart.draw(rows, title="T"), "notes")[""].get_text().replace("\n", " ")
    for text in (said, notes):
        assert text.endswith("2 measures have no figure.")


def test_every_verdict_has_a_glyph_and_only_one():
    assert set(cells.GLYPHS) == set(terms.VERDICTS)
    assert len(set(cells.GLYPHS.values())) == len(cells.GLYPHS)


def test_the_key_explains_every_verdict_on_the_figure(eyes):
    ax = overview_chart.draw(one(), title="T")
    key = [t.get_text() for t in ax.texts if t.get_label() == "key"]
    assert set(terms.VERDICTS) <= set(key) and "Clear, by a lot" in key


@pytest.mark.parametrize("n", [1, 20, 24, 25, 47, 60, 85, 86, 153])
def test_pages_hold_every_row_once_in_order_and_none_is_too_long(eyes, n):
    rows = eyes.rug_rows(n)
    cut = cells.pages(rows)
    pd.testing.assert_frame_equal(pd.concat(cut), rows)
    assert all(0 < len(page) <= cells.PAGE + 2 * cells.SNAP for page in cut)
    assert len(cut) == -(-n // cells.PAGE)


def test_pages_end_with_a_facet_where_one_is_near():
    rows = pd.DataFrame({"facet": ["need"] * 17 + ["outcome"] * 13})
    assert [len(page) for page in cells.pages(rows)] == [17, 13]


def test_a_page_cut_out_of_a_table_is_drawn_with_its_own_rows(eyes):
    rows = eyes.rug_rows(60)
    page = cells.pages(rows)[1]
    ax = overview_chart.draw(page, title="T")
    drawn = sum(t.get_label().startswith("period:") for t in ax.texts)
    assert drawn == len(page)


def test_alt_text_counts_are_the_tables(eyes):
    rows = eyes.rug_rows(30)
    said = overview_chart.alt_text(rows, title="T")
    assert eyes.numbers(said)[0] == 30
    for column, _, words in overview_chart.CELLS:
        part = said.split(f"{words}: ")[1]
        for verdict, count in rows[column].value_counts().items():
            assert f"{count} {verdict}" in part
    silent = ["too close to call", "too few to compare", "not compared"]
    for row in rows[~rows["verdict"].isin(silent)].itertuples():
        assert f"{row.short_title} {row.value_text}{', by a lot' * row.by_a_lot}" in said


def test_the_figure_ends_where_the_unit_begins(eyes):
    ax = overview_chart.draw(one(value="67 per 10,000 children"), title="T")
    assert eyes.labelled(ax, "value:0")[""].get_text() == "67"
    assert eyes.labelled(ax, "unit:0")[""].get_text() == "per 10,000 children"


def test_a_lacking_column_is_refused_in_words():
    with pytest.raises(ScoutingError, match="overview needs columns that the table has not: by_a_lot"):
        overview_chart.draw(one().drop(columns="by_a_lot"), title="T")


def test_glyphs_read_on_every_shade():
    for verdict in terms.VERDICTS:
        for by_a_lot in (False, True):
            colour = cells.colour(verdict, by_a_lot)
            light, mark = theme.luminance(colour), theme.luminance(theme.ink_on(colour))
            assert (max(light, mark) + 0.05) / (min(light, mark) + 0.05) >= 4.5
