"""Own figures in other dress, through the command: which figure each file gives, or what it is asked for."""

import csv
import re

import openpyxl
import pytest
from click.testing import CliRunner

from scouting import catalog, paths
from scouting.catalog import find_area
from scouting.cli.main import main
from scouting.own import held, layout, read, seen

CASES = paths.ROOT.parent / "shared" / "cases"


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    return tmp_path / "local"


@pytest.fixture
def case():
    if not CASES.is_dir():
        pytest.skip(f"the cases of strangers are not here ({CASES})")
    return lambda name: CASES / name


def add(path, *words):
    """What the command says of a file, and whether it took it."""
    answer = CliRunner().invoke(main, ["data", "add", str(path), *words])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.output, answer.exit_code


def added(path, *words):
    said, code = add(path, *words)
    assert code == 0, said
    return said


def refused(path, *words):
    said, code = add(path, *words)
    assert code == 2, said
    return said


def put(local, *rows, name="own.csv", encoding="utf-8"):
    path = local.parent / name
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return path


def figures(local):
    """What is held: council, indicator, period, value, counts, marker."""
    rows = seen.read(catalog.read(), local).figures
    table = rows[["area_code", "indicator_id", "period", "value", "numerator", "denominator", "marker"]]
    return [tuple(row) for row in table.fillna(-1).itertuples(index=False)]


WILTSHIRE, KENT = "E06000054", "E10000016"
ONE = [(WILTSHIRE, "re_referrals", "2025-26 Q1", 25.0, 120, 480, "")]
MAPS = [
    "Local Authority=council",
    "Measure=indicator_id",
    "Quarter=period",
    "Repeat referrals=numerator",
    "Referrals=denominator",
]
MAPS = [word for pair in MAPS for word in ("--map", pair)]


@pytest.mark.parametrize("name", ["05a_title_row.csv", "05b_sep_line.csv", "05c_blank_first_row.csv"])
def test_a_file_with_something_above_its_names_is_read(local, case, name):
    added(case(name))
    assert figures(local) == ONE


def test_an_export_of_a_report_tool_is_told_with_the_words_that_read_it(local, case):
    path = case("05d_report_tool_export.csv")
    said = refused(path)
    for word in (
        "row 1",
        "Local Authority=council",
        "Measure=indicator_id",
        "Quarter=period",
        "Repeat referrals",
        "template",
    ):
        assert word in said
    assert "https://" not in said and "no release" not in said
    said = refused(path, *MAPS)
    assert "row 2, indicator_id: Unknown indicator 'Re-referrals'. Did you mean re_referrals?" in said
    added(path, *MAPS, "--indicator", "Re-referrals=re_referrals")
    assert figures(local) == ONE


def test_a_template_saved_as_ods_is_read(local, case):
    assert "has only the example rows of the template" in refused(case("06_template_saved_as.ods"))


def test_suppressed_rows_as_dfe_prints_them_are_their_marker_once(local, case):
    added(case("13_suppressed_in_all_columns.csv"))
    assert [row[2:] for row in figures(local)] == [
        ("2025-26 Q1", -1, -1, -1, "c"),
        ("2025-26 Q2", -1, -1, -1, "low"),
        ("2025-26 Q3", -1, -1, -1, "z"),
    ]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_spelling_of_a_period_in_the_strangers_file_is_read(local, case, every):
    with case("15_periods.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == 8
    # One file each: together they are the same periods twice.
    for row in rows if every else [rows[n] for n in (0, 5, 6)]:
        added(put(local, ",".join(head), ",".join(row)))
    assert {row[2] for row in figures(local)} == {"2025-26 Q1", "2025", "2025-07"}  # 2024-25 is 2025
    assert "spell" not in refused(case("15_periods.csv")) and "is not a period" not in refused(case("15_periods.csv"))


def test_published_figures_shared_as_public_are_not_called_unpublished(local, case, data):
    box = data
    added(case("18_public_indicator.csv"))
    added(case("18_public_figures.csv"))
    data, _ = seen.extended(box, WILTSHIRE)
    facts = data.catalog.indicators.loc["injury_admissions"]
    assert facts.title == "Hospital admissions for injuries, aged 0 to 14"
    assert facts.short_title == "Hospital admissions for injuries…"
    rows = data.values[data.values.indicator_id == "injury_admissions"]
    source = data.catalog.sources.set_index("source_id").loc[rows.source_id.unique()]
    assert source.title.tolist() == ["Hospital admissions for injuries, aged 0 to 14 (source not given)"]
    # A source can be given, and is shown.
    added(
        case("18_public_indicator.csv"),
        "--set",
        "publisher=OHID",
        "--set",
        "source=Fingertips, child health",
        "--set",
        "link=https://fingertips.phe.org.uk/x",
    )
    data, _ = seen.extended(box, WILTSHIRE)
    row = data.catalog.sources.set_index("source_id").loc["local injury_admissions"]
    assert row[["title", "publisher", "landing_page"]].tolist() == [
        "Fingertips, child health",
        "OHID",
        "https://fingertips.phe.org.uk/x",
    ]
    assert any("; OHID" in line for line in held.listed(local))


WIDE = {
    "values alone": (
        [
            "council,indicator_id,Apr-25,May 2025,2025-06",
            "Wiltshire,cost_fostering,812,,x",
            "Kent,cost_fostering,900,950.5,1",
        ],
        [
            (WILTSHIRE, "2025-04", 812.0),
            (WILTSHIRE, "2025-06", -1),
            (KENT, "2025-04", 900.0),
            (KENT, "2025-05", 950.5),
            (KENT, "2025-06", 1.0),
        ],
    ),
    "counts in rows": (
        [
            "council,indicator_id,part,Q1 2024/25,Q2 2024/25",
            "Wiltshire,re_referrals,numerator,12,13",
            "Wiltshire,re_referrals,denominator,48,52",
        ],
        [(WILTSHIRE, "2024-25 Q1", 25.0), (WILTSHIRE, "2024-25 Q2", 25.0)],
    ),
    "counts in columns": (
        [
            "council,indicator_id,2023-24 numerator,2023-24 denominator,2024-25 numerator,2024-25 denominator",
            "Wiltshire,re_referrals,12,48,c,c",
        ],
        [(WILTSHIRE, "2023-24", 25.0), (WILTSHIRE, "2024-25", -1)],
    ),
    "days for months": (
        ["council,indicator_id,01/04/2025,01/05/2025,01/06/2025", "Wiltshire,cost_fostering,1,2,3"],
        [(WILTSHIRE, "2025-04", 1.0), (WILTSHIRE, "2025-05", 2.0), (WILTSHIRE, "2025-06", 3.0)],
    ),
}


@pytest.mark.parametrize("what", WIDE)
def test_a_column_per_period_becomes_a_row_per_period(local, what):
    rows, wanted = WIDE[what]
    own = read.read(put(local, *rows), catalog.read())
    assert own.problems == []
    table = own.tables["figures"].fillna({"value": -1})
    got = [
        (code, period, value) for code, period, value in zip(table.area_code, table.period, table.value, strict=True)
    ]
    assert sorted(got) == sorted(wanted)


def test_a_wrong_cell_of_a_wide_table_is_told_with_its_row_and_its_column(local):
    rows = ["Costs by month", "", "council,indicator_id,Apr-25,May-25", "Kent,cost_fostering,812,a lot"]
    assert "own.csv, row 4, May-25, value: 'a lot' is neither a number" in refused(put(local, *rows))
    rows[3] += "\nKent,cost_fostering,900,900"
    assert "own.csv, row 5, Apr-25: the same council, indicator and period as in own.csv, row 4, Apr-25" in refused(
        put(local, *rows).with_name("own.csv")
    )
    said = refused(put(local, "council,indicator_id,part,Apr-25", "Kent,cost_fostering,median,8"))
    assert "own.csv, row 2, part: 'median' is not one of value, numerator, denominator." in said


def test_what_the_file_lacks_is_said_for_every_row(local):
    rows = ["Month,Late,All", "Apr-25,12,48", "May-25,13,52"]
    words = ["--map", "Month=period", "--map", "Late=numerator", "--map", "All=denominator"]
    said = refused(put(local, *rows), *words)
    assert "the columns match no table" in said or "column council is missing" in said
    sets = ["--set", "council=Wiltshire", "--set", "value=", "--indicator", "re_referrals"]
    added(put(local, *rows), *words, *sets)
    assert [row[2:6] for row in figures(local)] == [("2025-04", 25.0, 12, 48), ("2025-05", 25.0, 13, 52)]


ASKED = {
    ("--map", "Council"): "--map 'Council' is not written like --map \"Local Authority=council\".",
    ("--map", "Area=counsil"): "--map: 'counsil' is not one of our columns. Did you mean council?",
    ("--map", "Area=council", "--map", "Place=council"): "--map: two headings are mapped to council. Map only one.",
    ("--map", "Area=council"): "has no column 'area', which --map names. It has council,",
    ("--set", "share"): "--set 'share' is not written like --set share=public.",
    ("--set", "value=5"): "has a column value that is filled in; --set value would overwrite it.",
    ("--indicator", "re_referrals"): "names its indicators itself. Say which is which",
}


@pytest.mark.parametrize("words", ASKED)
def test_what_is_asked_wrongly_is_told(local, words):
    path = put(local, "council,indicator_id,period,value", "Kent,cost_fostering,2024-25,812")
    assert ASKED[words] in refused(path, *words)
    assert not local.exists()


def test_one_odd_cell_refuses_the_file_or_costs_its_cell_alone(local):
    rows = [
        "council,indicator_id,period,value,numerator,denominator",
        "Kent,re_referrals,2021-22,,12,48",
        "Kent,re_referrals,2022-23,,about 12,48",
        "Kent,re_referrals,2023-24,#N/A,12,48",
        "Kent,re_referrals,sometime,,12,48",
    ]
    said = refused(put(local, *rows))
    assert "row 3, numerator: 'about 12'" in said and "row 4, value: contains the Excel error #N/A" in said
    assert not local.exists()
    said = added(put(local, *rows), "--skip-cells")
    assert "Left out: own.csv, row 3, numerator: 'about 12'" in said
    assert "Left out: own.csv, row 4, value: contains the Excel error" in said
    assert "Left out with its row: own.csv, row 5, period: 'sometime'" in said
    assert [row[2:] for row in figures(local)] == [
        ("2021-22", 25.0, 12, 48, ""),
        ("2022-23", -1, -1, -1, "x"),
        ("2023-24", 25.0, 12, 48, ""),
    ]


INDICATOR = [
    "indicator_id,title,service,unit,polarity,statistic,multiplier,publisher",
    "injuries,Admissions for injuries,children,per 10000,low_is_good,rate,10000,OHID",
]
FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note,Recent Trend"
)


def fingertips(
    code, name, sex="Persons", category="", value="88.2352941", count="750", of="85000", note="", id_="90284"
):
    return (
        f"{id_},Injuries,E92000001,England,{code},{name},Counties & UAs,{sex},<15 yrs,{category and 'Deprivation'},"
        f"{category},2023/24,{value},81,95,{count},{of},{note},"
    )


def test_a_fingertips_export_is_told_as_one_and_read(local, case):
    said = refused(case("05e_fingertips_like.csv"))
    assert "Fingertips export" in said and "Area Code is council" in said and "Count is numerator" in said
    assert "'1, Persons, <15 yrs' (Example measure)" in said and "scouting data template" in said
    rows = [
        FINGERTIPS,
        fingertips("E92000001", "England"),
        fingertips(WILTSHIRE, "Wiltshire"),
        fingertips(WILTSHIRE, "Wiltshire", sex="Male", value="99", count="400", of="43000"),
        fingertips(WILTSHIRE, "Wiltshire", category="Most deprived", value="99"),
        fingertips(KENT, "Kent", value="", count="", of="", note="Value suppressed for disclosure control"),
        fingertips("E07000112", "Folkestone"),
        fingertips("E12000009", "South West"),
        fingertips(WILTSHIRE, "Wiltshire", id_="7", value="3"),
    ]
    added(put(local, *INDICATOR, name="i.csv"))
    path = put(local, *rows)
    said = refused(path, "--indicator", "90284=injuries")  # both sexes would be one figure
    assert "matches several series in the file" in said and "'90284, Male, <15 yrs'" in said
    said = added(path, "--indicator", "90284, Persons, <15 yrs=injuries")
    assert "4 rows of other areas" in said
    assert [(row[0], row[2], round(row[3], 3), row[4], row[6]) for row in figures(local)] == [
        (WILTSHIRE, "2023-24", 88.235, 750, ""),
        (KENT, "2023-24", -1, -1, "c"),
    ]
    assert set(seen.read(catalog.read(), local).figures.share) == {"public"}


def test_an_lg_inform_export_is_told_as_one_and_read(local):
    rows = [
        "Re-referrals within a year (LG Inform)",
        "",
        "area,area label,area long label,2022/23,2023/24 (academic),2024/25",
        "area,area label,area long label,2022/23,2023/24,2024/25",
        f'{WILTSHIRE},Wiltshire,Wiltshire Council,"1,021.5",800,',
        f"{KENT},Kent,Kent County Council,900,c,950",
        "E92000001,England,England,910,920,930",
        "E07000112,Folkestone,Folkestone,1,2,3",
        "Mean_for_all,Mean for All English councils,Mean,9,9,9",
    ]
    path = put(local, *rows)
    said = refused(path)
    assert "LG Inform export" in said and "--indicator re_referrals" in said
    said = added(path, "--indicator", "cost_fostering")
    assert "Left out rows that are not councils: E92000001, E07000112, Mean_for_all." in said
    assert [(row[0], row[2], row[3], row[6]) for row in figures(local)] == [
        (WILTSHIRE, "2022-23", 1021.5, ""),
        (WILTSHIRE, "2023-24", 800.0, ""),
        (KENT, "2022-23", 900.0, ""),
        (KENT, "2023-24", -1, "c"),
        (KENT, "2024-25", 950.0, ""),
    ]
    named = [rows[0], "Area,2022/23", "Wiltshire,812", "England,900", "Wilshire,5"]
    assert "row 5, 2022/23, council: Unknown council 'Wilshire'" in refused(
        put(local, *named), "--indicator", "cost_fostering"
    )


def test_dfes_own_list_of_neighbours_is_the_set_that_the_catalogue_holds(local, releases):
    said = added(releases / "dfe-lait" / "sn_may_2025.xlsx", "--set", "title=Ten nearest")
    assert "left out councils that have ended" in said
    rows, known = seen.read(catalog.read(), local).neighbours, catalog.read()
    today = set(known.today().area_code)
    wanted = known.neighbours[(known.neighbours.set_id == "dfe_2025_05") & known.neighbours.area_code.isin(today)]
    pairs = {(row.area_code, row.neighbour_code, int(row.rank)) for row in rows.itertuples()}
    assert pairs == set(zip(wanted.area_code, wanted.neighbour_code, wanted["rank"].astype(int), strict=True))
    assert set(rows.set_id) == {"own_sn_may_2025"} and set(rows.title) == {"Ten nearest"}


def test_a_list_of_neighbours_without_the_release(local):
    names = ["LA num", "LA Name", *(name for n in range(1, 11) for name in (f"SN{n}", "SNP"))]
    rows = [
        ["Statistical neighbours"],
        [],
        names,
        [865, "Wiltshire", *(n for n in (893, 916, 933) for n in (n, "Close"))],
        [],
        [None, "Old SNs:"],
        [909, "Cumbria", 925, "Close"],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(local.parent / "list.xlsx")
    added(local.parent / "list.xlsx")
    table = seen.read(catalog.read(), local).neighbours.sort_values("rank")
    assert table.neighbour_code.tolist() == [find_area(catalog.read(), n) for n in ("893", "916", "933")]
    assert table["rank"].tolist() == [1, 2, 3]


def test_markers_beside_figures_are_read(local):
    rows = [
        "council,indicator_id,period,value,numerator,denominator",
        "Kent,re_referrals,2023-24,25.0% [r],120 [r],480",
        "Kent,re_referrals,2022-23,*,~,480",
        "Kent,re_referrals,2021-22,,:,:",
    ]
    added(put(local, *rows))
    assert [row[2:] for row in figures(local)] == [
        ("2021-22", -1, -1, -1, "x"),
        ("2022-23", -1, -1, -1, "c"),
        ("2023-24", 25.0, 120, 480, "r"),
    ]
    said = refused(
        put(local, "council,indicator_id,period,value,numerator,denominator", "Kent,re_referrals,2024,25,c,480")
    )
    assert "numerator: 'c' (suppressed), but the value 25 is given." in said


def test_a_release_is_never_taken_for_figures_under_other_names(releases):
    files = [path for path in releases.rglob("*.csv") if path.stat().st_size < 3_000_000]
    assert len(files) > 20
    house = [path.name for path in files if "dfe-ees" in str(path) and read.looks_like(path)]
    assert house == []


def test_what_is_said_of_a_file_can_be_typed_as_it_is(local):
    path = put(local, "Authority,KPI,Month,Result", "Kent,cost_fostering,Apr-25,812")
    said = refused(path)
    words = re.findall(r'--map "([^"]*)"', said)
    assert [word for word in words if "THEIRS" not in word] == [
        "Authority=council",
        "KPI=indicator_id",
        "Month=period",
        "Result=value",
    ]
    asked = layout.asked([word for word in words if "THEIRS" not in word], [], [])
    assert read.read(path, catalog.read(), asked=asked).problems == []
