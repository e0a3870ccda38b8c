"""The inspection history: every inspection of the releases, who went in and out, how long between."""

import re

import pandas as pd
import pytest

from scouting.pages.early_warning.inspections import between, dated, graded, in_out_in, timeline, yearly
from scouting.terms import INSPECTION_GRADES


@pytest.fixture(scope="module")
def rows(data):
    return dated(data.catalog.inspections)


def test_every_inspection_since_2018_is_held(rows):
    assert (len(rows), rows.area_code.nunique()) == (271, 156)
    assert rows[["inspection_date", "publication_date", "overall_effectiveness"]].notna().all(axis=None)
    assert (rows.publication_date > rows.inspection_date).all()
    assert rows.inspection_date.min().year == 2018 and rows.inspection_date.max() <= pd.Timestamp("2025-03-31")
    # Care leavers were judged on their own in 103 of 271.
    assert rows.care_leavers.isna().sum() == 168


def test_timeline_of_a_council_in_words(data):
    mine = timeline(data.catalog.inspections, "E06000054")
    now = mine[mine.framework == "ILACS"]
    assert now.overall.tolist() == ["good", "outstanding"] and now.care_leavers.tolist() == ["", "outstanding"]
    assert mine.framework.tolist() == ["SLAC", "CPI", "SIF", "ILACS", "ILACS"]
    assert mine.safeguarding[0] == "inadequate" and mine.overall[0] == ""  # no overall grade before 2012
    assert timeline(data.catalog.inspections, "E92000001").empty


def test_the_grade_before_counts_once_its_report_is_out():
    made = dated(
        pd.DataFrame(
            {
                "area_code": ["a", "a", "a"],
                "inspection_date": ["2020-01-10", "2020-02-01", "2021-01-01"],
                "publication_date": ["2020-03-01", "2020-04-01", "2021-03-01"],
                "overall_effectiveness": [4.0, 3.0, 2.0],
                "framework": "ILACS",
                "kind": "official",
            }
        )
    )
    assert made.previous.isna().tolist() == [True, True, False] and made.previous[2] == 3


def test_only_the_official_inspections_of_todays_framework_make_rates(data, rows):
    """What the back-test rests on is as it was before there were other frameworks and collected lists."""
    every = data.catalog.inspections
    assert set(every.kind) == {"official", "collected list"} and every.framework.nunique() == 5
    assert set(rows.source_id) == {"ofsted_2025"} and len(every) == 707


#: The councils that went in, out and in again, by the months of the reports, read from Ofsted's own sheets.
AGAIN = {
    "Blackpool": ("2012-07", "2014-09", "2019-01"), "Herefordshire": ("2012-10", "2014-06", "2022-09"),
    "Torbay": ("2010-10", "2013-04", "2016-01"), "Peterborough": ("2010-05", "2013-03", "2024-01"),
    "Medway": ("2013-02", "2015-11", "2019-08"), "Cheshire East": ("2013-04", "2015-09", "2024-05"),
    "Tameside": ("2016-12", "2019-07", "2024-02"), "Knowsley": ("2014-06", "2017-06", "2025-01"),
    "Sandwell": ("2010-01", "2012-02", "2013-04"), "Devon": ("2013-05", "2015-05", "2020-03"),
    "Gloucestershire": ("2011-01", "2012-03", "2017-06"), "Northamptonshire": ("2013-03", "2016-04", "2019-07"),
    "West Sussex": ("2010-12", "2013-03", "2019-05"), "Worcestershire": ("2010-11", "2012-04", "2017-01"),
}  # fmt: skip


def test_those_that_went_in_out_and_in_again(data):
    every = graded(data.catalog.inspections)
    found = in_out_in(every)
    told = {
        data.catalog.name(code): tuple(f"{day:%Y-%m}" for day in (row["into"], row.out, row.again))
        for code, row in found.iterrows()
    }
    assert told == AGAIN
    # A second way: the letters of each council in the order of time.
    again = set()
    for code, one in every.groupby("area_code"):
        line = "".join("I" if grade == 4 else "o" for grade in one.grade)
        again |= {code} if re.search("I.*o.*I", line) else set()
    assert again == set(found.index) and len(again) == 14
    assert (every.publication_date.min().year, every.publication_date.max().year) == (2009, 2025)


def test_an_inspection_without_an_overall_grade_counts_by_the_worse_of_its_two():
    rows = pd.DataFrame({"area_code": "A", "publication_date": ["2010-01-01", "2010-01-01", "2011-01-01"],
                         "framework": "SLAC", "kind": ["official", "official", "collected list"],
                         "safeguarding": [4, 2, 1], "looked_after": [3.0, None, 1],
                         "overall_effectiveness": float("nan"), "inspection_date": ""})  # fmt: skip
    (row,) = graded(rows).itertuples()
    assert row.grade == 4  # and the other report of the day, and a collected row, leave it so


def test_inspections_come_sooner_after_inadequate(rows):
    table = between(rows).set_index("previous")
    assert table.n.sum() == len(rows) - rows.area_code.nunique()
    assert table.middle.idxmin() == 4 and table.middle.idxmax() == 2
    pairs = rows.merge(rows, on="area_code")
    after = pairs[(pairs.inspection_date_y > pairs.inspection_date_x) & (pairs.overall_effectiveness_x == 4)]
    gap = after.groupby(["area_code", "inspection_date_x"]).inspection_date_y.min().reset_index()
    years = (gap.inspection_date_y - gap.inspection_date_x).dt.days / 365.25
    assert (len(years), years.median()) == (table.n[4], pytest.approx(table.middle[4]))
    assert set(table.index) == set(INSPECTION_GRADES)


def test_whole_years_counted_by_hand(rows):
    table = yearly(rows).set_index("year")
    assert table.index.tolist() == list(range(2018, 2025))  # the release ends in March 2025
    for year, one in table.iterrows():
        grades = rows.overall_effectiveness[rows.inspection_date.between(f"{year}-01-01", f"{year}-12-31")]
        assert one.tolist() == [len(grades), (grades > 2).sum(), (grades > 3).sum()]
    december = rows[rows.inspection_date < "2024-12-31"]
    assert (yearly(december).year.max() == 2024) == (december.inspection_date.max().month == 12)
