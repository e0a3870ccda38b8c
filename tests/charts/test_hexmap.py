"""The hexagon map shows every council once, names the council and its neighbours, and says the same in words."""

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from tests.cases import few

from scouting import terms
from scouting.charts import hexmap, theme
from scouting.errors import ScoutingError
from scouting.neighbours import neighbours

WILTSHIRE, FURNESS, CITY, BCP, SCILLY = "E06000054", "E06000064", "E09000001", "E06000058", "E06000053"
NORTH_TYNESIDE = "E08000022"


@pytest.fixture
def rows(data):
    """The map's table for a council and a set."""

    def make(area_code, set_id):
        tiles, known = data.catalog.tiles, data.catalog
        roles = dict.fromkeys(neighbours(known, set_id, area_code).codes, "neighbour") | {area_code: "focus"}
        role = tiles.area_code.map(roles).fillna("other")
        return tiles.assign(name=tiles.area_code.map(known.areas.name), role=role, group="")

    return make


def hexagons(ax, label="hexagons"):
    return next(c for c in ax.collections if c.get_label() == label)


def named(ax):
    return {t.get_text().replace("\n", " ") for t in ax.texts if t.get_label() == "callout:name"}


AWKWARD = [(code, set_id) for code in (WILTSHIRE, FURNESS, CITY, BCP, SCILLY) for set_id in ("dfe_2025_05", "region")]


@pytest.mark.parametrize(
    ("area_code", "set_id"), few([(FURNESS, "dfe_2025_05"), (BCP, "dfe_2025_05"), (SCILLY, "region")], AWKWARD)
)
def test_awkward_councils_are_legible_and_all_named(eyes, rows, area_code, set_id):
    table = rows(area_code, set_id)
    ax = hexmap.draw(table, title="Where the neighbours of a council with a long name are", subtitle="A set")
    eyes.legible(ax)
    assert named(ax) == set(table.name[table.role != "other"])


def test_every_council_is_one_hexagon_of_the_same_size_apart_from_the_others(rows):
    ax = hexmap.draw(rows(WILTSHIRE, "region"), title="T")
    paths = [p.vertices for p in hexagons(ax).get_paths()]
    assert len(paths) == 153
    middles = np.array([p[:6].mean(0) for p in paths])
    apart = np.linalg.norm(middles[:, None] - middles[None], axis=2)[~np.eye(153, dtype=bool)]
    assert apart.min() == pytest.approx(2 * hexmap.SIDE)  # touching, never overlapping


def test_colour_says_the_role_and_north_is_up(rows):
    table = rows(FURNESS, "dfe_2025_05")
    ax = hexmap.draw(table, title="T")
    fills = [to_hex(c) for c in hexagons(ax).get_facecolor()]
    place = list(table.area_code).index
    assert fills[place(FURNESS)] == theme.COLOURS["focus"].lower()
    assert fills.count(theme.COLOURS["neighbour"].lower()) == 10
    height = [p.vertices[:6, 1].mean() for p in hexagons(ax).get_paths()]
    assert height[place(NORTH_TYNESIDE)] == max(height) and height[place(SCILLY)] == min(height)


def test_who_comes_and_goes_is_marked_without_colour(eyes, rows):
    table = rows(WILTSHIRE, "region")
    table.loc[table.area_code == BCP, "role"] = "leaves"
    table.loc[table.area_code == FURNESS, "role"] = "joins"
    ax = hexmap.draw(table, title="T")
    assert sorted(t.get_text() for t in ax.texts if t.get_label().startswith("mark:")) == ["+", "–"]
    assert {"Bournemouth, Christchurch and Poole (goes)", "Westmorland and Furness (comes)"} <= named(ax)
    eyes.legible(ax)
    said = hexmap.alt_text(table, title="T")
    assert "Come (1): Westmorland and Furness. Go (1): Bournemouth, Christchurch and Poole." in said


def test_an_updated_map_is_the_map_drawn_anew(rows):
    one, other = rows(WILTSHIRE, "region"), rows(CITY, "dfe_2025_05")
    moved, anew = hexmap.draw(one, title="T"), hexmap.draw(other, title="T")
    with theme.use():
        hexmap.update(moved, other)

    def shown(ax):
        texts = sorted((t.get_text(), *np.round(t.get_position(), 6)) for t in ax.texts if t.get_label() != "notes")
        return texts, hexagons(ax).get_facecolor().tolist(), len(ax.collections), len(ax.lines)

    assert shown(moved) == shown(anew)


def test_missing_is_hatched_and_counted_and_groups_are_counted(rows):
    table = rows(WILTSHIRE, "region")
    table["group"] = ["A"] * 100 + ["D"] * 50 + [terms.NOT_COMPARED] * 3
    ax = hexmap.draw(table, title="T")
    assert len(hexagons(ax, "missing").get_paths()) == 3 and hexagons(ax, "missing").get_hatch()
    notes = next(t.get_text() for t in ax.texts if t.get_label() == "notes").replace("\n", " ")
    assert "Hatched: 3 councils not compared." in notes and "Ringed: this council and similar councils." in notes
    assert hexmap.alt_text(table, title="T").endswith("Of all: best quarter 100, last quarter 50, not compared 3.")
    key = [t.get_text() for t in ax.texts if t.get_label() == "key"]
    assert key == ["best quarter", "▾", "last quarter", "not compared"]


def test_too_many_neighbours_are_counted_not_named(rows):
    table = rows(WILTSHIRE, "region")
    table["role"] = table.role.where(table.role == "focus", "neighbour")
    ax = hexmap.draw(table, title="T")
    assert named(ax) == {"Wiltshire"}
    notes = next(t.get_text() for t in ax.texts if t.get_label() == "notes").replace("\n", " ")
    assert "152 similar councils are too many to name on the map." in notes


@pytest.mark.parametrize("scale", [("A", "B"), ("D", "C"), terms.QUARTERS])
def test_a_scale_gets_lighter_towards_the_middle(scale):
    lights = [theme.luminance(to_hex(hexmap.GROUPS[group])) for group in scale]
    assert all(lighter - darker > 0.1 for darker, lighter in itertools.pairwise(lights))


def test_quarters_by_height_have_a_key_of_their_own(eyes, rows):
    table = rows(WILTSHIRE, "region")
    table["group"] = [terms.QUARTERS[k % 4] for k in range(len(table))]
    ax = hexmap.draw(table, title="T")
    assert [t.get_text() for t in ax.texts if t.get_label() == "key"] == list(terms.QUARTERS)
    assert "Of all: highest quarter 39, upper middle quarter 38," in hexmap.alt_text(table, title="T")
    eyes.legible(ax)


def test_words_the_chart_does_not_know_are_refused_all_at_once():
    table = pd.DataFrame([("E06000054", "Wiltshire", "neighbor", "highest quartr", 5, 3)], columns=hexmap.COLUMNS)
    with pytest.raises(ScoutingError) as caught:
        hexmap.draw(table, title="T")
    assert len(caught.value.problems) == 2
    assert "knows no role 'neighbor'. Did you mean neighbour?" in str(caught.value)
    assert "knows no group 'highest quartr'. Did you mean highest quarter" in str(caught.value)
