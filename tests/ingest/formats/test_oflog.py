"""The metrics of the Office for Local Government, in rows typed by hand, and the release itself."""

import csv

import pandas as pd
import pytest

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import oflog

FILE = "ASC.csv"
RELEASE = "oflog/ASC_data.csv"
HEAD = [
    "Financial year", "Local authority code", "Local authority name", "Grouping", "Entity_Name", "Region", "Measure",
    "Code", "Value", "MEDIAN", "MADs_from_median", "rank_order",
]  # fmt: skip
nan = float("nan")


def _row(year, code, value, area=("E06000054", "Wiltshire"), grouping="LA_Raw"):
    return [year, *area, grouping, "", "", f"Outcome, {code.lower()}", code, value, "1", "0", "DESC"]


ROWS = [
    _row("2021-22", "ASC7", "28.599999999999998"),
    _row("2022-23", "ASC7", "27.1"),
    _row("2022-23", "ASC7", "28.04", ("X1", "Median of England"), "Median"),
    _row("2022-23", "ASC7", "", ("E06000053", "Isles of Scilly")),
    _row("2022-23", "ASC7", "30.5", ("E10000023", "North Yorkshire")),
    _row("2022-23", "ASC6", "1315.081031605018"),
    _row("2022-23", "ASC1", "n/a"),
]
EXPECTED = [
    ["requests", "E06000054", "2022-23", "2023-03-31", 1315.081031605, ""],
    ["turnover", "E06000053", "2022-23", "2023-03-31", nan, "x"],
    ["turnover", "E06000054", "2021-22", "2022-03-31", 28.6, ""],
    ["turnover", "E06000054", "2022-23", "2023-03-31", 27.1, ""],
    ["turnover", "E06000065", "2022-23", "2023-03-31", 30.5, ""],  # the same council under its later code
]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _write(folder, rows=ROWS, head=HEAD):
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows([[row[HEAD.index(c)] for c in head] for row in rows])
    return path


def _wanted(*rows):
    frame = pd.DataFrame(rows, columns=["indicator_id", "source_code"])
    return frame.assign(numerator_code="", denominator_code="", period_shift=0.0, source_id="oflog_x", year_end="03-31")


WANTED = _wanted(("turnover", "ASC7"), ("requests", "ASC6"))


def test_rows_become_values(tmp_path, known):
    reading = oflog.read(_write(tmp_path), WANTED, known)
    columns = ["indicator_id", "area_code", "period", "period_end", "value", "marker"]
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    assert list(got) == values.COLUMNS and not values.problems(got) and reading.rows == len(ROWS)
    got = got[columns].assign(period_end=got.period_end.dt.strftime("%Y-%m-%d"))
    pd.testing.assert_frame_equal(got, pd.DataFrame(EXPECTED, columns=columns), check_dtype=False, check_exact=True)


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        oflog.read(path, wanted, known)
    return str(caught.value)


def test_unknown_metrics_are_named(tmp_path, known):
    assert _message(_write(tmp_path), _wanted(("a", "ASC9"), ("b", "turnover")), known).splitlines() == [
        "2 problems:",
        f"- a: {FILE} has no metric 'ASC9' (it has: ASC1, ASC6, ASC7). Did you mean ASC7, ASC6 or ASC1? "
        "Mend the code in data/catalog.",
        f"- b: {FILE} has no metric 'turnover' (it has: ASC1, ASC6, ASC7). Mend the code in data/catalog.",
    ]


def test_what_is_wrong_is_said(tmp_path, known):
    said = _message(_write(tmp_path), _wanted(("a", "ASC1")), known)
    assert (
        said == f"a: {FILE}, Value, row 8: 'n/a' is neither a number nor a marker (c k low u x z -). Nothing was read."
    )
    rows = [*ROWS, _row("2022", "ASC7", "1")]
    assert _message(_write(tmp_path, rows), WANTED, known) == f"{FILE} row 9: '2022' is no financial year."
    rows = [*ROWS, _row("2022-23", "ASC7", "1", ("E06999999", "Newshire"))]
    assert "names 1 council that the catalogue lacks: Newshire (E06999999)." in _message(
        _write(tmp_path, rows), WANTED, known
    )
    rows = [*ROWS, _row("2022-23", "ASC7", "1", ("E06000065", "North Yorkshire"))]
    assert _message(_write(tmp_path, rows), WANTED, known) == (
        f"turnover: {FILE} has two rows of 'ASC7' for E06000065 2022-23."
    )
    head = [c for c in HEAD if c != "Value"]
    assert _message(_write(tmp_path, head=head), WANTED, known) == f"{FILE} lacks the column Value."
    path = tmp_path / FILE
    path.write_bytes("Financial year,Lokal\n".encode("utf-16"))
    assert _message(path, WANTED, known).startswith(f"{FILE} cannot be read as CSV in UTF-8: ")


def test_cells_of_the_release_by_a_second_reading(releases, known):
    metrics = ["ASC6", "ASC7"]
    got = oflog.read(releases / RELEASE, _wanted(*((m, m) for m in metrics)), known).values
    held = got.set_index(values.KEY)
    blanks = seen = 0
    with (releases / RELEASE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Code"] in metrics and row["Local authority code"].startswith(("E08", "E09")):
                value = held.value[row["Code"], row["Local authority code"], row["Financial year"]]
                if row["Value"]:
                    assert value == pytest.approx(float(row["Value"]), abs=1e-9)
                else:
                    assert value != value
                    blanks += 1
                seen += 1
    assert seen == 69 * (8 + 7) and blanks > 50
    councils = got[got.value.notna()].groupby(["indicator_id", "period"]).size()
    assert councils["ASC6"].min() == 150 and councils["ASC7"]["2022-23"] == 151
    assert not values.problems(got)
