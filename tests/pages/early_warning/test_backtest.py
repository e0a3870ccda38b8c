"""The back-test: the plain check by hand, nothing known too early, planted grades, and the shipped numbers again."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from scouting.pages.early_warning import risk
from scouting.pages.early_warning.backtest import predictors
from scouting.pages.early_warning.inspections import dated
from scouting.pages.early_warning.results import BANDS, FEWEST_FORECAST, forecasts, results
from scouting.pages.early_warning.risk import blocks, known_at, known_from
from scouting.stats.discrimination import area_under_curve, limits
from scouting.terms import COUNCIL_TYPES, OUTCOMES


@pytest.fixture(scope="module")
def rows(data):
    return dated(data.catalog.inspections)


@pytest.fixture(scope="module")
def councils(data):
    areas = data.catalog.areas
    return areas.index[areas.type.isin(COUNCIL_TYPES)]


@pytest.fixture(scope="module")
def wide(data, rows, councils):
    """Percentiles as known, by inspection and indicator."""
    return risk.as_known(data.values, data.catalog, rows, councils)


@pytest.fixture(scope="module")
def table(data, rows, councils, wide):
    """The predictors that need no signs."""
    before = risk.year_before(risk.percentiles(data.values, data.catalog.indicators, councils), rows)
    scores = {"risk": risk.mean_risk(wide), "before": risk.mean_risk(before), "missing": wide.isna().mean(axis=1)}
    return pd.concat(
        [rows.assign(**scores, signs=np.nan, risk_again=scores["risk"].where(rows.previous.notna())),
         wide.add_prefix("indicator:"), before.add_prefix("before:")], axis=1,
    )  # fmt: skip


def test_the_plain_check_worked_by_hand(data, rows):
    """Mean risk percentile of fifteen indicators in the calendar year before: about 0.72 (0.65 to 0.78) elsewhere."""
    known, values = data.catalog, data.values
    councils = known.areas.index[known.areas.type.isin(COUNCIL_TYPES)]
    parts = []
    for indicator_id in risk.INDICATORS:
        mine = values[(values.indicator_id == indicator_id) & values.area_code.isin(councils)]
        wide = mine.assign(year=mine.period_end.dt.year, area_code=mine.area_code.astype("str"))
        wide = wide.pivot(index="area_code", columns="year", values="value")
        place = wide.rank(ascending=known.indicators.polarity[indicator_id] == "low_is_good").sub(0.5)
        parts.append((place / wide.notna().sum()).stack())
    both = pd.concat(parts, axis=1)
    mean = both.mean(axis=1)[both.notna().sum(axis=1) >= 8]
    year = rows.inspection_date.dt.year - 1
    score = mean.reindex(pd.MultiIndex.from_arrays([rows.area_code, year])).to_numpy()
    seen, poor = np.isfinite(score), rows.overall_effectiveness.to_numpy() >= 3
    u = mannwhitneyu(score[seen & poor], score[seen & ~poor]).statistic
    area = u / ((seen & poor).sum() * (seen & ~poor).sum())
    assert 260 < seen.sum() <= len(rows) and 0.65 < area < 0.78
    kept = data.catalog.backtest
    kept = kept[(kept.predictor == "before") & (kept.outcome == "improve")].iloc[0]
    assert kept.value == pytest.approx(area, abs=6e-4) and kept.n == seen.sum() and kept.cases == (seen & poor).sum()
    # Drawing inspections as that check did: the same figure lies in the range.
    low, high = limits(score, poor, np.arange(len(score)))
    assert low < 0.72 < high and (low, high) == pytest.approx((0.65, 0.78), abs=0.03)


def test_reviews_in_time_alone_give_two_in_three(data):
    kept = data.catalog.backtest
    one = kept[(kept.predictor == "before:cp_reviews_in_time") & (kept.outcome == "improve")].iloc[0]
    assert one.value == pytest.approx(0.67, abs=0.03) and one.lower < 0.67 < one.upper


def test_figures_that_came_out_later_change_nothing(data, rows, councils, wide):
    """Figures that were not yet known are spoilt at random: the inspections before see no difference."""
    sources, day = data.catalog.sources, pd.Timestamp("2021-06-01")
    values = data.values[data.values.indicator_id.isin(risk.INDICATORS)]
    late = known_from(values, sources) > day
    spoilt = values.assign(value=values.value.mask(late, np.random.default_rng(2).random(len(values))))
    other = risk.as_known(spoilt, data.catalog, rows, councils)
    early = rows.inspection_date <= day
    pd.testing.assert_frame_equal(wide[early], other[early])
    assert not wide[~early].equals(other[~early])


def test_known_at_by_hand(data, rows, councils, wide):
    """Of some inspections: where the council stood among the figures whose wait was over, looked up row by row."""
    lag, polarity = data.catalog.sources.set_index("source_id").lag_days, data.catalog.indicators.polarity
    for place in (0, 100, 200):
        one = rows.loc[place]
        for indicator_id in ("re_referrals", "social_worker_caseload", "placements_3_or_more", "cp_reviews_in_time"):
            mine = data.values[(data.values.indicator_id == indicator_id) & data.values.value.notna()]
            out = mine.period_end + pd.to_timedelta(mine.source_id.astype("str").map(lag), unit="D")
            mine = mine[(out <= one.inspection_date) & mine.area_code.isin(councils)]
            mine = mine[mine.period_end == mine.period_end.max()].set_index("area_code").value
            assert len(mine) > len(data.catalog.tiles) / 2  # a newest period in which few were known would tell nothing
            figure = mine.get(one.area_code, np.nan)
            ahead = mine < figure if polarity[indicator_id] == "low_is_good" else mine > figure
            want = (ahead.sum() + (mine == figure).sum() / 2) / len(mine) if np.isfinite(figure) else np.nan
            assert wide[indicator_id][place] == pytest.approx(want, nan_ok=True)


def test_days_of_one_block_know_the_same(data, rows):
    values = data.values[data.values.indicator_id.isin(risk.INDICATORS)]
    block = blocks(values, data.catalog.sources, rows.inspection_date)
    for day in rows.inspection_date.sample(8, random_state=1):
        mine = block[rows.inspection_date == day].iloc[0]
        assert mine <= day
        assert len(known_at(values, data.catalog.sources, day)) == len(known_at(values, data.catalog.sources, mine))


def test_a_release_without_a_wait_is_never_known():
    rows = pd.DataFrame({"period_end": pd.to_datetime(["2020-03-31"] * 2), "source_id": ["a", "b"]})
    sources = pd.DataFrame({"source_id": ["a"], "lag_days": [10.0]})
    assert known_at(rows, sources, "2030-01-01").source_id.tolist() == ["a"]


def test_planted_grades(table):
    """Grades made from the risk itself are foretold whole; grades dealt at random are not told from a coin."""
    seen = table[table.risk.notna()]
    ours = seen.assign(overall_effectiveness=np.where(seen.risk > seen.risk.median(), 3.0, 2.0))
    found = results(ours).set_index(["section", "predictor", "outcome"]).value
    assert found["area", "risk", "improve"] == 1.0 and found["top_ten", "risk", "improve"].min() == 1.0
    chance, outside = np.random.default_rng(4), 0
    for _ in range(40):
        poor = chance.permutation(seen.overall_effectiveness.to_numpy()) >= 3
        low, high = limits(seen.risk, poor, seen.area_code, draws=400)
        outside += not low <= 0.5 <= high
    assert outside <= 6  # five in a hundred are two of forty; over six would happen one time in two hundred


def test_forecasts_rest_on_reports_that_were_out_and_are_held_to_the_recent_rate(table):
    """Each forecast again from the reports that were out by its day: the band's share, moved by what the recent rate
    asks for."""
    hit = table.overall_effectiveness >= 3
    made = forecasts(table, hit)
    told = 0
    for place in made.index[::9]:
        one = table.loc[place]
        out = table[table.publication_date <= one.inspection_date]
        recent = out[out.inspection_date > one.inspection_date - pd.Timedelta(days=1096)]
        rate = {}
        for band in pairwise(BANDS):
            mine = out[out.risk.between(*band, inclusive="left")]
            if len(mine) >= FEWEST_FORECAST:
                rate[band] = (hit[mine.index].sum() + 0.5) / (len(mine) + 1)
        everybody = (hit[recent.index].sum() + 0.5) / (len(recent) + 1)
        assert made.everybody[place] == pytest.approx(everybody)
        said = [rate[b] for r in recent.risk for b in rate if b[0] <= r < b[1]]
        own = next((rate[b] for b in rate if b[0] <= one.risk < b[1]), None)
        if own is None:
            assert np.isnan(made.forecast[place])
            continue
        mean, told = np.mean(said), told + 1
        odds = own / (1 - own) * everybody / (1 - everybody) / (mean / (1 - mean))
        assert made.forecast[place] == pytest.approx(odds / (1 + odds))
    assert told > 15


def test_forecasts_come_down_with_the_rate(table):
    """Grades that get better in the last years alone: forecasts after them are near the new rate, not the old one."""
    late = table.inspection_date >= "2022-01-01"
    grade = np.where(late, np.where(np.arange(len(table)) % 10 == 0, 3.0, 2.0), np.where(
        np.arange(len(table)) % 2 == 0, 3.0, 2.0))  # fmt: skip
    made = forecasts(table, pd.Series(grade >= 3, index=table.index))
    after = made[(table.inspection_date >= "2025-01-01") & made.forecast.notna()]
    assert len(after) > 5 and after.forecast.mean() == pytest.approx(after.everybody.mean(), abs=0.03)
    assert after.everybody.max() < 0.2


def test_the_kept_numbers_that_need_no_signs(data, table):
    kept = data.catalog.backtest.set_index(["section", "predictor", "outcome", "part"])
    made = results(table).set_index(["section", "predictor", "outcome", "part"])
    same = made[~made.index.get_level_values("predictor").isin(["signs"])]
    assert len(same) > 60
    pd.testing.assert_frame_equal(same, kept.loc[same.index], check_dtype=False, atol=2e-3)


def test_top_ten_and_signs_counted_by_hand(data, table):
    kept = data.catalog.backtest
    year = table[(table.inspection_date.dt.year == 2022) & table.risk.notna()]
    top = year.nlargest(10, "risk")
    one = kept[(kept.section == "top_ten") & (kept.predictor == "risk") & (kept.part == "2022")].set_index("outcome")
    for outcome, least in OUTCOMES.items():
        assert one.cases[outcome] == (top.overall_effectiveness >= least).sum()
        assert one.against[outcome] == pytest.approx((year.overall_effectiveness >= least).mean(), abs=6e-4)
    shown = kept[kept.section == "shown"]
    assert set(shown.predictor) == set("sign:" + data.catalog.signs.sign_id[data.catalog.signs.service == "children"])
    assert ((shown.value * shown.n - shown.cases).abs() < 0.06).all()


def test_the_forward_test_is_kept(data):
    """Six of 42 came, where 41 in 100 had been foretold: counted again from the inspections of the collected list."""
    kept = data.catalog.backtest
    forward = kept[(kept.section == "forward") & (kept.outcome == "improve")].set_index("predictor")
    new = data.catalog.inspections[(data.catalog.inspections.kind == "collected list")]
    grades = new.overall_effectiveness.dropna()
    came = forward.loc["forecast"]
    assert (came.n, came.cases) == (len(grades), (grades >= 3).sum()) == (42, 6)
    assert came.value == pytest.approx(6 / 42, abs=1e-3) and came.against == pytest.approx(0.41, abs=5e-3)
    risk_row = forward.loc["risk"]
    assert (risk_row.value, risk_row.lower) == pytest.approx((0.685, 0.41), abs=5e-3)


@pytest.mark.long
def test_the_whole_table_again(data):
    made = predictors(data.values, data.catalog)
    kept = data.catalog.backtest[data.catalog.backtest.section != "forward"]
    pd.testing.assert_frame_equal(
        results(made), kept.assign(part=kept.part.astype("str")), check_dtype=False, atol=2e-3
    )
    # A sign's area is that of its own column, whichever way it is meant.
    column = made["sign:agency"]
    poor = made.overall_effectiveness >= 3
    row = kept[(kept.section == "area") & (kept.predictor == "sign:agency") & (kept.outcome == "improve")].iloc[0]
    assert row.value == pytest.approx(area_under_curve(column, poor), abs=2e-3)


@pytest.mark.long
def test_signs_know_nothing_that_came_out_later(data, rows):
    """All figures not yet known on a day are thrown away: the signs at inspections before it stay as they were."""
    day, known = pd.Timestamp("2022-06-01"), data.catalog
    early = known.inspections[pd.to_datetime(known.inspections.inspection_date) <= day]
    some = replace(known, inspections=early)
    whole = predictors(data.values, some)
    cut = predictors(known_at(data.values, known.sources, day), some)
    columns = [c for c in whole if c.startswith(("sign:", "indicator:"))]
    pd.testing.assert_frame_equal(whole[columns], cut[columns])
