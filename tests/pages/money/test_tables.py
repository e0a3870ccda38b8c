"""The page of need and money on real figures: awkward councils run, words keep the rules, figures agree with tables."""

import html
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.blame import BLAME_WORDS

from scouting import context, markup, paths
from scouting import words as say
from scouting.charts.axis import short
from scouting.errors import ScoutingError
from scouting.own import policies
from scouting.pages.common import matrix_today
from scouting.pages.money import show as money_page
from scouting.pages.money import words
from scouting.pages.money.tables import look
from scouting.recipes import weights

AWKWARD = (
    "Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
    "Birmingham", "Rutland", "Kent", "Derby",
)  # fmt: skip
CAUSAL = re.compile(r"\b(because|caus\w+|due to|effects?|impact\w*|drives?|driven|buys?|thanks to|results? in)\b", re.I)


@pytest.fixture
def page(monkeypatch):
    """What a page shows, as text."""
    held = []
    monkeypatch.setattr(markup, "put", lambda *parts: held.append(" ".join(p for p in parts if p)))
    monkeypatch.setattr(money_page, "emit", lambda ax, name, alt, out: held.append(alt))
    return held


def show_all(of):
    money_page.about(of, "2026-11-23")
    money_page.need(of)
    money_page.quadrant(of)
    money_page.ratio(of)
    money_page.case(of)


@pytest.mark.parametrize(
    "council",
    [
        pytest.param(name, marks=() if name in ("Isles of Scilly", "Birmingham", "Kent") else pytest.mark.long)
        for name in AWKWARD
    ],
)
def test_awkward_councils_run_and_no_word_is_causal_or_blames(council, data, page):
    for service, outcome in (("adults", "care_quality_of_life"), ("children", "re_referrals")):
        of = look(council, service, outcome, data=data)
        show_all(of)
    text = re.sub(r"<[^>]+>", " ", " ".join(page))
    assert council in text and not re.search(r"\bnan\b|£-|\bNone\b(?! of)", text)
    # A neighbour set's own note may say because: it speaks of councils left out, not of money.
    said = " ".join(re.sub(r"^.*?class=\"notice\".*?</(p|ul)>", "", part, flags=re.S) for part in page)
    said = html.unescape(re.sub(r"<[^>]+>", " ", said))
    names = data.catalog.indicators[["title", "short_title"]].to_numpy().ravel()
    for name in sorted(names, key=len, reverse=True):  # a child's behaviour is a cause in the name of an indicator
        said = said.replace(name, "")
    assert not CAUSAL.findall(said.replace("cause for concern", ""))
    assert set(re.findall(r"[a-z-]+", text.lower())) & set(BLAME_WORDS) == set()
    assert text.count("Explained is not excused") >= 2
    if council == "Birmingham":
        assert "No case can be made for Birmingham: its spending, or its need, is not held." in text
        assert "No spending is held for 3 councils" in text


def test_every_rank_has_an_interval_and_of_how_many(data):
    of = look("Isles of Scilly", data=data)
    for table in (of.adjusted().table, of.ratio()[0].table):
        for column in [c for c in table if c in ("rank", "adjusted_rank")]:
            known = table[table[column].notna()]
            assert known[[f"{column}_low", f"{column}_high", "of"]].notna().all().all()
            assert (known[f"{column}_low"] <= known[column]).all() and (known[column] <= known[f"{column}_high"]).all()


def test_what_need_predicts_is_that_of_a_fit_left_out_by_hand(data):
    """Predicted R squared of quality of life, by 150 fits that each leave a council out."""
    of = look("Kent", data=data)
    o, x = of.outcome(), of.features()
    rows = o.value.notna() & x.notna().all(axis=1) & ~o.value.index.isin(context.APART)
    y, design = o.value[rows].to_numpy(), np.column_stack([np.ones(rows.sum()), x[rows]])
    miss, flat = [], []
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        beta = np.linalg.lstsq(design[rest], y[rest], rcond=None)[0]
        miss.append(y[i] - design[i] @ beta)
        flat.append(y[i] - y[rest].mean())
    made = of.adjusted()
    assert made.n == len(y) == 150
    assert made.r2 == pytest.approx(1 - np.square(miss).sum() / np.square(flat).sum(), abs=1e-9)
    told = made.table.set_index("area_code").unexplained[o.value.index[rows]]
    np.testing.assert_allclose(told, miss, atol=1e-8)


def test_the_choice_of_context_changes_the_answer_and_is_shown(data, page):
    of = look("Wiltshire", data=data)
    money_page.need(of)
    assert all(f"{name}: " in page[0] for name in context.CONTEXTS)
    assert replace(of, context="deprivation").adjusted().r2 == of.adjusted(name="deprivation").r2 != of.adjusted().r2


def test_sentences_tell_the_rows_numbers(data):
    of = look("Westmorland and Furness", data=data)
    row = money_page.own_row(of.adjusted().table, of.of.area_code)
    said = " ".join(words.gap_sentences(row, of.outcome().facts, of.of.name, "2024-25"))
    assert words.about(row.unexplained, row.unexplained_low, row.unexplained_high, "points", 2) in said
    place = words.rank_sentence(row, of.of.name)
    assert f"of {row.of} " in place and place.count("(could be ") == 2
    weighted, plain = of.ratio()
    lines = words.ratio_sentences(weighted, plain, money_page.own_row(weighted.table, of.of.area_code), of.of.name)
    assert f"{plain.with_spend:.2f} with 1 over spending and {plain.with_outcome:.2f} with the outcome" in lines[-1]


def test_a_ranking_of_low_spending_is_called_one(data):
    of = look("Kent", "children", "re_referrals", data=data)
    weighted, plain = of.ratio()
    assert plain.with_spend > 0.9 > weighted.with_spend
    lines = words.ratio_sentences(weighted, plain, None, "Kent")
    assert lines[-1].endswith("This is mostly a ranking of low spending.")
    assert not lines[-2].endswith("low spending.")


def test_an_index_is_allowed_for_need_and_set_beside_spending(data, page):
    """The noise of an index by hand: squared shares of the weight held times squared noise, summed, rooted."""
    of = look("Kent", "adults", "adult_outcomes", data=data)
    o = of.outcome()
    made = matrix_today(data, weights.read("adult_outcomes"))
    own = made.value.loc["E10000016"]
    w = made.weighting.shares[own.index].where(own.notna(), 0)
    w = w / w.sum()
    assert o.value["E10000016"] == pytest.approx(float((w * own.fillna(0)).sum()))
    noise = made.noise.loc["E10000016"].fillna(0)
    assert o.noise["E10000016"] == pytest.approx(float(np.sqrt((w**2 * noise**2).sum())))
    show_all(of)
    money_page.shares(of)
    text = re.sub(r"<[^>]+>", " ", " ".join(page))
    assert "Outcomes of adults' social care (index of 6 measures)" in text.replace("&#x27;", "'")
    assert "of the variation between" in text and not re.search(r"\bnan\b", text)
    with pytest.raises(ScoutingError, match="weights 'adult_outcomes' have measures of adults, not of children"):
        look("Kent", "children", "adult_outcomes", data=data)


def test_who_has_too_few_people_is_neither_ranked_nor_placed(data):
    """Isles of Scilly and City of London have figures of re-referrals or of the survey, of a handful of people."""
    p = data.panel
    for service, outcome in (("adults", "care_quality_of_life"), ("children", "cp_plans_repeat")):
        of = look("Kent", service, outcome, data=data)
        i = p.indicators.index.get_loc(outcome)
        few = p.areas[p.too_few[i]].intersection(of.councils)
        assert len(few) and of.outcome().noise[few].isna().all() and of.outcome().value[few].notna().all()
        rows = of.adjusted().table.set_index("area_code").loc[few]
        assert rows[["rank", "adjusted_rank"]].isna().all(axis=None) and not rows.beyond.any()
        told = of.quadrant.table.set_index("area_code").told[few]
        assert told.isin(["", "too close to call"]).all()


def test_the_verdict_stands_beside_the_figures_it_rests_on(data, page):
    of = look("Wiltshire", "children", "re_referrals", data=data)
    money_page.case(of)
    rows = of.of.comparison.loc[of.judged().index]
    told = f"{len(rows)} outcomes against similar councils: {say.verdict_counts(rows.verdict)}."
    assert told in re.sub(r"<[^>]+>", "", page[0])
    cells = pd.read_html(io.StringIO(page[0]), match="Over up to three years")[-1].set_index("Measure")
    facts = data.catalog.indicators
    for indicator_id, row in rows.iterrows():
        mine = cells.loc[facts.title[indicator_id]]
        for column, value in (("Over up to three years", row.level), ("Similar councils", row.level_median)):
            told = "none" if pd.isna(value) else short(value, facts.unit[indicator_id], facts.decimals[indicator_id])
            assert str(mine[column]) == told, indicator_id
        assert mine.Verdict == row.verdict + (", by a lot" if row.by_a_lot else "")


def test_the_shares_of_one_topic(data, page):
    of = look("Kent", data=data)
    rows = of.shares("safeguarding")
    assert set(rows.indicator_id) == {"care_feel_safe", "care_made_safe", "safeguarding_risk_reduced"}
    assert ((rows.need >= rows.need_low) & (rows.need <= rows.need_high)).all()
    assert words.shares_sentence(rows, "safeguarding").startswith("Safeguarding, the median of 3 measures: of the")
    with pytest.raises(ScoutingError, match=r"Unknown topic 'safegarding'\. Did you mean safeguarding"):
        of.shares("safegarding")


def test_all_wrong_names_are_told_at_once(data):
    with pytest.raises(ScoutingError) as caught:
        look("Wiltshir", "adlts", "care_quality", context_set="usal", data=data)
    text = str(caught.value)
    for part in ("Wiltshir", "adlts", "care_quality", "Unknown context 'usal'. Did you mean usual"):
        assert part in text
    with pytest.raises(ScoutingError) as caught:
        look("Kent", "adults", "re_referrals", "cost_childen_social_care", data=data)
    assert "'re_referrals' is no outcome or experience of adults where one way is good." in str(caught.value)
    assert "Unknown spend per head 'cost_childen_social_care'" in str(caught.value)


def declare(folder, rows):
    text = "council,policy,value,share,note\n" + "".join(f"{row}\n" for row in rows)
    (folder / "policies.csv").write_text(text, encoding="utf-8")


def test_declared_policies_keep_to_whom_they_are_for(data, tmp_path, monkeypatch):
    known = data.catalog
    declare(tmp_path, ["Kent,hourly charge,21.5,,", "Medway,hourly charge,19,region,", "Derby,hourly charge,17,public,",
                       "Surrey,hourly charge,18,own,"])  # fmt: skip
    held = policies.read(known, tmp_path)
    seen = policies.seen_by(held, known, "E10000016")["hourly charge"]
    names = {known.name(code): value for code, value in seen.items()}
    assert names == {"Kent": 21.5, "Medway": 19.0, "Derby": 17.0}
    assert {known.name(c) for c in policies.seen_by(held, known, "E06000015").index} == {"Derby"}
    monkeypatch.setattr(paths, "LOCAL", tmp_path)
    of = look("Kent", data=data)
    assert list(of.policy) == ["requests_with_service"]  # three councils are too few for a line
    assert "hourly charge" in money_page._declared(of) and "21.5" in money_page._declared(of)
    everyone = of.councils[:60]
    declare(tmp_path, [f"{code},hourly charge,{10 + i},public," for i, code in enumerate(everyone)])
    assert list(look("Kent", data=data).policy) == ["requests_with_service", "hourly charge"]


def test_what_is_wrong_with_declared_policies_is_told_at_once(data, tmp_path):
    declare(tmp_path, ["Kentt,charge,21,,", "Kent,charge,much,everyone,", "Kent,,3,,", "Derby,x,1,,", "Derby,x,2,,"])
    with pytest.raises(ScoutingError) as caught:
        policies.read(data.catalog, tmp_path)
    text = str(caught.value)
    for part in ("row 2: ", "row 3: value: 'much' is not a number", "share: 'everyone' is not one of own, region,",
                 "row 4: no name of a policy", "row 6: 'x' of Derby is there twice"):  # fmt: skip
        assert part in text


def test_no_file_of_policies_is_no_policies(data, tmp_path):
    assert policies.read(data.catalog, tmp_path).empty
    assert policies.seen_by(policies.read(data.catalog, tmp_path), data.catalog, "E10000016").empty
    assert isinstance(policies.read(data.catalog, tmp_path), pd.DataFrame)
