"""What moved, in words: every number is the row's, and none of them blames."""

import re

import pandas as pd
import pytest
from tests.blame import BLAME_WORDS

from scouting.pages.early_warning import words
from scouting.pages.early_warning.signs import latest, signs_of
from scouting.pages.early_warning.tables import lately
from scouting.study import study
from scouting.terms import GOT_BETTER, LOST, OF_ENGLAND, WARNING

FACTS = pd.Series({"unit": "%", "decimals": 1})


def row(**other):
    told = {"title": "Repeat protection plans", "state": WARNING, "neutral": False, "beside": "", "value": 31.24,
            "before": 22.42, "england_value": 23.0, "england_before": 20.1, "line": "England", "years": 1.0,
            "period": "2025", "from_period": "2017", "to_period": "2024", "similar": 24.5,
            "question": "What was different?"}  # fmt: skip
    return next(pd.DataFrame([{**told, **other}]).itertuples())


def test_a_sentence_has_both_figures_england_similar_councils_and_a_question():
    assert words.moved_sentence(row(), FACTS) == (
        "Repeat protection plans: 31.2% in 2025, up from 22.4% on average in 2017 to 2024. England went from 20.1% "
        "to 23.0%; similar councils are at 24.5%. What was different?"
    )
    two = words.moved_sentence(row(years=2.0, value=15.0, state=GOT_BETTER, england_value=20.1, similar=None), FACTS)
    assert two == (
        "Repeat protection plans: 15.0% on average in the two years to 2025, down from 22.4% on average in 2017 to "
        "2024. England stayed at 20.1%. What helped, and who should hear of it?"
    )
    neutral = words.moved_sentence(row(value=15.0, state=GOT_BETTER, neutral=True, line="the middle council"), FACTS)
    assert ". The middle council went from" in neutral and neutral.endswith("What was different?")
    lost = words.moved_sentence(row(state=LOST), FACTS)
    assert "It is still no worse than in similar councils. What was different?" in lost


@pytest.mark.parametrize("states, told", [
    (["not enough"] * 3, "There are too few people or years behind these figures to tell what has changed."),
    (["no sign"] * 5, "Of 5 measures, none moved more than in ordinary years."),
    ([WARNING, LOST, *["no sign"] * 8],
     "Of 10 measures, 2 moved more than in ordinary years: 2 got worse. Chance alone would move about 0.2."),
    ([GOT_BETTER, OF_ENGLAND],
     "Of 2 measures, 1 moved more than in ordinary years: 1 got better. Chance alone would move almost none."),
])  # fmt: skip
def test_counted(states, told):
    assert words.counted_sentence(pd.DataFrame({"state": states, "neutral": False})) == told


def test_what_is_englands_is_told_as_englands():
    rows = pd.DataFrame({"state": [OF_ENGLAND, "no sign"], "title": ["A", "B"]})
    assert words.england_sentence(rows) == ["More than a quarter of all councils moved the same way on these: A."]
    assert words.england_sentence(rows.tail(1)) == []


def test_no_word_blames_in_any_sentence_of_some_councils(data):
    """Short sentences, no jargon, no motive, and a question at the end of each."""
    known, every = data.catalog.indicators, latest(signs_of(data))
    most = every[every.state.isin([WARNING, LOST, GOT_BETTER])].area_code.value_counts().index[:6]
    for code in most:
        rows = lately(study(code, indicators="children", data=data))
        for one in rows[rows.state.isin([WARNING, LOST, GOT_BETTER])].itertuples():
            said = words.moved_sentence(one, known.loc[one.indicator_id])
            used = set(re.findall(r"[a-z-]+", said.lower()))
            assert not used & {*BLAME_WORDS, "noise", "standing", "stage", "grip", "breakdown", "because", "signal"}
            parts = re.split(r"(?<=[.?]) ", said)
            assert said.endswith("?") and sum(len(p.split()) for p in parts) / len(parts) <= 20, said
