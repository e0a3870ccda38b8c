"""One council's comparison: by hand on a dozen councils, and what must hold for every council."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from tests.compare import by_hand

from scouting.compare import NOMINAL, Cutoffs
from scouting.compare.verdict import verdict
from scouting.stats import noise
from scouting.terms import CLEARLY, NOT_COMPARED, POLARITIES, PROBABLY, TOO_CLOSE, TOO_FEW_PEOPLE, VERDICTS, Z95

NORTH, INNER, LONDON, ENGLAND = "E12000001", "E13000001", "E12000007", "E92000001"
SHARE = {"statistic": "proportion", "multiplier": 100.0}


def _same(a: pd.DataFrame, b: pd.DataFrame, but=()) -> None:
    pd.testing.assert_frame_equal(a.drop(columns=list(but)), b.drop(columns=list(but)), check_dtype=False, rtol=1e-9)


# --- one row, by a second way ---------------------------------------------------------------------------------------


def test_neighbours_summaries_are_pandas(small, walk):
    figures = walk()
    figures.loc[[small.codes[3], small.codes[7]], 2025] = np.nan
    own, others = small.codes[0], small.codes[1:9]
    row = small().put("a", figures).compare(own, others).loc["a"]
    near = figures.loc[others, 2025]
    assert row.n_neighbours == 8 and row.n_with_value == near.count() == 6
    assert row.neighbour_mean == pytest.approx(near.mean())
    want = near.quantile([0.25, 0.5, 0.75]).tolist()
    assert [row.neighbour_q25, row.neighbour_median, row.neighbour_q75] == pytest.approx(want)
    levels = by_hand.level(figures)
    assert row.level_n == 6 and row.level == pytest.approx(levels[own])
    want = levels[others].quantile([0.25, 0.5, 0.75]).tolist()
    assert [row.level_q25, row.level_median, row.level_q75] == pytest.approx(want)
    assert row.gap == pytest.approx(levels[own] - levels[others].median())
    assert (row.level_from, row.level_periods, row.period) == ("2023", 3, "2025")


def _sure(gap, towards, of_middle, between):
    """The gap over its noise, drawn in by how much of such gaps is noise: ``towards`` and ``of_middle`` are how far the
    limits that face each other reach."""
    error = np.hypot(towards, of_middle) / Z95
    return gap / error * np.sqrt(between / (between + error**2))


@pytest.mark.parametrize("own", range(12))
def test_a_verdict_on_scores_by_hand(small, walk, own):
    """Level, limits, median, the gap's limits, sureness and word, of every council against seven others."""
    figures = walk(4)
    codes = small.codes
    others = sorted(codes[(own + step) % 12] for step in range(1, 8))
    row = small().put("a", figures, statistic="score", polarity="low_is_good").compare(codes[own], others).loc["a"]
    table, error, _ = by_hand.scores(figures.loc[codes])
    levels = table.level
    median = levels[others].median()
    reach = Z95 * noise.median_noise(levels[others].to_numpy()[None], np.full((1, 7), error))[0]
    gap = levels[codes[own]] - median
    both = np.hypot(Z95 * error, reach)
    assert [row.level_lower, row.level_upper] == pytest.approx(
        table.loc[codes[own], ["level_lower", "level_upper"]], rel=1e-6
    )
    assert [row.gap, row.gap_lower, row.gap_upper] == pytest.approx([gap, gap - both, gap + both], abs=1e-5)
    between = noise.additive_variance(levels, np.full(12, error), levels.median())[1]
    sure = _sure(gap, Z95 * error, reach, between)
    assert row.sureness == pytest.approx(sure, rel=1e-5)
    how = "clearly" if abs(sure) >= NOMINAL.clear else "probably" if abs(sure) >= NOMINAL.probable else ""
    assert row.verdict == (f"{how} {'worse' if gap > 0 else 'better'}" if how else TOO_CLOSE)
    q25, q75 = levels[others].quantile([0.25, 0.75])
    apart = 1.4826 * (levels - levels.median()).abs().median()
    assert row.by_a_lot == (how == "clearly" and not q25 <= levels[codes[own]] <= q75 and abs(gap) > apart)


@pytest.mark.parametrize("own", range(12))
def test_a_verdict_on_percentages_by_hand(small, shares, own):
    """Limits that lean: ours and the median's on the side that faces the other."""
    figures, people = shares(3)
    codes = small.codes
    others = sorted(codes[(own + step) % 12] for step in range(1, 8))
    p = small().put("a", figures, denominator=people, **SHARE)
    row = p.compare(codes[own], others).loc["a"]
    table, _ = by_hand.percentages(figures.loc[codes], people[codes])
    near = table.loc[others]
    median = near.level.median()
    error = noise.median_noise(np.arcsin(np.sqrt(near.level.to_numpy()[None] / 100)),
                               1 / np.sqrt(4 * near.people.to_numpy()[None]))[0]  # fmt: skip
    low, high = (100 * limit for limit in by_hand.share_limits(median / 100, 1 / (4 * error**2)))
    mine = table.loc[codes[own]]
    down, up = (
        np.hypot(mine.level - mine.level_lower, high - median),
        np.hypot(mine.level_upper - mine.level, median - low),
    )
    gap = mine.level - median
    assert [row.gap, row.gap_lower, row.gap_upper] == pytest.approx([gap, gap - down, gap + up], abs=1e-4)
    between = p.panel().between[0]
    faced = (mine.level - mine.level_lower, high - median) if gap > 0 else (mine.level_upper - mine.level, median - low)
    assert row.sureness == pytest.approx(_sure(gap, *faced, between), abs=1e-4)
    assert row.people == pytest.approx(gap * people[codes[own]] / 100, abs=1e-3)


def test_the_gap_to_england_by_hand(small, walk):
    """England's limits are its own years'; where it has none, it is taken for certain."""
    figures = walk(6)
    own, others = small.codes[2], small.codes[3:9]
    table, error, _ = by_hand.scores(figures.loc[small.codes])
    world = small().put("a", figures, statistic="score")
    row, p = world.compare(own, others).loc["a"], world.panel()
    england = by_hand.level(figures)[ENGLAND]
    gap = table.level[own] - england
    k = p.areas.get_loc(ENGLAND)
    assert [row.england_level, row.england_gap] == pytest.approx([england, gap])
    reach = p.level_upper[0, k] - england
    assert reach > 0 and row.england_sureness == pytest.approx(_sure(gap, Z95 * error, reach, p.between[0]), rel=1e-6)
    # Under five years of England's: its level stands, and its limits are missing.
    figures.loc[ENGLAND, list(range(2016, 2023))] = np.nan
    row = small().put("a", figures, statistic="score").compare(own, others).loc["a"]
    assert row.england_sureness == pytest.approx(_sure(gap, Z95 * error, 0.0, p.between[0]), rel=1e-6)


@pytest.mark.parametrize("polarity", POLARITIES)
def test_rank_and_of_how_many(small, walk, polarity):
    figures = walk().round(-1)  # with ties
    figures.loc[small.codes[5], 2025] = np.nan
    own, others = small.codes[2], small.codes[3:10]
    row = small().put("a", figures, polarity=polarity).compare(own, others).loc["a"]
    for codes, rank, of in (
        ([own, *others], row["rank"], row.rank_of),
        (small.codes, row.england_rank, row.england_of),
    ):
        ranks = figures.loc[codes, 2025].rank(method="min", ascending=polarity == "low_is_good")
        assert rank == ranks[own] and of == ranks.count()


@pytest.mark.parametrize("missing", [3, 4, 6])
def test_no_rank_where_under_half_have_a_figure(small, walk, missing):
    """Of seven neighbours, and of the eleven other councils of England."""
    figures = walk()
    figures.loc[small.codes[1 : 1 + missing], 2025] = np.nan
    # The second indicator has everybody: who has none on any is no council of today.
    row = small().put("a", figures).put("b", walk(1)).compare(small.codes[0], small.codes[1:8]).loc["a"]
    assert (row.rank_of, np.isnan(row["rank"])) == ((8 - missing, False) if missing <= 3 else (0, True))
    assert (row.england_of, np.isnan(row.england_rank)) == ((12 - missing, False) if missing <= 5 else (0, True))
    assert (row.verdict == NOT_COMPARED) == (missing > 3)
    assert (row.band == "") == (missing > 5)


def test_change_is_on_the_year_before(small, walk):
    figures, own = walk(), "E06000001"
    row = small().put("a", figures).compare(own, ["E06000002"]).loc["a"]
    assert row.change == pytest.approx(figures.loc[own, 2025] - figures.loc[own, 2024]) and row.change_from == "2024"


@pytest.mark.parametrize("why", ["gap", "break", "missing before", "missing now"])
def test_no_change_and_no_mean_of_years_across(small, walk, why):
    figures, own, facts = walk(), "E06000001", {}
    if why == "gap":
        figures = figures.drop(columns=2024)
    elif why == "break":
        facts = {"breaks": "2025: counted anew"}
    else:
        figures.loc[own, 2024 if why == "missing before" else 2025] = np.nan
    row = small().put("a", figures, **facts).compare(own, ["E06000002", "E06000003"]).loc["a"]
    assert np.isnan(row.change) and row.change_from == ""
    if why in ("gap", "missing before"):
        # The latest year alone is the level.
        assert (row.level, row.level_from, row.level_periods) == (row.value, "2025", 1)
        assert row.verdict != NOT_COMPARED and row.level_upper == pytest.approx(row.upper)
    else:
        # No figure, or no noise of the present definition and no kin to lend one.
        assert np.isnan(row.level) and (row.level_from, row.level_periods) == ("", 0) and row.verdict == NOT_COMPARED


def test_a_council_without_the_latest_figure_is_missing(small, walk):
    """It is never filled from the year before, and says why where the publisher did."""
    figures, own = walk(), "E06000001"
    figures.loc[own, 2025] = np.nan
    empty = ["value", "noise", "change", "rank", "rank_low", "gap", "gap_lower", "gap_upper", "sureness", "people",
             "level", "level_lower", "england_rank", "england_gap", "england_sureness"]  # fmt: skip
    for markers, want in (({}, "-"), ({(own, 2025): "c"}, "c")):
        row = small().put("a", figures, markers=markers).compare(own, ["E06000002"]).loc["a"]
        assert row.period == "2025" and row.marker == want and row.method == "none"
        assert row[empty].isna().all()
        assert (row.rank_of, row.england_of, row.band, row.by_a_lot) == (0, 0, "", False)
        assert {row.verdict, row.verdict_england} == {NOT_COMPARED}
        assert row.neighbour_median == figures.loc["E06000002", 2025]  # theirs are there all the same


def test_a_marker_beside_a_figure_is_kept(small, walk):
    row = small().put("a", walk(), markers={("E06000001", 2025): "p"}).compare("E06000001", ["E06000002"]).loc["a"]
    assert row.marker == "p" and np.isfinite(row.value)


def test_a_council_is_never_its_own_neighbour(small, walk):
    s = small().put("a", walk())
    _same(s.compare(s.codes[0], s.codes[:5]), s.compare(s.codes[0], s.codes[1:5]))


def test_no_neighbour_with_a_figure(small, walk):
    """Nobody to be compared with: the council's own figure stands, and England's comparison with it."""
    figures = walk()
    figures.loc[small.codes[1:3], 2025] = np.nan
    s = small().put("a", figures)
    for neighbours in (small.codes[1:3], []):
        row = s.compare(small.codes[0], neighbours).loc["a"]
        assert row.n_with_value == row.level_n == 0 and np.isnan(row.neighbour_median)
        assert row.verdict == NOT_COMPARED and np.isnan(row.sureness)
        assert row.verdict_england != NOT_COMPARED and row.england_of == 10
    assert np.isnan(s.compare(small.codes[0], small.codes[1:3])["rank"]["a"])


def test_region_falls_back_to_the_one_that_holds_it(small, walk):
    figures = walk()
    london = small.codes[10]
    row = small().put("a", figures).compare(london, small.codes[:5], [INNER, LONDON]).loc["a"]
    assert (row.region_code, row.region) == (INNER, figures.loc[INNER, 2025])
    figures.loc[INNER, 2025] = np.nan
    row = small().put("a", figures).compare(london, small.codes[:5], [INNER, LONDON]).loc["a"]
    assert (row.region_code, row.region) == (LONDON, figures.loc[LONDON, 2025])
    figures.loc[LONDON, 2025] = np.nan
    row = small().put("a", figures).compare(london, small.codes[:5], [INNER, LONDON]).loc["a"]
    assert row.region_code == "" and np.isnan(row.region)


@pytest.mark.parametrize("multiplier", [100.0, 10_000.0])
def test_people_is_the_gap_in_people(small, walk, multiplier):
    """More people than if the council matched its neighbours' median, on the level that the verdict rests on."""
    figures = walk()
    s = small().put("a", figures, denominator=2345.0, multiplier=multiplier, statistic="rate").put("b", figures)
    rows = s.compare(s.codes[0], s.codes[1:8])
    levels = by_hand.level(figures)
    # As many people fewer as bring the level down to the median.
    numerator = levels[s.codes[0]] * 2345 / multiplier
    assert (numerator - rows.people["a"]) * multiplier / 2345 == pytest.approx(levels[s.codes[1:8]].median())
    assert np.sign(rows.people["a"]) == np.sign(rows.gap["a"])
    assert np.isnan(rows.people["b"])


def test_counts_are_not_compared(small, walk):
    rows = small().put("a", walk(), statistic="count", polarity="no_judgement").compare("E06000001", small.codes[1:6])
    assert set(rows.loc["a", ["verdict", "verdict_england"]]) == {NOT_COMPARED}
    assert rows.loc["a", ["gap", "sureness", "england_gap", "england_sureness", "people"]].isna().all()
    assert np.isnan(rows.noise["a"]) and rows.method["a"] == "none" and np.isfinite(rows.value["a"])


def test_methods_of_noise(small, walk, shares):
    figures = walk()
    percent, people = shares()
    short = [2023, 2024, 2025]
    s = small().put("counts", percent, denominator=people, **SHARE).put("limits", figures, limits=1.0)
    s.put("size", figures).put("none", figures[short]).put("limits, short", figures[short], limits=4.0)
    s.put("kin", percent[short], denominator=people, kin="counts", **SHARE).put("kin, size", figures[short], kin="size")
    rows = s.compare(s.codes[0], s.codes[1:8])
    assert rows.method.to_dict() == {
        "counts": "counts and overdispersion", "limits": "counts and overdispersion",
        "size": "scatter of councils of its size", "none": "none", "limits, short": "none",
        "kin": "counts and overdispersion of its kin", "kin, size": "scatter of its kin at its size",
    }  # fmt: skip
    silent = ["none", "limits, short"]
    assert rows.noise[silent].isna().all() and (rows.verdict[silent] == NOT_COMPARED).all()
    assert (rows.noise.drop(silent) > 0).all() and (rows.verdict.drop(silent) != NOT_COMPARED).all()
    assert rows.noise["kin, size"] == pytest.approx(rows.noise["size"])


def test_constant_councils_have_noise_and_only_what_differs_is_told(small, walk):
    """Figures that never move are as unsure as their rounding; where councils are alike, nothing is sure."""
    level = walk() * 0 + walk().mean(axis=1).to_numpy()[:, None]
    level.loc["E06000001"] = level.loc[small.codes[1:8]].median(axis=0) + 20
    row = small().put("a", level, decimals=1).compare("E06000001", small.codes[1:8]).loc["a"]
    assert row.noise == pytest.approx(0.1 / np.sqrt(12)) and row.verdict == "clearly better"
    row = small().put("a", level * 0 + 40, decimals=1).compare("E06000002", small.codes[2:8]).loc["a"]
    assert row.noise > 0 and row.verdict == TOO_CLOSE and row.sureness == 0


@pytest.mark.parametrize(("last", "turned"), [(-4.0, False), (0.5, True), (-0.5, False)])
def test_a_verdict_has_turned_where_the_latest_year_alone_is_on_the_other_side(small, last, turned):
    """Five years well under the neighbours' 50, then a year just over it, or just under."""
    figures = pd.DataFrame(50.0, [*small.codes, ENGLAND], range(2016, 2026))
    figures += np.random.default_rng(1).normal(0, 0.1, figures.shape)
    figures.loc[small.codes[0]] = [46.0] * 9 + [50 + last]
    row = small().put("a", figures, statistic="score").compare(small.codes[0], small.codes[1:9]).loc["a"]
    assert row.gap < -1 and (row.value > row.neighbour_median) == turned
    assert row.turned == turned


# --- too few people -------------------------------------------------------------------------------------------------

HANDFULS = [(1.0, 100.0), (7.0, 100.0), (9.0, 100.0), (5.0, 0.0)]


@pytest.mark.parametrize(("people", "figure"), HANDFULS, ids=["1 of 1", "7 of 7", "9 of 9", "0 of 5"])
@pytest.mark.parametrize("polarity", POLARITIES)
def test_a_handful_of_people_is_never_compared(small, shares, people, figure, polarity):
    """Beside councils of some hundred people at about 26%: no verdict, no rank, no people, whatever the polarity."""
    figures, sizes = shares(8)
    own = small.codes[0]
    figures *= 26 / figures.loc[small.codes].mean(axis=None)
    figures.loc[own], sizes[own] = figure, people
    world = small().put("a", figures, denominator=sizes, polarity=polarity, **SHARE)
    row = world.compare(own, small.codes[1:9]).loc["a"]
    assert row.value == figure and np.isfinite(row.level)
    assert {row.verdict, row.verdict_england} == {TOO_FEW_PEOPLE}
    told = ["rank", "rank_low", "rank_high", "england_rank", "england_rank_low", "england_rank_high", "people"]
    assert row[told].isna().all() and (row.rank_of, row.england_of) == (0, 0)
    assert row.band == "" and not row.by_a_lot


def test_those_of_a_handful_are_nobodys_middle_and_counted_in_ranks(small, shares):
    figures, sizes = shares(8)
    handful, own, others = small.codes[1:4], small.codes[0], small.codes[1:9]
    figures.loc[handful], sizes[handful] = 100.0, [1.0, 7.0, 9.0]
    row = small().put("a", figures, denominator=sizes, **SHARE).compare(own, others).loc["a"]
    rest = [code for code in others if code not in handful]
    levels = by_hand.level(figures)
    assert row.level_n == 5 and row.level_median == pytest.approx(levels[rest].median())
    # Ranks count whoever has a figure, as the publisher's own do.
    assert row.rank_of == 9 and row["rank"] == 1 + (figures.loc[others, 2025] > figures.loc[own, 2025]).sum()
    assert row.england_of == 12


def test_a_joint_return_is_compared_and_told_in_no_people(small, shares):
    """Two councils return one figure together; their counts belong to neither alone."""
    figures, sizes = shares(8)
    pair = small.codes[:2]
    figures.loc[pair[1]] = figures.loc[pair[0]]
    sizes[pair] = np.nan
    markers = {(code, year): "j" for code in pair for year in figures.columns}
    row = (
        small()
        .put("a", figures, markers=markers, denominator=sizes, **SHARE)
        .compare(pair[0], small.codes[2:9])
        .loc["a"]
    )
    assert row.marker == "j" and row.verdict not in (TOO_FEW_PEOPLE, NOT_COMPARED)
    assert row["rank"] >= 1 and row.noise > 0 and np.isnan(row.people)


def test_without_kin_a_short_series_is_not_compared_and_with_it_is(small, shares):
    long, people = shares(1)
    short, _ = shares(2, range(2023, 2026))
    world = small().put("long", long, denominator=people, **SHARE)
    world.put("kin", short, denominator=people, kin="long", **SHARE).put("none", short, denominator=people, **SHARE)
    rows = world.compare(small.codes[0], small.codes[1:8])
    assert rows.method["kin"] == "counts and overdispersion of its kin" and rows.verdict["kin"] != NOT_COMPARED
    assert rows.method["none"] == "none"
    assert (rows.loc["none", ["verdict", "verdict_england"]] == NOT_COMPARED).all()
    assert np.isnan(rows["rank"]["none"]) and rows.rank_of["none"] == 0  # never a rank without its range


# --- words ----------------------------------------------------------------------------------------------------------

CUT = Cutoffs(2.4, 1.3)


def _word(sureness, sign, few=False):
    return verdict(np.array([sureness]), np.array([sign]), np.array([few]), CUT)[0]


@pytest.mark.parametrize(
    ("sign", "up", "down"), [(1, "better", "worse"), (-1, "worse", "better"), (0, "higher", "lower")]
)
def test_words_at_the_cut_offs(sign, up, down):
    """At a cut-off the word is said; a hair under, the next one down."""
    for edge, at, under in (
        (CUT.clear, CLEARLY, PROBABLY),
        (CUT.probable, PROBABLY, dict.fromkeys(CLEARLY, TOO_CLOSE)),
    ):
        assert _word(edge, sign) == at[up] and _word(-edge, sign) == at[down]
        assert _word(np.nextafter(edge, 0), sign) == under[up] and _word(-np.nextafter(edge, 0), sign) == under[down]
    assert _word(0.0, sign) == TOO_CLOSE and _word(99.0, sign) == CLEARLY[up]


def test_nothing_is_said_without_sureness_or_of_too_few():
    assert _word(np.nan, 1) == NOT_COMPARED
    for sureness in (-9.0, 0.1, 9.0, np.nan):
        assert _word(sureness, 1, few=True) == TOO_FEW_PEOPLE


def _ladder(small, own, spread, **facts):
    """One council at ``own``, eleven others evenly spread round 50 as far as ``spread``; years scatter by 0.1."""
    rng = np.random.default_rng(2)
    middle = np.r_[own, 50 + spread * np.linspace(-1, 1, 11), 50.0]
    figures = pd.DataFrame(middle[:, None] + rng.normal(0, 0.1, (13, 10)), [*small.codes, ENGLAND], range(2016, 2026))
    return small().put("a", figures, statistic="score", **facts).compare(small.codes[0], small.codes[1:]).loc["a"]


def test_by_a_lot_leaves_the_middle_half_and_the_usual_spread(small):
    """Others from 40 to 60, the middle half 45 to 55, usually apart by 7.4: at 56 clear and no more, at 59 by a lot."""
    inside, outside, far = (_ladder(small, own, 10.0) for own in (54.0, 56.0, 59.0))
    assert {inside.verdict, outside.verdict, far.verdict} == {"clearly better"}
    assert [inside.by_a_lot, outside.by_a_lot, far.by_a_lot] == [False, False, True]
    assert _ladder(small, 41.0, 10.0, polarity="low_is_good").by_a_lot


def test_what_is_not_clear_is_never_by_a_lot(small, walk):
    """In worlds of chance alone many a council lies outside the middle half and the usual spread."""
    found = 0
    for seed in range(20):
        figures = walk() * 0 + np.random.default_rng(seed).normal(50, 5, (16, 10))
        world = small().put("a", figures, statistic="score")
        row, apart = world.compare(small.codes[0], small.codes[1:]).loc["a"], world.panel().apart[0]
        outside = not row.level_q25 <= row.level <= row.level_q75 and abs(row.gap) > apart
        found += outside and not row.verdict.startswith("clearly")
        assert row.by_a_lot == (outside and row.verdict.startswith("clearly"))
    assert found >= 3


def test_of_three_neighbours_there_is_no_middle_half(small):
    middle = np.r_[60.0, 50 + np.linspace(-3, 3, 11), 50.0][:, None]
    figures = middle + np.random.default_rng(2).normal(0, 0.1, (13, 10))
    world = small().put("a", pd.DataFrame(figures, [*small.codes, ENGLAND], range(2016, 2026)), statistic="score")
    three, four = (world.compare(small.codes[0], small.codes[1:n]).loc["a"] for n in (4, 5))
    assert three.verdict == four.verdict == "clearly better"
    assert (three.by_a_lot, four.by_a_lot) == (False, True)


# --- properties -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_order_changes_nothing(small, walk, shares, seed):
    """The order of the neighbours in their set, and of the rows of the values."""
    rng = np.random.default_rng(seed)
    figures = walk(seed)
    figures = figures.mask(rng.random(figures.shape) < 0.1)
    percent, people = shares(seed)
    s = small().put("a", figures, limits=2.0).put("b", walk(seed + 1)).put("c", walk(seed, range(2010, 2020)))
    s.put("d", percent, denominator=people, **SHARE)
    plain = s.compare(s.codes[0], s.codes[1:10])
    _same(plain, s.compare(s.codes[0], rng.permutation(s.codes[1:10]).tolist()))
    s.rows = [s.rows[k] for k in rng.permutation(len(s.rows))]
    _same(plain, s.compare(s.codes[0], s.codes[1:10]))


@pytest.mark.parametrize("seed", range(6))
def test_polarity_flips_better_and_worse_and_nothing_else(small, walk, seed):
    figures = walk(seed)
    made = {
        p: small()
        .put("a", figures, polarity=p, limits=2.0, denominator=500.0)
        .compare(small.codes[0], small.codes[1:9])
        for p in POLARITIES
    }
    words = ["verdict", "verdict_england"]
    turned = ["band", *[c for c in made["high_is_good"] if "rank" in c and not c.endswith("_of")]]
    for polarity, swap in (
        ("low_is_good", {"better": "worse", "worse": "better"}),
        ("no_judgement", {"better": "higher", "worse": "lower"}),
    ):
        _same(made["high_is_good"], made[polarity], but=[*words, *turned])
        for column in words:
            how, _, way = made["high_is_good"][column].iloc[0].partition(" ")
            want = f"{how} {swap[way]}" if way in swap else made["high_is_good"][column].iloc[0]
            assert made[polarity][column].iloc[0] == want
    high, low = made["high_is_good"].iloc[0], made["low_is_good"].iloc[0]
    # Without ties the places count from the other end.
    assert (low["rank"], low.rank_low, low.rank_high) == (10 - high["rank"], 10 - high.rank_high, 10 - high.rank_low)
    assert low.england_rank == 13 - high.england_rank


#: What is in the unit of the figures.
IN_UNITS = [
    "value", "noise", "lower", "upper", "change", "neighbour_mean", "neighbour_median", "neighbour_q25",
    "neighbour_q75", "region", "england", "level", "level_lower", "level_upper", "level_median", "level_q25",
    "level_q75", "gap", "gap_lower", "gap_upper", "england_level", "england_gap",
]  # fmt: skip


@pytest.mark.parametrize("factor", [0.01, 1000.0])
@pytest.mark.parametrize("own", [0, 4, 11])
@pytest.mark.parametrize("statistic", ["score", "mean", "money", "proportion", "rate"])
def test_another_unit_scales_figures_and_gaps_and_leaves_verdicts(small, walk, shares, factor, own, statistic):
    """A percentage told per thousand, pounds told in pence: what is said of the council is the same."""
    area = small.codes[own]
    near = [c for c in small.codes if c != area]
    counted = statistic in ("proportion", "rate")
    figures, people = shares(own) if counted else (walk(own), np.nan)
    facts = {"denominator": people, "statistic": statistic, "decimals": 9}
    a, b = (
        small()
        .put("a", figures * times, multiplier=100.0 * times if counted else 1.0, **facts)
        .compare(area, near)
        .iloc[0]
        for times in (1.0, factor)
    )
    for column in a.index:
        if column in IN_UNITS:
            assert b[column] == pytest.approx(a[column] * factor, rel=1e-5, nan_ok=True), column
        elif isinstance(a[column], float):
            assert b[column] == pytest.approx(a[column], rel=1e-5, nan_ok=True), column
        else:
            assert b[column] == a[column], column


# --- every council, on the embedded figures -------------------------------------------------------------------------


def test_every_council_of_today_is_there(every, data):
    areas = data.catalog.areas
    today = areas.index[(areas.valid_to == "") & areas.type.isin(["unitary", "metropolitan", "county", "inner_london",
                                                                 "outer_london"])]  # fmt: skip
    assert set(every.area_code) == set(today)
    assert not every.duplicated(["area_code", "indicator_id"]).any()
    assert len(every) == len(today) * every.indicator_id.nunique()


def test_no_verdict_without_figure_and_noise(every):
    silent = every.value.isna() | every.noise.isna()
    told = every[["verdict", "verdict_england"]]
    assert silent.sum() > 100
    assert told[silent].isin([NOT_COMPARED, TOO_FEW_PEOPLE]).all(axis=None)
    assert (told[every.value.isna()] == NOT_COMPARED).all(axis=None)
    assert every.value[every.marker.isin(["c", "x", "z", "k", "low", "u", "-"])].isna().all()
    assert (every.marker[every.value.isna()] != "").all()
    assert (every.loc[every.noise.isna(), "method"] == "none").all()
    assert (every.noise.dropna() > 0).all()
    assert (every.level_upper > every.level_lower)[every.level_upper.notna()].all()


def test_limits_hold_the_figure_and_the_level(every):
    for low, middle, high in (("lower", "value", "upper"), ("level_lower", "level", "level_upper"),
                              ("gap_lower", "gap", "gap_upper")):  # fmt: skip
        assert not (every[low] > every[middle] + 1e-9).any() and not (every[middle] > every[high] + 1e-9).any()
    shares = every[every.statistic == "proportion"]
    for low, high in (("lower", "upper"), ("level_lower", "level_upper")):
        assert shares[low].min() >= 0 and (shares[high] <= shares.multiplier + 1e-9)[shares[high].notna()].all()
        rest = every[every.statistic.isin(["rate", "mean", "money"])]
        assert rest[low].min() >= 0


def test_ranks_are_in_order(every):
    for rank, of, low, high in (
        ("rank", "rank_of", "rank_low", "rank_high"),
        ("england_rank", "england_of", "england_rank_low", "england_rank_high"),
    ):
        has = every[every[rank].notna()]
        assert (has[rank] >= 1).all() and (has[rank] <= has[of]).all()
        known = has[has[low].notna()]
        assert (known[low] >= 1).all() and (known[high] <= known[of]).all()
        assert (known[low] <= known[rank]).all() and (known[rank] <= known[high]).all()
        assert (every.loc[every[rank].isna(), of] == 0).all()
    assert (every.n_with_value <= every.n_neighbours).all() and (every.n_neighbours == 10).all()
    assert (every.level_n <= every.n_neighbours).all()


@pytest.mark.parametrize(
    ("words", "sureness", "gap"),
    [("verdict", "sureness", "gap"), ("verdict_england", "england_sureness", "england_gap")],
)
def test_verdict_agrees_with_sureness_cut_offs_and_polarity(every, data, words, sureness, gap):
    """Better is a gap in the good direction that is as sure as the cut-offs in use ask for, and no other is."""
    cut = data.panel.cutoffs
    how, _, way = (every[words].str.partition(" ")[k] for k in range(3))
    told = how.isin(["clearly", "probably"])
    assert set(every[words]) <= set(VERDICTS) and told.sum() > 2000
    sign = every.polarity.map(POLARITIES)
    assert set(way[told & (sign != 0)]) == {"better", "worse"} and set(way[told & (sign == 0)]) == {"higher", "lower"}
    good = way.map({"better": 1, "worse": -1, "higher": 1, "lower": -1})
    assert (np.sign(every[gap]) * sign.where(sign != 0, 1))[told].eq(good[told]).all()
    assert (np.sign(every[gap]) == np.sign(every[sureness]))[told].all()
    sure, few = every[sureness].abs(), every[words] == TOO_FEW_PEOPLE
    assert ((how == "clearly") == (sure >= cut.clear))[~few].all()
    assert ((how == "probably") == ((sure >= cut.probable) & (sure < cut.clear)))[~few].all()
    assert ((every[words] == TOO_CLOSE) == (sure < cut.probable))[~few].all()
    assert ((every[words] == NOT_COMPARED) == sure.isna())[~few].all()


def test_gaps_and_quartiles_are_of_the_levels_that_stand_beside_them(every):
    """By pandas: the median of the neighbours' levels, taken from their own rows."""
    assert every.gap.dropna().to_numpy() == pytest.approx(
        (every.level - every.level_median)[every.gap.notna()].to_numpy()
    )
    rows = every[every.gap.notna()]
    assert (rows.level_q25 <= rows.level_median).all() and (rows.level_median <= rows.level_q75).all()
    far = every[every.by_a_lot]
    assert ((far.level < far.level_q25) | (far.level > far.level_q75)).all()


def test_medians_are_of_the_neighbours_own_levels(every, data):
    levels = every.pivot(index="indicator_id", columns="area_code", values="level")
    few = every.pivot(index="indicator_id", columns="area_code", values="verdict") == TOO_FEW_PEOPLE
    lists = data.every_neighbour("dfe_2025_05").groupby("area_code").neighbour_code.agg(list)
    for code in ("E06000054", "E09000001", "E06000053", "E10000016"):
        near = levels[lists[code]].mask(few[lists[code]])
        mine = every[every.area_code == code].set_index("indicator_id")
        both = mine.level_median.notna()
        assert both.sum() > 60
        for column, share in (("level_q25", 0.25), ("level_median", 0.5), ("level_q75", 0.75)):
            want = near.quantile(share, axis=1)[mine.index]
            assert mine[column][both].to_numpy() == pytest.approx(want[both].to_numpy()), (code, column)
        assert (mine.level_n == near.notna().sum(axis=1)[mine.index]).all()


def test_people_from_the_published_counts(every, data):
    """The gap of the levels among the people of the latest figure, from the store's own denominator."""
    keys = ["indicator_id", "area_code", "period"]
    counts = data.values.astype(dict.fromkeys(keys, "str"))[[*keys, "denominator"]]
    rows = every.merge(counts, on=keys, how="left")
    assert rows.people.notna().sum() > 2000
    want = rows.gap * rows.denominator / rows.multiplier
    # Of fewer than ten nothing is told in people, nor of too few to compare, and a gap in money is none.
    told = (rows.denominator >= 10) & rows.statistic.isin(["proportion", "rate"]) & (rows.verdict != TOO_FEW_PEOPLE)
    assert rows.people.to_numpy() == pytest.approx(want.where(told).to_numpy(), nan_ok=True)
    assert rows.denominator[rows.marker == "j"].isna().all()  # a joint return's counts belong to neither alone
    assert (np.sign(rows.people) == np.sign(rows.gap))[rows.people.notna()].all()


def test_turned_is_told_by_the_latest_figures_that_stand_beside_it(every):
    latest = every.value - every.neighbour_median
    assert (every.turned == (latest * every.gap < 0)).all() and every.turned.sum() > 300
    assert not every.turned[every.gap.isna()].any()
    clear = every.verdict.str.startswith("clearly")
    assert every.turned[clear].mean() < 0.03 < every.turned[every.verdict == TOO_CLOSE].mean()


def test_nobody_with_too_few_people_is_ranked(every):
    few = every[every.verdict == TOO_FEW_PEOPLE]
    assert len(few) > 30
    assert few[["rank", "england_rank", "people"]].isna().all(axis=None) and not few.by_a_lot.any()
    assert (few.band == "").all() and few.value.notna().all()


def test_a_joint_return_is_compared_like_any_other(every):
    """North and West Northamptonshire, Bournemouth and Poole: where others have a verdict, they have one."""
    joint = every[(every.marker == "j") & every.value.notna()]
    assert len(joint) > 0
    usual = every.groupby("indicator_id").sureness.apply(lambda sure: sure.notna().mean() > 0.5)
    here = joint[joint.indicator_id.map(usual)]
    assert len(here) and here.sureness.notna().all() and (here.verdict != TOO_FEW_PEOPLE).all()


def test_a_panel_is_not_changed_by_comparing(small, walk):
    s = small().put("a", walk())
    p = s.panel()
    kept = {f.name: np.array(getattr(p, f.name), copy=True) for f in dataclasses.fields(p)}
    from scouting.compare import compare

    compare(p, s.codes[0], s.codes[1:5], "test", [NORTH])
    for name, before in kept.items():
        after = np.asarray(getattr(p, name))
        assert before.shape == after.shape and all(
            x == y or (x != x and y != y) for x, y in zip(before.ravel(), after.ravel(), strict=True)
        ), name
