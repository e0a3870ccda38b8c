"""The page on naming says what the code does: its numbers are worked out again."""

import re
from math import comb

import pytest

from scouting import index, paths
from scouting.pages.naming import gains, named, tables
from scouting.pages.naming.named import BEST, LAST


@pytest.fixture(scope="module")
def text():
    return (paths.ROOT / "docs" / "naming.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "recipe",
    [
        "childrens_outcomes",
        *(pytest.param(name, marks=pytest.mark.long) for name in ("adult_outcomes", "response_times")),
    ],
)
def test_what_it_gives_on_the_figures_in_the_box(data, text, recipe):
    cells = [cell.strip() for cell in re.search(rf"^\| `{recipe}` \|(.+)\|$", text, re.M)[1].split("|")]
    of = tables.look("Kent", recipe, data=data)
    again = of.places.groupby("group").chance.sum()
    others = of.others[~of.others.same].groupby("group").kept
    span = {group: f"{others.min()[group]} to {others.max()[group]}" for group in ("best", "last")}
    stars = named.stars(of.table)
    right = (stars.councils * stars.chance).sum()
    counts = [f"{len(of.score)}", f"{again['best']:.0f}", f"{again['last']:.0f}"]
    assert cells == [*counts, span["best"], span["last"], f"{right:.0f}"]


def test_the_example_by_hand(data, text):
    named = data.catalog.named_2001.groupby("list").name.agg(set)
    no_star = {"Birmingham", "Bromley", "Coventry", "East Sussex", "Haringey", "Merton", "North East Lincolnshire",
               "Swindon", "Wakefield", "Walsall"}  # fmt: skip
    three = {"Bexley", "Cornwall", "Kensington and Chelsea", "Leicestershire", "Newcastle upon Tyne", "Sunderland",
             "Wandsworth", "Westminster"}  # fmt: skip
    assert len(no_star & named["worst"]) == 0 and sorted(three & named["best"]) == [
        "Cornwall", "Kensington and Chelsea", "Leicestershire", "Sunderland",
    ]  # fmt: skip
    assert f"C(136, 10) / C(150, 10) = {comb(136, 10) / comb(150, 10):.2f}" in text
    four = sum(comb(14, k) * comb(136, 8 - k) for k in range(4, 9)) / comb(150, 8)
    assert f"4 or more with a chance of {four:.3f}" in text and "14 × 8 / 150 = 0.75" in text


def test_cuts_and_counts(data, text):
    assert index.STAR_CUTS == (0.1, 0.5, 0.9) and "a tenth of the councils, two down to half, one down to nine" in text
    of = tables.look("Kent", "childrens_outcomes", draws=200, data=data)
    far = gains.far_out(of.progress.rows).set_index("group")
    luck = LAST * BEST / len(of.progress.rows)
    assert f"{far.fastest['last']} of the 14 councils that were last" in text and f"luck gives {luck:.1f}" in text
    best = f"Of the 15 that were best {far.fastest['best']} are; luck gives {BEST * BEST / len(of.progress.rows):.1f}."
    assert best in text
    adults = tables.look("Kent", "adult_outcomes", draws=200, data=data)
    assert adults.span == 2 and f"{adults.progress.used.share.sum():.0%} of the weight of `adult_outcomes`" in text
    rows = named.small_numbers(adults.study.panel, tables.SCILLY)
    assert rows.value.notna().sum() == 0 and len(rows) == 6 and "none of the 6 indicators of `adult_outcomes`" in text


@pytest.mark.long
def test_none_of_sixteen_lies_outside_its_range(data):
    from scouting.recipes import weights

    groups = [tables.look("Kent", name, data=data).groups for name in weights.names()]
    outside = sum(((g.above < g.lower) | (g.above > g.upper)).sum() for g in groups)
    assert (len(groups), outside) == (8, 0)
