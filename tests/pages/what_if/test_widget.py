"""The what-if controls driven without a browser: they ask what they show, and keep what they are told."""

import asyncio
import html
import io
import re

import pytest
from PIL import Image

from scouting import paths
from scouting.pages.what_if import kept
from scouting.pages.what_if.question import MOVING, RESTING, answer, ask
from scouting.pages.what_if.widget import WhatIf
from scouting.recipes import weights
from scouting.words.verdict import rank_words

#: Draws in most tests here: what is tested does not hang on how many.
FEW = 200


@pytest.fixture
def widget(data, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path)
    monkeypatch.setattr("scouting.pages.what_if.widget.RESTING", FEW)
    monkeypatch.setattr("scouting.pages.what_if.widget.MOVING", FEW)
    return WhatIf(ask("Wiltshire", "balanced_adults", data=data))


def text(shown):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown.value))


def test_what_is_said_is_the_answer_of_the_text_to_share(widget, data):
    widget.weights.facets["experience"].value = 4
    assert widget.text.value == "recipe=balanced_adults experience=4"
    made = ask("Wiltshire", weights.from_text(widget.text.value, data.catalog), data=data)
    told = answer(made, FEW)
    assert rank_words(told.own) in text(widget.said)
    assert (widget.answer.table["rank"] == told.table["rank"]).sum() == told.own.of


def test_it_moves_on_a_thousand_draws_and_rests_on_ten_thousand(data):
    assert (MOVING, RESTING) == (1_000, 10_000)
    widget = WhatIf(ask("Wiltshire", "balanced_adults", data=data))
    assert widget.answer.draws == RESTING
    widget.update(MOVING)
    assert widget.answer.draws == MOVING and "From 10,000 draws" in widget.detail.value


def test_the_picture_is_drawn_once_and_moved(widget):
    before, ax = widget.league.image.value, widget.league._ax
    widget.weights.indicators["care_satisfaction"].value = 0
    assert widget.league._ax is ax and widget.league.image.value != before
    assert Image.open(io.BytesIO(widget.league.image.value)).format == "PNG"
    own = f"{widget.answer.own['rank']:.0f}"
    assert re.search(rf"Wiltshire: {own}(st|nd|rd|th) of", text(widget.league.words))


def test_spending_and_need_come_and_go(widget):
    assert widget.quadrant.box.layout.display == "none"
    widget.spending.value = True
    widget.need.value = True
    assert widget.quadrant.box.layout.display == "" and "£ per adult" in text(widget.quadrant.words)
    assert "with need allowed for" in text(widget.said)
    widget.spending.value = widget.need.value = False
    assert widget.quadrant.box.layout.display == "none" and "with need allowed for" not in text(widget.said)


def test_reset_brings_every_weight_back(widget):
    before = text(widget.said)
    widget.weights.facets["outcome"].value = 0
    widget.weights.indicators["care_control"].value = 4
    assert text(widget.said) != before
    widget.reset.click()
    assert text(widget.said) == before and widget.text.value == "recipe=balanced_adults"


def test_all_weights_at_zero_are_said_and_the_last_answer_stays(widget):
    for slider in widget.weights.facets.values():
        slider.value = 0
    assert "zero: at least one indicator must count" in text(widget.notice)
    assert "Wiltshire ranks" in text(widget.said)
    widget.reset.click()
    assert widget.notice.value == ""


def test_kept_weights_are_a_recipe_that_reads_back_and_is_listed(widget, data, tmp_path):
    widget.weights.facets["experience"].value = 3
    shown = text(widget.said)
    widget.name.value = "../What <users> said"
    widget.save.click()
    assert [p.name for p in (tmp_path / "weightings").iterdir()] == ["what_users_said.yml"]
    back = weights.read(tmp_path / "weightings" / "what_users_said.yml", data.catalog)
    assert back.facets.set_index("facet").weight["experience"] == 3
    assert widget.recipe.value == "what_users_said" and "<users>" not in widget.beside.value
    assert "What &lt;users&gt; said" in widget.beside.value
    widget.recipe.value = "balanced_adults"
    assert text(widget.said) != shown
    widget.recipe.value = "what_users_said"
    assert text(widget.said) == shown


def test_to_start_again_is_to_go_back_to_the_weights_that_are_named(widget, data):
    """Kept weights are the recipe from then on; where the list names none it is that of the text that was used."""
    widget.weights.facets["experience"].value = 4
    widget.name.value = "Mine"
    widget.save.click()
    assert widget.recipe.value == "mine" and widget.text.value == weights.to_text(kept.read("mine", data.catalog))
    widget.weights.facets["experience"].value = 1
    widget.reset.click()
    assert widget.weights.facets["experience"].value == 4 and widget.recipe.value == "mine"
    widget.text.value = "recipe=none outcome=2 care_satisfaction=1 care_control=3"
    widget.load.click()
    assert widget.recipe.value is None
    widget.weights.indicators["care_control"].value = 0
    widget.reset.click()
    assert widget.weights.indicators["care_control"].value == 3
    widget.recipe.value = "mine"
    assert widget.weights.facets["experience"].value == 4


def test_a_text_that_is_being_written_when_a_slider_comes_to_rest_stays(widget, monkeypatch):
    monkeypatch.setattr("scouting.pages.what_if.widget.MOVING", FEW // 2)
    monkeypatch.setattr("scouting.pages.what_if.widget.REST", 0.05)

    async def move(weight, written=""):
        widget.weights.facets["experience"].value = weight
        widget.text.value = written or widget.text.value
        while widget.answer.draws < FEW:
            await asyncio.sleep(0.02)

    asyncio.run(move(4, "recipe=balanced_adults outcome=5"))
    assert widget.text.value == "recipe=balanced_adults outcome=5"
    asyncio.run(move(3))
    assert widget.text.value == "recipe=balanced_adults experience=3"


def test_a_name_that_will_not_do_is_said_and_nothing_is_written(widget, tmp_path):
    names = {"  ": "have no name", "../..": "have no name", "Balanced adults": "the name of weights in the box"}
    wrong = {}
    for name, told in names.items():
        widget.name.value = name
        widget.save.click()
        if told not in text(widget.notice) or (tmp_path / "weightings").exists():
            wrong[name] = text(widget.notice)
        widget.notice.value = ""
    assert not wrong


HOSTILE = ["", "recipe=../../etc/passwd", "!!python/object/apply:os.system [id]",
           "recipe=balanced_adults outcome=__import__", "recipe=balanced_adults outcome=-1",
           "recipe=<script>alert(1)</script>", "x" * 100_000]  # fmt: skip


def test_a_hostile_text_gets_a_sentence_and_changes_nothing(widget):
    before, wrong = text(widget.said), {}
    for hostile in HOSTILE:
        widget.notice.value = ""
        widget.text.value = hostile
        widget.load.click()
        if not widget.notice.value or "<script" in widget.notice.value or text(widget.said) != before:
            wrong[hostile[:60]] = widget.notice.value
    assert not wrong


def test_another_council_and_another_recipe(data):
    widget = WhatIf(ask("Derby", "balanced_adults", data=data))
    assert "Derby is not ranked" in text(widget.said)  # it made no return of the survey
    widget.recipe.value = "balanced_children"
    assert "Derby ranks" in text(widget.said) and widget.text.value == "recipe=balanced_children"
    assert list(widget.weights.facets) == list(widget.weights.recipe.facets.facet)
    widget.reach.value = "neighbours"
    assert "among itself and 10 similar councils" in text(widget.said)


def test_a_kept_file_that_cannot_be_read_is_left_out(widget, data, tmp_path):
    (tmp_path / "weightings").mkdir()
    (tmp_path / "weightings" / "broken.yml").write_text("facets: [", encoding="utf-8")
    assert "broken" not in {one.name for one in kept.every(data.catalog)}


def test_weights_kept_last_month_go_on_working_with_one_notice(widget, data, tmp_path):
    """A kept file that still says horizon is listed and used; what it said is ignored, and that is told."""
    made = weights.read("balanced_adults", data.catalog).reweighed({"experience": 3})
    (tmp_path / "weightings").mkdir()
    path = tmp_path / "weightings" / "last_month.yml"
    path.write_text(weights.to_yaml(made) + "horizon: now\n", encoding="utf-8")
    widget._list_recipes("balanced_adults")
    widget.recipe.value = "last_month"
    assert widget.weights.facets["experience"].value == 3
    assert html.unescape(text(widget.notice)).count("The entry 'horizon' is no longer used") == 1
    widget.recipe.value = "balanced_adults"
    assert widget.notice.value == ""
    widget.recipe.value = "last_month"
    widget.name.value = "This month"
    widget.save.click()
    assert "horizon" not in (tmp_path / "weightings" / "this_month.yml").read_text(encoding="utf-8")
