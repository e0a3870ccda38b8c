"""What is said of adults' figures as a whole: reasons counted, the commonest first, and nothing where nothing is so."""

import pandas as pd

from scouting.pages.scouting_party.adults_words import caveat, in_development, not_compared


def rows(*why):
    return pd.DataFrame({"indicator_id": [f"i{k}" for k in range(len(why))], "verdict": "", "why": why})


def test_most_that_cannot_be_compared_are_counted_by_reason():
    told = not_compared(rows("no figure", "first year of a new method", "first year of a new method", None, ""))
    assert told == [
        "3 of 5 measures cannot be compared.", "The reasons: first year of a new method (2); no figure (1).",
    ]  # fmt: skip
    # As common: in the order of the alphabet, whatever the order of the rows.
    assert not_compared(rows("b", "a"))[1] == not_compared(rows("a", "b"))[1] == "The reasons: a (1); b (1)."


def test_half_is_not_most():
    assert not_compared(rows("no figure", "")) == [] and not_compared(rows()) == []
    assert not_compared(rows("no figure")) == ["1 of 1 measure cannot be compared.", "The reason: no figure (1)."]


def test_measures_in_development_are_named_and_the_rest_counted():
    table = pd.DataFrame({"short_title": list("ABCDE"), "status": ["in development"] * 4 + ["official"]})
    assert in_development(table).endswith("so compare them with care: A, B, C and 1 more.")
    assert in_development(table.head(2)).startswith("2 of 2 measures are official statistics in development")
    assert in_development(table.tail(1)) == ""


def test_the_caveat_is_short_and_of_adults_alone():
    assert all(len(sentence.split()) <= 20 for sentence in caveat()) and "child" not in " ".join(caveat()).lower()
