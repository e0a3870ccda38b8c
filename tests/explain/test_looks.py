"""Comparisons, pockets, improved or held, and leads: counted a second way on real figures, and on planted ones."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from tests.compare.by_hand import pair_sureness
from tests.explain import planted, worlds

from scouting import explain
from scouting.explain.looks import _upper_quarter

NAMES = ("Isles of Scilly", "City of London", "Kent", "Derby", "Rutland")


@pytest.mark.parametrize("name", NAMES)
def test_the_comparisons_are_corrected_as_statsmodels_does(awkward, name):
    why = awkward[name]
    table, clear_from = why.looks, why.of.panel.cutoffs.clear
    expected = multipletests(2 * stats.norm.sf(table.sureness.abs()), alpha=0.05, method="fdr_bh")
    np.testing.assert_allclose(table.adjusted, expected[1], atol=1e-12)
    assert (table.beyond == (table.sureness.abs() >= clear_from)).all()
    assert (table.clear == (expected[0] & table.beyond)).all()
    tally = explain.tally(table, clear_from)
    assert tally.clear <= tally.beyond <= tally.comparisons == len(table)
    assert tally.ahead + tally.behind == tally.clear
    assert tally.chance == pytest.approx(len(table) * 2 * (1 - stats.norm.cdf(clear_from)))


@pytest.mark.parametrize("name", NAMES)
def test_the_rule_is_that_of_the_verdict_between_two_councils(awkward, name):
    """Each comparison again from the panel, council by council: the same rule, good way up, nothing set aside."""
    why = awkward[name]
    p, rows = why.of.panel, why.of.comparison
    own, expected = p.areas.get_loc(why.of.area_code), {}
    for code in why.of.neighbour_set.codes:
        sure = pair_sureness(p, p.areas.get_loc(code), own) * np.where(p.sign == 0, np.nan, p.sign)
        for indicator_id, z in zip(p.indicators.index, sure, strict=True):
            if np.isfinite(z) and rows.aside[indicator_id] == "":
                expected[(indicator_id, code)] = z
    got = why.looks.set_index(["indicator_id", "about_code"]).sureness
    assert set(got.index) == set(expected)
    np.testing.assert_allclose([expected[key] for key in got.index], got)


@pytest.mark.parametrize("name", NAMES)
def test_leads_are_the_clear_comparisons_in_which_the_other_is_ahead(awkward, name):
    why = awkward[name]
    p, own = why.of.data.panel, why.of.area_code
    wanted = why.looks[why.looks.clear & (why.looks.sureness > 0)].set_index(["indicator_id", "about_code"])
    got = why.leads.set_index(["indicator_id", "about_code"])
    assert set(got.index) == set(wanted.index)
    assert got.sureness.to_dict() == wanted.sureness.to_dict()
    for (indicator_id, code), row in got.iterrows():
        i, k, a = p.indicators.index.get_loc(indicator_id), p.areas.get_loc(own), p.areas.get_loc(code)
        assert (row.theirs, row.ours) == (p.level[i, a], p.level[i, k])
        assert not p.too_few[i, [a, k]].any() and (row.theirs - row.ours) * p.sign[i] > 0
        np.testing.assert_array_equal([row.theirs_of, row.ours_of], p.denominator[i, [a, k], -1])
        times = row.theirs_of / row.ours_of
        assert row.like_size == (not (times > 3 or times < 1 / 3))
    assert (got.years_ahead <= got.years_of).all() and (got.years_of >= 1).all() and (got.years_of <= 5).all()


def test_shrunk_gaps_draw_each_council_to_the_middle_by_its_own_noise(awkward):
    why = awkward["Derby"]
    p, council = why.of.data.panel, why.of.data.panel.councils
    for row in why.leads.head(20).itertuples():
        i = p.indicators.index.get_loc(row.indicator_id)
        places = [p.areas.get_loc(code) for code in (row.about_code, why.of.area_code)]
        y = np.where(p.too_few[i], np.nan, p.level[i])
        tau2, middle = p.between[i], np.nanmedian(y[council])
        drawn = [middle + tau2 / (tau2 + p.level_se[i, k] ** 2) * (y[k] - middle) for k in places]
        assert row.gap_shrunk == pytest.approx(drawn[0] - drawn[1])


def test_who_is_ahead_counts_the_leads_of_each_topic(awkward):
    why = awkward["Birmingham"]
    assert len(why.ahead) > 3
    for row in why.ahead.itertuples():
        mine = why.leads[(why.leads.topic == row.topic) & (why.leads.about_code == row.about_code)]
        assert row.n_ahead == len(mine)
        beside = why.looks[(why.looks.topic == row.topic) & (why.looks.about_code == row.about_code)]
        assert row.sureness == mine.sureness.max() and row.n_ahead <= row.n_compared == len(beside)
        same = why.leads[why.leads.topic == row.topic]
        assert row.n_neighbours == same.about_code.nunique()
    assert why.ahead.groupby("topic").sureness.apply(lambda z: z.is_monotonic_decreasing).all()


@pytest.mark.parametrize("name", NAMES)
def test_pockets_are_the_tenth_of_england_counted_again(awkward, name):
    why = awkward[name]
    p = why.of.data.panel
    own = p.areas.get_loc(why.of.area_code)
    today = np.isfinite(p.figures[:, p.councils, -1]).any(0).sum()
    for row in why.pockets.itertuples():
        i = p.indicators.index.get_loc(row.indicator_id)
        block = np.where(p.too_few[i], np.nan, p.level[i])[p.councils] * p.sign[i]
        mine = p.level[i, own] * p.sign[i]
        from_best = 1 + int((block > mine + 1e-9).sum())
        from_last = 1 + int((block < mine - 1e-9).sum())
        assert row.of == np.isfinite(block).sum() >= today / 2
        assert row.rank == (from_best if row.way == "among the best" else from_last) <= 0.1 * row.of
        assert row.adjusted <= 0.05 and not p.too_few[i, own] and why.of.comparison.aside[row.indicator_id] == ""


def test_a_pocket_needs_figures_of_half_of_england_and_enough_people():
    """Far the best of sixty is a pocket, and no more with the figures of thirty-one others gone, or of few people."""
    made = worlds.world("serves", 4.0, 6, 2, missing=0.0)
    blocks = planted.figures(made)
    own, i = blocks.place(worlds.PLANTED), blocks.facts.index.get_loc("o1")
    rows = pd.DataFrame({"aside": "", "verdict": "clearly better"}, index=planted.ids(blocks))
    assert "o1" in set(explain.pockets(blocks, rows, own).indicator_id)
    level = blocks.level.copy()
    level[i, [k for k in range(60) if k != own][:31]] = np.nan
    assert "o1" not in set(explain.pockets(replace(blocks, level=level), rows, own).indicator_id)
    assert "o1" not in set(explain.pockets(blocks, rows.assign(aside="ended"), own).indicator_id)
    few = made.values.copy()
    mine = (few.indicator_id == "o1") & (few.area_code == worlds.PLANTED)
    few.loc[mine, ["numerator", "denominator"]] = [0, 9]
    alone = planted.figures(made._replace(values=few))
    assert "o1" not in set(explain.pockets(alone, rows, own).indicator_id)
    looks = explain.looks_of(alone, planted.ids(alone), alone.place(worlds.FOCUS), np.array([own]))
    assert "o1" not in set(looks.indicator_id) and "o2" in set(looks.indicator_id)


@pytest.mark.parametrize("name", NAMES)
def test_facets_add_up_to_the_comparison_and_the_changes(awkward, name):
    why = awkward[name]
    table, facts = why.facets.set_index("facet"), why.of.panel.indicators
    rows = why.of.headline
    for word, column in (("clearly better", "ahead"), ("clearly worse", "behind")):
        mine = rows.verdict == word
        assert table[column].to_dict() == {f: int(mine[facts.facet[rows.index] == f].sum()) for f in table.index}
    changes, row = why.improved
    assert table.moved_of.sum() == row.of and table.improved.sum() == row.counted
    assert table.more_than_usual.sum() == row.more_than_usual == changes.more_than_usual.sum()
    assert (table.ahead + table.behind <= table.indicators).all()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_set_aside_or_of_too_few_people_is_not_improved(awkward, name):
    why = awkward[name]
    p, rows, (changes, summary) = why.of.panel, why.of.comparison, why.improved
    own = p.areas.get_loc(why.of.area_code)
    both = np.isfinite(p.figures[:, own, -2:]).all(1) & p.consecutive() & ~p.too_few[:, own] & (p.sign != 0)
    told = pd.Series(both & (p.indicators.statistic != "count").to_numpy(), index=p.indicators.index)
    assert set(changes.indicator_id) == set(told.index[told & (rows.aside == "")])
    assert summary.left_out == (told & (rows.aside != "")).sum()


def small(pairs):
    """Figures of two years: indicator -> (sign, council figures before, now)."""
    n = len(pairs)
    block = np.stack([np.column_stack([before, now]) for _, before, now in pairs])
    facts = pd.DataFrame({"topic": ["t"] * n}, index=pd.Index([f"i{k}" for k in range(n)]))
    return SimpleNamespace(
        facts=facts, sign=np.array([sign for sign, _, _ in pairs]), figures=block, se=np.ones(block.shape),
        too_few=np.zeros(block.shape[:2], bool), position=np.tile([3, 4], (n, 1)), segment=np.zeros((n, 2), int),
    )  # fmt: skip


def told(figures):
    """A comparison of these indicators in which nothing is set aside."""
    return pd.DataFrame({"aside": ""}, index=figures.facts.index)


def test_improved_or_held_at_a_high_level_and_what_chance_gives():
    field = [50.0, 60, 70, 80, 90, 95, 97]
    figures = small(
        [
            (1, [40.0, *field], [45.0, *field]),  # improved, by more than usual
            (1, [40.0, *field], [39.0, *field]),  # did not
            (1, [99.0, *field], [98.0, *field]),  # fell, but held in the best quarter
            (-1, [99.0, *field], [98.5, *field]),  # improved, by no more than usual
            (1, [40.0, *field], [40.0, *field]),  # stayed exactly where it was
            (0, [40.0, *field], [45.0, *field]),  # no polarity: not looked at
            (1, [np.nan, *field], [45.0, *field]),  # no figure before
        ]
    )
    table, row = explain.improved(figures, 0, told(figures))
    assert table.indicator_id.tolist() == ["i0", "i1", "i2", "i3", "i4"]
    assert table.improved.tolist() == [True, False, False, True, False]
    assert table.held.tolist() == [False, False, True, False, False]
    assert table.more_than_usual.tolist() == [True, False, False, False, False]
    assert (row.counted, row.of, row.held, row.more_than_usual) == (3, 5, 1, 1)
    # One held for sure; of the three that moved, each would have improved one time in two.
    assert row.chance == 1 + 3 / 2 and (row.low, row.high) == (1, 4)


@pytest.mark.parametrize("many", [6, pytest.param(8, marks=pytest.mark.long)])
def test_chance_is_what_swapping_the_years_gives(many):
    """The count expected by chance is the mean over every way of swapping the two years of each indicator."""
    rng = np.random.default_rng(0)
    pairs = [(1, rng.normal(size=30), rng.normal(size=30)) for _ in range(many)]
    figures = small(pairs)
    _, row = explain.improved(figures, 3, told(figures))
    counts = []
    for swap in np.ndindex(*[2] * many):
        turned = small([(1, b, a) if s else (1, a, b) for s, (_, a, b) in zip(swap, pairs, strict=True)])
        counts.append(explain.improved(turned, 3, told(turned))[1].counted)
    assert row.chance == pytest.approx(np.mean(counts))


def test_nothing_is_improved_across_a_break():
    figures = small([(1, [1.0, 2], [2.0, 3])])
    figures.segment = np.array([[0, 1]])
    table, row = explain.improved(figures, 0, told(figures))
    assert table.empty and row.of == 0 and row.chance == 0


def test_the_edge_of_the_best_quarter_needs_a_figure():
    assert np.isinf(_upper_quarter(np.array([[np.nan, np.nan]]))).all()
