"""Workbooks looked through before they are opened: how far sheets are filled, told as their readers would."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting import bounds, packed
from scouting.errors import ScoutingError

PLACES = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(1, 60)), st.sampled_from(["a", 1, "", None, "=1+1"]), max_size=12
)


@settings(max_examples=25)
@given(PLACES)
def test_a_sheet_is_filled_as_far_as_openpyxl_finds_something_in_it(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("filled") / "own.xlsx"
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        book.active.cell(row, column, value)
    book.save(path)
    held = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value is not None]
    extent = packed.extents(path)["xl/worksheets/sheet1.xml"]
    assert extent.cells == len(held)
    assert extent.rows == max((cell.row for cell in held), default=0)
    assert extent.columns == max((cell.column for cell in held), default=0)


def _ods(rows: str, path):
    spaces = 'xmlns:t="urn:t" xmlns:o="urn:o" xmlns:x="urn:x"'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", f'<d {spaces}><t:table t:name="figures">{rows}</t:table></d>')
    return path


def test_repeated_cells_and_rows_of_an_ods_count_as_often_as_they_are_there(tmp_path):
    filled = '<t:table-cell t:number-columns-repeated="3"><x:p>a</x:p></t:table-cell>'
    blank = '<t:table-cell t:number-columns-repeated="1000"/>'
    number = '<t:table-cell o:value-type="float" o:value="1"/>'
    path = _ods(
        f'<t:table-row t:number-rows-repeated="4">{filled}{blank}</t:table-row>'
        f'<t:table-row t:number-rows-repeated="10">{blank}</t:table-row>'
        f"<t:table-row>{blank.replace('1000', '5')}{number}</t:table-row>"
        f'<t:table-row t:number-rows-repeated="1048000">{blank}</t:table-row>',
        tmp_path / "own.ods",
    )
    assert packed.extents(path) == {"figures": packed.Extent(rows=15, columns=6, cells=13)}


@pytest.mark.parametrize(("deep", "refused"), [(98, False), (99, True)])
def test_elements_within_each_other_are_counted(tmp_path, deep, refused):
    path = _ods("<a>" * deep + "</a>" * deep, tmp_path / "own.ods")
    if not refused:
        assert packed.extents(path) == {"figures": packed.Extent()}
        return
    with pytest.raises(ScoutingError, match=r"^own.ods, content.xml: 101 elements within each other; 100 are the most"):
        packed.extents(path)


def test_counting_ends_once_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "MOST_AREA", 5)
    row = "<t:table-row><t:table-cell><x:p>a</x:p></t:table-cell></t:table-row>"
    assert packed.extents(_ods(row * 5, tmp_path / "five.ods"))["figures"].cells == 5
    with pytest.raises(ScoutingError, match=r"has at least 6 filled cells; 5 are the most that are read"):
        packed.extents(_ods(row * 6 + "not even XML", tmp_path / "six.ods"))


def test_a_part_that_packs_tighter_than_any_honest_one_is_named(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("small.xml", bytes(900_000))  # small parts pack well by nature
    path = tmp_path / "own.xlsx"
    path.write_bytes(held.getvalue())
    assert packed.unpacked(path, bounds.OWN) == {"small.xml"}
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large.xml", bytes(2_000_000))
    with pytest.raises(ScoutingError, match=r"unpacks to 3 MB in 2 parts, large.xml to more than 300 times its size"):
        packed.unpacked(path, bounds.OWN)
