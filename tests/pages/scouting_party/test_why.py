"""The study's door to the explanations, and what a build prints of all councils, counted again from the tables."""

import re

import pytest
from benchmarks.every_council import ends_lines

from scouting import explain
from scouting.errors import ScoutingError
from scouting.explain import chasing_of
from scouting.pages.check_data.tell import chasing_lines
from scouting.pages.scouting_party.why import Why
from scouting.study import study
from scouting.terms import EXPLANATIONS


@pytest.fixture(scope="module")
def wiltshire(data):
    return Why(study("Wiltshire", data=data))


def test_tables_are_made_once(wiltshire):
    assert wiltshire.findings is wiltshire.findings and wiltshire.leads is wiltshire.leads


def test_the_lines_of_a_build_count_the_table(wiltshire):
    lines = ends_lines(wiltshire.findings)
    comparisons = explain.ends(wiltshire.findings)
    pairs = wiltshire.leads[["topic", "about_code"]].drop_duplicates()
    assert lines[0].startswith(f"{len(pairs)} comparisons of a council") and len(comparisons) == len(pairs)
    for line, column in zip(lines[1:5], ["counts", "watches", "serves", "cannot_tell"], strict=True):
        n, share = re.search(r": (\d+) \(([\d.]+)%\)$", line).groups()
        assert int(n) == comparisons[column].sum()
        assert float(share) == pytest.approx(100 * comparisons[column].mean(), abs=0.051)
    for line, kind in zip(lines[6:], EXPLANATIONS, strict=True):
        grades = wiltshire.findings.grade[wiltshire.findings.kind == kind]
        for grade, n in re.findall(r"(for|against|cannot tell|no data) (\d+)", line):
            assert int(n) == (grades == grade).sum(), line
    told = wiltshire.findings[wiltshire.findings.grade == "for"]
    assert (~comparisons.cannot_tell).sum() == told[told.about_code != "E06000054"].groupby(
        ["topic", "about_code"]
    ).ngroups  # fmt: skip


def test_chasing_is_held_against_shuffled_guards_in_every_topic_that_has_both(data):
    lines = chasing_lines(data)
    table = chasing_of(data)
    assert len(lines) == 1 + len(table) and set(table.topic) >= {
        "child protection",
        "assessment",
        "looked after: health",
    }
    known = table[table.councils > 0]
    assert (known.observed + known.against + known.cannot_tell == known.councils).all()
    assert (table.tells == (table.observed > table.high)).all()
    for line, row in zip(lines[1:], table.itertuples(), strict=True):
        if row.councils:
            assert f"{row.observed} of {row.councils} councils" in line
            assert ("more than by chance" in line) == row.tells


def test_a_neighbour_named_here_is_one_that_the_study_names(wiltshire):
    named = wiltshire.named
    ours = set(wiltshire.leads[["indicator_id", "about_code"]].itertuples(index=False, name=None))
    assert ours == set(named[["indicator_id", "neighbour_code"]].itertuples(index=False, name=None))
    both = wiltshire.leads.merge(
        named, left_on=["indicator_id", "about_code"], right_on=["indicator_id", "neighbour_code"]
    )
    assert both.sureness_x.to_numpy() == pytest.approx(both.sureness_y.to_numpy()) and len(both) > 5


@pytest.mark.parametrize(
    ("council", "options"),
    [
        ("Northamptonshire", {"last_period": True}),
        ("Westmorland and Furness", {"neighbours_set": "region"}),
        ("Kent", {"indicators": "adults"}),
        ("Kent", {"indicators": "inspection_overall"}),
        ("Isles of Scilly", {"neighbours_set": "type"}),
    ],
)
def test_every_kind_of_study_has_its_lines(data, council, options):
    why = Why(study(council, data=data, **options))
    assert all(line.endswith(".") and "nan" not in line for line in why.place_lines() + why.cannot_tell_lines())
    assert set(why.findings.area_code) <= {why.of.area_code} and why.of.area_code not in set(why.leads.about_code)
    assert len(why.ahead) == why.leads.groupby(["topic", "about_code"]).ngroups


def test_an_unknown_council_is_refused_before_anything_is_made(data):
    with pytest.raises(ScoutingError, match="Did you mean Wiltshire"):
        Why(study("Wilshire", data=data))
