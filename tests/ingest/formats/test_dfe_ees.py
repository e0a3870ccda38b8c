"""The house format of Explore Education Statistics, in rows typed by hand, and the reading of published cells."""

import csv
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import dfe_ees
from scouting.ingest.formats.common import figures
from scouting.terms import COUNCIL_TYPES, MARKERS, MARKERS_WITH_VALUE

FILE = "release one.csv"
#: Columns in the order of one of the releases; another order is the same file.
HEAD = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "la_name", "new_la_code", "age", "breakdown", "number", "percent", "all",
]  # fmt: skip


def _row(period, area, age, breakdown, *measures):
    """One published row; area is (level, region code, DfE number, name, ONS code)."""
    level, region, number, name, code = area
    return [period, "", level, "E92000001", "England", region, "", number, name, code, age, breakdown, *measures]


def _la(number, name, code):
    return ("Local authority", "E12000009", number, name, code)


ENGLAND = ("National", "", "", "", "")
SOUTH_WEST = ("Regional", "E12000009", "", "", "")
INNER = ("Regional", "E13000001", "", "", "")
WILTSHIRE = _la("865", "Wiltshire", "E06000054")
BARNSLEY = _la("370", "Barnsley", "E08000038")  # reissued
BUCKS = _la("825", "Buckinghamshire", "E10000002")
NORTHANTS = _la("940 / 941", "North Northamptonshire / West Northamptonshire", "E06000061 / E06000062")
KENT = _la("886", "Kent", "E10000016")

ROWS = [
    _row("2025", ENGLAND, "19 to 21", "In work", "31230", "20.599999999999998", "151600"),
    _row("2025", SOUTH_WEST, "19 to 21", "In work", "210", "21", "1000"),
    _row("2025", INNER, "19 to 21", "In work", "low", "low", "z"),
    _row("2025", WILTSHIRE, "19 to 21", "In work", "103", "20.6", "500"),
    _row("2025", WILTSHIRE, "19 to 21", "Total", "500", "100", "500"),
    _row("2025", WILTSHIRE, "17 to 18", "In work", "7", "35", "20"),
    _row("2025", WILTSHIRE, "17 to 18", "Total", "c", "c", "c"),
    _row("202425", BARNSLEY, "19 to 21", "In work", "c", "c", "400"),
    _row("2024", BUCKS, "19 to 21", "In work", "k", "k", "90"),
    _row("2025", NORTHANTS, "19 to 21", "In work", "42.4", "11.2", "379.5"),
    _row("2024", NORTHANTS, "19 to 21", "In work", "x", "x", "380"),
    _row("2025", KENT, "19 to 21", "In work", "12", "u", ""),
    _row("2024", KENT, "19 to 21", "In work", "z", "z", "[c]"),
    _row("2025", KENT, "", "", "1", "n/a", "1"),
]


def _write(folder, rows=ROWS, head=HEAD, order=None, start="\ufeff"):
    order = order or head
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(start)
        out = csv.writer(file)
        out.writerow(order)
        out.writerows([[row[head.index(c)] for c in order] for row in rows])
    return path


def _wanted(*rows):
    """Indicators to read: (indicator_id, value code, numerator code, denominator code[, period_shift])."""
    names = ["indicator_id", "source_code", "numerator_code", "denominator_code", "period_shift"]
    frame = pd.DataFrame([[*row, 0.0][:5] for row in rows], columns=names)
    return frame.assign(source_id="dfe_x", year_end="09-30")


@pytest.fixture(scope="module")
def known():
    return catalog.read()


OLDER = " @ age=19 to 21; breakdown=In work"
SHARE = ("share", "percent" + OLDER, "number" + OLDER, "all" + OLDER)
nan = float("nan")
EXPECTED = pd.DataFrame(
    [
        ["E06000054", "2025", "2025-09-30", 20.6, 103, 500, ""],
        ["E06000060", "2024", "2024-09-30", nan, nan, 90, "k"],
        ["E06000061", "2024", "2024-09-30", nan, nan, nan, "x"],
        ["E06000061", "2025", "2025-09-30", 11.2, nan, nan, "j"],
        ["E06000062", "2024", "2024-09-30", nan, nan, nan, "x"],
        ["E06000062", "2025", "2025-09-30", 11.2, nan, nan, "j"],
        ["E08000016", "2024/25", "2025-09-30", nan, nan, 400, "c"],
        ["E10000016", "2024", "2024-09-30", nan, nan, nan, "z"],
        ["E10000016", "2025", "2025-09-30", nan, 12, nan, "u"],
        ["E12000009", "2025", "2025-09-30", 21.0, 210, 1000, ""],
        ["E13000001", "2025", "2025-09-30", nan, nan, nan, "low"],
        ["E92000001", "2025", "2025-09-30", 20.6, 31230, 151600, ""],
    ],
    columns=["area_code", "period", "period_end", "value", "numerator", "denominator", "marker"],
)


def _same(got, expected=EXPECTED):
    got = got.sort_values(values.KEY, ignore_index=True)
    got = got[list(expected)].assign(period_end=got.period_end.dt.strftime("%Y-%m-%d"))
    pd.testing.assert_frame_equal(got, expected, check_dtype=False, check_exact=True)


def test_rows_become_values(tmp_path, known):
    reading = dfe_ees.read(_write(tmp_path), _wanted(SHARE), known)
    _same(reading.values)
    assert list(reading.values) == values.COLUMNS
    assert reading.rows == len(ROWS) and (reading.values.source_id == "dfe_x").all()


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_columns_and_rows_and_the_byte_order_mark_change_nothing(tmp_path, known, start, seed):
    """The releases order their code columns in three ways."""
    shuffle = random.Random(seed)
    order, rows = list(HEAD), list(ROWS)
    shuffle.shuffle(order)
    shuffle.shuffle(rows)
    _same(dfe_ees.read(_write(tmp_path, rows, order=order, start=start), _wanted(SHARE), known).values)


def test_categories_sums_and_shifted_periods(tmp_path, known):
    young = " @ age=17 to 18; breakdown=In work"
    rows = _wanted(
        ("both_ages", f"number{OLDER} + number{young}", "", ""),
        ("with_a_gap", f"number{young} + number @ age=17 to 18; breakdown=Total", "", ""),
        ("next_year", "number" + young, "", "", 1.0),
        ("joint_counts", "", "number" + OLDER, ""),
        ("hidden_whole", "computed", "number" + young, "number @ age=17 to 18; breakdown=Total"),
    )
    got = dfe_ees.read(_write(tmp_path), rows, known).values
    by = {name: part.set_index("area_code") for name, part in got.groupby("indicator_id")}
    # Only Wiltshire has both ages; a suppressed part makes the sum missing, never the other part alone.
    assert by["both_ages"].value.to_dict() == {"E06000054": 110.0}
    assert np.isnan(by["with_a_gap"].value["E06000054"]) and by["with_a_gap"].marker["E06000054"] == "c"
    assert by["next_year"][["period", "value"]].values.tolist() == [["2026", 7.0]]
    assert by["next_year"].period_end.dt.strftime("%Y-%m-%d").tolist() == ["2026-09-30"]
    # A count beside a hidden whole: the share is hidden, not "not available".
    hidden = by["hidden_whole"].loc["E06000054"]
    assert hidden.numerator == 7 and np.isnan(hidden.denominator) and hidden.marker == "c"
    # The counts of a joint return belong to neither council, even where the figure comes from elsewhere.
    counts = by["joint_counts"]
    assert counts.numerator[["E06000061", "E06000062"]].isna().all()
    assert counts.numerator["E06000054"] == 103


@pytest.mark.parametrize(
    ("label", "expected"), [("2025", ("2025", 2025)), ("202425", ("2024/25", 2025)), ("201920", ("2019/20", 2020))]
)
def test_time_periods(label, expected):
    assert dfe_ees.period(label) == expected


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        dfe_ees.read(path, wanted, known)
    return str(caught.value)


def test_missing_columns_are_named(tmp_path, known):
    head = [c for c in HEAD if c not in ("old_la_code", "la_name")]
    path = _write(tmp_path, order=head, head=HEAD)
    assert _message(path, _wanted(SHARE), known) == f"{FILE} lacks the columns old_la_code, la_name."


def test_unknown_columns_filters_and_categories_are_all_named(tmp_path, known):
    wanted = _wanted(
        ("a", "percnt", "", ""),
        ("b", "percent @ agee=19 to 21", "", ""),
        ("c", "percent @ age=under 5", "number @ age=19 to 21; breakdown=in work", ""),
        SHARE,
    )
    assert _message(_write(tmp_path), wanted, known).splitlines() == [
        "4 problems:",
        f"- {FILE} has no rows of breakdown 'in work'. It is about 'In work', 'Total'. {OTHER_TABLE}",
        f"- {FILE} has no rows of age 'under 5'. It is about '19 to 21', '17 to 18'. {OTHER_TABLE}",
        f"- a: {FILE} has no column 'percnt'. Mend the code in data/catalog.",
        f"- b: {FILE} has no column 'agee'. Mend the code in data/catalog.",
    ]


OTHER_TABLE = (
    "It is another table; or, if the publisher now writes the same in other words, mend the code in data/catalog."
)


def test_what_a_file_is_about_must_be_in_the_code(tmp_path, known):
    """A column of one word for the whole file, with capitals or without; a mark of how final it is says nothing."""
    head = [*HEAD[:10], "Age_Group", "version", *HEAD[12:]]
    path = _write(tmp_path, [_row("2025", WILTSHIRE, "0 to 17", "Final", "7", "35", "20")], head)
    (said,) = _message(path, _wanted(("a", "percent", "", "")), known).splitlines()
    assert f"{FILE} is about age_group '0 to 17', which the code 'percent' does not name." in said
    assert "write it into the code in data/catalog: percent @ age_group=0 to 17" in said
    read = dfe_ees.read(path, _wanted(("a", "percent @ age_group=0 to 17", "", "")), known).values
    assert read.value.tolist() == [35]
    other = _message(path, _wanted(("a", "percent @ age_group=16 to 17", "", "")), known)
    assert other == f"{FILE} has no rows of age_group '16 to 17'. It is about '0 to 17'. {OTHER_TABLE}"


def test_text_that_is_no_figure_is_quoted_with_its_row(tmp_path, known):
    """The row is that of a spreadsheet: the header is row 1."""
    said = _message(_write(tmp_path), _wanted(("a", "percent", "", "")), known)
    row = next(n for n, r in enumerate(ROWS) if "n/a" in r) + 2
    assert said == (
        f"a: {FILE}, percent, row {row}: 'n/a' is neither a number nor a marker (c k low u x z -). Nothing was read."
    )


def test_unknown_areas_are_named(tmp_path, known):
    rows = [
        *ROWS,
        _row("2025", _la("599", "Newshire", "E06999999"), "19 to 21", "In work", "1", "1", "1"),
        _row("2025", _la("940 / 598", "North Northamptonshire / Nowhere", "E06000061 / E0"), "", "", "1", "1", "1"),
    ]
    said = _message(_write(tmp_path, rows), _wanted(SHARE), known)
    assert said.startswith(f"{FILE} has areas that are no council of England: North Northamptonshire / Nowhere (940 / ")
    assert f"{FILE} names 1 council that the catalogue lacks: Newshire (E06999999, 599)." in said


def test_two_rows_for_one_figure_are_an_error(tmp_path, known):
    """The old and the reissued code are one council: its two rows are told, not merged."""
    old = _la("370", "Barnsley", "E08000016")
    rows = [*ROWS, _row("202425", old, "19 to 21", "In work", "1", "1", "1")]
    said = _message(_write(tmp_path, rows), _wanted(SHARE), known)
    assert f"share: {FILE} has two rows of 'percent{OLDER}' for E08000016 2024/25." in said


@pytest.mark.parametrize(
    ("place", "cell", "said"),
    [
        (0, "2025Q1", "'2025Q1' is no time_period."),
        (0, "", "'' is no time_period."),
        (2, "Ward", "'Ward' is no geographic_level that can be read (National, Regional, Local authority)."),
    ],
)
def test_other_periods_and_levels_are_refused(tmp_path, known, place, cell, said):
    """A level that is not known is never taken for England."""
    rows = [list(row) for row in ROWS]
    rows[2][place] = cell
    assert _message(_write(tmp_path, rows), _wanted(SHARE), known) == f"{FILE} row 4: {said}"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00bad", b'a,b\n"open', b"PAR1\x00\x80\x81"])
def test_what_is_no_csv_is_refused(tmp_path, known, content):
    path = tmp_path / FILE
    path.write_bytes(content)
    assert FILE in _message(path, _wanted(SHARE), known)


# Published cells -------------------------------------------------------------------------------------------------

GAPS = set(MARKERS) - MARKERS_WITH_VALUE


@pytest.mark.parametrize(
    ("text", "value", "marker"),
    [
        ("20.599999999999998", 20.6, ""),
        ("0.30000000000000004", 0.3, ""),
        ("12.3456", 12.3456, ""),  # never to the decimals of display
        ("1234567.1234567891", 1234567.1234567891, ""),  # too large for noise of that kind
        (" 7 ", 7.0, ""),
        ("-0.5", -0.5, ""),
        ("0", 0.0, ""),
        ("1e3", 1000.0, ""),
        ("c", nan, "c"),
        ("C", nan, "c"),
        ("[x]", nan, "x"),
        ("z", nan, "z"),
        ("k", nan, "k"),
        ("low", nan, "low"),
        ("u", nan, "u"),
        ("-", nan, "-"),
        ("", nan, "x"),
        ("  ", nan, "x"),
    ],
)
def test_cells_typed_by_hand(text, value, marker):
    got = figures(pd.Series([text]), "file").iloc[0]
    assert got.marker == marker
    assert got.value == value or (np.isnan(got.value) and np.isnan(value))


@pytest.mark.parametrize(
    "text", ["p", "r", "j", "n/a", "1,234", "12%", "5c", "£3", "٣", "1_0", "0x10", "inf", "nan", "1e999"]
)
def test_other_texts_are_refused(text):
    with pytest.raises(ScoutingError, match="is neither a number nor a marker"):
        figures(pd.Series(["1", text]), "file")


@given(st.lists(st.one_of(st.text(max_size=8), st.floats().map(repr), st.sampled_from(sorted(MARKERS))), max_size=6))
@example(["NaN"])
@example(["1e308", "1e309"])
@example(["[", "]", ":"])
@example(["\x00"])
@example(["５"])
@example(["1\n2"])
def test_any_text_is_a_number_a_marker_or_refused(texts):
    """Never a symbol turned into a number, never another exception, and each cell stands for itself alone."""
    try:
        got = figures(pd.Series(texts, dtype="str"), "file")
    except ScoutingError:
        alone = [t for t in texts if not _reads(t)]
        assert alone  # some one of them is the reason
        return
    for text, value, marker in zip(texts, got.value, got.marker, strict=True):
        if marker:
            assert np.isnan(value) and marker in GAPS
            assert text.strip().lower().strip("[]:") in {marker, ""}
        else:
            assert np.isfinite(value) and value == pytest.approx(float(text), rel=1e-12, abs=6e-10)


def _reads(text):
    try:
        figures(pd.Series([text], dtype="str"), "file")
    except ScoutingError:
        return False
    return True


def test_the_messages_of_many_bad_cells_are_each_once():
    texts = pd.Series(["?"] * 5 + ["1", "??"])
    with pytest.raises(ScoutingError) as caught:
        figures(texts, "file, column,")
    assert [p[: p.index(":")] for p in caught.value.problems] == ["file, column, row 2, 3, 4", "file, column, row 8"]


# The releases themselves -----------------------------------------------------------------------------------------

CHOSEN = [
    # file, keep rows where, {indicator: (value, numerator, denominator columns)}
    (
        "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
        {},
        {
            "re_referrals": ("rereferral_percent", "rereferral_count", "referral_count"),
            "referrals_no_further_action": ("no_further_action_percent", "no_further_action_count", "referral_count"),
        },
    ),
    (
        "csww_indicators_2017_to_2025.csv",
        {},
        {
            "social_worker_turnover": ("turnover_rate_fte", "leavers_fte", "inpost_fte"),
            "social_worker_caseload": ("caseload_fte", None, None),
        },
    ),
    (
        "timeliness_20_week.csv",
        {"breakdown_topic": "All EHC plans issued", "breakdown": "All EHC plans issued"},
        {
            "ehc_plans_20_weeks": (
                "PC_plans_issued_20_weeks_ex",
                "plans_issued_20_weeks_ex",
                "plans_issued_den_ex",
            )
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "keep", "indicators"), CHOSEN, ids=[c[0][:12] for c in CHOSEN])
def test_chosen_cells_by_a_second_reading(data, releases, file, keep, indicators):
    """Rows drawn by chance from the file, read by the csv module, equal the store's."""
    areas = data.catalog.areas
    areas = areas[areas.type.isin(COUNCIL_TYPES)]
    ended, now = areas[areas.valid_to != ""], areas[areas.valid_to == ""]
    codes = {n: c for rows in (ended, now) for c, n in rows.dfe_number.items()}
    held = data.values[data.values.indicator_id.isin(indicators)].set_index(values.KEY)
    with (releases / "dfe-ees" / file).open(encoding="utf-8-sig", newline="") as source:
        rows = [
            row
            for row in csv.DictReader(source)
            if row["geographic_level"] == "Local authority" and all(row[k] == v for k, v in keep.items())
        ]
    drawn = random.Random(20260101).sample(rows, 30)
    drawn += [row for row in rows if "/" in row["old_la_code"]][:4]
    drawn += [row for row in rows if row["new_la_code"] in ("E08000038", "E08000039")]
    for row in drawn:
        numbers = [part.strip() for part in row["old_la_code"].split("/")]
        for number in numbers:
            for indicator_id, columns in indicators.items():
                got = held.loc[(indicator_id, codes[number], row["time_period"])]
                for name, column in zip(("value", "numerator", "denominator"), columns, strict=True):
                    if column is None or (name != "value" and len(numbers) > 1):
                        assert np.isnan(got[name])
                    elif row[column] in MARKERS:
                        assert np.isnan(got[name])
                        assert name != "value" or got.marker == row[column]
                    else:
                        assert got[name] == pytest.approx(float(row[column]), abs=1e-9)
                assert (got.marker == "j") == (len(numbers) > 1 and not np.isnan(got.value))
