import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from scouting import terms
from scouting.charts import cells, overview, theme
from scouting.errors import ScoutingError

NAN = float("nan")


def one(standing="similar", gap=0.0, good=1, has_noise=True, value="25.5%"):
    cells = (standing, gap) * 3
    return pd.DataFrame([("need", "Re-referrals", "2025", value, *cells, good, has_noise)], columns=overview.COLUMNS)


def cell(eyes, rows):
    ax = overview.draw(rows, title="T")
    return eyes.labelled(ax, "cell:0:standing")[""], eyes.glyphs(ax).get("0:standing", "")


@pytest.mark.parametrize("n", [1, 2, 11, 24, 30])
def test_every_shape_is_drawn_whole(eyes, n):
    ax = overview.draw(
        eyes.rug_rows(n), title="Bournemouth, Christchurch and Poole at a glance " * 3, subtitle="Children"
    )
    eyes.legible(ax)


def test_every_indicator_has_a_row_and_every_facet_a_heading_in_order(eyes):
    rows = eyes.rug_rows(24)
    ax = overview.draw(rows, title="T")
    heights = [eyes.labelled(ax, f"period:{i}")[""].get_position()[1] for i in range(24)]
    assert heights == sorted(heights)
    facets = [t.get_text() for t in ax.texts if t.get_label() == "facet"]
    assert facets == [terms.FACETS[f] for f in rows["facet"].drop_duplicates()]


@pytest.mark.parametrize(
    "standing,gap,good,glyph,colour",
    [
        ("much better", 6.0, 1, "▲▲", "better"),
        ("much better", -6.0, -1, "▲▲", "better"),
        ("worse", -5.0, 1, "▼", "worse"),
        ("much worse", 7.0, -1, "▼▼", "worse"),
        ("much higher", 8.0, 0, "↑↑", "higher"),
        ("lower", -9.0, 0, "↓", "lower"),
        ("similar", 0.0, 1, "·", "similar"),
    ],
)
def test_shade_and_glyph_say_the_standing(eyes, standing, gap, good, glyph, colour):
    patch, drawn = cell(eyes, one(standing, gap, good))
    assert drawn == glyph
    assert to_hex(patch.get_facecolor()) == theme.COLOURS[colour].lower()
    assert not patch.get_hatch()


def test_shade_deepens_with_the_gap_and_stops_at_the_deepest(eyes):
    depths = [theme.luminance(to_hex(cell(eyes, one("better", g))[0].get_facecolor())) for g in (2, 3, 4, 5, 9)]
    assert depths[0] > depths[1] > depths[2] > depths[3] == depths[4]


def test_not_compared_is_hatched_and_blank_no_noise_hatched_and_hollow(eyes):
    patch, glyph = cell(eyes, one("not compared", NAN))
    assert patch.get_hatch() and glyph == ""
    patch, glyph = cell(eyes, one("not compared", NAN, has_noise=False))
    assert patch.get_hatch() and glyph == "○"
    patch, glyph = cell(eyes, one("not compared", NAN, has_noise=False, value="no figure"))
    assert patch.get_hatch() and glyph == ""


def test_no_noise_and_no_figure_are_counted_apart(eyes):
    bare, lost = (
        one("not compared", NAN, has_noise=False),
        one("not compared", NAN, has_noise=False, value="suppressed"),
    )
    rows = pd.concat([one(), bare, bare, lost])
    said = overview.alt_text(rows, title="T")
    notes = eyes.labelled(overview.draw(rows, title="T"), "notes")[""].get_text().replace("\n", " ")
    for text in (said, notes):
        assert text.endswith("2 indicators have no known noise and cannot be compared. 1 indicator has no figure.")


def test_every_standing_has_a_glyph_and_only_one():
    assert set(cells.GLYPHS) == set(terms.STANDINGS)
    assert len(set(cells.GLYPHS.values())) == len(cells.GLYPHS)


def test_the_key_explains_every_standing_on_the_figure(eyes):
    ax = overview.draw(one(), title="T")
    key = [t.get_text() for t in ax.texts if t.get_label() == "key"]
    assert set(terms.STANDINGS) - {"not compared"} <= set(key)
    assert {"Not compared", "noise not known"} <= set(key)


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
    ax = overview.draw(page, title="T")
    drawn = sum(t.get_label().startswith("period:") for t in ax.texts)
    assert drawn == len(page)


def test_alt_text_counts_are_the_tables(eyes):
    rows = eyes.rug_rows(30)
    said = overview.alt_text(rows, title="T")
    assert eyes.numbers(said)[0] == 30
    for column, _, _, words in overview.CELLS:
        part = said.split(f"{words}: ")[1]
        for standing, count in rows[column].value_counts().items():
            assert f"{count} {standing}" in part
    for row in rows[~rows["standing"].isin(["similar", "not compared"])].itertuples():
        assert f"{row.short_title} {row.value_text}" in said


def test_the_figure_ends_where_the_unit_begins(eyes):
    ax = overview.draw(one(value="67 per 10,000 children"), title="T")
    assert eyes.labelled(ax, "value:0")[""].get_text() == "67"
    assert eyes.labelled(ax, "unit:0")[""].get_text() == "per 10,000 children"


def test_a_lacking_column_is_refused_in_words():
    with pytest.raises(ScoutingError, match="overview needs columns that the table has not: good"):
        overview.draw(one().drop(columns="good"), title="T")


def test_glyphs_read_on_every_shade():
    for good in (1, 0):
        for units in np.linspace(-6, 6, 49):
            colour = theme.shade(units, good)
            light, mark = theme.luminance(colour), theme.luminance(theme.ink_on(colour))
            assert (max(light, mark) + 0.05) / (min(light, mark) + 0.05) >= 3.9
