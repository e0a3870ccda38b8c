"""The questions that a team asks of itself: symptoms apart from causes, figures beside, never an answer."""

import dataclasses
import re

import pytest
from tests.blame import BLAME_WORDS

from scouting.catalog.check import problems
from scouting.pages.early_warning.stages import questions
from scouting.study import study
from scouting.terms import STAGES
from scouting.words import figure


def test_every_stage_has_symptoms_and_causes_and_the_last_one_the_plan(data):
    asked = data.catalog.stages
    assert asked.stage.drop_duplicates().tolist() == list(STAGES)
    for stage, rows in asked.groupby("stage"):
        counts = rows.kind.value_counts()
        assert min(counts["symptom"], counts["cause"]) >= 2
        assert (counts.get("plan", 0) >= 5) == (stage == "complete_lock")


def test_questions_are_our_own_and_blame_nobody(data):
    for text in data.catalog.stages.question:
        assert text.endswith("?") and len(text.split()) <= 20
        assert not set(re.findall(r"[a-z-]+", text.lower())) & set(BLAME_WORDS)
    ours = data.catalog.stages.question.str.contains(r"\b(?:we|us|our)\b", case=False)
    assert ours.mean() > 0.5


@pytest.mark.parametrize(
    "council, service", [("Kent", "children"), ("Kent", "adults"), ("Isles of Scilly", "children")]
)
def test_figures_beside_are_those_of_the_comparison(data, council, service):
    of = study(council, indicators=service, data=data)
    rows = questions(of)
    assert len(rows) == len(data.catalog.stages)
    for text, cell in zip(rows.figures, data.catalog.stages.indicators, strict=True):
        for name in filter(None, cell.split(";")):
            facts = data.catalog.indicators.loc[name]
            mine = facts.service == service and name in of.comparison.index
            row = of.comparison.loc[name] if mine else None
            held = mine and row.value == row.value
            assert (facts.short_title in text) == held, (name, text)
            if held:
                assert f"{facts.short_title} {figure(row.value, facts.unit, int(facts.decimals))}" in text


@pytest.mark.parametrize("change, said", [
    ({"stage": "lock"}, "stage: 'lock' is not one of losing_grip"), ({"kind": "sign"}, "kind: 'sign' is not one of"),
    ({"indicators": "re_referals"}, "indicators: 're_referals' is not one of the words for it."),
    ({"question": "It waits."}, "question: 'It waits.' is not a question."),
])  # fmt: skip
def test_a_mistake_in_the_table_is_told(data, change, said):
    table = data.catalog.stages.copy()
    table.loc[table.index[0], list(change)] = list(change.values())
    assert any(said in problem for problem in problems(dataclasses.replace(data.catalog, stages=table)))
