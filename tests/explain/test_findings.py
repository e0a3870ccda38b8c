"""Findings on the embedded figures: no sentence contradicts its row, nothing rests on a missing figure, no blame.

A few awkward councils in the ordinary run, all of them in the long one.
"""

import re

import numpy as np
import pandas as pd
import pytest
from tests.sentences.test_evidence import agrees, blame

from scouting import explain
from scouting.study.why import chasing_lines, ends_lines
from scouting.terms import GRADES, ONLY_ASKED

STARTS = {
    "for": "The published figures speak for it that",
    "against": "The published figures speak against it that",
    "cannot tell": "The published figures cannot tell whether",
    "no data": "No figures are held that could tell",
}


def check_evidence(evidence):
    wrong = [row.text for row in evidence.drop_duplicates("text").itertuples() if not agrees(row)]
    assert wrong == []
    used = evidence[evidence.verdict.isin(["for", "against", "neither"])]
    assert np.isfinite(used.value).all()


def check_missing(data, leads, evidence):
    """Every figure that a finding rests on is there: both councils' sustained figures, and counts where they speak."""
    p = data.panel
    i = p.indicators.index.get_indexer(leads.indicator_id)
    for codes in (leads.about_code, leads.area_code):
        k = p.areas.get_indexer(codes)
        assert np.isfinite(p.mean[i, k]).all() and np.isfinite(p.mean_se[i, k]).all()
        assert np.isfinite(p.figures[i, k, -3:]).all()
    split = evidence[(evidence.point == "denominator") & evidence.verdict.isin(["for", "against"])]
    i = p.indicators.index.get_indexer(split.indicator_id)
    for codes in (split.about_code, split.area_code):
        k = p.areas.get_indexer(codes)
        assert np.isfinite(p.denominator[i, k, -3:]).any(1).all()


def check_findings(data, findings, evidence, leads):
    assert set(findings.grade) <= set(GRADES)
    keys = ["area_code", "about_code", "set_id", "service", "topic", "kind"]
    assert not findings.duplicated(keys).any()
    names = data.catalog.areas.name
    # Of another council chasing is asked, never judged; of the own one alone it is graded.
    other = findings[(findings.kind == "chases") & (findings.about_code != findings.area_code)]
    assert set(other.grade) <= {ONLY_ASKED} and (other.sentence == "").all() and (other.evidence_for == "").all()
    assert not (findings[findings.about_code == findings.area_code].kind != "chases").any()
    # Who is explained is ahead.
    pairs = set(leads[["area_code", "topic", "about_code"]].itertuples(index=False, name=None))
    explained = findings[findings.about_code != findings.area_code]
    assert set(explained[["area_code", "topic", "about_code"]].itertuples(index=False, name=None)) == pairs
    counts = evidence.groupby([*keys, "verdict"]).size().unstack(fill_value=0)
    for row in findings.itertuples():
        if row.grade == ONLY_ASKED:
            continue
        assert row.sentence.startswith(STARTS[row.grade])
        assert f"'{row.topic}'" in row.sentence and names[row.about_code] in row.sentence
        assert row.n_for == len([t for t in row.evidence_for.split("\n") if t])
        assert row.n_against == len([t for t in row.evidence_against.split("\n") if t])
        if row.grade != "no data":
            told = re.search(
                r"(\d+) items? of evidence speaks? for it, (\d+) against, (\d+) neither way\.$", row.sentence
            )
            assert tuple(map(int, told.groups())) == (row.n_for, row.n_against, row.n_neither)
        mine = counts.loc[(row.area_code, row.about_code, row.set_id, row.service, row.topic, row.kind)]
        assert row.n_for == mine.get("for", 0) and row.n_against == mine.get("against", 0)
        if row.grade == "for":
            assert row.n_for >= 1
        if row.grade == "against":
            assert row.n_against >= 1
    texts = [*findings.sentence, *findings.question, *evidence.text, *findings.no_data, *findings.rule]
    facts, known = data.catalog.indicators, sorted(set(names), key=len, reverse=True)
    gaps = [*data.catalog.not_held.what]
    blamed = {}
    for text in set(texts):
        for gap in gaps:
            text = text.replace(gap, " ")
        if found := _quick_blame(text, facts, known):
            blamed[text] = found
    assert blamed == {}


def _quick_blame(text, facts, names):
    """The list's words, looked at closely only where one is there at all: titles may hold one ("abuse")."""
    from scouting.terms import BLAME_WORDS

    if not set(re.findall(r"[a-z-]+", text.casefold())) & set(BLAME_WORDS):
        return set()
    return blame(text, facts, names)


def test_findings_of_awkward_councils_hold_against_their_tables(data, awkward):
    for why in awkward.values():
        leads = why.leads.assign(area_code=why.of.area_code)
        check_evidence(why.evidence)
        check_missing(data, leads, why.evidence)
        check_findings(data, why.findings, why.evidence, leads)
        facts, names = data.catalog.indicators, sorted(set(data.catalog.areas.name), key=len, reverse=True)
        lines = [*why.standing_lines(), *why.cannot_tell_lines()]
        lines += [line for code in why.leads.about_code.unique() for line in why.lead_lines(code)]
        assert not any(_quick_blame(line, facts, names) for line in lines)
        assert not any("nan" in line.split() for line in lines)


def test_leads_are_told_in_their_own_numbers(awkward):
    why = awkward["Kent"]
    facts = why.of.data.catalog.indicators
    for code in why.leads.about_code.unique():
        mine = why.leads[why.leads.about_code == code].sort_values("gap_noise", ascending=False, kind="stable")
        for row, text in zip(mine.itertuples(), why.lead_lines(code), strict=True):
            decimals = max(int(facts.decimals[row.indicator_id]), 1 if facts.unit[row.indicator_id] == "%" else 0)
            numbers = re.search(
                r"is better than Kent by £?([\d.,]+).*?, ([\d.,]+) times its noise; £?([\d.,]+).* once what is likely "
                r"luck is taken off; ahead in (\d) of (\d) years",
                text,
            ).groups()
            gap, z, likely = (float(x.replace(",", "")) for x in numbers[:3])
            assert gap == pytest.approx(abs(row.gap), abs=0.5 * 10**-decimals + 1e-9)
            assert likely == pytest.approx(abs(row.gap_shrunk), abs=0.5 * 10**-decimals + 1e-9)
            assert z == pytest.approx(row.gap_noise, abs=0.05 + 1e-9)
            assert tuple(map(int, numbers[3:])) == (row.years_ahead, row.years_of)
            people = re.search(r"it would be ([\d,]+) (more|fewer)", text)
            assert (people is None) == (np.isnan(row.people) or abs(row.people) < 0.5)
            if people:
                assert float(people[1].replace(",", "")) == pytest.approx(abs(row.people), abs=0.5 + 1e-9)
                assert (people[2] == "more") == (row.people > 0)


def test_standing_lines_hold_the_numbers_of_their_tables(awkward):
    for why in awkward.values():
        lines = why.standing_lines()
        tally, (_, row) = explain.tally(why.looks), why.improved
        looks, plain, chance, corrected, ahead, behind = (int(n) for n in re.findall(r"\d+", lines[0].replace(",", "")))
        assert (looks, plain, corrected, ahead, behind) == tuple(
            int(tally[k]) for k in ("looks", "plain", "corrected", "ahead", "behind")
        )
        assert abs(chance - tally.chance) <= 0.5
        assert lines[1].startswith(f"{row.counted:.0f} of {row.of:.0f} indicators")
        for pocket, text in zip(why.pockets.itertuples(), lines[2:], strict=True):
            rank, of = re.search(r" is (\d+)\w\w of (\d+) in England", text).groups()
            assert (int(rank), int(of)) == (pocket.rank, pocket.of)
            assert text.split(", though")[0].rstrip(".").endswith("best" if "best" in pocket.way else "other end")
            assert ("on the whole" in text) == pocket.against_the_run


def test_where_nothing_is_explained_it_is_said_and_over_nine_in_ten_first(awkward):
    for why in awkward.values():
        comparisons = explain.ends(why.findings)
        line = why.cannot_tell_lines()[0]
        told = [int(n) for n in re.findall(r"\b\d+\b", line)]
        assert told[0] == len(comparisons) and told[1] == comparisons.cannot_tell.sum()
        assert told[2:] == [comparisons[kind].sum() for kind in ("counts", "watches", "serves")]
        assert line.startswith("Mostly") == (comparisons.cannot_tell.mean() > 0.9)


def test_what_if_is_our_numerator_over_their_denominator_per_head(data, awkward):
    why = awkward["Derby"]
    table = why.what_if()
    assert len(table) and (table.counting_note != "").all()
    p, facts = data.panel, data.catalog.indicators
    for row in table.itertuples():
        i = p.indicators.index.get_loc(row.indicator_id)
        own, other = p.areas.get_loc(why.of.area_code), p.areas.get_loc(row.about_code)
        head = {"children": "children_0_17", "adults": "adults_18_over"}[facts.service[row.indicator_id]]
        h = p.figures[p.indicators.index.get_loc(head), :, -1]
        n, d = (np.nanmean(block[i, own, -3:]) for block in (p.numerator, p.denominator))
        theirs = np.nanmean(p.denominator[i, other, -3:]) / h[other] * h[own]
        assert row.what_if == pytest.approx(min(n / theirs, 1) * facts.multiplier[row.indicator_id])
        assert row.denominator_ratio == pytest.approx(theirs / d)
        # The gap splits into the two: theirs over ours is the numerators' ratio over the denominators'.
        ours, they = n / d, np.nanmean(p.numerator[i, other, -3:]) / np.nanmean(p.denominator[i, other, -3:])
        assert they / ours == pytest.approx(row.numerator_ratio / row.denominator_ratio)


def test_study_of_some_indicators_shows_their_topics_alone_and_counts_every_look(data):
    from scouting.study import study
    from scouting.study.why import Why

    one, all_ = (Why(study("Derby", indicators=ids, data=data)) for ids in ("re_referrals", "children"))
    assert set(one.findings.topic) <= {"front door"} and len(one.looks) == len(all_.looks)
    assert set(all_.leads.service) == {"children"}
    mine = all_.findings[all_.findings.topic == "front door"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.findings, mine)


@pytest.mark.long
def test_findings_of_every_council_hold_against_their_tables(data, everybody):
    for service, (leads, findings, evidence) in everybody.items():
        check_evidence(evidence)
        check_missing(data, leads, evidence)
        check_findings(data, findings, evidence, leads)
        print(f"\n{service}:")
        print("\n".join([*ends_lines(findings), *chasing_lines(data)]))


@pytest.mark.long
def test_findings_a_council_beside_those_of_chance_alone(data, everybody):
    """Every council given the middle one's figures and its own noise: what is found then is chance."""
    from tests.explain.chance import by_chance

    for service, (leads, findings, _) in everybody.items():
        luck = by_chance(data, service, "dfe_2025_05" if service == "children" else "nhs_adult", range(3))
        councils = findings.area_code.nunique()
        told = findings[findings.grade == "for"]
        print(f"\n{service}, a council: leads {len(leads) / councils:.1f}, by chance {luck.leads / councils:.1f}; "
              f"sure leads {leads.sure.sum() / councils:.1f}, by chance {luck.sure / councils:.2f}; "
              f"explanations told {len(told) / councils:.2f}, by chance {luck.told / councils:.2f}")  # fmt: skip
        assert len(leads) > 3 * luck.leads and leads.sure.sum() > 20 * luck.sure and len(told) > 3 * luck.told
        assert luck.councils == councils
