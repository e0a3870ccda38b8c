"""Sentences on what to read: facts with their numbers, short, and no report quoted."""

import re
from itertools import product

import pandas as pd
import pytest
from tests.reading.cases import parsed

from scouting.reading import words
from scouting.terms import INSPECTION_GRADES
from scouting.words import day_words

AWKWARD = {
    "E06000053": "Isles of Scilly", "E09000001": "City of London", "E06000064": "Westmorland and Furness",
    "E06000058": "Bournemouth, Christchurch and Poole", "E08000025": "Birmingham", "E06000017": "Rutland",
    "E10000016": "Kent", "E06000015": "Derby",
}  # fmt: skip
PLACEMENTS = "looked after: placements"


def test_south_gloucestershire_for_wiltshires_children_placed_far_from_home(data):
    said = words.sentences(data.catalog, "E06000025", PLACEMENTS, "foster carers; sufficiency", "E06000054")
    assert said[0].startswith("Ofsted's report of 23 July 2024 (good): paragraphs 22, ")
    assert said[0].endswith("34, 35 and 52 are on foster carers and sufficiency.")
    assert (
        "In 2019 inspectors asked South Gloucestershire to improve on sufficiency (point 8). Overall it was judged "
        "'requires improvement' then and 'good' in 2024."
    ) in said
    assert said[-1].startswith("Others were asked to improve on sufficiency as Wiltshire was, and later had")
    assert "South Gloucestershire was asked in 2019 and was judged 'good' in 2024." in said[-1]


def test_a_council_whose_newest_report_is_not_indexed_is_told_where_it_is(data):
    """Buckinghamshire's report of May 2025 came after those that the index was made from."""
    said = words.sentences(data.catalog, "E06000060", PLACEMENTS)
    assert said[0] == (
        "The newest report, of 14 May 2025 (requires improvement), is not covered here. "
        "Read it at reports.ofsted.gov.uk."
    )
    assert "not covered here" not in " ".join(words.sentences(data.catalog, "E06000025", PLACEMENTS))


@pytest.mark.parametrize("host", AWKWARD)
def test_numbers_of_a_sentence_stand_in_the_index(data, host):
    index = data.catalog.reading
    for topic in (PLACEMENTS, "front door", "spending", "youth justice"):
        for line in words.sentences(data.catalog, host, topic):
            if not (
                told := re.match(r"Ofsted's report of (.+?)(?: \(.+?\))?: paragraphs? ([\d, and]+) (?:is|are) on", line)
            ):
                continue
            rows = index[(index.area_code == host) & (index.improve == "")]
            rows = rows[(rows.published.map(day_words) == told[1]) & rows.topics.str.contains(topic, regex=False)]
            assert sorted(map(int, re.findall(r"\d+", told[2]))) == sorted(map(int, rows.paragraph))


def test_sentences_are_short_and_of_words_that_readers_know(data):
    topics = data.catalog.reading_topics.topic.unique()
    lines = [
        line
        for host, topic in product(list(AWKWARD)[::2], topics)
        for line in words.sentences(data.catalog, host, topic, guest="E06000054")
    ]
    sentences = [one for line in lines for one in re.split(r"(?<=[.]) (?=[A-Z0-9])", line)]
    assert len(lines) > 100
    assert sum(len(one.split()) for one in sentences) / len(sentences) <= 20
    assert [
        line for line in lines if "nan" in line or "looked after:" in line or "  " in line or not line.endswith(".")
    ] == []
    assert {grade for line in lines for grade in re.findall(r"'([a-z ]+)'", line)} <= set(INSPECTION_GRADES.values())


def test_nothing_is_said_where_nothing_is_held(data):
    assert words.sentences(data.catalog, "E06000054", "inspection") == []
    assert not [line for line in words.sentences(data.catalog, "E06000025", "spending") if "judged ''" in line]


def test_no_sentence_quotes_a_report(data, releases):
    """No seven words in a row of what is said of a council stand in its reports, but for the names of things."""
    found = parsed(releases)
    for host in ("E06000025", "E08000025"):
        whole = " ".join(found.text[found.area_code == host]).split()
        held = {tuple(whole[at : at + 7]) for at in range(len(whole))}
        for topic in data.catalog.reading_topics.topic.unique():
            for line in words.sentences(data.catalog, host, topic):
                said = line.split()
                assert not held & {tuple(said[at : at + 7]) for at in range(len(said) - 6)}


def test_a_grade_that_is_not_known_is_left_out():
    row = pd.Series({
        "published": pd.Timestamp("2014-05-08"), "framework": "SIF", "paragraphs": "7", "grade": float("nan"),
        "now_grade": 2.0, "now_published": pd.Timestamp("2026-01-02"), "now_kind": "collected list",
    })  # fmt: skip
    said = words._asked(row, "Kent", "sufficiency")
    assert said == (
        "In 2014 inspectors asked Kent to improve on sufficiency (recommendation 7). It was judged 'good' in 2026 "
        "(unofficial list)."
    )
