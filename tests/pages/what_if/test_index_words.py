"""Sentences of an index agree with the tables they are made of and blame nobody."""

import re

import pytest
from tests.blame import BLAME_WORDS

from scouting import index
from scouting.pages.common import matrix_today
from scouting.pages.what_if import words
from scouting.recipes import weights

AREAS = {"Derby": "E06000015", "Birmingham": "E08000025", "Kent": "E10000016", "Rutland": "E06000017"}


@pytest.mark.parametrize("name", AREAS)
def test_every_number_is_the_tables(data, name):
    made = weights.read("people_first_adults", data.catalog)
    m, facts = matrix_today(data, made), data.catalog.indicators
    rows = index.pulls(m, made, AREAS[name])
    of = int(index.scores(m).of.iloc[0])
    said = words.pulls_sentences(name, rows, facts, of)
    for row, text in zip(
        rows.sort_values("places", ascending=False, kind="stable").itertuples(), said[1:], strict=False
    ):
        assert f"would be worth {row.places} rank" in text and words.mid(facts.short_title[row.indicator_id]) in text
    down = rows[rows.pull < 0].sort_values("pull")
    if len(down):
        first = words.mid(facts.short_title[down.indicator_id.iloc[0]])
        assert said[0].startswith(f"What pulls {name} down most: {first}.")
    ends = index.extremes(m, made, AREAS[name], seconds=4).table
    told = words.extremes_sentence(name, ends, 0.5, 2.0)
    ranks = [int(n) for n in re.findall(r"(\d+)(?:st|nd|rd|th)", told)]
    assert set(ends["rank"]) <= set(ranks) and ranks[-1] == ends.now[0]
    said.append(told)
    assert not {w for text in said for w in re.findall(r"[a-z-]+", text.lower())} & (set(BLAME_WORDS) - {"worst"})
