"""A further edition: newest wins, older replaces nothing, the same changes nothing, a broken one is refused."""

import contextlib
import csv
import datetime as dt
import functools
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tests.stores import write

from scouting import catalog, paths, values
from scouting.errors import ScoutingError
from scouting.ingest import build, editions
from scouting.ingest.editions import as_releases, merged, stands
from scouting.ingest.formats import ADAPTERS
from scouting.ingest.sound import compared, falls

PLANS, ID = "dfe_cpp_repeat_2025", "cp_plans_repeat"
nan = float("nan")
#: The day on which every file here is added.
add_releases = functools.partial(editions.add_releases, today=dt.date(2027, 6, 1))


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _problems(*args, **how):
    with pytest.raises(ScoutingError) as caught:
        add_releases(*args, **how)
    return caught.value.problems


def _rows(*rows):
    """Readings typed by hand: indicator, area, year, value, numerator."""
    frame = pd.DataFrame(rows, columns=["indicator_id", "area_code", "period", "value", "numerator"])
    ends = pd.to_datetime(frame.period + "-03-31").astype("datetime64[s]")
    return frame.assign(period_end=ends, denominator=nan, marker="", source_id="s", lower_ci=nan, upper_ci=nan)


def _typed(rows):
    columns = ["indicator_id", "area_code", "period", "value"]
    return rows[columns].sort_values(columns[:3]).values.tolist()


# Which edition wins ----------------------------------------------------------------------------------------------

OLD = _rows(["i", "A", "2024", 1.0, nan], ["i", "A", "2025", 2.0, nan], ["i", "B", "2025", 3.0, nan])


@pytest.mark.parametrize(
    ("new", "how", "expected"),
    [
        # goes on: wins where it has a cell, what it lacks stays
        ([["i", "A", "2025", 9.0, nan], ["i", "A", "2026", 4.0, nan]], "newer",
         [["i", "A", "2024", 1.0], ["i", "A", "2025", 9.0], ["i", "A", "2026", 4.0], ["i", "B", "2025", 3.0]]),
        # ends alike: a correction, which may withdraw a figure
        ([["i", "A", "2025", 9.0, nan], ["i", "B", "2025", nan, nan]], "same",
         [["i", "A", "2024", 1.0], ["i", "A", "2025", 9.0], ["i", "B", "2025", nan]]),
        # ends before: a whole period that was not held, and nothing of those that were
        ([["i", "A", "2023", 7.0, nan], ["i", "A", "2024", 9.0, nan], ["i", "B", "2024", 9.0, nan]], "older",
         [["i", "A", "2023", 7.0], ["i", "A", "2024", 1.0], ["i", "A", "2025", 2.0], ["i", "B", "2025", 3.0]]),
        # blanks of a year to come do not make a file newer
        ([["i", "A", "2024", 9.0, nan], ["i", "A", "2026", nan, nan]], "older",
         [["i", "A", "2024", 1.0], ["i", "A", "2025", 2.0], ["i", "A", "2026", nan], ["i", "B", "2025", 3.0]]),
    ],
)  # fmt: skip
def test_the_newest_wins_and_an_older_one_replaces_nothing(new, how, expected):
    new = _rows(*new)
    assert stands(OLD, new) == {"i": how}
    np.testing.assert_equal(_typed(merged(OLD, new, {"i": how})), expected)


def test_how_old_an_edition_is_is_told_by_its_day_else_by_its_periods_indicator_by_indicator():
    both = pd.concat([OLD, OLD.assign(indicator_id="j")])
    on = both.assign(period_end=both.period_end.mask(both.indicator_id == "i", pd.Timestamp(2026, 3, 31)))
    back = both[(both.indicator_id == "i") | (both.period == "2024")]
    crossed = pd.concat([on[on.indicator_id == "i"], back[back.indicator_id == "j"]])
    new = pd.concat([both, OLD.assign(indicator_id="k")])
    assert stands(both, on) == {"i": "newer", "j": "newer"}  # what goes on in one is the newer edition of all
    assert stands(both, back) == {"i": "older", "j": "older"}
    assert stands(both, crossed) == {"i": "newer", "j": "older"}
    assert stands(both, new) == {"i": "same", "j": "same", "k": "newer"}
    assert stands(both, on.assign(value=nan)) == {"i": "older", "j": "older"}  # nothing in it
    for day, held, how in (
        ("2025-10-02", "2025-11", "older"), ("2025-11-02", "2025-11", "newer"), ("2026", "2025-11-20", "newer"),
        ("2025", "2026-01", "older"), ("2025-11-19", "2025-11-20", "older"),
    ):  # fmt: skip
        assert set(stands(both, both, day, held).values()) == {how}, (day, held)


def test_editions_are_compared_by_value_else_by_count(known):
    assert known.indicators.decimals[ID] == 1
    old = _rows([ID, "A", "2024", 20.60, 5], [ID, "B", "2024", 20.6, 5], [ID, "C", "2024", nan, 5],
                [ID, "D", "2024", nan, 5], [ID, "E", "2024", 1.0, nan], [ID, "F", "2024", 1.0, nan])  # fmt: skip
    new = _rows([ID, "A", "2024", 20.64, 6], [ID, "B", "2024", 20.7, 5], [ID, "C", "2024", nan, 5],
                [ID, "D", "2024", nan, 6], [ID, "E", "2024", nan, nan], [ID, "F", "2025", 1.0, nan])  # fmt: skip
    got = compared(old, new, known)
    assert got[["area_code", "before", "after", "differ", "counts"]].values.tolist() == [
        ["A", 20.6, 20.64, False, True],  # within half of the last decimal, but from another count
        ["B", 20.6, 20.7, True, False],
        ["C", 5, 5, False, False],
        ["D", 5, 6, True, True],
    ]


def test_a_loss_of_more_than_a_third_speaks_against_a_file(known):
    areas = [f"E0600{n:04}" for n in range(30)]
    old = _rows(*[[ID, area, year, 1.0, nan] for area in areas for year in ("2024", "2025")])
    two_thirds = _rows(*[[ID, area, year, 1.0, nan] for area in areas[:20] for year in ("2025", "2026")])
    assert falls(old, two_thirds, known, "f") == []
    (said,) = falls(old, two_thirds[two_thirds.area_code != areas[0]], known, "f")
    assert said.startswith(
        f"f has 19 figures of {ID} for the period to 31 March 2025, where 30 were to be expected; 19 "
    )
    assert "31 March 2026" in said and "cut short" in said and "--force" in said and "Nothing was changed." in said
    (said,) = falls(old, two_thirds.assign(value=nan), known, "f")
    assert said.startswith(f"f has no figure of {ID}, of which 60 are held.")
    assert falls(old.iloc[:0], two_thirds, known, "f") == []


# Into the store --------------------------------------------------------------------------------------------------


def test_a_new_year_is_in_the_store_with_its_limits(store, plans):
    before = values.read(path=store)
    lines = add_releases([(plans(counts={"E06000053": 0, "E09000001": 4}), PLANS)], store=store)
    now = values.read([ID], path=store)
    new = now[now.period == "2026"].set_index("area_code")
    assert len(new) == 154 and set(new.source_id) == {PLANS}
    assert new.value[["E06000053", "E09000001", "E06000064", "E92000001"]].tolist() == [0, 10, 25, 25]
    kent = new.loc["E10000016"]  # 10 of 40: Wilson's limits by hand
    assert (kent.numerator, kent.denominator, kent.period_end) == (10, 40, pd.Timestamp(2026, 3, 31))
    z2 = 1.959963984540054**2
    middle, half = 25 + z2 / 0.8, 100 * (z2 * (0.25 * 0.75 / 40 + z2 / 6400)) ** 0.5
    assert kent[["lower_ci", "upper_ci"]].tolist() == pytest.approx(
        [(middle - half) / (1 + z2 / 40), (middle + half) / (1 + z2 / 40)], abs=1e-6
    )
    rest = values.read(path=store)
    rest = rest[~((rest.indicator_id == ID) & (rest.period == "2026"))].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest.astype("str"), before.astype("str"))
    said = "\n".join(lines)
    assert "Newer: it goes to 2026, the edition held to 2025." in said
    assert "New: 2026, 154 figures (indicators: 1)." in said and "(+154)" in lines[-1]
    assert "data/catalog/sources.csv still describes the edition before" in said


def test_the_log_of_releases_names_both_files_while_both_give_figures(store, plans, known):
    path = plans()
    add_releases([(path, PLANS)], store=store)
    log = values.releases(store)
    mine = log[log.source_id == PLANS].set_index("file")
    assert list(mine.index) == ["d3_2025.csv", "download (3)"]
    assert mine["values"]["download (3)"] == 154 and mine.rows["download (3)"] == 154
    rows, kept = build.read(store)
    assert kept.equals(log)
    assert (rows.sha256 == mine.sha256["download (3)"]).sum() == 154
    assert log["values"].sum() == len(rows)


def test_adding_it_twice_says_nothing_new_and_touches_nothing(store, plans, contents):
    add_releases([(plans(), PLANS)], store=store)
    before = contents(store)
    shutil.copy(plans(), plans().with_name("again.csv"))
    lines = add_releases([(plans().with_name("again.csv"), PLANS)], store=store)
    assert lines[-1] == "Nothing new: the store is as it was."
    assert "It ends with 2026, as the edition held does" in "\n".join(lines)
    assert "Held by both: 154 figures; 0 differ beyond rounding." in lines
    assert contents(store) == before


def test_a_correction_names_the_largest_differences(store, plans):
    add_releases([(plans(), PLANS)], store=store)
    changed = {"E10000016": 20, "E06000054": 11, "E08000025": 30, "E06000015": 14}
    files = [(plans("second.csv", counts=changed), PLANS)]
    (asked,) = _problems(files, store=store)
    assert "second.csv ends with the same period as the edition that is held, and 4 of 154 figures or their " in asked
    assert "Say when it was published, as its page does: --published 2026-01-15 (or 2026-01)." in asked
    assert "It replaces no figure." in "\n".join(add_releases(files, store=store, published="2025-09"))
    (odd,) = _problems(files, store=store, published="January 2026")
    assert odd.startswith("--published is a day that is over, as 2026-01-15, or its month or year: 'January 2026' was")
    lines = add_releases(files, store=store, published="2026-11-02")
    (other,) = _problems([(plans("third.csv"), PLANS)], store=store)
    assert "third.csv ends with the same period" in other
    assert add_releases([(plans("third.csv"), PLANS)], store=store, published="2026-10")[-1].startswith("Nothing new")
    said = "\n".join(lines)
    assert "Held by both: 154 figures; 4 differ beyond rounding." in said
    assert f"{ID}: 4 of 154 differ. Birmingham 2026: 25 held, 75 in this file; Kent 2026: 25 held, 50 in" in said
    assert "Derby 2026: 25 held, 35 in this file; …" in said
    now = values.read([ID], ["E10000016", "E06000054"], path=store)
    assert now[now.period == "2026"].value.tolist() == [27.5, 50]


def test_one_bad_file_of_two_leaves_both_out(store, plans, contents):
    before = contents(store)
    good, cut = plans("good.csv"), plans("cut.csv", years=(2026, 2027), only=40)
    said = _problems([(good, PLANS), (cut, PLANS)], store=store)
    assert any(
        "cut.csv has 41 figures of cp_plans_repeat for the period to 31 March 2026, where 154" in p for p in said
    )
    assert contents(store) == before
    assert add_releases([(cut, PLANS)], store=store, force=True)[-1].endswith("(+82).")


def test_a_cell_that_lost_its_last_digits_is_told_by_its_counts(store_of, releases, tmp_path, contents):
    store = store_of(PLANS)
    real, path = releases / "dfe-ees" / "d3_cpps_subsequent_plan_2013_to_2025.csv", tmp_path / "d3.csv"
    whole, before = real.read_bytes().rstrip(b"\r\n"), contents(store)
    assert whole.endswith(b"12.3")
    path.write_bytes(whole[:-1])  # 12. is a number too
    (said,) = _problems([(path, PLANS)], store=store)
    assert said.startswith(
        "d3.csv was cut short in its last cell: it has no end of line, and 12 of Waltham Forest 2013"
    )
    assert contents(store) == before
    path.write_bytes(whole)  # an end of line that is missing is no fault by itself
    assert add_releases([(path, PLANS)], store=store)[-1].startswith("Nothing new")


def test_areas_that_a_new_year_lacks_are_told_with_how_many_were_held(store, plans):
    lines = add_releases([(plans(only=130), PLANS)], store=store)  # and England
    held = values.read([ID], path=store).query("period == '2025' and value.notna()")
    (said,) = [line for line in lines if line.startswith(f"  {ID}: ")]
    assert said.startswith(f"  {ID}: 131 of {len(held)} areas held for 2025. No figure of ")
    assert said.endswith(f" and {len(held) - 131 - 5} more.")


def test_figures_of_a_year_that_is_not_over_are_refused_even_by_force(store, plans, contents):
    before, path = contents(store), plans(years=(2026,))
    for force in (False, True):
        (said,) = _problems([(path, PLANS)], store=store, force=force, today=dt.date(2026, 3, 30))
        assert said.startswith("download (3) has 154 figures for 2026, which ends on 31 March 2026: that is still to ")
    assert contents(store) == before
    assert add_releases([(path, PLANS)], store=store, today=dt.date(2026, 3, 31))[-1].endswith("(+154).")


def test_a_row_cut_in_two_is_told_with_its_place(store, plans, contents):
    before, path = contents(store), plans()
    path.write_bytes(path.read_bytes()[:-12])
    (said,) = _problems([(path, PLANS)], store=store)
    assert said.startswith("download (3) row 155 ends before its last column. The file was probably cut short")
    assert contents(store) == before


def _shifted(rows):
    """Each percentage a row further down."""
    return [[*row[:-1], before[-1]] for row, before in zip(rows, [rows[-1], *rows], strict=False)]


CORRUPTED = {
    "impossible": (lambda rows: [[*row[:-1], "950.5"] for row in rows],
                   f"has 154 figures of {ID} for 2026 outside the range, 0 to 100, such as 950.5 of "),
    "shifted": (_shifted, f"has 153 of 153 figures of {ID} for 2026 that are not what their counts give, such as "),
    "two rows": (lambda rows: [[*row[:-1], "99"] if row[0] == "2026" and n in (7, 8) else row
                               for n, row in enumerate(rows)],
                 f"has 2 of 153 figures of {ID} for 2026 that are not what their counts give, such as 99 of "),
}  # fmt: skip


@pytest.mark.parametrize("how", CORRUPTED)
def test_figures_that_their_counts_contradict_are_refused_though_nothing_of_their_year_is_held(
    store, plans, contents, data, how
):
    areas = data.catalog.areas.index
    path, before = plans(counts={area: n % 40 for n, area in enumerate(areas)}), contents(store)
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    spoil, expected = CORRUPTED[how]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *spoil(rows)])
    (said,) = _problems([(path, PLANS)], store=store)
    assert said.startswith(f"download (3) {expected}") and "--force" in said and "Nothing was changed." in said
    assert contents(store) == before
    assert add_releases([(path, PLANS)], store=store, force=True)[-1].endswith("(+154).")


def test_one_odd_row_of_a_year_is_no_reason_to_refuse_it(store, plans):
    path = plans()
    text = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*text[:9], text[9].removesuffix("25.0") + "26", *text[10:], ""]), encoding="utf-8")
    assert add_releases([(path, PLANS)], store=store)[-1].endswith("(+154).")


def test_counts_that_changed_behind_the_same_figures_are_told_and_most_of_them_refused(store_of, releases, tmp_path):
    store = store_of(PLANS)
    path = releases / "dfe-ees" / "d3_cpps_subsequent_plan_2013_to_2025.csv"
    head, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    start, again = head.index("CPP_start"), head.index("CPP_subsequent")

    def tenfold(row):
        return [f"{10 * float(cell):.0f}" if n in (start, again) and cell.isdigit() else cell
                for n, cell in enumerate(row)]  # fmt: skip

    def written(rows):
        with (tmp_path / "d3.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
        return [(tmp_path / "d3.csv", PLANS)]

    (said,) = _problems(written(map(tenfold, rows)), store=store)
    assert "d3.csv has other figures than those held: 2,105 of 2,123 counts of cp_plans_repeat that both have." in said
    one = next(n for n, row in enumerate(rows) if "Wiltshire" in row and row[0] == "2025")
    corrected = written([*rows[:one], tenfold(rows[one]), *rows[one + 1 :]])
    lines = add_releases(corrected, store=store, published="2026-01")
    assert f"Counts alone: 1 further cells have the same figure from other counts ({ID})." in lines
    (mine,) = values.read([ID], ["E06000054"], path=store).query("period == '2025'").itertuples()
    assert mine.denominator == 10 * float(rows[one][start])


def test_two_files_added_at_once_are_both_there(store, plans):
    """The first waits for the second where both have read what is held; neither may settle from that."""
    both = threading.Barrier(2)

    def meet(_):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)

    files = plans("one.csv"), plans("two.csv", years=(2012,))
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda path: add_releases([(path, PLANS)], meet, store), files))
    assert [lines[-1].split()[-1] for lines in said] == ["(+154).", "(+148)."]
    held = values.read([ID], path=store).groupby("period").size()
    assert (held["2026"], held["2012"]) == (154, 148)


def test_a_lock_that_is_held_keeps_the_store_and_one_left_behind_does_not(store, plans, contents, monkeypatch):
    monkeypatch.setattr(paths, "PATIENCE", 0.2)
    before = contents(store)
    with paths.lock(store):
        (said,) = _problems([(plans(), PLANS)], store=store)
    assert f"(process {os.getpid()}, since " in said and said.endswith("try again when that one has ended.")
    assert contents(store) == before
    store.with_name(".values.parquet.lock").write_text("process 1, since 10:00 on 01 January 2026")
    assert add_releases([(plans(), PLANS)], store=store)[-1].endswith("(+154).")


def test_an_unknown_release_and_readings_of_another_store(store, plans, contents):
    before = contents(store)
    (said,) = _problems([(plans(), "dfe_cpp_repeet_2025")], store=store)
    assert said.startswith("Unknown source 'dfe_cpp_repeet_2025'. Did you mean dfe_cpp_repeat_2025 or ")
    assert contents(store) == before
    log = values.releases(store)
    write(values.read(path=store), store, log.head(0).to_dict("records"))
    (said,) = _problems([(plans(), PLANS)], store=store)
    assert "readings.parquet does not belong to values.parquet beside it." in said
    build.beside(store).unlink()
    (said,) = _problems([(plans(), PLANS)], store=store)
    assert "readings.parquet is missing:" in said and "scouting data build --releases FOLDER" in said


def test_the_readings_in_the_box_settle_to_the_store_in_the_box(known):
    rows, log = build.read(paths.STORE)
    pd.testing.assert_frame_equal(
        build.settled(rows, known)[0].sort_values(values.KEY, ignore_index=True).astype("str"),
        values.read().astype("str"),
    )
    assert log["values"].sum() == len(rows)


# The real releases -----------------------------------------------------------------------------------------------

WORKFORCE, PEOPLE, NEED, LAIT = "dfe_workforce_2025", "ons_children_2024", "dfe_cin_2025", "dfe_lait"


def _shortened(releases, known, source_id, folder):
    """A copy of a real release without its last year."""
    real = releases / known.sources.set_index("source_id").file[source_id]
    path = folder / real.name
    if real.suffix == ".parquet":
        table = pq.read_table(real).to_pandas()
        table[~table.Years.fillna("").str.contains(r"2025|2024-25|2024/25|2025-26")].to_parquet(path)
        return real, path
    text = real.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    last = max(line[:4] for line in text[1:])
    path.write_text("".join([text[0], *[line for line in text[1:] if line[:4] != last]]), encoding="utf-8")
    return real, path


@pytest.mark.parametrize(
    ("source_ids", "beside"),
    [
        ([PEOPLE], ["mhclg_ro3_2024"]),
        *(pytest.param(ids, [], marks=pytest.mark.long) for ids in ([WORKFORCE], [PEOPLE, LAIT], [NEED, LAIT])),
    ],
)
def test_the_full_file_added_to_a_store_without_its_last_year(releases, store_of, known, source_ids, beside, tmp_path):
    """Makes the store of the full file, also where a release gives only what another's figures are divided by, and
    where counts come before the figures that they belong to. ``beside``: releases that stay as they are."""
    store = store_of(*source_ids, *beside)
    whole, (full, log) = values.read(path=store), build.read(store)
    wanted, files, rows = catalog.series(known), [], full
    for source_id in source_ids:
        real, path = _shortened(releases, known, source_id, tmp_path)
        files.append((real, source_id))
        adapter = ADAPTERS[known.sources.set_index("source_id").adapter[source_id]]
        short = adapter.read(path, wanted[wanted.source_id == source_id], known).values
        assert 0 < len(short) < (full.source_id == source_id).sum()
        rows = pd.concat([rows[rows.source_id != source_id], short.assign(sha256="short")])
    log.loc[log.source_id.isin(source_ids), "sha256"] = "short"
    build.store_of(as_releases(log, rows), known, store)
    assert len(values.read(path=store)) < len(whole)
    for file in files:  # one after the other, each settled by itself
        add_releases([file], store=store)
    pd.testing.assert_frame_equal(values.read(path=store).astype("str"), whole.astype("str"))
    pd.testing.assert_frame_equal(build.read(store)[0][values.COLUMNS], full[values.COLUMNS])


def _nothing_new(releases, sources, store):
    before = store.read_bytes(), build.beside(store).read_bytes()
    lines = add_releases(list(zip(releases / sources.file, sources.source_id, strict=True)), store=store)
    assert lines[-1] == "Nothing new: the store is as it was."
    compared = [line for line in lines if line.startswith("Held by both: ")]
    assert len(compared) == len(sources) and all(line.endswith("; 0 differ beyond rounding.") for line in compared)
    assert (store.read_bytes(), build.beside(store).read_bytes()) == before


def test_releases_that_are_held_bring_nothing_new(releases, store_of, known):
    some = known.sources[known.sources.source_id.isin(["mhclg_ro3_2024", "ofsted_2024", PLANS])]
    _nothing_new(releases, some, store_of(*some.source_id))


@pytest.mark.long
def test_no_release_that_is_held_brings_anything_new(releases, store_of, known):
    figures = known.sources[known.sources.source_id.isin(catalog.series(known).source_id)]  # the others are lists
    _nothing_new(releases, figures, store_of())


@pytest.mark.parametrize(
    ("source_id", "file", "said"),
    [
        (PLANS, "d3_cpps_subsequent_plan_2013_to_2024.csv",
         "cp_plans_repeat: 2 of 1,958 differ. Yorkshire and The Humber 2022: 23.6 held, 28 in this file"),
        pytest.param(WORKFORCE, "csww_indicators_2017_to_2023.csv", "", marks=pytest.mark.long),
    ],
)  # fmt: skip
def test_earlier_editions_replace_nothing(releases, store_of, contents, source_id, file, said):
    store = store_of(source_id)
    before = contents(store)
    lines = add_releases([(releases / "dfe-ees" / "earlier" / file, source_id)], store=store)
    assert lines[1].startswith("Not newer: it goes to 202") and lines[-1].startswith("Nothing new")
    assert said in lines[3]
    assert contents(store) == before
