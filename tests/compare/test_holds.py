"""What a statistician would ask of the verdicts on the real figures, and what went wrong once."""

import pandas as pd
import pytest

from scouting.compare import blocks_of, calibrated, in_use, next_year
from scouting.compare.calibration import told_apart
from scouting.ingest.calibrate import past_verdicts
from scouting.neighbours import default_set
from scouting.study import study
from scouting.terms import CLEARLY, SERVICES


@pytest.fixture(scope="module")
def past(data):
    """Every gap of the past years and what became of it, both services."""
    return pd.concat([past_verdicts(data, service) for service in SERVICES], ignore_index=True)


def test_the_newest_year_of_the_table_is_that_of_the_figures_held(data):
    """Counted again by the cut-offs that stand in its row, which are written to four places."""
    row = data.catalog.calibration.set_index("years_back").loc["1"]
    facts, counts = data.catalog.indicators, {"comparisons": 0}
    for service in SERVICES:
        made = blocks_of(data.values, facts[facts.service == service], data.catalog.areas)
        links = data.every_neighbour(default_set(data.catalog, service))
        cells = next_year(made, links.groupby("area_code").neighbour_code.agg(list).to_dict(), years=1)
        cells = cells[cells.judged.astype(bool)]
        sure, kept = cells.sureness.abs(), cells.kept.astype(bool)
        counts["comparisons"] += len(cells)
        for edge in (-5e-5, 5e-5):
            clear = sure >= row.clear_from + edge
            probable = (sure >= row.probable_from + edge) & (sure < row.clear_from - edge)
            for name, rows in (("clear", clear), ("clear_kept", clear & kept),
                               ("probable", probable), ("probable_kept", probable & kept)):  # fmt: skip
                counts[name, edge] = counts.get((name, edge), 0) + rows.sum()
    assert row.comparisons == counts["comparisons"] > 5000
    for name in ("clear", "clear_kept", "probable", "probable_kept"):
        assert counts[name, 5e-5] <= row[name] <= counts[name, -5e-5], name
    assert row.clear_kept / row.clear >= 0.9 and row.probable_kept / row.probable >= 0.75


@pytest.mark.long
def test_verdicts_keep_their_word_on_years_that_did_not_set_the_rule(past):
    """Each year is tested by the cut-offs of the others: by our own few lines, beside the table's counts."""
    table = calibrated(past).set_index("years_back")
    clear = probable = clear_kept = probable_kept = 0
    for back in range(1, 6):
        rule = in_use(calibrated(past[past.years_back != back]))
        mine = past[(past.years_back == back) & past.judged]
        sure = mine.sureness.abs()
        clear += (sure >= rule.clear).sum()
        clear_kept += mine.kept[sure >= rule.clear].sum()
        between = (sure >= rule.probable) & (sure < rule.clear)
        probable += between.sum()
        probable_kept += mine.kept[between].sum()
    whole = table.loc["all"]
    assert (clear, clear_kept, probable, probable_kept) == tuple(
        whole[["clear", "clear_kept", "probable", "probable_kept"]].astype(int)
    )
    assert clear > 1500 and clear_kept / clear >= 0.93
    assert probable > 2500 and probable_kept / probable >= 0.78
    # Measures of one or two past years alone, newly held, tell fewer apart: they are counted, and not held to the bar.
    years = past.groupby("indicator_id").years_back.transform("nunique")
    assert told_apart(past[years >= 3], 0.1) >= 0.38 and (years >= 3).mean() > 0.8


@pytest.mark.long
def test_the_table_in_the_catalogue_is_that_of_the_figures_held(data, past):
    made = calibrated(past)
    pd.testing.assert_frame_equal(
        data.catalog.calibration, made, check_dtype=False, check_index_type=False, check_column_type=False
    )
    assert data.panel.cutoffs == in_use(made)


def test_no_range_of_a_level_that_is_called_clear_holds_the_neighbours_median(every):
    clear = every[every.verdict.isin(CLEARLY.values())]
    assert len(clear) > 1000
    assert not ((clear.level_lower <= clear.level_median) & (clear.level_median <= clear.level_upper)).any()
    assert ((clear.gap_lower > 0) | (clear.gap_upper < 0)).all()


def test_by_a_lot_is_clear_and_never_inside_the_middle_half(every):
    much = every[every.by_a_lot]
    assert len(much) > 300 and much.verdict.isin(CLEARLY.values()).all()
    assert not ((much.level >= much.level_q25) & (much.level <= much.level_q75)).any()


def test_noises_of_the_same_plans_are_of_one_kind(data):
    """Bradford: 89.6% of 1,317 plans in time against 45.6% outranks none over a year against 0.65%."""
    rows = study("Bradford", indicators="ehc_plans_20_weeks, ehc_plans_over_1_year", data=data).comparison
    assert rows.method.nunique() == 1
    panel = data.panel
    at = panel.indicators.index.get_indexer(rows.index)
    assert len({round(float(x), 6) for x in panel.overdispersion[at]}) == 1
    sure = rows.sureness.abs()
    assert sure["ehc_plans_20_weeks"] > 2 * sure["ehc_plans_over_1_year"]
    assert rows.verdict["ehc_plans_20_weeks"] == "clearly better"
    assert rows.verdict["ehc_plans_over_1_year"] == "too close to call"


def test_wiltshires_plans_over_a_year_are_inside_the_middle_half(data):
    row = study("Wiltshire", indicators="ehc_plans_over_1_year", data=data).comparison.iloc[0]
    assert row.level_q25 < row.level < row.level_q75 and not row.by_a_lot


@pytest.mark.parametrize("council", ["Isles of Scilly", "City of London"])
@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_made_of_a_handful_of_people(data, council, service):
    rows = study(council, indicators=service, data=data).comparison
    few = rows[rows.verdict == "too few to compare"]
    assert len(few) >= 5
    assert few[["rank", "england_rank", "people"]].isna().all(axis=None) and not few.by_a_lot.any()
    assert (few.verdict_england.isin(["too few to compare", "not compared"])).all()
    assert not rows.verdict.isin(CLEARLY.values()).any()


def test_a_rank_is_of_at_least_half(data, every):
    assert (every.rank_of[every["rank"].notna()] - 1 >= 5).all()
    today = (data.catalog.areas.valid_to == "") & data.catalog.areas.index.str.match("E0[6-9]|E10")
    assert (every.england_of[every.england_rank.notna()] >= today.sum() / 2).all()
