"""A report as somebody reads it: how long it is, how its sentences run, what it never says."""

import re
from statistics import mean

import pytest
from tests import plain

from scouting.report.room import TOPICS_TOLD

#: Of prose before the annex; the table of every measure is apart, as it is for finding one's own lines in.
MOST_WORDS, MOST_BYTES, LONGEST, SLIDES = 1_500, 1_200_000, 20, 6


@pytest.fixture
def before(report_of):
    return plain.before_annex(report_of.page)


def test_a_page_is_short_before_its_annex_and_light(report_of, before):
    assert report_of.path(".html").stat().st_size < MOST_BYTES
    for table in before.select("table.spine"):
        table.decompose()
    assert 150 < len(plain.words(before.get_text(" "))) <= MOST_WORDS


def test_sentences_are_short(report_of, before):
    said = plain.sentences(tag for tag in before.find_all(["p", "li", "dd"]) if not tag.find(["p", "li"]))
    assert mean(len(one.split()) for one in said) <= LONGEST
    said = plain.sentences(report_of.room.main.find_all(["p", "li"]))
    assert mean(len(one.split()) for one in said) <= LONGEST


def test_no_page_says_what_is_banned(report_of, before):
    assert plain.banned(before.get_text(" ")) == []
    assert plain.banned(report_of.room.main.get_text(" ")) == []
    texts = [shape.text_frame.text for slide in report_of.slides for shape in slide.shapes if shape.has_text_frame]
    assert plain.banned(" ".join(texts)) == []


def test_nothing_that_a_reader_cannot_use_stands_before_the_annex(before):
    text = before.get_text(" ")
    assert not re.search(r"\w_\w|[0-9a-f]{12}|\.csv|scouting |\bnan\b|--\w", text)


def test_slides_are_six_and_pages_for_the_room_four_at_most(report_of):
    assert len(report_of.slides) <= SLIDES
    assert len(report_of.room.select(".room")) <= TOPICS_TOLD
