"""``scouting weights`` as a person meets it."""

import pytest
from click.testing import CliRunner

from scouting.cli.main import main
from scouting.recipes import weights


def ask(*words):
    return CliRunner().invoke(main, ["weights", *words])


def test_list_names_every_recipe_and_how_much_lies_on_activity():
    told = ask("list")
    assert told.exit_code == 0 and [line.split()[0] for line in told.stdout.splitlines()] == weights.names()
    assert "quantity_only            children  100% activity" in told.stdout


def test_check_says_what_an_index_leans_on_and_tells_activity():
    told = ask("check", "quantity_only")
    assert told.exit_code == 0, told.output
    assert "It is sound." in told.stdout and "recipe=quantity_only" in told.stdout
    assert "100% of the weight is on activity" in told.stdout and "The two orders agree by" in told.stdout
    assert "151 of 153 councils have figures for 60% of the weight or more." in told.stdout
    assert "activity:" not in ask("check", "adult_outcomes").stdout


def test_check_tells_every_problem_at_once(tmp_path):
    path = tmp_path / "ours.yml"
    path.write_text("title: Ours\nfacets: {outcome: {weight: -1, indicators: {care_controll: 1}}}\n")
    told = ask("check", str(path))
    assert told.exit_code == 2 and told.stdout == ""
    for part in (
        "ours.yml: The weight of 'outcome' is -1",
        "Unknown indicator 'care_controll'. Did you mean care_control?",
    ):
        assert part in told.stderr


def test_a_file_of_last_month_is_read_and_said_beside_the_answer(tmp_path):
    path = tmp_path / "ours.yml"
    path.write_text("title: Ours\nhorizon: now\nfacets: {outcome: {weight: 1, indicators: {care_control: 1}}}\n")
    for words in (["check", str(path)], ["compare", "adult_outcomes", str(path), "--council", "Kent"]):
        told = ask(*words)
        assert told.exit_code == 0 and "horizon" not in told.stdout
        assert told.stderr.count("ours.yml: The entry 'horizon' is no longer used and was ignored") == 1


def test_compare_lays_weightings_over_each_other(tmp_path):
    path = tmp_path / "ours.yml"
    path.write_text("title: Ours\nfacets: {outcome: {weight: 1, indicators: {care_control: 1, care_feel_safe: 1}}}\n")
    told = ask("compare", "adult_outcomes", "people_first_adults", str(path), "--council", "Wiltshire")
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert "widest disagreement first" in lines[0] and lines[1].split()[-3:] == ["14.3%", "0.0%", "50.0%"]
    places = [line for line in lines if " to " in line and line.split()[-1] in ("150", "151")]
    assert [line.split("  ")[0] for line in places] == [
        "adult_outcomes", "people_first_adults", "ours", "all of them together",
    ]  # fmt: skip
    near = ask("compare", "adult_outcomes", str(path), "--council", "Wiltshire", "--neighbours", "nhs_adult")
    assert "among similar councils (nhs_adult)" in near.stdout and near.stdout.count("     16\n") == 3


@pytest.mark.parametrize(
    "words, told",
    [
        (["adult_outcomes", "people_frist_adults", "--council", "Drby"],
         ["Unknown council 'Drby'. Did you mean Derby?", "Unknown weighting 'people_frist_adults'."]),
        (["adult_outcomes", "--council", "Derby"], ["Name at least two weightings to compare."]),
        (["adult_outcomes", "balanced_adults", "--council", "Derby", "--neighbours", "nhs_adlt"],
         ["Unknown neighbour set 'nhs_adlt'. Did you mean nhs_adult?"]),
    ],
)  # fmt: skip
def test_mistakes_are_told(words, told):
    ended = ask("compare", *words)
    assert ended.exit_code == 2 and ended.stdout == ""
    for part in told:
        assert part in ended.stderr


def test_a_council_that_is_not_scored_is_said_to_be():
    told = ask("compare", "adult_outcomes", "people_first_adults", "--council", "Isles of Scilly")
    assert told.exit_code == 0 and "not ranked: figures for 0% of the weight" in told.stdout
