"""A reorganisation by rows alone: one council is split in two, and everything still runs.

Wiltshire ends on 31 March 2024 and two councils follow it, with figures from 2025 on. Not a line of code changes:
the rows are written into a copy of the catalogue and of the store, and read back from there.
"""

import csv
import shutil

import numpy as np
import pandas as pd
import pytest
from tests.stores import write

from scouting import catalog, dataset, paths, values
from scouting.catalog.check import problems_in
from scouting.compare import quality_of
from scouting.errors import ScoutingError
from scouting.ingest import history
from scouting.neighbours import neighbours
from scouting.study import every_comparison, study
from scouting.terms import COUNCIL_TYPES

OLD, NORTH, SOUTH, NEIGHBOUR = "E06000054", "E06000998", "E06000999", "E10000013"
LAST, FIRST, FIGURES_FROM = "2024-03-31", "2024-04-01", pd.Timestamp("2025-01-01")
TEXTS = [*values.KEY, "marker", "source_id"]


def _append(folder, table, *rows):
    with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    """The copied catalogue and store, with the rows of the split; gives the folder and the Dataset read from it."""
    home = tmp_path_factory.mktemp("after the split")
    folder = home / "catalog"
    shutil.copytree(paths.CATALOG, folder)
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index("valid_to")
    old = next(row for row in rows if row[0] == OLD)
    old[place] = LAST
    with (folder / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    region, kind = old[3], old[4]
    _append(
        folder,
        "areas",
        [NORTH, "998", "North Wiltshire", region, kind, FIRST, ""],
        [SOUTH, "999", "South Wiltshire", region, kind, FIRST, ""],
    )
    _append(folder, "tiles", [NORTH, -9, 0], [SOUTH, -9, 1])
    _append(folder, "area_names", ["North Wiltshire UA", NORTH, "MHCLG RO3"])
    _append(
        folder, "area_changes", *[[OLD, new, FIRST, "split", "Wiltshire was divided in two"] for new in (NORTH, SOUTH)]
    )
    published = catalog.read(folder).neighbours
    mine = published[(published.set_id == "dfe_2025_05") & (published.area_code == OLD)]
    _append(
        folder,
        "neighbours",
        *[
            [m.set_id, new, int(m.rank), m.neighbour_code, m.closeness]
            for new in (NORTH, SOUTH)
            for m in mine.itertuples()
        ],
    )

    every = values.read().astype({c: "str" for c in TEXTS})
    theirs = every[(every.area_code == OLD) & (every.period_end >= FIGURES_FROM)]
    north = theirs.assign(area_code=NORTH)
    south = theirs.assign(area_code=SOUTH, value=theirs.value * 1.1, lower_ci=np.nan, upper_ci=np.nan)
    kept = every[~((every.area_code == OLD) & (every.period_end > pd.Timestamp(LAST)))]
    store = home / "values.parquet"
    write(pd.concat([kept, north, south]), store, [])
    return folder, dataset.Dataset(catalog.read(folder), values.read(path=store))


@pytest.fixture(scope="module")
def after(split):
    return split[1]


@pytest.fixture(scope="module")
def all_compared(after):
    return every_comparison(after, "dfe_2025_05")


def test_the_check_finds_no_problem(split):
    folder, after = split
    assert problems_in(folder) == []
    assert values.problems(after.values, after.catalog.indicators.statistic) == []


def test_the_rows_were_really_added(data, after):
    """One council more than before: two new, one ended."""

    def today(known):
        areas = known.areas
        return set(areas.index[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")])

    assert today(after.catalog) - today(data.catalog) == {NORTH, SOUTH}
    assert today(data.catalog) - today(after.catalog) == {OLD}


def test_the_old_name_names_both_followers(after):
    with pytest.raises(ScoutingError) as caught:
        study("Wiltshire", data=after)
    assert str(caught.value) == (
        "Wiltshire ended on 31 March 2024; it was followed by North Wiltshire and South Wiltshire. Ask for one of "
        'them, or for its last period with: scouting report "Wiltshire" --last-period'
    )
    for text, code in [
        ("north wiltshire council", NORTH), ("North Wiltshire UA", NORTH), ("998", NORTH), ("South Wiltshire", SOUTH),
        (SOUTH, SOUTH), ("999", SOUTH),
    ]:  # fmt: skip
        assert catalog.find_area(after.catalog, text) == code


def test_a_release_with_the_new_councils_is_read_and_back_coded_rows_are_left_out(after):
    """What the adapters hand on: a joint number for both, and no figure before the day of the split."""
    joint = catalog.to_areas(after.catalog, pd.Series(["998 / 999", "865"]))
    assert joint.area_code.tolist() == [NORTH, SOUTH, OLD]
    table = (
        pd.DataFrame(
            [
                [OLD, "2024-03-31", 1.0],
                [OLD, "2025-03-31", 1.0],
                [NORTH, "2024-03-31", 1.0],
                [NORTH, "2025-03-31", 1.0],
            ],
            columns=["area_code", "period_end", "value"],
        )
        .astype({"period_end": "datetime64[s]"})
        .assign(source_id="a_release")
    )
    inside, dropped = history.in_its_time(table, after.catalog)
    assert inside.area_code.tolist() == [OLD, NORTH] and dropped == 2


@pytest.mark.parametrize("new", [NORTH, SOUTH])
def test_a_new_council_has_figures_but_no_past(data, after, new):
    one = study(after.catalog.name(new), data=after)
    rows, before = one.comparison, study("Wiltshire", data=data).comparison
    latest = before.period_end >= FIGURES_FROM
    assert latest.sum() > len(before) / 2  # most indicators have a figure of 2025
    expected = before.value[latest & before.value.notna()] * (1.1 if new == SOUTH else 1.0)
    pd.testing.assert_series_equal(rows.value[expected.index], expected)
    assert rows.value[~latest].isna().all()  # never filled from the council before
    # The split is crossed by nothing.
    assert rows.change.isna().all() and (rows.change_from == "").all()
    # One year is a level of its own; nothing of the council before is in it.
    held = rows.level.notna()
    assert (rows.level_periods[held] == 1).all() and rows.level[held].to_numpy() == pytest.approx(rows.value[held])
    judged = data.catalog.indicators.polarity[expected.index] != "no_judgement"
    ranked = judged.index[
        judged & rows.noise[judged.index].notna() & (rows.verdict[judged.index] != "too few to compare")
    ]
    assert len(ranked) > 20 and rows["rank"][ranked].notna().all() and rows["rank"][rows.value.isna()].isna().all()
    for indicator_id in ("re_referrals", "cp_plan_rate", "social_worker_turnover"):
        trend = one.trend(indicator_id)
        assert trend.value[trend.period_end < FIGURES_FROM].isna().all()
        assert trend.value.notna().sum() == 1 and np.isfinite(trend.value.iloc[-1])
        assert trend.neighbour_median.notna().sum() > 3  # the others' past is there
    # Its neighbours are those of the rows, and itself never one of them.
    assert len(one.neighbour_set.codes) == rows.n_neighbours.iloc[0] == before.n_neighbours.iloc[0]
    pd.testing.assert_series_equal(rows.neighbour_median[expected.index], before.neighbour_median[expected.index])
    assert set(one.bars("re_referrals").role) == {"focus", "neighbour", "median", "region", "england"}
    assert len(one.overview()) == len(rows)
    assert (one.clear(good=True).level_periods == 1).all() and (one.clear(good=False).level_periods == 1).all()


def test_its_region_is_every_council_of_today_there(data, after):
    before = set(neighbours(data.catalog, "region", OLD).codes)
    for new, twin in ((NORTH, SOUTH), (SOUTH, NORTH)):
        assert set(neighbours(after.catalog, "region", new).codes) == before | {twin}
        rows = study(new, "region", "re_referrals", data=after).comparison
        assert rows.n_with_value.iloc[0] == len(before) + 1


def test_others_are_compared_without_the_council_that_ended(data, after):
    """Gloucestershire has Wiltshire among its neighbours: one without a figure now, and nobody takes its place."""
    was = study(NEIGHBOUR, data=data).comparison.loc["re_referrals"]
    now = study(NEIGHBOUR, data=after)
    row = now.comparison.loc["re_referrals"]
    assert OLD in now.neighbour_set.codes and not {NORTH, SOUTH} & set(now.neighbour_set.codes)
    assert (was.n_neighbours, was.n_with_value) == (row.n_neighbours, row.n_with_value + 1)
    assert row.england_of == was.england_of + 1  # two new ones for one
    assert (row.value, row.change, row.level) == (was.value, was.change, was.level)
    bars = now.bars("re_referrals").set_index("area_code")
    assert bars.marker[OLD] == "-" and np.isnan(bars.value[OLD])
    # Its neighbours' past still has Wiltshire in it.
    was, now = (s.trend("re_referrals").set_index("period").n_with_value for s in (study(NEIGHBOUR, data=data), now))
    assert (was - now).to_dict() == {period: int(period == "2025") for period in was.index}


def test_every_council_of_today_is_compared(after, all_compared):
    areas = after.catalog.areas
    today = set(areas.index[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")])
    assert set(all_compared.area_code) == today
    sizes = all_compared.groupby("area_code").size()
    assert (sizes == len(after.panel.indicators)).all()


def test_quality_is_told_for_every_indicator_of_councils_with_figures(after, all_compared):
    table = quality_of(after.panel, all_compared).set_index("indicator_id")
    assert list(table.index) == list(after.panel.indicators.index)
    mine = after.values[(after.values.indicator_id == "re_referrals") & after.values.value.notna()]
    newest = mine[mine.period_end == mine.period_end.max()].area_code
    assert table.councils["re_referrals"] == newest.isin(after.catalog.today().index).sum()


@pytest.mark.long
def test_quality_hardly_moves_with_one_council_more(data, after, all_compared):
    table = quality_of(after.panel, all_compared)
    before = quality_of(data.panel, every_comparison(data, "dfe_2025_05"))
    assert list(table.indicator_id) == list(before.indicator_id)
    both = table.set_index("indicator_id"), before.set_index("indicator_id")
    more = both[0].councils - both[1].councils
    assert more["re_referrals"] == 1  # two new ones for one
    # One council more hardly moves what is known of an indicator.
    assert (both[0].reliability - both[1].reliability).abs().median() < 0.01


def test_the_old_council_at_its_last_period(data, after):
    with pytest.raises(ScoutingError):
        study("Wiltshire", data=after)
    one = study("Wiltshire", last_period=True, data=after)
    assert one.name == "Wiltshire" and "Wiltshire ended on 31 March 2024." in one.notices[0]
    rows = one.comparison
    assert (rows.period_end <= pd.Timestamp(LAST)).all()
    held = data.values[(data.values.indicator_id == "re_referrals") & (data.values.area_code == OLD)]
    held = held.set_index("period").value
    row = rows.loc["re_referrals"]
    assert (row.period, row.value) == ("2024", held["2024"])
    assert row.change == pytest.approx(held["2024"] - held["2023"], abs=1e-9)
    weights = pd.Series({"2022": 0.1, "2023": 0.3, "2024": 0.6})
    assert row.level == pytest.approx((held[weights.index] * weights).sum(), abs=1e-9)
    # Its neighbours as they stood then, counted in the store.
    then = data.values[(data.values.indicator_id == "re_referrals") & (data.values.period == "2024")]
    then = then[then.area_code.isin(one.neighbour_set.codes)]
    assert row.n_with_value == then.value.notna().sum()
    assert row.neighbour_median == pytest.approx(then.value.median(), abs=1e-9)
    assert not {NORTH, SOUTH} & set(neighbours(after.catalog, "region", OLD).codes)


def test_a_split_without_its_rows_is_told(split, tmp_path):
    """Each half of the rows forgotten is a sentence of the check, not a crash later."""
    folder = tmp_path / "catalog"
    shutil.copytree(split[0], folder)
    path = folder / "area_changes.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if OLD not in line))
    assert problems_in(folder) == [f"areas.csv ({OLD}) has ended, but area_changes.csv does not say who followed it."]
    areas = folder / "areas.csv"
    areas.write_text("".join(line for line in areas.read_text().splitlines(keepends=True) if SOUTH not in line))
    tiles = folder / "tiles.csv"
    tiles.write_text("".join(line for line in tiles.read_text().splitlines(keepends=True) if NORTH not in line))
    shutil.copy(split[0] / "area_changes.csv", path)
    found = problems_in(folder)
    assert any(f"'{SOUTH}' is not in areas.csv" in p and p.startswith("area_changes.csv") for p in found)
    assert sum(p.startswith("neighbours.csv") for p in found) == 10
    assert not any(p.startswith(f"tiles.csv: the council {NORTH}") for p in found)  # it only is on no map
