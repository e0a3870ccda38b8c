"""An index of activity beside outcomes only, and the furthest places within bounds: numbers as the index has them."""

import re

from scouting import index
from scouting.pages.what_if import reach
from scouting.pages.what_if.question import answer, ask
from scouting.words.verdict import rank_words


def test_an_index_of_activity_tells_how_it_differs_from_outcomes_only(data):
    told = answer(ask("Kent", "quantity_only", data=data), 200)
    said = reach.activity(told)
    own, other = (answer(ask("Kent", name, data=data), 200).own for name in ("quantity_only", "childrens_outcomes"))
    assert f"Kent ranks {rank_words(own)} by this index and {rank_words(other)} by" in said
    assert "100% of the weight is on activity" in said and "The two orders agree by" in said
    assert reach.activity(answer(ask("Kent", "balanced_adults", data=data), 50)) == ""


def test_the_furthest_places_hold_every_place_that_drawn_weights_give(data):
    told = answer(ask("Kent", "people_first_adults", data=data), 200)
    said = reach.furthest(told, seconds=8)
    best, worst = (int(n) for n in re.search(r"anywhere from (\d+)\w+ .*? to (\d+)\w+ ", said).groups())
    # Every measure in turn less or more: within the bounds, so never beyond the two ends.
    made = told.question.weighting
    for indicator_id, weight in made.indicators[["indicator_id", "weight"]].itertuples(index=False):
        for times in (0.75, 1.3):
            shares = made.reweighed(indicators={indicator_id: weight * times}).shares
            rows = index.scores(told.matrix, shares).set_index("area_code")
            assert best <= rows["rank"][told.own.area_code] <= worst
    assert ("between 0.5 and 2 times" in said and "(proven" in said) or "not ruled out" in said


def test_a_council_that_is_not_scored_gets_the_reason(data):
    told = answer(ask("Isles of Scilly", "balanced_adults", data=data), 50)
    assert "is not scored" in reach.furthest(told, seconds=1)


def test_rank_sets_hold_the_rank_and_are_of_how_many(data):
    """In England and among similar councils: the set holds the rank, and is among as many as are ranked."""
    asked = ask("Wiltshire", "balanced_adults", data=data)
    said = reach.sets(asked)
    found = re.findall(r"(\d+)\w\w to (\d+)\w\w of (\d+) (in England|among similar councils)", said)
    own = answer(asked, 100).own
    (low, high, of), (least, most, few) = ([int(v) for v in row[:3]] for row in found)
    assert low <= own["rank"] <= high <= of == own.of and 1 <= least <= most <= few
    assert few == 1 + len(asked.study.neighbour_set.codes) and high - low > most - least
