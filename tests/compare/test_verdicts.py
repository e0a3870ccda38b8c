"""Verdicts beyond one set: against other sets, between two councils, in lists, and what is set aside."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from tests.compare import by_hand
from tests.compare.by_hand import pair_sureness

from scouting.compare import aside, compare, holds, side, verdicts_of
from scouting.neighbours import regions
from scouting.stats import noise
from scouting.study import study
from scouting.terms import NOT_COMPARED, TOO_CLOSE, VERDICTS, Z95

NORTH = [f"E060000{n:02d}" for n in range(1, 11)]
SHARE = {"statistic": "proportion", "multiplier": 100.0}


# --- against one set -------------------------------------------------------------------------------------------------


def test_every_verdict_is_that_of_the_comparison(data, every):
    """All councils and indicators."""
    lists = data.every_neighbour("dfe_2025_05").groupby("area_code").neighbour_code.agg(list)
    rows = pd.concat([verdicts_of(data.panel, code, mine).assign(area_code=code) for code, mine in lists.items()])
    both = rows.merge(every, on=["area_code", "indicator_id"], suffixes=("", "_there"))
    assert len(both) == len(rows) == 153 * len(data.catalog.indicators)
    for column in ("verdict", "by_a_lot", "level_n"):
        assert (both[column] == both[f"{column}_there"]).all(), column
    for column in ("gap", "sureness"):
        np.testing.assert_allclose(both[column], both[f"{column}_there"], atol=1e-12)
    assert both.by_a_lot.any() and (both.verdict == TOO_CLOSE).any()


def test_order_and_the_council_itself_change_nothing(data):
    codes = data.neighbours("dfe_2025_05", "E06000054").codes
    one = verdicts_of(data.panel, "E06000054", codes)
    other = verdicts_of(data.panel, "E06000054", ["E06000054", *reversed(codes)])
    pd.testing.assert_frame_equal(one, other)


def test_no_neighbours_and_too_few_with_figures_are_not_compared(small, walk):
    figures = walk()
    figures.loc[NORTH[1:4], 2025] = np.nan
    panel = small().put("x", figures).panel()
    assert verdicts_of(panel, NORTH[0], []).verdict.tolist() == [NOT_COMPARED]
    few = verdicts_of(panel, NORTH[0], NORTH[1:6])
    assert few.verdict.tolist() == [NOT_COMPARED] and few.level_n.tolist() == [2]
    assert few[["gap", "sureness"]].isna().all(axis=None) and not few.by_a_lot.any()
    enough = verdicts_of(panel, NORTH[0], NORTH[1:7])
    assert enough.verdict.tolist() != [NOT_COMPARED] and enough.level_n.tolist() == [3]


# --- between two councils --------------------------------------------------------------------------------------------


def test_two_councils_by_hand(small, walk):
    """Of scores: the gap over the noise of both, drawn in by twice the spread between councils."""
    figures = walk(5)
    p = small().put("x", figures, statistic="score").panel()
    table, error, _ = by_hand.scores(figures.loc[small.codes])
    levels = table.level
    between = noise.additive_variance(levels, np.full(12, error), levels.median())[1]
    both = error * np.sqrt(2)
    for one in range(12):
        for other in range(12):
            gap = levels.iloc[one] - levels.iloc[other]
            want = gap / both * np.sqrt(2 * between / (2 * between + both**2))
            assert pair_sureness(p, one, other)[0] == pytest.approx(want, rel=1e-6, abs=1e-9)


def test_two_councils_turned_round_turn_the_sign(data):
    p = data.panel
    rng = np.random.default_rng(1)
    councils = np.flatnonzero(p.councils)
    for one, other in rng.choice(councils, (40, 2)):
        forth, back = pair_sureness(p, one, other), pair_sureness(p, other, one)
        np.testing.assert_allclose(forth, -back, atol=1e-12)
        level = p.level[:, one] - p.level[:, other]
        told = np.isfinite(forth) & (p.between > 0)
        assert (np.sign(forth) == np.sign(level))[told].all()


def test_two_councils_are_not_compared_on_a_count_or_where_either_has_too_few_people(small, walk, shares):
    percent, people = shares()
    people[small.codes[0]] = 7.0
    p = small().put("n", walk(), statistic="count").put("a", percent, denominator=people, **SHARE).panel()
    few, two, three = p.areas.get_indexer(small.codes[:3])
    assert np.isnan(pair_sureness(p, few, two)).all() and np.isnan(pair_sureness(p, two, few)).all()
    assert np.isnan(pair_sureness(p, two, three)).tolist() == [True, False]


# --- whether it holds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", VERDICTS)
def test_a_side_is_clear_and_probable_together(word):
    way = word.split(" ")[1] if word.startswith(("clearly", "probably")) else word
    assert side(word) == way


def _set(codes):
    return SimpleNamespace(codes=codes)


def test_holds_counts_the_sets_in_which_the_side_is_kept(small):
    """Ours is 50. It is better than sets round 40 and 46, clearly and probably, too close to one round 50, worse than
    one round 60; a set without figures is no set."""
    rng = np.random.default_rng(0)
    middle = np.r_[50, 40, 40, 46.5, 46.5, 50, 50, 60, 60, 30, 70, 45, 50][:, None].astype(float)
    figures = pd.DataFrame(middle + rng.normal(0, 1, (13, 10)), [*small.codes, "E92000001"], range(2016, 2026))
    figures.loc[small.codes[10]] = np.nan
    p = small().put("x", figures, statistic="score").panel()
    c = small.codes
    sets = {
        "far": _set(c[1:3]),
        "near": _set(c[3:5]),
        "level": _set(c[5:7]),
        "over": _set(c[7:9]),
        "none": _set([c[10]]),
    }
    words = {name: verdicts_of(p, c[0], one.codes).verdict[0] for name, one in sets.items()}
    assert words == {"far": "clearly better", "near": "probably better", "level": TOO_CLOSE, "over": "clearly worse",
                     "none": NOT_COMPARED}  # fmt: skip
    for word, kept in (("clearly better", 2), ("probably better", 2), (TOO_CLOSE, 1), ("probably worse", 1),
                       (NOT_COMPARED, 0)):  # fmt: skip
        told = [verdicts_of(p, c[0], one.codes) for one in sets.values()]
        got = holds(pd.Series([word], ["x"]), told).loc["x"]
        assert (got.holds, got.holds_of) == (kept, 4), word


def test_holds_of_a_study_set_by_set(data):
    """Through the whole comparison in each of the sensible sets, one after the other."""
    asked = study("Leeds", indicators="adults", data=data)
    rows, code = asked.comparison, asked.area_code
    kept, of = pd.Series(0, rows.index), pd.Series(0, rows.index)
    assert len(asked.sensible_sets) >= 4 and asked.neighbour_set.set_id in asked.sensible_sets
    for name, one in asked.sensible_sets.items():
        other = compare(asked.panel, code, one.codes, name, regions(data.catalog, code)).set_index("indicator_id")
        told = other.sureness.notna()
        same = [a.split(" ", 1)[1] == b.split(" ", 1)[1] if {a.split()[0], b.split()[0]} <= {"clearly", "probably"}
                else a == b for a, b in zip(rows.verdict, other.verdict, strict=True)]  # fmt: skip
        of += told.to_numpy()
        kept += told.to_numpy() & np.array(same)
    assert (rows.holds == kept).all() and (rows.holds_of == of).all()
    assert (rows.holds <= rows.holds_of).all() and rows.holds.nunique() > 3
    mine = rows.sureness.notna()
    assert (rows.holds[mine] >= 1).all()  # in its own set every verdict keeps its side


# --- what is set aside -----------------------------------------------------------------------------------------------


def _aside(world, newest="2025-03-31"):
    """Why each indicator of a world is set aside, its release's newest period ending on the given day."""
    days = newest if isinstance(newest, dict) else {("test", "03-31"): newest}
    ends = pd.Series(pd.to_datetime(list(days.values())), pd.MultiIndex.from_tuples(days))
    p = world.panel()
    return dict(zip(p.indicators.index, aside(p, ends), strict=True))


def test_nothing_speaks_against_an_ordinary_indicator(small, walk):
    assert _aside(small().put("a", walk()).put("b", walk(1, range(2021, 2026)), breaks="2024: counted anew")) == {
        "a": "", "b": ""}  # fmt: skip


def test_ended_context_and_older_than_its_release(small, walk):
    world = small().put("a", walk()).put("ended", walk(), ended="2024-25").put("need", walk(), facet="need")
    world.put("older", walk(years=range(2015, 2025)))
    want = {"a": "", "ended": "ended", "need": "context", "older": "older than its release"}
    assert _aside(world) == want
    # Dates of one release that differ by days, such as a census day and a month's end, are one period.
    assert _aside(small().put("a", walk()), newest="2025-04-30") == {"a": ""}
    assert _aside(small().put("a", walk()), newest="2025-05-31") == {"a": "older than its release"}


def test_each_release_and_each_kind_of_year_has_its_own_newest_period(small, walk):
    world = small().put("a", walk()).put("b", walk(), source_id="other").put("c", walk(), year_end="08-31")
    newest = {("test", "03-31"): "2025-03-31", ("other", "03-31"): "2026-03-31", ("test", "08-31"): "2025-08-31"}
    assert _aside(world, newest) == {"a": "", "b": "older than its release", "c": "older than its release"}


def test_the_first_year_of_a_new_method(small, walk):
    """After a break, or where the publisher says that the series is in development; not one that is simply new."""
    one = walk()[[2025]]
    world = (
        small().put("broken", walk(), breaks="2025: counted anew").put("second", walk(), breaks="2024: counted anew")
    )
    world.put("young", one).put("developing", one, status="in development")
    world.put("developed", walk(), status="in development")
    assert _aside(world) == {"broken": "first year of a new method", "second": "", "young": "",
                             "developing": "first year of a new method", "developed": ""}  # fmt: skip


@pytest.mark.parametrize("twin", ["there", "absent", "ended", "context", "older", "new"])
def test_a_mirror_is_told_only_where_its_twin_is_not(small, walk, twin):
    """A measure that counts the same people from the other side is left out while the better-known one is there."""
    facts = {"ended": {"ended": "2024-25"}, "context": {"facet": "need"}, "new": {"breaks": "2025: counted anew"}}
    world = small().put("mirror", walk(1), mirrors="twin")
    if twin != "absent":
        years = range(2015, 2025) if twin == "older" else range(2016, 2026)
        world.put("twin", walk(years=years), **facts.get(twin, {}))
    assert _aside(world)["mirror"] == ("mirror" if twin == "there" else "")


def test_a_mirror_that_has_ended_has_ended(small, walk):
    assert _aside(small().put("mirror", walk(1), mirrors="twin", ended="2023").put("twin", walk())) == {
        "mirror": "ended", "twin": ""}  # fmt: skip


def test_what_is_set_aside_of_the_embedded_figures(data):
    """By the catalogue's own columns, and the newest period of each release from the values themselves."""
    p, facts = data.panel, data.catalog.indicators
    why = pd.Series(aside(p, data.newest), p.indicators.index)
    assert (why[facts.ended != ""] == "ended").all() and (facts.ended != "").any()
    assert (why[(facts.facet == "need") & (facts.ended == "")] == "context").all()
    told = why[why == ""].index
    filled = data.values[data.values.value.notna() & data.values.area_code.isin(p.areas[p.councils])]
    last = filled.astype({"indicator_id": "str"}).groupby("indicator_id").period_end.max()
    newest = last.groupby([facts.source_id[last.index], facts.year_end[last.index]]).transform("max")
    late = (newest - last).dt.days > 31
    assert (why[late[late].index] != "").all() and late.sum() > 3
    assert (why[why == "older than its release"].index.isin(late[late].index)).all()
    mirrors = why[why == "mirror"].index
    assert len(mirrors) > 3 and facts.mirrors[mirrors].isin(told).all()
    assert not facts.mirrors[told].isin(told).any()


def test_clear_headlines_are_surest_first_and_never_set_aside_or_turned(data):
    """Of several councils, by plain sentences: no word, list or count is made of what is set aside."""
    turned = listed = 0
    for name in ("Wiltshire", "Leeds", "Camden"):
        asked = study(name, data=data)
        rows = asked.comparison
        usable = rows[(rows.aside == "") & (asked.panel.sign != 0)]
        assert asked.headline.indicator_id.tolist() == usable.indicator_id.tolist()
        for good, word in ((True, "clearly better"), (False, "clearly worse")):
            mine = asked.clear(good=good)
            assert set(mine.index) == set(usable.index[(usable.verdict == word) & ~usable.turned])
            listed += len(mine)
            assert mine.sureness.abs().is_monotonic_decreasing
        turned += usable.turned.sum()
    assert turned > 0 and listed > 5


def test_a_gap_beyond_the_limits_of_both_is_not_nothing(small):
    """Two tight groups far apart: of everybody in one, everybody in the other is clearly ahead (1.96 and no less)."""
    rng = np.random.default_rng(4)
    middle = np.r_[np.linspace(20, 22, 6), np.linspace(60, 62, 6), 40.0][:, None]
    figures = pd.DataFrame(middle + rng.normal(0, 1, (13, 10)), [*small.codes, "E92000001"], range(2016, 2026))
    p = small().put("x", figures, statistic="score").panel()
    low, high = p.areas.get_indexer(small.codes[:6]), p.areas.get_indexer(small.codes[6:])
    assert all(pair_sureness(p, h, k)[0] > Z95 for h in high for k in low)
    assert all(abs(pair_sureness(p, h, k)[0]) < 5 for h in high for k in high)
