"""Lists that others collected from reports: small files of their shape with every trap, and the whole real ones."""

import pandas as pd
import pytest
import xlsxwriter

from scouting import catalog
from scouting.errors import ScoutingError
from scouting.ingest.formats import collected

ILACS = ["la_code", "ltla23cd", "local_authority", "inspection_framework", "inspection_start_date", "publication_date",
         "overall_effectiveness_grade", "impact_of_leaders_grade", "help_and_protection_grade", "in_care_grade",
         "care_leavers_grade"]  # fmt: skip
SEND = ["la_code", "outcome_grade", "previous_inspection_date", "inspection_start_date", "publication_date"]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _book(path, sheet, rows):
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for row, line in enumerate(rows):
            page.write_row(row, 0, line)
    return path


def test_judgements_are_joined_on_the_number_and_read_in_every_dress(tmp_path, known):
    rows = [
        ILACS,
        # Somerset under the code of the county that it followed; no overall grade.
        ["933", "E10000027", "somerset", "short", "27/04/2026", "17/06/26", "nan", "good", "requires improvement",
         "good", "outstanding"],
        ["865", "E06000054", "wiltshire", "standard", "18/09/2023", "10/11/2023", "outstanding", "outstanding",
         "outstanding", "good", "inspection_pre_dates_judgement"],
        ["892", "E06000018", "nottingham", "None", "", "05/09/22", "inadequate", "inadequate", "inadequate",
         "inadequate", "inadequate"],
    ]  # fmt: skip
    got = collected.ilacs(_book(tmp_path / "l.xlsx", "ofsted_cs_inspections_overview", rows), known)
    assert got.area_code.tolist() == ["E06000054", "E06000066"]  # one without its first day is left out
    assert got.inspection_date.dt.strftime("%d %B %Y").tolist() == ["18 September 2023", "27 April 2026"]
    assert got.publication_date.dt.strftime("%d %B %Y").tolist() == ["10 November 2023", "17 June 2026"]
    assert got.inspection_type.tolist() == ["ILACS Standard Inspection", "ILACS Short Inspection"]
    assert got.iloc[:, 4:].fillna(0).to_numpy().tolist() == [[1, 1, 1, 2, 0], [0, 2, 3, 2, 1]]


def test_send_outcomes_and_days_that_mean_none(tmp_path, known):
    rows = [SEND, ["822", 1.0, "01/01/1900", "18/11/24", "04/02/25"], ["873", "nan", "", "", "13/05/25"]]
    got = collected.area_send(_book(tmp_path / "s.xlsx", "ofsted_cs_send_inspections", rows), known)
    assert got.area_code.tolist() == ["E06000055", "E10000003"] and got.previous_date.isna().all()
    assert got.outcome.fillna(0).tolist() == [1, 0] and got.inspection_date.isna().tolist() == [False, True]


def test_youth_justice_by_name_of_the_council_or_the_service(tmp_path, known):
    path = tmp_path / "y.csv"
    path.write_text(
        "la_name,overall_rating,publication_date\nWest Mercia,Requires Improvement,19/05/22\nSwansea,Good,15/02/22\n"
        "Suffolk - JI,Inadequate,18/01/23\nPortsmouth,1 A footnote about the rating.,21/06/22\nHull,Good,16/09/21\n"
    )
    got = collected.youth_justice(path, known).set_index("area_code")
    four = ["E06000019", "E06000020", "E06000051", "E10000034"]
    assert got.service[got.service != ""].to_dict() == dict.fromkeys(four, "West Mercia")
    assert got.outcome.fillna(0).to_dict() == {**dict.fromkeys(four, 3), "E10000029": 4, "E06000044": 0, "E06000010": 2}


def test_what_cannot_be_read_is_told_with_its_place(tmp_path, known):
    rows = [ILACS, ["999", "", "x", "short", "31/02/2025", "soon", "splendid", "good", "good", "good", "good"]]
    with pytest.raises(ScoutingError) as caught:
        collected.ilacs(_book(tmp_path / "l.xlsx", "ofsted_cs_inspections_overview", rows), known)
    said = str(caught.value)
    for words in ("Unknown council '999'", "row 2, inspection_start_date: '31/02/2025' is no date", "'soon' is no date",
                  "row 2, overall_effectiveness_grade: 'splendid' is not one of outstanding, good"):  # fmt: skip
        assert words in said
    path = tmp_path / "y.csv"
    path.write_text("la_name,overall_rating,publication_date\nMordor,Good,15/02/22\nKent,Fair,15/02/22\n")
    with pytest.raises(ScoutingError, match=r"(?s)'fair' is not one of.*Unknown council 'Mordor'"):
        collected.youth_justice(path, known)


def test_the_whole_lists(releases, known):
    folder = releases / "ofsted"
    got = collected.ilacs(folder / "ofsted_csc_ilacs_overview_2026-06-29.xlsx", known)
    assert len(got) == 151 and got.overall_effectiveness.isna().sum() == 2
    assert {known.name(code) for code in got.area_code[got.overall_effectiveness.isna()]} == {"Brent", "Somerset"}
    send = collected.area_send(folder / "ofsted_area_send_overview_2026-06-29.xlsx", known)
    assert len(send) == 72 == send.area_code.nunique()
    assert send.outcome.value_counts().to_dict() == {2: 36, 3: 20, 1: 15} and send.outcome.isna().sum() == 1
    youth = collected.youth_justice(folder / "hmi_probation_youth_justice_ratings_2025-05.csv", known)
    published = pd.read_csv(folder / "hmi_probation_youth_justice_ratings_2025-05.csv")
    wales = published.la_name.str.contains(
        "Blaenau|Bridgend|Carmarth|Ceredig|Conwy|Flint|Newport|Powys|Swansea|Glamorgan"
    )
    assert len(published) - wales.sum() == 73  # services of England; four of them serve ten councils
    assert len(youth) == 73 - 4 + 10 and youth.outcome.isna().sum() == 1
    assert {known.name(code) for code in youth.area_code[youth.outcome.isna()]} == {"Portsmouth"}
