"""Lists of words against planted paragraphs, and against paragraphs that a person had labelled."""

import re

import pandas as pd
import pytest
from tests.reading.cases import judged, sample

from scouting import catalog, paths
from scouting.catalog import terms_in
from scouting.reading.topics import marked

LISTS = pd.DataFrame(
    [
        ("placements", "carers", "", 1, "foster carer*; Mockingbird", "private foster carer*"),
        ("placements", "distance", "children_in_care", 2, "out-of-area", ""),
        ("leavers", "", "care_leavers", 1, "*", ""),
        ("front door", "", "help_and_protection", 1, "SEND team; front door", ""),
    ],
    columns=["topic", "focus", "sections", "times", "words", "but_not"],
)
SAID = [
    ("children_in_care", False, "Foster carers’ training is good.", "placements", "carers"),
    ("children_in_care", False, "A foster-\n carer left the MOCKINGBIRD group.", "placements", "carers"),
    ("children_in_care", False, "Unfostered carers; foster, carers.", "", ""),
    ("children_in_care", False, "Private foster carers are few.", "", ""),
    ("children_in_care", False, "Private foster carers and foster carers.", "placements", "carers"),
    ("children_in_care", False, "Some live out of area.", "", ""),
    ("children_in_care", False, "Some live out of area, and out-of-area homes cost more.", "placements", "distance"),
    ("children_in_care", True, "Out-of-area homes.", "placements", "distance"),
    ("help_and_protection", True, "Out-of-area homes.", "", ""),
    ("help_and_protection", False, "The front door is open.", "front door", ""),
    ("care_leavers", False, "Anything at all.", "leavers", ""),
    ("children_in_care", False, "Care leavers see their PAs, and care leavers like it.", "leavers", ""),
    ("children_in_care", False, "Care leavers and foster carers.", "placements", "carers"),
    ("help_and_protection", False, "They send team leaders to the front doors.", "front door", ""),
]


def test_a_paragraph_is_on_a_topic_where_its_words_occur_often_enough():
    rows = pd.DataFrame([case[:3] for case in SAID], columns=["section", "improve", "text"])
    found = marked(rows, LISTS)
    # The last: "send team" is met in small letters, since a heading may be in capitals.
    assert found.topics.tolist() == [case[3] for case in SAID]
    assert found.focuses.tolist() == [case[4] for case in SAID]


def test_every_topic_of_children_has_words_but_those_that_reports_do_not_speak_of(data):
    topics = set(data.catalog.indicators.topic[data.catalog.indicators.service == "children"])
    assert topics - set(data.catalog.reading_topics.topic) == {"inspection"}


def scores(rows: pd.DataFrame) -> dict[str, tuple[int, int, int]]:
    """Of each topic: paragraphs on which list and person agree, those of the list alone, those of the person alone."""
    said = {"found": rows.found.map(terms_in), "topics": rows.topics.map(terms_in)}
    topics = sorted({topic for lists in said.values() for cell in lists for topic in cell})
    has = {name: {topic: lists.map(lambda cell, topic=topic: topic in cell) for topic in topics}
           for name, lists in said.items()}  # fmt: skip
    return {
        topic: (
            int((has["found"][topic] & has["topics"][topic]).sum()),
            int((has["found"][topic] & ~has["topics"][topic]).sum()),
            int((~has["found"][topic] & has["topics"][topic]).sum()),
        )
        for topic in topics
    }


def test_precision_and_recall_are_those_of_the_page(releases):
    """On paragraphs that nobody had looked at when the lists were written."""
    rows = judged(releases)
    counted = scores(rows[rows.part == "held out"])
    both, list_alone, person_alone = (sum(column) for column in zip(*counted.values(), strict=True))
    assert both / (both + list_alone) > 0.75 and both / (both + person_alone) > 0.9
    page = (paths.ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    told = {name: tuple(map(int, numbers)) for name, *numbers in re.findall(
        r"^\| ([a-z: ]+) \| (\d+) \| (\d+) \| (\d+) \|", page, re.M)}  # fmt: skip
    assert told == counted | {"all": (both, list_alone, person_alone)}


def test_the_sample_holds_labels_alone():
    rows = sample()
    topics = set(catalog.read().reading_topics.topic)
    assert {entry for cell in rows.topics for entry in terms_in(cell)} <= topics
    assert rows.part.value_counts().to_dict() == {"lists": 299, "held out": 100}
    assert list(rows) == ["area_code", "published", "section", "paragraph", "improve", "topics", "part"]
    assert not rows.duplicated(["area_code", "published", "section", "paragraph", "improve"]).any()


@pytest.mark.parametrize("cell", ["words", "but_not"])
def test_lists_are_words_and_no_patterns(data, cell):
    odd = data.catalog.reading_topics[cell].str.contains(r"[\\\[\]|?+^$.]", regex=True)
    assert data.catalog.reading_topics[odd].empty
