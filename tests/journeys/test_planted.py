"""Made-up councils in which one step makes the gap: it is named first. Counts that are zero or suppressed are said."""

import numpy as np
import pandas as pd
import pytest

from scouting import journeys
from scouting.dataset import Dataset

STEPS = ("referral_rate", "section_47_rate", "initial_conference_rate", "cp_plan_start_rate")
YEARS = range(2017, 2026)
FACTOR = 1.7


def rows_of(indicator_id, code, year, numerator, denominator, marker=""):
    return {
        "indicator_id": indicator_id, "area_code": code, "period": str(year), "period_end": pd.Timestamp(year, 3, 31),
        "value": np.nan if marker else 10_000 * numerator / denominator, "numerator": np.nan if marker else numerator,
        "denominator": denominator, "lower_ci": np.nan, "upper_ci": np.nan, "marker": marker, "source_id": "dfe_lait",
    }  # fmt: skip


def world(data, seed, planted):
    """Pairs of councils that are alike but for one step of the second, by turns; chance in every count, and wobble."""
    rng, codes = np.random.default_rng(seed), data.catalog.today().index.to_numpy()[:120]
    made, truth = [], {}
    for n in range(60):
        rates = np.array([500e-4, 0.4, 0.4, 0.85]) * np.exp(rng.normal(0, 0.25, 4))
        children = rng.integers(30_000, 150_000)
        for side in (0, 1):
            code, mine = codes[2 * n + side], rates.copy()
            if side and planted:
                mine[n % 4] *= FACTOR if rng.random() < 0.5 else 1 / FACTOR
            for year in YEARS:
                count = children
                for indicator_id, rate in zip(STEPS, mine, strict=True):
                    count = max(rng.poisson(count * rate * np.exp(rng.normal(0, 0.03))), 10)
                    made.append(rows_of(indicator_id, code, year, count, children))
        truth[codes[2 * n + 1], codes[2 * n]] = n % 4 + 1
    return Dataset(data.catalog, pd.DataFrame(made)), truth


@pytest.fixture(scope="module")
def told(data):
    """The tables of a planted world, and by pair the step that makes the gap."""
    made, truth = world(data, 11, planted=True)
    pairs = pd.DataFrame(list(truth), columns=["area_code", "other_code"])
    return journeys.between_many(made, pairs, "plans_started"), truth


def test_the_step_that_makes_the_gap_has_the_largest_part_is_clear_and_is_named_first(told):
    rows, truth = told
    largest = clear = named = 0
    for (ours, theirs), steps in rows.groupby(["area_code", "other_code"]):
        step = truth[ours, theirs]
        mine = steps.set_index("step").loc[step]
        largest += steps.step[steps.part.abs().idxmax()] == step
        clear += mine.clear
        sentence = journeys.story(steps, "Ours", "Theirs")[1]
        others = [sentence.find(how) for how in steps.how[steps.step != step] if how in sentence.lower()]
        named += mine.how in sentence.lower() and all(sentence.lower().find(mine.how) < at for at in others)
    assert min(largest, clear, named) >= 0.9 * len(truth), (largest, clear, named)


def test_steps_that_do_not_differ_are_hardly_ever_called_clear(told, data):
    rows, truth = told
    alike = rows[[truth[r.area_code, r.other_code] != r.step for r in rows.itertuples()]]
    assert alike.clear.mean() < 0.05
    made, pairs = world(data, 12, planted=False)
    pairs = pd.DataFrame(list(pairs), columns=["area_code", "other_code"])
    assert journeys.between_many(made, pairs, "plans_started").clear.mean() < 0.05


def test_limits_hold_the_truth_in_nineteen_of_twenty(told):
    """A step that is alike has no part in truth: zero lies within its limits about as often as they say."""
    rows, truth = told
    alike = rows[[truth[r.area_code, r.other_code] != r.step for r in rows.itertuples()]]
    held = ((alike.lower <= 0) & (alike.upper >= 0)).mean()
    assert 0.9 <= held <= 1


def small(data, **changed):
    """Two councils in one year, with counts of the steps changed for the first: a number, or the marker of none."""
    usual = dict(zip(STEPS, (2000, 800, 300, 250), strict=True))
    made = []
    for code, counts in (("E06000054", usual | changed), ("E06000066", usual)):
        for indicator_id, count in counts.items():
            marker = count if isinstance(count, str) else ""
            made.append(rows_of(indicator_id, code, 2025, 0 if marker else count, 100_000, marker))
    both = Dataset(data.catalog, pd.DataFrame(made))
    return journeys.between(both, "E06000054", "E06000066", "plans_started")


def test_a_suppressed_outcome_is_said_and_never_worked_out(data):
    rows = small(data, cp_plan_start_rate="c")
    assert rows.part.isna().all() and rows.gap.isna().all() and rows.ours.iloc[-1] is not None
    assert np.isnan(rows.ours.iloc[-1]) and rows.why_ours.iloc[-1] == "suppressed"
    assert journeys.story(rows, "Wiltshire", "Somerset") == [
        "The steps to child protection plans started cannot be compared.",
        "Missing for Wiltshire: child protection plans started (suppressed).",
    ]


def test_zero_is_said_and_not_called_missing(data):
    rows = small(data, cp_plan_start_rate=0)
    assert rows.part.isna().all()
    assert "Missing" not in (said := " ".join(journeys.story(rows, "Wiltshire", "Somerset")))
    assert "Wiltshire had none: child protection plans started." in said


def test_a_suppressed_step_in_the_middle_is_chained_over(data):
    rows = small(data, section_47_rate="c", initial_conference_rate=400)
    assert rows.status.tolist() == ["split", "left out", "split", "split"]
    conferences = rows.iloc[2]
    assert (conferences.ours, conferences.theirs, conferences.unit) == (20.0, 15.0, "per 100 referrals")
    # Plans are alike in all: what conferences add, plans per conference take off.
    assert conferences.part == pytest.approx(-rows.part.iloc[3]) and rows.gap.iloc[0] == 0


def test_under_ten_people_are_not_divided_by(data):
    rows = small(data, initial_conference_rate=9, cp_plan_start_rate=8)
    assert rows.status.tolist() == ["split", "split", "left out", "split"]
    assert rows.why_ours.iloc[2] == "too few people"
    assert rows.part.sum() == pytest.approx(8e-5 * 1e4 - 25, abs=1e-9)
