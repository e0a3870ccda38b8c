"""Small counts: which go, what goes with them, and that nobody can work them out from what is left."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting import values
from scouting.errors import ScoutingError
from scouting.own.disclosure import controlled

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
            ScoutingError, match=r"whole number of 3 or more .*small_counts, or --small-counts; 5 unless"
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


def test_a_second_quarter_goes_where_the_year_would_give_the_first_away():
    quarters = dict(zip(QUARTERS, [30, 2, 25, 28], strict=True))
    own = rows("share", quarters, 100)
    assert hidden(own) == [QUARTERS[1]]  # no year is known: nothing to subtract from
    assert hidden(own, year("share", 85)) == [QUARTERS[1], QUARTERS[2]]  # the smallest of the others
    with_year = pd.concat([own, rows("share", {"2024-25": 85}, 400)], ignore_index=True)
    assert hidden(with_year) == [QUARTERS[1], QUARTERS[2]]
    assert hidden(rows("number", quarters), year("number", 85)) == [QUARTERS[1], QUARTERS[2]]


def test_two_small_quarters_do_not_hide_each_other():
    """The year less the rest is three: whoever is among so few would be known. A third goes with them."""
    quarters = dict(zip(QUARTERS, [30, 2, 1, 28], strict=True))
    assert hidden(rows("share", quarters, 100), year("share", 61)) == QUARTERS[1:]


def test_a_nought_hides_nobody():
    """Of 1, 0, 6 and 0 in a year of 7 a nought is no partner for the one, nor are both of them."""
    quarters = dict(zip(QUARTERS, [1, 0, 6, 0], strict=True))
    assert hidden(rows("share", quarters, 100), year("share", 7)) == [QUARTERS[0], QUARTERS[2]]


def test_what_is_hidden_together_is_never_the_least_or_the_most_that_small_counts_can_be():
    """Two hidden quarters that sum to 8 could only be 4 and 4, were both small: so a third goes."""
    quarters = dict(zip(QUARTERS, [4, 4, 20, 30], strict=True))
    assert hidden(rows("share", quarters, 100), year("share", 58)) == QUARTERS[:3]
    assert (
        hidden(rows("share", dict(zip(QUARTERS, [4, 9, 20, 30], strict=True)), 100), year("share", 63)) == QUARTERS[:2]
    )


def test_quarters_and_months_together_give_nothing_away():
    """Three quarters and two months of the fourth are shown with the year: the third month would follow."""
    own = pd.concat(
        [
            rows("share", dict(zip(QUARTERS[:3], [34, 33, 24], strict=True)), 120),
            rows("share", {"2025-01": 2, "2025-02": 5, "2025-03": 5}, 20),
        ],
        ignore_index=True,
    )
    assert hidden(own, year("share", 103)) == ["2025-01", "2025-02"]
    assert hidden(own) == ["2025-01"]


def test_a_count_given_twice_is_small_if_either_is():
    own = rows("number", {"2024-25": 3}).assign(numerator=300.0)
    assert hidden(own) == ["2024-25"]
    assert hidden(own.assign(value=300.0, numerator=3.0)) == ["2024-25"]


def test_months_hide_from_quarters_and_quarters_from_the_year():
    months = dict(zip(MONTHS, [9, 2, 9, 8, 8, 8, 7, 7, 7, 10, 10, 10], strict=True))
    quarters = dict(zip(QUARTERS, [20, 24, 21, 30], strict=True))
    own = pd.concat([rows("share", months, 40), rows("share", quarters, 120)], ignore_index=True)
    assert hidden(own, year("share", 95)) == ["2024-04", "2024-05"]  # within the quarter, and so within the year


def test_a_quarter_that_was_left_out_is_not_given_away_by_the_year():
    three = rows("share", dict(zip(QUARTERS[:3], [30, 20, 25], strict=True)), 100)
    assert hidden(three, year("share", 77)) == [QUARTERS[1]]  # the fourth had two
    assert hidden(three, year("share", 95)) == []
    # Nor by its denominator, or by those who are left of it: 20 of 22, and 3 in all.
    left = pd.concat([rows("share", {q: n}, d) for q, n, d in zip(QUARTERS, [25, 26, 29], [59, 60, 59], strict=False)])
    assert hidden(left, year("share", 100, out_of=200)) == [QUARTERS[0]]
    few = pd.concat([rows("share", {q: 33}, d) for q, d in zip(QUARTERS, [100, 50, 50], strict=False)])
    assert len(hidden(few, year("share", 100, out_of=203))) == 1


def test_what_is_suppressed_in_print_stays_so():
    """An own figure of a suppressed cell, and parts that would add up to it."""
    assert hidden(rows("share", {"2024-25": 60}, 100), year("share", np.nan, "c")) == ["2024-25"]
    quarters = dict(zip(QUARTERS, [30, 20, 25, 28], strict=True))
    assert hidden(rows("share", quarters, 100), year("share", np.nan, "c")) == [QUARTERS[1]]
    assert hidden(rows("share", quarters, 100), year("share", np.nan, "x")) == []
    other = year("share", np.nan, "c").assign(area_code="B")
    assert hidden(rows("share", quarters, 100), other) == []


def possible(shown: dict[str, int], gone: list[str], total: int) -> dict[str, set[int]]:
    """Every value that each hidden quarter can have, by trying them all."""
    found = {q: set() for q in gone}
    for tried in itertools.product(range(total + 1), repeat=len(gone)):
        if sum(tried) + sum(shown.values()) == total:
            for q, n in zip(gone, tried, strict=True):
                found[q].add(n)
    return found


@given(st.lists(st.integers(0, 14), min_size=4, max_size=4), st.booleans())
@settings(max_examples=40, deadline=None)
def test_whoever_tries_all_counts_learns_nothing(counts, published):
    """Where anything is left to hide, a small count could as well be a large one, and is not the only one possible."""
    quarters, total = dict(zip(QUARTERS, counts, strict=True)), sum(counts)
    own = rows("number", quarters if published else {**quarters, "2024-25": total})
    gone = hidden(own, year("number", total) if published else NOBODY)
    if "2024-25" in gone or set(QUARTERS) <= set(gone):
        return  # there is no total, or nothing but the publisher's
    values = possible({q: n for q, n in quarters.items() if q not in gone}, [q for q in gone if q in quarters], total)
    for q, n in quarters.items():
        if 0 < n < 5:
            assert len(values[q]) > 1 and max(values[q]) >= 5, (quarters, gone)


COUNTS = st.lists(st.integers(0, 30), min_size=4, max_size=4)


def worked_out(shown: dict[str, float], totals: list[tuple[list[str], float]]) -> dict[str, float]:
    """What somebody with pencil and paper learns: fills the one gap of any sum, again and again."""
    known = dict(shown)
    while True:
        before = len(known)
        for parts, total in totals:
            gaps = [p for p in parts if p not in known]
            if len(gaps) == 1:
                known[gaps[0]] = total - sum(known[p] for p in parts if p in known)
        if len(known) == before:
            return known


@given(COUNTS, COUNTS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_nobody_can_work_a_small_count_out(counts, fractions, published):
    """Quarters, the months of the first of them, the year: whatever is left, no small count follows from it."""
    first = dict(zip(MONTHS[:3], fractions[:3], strict=True))
    quarters = dict(zip(QUARTERS, [sum(first.values()), *counts[1:]], strict=True))
    every = {**first, **quarters, "2024-25": sum(quarters.values())}
    own = {k: v for k, v in every.items() if not (published and k == "2024-25")}
    gone = set(hidden(rows("number", own), year("number", every["2024-25"]) if published else NOBODY))
    shown = {k: v for k, v in every.items() if k not in gone}
    sums = [(QUARTERS, "2024-25"), (MONTHS[:3], QUARTERS[0])]
    learnt = worked_out(shown, [(parts, shown[total]) for parts, total in sums if total in shown])
    # A total that is not shown is learnt where all of its parts are.
    for parts, total in sums:
        if all(p in learnt for p in parts):
            learnt[total] = sum(learnt[p] for p in parts)
    ours = {k: v for k, v in learnt.items() if k in own}  # the publisher's own year is not ours to hide
    assert {k: v for k, v in ours.items() if 0 < every[k] < 5} == {}


@given(COUNTS, st.integers(0, 3), st.booleans(), st.data())
@settings(max_examples=25, deadline=None)
def test_which_small_count_it_was_changes_nothing(counts, at, published, data):
    """1, 2, 3 or 4 in one place, the totals held fixed: the same table to the last cell."""
    total = data.draw(st.integers(20, 200))
    made = []
    for small in (1, 2, 3, 4):
        counts[at] = small
        own = rows("share", dict(zip(QUARTERS, counts, strict=True)), 200)
        if not published:
            own = pd.concat([own, rows("share", {"2024-25": total}, 800)], ignore_index=True)
        made.append(controlled(own, year("share", total) if published else NOBODY, FACTS))
    for other in made[1:]:
        pd.testing.assert_frame_equal(made[0], other)


def test_no_rows_give_no_rows():
    assert controlled(rows("share", {}, 10), NOBODY, FACTS).empty
