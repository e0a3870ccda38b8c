"""Inspections in time, and dots against a coin: everything legible, in its place, and said in the alt text."""

import matplotlib.dates as mdates
import pandas as pd
import pytest
from tests.cases import few

from scouting.charts import foretold, inspections
from scouting.errors import ScoutingError
from scouting.pages.early_warning.inspections import timeline
from scouting.terms import SUB_JUDGEMENTS

SPAN = {"first": "2018-01-01", "last": "2026-12-31"}


COUNCILS = ["E06000047", "E06000032", "E06000058", "E06000053", "E06000064", "E10000006", "E06000066"]


@pytest.mark.parametrize("code", few(["E06000047", "E06000058"], COUNCILS))
def test_every_grade_at_its_day(eyes, data, code):
    rows = timeline(data.catalog.inspections, code)
    rows = rows[rows.framework == "ILACS"]
    ax = inspections.draw(rows, title="A council was judged good in March 2025", **SPAN)
    eyes.legible(ax)
    days = sorted({t.get_position()[0] for t in ax.texts if t.get_label() == "grade:overall"})
    assert days == [mdates.date2num(d) for d in rows.inspection_date]
    for column in ("overall", *SUB_JUDGEMENTS):
        told = [t.get_text().replace("\n", " ") for t in ax.texts if t.get_label() == f"grade:{column}"]
        assert told == [grade or "not judged" for grade in rows[column]]
    words = inspections.alt_text(rows, title="T")
    for row in rows.itertuples():
        assert f"{row.inspection_date:%B %Y}: overall {row.overall}" in words


def test_a_table_without_inspections_is_refused():
    with pytest.raises(ScoutingError, match="inspections was given a table without rows"):
        inspections.draw(pd.DataFrame(columns=inspections.COLUMNS), title="T", **SPAN)


def test_dots_ranges_and_the_coin(eyes):
    rows = pd.DataFrame(
        [("Mean risk of 15 indicators", 0.69, 0.62, 0.76, 266), ("Missing figures, alone", 0.5, 0.44, 0.55, 271),
         ("Share of warning signs shown at an inspection", 0.45, 0.2, 0.97, 9)], columns=foretold.COLUMNS,
    )  # fmt: skip
    ax = foretold.draw(rows, title="How well figures foretold a grade of inadequate")
    eyes.legible(ax)
    for y, row in enumerate(rows.itertuples()):
        assert list(eyes.labelled(ax, "range:")[str(y)].get_xdata()) == [row.lower, row.upper]
        assert list(eyes.labelled(ax, "dot:")[str(y)].get_xdata()) == [row.value]
    low, high = ax.get_xlim()
    assert low < 0.2 and high > 0.97 and "coin" in [line.get_label() for line in ax.lines]
    # What cannot be told from a coin is hollow.
    fills = [eyes.labelled(ax, "dot:")[str(y)].get_markerfacecolor() for y in range(3)]
    assert fills[0] != fills[1] == fills[2]
    assert "Mean risk of 15 indicators 69 of 100 (62 to 76), 266 inspections" in foretold.alt_text(rows, title="T")
