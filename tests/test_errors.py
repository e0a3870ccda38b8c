"""The shapes of the messages."""

import re

import pytest

from scouting.errors import Problems, ScoutingError, did_you_mean, unknown


def test_one_problem_is_its_sentence():
    for given in ("Unknown council 'X'.", ["Unknown council 'X'."]):
        err = ScoutingError(given)
        assert str(err) == "Unknown council 'X'."
        assert err.problems == ["Unknown council 'X'."]


def test_many_problems_are_counted_and_listed_in_order():
    err = ScoutingError(sentence for sentence in ("One.", "Two.", "Three."))
    assert str(err) == "3 problems:\n- One.\n- Two.\n- Three."
    assert err.problems == ["One.", "Two.", "Three."]


def test_unknown_says_what_the_nearest_and_where():
    known = ["sample_a", "other"]
    assert unknown("indicator", "sample_aa", known, "data/catalog/indicators.csv") == (
        "Unknown indicator 'sample_aa'. Did you mean sample_a? Indicators are listed in data/catalog/indicators.csv."
    )
    assert unknown("facet", "zzz", ["need"], "terms.py") == "Unknown facet 'zzz'. Facets are listed in terms.py."
    assert unknown("neighbour set", "dfe_2025", ["dfe_2025_05"], "sets.csv") == (
        "Unknown neighbour set 'dfe_2025'. Did you mean dfe_2025_05? Neighbour sets are listed in sets.csv."
    )
    assert "Counties are listed" in unknown("county", "x", [], "areas.csv")


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("wilshire", " Did you mean Wiltshire?"),
        ("WILTSHIRE", " Did you mean Wiltshire?"),
        ("Wilt", ""),
        ("", ""),
        ("Nowhere at all", ""),
    ],
)
def test_the_nearest_spelling_is_offered_whatever_the_case(word, offered):
    assert did_you_mean(word, ["Wiltshire", "Kent", "Surrey"]) == offered


def test_several_near_spellings_are_all_offered_nearest_first():
    assert did_you_mean("West Sussx", ["East Sussex", "West Sussex", "Kent"]) == (
        " Did you mean West Sussex or East Sussex?"
    )
    many = [f"council {n}" for n in range(9)]
    assert re.fullmatch(r" Did you mean council \d, council \d or council \d\?", did_you_mean("council", many))


def test_problems_are_gathered_and_told_together():
    def refuse(*problems):
        raise ScoutingError(problems)

    found = Problems(["first"])
    assert found.attempt(max, 1, 2, key=abs) == 2 and found.attempt(refuse, "second", "third") is None
    with pytest.raises(ScoutingError) as caught:
        found.raise_if_any("ours.yml")
    assert caught.value.problems == ["ours.yml: first", "ours.yml: second", "ours.yml: third"]
    with pytest.raises(ScoutingError) as caught:
        found.raise_if_any()
    assert caught.value.problems == ["first", "second", "third"]
    Problems().raise_if_any()
    with pytest.raises(ZeroDivisionError):  # a mistake of the code is none that a person can mend
        found.attempt(divmod, 1, 0)
