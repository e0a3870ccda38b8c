"""Signs in words: every number is the row's, what cannot be judged has its own words, and none of them blames."""

import re

import pandas as pd
import pytest
from tests.blame import BLAME_WORDS

from scouting.pages.early_warning import words
from scouting.pages.early_warning.tables import order, warned
from scouting.study import study


def counted(*rows, tested=True):
    table = pd.DataFrame(rows, columns=["n_shown", "n_no_sign", "n_not_enough", "by_chance"])
    return words.counted_sentences(table, "2026-11-24", tested)


def test_signs_are_counted_over_all_topics():
    assert counted((1, 5, 1, 0.55), (0, 2, 2, 0.25)) == [
        "1 of the 8 warning signs that can be judged is shown. If nothing had changed, chance alone would show about "
        "0.8.",
        "3 more signs cannot be judged: too few figures.",
        "The rules of the signs were fixed on 24 November 2026, before they were tested.",
    ]
    assert len(counted((0, 8, 0, 0.4))) == 2 and counted((0, 8, 0, 0.4))[0].startswith("0 of the 8 warning signs")
    blind = counted((0, 0, 9, 0.0), tested=False)
    assert blind[0] == "No warning sign can be judged: all 9 have too few figures." and len(blind) == 2
    assert blind[1].endswith("were fixed on 24 November 2026.")


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
    assert words.sign_sentence(row, known.loc[row.indicator_id], "") == (
        "Referrals from the police rising: 34.4% on average in the two years to 2025, against 26.5% on average before "
        "that, from 2016. This is more than the usual change from year to year. Shown since 2024."
    )
    row = derby.loc["far_placements_rising"]
    told = words.sign_sentence(row, known.loc[row.indicator_id], "")
    assert told.startswith(
        "Live over 20 miles from home: high beside others: 34% in 2025, against 18% at the middle council of England."
    )
    assert told.endswith("Shown since 2016 or earlier (the year before cannot be judged).")
    row = derby.loc["conferences_slip"].copy()
    row["basis"] = "change"
    assert "Demand (section 47 enquiries) did not clearly rise. Shown" in words.sign_sentence(
        row, known.loc[row.indicator_id], "Section 47 enquiries"
    )


def test_order_of_the_signs(derby):
    rows = order(derby)
    told = words.order_sentences(rows, "Derby", 23, 23)
    assert told[0].startswith("What changed first: Live over 20 miles from home rising (since 2016).")
    assert "(since 2023); Referrals from the police rising (since 2024)." in told[1]
    assert told[-1] == "Does your improvement plan treat a symptom, or what changed first?"
    one = words.order_sentences(rows.head(1), "Derby", 23, 23)
    assert len(one) == 3 and not any("followed" in line for line in one)
    assert words.order_sentences(rows.head(0), "Derby", 3, 23) == [
        "Derby shows none of the 3 warning signs that can be judged, of 23, in the latest figures."
    ]


def test_no_word_blames_and_none_is_of_noise_or_a_stage(data, derby):
    known = data.catalog.indicators
    made = [words.sign_sentence(row, known.loc[row.indicator_id], "") for row in derby[derby.basis != ""].itertuples()]
    every = [
        *made,
        *words.BASIS_WORDS.values(),
        *counted((1, 7, 1, 0.5)),
        *words.order_sentences(order(derby), "Derby", 23, 23),
    ]
    for text in every:
        used = set(re.findall(r"[a-z-]+", text.lower()))
        assert not used & {*BLAME_WORDS, "noise", "standing", "stage", "grip", "breakdown"}, text
