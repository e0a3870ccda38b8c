"""Whom to visit: shared out so that nobody is asked by more than its share, and no pair would rather swap."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.compare.by_hand import pair_sureness
from tests.explain import planted, worlds

from scouting.compare import aside
from scouting.explain import best_first, figures_of, hosts_of, offers, shared_out
from scouting.terms import MOST_VISITS


@st.composite
def tables(draw):
    """Offers of up to eight councils by up to six hosts, in each council's order."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = []
    for council in range(draw(st.integers(1, 8))):
        hosts = rng.permutation(6)[: rng.integers(0, 7)]
        for host in hosts:
            rows.append((f"C{council}", f"H{host}", *rng.integers(1, 4, 2), rng.normal(4, 1)))
    table = pd.DataFrame(rows, columns=["area_code", "about_code", "n_topics", "n_indicators", "widest"])
    return table.sort_values(["area_code", "n_topics", "widest", "n_indicators"], ascending=[True, *[False] * 3])


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(1, 3))
def test_nobody_is_asked_by_more_than_its_share_and_nobody_would_swap(table, most):
    kept = shared_out(table, most)
    asked, visits = kept.groupby("about_code").size(), kept.groupby("area_code").size()
    assert (asked <= most).all() and (visits <= most).all()
    assert kept.n_asking.tolist() == kept.about_code.map(asked).tolist()
    pairs = set(zip(kept.area_code, kept.about_code, strict=True))
    order = {key: place for place, key in enumerate(zip(table.area_code, table.about_code, strict=True))}
    strength = {
        (row.area_code, row.about_code): (row.n_topics, row.widest, row.n_indicators, row.area_code)
        for row in table.itertuples()
    }
    for council, host in set(order) - pairs:
        mine = [order[council, h] for c, h in pairs if c == council]
        council_would = len(mine) < most or order[council, host] < max(mine)
        theirs = [strength[c, h] for c, h in pairs if h == host]
        host_would = len(theirs) < most or strength[council, host] > min(theirs)
        assert not (council_would and host_would), (council, host)


@settings(max_examples=20, deadline=None)
@given(tables(), st.randoms())
def test_the_order_of_councils_changes_nothing(table, random):
    codes = list(dict.fromkeys(table.area_code))
    random.shuffle(codes)
    other = pd.concat([table[table.area_code == code] for code in codes] or [table])
    pairs = [set(zip(t.area_code, t.about_code, strict=True)) for t in (shared_out(table), shared_out(other))]
    assert pairs[0] == pairs[1]


@pytest.fixture(scope="module")
def hosts(data):
    return hosts_of(data, "dfe_2025_05", "children")


def test_on_the_embedded_figures_no_host_is_asked_by_more_than_three(data, hosts):
    assert hosts.groupby("about_code").size().max() == hosts.groupby("area_code").size().max() == MOST_VISITS
    links = data.every_neighbour("dfe_2025_05")
    near = set(zip(links.area_code, links.neighbour_code, strict=True))
    assert set(zip(hosts.area_code, hosts.about_code, strict=True)) <= near
    assert (hosts.area_code != hosts.about_code).all()


@pytest.mark.parametrize(
    "name",
    ["Derby", "City of London"]
    + [pytest.param(n, marks=pytest.mark.long) for n in ("Blackpool", "Kent", "Rutland", "Westmorland and Furness")],
)
def test_offers_are_the_leads_left_after_all_comparisons(data, name):
    """Worked out again council by council from the panel's own figures, those of another size told apart."""
    figures, panel = figures_of(data), data.panel
    code = next(c for c, n in figures.names.items() if n == name)
    links = data.every_neighbour("dfe_2025_05")
    codes = links[links.area_code == code].neighbour_code.tolist()
    got = offers(figures, figures.place(code), figures.places(codes), "children").set_index("about_code")
    told = aside(panel, data.newest) == ""
    services, topics = panel.indicators.service.tolist(), panel.indicators.topic.tolist()
    own, rows = panel.areas.get_loc(code), []
    for other in codes:
        k = panel.areas.get_loc(other)
        sure = pair_sureness(panel, k, own) * panel.sign
        for i, z in enumerate(sure):
            if services[i] == "children" and panel.sign[i] and told[i] and np.isfinite(z):
                times = panel.denominator[i, k, -1] / panel.denominator[i, own, -1]
                rows.append((other, topics[i], z, 2 * stats.norm.sf(abs(z)), times > 3 or times < 1 / 3))
    table = pd.DataFrame(rows, columns=["about_code", "topic", "z", "p", "unlike"])
    fair = stats.false_discovery_control(table.p) if len(table) else table.p
    ahead = table[(fair <= 0.05) & (table.z >= panel.cutoffs.clear)]
    like = ahead[~ahead.unlike].groupby("about_code")
    assert got.n_indicators.to_dict() == like.size().to_dict()
    assert got.n_topics.to_dict() == like.topic.nunique().to_dict()
    unlike = ahead[ahead.unlike].groupby("about_code").size()
    assert got.n_unlike.to_dict() == unlike.reindex(got.index, fill_value=0).to_dict()
    for other, widest in got.widest.items():
        assert widest == pytest.approx(like.z.max()[other])


def test_hosts_of_like_size_come_first_whatever_the_lead():
    """Best first: topics, surest lead, measures; one who leads only at another size is behind everybody."""
    leads = pd.DataFrame(
        [
            *[("huge", topic, 20.0, False) for topic in "abcd"],
            ("one", "a", 9.0, True),
            *[("two", topic, 3.0, True) for topic in "ab"],
            *[("three", topic, 2.5, True) for topic in "aab"],
            ("three", "c", 99.0, False),
        ],
        columns=["about_code", "topic", "sureness", "like_size"],
    )
    got = best_first(leads.sample(frac=1, random_state=0))
    assert got.about_code.tolist() == ["two", "three", "one", "huge"]
    assert got.n_unlike.tolist() == [0, 1, 0, 4] and got.n_topics.tolist() == [2, 2, 1, 0]
    assert got.widest.tolist() == [3.0, 2.5, 9.0, 20.0]


def test_who_is_over_three_times_as_large_or_under_a_third_is_of_another_size():
    blocks = planted.figures(worlds.world("unconnected", 0.0, 6, 4, missing=0.0))
    people = blocks.denominator.copy()
    people[0, :7, -1] = [100.0, 300, 301, 34, 33, np.nan, 100]
    like = replace(blocks, denominator=people).like_size(0, np.arange(7))[0]
    assert like.tolist() == [True, True, False, True, False, True, True]
