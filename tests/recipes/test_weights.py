"""Weightings as people write and share them: checked whole, every mistake at once, nothing run."""

import numpy as np
import pytest

from scouting import recipes
from scouting.errors import ScoutingError
from scouting.pages.check_data import tell
from scouting.recipes import weights

GOOD = """
title: Ours
facets:
  outcome: {weight: 3, indicators: {care_control: 1, care_feel_safe: 2}}
  experience: {weight: 1, indicators: {care_satisfaction: 1}}
"""


@pytest.fixture(scope="module")
def known(data):
    return data.catalog


def test_those_in_the_box_are_sound_and_no_neighbour_sets(known):
    assert weights.names() == [
        "adult_outcomes", "balanced_adults", "balanced_children", "childrens_outcomes", "people_first_adults",
        "people_first_children", "quantity_only", "response_times",
    ]  # fmt: skip
    assert not set(weights.names()) & set(recipes.names())
    assert weights.problems(known) == [] and tell.problems() == []
    for name in weights.names():
        w = weights.read(name, known)
        assert w.note and w.service in ("adults", "children") and w.shares.sum() == pytest.approx(1)
        judged = known.indicators.polarity[w.indicators.indicator_id] != "no_judgement"
        assert judged.all() or name == "quantity_only"
        assert w.mostly_activity == (name == "quantity_only")


def test_shares_are_facet_by_facet(known):
    w = weights.parse(GOOD, "ours", known)
    assert w.shares.to_dict() == pytest.approx({"care_control": 0.25, "care_feel_safe": 0.5, "care_satisfaction": 0.25})
    assert (w.normalisation, w.aggregation, w.missing, w.coverage) == ("z", "arithmetic", "reweight", 0.6)
    assert weights.parse(GOOD + "missing: exclude\n", "ours", known).coverage == 1.0
    # A facet keeps its weight when one of its indicators goes; one that loses them all counts for nothing.
    assert w.only(["care_control", "care_satisfaction"]).shares.to_dict() == {
        "care_control": 0.75,
        "care_satisfaction": 0.25,
    }
    assert w.reweighed(indicators={"care_satisfaction": 0}).shares.tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert w.reweighed({"outcome": 30, "experience": 10}).shares.equals(w.shares)


def test_there_and_back(known):
    for name in weights.names():
        w = weights.read(name, known)
        again = weights.parse(weights.to_yaml(w), name, known)
        assert again.shares.equals(w.shares) and again.indicators.equals(w.indicators)
        assert weights.to_yaml(again) == weights.to_yaml(w)


@pytest.mark.parametrize("said", ["now", "sustained", "whatever"])
def test_a_file_of_last_month_is_read_and_its_horizon_ignored_with_one_notice(known, said):
    now, old = (
        weights.parse(GOOD, "ours", known),
        weights.parse(f"{GOOD}horizon: {said}\n", "ours", known, "ours.yml"),
    )
    assert old.shares.equals(now.shares) and old.indicators.equals(now.indicators) and now.notices == ()
    (told,) = old.notices
    assert told.startswith("ours.yml: The entry 'horizon' is no longer used and was ignored")
    assert weights.to_yaml(old) == weights.to_yaml(now) and "horizon" not in weights.to_yaml(old)
    line = weights.from_text(f"recipe=adult_outcomes horizon={said} outcome=2", known)
    assert len(line.notices) == 1 and "horizon" not in weights.to_text(line)
    with pytest.raises(ScoutingError, match="Unknown entry 'horizons'"):
        weights.parse(GOOD + "horizons: now\n", "ours", known)
    for name in weights.names():  # ours no longer have it
        assert weights.read(name, known).notices == ()


def test_every_mistake_at_once(known):
    text = """
title: ' '
normalization: z
aggregation: geometric
coverage: 60
facets:
  outcom: {weight: 1}
  cost: {weight: 1, indicators: {cost_looked_after: 1}}
  outcome: {weight: -1, indicators: {re_referals: 1, care_satisfaction: .nan, care_control: x, care_feel_safe: yes}}
  activity: {weight: 1, indicators: {looked_after_rate: 1, direct_payments: 1}}
direction: {direct_payments: more, other: up}
"""
    with pytest.raises(ScoutingError) as caught:
        weights.parse(text, "My index", known, where="My index.yml")
    assert caught.value.problems == [
        f"My index.yml: {problem}"
        for problem in [
            "Unknown entry 'normalization'. Did you mean normalisation?",
            "The file's name 'My index' must be small letters, digits and underscores: it names the index.",
            "title is blank: it is what readers see.",
            "coverage is '60': the least share of weight held is a number above 0 and up to 1.",
            "aggregation is geometric and normalisation is z: a geometric mean needs figures above zero. "
            "Take min_max or percentile.",
            "Unknown facet 'outcom'. Did you mean outcome? They are need, activity, timeliness, outcome, experience, "
            "workforce, cost, inspection.",
            "The facet 'cost' cannot be part of an index: money is neither good nor bad by itself.",
            "The weight of 'outcome' is -1: a weight is a number from 0.",
            "Unknown indicator 're_referals'. Did you mean re_referrals? Indicators are listed in "
            "data/catalog/indicators.csv.",
            "The weight of 'care_satisfaction' is nan: a weight is a number from 0.",
            "The indicator 'care_satisfaction' is under 'outcome', but its facet is experience.",
            "The weight of 'care_control' is 'x': a weight is a number from 0.",
            "The weight of 'care_feel_safe' is 'yes': a weight is a number from 0.",
            "direction names 'direct_payments', which the catalogue judges: high_is_good.",
            "direction names 'other', which is not an indicator of this recipe.",
            "direction of 'other' is 'up', not one of more, fewer.",
            "The indicator 'looked_after_rate' is neither good nor bad: say under direction whether more or fewer of "
            "it counts here, or leave it out.",
        ]
    ]


@pytest.mark.parametrize(
    "text, told",
    [
        (GOOD.replace("care_feel_safe: 2", "care_control: 2"), "'care_control' is there twice."),
        (GOOD.replace("  experience: {weight: 1, indicators: {care_satisfaction: 1}}",
                      "  outcome: {weight: 1, indicators: {care_control: 1}}"), "'outcome' is there twice."),
        (GOOD.replace("weight: 3", "weight: 0").replace("weight: 1", "weight: 0"),
         "Every weight of 'ours' is zero: at least one indicator must count."),
        (GOOD.replace("weight: 3", "weight: &w 3").replace("weight: 1", "weight: *w"), "refers to other parts"),
        ("title: Ours\nfacets: 3\n", "facets must name at least one facet"),
        ("title: Ours\nfacets: {outcome: {care_control: 1}}\n", "must be written {weight: ..., indicators:"),
        ("title: Ours\nfacets: [", "cannot be read as YAML"),
        ("[" * 1000, "has 21 entries within each other; 20 are the most that are read"),
        ("just words", "This is no recipe: it must have the entries title, note"),
        ("title: !!python/object/apply:os.system ['true']\nfacets: {}\n", "cannot be read as YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(known, text, told):
    with pytest.raises(ScoutingError) as caught:
        weights.parse(text, "ours", known)
    assert told in str(caught.value)


def test_names_that_are_not_there(known, tmp_path):
    with pytest.raises(ScoutingError, match=r"Unknown weighting 'adult_outcome'. Did you mean adult_outcomes?"):
        weights.read("adult_outcome", known)
    with pytest.raises(ScoutingError, match="cannot be read as a recipe"):
        weights.read(tmp_path / "none.yml", known)
    path = tmp_path / "ours.yml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert weights.read(path, known).name == "ours"
    with pytest.raises(ScoutingError, match=r"ours.yml is a recipe of weights for an index, not of a neighbour set."):
        recipes.read(path, known)


def test_weights_moved_wrongly_are_told_together(known):
    with pytest.raises(ScoutingError) as caught:
        weights.parse(GOOD, "ours", known).reweighed({"outcomes": 1, "outcome": -2}, {"care_control": np.nan})
    assert len(caught.value.problems) == 3 and "Did you mean outcome?" in str(caught.value)


def test_a_shared_text_rebuilds_the_weighting(known):
    for name in weights.names():
        w = weights.read(name, known)
        first, facet = w.indicators.indicator_id.iloc[0], w.facets.facet.iloc[0]
        moved = w.reweighed({facet: 2.75}, {first: 0.3333})
        text = weights.to_text(moved)
        assert text.isascii() and "\n" not in text and len(text) < 120
        again = weights.from_text(text, known)
        assert again.indicators.equals(moved.indicators) and again.facets.equals(moved.facets)
    unknown = weights.parse(GOOD + "normalisation: percentile\naggregation: geometric\n", "nobodys", known)
    again = weights.from_text(weights.to_text(unknown), known)
    assert again.shares.equals(unknown.shares) and again.aggregation == "geometric"
    less = weights.read("adult_outcomes", known).only(["care_control", "care_feel_safe"])
    held = weights.from_text(weights.to_text(less), known).shares
    assert held[held > 0].to_dict() == less.shares.to_dict()
    quantity = weights.parse(weights.to_yaml(weights.read("quantity_only", known)), "nobodys", known)
    assert weights.from_text(weights.to_text(quantity), known).indicators.equals(quantity.indicators)


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "names the recipe '', which is not here"),
        ("recipe=../../etc/passwd", "names the recipe '../../etc/passwd', which is not here"),
        ("recipe=adult_outcome", "Did you mean adult_outcomes?"),
        ("recipe=adult_outcomes care_controll=1", "Did you mean care_control?"),
        ("recipe=adult_outcomes care_control=1e999", "must be a plain number from 0"),
        ("recipe=adult_outcomes care_control=-1", "must be a plain number from 0"),
        ("recipe=adult_outcomes care_control=__import__('os')", "must be a plain number from 0"),
        ("recipe=adult_outcomes outcome", "'outcome' is not of the form name=value."),
        ("recipe=adult_outcomes outcome=1 outcome=2", "'outcome' is there twice."),
        ("recipe=adult_outcomes outcome=0", "at least one indicator must count"),
        ("recipe=adult_outcomes normalisation=<script>", "normalisation is '<script>', not one of z, min_max"),
        ("recipe=adult_outcomes direction.care_control=fewer", "which the catalogue judges: high_is_good"),
        ("recipe=none care_control=1 looked_after_rate=1", "is neither good nor bad: say under direction"),
        ("recipe=none", "facets must name at least one facet"),
        ("recipe=adult_outcomes " + "x" * 9000, "This is not a shared weighting"),
        ("recipe=adult_outcomes café=1", "This is not a shared weighting"),
    ],
)  # fmt: skip
def test_a_hostile_text_gets_a_sentence(known, text, told):
    with pytest.raises(ScoutingError) as caught:
        weights.from_text(text, known)
    assert told in str(caught.value)
