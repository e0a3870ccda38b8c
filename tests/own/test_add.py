"""Adding a council's own file: what is kept, replaced, refused; whole or not at all."""

import contextlib
import datetime as dt
import fnmatch
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting import catalog, paths
from scouting.errors import ScoutingError
from scouting.own import add, seen, tables, template

TODAY = dt.date(2025, 11, 24)
HEAD = "council,indicator_id,period,value,numerator,denominator,marker,share,note\n"
KEPT = "area_code,indicator_id,period,period_end,value,numerator,denominator,marker,share,note,added\n"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "local"


def add_text(folder, text, name="own.csv"):
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return add.add_own(path, today=TODAY, folder=folder)


def tables_in(folder):
    return vars(seen.read(catalog.read(), folder))


def kept(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))} if folder.exists() else {}


def test_figures_are_kept_sorted_with_their_key(folder):
    lines = add_text(
        folder,
        HEAD + "Westmorland and Furness,re_referrals,2025-26 Q1,,12,48,,,first quarter\n"
        "Isles of Scilly,re_referrals,2025-07,,1,3,,public,\nBirmingham,re_referrals,2024/25,[c],,,,region,\n"
        "Birmingham,cost_fostering,2024-25,1234.5,,,p,,\n",
    )
    assert lines == [
        f"{folder / 'figures'}.csv: 4 figures read (4 added).",
        "How many people are behind the figures of cost_fostering is not known: one of under 5 people is not "
        "suppressed. Add them again with a denominator, or leave out figures about so few people.",
    ]
    assert (folder / "figures.csv").read_text(encoding="utf-8") == (
        KEPT + "E06000053,re_referrals,2025-07,2025-07-31,33.333333333333336,1,3,,public,,2025-11-24\n"
        "E06000064,re_referrals,2025-26 Q1,2025-06-30,25,12,48,,own,first quarter,2025-11-24\n"
        "E08000025,cost_fostering,2024-25,2025-03-31,1234.5,,,p,own,,2025-11-24\n"
        "E08000025,re_referrals,2024-25,2025-03-31,,,,c,region,,2025-11-24\n"
    )
    assert sorted(os.listdir(folder)) == ["figures.csv", "version"]


def test_what_is_kept_is_read_back_as_it_was(folder):
    add_text(folder, HEAD + "Kent,re_referrals,2025,,1,3,,,\nDerby,re_referrals,2025,x,,,,,\n")
    held = tables_in(folder)
    assert held["figures"].period_end.tolist() == [pd.Timestamp("2025-03-31")] * 2
    assert held["figures"].value.dropna().tolist() == [100 / 3]
    assert {kind: list(table) for kind, table in held.items()} == tables.TABLES
    assert [len(held[kind]) for kind in ("targets", "indicators", "neighbours")] == [0, 0, 0]
    assert tables_in(folder / "nowhere")["figures"].equals(tables_in(folder / "other")["figures"])


def test_the_same_file_again_changes_nothing(folder):
    text = HEAD + "Kent,re_referrals,2025,,1,3,,,\nKent,re_referrals,2024,25,1,4,,,a note\n"
    add_text(folder, text)
    before, times = kept(folder), (folder / "figures.csv").stat().st_mtime_ns
    assert add_text(folder, text) == [f"{folder / 'figures'}.csv: 2 figures read (2 unchanged)."]
    assert kept(folder) == before and (folder / "figures.csv").stat().st_mtime_ns == times


def test_a_row_with_the_same_key_is_replaced_however_its_period_is_written(folder):
    add_text(folder, HEAD + "Kent,re_referrals,2025,,1,4,,,\nKent,re_referrals,2024-25 Q4,,1,4,,,\n")
    lines = add_text(folder, HEAD + "Kent,re_referrals,2024-25,,2,4,,,\nKent,re_referrals,2024,,1,4,,,\n")
    assert lines == [f"{folder / 'figures'}.csv: 2 figures read (1 added, 1 replaced)."]
    table = tables_in(folder)["figures"].set_index("period").value
    assert table.to_dict() == {"2024": 25.0, "2024-25": 50.0, "2024-25 Q4": 25.0}


def test_a_neighbour_set_is_replaced_whole(folder):
    head = "set_id,title,council,neighbour,rank\n"
    add_text(folder, head + "ours,T,Kent,Essex,1\nours,T,Kent,Surrey,2\nother,O,Kent,Essex,1\n")
    lines = add_text(folder, head + "ours,T,Kent,Surrey,1\n")
    said = "1 neighbour read (1 replaced, 1 left out of their set)."
    assert lines == [f"{folder / 'neighbours'}.csv: {said}"]
    held = tables_in(folder)["neighbours"]
    assert held[["set_id", "neighbour_code", "rank"]].values.tolist() == [
        ["other", "E10000012", 1.0],
        ["ours", "E10000030", 1.0],
    ]


def test_a_figure_from_before_its_council_is_refused_with_the_other_problems(folder):
    rows = "Westmorland and Furness,re_referrals,2022-23,,1,4,,,\nKent,re_referrals,2024,1 0,1,4,,,\n"
    rows += (
        '"Bournemouth, Christchurch and Poole",re_referrals,2019,,1,4,,,\nBuckinghamshire,re_referrals,2015,,1,4,,,\n'
    )
    with pytest.raises(ScoutingError) as caught:
        add_text(folder, HEAD + rows)
    assert caught.value.problems == [
        "own.csv, row 3, value: '1 0' has a blank: write 10.",
        "own.csv, row 2, period: 2022-23 ended before Westmorland and Furness began on 1 April 2023. A figure of an "
        "earlier council is not its own.",
        "own.csv, row 4, period: 2019 ended before Bournemouth, Christchurch and Poole began on 1 April 2019. A figure "
        "of an earlier council is not its own.",
    ]  # Buckinghamshire goes on from the county on the same boundary
    assert kept(folder) == {}


def test_at_most_a_hundred_problems_are_listed(folder):
    with pytest.raises(ScoutingError) as caught:
        add_text(folder, HEAD + "Kent,re_referrals,2024,1%,1,4,,,\n" * 110)
    told = str(caught.value).split("\n- ")
    assert told[0] == "110 problems:" and len(told) == 102 and told[-1] == "… and 10 more like these."


@pytest.mark.parametrize("bad", ["Kent,re_referrals,2024,1%,1,4,,,\n", "Kent,re_referrals\n", "#N/A,,,,,,,,\n"])
def test_one_problem_keeps_everything_out(folder, bad):
    add_text(folder, HEAD + "Kent,re_referrals,2025,,1,3,,,\n")
    before = kept(folder)
    with pytest.raises(ScoutingError):
        add_text(folder, HEAD + "Essex,re_referrals,2025,,1,3,,,\n" + bad)
    assert kept(folder) == before


def _workbook(path, target=20.0):
    book = openpyxl.Workbook()
    book.active.title = "figures"
    rows = {
        "figures": [["council", "indicator_id", "period", "value"], ["Kent", "calls", "2025-26 Q1", 900]],
        "targets": [["council", "indicator_id", "target"], ["Kent", "calls", target]],
        "indicators": [
            ["indicator_id", "title", "service", "unit", "polarity", "statistic"],
            ["calls", "Calls to the front door", "adults", "calls", "no_judgement", "count"],
        ],
        "neighbours": [["set_id", "title", "council", "neighbour"], ["ours", "T", "Kent", "Essex"]],
    }
    for name, table in rows.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in table:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_puts_every_sheet_in_its_place(folder, tmp_path):
    said = []
    lines = add.add_own(_workbook(tmp_path / "own.xlsx"), said.append, TODAY, folder)
    assert lines == said
    assert sorted(lines) == [
        f"{folder / 'figures'}.csv: 1 figure read (1 added).",
        f"{folder / 'indicators'}.csv: 1 indicator read (1 added).",
        f"{folder / 'neighbours'}.csv: 1 neighbour read (1 added).",
        f"{folder / 'targets'}.csv: 1 target read (1 added).",
    ]
    # An indicator that is held serves the figures of later files.
    assert add_text(folder, HEAD + "Kent,calls,2025-26 Q2,950,,,,,\n")[0].endswith("1 figure read (1 added).")
    lines = add.add_own(_workbook(tmp_path / "own.xlsx", target=25.0), today=TODAY, folder=folder)
    assert [line.split(": ")[1] for line in lines if "unchanged" not in line] == ["1 target read (1 replaced)."]


@pytest.mark.parametrize("name", ["figures (2)", "Figures 2025"])
def test_a_filled_sheet_of_another_name_is_told_and_keeps_the_file_out(folder, tmp_path, name):
    path = _workbook(tmp_path / "own.xlsx")
    book = openpyxl.load_workbook(path)
    if name == "figures (2)":
        book.copy_worksheet(book["figures"]).title = name
    else:
        book["figures"].title = name
    book.create_sheet("Notes").append(["whatever", "stands", "here"])
    book.save(path)
    with pytest.raises(ScoutingError) as caught:
        add.add_own(path, today=TODAY, folder=folder)
    assert (
        f"own.xlsx, sheet {name}: has the columns of figures, but is not called figures, so that it would not be read. "
        "Call it figures, or put its rows there; hide it if it is not to be read."
    ) in caught.value.problems
    assert kept(folder) == {}
    book[name].sheet_state = "hidden"
    if name == "figures (2)":
        book.save(path)
        assert add.add_own(path, today=TODAY, folder=folder)


def test_a_file_that_cannot_be_written_leaves_all_as_it_was(folder, tmp_path, monkeypatch):
    add_text(folder, HEAD + "Kent,re_referrals,2025,,1,3,,,\n")
    before = kept(folder)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(ScoutingError) as caught:
        add.add_own(_workbook(tmp_path / "own.xlsx"), today=TODAY, folder=folder)
    assert str(caught.value) == f"Could not write to {folder}: No space left on device. Nothing was changed."
    assert kept(folder) == before


def test_a_table_open_in_another_program_keeps_all_the_others_as_they_were(folder, tmp_path, monkeypatch):
    add.add_own(_workbook(tmp_path / "own.xlsx"), today=TODAY, folder=folder)
    (folder / "neighbours.csv").unlink()
    before = kept(folder)
    for locked in ("figures.csv", "targets.csv", "indicators.csv", "neighbours.csv"):
        replace = os.replace

        def refuse(src, dst, locked=locked, replace=replace):
            if os.path.basename(dst) == locked:  # Windows refuses to replace an open file
                raise PermissionError(13, "Permission denied")
            replace(src, dst)

        book = openpyxl.load_workbook(_workbook(tmp_path / "own.xlsx", target=30.0))
        book["figures"]["D2"], book["indicators"]["B2"] = 1, "Calls"
        book.save(tmp_path / "own.xlsx")
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refuse)
            with pytest.raises(ScoutingError) as caught:
                add.add_own(tmp_path / "own.xlsx", today=TODAY, folder=folder)
        assert "Is it open in another program?" in str(caught.value) and "Nothing was changed." in str(caught.value)
        assert kept(folder) == before


def test_two_files_added_at_once_are_both_kept(folder, monkeypatch):
    both, read = threading.Barrier(2), add.read

    def meeting(*args):  # where both have read what is held, one of them would be lost
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(1)
        return read(*args)

    monkeypatch.setattr(add, "read", meeting)
    files = {f"{council}.csv": HEAD + f"{council},re_referrals,2025,,1,4,,,\n" for council in ("Kent", "Derby")}
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: add_text(folder, files[name], name), files))
    assert sorted(tables_in(folder)["figures"].area_code) == ["E06000015", "E10000016"]


def test_a_table_spoilt_by_hand_is_told_before_anything_is_added(folder):
    add_text(folder, HEAD + "Kent,re_referrals,2025,,1,3,,,\n")
    many = KEPT + "E10000016,a,2025,2025-03-31,many,,,,own,,\n"
    said = {"area_code,period\nE10000016,2025\n": " lacks the columns ", many: " row 2, value: 'many' is not a number."}
    for spoilt, words in said.items():
        (folder / "figures.csv").write_text(spoilt)
        with pytest.raises(ScoutingError) as caught:
            add_text(folder, HEAD + "Essex,re_referrals,2025,,1,3,,,\n")
        assert f"{folder / 'figures.csv'}{words}" in str(caught.value)
        assert (folder / "figures.csv").read_text() == spoilt


def test_own_figures_stay_in_a_folder_that_git_ignores():
    assert paths.LOCAL == paths.DATA / "local"
    ignored = (paths.ROOT / ".gitignore").read_text().splitlines()
    assert "/data/local/" in ignored
    assert any(fnmatch.fnmatch(name, line) for name in (template.WORKBOOK, template.CSV) for line in ignored)
    filled = f"{template.WORKBOOK.removesuffix('.xlsx')} (1).xlsx"
    assert any(fnmatch.fnmatch(filled, line) for line in ignored)


PAIRS = st.tuples(st.sampled_from(["Kent", "Essex", "Derby"]), st.sampled_from(["2023", "2024", "2024-25 Q2"]))


FILES = st.lists(st.dictionaries(PAIRS, st.integers(0, 9), min_size=1), min_size=1, max_size=4)


def _updated(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("many") / "local"
    wanted = {}
    for file in files:
        rows = "".join(f"{council},re_referrals,{period},,{n},9,,,\n" for (council, period), n in file.items())
        add_text(folder, HEAD + rows)
        wanted |= file
    held = tables_in(folder)["figures"]
    codes = {"Kent": "E10000016", "Essex": "E10000012", "Derby": "E06000015"}
    assert dict(zip(zip(held.area_code, held.period, strict=True), held.numerator, strict=True)) == {
        (codes[council], period): n for (council, period), n in wanted.items()
    }


@settings(max_examples=3)
@given(files=FILES)
def test_files_one_after_the_other_are_a_dictionary_updated(tmp_path_factory, files):
    _updated(tmp_path_factory, files)


@pytest.mark.long
@settings(max_examples=25)
@given(files=FILES)
def test_many_files_one_after_the_other_are_a_dictionary_updated(tmp_path_factory, files):
    _updated(tmp_path_factory, files)
