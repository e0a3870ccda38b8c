"""Files that people made: what they are, and every way in which they cannot be read."""

import pytest

from scouting.errors import ScoutingError
from scouting.own import cells, files

NAMES = ["figures", "targets"]
HEAD = "council,indicator_id,value\n"


def put(folder, content, name="own.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def refused(path):
    with pytest.raises(ScoutingError) as caught:
        files.read(path, NAMES)
    return str(caught.value)


def read(path):
    (sheet,) = files.read(path, NAMES)
    return cells.table(sheet)


def names(path):
    return {name: [cells.heading(text) for text in rows[0]] for name, rows in files.beginning(path, NAMES).items()}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_csv_in_utf_8_with_and_without_its_mark(tmp_path, mark, ends):
    text = f'Council, Indicator ID ,value{ends}Wiltshire,a,1{ends}{ends}Môn," b \u00a0c",{ends},,{ends}Kent,d,2{ends}'
    sheet = read(put(tmp_path, mark + text.encode("utf-8")))
    assert sheet.problems == [] and sheet.notes == []
    assert sheet.cells.to_dict("index") == {
        2: {"council": "Wiltshire", "indicator_id": "a", "value": "1"},
        4: {"council": "Môn", "indicator_id": "b c", "value": ""},  # blank lines count as rows, as in Excel
        6: {"council": "Kent", "indicator_id": "d", "value": "2"},
    }


OTHERS = {
    "empty": (b"", "own.csv is empty: it has no bytes at all. Was it saved?"),
    "a web page": (
        b"\n<!DOCTYPE html><html><title>503 Service Unavailable</title></html>",
        "own.csv is a web page, not a table: perhaps an error page was saved in its place.",
    ),
    "with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(40),
        "own.csv is protected by a password. Open it in Excel and save it as 'Excel Workbook (.xlsx)', "
        "without the password.",
    ),
    "of the old kind": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"),
        "own.csv is a workbook of the old kind (.xls). Open it in Excel and save it as 'Excel Workbook (.xlsx)'.",
    ),
    "parquet": (b"PAR1" + bytes(20), "own.csv is not a CSV, XLSX or ODS file. Own figures must be in one of these."),
    "cut in a letter of UTF-16": (
        (HEAD + "Kent,a,1\n").encode("utf-16")[:-1],
        "own.csv, row 2: is neither UTF-8 nor UTF-16 text. In Excel: File, Save As, 'CSV UTF-8 (Comma delimited)'.",
    ),
    "no encoding": (b"council,value\nKent,\x81\xff\n", "own.csv, row 2: is in no encoding that is known."),
}


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("told", [False, True])
def test_every_encoding_and_every_sign_between_columns_give_the_same_table(tmp_path, sign, told):
    for encoding in ENCODINGS:
        text = (f"sep={sign}\n" if told else "") + (HEAD + 'Kent,café,1\n"Derby",b,2\n').replace(",", sign)
        path = put(tmp_path, text.encode(encoding))
        sheet = read(path)
        first = 3 if told else 2
        assert sheet.problems == [] and sheet.cells.to_dict("index") == {
            first: {"council": "Kent", "indicator_id": "café", "value": "1"},
            first + 1: {"council": "Derby", "indicator_id": "b", "value": "2"},
        }, encoding
        said = [
            f"own.csv, row {first}: 'é' is not UTF-8, so the file was read as Windows-1252, as older Excel writes it."
        ]
        assert sheet.notes == (said if encoding == "cp1252" else []), encoding
        assert names(path) == {"": ["council", "indicator_id", "value"]}


@pytest.mark.parametrize("what", OTHERS)
def test_a_file_of_another_kind_is_named_with_what_to_do(tmp_path, what):
    content, said = OTHERS[what]
    assert refused(put(tmp_path, content)).startswith(said)


def test_a_file_over_the_size_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(500_000_000_000)  # sparse: nothing is on the disk, and reading it would never end
    assert refused(path) == (
        "huge.csv has 500,000 MB; a file of own figures may have 20 MB at most. It was not read. Is it the right file?"
    )
    assert names(path) == {}


def test_what_is_no_file_is_said(tmp_path):
    assert refused(tmp_path / "gone.csv") == f"{tmp_path / 'gone.csv'} is not there."
    assert refused(tmp_path) == f"{tmp_path} is no file."


TABLES = {
    "a name twice": ("council,value,Value\nKent,1,2\n", ["own.csv, row 1: the column value is there twice."]),
    "no names": (",,\nKent,1,2\n", ["own.csv, row 1: no column names. The first row must hold them."]),
    "ragged rows": (
        HEAD + "Kent,a\nKent,a,1\nKent,a,1,234\n",
        [
            "own.csv, row 2: 2 cells, but row 1 names 3. Is there a comma too many, or one missing? Put text "
            "that contains a comma in double quotes.",
            "own.csv, row 4: 4 cells, but row 1 names 3. Is there a comma too many, or one missing? Put text "
            "that contains a comma in double quotes.",
        ],
    ),
    "a cell under no name": (
        "council,,value\nKent,x,1\n",
        ["own.csv, row 2: 'x' stands in column 2, which has no name in row 1."],
    ),
    "an error of Excel": (
        HEAD + "Kent,a,#DIV/0!\nKent,a,#N/A\n",
        [
            f"own.csv, row {row}, value: contains the Excel error {error}. Correct the formula, or leave the cell "
            "blank and give a marker."
            for row, error in ((2, "#DIV/0!"), (3, "#N/A"))
        ],
    ),
    "a control character": (
        HEAD + "Ke\x07nt,a,1\n",
        ["own.csv, row 2, council: contains a hidden control character. Type the text again."],
    ),
    "a quote that never ends": (
        HEAD + 'Kent,"a,1\nKent,b,2\n',
        ["own.csv, line 3: cannot be read as CSV: unexpected end of data."],
    ),
}


@pytest.mark.parametrize("what", TABLES)
def test_what_is_wrong_inside_a_table_is_told_with_its_place(tmp_path, what):
    content, said = TABLES[what]
    assert read(put(tmp_path, content)).problems == said


def test_sound_rows_are_read_beside_wrong_ones_so_that_all_problems_come_together(tmp_path):
    sheet = read(put(tmp_path, HEAD + "Kent,a\nKent,b,1\n"))
    assert sheet.cells.indicator_id.to_dict() == {3: "b"} and len(sheet.problems) == 1


def test_a_csv_with_the_name_of_a_workbook_is_read_as_what_it_is(tmp_path):
    sheet = read(put(tmp_path, HEAD + "Kent,a,1\n", "own.xlsx"))
    assert sheet.cells.value.tolist() == ["1"]
    assert sheet.notes == ["own.xlsx is not a workbook, whatever its name says: it was read as CSV."]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"PAR1", b"\n\n", b"\0"]
)
def test_looking_at_names_raises_nothing(tmp_path, content):
    assert set(map(str, files.beginning(put(tmp_path, content), NAMES))) <= {""}
    assert files.beginning(tmp_path / "gone", NAMES) == files.beginning(tmp_path, NAMES) == {}
