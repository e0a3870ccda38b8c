"""A what-if question and its answer: ranks by another way of counting, need and spending by hand, awkward councils."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scouting import index
from scouting.context import CONTEXTS
from scouting.errors import ScoutingError
from scouting.pages.what_if import question
from scouting.pages.what_if import show as what_if_page
from scouting.pages.what_if.question import answer, ask, latest, same_scale

WILTSHIRE, KENT = "E06000054", "E10000016"


@pytest.fixture(scope="module")
def asked(data):
    return ask("Wiltshire", "balanced_adults", data=data)


@pytest.fixture(scope="module")
def told(asked):
    return answer(asked, 1_000)


def test_the_rank_is_that_of_a_naive_index(asked, told, data):
    """Standard scores, turned, weighed and added up with plain loops over the levels that can be compared."""
    p, rows = data.panel, asked.weighting.indicators
    today = told.matrix.areas
    total, weight = pd.Series(0.0, today), pd.Series(0.0, today)
    for i in rows.indicator_id:
        k = p.indicators.index.get_loc(i)
        y = pd.Series(np.where(p.too_few[k] | ~(p.level_se[k] > 0), np.nan, p.level[k]), p.areas)[today]
        way = {"high_is_good": 1, "low_is_good": -1}[data.catalog.indicators.polarity[i]]
        z = way * (y - y.mean()) / y.std()
        total += z.fillna(0) * asked.weighting.shares[i]
        weight += y.notna() * asked.weighting.shares[i]
    score = (total / weight)[weight >= asked.weighting.coverage]
    assert told.own["rank"] == (score > score[WILTSHIRE]).sum() + 1 and told.own.of == len(score)
    assert told.own.score == pytest.approx(score[WILTSHIRE])


def test_among_neighbours_only_they_are_ranked_in_the_same_order(asked, told):
    near = answer(replace(asked, reach="neighbours"), 1_000, matrix=told.matrix)
    codes = {WILTSHIRE, *asked.study.neighbour_set.codes}
    assert set(near.table.area_code) == codes and near.own.of == len(codes)
    england = told.table[told.table.area_code.isin(codes)]
    assert near.table.area_code.tolist() == england.area_code.tolist()
    assert near.own["rank"] == england.area_code.tolist().index(WILTSHIRE) + 1


def test_a_kept_matrix_gives_the_very_same_answer(asked, told):
    moved = replace(asked, weighting=asked.weighting.reweighed({"experience": 4}))
    pd.testing.assert_frame_equal(answer(moved, 500, matrix=told.matrix).table, answer(moved, 500).table)
    assert same_scale(asked.weighting, moved.weighting)
    assert not same_scale(asked.weighting, replace(asked.weighting, normalisation="percentile"))


def test_scaling_every_weight_changes_nothing(asked, told):
    weights = dict(zip(asked.weighting.facets.facet, asked.weighting.facets.weight * 2.5, strict=True))
    scaled = answer(replace(asked, weighting=asked.weighting.reweighed(weights)), 1_000, matrix=told.matrix)
    pd.testing.assert_frame_equal(scaled.table, told.table)


def test_with_need_the_score_is_less_what_the_line_through_the_others_explains(asked, told, data):
    """The council's expected score from numpy's least squares without it, by hand."""
    made = answer(replace(asked, need=True), 1_000, matrix=told.matrix)
    assert made.adjusted.helps
    rows = made.adjusted.table.set_index("area_code")
    kept = made.table[made.table["rank"].notna()].set_index("area_code")
    assert np.allclose(kept.score, (rows.value - rows.explained)[kept.index])
    assert kept["rank"].tolist() == kept.score.rank(ascending=False, method="min").tolist()
    assert (kept.rank_low <= kept["rank"]).all() and (kept.rank_high >= kept["rank"]).all()
    # Drawing the line too makes no place surer: the middle interval is as wide or wider.
    wide = [(t.rank_high - t.rank_low).median() for t in (made.table, told.table)]
    assert wide[0] >= wide[1]
    assert set(made.adjusted.context) == {f.indicator_id for f in CONTEXTS["usual"]["adults"]}


def test_need_that_predicts_nothing_changes_no_rank(asked, told, monkeypatch):
    rng = np.random.default_rng(1)
    monkeypatch.setattr(
        question, "features_of",
        lambda figures, *_: pd.DataFrame({"noise": rng.normal(size=len(figures))}, figures.index),
    )  # fmt: skip
    made = answer(replace(asked, need=True), 1_000, matrix=told.matrix)
    assert not made.adjusted.helps
    assert made.own["rank"] == told.own["rank"]
    assert "nothing is allowed for" in what_if_page.rank_lines(made)


def test_spending_is_that_published_and_the_missing_are_counted(asked, told, data):
    made = answer(replace(asked, spending=True), 500, matrix=told.matrix).quadrant
    spend = latest(data).cost_adult_social_care.dropna()
    rows = made.table.set_index("area_code")
    held = rows.spend.dropna()
    assert np.allclose(held, spend[held.index]) and made.n == len(rows.dropna(subset=["outcome", "spend"]))
    assert set(made.no_spend) == {"E08000025", "E06000063", "E06000039"}  # Birmingham, Cumberland, Slough
    assert answer(replace(asked, spending=True), 500).question.service == "adults"


@pytest.mark.parametrize("recipe", ["adult_outcomes", "balanced_children"])
@pytest.mark.parametrize(
    "council",
    ["Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
     "Birmingham", "Rutland"],
)  # fmt: skip
def test_awkward_councils_all_have_an_answer_in_words(council, recipe, data):
    for reach in question.REACHES:
        asked = replace(ask(council, recipe, data=data), reach=reach, need=True, spending=True)
        made = answer(asked, 200)
        words = what_if_page.rank_lines(made) + what_if_page.detail(made)
        assert made.own.area_code == asked.study.area_code
        assert ("is not ranked" in words) == bool(pd.isna(made.own["rank"]))
        assert "nan" not in words and len(what_if_page.quadrant_rows(made)) == made.quadrant.n


def test_no_list_of_england_by_name_is_shown(told):
    """By name the council and similar councils alone: the rest are ranks on a strip."""
    names = told.question.study.data.catalog.name
    shown = what_if_page.league_table(told)
    named = {c for c in told.table.area_code if f">{names(c)}<" in shown}
    assert named == set(told.question.study.neighbour_set.codes)


def test_a_mistaken_name_is_refused_with_the_nearest(data):
    with pytest.raises(ScoutingError, match="Did you mean balanced_adults"):
        ask("Kent", "balanced_adult", data=data)
    with pytest.raises(ScoutingError, match=r"Unknown council 'Kentt'\. Did you mean Kent\?"):
        ask("Kentt", data=data)


def test_an_index_of_activity_says_so(data):
    made = answer(ask("Kent", "quantity_only", data=data), 200)
    assert "100% of the weight is on activity" in what_if_page.detail(made)


def test_a_file_of_last_month_is_read_and_the_page_says_so_once(data, tmp_path, read_page):
    """Its horizon is ignored, and the same council ranks the same without it."""
    path = tmp_path / "ours.yml"
    text = "title: Ours\n{}facets: {{outcome: {{weight: 1, indicators: {{care_control: 1, care_feel_safe: 1}}}}}}\n"
    path.write_text(text.format("horizon: sustained\n"), encoding="utf-8")
    old = ask("Wiltshire", str(path), data=data)
    shown = read_page(old, [what_if_page.recipe])
    assert shown.count("The entry 'horizon' is no longer used") == 1
    path.write_text(text.format(""), encoding="utf-8")
    new = ask("Wiltshire", str(path), data=data)
    assert "horizon" not in read_page(new, [what_if_page.recipe])
    pd.testing.assert_frame_equal(answer(old, 200).table, answer(new, 200).table)


def test_the_same_question_has_the_same_answer(asked, told):
    pd.testing.assert_frame_equal(answer(asked, 1_000).table, told.table)
    assert isinstance(told.matrix, index.Matrix)
