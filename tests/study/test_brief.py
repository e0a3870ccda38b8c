"""The brief: every number from its tables, every host by the rule, facts and questions about others."""

import re

import pytest

from scouting.dataset import visits as notes
from scouting.errors import ScoutingError
from scouting.study import markup, study, visits
from scouting.study.brief import brief

AWKWARD = ["Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
           "Birmingham", "Rutland", "Kent", "Derby", "Blackpool"]  # fmt: skip


@pytest.fixture(scope="module", params=AWKWARD)
def told(request, data):
    return brief(study(request.param, data=data))


def test_hosts_are_neighbours_by_the_rule(told):
    hosts = told.hosts
    assert len(hosts) <= 3 and set(hosts.about_code) <= set(told.of.neighbour_set.codes)
    assert (hosts.n_asking <= 3).all()
    line = told.rule_line()
    assert ("no council is named" in line) == (len(hosts) == 0)
    for _, row in hosts.iterrows():
        numbers = [int(n) for n in re.findall(r"\d+", told.host_lines(row)[0])]
        assert numbers[:2] == [row.n_indicators, row.n_topics]
        assert len(numbers) == 3 - (row.n_asking == 1) and numbers[2:] == [row.n_asking - 1] * (row.n_asking > 1)


def test_every_host_has_something_to_ask_and_to_check(told):
    for code in told.hosts.about_code:
        questions = told.questions(code)
        assert questions and all(q.endswith(("?", ".")) and "?" in q for q in questions)
        assert len(set(questions)) == len(questions)
        assert len(told.others(code)) == len(told.topics(code)) > 0
        named = told.others(code)[0].partition("ahead too: ")[2].rstrip(".").split(", ")
        also = told.why.ahead[told.why.ahead.topic == told.topics(code).topic.iloc[0]]
        assert set(filter(None, named)) == set(also["name"]) - {told.of.data.catalog.name(code)}


def test_strengths_are_looks_that_hold(told):
    looks = told.why.looks
    for row in told.strengths.itertuples():
        mine = looks[(looks.indicator_id == row.indicator_id) & (looks.about_code != "")]
        assert row.n_ahead_of == (mine.corrected & (mine.gap_noise > 0)).sum() == len(row.names)
        assert row.n_compared == len(mine)
    for row, line in zip(told.strengths.itertuples(), told.strength_lines(), strict=True):
        assert f"ahead of {row.n_ahead_of} of {row.n_compared} neighbours" in line


def test_a_named_host_takes_the_place_of_the_rule(data):
    party = study("Wiltshire", data=data)
    told = brief(party, "hampshire council")
    assert told.hosts["name"].tolist() == ["Hampshire"] and "Hampshire was asked for" in told.rule_line()
    leads = told.why.leads[(told.why.leads.about_code == "E10000014") & told.why.leads.sure]
    assert told.hosts.n_indicators.tolist() == [len(leads)]
    theirs = told.why.leads[told.why.leads.about_code == "E10000014"].gap_noise
    assert told.hosts.widest.tolist() == [theirs.max()] and theirs.max() < told.why.leads.gap_noise.max()


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
    notes.note_down(
        data.catalog, "Wiltshire", "Shropshire", "front door", "serves", "copy", "<b>good</b>", "2023-06-30"
    )
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
    notes.note_down(
        data.catalog, "Wiltshire", "Shropshire", "front door", "serves", "copy", "<b>zebra</b>", "2023-06-30"
    )
    party = study("Wiltshire", data=data)
    visits.show(party, asked=False)
    assert "zebra" not in "".join(shown) and "Shropshire" not in "".join(shown)
    visits.show(party, asked=True)
    assert "&lt;b&gt;zebra&lt;/b&gt;" in "".join(shown) and "<b>" not in "".join(shown)
