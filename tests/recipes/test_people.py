"""Weights of many people: names, files, lines, lists of lines."""

import pytest

from scouting.errors import ScoutingError
from scouting.recipes import people, weights


def test_names_files_lines_and_lists_come_each_under_a_name_of_its_own(data, tmp_path):
    (tmp_path / "ours.yml").write_text(weights.to_yaml(weights.read("adult_outcomes")), encoding="utf-8")
    lines = "# the meeting\n\nrecipe=adult_outcomes care_control=5\r\nrecipe=adult_outcomes care_control=5\n"
    (tmp_path / "them.txt").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    asked = ["adult_outcomes", str(tmp_path / "them.txt"), "adult_outcomes", str(tmp_path / "ours.yml"),
             "recipe=adult_outcomes care_control=0"]  # fmt: skip
    made = people.read(asked, data.catalog)
    assert [one.name for one in made] == ["adult_outcomes", "line 1", "line 2", "ours", "line 3"]
    assert [one.shares["care_control"] for one in made] == pytest.approx([2 / 14, 5 / 17, 5 / 17, 2 / 14, 0])


def test_every_problem_of_all_is_told_with_its_line(data, tmp_path):
    (tmp_path / "them.txt").write_text("recipe=adult_outcomes care_control=x\nrecipe=nobody\n", encoding="utf-8")
    (tmp_path / "none.txt").write_text("\n", encoding="utf-8")
    asked = [str(tmp_path / "them.txt"), str(tmp_path / "none.txt"), str(tmp_path / "gone.txt"), "adult_outcome"]
    with pytest.raises(ScoutingError) as err:
        people.read(asked, data.catalog)
    for told, part in zip(err.value.problems, ("Line 1: ", "Line 2: ", "none.txt names no", "gone.txt cannot be read",
                                               "Unknown weighting 'adult_outcome'"), strict=True):  # fmt: skip
        assert part in told
