"""Recipes as people write them: read whole, every mistake at once, nothing run."""

import pytest
import yaml

from scouting import paths, recipes
from scouting.errors import ScoutingError
from scouting.pages.check_data import tell

GOOD = """
title: Ours
method: z_score
k: 5
features:
  - {indicator_id: home_owners, weight: 1}
  - {indicator_id: rural_residents, weight: 0.5}
"""


@pytest.fixture(scope="module")
def known(data):
    return data.catalog


def test_those_in_the_box_are_sound(known):
    assert recipes.names() == ["children_z", "nhs_adult"]
    for name in recipes.names():
        recipe = recipes.read(name, known)
        assert recipe.leave_out == ["E06000053", "E09000001"]
        assert (known.indicators.facet[recipe.features.indicator_id] == "need").all()
        assert 10 <= len(recipe.features) <= 12 and (recipe.weights == 1).all()
        assert recipe.note
    assert recipes.read("nhs_adult", known).k == 15
    assert tell.problems() == []


def test_a_recipe_from_a_file_and_what_may_be_left_out(known, tmp_path):
    path = tmp_path / "ours.yml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    recipe = recipes.read(path, known)
    assert (recipe.name, recipe.weight_acts, recipe.leave_out) == ("ours", "squared", [])
    assert recipe.weights.to_dict() == {"home_owners": 1.0, "rural_residents": 0.5}


@pytest.mark.parametrize("name", ["nhs_adult", "children_z"])
def test_there_and_back(known, name):
    recipe = recipes.read(name, known)
    again = recipes.parse(recipes.to_yaml(recipe), name, known)
    assert again.weights.equals(recipe.weights)
    for field in ("title", "note", "method", "weight_acts", "k", "leave_out"):
        assert getattr(again, field) == getattr(recipe, field), field


def test_plain_weights_multiply_by_their_root(known):
    recipe = recipes.parse(GOOD + "weight_acts: plain\n", "ours", known)
    assert recipe.multipliers["rural_residents"] == pytest.approx(0.5**0.5) and recipe.multipliers["home_owners"] == 1
    assert recipes.parse(GOOD, "ours", known).multipliers["rural_residents"] == 0.5


def test_every_mistake_at_once(known):
    text = """
title: ' '
methd: z_score
method: zscore
weight_acts: square
k: 2.5
k: 0
leave_out: [E06000053, Rutland]
features:
  - {indicator_id: home_owner, weight: 1}
  - {indicator_id: rural_residents, weight: -1}
  - {indicator_id: rural_residents, weight: much}
  - {indicator: adults_65_share, weight: 1}
"""
    with pytest.raises(ScoutingError) as err:
        recipes.parse(text, "My recipe", known, where="My recipe.yml")
    said = [
        "'k' is there twice.",
        "Unknown entry 'methd'. Did you mean method?",
        "The file's name 'My recipe' must be small letters, digits and underscores",
        "title is blank",
        "method is 'zscore', not one of best_shape, z_score, min_max. Did you mean z_score?",
        "weight_acts is 'square', not one of squared, plain. Did you mean squared?",
        "k is '0': how many neighbours each council has must be a whole number from 1.",
        "leave_out: 'Rutland' is not the ONS code of a council in data/catalog/areas.csv.",
        "Unknown indicator 'home_owner'. Did you mean home_owners?",
        "The feature 'rural_residents' is there twice.",
        "The weight of 'rural_residents' is 'much': a weight is a number from 0.",
        "feature 4 must be written {indicator_id: ..., weight: ...}.",
    ]
    assert [s for s in said if not any(p.startswith(f"My recipe.yml: {s}") for p in err.value.problems)] == []
    assert len(err.value.problems) == len(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no recipe: it must have the entries title, note"),
        ("- a\n- b", "is no recipe"),
        ("title: [", "cannot be read as YAML"),
        ("title: !!python/object/apply:os.system ['true']", "cannot be read as YAML"),
        (GOOD.replace("weight: 1", "weight: 0").replace("0.5", "0"), "Every weight is zero"),
        (GOOD.replace("0.5", "-0.5"), "The weight of 'rural_residents' is -0.5: a weight is a number from 0."),
        (GOOD.replace("0.5", ".nan"), "The weight of 'rural_residents' is nan"),
        (GOOD.replace("0.5", "true"), "The weight of 'rural_residents' is 'True'"),
        (GOOD.split("features")[0], "features must list at least one"),
        (GOOD + "leave_out: E06000053\n", "leave_out must be a list of ONS codes"),
        (GOOD.replace("method: z_score\n", ""), "method is 'None'"),
    ],
)
def test_one_mistake(known, text, said):
    with pytest.raises(ScoutingError) as err:
        recipes.parse(text, "ours", known)
    assert str(err.value).startswith("ours") and said in str(err.value)
    assert len(err.value.problems) == 1


@pytest.mark.parametrize("name", ["dfe_2025_05", "region"])
def test_the_name_of_another_set_is_taken(known, name):
    with pytest.raises(ScoutingError, match=f"The name '{name}' is that of another neighbour set"):
        recipes.parse(GOOD, name, known)


def test_a_name_that_is_none_and_a_file_that_is_none(known, tmp_path):
    with pytest.raises(ScoutingError, match=r"Unknown recipe 'nhs_adults'. Did you mean nhs_adult\?"):
        recipes.read("nhs_adults", known)
    with pytest.raises(ScoutingError, match="cannot be read as a recipe: No such file"):
        recipes.read(tmp_path / "none.yml", known)
    (tmp_path / "x.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScoutingError, match="cannot be read as a recipe"):
        recipes.read(tmp_path / "x.yml", known)


def test_a_mistake_in_a_recipe_of_the_box_is_found_by_the_check(monkeypatch, tmp_path):
    (tmp_path / "broken.yml").write_text(GOOD.replace("home_owners", "home_owner"), encoding="utf-8")
    monkeypatch.setattr(paths, "RECIPES", tmp_path)
    (problem,) = tell.problems()
    assert problem.startswith("data/recipes/broken.yml: Unknown indicator 'home_owner'. Did you mean home_owners?")


def test_the_files_are_plain_data():
    for name in recipes.names():
        assert yaml.safe_load((paths.RECIPES / f"{name}.yml").read_text(encoding="utf-8"))["title"]


def test_references_that_nest_without_end_are_refused_at_once():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for one, two in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{two}: &{two} [{', '.join([f'*{one}'] * 9)}]\n"
    with pytest.raises(ScoutingError, match=r"bomb refers to other parts of itself, by anchors or aliases"):
        recipes.parse(bomb + "note: *i\n", "bomb")
