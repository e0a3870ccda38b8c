"""What is handed in instead of a release: each refused by its content, with its own message, before it is read."""

import io
import os
import zipfile

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting.errors import ScoutingError
from scouting.ingest import glance

NAME = "download (3)"


def _message(path, **how):
    with pytest.raises(ScoutingError) as caught:
        glance.look(path, **how)
    (said,) = caught.value.problems
    return said


def _zip(parts, **how):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", **how) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return box.getvalue()


def _book():
    box = io.BytesIO()
    with xlsxwriter.Workbook(box) as book:
        book.add_worksheet("Table_1a").write_row(0, 0, ["Code", "Name"])
        book.add_worksheet("Notes")
    return box.getvalue()


def _parquet():
    box = io.BytesIO()
    pd.DataFrame({"Short Desc": ["Rate"], "Years": ["2025"]}).to_parquet(box)
    return box.getvalue()


PAGE = b"\n<!DOCTYPE html>\n<html><head><title>\n Page not  found </title></head><body>a,b\n1,2</body></html>"
REFUSED = {
    "empty": (b"", "is empty (0 bytes). Download it again."),
    "a web page": (PAGE, "is a web page, not the release: 'Page not found'. Open the page in a browser"),
    "a page of XML's kind": (b'<?xml version="1.0"?>\n<html xmlns="x">', "is a web page, not the release."),
    "an answer in JSON": (b'{"error": "gone", "a": 1}', "is JSON, not a table."),
    "XML": (b"<Error><Code>AccessDenied</Code></Error>", "is XML, not a table."),
    "only headings": (b"time_period,la_name\n", "has headings and no rows. Download it again."),
    "prose": (b"Not a table\nat all\n", "is no table of columns parted by commas. It begins: 'Not a table'."),
    "semicolons": (b"a;b\n1;2\n", "is no table of columns parted by commas. It begins: 'a;b'."),
    "UTF-16": ("a,b\n1,2\n".encode("utf-16"), "is text in UTF-16. Save it as 'CSV UTF-8'."),
    "UTF-16 without its mark": ("a,b\n1,2\n".encode("utf-16-le"), "is text in UTF-16. Save it as 'CSV UTF-8'."),
    "Windows-1252": ("a,b\nx,1\nYnys Môn,2\nend,3\n".encode("cp1252"), "line 3 has a 'ô' of Windows-1252. Save it as"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is neither text, parquet nor a workbook."),
    "a password": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "is a workbook with a password, or in"),
    "a cut parquet": (_parquet()[:-40], "begins as a parquet table but cannot be read as one. It was probably"),
    "a cut workbook": (_book()[:-200], "begins as a workbook, but is not whole"),
    "a ZIP of other things": (_zip({"readme.txt": "x", "data.csv": "a,b"}), "is a ZIP file (data.csv, readme.txt)"),
    "a sealed ODS": (
        _zip({"content.xml": "x", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        "has a password. Open it, and save it without one.",
    ),
    "a bomb": (
        _zip({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": bytes(30_000_000)}, compression=zipfile.ZIP_DEFLATED),
        "unpacks to 30 MB in 2 parts",
    ),
    "a workbook of nothing": (_zip({"xl/workbook.xml": "x"}), "cannot be read as a workbook: it is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_release_is_said_to_be_what_it_is(tmp_path, what):
    content, words = REFUSED[what]
    path = tmp_path / NAME
    path.write_bytes(content)
    said = _message(path)
    assert said.startswith(f"{NAME} ") and words in said


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path):
    """A sparse file: 601 million bytes to the file system, none on the disk."""
    path = tmp_path / NAME
    path.touch()
    os.truncate(path, glance.LIMIT + 1_000_000)
    assert _message(path) == f"{NAME} has 601 MB and was not opened: 600 MB is the most that is read."


def test_what_is_not_there_and_a_folder(tmp_path):
    assert _message(tmp_path / NAME) == f"{tmp_path / NAME} is not there."
    assert _message(tmp_path) == f"{tmp_path} is a folder. Name the file in it."


@pytest.mark.parametrize(
    ("content", "kind", "columns", "sheets"),
    [
        ("\ufefftime_period, la_name\r\n2025,\"Kent, and more\"\r\n".encode(), "csv", ("time_period", "la_name"), ()),
        (_parquet(), "parquet", ("Short Desc", "Years"), ()),
        (_book(), "workbook", (), ("Table_1a", "Notes")),
    ],
)  # fmt: skip
def test_what_a_file_is_its_content_tells(tmp_path, content, kind, columns, sheets):
    for name in (NAME, "page.html", "data.csv", "data.xlsx", "data.parquet"):
        path = tmp_path / name
        path.write_bytes(content)
        file = glance.look(path)
        assert (file.kind, file.columns, file.sheets) == (kind, columns, sheets)
    if kind == "csv":
        assert file.sample == ({"time_period": "2025", "la_name": "Kent, and more"},)
    if kind == "workbook":
        assert file.rows("Table_1a") == [["Code", "Name"]]


def test_only_the_beginning_of_a_long_table_is_looked_at(tmp_path):
    path = tmp_path / NAME
    path.write_text("a,b\n" + "é,1\n" * glance.SAMPLE, encoding="utf-8")
    file = glance.look(path)
    assert 0 < len(file.sample) <= glance.SAMPLE / 5
    assert set(map(lambda row: tuple(row.values()), file.sample)) == {("é", "1")}  # no half row, no half letter


@settings(deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)),
    st.sampled_from([b"", b"PK\3\4", b"PAR1"]),
)
def test_no_content_whatever_gives_another_exception(tmp_path_factory, content, start):
    path = tmp_path_factory.getbasetemp() / NAME
    path.write_bytes(start + content)
    try:
        assert glance.look(path).kind == "csv"
    except ScoutingError as err:
        assert NAME in str(err)
