"""The exchange: nobody asked by more than two, the best allotment there is, and pairs worked out a second way."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from tests.compare.by_hand import pair_sureness

from scouting.pages.region.exchange import shared_out
from scouting.pages.region.tables import region
from scouting.terms import MOST_GUESTS


@st.composite
def worlds(draw):
    """Up to seven pairs among five councils, each a guest of some and a host of others."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    every = list(itertools.permutations("ABCDE", 2))
    picked = [every[k] for k in rng.choice(len(every), draw(st.integers(0, 7)), replace=False)]
    rows = [(g, h, *rng.integers(1, 4, 2), rng.normal(5, 1)) for g, h in sorted(picked)]
    return pd.DataFrame(rows, columns=["area_code", "about_code", "n_topics", "n_indicators", "widest"])


def worth(table, kept):
    """What an allotment is worth: councils that get or give, pairs both ways, ranks of the pairs."""
    rows = table.iloc[list(kept)]
    pairs = set(zip(rows.area_code, rows.about_code, strict=True))
    both = sum((h, g) in pairs for g, h in pairs) // 2
    keys = ["n_topics", "n_indicators", "widest", "area_code", "about_code"]
    rank = table.sort_values(keys).reset_index(names="place")
    rank = dict(zip(rank.place, rank.index + 1, strict=True))
    return rows.area_code.nunique() + rows.about_code.nunique(), both, sum(rank[k] for k in kept)


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_no_other_allotment_within_the_limits_is_better(table):
    got = shared_out(table)
    assert (got.groupby("about_code").size() <= MOST_GUESTS).all()
    assert (got.groupby("area_code").size() <= MOST_GUESTS).all()
    pairs = set(zip(got.area_code, got.about_code, strict=True))
    assert got.both_ways.tolist() == [(h, g) in pairs for g, h in zip(got.area_code, got.about_code, strict=True)]
    best = (0, 0, 0)
    for n in range(len(table) + 1):
        for kept in itertools.combinations(range(len(table)), n):
            asked = [list(table[column].iloc[list(kept)]) for column in ("area_code", "about_code")]
            if any(codes.count(code) > MOST_GUESTS for codes in asked for code in codes):
                continue
            best = max(best, worth(table, kept))
    mine = [k for k, row in enumerate(table.itertuples()) if (row.area_code, row.about_code) in pairs]
    assert worth(table, mine) == best


def test_who_gives_and_gets_comes_before_who_is_furthest_ahead():
    """A star that all could ask is asked by two; the others are met by whoever else is ahead."""
    rows = [(g, "S", 3, 3, 9.0) for g in "ABCD"] + [("A", "B", 1, 1, 2.1), ("B", "A", 1, 1, 2.2)]
    table = pd.DataFrame(rows, columns=["area_code", "about_code", "n_topics", "n_indicators", "widest"])
    got = shared_out(table)
    assert sorted(got.area_code[got.about_code == "S"]) == ["C", "D"]
    assert got[got.both_ways][["area_code", "about_code"]].values.tolist() == [["A", "B"], ["B", "A"]]


@pytest.fixture(scope="module", params=[("North East", "children"), ("South East", "children")], ids=lambda p: p[0])
def group(request, data):
    return region(request.param[0], indicators=request.param[1], data=data)


def test_pairs_are_the_leads_on_asked_and_offered_topics(group, data):
    """Worked out again pair by pair from the panel's own figures."""
    panel, facts = data.panel, data.panel.indicators
    comparisons = []
    for one, other in itertools.combinations(group.codes, 2):
        a, b = panel.areas.get_loc(one), panel.areas.get_loc(other)
        sure = pair_sureness(panel, b, a) * panel.sign
        for i, z in enumerate(sure):
            if facts.index[i] in group.judged and np.isfinite(z):
                times = panel.denominator[i, b, -1] / panel.denominator[i, a, -1]
                p, unlike = 2 * stats.norm.sf(abs(z)), times > 3 or times < 1 / 3
                comparisons.append((one, other, facts.topic.iloc[i], facts.index[i], z, p, unlike))
    table = pd.DataFrame(comparisons, columns=["guest", "host", "topic", "indicator_id", "z", "p", "unlike"])
    sure = table[multipletests(table.p, method="fdr_bh")[0] & (table.z.abs() >= panel.cutoffs.clear)]
    turned = sure.z < 0
    sure = sure.assign(guest=sure.guest.mask(turned, sure.host), host=sure.host.mask(turned, sure.guest))
    side = group.topics.set_index(["area_name", "topic"]).side
    names = group.names
    wanted = {
        (row.guest, row.host, row.topic, row.indicator_id): row.unlike
        for row in sure.itertuples()
        if side.get((names[row.guest], row.topic)) == "asks" and side.get((names[row.host], row.topic)) == "can offer"
    }
    got = {(row.area_code, row.about_code, *lead) for row in group.pairs.itertuples() for lead in row.leads}
    assert got == set(wanted) and len(got) > 3
    for row in group.pairs.itertuples():
        assert row.neighbour == (row.about_code in group.sets[row.area_code].codes)
        like = [lead for lead in row.leads if not wanted[(row.area_code, row.about_code, *lead)]]
        assert (row.n_topics, row.n_indicators) == (len(set(t for t, _ in like)), len(like))
        assert row.n_unlike == len(row.leads) - len(like)
        assert row.topics == tuple(dict.fromkeys(t for t, _ in row.leads))


def test_on_the_embedded_figures_the_limits_hold_both_ways(group):
    rows = group.exchange
    assert len(rows) and rows.groupby("about_code").size().max() <= 2 >= rows.groupby("area_code").size().max()
    members = group.members.set_index("area_code")
    assert members.gets.sum() == members.gives.sum() == len(rows)
    askers, hosts = set(group.pairs.area_code), set(group.pairs.about_code)
    assert {c for c in members.index if members.gets[c]} <= askers
    assert {c for c in members.index if members.gives[c]} <= hosts
