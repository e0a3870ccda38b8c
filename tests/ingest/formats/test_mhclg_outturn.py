"""Revenue outturn RO3 in its three layouts, in small workbooks written cell by cell, and the whole real ones."""

import zipfile
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import mhclg_outturn
from scouting.ingest.history import worked_out

REAL = {
    "2022-23": "RO3_2022-23_data_by_LA.ods",
    "2023-24": "RO3_2023-24_data_by_LA.ods",
    "2024-25": "RO3_LA_Data_2024-25_data_by_LA.ods",
}
NO_RETURN = {
    "2022-23": {"Birmingham", "Slough", "Thurrock", "Torbay"},
    "2023-24": {
        "Barking and Dagenham", "Birmingham", "Bradford", "Calderdale", "Cornwall", "North Somerset", "Redbridge",
        "Somerset", "Thurrock", "Walsall", "Westmorland and Furness",
    },
    "2024-25": {"Birmingham", "Cumberland", "Slough"},
}  # fmt: skip
NET = "net current expenditure"
MONEY = "Net Current Expenditure"


def _ods(path, sheets):
    """A workbook of the publisher's format: {sheet: rows}; numbers as numbers, all else as text."""

    def cell(c):
        if isinstance(c, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{c}"/>'
        lines = "".join(f"<text:p>{escape(part)}</text:p>" for part in c.split("\n"))
        return (
            f'<table:table-cell office:value-type="string">{lines}</table:table-cell>' if c else "<table:table-cell/>"
        )

    body = ""
    for name, rows in sheets.items():
        made = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        body += f'<table:table table:name="{name}">{made}</table:table>'
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{n}="{space}{n}:1.0"' for n in ("office", "table", "text", "manifest"))
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr("META-INF/manifest.xml", f"<manifest:manifest {names}/>")
        inside = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        box.writestr("content.xml", f"<office:document-content {names}>{inside}</office:document-content>")
    return path


PLACES = ["E-code", "ONS Code", "Local authority", "Notes", "Class", "Detailed Class"]
#: (line, its title to 2023-24, its title in 2024-25)
LINES = [
    ("Children's social care - Children Looked After [note 3]", "Children's social care - Children Looked After"),
    ("Children's social care: Safeguarding children and young people’s services",) * 2,
    ("TOTAL CHILDREN SOCIAL CARE", "TOTAL CHILDREN SOCIAL CARE"),
    ("Physical support - adults (18–64)", "Physical support - adults (18–64)"),
    ("TOTAL ADULT SOCIAL CARE  [note 2]", "TOTAL ADULT SOCIAL CARE [note 2]"),
]


def _rows(spend):
    """Rows of authorities: (code, name, note, [five figures]); each line has its total expenditure, twice as much."""
    made = []
    for code, name, note, figures in spend:
        twice = [c if isinstance(c, str) else 2.0 * c for c in figures]
        made.append(
            ["E1", code, name, note, "UA", "UA", "Y", *[c for pair in zip(twice, figures, strict=True) for c in pair]]
        )
    return made


def _to_2024(folder, year, spend):
    """The layout of 2022-23 and 2023-24: a line's title over its measures, whose headings are numbered."""
    heads = [
        f"{m}\n ({c}){n or ''}"
        for n in range(5)
        for m, c in (("Total Expenditure", "C3 = C1 + C2"), (MONEY, "C7 = C3 - C6"))
    ]
    rows = [
        [f"Worksheet 2: Revenue Outturn (RO) {year}: Social Care and Public Health (RO3) data"],
        ["Rows 7-10 are hidden."],
        ["", "", "", "", "", "", "", *["RO3-x-tot-exp", "RO3-x-net-cur-exp"] * 5],
        ["", "", "", "", "", "", "", *[part for old, _ in LINES for part in (old, "")]],
        [*PLACES, "Certified", *heads],
        *_rows(spend),
        [*PLACES[:2], "Class Breakdown [o]", *PLACES[3:], "Certified", *heads],
        ["[Y]", "E06", "Unitary Authorities", "", "UA", "UA", 7, *[1.0] * 10],
    ]
    return _ods(folder / "ro3.ods", {"Front_Page": [["x"]], f"RO3_LA_Data_{year}": rows})


def _from_2025(folder, year, spend):
    """The layout of 2024-25: title and measure in one heading."""
    heads = [
        f"{new} - {m} ({c})"
        for _, new in LINES
        for m, c in (("Total Expenditure", "C3 = C1 + C2"), (MONEY, "C7 = C3 - C6"))
    ]
    rows = [
        [f"Worksheet 2: Revenue Outturn (RO) {year}: Social Care and Public Health (RO3) data"],
        [*PLACES, "Certification", *heads],
        *_rows(spend),
        ["E5100", "E12000007", "Greater London Authority", "", "O", "GLA", "Y", *[9.0] * 10],
    ]
    return _ods(folder / "ro3.ods", {"Front_Page": [["x"]], f"RO3_LA_Data_{year.replace('-', '')}": rows})


LAYOUTS = {"2022-23": _to_2024, "2023-24": _to_2024, "2024-25": _from_2025}
X = ["[x]"] * 5
SPEND = [
    ("E07000223", "Adur", "", [0.0] * 5),
    ("E06000054", "Wiltshire UA", "", [10.0, 2.5, 48428.12345, -7.0, 100.0]),
    ("E08000025", "Birmingham", "M", X),
    ("E08000037", "Gateshead", "[note 4]", ["[note 4]", 3.0, 4.0, 5.0, 0.0]),
    ("E92000001", "ENGLAND", "", [1.25, "[n]", 3.0, 4.0, 5.0]),
]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _wanted(*rows):
    """Indicators to read: (indicator_id, value code, numerator code)."""
    frame = pd.DataFrame(rows, columns=["indicator_id", "source_code", "numerator_code"])
    return frame.assign(denominator_code="", period_shift=0.0, source_id="ro3", year_end="03-31")


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        mhclg_outturn.read(path, wanted, known)
    return str(caught.value)


@pytest.mark.parametrize("year", LAYOUTS)
def test_every_layout_gives_the_same_table(tmp_path, known, year):
    path = LAYOUTS[year](tmp_path, year, SPEND)
    wanted = _wanted(
        ("looked_after", "computed", f"children looked after @ {NET}"),
        ("two", "", f"Children looked after @ {NET} + Safeguarding children and young people's services @ {NET}"),
        ("physical", "computed", f"Physical support - adults (18-64) @ {NET}"),
        ("gross", "Total adult social care @ total expenditure", ""),
        ("total", "computed", f"Total children social care @ {NET}"),
    )
    reading = mhclg_outturn.read(path, wanted, known)
    nan = float("nan")
    expected = [
        # indicator, area, value, numerator, marker: thousands have become pounds
        ["gross", "E06000054", 200_000.0, nan, ""],
        ["gross", "E08000025", nan, nan, "x"],
        ["gross", "E08000037", 0.0, nan, ""],
        ["gross", "E92000001", 10_000.0, nan, ""],
        ["looked_after", "E06000054", nan, 10_000.0, ""],
        ["looked_after", "E08000025", nan, nan, "x"],
        ["looked_after", "E08000037", nan, nan, "x"],
        ["looked_after", "E92000001", nan, 1_250.0, ""],
        ["physical", "E06000054", nan, nan, "u"],
        ["physical", "E08000025", nan, nan, "x"],
        ["physical", "E08000037", nan, 5_000.0, ""],
        ["physical", "E92000001", nan, 4_000.0, ""],
        ["total", "E06000054", nan, 48_428_123.45, ""],
        ["total", "E08000025", nan, nan, "x"],
        ["total", "E08000037", nan, 4_000.0, ""],
        ["total", "E92000001", nan, 3_000.0, ""],
        ["two", "E06000054", nan, 12_500.0, ""],
        ["two", "E08000025", nan, nan, "x"],
        ["two", "E08000037", nan, nan, "x"],
        ["two", "E92000001", nan, nan, "x"],
    ]
    columns = ["indicator_id", "area_code", "value", "numerator", "marker"]
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    assert list(got) == values.COLUMNS
    pd.testing.assert_frame_equal(got[columns], pd.DataFrame(expected, columns=columns), check_dtype=False)
    assert set(got.period) == {year} and set(got.period_end.dt.strftime("%Y-%m-%d")) == {f"20{year[-2:]}-03-31"}
    assert reading.rows == 4  # a district, a class and the Greater London Authority are no councils of ours
    assert reading.notes == [f"ro3.ods: physical of Wiltshire in {year} is below zero and was not used."]
    facts = pd.DataFrame({"source_code": "computed", "multiplier": 1.0}, index=got.indicator_id.unique())
    assert values.problems(worked_out(got.assign(denominator=2.0), facts)) == []


def test_what_the_release_takes_back_is_not_used(tmp_path, known):
    """Note 3 of 2023-24: Harrow's nought stands for nothing given, Southwark's figure is wrong; other years stay."""
    spend = [
        ("E09000015", "Harrow", "", [0.0, 1.0, 2.0, 3.0, 4.0]),
        ("E09000028", "Southwark", "", [7.0, 1.0, 2.0, 3.0, 4.0]),
    ]
    wanted = _wanted(
        ("cla", "", f"Children looked after @ {NET}"),
        ("safe", "", f"safeguarding children and young people's services @ {NET}"),
    )
    for year, expected in (("2023-24", ["x", "u", "", ""]), ("2022-23", ["", "", "", ""])):
        got = mhclg_outturn.read(_to_2024(tmp_path, year, spend), wanted, known).values
        assert got.sort_values(["indicator_id", "area_code"]).marker.tolist() == expected
        assert (got.numerator.isna() == (got.marker != "")).all()


def test_unknown_lines_are_all_named(tmp_path, known):
    path = _from_2025(tmp_path, "2024-25", SPEND)
    said = _message(
        path, _wanted(("a", "", f"Children looked aftr @ {NET}"), ("b", "", "Total adult social care @ profit")), known
    )
    where = "ro3.ods, sheet RO3_LA_Data_202425"
    assert said.startswith("2 problems:")
    assert f"a: {where} has no 'Children looked aftr @ {NET}'. Did you mean children looked after @ {NET}" in said
    assert f"b: {where} has no 'Total adult social care @ profit'." in said and "Mend the code in data/catalog." in said


def test_bad_input(tmp_path, known):
    wanted = _wanted(("a", "", f"Children looked after @ {NET}"))
    bad = [("E06000054", "Wiltshire", "", ["1,234", 1.0, 1.0, 1.0, 1.0]), ("E06000099", "Newshire", "", [1.0] * 5)]
    said = _message(_from_2025(tmp_path, "2024-25", bad), wanted, known)
    assert said.startswith("ro3.ods names 1 council that the catalogue lacks: Newshire (E06000099).")
    said = _message(_from_2025(tmp_path, "2024-25", bad[:1]), wanted, known)
    assert (
        f"ro3.ods, sheet RO3_LA_Data_202425, Children looked after @ {NET}, row 3: '1,234' is neither a number" in said
    )
    twice = [("E06000054", "Wiltshire", "", [1.0] * 5)] * 2
    assert "has two rows of" in _message(_from_2025(tmp_path, "2024-25", twice), wanted, known)
    path = _ods(tmp_path / "other.ods", {"Notes": [["x"]]})
    assert _message(path, wanted, known) == "other.ods has no sheet like 'RO3_LA_Data_.*'. It has Notes."
    path = _ods(tmp_path / "other.ods", {"RO3_LA_Data_2025-26": [["RO3 2025-26"], ["Code", "Name"]]})
    assert "has no header row with ONS Code, Local authority." in _message(path, wanted, known)
    path = _ods(tmp_path / "other.ods", {"RO3_LA_Data_2025-26": [["RO3"], ["ONS Code", "Local authority"]]})
    assert "does not say in its first row which year" in _message(path, wanted, known)
    path.write_text("<html>Not found</html>")
    assert _message(path, wanted, known).startswith("other.ods cannot be read as a workbook (XLSX or ODS):")


@pytest.fixture(scope="module")
def sheets(releases):
    """The data sheet of each year, as rows, read without the adapter."""
    books = {year: CalamineWorkbook.from_path(str(releases / "finance" / file)) for year, file in REAL.items()}
    return {
        year: book.get_sheet_by_name(book.sheet_names[-1]).to_python(skip_empty_area=False)
        for year, book in books.items()
    }


#: Lines and the publisher's own short codes, which stand in a hidden row of every year.
CODES = {
    f"Total adult social care @ {NET}": "RO3-asctot-net-cur-exp",
    f"Total children social care @ {NET}": "RO3-csctot-net-cur-exp",
    f"Children looked after @ {NET}": "RO3-csclkd-net-cur-exp",
    f"Learning disability support - adults (18-64) @ {NET}": "RO3-asclrnadl-net-cur-exp",
    "Physical support - older people (65+) @ employees": "RO3-ascphyold-empl",
}


@pytest.mark.parametrize("year", REAL)
def test_the_whole_release(releases, sheets, known, year):
    wanted = _wanted(*[(f"i{n}", "", code) for n, code in enumerate(CODES)])
    got = mhclg_outturn.read(releases / "finance" / REAL[year], wanted, known).values
    assert got.groupby("indicator_id").size().unique().tolist() == [153 if year == "2022-23" else 154]
    total = got[got.indicator_id == "i0"].set_index("area_code")
    missing = total[total.numerator.isna()]
    assert {known.name(code) for code in missing.index} == NO_RETURN[year] and set(missing.marker) == {"x"}
    assert ("E10000006" in total.index) == (year == "2022-23")  # Cumbria's last return
    # England's total is estimated for councils without a return, so it exceeds the sum, by their share.
    sums = total.numerator.drop("E92000001").sum() / total.numerator["E92000001"]
    assert 0.9 < sums < 1
    # Five cells of each line by a second reading: the sheet's own row and the column of the publisher's short code.
    rows = sheets[year]
    short = next(row for row in rows if any(str(c).startswith("RO3-") for c in row))
    for n, code in enumerate(CODES):
        place = short.index(CODES[code])
        for area in ("E06000054", "E08000003", "E09000033", "E10000016", "E92000001"):
            cell = next(row[place] for row in rows if row[1] == area)
            row = got[(got.indicator_id == f"i{n}") & (got.area_code == area)].iloc[0]
            assert row.numerator == pytest.approx(cell * 1000, abs=0.01)


def test_lines_stand_in_the_same_places_every_year(sheets):
    """Title by title, the columns found are those with the publisher's same short code in all three years."""
    found = {}
    for year, rows in sheets.items():
        head = next(i for i, row in enumerate(rows) if "ONS Code" in row)
        short = next(row for row in rows if any(str(c).startswith("RO3-") for c in row))
        found[year] = {key: short[place] for key, place in mhclg_outturn.columns(rows, head).items()}
    old, middle, new = found.values()
    assert old.keys() == middle.keys() and len(old) > 480
    # From 2024-25 on, two payments to care providers are no lines of their own.
    assert {line for line, _ in set(old) - set(new)} >= {"disbursement payments to care providers"}
    # Two short codes changed places in 2022-23; the titles there are right.
    different = {key for key in old if old[key] != middle[key]} | {
        key for key in set(old) & set(new) if middle[key] != new[key]
    }
    assert different == {
        ("social support: support for carer - adults (18-64)", "total income"),
        ("social support: support for carer - older people (65+)", "total income"),
    }
