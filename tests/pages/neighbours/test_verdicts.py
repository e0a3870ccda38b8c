"""Does the verdict hold: planted verdicts, real councils, and flips between two vintages counted a second way."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scouting.compare import side
from scouting.pages.check_data import flips
from scouting.pages.neighbours import verdicts
from scouting.study import study
from scouting.terms import NOT_COMPARED, TOO_CLOSE, TOO_FEW_PEOPLE


def cells(**ways):
    """A matrix of planted verdicts: one indicator per row, one set per column."""
    rows = [(name, f"set_{k}", word) for name, words in ways.items() for k, word in enumerate(words)]
    return pd.DataFrame(rows, columns=["indicator_id", "set_id", "verdict"])


def test_changes_are_counted_against_the_first_set():
    """Clearly and probably are one side; what is not compared counts neither way."""
    table = verdicts.changes(
        cells(
            a=["clearly better", "probably better", "clearly worse"],
            b=[TOO_CLOSE, "probably better", TOO_CLOSE],
            c=[NOT_COMPARED, "clearly worse", "clearly worse"],
            d=["clearly lower", TOO_FEW_PEOPLE, "probably higher"],
        )
    ).set_index("set_id")
    assert table.loc["set_1"].tolist() == [1, 2]
    assert table.loc["set_2"].tolist() == [2, 3]
    assert table.index.tolist() == ["set_2", "set_1"]


COUNCILS = ["Wiltshire", "Isles of Scilly", "City of London", "Westmorland and Furness", "Rutland",
            "Bournemouth, Christchurch and Poole"]  # fmt: skip


@pytest.mark.parametrize(
    "council",
    [pytest.param(name, marks=() if name in COUNCILS[:2] else pytest.mark.long) for name in COUNCILS],
)
@pytest.mark.parametrize("service", ["children", "adults"])
def test_the_matrix_is_over_the_sensible_sets_and_its_first_is_the_comparison(data, council, service):
    of = study(council, indicators=service, data=data)
    table = verdicts.matrix(of)
    sets = list(dict.fromkeys(table.set_id))
    assert sets[0] == of.neighbour_set.set_id and not {"england"} & set(sets)
    other = {"children": {"nhs_adult"}, "adults": {"children_z", "dfe_2025_05", "dfe_2021_04"}}[service]
    assert not other & set(sets) and len(table) == len(of.panel.indicators) * len(sets)
    own = table[table.set_id == sets[0]].set_index("indicator_id")
    for column in ("verdict", "by_a_lot", "level_n"):
        assert (own[column] == of.comparison[column]).all()
    np.testing.assert_allclose(own.sureness, of.comparison.sureness)
    for set_id in sets[1:]:  # the others are what a study in that set says
        there = study(council, set_id, service, data=data).comparison
        mine = table[table.set_id == set_id].set_index("indicator_id")
        assert (mine.verdict == there.verdict).all()


@pytest.mark.parametrize("council", [pytest.param("Derby", marks=pytest.mark.long), "Wiltshire", "Isles of Scilly"])
def test_what_holds_is_counted_from_the_matrix(data, council):
    of = study(council, data=data)
    table, rows = verdicts.matrix(of), verdicts.steady(of)
    opposite = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
    told = of.comparison.index[~of.comparison.verdict.isin([NOT_COMPARED, TOO_FEW_PEOPLE])]
    assert rows.index.tolist() == told.tolist()
    for row in rows.itertuples():
        mine = table[(table.indicator_id == row.Index) & table.sureness.notna()]
        sides = mine.verdict.map(side)
        assert (row.holds, row.holds_of) == ((sides == side(row.verdict)).sum(), len(mine))
        assert row.turned == (sides == opposite.get(side(row.verdict))).sum()
    said = verdicts.sentences(of, table)
    whole = (rows.holds == rows.holds_of).sum()
    assert said[0].startswith(f"{whole} of {len(rows)} verdicts hold in all of {len(of.sensible_sets)} ways to choose ")
    loose = rows[(rows.verdict != TOO_CLOSE) & (rows.holds * 2 < rows.holds_of)]
    text, titles = " ".join(said), of.panel.indicators.short_title
    for row in loose.itertuples():
        assert f"{titles[row.Index]} (holds in {row.holds} of {row.holds_of})" in text
    for key in rows.index[rows.turned > 0]:
        assert titles[key] in text.split("In at least one comparison the verdict is the opposite: ")[1].split(".")[0]
    assert ("opposite" in text) == bool((rows.turned > 0).any())


def test_with_one_set_nothing_is_said_of_others(data):
    of = replace(study("Derby", indicators="re_referrals,looked_after_fostered", data=data))
    of.__dict__["sensible_sets"] = {of.neighbour_set.set_id: of.neighbour_set}
    assert verdicts.sentences(of, verdicts.matrix(of)) == ["Only one way to choose similar councils is held for Derby."]


@pytest.fixture(scope="module")
def by_rule(data):
    return data.once(flips.flips, "dfe_2025_05", "dfe_2021_04").set_index("rule")


def _second_way(data):
    """The first tool's rule from the values themselves: joins and groups, no panel."""
    facts = data.catalog.indicators
    facts = facts[(facts.service == "children") & (facts.polarity != "no_judgement")]
    held = data.values[data.values.indicator_id.isin(facts.index) & data.values.value.notna()]
    held = held.astype({"indicator_id": "str", "area_code": "str"})
    councils = set(data.catalog.tiles.area_code)
    newest = held[held.area_code.isin(councils)].groupby("indicator_id").period_end.max()
    held = held[held.period_end == held.indicator_id.map(newest)][["indicator_id", "area_code", "value"]]
    better = {}
    for set_id in ("dfe_2025_05", "dfe_2021_04"):
        links = data.catalog.neighbours[data.catalog.neighbours.set_id == set_id]
        theirs = links.merge(held, left_on="neighbour_code", right_on="area_code", suffixes=("", "_there"))
        mean = theirs.groupby(["indicator_id", "area_code"]).value.mean().rename("mean").reset_index()
        both = held.merge(mean, on=["indicator_id", "area_code"])
        sign = both.indicator_id.map(facts.polarity).map({"high_is_good": 1, "low_is_good": -1})
        way = np.sign((both.value - both["mean"]).round(9)) * sign
        better[set_id] = pd.Series(way.to_numpy(), index=pd.MultiIndex.from_frame(both[["indicator_id", "area_code"]]))
    one, other = pd.Series.align(*better.values(), join="inner")
    today = one.index.get_level_values(1).isin(councils)
    return int(today.sum()), int((one * other == -1)[today].sum())


def test_about_one_verdict_in_ten_flips_by_the_first_tools_rule(data, by_rule):
    """988 of 9,796 in an independent count over 171 indicators; ours counted again from the values themselves."""
    mean = by_rule.loc["mean"]
    assert mean.share_flipped == pytest.approx(988 / 9796, abs=0.02)
    assert (mean.verdicts, mean.flipped) == _second_way(data)
    assert mean.councils == 151 and mean.indicators >= 50


def test_by_our_rule_hardly_any_verdict_flips_but_some_move(data, by_rule):
    median = by_rule.loc["median"]
    assert median.share_flipped < 0.005 < median.share_changed < 0.25
    assert 0 < median.verdicts < by_rule.loc["mean"].verdicts
    for code in ("E06000054", "E08000025"):  # the same, by the comparison of each council
        for set_id in ("dfe_2025_05", "dfe_2021_04"):
            of = study(code, set_id, data=data)
            judged = of.panel.indicators.polarity != "no_judgement"
            panel = of.panel.take(of.panel.indicators.index[judged])
            got = flips._ours(panel, code, of.neighbour_set.codes)
            want = of.comparison.verdict[judged].map(
                {"clearly better": 1.0, "probably better": 1.0, "too close to call": 0.0, "probably worse": -1.0,
                 "clearly worse": -1.0}
            )  # fmt: skip
            np.testing.assert_array_equal(want.to_numpy(float), got)


def test_the_share_is_told_in_words(data, by_rule):
    said = "\n".join(flips.flips_lines(data))
    mean, median = by_rule.loc["mean"], by_rule.loc["median"]
    assert f"{int(mean.flipped):,} of {int(mean.verdicts):,} verdicts flip between better and worse (" in said
    assert f"{int(median.flipped):,} of {int(median.verdicts):,} flip (" in said
    assert f"{int(median.changed - median.flipped):,} move between too close to call and one side." in said
    facts = data.catalog.indicators
    judged = (facts.service == "children") & (facts.polarity != "no_judgement")
    assert f"{judged.sum()} indicators" in said and "151 councils" in said
