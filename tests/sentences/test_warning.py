"""Signs and stages in words: every number is the row's, every state has its own words, none of them blames."""

import re
from types import SimpleNamespace

import pytest

from scouting.sentences import warning as say
from scouting.study import study
from scouting.study.warned import order, warned
from scouting.terms import BLAME_WORDS, POSTURES, STAGE_MEANS


def stage(**change):
    row = {"stage": "breakdown", "n_shown": 3, "n_no_sign": 5, "n_not_enough": 1, "n_signs": 9, "n_looked": 8,
           "by_chance": 0.55, "chance": 0.012, "state": "shown"}  # fmt: skip
    return say.stage_sentence(SimpleNamespace(**{**row, **change}))


def test_a_stage_by_its_evidence():
    assert stage() == (
        "Breakdown (difficulties become chronic): more signs than chance would show (3 of 9 signs shown, 5 not, 1 "
        "without enough figures). Chance alone would show 0.6 of 8 on average, and as many as here in about 1 of 100 "
        "councils if signs were independent."
    )
    assert "in under 1 of 100 councils" in stage(chance=0.001)
    none = stage(n_shown=0, n_no_sign=8, state="no_sign")
    assert ": no sign (0 of 9" in none and "as many as here" not in none
    blind = stage(n_shown=0, n_no_sign=2, n_not_enough=7, state="not_enough")
    assert "not enough figures to say (0 of 9 signs shown, 2 not, 7 without" in blind and "no sign" not in blind


@pytest.fixture(scope="module")
def derby(data):
    return warned(study("Derby", indicators="children", data=data)).rows.set_index("sign_id", drop=False)


def test_titles_say_direction_and_pair(derby):
    assert derby.title["re_referrals_rising"] == "Re-referrals within a year rising"
    assert derby.title["reviews_late"] == "Protection plans reviewed in time: low beside others"
    assert derby.title["conferences_slip"] == "Conferences within 15 days falling, demand not rising"
    assert derby.title["enquiries_per_conference_rising"] == "Section 47 enquiries per initial conference rising"


def test_a_change_a_standing_and_a_pair(data, derby):
    known = data.catalog.indicators
    row = derby.loc["police_referrals_rising"]
    assert say.sign_sentence(row, known.loc[row.indicator_id], "") == (
        "Referrals from the police rising: 34.4% on average in the two years to 2025, 26.5% on average before that, "
        "from 2016, a change beyond noise (3.1 times it). Shown since 2024."
    )
    row = derby.loc["far_placements_rising"]
    told = say.sign_sentence(row, known.loc[row.indicator_id], "")
    assert told.startswith("Placed over 20 miles from home: high beside others: 34% in 2025, 18% at the middle council")
    assert told.endswith("Shown since 2016, or earlier: the year before cannot be judged.")
    row = derby.loc["conferences_slip"].copy()
    row["basis"] = "change"
    assert "while demand (section 47 enquiries) did not rise beyond noise" in say.sign_sentence(
        row, known.loc[row.indicator_id], "Section 47 enquiries"
    )


def test_order_of_the_signs(derby):
    rows = order(derby)
    told = say.order_sentences(rows, "Derby", 23, 23)
    assert told[0].startswith("What changed first: Placed over 20 miles from home rising (since 2016).")
    assert "(since 2023); Referrals from the police rising (since 2024)." in told[1]
    assert told[-1] == "Does your improvement plan treat a symptom, or what changed first?"
    one = say.order_sentences(rows.head(1), "Derby", 23, 23)
    assert len(one) == 3 and not any("followed" in line for line in one)
    assert say.order_sentences(rows.head(0), "Derby", 3, 23) == [
        "None of the 3 warning signs that can be judged for Derby, of 23, is shown in the latest figures: there is no "
        "order to tell."
    ]


def test_no_word_blames(data, derby):
    signs = data.catalog.signs
    known = data.catalog.indicators
    made = [say.sign_sentence(row, known.loc[row.indicator_id], "") for row in derby[derby.basis != ""].itertuples()]
    every = [*made, *signs.why, *POSTURES.values(), *STAGE_MEANS.values(), stage(), say.how_sure(9, 0.6, "2026-11-24")]
    every += say.order_sentences(order(derby), "Derby", 23, 23)
    for text in every:
        words = set(re.findall(r"[a-z-]+", text.lower()))
        assert not words & set(BLAME_WORDS), text
