"""The outcomes of the framework to 2023-24, whose measures were renumbered in their last year."""

import csv

import pandas as pd
import pytest

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import ascof_outcomes

FILE = "outcomes.csv"
RELEASE = "ascof/ascof_outcomes_2017-18_to_2023-24.csv"
HEAD = [
    "Year", "Geographical Description", "ONS Code", "Measure Group", "Measure Group Description", "Measure_Value",
    "Geographical Level", "Disaggregation Level", "Measure Type",
]  # fmt: skip
CONTROL, WORK = "Proportion of people who use services who have control over their daily life", "in paid employment"
SATISFIED = "Overall satisfaction of people who use services with their care and support"
nan = float("nan")


def _row(year, group, description, value, area=("Wiltshire", "E06000054", "Council")):
    name, code, level = area
    tail = ["", ""] if year == "2023-24" else ["Total", "Outcome"]
    return [year, name, code, group, description, value, level, *tail]


KENT, SHIRES = ("Kent", "E10000016", "Council"), ("Shire Counties", "-", "Council type")
ROWS = [
    _row("2021-22", "1B", "The " + CONTROL[0].lower() + CONTROL[1:], "76.900000000000006"),
    _row("2022-23", "1B", CONTROL, "77.2"),
    _row("2022-23", "1B", CONTROL, "", KENT),
    _row("2022-23", "1B", CONTROL, "75.0", SHIRES),
    _row("2023-24", "3A", CONTROL, "77.6"),
    _row("2023-24", "1B", "Adjusted Social care-related quality of life", "0.4"),
    _row("2022-23", "3A", SATISFIED, "64.4"),
    _row("2023-24", "1D", SATISFIED, "65.4"),
    _row("2022-23", "1E", f"Proportion of adults with learning disabilities {WORK}", "4.8"),
    _row("2023-24", "1E", "Overall satisfaction of carers with social services", "36.7"),
    _row("2021-22", "2A1", "", "13.9"),
    _row("2022-23", "2A1", "Long-term support needs of younger adults", "14.6"),
    _row("2021-22", "4A", "who feel safe", "n/a"),
    _row("2021-22", "9Z", "", "1"),
]
WANTED = [
    ("control", "1B to 2022-23, 3A from 2023-24: have control over their daily life"),
    ("satisfied", "3A to 2022-23, 1D from 2023-24: overall satisfaction of people"),
    ("work", "1E to 2022-23: in paid employment"),
    ("admitted", "2A1: younger adults"),
]
EXPECTED = [
    ["admitted", "E06000054", "2021-22", "2022-03-31", 13.9, ""],
    ["admitted", "E06000054", "2022-23", "2023-03-31", 14.6, ""],
    ["control", "E06000054", "2021-22", "2022-03-31", 76.9, ""],
    ["control", "E06000054", "2022-23", "2023-03-31", 77.2, ""],
    ["control", "E06000054", "2023-24", "2024-03-31", 77.6, ""],
    ["control", "E10000016", "2022-23", "2023-03-31", nan, "x"],
    ["satisfied", "E06000054", "2022-23", "2023-03-31", 64.4, ""],
    ["satisfied", "E06000054", "2023-24", "2024-03-31", 65.4, ""],
    ["work", "E06000054", "2022-23", "2023-03-31", 4.8, ""],
]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _write(folder, rows=ROWS, head=HEAD, encoding="utf-8"):
    path = folder / FILE
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows([[row[HEAD.index(c)] for c in head] for row in rows])
    return path


def _wanted(*rows):
    frame = pd.DataFrame(rows, columns=["indicator_id", "source_code"])
    return frame.assign(numerator_code="", denominator_code="", period_shift=0.0, source_id="nhs_x", year_end="03-31")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_rows_become_values(tmp_path, known, encoding):
    reading = ascof_outcomes.read(_write(tmp_path, encoding=encoding), _wanted(*WANTED), known)
    columns = ["indicator_id", "area_code", "period", "period_end", "value", "marker"]
    got = reading.values.sort_values(values.KEY, ignore_index=True)
    assert list(got) == values.COLUMNS and got.numerator.isna().all() and got.lower_ci.isna().all()
    got = got[columns].assign(period_end=got.period_end.dt.strftime("%Y-%m-%d"))
    pd.testing.assert_frame_equal(got, pd.DataFrame(EXPECTED, columns=columns), check_dtype=False, check_exact=True)
    assert reading.rows == len(ROWS)
    assert reading.notes == [f"{FILE}: 1 rows of 2A1 have no description (2021-22)."]


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        ascof_outcomes.read(path, wanted, known)
    return str(caught.value)


def test_a_number_that_means_another_measure_is_an_error(tmp_path, known):
    """A code that follows the number and not the description would join control to quality of life."""
    wanted = _wanted(("a", "1B: have control over their daily life"), ("b", "3A: overall satisfaction of people"))
    row = {text: n + 2 for n, text in enumerate(r[0] + r[3] for r in ROWS)}
    assert _message(_write(tmp_path), wanted, known).splitlines() == [
        "2 problems:",
        f"- a: {FILE} row {row['2023-241B']}: 1B of 2023-24 is 'Adjusted Social care-related quality of life', without "
        "the words 'have control over their daily life'. Mend the code in data/catalog.",
        f"- b: {FILE} row {row['2023-243A']}: 3A of 2023-24 is '{CONTROL}', without the words 'overall satisfaction of "
        "people'. Mend the code in data/catalog.",
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("7Q: nothing", f"{FILE} has no rows of '7Q' for '7Q: nothing'."),
        ("1B from 2023-24 to 2023-24, 3A from 2024-25: x", f"{FILE} has no rows of '3A' for"),
        ("9Z: anything", f"{FILE} describes no row of '9Z: anything'."),
        ("1B", "'1B' is not written like '1B to 2022-23, 3A from 2023-24: have control over their daily life'."),
        ("1B until 2022-23: x", "'1B until 2022-23: x' is not written like"),
        ("4A: feel safe", f"{FILE}, Measure_Value, row 14: 'n/a' is neither a number nor a marker"),
    ],
)
def test_codes_that_find_nothing(tmp_path, known, code, said):
    message = _message(_write(tmp_path), _wanted(("a", code)), known)
    assert message.startswith("a: ") and said in message


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        (0, "2021", f"{FILE} row 2: '2021' is no financial year."),
        (6, "Ward", f"{FILE} row 2: 'Ward' is no Geographical Level that can be read "
                    "(Council, Council Type, England, Region)."),
        (2, "E06999999", f"{FILE} gives councils that are known a code that the catalogue lacks: Wiltshire "
                         "(E06999999). If the code was issued anew for the same area, add to "
                         "data/catalog/area_changes.csv:\nE06999999,E06000054,,recoded,Wiltshire: another code"),
    ],
)  # fmt: skip
def test_other_years_levels_and_areas_are_refused(tmp_path, known, column, cell, said):
    rows = [list(row) for row in ROWS]
    rows[0][column] = cell
    assert _message(_write(tmp_path, rows), _wanted(*WANTED), known) == said


def test_missing_columns_double_rows_and_other_encodings(tmp_path, known):
    head = [c for c in HEAD if c not in ("ONS Code", "Measure_Value")]
    assert (
        _message(_write(tmp_path, head=head), _wanted(*WANTED), known)
        == f"{FILE} lacks the columns ONS Code, Measure_Value."
    )
    said = _message(_write(tmp_path, [*ROWS, ROWS[1]]), _wanted(*WANTED), known)
    assert said == f"control: {FILE} has two rows of '{WANTED[0][1]}' for E06000054 2022-23."
    path = _write(tmp_path, [*ROWS, _row("2021-22", "1J", "Adjusted – impact", "0.4")], encoding="cp1252")
    assert _message(path, _wanted(*WANTED), known).startswith(f"{FILE} cannot be read as CSV in UTF-8: ")
    path = _write(tmp_path, encoding="utf-16")
    assert _message(path, _wanted(*WANTED), known).startswith(f"{FILE} cannot be read as CSV in UTF-8: ")
    path.write_bytes(b"")
    assert _message(path, _wanted(*WANTED), known).startswith(f"{FILE} cannot be read as CSV in UTF-8: ")
    said = _message(_write(tmp_path, []), _wanted(WANTED[0]), known)
    assert said == f"control: {FILE} has no rows of '1B' for '{WANTED[0][1]}'. Mend the code in data/catalog."


# The release itself ----------------------------------------------------------------------------------------------

PAIRS = {
    "1B to 2022-23, 3A from 2023-24: have control over their daily life": 6,
    "3A to 2022-23, 1D from 2023-24: Overall satisfaction of people who use services": 6,
    "1C1B to 2022-23, 3D1B from 2023-24: receive self-directed support": 7,
    "1G to 2022-23, 2E from 2023-24: live in their own home or with their family": 7,
    "2A1 to 2022-23, 2B from 2023-24: younger adults": 7,
    "2B2 to 2022-23, 2D2 from 2023-24: reablement": 7,
    "2C1: Delayed transfers of care from hospital": 3,
    "3B to 2022-23, 1E from 2023-24: Overall satisfaction of carers": 3,
    "4A: who use services who feel safe": 6,
}


def test_measures_of_the_release_across_the_renumbering(releases, known):
    """Every full year has its councils under both numbers, and the figures are of one kind (no jump of the middle)."""
    got = ascof_outcomes.read(releases / RELEASE, _wanted(*((code, code) for code in PAIRS)), known).values
    councils = got[got.area_code.str.match("E(06|08|09|10)") & got.value.notna()]
    held = councils.groupby(["indicator_id", "period"]).value.agg(["size", "median"])
    full = held[held["size"] >= 140]
    assert full.groupby("indicator_id").size().to_dict() == PAIRS
    middle = full["median"].unstack()
    seam = middle.columns.get_loc("2023-24")
    moved = (middle["2023-24"] / middle.iloc[:, seam - 1] - 1).abs().dropna()
    assert len(moved) >= 6 and moved.max() < 0.1
    assert not values.problems(got)


def test_cells_of_the_release_by_a_second_reading(releases, known):
    """Every figure of one renumbered measure, found by its description with the csv module, equals those read."""
    code = next(iter(PAIRS))
    got = ascof_outcomes.read(releases / RELEASE, _wanted(("control", code)), known).values
    held = got.set_index(["area_code", "period"])
    seen = 0
    with (releases / RELEASE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if "control over their daily life" in row["Measure Group Description"] and row["ONS Code"].startswith(
                "E09"
            ):
                assert held.value[row["ONS Code"], row["Year"]] == pytest.approx(float(row["Measure_Value"]), abs=1e-9)
                seen += 1
    assert seen == held.value[held.index.get_level_values(0).str.startswith("E09")].notna().sum() > 180
