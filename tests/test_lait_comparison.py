"""The twelve cells worked with DfE's own tool's rules, reproduced from the embedded store."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scouting.study import study

# Source: worked independently with the rules of DfE's Local Authority Interactive Tool on its own data.
CELLS = pd.read_csv(Path(__file__).parent / "expected" / "lait_comparison.csv")
INDICATORS = {
    "Work_Force_TO_Rate": "social_worker_turnover",
    "ReReferral": "re_referrals",
    "CareLeaverEET": "care_leavers_eet_19_21",
    "Continue_Assess_Comp": "assessments_45_days",
    "CPPlans2yrs": "cp_plans_2_years_ended",
    "Emotional_LAC": "sdq_average_score",
}


@pytest.fixture(scope="module")
def studies(data):
    asked = list(INDICATORS.values())
    return {name: study(name, "dfe_2025_05", indicators=asked, data=data) for name in CELLS.la.unique()}


@pytest.mark.parametrize("cell", CELLS.itertuples(), ids=lambda c: f"{c.la}-{c.measure}")
def test_cell(cell, studies):
    one = studies[cell.la]
    row = one.comparison.loc[INDICATORS[cell.measure]]
    assert row.period == str(cell.year)
    assert row.value == cell.value  # exactly: binary noise is gone
    assert row.change == pytest.approx(cell.change, abs=1e-9)
    assert (row.england_rank, row.england_of) == (cell.rank, cell.n_ranked)
    assert row.band == cell.band
    assert row.neighbour_mean == pytest.approx(cell.sn_mean_LAIT, abs=1e-9)
    assert row.neighbour_median == pytest.approx(cell.sn_median_CSC, abs=1e-9)
    assert row.n_with_value == cell.n_sn
    assert row.england == cell.england
    expected = [float(x) for x in cell.quantiles_type7.strip("[]").split(",")]
    everyone = one.panel.figures[one.panel.indicators.index.get_loc(row.indicator_id), one.panel.councils, -1]
    assert np.nanquantile(everyone, [0, 0.25, 0.5, 0.75, 1]) == pytest.approx(expected, abs=1e-9)
