"""Indices of Deprivation: the workbook of councils of 2019 and the table of districts of 2025, small and whole."""

import csv

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import mhclg_deprivation

AGES = [*map(str, range(90)), "90+"]
SHEETS = ["Income", "Employment", "Education", "Health", "Crime", "Barriers", "Living", "IDACI", "IDAOPI"]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _wanted(*codes):
    frame = pd.DataFrame({"source_code": codes, "indicator_id": [f"i{n}" for n in range(len(codes))]})
    return frame.assign(numerator_code="", denominator_code="", period_shift=0.0, source_id="iod", year_end="12-31")


def _upper(path, rows, first="Upper Tier Local Authority District code (2019)"):
    """A workbook of the shape of 2019: (code, name, average score, share of income deprived people)."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes")
        for sheet in ["IMD", *SHEETS]:
            page = book.add_worksheet(sheet)
            page.write_row(
                0, 0, [first, "Upper Tier Local Authority District name (2019)", f"{sheet} - Average score "]
            )
            for place, (code, name, score, share) in enumerate(rows, start=1):
                page.write_row(place, 0, [code, name, score if sheet == "IMD" else share])
    return path


def _lower(folder, rows, people, lookup):
    """The table of districts of 2025, with the estimates and the lookup beside it."""
    with xlsxwriter.Workbook(folder / "mye22final.xlsx") as book:
        page = book.add_worksheet("MYE2 - Persons")
        page.write(0, 0, "MYE2: Persons by single year of age, mid-2022")
        page.write_row(7, 0, ["Code", "Name", "Geography", "All ages", *AGES])
        for place, (code, number) in enumerate(people.items(), start=8):
            page.write_row(place, 0, [code, "x", "District", number * 91, *[number] * 91])
    pairs = "".join(f"{low},x,{high},x\n" for low, high in lookup.items())
    (folder / "lookup_ltla23_utla23.csv").write_text("ltla23_code,ltla23_name,utla23_code,utla23_name\n" + pairs)
    head = "ltla24_code,ltla24_name,imd_average_score,imd_rank_of_average_score,imd25_extent,income_average_score\n"
    path = folder / "imd2025.csv"
    path.write_text(head + "".join(f"{code},x,{score},1,0.5,{share}\n" for code, score, share in rows))
    return path


#: Two districts of West Sussex, one of three quarters of its people, and a council that is its own district.
LOWER = [("E07000223", "20", "0.2"), ("E07000224", "40", "0.1"), ("E06000054", "12.345", "0.123")]
PEOPLE = {"E07000223": 1, "E07000224": 3, "E06000054": 10}
LOOKUP = {"E07000223": "E10000032", "E07000224": "E10000032", "E06000054": "E06000054", "W06000019": "W06000019"}


def test_councils_of_2019(tmp_path, known):
    path = _upper(
        tmp_path / "iod.xlsx",
        [("E06000054", "Wiltshire", 14.123, 0.085), ("E10000023", "North Yorkshire", 13.5, 0.0765)],
    )
    reading = mhclg_deprivation.read(path, _wanted("imd_average_score", "income_average_score @ percent"), known)
    expected = [
        ["i0", "E06000054", "2015", 14.123],
        ["i0", "E06000065", "2015", 13.5],
        ["i1", "E06000054", "2015", 8.5],
        ["i1", "E06000065", "2015", 7.65],
    ]
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    assert list(got) == values.COLUMNS and reading.rows == 2
    columns = ["indicator_id", "area_code", "period", "value"]
    pd.testing.assert_frame_equal(got[columns], pd.DataFrame(expected, columns=columns), check_dtype=False)
    assert set(got.period_end.dt.strftime("%Y-%m-%d")) == {"2015-12-31"}


def test_counties_of_2025_are_weighted_means(tmp_path, known):
    path = _lower(tmp_path, LOWER, PEOPLE, LOOKUP)
    got = mhclg_deprivation.read(path, _wanted("imd_average_score", "income_average_score @ percent"), known).values
    found = {(row.indicator_id, row.area_code): row.value for row in got.itertuples()}
    # 20 * 1/4 + 40 * 3/4; a council of one district keeps its score to the last digit.
    assert found == {
        ("i0", "E10000032"): 35.0, ("i0", "E06000054"): 12.345,
        ("i1", "E10000032"): 12.5, ("i1", "E06000054"): 12.3,
    }  # fmt: skip
    assert set(got.period) == {"2022"} and set(got.period_end.dt.strftime("%Y-%m-%d")) == {"2022-12-31"}


def test_a_county_with_a_gap_is_missing(tmp_path, known):
    path = _lower(tmp_path, [(LOWER[0][0], "x", "0.2"), *LOWER[1:]], PEOPLE, LOOKUP)
    got = mhclg_deprivation.read(path, _wanted("imd_average_score"), known).values.set_index("area_code")
    assert got.marker.to_dict() == {"E10000032": "x", "E06000054": ""} and got.value.isna()["E10000032"]


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        mhclg_deprivation.read(path, wanted, known)
    return str(caught.value)


def test_bad_input_of_2019(tmp_path, known):
    wanted, path = _wanted("imd_average_score"), tmp_path / "iod.xlsx"
    row = ("E06000054", "Wiltshire", 14.1, 0.08)
    assert _message(_upper(path, [row, row]), wanted, known) == "iod.xlsx, sheet IMD has two rows for E06000054."
    said = _message(_upper(path, [("E06000099", "Newshire", 1.0, 1.0)]), wanted, known)
    assert said.startswith("iod.xlsx names 1 council that the catalogue lacks: E06000099.")
    said = _message(_upper(path, [(*row[:2], "14,1", 1.0)]), wanted, known)
    assert "iod.xlsx, imd_average_score," in said and "'14,1' is neither a number nor a marker" in said
    said = _message(_upper(path, [row]), _wanted("imd_averge_score"), known)
    assert said.startswith("i0: iod.xlsx has no column 'imd_averge_score'. Did you mean imd_average_score")
    assert said.endswith("Mend the code in data/catalog.")
    assert "the first column must be the council's code (2019)" in _message(_upper(path, [row], "Code"), wanted, known)
    said = _message(_upper(path, [row], "Upper Tier Local Authority District code (2031)"), wanted, known)
    assert said.startswith("iod.xlsx is the edition of 2031: what year it is about is not known. Add it to ABOUT")
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes")
    assert _message(path, wanted, known) == "iod.xlsx has no sheet like 'IMD'. It has Notes."
    path.write_bytes(b"PK\x03\x04")
    assert _message(path, wanted, known).startswith("iod.xlsx cannot be read as a workbook (XLSX or ODS):")


def test_bad_input_of_2025(tmp_path, known):
    wanted = _wanted("imd_average_score")
    path = _lower(tmp_path, LOWER[:2], PEOPLE, LOOKUP)
    assert _message(path, wanted, known) == "imd2025.csv lacks districts: E06000054."
    path = _lower(tmp_path, [*LOWER, ("E07000999", "1", "1")], PEOPLE, LOOKUP)
    assert _message(path, wanted, known) == (
        "imd2025.csv has districts that lookup_ltla23_utla23.csv or mye22final.xlsx lack: E07000999."
    )
    path = _lower(tmp_path, [*LOWER, LOWER[0]], PEOPLE, LOOKUP)
    assert _message(path, wanted, known) == "imd2025.csv has two rows for E07000223."
    path = _lower(tmp_path, LOWER, PEOPLE, LOOKUP)
    said = _message(path, _wanted("imd_rank_of_average_score", "imd25_extent"), known)
    assert (
        "'imd_rank_of_average_score' is a rank" not in said.split("\n")[0]
        and "only an average score can be averaged" in said
    )
    (tmp_path / "mye22final.xlsx").unlink()
    said = _message(path, wanted, known)
    assert said == f"imd2025.csv needs mye22final.xlsx (people by district) beside it, in {tmp_path}. It is not there."
    path.write_text("ltla24_code,imd_average_score\nE06000054,1\n")
    assert "has no column like imd25_extent" in _message(path, wanted, known)
    path.write_text("code\n1\n")
    assert _message(path, wanted, known) == "imd2025.csv lacks the column ltla24_code."


def test_the_whole_release_of_2019(releases, known):
    path = releases / "context" / "File_11_IoD2019_upper_tier.xlsx"
    got = mhclg_deprivation.read(path, _wanted("imd_average_score", "idaopi_average_score"), known).values
    got = got.set_index(["indicator_id", "area_code"]).value
    assert len(got) == 2 * 151 and got.notna().all()
    book = openpyxl.load_workbook(path, read_only=True)
    for n, sheet in enumerate(("IMD", "IDAOPI")):
        for row in book[sheet].iter_rows(min_row=2, values_only=True):
            if row[0] in ("E06000001", "E09000002", "E10000034"):
                assert got[f"i{n}", row[0]] == pytest.approx(row[4], abs=1e-9)


def test_the_whole_release_of_2025(releases, known):
    path = releases / "context" / "imd2025_england_ltla24.csv"
    got = mhclg_deprivation.read(path, _wanted("imd_average_score"), known).values.set_index("area_code").value
    with path.open(encoding="utf-8") as file:
        published = {row["ltla24_code"]: float(row["imd_average_score"]) for row in csv.DictReader(file)}
    today = known.areas[(known.areas.valid_to == "") & ~known.areas.type.isin(["region", "part_region", "country"])]
    assert set(got.index) == set(today.index) and len(got) == 153
    own = [code for code in got.index if code in published]
    assert len(own) == 132 and all(got[code] == pytest.approx(published[code], abs=1e-9) for code in own)
    # East Sussex by hand: five districts and their people in the middle of 2022.
    districts = ["E07000061", "E07000062", "E07000063", "E07000064", "E07000065"]
    sheet = openpyxl.load_workbook(releases / "context" / "mye22final.xlsx", read_only=True)["MYE2 - Persons"]
    people = {row[0]: row[3] for row in sheet.iter_rows(min_row=9, values_only=True) if row[0] in districts}
    worked = sum(published[d] * people[d] for d in districts) / sum(people.values())
    assert got["E10000011"] == pytest.approx(worked, abs=1e-8)
    assert min(published[d] for d in districts) < worked < max(published[d] for d in districts)


def test_a_council_younger_than_the_figures_keeps_them(data):
    """The edition of 2025 is about 2022 and about the councils of 2025: Cumberland began in 2023."""
    held = data.values[data.values.indicator_id.isin(["deprivation_score", "income_deprivation"])]
    councils = held[held.value.notna()].groupby(["indicator_id", "period"], observed=True).area_code.nunique()
    assert councils.groupby("period", observed=True).unique().map(list).to_dict() == {"2015": [151], "2022": [153]}
    assert set(held.period_end.astype(str)) == {"2015-12-31", "2022-12-31"}
