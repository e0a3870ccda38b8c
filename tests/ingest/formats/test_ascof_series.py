"""The time series workbook of the outcomes framework, in a small ODS written by hand, and the release itself."""

import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import pytest

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import ascof, ascof_open, ascof_series
from scouting.terms import COUNCIL_TYPES

FILE = "series.ods"
RELEASE = "ascof/ascof_2024_25.ods"
OLDER = ["ascof/ascof_open_data_2014-15_to_2018-19.parquet", "ascof/meas-from-asc-of-eng-2021-open-data-csv_v2.xlsx"]
nan = float("nan")


def _cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, (int, float)):
        kind, text = f'float" office:value="{cell}', str(cell)
    else:
        kind, text = "string", escape(cell)
    return f'<table:table-cell office:value-type="{kind}"><text:p>{text}</text:p></table:table-cell>'


def write_ods(path, sheets, hidden=()):
    """A spreadsheet of the OpenDocument format from {sheet: rows}; ``hidden``: (sheet, row from 1) not shown."""
    ns = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    head = " ".join(f'xmlns:{k}="{ns.format(k)}"' for k in ("office", "table", "text"))
    body = ""
    for name, rows in sheets.items():
        body += f'<table:table table:name="{escape(name)}">'
        for number, row in enumerate(rows, 1):
            shown = ' table:visibility="collapse"' if (name, number) in hidden else ""
            body += f"<table:table-row{shown}>{''.join(map(_cell, row))}</table:table-row>"
        body += "</table:table>"
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {head} office:version="1.3">'
    content += f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
        file.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
    return path


AREA = ["Local authority code", "Local authority", "ONS area code"]
SURVEY = [
    ["Table 4a: the proportion of people who use services who feel safe [note 1]"],
    ["This worksheet contains one table."],
    [],
    [
        *AREA,
        *(f"2023 to 2024 - {m}" for m in ("margin of error", "number of respondents", "outcome")),
        *(f"2024 to 2025 - {m}" for m in ("margin of error", "number of respondents", "outcome")),
    ],
    ["England", "England", "E92000001", 0.0, 59000.0, 71.1, 0.4, 58000.0, 70.100000000000001],
    ["S", "Shire Counties", "[z]", 0.9, 14165.0, 45.6, 0.9, 14525.0, 46.7],
    ["SW", "South West", "E12000009", 1.0, 5000.0, 72.0, 1.0, 5000.0, 73.0],
    [817.0, "Wiltshire", "E06000054", 4.1, 385.0, 76.7, 4.25, 300.0, 70.2],
    [204.0, "Barnsley", "E08000038", "[x]", "[x]", "[x]", 3.0, 410.0, 69.0],
    [820.0, "Kent", "E10000016", 0.0, 0.0, 0.0, 2.0, 700.0, 99.0],
    [809.0, "Dorset County", "E10000009", 3.0, 250.0, 68.0, "[z]", "[z]", "[z]"],
    [809.0, "Dorset", "E06000059", "[z]", "[z]", "[z]", 3.0, 270.0, 68.7],
]
CARERS = [
    ["Table 1c: carer-reported quality of life"],
    [*AREA, *(f"2016 to 2017 - {m}" for m in ("margin of error", "number of respondents", "outcome"))],
    [817.0, "Wiltshire", "E06000054", "0.4 (0.5)", "1,250 (800)", "7.7 (7.6)"],
    [906.0, "Isles of Scilly", "E06000053", "0.4 (:)", "60 (:)", "7.9 (:)"],
    [820.0, "Kent", "E10000016", ":", "[c]", "(:)"],
]
COUNTS = [
    ["Table 2b: admissions"],
    [*AREA, *(f"2024 to 2025 - {m}" for m in ("numerator", "denominator", "outcome"))],
    [817.0, "Wiltshire", "E06000054", 26.0, 200000.0, 13.0],
    [820.0, "Kent", "E10000016", "[c]", "[c]", "[c]"],
    [110.0, "Sunderland", "E08000024", 390.0, 370.0, "[z]"],
]
OLDER_ADULTS = [
    ["Table 2c: admissions"],
    [*AREA, *(f"2024 to 2025 - {m}" for m in ("numerator", "denominator", "outcome"))],
    [817.0, "Wiltshire", "E06000054", 500.0, 50000.0, 1000.0],
    [820.0, "Kent", "E10000016", 900.0, 90000.0, 1000.0],
]
TURNOVER = [
    ["Table 6a: leavers"],
    [*AREA, "2023 to 2024 - outcome", "2024 to 2025 - outcome"],
    [902.0, "Cornwall", "E06000052", 26.7, "[x]"],
    [906.0, "Isles of Scilly", "E06000053", "[x]", "[x]"],
    [809.0, "Dorset County", "E10000009", 36.5, 34.599999999999994],
    ["[z]", "Cornwall and Isles of Scilly", "[z]", "[x]", 20.200000000000003],
]
SHEETS = {
    "Cover": [["Measures"]],
    "Table_4a": SURVEY,
    "Table_1c": CARERS,
    "Table_2b": COUNTS,
    "Table_2c": OLDER_ADULTS,
    "Table_6a": TURNOVER,
}


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _wanted(*rows):
    names = ["indicator_id", "source_code", "numerator_code", "denominator_code"]
    frame = pd.DataFrame([[*row, "", ""][:4] for row in rows], columns=names)
    return frame.assign(period_shift=0.0, source_id="dhsc_x", year_end="03-31")


WANTED = _wanted(
    ("safe", "Table_4a outcome"),
    ("carers", "Table_1c outcome"),
    ("admitted", "Table_2b outcome", "Table_2b numerator", "Table_2b denominator"),
    ("turnover", "Table_6a outcome"),
    ("per_adult", "Table_2b numerator per 1,000 of Table_2b denominator & Table_2c denominator",
     "Table_2b numerator", "Table_2b denominator + Table_2c denominator"),
)  # fmt: skip
COLUMNS = ["indicator_id", "area_code", "period", "value", "numerator", "denominator", "lower_ci", "upper_ci", "marker"]
EXPECTED = pd.DataFrame(
    [
        ["admitted", "E06000054", "2024-25", 13.0, 26, 200000, nan, nan, ""],
        ["admitted", "E08000024", "2024-25", nan, nan, nan, nan, nan, "z"],  # no counts behind a figure withheld
        ["admitted", "E10000016", "2024-25", nan, nan, nan, nan, nan, "c"],
        ["carers", "E06000053", "2016-17", 7.9, nan, nan, 7.5, 8.3, ""],
        ["carers", "E06000054", "2016-17", 7.7, nan, nan, 7.3, 8.1, ""],
        ["carers", "E10000016", "2016-17", nan, nan, nan, nan, nan, "x"],
        ["per_adult", "E06000054", "2024-25", 0.104, 26, 250000, nan, nan, ""],
        ["per_adult", "E08000024", "2024-25", nan, nan, nan, nan, nan, "x"],
        ["per_adult", "E10000016", "2024-25", nan, nan, nan, nan, nan, "c"],
        ["safe", "E06000054", "2023-24", 76.7, nan, nan, 72.6, 80.8, ""],
        ["safe", "E06000054", "2024-25", 70.2, nan, nan, 65.95, 74.45, ""],
        ["safe", "E06000059", "2023-24", nan, nan, nan, nan, nan, "z"],
        ["safe", "E06000059", "2024-25", 68.7, nan, nan, 65.7, 71.7, ""],
        ["safe", "E08000016", "2023-24", nan, nan, nan, nan, nan, "x"],
        ["safe", "E08000016", "2024-25", 69.0, nan, nan, 66.0, 72.0, ""],
        ["safe", "E10000009", "2023-24", 68.0, nan, nan, 65.0, 71.0, ""],
        ["safe", "E10000009", "2024-25", nan, nan, nan, nan, nan, "z"],
        ["safe", "E10000016", "2023-24", nan, nan, nan, nan, nan, "x"],  # nobody answered
        ["safe", "E10000016", "2024-25", 99.0, nan, nan, 97.0, 101.0, ""],
        ["safe", "E12000009", "2023-24", 72.0, nan, nan, 71.0, 73.0, ""],
        ["safe", "E12000009", "2024-25", 73.0, nan, nan, 72.0, 74.0, ""],
        ["safe", "E92000001", "2023-24", 71.1, nan, nan, nan, nan, ""],  # a margin of 0.0 is a rounded one
        ["safe", "E92000001", "2024-25", 70.1, nan, nan, 69.7, 70.5, ""],
        ["turnover", "E06000052", "2023-24", 26.7, nan, nan, nan, nan, ""],
        ["turnover", "E06000052", "2024-25", 20.2, nan, nan, nan, nan, "j"],
        ["turnover", "E06000053", "2023-24", nan, nan, nan, nan, nan, "x"],
        ["turnover", "E06000053", "2024-25", 20.2, nan, nan, nan, nan, "j"],
        ["turnover", "E06000059", "2023-24", 36.5, nan, nan, nan, nan, ""],  # a sheet with one row for Dorset
        ["turnover", "E06000059", "2024-25", 34.6, nan, nan, nan, nan, ""],
    ],
    columns=COLUMNS,
)


def _same(got):
    got = got.sort_values(values.KEY, ignore_index=True)
    pd.testing.assert_frame_equal(got[COLUMNS], EXPECTED, check_dtype=False, rtol=1e-12, atol=1e-9)


def test_rows_become_values(tmp_path, known):
    reading = ascof_series.read(write_ods(tmp_path / FILE, SHEETS), WANTED, known)
    _same(reading.values)
    assert list(reading.values) == values.COLUMNS and (reading.values.source_id == "dhsc_x").all()
    ends = (
        reading.values.period_end.dt.strftime("%Y-%m-%d")
        == reading.values.period.str[:2] + reading.values.period.str[-2:] + "-03-31"
    )
    assert ends.all()
    assert reading.notes == [f"{FILE}: 1 figures of 'Table_4a outcome' that nobody answered for were read as missing."]
    assert not values.problems(reading.values)


def test_hidden_rows_and_the_order_of_rows_change_nothing(tmp_path, known):
    turned = {name: rows[:4] + rows[:3:-1] if name == "Table_4a" else rows for name, rows in SHEETS.items()}
    path = write_ods(tmp_path / FILE, turned, hidden={("Table_4a", 6), ("Table_4a", 9), ("Table_2b", 3)})
    _same(ascof_series.read(path, WANTED, known).values)


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        ascof_series.read(path, wanted, known)
    return str(caught.value)


def test_unknown_sheets_and_columns_are_named(tmp_path, known):
    path = write_ods(tmp_path / FILE, SHEETS)
    said = _message(path, _wanted(("a", "Table_4b outcome"), ("b", "Tabel_9 outcome")), known).splitlines()
    assert said[:2] == ["2 problems:", f"- {FILE} has no sheet 'Tabel_9'. Mend the code in data/catalog."]
    assert said[2].startswith(f"- {FILE} has no sheet 'Table_4b'. Did you mean Table_4a, ")
    said = _message(path, _wanted(("a", "Table_4a outcomes"), ("b", "Table_2b count")), known).splitlines()
    assert said[0] == "2 problems:"
    assert said[1].startswith(f"- a: {FILE} has no column 'Table_4a outcomes'. Did you mean Table_4a outcome")
    assert said[2].startswith(f"- b: {FILE} has no column 'Table_2b count'. ")


def _changed(sheet, row, column, cell):
    rows = [list(r) for r in SHEETS[sheet]]
    rows[row - 1][column - 1] = cell
    return {**SHEETS, sheet: rows}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Table_4a", 8, 6, "n/a"), "column '2023 to 2024 - outcome', row 8: 'n/a' is neither a number nor a marker"),
        (("Table_4a", 9, 9, "69%"), "column '2024 to 2025 - outcome', row 9: '69%' is neither a number nor a marker"),
        (("Table_4a", 9, 7, "#REF!"), "column '2024 to 2025 - margin of error', row 9: '#REF!' is neither"),
        (("Table_4a", 4, 1, "Code"), "none of its first 20 rows begins with 'Local authority code'."),
        (("Table_4a", 4, 3, "ONS code"), "lacks the column ONS area code."),
        (("Table_4a", 4, 6, "Outcome"), "column 'Outcome' is not headed like '2024 to 2025 - outcome'."),
        (("Table_4a", 4, 6, "2023 to 2025 - outcome"), "column '2023 to 2025 - outcome' is not headed like"),
        (("Table_4a", 4, 6, "2024 to 2025 - outcome"), "has two columns '2024 to 2025 - outcome'."),
        (("Table_4a", 8, 3, "E0600005"), "row 8: 'Wiltshire' (E0600005) has no ONS code of nine characters."),
        (("Table_4a", 8, 3, "E06999999"), "gives councils that are known a code that the catalogue lacks: Wiltshire"),
        (("Table_4a", 9, 3, "E06000054"), "different councils: E06000054 is Wiltshire, Barnsley is Barnsley."),
        (("Table_4a", 12, 3, "E06000054"), "different councils: E06000054 is Wiltshire, Dorset is Dorset."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(tmp_path, known, change, said):
    message = _message(write_ods(tmp_path / FILE, _changed(*change)), WANTED, known)
    assert said in message and FILE in message and "Table_4a" in message


def test_two_figures_for_a_council_and_a_pair_are_an_error(tmp_path, known):
    """A joint row may fill the blanks of its councils' own rows, never stand beside their figures."""
    path = write_ods(tmp_path / FILE, _changed("Table_6a", 3, 5, 21.0))
    assert "two rows of 'Table_6a outcome' for E06000052 2024-25" in _message(path, WANTED, known)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut short", b"<html>Not found</html>", b"Local authority code,\n"]
)
def test_what_is_no_workbook_is_refused(tmp_path, known, content):
    path = tmp_path / FILE
    path.write_bytes(content)
    assert _message(path, WANTED, known).startswith(f"{FILE} cannot be read as a workbook: ")


@pytest.mark.parametrize(
    ("text", "first"),
    [("7.7 (7.6)", "7.7"), ("12,345 (1)", "12345"), ("8.1 (8)", "8.1"), ("(:)", ""), (": (:)", ""), (":", ""),
     ("1,23 (4)", "1,23"), ("7.7 (n/a)", "7.7 (n/a)"), ("(7)", ""), ("1,234", "1,234")],
)  # fmt: skip
def test_cells_with_two_figures(text, first):
    assert ascof.clean(pd.Series([text])).tolist() == [first]


# The release itself ----------------------------------------------------------------------------------------------

#: Sheets of the release and how many councils have a figure in 2024-25 (or in the latest year there is).
HELD = {
    "1a": 151, "1b": 151, "1c": 152, "1d": 151, "1e": 152, "2a": 146, "2b": 150, "2c": 152, "2d(1)": 138, "2d(2)": 138,
    "2e(1)": 151, "2e(2a)": 152, "2e(2b)": 152, "3a": 151, "3b": 152, "3c(1)": 151, "3c(2)": 152, "3d(1a)": 152,
    "3d(2a)": 152, "4a": 151, "4b": 150, "5a(1)": 151, "5a(2)": 152, "6a": 153, "6b 6b": 152,
}  # fmt: skip


def _code(sheet):
    name, _, part = sheet.partition(" ")
    return f"Table_{name} {part + ' ' if part else ''}outcome"


@pytest.fixture(scope="module")
def read_release(releases, known):
    return ascof_series.read(releases / RELEASE, _wanted(*((sheet, _code(sheet)) for sheet in HELD)), known)


def test_every_measure_of_the_release_has_today_s_councils(read_release, known):
    areas = known.areas
    today = areas.index[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")]
    held = read_release.values
    held = held[held.area_code.isin(today) & held.value.notna()]
    latest = held[held.period_end == held.groupby("indicator_id").period_end.transform("max")]
    assert latest.groupby("indicator_id").size().to_dict() == HELD
    surveys = [s for s in HELD if s[0] in "1" or s in ("3a", "3b", "3c(1)", "3c(2)", "4a", "5a(1)", "5a(2)")]
    with_limits = held[held.lower_ci.notna()].indicator_id.unique()
    assert sorted(with_limits) == sorted(surveys)
    assert held[held.indicator_id.isin(surveys)].lower_ci.notna().mean() > 0.999
    assert not values.problems(read_release.values)


def test_the_survey_of_2020_21_covers_18_councils(read_release, known):
    held = read_release.values
    mine = held[(held.indicator_id == "4a") & (held.period == "2020-21") & held.value.notna()]
    assert len(mine) == 18 and set(mine.area_code.str[:3]) <= {"E06", "E08", "E09", "E10"}


def test_nobody_answered_is_missing(read_release):
    """Five councils without a survey in 2019-20 are printed as 0 in 1b."""
    held = read_release.values
    mine = held[(held.indicator_id == "1b") & (held.period == "2019-20")]
    none = mine[
        mine.value.isna() & mine.area_code.isin(["E08000009", "E06000041", "E09000001", "E10000016", "E06000053"])
    ]
    assert len(none) == 5 and (none.marker == "x").all()
    assert mine.value.min() > 0.25
    assert read_release.notes == [
        "ascof_2024_25.ods: 5 figures of 'Table_1b outcome' that nobody answered for were read as missing."
    ]


@pytest.mark.parametrize("older", OLDER, ids=["2014-15 to 2018-19", "2020-21"])
def test_feeling_safe_equals_the_older_open_data(read_release, releases, known, older):
    """Measure 4A for every council and year that both releases hold."""
    row = {"source_id": "open", "period_covers": "2020-21"}
    with_year = replace(known, sources=pd.concat([known.sources, pd.DataFrame([row])]))
    before = ascof_open.read(releases / older, _wanted(("4a", "4A outcome")).assign(source_id="open"), with_year)
    now = read_release.values[read_release.values.indicator_id == "4a"]
    both = now.merge(before.values, on=values.KEY, suffixes=("", "_before"))
    both = both[both.value.notna() & both.value_before.notna()]
    # All that the older release holds from 2015-16 on: nothing of it was lost.
    assert len(both) == (before.values.value.notna() & (before.values.period > "2014-15")).sum() > 17
    assert (both.value == both.value_before).all()
    margins = both[both.lower_ci.notna() & both.lower_ci_before.notna()]
    assert len(margins) >= (18 if "2021" in older else 470)
    assert np.isclose(margins.lower_ci, margins.lower_ci_before).all()


def test_cells_by_a_second_reading(read_release, releases):
    """Figures and margins of two sheets, read from the XML of the file, equal those read."""
    space = {k: f"urn:oasis:names:tc:opendocument:xmlns:{k}:1.0" for k in ("table", "text", "office")}
    with zipfile.ZipFile(releases / RELEASE) as file:
        tree = ET.fromstring(file.read("content.xml"))
    held = read_release.values.set_index(values.KEY)
    for sheet in ("4a", "1c"):
        table = tree.find(f".//table:table[@table:name='Table_{sheet}']", space)
        rows = []
        for row in table.iter(f"{{{space['table']}}}table-row"):
            cells = []
            for cell in row:
                shown = "".join(cell.itertext())
                value = cell.get(f"{{{space['office']}}}value", shown)
                cells += [value] * min(int(cell.get(f"{{{space['table']}}}number-columns-repeated", "1")), 40)
            rows.append(cells)
        start = next(n for n, cells in enumerate(rows) if cells and cells[0] == "Local authority code")
        head, seen = rows[start], 0
        for cells in rows[start + 1 :]:
            if len(cells) < len(head) or not re.fullmatch(r"E(06|09)\d{6}", cells[2]):
                continue
            for place, text in enumerate(head):
                if not text.endswith(" - outcome"):
                    continue
                got = held.loc[(sheet, cells[2], f"{text[:4]}-{text[10:12]}")]
                if cells[place].startswith("["):
                    assert np.isnan(got.value) and got.marker == cells[place].strip("[]")
                    continue
                value, margin = (float(cells[n].split(" ")[0]) for n in (place, place - 2))
                assert got.value == pytest.approx(value, abs=1e-9)
                assert got.upper_ci - got.lower_ci == pytest.approx(2 * margin, abs=1e-9)
                seen += 1
        assert seen > 300
