"""What to ask on a visit: the order of the questions, over every topic and all that figures can show of a pair."""

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting import catalog
from scouting.catalog.questions import EVIDENCE, UNSEEN
from scouting.errors import ScoutingError
from scouting.explain.questions import choose

BANK = catalog.read().questions
TOPICS = list(BANK[["service", "topic"]].drop_duplicates().itertuples(index=False, name=None))
MEASURES = catalog.read().indicators.reset_index()
#: One of each kind, and more of some, in no helpful order.
SMALL = pd.DataFrame(
    [
        ("u1", "unseen"), ("w1", "workforce"), ("p1", "practice"), ("c1", "price"), ("w2", "workforce"),
        ("p2", "practice"), ("s1", "step"), ("o1", "stopped"), ("u2", "unseen"), ("w3", "workforce"),
        ("s2", "step"), ("u3", "unseen"),
    ],
    columns=["question_id", "evidence"],
).assign(service="adults", topic="carers", about="")  # fmt: skip


def by_hand(bank, service, topic, evidence, leads=(), n=5, unseen=2):
    """The same from piles of cards: one of each pile in turn, then what fits any host, the unseen last."""
    piles = {kind: [] for kind in EVIDENCE}
    for lead in [*leads, ""]:
        for row in bank.itertuples():
            fits = lead in row.about.split(";") and not any(row.question_id in pile for pile in piles.values())
            if (row.service, row.topic) == (service, topic) and fits:
                piles[row.evidence].append(row.question_id)
                if lead and row.evidence == "practice" and "practice" not in evidence:
                    evidence = ["practice", *evidence]
    last = piles.pop(UNSEEN)[: min(n, unseen)]
    turns = [piles.pop(kind) for kind in dict.fromkeys(evidence) if kind in piles]
    first = [card for cards in itertools.zip_longest(*turns) for card in cards if card]
    first += [card for kind in ("practice", "stopped", "price") for card in piles.pop(kind, [])]
    return first[: n - len(last)] + last


def asked(*arguments, **options):
    return choose(*arguments, **options).question_id.tolist()


@pytest.mark.parametrize(
    ("evidence", "wanted"),
    [
        ([], ["p1", "p2", "o1", "u1", "u2"]),
        (["step"], ["s1", "s2", "p1", "u1", "u2"]),
        (["workforce", "step"], ["w1", "s1", "w2", "u1", "u2"]),
        (["step", "workforce", "price"], ["s1", "w1", "c1", "u1", "u2"]),
        (["counting", "stopped"], ["o1", "p1", "p2", "u1", "u2"]),
        (["unseen", "practice", "step"], ["p1", "s1", "p2", "u1", "u2"]),
    ],
)
def test_one_of_each_kind_before_a_second_and_the_unseen_last(evidence, wanted):
    assert asked(SMALL, "adults", "carers", evidence) == wanted


def test_a_question_about_certain_measures_is_asked_of_a_host_that_leads_on_one_of_them():
    missing = choose(BANK, "children", "looked after: placements", ["spending"], ["looked_after_missing"])
    assert missing.question_id[0] == "placements_missing" and "first hour" in missing.question[0]
    far = choose(BANK, "children", "looked after: placements", ["spending"], ["placed_over_20_miles"])
    assert far.question_id[0] == "placements_recruitment"
    assert not far.question.str.contains("goes missing|social worker when").any()


def test_every_topic_with_all_that_can_be_shown_gives_five():
    """All subsets of the kinds that a topic has; other kinds change nothing (the next test)."""
    for service, topic in TOPICS:
        mine = BANK[(BANK.service == service) & (BANK.topic == topic)]
        kinds = [kind for kind in EVIDENCE if kind in set(mine.evidence[mine.about == ""]) - {UNSEEN}]
        for size in range(len(kinds) + 1):
            for evidence in itertools.combinations(kinds, size):
                rows = choose(BANK, service, topic, list(evidence))
                told = rows.evidence.tolist()
                assert len(rows) == 5 and rows.question.is_unique
                assert told[3:] == [UNSEEN] * 2 and UNSEEN not in told[:3]
                shown = told[: sum(kind in evidence for kind in told[:3])]
                assert set(shown) <= set(evidence) and shown[: len(evidence)] == list(evidence)[:3]
                assert set(told[len(shown) : 3]) <= {"practice", "stopped", "price"}


@given(
    st.sampled_from(TOPICS),
    st.lists(st.sampled_from(EVIDENCE), max_size=6),
    st.integers(0, 9),
    st.integers(0, 3),
    st.randoms(use_true_random=False),
)
def test_any_order_and_number_is_as_cards_are_dealt_by_hand(topic, evidence, n, unseen, chance):
    before = BANK.copy()
    measures = [*MEASURES[MEASURES.topic == topic[1]].indicator_id, "elsewhere"]
    leads = chance.sample(measures, chance.randint(0, min(4, len(measures))))
    rows = choose(BANK, *topic, evidence, leads, n, unseen)
    assert rows.question_id.tolist() == by_hand(BANK, *topic, evidence, leads, n, unseen)
    assert len(rows) <= n and list(rows) == list(BANK)
    pd.testing.assert_frame_equal(BANK, before)


def test_what_is_unknown_is_told_all_at_once_with_what_is_allowed():
    with pytest.raises(ScoutingError) as caught:
        choose(BANK, "adults", "carer", ["steps", "weather"])
    topic, *_ = [line for line in caught.value.problems if "topic" in line]
    assert "Unknown topic 'carer'. Did you mean carers?" in topic and "care homes, living independently" in topic
    kinds = [line for line in caught.value.problems if "evidence" in line]
    assert len(kinds) == 2 and all(", ".join(EVIDENCE) in line for line in kinds) and "mean step?" in kinds[0]
    with pytest.raises(ScoutingError, match=r"Unknown service 'adult'.* Did you mean adults"):
        choose(BANK, "adult", "carers", [])
