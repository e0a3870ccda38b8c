"""The page on explanations says what the code does: its thresholds are those of terms, its claims those of the data."""

import re

import pytest

from scouting import paths, terms
from scouting.explain import chasing_of
from scouting.explain.figures import TIMES_AS_LARGE


@pytest.fixture(scope="module")
def text():
    return (paths.ROOT / "docs" / "explanations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (r"figure is of over (\d) times as many people", TIMES_AS_LARGE),
        (r"by ([\d.]+) on their average", terms.CLEAR_GAP),
        (r"lowered to ([\d.]+)", round(terms.Z95, 2)),
        (r"of the last (\d) years with figures of both", terms.YEARS_AHEAD),
        (r"correction \(1995\) at (\d)%", 100 * terms.FALSE_SHARE),
        (r"at most (\d) unbroken years", terms.MOVE_SPAN),
        (r"unbroken years \(at least (\d)\)", terms.MOVE_FEWEST),
        (r"per head lies ([\d.]+) standard deviations", round(terms.UNUSUAL, 2)),
        (r"could close (\d+)% of the gap or more", 100 * terms.SHARE_FOR),
        (r"Only gaps (\d) times as wide", terms.SHARE_SURE),
        (r"in a year, and (\d) times the usual", terms.JUMP_NOISE),
        (r"at the middle council's rate \(under ([\d.]+)\)", terms.IMPROBABLE),
        (r"could close less than (\d+)% of its gap", 100 * terms.SHARE_AGAINST),
        (r"Counts of under (\d+) people", terms.FEWEST_PEOPLE),
        (r"with a target improved by ([\d.]+) standard deviations", terms.CLEAR_MOVE),
        (r"fewer than (\d+)% of councils move more steadily", 100 * terms.STEADY_QUARTER),
        (r"without a target together by ([\d.]+) standard deviations", terms.CLEAR_GAP),
        (r"with a target are (\d) standard deviation good", terms.CHASE_LEVEL),
        (r"councils of a region (\d+) times", terms.SHUFFLES),
        (r"what (\d+) in 100 shuffles give", 100 * terms.SHUFFLE_SHARE),
        (r"Where over (\d+)% end in", 100 * terms.MOSTLY_CANNOT_TELL),
    ],
)
def test_thresholds_are_those_of_the_code(text, said, value):
    found = re.search(said, text)
    assert found and float(found[1]) == pytest.approx(value), said


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
    named = [name for names in terms.NEED.values() for name in names]
    assert set(named) == set(words) <= set(data.catalog.indicators.index)
    assert all(words[name] in line for name in named)


def test_chasing_reads_as_the_page_says(data, text):
    """The page says that no topic is told from shuffled guards; a new edition of the figures may change it."""
    assert ("that is so in every topic" in text) == (not chasing_of(data).tells.any())
