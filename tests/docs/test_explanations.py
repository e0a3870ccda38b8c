"""The page on explanations says what the code does: its thresholds are those of terms, its claims those of the data."""

import re

import pytest

from scouting import paths, terms
from scouting.explain import chasing_of
from scouting.explain.ahead import YEARS_AHEAD
from scouting.explain.background import MOVE_FEWEST, MOVE_SPAN
from scouting.explain.blocks import NEED
from scouting.explain.chases import CHASE_LEVEL, SHUFFLE_SHARE, SHUFFLES
from scouting.explain.counting import JUMP_NOISE
from scouting.explain.counts import IMPROBABLE, SHARE_AGAINST, SHARE_FOR, SHARE_SURE, UNUSUAL
from scouting.explain.figures import TIMES_AS_LARGE
from scouting.explain.serves import CLEAR_GAP
from scouting.explain.watches import STEADY_QUARTER
from scouting.pages.scouting_party.why import MOSTLY_CANNOT_TELL


@pytest.fixture(scope="module")
def text():
    return (paths.ROOT / "docs" / "explanations.md").read_text(encoding="utf-8")


#: What the page says, and the code's own.
THRESHOLDS = [
    (r"figure is of over (\d) times as many people", TIMES_AS_LARGE),
    (r"by ([\d.]+) on their average", CLEAR_GAP),
    (r"lowered to ([\d.]+)", round(terms.Z95, 2)),
    (r"of the last (\d) years with figures of both", YEARS_AHEAD),
    (r"correction \(1995\) at (\d)%", 100 * terms.FALSE_SHARE),
    (r"at most (\d) unbroken years", MOVE_SPAN),
    (r"unbroken years \(at least (\d)\)", MOVE_FEWEST),
    (r"per head lies ([\d.]+) standard deviations", round(UNUSUAL, 2)),
    (r"could close (\d+)% of the gap or more", 100 * SHARE_FOR),
    (r"Only gaps (\d) times as wide", SHARE_SURE),
    (r"in a year, and (\d) times the usual", JUMP_NOISE),
    (r"at the middle council's rate \(under ([\d.]+)\)", IMPROBABLE),
    (r"could close less than (\d+)% of its gap", 100 * SHARE_AGAINST),
    (r"Counts of under (\d+) people", terms.FEWEST_PEOPLE),
    (r"with a target improved by ([\d.]+) standard deviations", terms.CLEAR_MOVE),
    (r"fewer than (\d+)% of councils move more steadily", 100 * STEADY_QUARTER),
    (r"without a target together by ([\d.]+) standard deviations", CLEAR_GAP),
    (r"with a target are (\d) standard deviation good", CHASE_LEVEL),
    (r"councils of a region (\d+) times", SHUFFLES),
    (r"what (\d+) in 100 shuffles give", 100 * SHUFFLE_SHARE),
    (r"Where over (\d+)% end in", 100 * MOSTLY_CANNOT_TELL),
]


def test_thresholds_are_those_of_the_code(text):
    found = {said: re.search(said, text) for said, _ in THRESHOLDS}
    assert [(said, value) for said, value in THRESHOLDS
            if not found[said] or float(found[said][1]) != pytest.approx(value)] == []  # fmt: skip


def test_need_is_named_by_its_indicators(data, text):
    line = next(line for line in text.splitlines() if "Allowing for region and need" in line).casefold()
    words = {
        "children_low_income": "low income families",
        "free_meals_6_years_primary": "free school meals in six years",
        "ethnic_groups_other": "other ethnic groups",
        "income_deprivation": "income deprivation",
        "adults_65_share": "aged 65 and over",
        "rural_residents": "rural residents",
    }
    named = [name for names in NEED.values() for name in names]
    assert set(named) == set(words) <= set(data.catalog.indicators.index)
    assert all(words[name] in line for name in named)


def test_chasing_reads_as_the_page_says(data, text):
    """The page says that no topic is told from shuffled guards; a new edition of the figures may change it."""
    assert ("that is so in every topic" in text) == (not chasing_of(data).tells.any())
