"""The matrix of verdicts shows every cell where its set and middle stand, and says the same in words."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from scouting.charts import cells, theme, verdicts
from scouting.errors import ScoutingError

NAN = float("nan")
WORDS = ["much better", "better", "similar", "worse", "much worse", "not compared"]
GAPS = [6.0, 2.5, 0.3, -2.5, -6.0, NAN]


def planted(n, sets):
    """n indicators over some sets: the standings go round, so that no two neighbouring cells are alike."""
    facets = ["need", "activity", "outcome"]
    rows = pd.DataFrame(
        [
            (f"i{i}", facets[i * 3 // n], "Education, health and care plans within 20" if i % 4 == 0 else f"Row {i}",
             "2024-25", 1, ["holds", "depends", "turns round"][i % 3])
            for i in range(n)
        ],
        columns=verdicts.ROWS,
    )  # fmt: skip
    told = [
        (f"i{i}", set_id, middle, WORDS[(i + 2 * s + m) % 6], GAPS[(i + 2 * s + m) % 6])
        for i in range(n)
        for s, set_id in enumerate(sets)
        for m, middle in enumerate(("median", "mean"))
    ]
    return rows, pd.DataFrame(told, columns=verdicts.CELLS)


@pytest.mark.parametrize("n", [1, 18, 21])
@pytest.mark.parametrize(
    "sets", [["region"], [f"ons_demographic_{k}" for k in range(9)], [f"set_{k}" for k in range(12)]]
)
def test_every_shape_is_drawn_whole(eyes, n, sets):
    rows, matrix = planted(n, sets)
    ax = verdicts.draw(
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


def test_each_cell_has_the_glyph_and_shade_of_its_standing(eyes):
    rows, matrix = planted(6, ["a", "b"])
    ax = verdicts.draw(rows, matrix, title="T")
    patches, glyphs = eyes.labelled(ax, "cell:"), eyes.glyphs(ax)
    for cell in matrix.itertuples():
        name = f"{rows.index[rows.indicator_id == cell.indicator_id][0]}:{cell.set_id}:{cell.middle}"
        if cell.standing == "not compared":
            assert patches[name].get_hatch() and name not in glyphs
        else:
            assert glyphs[name] == cells.GLYPHS[cell.standing]
            assert to_hex(patches[name].get_facecolor()) == theme.shade(cell.gap_noise, 1)


def test_columns_stand_in_the_order_of_the_sets_median_before_mean(eyes):
    rows, matrix = planted(1, ["z", "a", "m"])
    ax = verdicts.draw(rows, matrix, title="T")
    lefts = {name: p.get_x() for name, p in eyes.labelled(ax, "cell:0:").items()}
    wanted = ["z:median", "z:mean", "a:median", "a:mean", "m:median", "m:mean"]
    assert sorted(lefts, key=lefts.get) == wanted
    slanted = {t.get_text(): t.get_position()[0] for t in ax.texts if t.get_label() == "set"}
    assert all(lefts[f"{s}:median"] <= slanted[s] <= lefts[f"{s}:mean"] for s in slanted)


def test_a_cell_that_is_not_there_is_not_compared(eyes):
    rows, matrix = planted(2, ["a", "b"])
    ax = verdicts.draw(rows, matrix.drop(index=matrix.index[-1]), title="T")
    assert eyes.labelled(ax, "cell:")["1:b:mean"].get_hatch()


def test_alt_text_names_what_does_not_hold_and_counts_each_set():
    rows, matrix = planted(9, ["a", "b"])
    said = verdicts.alt_text(rows, matrix, title="They hold.")
    assert said.startswith("Matrix of 9 indicators by 2 sets: They hold. 3 hold. 3 depend (")
    for verdict, more in (("depends", "depend"), ("turns round", "turn round")):
        assert f"3 {more} ({', '.join(rows.short_title[rows.verdict == verdict])})." in said
    for set_id in ("a", "b"):
        part = said.split(f" {set_id}, ")[1].split(".")[0]
        for middle, words in zip(("median", "mean"), part.split("; "), strict=True):
            held = matrix[(matrix.set_id == set_id) & (matrix.middle == middle)].standing.value_counts()
            assert words.startswith(f"{middle}: ") and all(f"{n} {word}" in words for word, n in held.items())


def test_too_many_sets_and_lacking_columns_are_refused():
    rows, matrix = planted(1, [f"set_{k}" for k in range(13)])
    with pytest.raises(ScoutingError, match="room for 12 sets, not for 13: draw it in parts"):
        verdicts.draw(rows, matrix, title="T")
    with pytest.raises(ScoutingError, match="verdicts needs columns that the table has not: verdict"):
        verdicts.draw(rows.drop(columns="verdict"), matrix, title="T")
