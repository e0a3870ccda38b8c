"""docs/backtest.md: its numbers are those of the tables, its words those of the code."""

import re

import pytest

from scouting import paths
from scouting.pages.early_warning import results, risk
from scouting.pages.early_warning.backtest_words import recent_words
from scouting.pages.early_warning.inspections import between, dated, graded, in_out_in, yearly
from scouting.stats.discrimination import DRAWS, FEWEST_CELL, area_under_curve
from scouting.terms import OUTCOMES
from scouting.words import number


@pytest.fixture(scope="module")
def page():
    return (paths.ROOT / "docs" / "backtest.md").read_text(encoding="utf-8")


def test_the_table_of_scores(page, data):
    kept = data.catalog.backtest[data.catalog.backtest.section == "area"].set_index(["predictor", "outcome"])
    told = re.findall(r"^\| .*\(`(\w+)`\) \| (.*) \| (.*) \| (\d+) \|$", page, re.MULTILINE)
    assert [name for name, *_ in told] == ["risk", "signs", "previous", "risk_again", "missing", "before"]
    for name, *cells, n in told:
        for outcome, cell in zip(OUTCOMES, cells, strict=True):
            row = kept.loc[(name, outcome)]
            numbers = list(map(int, re.findall(r"\d+", cell)))
            assert numbers == pytest.approx([100 * row.value, 100 * row.lower, 100 * row.upper], abs=0.6)
            assert int(n) == row.n


def test_the_rest_of_its_numbers(page, data):
    kept, known = data.catalog.backtest, data.catalog
    reviews = kept[(kept.predictor == "before:cp_reviews_in_time") & (kept.outcome == "improve")].iloc[0]
    assert f"alone {reviews.value:.2f} ({reviews.lower:.2f} to {reviews.upper:.2f})" in page
    table = between(dated(known.inspections)).set_index("previous")
    assert f"({table.middle[4]:.1f} years in the middle, against {table.middle[2]:.1f} after good)" in page
    sums = known.revisions[["both", "changed", "only_one"]].sum()
    assert f"of {sums.both:,.0f} figures" in page and f"{sums.changed:,.0f} were changed" in page
    assert f"and {sums.only_one:.0f} cells" in page and f"{DRAWS:,} times" in page
    assert (risk.FEWEST, results.FEWEST_FORECAST, results.TOP, FEWEST_CELL) == (8, 10, 10, 5)
    assert "0.4, 0.5, 0.6" in page and results.BANDS[1:-1] == (0.4, 0.5, 0.6)
    assert len(risk.INDICATORS) == 15


def test_the_rates_of_recent_years(page, data):
    table = yearly(dated(data.catalog.inspections))
    told = re.findall(r"^\| (20\d\d) \| (\d+) \| (\d+)% \| (\d+)% \|$", page, re.MULTILINE)
    assert told == [
        (str(row.year), str(row.n), *(number(100 * hits / row.n, 0) for hits in (row.improve, row.inadequate)))
        for row in table.itertuples()
    ]
    assert recent_words(table, "inadequate").replace(" (4 of 49)", "") in page


def test_the_example_worked_by_hand():
    assert area_under_curve([0.7, 0.6, 0.6, 0.3], [True, False, True, False]) == 0.875


def test_the_history_is_what_is_held(page, data):
    known = data.catalog
    held = known.inspections.groupby(["framework", "kind"]).size()
    rows = re.findall(r"^\| ([A-Z]+)[,:] ([^|]*) \| ([^|]*) \| (\d+) \|", page, re.MULTILINE)
    told = {(name, "collected list" if what == "newer" else "official"): int(n) for name, what, _, n in rows}
    assert told == held.to_dict() and f"holds {held.sum()} inspections" in page
    days = known.inspections.publication_date.str[:4].groupby([known.inspections.framework, known.inspections.kind])
    for name, what, years, _ in rows:
        of = days.get_group((name, "collected list" if what == "newer" else "official"))
        said = re.findall(r"20\d\d", years)
        assert (said[0], said[-1]) == (of.min(), of.max())
    every = graded(known.inspections)
    ever = every.area_code[every.grade == 4].nunique()
    assert f"Of {every.area_code.nunique()} councils, {ever} were judged inadequate" in page
    assert len(in_out_in(every)) == 14 and "Fourteen went in, came out and went in again" in page
    other = known.other_inspections.groupby("framework").area_code.nunique()
    assert f"of {other['area_send']} areas and youth justice inspections of {other['youth_justice']} councils" in page
