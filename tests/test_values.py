"""The contract of the values table, and its store."""

import itertools
import random
import re
import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.stores import seal, write

from scouting import paths, values
from scouting.errors import ScoutingError


def _table(rows=6):
    """A sound table: two indicators over councils and periods, with and without counts."""
    frame = pd.DataFrame(
        {
            "indicator_id": ["share"] * (rows - 2) + ["score"] * 2,
            "area_code": [f"E0600000{n % 3 + 1}" for n in range(rows)],
            "period": [str(2020 + n // 3) for n in range(rows)],
        }
    )
    frame["period_end"] = pd.to_datetime(frame.period + "-03-31").astype("datetime64[s]")
    frame["value"] = np.arange(rows) * 10.1
    frame["numerator"], frame["denominator"] = np.arange(rows, dtype=float), 100.0
    frame["lower_ci"], frame["upper_ci"] = frame.value - 1, frame.value + 1
    frame["marker"], frame["source_id"] = "", "dfe_x"
    frame.loc[1, ["value", "marker", "lower_ci", "upper_ci"]] = [np.nan, "c", np.nan, np.nan]
    return frame[values.COLUMNS]


KINDS = pd.Series({"share": "proportion", "score": "score"})

#: Faults: row, cells, and the beginning of what must be said.
FAULTS = [
    (0, {"period_end": pd.NaT}, "No end of period: 1 row ("),
    (0, {"value": np.inf}, "value is infinite: 1 row ("),
    (0, {"value": -np.inf}, "value is infinite: 1 row ("),
    (0, {"upper_ci": np.inf}, "upper_ci is infinite: 1 row ("),
    (0, {"numerator": -1.0}, "numerator is negative: 1 row ("),
    (0, {"denominator": -1.0, "numerator": np.nan}, "denominator is negative: 1 row ("),
    (0, {"marker": "q"}, "Unknown marker (allowed: c k low u x z - p r j): 1 row ("),
    (1, {"marker": ""}, "Missing without a marker that says why: 1 row ("),
    (1, {"marker": "p"}, "Missing without a marker that says why: 1 row ("),
    (0, {"marker": "c"}, "A figure and a marker for its absence: 1 row ("),
    (0, {"lower_ci": 2.0, "upper_ci": 1.0}, "lower_ci above upper_ci: 1 row ("),
    (0, {"numerator": 101.0}, "A proportion whose numerator exceeds its denominator: 1 row ("),
    (3, {"area_code": "E06000001", "period": "2020"}, "Two rows for one indicator, area and period: 1 row ("),
]


def _spoil(frame, row, cells):
    for column, cell in cells.items():
        frame.loc[row, column] = cell


def test_a_sound_table_has_no_problem(data):
    assert values.problems(_table(), KINDS) == []
    assert values.problems(values.empty(), KINDS) == []
    assert values.problems(data.values, data.catalog.indicators.statistic) == []


@pytest.mark.parametrize(("row", "cells", "said"), FAULTS, ids=[f[2].split(":")[0] for f in FAULTS])
def test_each_fault_is_told_alone_with_its_row(row, cells, said):
    frame = _table()
    _spoil(frame, row, cells)
    found = [p for p in values.problems(frame, KINDS) if not ("marker" in cells and cells["marker"] == "q")]
    if "marker" in cells and cells["marker"] == "q":
        # An unknown marker beside a figure is also a marker for its absence: the first is the one that matters.
        found = values.problems(frame, KINDS)[:1]
    assert len(found) == 1 and found[0].startswith(said)
    one = frame.loc[row]
    assert f"({one.indicator_id} {one.area_code} {one.period})" in found[0]


def test_all_faults_are_told_at_once():
    frame = pd.concat([_table().assign(area_code=f"E0900000{n}") for n in range(len(FAULTS))], ignore_index=True)
    frame["period"] = [str(1900 + n) for n in range(len(frame))]
    step = len(_table())
    for n, (row, cells, _) in enumerate(FAULTS[:-1]):
        _spoil(frame, n * step + row, cells)
    frame = pd.concat([frame, frame.iloc[[-1]]], ignore_index=True)
    found = values.problems(frame, KINDS)
    for _, _, said in FAULTS:
        beginning = said.split(":")[0]
        assert any(p.startswith(beginning) for p in found), beginning
    assert sum(p.startswith("value is infinite: 2 rows (") for p in found) == 1


def test_many_rows_are_counted_and_three_are_named():
    frame = _table(8).assign(denominator=-1.0, numerator=np.nan)
    (said,) = values.problems(frame, KINDS)
    assert said == (
        "denominator is negative: 8 rows (share E06000001 2020; share E06000002 2020; share E06000003 2020; …)."
    )


def test_what_is_allowed_is_not_called_wrong():
    """Missing counts, a negative score, a rate above its denominator, markers beside a figure."""
    frame = _table()
    frame.loc[4, "value"], frame.loc[4, "lower_ci"], frame.loc[4, "upper_ci"] = -5.0, -6.0, -4.0
    frame.loc[4, "numerator"] = 200.0  # of a score, which is no proportion
    frame.loc[0, "marker"], frame.loc[2, "marker"], frame.loc[3, "marker"] = "p", "r", "j"
    frame.loc[5, ["numerator", "denominator", "lower_ci", "upper_ci"]] = np.nan
    assert values.problems(frame, KINDS) == []


def test_text_in_a_number_column_and_missing_columns_are_sentences():
    frame = _table().astype({"value": object, "numerator": object})
    frame.loc[2, "value"] = "20.6%"
    assert values.problems(frame, KINDS) == [
        "value holds text: every entry must be a number or missing.",
        "numerator holds text: every entry must be a number or missing.",
    ]
    assert values.problems(_table().drop(columns=["marker", "value"])) == ["The values lack value, marker."]


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "with spaces" / "values.parquet"
    log = [{"source_id": "dfe_x", "file": "a/b.csv", "sha256": "00ff", "rows": 6, "values": 6, "published": "2025-10"}]
    log.append({name: part for name, part in log[0].items() if name != "published"} | {"file": "a/c.csv"})
    frame = _table()
    write(frame, path, log)
    got = values.read(path=path)
    expected = frame.sort_values(values.KEY, ignore_index=True)
    pd.testing.assert_frame_equal(
        got.astype({c: "str" for c in [*values.KEY, "marker", "source_id"]}),
        expected,
        check_exact=True,
        check_dtype=False,
    )
    assert values.releases(path).to_dict("records") == [log[0], log[1] | {"published": ""}]


def test_the_same_table_in_another_order_gives_the_same_bytes(tmp_path, data):
    frame = data.values[data.values.indicator_id.isin(["re_referrals", "social_worker_turnover"])]
    frame = frame.astype({c: "str" for c in [*values.KEY, "marker", "source_id"]})
    one, two, three = (tmp_path / f"{n}.parquet" for n in "abc")
    write(frame, one, [])
    write(frame.sample(frac=1, random_state=7)[list(reversed(values.COLUMNS))], two, [])
    assert one.read_bytes() == two.read_bytes()
    write(frame.assign(value=frame.value + 1e-9), three, [])
    assert one.read_bytes() != three.read_bytes()


def test_row_groups_are_of_like_size_and_sorted_and_share_no_indicator(data):
    """The last holds what is left."""
    file = pq.ParquetFile(paths.STORE)
    assert file.schema_arrow.names == values.COLUMNS
    groups = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
    assert len(groups) > 2 and all(20_000 < group.num_rows < 150_000 for group in groups[:-1])
    assert 0 < groups[-1].num_rows < 150_000
    ids = [group.column(0).statistics for group in groups]
    assert all(one.max < other.min for one, other in itertools.pairwise(ids))
    keys = list(zip(*(data.values[k].astype("str") for k in values.KEY), strict=True))
    assert keys == sorted(keys)


def test_a_store_written_table_by_table_is_the_store_of_one_table(tmp_path):
    """And one that fails on the way leaves the store of before."""
    frame, path = _table(), tmp_path / "values.parquet"
    write(frame, path, [])
    whole = values.read(path=path)
    with values.writer(path) as out:
        for _, part in frame.groupby("indicator_id"):
            out.add(part)
    pd.testing.assert_frame_equal(values.read(path=path), whole, check_categorical=False)
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), values.writer(path) as out:
        out.add(frame.head(1))
        _ = 1 / 0
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {path.name, values.checksum(path).name}


@pytest.mark.parametrize("wanted", [["re_referrals"], ["social_worker_turnover", "children_0_17"], ["none such"], []])
def test_reading_some_is_filtering_all(data, wanted):
    some = values.read(wanted)
    all_of_them = data.values[data.values.indicator_id.isin(wanted)].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, all_of_them, check_categorical=False)
    assert len(some) or wanted in (["none such"], [])
    areas = ["E06000054", "E92000001"]
    both = values.read(wanted, areas)
    pd.testing.assert_frame_equal(
        both, some[some.area_code.isin(areas)].reset_index(drop=True), check_categorical=False
    )


def _message(path):
    with pytest.raises(ScoutingError) as caught:
        values.read(path=path)
    return str(caught.value)


def test_a_store_that_is_missing_or_is_none_is_said(tmp_path):
    path = tmp_path / "values.parquet"
    assert _message(path).startswith(f"{path} is missing: published figures, or their checksum. ")
    assert _message(path).endswith("build them with: scouting data build --releases FOLDER")
    for content in (b"indicator_id,area_code\n", b"", b"PAR1" + b"\0" * 40 + b"PAR1"):
        path.write_bytes(content)
        seal(path)
        assert _message(path).startswith(f"{path} cannot be read as a store of values: ")
    _table().drop(columns=["value", "marker"]).to_parquet(path)
    seal(path)
    assert _message(path) == f"{path} is no store of values: it lacks value, marker."
    path.unlink()
    path.mkdir()
    assert str(path) in _message(path)


def test_filters_on_what_is_no_store_are_said(tmp_path):
    path = tmp_path / "values.parquet"
    _table().drop(columns=["indicator_id"]).to_parquet(path)
    seal(path)
    with pytest.raises(ScoutingError, match=r"store of values"):
        values.read(["share"], path=path)


def _flipped(path, at: int, bit: int) -> bool:
    """Whether a store with one bit turned is refused; it is put right again."""
    held = path.read_bytes()
    path.write_bytes(held[:at] + bytes([held[at] ^ (1 << bit)]) + held[at + 1 :])
    try:
        values.read(["re_referrals"], path=path)
        return False
    except ScoutingError as err:
        assert str(path) in str(err) and "No figure of it was read." in str(err)
        return True
    finally:
        path.write_bytes(held)


@pytest.mark.parametrize("flips", [20, pytest.param(200, marks=pytest.mark.long)])
def test_a_store_with_any_bit_turned_is_refused(tmp_path, flips):
    path = tmp_path / paths.STORE.name
    for file in (paths.STORE, values.checksum(paths.STORE)):
        shutil.copy(file, tmp_path)
    chance, size = random.Random(11), path.stat().st_size
    last = size - 1 - chance.randrange(3000)  # in the footer, which no page's own checksum covers
    assert all(
        _flipped(path, at, chance.randrange(8)) for at in [last, *(chance.randrange(size) for _ in range(flips))]
    )
    assert len(values.read(["re_referrals"], path=path))


def test_a_checksum_that_is_missing_cut_or_of_another_file_is_said(tmp_path):
    path = tmp_path / "values.parquet"
    write(_table(), path, [])
    told = values.checksum(path)
    for text in ("", "abc", f"{'0' * 64}  values.parquet\n"):
        told.write_text(text)
        assert _message(path).startswith(
            f"{path} is damaged, or not the file that values.parquet.sha256 beside it was "
        )
    told.unlink()
    assert _message(path).startswith(f"{told} is missing")


def test_the_rows_that_are_damaged_are_told_and_those_that_cannot_be(tmp_path):
    path = tmp_path / paths.STORE.name
    for file in (paths.STORE, values.checksum(paths.STORE)):
        shutil.copy(file, tmp_path)
    assert values.damaged(path) == []
    held = path.read_bytes()
    groups = pq.read_metadata(path)
    column = groups.row_group(2).column(groups.schema.names.index("value"))
    at = column.data_page_offset + column.total_compressed_size // 2
    path.write_bytes(held[:at] + bytes([held[at] ^ 4]) + held[at + 1 :])
    first, last = (getattr(groups.row_group(2).column(0).statistics, end) for end in ("min", "max"))
    found = values.damaged(path)
    assert found and (min(found), max(found)) == (first, last)
    path.write_bytes(held[:-40] + bytes(8) + held[-32:])  # in the list of contents
    assert values.damaged(path) is None


def test_a_damaged_store_is_told_by_the_command_with_the_releases_whose_rows_it_is(tmp_path, monkeypatch):
    from scouting.cli.main import main

    for file in (paths.STORE, values.checksum(paths.STORE)):
        shutil.copy(file, tmp_path)
    store = tmp_path / paths.STORE.name
    held = store.read_bytes()
    store.write_bytes(held[:5000] + bytes([held[5000] ^ 1]) + held[5001:])
    monkeypatch.setattr(paths, "STORE", store)
    answer = CliRunner().invoke(main, ["data", "check"])
    assert answer.exit_code == 2 and f"{store} is damaged" in answer.output
    assert re.search(r"The damage is among the rows of \d+ indicators, from: .+, 2\d{3}", answer.output)
