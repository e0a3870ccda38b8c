"""The headline: what speaks, in which order, and that it claims no more than its measures say."""

from dataclasses import replace

import pytest

from scouting.catalog import terms_in
from scouting.pages.page_one import headline
from scouting.study import study
from scouting.words.figures import fraction


@pytest.fixture
def planted(data):
    """Wiltshire with nothing clear but what is planted: {indicator_id: (side, sureness, by a lot)}."""
    of = study("Wiltshire", data=data)

    def plant(clear):
        rows = of.comparison.copy()
        judged = rows.index[rows.sureness.notna()]
        rows.loc[judged, ["verdict", "by_a_lot", "turned"]] = ["too close to call", False, False]
        for key, (side, sureness, lot) in clear.items():
            rows.loc[key, ["verdict", "sureness", "by_a_lot", "aside"]] = [f"clearly {side}", sureness, lot, ""]
        made = replace(of)
        made.__dict__["comparison"] = rows
        return made

    return plant


def test_two_that_agree_speak_before_one_that_is_surer(planted):
    made = planted(
        {
            "care_leavers_eet_19_21": ("better", 3.0, False),
            "care_leavers_eet_17_18": ("better", 3.0, False),
            "re_referrals": ("worse", 9.0, False),
        }
    )
    assert headline.sentence(made) == (
        "More care leavers are in work or learning than in similar councils, but more children are referred again "
        "within a year"
    )


def test_one_by_a_lot_speaks_as_loud_as_several(planted):
    made = planted(
        {
            "care_leavers_eet_19_21": ("better", 3.0, False),
            "care_leavers_eet_17_18": ("better", 3.0, False),
            "re_referrals": ("worse", 9.0, True),
        }
    )
    assert headline.sentence(made).startswith(
        "More children are referred again within a year than in similar councils,"
    )


def test_a_theme_whose_measures_disagree_is_silent_and_each_speaks_for_itself(planted):
    made = planted({"placements_3_or_more": ("better", 3.0, False), "placement_long_term": ("worse", 4.0, False)})
    assert headline.sentence(made) == (
        "Fewer children in care have the same home for two years than in similar councils, but fewer move home twice "
        "or more in a year"
    )


def test_one_clear_of_a_theme_is_told_as_that_one(planted):
    """Not as the whole theme: one measure of health is not health care."""
    made = planted({"looked_after_dental_checks": ("worse", 5.0, True)})
    assert headline.sentence(made) == "Fewer children in care see a dentist than in similar councils"


def test_people_named_once_and_a_share_in_words(planted):
    """27% of Wiltshire's children in care live over 20 miles away."""
    first = {"looked_after_fostered": ("better", 5.0, True), "placed_over_20_miles": ("worse", 3.0, False)}
    assert planted({}).comparison.value["placed_over_20_miles"] == 27
    assert headline.sentence(planted(first)) == (
        "More children in care live with foster carers than in similar councils, but more than a quarter live over 20 "
        "miles from home"
    )
    alone = planted({"placed_over_20_miles": ("worse", 3.0, False)})
    assert headline.sentence(alone) == "More than a quarter of children in care live over 20 miles from home"


def test_nothing_clear_is_said_and_nothing_probable_claimed(planted):
    assert headline.sentence(planted({})) == "Nothing sets Wiltshire clearly apart from similar councils"


def test_what_is_set_aside_or_has_turned_says_nothing(planted):
    made = planted({"re_referrals": ("worse", 9.0, True), "care_leavers_eet_19_21": ("better", 9.0, True)})
    rows = made.comparison
    rows.loc["re_referrals", "aside"], rows.loc["care_leavers_eet_19_21", "turned"] = "ended", True
    assert headline.sentence(made) == "Nothing sets Wiltshire clearly apart from similar councils"


def test_better_and_worse_of_a_theme_are_apart_and_fit_their_sentence(data):
    themes = data.catalog.themes
    assert (themes.better != themes.worse).all()
    for row in themes.itertuples():
        for words in (row.better, row.worse):
            assert words.count("{than}") + words.count("{share}") == 1, words
            assert words[0].islower() or words.startswith(("EHC", "{share}")), words
            assert not words.endswith(".") and len(words.split()) <= 17
        assert "{share}" not in row.better + row.worse or len(terms_in(row.indicators)) == 1


@pytest.mark.parametrize("percentage", [4, 10, 14.6, 22, 27, 33, 45, 51, 58, 97])
def test_a_fraction_is_true_of_its_percentage(percentage):
    """Read back: more than is over it, nearly and fewer are under it, about is within one of it."""
    parts = {"ten": 10, "eight": 8, "seven": 7, "six": 6, "five": 5}
    words = fraction(percentage)
    how, name = next((h, words.removeprefix(f"{h} ")) for h in ("about", "more than", "nearly", "fewer than")
                     if words.startswith(h))  # fmt: skip
    plain = {"a quarter": 25, "a third": 100 / 3, "half": 50, "two thirds": 200 / 3, "three quarters": 75}
    if name in plain:
        value = plain[name]
    else:
        top, _, bottom = name.partition(" in ")
        value = 100 * {"one": 1, "two": 2, "three": 3, "four": 4, "nine": 9}[top] / parts[bottom]
    side = {"about": abs(percentage - value) < 1, "more than": percentage > value}
    assert side.get(how, percentage < value), words
