"""Findings on the embedded figures: no sentence contradicts its row, nothing rests on a missing figure, no blame.

A few awkward councils in the ordinary run, all of them in the long one.
"""

import re

import numpy as np
import pandas as pd
import pytest
from benchmarks.every_council import ends_lines
from scipy import stats
from statsmodels.stats.multitest import multipletests
from tests.explain.test_evidence_words import agrees, blame

from scouting import explain
from scouting.pages.check_data.tell import chasing_lines
from scouting.terms import GRADES, ONLY_ASKED

STARTS = {
    "for": "Published figures suggest that",
    "against": "Published figures make it unlikely that",
    "cannot tell": "Published figures do not say whether",
    "no data": "No published figures could say whether",
}


def check_evidence(evidence):
    wrong = [row.text for row in evidence.drop_duplicates("text").itertuples() if not agrees(row)]
    assert wrong == []
    used = evidence[evidence.verdict.isin(["for", "against", "neither"])]
    assert np.isfinite(used.value).all()


def check_missing(data, leads, evidence):
    """Every figure that a finding rests on is there: both councils' levels, and counts where they speak."""
    p = data.panel
    i = p.indicators.index.get_indexer(leads.indicator_id)
    for codes in (leads.about_code, leads.area_code):
        k = p.areas.get_indexer(codes)
        assert np.isfinite(p.level[i, k]).all() and np.isfinite(p.level_se[i, k]).all()
        assert np.isfinite(p.figures[i, k, -1]).all() and not p.too_few[i, k].any()
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
            told = re.search(r"(\d+) points? for, (\d+) against, (\d+) neither way\.$", row.sentence)
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
    from tests.blame import BLAME_WORDS

    if not set(re.findall(r"[a-z-]+", text.casefold())) & set(BLAME_WORDS):
        return set()
    return blame(text, facts, names)


def test_findings_of_awkward_councils_hold_against_their_tables(data, whys):
    for why in whys:
        leads = why.leads.assign(area_code=why.of.area_code)
        check_evidence(why.evidence)
        check_missing(data, leads, why.evidence)
        check_findings(data, why.findings, why.evidence, leads)
        facts, names = data.catalog.indicators, sorted(set(data.catalog.areas.name), key=len, reverse=True)
        lines = [*why.place_lines(), *why.cannot_tell_lines()]
        assert not any(_quick_blame(line, facts, names) for line in lines)
        assert not any("nan" in line.split() for line in lines)


def test_place_lines_hold_the_numbers_of_their_tables(whys):
    for why in whys:
        lines = why.place_lines()
        tally, (_, row) = explain.tally(why.looks, why.of.panel.cutoffs.clear), why.improved
        text = lines[0].replace(",", "")
        for word, count in (("never", "0"), ("once", "1"), ("twice", "2")):
            text = re.sub(rf"\b{word}\b", count, text)
        made, ahead, behind, *beyond, chance = (int(n) for n in re.findall(r"\d+", text))
        beyond = beyond[0] if beyond else 0  # where none is, that is not said
        assert (made, beyond) == (tally.comparisons, tally.beyond) and abs(chance - tally.chance) <= 0.5
        assert (ahead, behind) == (tally.ahead, tally.behind)
        told = lines[1:]
        if row.of or row.left_out:
            line, *told = told
            assert line.startswith(f"{row.counted:.0f} of {row.of:.0f} measure" if row.of else f"{why.of.name} has no")
            assert (f"{row.left_out:.0f} measure" in line) == (row.left_out > 0)
        for pocket, text in zip(why.pockets.itertuples(), told, strict=True):
            end, of = re.search(r" is in the (best|last) tenth of (\d+) councils in England", text).groups()
            assert int(of) == pocket.of and end in pocket.way
            assert ("though" in text) == pocket.against_the_run


def test_where_nothing_is_explained_it_is_said_and_over_nine_in_ten_first(whys):
    for why in whys:
        comparisons = explain.ends(why.findings)
        lines = [line for line in why.cannot_tell_lines() if "ahead on a topic" in line]
        assert len(lines) == (len(comparisons) > 0)
        for line in lines:
            told = [int(n) for n in re.findall(r"\b\d+\b", line)]
            assert told[0] == len(comparisons) and told[1] == comparisons.cannot_tell.sum()
            found = [comparisons[kind].sum() for kind in ("counts", "watches", "serves")]
            assert told[2:] == [n for n in found if n]
            assert line.startswith("Published figures mostly") == (comparisons.cannot_tell.mean() > 0.9)


def test_nobody_is_said_to_be_named_nowhere_who_is_named(whys):
    for why in whys:
        line = [line for line in why.cannot_tell_lines() if line.startswith("We name no council on")]
        facts, p = why.of.data.catalog.indicators.short_title, why.of.panel
        low = p.indicators.index[(p.reliability < 0.5) & p.indicators.index.isin(why.of.headline.index)]
        silent = [facts[i] for i in low if i not in set(why.leads.indicator_id)]
        assert bool(line) == bool(silent) and all(title in line[0] for title in silent)
        assert not any(facts[i] in text for text in line for i in set(why.leads.indicator_id))


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
        same = p.segment[i] == p.segment[i, -1]  # nothing from behind a break
        counted = np.where(same & np.isfinite(p.numerator[i]), p.denominator[i], np.nan)[:, -3:]
        d, theirs = (np.nanmean(counted[k]) for k in (own, other))
        per_head = theirs / h[other] * h[own]
        level, multiplier = p.level[i, own], facts.multiplier[row.indicator_id]
        # As many cases as make our level, over as many as they would count among our people.
        assert row.what_if == pytest.approx(min(level / multiplier * d / per_head, 1) * multiplier)
        assert row.denominator_ratio == pytest.approx(per_head / d)
        assert row.share == pytest.approx((row.what_if - level) / row.gap)
        # The gap splits into the two: theirs over ours is the numerators' ratio over the denominators'.
        assert p.level[i, other] / level == pytest.approx(row.numerator_ratio / row.denominator_ratio)


def test_a_study_of_some_indicators_counts_its_own_comparisons_alone(data):
    """Two indicators asked, two counted: leads are those of a study of all, allowed for with their own number."""
    from scouting.pages.scouting_party.why import Why
    from scouting.study import study

    one, all_ = (Why(study("Derby", indicators=ids, data=data)) for ids in ("re_referrals", "children"))
    assert set(one.looks.indicator_id) == {"re_referrals"} and set(one.findings.topic) <= {"front door"}
    assert len(one.looks) == (all_.looks.indicator_id == "re_referrals").sum() <= len(one.of.neighbour_set.codes)
    expected = multipletests(2 * stats.norm.sf(one.looks.sureness.abs()), alpha=0.05, method="fdr_bh")[1]
    np.testing.assert_allclose(one.looks.adjusted, expected)
    mine = all_.leads[all_.leads.indicator_id == "re_referrals"].reset_index(drop=True)
    kept = [column for column in mine if column != "adjusted"]
    pd.testing.assert_frame_equal(one.leads[kept], mine[kept], check_dtype=False)


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
              f"explanations told {len(told) / councils:.2f}, by chance {luck.told / councils:.2f}")  # fmt: skip
        assert len(leads) > 20 * luck.leads and len(told) > 3 * luck.told
        assert luck.councils == councils
