"""Funnels over the embedded figures: what all have together, the limits a second way, and small councils' luck."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from scouting.pages.indicator import funnels
from scouting.stats.funnel import KINDS
from scouting.study import study


def one(data, chosen, council="Wiltshire"):
    return study(council, indicators=chosen, data=data)


def test_every_indicator_has_a_funnel_or_says_why_not(data):
    told, of = {}, study("Wiltshire", indicators="all", data=data)
    for chosen, facts in data.panel.indicators.iterrows():
        why = funnels.why_none(replace(of, indicators=of.indicators.loc[[chosen]]))
        told[chosen] = why
        if facts.statistic in KINDS:
            assert why == "" or "counts" in why
        else:
            assert why.startswith("No funnel: its limits come from counts, and this is a")
    drawn = [chosen for chosen, why in told.items() if not why]
    assert len(drawn) > 75
    assert told["re_referrals"] == "" and "without the counts" in told["assessments_45_days"]
    with pytest.raises(ValueError, match="without the counts"):
        funnels.funnel(one(data, "assessments_45_days"))


@pytest.mark.parametrize("chosen", ["re_referrals", "cp_plan_rate", "looked_after_rate", "ehc_plans_20_weeks"])
def test_all_together_is_what_the_publisher_says_of_england(data, chosen):
    of = one(data, chosen)
    found, england = funnels.funnel(of), of.comparison.england.iloc[0]
    assert found.target == pytest.approx(england, rel=0.02)
    held = data.values[(data.values.indicator_id == chosen) & (data.values.period == of.comparison.period.iloc[0])]
    held = held[held.area_code.isin(of.panel.areas[of.panel.councils]) & held.value.notna()]
    assert found.left_out + len(found.rows) == len(held)


def test_limits_of_a_proportion_and_of_a_rate_a_second_way(data):
    found = funnels.funnel(one(data, "re_referrals"))
    row = found.rows[found.rows.role == "focus"].iloc[0]
    share = found.target / 100
    reach = 100 * 1.959964 * np.sqrt(share * (1 - share) / row["size"])
    assert (row.lower95, row.upper95) == pytest.approx((found.target - reach, found.target + reach), abs=1e-4)
    found = funnels.funnel(one(data, "cp_plan_rate"))
    row = found.rows[found.rows.role == "focus"].iloc[0]
    expected = found.target * row["size"] / 10_000
    low, high = stats.chi2.ppf(0.001, 2 * expected) / 2, stats.chi2.ppf(0.999, 2 * expected + 2) / 2
    assert (row.lower998, row.upper998) == pytest.approx(
        (found.target * low / expected, found.target * high / expected)
    )


@pytest.mark.parametrize("chosen", ["re_referrals", "cp_plan_rate", "cp_plans_2_years_open", "conferences_15_days"])
def test_beyond_is_beyond_and_wider_is_wider(data, chosen):
    found = funnels.funnel(one(data, chosen))
    rows, curves = found.rows, found.curves
    for which in ("", "_wide"):
        outer = (rows.value < rows[f"lower998{which}"]) | (rows.value > rows[f"upper998{which}"])
        inner = (rows.value < rows[f"lower95{which}"]) | (rows.value > rows[f"upper95{which}"])
        assert (rows[f"outside{which}"] == "99.8").equals(outer)
        assert (rows[f"outside{which}"] != "").equals(inner)
    for table in (rows, curves):
        for side, sign in (("lower", 1), ("upper", -1)):
            for name in ("95", "998"):
                assert (sign * (table[f"{side}{name}"] - table[f"{side}{name}_wide"]) >= -1e-9).all()
            assert (sign * (table[f"{side}95"] - table[f"{side}998"]) >= -1e-9).all()
    assert curves["size"].is_monotonic_increasing
    assert curves["size"].iloc[0] < rows["size"].min() and curves["size"].iloc[-1] > rows["size"].max()


def test_a_small_councils_luck_is_no_distance(data):
    """Planted: the City of London far below all, and Kent as far: only Kent is beyond the limits of chance."""
    of = one(data, "re_referrals")
    p, rows = of.panel, []
    low = float(funnels.funnel(of).target) - 4
    for code in ("E09000001", "E10000016"):
        figures = p.figures.copy()
        figures[0, p.areas.get_loc(code), -1] = low
        planted = replace(of)
        planted.__dict__["panel"] = replace(p, figures=figures)
        table = funnels.funnel(planted).rows.set_index("area_code")
        rows.append(table.loc[code])
    city, kent = rows
    assert city["size"] < 100 < kent["size"] and city.outside == "" and kent.outside == "99.8"


def test_councils_without_counts_are_counted_not_drawn(data):
    found = funnels.funnel(one(data, "cp_plans_2_years_open"))
    assert found.left_out == 2 and len(found.rows) == 92


def test_too_few_with_counts_have_no_funnel(data):
    of = one(data, "re_referrals")
    denominator = of.panel.denominator.copy()
    denominator[:, 9:] = np.nan
    few = replace(of)
    few.__dict__["panel"] = replace(of.panel, denominator=denominator)
    why = funnels.why_none(few)
    assert why.startswith("No funnel: ") and "of 153 councils with a figure have counts beside it; it takes 10" in why
