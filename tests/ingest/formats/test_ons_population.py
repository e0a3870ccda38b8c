"""Mid-year estimates by single year of age, in small files of the publisher's shape, and the whole real ones."""

import csv

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import ons_population

AGES = [*map(str, range(90)), "90+"]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _wanted(*rows):
    """Indicators to read: (indicator_id, value code, numerator code, denominator code[, period_shift])."""
    names = ["indicator_id", "source_code", "numerator_code", "denominator_code", "period_shift"]
    frame = pd.DataFrame([[*row, 0.0][:5] for row in rows], columns=names)
    return frame.assign(source_id="mye", year_end="06-30")


def _flat(each, **ages):
    """People of one area: as many of each age, but for some ages given by number."""
    return [ages.get(f"age_{age.strip('+')}", each) for age in AGES]


def _xlsx(path, rows, title="MYE2: Persons by single year of age and sex for local authorities, mid-2023", head=None):
    """A workbook of the publisher's shape: (code, name, geography, people by age)."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover sheet").write(0, 0, "Mid-Year Population Estimates")
        sheet = book.add_worksheet("MYE2 - Persons")
        sheet.write(0, 0, title)
        sheet.write(1, 0, "This worksheet contains one table.")
        for column, heading in enumerate(head or ["Code", "Name", "Geography", "All ages", *AGES]):
            sheet.write(7, column, heading)
        for row, (code, name, kind, people) in enumerate(rows):
            whole = sum(p for p in people if not isinstance(p, str))
            for column, cell in enumerate([code, name, kind, whole, *people]):
                sheet.write(8 + row, column, cell)
    return path


ROWS = [
    ("K04000001", "ENGLAND AND WALES", "Country", _flat(1000)),
    ("E92000001", "ENGLAND", "Country", _flat(100)),
    ("E12000009", "SOUTH WEST", "Region", _flat(20)),
    ("E06000054", "Wiltshire", "Unitary Authority", _flat(10, age_17=1, age_18=2, age_64=3, age_65=4, age_90=50)),
    ("E11000001", "Greater Manchester", "Metropolitan County", _flat(5)),
    ("E07000223", "Adur", "Non-metropolitan District", _flat(1)),
    ("W06000019", "Blaenau Gwent", "Unitary Authority", _flat(1)),
]


def test_ages_are_summed(tmp_path, known):
    wanted = _wanted(
        ("adults", "18-64", "", ""),
        ("share", "computed", "65+", "all ages"),
        ("for_money", "", "", "18+ @ 2023-24, 2024-25"),
        ("shifted", "", "", "0-17", 1.0),
    )
    reading = ons_population.read(_xlsx(tmp_path / "mye.xlsx", ROWS), wanted, known)
    nan = float("nan")
    # Wiltshire: 18 to 64 are 47 ages, 45 of them with ten; 65 and over are 26, 24 of them with ten.
    expected = [
        ["adults", "E06000054", "2023", "2023-06-30", 455.0, nan, nan],
        ["adults", "E12000009", "2023", "2023-06-30", 940.0, nan, nan],
        ["adults", "E92000001", "2023", "2023-06-30", 4700.0, nan, nan],
        ["for_money", "E06000054", "2023-24", "2024-06-30", nan, nan, 749.0],
        ["for_money", "E06000054", "2024-25", "2025-06-30", nan, nan, 749.0],
        ["for_money", "E12000009", "2023-24", "2024-06-30", nan, nan, 1460.0],
        ["for_money", "E12000009", "2024-25", "2025-06-30", nan, nan, 1460.0],
        ["for_money", "E92000001", "2023-24", "2024-06-30", nan, nan, 7300.0],
        ["for_money", "E92000001", "2024-25", "2025-06-30", nan, nan, 7300.0],
        ["share", "E06000054", "2023", "2023-06-30", nan, 294.0, 920.0],
        ["share", "E12000009", "2023", "2023-06-30", nan, 520.0, 1820.0],
        ["share", "E92000001", "2023", "2023-06-30", nan, 2600.0, 9100.0],
        ["shifted", "E06000054", "2024", "2024-06-30", nan, nan, 171.0],
        ["shifted", "E12000009", "2024", "2024-06-30", nan, nan, 360.0],
        ["shifted", "E92000001", "2024", "2024-06-30", nan, nan, 1800.0],
    ]
    columns = ["indicator_id", "area_code", "period", "period_end", "value", "numerator", "denominator"]
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    assert list(got) == values.COLUMNS and (got.marker == "").all() and reading.rows == len(ROWS)
    got = got[columns].assign(period_end=got.period_end.dt.strftime("%Y-%m-%d"))
    pd.testing.assert_frame_equal(got, pd.DataFrame(expected, columns=columns), check_dtype=False)


def test_a_county_that_was_divided_later_is_the_sum_of_its_parts(tmp_path, known):
    rows = [("E06000063", "Cumberland", "", _flat(2)), ("E06000064", "Westmorland and Furness", "", _flat(3))]
    wanted = _wanted(("people", "all ages", "", ""))
    for title, expected in (("mid-2022", {"E06000063": 182, "E06000064": 273, "E10000006": 455}),
                            ("mid-2023", {"E06000063": 182, "E06000064": 273})):  # fmt: skip
        got = ons_population.read(_xlsx(tmp_path / "mye.xlsx", rows, title), wanted, known).values
        assert dict(zip(got.area_code, got.value, strict=True)) == expected


def test_the_table_of_2020(tmp_path, known):
    path = tmp_path / "population20.csv"
    head = ",".join(f'"{c}"' for c in ["utla20_code", "utla20_name", "total_population", *AGES])
    body = [f"{code},x,0,{','.join(['7'] * 91)}" for code in ("E10000023", "E06000054", "W06000019")]
    path.write_text("\n".join([head, *body]) + "\n")
    got = ons_population.read(path, _wanted(("old", "90+", "", "")), known).values
    # North Yorkshire's code of then is its code of now.
    assert dict(zip(got.area_code, got.value, strict=True)) == {"E06000065": 7.0, "E06000054": 7.0}
    assert set(got.period) == {"2020"}


def test_the_table_of_2024_is_of_the_year_that_the_catalogue_says(tmp_path, known):
    path = tmp_path / "download.csv"
    head = ",".join(["\ufeffCode", "Name", "Geography", "All ages", *AGES])
    path.write_text(f"{head}\nE06000054,Wiltshire,Unitary Authority,0,{','.join(['7'] * 91)}\n", encoding="utf-8")
    wanted = _wanted(("adults", "18+", "", "")).assign(source_id="ons_mye_2024")
    (row,) = ons_population.read(path, wanted, known).values.itertuples()
    assert (row.area_code, row.period, row.value) == ("E06000054", "2024", 7 * 73)
    said = _message(path, _wanted(("adults", "18+", "", "")), known)  # a release that the catalogue does not have
    assert said.startswith("download.csv does not say its year") and "period_covers in data/catalog/sources.csv" in said


def test_children_of_mid_2024_are_those_of_the_childrens_release(releases, data):
    """Two releases of one estimate, councils all: 0 to 17 of the adults' file and the children's own table."""
    wanted = _wanted(("children", "0-17", "", "")).assign(source_id="ons_mye_2024")
    got = ons_population.read(releases / "context" / "mye24_persons_single_year.csv", wanted, data.catalog).values
    ours = got.set_index("area_code").value.reindex(data.catalog.today().index)
    held = data.values[(data.values.indicator_id == "children_0_17") & (data.values.period == "2024")]
    theirs = held.astype({"area_code": "str"}).set_index("area_code").value.reindex(ours.index)
    assert (ours.notna().sum(), (ours == theirs).sum()) == (153, 153)


def test_spending_of_a_year_is_divided_by_the_adults_of_its_middle(releases, data):
    """2024-25 by those of mid-2024, added up here from the publisher's own columns."""
    with (releases / "context" / "mye24_persons_single_year.csv").open(encoding="utf-8-sig", newline="") as file:
        people = {row["Code"]: row for row in csv.DictReader(file)}
    for indicator_id, first in (("cost_adult_social_care", 18), ("cost_adults_65", 65)):
        held = data.values[(data.values.indicator_id == indicator_id) & (data.values.period == "2024-25")]
        held = held[held.denominator.notna()]
        assert len(held) >= 150
        off = [
            row.area_code
            for row in held.itertuples()
            if row.denominator != sum(int(people[row.area_code][age]) for age in AGES[first:])
        ]
        assert off == []


@pytest.mark.parametrize("code", ["", "old", "64-18", "18-90", "0-200", "65 +", "-5"])
def test_a_code_that_is_no_age_is_refused(code):
    with pytest.raises(ScoutingError, match=r"(is no age or span of ages|single years of age go to 89)"):
        ons_population.ages(code)


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        ons_population.read(path, wanted, known)
    return str(caught.value)


def test_bad_input(tmp_path, known):
    wanted, path = _wanted(("a", "18+", "", "")), tmp_path / "mye.xlsx"
    where = "mye.xlsx, sheet MYE2 - Persons"
    bad = ("E06000054", "Wiltshire", "", _flat(1, age_3="1,234"))
    assert f"{where} row 10: '1,234' is neither a number nor a marker" in _message(
        _xlsx(path, [ROWS[1], bad]), wanted, known
    )
    assert _message(_xlsx(path, ROWS[3:4] * 2), wanted, known) == f"{where} has two rows for E06000054."
    new = [("E06000099", "Newshire", "", _flat(1))]
    assert "names 1 council that the catalogue lacks: E06000099." in _message(_xlsx(path, new), wanted, known)
    assert "does not say in its first cell which year" in _message(_xlsx(path, ROWS, "MYE2: Persons"), wanted, known)
    said = _message(_xlsx(path, ROWS, head=["Code", "Name", "Geography", "All ages", *AGES[:-2]]), wanted, known)
    assert said == f"{where} lacks the columns 89, 90+."
    said = _message(_xlsx(path, ROWS, head=["Area", "Name", "Geography", "All ages", *AGES]), wanted, known)
    assert said == f"{where} has no header row with Code, All ages. The layout is another one."
    said = _message(_xlsx(path, ROWS), _wanted(("a", "old", "", ""), ("b", "18+ @ 2024", "", "")), known)
    assert "a: 'old' is no age" in said and "b: '18+ @ 2024': '2024' is no financial year like 2024-25." in said
    other = tmp_path / "people.csv"
    other.write_text("code,0\nE06000054,1\n")
    assert _message(other, wanted, known) == "people.csv must begin with a column like utla20_code or Code, not 'code'."
    other.write_bytes("utla20_code\nE0600005£\n".encode("cp1252"))
    assert _message(other, wanted, known).startswith("people.csv cannot be read as CSV in UTF-8:")


@pytest.mark.parametrize(
    ("file", "year", "areas"), [("mye22final.xlsx", "2022", 164), ("mye23tablesew.xlsx", "2023", 163)]
)
def test_the_whole_release(releases, known, file, year, areas):
    wanted = _wanted(("a", "18-64", "", ""), ("b", "65+", "", ""), ("c", "0-17", "", ""), ("all", "all ages", "", ""))
    got = ons_population.read(releases / "context" / file, wanted, known).values.set_index(
        ["indicator_id", "area_code"]
    )
    # 153 councils, nine regions and England; in 2022 also Cumbria, which stood until April 2023.
    assert got.groupby("indicator_id").size().unique().tolist() == [areas] and set(got.period) == {year}
    parts = got.value["a"] + got.value["b"] + got.value["c"]
    assert (parts == got.value["all"]).all()
    whole = got.value["all"]
    regions = whole[whole.index.str.startswith("E12")].sum()
    councils = whole[whole.index.str.match(r"E(06|08|09|10)")].drop("E10000006", errors="ignore").sum()
    assert regions == councils == whole["E92000001"]
    # The workbook's own sums, by a second reading.
    sheet = openpyxl.load_workbook(releases / "context" / file, read_only=True)["MYE2 - Persons"]
    for row in sheet.iter_rows(min_row=9, values_only=True):
        if row[0] in ("E06000054", "E10000016", "E92000001"):
            assert whole[row[0]] == row[3] and got.value["b", row[0]] == sum(row[4 + 65 :])


def test_the_whole_table_of_2020(releases, known):
    path = releases / "context" / "population20_utla20.csv"
    got = ons_population.read(path, _wanted(("old", "65+", "", "")), known).values.set_index("area_code").value
    assert len(got) == 150
    with path.open(encoding="utf-8") as file:
        row = next(r for r in csv.reader(file) if r[0] == "E06000005")
    assert got["E06000005"] == sum(map(int, row[3 + 65 :]))
