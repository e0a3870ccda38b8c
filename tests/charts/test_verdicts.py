"""The matrix of verdicts shows every cell where its set stands, and says the same in words."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from tests.cases import few

from scouting import terms
from scouting.charts import cells, theme
from scouting.charts import verdicts as verdicts_chart
from scouting.errors import ScoutingError


def planted(n, sets):
    """n indicators over some sets: the verdicts go round, so that no two neighbouring cells are alike."""
    facets = ["need", "activity", "outcome"]
    rows = pd.DataFrame(
        [
            (f"i{i}", facets[i * 3 // n], "Education, health and care plans within 20" if i % 4 == 0 else f"Row {i}",
             "2024-25", [len(sets), len(sets) - 1, 0][i % 3], [len(sets), len(sets), 0][i % 3])
            for i in range(n)
        ],
        columns=verdicts_chart.ROWS,
    )  # fmt: skip
    words = terms.VERDICTS
    told = [
        (f"i{i}", set_id, words[(i + 2 * s) % len(words)], words[(i + 2 * s) % len(words)].startswith("clearly"))
        for i in range(n)
        for s, set_id in enumerate(sets)
    ]
    return rows, pd.DataFrame(told, columns=verdicts_chart.CELLS)


SETS = [["region"], [f"ons_demographic_{k}" for k in range(9)], [f"set_{k}" for k in range(12)]]


@pytest.mark.parametrize(
    ("n", "sets"), few([(1, SETS[0]), (18, SETS[1]), (21, SETS[2])], [(n, sets) for n in (1, 18, 21) for sets in SETS])
)
def test_every_shape_is_drawn_whole(eyes, n, sets):
    rows, matrix = planted(n, sets)
    ax = verdicts_chart.draw(
        rows, matrix, title="Does the verdict on Bournemouth, Christchurch and Poole hold?", notes=("x",)
    )
    # Slanted names: their boxes overlap, the letters do not.
    slanted = [t for t in ax.texts if t.get_label() == "set"]
    assert [t.get_text() for t in slanted] == sets
    with theme.use():
        ax.figure.draw_without_rendering()
    renderer = ax.figure.canvas.get_renderer()
    for text in slanted:
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0 and box.x1 <= ax.figure.bbox.width and box.y1 <= ax.figure.bbox.height
        text.set_visible(False)
    eyes.legible(ax)


def test_each_cell_has_the_glyph_and_shade_of_its_verdict(eyes):
    rows, matrix = planted(11, ["a", "b"])
    ax = verdicts_chart.draw(rows, matrix, title="T")
    patches, glyphs = eyes.labelled(ax, "cell:"), eyes.glyphs(ax)
    for cell in matrix.itertuples():
        name = f"{rows.index[rows.indicator_id == cell.indicator_id][0]}:{cell.set_id}"
        assert bool(patches[name].get_hatch()) == (cell.verdict == "not compared")
        assert glyphs.get(name, "") == cells.GLYPHS[cell.verdict] * (2 if cell.by_a_lot else 1)
        assert to_hex(patches[name].get_facecolor()) == cells.colour(cell.verdict, cell.by_a_lot).lower()


def test_columns_stand_in_the_order_of_the_sets(eyes):
    rows, matrix = planted(1, ["z", "a", "m"])
    ax = verdicts_chart.draw(rows, matrix, title="T")
    boxes = eyes.labelled(ax, "cell:0:")
    assert sorted(boxes, key=lambda name: boxes[name].get_x()) == ["z", "a", "m"]
    slanted = {t.get_text(): t.get_position()[0] for t in ax.texts if t.get_label() == "set"}
    assert all(boxes[s].get_x() <= slanted[s] <= boxes[s].get_x() + boxes[s].get_width() for s in slanted)


def test_a_cell_that_is_not_there_is_not_compared(eyes):
    rows, matrix = planted(2, ["a", "b"])
    ax = verdicts_chart.draw(rows, matrix.drop(index=matrix.index[-1]), title="T")
    assert eyes.labelled(ax, "cell:")["1:b"].get_hatch()


def test_each_row_says_in_how_many_sets_it_holds(eyes):
    rows, matrix = planted(3, ["a", "b"])
    ax = verdicts_chart.draw(rows, matrix, title="T")
    assert {k: t.get_text() for k, t in eyes.labelled(ax, "holds:").items()} == {
        "0": "2 of 2",
        "1": "1 of 2",
        "2": "0 of 0",
    }


def test_alt_text_names_what_does_not_hold_and_counts_each_set():
    rows, matrix = planted(9, ["a", "b"])
    said = verdicts_chart.alt_text(rows, matrix, title="They hold.")
    assert said.startswith("Matrix of 9 measures by 2 sets: They hold. Holding in every set: 3. Not in all: ")
    loose = rows.short_title[rows.holds < rows.holds_of]
    assert f"Not in all: {', '.join(f'{title} (1 of 2)' for title in loose)}." in said
    for set_id in ("a", "b"):
        part = said.split(f" {set_id}: ")[1].split(".")[0]
        held = matrix[matrix.set_id == set_id].verdict.value_counts()
        assert part.split(", ") == [f"{held[word]} {word}" for word in cells.GLYPHS if word in held]


def test_too_many_sets_and_lacking_columns_are_refused():
    rows, matrix = planted(1, [f"set_{k}" for k in range(13)])
    with pytest.raises(ScoutingError, match="room for 12 sets, not for 13: draw it in parts"):
        verdicts_chart.draw(rows, matrix, title="T")
    with pytest.raises(ScoutingError, match="verdicts needs columns that the table has not: holds"):
        verdicts_chart.draw(rows.drop(columns="holds"), matrix, title="T")
