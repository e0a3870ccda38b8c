"""OpenDocument workbooks: read as they are shown, and what is hostile in them refused before it costs anything."""

import zipfile

import pytest

from scouting.errors import ScoutingError
from scouting.own import cells, files, ods

NAMES = ["figures", "targets"]
_URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = f'xmlns:o="{_URN}:office:1.0" xmlns:x="{_URN}:text:1.0" xmlns:t="{_URN}:table:1.0"'


def text(shown, more=""):
    return f'<t:table-cell o:value-type="string" {more}><x:p>{shown}</x:p></t:table-cell>'


def number(value, shown, kind="float"):
    return f'<t:table-cell o:value-type="{kind}" o:value="{value}"><x:p>{shown}</x:p></t:table-cell>'


def make(folder, *rows, name="figures", more="", change=lambda body: body):
    table = "".join(row if row.startswith("<t:table-row") else f"<t:table-row>{row}</t:table-row>" for row in rows)
    body = change(f'<o:document {SPACES}><t:table t:name="{name}">{table}</t:table>{more}</o:document>')
    path = folder / "own.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
    return path


HEAD = text("council") + text("indicator_id") + text("value")


def read(path):
    (sheet,) = files.read(path, NAMES)
    return cells.table(sheet)


def refused(path):
    with pytest.raises(ScoutingError) as caught:
        files.read(path, NAMES)
    return str(caught.value)


def test_cells_are_read_as_they_are_shown(tmp_path):
    note = text("Kent").replace("<x:p>", "<o:annotation><x:p>a remark</x:p></o:annotation><x:p>")
    day = '<t:table-cell o:value-type="date" o:date-value="2025-07-01T00:00:00"><x:p>01/07/25</x:p></t:table-cell>'
    blank = '<t:table-cell t:number-columns-repeated="1020"/>'
    path = make(
        tmp_path, HEAD + blank, note + text("a") + number(0.253, "25.3%", "percentage"),
        f'<t:table-row t:number-rows-repeated="2">{text("Derby")}{text("b")}{number(12.0, "12.00")}</t:table-row>',
        '<t:table-row t:number-rows-repeated="9000"><t:table-cell t:number-columns-repeated="1024"/></t:table-row>',
        text("Essex") + text("c") + day,
    )  # fmt: skip
    sheet = read(path)
    assert sheet.problems == []
    assert sheet.cells.to_numpy().tolist() == [
        ["Kent", "a", "25.3%"], ["Derby", "b", "12"], ["Derby", "b", "12"], ["Essex", "c", "2025-07-01"],
    ]  # fmt: skip
    assert sheet.cells.index.tolist() == [2, 3, 4, 9_005]  # the rows of the sheet
    assert files.beginning(path, NAMES)["figures"][0][:3] == ["council", "indicator_id", "value"]


def test_an_error_of_a_formula_names_its_cell(tmp_path):
    sheet = read(make(tmp_path, HEAD, text("Kent") + text("a") + text("#DIV/0!"), text("Kent") + text("b") + text("1")))
    assert sheet.problems == [
        "own.ods, sheet figures, row 2, cell 3: contains the Excel error #DIV/0!. Correct the formula, or leave the "
        "cell blank and give a marker."
    ]
    assert sheet.cells.indicator_id.tolist() == ["b"]


def test_a_small_file_that_means_a_billion_cells_is_refused(tmp_path):
    wide = text("Kent", 't:number-columns-repeated="16384"')
    assert refused(make(tmp_path, HEAD, wide)) == (
        "own.ods, sheet figures: has 16,384 columns; 100 are the most that are read. Clear what is to the right of the "
        "table."
    )
    tall = f'<t:table-row t:number-rows-repeated="500000">{text("Kent")}</t:table-row>'
    assert refused(make(tmp_path, HEAD, tall)) == (
        "own.ods, sheet figures: has 500,001 rows; 100,000 are the most that are read. Clear what is below the "
        "table. Is it the right file?"
    )
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">{laughs}]>'
    path = make(tmp_path, HEAD, text("&l11;"), change=lambda body: bomb + body)
    assert refused(path) == (
        "own.ods, content.xml: declares names for text (DOCTYPE, entities), which no workbook does."
    )


def test_a_damaged_one_is_said_to_be_so(tmp_path):
    path = make(tmp_path, HEAD, change=lambda body: body[:-20])
    assert refused(path).startswith("own.ods cannot be read as a workbook: it is damaged (")
    path = make(tmp_path, HEAD, number("many", "many"))
    assert refused(path).startswith("own.ods cannot be read as a workbook (ODS): it is damaged (")
    assert files.beginning(path, NAMES) == {} and ods.is_ods(path)


def test_its_sheets_are_chosen_by_name(tmp_path):
    other = f'<t:table t:name="read me"><t:table-row>{text("words")}</t:table-row></t:table>'
    assert read(make(tmp_path, HEAD, more=other)).name == "figures"
    assert refused(make(tmp_path, HEAD, name="Sheet1", more=other)) == (
        "own.ods has the sheets Sheet1, read me: none is called figures, targets. Rename yours."
    )
    assert read(make(tmp_path, HEAD, name="Sheet1")).name == "Sheet1"
