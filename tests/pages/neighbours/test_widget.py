"""Weights moved by hand: the plain functions behind the widget, and its controls driven without a browser."""

import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from scouting import recipes
from scouting.errors import ScoutingError
from scouting.pages.neighbours.widget import NeighbourWeights, changed, list_for, verdict_changes
from scouting.study import study

WILTSHIRE, DERBY = "E06000054", "E06000015"


@pytest.fixture(scope="module")
def made(data):
    return data.calculated("children_z")


@pytest.fixture
def widget(data):
    return NeighbourWeights(study("Wiltshire", data=data))


def text(html):
    return re.sub(r"<[^>]+>", " ", html.value)


def listed(widget):
    """The list as the widget shows it: council and what becomes of it."""
    cells = re.findall(r'<th scope="row">(.*?)</th><td>.*?</td><td>(.*?)</td>', widget.table.value)
    return {name: word for name, word in cells}


def test_the_recipes_own_weights_give_the_recipes_own_list(data, made):
    for code in (WILTSHIRE, DERBY, "E06000017", "E06000058"):
        want = made.links[made.links.area_code == code].neighbour_code.tolist()
        assert list_for(made.space, made.recipe.multipliers, code, made.recipe.k) == want


def test_the_list_is_that_of_a_naive_loop(made):
    rng = np.random.default_rng(3)
    weights = made.recipe.multipliers * rng.uniform(0, 3, len(made.recipe.multipliers))
    points = made.space.scaled * weights
    apart = {code: float(((points.loc[code] - points.loc[DERBY]) ** 2).sum()) for code in points.index if code != DERBY}
    assert (
        list_for(made.space, weights, DERBY, 10) == sorted(apart, key=lambda code: (round(apart[code], 12), code))[:10]
    )


def test_a_council_outside_the_field_is_refused(made):
    with pytest.raises(ScoutingError, match="E06000053 is not among the councils compared"):
        list_for(made.space, made.recipe.multipliers, "E06000053", 10)


def test_who_stays_comes_and_goes():
    rows = changed(list("abcd"), list("cxa"))
    assert rows.role.tolist() == ["neighbour", "joins", "neighbour", "leaves", "leaves"]
    assert rows.neighbour_code.tolist() == list("cxabd")
    assert changed(list("ab"), list("ba")).role.tolist() == ["neighbour"] * 2


def test_verdicts_that_change_are_those_of_two_studies(data):
    """Against two published sets: the same as the comparison of each says."""
    one, other = (study("Birmingham", s, data=data) for s in ("dfe_2025_05", "dfe_2021_04"))
    told = verdict_changes(one.panel, one.area_code, one.neighbour_set.codes, other.neighbour_set.codes)
    words = [s.comparison.verdict for s in (one, other)]
    ways = [w.str.replace("clearly |probably ", "", regex=True) for w in words]
    want = words[0].index[ways[0] != ways[1]].tolist()
    assert want and told.indicator_id.tolist() == want
    assert told.before.tolist() == words[0][want].tolist() and told.after.tolist() == words[1][want].tolist()
    assert verdict_changes(one.panel, one.area_code, one.neighbour_set.codes, one.neighbour_set.codes).empty


def test_at_the_recipes_weights_nothing_changes(widget):
    assert set(listed(widget).values()) == {"stays"} and len(listed(widget)) == 10
    assert "10 of the 10 similar councils that Wiltshire has by the recipe stay." in text(widget.said)
    assert "0 verdicts change with the list." in text(widget.said) and widget.verdicts.value == ""
    assert "acts squared" in text(widget.said)


def test_a_moved_slider_shows_the_new_list_map_and_verdicts(widget, data):
    before, picture = listed(widget), widget.image.value
    widget.sliders["children_0_17"].value = 3.0
    now = widget.weighted
    codes = list_for(widget.space, now.multipliers, WILTSHIRE, now.k)
    shown = listed(widget)
    names = [data.catalog.name(code) for code in codes]
    assert list(shown)[:10] == names
    assert {n for n, w in shown.items() if w == "comes"} == set(names) - set(before) != set()
    assert {n for n, w in shown.items() if w == "goes"} == set(before) - set(names)
    assert widget.image.value != picture and all(name in widget.words.value for name in names)
    number = int(re.search(r"(\d+) verdicts? change", text(widget.said)).group(1))
    assert widget.verdicts.value.count("<tr>") - 1 * (number > 0) == number
    widget.reset.click()
    assert listed(widget) == before and widget.sliders["children_0_17"].value == 1.0


def test_the_picture_is_a_png_of_the_whole_map(widget):
    import io

    picture = Image.open(io.BytesIO(widget.image.value))
    assert picture.format == "PNG" and picture.width == 720


def test_weights_that_mean_nothing_are_said_and_change_nothing(widget):
    before = listed(widget)
    for slider in widget.sliders.values():
        slider.value = 0
    assert "Every weight is zero: at least one feature must count." in text(widget.said)
    # The last weight above zero gave the last list; then nothing moved.
    last = listed(widget)
    widget.reset.click()
    assert listed(widget) == before != last


def test_the_number_can_be_chosen_and_the_council_is_the_pages(data):
    widget = NeighbourWeights(study("Derby", data=data))
    assert "Councils similar to Derby" in widget.table.value
    widget.k.value = 12
    shown = listed(widget)
    assert list(shown.values()).count("comes") == 2 and len(shown) == 12


def test_the_text_is_the_recipe_and_reads_back_as_the_same(widget, data):
    widget.sliders["rural_residents"].value = 2.5
    widget.k.value = 8
    back = recipes.parse(widget.text.value, "mine", data.catalog)
    assert back.weights["rural_residents"] == 2.5 and back.k == 8
    other = NeighbourWeights(study("Wiltshire", data=data))
    other.text.value = widget.text.value
    other.load.click()
    assert other.sliders["rural_residents"].value == 2.5
    assert set(listed(other)) == {name for name, word in listed(widget).items() if word != "goes"}


def test_a_recipe_of_other_features_brings_its_own_sliders(widget):
    widget.text.value = (
        "title: Two features\nmethod: min_max\nk: 5\nfeatures:\n"
        "  - {indicator_id: adults_65_share, weight: 4}\n  - {indicator_id: home_owners, weight: 1}\n"
    )
    widget.load.click()
    assert list(widget.sliders) == ["adults_65_share", "home_owners"]
    assert widget.sliders["adults_65_share"].value == 4.0 and len(listed(widget)) == 5
    assert len(widget.features.children) == 2 and len(widget.space.scaled) == 153  # nobody is left out


def test_a_text_that_is_no_recipe_is_refused_with_all_its_problems_and_nothing_runs(widget, tmp_path):
    before = listed(widget)
    flag = tmp_path / "ran"
    widget.text.value = f'title: !!python/object/apply:os.system ["touch {flag}"]\n'
    widget.load.click()
    assert "cannot be read as YAML" in text(widget.said) and not flag.exists()
    widget.text.value = "title: <b>x</b>\nmethod: best\nk: 0\nfeatures:\n  - {indicator_id: re_referal, weight: -1}\n"
    widget.load.click()
    said = text(widget.said)
    assert "method is" in said and "k is" in said and "Did you mean re_referrals?" in said
    assert listed(widget) == before


def test_every_control_says_what_it_is(widget, data):
    titles = data.catalog.indicators.short_title
    assert [s.description for s in widget.sliders.values()] == [titles[i] for i in widget.sliders]
    for control in (widget.k, widget.reset, widget.load, widget.text):
        assert control.description


def test_a_council_that_the_recipe_leaves_out_is_told_so(data):
    made = NeighbourWeights(study("Isles of Scilly", data=data))
    assert "Isles of Scilly is not in the calculated set." in text(made.said)
    assert not (made.table.value or made.verdicts.value or made.image.value), "no other council in its place"


def test_for_adults_the_sliders_are_the_adult_recipes(data):
    made = NeighbourWeights(study("Kent", indicators="adults", data=data))
    assert list(made.sliders) == data.calculated("nhs_adult").recipe.features.indicator_id.tolist()
    pd.testing.assert_series_equal(made.weighted.weights, data.calculated("nhs_adult").recipe.weights)
