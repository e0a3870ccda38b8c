"""Outcomes and pounds: reference correlations, planted shares, quarters by hand, parts that add up."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from scouting import money
from scouting.errors import ScoutingError

CODES = pd.Index([f"E{i:08}" for i in range(150)])


def ranks_correlate(a, b):
    """Spearman's correlation a second way: Pearson's of average ranks."""
    return np.corrcoef(a.rank(), b.rank())[0, 1]


def test_a_plain_ratio_of_2024_25_adults_is_a_ranking_of_low_spending(adults):
    """Reference: on 2024-25 adult figures a plain ratio correlates 0.98 with 1/spend and 0.01 with the outcome.

    The reference does not name its outcome. Quality of life over pounds per adult gives 0.98 and 0.06: as good as none.
    It divided by the adults of mid-2023, the latest of its time, and so does this.
    """
    o, s = adults.outcome(), adults.spend
    held = adults.of.data.values
    held = held[held.indicator_id == "adults_18_over"].astype({"area_code": "str", "period": "str"})
    people = held.pivot(index="area_code", columns="period", values="value").reindex(s.value.index)
    s = s._replace(value=s.value * people["2024"] / people["2023"])
    assert (o.period, s.period) == ("2024-25", "2024-25")
    made = money.ratio_of(o.value, o.noise, s.value)
    assert made.n == 148 and made.mostly_spending
    assert made.with_spend == pytest.approx(0.98, abs=0.005)
    assert abs(made.with_outcome) < 0.1
    both = o.value.notna() & s.value.notna()
    plain = (o.value / s.value)[both]
    assert made.with_spend == pytest.approx(ranks_correlate(plain, 1 / s.value[both]), abs=1e-12)
    assert made.with_outcome == pytest.approx(ranks_correlate(plain, o.value[both]), abs=1e-12)


def test_the_ratio_by_hand():
    """Index 110 and £400; expected £450 against a mean of £500: weight 0.9, £444.44 at average need, 24.75 points."""
    index = pd.Series([110.0, 100.0], CODES[:2])
    made = money.ratio_of(index, pd.Series(2.0, CODES[:2]), pd.Series([400.0, 500.0], CODES[:2]), 20.0,
                       pd.Series([450.0, 550.0], CODES[:2]))  # fmt: skip
    row = made.table.iloc[0]
    assert row.weight == pytest.approx(0.9) and row.weighted == pytest.approx(444.444, abs=1e-3)
    assert row.ratio == pytest.approx(24.75)
    half = 1.959963984540054 * 24.75 * np.sqrt((2 / 110) ** 2 + (20 / 400) ** 2)
    assert row.ratio_high - row.ratio == pytest.approx(half)


def test_a_ratio_with_nothing_below_zero_and_a_scale_that_is_good_way_up():
    index, noise = money.positive(pd.Series([1.0, 2, 3, 6]), pd.Series(0.5, range(4)), -1)
    assert index.mean() == pytest.approx(100) and index.std() == pytest.approx(10)
    assert index.is_monotonic_decreasing and noise.iloc[0] == pytest.approx(10 * 0.5 / pd.Series([1, 2, 3, 6]).std())
    with pytest.raises(ScoutingError, match="does not differ between councils"):
        money.positive(pd.Series([1.0, 1.0]), pd.Series([0.1, 0.1]))
    with pytest.raises(ScoutingError) as caught:
        money.ratio_of(
            pd.Series([-1.0, 2.0], ["a", "b"]), pd.Series(1.0, ["a", "b"]), pd.Series([5.0, 0.0], ["a", "b"])
        )
    assert "The outcome index of a is -1" in str(caught.value) and "The spend of b is 0" in str(caught.value)


def test_quarters_and_their_chance_by_hand():
    codes = list("abcd")
    outcome, spend = pd.Series([20.0, 18.0, 14.0, 10.0], codes), pd.Series([300.0, 500.0, 310.0, 490.0], codes)
    made = money.quadrant_of(outcome, pd.Series([0.5, 0.5, 0.5, np.nan], codes), spend, 20.0)
    assert (made.middle_outcome, made.middle_spend) == (16.0, 400.0)
    assert made.table.quadrant.tolist() == [
        "better outcome, lower spend", "better outcome, higher spend",
        "weaker outcome, lower spend", "weaker outcome, higher spend",
    ]  # fmt: skip
    assert made.table.chance[1] == pytest.approx(norm.cdf(2 / 0.5) * norm.cdf(100 / 20))
    assert made.table.told.tolist()[:3] == made.table.quadrant.tolist()[:3]
    # Without noise a council has a quarter by its figures, and it is too close to call.
    assert made.table.told[3] == "too close to call" and np.isnan(made.table.chance[3])
    turned = money.quadrant_of(outcome, pd.Series(0.5, codes), spend, 20.0, good=-1)
    assert turned.table.quadrant[0] == "weaker outcome, lower spend"


def test_a_council_without_a_return_is_counted_and_has_no_quarter(adults, data):
    q = adults.quadrant
    named = {data.catalog.name(code) for code in q.no_spend}
    assert named == {"Birmingham", "Cumberland", "Slough"} and q.n == 148
    assert {data.catalog.name(code) for code in q.no_outcome} == {"Derby", "Isles of Scilly"}
    gone = q.table[q.table.area_code.isin([*q.no_spend, *q.no_outcome])]
    assert (gone.quadrant == "").all() and (gone.told == "").all() and gone.chance.isna().all()


def planted(seed, n=150, need=0.5, spend=0.2, lasting=0.2, noise=0.1):
    """A world whose variance is split as asked; spend has a part of need in it, as it has."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(7, n))
    own = z[1]  # what of spend need does not explain
    same = np.sqrt(need) * z[0] + np.sqrt(spend) * own + np.sqrt(lasting) * z[2]
    now, before = (same + np.sqrt(noise) * z[k] for k in (3, 4))
    paid = 500 + 40 * z[0] + 60 * own
    codes = pd.Index([f"E{i:08}" for i in range(n)])
    series = [pd.Series(x, codes) for x in (now, np.full(n, np.sqrt(noise)), paid, before)]
    return series, pd.DataFrame({"need": z[0], "other": z[5]}, codes)


def test_planted_shares_come_back_and_their_intervals_hold_the_truth():
    truth = {"need": 0.5, "spend": 0.2, "noise": 0.1, "persists": 0.2}
    held, values = [], []
    for seed in range(25):
        (now, se, paid, before), features = planted(seed)
        made = money.shares_of(now, se, features, paid, before, draws=60, seed=seed).set_index("share")
        values.append(made.value)
        held.append([made.low[k] <= v <= made.high[k] for k, v in truth.items()])
    middle = pd.DataFrame(values).mean()
    for share, value in truth.items():
        assert middle[share] == pytest.approx(value, abs=0.03), share
    # 95% would be 0.95; 25 worlds and 60 draws leave some room.
    assert (np.mean(held, axis=0) >= 0.85).all()


def test_spend_that_follows_need_alone_has_no_share_of_its_own():
    (now, se, _, before), features = planted(3, spend=0.0, lasting=0.4)
    paid = 500 + 50 * features.need + np.random.default_rng(1).normal(size=150)
    made = money.shares_of(now, se, features, paid, before, draws=100).set_index("share")
    assert made.value["spend"] < 0.02 and made.low["spend"] == 0 and made.value["need"] > 0.4


def fitted(y, x):
    """Adjusted R squared and what is left, of one set of councils at a time by numpy's least squares."""
    design = np.column_stack([np.ones(len(y)), (x - x.mean(0)) / np.maximum(x.std(0), 1e-12)])
    left = y - design @ np.linalg.lstsq(design, y, rcond=1e-9)[0]
    return 1 - (left @ left) / (len(y) - design.shape[1]) / y.var(ddof=1), left


def split_one_by_one(y, se, x, last):
    need, both, held = fitted(y, x[:, :-1])[0], fitted(y, x)[0], np.isfinite(last)
    left, before = fitted(y[held], x[held])[1], fitted(last[held], x[held])[1]
    alike = left @ before / np.sqrt((left @ left) * (before @ before))
    return [need, both - need, np.nanmean(se**2) / y.var(ddof=1), alike * (1 - max(both, 0))]


@pytest.mark.parametrize("gaps", [False, True], ids=["all held", "gaps and features that repeat"])
def test_shares_of_all_draws_at_once_are_those_of_one_draw_at_a_time(gaps):
    (now, se, paid, before), features = planted(5)
    if gaps:
        before[::7], se[::5] = np.nan, np.nan
        features = features.assign(twice=features.need * 2 + features.other, still=3.0)
    made = money.shares_of(now, se, features, paid, before, draws=50, seed=4)
    x, columns = features.assign(paid=paid).to_numpy(), [s.to_numpy() for s in (now, se, before)]
    picks = [np.arange(150), *np.random.default_rng(4).integers(0, 150, (50, 150))]
    value, *drawn = np.array([split_one_by_one(y, e, x[p], z) for p in picks for y, e, z in [[c[p] for c in columns]]])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0) + value - np.mean(drawn, axis=0)
    expected = np.clip([value, low, high], 0, 1).T
    assert made[["value", "low", "high"]].to_numpy() == pytest.approx(expected, abs=1e-9)


def test_too_few_councils_have_no_shares():
    (now, se, paid, before), features = planted(1, n=60)
    now.iloc[:20] = np.nan
    made = money.shares_of(now, se, features, paid, before)
    assert made.value.isna().all() and (made.n == 40).all()


def test_the_case_of_a_council_adds_up_in_pounds(adults, children):
    for look in (adults, children):
        rows = look.case().set_index("step")
        assert rows.per_head["spent"] == pytest.approx(rows.per_head["expected"] + rows.per_head["left"])
        i = look.of.data.panel.indicators.index.get_loc(look.spend_id)
        k = look.of.data.panel.areas.get_loc(look.of.area_code)
        # Pounds in all are those of the return itself.
        assert rows.pounds["spent"] == pytest.approx(look.of.data.panel.numerator[i, k, -1], rel=1e-9)
        assert rows.pounds_low["left"] < rows.pounds["left"] < rows.pounds_high["left"]


def test_how_a_years_spend_wobbles_is_found():
    rng = np.random.default_rng(2)
    base = np.exp(rng.normal(6, 0.2, 400))
    years = pd.DataFrame({y: base * 1.06**y * np.exp(0.05 * rng.normal(size=400)) for y in range(3)})
    assert money.spend_noise(years) == pytest.approx(0.05, abs=0.005)
    assert np.isnan(money.spend_noise(years.iloc[:4]))
