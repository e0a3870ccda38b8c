"""Looks, pockets, improved or held, and leads: counted a second way on real figures, and on planted ones."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from scouting import explain
from scouting.explain.looks import _upper_quarter
from scouting.terms import Z95

NAMES = ("Isles of Scilly", "City of London", "Kent", "Derby", "Rutland")


@pytest.mark.parametrize("name", NAMES)
def test_the_looks_are_corrected_as_statsmodels_does(awkward, name):
    table = awkward[name].looks
    expected = multipletests(table.p, alpha=0.05, method="fdr_bh")
    np.testing.assert_allclose(table.adjusted, expected[1], atol=1e-12)
    assert (table.corrected == expected[0]).all()
    np.testing.assert_allclose(table.p, 2 * stats.norm.sf(table.gap_noise.abs()))
    tally = explain.tally(table)
    assert tally.corrected <= tally.plain <= tally.looks == len(table)
    assert tally.ahead + tally.behind == tally.corrected and tally.chance == pytest.approx(0.05 * len(table))


def test_the_median_looks_are_those_of_the_comparison(awkward):
    why = awkward["Kent"]
    table = why.looks[why.looks.about_code == ""].set_index("indicator_id")
    rows = why.of.comparison
    judged = why.of.panel.indicators.polarity != "no_judgement"
    rows = rows[judged & (rows.standing != "not compared")]
    assert len(table) == len(rows)
    better = rows.standing.str.endswith("better")
    assert (table.gap_noise[better[better].index] > Z95).all()
    assert (table.plain == (rows.standing != "similar").reindex(table.index)).all()


@pytest.mark.parametrize("name", NAMES)
def test_leads_are_those_of_a_plain_loop(awkward, name):
    """Each lead again from the panel: sustained, good way up, beyond noise, of indicators that can name."""
    why = awkward[name]
    p, own = why.of.data.panel, why.of.area_code
    k = p.areas.get_loc(own)
    expected = {}
    for i, indicator_id in enumerate(p.indicators.index):
        if p.indicators.statistic.iloc[i] == "count" or not p.reliability[1, i] >= 0.5:
            continue
        for code in why.of.neighbour_set.codes:
            a = p.areas.get_loc(code)
            gap = (p.mean[i, a] - p.mean[i, k]) * p.sign[i]
            noise = np.hypot(p.mean_se[i, a], p.mean_se[i, k])
            if gap > Z95 * noise:
                expected[(indicator_id, code)] = gap / noise
    got = why.leads.set_index(["indicator_id", "about_code"])
    assert set(got.index) == set(expected)
    for key, z in expected.items():
        assert got.gap_noise[key] == pytest.approx(z)
    assert (got.years_ahead <= got.years_of).all() and (got.years_of >= 3).all() and (got.years_of <= 5).all()


def test_shrunk_gaps_draw_each_council_to_the_middle_by_its_own_noise(awkward):
    why = awkward["Derby"]
    figures = why._figures
    for row in why.leads.head(20).itertuples():
        i = figures.facts.index.get_loc(row.indicator_id)
        places = [figures.place(row.about_code), figures.place(why.of.area_code)]
        tau2, middle = figures.between[i], np.nanmedian(figures.mean[i])
        drawn = [middle + tau2 / (tau2 + figures.mean_se[i, k] ** 2) * (figures.mean[i, k] - middle) for k in places]
        assert row.gap_shrunk == pytest.approx(drawn[0] - drawn[1])


def test_who_is_ahead_counts_the_leads_of_each_topic(awkward):
    why = awkward["Birmingham"]
    for row in why.ahead.itertuples():
        mine = why.leads[(why.leads.topic == row.topic) & (why.leads.about_code == row.about_code)]
        assert (row.n_ahead, row.n_sure) == (len(mine), mine.sure.sum())
        assert row.gap_noise == mine.gap_noise.max() and row.n_ahead <= row.n_compared
        same = why.leads[why.leads.topic == row.topic]
        assert row.n_neighbours == same.about_code.nunique()
    assert why.ahead.groupby("topic").gap_noise.apply(lambda z: z.is_monotonic_decreasing).all()


@pytest.mark.parametrize("name", NAMES)
def test_pockets_are_the_tenth_of_england_counted_again(awkward, name):
    why = awkward[name]
    p = why.of.data.panel
    own = p.areas.get_loc(why.of.area_code)
    for row in why.pockets.itertuples():
        i = p.indicators.index.get_loc(row.indicator_id)
        block = p.mean[i, p.councils] * p.sign[i]
        mine = p.mean[i, own] * p.sign[i]
        from_best = 1 + int((block > mine + 1e-9).sum())
        from_last = 1 + int((block < mine - 1e-9).sum())
        assert row.of == np.isfinite(block).sum()
        assert row.rank == (from_best if row.way == "among the best" else from_last) <= 0.1 * row.of
        assert row.adjusted <= 0.05


@pytest.mark.parametrize("name", NAMES)
def test_facets_add_up_to_the_comparison_and_the_changes(awkward, name):
    why = awkward[name]
    table, facts = why.facets.set_index("facet"), why.of.panel.indicators
    rows = why.of.comparison
    for word, column in (("better", "ahead"), ("worse", "behind")):
        mine = rows.standing.str.removeprefix("much ") == word
        assert table[column].to_dict() == {f: int(mine[facts.facet == f].sum()) for f in table.index}
    changes, row = why.improved
    assert table.moved_of.sum() == row.of and table.improved.sum() == row.counted
    assert table.improved_beyond_noise.sum() == row.beyond_noise == changes.beyond_noise.sum()
    assert (table.sure_ahead <= table.ahead).all() and (table.sure_behind <= table.behind).all()
    assert (table.ahead + table.behind <= table.indicators).all()


def small(pairs):
    """Figures of two years: indicator -> (sign, council figures before, now)."""
    n = len(pairs)
    block = np.stack([np.column_stack([before, now]) for _, before, now in pairs])
    facts = pd.DataFrame({"topic": ["t"] * n}, index=pd.Index([f"i{k}" for k in range(n)]))
    return SimpleNamespace(
        facts=facts, sign=np.array([sign for sign, _, _ in pairs]), figures=block, se=np.ones(block.shape),
        position=np.tile([3, 4], (n, 1)), segment=np.zeros((n, 2), int),
    )  # fmt: skip


def test_improved_or_held_at_a_high_level_and_what_chance_gives():
    field = [50.0, 60, 70, 80, 90, 95, 97]
    figures = small(
        [
            (1, [40.0, *field], [45.0, *field]),  # improved, and beyond noise
            (1, [40.0, *field], [39.0, *field]),  # did not
            (1, [99.0, *field], [98.0, *field]),  # fell, but held in the best quarter
            (-1, [99.0, *field], [98.5, *field]),  # improved, within noise
            (1, [40.0, *field], [40.0, *field]),  # stayed exactly where it was
            (0, [40.0, *field], [45.0, *field]),  # no polarity: not looked at
            (1, [np.nan, *field], [45.0, *field]),  # no figure before
        ]
    )
    table, row = explain.improved(figures, 0, figures.facts.index)
    assert table.indicator_id.tolist() == ["i0", "i1", "i2", "i3", "i4"]
    assert table.improved.tolist() == [True, False, False, True, False]
    assert table.held.tolist() == [False, False, True, False, False]
    assert table.beyond_noise.tolist() == [True, False, False, False, False]
    assert (row.counted, row.of, row.held, row.beyond_noise) == (3, 5, 1, 1)
    # One held for sure; of the three that moved, each would have improved one time in two.
    assert row.chance == 1 + 3 / 2 and (row.low, row.high) == (1, 4)


def test_chance_is_what_swapping_the_years_gives():
    """The count expected by chance is the mean over every way of swapping the two years of each indicator."""
    rng = np.random.default_rng(0)
    pairs = [(1, rng.normal(size=30), rng.normal(size=30)) for _ in range(8)]
    figures = small(pairs)
    _, row = explain.improved(figures, 3, figures.facts.index)
    counts = []
    for swap in np.ndindex(*[2] * 8):
        turned = small([(1, b, a) if s else (1, a, b) for s, (_, a, b) in zip(swap, pairs, strict=True)])
        counts.append(explain.improved(turned, 3, turned.facts.index)[1].counted)
    assert row.chance == pytest.approx(np.mean(counts))


def test_nothing_is_improved_across_a_break():
    figures = small([(1, [1.0, 2], [2.0, 3])])
    figures.segment = np.array([[0, 1]])
    table, row = explain.improved(figures, 0, figures.facts.index)
    assert table.empty and row.of == 0 and row.chance == 0


def test_the_edge_of_the_best_quarter_needs_a_figure():
    assert np.isinf(_upper_quarter(np.array([[np.nan, np.nan]]))).all()
