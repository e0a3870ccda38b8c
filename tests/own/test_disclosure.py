"""Small counts: which go, what goes with them, and that nobody can work them out from what is left."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting import values
from scouting.errors import ScoutingError
from scouting.own.disclosure import controlled, uncounted

FACTS = pd.DataFrame(
    {
        "statistic": ["proportion", "count", "mean", "rate"],
        "year_end": ["03-31", "03-31", "03-31", "03-31"],
    },
    index=["share", "number", "mean", "rate"],
)
NOBODY = values.empty()
QUARTERS = [f"2024-25 Q{n}" for n in (1, 2, 3, 4)]
MONTHS = [f"2024-{n:02d}" for n in range(4, 13)] + [f"2025-{n:02d}" for n in (1, 2, 3)]


def rows(indicator, figures, denominator=np.nan, area="A"):
    """Own rows of one indicator: {period: count}; the value follows from the counts."""
    table = pd.DataFrame({"area_code": area, "indicator_id": indicator, "period": list(figures)})
    count = np.array(list(figures.values()), float)
    if indicator == "number":
        table = table.assign(value=count, numerator=np.nan)
    else:
        table = table.assign(value=100 * count / denominator, numerator=count)
    return table.assign(denominator=float(denominator), marker="", note="as told by the team")


def year(indicator, count, marker="", out_of=np.nan):
    """A published year to March 2025."""
    both = {"value": count, "numerator": np.nan} if indicator == "number" else {"value": np.nan, "numerator": count}
    row = {"indicator_id": indicator, "area_code": "A", "period_end": pd.Timestamp("2025-03-31"), **both}
    return pd.DataFrame([{**row, "denominator": out_of, "marker": marker}])


def hidden(own, published=NOBODY, **options):
    """The periods that are suppressed."""
    done = controlled(own, published, FACTS, **options)
    gone = done.marker == "c"
    assert done.loc[gone, ["value", "numerator", "denominator"]].isna().all(axis=None)
    assert (done.note[gone] == "").all()
    kept = [c for c in own if c not in ("marker", "note")]
    pd.testing.assert_frame_equal(done.loc[~gone, kept], own.reset_index(drop=True).loc[~gone, kept])
    return list(done.period[gone])


@pytest.mark.parametrize(("count", "gone"), [(0, False), (1, True), (4, True), (5, False), (12, False)])
def test_a_count_under_five_goes_with_its_rate_and_its_note(count, gone):
    assert hidden(rows("share", {"2024-25": count}, 40)) == (["2024-25"] if gone else [])
    assert hidden(rows("rate", {"2024-25": count}, 4000)) == (["2024-25"] if gone else [])
    assert hidden(rows("number", {"2024-25": count})) == (["2024-25"] if gone else [])


def test_the_level_is_stated_and_can_be_changed_but_not_away():
    own = rows("share", {"2023-24": 4, "2024-25": 9}, 400)
    assert hidden(own, small=10) == ["2023-24", "2024-25"]
    assert hidden(own, small=4) == []
    for small in (2, 0, -1, 2.5, True):
        with pytest.raises(
            ScoutingError, match=r"whole number of 3 or more .*small_counts, or --small-counts; 5 unless changed\)\.$"
        ):
            controlled(own, NOBODY, FACTS, small=small)


def test_the_rest_of_a_proportion_is_a_count_too():
    assert hidden(rows("share", {"2024-25": 37}, 40)) == ["2024-25"]  # 3 of 40 were not
    assert hidden(rows("share", {"2024-25": 40}, 40)) == []  # nobody was not
    assert hidden(rows("rate", {"2024-25": 37}, 40)) == []  # a rate's events are no part of its people


def test_few_people_behind_a_mean_or_a_share_go():
    few = rows("mean", {"2024-25": 7}, 4).assign(numerator=np.nan)
    assert hidden(few) == ["2024-25"]
    assert hidden(rows("share", {"2024-25": 0}, 3)) == ["2024-25"]


def test_the_totals_of_a_small_count_go_with_it():
    quarters = dict(zip(QUARTERS, [30, 2, 25, 28], strict=True))
    own = rows("share", quarters, 100)
    assert hidden(own) == [QUARTERS[1]]  # no year is known: nothing to subtract from
    assert hidden(pd.concat([own, rows("share", {"2024-25": 85}, 400)], ignore_index=True)) == [QUARTERS[1], "2024-25"]
    months = rows("share", dict(zip(MONTHS, [9, 2, 9, 8, 8, 8, 7, 7, 7, 10, 10, 10], strict=True)), 40)
    sums = rows("share", dict(zip(QUARTERS, [20, 24, 21, 30], strict=True)), 120)
    both = pd.concat([months, sums], ignore_index=True)
    assert hidden(both) == ["2024-05", QUARTERS[0]]


def test_within_a_published_year_the_quarter_of_a_small_month_goes():
    months = rows("share", dict(zip(MONTHS, [9, 2, 9, 8, 8, 8, 7, 7, 7, 10, 10, 10], strict=True)), 40)
    sums = rows("share", dict(zip(QUARTERS, [20, 24, 21, 30], strict=True)), 120)
    both = pd.concat([months, sums], ignore_index=True)
    assert hidden(both, year("share", 95)) == [*MONTHS[:3], QUARTERS[0]]
    # A quarter that is small itself is what is left of the year: all of it goes.
    assert hidden(rows("number", dict(zip(QUARTERS, [30, 2, 25, 28], strict=True))), year("number", 85)) == QUARTERS


@pytest.mark.parametrize("published", [False, True])
def test_how_small_a_count_is_changes_nothing(published):
    """Months of 1, 7, 7 with their quarter hide what months of 2, 7, 7 do."""
    found = set()
    for one, other in itertools.product([1, 2, 3, 4], repeat=2):
        months = dict(zip(MONTHS[:6], [one, 7, 7, 9, other, 9], strict=True))
        sums = {QUARTERS[0]: one + 14, QUARTERS[1]: other + 18}
        own = pd.concat([rows("number", months), rows("number", sums)], ignore_index=True)
        found.add(tuple(hidden(own, year("number", 95) if published else NOBODY)))
    around = MONTHS[:6] if published else [MONTHS[0], MONTHS[4]]
    assert found == {(*around, *QUARTERS[:2])}


def test_quarters_and_months_together_give_nothing_away():
    """Three quarters and two months of the fourth are shown with the year: the third month would follow."""
    own = pd.concat(
        [
            rows("share", dict(zip(QUARTERS[:3], [34, 33, 24], strict=True)), 120),
            rows("share", {"2025-01": 2, "2025-02": 5, "2025-03": 5}, 20),
        ],
        ignore_index=True,
    )
    assert hidden(own, year("share", 103)) == ["2025-01", "2025-02", "2025-03"]
    assert hidden(own) == ["2025-01"]


def test_a_count_given_twice_is_small_if_either_is():
    own = rows("number", {"2024-25": 3}).assign(numerator=300.0)
    assert hidden(own) == ["2024-25"]
    assert hidden(own.assign(value=300.0, numerator=3.0)) == ["2024-25"]


def test_a_quarter_that_was_left_out_is_not_given_away_by_the_year():
    three = rows("share", dict(zip(QUARTERS[:3], [30, 20, 25], strict=True)), 100)
    assert hidden(three, year("share", 77)) == QUARTERS[:3]  # the fourth had two
    assert hidden(three, year("share", 95)) == []
    # Nor by its denominator, or by those who are left of it: 20 of 22, and 3 in all.
    left = pd.concat([rows("share", {q: n}, d) for q, n, d in zip(QUARTERS, [25, 26, 29], [59, 60, 59], strict=False)])
    assert hidden(left, year("share", 100, out_of=200)) == QUARTERS[:3]
    few = pd.concat([rows("share", {q: 33}, d) for q, d in zip(QUARTERS, [100, 50, 50], strict=False)])
    assert hidden(few, year("share", 100, out_of=203)) == QUARTERS[:3]
    own = pd.concat([three, rows("share", {"2024-25": 77}, 400)], ignore_index=True)
    assert hidden(own) == [*QUARTERS[:3], "2024-25"]


def test_what_is_suppressed_in_print_stays_so():
    """An own figure of a suppressed cell, and all parts of it."""
    assert hidden(rows("share", {"2024-25": 60}, 100), year("share", np.nan, "c")) == ["2024-25"]
    quarters = dict(zip(QUARTERS, [30, 20, 25, 28], strict=True))
    assert hidden(rows("share", quarters, 100), year("share", np.nan, "c")) == QUARTERS
    assert hidden(rows("share", quarters, 100), year("share", np.nan, "x")) == []
    other = year("share", np.nan, "c").assign(area_code="B")
    assert hidden(rows("share", quarters, 100), other) == []


def test_where_a_year_is_not_made_of_financial_quarters_all_of_it_goes():
    """The year to August: a quarter reaches from one year into the next, and two differences would give a month."""
    facts = FACTS.assign(year_end="08-31")
    own = rows("number", {"2024-09": 9, "2024-11": 2, "2024-25 Q3": 30, "2025-08": 9, "2025-09": 9})
    done = controlled(own, year("number", 95).assign(period_end=pd.Timestamp("2025-08-31")), facts)
    assert list(done.period[done.marker == "c"]) == ["2024-09", "2024-11", "2024-25 Q3", "2025-08"]


def kept(own, gone, level=5):
    """What shown.csv holds of rows after a report that suppressed some of them."""
    marker = np.where(own.period.isin(gone), "c", "")
    return own.drop(columns="note").assign(marker=marker, level=float(level), day="2025-05-01")


def test_a_total_that_comes_after_its_parts_were_shown_goes_and_one_that_was_shown_stays():
    months = rows("number", {MONTHS[0]: 7, MONTHS[1]: 7, MONTHS[2]: 1})
    quarter = rows("number", {QUARTERS[0]: 15})
    both = pd.concat([months, quarter], ignore_index=True)
    shown = kept(months.head(2), [])
    assert hidden(both, earlier=shown) == [MONTHS[2], QUARTERS[0]]
    assert hidden(both, earlier=kept(quarter, [])) == MONTHS[:3]
    # The quarter alone, with two of its months in an earlier report, and with the third suppressed in one.
    assert hidden(quarter, earlier=shown) == QUARTERS[:1]
    assert hidden(rows("number", {QUARTERS[0]: 19}), earlier=shown) == []
    assert hidden(rows("number", {QUARTERS[0]: 19}), earlier=kept(months, MONTHS[2:3])) == QUARTERS[:1]


def test_what_was_suppressed_once_stays_so_until_it_is_revised_or_the_level_is_lower():
    months = rows("number", {MONTHS[0]: 7, MONTHS[1]: 9})
    assert hidden(months, earlier=kept(months, MONTHS[:1])) == MONTHS[:1]
    assert hidden(months, earlier=kept(months, MONTHS[:1], level=8)) == []
    assert hidden(months, earlier=kept(months.assign(value=[3.0, 9.0]), MONTHS[:1])) == []


def test_a_small_count_that_readers_have_for_good_takes_nothing_with_it():
    """Shown under a lower level with another month, and in the file no more: nothing is left of the quarter to hide."""
    own = rows("number", {MONTHS[1]: 9, QUARTERS[0]: 21})
    assert hidden(own, earlier=kept(rows("number", {MONTHS[0]: 9, MONTHS[2]: 3}), [], level=3)) == []
    assert hidden(own, earlier=kept(rows("number", {MONTHS[0]: 9}), [], level=3)) == [MONTHS[1], QUARTERS[0]]


COUNTS, THERE = st.lists(st.integers(0, 12), min_size=6, max_size=6), st.sets(st.integers(0, 8))


def _the_same_again(counts, published, there):
    """What a report notes down changes nothing of the next one of the same figures."""
    months = dict(zip(MONTHS[:6], counts, strict=True))
    sums = {QUARTERS[0]: sum(counts[:3]), QUARTERS[1]: sum(counts[3:]), "2024-25": sum(counts) + 40}
    own = rows("number", months | sums)
    own = own[own.index.isin(there)].reset_index(drop=True)
    print_ = year("number", sum(counts) + 40) if published else NOBODY
    first = hidden(own, print_)
    assert hidden(own, print_, earlier=kept(own, first)) == first


@given(COUNTS, st.booleans(), THERE)
@settings(max_examples=8)
def test_the_same_figures_give_the_same_report_again(counts, published, there):
    _the_same_again(counts, published, there)


@pytest.mark.long
@given(COUNTS, st.booleans(), THERE)
@settings(max_examples=100)
def test_any_figures_give_the_same_report_again(counts, published, there):
    _the_same_again(counts, published, there)


def test_figures_without_the_people_behind_them_are_named():
    both = pd.concat([rows("mean", {"2024-25": 7}, 40).assign(denominator=np.nan), rows("share", {"2024-25": 7}, 40)])
    assert uncounted(both, FACTS.statistic) == ["mean"]
    assert uncounted(rows("number", {"2024-25": 7}), FACTS.statistic) == []


def test_no_rows_give_no_rows():
    assert controlled(rows("share", {}, 10), NOBODY, FACTS).empty
