"""Sentences on naming hold the numbers of their tables and no names but the reader's own."""

import numpy as np
import pandas as pd
import pytest

from scouting.pages.naming import words


def test_deserved_says_how_many_how_sure_and_what_luck_gives():
    rows = pd.DataFrame(
        [["best", 15, 9.14, 1, 5, 1.49], ["last", 14, 8.2, 2, 1, 1.3]],
        columns=["group", "named", "expected", "sure", "even", "by_luck"],
    )
    first, best, best_sure, last, last_sure = words.deserved_sentences(rows, 151)
    assert first == "Suppose that the figures move as they usually do, and that the weights stay near these."
    assert best == (
        "About 9.1 of the 15 best of 151 would then be named again. If all councils were alike, 1.5 would be."
    )
    assert best_sure == "1 of them is sure (95% or more); 5 have less than an even chance."
    assert last.startswith("About 8.2 of the 14 last of 151")
    assert last_sure == "2 of them are sure (95% or more); 1 has less than an even chance."


def test_kept_gives_the_span_over_the_others():
    rows = pd.DataFrame(
        [["a", "best", 15, 15, 4, 1.5], ["b", "best", 15, 15, 11, 1.5], ["a", "last", 14, 13, 6, 1.2]],
        columns=["other", "group", "named", "scored", "kept", "by_luck"],
    )
    best, last = words.kept_sentences(rows, "another set of weights")
    assert best.startswith("Of the 15 best, 4 to 11 would be named by another set of weights (2 tried; 1.5 by luck")
    assert last.startswith("Of the 14 last, 6 would be named by another set of weights (1 tried; 1.2 by luck")


@pytest.mark.parametrize(
    ("above", "told"), [(6, "Nothing sets the group apart"), (13, "outside that, as one in twenty is by luck")]
)
def test_groups_against_chance(above, told):
    rows = pd.DataFrame(
        [["worst", 14, 13, above, 6.5, 3, 10, 0.5, 4, 9]],
        columns=["list", "named", "scored", "above", "expected", "lower", "upper", "p", "above_lower", "above_upper"],
    )
    found, chance = words.groups_sentences(rows)
    assert found == (
        f"Named last in 2001: {above} of 13 are above today's median (4 to 9 in the draws; 1 is not ranked)."
    )
    assert chance.startswith("Chance alone gives 6.5, and 3 to 10 in 95 of 100 cases. ") and told in chance


def test_progress_by_its_numbers():
    rows = pd.DataFrame({"moved": [1] * 5 + [-1] * 3 + [0] * 142, "told": [True] * 4 + [False] * 146})
    far = pd.DataFrame(
        [["best", 15, 1.4, -0.4, -0.35, 0, 1.5, 0], ["last", 14, -1.5, 0.5, 0.4, 6, 1.4, 9]],
        columns=["group", "named", "start", "change", "expected", "fastest", "by_luck", "moved"],
    )
    text = " ".join(words.progress_sentences(rows, far, far.assign(fastest=[9, 2]), 0.72, 15))
    assert "Of 150 councils, 5 improved by more than such figures usually move and 3 fell by more. Chance alone" in text
    assert "would give about 4 of each" in text
    assert "of the 14 that were last 3 years before, 6 are among the 15 that have improved most since. If" in text
    assert "1.4 would be. Of the 15 that were best, 0 are. Of the 14 that are last now, 2 are: a list" in text
    assert "Of a lead of 10 between two councils, 7.2 was left 3 years later." in text
    assert "The 14 last moved by +0.50 on average, where their start alone led one to expect +0.40." in text
    assert "The 15 best moved by −0.40, with −0.35 expected." in text
    assert "4 councils improved by more than 1.96 times the usual spread. Chance alone would give about 4." in text


@pytest.mark.parametrize(
    ("moved", "told"),
    [(1, "more than such figures usually move"), (-1, "more than such figures usually move"),
     (0, "no more than such figures usually move")],
)  # fmt: skip
def test_own_progress(moved, told):
    row = pd.Series({"start": -1.0, "end": -0.2, "change": 0.8, "moved": moved, "expected": 0.3, "beyond": 0.5})
    line = words.own_progress(row, "Derby")
    assert line == (
        f"Derby went from −1.00 to −0.20: a change of +0.80, {told}. Its start alone led one to expect +0.30; the "
        "rest is +0.50."
    )


def test_without_a_rank():
    row = pd.Series({"rank": np.nan, "rank_low": np.nan, "rank_high": np.nan, "of": 150, "stars": np.nan})
    assert "is not ranked: it has too few of the figures" in words.place_sentence(row, "Isles of Scilly")
    assert words.star_sentence(row, "Isles of Scilly") == "Isles of Scilly has no stars, because it is not ranked."
    said = words.own_2001("worst", row, "Isles of Scilly")
    assert said.startswith("Isles of Scilly was named last in 2001. Today, Isles of Scilly is not ranked")


def test_stars_count_the_right_and_the_wrong():
    rows = pd.DataFrame(
        [[0, 37, 0.7, 5, 37.0], [1, 38, 0.5, 0, 38], [2, 38, 0.5, 0, 38], [3, 37, 0.75, 6, 37]],
        columns=["stars", "councils", "chance", "sure", "expected"],
    )
    first, sure, wrong, three = words.stars_sentences(rows)
    right = 37 * 0.7 + 38 * 0.5 + 38 * 0.5 + 37 * 0.75
    assert first == f"Of 150 councils with stars, about {right:.0f} have the number they merit by these weights."
    assert sure == "For 11 of them that is sure (95% or more)."
    assert wrong.startswith(f"About {150 - right:.0f} have a star too many or too few")
    assert three == "37 councils have three stars. The average chance that they merit them is 75%."


def test_small_numbers_name_what_one_person_moves():
    facts = pd.DataFrame(
        {"short_title": ["Re-referrals", "Repeat plans"], "unit": "%", "decimals": 1}, index=["re_referrals", "repeat"]
    )
    rows = pd.DataFrame(
        [["re_referrals", 20.0, "", 10.0, 10.0, 15.0, 2.0], ["repeat", np.nan, "c", np.nan, np.nan, np.nan, 3.0]],
        columns=["indicator_id", "value", "marker", "denominator", "one_more", "step", "usual_step"],
    )
    rows = rows.assign(lower=[5.7, np.nan], upper=[51.0, np.nan])
    lines = words.small_sentences(rows, facts, "Isles of Scilly")
    assert lines[0].endswith("Of the 2 figures that are weighed here, 1 is missing for it (suppressed 1).")
    assert lines[1] == (
        "Re-referrals: 20.0%, counted from 10. One more person moves it by 10.0 percentage points. A year's figure "
        "usually lies between 5.7% and 51.0%."
    )
    assert lines[2].startswith(
        "Of 1 figure that can be followed from one period to the next, 1 moved by more than the middle"
    )
    rows.loc[0, "denominator"] = 2.0
    told = words.small_sentences(rows, facts, "Isles of Scilly")
    assert told[1].startswith(
        "Figures that rest on fewer than 5 people or homes: 1."
    ) and "Re-referrals" not in " ".join(told)


def test_what_the_change_rests_on():
    used = pd.DataFrame({"share": [0.2, 0.15]})
    left = pd.Series({"a": "fewer than 4 unbroken years"})
    assert words.basis_sentence(used, left, 2) == (
        "From 2 of 3 measures, with 35% of the weight: means of 2 years and of the 2 before. Left out, without 4 "
        "unbroken years: 1."
    )
    assert words.basis_sentence(used[:0], left, 3) == (
        "Nothing can be told: none of the 1 measure weighed here has 6 unbroken years."
    )
