"""The inspection history: every inspection of the release, who went in and out, how long between."""

import pandas as pd
import pytest

from scouting.pages.early_warning.inspections import between, careers, dated, timeline, yearly
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


def test_timeline_of_a_council_in_words(rows):
    mine = timeline(rows, "E06000054")
    assert mine.overall.tolist() == ["good", "outstanding"]
    assert mine.care_leavers.tolist() == ["", "outstanding"]
    assert mine.previous.tolist()[1] == 2 and pd.isna(mine.previous[0])
    assert timeline(rows, "E92000001").empty


def test_the_grade_before_counts_once_its_report_is_out():
    made = dated(
        pd.DataFrame(
            {
                "area_code": ["a", "a", "a"],
                "inspection_date": ["2020-01-10", "2020-02-01", "2021-01-01"],
                "publication_date": ["2020-03-01", "2020-04-01", "2021-03-01"],
                "overall_effectiveness": [4.0, 3.0, 2.0],
            }
        )
    )
    assert made.previous.isna().tolist() == [True, True, False] and made.previous[2] == 3


def test_in_and_out_by_a_second_way(rows):
    table = careers(rows)
    for code, one in rows.groupby("area_code"):
        grades = "".join(str(int(g)) for g in one.sort_values("inspection_date").overall_effectiveness)
        line = "".join("I" if g == "4" else "o" for g in grades)
        want = [len(line), line.count("I"), "Io" in line, "oI" in line, "Io" in line and "oI" in line]
        assert table.loc[code].tolist() == want
    # 33 were inadequate once or more; the two inspections of most cannot hold both ways.
    assert ((table.inadequate > 0).sum(), table.left.sum(), table.fell.sum(), table.in_and_out.sum()) == (33, 13, 13, 0)


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
