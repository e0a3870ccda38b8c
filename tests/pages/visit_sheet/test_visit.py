"""The visit sheet: hosts from all that is ahead, every number from its tables, facts and questions about others."""

import re

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from scouting import explain, markup
from scouting.errors import ScoutingError
from scouting.explain import figures_of, hosts_of
from scouting.explain.alongside import WIDE, alongside, far_apart
from scouting.own.visits import note_down
from scouting.pages.visit_sheet import chart, visits, words
from scouting.pages.visit_sheet import show as visit_page
from scouting.pages.visit_sheet.form import form
from scouting.pages.visit_sheet.strip import inspected, miles, strip
from scouting.pages.visit_sheet.visit import visit
from scouting.study import study
from scouting.terms import ENGLAND
from scouting.words import figure

AWKWARD = [("Isles of Scilly", "children"), ("City of London", "adults"), ("Westmorland and Furness", "children"),
           ("Birmingham", "adults"), ("Rutland", "children"), ("Kent", "children"), ("Derby", "adults"),
           ("Wiltshire", "children"), ("Wiltshire", "adults")]  # fmt: skip


@pytest.fixture(scope="module", params=AWKWARD, ids="-".join)
def told(request, data):
    council, service = request.param
    return visit(study(council, indicators=service, data=data))


def test_hosts_are_all_who_are_ahead_the_surest_kind_first(told):
    """Counted again from the comparisons: clearly on one measure, who got better, on all together, probably on one."""
    hosts, why, cut = told.hosts, told.why, told.of.panel.cutoffs
    ahead = why.looks[why.looks.sureness > 0]
    clear, probable = ({*ahead.about_code[mask]} for mask in (ahead.clear, ahead.sureness >= cut.probable))
    kinds = hosts.groupby("kind").about_code.agg(set)
    assert kinds.get("clear", set()) == clear
    assert kinds.get("probable", set()) == probable - clear - kinds.get("together", set()) - kinds.get(
        "improver", set()
    )
    assert kinds.get("improver", set()) == {*why.improvers.about_code} - clear
    assert hosts.about_code.is_unique
    assert {*hosts.about_code} - kinds.get("improver", set()) <= {*told.of.neighbour_set.codes}
    order = [["clear", "improver", "together", "probable"].index(kind) for kind in hosts.kind]
    assert order == sorted(order)
    rows = hosts[hosts.kind == "clear"]
    keys = [*zip(-rows.n_topics, -rows.widest, -rows.n_indicators, strict=True)]
    assert keys == sorted(keys)
    line = told.rule_line()
    near = len(told.of.neighbour_set.codes)
    some = f"All {near}" if len(clear) == near else f"{len(clear)} of {near}"
    assert line.startswith(f"{some} similar" if clear else "No similar council is clearly ahead")


def test_together_is_the_sum_of_gaps_over_its_noise_by_hand(data):
    """Each council's sum again, measure by measure; on past years such sums stood in over four of five."""
    why = visit(study("Wiltshire", indicators="adults", data=data)).why
    f, ids, sums = why.figures, why.looks.indicator_id.unique(), {}
    for k in why.members:
        gap = noise = 0.0
        for i in f.facts.index.get_indexer(pd.Index(ids)):
            y, se = f.score[i, k] - f.score[i, why.own], np.hypot(f.score_se[i, k], f.score_se[i, why.own])
            if np.isfinite(y) and se > 0:
                gap, noise = gap + y, noise + se**2
        sums[f.names.index[k]] = gap / np.sqrt(noise) if noise else np.nan
    found = explain.together(f, why.looks, why.own, why.members)
    assert 0 < len(found) < len(sums)
    for row in found.itertuples():
        assert row.sureness == pytest.approx(sums[row.about_code]) and row.sureness >= f.clear_from
    assert {"Herefordshire"} <= {data.catalog.name(code) for code in found.about_code}


def test_the_surest_on_children_placed_far_from_home_are_hosts_of_wiltshire(data):
    """North Yorkshire, Essex and Leicestershire: each as large as Wiltshire or a little larger, and clearly ahead."""
    named = [visit(study("Wiltshire", indicators=ids, data=data)) for ids in ("children", "placed_over_20_miles")]
    wanted = {"North Yorkshire", "Essex", "Leicestershire"}
    assert wanted <= set(named[0].hosts["name"]) and wanted == {sheet.name for sheet in named[1].sheets}


def test_of_too_few_people_there_is_no_host_and_nobody_asks(data):
    """Isles of Scilly asks nobody; nobody is sent there, nor anywhere on a figure of under ten people."""
    assert visit(study("Isles of Scilly", data=data)).hosts.empty
    figures = figures_of(data)
    rows = hosts_of(data, "dfe_2025_05", "children")
    assert not {"E06000053"} & {*rows.area_code, *rows.about_code}
    few = figures.too_few
    assert np.isnan(figures.level[few]).all() and few[:, figures.place("E06000053")].any()


def test_a_sheet_holds_the_latest_figures_of_both(told):
    """Read back from the HTML: the leads' figures, the years of both, the strip, and what goes with it."""
    p, facts = told.of.data.panel, told.of.data.catalog
    for sheet in told.sheets:
        text = " ".join(BeautifulSoup(visit_page.whole(sheet), "html.parser").get_text(" ").split())
        assert not re.search(r"\bnan\b|\bNone\b|\bNaT\b", text)
        prose = re.sub(r"<svg.*?</svg>", " ", visit_page.whole(sheet), flags=re.DOTALL)
        assert len(BeautifulSoup(prose, "html.parser").get_text(" ").split()) <= visit_page.MOST_WORDS
        here = p.areas.get_indexer(pd.Index([sheet.of.area_code, sheet.code, ENGLAND]))
        i = p.indicators.index.get_loc(sheet.main)
        for column, k in zip(("ours", "theirs", "england"), here, strict=True):
            held = dict(zip(p.labels[i], p.figures[i, k], strict=True))
            assert [held[period] for period in sheet.years.period] == pytest.approx([*sheet.years[column]], nan_ok=True)
        last = sheet.years.iloc[-1]
        one = facts.indicator(sheet.main)
        if np.isfinite(last.theirs) and np.isfinite(last.ours) and one.unit == "%":
            from scouting.words import number

            ahead = f"{number(last.theirs, int(one.decimals))}% in {sheet.name}, "
            assert ahead + f"{number(last.ours, int(one.decimals))}% in {sheet.of.name}" in text or sheet.leads.empty
        assert all(f"{row.label} {row.theirs} {row.ours}" in text for row in strip(sheet).itertuples())


def test_leads_are_told_in_their_own_numbers(data):
    """Both latest figures, people, years and, where they differ much, both sizes: read back from the sentence."""
    why = visit(study("Kent", data=data)).why
    facts, f, sizes = data.catalog.indicators, why.figures, 0
    for row in why.leads.itertuples():
        fact, other = facts.loc[row.indicator_id], data.catalog.name(row.about_code)
        i = f.facts.index.get_loc(row.indicator_id)
        latest = tuple(f.figures[i, [f.place(row.about_code), why.own], -1])
        text = words.lead_sentence(row, fact, "Kent", other, latest)
        same_way = (latest[0] - latest[1]) * (row.theirs - row.ours) > 0
        theirs, ours = (figure(y, fact.unit, fact.decimals) for y in (latest if same_way else (row.theirs, row.ours)))
        assert text.startswith(f"{fact.short_title}: {theirs} in {other}, {ours} in Kent.")
        each, some = re.search(r"each of the last (\d) years", text), re.search(r"in (\d) of the last (\d) years", text)
        if each:
            assert row.years_ahead == row.years_of == int(each[1])
        elif some:
            assert (row.years_ahead, row.years_of) == (int(some[1]), int(some[2]))
        people = re.search(r"About ([\d,]+) (more|fewer) .* if Kent matched ", text)
        assert (people is None) == (np.isnan(row.people) or abs(row.people) < 0.5 or not fact.numerator_label)
        if people:
            assert float(people[1].replace(",", "")) == pytest.approx(abs(row.people), abs=0.5 + 1e-9)
            assert (people[2] == "more") == (row.people > 0)
        both = re.search(rf"differ greatly in size \({re.escape(other)}: ([\d,]+) .*, Kent: ([\d,]+)\)", text)
        assert (both is None) == row.like_size
        if both:
            assert [float(n.replace(",", "")) for n in both.groups()] == pytest.approx(
                [row.theirs_of, row.ours_of], abs=0.5
            )
            sizes += 1
    assert sizes > 5


def test_what_goes_with_a_lead_is_clear_by_the_rule_of_two_councils(told):
    from scouting.stats import gaps

    for sheet in told.sheets:
        f, other = sheet.why.figures, sheet.why.figures.place(sheet.code)
        asked = (f, sheet.of.service, sheet.topic, sheet.why.own, other, [*sheet.leads.indicator_id])
        for row in alongside(*asked).itertuples():
            i = f.facts.index.get_loc(row.indicator_id)
            theirs, ours = ([b[i, k] for b in (f.level, f.lower, f.upper)] for k in (other, sheet.why.own))
            z = float(gaps.sureness(*theirs, *ours, 2 * f.between[i]))
            assert abs(z) >= f.clear_from and z == pytest.approx(row.sureness)
            assert f.facts.facet.iloc[i] in ("workforce", "activity", "cost", "need") and not f.facts.mirrors.iloc[i]
            assert row.indicator_id not in set(sheet.leads.indicator_id)
        for row in far_apart(*asked).itertuples():
            i = f.facts.index.get_loc(row.indicator_id)
            assert not np.isfinite(f.level[i, [other, sheet.why.own]]).all() and abs(row.apart) >= WIDE


def test_questions_are_of_the_topic_and_the_form_has_a_row_for_each_sheet(told):
    rows = form(told)
    assert [*rows.visited] == [sheet.name for sheet in told.sheets] and (rows.council == told.of.name).all()
    for sheet in told.sheets:
        assert set(sheet.questions.topic) == {sheet.topic} and len(sheet.questions) == 5
        assert all(one.endswith("?") for one in sheet.questions.question)


def test_strengths_are_what_is_clearly_better_at_most_five(told):
    looks, rows = told.why.looks, told.of.headline
    clear = rows[rows.verdict == "clearly better"].sureness.abs().sort_values(ascending=False)
    assert told.strengths.indicator_id.tolist() == [i for i in clear.index if not rows.turned[i]][:5]
    for row, line in zip(told.strengths.itertuples(), told.strength_lines(), strict=False):
        mine = looks[looks.indicator_id == row.indicator_id]
        assert row.n_ahead_of == (mine.clear & (mine.sureness < 0)).sum() == len(row.names)
        assert row.n_compared == len(mine)
        assert "clearly better" in line
        assert (f"clearly ahead of {row.n_ahead_of} of {row.n_compared} " in line) == (row.n_ahead_of > 0)


def test_a_named_host_takes_the_place_of_the_rule_and_may_be_behind(data):
    party = study("Wiltshire", data=data)
    told = visit(party, "hampshire council")
    assert told.hosts["name"].tolist() == ["Hampshire"] and "Hampshire was asked for" in told.rule_line()
    leads = told.why.leads[told.why.leads.about_code == "E10000014"]
    row = told.hosts.iloc[0]
    assert (row.n_indicators, row.n_unlike) == (leads.like_size.sum(), (~leads.like_size).sum())
    behind = visit(party, "Kent" if "E10000016" in party.neighbour_set.codes else "North Somerset", "front door")
    text = visit_page.whole(behind.sheets[0])
    assert "Visiting" in text and "front door" in text


def test_a_topic_keeps_to_itself(data):
    told = visit(study("Derby", data=data), topic="special educational needs")
    assert {sheet.topic for sheet in told.sheets} == {"special educational needs"}
    assert all(set(sheet.leads.topic) == {"special educational needs"} for sheet in told.sheets)
    wanted = told.why.leads[told.why.leads.topic == "special educational needs"].about_code
    assert set(told.hosts.about_code[told.hosts.kind == "clear"]) == set(wanted)


@pytest.mark.parametrize(
    ("host", "topic", "said"),
    [
        ("Kent", "", "Kent is not among the councils that Wiltshire is compared with in the set 'dfe_2025_05': Hampsh"),
        ("Hamshire", "", "Unknown council 'Hamshire'. Did you mean Hampshire?"),
        ("Wiltshire", "", "Wiltshire cannot visit itself"),
        ("", "care leaver", "Unknown topic 'care leaver'"),
    ],
)
def test_a_host_or_topic_that_cannot_be_is_told(data, host, topic, said):
    with pytest.raises(ScoutingError) as err:
        visit(study("Wiltshire", data=data), host, topic)
    assert said in str(err.value)


def test_the_drawing_joins_nothing_over_a_gap_or_a_break_and_says_every_figure():
    rows = [("2019", 3.0, 2.0, 2.5, 0, 0), ("2020", 4.0, np.nan, 2.5, 0, 1), ("2021", 4.5, 2.1, 2.6, 0, 2),
            ("2022", 5.0, 2.2, 2.6, 1, 3), ("2024", 5.5, 2.3, 2.7, 1, 5)]  # fmt: skip
    years = pd.DataFrame(rows, columns=["period", "ours", "theirs", "england", "segment", "position"])
    names = {"ours": "<b>", "theirs": "Bury", "england": "England"}
    drawn = BeautifulSoup(chart.svg(years, names, "%", 1, "Far"), "html.parser")
    lines = {kind: [len(x["points"].split()) for x in drawn.select(f"polyline.{kind}")] for kind in names}
    assert lines == {"ours": [3, 1, 1], "theirs": [1, 1, 1, 1], "england": [3, 1, 1]}
    words = drawn.svg["aria-label"]
    assert "<b>: 3.0% in 2019, 4.0% in 2020, 4.5% in 2021, 5.0% in 2022, 5.5% in 2024." in words
    assert drawn.find("b") is None and "Bury: 2.0% in 2019, 2.1% in 2021" in words
    for x in drawn.select("polyline"):
        for point in x["points"].split():
            across, up = map(float, point.split(","))
            assert 0 <= across <= chart.WIDTH and 0 <= up <= chart.HEIGHT


def test_distances_and_judgements_are_those_of_the_catalogue(data):
    """Leeds and Bradford meet, Cornwall and Northumberland are at two ends; the newest judgement of each service."""
    known = data.catalog
    assert 10 < miles(known, "E08000035", "E08000032") < 20 < 350 < miles(known, "E06000052", "E06000057") < 420
    assert set(known.centres.area_code) == set(known.today().index)
    rows = known.inspections[(known.inspections.area_code == "E06000025")].sort_values("publication_date")
    assert inspected(known, "children", "E06000025") == "good, July 2024"
    assert rows.publication_date.iloc[-1].startswith("2024-07")
    assert inspected(known, "adults", "E06000025") == ""


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
