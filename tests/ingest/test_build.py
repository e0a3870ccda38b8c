"""From releases to the store: one history a figure, inside each council's life, with limits from counts."""

import dataclasses
import gc
import hashlib
import os
import shutil
import weakref

import numpy as np
import pandas as pd
import pytest

from scouting import catalog, paths, values
from scouting.errors import ScoutingError
from scouting.ingest import build, history
from scouting.ingest.build import Release, read_releases, store_of
from scouting.terms import COUNCIL_TYPES

nan = float("nan")


@pytest.fixture(scope="module")
def known(data):
    return data.catalog


def _rows(*rows, columns="indicator_id area_code period value numerator denominator marker source_id place"):
    """Values typed by hand; a period is a year to 31 March or a whole date."""
    frame = pd.DataFrame(rows, columns=columns.split())
    day = frame.period.where(frame.period.str.len() > 4, frame.period + "-03-31")
    frame["period_end"] = pd.to_datetime(day).astype("datetime64[s]")
    return frame.assign(lower_ci=nan, upper_ci=nan)


# A council's life ------------------------------------------------------------------------------------------------

#: Area, end of a period, and whether a figure for it can be: typed from the list of reorganisations.
LIVES = [
    ("E10000009", "2019-03-31", True),  # the old Dorset, to its last day
    ("E10000009", "2019-09-30", False),
    ("E06000059", "2019-03-31", False),  # today's Dorset began the day after
    ("E06000059", "2019-09-30", True),
    ("E06000059", "2040-03-31", True),  # and has no end
    ("E06000058", "2019-03-31", False),
    ("E06000058", "2020-03-31", True),
    ("E06000028", "2019-12-31", False),
    ("E10000021", "2021-03-31", True),
    ("E10000021", "2022-03-31", False),
    ("E06000061", "2021-03-31", False),
    ("E06000061", "2022-03-31", True),
    ("E10000006", "2023-03-31", True),
    ("E06000063", "2023-03-31", False),
    ("E06000064", "2024-03-31", True),
    ("E06000060", "2013-03-31", True),  # Buckinghamshire goes on under today's code
    ("E06000065", "1999-03-31", True),
    ("E06000066", "2013-03-31", True),
    ("E06000054", "1999-03-31", True),  # open at both ends
    ("E92000001", "1999-03-31", True),
]


def test_no_figure_lies_outside_a_councils_life(known):
    table = _rows(*[["i", area, day, 1.0, nan, nan, "", "s", 0] for area, day, _ in LIVES])
    inside, dropped = history.in_its_time(table, known)
    kept = set(zip(inside.area_code, inside.period, strict=True))
    assert kept == {(area, day) for area, day, lives in LIVES if lives}
    assert dropped == sum(not lives for *_, lives in LIVES)


def test_a_blank_outside_a_life_goes_without_being_counted(known):
    table = _rows(["i", "E06000063", "2020", nan, nan, nan, "z", "s", 0])
    inside, dropped = history.in_its_time(table, known)
    assert inside.empty and dropped == 0


def test_the_store_holds_no_figure_outside_a_life(data, known):
    """By a plain reading of the areas' own dates, row by row over the areas that have any."""
    goes_on = known.area_changes[known.area_changes.kind == "continues"]
    of_their_day = set(known.sources.source_id[known.sources.adapter.isin(["ons_census", "mhclg_deprivation"])])
    dated = known.areas[(known.areas.valid_from != "") | (known.areas.valid_to != "")]
    for area in dated.itertuples():
        # A census summed from districts and an index of deprivation are on the boundaries of their own day.
        census = data.values.source_id.astype("str").isin(of_their_day)
        ends = data.values.period_end[(data.values.area_code == area.area_code) & ~census]
        if area.area_code in set(goes_on.old_code):
            assert ends.empty  # all of it stands under today's code
            continue
        if area.valid_from and area.area_code not in set(goes_on.new_code):
            assert (ends >= pd.Timestamp(area.valid_from)).all()
        if area.valid_to:
            assert (ends <= pd.Timestamp(area.valid_to)).all()
        assert len(ends)


def test_buckinghamshires_history_is_unbroken(data):
    rows = data.values[(data.values.indicator_id == "re_referrals") & (data.values.area_code == "E06000060")]
    england = data.values[(data.values.indicator_id == "re_referrals") & (data.values.area_code == "E92000001")]
    assert rows.period.tolist() == england.period.tolist()
    assert rows.value.notna().all()


# One history -----------------------------------------------------------------------------------------------------


def test_the_main_release_wins_and_counts_are_filled(known):
    table = _rows(
        # the main release has the figure, a second the same figure and counts, a third only a denominator
        ["re_referrals", "A", "2024", 20.6, nan, nan, "", "main", 0],
        ["re_referrals", "A", "2024", 20.62, 103, 500, "", "second", 1],
        ["re_referrals", "A", "2024", nan, nan, 999, "", "third", 2],
        # the main release suppresses: the figure of the second stands, under its own source
        # with both of its counts: the main release's total is one of other people
        ["re_referrals", "B", "2024", nan, nan, 410, "c", "main", 0],
        ["re_referrals", "B", "2024", 10.0, 40, 401, "r", "second", 1],
        # nobody has it: the main release's reason stands
        ["re_referrals", "C", "2024", nan, nan, nan, "-", "second", 1],
        ["re_referrals", "C", "2024", nan, nan, nan, "x", "main", 0],
        # a joint return: the counts of another release belong to neither council
        ["re_referrals", "D", "2024", 11.2, nan, nan, "j", "main", 0],
        ["re_referrals", "D", "2024", nan, 42, 380, "", "second", 1],
        # only counts, for a period in which nobody published the figure
        ["re_referrals", "E", "2024", nan, 5, 50, "", "second", 1],
        # a corrected figure: the counts of the one before it are not its own
        ["re_referrals", "F", "2024", 30.0, nan, nan, "", "main", 0],
        ["re_referrals", "F", "2024", 31.0, 31, 100, "", "second", 1],
        # a period that only the second has
        ["re_referrals", "A", "2016", 18.0, nan, nan, "p", "second", 1],
    )
    expected = [
        ["A", "2016", 18.0, nan, nan, "p", "second"],
        ["A", "2024", 20.6, 103, 500, "", "main"],
        ["B", "2024", 10.0, 40, 401, "r", "second"],
        ["C", "2024", nan, nan, nan, "x", "main"],
        ["D", "2024", 11.2, nan, nan, "j", "main"],
        ["F", "2024", 30.0, nan, nan, "", "main"],
    ]
    columns = ["area_code", "period", "value", "numerator", "denominator", "marker", "source_id"]
    expected = pd.DataFrame(expected, columns=columns)
    for order in (table, table.iloc[::-1], table.sample(frac=1, random_state=3)):
        got = history.one_history(order, known)
        assert list(got) == values.COLUMNS
        got = got.sort_values(["area_code", "period"], ignore_index=True)[columns]
        pd.testing.assert_frame_equal(got, expected, check_exact=True, check_dtype=False)


def test_overlapping_releases_are_compared(known):
    """One decimal: a difference within half of the last is rounding, beyond it is none."""
    assert known.indicators.decimals["re_referrals"] == 1
    table = _rows(
        ["re_referrals", "A", "2024", 20.60, nan, nan, "", "main", 0],
        ["re_referrals", "A", "2024", 20.64, nan, nan, "", "second", 1],
        ["re_referrals", "B", "2024", 20.6, nan, nan, "", "main", 0],
        ["re_referrals", "B", "2024", 20.7, nan, nan, "", "second", 1],
        ["re_referrals", "C", "2024", 20.6, nan, nan, "", "main", 0],
        ["re_referrals", "C", "2024", nan, nan, nan, "c", "second", 1],
        ["re_referrals", "A", "2023", 1.0, nan, nan, "", "main", 0],
    )
    assert history.overlapping(table, known).values.tolist() == [["re_referrals", 2, 1]]


# Limits and counts -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def measured(known):
    """A catalogue of four indicators: a proportion, a rate, a mean and one of full-time equivalents."""
    rows = [
        ("share", "proportion", 100, 1),
        ("rate", "rate", 100, 1),
        ("mean", "mean", 1, 1),
        ("fte", "rate", 100, 1),
        ("fte_share", "proportion", 100, 1),
    ]
    table = pd.DataFrame(rows, columns=["indicator_id", "statistic", "multiplier", "decimals"])
    return dataclasses.replace(known, indicators=table.set_index("indicator_id", drop=False).rename_axis(None))


def test_limits_are_the_reference_numbers(measured):
    """Source: PHEindicatormethods' test workbooks."""
    table = _rows(
        ["share", "A", "2024", 65.0, 65, 100, "", "s", 0],
        ["share", "B", "2024", 1.0, 1, 100, "", "s", 0],
        ["share", "C", "2024", 79.8, 9856, 12345, "", "s", 0],
        ["rate", "A", "2024", 5.0, 5, 100, "", "s", 0],  # under ten: exact
        ["rate", "B", "2024", 20.0, 20, 100, "", "s", 0],  # Byar's
    )
    got = history.with_limits(table, measured)
    expected = [
        (55.25444329688797, 73.63575175690247),
        (0.176743206, 5.448619618),
        (79.121017529, 80.536400736),
        (1.62348639011842, 11.668332079322669),
        (12.211428834875937, 30.889880369197066),
    ]
    np.testing.assert_allclose(got[["lower_ci", "upper_ci"]], expected, rtol=0, atol=1e-7)
    assert table.lower_ci.isna().all()  # what was handed in is left as it was


def test_where_there_are_no_limits(measured):
    table = _rows(
        ["mean", "A", "2024", 16.3, 163, 10, "", "s", 0],  # a mean has no such limits
        ["share", "A", "2024", nan, 65, 100, "c", "s", 0],  # no figure
        ["share", "C", "2024", 65.0, 65, nan, "", "s", 0],
        ["share", "D", "2024", nan, 0, 0, "z", "s", 0],
        ["share", "E", "2024", 110.0, 110, 100, "", "s", 0],  # told by the contract, with its row
    )
    got = history.with_limits(table, measured)
    assert got.lower_ci.isna().all() and got.upper_ci.isna().all()


def test_a_figure_and_its_denominator_make_limits_and_so_do_full_time_equivalents(measured):
    """The numerator is taken from the figure: 65 of 100. Two of two posts are no certainty (Wilson: from 34%)."""
    table = _rows(
        ["share", "B", "2024", 65.0, nan, 100, "", "s", 0],
        ["fte_share", "A", "2024", 100.0, 2.0, 2.0, "", "s", 0],
    )
    got = history.with_limits(table, measured)
    # Source of the first: PHEindicatormethods' test workbook. The second by hand: n / (n + z^2).
    np.testing.assert_allclose(got.lower_ci, [55.25444330, 100 * 2 / (2 + 1.959963984540054**2)], atol=1e-6)
    np.testing.assert_allclose(got.upper_ci, [73.63575176, 100.0], atol=1e-6)
    assert got.numerator.isna().tolist() == [True, False]


def test_published_limits_are_kept(measured):
    table = _rows(["share", "A", "2024", 65.0, 65, 100, "", "s", 0]).assign(lower_ci=50.0, upper_ci=80.0)
    assert history.with_limits(table, measured)[["lower_ci", "upper_ci"]].values.tolist() == [[50.0, 80.0]]


def test_limits_in_the_store_hold_their_figures(data):
    """A figure lies within its own limits, but for the rounding of what was published."""
    held = data.values[data.values.lower_ci.notna()]
    unit = held.indicator_id.map(10.0**-data.catalog.indicators.decimals).astype(float)
    worked = held.indicator_id.map(data.catalog.indicators.multiplier).astype(float) * held.numerator / held.denominator
    counted = worked.notna()  # the others carry a publisher's own margin of error
    assert ((held.lower_ci - 1e-9 <= worked) & (worked <= held.upper_ci + 1e-9))[counted].all()
    councils = held.area_code.isin(data.catalog.areas.index[data.catalog.areas.type.isin(COUNCIL_TYPES)])
    outside = (held.value < held.lower_ci - unit) | (held.value > held.upper_ci + unit)
    assert outside[councils].mean() < 0.001
    money = data.values[data.values.indicator_id == "cost_adult_social_care"]
    assert money.numerator.notna().any() and money.lower_ci.isna().all()


def test_figures_worked_out_from_counts(measured):
    table = _rows(
        ["share", "A", "2024", 20.6, 103, 500, "", "main", 0],
        ["share", "B", "2024", 20.7, 103, 500, "", "main", 0],  # wrong by a tenth
        ["share", "C", "2024", 33.3, 1, 3, "", "main", 0],  # rounding
        ["share", "D", "2024", 6.2, 1, 16, "", "main", 0],  # 6.25 rounded down
        ["share", "E", "2024", 6.3, 1, 16, "", "second", 0],  # and up
        ["share", "F", "2024", nan, 1, 16, "c", "main", 0],
        ["share", "G", "2024", 50.0, 0, 0, "", "main", 0],
        ["share", "E92000001", "2024", 99.0, 10, 100, "", "main", 0],  # rounded counts are not judged
        ["share", "E12000001", "2024", 99.0, 10, 100, "", "main", 0],
        ["share", "E13000001", "2024", 99.0, 10, 100, "", "main", 0],
        ["fte", "A", "2024", 17.4, 38.5, 221.3, "", "main", 0],
        ["fte", "B", "2024", 10.9, 1.1, 10.0, "", "main", 0],  # 11.0: within a twentieth of 1.1
        ["fte", "C", "2024", 12.0, 1.1, 10.0, "", "main", 0],
    )
    got = history.recomputed(table, measured)
    assert got.values.tolist() == [
        ["fte", "main", 3, pytest.approx(2 / 3)],
        ["share", "main", 4, 0.75],
        ["share", "second", 1, 1.0],
    ]


# The build -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(releases, tmp_path_factory):
    store = tmp_path_factory.mktemp("build") / "a folder" / "values.parquet"
    told = []
    return build.build(releases, told.append, store=store), store, told


@pytest.mark.long
def test_the_embedded_store_is_the_build_of_the_releases(built):
    """To the last byte, under the same lock."""
    _, store, _ = built
    assert hashlib.sha256(store.read_bytes()).hexdigest() == hashlib.sha256(paths.STORE.read_bytes()).hexdigest()


@pytest.mark.long
def test_the_build_reads_every_release_and_logs_its_checksum(built, known, releases):
    made, store, told = built
    used = known.sources.set_index("source_id").file
    assert set(made.releases.source_id) == set(catalog.series(known).source_id)
    assert told == [f"reading {file}" for file in made.releases.file]
    for row in made.releases.itertuples():
        assert row.file == used[row.source_id]
        assert row.sha256 == hashlib.sha256((releases / row.file).read_bytes()).hexdigest()
    pd.testing.assert_frame_equal(values.releases(store), made.releases, check_dtype=False)
    held = values.read(path=store)
    assert set(held.indicator_id) == set(known.indicators.index)
    assert (made.rows, made.figures) == (len(held), held.value.notna().sum())


def _agree(worked):
    low = worked[worked.agree < 0.99]
    assert low.empty, low.to_string()
    assert worked.groupby("indicator_id").rows.sum().min() > 100


def test_published_figures_agree_with_their_counts(data, known):
    _agree(history.recomputed(data.values, known))


@pytest.mark.long
def test_published_figures_agree_with_their_counts_in_a_build(built):
    _agree(built[0].recomputed)


FEW = {"dfe_lait", "dfe_workforce_2025", "ons_children_2024", "oflog_adult_2023", "dfe_ehc_plans_2024"}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_build_with_two_releases_missing_says_both_and_writes_nothing(
    tmp_path, tmp_path_factory, releases, known, every, monkeypatch
):
    if not every:  # a catalogue of a few releases
        folder = shutil.copytree(paths.CATALOG, tmp_path_factory.mktemp("few") / "catalog")
        few = known.sources[known.sources.source_id.isin(FEW)]
        few.to_csv(folder / "sources.csv", index=False)
        monkeypatch.setattr(paths, "CATALOG", folder)
        known = catalog.read()
    gone = [known.sources.file.iloc[1], known.sources.file.iloc[-1]]
    folder, store = tmp_path / "releases", tmp_path / "values.parquet"
    (folder / "context").mkdir(parents=True)
    for beside in ("lookup_ltla23_utla23.csv", "la_all_codes.csv", "age_gender21_ltla21_ew.csv"):
        os.symlink(releases / "context" / beside, folder / "context" / beside)
    store.write_text("the store of before")
    for source in known.sources.itertuples():
        if source.file not in gone:
            (folder / source.file).parent.mkdir(parents=True, exist_ok=True)
            if source.adapter == "dfe_lait":
                (folder / source.file).write_text("not a parquet")  # a third fault, of another kind
            else:
                os.symlink(releases / source.file, folder / source.file)
    with pytest.raises(ScoutingError) as caught:
        build.build(folder, store=store)
    said = caught.value.problems
    assert len(said) == 3
    for file in gone:
        (line,) = [p for p in said if str(folder / file) in p]
        source = known.sources[known.sources.file == file].iloc[0]
        assert "is missing" in line and source.title in line and source.landing_page in line
    assert any("cannot be read as parquet" in line for line in said)
    assert store.read_text() == "the store of before"
    assert sorted(os.listdir(tmp_path)) == [".values.parquet.lock", "releases", "values.parquet"]


# Streaming -------------------------------------------------------------------------------------------------------


def _release(source_id, *rows):
    """One release as read: rows of indicator, area, period, value, numerator, denominator, marker."""
    columns = "indicator_id area_code period value numerator denominator marker"
    table = _rows(*rows, columns=columns).assign(source_id=source_id)
    return Release(source_id, f"{source_id}.csv", "00", table[values.COLUMNS], len(table), [f"{source_id} was read."])


@pytest.fixture
def some_releases(known):
    """Releases that share an indicator, with one figure outside a life, one overlap that differs."""
    places = catalog.series(known).set_index(["indicator_id", "source_id"]).place
    assert places["social_worker_turnover", "dfe_workforce_2025"] < places["social_worker_turnover", "dfe_lait"]
    return [
        _release("dfe_lait", ["social_worker_turnover", "E06000054", "2024", 21.6, 108, 500, ""],
                 ["social_worker_turnover", "E06000055", "2024", 10.0, 50, 500, ""]),
        _release("dfe_workforce_2025", ["social_worker_turnover", "E06000054", "2024", 20.6, nan, nan, ""],
                 ["social_worker_turnover", "E06000063", "2019", 9.0, nan, nan, ""]),
        _release("dfe_cin_referrals_2025", ["re_referrals", "E06000054", "2024", 12.0, nan, nan, ""]),
        _release("ons_children_2024", ["children_0_17", "E06000054", "2024", 1000.0, nan, nan, ""]),
    ]  # fmt: skip


@pytest.mark.parametrize("batch", [1, 2, 7, 1000])
def test_a_build_in_batches_of_any_size_gives_the_same_table(some_releases, known, tmp_path, batch):
    path = tmp_path / "values.parquet"
    made = store_of(iter(some_releases), known, path, batch=batch)
    held = values.read(path=path)
    told = held[["indicator_id", "area_code", "value", "numerator"]].fillna({"numerator": -1}).values.tolist()
    assert told == [
        ["children_0_17", "E06000054", 1000.0, -1],
        ["re_referrals", "E06000054", 12.0, -1],
        ["social_worker_turnover", "E06000054", 20.6, -1],
        ["social_worker_turnover", "E06000055", 10.0, 50],
    ]
    assert (made.rows, made.figures) == (4, 4)
    assert made.overlaps.values.tolist() == [["social_worker_turnover", 1, 1]]
    assert made.releases.source_id.tolist() == [one.source_id for one in some_releases]
    assert made.notes[:4] == [f"{one.source_id} was read." for one in some_releases]
    assert made.notes[4].startswith("1 figures for periods outside a council's life")


def test_batches_of_real_releases_give_the_table_of_one_go(releases, known, tmp_path):
    few = {"dfe_workforce_2025", "ons_children_2024", "oflog_adult_2023", "dfe_ehc_plans_2024", "ons_rural_2021"}
    some = dataclasses.replace(known, sources=known.sources[known.sources.source_id.isin(few)])
    tables = []
    for batch in (9, 10_000):
        made = store_of(read_releases(releases, some), known, tmp_path / "values.parquet", batch=batch)
        tables.append(values.read(path=tmp_path / "values.parquet"))
        assert set(made.releases.source_id) == few
    pd.testing.assert_frame_equal(*tables, check_exact=True, check_categorical=False)
    assert len(tables[0]) > 5000 and tables[0].lower_ci.notna().any()
    # What no other release gives is in the embedded store as it is built here.
    every = catalog.series(known)
    alone = every.groupby("indicator_id").source_id.agg(lambda ids: set(ids) <= few)
    mine, held = (
        table[table.indicator_id.isin(alone.index[alone])].astype("str").sort_values(values.KEY, ignore_index=True)
        for table in (tables[0], values.read())
    )
    pd.testing.assert_frame_equal(mine, held)
    assert mine.source_id.nunique() > 3


def test_problems_of_every_batch_are_told_and_the_store_is_left(some_releases, known, tmp_path):
    path = tmp_path / "values.parquet"
    path.write_text("the store of before")
    for release in some_releases[2:]:
        release.values.loc[0, "marker"] = "?"
    with pytest.raises(ScoutingError) as caught:
        store_of(iter(some_releases), known, path, batch=1)
    said = caught.value.problems
    assert len(said) == 4  # an unknown marker, and a figure beside it, of each of the two indicators
    assert all(p.startswith("The store was not written. ") for p in said)
    assert any("children_0_17" in p for p in said) and any("re_referrals" in p for p in said)
    assert path.read_text() == "the store of before" and os.listdir(tmp_path) == ["values.parquet"]


def test_releases_are_let_go_as_others_are_read(some_releases, known, tmp_path):
    """While one is read, the one before it may still be held, none earlier."""
    tables = []

    def one_by_one():
        for release in some_releases:
            gc.collect()
            assert [table() for table in tables[:-1]] == [None] * len(tables[:-1])
            fresh = dataclasses.replace(release, values=release.values.copy())
            tables.append(weakref.ref(fresh.values))
            yield fresh

    store_of(one_by_one(), known, tmp_path / "values.parquet")
    assert len(tables) == len(some_releases)
