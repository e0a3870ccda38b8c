"""A period without a row is one that is marked missing: in the panel, the comparison, charts, trends and findings."""

import dataclasses
import warnings

import numpy as np
import pandas as pd
import pytest
from tests.compare.conftest import ENGLAND, NORTH, TWELVE, Small

from scouting import periods
from scouting.charts import xmr
from scouting.compare import blocks_of, compare, panel_of
from scouting.dataset import Dataset
from scouting.own import add
from scouting.pages.early_warning import views
from scouting.pages.indicator import movement, show_movement
from scouting.periods import complete, later
from scouting.study import study

KINDS = {
    "year": [str(year) for year in range(2012, 2026)],
    "quarter": [f"{year}-{year % 100 + 1:02} Q{n}" for year in range(2022, 2026) for n in (1, 2, 3, 4)],
    "month": [f"{year}-M{n:02}" for year in (2024, 2025) for n in range(1, 13)],
}


def _world(kind, seed):
    """Random figures of twelve councils and England: indicator_id, area_code, period, period_end, value and so on."""
    rng, labels = np.random.default_rng(seed), KINDS[kind]
    rows = [
        {"area_code": area, "period": label, "period_end": pd.Timestamp(periods.parse(label).end), "value": value}
        for area in (*TWELVE, NORTH, ENGLAND)
        for label, value in zip(labels, 50 + rng.normal(0, 9) + rng.normal(0, 2, len(labels)), strict=True)
    ]
    none = dict.fromkeys(["numerator", "denominator", "lower_ci", "upper_ci"], np.nan)
    return pd.DataFrame(rows).assign(indicator_id="i", marker="", source_id="s", **none)


def _hidden(world, kind, rng):
    """Which rows to take away: spans that everybody lacks, and one that only one council lacks, never at an end."""
    labels = KINDS[kind]
    lost = {labels[k] for k in rng.integers(1, len(labels) - 3, 2)} | {labels[int(rng.integers(1, len(labels) - 3))]}
    one = labels[int(rng.integers(1, len(labels) - 2))]
    return world.period.isin(lost) | ((world.area_code == TWELVE[3]) & (world.period == one))


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_is_absent_is_one_that_is_marked(kind):
    facts = Small().put("i", pd.DataFrame({2020: [1.0]}, index=TWELVE[:1])).indicators
    for seed in range(6):
        world = _world(kind, seed)
        gone = _hidden(world, kind, np.random.default_rng(seed))
        marked = world.assign(value=world.value.where(~gone), marker=gone.map({True: "x", False: ""}))
        sizes = pd.DataFrame(
            [{**world.iloc[0], "indicator_id": "children_0_17", "area_code": a, "value": 9e3} for a in TWELVE]
        )
        both = [pd.concat([rows, sizes]) for rows in (world[~gone], marked)]
        blocks = [blocks_of(rows, facts, Small.areas) for rows in both]
        for field in dataclasses.fields(blocks[0]):
            a, b = (getattr(one, field.name) for one in blocks)
            if isinstance(a, np.ndarray):
                np.testing.assert_array_equal(a, b, err_msg=f"{field.name}, seed {seed}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            told = [compare(panel_of(r, facts, Small.areas), TWELVE[3], TWELVE[4:9], "t", [NORTH]) for r in both]
        pd.testing.assert_frame_equal(*told)
        labels = blocks[0].labels[0][blocks[0].position[0] >= 0].tolist()
        assert labels == KINDS[kind], "every period has its place, with a row or without"


def test_what_is_no_gap_and_what_is():
    def ends(*years):
        return pd.DataFrame({"period": [f"{y - 1}-{y % 100:02}" for y in years],
                             "period_end": pd.to_datetime([f"{y}-03-31" for y in years])})  # fmt: skip

    def told(*years):
        made = complete(ends(*years))
        return made.period.tolist(), made.position.tolist()

    # The carers' survey: every other year, once put off by a year: nothing stands in between.
    survey = (2017, 2019, 2022, 2024)
    assert told(*survey) == (ends(*survey).period.tolist(), [0, 1, 3, 4])
    assert told(2015, 2017, 2021) == (["2014-15", "2016-17", "2018-19", "2020-21"], [0, 1, 2, 3])
    assert told(2015, 2016, 2018) == (["2014-15", "2015-16", "2016-17", "2017-18"], [0, 1, 2, 3])
    assert told(2015) == (["2014-15"], [0]) and complete(ends()).empty
    shuffled = complete(ends(2018, 2015, 2016))
    assert shuffled.period_end.is_monotonic_increasing and shuffled.period_end.dtype == ends(2015).period_end.dtype
    assert shuffled.period_end[2] == pd.Timestamp(2017, 3, 31)
    leap = pd.DataFrame({"period": ["2023-11", "2024-03"], "period_end": pd.to_datetime(["2023-11-30", "2024-03-31"])})
    assert complete(leap).period_end.dt.strftime("%d %b").tolist() == ["30 Nov", "31 Dec", "31 Jan", "29 Feb", "31 Mar"]


def test_labels_go_on_as_they_are_written():
    for labels in KINDS.values():
        step = periods.MONTHS[periods.kind_of(labels[0])]
        assert [later(labels[0], n * step) for n in range(len(labels))] == labels
    assert later("1999-00", 12) == "2000-01" and later("2098/99", 12) == "2099/00"


#: Ten months as twelve visits in fifteen, a hole of three months, six lower ones.
_MONTHS = [*range(1, 11), *range(14, 21)]
INDICATOR = (
    "indicator_id,title,service,unit,polarity,statistic,topic\n"
    "visits,Visits in time,children,%,high_is_good,proportion,visits\n"
)


def _months(marked):
    lines = ["council,indicator_id,period,value,numerator,denominator,marker"]
    for n in range(1, 21):
        label = f"{2024 + (n - 1) // 12}-M{(n - 1) % 12 + 1:02}"
        if n in _MONTHS:
            lines.append(f"Wiltshire,visits,{label},,{(160 if n < 11 else 120) + n % 3},200,")
        elif marked:
            lines.append(f"Wiltshire,visits,{label},,,,x")
    return "\n".join(lines) + "\n"


@pytest.fixture
def both(data, tmp_path, monkeypatch):
    """The same own months in two studies: those that are not there have no row, or one that is marked."""
    few = data.values[data.values.indicator_id.isin(["re_referrals", "children_0_17"])]
    made = []
    for marked in (False, True):
        folder = tmp_path / f"local {marked}"
        for name, text in (("indicators.csv", INDICATOR), ("figures.csv", _months(marked))):
            (tmp_path / name).write_text(text, encoding="utf-8")
            add.add_own(tmp_path / name, today=pd.Timestamp(2026, 1, 9).date(), folder=folder)
        monkeypatch.setattr("scouting.paths.LOCAL", folder)
        made.append(study("Wiltshire", indicators="visits,re_referrals", data=Dataset(data.catalog, few)))
    return made


def _alone(of):
    return dataclasses.replace(of, indicators=of.indicators.loc[["visits"]])


def test_own_months_have_the_same_chart_limits_and_signals(both, read_page):
    absent, marked = (movement.signals(_alone(of)) for of in both)
    pd.testing.assert_frame_equal(absent.rows, marked.rows)
    assert absent[1:] == marked[1:]
    assert len(absent.rows) == 20 and absent.rows.value.isna().sum() == 3
    # By hand: limits from the steps between months side by side, none over the hole.
    y = absent.rows.value.to_numpy()
    steps = np.abs(np.diff(y))[[k for k in range(19) if k not in (9, 10, 11, 12)]]
    assert absent.upper - absent.mean == pytest.approx(2.66 * steps.mean())
    after_hole = absent.rows.iloc[13:]
    assert not after_hole["shift"].iloc[:6].any(), "a run begins anew after the hole"
    pages = [read_page(_alone(of), [show_movement.signals, show_movement.years]) for of in both]
    assert pages[0] == pages[1] and "visits" in pages[0].lower()
    for of in both:
        assert of.comparison.period["visits"] == "2025-M08"
    pd.testing.assert_frame_equal(both[0].trend("visits"), both[1].trend("visits"))
    pd.testing.assert_frame_equal(both[0].comparison, both[1].comparison)


def test_own_months_of_a_published_measure_have_the_same_chart(both, read_page):
    rows = [views.own_rows(of, "visits") for of in both]
    pd.testing.assert_frame_equal(*(table.astype({"marker": "object"}) for table in rows))
    assert list(rows[0].columns) == [*xmr.COLUMNS[:2], "value", "marker", "position", "outside", "shift", "trend"]
    assert read_page(both[0], [views.own_months]) == read_page(both[1], [views.own_months])
