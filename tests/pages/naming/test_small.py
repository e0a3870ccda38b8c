"""What a council's figures rest on: counts, limits and steps, looked up once more in the store."""

import numpy as np
import pandas as pd
import pytest

from scouting.pages.naming.named import small_numbers

IDS = pd.Index(["cp_plans_repeat", "re_referrals", "care_quality_of_life", "social_worker_caseload"])


@pytest.mark.parametrize("area", ["E06000053", "E08000025", "E09000001"])
def test_figures_are_the_stores(data, area):
    rows = small_numbers(data.panel.take(IDS), area).set_index("indicator_id")
    held = data.values.astype({"indicator_id": "str", "area_code": "str", "period": "str", "marker": "str"})
    for i, row in rows.iterrows():
        mine = held[(held.indicator_id == i) & (held.area_code == area) & (held.period == row.period)]
        if mine.empty:
            assert np.isnan(row.value) and row.marker == "-"
            continue
        stored = mine.iloc[0]
        assert (np.isnan(row.value) and np.isnan(stored.value)) or row.value == stored.value
        if stored.denominator > 0 and data.catalog.indicators.statistic[i] == "proportion":
            assert row.one_more == pytest.approx(100 / stored.denominator)


def test_one_person_more_moves_a_small_council_further(data):
    p = data.panel.take(IDS)
    scilly, birmingham = (small_numbers(p, a).set_index("indicator_id") for a in ("E06000053", "E08000025"))
    assert scilly.one_more["re_referrals"] > 50 * birmingham.one_more["re_referrals"]
    assert np.isnan(scilly.one_more["social_worker_caseload"])  # a mean: one person more is not reckoned


def test_steps_are_between_periods_that_follow_each_other(data):
    p = data.panel.take(IDS)
    rows = small_numbers(p, "E08000025")
    i, a = 1, p.areas.get_loc("E08000025")
    assert rows.step[i] == pytest.approx(abs(p.figures[i, a, -1] - p.figures[i, a, -2]))
    steps = np.abs(p.figures[i, p.councils, -1] - p.figures[i, p.councils, -2])
    assert rows.usual_step[i] == pytest.approx(np.nanmedian(steps))
    assert rows.step.notna().tolist() == (p.consecutive() & np.isfinite(p.figures[:, a, -2:]).all(1)).tolist()
