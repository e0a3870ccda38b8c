"""The journeys in the catalogue are identities of published figures, and their parts add up, worked out another way."""

import re

import numpy as np
import pandas as pd
import pytest
from tests.cases import few

from scouting import journeys
from scouting.catalog import breaks
from scouting.journeys.table import LEFT_OUT, MISSING, NOT_SPLIT, SPLIT

#: Journeys whose outcome is itself published.
PUBLISHED = {
    "in_care_entries_and_stay": "looked_after_rate",
    "in_care_with_and_without_family_here": "looked_after_rate",
    "leaving_care": "care_exit_rate",
    "plans_started": "cp_plan_start_rate",
    "conferences_held": "initial_conference_rate",
    "on_a_plan": "cp_plan_rate",
    "in_need": "children_in_need_rate",
    "care_leavers_learning_or_working": "care_leavers_eet_19_21",
    "care_leavers_at_university": "care_leavers_higher_education",
    "ehc_plans_over_a_year": "ehc_plans_over_1_year",
    "looked_after_out_of_school": "looked_after_severe_absence",
    "children_in_need_out_of_school": "children_in_need_severe_absence",
    "cp_plan_out_of_school": "cp_plan_severe_absence",
    "care_home_admissions_18_64": "care_home_admissions_18_64",
    "care_home_admissions_65_over": "care_home_admissions_65_over",
    "spend_on_children_in_care": "cost_looked_after_child_population",
    "spend_on_children_by_line": "cost_children_social_care",
    "spend_on_adults_people_and_cost": "cost_adult_social_care",
    "spend_on_adults_by_line": "cost_adult_social_care",
}


def every_id(data):
    return data.catalog.journeys.journey_id.unique()


@pytest.fixture(scope="module")
def wide(data):
    """The published counts and figures, one column per indicator and part, by council and last day."""
    ids = set(re.findall(r"(\w+):", " ".join(data.catalog.journeys["count"])))
    rows = data.values[data.values.indicator_id.isin(ids)].astype({"indicator_id": str, "area_code": str})
    table = rows.set_index(["area_code", "period_end", "indicator_id"])[["value", "numerator", "denominator"]]
    return table.unstack("indicator_id").swaplevel(axis=1)


def outcome(data, wide, journey_id):
    """The outcome of a journey by plain arithmetic: what its branches end with over what all begin with."""
    rows = data.catalog.journeys[data.catalog.journeys.journey_id == journey_id]

    def count(cell):
        words = cell.split()
        signs = [1] + [1 if sign == "+" else -1 for sign in words[1::2]]
        return sum(sign * wide[tuple(word.split(":"))] for sign, word in zip(signs, words[::2], strict=True))

    base, total = count(rows["count"].iloc[0]), 0.0
    for _, steps in rows[rows.step > 0].groupby("branch"):
        last = steps["count"].iloc[-1]
        total = total + (count(steps["count"].iloc[-2]) * count(last) / 100 if ":value" in last else count(last))
    return rows.multiplier.iloc[0] * total / base


def everybody(data):
    """Each council of today beside three others, drawn."""
    codes, rng = data.catalog.today().index.to_numpy(), np.random.default_rng(3)
    others = [rng.permutation(codes) for _ in range(3)]
    return pd.concat([pd.DataFrame({"area_code": codes, "other_code": other}) for other in others]).drop_duplicates()


def test_parts_of_every_journey_add_up_to_a_gap_worked_out_apart_for_all_councils(data, wide):
    pairs, split = everybody(data), {}
    for journey_id in every_id(data):
        rows = journeys.between_many(data, pairs, journey_id)
        plain = outcome(data, wide, journey_id)
        told = rows.groupby(["area_code", "other_code", "period_end"], sort=False).part.sum(min_count=1).dropna()
        ours, theirs = (plain.reindex(told.index.droplevel(drop)) for drop in ("other_code", "area_code"))
        gap = ours.to_numpy() - theirs.to_numpy()
        assert np.abs(told.to_numpy() - gap).max() < 1e-9, journey_id
        split[journey_id] = len(told) / len(pairs)
    # Small counts are suppressed in three: elsewhere nearly every pair is split.
    few = {"care_leavers_at_university", "ehc_plans_over_a_year", "looked_after_out_of_school"}
    assert [one for one, share in split.items() if share < 0.7 and one not in few] == []


def test_steps_multiply_to_the_published_outcome(data):
    """Of every council and both sides, within the rounding of what is published."""
    pairs = everybody(data)
    for journey_id, indicator_id in PUBLISHED.items():
        fact = data.catalog.indicator(indicator_id)
        published = data.values[data.values.indicator_id == indicator_id].astype({"area_code": str})
        published = published.set_index(["area_code", "period_end"]).value
        rows = journeys.between_many(data, pairs, journey_id).drop_duplicates(["area_code", "other_code"])
        held = published.reindex(pd.MultiIndex.from_frame(rows[["area_code", "period_end"]])).to_numpy()
        times = 100_000 if "100,000" in fact.unit else fact.multiplier
        table = data.catalog.journeys
        ratio = rows.whole_ours.to_numpy() / table.multiplier[table.journey_id == journey_id].iloc[0]
        off = np.abs(times * ratio - held)
        near = off <= 0.5 * 10.0**-fact.decimals + 1e-9
        assert np.nanmean(near[np.isfinite(off)]) > 0.99, (journey_id, np.nanmax(off))


def test_a_share_is_of_the_very_people_in_the_step_before(data, wide):
    """Where a step is a figure without a count, its publisher divides by the count of the step before."""
    table = data.catalog.journeys
    for row in table.index[table["count"].str.endswith(":value")]:
        before, share = (table["count"][at].split(":") for at in (row - 1, row))
        both = wide[[tuple(before), (share[0], "denominator")]].dropna()
        apart = (both.iloc[:, 0] - both.iloc[:, 1]).abs()  # one child, where one of two releases was revised
        assert len(both) > 700 and apart.max() <= 1 and (apart > 0).mean() < 0.01


@pytest.mark.parametrize("each", few([50], [50, 4]))
def test_nothing_is_held_against_a_year_beyond_a_break_or_a_gap(data, wide, each):
    """For every journey: no indicator of it has a break between the two years, nor a year without counts."""
    facts, table, told = data.catalog.indicators, data.catalog.journeys, 0
    for journey_id in every_id(data):
        ids = set(re.findall(r"(\w+):", " ".join(table["count"][table.journey_id == journey_id])))
        plain = outcome(data, wide, journey_id)
        for code in data.catalog.today().index[::each]:
            rows = journeys.over_time(data, code, journey_id)
            first = rows.iloc[0]
            if pd.isna(first.gap):
                assert rows.part.isna().all() and first.status in (MISSING, NOT_SPLIT)
                continue
            years = int(first.period[:4]) - int(first.other_period[:4])
            assert 1 <= years <= 3
            then = first.period_end - pd.DateOffset(years=years)
            new = [int(label[:4]) for one in ids for label in breaks(facts.breaks[one])]
            assert not [year for year in new if int(first.other_period[:4]) < year <= int(first.period[:4])]
            between = plain[code].loc[then : first.period_end].dropna()
            assert len(between) == years + 1
            assert rows.part.sum() == pytest.approx(between.iloc[-1] - between.iloc[0], abs=1e-9)
            told += 1
    assert told > 15 * len(data.catalog.today()) / each


def test_a_break_is_refused_when_it_is_asked_for(data):
    rows = journeys.over_time(data, "E06000054", "direct_payments", "2020-21")
    assert rows.part.isna().all() and set(rows.status) == {NOT_SPLIT}
    (said,) = journeys.story(rows, "Wiltshire", "")
    assert said.startswith("No earlier year of Wiltshire can be set beside 2024-25: its figures of people with direct")


def test_need_stands_beside_the_first_step_alone_and_changes_no_part(data):
    """It is what the line through all others foretells of both, in the unit of the outcome."""
    rows = journeys.between_many(data, everybody(data), "far_from_home")
    split = rows[rows.status == SPLIT]
    assert split.need[split.step == 2].isna().all() and split.need[split.step == 1].notna().mean() > 0.95
    # Deprived councils are expected to have more children in care: need and the part mostly point the same way.
    first = split[(split.step == 1) & split.need.notna()]
    assert (np.sign(first.need) == np.sign(first.part)).mean() > 0.6


def test_a_count_in_the_middle_that_is_missing_is_left_out_and_said(data):
    rows = journeys.between_many(data, everybody(data), "leaving_care")
    gone = rows[rows.status == LEFT_OUT]
    assert len(gone) and gone.part.isna().all() and ((gone.why_ours != "") | (gone.why_theirs != "")).all()
    pair = gone.iloc[0]
    one = journeys.between(data, pair.area_code, pair.other_code, "leaving_care")
    assert one.status.tolist() == [LEFT_OUT, SPLIT] and one.unit.iloc[1] == "per 100 children"
    assert one.part.sum() == pytest.approx(one.gap.iloc[0], abs=1e-9)
    said = " ".join(journeys.story(one, "Ours", "Theirs"))
    assert "how many children are in care and how many leave for each child in care together" in said.lower()
    assert "Missing for " in said and "children in care at 31 March" in said
