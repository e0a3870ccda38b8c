"""What is held: counted a second way over the whole store, and found where it was planted."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from scouting import values
from scouting.dataset import Dataset
from scouting.pages.check_data import tables
from scouting.pages.check_data.tables import cells

AS_OF = "2026-11-24"
TEXTS = dict.fromkeys([*values.KEY, "marker", "source_id"], "str")


def _was_there(area, day, census, goes_on):
    """Whether a council was there on a day, by a plain reading of the areas' own dates.

    ``goes_on``: old and new codes of councils that only changed code or kind; all of theirs is under the new one.
    """
    if census:
        return area.valid_to == ""
    if area.area_code in goes_on:
        return False
    began = "" if area.area_code in goes_on.values() else area.valid_from
    # What ended on the last day of a period still has it.
    return (not began or day >= pd.Timestamp(began)) and (
        not area.valid_to or day <= pd.Timestamp(area.valid_to) + pd.Timedelta(days=1)
    )


def test_coverage_is_what_a_second_count_gives(data):
    known = data.catalog
    held = data.values.astype(TEXTS)
    held = held[held.area_code.str[:3].isin(["E06", "E08", "E09", "E10"])]
    councils = known.areas[known.areas.area_code.str[:3].isin(["E06", "E08", "E09", "E10"])]
    same = known.area_changes[known.area_changes.kind == "continues"]
    goes_on = dict(zip(same.old_code, same.new_code, strict=True))
    table = tables.coverage(data, AS_OF).set_index("indicator_id")
    assert table.index.tolist() == known.indicators.index.tolist()
    for indicator_id, rows in held.groupby("indicator_id"):
        got = table.loc[indicator_id]
        figures = rows[rows.value.notna()]
        last = figures.period_end.max()
        now = rows[rows.period_end == last]
        census = now.source_id.str.startswith(("ons_census", "ons_rural", "mhclg_iod")).all()
        there = {area.area_code for area in councils.itertuples() if _was_there(area, last, census, goes_on)}
        assert (got.period, got.period_end) == (now.period.iloc[0], last)
        assert (got.councils, got.of) == (now.value.notna().sum(), len(there)), indicator_id
        assert got.missing == got.of - got.councils
        assert sum(int(part.rsplit(" ", 1)[1]) for part in got.reasons.split(", ") if part) == got.missing
        assert got.periods == figures.period.nunique()
        assert got.age_months == (2026 - last.year) * 12 + 11 - last.month


def test_every_figure_of_a_council_is_a_cell(data):
    held = data.values.astype(TEXTS)
    held = held[held.area_code.str[:3].isin(["E06", "E08", "E09", "E10"]) & held.value.notna()]
    rows = cells(data)
    assert len(held) == rows.value.notna().sum()
    assert np.isclose(held.value.sum(), rows.value.sum(), rtol=1e-12)
    assert not rows.duplicated(values.KEY).any()


@pytest.fixture(scope="module")
def planted(data):
    """Re-referrals with a suppressed figure, a row taken out, a newest figure missing, a year that nobody has."""
    rows = data.values[data.values.indicator_id == "re_referrals"].astype(TEXTS).reset_index(drop=True)

    def at(area, period):
        return rows.index[(rows.area_code == area) & (rows.period == period)][0]

    rows.loc[at("E06000054", "2018"), ["value", "marker"]] = [np.nan, "c"]
    rows.loc[at("E06000056", "2025"), ["value", "marker"]] = [np.nan, "x"]
    rows = rows.drop(index=[at("E06000055", "2019"), *rows.index[rows.period == "2020"]])
    facts = data.catalog.indicators.loc[["re_referrals"]].assign(breaks="2024: planted; 1999: never held")
    return Dataset(dataclasses.replace(data.catalog, indicators=facts), rows)


def _new(before, after):
    """Rows that a planted table has and the real one lacks, as tuples without the end of the period."""
    told = [set(t.drop(columns="period_end").itertuples(index=False, name=None)) for t in (before, after)]
    return told[1] - told[0]


def test_planted_gaps_are_found_and_no_others(data, planted):
    assert _new(tables.gaps(data), tables.gaps(planted)) == {
        ("re_referrals", "E06000054", "2018", "c"),
        ("re_referrals", "E06000055", "2019", "-"),
    }
    assert _new(tables.newest_missing(data), tables.newest_missing(planted)) == {
        ("re_referrals", "E06000056", "2025", "x")
    }
    assert tables.skipped(planted).values.tolist() == [["re_referrals", "2019", "2021", 1]]
    assert "re_referrals" not in set(tables.skipped(data).indicator_id)


def test_a_survey_every_other_year_leaves_nothing_out_but_the_year_it_was_put_off(data):
    """Carers were asked in 2016-17, 2018-19, 2021-22 and 2023-24: never called a gap of one year each time."""
    rows = tables.skipped(data)
    assert "carer_satisfaction" not in set(rows.indicator_id)


def test_planted_breaks_are_listed_and_one_that_no_period_bears_is_told(planted):
    rows = tables.breaks(planted)
    assert rows.values.tolist() == [
        ["re_referrals", "2024", "planted", True, 2, 0],
        ["re_referrals", "1999", "never held", False, 0, 0],
    ]
    # Of two years nobody can say how far they usually move, and the years before are of another definition.
    assert not np.isfinite(planted.panel.level).any()


def test_a_level_that_crosses_a_break_would_be_counted(planted):
    crossing = Dataset(planted.catalog, planted.values)
    level, periods = np.full_like(planted.panel.level, np.nan), np.full_like(planted.panel.level_periods, 2)
    level[0, :6], periods[0, :4] = 20.0, 3
    crossing.__dict__["panel"] = dataclasses.replace(planted.panel, level=level, level_periods=periods)
    assert tables.breaks(crossing).crossed.tolist() == [4, 0]


def test_nothing_in_the_store_crosses_a_break_by_a_second_reading(data):
    """Where a break begins one of the last three periods, levels are of the periods since it, worked out by hand."""
    panel, weights, seen = data.panel, {1: [1.0], 2: [2 / 3, 1 / 3]}, 0
    for row in tables.breaks(data).itertuples():
        i = panel.indicators.index.get_loc(row.indicator_id)
        if row.period in panel.labels[i, -2:] and panel.kind[i] == "year":
            since = 2 - list(panel.labels[i, -2:]).index(row.period)
            a = np.flatnonzero(np.isfinite(panel.level[i]) & np.isfinite(panel.figures[i, :, -since:]).all(1))
            newest_first = panel.figures[i, a, : -since - 1 : -1]
            assert panel.level[i, a] == pytest.approx(newest_first @ weights[since]), row.indicator_id
            assert (panel.level_periods[i, a] == since).all()
            seen += len(a)
    assert seen > 250
    assert tables.breaks(data).held.all() and tables.breaks(data).crossed.sum() == 0


def test_by_year_adds_up_and_marks_every_break(data):
    rows = tables.by_year(data)
    assert not rows.duplicated(["indicator_id", "year"]).any()
    assert rows.councils.sum() == cells(data).value.notna().sum()
    assert rows.share.between(0, 1).all() and (rows.share > 0).all()
    marked = set(rows[rows.breaks][["indicator_id", "period"]].itertuples(index=False, name=None))
    assert marked == set(tables.breaks(data)[["indicator_id", "period"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("area", "indicator_id", "period", "there"),
    [
        ("E06000053", "children_0_17", "2024", True),  # the Isles of Scilly have children
        ("E06000063", "re_referrals", "2023", False),  # Cumberland began the day after
        ("E10000006", "re_referrals", "2023", True),  # Cumbria to its last day
        ("E06000063", "home_owners", "2021", True),  # a census on today's boundaries
        ("E10000006", "home_owners", "2021", False),
        ("E06000058", "re_referrals", "2019", False),  # Bournemouth, Christchurch and Poole
    ],
)
def test_a_council_that_was_not_there_is_not_missing(data, area, indicator_id, period, there):
    rows = cells(data)
    found = rows[(rows.area_code == area) & (rows.indicator_id == indicator_id) & (rows.period == period)]
    assert len(found) == there
