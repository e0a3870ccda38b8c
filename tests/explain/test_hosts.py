"""Whom to visit: shared out so that nobody is asked by more than its share, and no pair would rather swap."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scouting.explain import offers, shared_out
from scouting.terms import MOST_VISITS


@st.composite
def worlds(draw):
    """Offers of up to eight councils by up to six hosts, in each council's order."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = []
    for council in range(draw(st.integers(1, 8))):
        hosts = rng.permutation(6)[: rng.integers(0, 7)]
        for host in hosts:
            rows.append((f"C{council}", f"H{host}", *rng.integers(1, 4, 2), rng.normal(4, 1)))
    table = pd.DataFrame(rows, columns=["area_code", "about_code", "n_topics", "n_indicators", "widest"])
    return table.sort_values(["area_code", "n_topics", "n_indicators", "widest"], ascending=[True, *[False] * 3])


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, 3))
def test_nobody_is_asked_by_more_than_its_share_and_nobody_would_swap(table, most):
    kept = shared_out(table, most)
    asked, visits = kept.groupby("about_code").size(), kept.groupby("area_code").size()
    assert (asked <= most).all() and (visits <= most).all()
    assert kept.n_asking.tolist() == kept.about_code.map(asked).tolist()
    pairs = set(zip(kept.area_code, kept.about_code, strict=True))
    order = {key: place for place, key in enumerate(zip(table.area_code, table.about_code, strict=True))}
    strength = {
        (row.area_code, row.about_code): (row.n_topics, row.n_indicators, row.widest, row.area_code)
        for row in table.itertuples()
    }
    for council, host in set(order) - pairs:
        mine = [order[council, h] for c, h in pairs if c == council]
        council_would = len(mine) < most or order[council, host] < max(mine)
        theirs = [strength[c, h] for c, h in pairs if h == host]
        host_would = len(theirs) < most or strength[council, host] > min(theirs)
        assert not (council_would and host_would), (council, host)


@settings(max_examples=20, deadline=None)
@given(worlds(), st.randoms())
def test_the_order_of_councils_changes_nothing(table, random):
    codes = list(dict.fromkeys(table.area_code))
    random.shuffle(codes)
    other = pd.concat([table[table.area_code == code] for code in codes] or [table])
    pairs = [set(zip(t.area_code, t.about_code, strict=True)) for t in (shared_out(table), shared_out(other))]
    assert pairs[0] == pairs[1]


@pytest.fixture(scope="module")
def hosts(data):
    return data.hosts("dfe_2025_05", "children")


def test_on_the_embedded_figures_no_host_is_asked_by_more_than_three(data, hosts):
    assert hosts.groupby("about_code").size().max() == hosts.groupby("area_code").size().max() == MOST_VISITS
    links = data.every_neighbour("dfe_2025_05")
    near = set(zip(links.area_code, links.neighbour_code, strict=True))
    assert set(zip(hosts.area_code, hosts.about_code, strict=True)) <= near
    assert (hosts.area_code != hosts.about_code).all()


@pytest.mark.parametrize("name", ["Blackpool", "Derby", "Rutland", "Westmorland and Furness", "City of London"])
def test_offers_are_the_leads_left_after_all_looks(data, name):
    """Worked out again neighbour by neighbour from the panel's own figures."""
    figures = data.explained
    code = next(c for c, n in figures.names.items() if n == name)
    links = data.every_neighbour("dfe_2025_05")
    codes = links[links.area_code == code].neighbour_code.tolist()
    got = offers(figures, figures.place(code), figures.places(codes), "children").set_index("about_code")
    panel = data.panel
    own, looks = panel.areas.get_loc(code), []
    for other, i in itertools.product(codes, range(len(panel.indicators))):
        k = panel.areas.get_loc(other)
        sign = panel.sign[i] * (panel.indicators.statistic.iloc[i] != "count")
        if panel.indicators.service.iloc[i] != "children" or not sign or not panel.reliability[1, i] >= 0.5:
            continue
        z = (panel.mean[i, k] - panel.mean[i, own]) * sign / np.hypot(panel.mean_se[i, k], panel.mean_se[i, own])
        if np.isfinite(z):
            looks.append((other, panel.indicators.topic.iloc[i], z, 2 * stats.norm.sf(abs(z))))
    table = pd.DataFrame(looks, columns=["about_code", "topic", "z", "p"])
    fair = stats.false_discovery_control(table.p) if len(table) else table.p
    ahead = table[(fair <= 0.05) & (table.z > 0)].groupby("about_code")
    assert got.n_indicators.to_dict() == ahead.size().to_dict()
    assert got.n_topics.to_dict() == ahead.topic.nunique().to_dict()
    for other, widest in got.widest.items():
        assert widest == pytest.approx(ahead.z.max()[other])
