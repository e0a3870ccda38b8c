"""Ofsted's judgements in force and its history of inspections, in small workbooks, and the whole real ones."""

import datetime

import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from scouting import catalog, values
from scouting.errors import ScoutingError
from scouting.ingest.formats import ofsted

REAL = {"2025": "LA_Inspection_Outcomes_as_at_31_March_2025.ods", "2024": "LA_Inspection_Outcomes_as_at_March_2024.ods"}
O, G, R, I = "Outstanding", "Good", "Requires improvement to be good", "Inadequate"  # noqa: E741
LONG = [
    "Overall effectiveness", "The impact of leaders on social work practice with children and families",
    "The experiences and progress of children who need help and protection",
    "The experiences and progress of children in care", "The experiences and progress of care leavers",
]  # fmt: skip
SHORT = [
    "Overall effectiveness", "Impact of leaders", "Experiences and progress of children who need help and protection",
    "Experiences and progress of children in care", "Experiences and progress of care leavers",
]  # fmt: skip
LINK = "Ofsted Local Authority Webpage"
COLUMNS = ["indicator_id", "area_code", "period", "value", "marker"]


def _day(text):
    return datetime.datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _wanted(*codes):
    frame = pd.DataFrame({"source_code": codes, "indicator_id": [f"i{n}" for n in range(len(codes))]})
    return frame.assign(numerator_code="", denominator_code="", period_shift=0.0, source_id="ofsted", year_end="03-31")


def _book(path, sheets):
    """A workbook: {sheet: rows}, days as days."""
    with xlsxwriter.Workbook(path, {"default_date_format": "d mmmm yyyy"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    page.write(row, column, cell)
    return path


NOW = [
    [LINK, "E06000054", "Wiltshire", "South West", _day("2023-09-18"), _day("2023-11-10"), O, O, O, G, O],
    [LINK, "E08000016", "Barnsley", "North East", _day("2022-12-30"), _day("2023-02-01"), R, G, I, G, ""],
]
STANDARD, BRIEF = "ILACS Standard Inspection", "ILACS Short Inspection"


def _past(code, name, status, began, published, kind, *grades):
    return [LINK, code, name, status, "A region", _day(began), _day(published), kind, *grades]


PAST = [
    _past("E06000054", "Wiltshire", "Current", "2019-06-03", "2019-07-19", STANDARD, G, G, G, G, ""),
    _past("E06000054", "Wiltshire", "Current", "2023-09-18", "2023-11-10", BRIEF, O, O, O, G, O),
    _past("E10000006", "Cumbria", "No longer exists", "2022-09-20", "2022-11-15", STANDARD, R, R, R, G, ""),
    _past("E06000060", "Buckinghamshire", "Current", "2021-04-01", "2021-06-01", STANDARD, I, I, I, I, ""),
    _past("E06000060", "Buckinghamshire", "Current", "2022-03-31", "2022-06-01", STANDARD, R, R, R, R, ""),
]


def _edition_2025(path, now=NOW, past=PAST, title="Local authority inspection judgements as at 31 March 2025"):
    head = ["Web link", "Local authority area code", "Local authority name"]
    days = ["Ofsted region", "Inspection date", "Publication date"]
    history = [*head, "Local authority status", *days, "Inspection type", *LONG]
    sheets = {
        "Cover": [["Local authority inspection outcomes"]],
        "Inspections_as_at_31_March": [[title], ["One table."], [*head, *days, *LONG], *now],
        "ILACS_inspection_history": [["ILACS inspection history from 2018-2025"], ["One table."], history, *past],
    }
    return _book(path, sheets)


def _edition_2024(path, rows):
    head = ["Web link", "Local authority name", "Ofsted region", "Inspection date", *SHORT]
    history = ["Web link", "Local authority name", "LA region", "First ILACS publication date"]
    title = ["Local authority inspection judgements as at 31 March 2024"]
    sheets = {
        "Inspections_31_March_2024": [title, ["One table."], head, *rows],
        "ILACS_inspections_2018-2024": [["ILACS"], history],
    }
    return _book(path, sheets)


def test_judgements_in_force(tmp_path, known):
    codes = [f"{judgement} @ current" for judgement in ofsted.JUDGEMENTS]
    got = ofsted.read(_edition_2025(tmp_path / "o.xlsx"), _wanted(*codes), known).values
    assert list(got) == values.COLUMNS and set(got.period_end.dt.strftime("%Y-%m-%d")) == {"2025-03-31"}
    nan = float("nan")
    expected = [
        ["i0", "E06000054", "2025", 1, ""], ["i0", "E08000016", "2025", 3, ""],
        ["i1", "E06000054", "2025", 1, ""], ["i1", "E08000016", "2025", 2, ""],
        ["i2", "E06000054", "2025", 1, ""], ["i2", "E08000016", "2025", 4, ""],
        ["i3", "E06000054", "2025", 2, ""], ["i3", "E08000016", "2025", 2, ""],
        ["i4", "E06000054", "2025", 1, ""], ["i4", "E08000016", "2025", nan, "z"],
    ]  # fmt: skip
    got = got.sort_values(values.KEY, ignore_index=True)[COLUMNS]
    pd.testing.assert_frame_equal(got, pd.DataFrame(expected, columns=COLUMNS), check_dtype=False)


def test_the_edition_of_2024_has_names_only(tmp_path, known):
    rows = [
        [LINK, "Bournemouth, Christchurch & Poole", "South West", _day("2021-12-06"), I, I, R, R, ""],
        [LINK, "Cumberland", "North West", "Not yet inspected", "", "", "", "", ""],
    ]
    path = _edition_2024(tmp_path / "o.xlsx", rows)
    got = ofsted.read(path, _wanted("overall effectiveness @ current", "care leavers @ current"), known).values
    found = {(row.indicator_id, row.area_code): (row.period, row.marker) for row in got.itertuples()}
    assert found == {
        ("i0", "E06000058"): ("2024", ""), ("i0", "E06000063"): ("2024", "x"),
        ("i1", "E06000058"): ("2024", "z"), ("i1", "E06000063"): ("2024", "x"),
    }  # fmt: skip
    assert got.value.dropna().tolist() == [4.0]
    with pytest.raises(ScoutingError, match="has no header row with Local authority name, Local authority area code"):
        ofsted.events(path, known)


def test_history_by_year_of_inspection(tmp_path, known):
    got = ofsted.read(_edition_2025(tmp_path / "o.xlsx"), _wanted("overall effectiveness @ history"), known).values
    found = {(row.area_code, row.period): row.value for row in got.itertuples()}
    # Two inspections of Buckinghamshire lie in the year to 31 March 2022: the later counts.
    assert found == {
        ("E06000054", "2019-20"): 2,
        ("E06000054", "2023-24"): 1,
        ("E10000006", "2022-23"): 3,
        ("E06000060", "2021-22"): 3,
    }


def test_events_keep_every_inspection(tmp_path, known):
    got = ofsted.events(_edition_2025(tmp_path / "o.xlsx"), known)
    assert list(got) == [
        "area_code", "inspection_date", "publication_date", "inspection_type", "overall_effectiveness",
        "impact_of_leaders", "help_and_protection", "children_in_care", "care_leavers",
    ]  # fmt: skip
    assert got.area_code.tolist() == ["E06000054", "E06000054", "E06000060", "E06000060", "E10000006"]
    assert got.inspection_date.is_monotonic_increasing is False and got.inspection_date[1] == pd.Timestamp(2023, 9, 18)
    assert got.publication_date[4] == pd.Timestamp(2022, 11, 15)
    assert got.care_leavers.isna().tolist() == [True, False, True, True, True]


def _message(path, wanted, known):
    with pytest.raises(ScoutingError) as caught:
        ofsted.read(path, wanted, known)
    return str(caught.value)


def test_bad_input(tmp_path, known):
    path, wanted = tmp_path / "o.xlsx", _wanted("overall effectiveness @ current")
    where = "o.xlsx, sheet Inspections_as_at_31_March"
    assert _message(_edition_2025(path), _wanted("overal effectiveness @ current", "overall effectiveness"), known) == (
        "2 problems:\n- i0: 'overal effectiveness @ current' is no judgement @ current or @ history. "
        "Did you mean overall effectiveness? Mend the code in data/catalog.\n"
        "- i1: 'overall effectiveness' is no judgement @ current or @ history. Mend the code in data/catalog."
    )
    odd = [[*NOW[0][:4], "soon", NOW[0][5], "Splendid", O, O, O, O], [*NOW[1][:6], G, G, G, G, "2"]]
    said = _message(_edition_2025(path, odd), wanted, known)
    assert f"{where} row 4: 'soon' is no date." in said and f"{where} row 4: 'Splendid' is no judgement" in said
    assert f"{where} row 5: '2' is no judgement" in said
    said = _message(_edition_2025(path, [[LINK, "E06000099", "Newshire", *NOW[0][3:]]]), wanted, known)
    assert f"{where} names 1 council that the catalogue lacks: Newshire (E06000099)." in said
    said = _message(_edition_2025(path, [NOW[0], NOW[0]]), wanted, known)
    assert said == "i0: o.xlsx has two rows of 'overall effectiveness @ current' for E06000054 2025."
    assert "does not say in its first cell the date" in _message(_edition_2025(path, title="Judgements"), wanted, known)
    said = _message(_edition_2024(path, [[LINK, "Wilshire", "", _day("2023-09-18"), O, O, O, O, O]]), wanted, known)
    assert "Unknown council 'Wilshire'. Did you mean Wiltshire?" in said
    rows = [
        ["as at 31 March 2025"],
        ["Local authority area code", "Local authority name", "Inspection date", *LONG[1:]],
    ]
    said = _message(_book(path, {"Inspections_as_at_31_March": rows}), wanted, known)
    assert said.endswith("has 0 columns of 'overall effectiveness'; one was expected.")
    path.write_text("<html>")
    assert _message(path, wanted, known).startswith("o.xlsx cannot be read as a workbook (XLSX or ODS):")


def _sheet(releases, year, place):
    book = CalamineWorkbook.from_path(str(releases / "ofsted" / REAL[year]))
    return book.get_sheet_by_name(book.sheet_names[place]).to_python()


@pytest.mark.parametrize(("year", "judged", "leavers"), [("2025", 153, 103), ("2024", 151, 51)])
def test_the_whole_edition(releases, known, year, judged, leavers):
    codes = [f"{judgement} @ current" for judgement in ofsted.JUDGEMENTS]
    got = ofsted.read(releases / "ofsted" / REAL[year], _wanted(*codes), known).values
    assert got.groupby("indicator_id").size().tolist() == [153] * 5 and set(got.period) == {year}
    assert got.groupby("indicator_id").value.count().tolist() == [judged] * 4 + [leavers]
    grades = {text: n for n, text in enumerate((O, G, R, I), start=1)}
    by = got.set_index(["indicator_id", "area_code"]).value
    first = 6 if year == "2025" else 4
    for row in _sheet(releases, year, 3)[3:]:
        name = row[2] if year == "2025" else row[1]
        if name in ("Wiltshire", "Barnsley", "Bournemouth, Christchurch and Poole", "York", "Kingston upon Hull"):
            for n, text in enumerate(row[first : first + 5]):
                value = by[f"i{n}", catalog.find_area(known, name)]
                assert value == grades[text] if text else pd.isna(value)


def test_the_whole_history(releases, known):
    got = ofsted.events(releases / "ofsted" / REAL["2025"], known)
    assert len(got) == 271 and got.area_code.nunique() == 156 and got.care_leavers.isna().sum() == 168
    assert (got.publication_date > got.inspection_date).all()
    assert got.inspection_date.min() == pd.Timestamp(2018, 1, 29) and got.inspection_date.max() == pd.Timestamp(
        2025, 3, 24
    )
    assert {"E06000028", "E10000006", "E10000021"} <= set(got.area_code)  # councils that have ended keep their history
    # The last inspection of each council is the judgement in force, and no year of a council has two.
    current = ofsted.read(releases / "ofsted" / REAL["2025"], _wanted("overall effectiveness @ current"), known).values
    last = got.drop_duplicates("area_code", keep="last").set_index("area_code").overall_effectiveness
    assert (current.set_index("area_code").value == last.reindex(current.area_code)).all()
    history = ofsted.read(releases / "ofsted" / REAL["2025"], _wanted("impact of leaders @ history"), known).values
    assert len(history) == 271
    rows = {(row[1], row[5]): row[8] for row in _sheet(releases, "2025", 5)[3:]}
    grades = {text: n for n, text in enumerate((O, G, R, I), start=1)}
    for event in got.sample(20, random_state=31).itertuples():
        assert grades[rows[event.area_code, event.inspection_date.to_pydatetime()]] == event.overall_effectiveness
