"""The brief: every number from its tables, every host who is clearly ahead, facts and questions about others."""

import re

import numpy as np
import pytest

from scouting import markup
from scouting.errors import ScoutingError
from scouting.explain import figures_of, hosts_of
from scouting.own.visits import note_down
from scouting.pages.scouting_party import visits
from scouting.pages.scouting_party.brief import brief
from scouting.study import study

AWKWARD = ["Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
           "Birmingham", "Rutland", "Kent", "Derby", "Blackpool"]  # fmt: skip


@pytest.fixture(scope="module", params=AWKWARD)
def told(request, data):
    return brief(study(request.param, data=data))


def test_hosts_are_all_who_are_clearly_ahead_best_first(told):
    """Counted again from the leads; of like size before those of another; named with their measures."""
    hosts, leads = told.hosts, told.why.leads
    assert set(hosts.about_code) == set(leads.about_code) <= set(told.of.neighbour_set.codes)
    assert told.best.equals(hosts.head(3))
    facts = told.of.data.catalog.indicators
    for _, row in hosts.iterrows():
        mine = leads[leads.about_code == row.about_code]
        like = mine[mine.like_size]
        assert (row.n_topics, row.n_indicators) == (like.topic.nunique(), len(like))
        assert row.n_unlike == len(mine) - len(like)
        line = told.host_lines(row)[0]
        assert line.startswith(f"{row['name']} is clearly ahead of {told.of.name} on {len(mine)} measure")
        assert all(title in line for title in facts.short_title[mine.indicator_id])
        assert ("differ much in size" in line) == (row.n_unlike > 0)
        for lead in mine[~mine.like_size].drop_duplicates("theirs_of").itertuples():
            label = facts.denominator_label[lead.indicator_id]
            assert re.search(
                rf"{re.escape(row['name'])}: [\d,]+ {re.escape(label)}, {re.escape(told.of.name)}: [\d,]+", line
            )
    order = list(zip(-hosts.n_topics, -hosts.n_indicators, -hosts.widest, strict=True))
    assert order == sorted(order)
    line = told.rule_line()
    near = len(told.of.neighbour_set.codes)
    assert line.startswith(f"{len(hosts)} of {near} similar" if len(hosts) else f"None of {near} similar")


def test_the_surest_on_children_placed_far_from_home_are_hosts_of_wiltshire(data):
    """North Yorkshire, Essex and Leicestershire: each as large as Wiltshire or a little larger, and clearly ahead."""
    named = [brief(study("Wiltshire", indicators=ids, data=data)) for ids in ("children", "placed_over_20_miles")]
    wanted = {"North Yorkshire", "Essex", "Leicestershire"}
    assert wanted <= set(named[0].hosts["name"]) and wanted == set(named[1].best["name"])


def test_of_too_few_people_there_is_no_host_and_nobody_asks(data):
    """Isles of Scilly asks nobody; nobody is sent there, nor anywhere on a figure of under ten people."""
    assert brief(study("Isles of Scilly", data=data)).hosts.empty
    figures = figures_of(data)
    rows = hosts_of(data, "dfe_2025_05", "children")
    assert not {"E06000053"} & {*rows.area_code, *rows.about_code}
    few = figures.too_few
    assert np.isnan(figures.level[few]).all() and few[:, figures.place("E06000053")].any()


def test_every_host_has_something_to_ask_and_to_check(told):
    for code in told.best.about_code:
        questions = told.questions(code)
        assert questions and all(q.endswith(("?", ".")) and "?" in q for q in questions)
        assert len(set(questions)) == len(questions)
        assert len(told.others(code)) == len(told.topics(code)) > 0
        named = told.others(code)[0].partition("ahead too: ")[2].rstrip(".").split(", ")
        also = told.why.ahead[told.why.ahead.topic == told.topics(code).topic.iloc[0]]
        assert set(filter(None, named)) == set(also["name"]) - {told.of.data.catalog.name(code)}


def test_strengths_are_what_is_clearly_better_at_most_five(told):
    looks, rows = told.why.looks, told.of.headline
    clear = rows[rows.verdict == "clearly better"].sureness.abs().sort_values(ascending=False)
    assert told.strengths.indicator_id.tolist() == clear.index[:5].tolist()
    for row, line in zip(told.strengths.itertuples(), told.strength_lines(), strict=True):
        mine = looks[looks.indicator_id == row.indicator_id]
        assert row.n_ahead_of == (mine.clear & (mine.sureness < 0)).sum() == len(row.names)
        assert row.n_compared == len(mine)
        assert "clearly better" in line
        assert f"ahead of {row.n_ahead_of or 'none'} of" in line


def test_a_named_host_takes_the_place_of_the_rule(data):
    party = study("Wiltshire", data=data)
    told = brief(party, "hampshire council")
    assert told.hosts["name"].tolist() == ["Hampshire"] and "Hampshire was asked for" in told.rule_line()
    leads = told.why.leads[told.why.leads.about_code == "E10000014"]
    row = told.hosts.iloc[0]
    assert (row.n_indicators, row.n_unlike) == (leads.like_size.sum(), (~leads.like_size).sum())
    assert row.widest == leads.sureness[leads.like_size].max() < told.why.leads.sureness.max()


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("Kent", "Kent is no neighbour of Wiltshire in the set 'dfe_2025_05'. Its neighbours there: Hampshire, "),
        ("Hamshire", "Unknown council 'Hamshire'. Did you mean Hampshire?"),
        ("Wiltshire", "Wiltshire is no neighbour of Wiltshire"),
    ],
)
def test_a_host_that_cannot_be_is_told(data, host, said):
    with pytest.raises(ScoutingError) as err:
        brief(study("Wiltshire", data=data), host)
    assert said in str(err.value)


def test_what_the_indicator_did_since_a_visit(data, tmp_path, monkeypatch):
    """Figures before and after the day, by hand from the store; nothing over a break."""
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)
    party = study("Wiltshire", data=data)
    note_down(data.catalog, "Wiltshire", "Shropshire", "front door", "serves", "copy", "<b>good</b>", "2023-06-30")
    moved = visits.since(party, "2023-06-30", "front door").set_index("indicator_id")
    held = data.values[(data.values.indicator_id == "re_referrals") & (data.values.area_code == "E06000054")]
    held = held.set_index("period").value
    row = moved.loc["re_referrals"]
    assert (row.before_period, row.before, row.period, row.value) == ("2023", held["2023"], "2025", held["2025"])
    assert row.better == pytest.approx(held["2023"] - held["2025"])  # low is good
    shown = visits.table(party)
    assert shown.Visited.tolist() == ["Shropshire"] and "16.9% in 2023, 18.7% in 2025 (worse)" in shown["Since then"][0]
    assert visits.table(study("Kent", data=data)).empty


def test_a_visit_is_in_a_pack_only_if_asked_for_and_as_text(data, tmp_path, monkeypatch):
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)
    shown = []
    monkeypatch.setattr(markup, "display", lambda what: shown.append(what.data))
    note_down(data.catalog, "Wiltshire", "Shropshire", "front door", "serves", "copy", "<b>zebra</b>", "2023-06-30")
    party = study("Wiltshire", data=data)
    visits.show(party, asked=False)
    assert "zebra" not in "".join(shown) and "Shropshire" not in "".join(shown)
    visits.show(party, asked=True)
    assert "&lt;b&gt;zebra&lt;/b&gt;" in "".join(shown) and "<b>" not in "".join(shown)
