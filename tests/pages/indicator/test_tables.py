"""One indicator, every council: against the comparison, against the values themselves, and with planted targets."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scouting.errors import ScoutingError
from scouting.pages.indicator import tables
from scouting.study import study
from scouting.terms import QUARTERS

AWKWARD = [
    "Isles of Scilly",
    "City of London",
    "Westmorland and Furness",
    "Bournemouth, Christchurch and Poole",
    "Kent",
]
CHOSEN = ["re_referrals", "assessments_45_days", "cp_plan_rate", "placements_3_or_more", "cost_adult_social_care"]


def one(data, council="Wiltshire", chosen="re_referrals"):
    return study(council, indicators=chosen, data=data)


@pytest.mark.parametrize("chosen", CHOSEN)
@pytest.mark.parametrize("council", AWKWARD)
def test_each_council_stands_where_its_own_comparison_puts_it(data, council, chosen):
    of = one(data, council, chosen)
    rows, row = tables.everyone(of), of.comparison.iloc[0]
    mine = rows[rows.role == "focus"].iloc[0]
    assert len(rows) == 153 and rows.area_code.is_unique and rows["name"].is_monotonic_increasing
    names = {"value": "value", "lower": "lower", "upper": "upper", "rank": "england_rank"}
    names |= {"rank_low": "england_rank_low", "rank_high": "england_rank_high"}
    for here, there in names.items():
        assert mine[here] == pytest.approx(row[there], nan_ok=True), here
    assert mine.of == row.england_of or (np.isnan(row.england_rank) and row.england_of == 0)
    assert mine.marker == row.marker
    judged = of.panel.indicators.polarity.iloc[0] != "no_judgement"
    assert mine.band == (row.band if judged else mine.band)


def test_ranks_and_quarters_of_everybody_a_second_way(data):
    rows = tables.everyone(one(data))
    assert rows["rank"].tolist() == rows.value.rank(method="min").tolist()  # low is good
    best = rows[rows.band == "A"].value.max()
    assert best == pytest.approx(np.quantile(rows.value, 0.25), abs=0.2) and best <= np.quantile(rows.value, 0.25)
    assert ((rows.rank_low <= rows["rank"]) & (rows["rank"] <= rows.rank_high)).all()


def test_quarters_without_polarity_go_by_height(data):
    rows = tables.everyone(one(data, chosen="looked_after_rate"))
    top = [rows.value[rows.band == words].min() for words in QUARTERS]
    assert top == sorted(top, reverse=True)
    assert (rows.band == "").sum() == rows.value.isna().sum() == 2


def test_missing_figures_have_a_reason_and_no_place(data):
    rows = tables.everyone(one(data, chosen="cp_plans_2_years_open"))
    gone = rows[rows.value.isna()]
    assert len(gone) == 59 and (gone.marker == "c").all() and gone["rank"].isna().all()
    assert (rows.of == 94).all() and not rows.too_few[rows.value.isna()].any()


def test_too_few_people_have_no_rank_and_all_with_a_figure_are_counted(data):
    """Isles of Scilly's one child of two would be last or first: it has no rank, and counts as one with a figure."""
    of = one(data, chosen="ehc_plans_20_weeks")
    rows = tables.everyone(of)
    few = rows[rows.too_few]
    assert len(few) and few[["rank", "rank_low", "rank_high"]].isna().all(axis=None) and (few.band == "").all()
    assert (rows.of == rows.value.notna().sum()).all()
    places = rows.value.rank(method="min", ascending=False)  # high is good
    counted = rows["rank"].notna()
    assert counted.sum() > 140 and rows["rank"][counted].tolist() == places[counted].tolist()
    denominator = of.panel.denominator[0, of.panel.areas.get_indexer(few.area_code), -1]
    assert (np.nan_to_num(denominator) < 10).all()


def test_roles(data):
    of = one(data)
    rows = tables.everyone(of).set_index("area_code")
    region = data.catalog.areas.region_code
    assert set(rows.index[rows.role == "neighbour"]) == set(of.neighbour_set.codes)
    other = rows.index[rows.role == "region"]
    assert (region[other] == region["E06000054"]).all() and not set(other) & set(of.neighbour_set.codes)


def test_a_council_that_ended_is_among_those_of_its_time(data):
    of = study("Cumbria", indicators="re_referrals", last_period=True, data=data)
    rows = tables.everyone(of)
    assert "Cumbria" in set(rows["name"]) and "Cumberland" not in set(rows["name"])
    assert rows.area_code.is_unique and len(rows) == 152


def test_more_than_one_indicator_is_refused(data):
    with pytest.raises(
        ScoutingError, match=r"One indicator is looked at here, and \d+ were named: .* and others. Give"
    ):
        tables.only(study("Wiltshire", data=data))


def test_an_indicator_without_figures_is_refused(data):
    of = one(data)
    bare = replace(of, indicators=of.indicators.rename(index={"re_referrals": "never_counted"}))
    with pytest.raises(
        ScoutingError, match=r"No figure of 'never_counted' is held yet\. Add one with: scouting data add"
    ):
        tables.only(bare)


@pytest.mark.parametrize("chosen", CHOSEN)
def test_trust_is_the_panels_and_what_stayed_is_counted_again(data, chosen):
    found = tables.trust(one(data, chosen=chosen))
    p = data.panel
    i = p.indicators.index.get_loc(chosen)
    assert found.reliability == pytest.approx(p.reliability[i], nan_ok=True)
    held = data.values[(data.values.indicator_id == chosen) & data.values.area_code.isin(p.areas[p.councils])]
    wide = held.pivot(index="area_code", columns="period_end", values="value").astype(float)
    if p.segment[i, -1] != p.segment[i, -4] or np.isnan(p.reliability[i]):
        assert np.isnan(found.stayed)
        return
    sign = p.sign[i] or 1
    levels = pd.DataFrame({"was": _level(wide[wide.columns[-6:-3]]), "now": _level(wide[wide.columns[-3:]])}).dropna()
    was, now = (sign * levels[c] >= (sign * levels[c]).quantile(0.75) - 1e-9 for c in levels)
    assert found.stayed == pytest.approx((was & now).sum() / was.sum())


def _level(years):
    """Weighted 0.6, 0.3 and 0.1 back from the latest, as long as figures follow each other."""
    weights = pd.DataFrame([[0.1, 0.3, 0.6]] * len(years), years.index, years.columns)
    weights = weights.where(years.iloc[:, ::-1].notna().cummin(axis=1))
    return (years * weights).sum(axis=1, min_count=1) / weights.sum(axis=1)


def test_a_planted_habit_of_round_figures_is_found(data):
    of = one(data)
    assert tables.trust(of).round_p > 0.05
    p = of.panel
    numerator = p.numerator.copy()
    numerator[:, :60] = np.round(0.2 * p.denominator[:, :60])
    planted = replace(of)
    planted.__dict__["panel"] = replace(p, numerator=numerator)
    assert tables.trust(planted).round_p < 1e-6


def test_denominators_per_head_from_the_values_themselves(data):
    rows = tables.per_head(one(data)).set_index("area_code")
    held = data.values.astype({"indicator_id": "str", "area_code": "str"})
    newest = held[held.period_end == held.groupby("indicator_id").period_end.transform("max")]
    referrals, children = (
        newest[newest.indicator_id == key].set_index("area_code") for key in ("re_referrals", "children_0_17")
    )
    per = (10_000 * referrals.denominator / children.value).reindex(rows.index)
    assert len(rows) == 153
    np.testing.assert_allclose(rows.per_head, per)
    np.testing.assert_allclose(rows.times, per / per.median())


@pytest.mark.parametrize("chosen", ["cp_plan_rate", "assessments_45_days", "cost_adult_social_care", "children_0_17"])
def test_no_denominator_of_its_own_says_nothing_per_head(data, chosen):
    assert tables.per_head(one(data, chosen=chosen)).empty


def test_bunching_at_a_target_of_ones_own(data):
    of = one(data)
    assert tables.at_target(of) is None
    aim = pd.DataFrame({"target": [20.0], "tolerance": [0.0], "note": [""]}, index=["re_referrals"])
    found = tables.at_target(replace(of, targets=aim))
    y = tables.everyone(of).value
    assert found.below == ((y >= 20 - found.width) & (y < 20)).sum()
    assert found.above == ((y >= 20) & (y < 20 + found.width)).sum()
    assert found.below > 10 and found.above > 10 and 0 < found.p <= 1
