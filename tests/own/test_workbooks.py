"""Workbooks that people made: what is hidden, worked out, merged or broken in them."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from scouting import bounds
from scouting.errors import ScoutingError
from scouting.own import cells, files

NAMES = ["figures", "targets"]
HEAD = ["council", "indicator_id", "value"]


def make(folder, *rows, head=HEAD, name="figures", change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in (head, *rows):
        sheet.append(row)
    if change:
        change(book)
    path = folder / "own.xlsx"
    book.save(path)
    return path


def read(path):
    (sheet,) = files.read(path, NAMES)
    return cells.table(sheet)


def names(path):
    return {name: [text for text in rows[0] if text] for name, rows in files.beginning(path, NAMES).items()}


def refused(path):
    with pytest.raises(ScoutingError) as caught:
        files.read(path, NAMES)
    return str(caught.value)


def edited(path, part, before, after):
    """The workbook with a text of one part replaced: what no library writes by itself."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = parts[part].replace(b"<v></v>", b"<v />")  # openpyxl writes one or the other, with lxml or without
    assert before in parts[part]
    parts[part] = parts[part].replace(before, after)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_numbers_texts_and_days_become_text(tmp_path):
    rows = [
        ["Kent", "whole", 12], ["Kent", "whole float", 12.0], ["Kent", "float", 0.1], ["Kent", "small", 1e-7],
        ["Kent", "text", "12.50"], ["Kent", "blank", None], ["Kent", "day", dt.datetime(2025, 7, 1)],
        ["Kent", "truth", True], [None, None, None], ["Kent", "last", -3],
    ]  # fmt: skip
    sheet = read(make(tmp_path, *rows))
    wanted = ["12", "12", "0.1", "1e-07", "12.50", "", "2025-07-01", "True", "-3"]
    assert sheet.cells.value.tolist() == wanted and sheet.problems == []
    assert sheet.cells.index.tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 11]  # the rows of the sheet


@given(number=st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_a_number_of_a_cell_is_kept_to_the_last_digit(number):
    assert float(cells.plain_text(number)) == number


def test_hidden_rows_columns_and_formulas_are_read_and_counted(tmp_path):
    def change(book):
        sheet = book["figures"]
        for row in (2, 3, 4, 90):  # the last one is empty
            sheet.row_dimensions[row].hidden = True
        for column in ("B", "F"):  # the second one is empty
            sheet.column_dimensions[column].hidden = True
        sheet["C3"] = "=1+1"

    path = make(tmp_path, ["Kent", "a", 1], ["Kent", "b", None], ["Kent", "c", 3], ["Kent", "d", 4], change=change)
    # As Excel leaves it: the formula with the result it had when the file was saved.
    path = edited(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    sheet = read(path)
    assert sheet.problems == [] and sheet.cells.value.tolist() == ["1", "2", "3", "4"]
    assert sheet.cells.indicator_id.tolist() == ["a", "b", "c", "d"]
    assert sheet.notes == ["own.xlsx, sheet figures: 3 hidden rows, 1 hidden column and 1 formula were read."]


def test_one_formula_is_told_alone(tmp_path):
    path = make(tmp_path, ["Kent", "b", "=1+1"])
    path = edited(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert read(path).notes == ["own.xlsx, sheet figures: 1 formula was read."]


def test_a_formula_without_a_stored_result_names_its_cell(tmp_path):
    sheet = read(make(tmp_path, ["Kent", "a", "=1+1"], ["Kent", "b", 5]))
    assert sheet.problems == [
        "own.xlsx, sheet figures, cell C2: has a formula without a stored result. Open the file in Excel and save it, "
        "or type the figure."
    ]
    assert sheet.cells.indicator_id.tolist() == ["b"]


def test_a_formula_that_came_to_no_text_is_a_blank_cell(tmp_path):
    path = make(tmp_path, ["Kent", "a", '=""'])
    path = edited(path, "xl/worksheets/sheet1.xml", b'<c r="C2"><f>""</f><v />', b'<c r="C2" t="str"><f>""</f><v></v>')
    sheet = read(path)
    assert sheet.problems == [] and sheet.cells.value.tolist() == [""]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#VALUE!"])
def test_an_error_of_excel_names_its_cell(tmp_path, error):
    sheet = read(make(tmp_path, ["Kent", "a", error]))
    assert sheet.problems == [
        f"own.xlsx, sheet figures, cell C2: contains the Excel error {error}. Correct the formula, or leave the cell "
        "blank and give a marker."
    ]


def test_a_cell_is_read_as_a_person_sees_it(tmp_path):
    def change(book):
        book["figures"]["C2"].number_format = "0.0%"
        book["figures"]["C3"].number_format = '0.0"%"'  # here the sign is only a text behind the number
        book["figures"]["C4"].number_format = "mmm-yy"  # what Excel makes of 2025-07

    rows = [["Kent", "a", 0.253], ["Kent", "b", 12.5], ["Kent", "c", dt.datetime(2025, 7, 1)]]
    sheet = read(make(tmp_path, *rows, change=change))
    assert sheet.problems == [] and sheet.cells.value.tolist() == ["25.3%", "12.5", "Jul 2025"]


def test_merged_names_are_refused(tmp_path):
    sheet = read(make(tmp_path, ["Kent", "a", 1], change=lambda book: book["figures"].merge_cells("A1:B1")))
    assert sheet.problems == [
        "own.xlsx, sheet figures, A1:B1: merged cells in the row of names. Unmerge them, so that each "
        "column has its own name."
    ]
    assert sheet.cells.empty


def test_a_merged_range_over_a_whole_sheet_costs_nothing(tmp_path):
    path = make(tmp_path, ["Kent", "a", 1], change=lambda book: book["figures"].merge_cells("E5:F5"))
    path = edited(path, "xl/worksheets/sheet1.xml", b"E5:F5", b"E5:XFD1048576")  # 17,000 million cells
    assert read(path).cells.value.tolist() == ["1"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<row r="2"', b'<row r="99999999999"'),
        (b"<sheetData>", b'<cols><col min="-99999999999" max="99999999999" hidden="1"/></cols><sheetData>'),
    ],
)
def test_places_that_no_sheet_has_cost_nothing(tmp_path, before, after):
    path = edited(make(tmp_path, ["Kent", "a", 1]), "xl/worksheets/sheet1.xml", before, after)
    assert refused(path).startswith("own.xlsx cannot be read as a workbook: it is damaged (")


def test_the_size_that_a_sheet_declares_is_not_believed(tmp_path):
    path = make(tmp_path, ["Kent", "a", 1])
    for declared in (b"A1:XFD1048576", b"A1:A1"):
        lying = edited(make(tmp_path, ["Kent", "a", 1]), "xl/worksheets/sheet1.xml", b"A1:C2", declared)
        assert read(lying).cells.value.tolist() == ["1"]
    assert read(path).cells.value.tolist() == ["1"]


def test_a_sheet_with_a_row_too_many_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "MOST_ROWS", 3)
    assert refused(make(tmp_path, *[["Kent", "a", n] for n in range(4)])) == (
        "own.xlsx: has 5 rows; 3 are the most that are read. Clear what is below the table. Is it the right file?"
    )


def test_sheets_are_chosen_by_name_or_because_there_is_no_other(tmp_path):
    def add(*names, hide=()):
        def change(book):
            for name in names:
                book.create_sheet(name).append(HEAD)
            for name in hide:
                book[name].sheet_state = "hidden"

        return change

    path = make(tmp_path, ["Kent", "a", 1], name="Figures ", change=add("read me", "targets", "codes"))
    assert [sheet.name for sheet in files.read(path, NAMES)] == ["Figures ", "targets"]
    assert names(path) == dict.fromkeys(["Figures ", "read me", "targets", "codes"], HEAD)
    path = make(tmp_path, ["Kent", "a", 1], name="Sheet1", change=add("lists", hide=["lists"]))
    assert read(path).name == "Sheet1"
    path = make(tmp_path, ["Kent", "a", 1], name="Sheet1", change=add("Sheet2"))
    assert refused(path) == ("own.xlsx has the sheets Sheet1, Sheet2: none is called figures, targets. Rename yours.")
    assert names(path) == {"Sheet1": HEAD, "Sheet2": HEAD}
    path = make(tmp_path, ["Kent", "a", 1], change=add("front", hide=["figures"]))
    assert read(path).notes == ["own.xlsx, sheet figures: is hidden and was read."]


def _zip(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


KINDS = {
    "macros": ({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, "own.xlsx has macros (.xlsm): it was not opened."),
    "binary": ({"xl/workbook.bin": b""}, "own.xlsx is a binary workbook (.xlsb)."),
    "a ZIP file": ({"readme.txt": b""}, "own.xlsx is a ZIP file, but not a workbook."),
}


@pytest.mark.parametrize("what", KINDS)
def test_another_kind_of_workbook_is_told_what_to_save_as(tmp_path, what):
    parts, said = KINDS[what]
    assert refused(_zip(tmp_path / "own.xlsx", parts)) == (
        f"{said} Open it in Excel and save it as 'Excel Workbook (.xlsx)'."
    )


def test_a_workbook_that_is_cut_short_or_spoilt_is_said_to_be_damaged(tmp_path):
    whole = make(tmp_path, ["Kent", "a", 1]).read_bytes()
    path = tmp_path / "own.xlsx"
    for length in (4, 30, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:length])
        assert refused(path).startswith("own.xlsx is damaged or cut short: it begins as a workbook, but")
        assert files.beginning(path, NAMES) == {}
    for part, before, after in (
        ("xl/worksheets/sheet1.xml", b"</row>", b"</rov>"),
        ("xl/workbook.xml", b"<sheets>", b"<shoots>"),
        ("xl/styles.xml", b"</styleSheet>", b""),
    ):
        path.write_bytes(whole)
        assert refused(edited(path, part, before, after)).startswith("own.xlsx cannot be read as a workbook: it is dam")


@given(places=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_flipped_bytes_raises_nothing_that_is_not_ours(tmp_path_factory, places):
    folder = tmp_path_factory.mktemp("flipped")
    raw = bytearray(make(folder, ["Kent", "a", 1]).read_bytes())
    for place, byte in places:
        raw[place % len(raw)] = byte
    (folder / "own.xlsx").write_bytes(raw)
    try:
        files.read(folder / "own.xlsx", NAMES)
    except ScoutingError as err:
        assert "own.xlsx" in str(err)
    files.beginning(folder / "own.xlsx", NAMES)


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = tmp_path / "own.xlsx"
    book = {"xl/workbook.xml": b"<workbook/>"}
    _zip(path, book | {f"xl/worksheets/sheet{n}.xml": bytes(30_000_000) for n in range(4)})
    assert path.stat().st_size < 200_000
    assert refused(path) == (
        "own.xlsx unpacks to 120 MB in 5 parts, xl/worksheets/sheet0.xml to more than 300 times its size (allowed: "
        "100 MB, 1,000 parts, 300 times). It was not opened."
    )
    _zip(path, book | {"xl/worksheets/sheet1.xml": bytes(5_000_000)})
    assert "sheet1.xml to more than 300 times its size" in refused(path)
    _zip(path, book | {f"xl/media/{n}.png": b"" for n in range(1_100)})
    assert "in 1,101 parts (allowed" in refused(path)
    assert files.beginning(path, NAMES) == {}


def test_a_bomb_of_entities_does_not_go_off(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{laughs}]>'.encode()
    path = make(tmp_path, ["Kent", "a", 1])
    before = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    path = edited(path, "xl/worksheets/sheet1.xml", before, bomb + before.replace(b"<v>1</v>", b"<v>&l11;</v>"))
    assert refused(path) == (
        "own.xlsx, xl/worksheets/sheet1.xml: declares names for text (DOCTYPE, entities), which no workbook does."
    )


def test_columns_beyond_the_hundredth_are_not_built(tmp_path):
    wide = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "figures"
    for row in range(1, 4):
        book.active[f"{get_column_letter(16_384)}{row}"] = "far"
        book.active[f"A{row}"] = "council"
    book.save(wide)
    path = tmp_path / "own.xlsx"
    path.write_bytes(wide.getvalue())
    assert refused(path) == (
        "own.xlsx: has 16,384 columns; 100 are the most that are read. Clear what is to the right of the table."
    )
