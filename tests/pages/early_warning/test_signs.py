"""Signs against planted figures and a second way of working them out; every sign shown leads to its rows."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from scouting.catalog.check import problems
from scouting.pages.early_warning import signs
from scouting.pages.early_warning.signs import CHANGE_ALARM, CHANGE_Z
from scouting.terms import Z95

KEYS = ["sign_id", "area_code", "period"]


def shares(world, seeds, plant=None):
    """The share of councils with a change, rising and falling, at the latest period, over many seeds."""
    found = []
    for seed in seeds:
        figures = world.flat(seed)
        made = world().put("wait", plant(figures) if plant else figures).sign("wait").sign("wait", direction="falling")
        rows = made.signs()
        found.append(rows[rows.period == "2025"])
    rows = pd.concat(found)
    return (rows.state == "shown").groupby(rows.sign_id).mean()


def test_flat_noise_shows_no_more_than_the_stated_alarms(world):
    """12 seeds of 40 councils, 480 series either way: the standard error of the share is 1 point."""
    found = shares(world, range(12))
    assert found.between(CHANGE_ALARM - 0.03, CHANGE_ALARM + 0.03).all()


@pytest.mark.long
def test_flat_noise_over_500_seeds(world):
    found = shares(world, range(500))
    assert found.between(CHANGE_ALARM - 0.008, CHANGE_ALARM + 0.008).all()


def found_within_two(world, seeds, step):
    """The share of steps up that are shown in the first or second period after them: one council in ten has one."""
    hits = []
    for seed in seeds:
        figures = world.flat(seed, sd=1.0)
        stepped = figures.index[seed % 10 :: 10]
        figures.loc[stepped, 2024:] += step
        rows = world().put("wait", figures).sign("wait").signs()
        rows = rows[rows.area_code.isin(stepped) & rows.period.isin(["2024", "2025"])]
        hits.append((rows.state == "shown").groupby(rows.area_code).any())
    return pd.concat(hits).mean()


def test_a_step_of_two_standard_deviations_is_found_within_two_periods(world):
    """Of the changes from year to year (their standard deviation is root 2 of the noise): nearly all, about 97%.

    Of 64 steps, with a standard error of 2.1 points.
    """
    assert found_within_two(world, range(16), 2 * np.sqrt(2)) > 0.97 - 3 * 0.021


@pytest.mark.long
def test_how_often_steps_are_found(world):
    """The shares that docs/early_warning.md states, for steps of 2 sd of the changes and of the noise itself."""
    assert found_within_two(world, range(400), 2 * np.sqrt(2)) == pytest.approx(0.97, abs=0.015)
    assert found_within_two(world, range(400), 2.0) == pytest.approx(0.80, abs=0.03)


def test_a_break_is_never_a_sign(world):
    """All jump by 20 standard deviations at a break: no change is told across it, and none until three have passed."""
    figures = world.flat(3)
    figures.loc[:, 2021:] += 60.0
    rows = world().put("wait", figures, breaks="2021: counted anew").sign("wait").signs()
    after = rows[rows.period >= "2021"]
    assert (rows[rows.period.between("2021", "2023")].state == "not_enough").all()
    assert (after.state == "shown").mean() < 2 * CHANGE_ALARM
    assert (after.from_period >= "2021").all()
    unmarked = world().put("wait", figures).sign("wait").signs()
    assert (unmarked[unmarked.period == "2022"].state == "shown").mean() > 0.9


def test_a_break_of_either_figure_breaks_their_ratio(world):
    top, bottom = world.flat(1, 100.0), world.flat(2, 50.0)
    top.loc[:, 2022:] *= 3
    made = world().put("asked", top).put("met", bottom, breaks="2022: counted anew")
    rows = made.sign("asked", "ratio_change", beside="met").signs()
    assert not (rows.state == "shown")[rows.period.between("2022", "2024")].any()


def test_nothing_that_came_later_changes_a_sign(data, made):
    """What was known by the end of 2022 gives the same signs to the last digit."""
    known = data.values[data.values.period_end <= "2022-12-31"]
    then = signs.signs(known, data.catalog.signs, data.catalog.indicators, data.catalog.areas)
    now = made[made.period_end <= "2022-12-31"]
    both = then.merge(now, on=KEYS, suffixes=("", "_now"))
    assert len(both) == len(then) == len(now) and (then.state == "shown").sum() > 1000
    assert (both.state == both.state_now).all() and (both.since == both.since_now).all()
    np.testing.assert_allclose(both.z, both.z_now, rtol=1e-9)


def test_change_worked_out_a_second_way(world):
    """Noise by a fitted line for each council, pooled by hand; the two looks written out."""
    figures = world.flat(8)
    rows = world().put("wait", figures).sign("wait").signs().set_index(["area_code", "period"])
    years = np.arange(10)
    squares = [np.polyfit(years, y, 1, full=True)[1][0] for y in figures.loc[:, 2016:].to_numpy()]
    for place, code in ((0, figures.index[0]), (20, figures.index[20]), (39, figures.index[39])):
        first = min(max(place - 15, 0), 9)
        sd = np.sqrt(sum(squares[first : first + 31]) / (31 * 8))
        y = figures.loc[code].to_numpy()
        one = (y[-1] - y[-9:-1].mean()) / (sd * np.sqrt(1 + 1 / 8))
        two = (y[-2:].mean() - y[-10:-2].mean()) / (sd * np.sqrt(1 / 2 + 1 / 8))
        row = rows.loc[code, "2025"]
        assert row.z == pytest.approx(max(one, two), rel=1e-9)
        assert (row.state == "shown") == (max(one, two) > CHANGE_Z)


def test_demand_that_rose_excuses_what_slipped_and_a_missing_one_tells_nothing(world):
    slipped, demand = world.flat(5), world.flat(6)
    slipped.loc[:, 2024:] -= 30.0
    rose, lost = demand.index[:10], demand.index[10:20]
    demand.loc[rose, 2024:] += 30.0
    demand.loc[lost, 2025] = np.nan
    made = world().put("timely", slipped).put("demand", demand)
    rows = made.sign("timely", "change_while_flat", "falling", beside="demand").signs()
    last = rows[rows.period == "2025"].set_index("area_code").state
    assert (last[rose] == "no_sign").all() and (last[lost] == "not_enough").all()
    assert (last.drop([*rose, *lost]) == "shown").mean() > 0.85


def test_a_standing_is_beyond_noise_and_spread(world):
    """One council far out among others that differ: shown; the others within 1.96 of both together are not."""
    figures = world.flat(4, sd=1.0).add(np.random.default_rng(1).normal(0, 4, 40), axis=0)
    figures.iloc[7] += 30.0
    rows = world().put("wait", figures).sign("wait", "standing").signs()
    last = rows[rows.period == "2025"].set_index("area_code")
    assert last.state[figures.index[7]] == "shown" and last.basis[figures.index[7]] == "standing"
    assert (last.z[last.state == "no_sign"] <= Z95).all() and (last.state == "shown").mean() <= 0.1
    assert last.before.nunique() == 1 and last.before.iloc[0] == pytest.approx(figures[2025].median())


def test_since_is_the_first_period_of_the_run(world):
    figures = world.flat(9, sd=0.5)
    figures.loc[figures.index[0], 2022:] += 20.0
    rows = world().put("wait", figures).sign("wait").signs()
    mine = rows[(rows.area_code == figures.index[0]) & (rows.state == "shown")]
    assert mine.period.tolist() == ["2022", "2023", "2024", "2025"] and set(mine.since) == {"2022"}


def trace(values: pd.DataFrame, row: pd.Series, declared: pd.DataFrame) -> pd.DataFrame:
    """The rows of values behind one row of ``signs``: the council's figures of the sign's indicator, and of the one
    beside it, from the earliest that was looked at to the latest. A standing is besides held against the middle of all
    councils' figures of that period.
    """
    beside = declared.set_index("sign_id").beside[row.sign_id]
    mine = values[values.indicator_id.isin([row.indicator_id, beside]) & (values.area_code == row.area_code)]
    first = mine.period_end[(mine.indicator_id == row.indicator_id) & (mine.period == row.from_period)]
    start = first.min() if len(first) else row.period_end
    return mine[(mine.period_end >= start) & (mine.period_end <= row.period_end)]


def test_every_sign_shown_leads_to_its_rows(data, made):
    """The council's own rows are enough to work out every change that is shown, and every value that stands out."""
    shown = made[made.state == "shown"].sample(150, random_state=1)
    table = data.catalog.signs.set_index("sign_id")
    for _, row in shown.iterrows():
        rows = trace(data.values, row, data.catalog.signs)
        own = rows.pivot(index="period_end", columns="indicator_id", values="value").sort_index()
        y = own[row.indicator_id]
        if table.rule[row.sign_id] == "ratio_change":
            y = y / own[table.beside[row.sign_id]]
        y = y[y.index <= row.period_end].dropna()
        if row.basis == "standing":
            assert y.iloc[-1] == pytest.approx(row.value)
            continue
        looks = [(y.iloc[-k:].mean(), y.iloc[:-k].iloc[-8:].mean()) for k in (1, 2)]
        assert any(np.allclose(look, (row.value, row.before)) for look in looks), row


def test_states_are_three_and_missing_is_never_no_sign(data, made):
    assert set(made.state) == {"shown", "no_sign", "not_enough"}
    held = data.values[data.values.value.notna()].astype({"indicator_id": "str", "area_code": "str", "period": "str"})
    keys = pd.MultiIndex.from_frame(held[["indicator_id", "area_code", "period"]])
    mine = pd.MultiIndex.from_frame(made[["indicator_id", "area_code", "period"]])
    assert (made.state[~mine.isin(keys)] == "not_enough").all()
    assert made.z[made.state == "not_enough"].isna().all() and made.z[made.state != "not_enough"].notna().all()
    assert (made.z[(made.state == "shown") & made.basis.str.startswith("change")] > CHANGE_Z).all()


def test_a_council_just_made_has_no_signs_of_those_before_it(made):
    """Westmorland and Furness began in 2023: nothing before, and no change from Cumbria's figures."""
    mine = made[made.area_code == "E06000064"]
    assert (mine.period_end >= "2023-03-31").all()
    assert not mine.basis.str.contains("change").any()


def test_no_figure_of_any_sign(world):
    made = world().put("wait", world.flat(1)).sign("other")
    assert made.signs().empty and "state" in made.signs()


MISTAKES = [
    ({"beside": "referral_rate"}, "beside: the rules change_while_flat and ratio_change need a second indicator"),
    ({"kind": "recovery"}, "rule: a sign of recovery is a change, not 'either'."),
    ({"service": "adults"}, "service: 'social_worker_turnover' is of the service children."),
    ({"back_tested": "never back-tested for adults"}, "back_tested: only children's services have inspections"),
    ({"stage": "lock"}, "stage: 'lock' is not one of losing_grip, breakdown, systemic_crisis, complete_lock."),
    ({"direction": "up"}, "direction: 'up' is not one of rising, falling."),
    ({"fixed_on": ""}, "fixed_on: is blank."),
    ({"indicator_id": "turnover"}, "indicator_id: 'turnover' is not in indicators.csv."),
]


@pytest.mark.parametrize("change, said", MISTAKES, ids=lambda x: str(x)[:30])
def test_a_mistake_in_the_table_is_told(data, change, said):
    table = data.catalog.signs.copy()
    row = table.index[table.sign_id == "turnover_rising"][0]
    table.loc[row, list(change)] = list(change.values())
    found = problems(dataclasses.replace(data.catalog, signs=table))
    assert any(said in problem and "(turnover_rising)" in problem for problem in found), found
