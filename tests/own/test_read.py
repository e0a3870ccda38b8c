"""A council's own figures and targets: rows typed by hand, and every mistake with what is said of it."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from scouting import catalog
from scouting.errors import ScoutingError
from scouting.own import read, tables

TODAY = dt.date(2025, 11, 24)
HEAD = "council,indicator_id,period,value,numerator,denominator,marker,share,note\n"
nan = float("nan")


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def put(folder, text, name="own.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read_text(folder, known, text, local=None):
    return read.read(put(folder, text), known, local, TODAY)


def problems(folder, known, text):
    return read_text(folder, known, text).problems


# The catalogue: re_referrals a proportion of %, 1 decimal, years to 31 March; referral_rate a rate per 10,000;
# cost_fostering money per week; children_0_17 a count, years to 30 June.
ROWS = """\
Example: Wiltshire,re_referrals,2025-26 Q1,,1,2,,,
Wiltshire,re_referrals,2025-26 Q1,,120,480,,,in year
e06000053,re_referrals,2025-07,25,1,4,,Public,
881,re_referrals,2024/25,25.5,28,110,p,region,
Birmingham,re_referrals,2025,[c],,,,,
"Bournemouth, Christchurch & Poole",re_referrals,2025,,,60,x,,
City of London,referral_rate,2024-25,,3,1200,,,
Rutland,cost_fostering,2024-25,1234.5,,,,,
Kent,cost_fostering,2024-25,-12,,,r,,
Derby City Council,children_0_17,2025,60000,,,,,
"""
EXPECTED = [
    ["E06000054", "re_referrals", "2025-26 Q1", "2025-06-30", 25.0, 120, 480, "", "own", "in year", "quarter"],
    ["E06000053", "re_referrals", "2025-07", "2025-07-31", 25.0, 1, 4, "", "public", "", "month"],
    ["E10000012", "re_referrals", "2024-25", "2025-03-31", 25.5, 28, 110, "p", "region", "", "year"],
    ["E08000025", "re_referrals", "2025", "2025-03-31", nan, nan, nan, "c", "own", "", "year"],
    ["E06000058", "re_referrals", "2025", "2025-03-31", nan, nan, 60, "x", "own", "", "year"],
    ["E09000001", "referral_rate", "2024-25", "2025-03-31", 25.0, 3, 1200, "", "own", "", "year"],
    ["E06000017", "cost_fostering", "2024-25", "2025-03-31", 1234.5, nan, nan, "", "own", "", "year"],
    ["E10000016", "cost_fostering", "2024-25", "2025-03-31", -12, nan, nan, "r", "own", "", "year"],
    ["E06000015", "children_0_17", "2025", "2025-06-30", 60000, nan, nan, "", "own", "", "year"],
]


def test_rows_become_figures(tmp_path, known):
    own = read_text(tmp_path, known, HEAD + ROWS)
    assert own.problems == [] and own.notes == ["own.csv: 1 example row left out."]
    table = own.tables["figures"]
    assert table.place.tolist() == [f"own.csv, row {n}" for n in range(3, 12)]
    got = table.drop(columns=["place", "added"]).assign(period_end=table.period_end.dt.strftime("%Y-%m-%d"))
    wanted = pd.DataFrame(EXPECTED, columns=[*tables.TABLES["figures"][:-1], "kind"])
    pd.testing.assert_frame_equal(got, wanted, check_dtype=False, check_exact=True)


def test_every_problem_of_a_file_is_told_at_once(tmp_path, known):
    rows = (
        'Wilshire,re_referals,2025-06-01,"1.234,5",-120,12.5%,q,me,\n'
        "Cumbria,re_referrals,2025-26,£5,1e999,nan,,,\n"
        ",,,,,,,,x\n"
    )
    markers = (
        "c suppressed, k rounds to zero, low rounds to zero, u low reliability, x not available, z not applicable, "
        "- not published, p provisional, r revised, j joint return of two councils"
    )
    assert problems(tmp_path, known, HEAD + rows) == [
        "own.csv, row 2, council: Unknown council 'Wilshire'. Did you mean Wiltshire? Councils are listed in "
        "data/catalog/areas.csv, and by the command: scouting councils.",
        "own.csv, row 2, indicator_id: Unknown indicator 're_referals'. Did you mean re_referrals? Indicators are "
        "listed in data/catalog/indicators.csv, your own in data/local.",
        "own.csv, row 2, period: '2025-06-01' is a day, not a period. Write 2025-06 for the month June 2025, 2025-26 "
        "Q1 for its quarter, or 2025-26 for its year.",
        "own.csv, row 2, value: '1.234,5' is neither a number nor a marker in the place of one (c k low u x z -).",
        "own.csv, row 2, numerator: '-120' is negative. A count is 0 or more.",
        "own.csv, row 2, denominator: '12.5%' has a per cent sign: write 12.5.",
        f"own.csv, row 2, marker: Unknown marker 'q'. Allowed: {markers}.",
        "own.csv, row 2, share: 'me' does not say who may see it. Allowed: own: this council only; region: the "
        "councils of its region; public: everybody.",
        "own.csv, row 3, council: Cumbria ended on 31 March 2023; it was followed by Cumberland and Westmorland and "
        "Furness. Name one of them.",
        "own.csv, row 3, period: '2025-26' has not ended yet: it ends on 31 March 2026.",
        "own.csv, row 3, value: '£5' has a pound sign: write 5.",
        "own.csv, row 3, numerator: '1e999' is too large for a number. Write it as it was counted.",
        "own.csv, row 3, denominator: 'nan' is not a number. Leave the cell blank and say why in the column marker.",
        "own.csv, row 4, council: is blank. It must be filled in.",
        "own.csv, row 4, indicator_id: is blank. It must be filled in.",
        "own.csv, row 4, period: is blank. It must be filled in.",
    ]


ROW = "Kent,{},2025,{},{},{},{},,\n"
MISFITS = {
    "a percentage alone": (
        ["re_referrals", "25", "", "", ""],
        "numerator: gives a percentage without its counts: small counts could not be protected. Fill in numerator and "
        "denominator.",
    ),
    "a rate with half its counts": (
        ["referral_rate", "25", "3", "", ""],
        "denominator: gives a rate without its counts: small counts could not be protected. Fill in denominator.",
    ),
    "nothing at all": (
        ["re_referrals", "", "", "", ""],
        "numerator: gives a percentage without its counts: small counts could not be protected. Fill in numerator and "
        "denominator.",
    ),
    "more than all": (
        ["re_referrals", "", "480", "120", ""],
        "numerator: 480 is above the denominator 120 of a proportion: correct one of them.",
    ),
    "of nothing": (
        ["re_referrals", "", "0", "0", ""],
        "denominator: is 0: there is no figure. Leave value and numerator blank and write the marker z.",
    ),
    "another figure than its counts": (
        ["re_referrals", "25.6", "28", "110", ""],
        "value: 25.6 does not agree with its counts: 100 × 28 / 110 is 25.5. Correct one of them, or leave value "
        "blank.",
    ),
    "a share of one for a percentage": (
        ["re_referrals", "0.2545", "28", "110", ""],
        "value: 0.2545 does not agree with its counts: 100 × 28 / 110 is 25.5. Correct one of them, or leave value "
        "blank.",
    ),
    "a suppressed figure that is given": (
        ["re_referrals", "", "3", "110", "c"],
        "numerator: is filled in, but the marker c says that there is no figure. Leave one blank.",
    ),
    "a value beside its absence": (
        ["cost_fostering", "900", "", "", "x"],
        "value: is filled in, but the marker x says that there is no figure. Leave one blank.",
    ),
    "two markers": (["re_referrals", "c", "", "", "x"], "marker: 'x', but the column value says 'c'. Which is it?"),
    "a count without its value": (
        ["children_0_17", "", "5", "10", ""],
        "value: is blank. It is needed (statistic: count), or a marker that says why there is none.",
    ),
    "a negative count": (["children_0_17", "-5", "", "", ""], "value: '-5' is negative. A count is 0 or more."),
    "a marker beside no figure": (
        ["cost_fostering", "", "", "", "p"],
        "value: is blank. It is needed (statistic: money), or a marker that says why there is none.",
    ),
}


@pytest.mark.parametrize("what", MISFITS)
def test_what_does_not_fit_together_is_refused(tmp_path, known, what):
    cells, said = MISFITS[what]
    row = ROW.format(*cells).replace(",2025,", ",2024,")
    assert problems(tmp_path, known, HEAD + row) == [f"own.csv, row 2, {said}"]


@pytest.mark.parametrize(("value", "sound"), [("25.5", True), ("25.45", True), ("25.4", False), ("25.51", False)])
def test_a_value_agrees_with_its_counts_within_the_rounding_of_the_indicator(tmp_path, known, value, sound):
    # 28 of 110 is 25.4545…; half a unit of one decimal is 0.05.
    found = problems(tmp_path, known, HEAD + f"Kent,re_referrals,2025,{value},28,110,,,\n")
    assert (found == []) is sound


def test_a_period_may_end_today_and_not_tomorrow(tmp_path, known):
    path = put(tmp_path, HEAD + "Kent,re_referrals,2025-07,,1,4,,,\n")
    ends = dt.date(2025, 7, 31)
    assert read.read(path, known, today=ends).problems == []
    assert read.read(path, known, today=ends - dt.timedelta(days=1)).problems == [
        "own.csv, row 2, period: '2025-07' has not ended yet: it ends on 31 July 2025."
    ]


def test_two_rows_for_one_figure_are_refused_however_the_period_is_written(tmp_path, known):
    rows = "Kent,re_referrals,2025,,1,4,,,\n886,re_referrals,2024-25,,1,4,,,\nKent,re_referrals,2024-25 Q4,,1,4,,,\n"
    assert problems(tmp_path, known, HEAD + rows) == [
        "own.csv, row 3: the same council, indicator and period as in own.csv, row 2. Leave one of them out."
    ]  # the quarter that ends on the same day is another period


COLUMNS = {
    "a missing column, told once, beside what is wrong in the rows": (
        "council,indicator_id,value\nKent,re_referrals,5\nKent,re_referrals,£6\n",
        ["own.csv: the column period is missing.", "own.csv, row 3, value: '£6' has a pound sign: write 6."],
    ),
    "rows that are wrong under columns that are not ours": (
        "name,year,number\nKent,2025\n",
        [
            "own.csv, row 2: 2 cells, but row 1 names 3. Is there a comma too many, or one missing? Put text "
            "that contains a comma in double quotes.",
            "own.csv, row 1: the columns match no table of own figures. The tables have at least figures: council, "
            "indicator_id, period, value; targets: council, indicator_id, target; indicators: indicator_id, title, "
            "service, unit, polarity, statistic; neighbours: set_id, title, council, neighbour; assessments: council, "
            "report_date, rating.",
        ],
    ),
    "blank lines": ("\n\n,,\n", ["own.csv has no rows of data."]),
    "a renamed column": (
        "council,indicator,period,value\nKent,re_referrals,2025,5\n",
        [
            "own.csv: the column indicator_id is missing.",
            "own.csv, row 1: unknown column 'indicator'. Did you mean indicator_id? The columns of figures are "
            "council, indicator_id, period, value, numerator, denominator, marker, share, note.",
        ],
    ),
    "no table of ours": (
        "la_name,time_period,value\nKent,2025,5\n",
        [
            "own.csv, row 1: the columns match no table of own figures. The tables have at least figures: council, "
            "indicator_id, period, value; targets: council, indicator_id, target; indicators: indicator_id, title, "
            "service, unit, polarity, statistic; neighbours: set_id, title, council, neighbour; assessments: council, "
            "report_date, rating."
        ],
    ),
    "names alone": (HEAD, ["own.csv has no rows of data."]),
}


@pytest.mark.parametrize("what", COLUMNS)
def test_columns_are_held_to_their_names(tmp_path, known, what):
    text, said = COLUMNS[what]
    assert problems(tmp_path, known, text) == said


def test_targets(tmp_path, known):
    text = (
        "council,indicator_id,target,tolerance,note\nExample: Kent,re_referrals,1,,\n"
        "Kent,re_referrals,20,2,plan\nKent,cost_fostering,-5.5,,\n"
    )
    table = read_text(tmp_path, known, text).tables["targets"]
    assert table[tables.TABLES["targets"][:-1]].fillna(-1).values.tolist() == [
        ["E10000016", "re_referrals", 20.0, 2.0, "plan"],
        ["E10000016", "cost_fostering", -5.5, -1.0, ""],
    ]
    text = "council,indicator_id,target,tolerance\nKent,re_referrals,,-1\nKent,re_referrals,c,1\n"
    assert problems(tmp_path, known, text) == [
        "own.csv, row 2, target: is blank. It must be filled in.",
        "own.csv, row 2, tolerance: '-1' is negative. A tolerance is 0 or more: how far from the target still meets "
        "it.",
        "own.csv, row 3, target: 'c' is not a number. Write digits, with a point before decimals.",
    ]
    text = "council,indicator_id,target\nKent,re_referrals,1\nKent,re_referrals,2\n"
    assert problems(tmp_path, known, text) == [
        "own.csv, row 3: the same council and indicator as in own.csv, row 2. Leave one of them out."
    ]


def _workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_figures_may_use_the_indicators_beside_them_and_those_held(tmp_path, known):
    indicators = [
        ["indicator_id", "title", "service", "unit", "polarity", "statistic", "year_end"],
        ["visits", "Visits in time", "children", "%", "high_is_good", "proportion", "08-31"],
    ]
    figures = [["council", "indicator_id", "period", "value", "numerator", "denominator"]]
    figures += [["Kent", "visits", 2024, None, 3, 4], ["Kent", "held", 2024, 7, None, None]]
    path = _workbook(tmp_path / "own.xlsx", figures=figures, indicators=indicators)
    own = read.read(path, known, today=TODAY)
    assert own.problems == [
        "own.xlsx, sheet figures, row 3, indicator_id: Unknown indicator 'held'. Indicators are listed in "
        "data/catalog/indicators.csv, your own in data/local."
    ]
    text = "indicator_id,title,service,unit,polarity,statistic\nheld,Held before,adults,points,no_judgement,score\n"
    held = read_text(tmp_path, known, text).tables["indicators"]
    own = read.read(path, known, held, TODAY)
    assert own.problems == []
    assert own.tables["figures"].value.tolist() == [75.0, 7.0]
    assert own.tables["figures"].period_end.astype(str).tolist() == ["2024-08-31", "2024-03-31"]


def test_an_indicator_whose_own_row_is_wrong_is_told_there_and_not_for_each_figure(tmp_path, known):
    indicators = [
        ["indicator_id", "title", "service", "unit", "polarity", "statistic"],
        ["visits", "Visits in time", "childrens", "%", "high_is_good", "proportion"],
    ]
    figures = [["council", "indicator_id", "period", "value", "numerator", "denominator"]]
    figures += [["Kent", "visits", year, None, 3, 4] for year in range(2016, 2025)] + [["Kent", "visit", 2024, 1, 1, 1]]
    targets = [["council", "indicator_id", "target"], ["Kent", "visits", 90]]
    path = _workbook(tmp_path / "own.xlsx", figures=figures, indicators=indicators, targets=targets)
    said = read.read(path, known, today=TODAY).problems
    assert [problem.split(": ")[0] for problem in said] == [
        "own.xlsx, sheet indicators, row 2, service",
        "own.xlsx, sheet figures, row 11, indicator_id",  # another slip, which is told
    ]


def test_a_renamed_column_is_told_as_it_was_typed_with_its_right_name(tmp_path, known):
    text = HEAD.replace("value", "Value (%)") + "Kent,re_referrals,2025,25,1,4,,,\n"
    said = problems(tmp_path, known, text)
    assert any(
        problem.startswith("own.csv, row 1: unknown column 'Value (%)'. Did you mean value? ") for problem in said
    )


def test_two_sheets_of_one_table_are_not_joined_silently(tmp_path, known):
    rows = [["council", "indicator_id", "target"], ["Kent", "re_referrals", 5]]
    path = _workbook(tmp_path / "own.xlsx", **{"targets": rows, "Targets ": rows, "figures": []})
    assert read.read(path, known, today=TODAY).problems == [
        "own.xlsx, sheet Targets : a second sheet of targets, beside own.xlsx, sheet targets. Join them."
    ]


def test_a_day_in_the_column_of_periods_is_told(tmp_path, known):
    figures = [["council", "indicator_id", "period", "value", "numerator", "denominator"]]
    figures += [["Kent", "re_referrals", dt.date(2025, 7, 1), None, 3, 4]]
    (said,) = read.read(_workbook(tmp_path / "o.xlsx", figures=figures), known, today=TODAY).problems
    assert said.startswith("o.xlsx, sheet figures, row 2, period: '2025-07-01' is a day, not a period.")


def test_kinds_are_told_from_names_alone(tmp_path):
    figures = [["council", "indicator_id", "period", "value"]]
    targets = [["Council", "Indicator ID", "Target"]]
    path = _workbook(tmp_path / "own.xlsx", figures=figures, targets=targets, codes=[["council"]])
    assert read.kinds(path) == {"figures": "figures", "targets": "targets"}
    assert read.kinds(put(tmp_path, "council,indicator,period,value\n")) == {"": "figures"}
    assert read.kinds(put(tmp_path, "set_id: a\ntitle: b\n", "x.txt")) == {"": "neighbours"}
    for text in ("", "time_period,la_name,value\n", "name: recipe\nfeatures: []\n", "\0\0\0", "council\n"):
        assert read.kinds(put(tmp_path, text)) == {}
    assert read.kinds(tmp_path) == read.kinds(tmp_path / "gone") == {}


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.long)])
def test_no_published_release_is_taken_for_a_councils_own_file(releases, every):
    lists = "sn_may_2025.xlsx", "sn_april_2021.xlsx"  # of neighbours, which are no figures
    files = [path for path in sorted(releases.rglob("*")) if path.is_file() and path.name not in lists]
    assert len(files) > 50
    assert {path.name: found for path in files[::every] if (found := read.kinds(path))} == {}


def test_a_file_that_cannot_be_read_is_an_error_of_ours(tmp_path, known):
    with pytest.raises(ScoutingError) as caught:
        read_text(tmp_path, known, "")
    assert str(caught.value) == "own.csv is empty: it has no bytes at all. Was it saved?"
