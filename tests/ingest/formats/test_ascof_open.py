"""The open data of the outcomes framework, in a parquet and a workbook of the publisher's shape."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import ascof_open

FILE, BOOK = "open.parquet", "open.xlsx"
YEARS, YEAR = (
    "ascof/ascof_open_data_2014-15_to_2018-19.parquet",
    "ascof/meas-from-asc-of-eng-2021-open-data-csv_v2.xlsx",
)
HEAD = [
    "Return.Year", "Geographical.Code", "Geographical.Description", "Geographical.Level", "ONS.Area.Code",
    "ASCOF.Measure.Code", "Disaggregation.Level", "Measure.Type", "Measure.Value", "Measure.Group",
]  # fmt: skip
nan = float("nan")


def _rows(year, area, measure, **cells):
    """Published rows of one area, year and measure; a cell by measure type with its underscores as blanks."""
    name, level, code = area
    return [
        [year, "", name, level, code, measure, "Total", kind.replace("_", " "), text, measure]
        for kind, text in cells.items()
    ]


WILTSHIRE, KENT = ("Wiltshire", "Council", "E06000054"), ("Kent", "Council", "E10000016")
ENGLAND, SHIRES = ("England", "England", "E92000001"), ("Shire Counties", "Council Type", "")
GATESHEAD = ("Gateshead", "Council", "E08000020")  # an earlier code of the same council
ROWS = [
    *_rows("2014-15", WILTSHIRE, "1C(1A)", Outcome="83.7", Numerator="1235", Denominator="1475", Base=" "),
    *_rows("2016-17", WILTSHIRE, "1C1A", Outcome="98.2", Numerator="2824", Denominator="2876", Margin_of_Error=" "),
    *_rows("2016-17", KENT, "1C1A", Outcome="c", Numerator="c", Denominator="4000"),
    *_rows("2016-17", GATESHEAD, "1C1A", Outcome=":", Numerator="", Denominator=None),
    *_rows("2014-15", WILTSHIRE, "4A", Outcome="70", Base="390"),
    *_rows("2016-17", WILTSHIRE, "4A", Outcome="76.7", Base="385", Margin_Of_Error="4.1"),
    *_rows("2016-17", KENT, "4A", Outcome="0", Base="0", Margin_Of_Error="0"),
    *_rows("2016-17", ENGLAND, "4A", Outcome="69.9", Base="63320", Margin_Of_Error="0"),
    *_rows("2016-17", SHIRES, "4A", Outcome="71", Base="1", Margin_Of_Error="1"),
    *_rows("2016-17", WILTSHIRE, "4A1864", Outcome="65.5", Base="100"),
    *_rows("2016-17", WILTSHIRE, "2A1", Denominator="200000"),
    *_rows("2014-15", WILTSHIRE, "2A(1)_1415", Outcome="10", Denominator="199000"),
    *_rows("2016-17", WILTSHIRE, "1E", Outcome="n/a"),
]


@pytest.fixture(scope="module")
def known():
    found = catalog.read()
    sources = [{"source_id": "open_2021", "period_covers": "2020-21, year to 31 March"}]
    return replace(found, sources=pd.concat([found.sources, pd.DataFrame(sources)]))


def _wanted(*rows, source="open"):
    names = ["indicator_id", "source_code", "numerator_code", "denominator_code"]
    frame = pd.DataFrame([[*row, "", ""][:4] for row in rows], columns=names)
    return frame.assign(period_shift=0.0, source_id=source, year_end="03-31")


WANTED = [
    ("budget", "1C1A outcome", "1C1A numerator", "1C1A denominator"),
    ("safe", "4A outcome"),
    ("safe_18_64", "4A1864 outcome"),
    ("supported", "1C1A denominator per 100,000 of 2A1 denominator", "1C1A denominator", "2A1 denominator"),
]
COLUMNS = ["indicator_id", "area_code", "period", "value", "numerator", "denominator", "lower_ci", "upper_ci", "marker"]
EXPECTED = pd.DataFrame(
    [
        ["budget", "E06000054", "2014-15", 83.7, 1235, 1475, nan, nan, ""],
        ["budget", "E06000054", "2016-17", 98.2, 2824, 2876, nan, nan, ""],
        ["budget", "E08000037", "2016-17", nan, nan, nan, nan, nan, "x"],
        ["budget", "E10000016", "2016-17", nan, nan, nan, nan, nan, "c"],
        ["safe", "E06000054", "2014-15", 70.0, nan, nan, nan, nan, ""],
        ["safe", "E06000054", "2016-17", 76.7, nan, nan, 72.6, 80.8, ""],
        ["safe", "E10000016", "2016-17", nan, nan, nan, nan, nan, "x"],  # nobody answered
        ["safe", "E92000001", "2016-17", 69.9, nan, nan, nan, nan, ""],
        ["safe_18_64", "E06000054", "2016-17", 65.5, nan, nan, nan, nan, ""],
        ["supported", "E06000054", "2016-17", 1438.0, 2876, 200000, nan, nan, ""],  # no population for 2014-15
        ["supported", "E08000037", "2016-17", nan, nan, nan, nan, nan, "x"],
        ["supported", "E10000016", "2016-17", nan, nan, nan, nan, nan, "x"],
    ],
    columns=COLUMNS,
)


def _parquet(folder, rows=ROWS, head=HEAD):
    pd.DataFrame(rows, columns=HEAD)[head].to_parquet(folder / FILE)
    return folder / FILE


def _book(folder, rows, head=None):
    """The same rows as the workbook of 2020-21: no year, blanks in the headings, numbers as numbers."""
    head = head or ["ONS Code" if c == "ONS.Area.Code" else c.replace(".", " ") for c in HEAD[1:]]
    with xlsxwriter.Workbook(folder / BOOK, {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet("in")
        sheet.write_row(0, 0, head)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row[1:])
        sheet.set_row(1, None, None, {"hidden": True})
    return folder / BOOK


def test_rows_become_values(tmp_path, known):
    reading = ascof_open.read(_parquet(tmp_path), _wanted(*WANTED), known)
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    pd.testing.assert_frame_equal(got[COLUMNS], EXPECTED, check_dtype=False, rtol=1e-12, atol=1e-9)
    assert reading.rows == len(ROWS) and list(got) == values.COLUMNS
    assert reading.notes == [f"{FILE}: 1 figures of '4A outcome' that nobody answered for were read as missing."]
    assert not values.problems(got)


def test_a_workbook_without_years_is_of_the_year_of_its_source(tmp_path, known):
    rows = [row for row in ROWS if row[0] == "2016-17" and row[8] is not None]
    marked = [[*row[:8], {"c": "[c]", ":": "[x]"}.get(row[8], row[8]), *row[9:]] for row in rows]
    got = ascof_open.read(_book(tmp_path, marked), _wanted(*WANTED, source="open_2021"), known).values
    got = got.sort_values(values.KEY, ignore_index=True)
    nowhere = (EXPECTED.indicator_id == "supported") & (
        EXPECTED.area_code == "E08000037"
    )  # its denominator is not there
    expected = EXPECTED[(EXPECTED.period == "2016-17") & ~nowhere].assign(period="2020-21").reset_index(drop=True)
    pd.testing.assert_frame_equal(got[COLUMNS], expected, check_dtype=False, rtol=1e-12, atol=1e-9)
    assert (got.period_end == pd.Timestamp("2021-03-31")).all()


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        ascof_open.read(path, wanted, known)
    return str(caught.value)


def test_a_workbook_without_years_needs_one_year_in_its_source(tmp_path, known):
    """A span of years is not one year."""
    path = _book(tmp_path, ROWS)
    for covered in ("2014-15 to 2018-19", "the year before last", ""):
        sources = known.sources.assign(period_covers=covered)
        said = _message(path, _wanted(*WANTED, source="open_2021"), replace(known, sources=sources))
        assert said == (
            f"{BOOK} has no column 'Return Year', so its year is period_covers of 'open_2021' in "
            f"data/catalog/sources.csv, which must name one year like 2020-21. It says '{covered}'."
        )


def test_unknown_measures_and_types_are_named(tmp_path, known):
    wanted = _wanted(
        ("a", "4A outcomes"), ("b", "4C outcome"), ("c", "1C1A outcome", "1C1A base", "1C(1A) denominator")
    )
    mend = "Mend the code in data/catalog."
    assert _message(_parquet(tmp_path), wanted, known).splitlines() == [
        "3 problems:",
        f"- a: {FILE} has no rows of '4A outcomes'. Did you mean 4A outcome or 1C1A outcome? {mend}",
        f"- b: {FILE} has no rows of '4C outcome'. Did you mean 4A outcome or 1C1A outcome? {mend}",
        f"- c: {FILE} has no rows of '1C(1A) denominator'. Did you mean 1C1A denominator? {mend}",
    ]


def test_text_that_is_no_figure_is_quoted_with_its_row(tmp_path, known):
    said = _message(_parquet(tmp_path), _wanted(("a", "1E outcome")), known)
    row = next(n for n, r in enumerate(ROWS) if r[8] == "n/a") + 2
    place = f"a: {FILE}, 1E outcome, row {row}:"
    assert said == f"{place} 'n/a' is neither a number nor a marker (c k low u x z -). Nothing was read."


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (0, "2016", "row 6: '2016' is no financial year."),
        (0, "2016-18", "row 6: '2016-18' is no financial year."),
        (
            3,
            "Ward",
            "row 6: 'Ward' is no Geographical Level that can be read (Council, Council Type, England, Region).",
        ),
        (4, "E06999999", "a code that the catalogue lacks: Wiltshire (E06999999). If the code was"),
    ],
)
def test_other_years_levels_and_areas_are_refused(tmp_path, known, column, cell, said):
    rows = [list(row) for row in ROWS]
    rows[4][column] = cell
    assert said in _message(_parquet(tmp_path, rows), _wanted(*WANTED), known)


def test_two_rows_for_one_figure_are_an_error(tmp_path, known):
    """The code with and without brackets is one measure."""
    rows = [*ROWS, *_rows("2016-17", WILTSHIRE, "1C(1A)", Outcome="98.3")]
    said = _message(_parquet(tmp_path, rows), _wanted(WANTED[0]), known)
    assert said == f"budget: {FILE} has two rows of '1C1A outcome' for E06000054 2016-17."


def test_missing_columns_and_what_is_no_table(tmp_path, known):
    head = [c for c in HEAD if c not in ("Measure.Type", "ONS.Area.Code")]
    path = _parquet(tmp_path, head=head)
    assert _message(path, _wanted(*WANTED), known) == f"{FILE} lacks the columns ONS Area Code, Measure Type."
    # What a file is, its first bytes say, not its name.
    for content, kind in ((b"", "a workbook"), (b"Return.Year,\n", "a workbook"), (b"PAR1 cut short", "parquet")):
        path.write_bytes(content)
        assert _message(path, _wanted(*WANTED), known).startswith(f"{FILE} cannot be read as {kind}: ")
    book = tmp_path / BOOK
    for content in (b"", b"PK\x03\x04 cut short", b"<html></html>"):
        book.write_bytes(content)
        assert _message(book, _wanted(*WANTED), known).startswith(f"{BOOK} cannot be read as a workbook: ")
    with xlsxwriter.Workbook(book) as empty:
        empty.add_worksheet()
    assert _message(book, _wanted(*WANTED), known) == f"{BOOK} is empty."


# The releases themselves -----------------------------------------------------------------------------------------

TOTALS = ["1C1A", "1E", "2A1", "2B1", "4A", "3A"]


@pytest.mark.parametrize(
    ("file", "source"), [(YEARS, "open"), (YEAR, "open_2021")], ids=["2014-15 to 2018-19", "2020-21"]
)
def test_councils_of_the_release(releases, known, file, source):
    wanted = _wanted(*((m, f"{m} outcome", f"{m} numerator", f"{m} denominator") for m in TOTALS), source=source)
    got = ascof_open.read(releases / file, wanted, known).values
    councils = got[got.area_code.str.match("E(06|08|09|10)")]
    held = councils[councils.value.notna()].groupby(["indicator_id", "period"]).size().unstack()
    if source == "open_2021":
        assert held["2020-21"].to_dict() == {"1C1A": 150, "1E": 150, "2A1": 150, "2B1": 147, "3A": 18, "4A": 18}
    else:
        assert held.loc["4A"].between(150, 152).all() and held.loc["1E"].between(150, 152).all()
        assert list(held) == ["2014-15", "2015-16", "2016-17", "2017-18", "2018-19"]
    # Counts give the published figure again, but for the surveys, which are weighted, and 2014-15, rounded to 5.
    counted = councils[
        councils.indicator_id.isin(["1C1A", "1E", "2B1"]) & (councils.period != "2014-15") & councils.value.notna()
    ]
    assert ((100 * counted.numerator / counted.denominator - counted.value).abs() < 0.051).mean() > 0.99
    assert not values.problems(got)


def test_chosen_cells_by_a_second_reading(releases, known):
    """Rows drawn by chance from the table, read with pyarrow alone, equal those read."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(releases / YEARS)
    level = pc.equal(table["Geographical.Level"], "Council")
    table = table.filter(
        pc.and_(level, pc.is_in(table["ASCOF.Measure.Code"], pc.cast(["2D1864", "1G", "4A"], "large_string")))
    )
    drawn = table.to_pandas().sample(300, random_state=2025)
    wanted = _wanted(*((m, f"{m} outcome", f"{m} numerator", f"{m} denominator") for m in ("2D1864", "1G", "4A")))
    held = ascof_open.read(releases / YEARS, wanted, known).values.set_index(values.KEY)
    same = {"E10000002": "E06000060", "E10000023": "E06000065", "E10000027": "E06000066", "E08000020": "E08000037",
            "E06000048": "E06000057", "E08000038": "E08000016", "E08000039": "E08000019"}  # fmt: skip
    names = {"Outcome": "value", "Numerator": "numerator", "Denominator": "denominator"}
    seen = 0
    for row in drawn.to_dict("records"):
        if row["Measure.Type"] in names:
            area = same.get(row["ONS.Area.Code"], row["ONS.Area.Code"])
            got = held.loc[(row["ASCOF.Measure.Code"], area, row["Return.Year"])]
            text = row["Measure.Value"].strip()
            if text in ("", ":", "c"):
                assert np.isnan(got[names[row["Measure.Type"]]])
            elif not np.isnan(got.value):
                assert got[names[row["Measure.Type"]]] == pytest.approx(float(text), abs=1e-9)
                seen += 1
    assert seen > 100
