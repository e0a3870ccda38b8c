"""What to read, what was asked and who was asked the same: on planted reports, and worked out a second way on all."""

import shutil

import pandas as pd
import pytest
from tests.cases import few

from scouting import catalog, paths
from scouting.catalog import terms_in
from scouting.reading import queries

WILTSHIRE, KENT, DERBY, RUTLAND, BURY = "E06000054", "E10000016", "E06000015", "E06000017", "E08000002"
PLACEMENTS = "looked after: placements"
ROWS = [
    # council, published, framework, section, paragraph, topics, focuses, improve
    (WILTSHIRE, "2020-03-01", "ILACS", "overall_effectiveness", "improve 10", PLACEMENTS, "sufficiency", "yes"),
    (WILTSHIRE, "2020-03-01", "ILACS", "overall_effectiveness", "improve 2", PLACEMENTS, "missing", "yes"),
    (
        WILTSHIRE,
        "2020-03-01",
        "ILACS",
        "children_in_care",
        "9",
        f"{PLACEMENTS}; workforce",
        "sufficiency; caseloads",
        "",
    ),
    (WILTSHIRE, "2020-03-01", "ILACS", "children_in_care", "31", PLACEMENTS, "foster carers", ""),
    (WILTSHIRE, "2020-03-01", "ILACS", "children_in_care", "10", PLACEMENTS, "sufficiency", ""),
    (WILTSHIRE, "2024-03-01", "ILACS", "impact_of_leaders", "40", PLACEMENTS, "", ""),
    (KENT, "2021-03-01", "ILACS", "overall_effectiveness", "improve 1", PLACEMENTS, "sufficiency", "yes"),
    (DERBY, "2020-06-01", "ILACS", "overall_effectiveness", "improve 1", PLACEMENTS, "sufficiency; distance", "yes"),
    (RUTLAND, "2019-03-01", "ILACS", "overall_effectiveness", "improve 1", PLACEMENTS, "stability", "yes"),
    (BURY, "2019-03-01", "ILACS", "overall_effectiveness", "improve 1", PLACEMENTS, "sufficiency", "yes"),
]
GRADES = [
    # council, published, grade
    (WILTSHIRE, "2020-03-01", 3), (WILTSHIRE, "2024-03-08", 2), (KENT, "2021-03-01", 4), (KENT, "2022-01-01", 3),
    (KENT, "2024-01-01", 1), (DERBY, "2020-06-03", 3), (DERBY, "2023-01-01", 2), (RUTLAND, "2019-03-01", 3),
    (RUTLAND, "2023-01-01", 1), (BURY, "2019-03-01", 3), (BURY, "2023-01-01", 3),
]  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The catalogue with a few reports and inspections."""
    folder = shutil.copytree(paths.CATALOG, tmp_path_factory.mktemp("planted") / "catalog")
    columns = ["area_code", "published", "framework", "section", "paragraph", "topics", "focuses", "improve"]
    reading = pd.DataFrame(ROWS, columns=columns).assign(report_urn="1", section_grade="")
    reading.to_csv(folder / "reading.csv", index=False)
    held = pd.DataFrame(GRADES, columns=["area_code", "publication_date", "overall_effectiveness"])
    held = held.assign(framework="ILACS", inspection_type="ILACS", kind="official", source_id="ofsted_2025")
    held.reindex(columns=list(catalog.read().inspections)).to_csv(folder / "inspections.csv", index=False)
    return catalog.read(folder)


def test_paragraphs_are_told_by_report_and_section_in_order(planted):
    rows = queries.to_read(planted, WILTSHIRE, PLACEMENTS)
    assert list(rows) == queries.TO_READ
    assert rows[["published", "section", "paragraphs", "improve_paragraphs"]].astype(str).to_numpy().tolist() == [
        ["2024-03-01", "impact_of_leaders", "40", ""],
        ["2020-03-01", "overall_effectiveness", "", "2 and 10"],
        ["2020-03-01", "children_in_care", "9, 10 and 31", ""],
    ]
    # The list of inspections has the newer report a week later: it is the same one.
    assert rows.grade.tolist() == [2, 3, 3]


def test_a_focus_takes_the_paragraphs_that_have_one_of_those_asked_for(planted):
    some = queries.to_read(planted, WILTSHIRE, PLACEMENTS, "sufficiency; distance")
    assert some.paragraphs.tolist() == ["", "9 and 10"] and some.improve_paragraphs.tolist() == ["10", ""]
    assert queries.to_read(planted, WILTSHIRE, "workforce").paragraphs.tolist() == ["9"]
    assert queries.to_read(planted, WILTSHIRE, "workforce", "sufficiency").empty  # a focus of another topic
    assert queries.to_read(planted, "E09000001", PLACEMENTS).empty
    assert list(queries.to_read(planted, "E09000001", PLACEMENTS)) == queries.TO_READ


def test_grades_then_and_since(planted):
    kent = queries.asked_to_improve(planted, KENT, PLACEMENTS).iloc[0]
    assert (kent.grade, kent.since, kent.now_grade) == (4, "requires improvement; outstanding", 1)
    assert str(kent.now_published.date()) == "2024-01-01"
    mine = queries.asked_to_improve(planted, WILTSHIRE, PLACEMENTS).iloc[0]
    assert (mine.paragraphs, mine.focuses) == ("2 and 10", "sufficiency; missing")
    assert queries.asked_to_improve(planted, WILTSHIRE, "workforce").empty  # told in its body, never asked


def test_who_was_asked_the_same_and_is_judged_better_now(planted):
    """Rutland was asked for something else, Bury has not been judged better since."""
    rows = queries.asked_the_same(planted, WILTSHIRE, PLACEMENTS)
    assert rows.area_code.tolist() == [DERBY, KENT] and rows.days.tolist() == [92, 365]
    first = queries.asked_the_same(planted, WILTSHIRE, PLACEMENTS, among=[KENT])
    assert first.area_code.tolist() == [KENT, DERBY] and first["first"].tolist() == [True, False]
    assert queries.asked_the_same(planted, WILTSHIRE, PLACEMENTS, "missing").empty
    assert queries.asked_the_same(planted, "E09000001", PLACEMENTS).empty  # was never asked
    assert "days" in queries.asked_the_same(planted, "E09000001", PLACEMENTS)


def test_a_report_that_is_newer_than_the_index(planted):
    assert queries.newer_report(planted, WILTSHIRE).empty  # the list's day is a week after the report's
    assert queries.newer_report(planted, KENT).published.astype(str).tolist() == ["2022-01-01", "2024-01-01"]


CASES = [(PLACEMENTS, "sufficiency"), ("front door", ""), ("care leavers", ""), ("workforce", "caseloads")]


@pytest.mark.parametrize(("topic", "focus"), few([(PLACEMENTS, "sufficiency")], CASES))
def test_who_was_asked_the_same_worked_out_council_by_council(data, topic, focus):
    """By loops over the tables as they are written, for a council of each kind."""
    known = data.catalog
    index, judged = known.reading, known.inspections.sort_values("publication_date")
    wanted = set(terms_in(focus)) or set(known.reading_topics.focus[known.reading_topics.topic == topic]) - {""}
    asked = {}
    for row in index[index.improve == "yes"].itertuples():
        focuses = wanted & set(terms_in(row.focuses))
        if topic in terms_in(row.topics) and (focuses or not focus):
            asked.setdefault(row.area_code, {}).setdefault(row.published, set()).update(focuses)
    for mine in ("E06000054", "E06000060", "E06000064", "E09000001", "E06000053", "E08000025", "E06000015"):
        ours = set().union(*asked.get(mine, {"": set()}).values())
        expected = set()
        for code, reports in asked.items():
            if code == mine or mine not in asked or known.areas.valid_to[code]:
                continue
            grades = [(pd.Timestamp(one.publication_date), one.framework, one.overall_effectiveness)
                      for one in judged[judged.area_code == code].itertuples()]  # fmt: skip
            for day, focuses in reports.items():
                framework = index.framework[(index.area_code == code) & (index.published == day)].iloc[0]
                same = [grade for when, kind, grade in grades
                        if kind == framework and abs((when - pd.Timestamp(day)).days) <= 45]  # fmt: skip
                after = grades[-1][0] > pd.Timestamp(day) + pd.Timedelta(days=45)
                good = grades[-1][2] <= 2 and bool(same) and grades[-1][2] < same[0]
                if (not ours or ours & focuses) and after and good:
                    expected.add(code)
        assert set(queries.asked_the_same(known, mine, topic, focus).area_code) == expected, mine
