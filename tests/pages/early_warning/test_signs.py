"""Signs against planted figures and a second way of working them out; every sign shown leads to its rows."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from scouting.catalog.check import problems
from scouting.compare import side, verdicts_of
from scouting.neighbours import default_set
from scouting.pages.early_warning import signs
from scouting.pages.early_warning.signs import CHANGE_ALARM, CHANGE_Z, latest
from scouting.stats import trend
from scouting.terms import GOT_BETTER, LOST, NO_SIGN, NOT_ENOUGH, OF_ENGLAND, SIGN_DIRECTIONS, WARNING

KEYS = ["sign_id", "area_code", "period"]
MOVED = [WARNING, LOST, GOT_BETTER, OF_ENGLAND]


def moved_share(world, seeds):
    """How often a flat series moves at the latest period, (the wrong way, the right way), over many seeds."""
    found = []
    for seed in seeds:
        rows = world().put("wait", world.flat(seed)).sign("wait").signs()
        found.append(rows[rows.period == "2025"].state)
    states = pd.concat(found)
    return states.isin([WARNING, LOST]).mean(), (states == GOT_BETTER).mean()


def test_flat_noise_moves_no_more_than_the_stated_alarm(world):
    """8 seeds of 40 councils: the standard error of the share is half a point."""
    assert max(moved_share(world, range(8))) < CHANGE_ALARM + 0.015


@pytest.mark.long
def test_flat_noise_over_500_seeds(world):
    assert moved_share(world, range(500)) == pytest.approx((CHANGE_ALARM, CHANGE_ALARM), abs=0.003)


def found_within_two(world, seeds, step):
    """The share of steps up that move a figure in the first or second period after them: one council in ten has one."""
    hits = []
    for seed in seeds:
        figures = world.flat(seed, sd=1.0)
        stepped = figures.index[seed % 10 :: 10]
        figures.loc[stepped, 2024:] += step
        rows = world().put("wait", figures, england=[50.0] * 12).sign("wait").signs()
        rows = rows[rows.area_code.isin(stepped) & rows.period.isin(["2024", "2025"])]
        hits.append(rows.state.isin([WARNING, LOST]).groupby(rows.area_code).any())
    return pd.concat(hits).mean()


def test_a_step_of_two_standard_deviations_is_mostly_found_within_two_periods(world):
    """Of the changes from year to year (their standard deviation is root 2 of the noise): about 86 in 100, of 32
    steps, with a standard error of 5.7 points."""
    assert found_within_two(world, range(8), 2 * np.sqrt(2)) > 0.86 - 3 * 0.057


@pytest.mark.long
def test_how_often_steps_are_found(world):
    """The share that docs/early_warning.md states."""
    assert found_within_two(world, range(400), 2 * np.sqrt(2)) == pytest.approx(0.86, abs=0.02)


def test_what_all_of_england_did_is_no_councils_sign(world):
    """All jump by ten, England too: nobody moved. One that stays while all rise did not move the wrong way either."""
    figures = world.flat(3, sd=1.0)
    figures.loc[:, 2024:] += 10.0
    rows = world().put("wait", figures).sign("wait").signs()
    assert rows.state[rows.period == "2025"].isin(MOVED).mean() < 0.05
    still = figures.copy()
    still.loc[still.index[0], 2024:] -= 10.0
    rows = world().put("wait", still, england=figures.mean()).sign("wait", "falling").signs()
    mine = rows[(rows.area_code == still.index[0]) & (rows.period == "2025")].iloc[0]
    assert mine.z > CHANGE_Z or mine.state == NO_SIGN
    flat = still.copy()
    flat.loc[flat.index[0]] = np.linspace(50.0, 50.5, 12)  # it never fell itself: it only fell behind
    rows = world().put("wait", flat, england=figures.mean()).sign("wait", "falling").signs()
    assert rows.state[(rows.area_code == flat.index[0]) & (rows.period == "2025")].tolist() == [NO_SIGN]


@pytest.mark.parametrize("share, told", [(0.2, WARNING), (0.3, OF_ENGLAND)])
def test_what_over_a_quarter_of_councils_show_is_englands(world, share, told):
    figures = world.flat(4, sd=1.0)
    some = figures.index[: int(share * len(figures))]
    figures.loc[some, 2024:] += 12.0
    rows = world().put("wait", figures, england=[50.0] * 12).sign("wait").signs()
    last = rows[rows.period == "2025"].set_index("area_code").state
    assert set(last[some]) == {told} and not last.drop(some).isin([WARNING, OF_ENGLAND]).any()


def test_still_better_than_similar_councils_is_an_improvement_lost(world):
    """Two councils get worse alike: the one at a better level than its similar councils lost an improvement."""
    figures = world.flat(5, sd=1.0)
    low, mid = figures.index[0], figures.index[1]
    figures.loc[low] -= 30.0
    figures.loc[[low, mid], 2024:] += 10.0
    rows = world().put("wait", figures, england=[50.0] * 12).sign("wait").signs()
    last = rows[rows.period == "2025"].set_index("area_code")
    assert (last.state[low], last.state[mid]) == (LOST, WARNING)
    assert last.gap[low] < 0 < last.gap[mid] and last.z[[low, mid]].min() > CHANGE_Z
    # Beside a similar council that is better still, it is a warning.
    figures.loc[figures.index[2]] -= 45.0
    near = {"children": {low: [figures.index[2]], mid: [figures.index[3]]}}
    rows = world().put("wait", figures, england=[50.0] * 12).sign("wait").signs(near)
    last = rows[rows.period == "2025"].set_index("area_code").state
    assert (last[low], last[mid]) == (WARNING, WARNING)
    assert set(last.drop([low, mid])) == {NOT_ENOUGH}  # without similar councils there is no side


def test_a_break_is_never_a_sign(world):
    """All jump by 20 standard deviations at a break: no change is told across it, and none until three have passed."""
    figures = world.flat(3)
    figures.loc[figures.index[:8], 2021:] += 60.0
    rows = world().put("wait", figures, breaks="2021: counted anew", england=[50.0] * 12).sign("wait").signs()
    after = rows[rows.period >= "2021"]
    assert (rows[rows.period.between("2021", "2023")].state == NOT_ENOUGH).all()
    assert after.state.isin(MOVED).mean() < 0.05
    assert (after.from_period[after.state != NOT_ENOUGH] >= "2021").all()
    unmarked = world().put("wait", figures, england=[50.0] * 12).sign("wait").signs()
    mine = unmarked[(unmarked.period == "2022") & unmarked.area_code.isin(figures.index[:8])]
    assert mine.state.isin(MOVED).mean() > 0.9


def test_nothing_is_compared_over_a_gap(world):
    """A year without a figure, two years back: too few in a row for a change, whatever lies before."""
    figures = world.flat(7)
    gone = figures.index[:5]
    figures.loc[gone, 2023] = np.nan
    figures.loc[gone, 2024:] += 40.0
    rows = world().put("wait", figures, england=[50.0] * 12).sign("wait").signs()
    last = rows[rows.period == "2025"].set_index("area_code").state
    assert set(last[gone]) == {NOT_ENOUGH} and NOT_ENOUGH not in set(last.drop(gone))


def test_a_break_of_either_figure_breaks_their_ratio(world):
    top, bottom = world.flat(1, 100.0), world.flat(2, 50.0)
    top.loc[:, 2022:] *= 3
    made = world().put("asked", top).put("met", bottom, breaks="2022: counted anew")
    rows = made.sign("asked", beside="met", counted_by="met:denominator").signs()
    assert set(rows.state[rows.period.between("2022", "2024")]) == {NOT_ENOUGH}


def test_under_the_minimum_of_people_nothing_is_told(world):
    figures = world.flat(6, sd=1.0)
    figures.loc[figures.index[:6], 2024:] += 20.0
    for people, told in ((29.0, NOT_ENOUGH), (30.0, WARNING)):
        rows = world().put("wait", figures, england=[50.0] * 12, people=people).sign("wait").signs()
        last = rows[(rows.period == "2025") & rows.area_code.isin(figures.index[:6])]
        assert set(last.state) == {told} and set(last.people) == {people}


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.long)])
def test_nothing_that_came_later_changes_a_sign(data, every):
    """What was known by the end of 2022 gives the same signs to the last digit; all of them, and every seventh."""
    known = data.catalog
    tables = (known.signs[::every], known.indicators, known.areas)
    then = signs.signs(data.values[data.values.period_end <= "2022-12-31"], *tables)
    now = signs.signs(data.values, *tables)
    now = now[now.period_end <= "2022-12-31"]
    both = then.merge(now, on=KEYS, suffixes=("", "_now"))
    assert len(both) == len(then) == len(now) and then.state.isin(MOVED).sum() > 500 / every
    assert (both.state == both.state_now).all()
    np.testing.assert_allclose(both.z, both.z_now, rtol=1e-9)


def test_change_worked_out_a_second_way(world):
    """Noise by a fitted line for each council, pooled by hand; England taken off; the two looks written out."""
    figures, england = world.flat(8), np.linspace(50, 54, 12)
    rows = world().put("wait", figures, england=england).sign("wait").signs().set_index(["area_code", "period"])
    years, apart = np.arange(10), figures - england
    squares = [np.polyfit(years, y, 1, full=True)[1][0] for y in apart.loc[:, 2016:].to_numpy()]
    for place, code in ((0, figures.index[0]), (20, figures.index[20]), (39, figures.index[39])):
        first = min(max(place - 15, 0), 9)
        sd = np.sqrt(sum(squares[first : first + 31]) / (31 * 8))
        y = apart.loc[code].to_numpy()
        one = (y[-1] - y[-9:-1].mean()) / (sd * np.sqrt(1 + 1 / 8))
        two = (y[-2:].mean() - y[-10:-2].mean()) / (sd * np.sqrt(1 / 2 + 1 / 8))
        assert rows.loc[code, "2025"].z == pytest.approx(max(one, two), rel=1e-9)


@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.long)])
def test_no_sign_disagrees_with_the_trend_or_the_verdict_beside_it(data, made, every):
    """All councils of today, and every twelfth: no warning where the verdict is better, none where the trend clearly
    says the opposite, and none of too few people to compare."""
    known, panel = data.catalog, data.panel
    declared = known.signs.set_index("sign_id")
    last = latest(made)
    last = last[last.area_code.isin(known.today().index[::every]) & last.state.isin(MOVED)]
    last = last[last.sign_id.map(declared.beside) == ""]
    sets = {s: data.every_neighbour(default_set(known, s)) for s in ("children", "adults")}
    near = {s: rows.groupby("area_code").neighbour_code.agg(list) for s, rows in sets.items()}
    assert len(last) > 200 / every
    for (code, service), rows in last.groupby(["area_code", last.sign_id.map(declared.service)]):
        verdicts = verdicts_of(panel, code, near[service][code]).set_index("indicator_id")
        for row in rows.itertuples():
            way = SIGN_DIRECTIONS[declared.direction[row.sign_id]]
            went = way if row.state != GOT_BETTER else -way
            verdict, i = verdicts.loc[row.indicator_id], panel.indicators.index.get_loc(row.indicator_id)
            good = "lower" if way > 0 else "higher"
            assert verdict.verdict != "too few to compare"
            assert not (row.state == WARNING and side(verdict.verdict) in ("better", good)), row
            assert not (row.state == LOST and side(verdict.verdict) == "worse"), row
            own = panel.figures[i, panel.areas.get_loc(code)]
            word = trend.direction(own, panel.position[i], panel.segment[i], 0).word
            assert word != ("falling" if went > 0 else "rising"), row
            assert np.sign(row.value - row.before) == went


def test_every_figure_that_moved_leads_to_its_rows(data, made):
    """The council's own rows, and England's, are enough to work out every change that is told."""
    shown = made[made.state.isin(MOVED)].sample(150, random_state=1)
    beside = data.catalog.signs.set_index("sign_id").beside
    held = data.values[data.values.value.notna()].astype({"indicator_id": "str", "area_code": "str"})
    held = held.set_index(["area_code", "indicator_id"]).sort_index()
    for row in shown.itertuples():

        def series(code, row=row):
            y = held.loc[(code, row.indicator_id)].set_index("period_end").value.sort_index()
            if beside[row.sign_id]:
                y = y / held.loc[(code, beside[row.sign_id])].set_index("period_end").value
            return y[y.index <= row.period_end].dropna()

        y, k = series(row.area_code), int(row.years)
        own = (y.iloc[-k:].mean(), y.iloc[:-k].iloc[-8:])
        assert own[0] == pytest.approx(row.value)
        n = sum(own[1].index >= made.period_end[(made.indicator_id == row.indicator_id) & (
            made.period == row.from_period)].min())  # fmt: skip
        assert own[1].iloc[-n:].mean() == pytest.approx(row.before)
        if row.line == "England":
            england = series("E92000001").reindex(y.index)
            assert england.iloc[-k:].mean() == pytest.approx(row.england_value)
            assert england.iloc[:-k].iloc[-n:].mean() == pytest.approx(row.england_before)


def test_missing_is_never_no_sign(data, made):
    held = data.values[data.values.value.notna()].astype({"indicator_id": "str", "area_code": "str", "period": "str"})
    keys = pd.MultiIndex.from_frame(held[["indicator_id", "area_code", "period"]])
    mine = pd.MultiIndex.from_frame(made[["indicator_id", "area_code", "period"]])
    assert (made.state[~mine.isin(keys)] == NOT_ENOUGH).all()
    assert made.z[made.state == NOT_ENOUGH].isna().all() and made.z[made.state != NOT_ENOUGH].notna().all()


def test_small_and_new_councils_show_nothing(data, made):
    """Isles of Scilly has too few people in every year; Westmorland and Furness has nothing from Cumbria's years; and
    nobody is told of fewer people than the catalogue's minimum."""
    assert set(made.state[made.area_code == "E06000053"]) == {NOT_ENOUGH}
    new = made[made.area_code == "E06000064"]
    assert (new.period_end >= "2023-03-31").all() and not new.state.isin(MOVED).any()
    least = made.sign_id.map(data.catalog.signs.set_index("sign_id").fewest.astype(int))
    told = made.state != NOT_ENOUGH
    assert (made.people[told].isna() | (made.people[told] >= least[told])).all()
    assert set(least) == {20, 30}


def test_no_figure_of_any_sign(world):
    made = world().put("wait", world.flat(1)).sign("other")
    assert made.signs().empty and "state" in made.signs()


MISTAKES = [
    ({"counted_by": "turnover"}, "counted_by: 'turnover' is no indicator with :numerator or :denominator after it."),
    ({"beside": "referral_rate"}, "counted_by: a ratio has no count of its own, so name one."),
    ({"service": "adults"}, "service: 'social_worker_turnover' is of the service children."),
    ({"direction": "up"}, "direction: 'up' is not one of rising, falling."),
    ({"fewest": "5"}, "fewest: '5' is not a number of people, 10 or more."),
    ({"question": "They left."}, "question: 'They left.' is not a question."),
    ({"fixed_on": ""}, "fixed_on: is blank."),
    ({"indicator_id": "turnover"}, "indicator_id: 'turnover' is not in indicators.csv."),
]


@pytest.mark.parametrize("change, said", MISTAKES, ids=lambda x: str(x)[:30])
def test_a_mistake_in_the_table_is_told(data, change, said):
    table = data.catalog.signs.copy()
    row = table.index[table.sign_id == "turnover"][0]
    table.loc[row, list(change)] = list(change.values())
    found = problems(dataclasses.replace(data.catalog, signs=table))
    assert any(said in problem and "(turnover)" in problem for problem in found), found
