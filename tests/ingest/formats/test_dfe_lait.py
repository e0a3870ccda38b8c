"""The long table of DfE's interactive tool, in rows typed by hand."""

import re

import numpy as np
import pandas as pd
import pytest
from tests.catalog.test_check import dictionary

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import dfe_lait
from scouting.terms import ENGLAND

FILE = "bds.parquet"


def _wanted(*rows):
    """Indicators to read: (indicator_id, value code, numerator code, denominator code[, period_shift])."""
    names = ["indicator_id", "source_code", "numerator_code", "denominator_code", "period_shift"]
    frame = pd.DataFrame([[*row, 0.0][:5] for row in rows], columns=names)
    return frame.assign(source_id="dfe_lait", year_end="03-31")


def _file(folder, rows, **changes):
    """A file of the publisher's shape; rows are (measure, year label, area, value, DfE number)."""
    frame = pd.DataFrame(rows, columns=["Short Desc", "Years", "LA and Regions", "Values", "LA Number"])
    frame = frame.assign(**{"Data item": None, "Region": "NA"}).astype({"LA Number": float}).assign(**changes)
    frame.to_parquet(folder / FILE)
    return folder / FILE


ROWS = [
    ("Rate", "2024", "Wiltshire", "20.599999999999998", 865),
    ("Rate", "2025", "Wiltshire", "-", 865),
    ("Rate", "0", "Wiltshire", "7", 865),
    ("Rate", "2024 (Rev)", "Cumbria", "0", 909),
    ("Rate", "2025 (prov)", "Cumbria", "-3.5", 909),
    ("Rate", "2024", "England", "21.3000000000000007", 970),
    ("Rate", "2024", "London (Inner)", "100", 987),
    ("Rate", "2024-25 (OT)", "Buckinghamshire", "12.345678901234", 825),
    ("Num", "2024", "Wiltshire", "103", 865),
    ("Num", "2025", "Wiltshire", "99", 865),
    ("Den", "2024", "Wiltshire", "500", 865),
    ("Extra", "2024", "Wiltshire", "1.5", 865),
    ("Extra", "2025", "Wiltshire", "x", 865),
    ("Unasked", "2024", "Wiltshire", "not a number", 865),
]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def test_rows_become_values(tmp_path, known):
    wanted = _wanted(
        ("share", "Rate", "Num", "Den"), ("summed", "Num + Extra", "", ""), ("counts_only", "", "Num", "", 1.0)
    )
    reading = dfe_lait.read(_file(tmp_path, ROWS), wanted, known)
    nan = float("nan")
    expected = [
        # indicator, area, period, ends, value, numerator, denominator, marker
        ["counts_only", "E06000054", "2025", "2025-03-31", nan, 103, nan, ""],
        ["counts_only", "E06000054", "2026", "2026-03-31", nan, 99, nan, ""],
        ["share", "E06000054", "2024", "2024-03-31", 20.6, 103, 500, ""],
        ["share", "E06000054", "2025", "2025-03-31", nan, 99, nan, "-"],
        ["share", "E06000060", "2024-25", "2025-03-31", 12.345678901, nan, nan, ""],
        ["share", "E10000006", "2024", "2024-03-31", 0.0, nan, nan, "r"],
        ["share", "E10000006", "2025", "2025-03-31", -3.5, nan, nan, "p"],
        ["share", "E13000001", "2024", "2024-03-31", 100.0, nan, nan, ""],
        ["share", "E92000001", "2024", "2024-03-31", 21.3, nan, nan, ""],
        ["summed", "E06000054", "2024", "2024-03-31", 104.5, nan, nan, ""],
        ["summed", "E06000054", "2025", "2025-03-31", nan, nan, nan, "x"],
    ]
    columns = ["indicator_id", "area_code", "period", "period_end", "value", "numerator", "denominator", "marker"]
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    assert list(got) == values.COLUMNS
    assert (got.source_id == "dfe_lait").all() and got.lower_ci.isna().all() and got.upper_ci.isna().all()
    got = got[columns].assign(period_end=got.period_end.dt.strftime("%Y-%m-%d"))
    pd.testing.assert_frame_equal(got, pd.DataFrame(expected, columns=columns), check_dtype=False, check_exact=True)
    assert reading.rows == len(ROWS)
    assert reading.notes == [f"{FILE}: 1 rows with a year label that is no year were left out."]


def test_binary_noise_ties_with_the_figure_it_was(tmp_path, known):
    rows = [("Rate", str(2000 + n), "Kent", text, 886) for n, text in enumerate(["20.599999999999998", "20.6"])]
    got = dfe_lait.read(_file(tmp_path, rows), _wanted(("a", "Rate", "", "")), known).values
    assert got.value.nunique() == 1


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("2025", ("2025", 2025, "")),
        ("2024-25", ("2024-25", 2025, "")),
        ("2015/16", ("2015/16", 2016, "")),
        ("2014-16", ("2014-16", 2016, "")),
        ("2021/22-23/24", ("2021/22-23/24", 2024, "")),
        ("2018 (Rev)", ("2018", 2018, "r")),
        ("2025 (prov)", ("2025", 2025, "p")),
        ("2024-25 (OT)", ("2024-25", 2025, "")),
        (" 2025 ", ("2025", 2025, "")),
        ("0", None),
        ("", None),
        ("20255", None),
        ("2025 Rev", None),
        ("all years", None),
    ],
)
def test_year_labels(label, expected):
    assert dfe_lait.period(label) == expected


def test_every_label_of_the_release_is_a_year_but_one(releases):
    import pyarrow.parquet as pq

    labels = (
        pq.read_table(releases / "dfe-lait" / "bds_long_0.parquet", columns=["Years"])["Years"].unique().to_pylist()
    )
    assert [label for label in labels if dfe_lait.period(label) is None] == ["0"]
    ends = {label: dfe_lait.period(label)[1] for label in labels if label != "0"}
    assert all(2005 <= year <= 2026 for year in ends.values())
    # A label's year is the last year written in it.
    assert all(str(year)[-2:] in label[2:] for label, year in ends.items())


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        dfe_lait.read(path, wanted, known)
    return str(caught.value)


def test_unknown_measures_are_all_named(tmp_path, known):
    wanted = _wanted(("a", "Rate", "", ""), ("b", "Rte", "", ""), ("c", "Num", "Nmu", "Dne"))
    assert _message(_file(tmp_path, ROWS), wanted, known) == (
        "3 problems:\n"
        f"- b: {FILE} has no measure 'Rte'. Mend the code in data/catalog.\n"
        f"- c: {FILE} has no measure 'Nmu'. Mend the code in data/catalog.\n"
        f"- c: {FILE} has no measure 'Dne'. Mend the code in data/catalog."
    )


def test_text_that_is_no_figure_is_quoted(tmp_path, known):
    rows = [*ROWS, ("Rate", "2023", "Wiltshire", "n/a", 865), ("Rate", "2022", "Wiltshire", "1,234", 865)]
    said = _message(_file(tmp_path, rows), _wanted(("a", "Rate", "", "")), known)
    assert "2 problems" in said and "'n/a' is neither a number nor a marker" in said and "'1,234'" in said
    assert FILE in said and "Nothing was read." in said


def test_unknown_areas_are_named(tmp_path, known):
    rows = [*ROWS, ("Rate", "2024", "Newshire", "1", 599), ("Rate", "2024", "Nobody", "1", np.nan)]
    said = _message(_file(tmp_path, rows), _wanted(("a", "Rate", "", "")), known)
    assert f"{FILE} has areas that are no council of England: Nobody. Nothing was read." in said
    assert f"{FILE} names 1 council that the catalogue lacks: Newshire (599)." in said


def test_two_rows_for_one_figure_are_an_error(tmp_path, known):
    """The same year with and without its note is the same year."""
    rows = [*ROWS, ("Rate", "2024 (Rev)", "Wiltshire", "20.7", 865)]
    assert _message(_file(tmp_path, rows), _wanted(("a", "Rate", "", "")), known) == (
        f"a: {FILE} has two rows of 'Rate' for E06000054 2024."
    )


def test_a_missing_column_and_what_is_no_parquet(tmp_path, known):
    wanted = _wanted(("a", "Rate", "", ""))
    path = _file(tmp_path, ROWS)
    pd.read_parquet(path).drop(columns=["Years", "LA Number"]).to_parquet(path)
    assert _message(path, wanted, known) == f"{FILE} lacks the columns Years, LA Number."
    path.write_text("Short Desc,Years\n")
    assert _message(path, wanted, known).startswith(f"{FILE} cannot be read as parquet:")
    path.write_bytes(b"")
    assert _message(path, wanted, known).startswith(f"{FILE} cannot be read as parquet:")


def test_a_null_is_a_blank(tmp_path, known):
    got = dfe_lait.read(
        _file(tmp_path, [("Rate", "2024", "Kent", None, 886), ("Rate", "2025", "Kent", "1", 886)]),
        _wanted(("a", "Rate", "", "")),
        known,
    ).values.sort_values("period")
    assert got.marker.tolist() == ["x", ""] and got.value.isna().tolist() == [True, False]


def test_what_cannot_be_is_left_out_and_told(tmp_path, known):
    """A share over its whole; for England a sum of rates, known by no council having the like, once many are read."""
    codes = known.councils().dfe_number[known.councils().valid_to == ""].tolist()
    rows = [("Share", "2024", "", "100" if n else "100.02", code) for n, code in enumerate(codes)]
    rows += [("Rate", "2024", "", str(10 + n), code) for n, code in enumerate(codes)]
    rows += [("Rate", "2023", "", str(10 + n), code) for n, code in enumerate(codes[:70])]
    rows += [("Rate", year, "", text, 970) for year, text in (("2024", "1258"), ("2023", "1258"), ("2022", "1258"))]
    rows += [("Share", "2024", "", "99.5", 970)]
    wanted = _wanted(("september_guarantee", "Share", "", ""), ("youth_justice_first_entrants", "Rate", "", ""))
    made = dfe_lait.read(_file(tmp_path, rows), wanted, known)
    out = made.values[made.values.value.isna()]
    assert set(zip(out.indicator_id, out.area_code, out.period, out.marker, strict=True)) == {
        ("september_guarantee", known.councils().index[known.councils().dfe_number == codes[0]][0], "2024", "x"),
        ("youth_justice_first_entrants", ENGLAND, "2024", "x"),
        ("september_guarantee", ENGLAND, "2024", "x"),
    }
    name = known.areas.name[known.areas.dfe_number == codes[0]].iloc[0]
    assert made.notes == [
        f"{FILE}: 2 figures of september_guarantee left out as impossible: England, {name}.",
        f"{FILE}: 1 figure of youth_justice_first_entrants left out as impossible: England.",
    ]


def test_the_dictionary_keeps_its_texts(releases):
    """'NA' in it is a text; the first of two rows of one name is kept."""
    found = dictionary(releases / "dfe-lait" / "lait_data_dictionary.csv")
    assert found.index.is_unique and set(found.Polarity) == {"High", "Low", "-", "NA"}


def test_cells_of_the_release_by_a_second_reading(data, releases):
    """Every stored figure that the tool is the source of stands in its table, read with pyarrow alone."""
    import pyarrow.parquet as pq

    table = pq.read_table(releases / "dfe-lait" / "bds_long_0.parquet").to_pylist()
    number = data.catalog.areas.dfe_number
    series = catalog.series(data.catalog)
    codes = series[(series.source_id == "dfe_lait") & (series.source_code != "")]
    codes = dict(zip(codes.indicator_id, codes.source_code, strict=True))
    held = data.values[data.values.source_id == "dfe_lait"].sample(400, random_state=2025)
    wanted = set(codes.values())
    published = {}
    for row in table:
        if row["Short Desc"] in wanted:
            year = row["Years"].split(" (")[0]
            published[row["Short Desc"], year, f"{row['LA Number']:.0f}"] = row["Values"]
    for row in held.itertuples():
        # A school year is written in full beside a release that does so.
        label = str(row.period_end.year) if re.fullmatch(r"\d{4}/\d{2}", row.period) else row.period
        texts = [published.get((codes[row.indicator_id], x, number[row.area_code])) for x in (row.period, label)]
        text = next(text for text in texts if text)
        if text == "-":
            assert np.isnan(row.value) and row.marker == "-"
        elif row.marker == "x":
            assert row.area_code == ENGLAND or float(text) > 100
        else:
            assert row.value == pytest.approx(float(text), abs=1e-9) and row.marker in ("", "r", "p")
