"""One council's comparison: by hand on a dozen councils, and what must hold for every council."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from scouting.compare.table import standing
from scouting.terms import POLARITIES, Z95

NORTH, INNER, LONDON, ENGLAND = "E12000001", "E13000001", "E12000007", "E92000001"


def _same(a: pd.DataFrame, b: pd.DataFrame, but=()) -> None:
    pd.testing.assert_frame_equal(a.drop(columns=list(but)), b.drop(columns=list(but)), check_dtype=False, rtol=1e-9)


# --- one row, by a second way -----------------------------------------------------------------------------------


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
    assert row.gap == pytest.approx(figures.loc[own, 2025] - near.median())
    three = figures.loc[others, [2023, 2024, 2025]].mean(axis=1, skipna=False)
    assert row.sustained_n == 6 and row.sustained_median == pytest.approx(three.median())
    assert row.sustained == pytest.approx(figures.loc[own, [2023, 2024, 2025]].mean())
    assert (row.sustained_from, row.period) == ("2023", "2025")


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


def test_change_is_on_the_year_before(small, walk):
    figures, own = walk(), "E06000001"
    row = small().put("a", figures).compare(own, ["E06000002"]).loc["a"]
    assert row.change == pytest.approx(figures.loc[own, 2025] - figures.loc[own, 2024]) and row.change_from == "2024"


@pytest.mark.parametrize("why", ["gap", "break", "missing before", "missing now"])
def test_no_change_across(small, walk, why):
    figures, own, facts = walk(), "E06000001", {}
    if why == "gap":
        figures = figures.drop(columns=2024)
    elif why == "break":
        facts = {"breaks": "2025: counted anew"}
    else:
        figures.loc[own, 2024 if why == "missing before" else 2025] = np.nan
    row = small().put("a", figures, **facts).compare(own, ["E06000002", "E06000003"]).loc["a"]
    assert np.isnan(row.change) and row.change_from == ""
    assert np.isnan(row.sustained) and row.sustained_from == "" and row.standing == "not compared"


def test_a_council_without_the_latest_figure_is_missing(small, walk):
    """It is never filled from the year before, and says why where the publisher did."""
    figures, own = walk(), "E06000001"
    figures.loc[own, 2025] = np.nan
    for markers, want in (({}, "-"), ({(own, 2025): "c"}, "c")):
        row = small().put("a", figures, markers=markers).compare(own, ["E06000002"]).loc["a"]
        assert row.period == "2025" and row.marker == want and row.method == "none"
        empty = [
            "value",
            "noise",
            "change",
            "rank",
            "rank_low",
            "gap",
            "gap_noise",
            "people",
            "sustained",
            "england_rank",
        ]
        assert row[empty].isna().all()
        assert (row.rank_of, row.england_of, row.band) == (0, 0, "")
        assert {row.standing, row.standing_now, row.standing_england, row.standing_now_england} == {"not compared"}
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
        assert row.n_with_value == 0 and np.isnan(row.neighbour_median) and row.standing_now == "not compared"
        assert (row["rank"], row.rank_of) == (1, 1)
        assert row.standing_now_england != "not compared" and row.england_of == 10


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
    figures = walk()
    s = small().put("a", figures, denominator=2345.0, multiplier=multiplier, statistic="rate").put("b", figures)
    rows = s.compare(s.codes[0], s.codes[1:8])
    median = figures.loc[s.codes[1:8], 2025].median()
    # As many people fewer as bring the figure down to the median.
    numerator = figures.loc[s.codes[0], 2025] * 2345 / multiplier
    assert (numerator - rows.people["a"]) * multiplier / 2345 == pytest.approx(median)
    assert np.isnan(rows.people["b"])


def test_counts_are_not_compared(small, walk):
    rows = small().put("a", walk(), statistic="count", polarity="no_judgement").compare("E06000001", small.codes[1:6])
    words = rows.loc["a", ["standing", "standing_now", "standing_england", "standing_now_england"]]
    assert set(words) == {"not compared"}
    assert np.isnan(rows.noise["a"]) and rows.method["a"] == "none" and np.isfinite(rows.value["a"])


def test_methods_of_noise(small, walk):
    figures = walk()
    s = small().put("both", figures, limits=1.0).put("wobble", figures)
    s.put("sampling", figures[[2023, 2024, 2025]], limits=4.0).put("none", figures[[2023, 2024, 2025]])
    rows = s.compare(s.codes[0], s.codes[1:8])
    assert rows.method.to_dict() == {
        "both": "wobble, larger than sampling", "wobble": "wobble only", "sampling": "sampling only", "none": "none",
    }  # fmt: skip
    assert rows.noise["sampling"] == pytest.approx(4 / Z95)
    assert rows.noise["both"] == rows.noise["wobble"] and np.isnan(rows.noise["none"])
    assert (rows.loc["none", ["standing", "standing_now"]] == "not compared").all()
    assert (rows.standing.drop("none") != "not compared").all()


def test_constant_councils_have_noise_and_tell_apart_only_what_differs(small, walk):
    level = walk() * 0 + 40
    level.loc["E06000001"] = 60
    rows = small().put("a", level, decimals=1).compare("E06000001", small.codes[1:8]).loc["a"]
    assert rows.noise > 0 and rows.standing in ("better", "much better")
    rows = small().put("a", level, decimals=1).compare("E06000002", small.codes[2:8]).loc["a"]
    assert rows.noise > 0 and rows.standing == "similar" and rows.gap_noise == 0


# --- words ------------------------------------------------------------------------------------------------------


def _word(gap, se, spread, sign):
    return standing(np.array([gap]), np.array([se]), np.array([spread]), np.array([sign]))[0]


@pytest.mark.parametrize(
    ("sign", "up", "down"), [(1, "better", "worse"), (-1, "worse", "better"), (0, "higher", "lower")]
)
def test_words_at_the_threshold(sign, up, down):
    """At 1.96 times the noise a gap does not yet count; a hair beyond, it does."""
    edge = Z95 * 2.0
    assert _word(edge, 2.0, 9.0, sign) == _word(-edge, 2.0, 9.0, sign) == _word(0.0, 2.0, 9.0, sign) == "similar"
    assert _word(np.nextafter(edge, 99), 2.0, 9.0, sign) == up
    assert _word(-np.nextafter(edge, 99), 2.0, 9.0, sign) == down


@pytest.mark.parametrize(
    ("sign", "up", "down"), [(1, "better", "worse"), (-1, "worse", "better"), (0, "higher", "lower")]
)
def test_much_needs_the_spread_too(sign, up, down):
    """Noise 3 and spread 4 make 5 together."""
    assert _word(Z95 * 4.99, 3.0, 16.0, sign) == up
    assert _word(Z95 * 5.01, 3.0, 16.0, sign) == f"much {up}"
    assert _word(-Z95 * 5.01, 3.0, 16.0, sign) == f"much {down}"


def test_nothing_is_said_without_gap_or_noise():
    assert _word(np.nan, 1.0, 1.0, 1) == _word(9.0, np.nan, 1.0, 1) == "not compared"


# --- properties -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_order_changes_nothing(small, walk, seed):
    """The order of the neighbours in their set, and of the rows of the values."""
    rng = np.random.default_rng(seed)
    figures = walk(seed)
    figures = figures.mask(rng.random(figures.shape) < 0.1)
    s = small().put("a", figures, limits=2.0).put("b", walk(seed + 1)).put("c", walk(seed, range(2010, 2020)))
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
    words = [c for c in made["high_is_good"] if c.startswith("standing")]
    turned = ["band", *[c for c in made["high_is_good"] if "rank" in c and not c.endswith("_of")]]
    for polarity, swap in (
        ("low_is_good", {"better": "worse", "worse": "better"}),
        ("no_judgement", {"better": "higher", "worse": "lower"}),
    ):
        _same(made["high_is_good"], made[polarity], but=[*words, *turned])
        for column in words:
            high = made["high_is_good"][column].iloc[0]
            way, much = high.removeprefix("much "), "much " if high.startswith("much ") else ""
            assert made[polarity][column].iloc[0] == much + swap.get(way, way)
    high, low = made["high_is_good"].iloc[0], made["low_is_good"].iloc[0]
    # Without ties the places count from the other end.
    assert (low["rank"], low.rank_low, low.rank_high) == (10 - high["rank"], 10 - high.rank_high, 10 - high.rank_low)
    assert low.england_rank == 13 - high.england_rank


@pytest.mark.parametrize("factor", [0.01, 1000.0])
@pytest.mark.parametrize("own", [0, 4, 11])
def test_another_unit_scales_gaps_and_noise_and_leaves_standings(small, walk, factor, own):
    figures = walk(own)
    area = small.codes[own]
    near = [c for c in small.codes if c != area]
    a = small().put("a", figures, limits=1.5).compare(area, near).iloc[0]
    b = small().put("a", figures * factor, limits=1.5 * factor, decimals=9).compare(area, near).iloc[0]
    scaled = {"value", "noise", "lower", "upper", "change", "gap", "england_gap", "sustained", "sustained_noise"}
    scaled |= {"sustained_gap", "neighbour_q25", "neighbour_mean", "neighbour_median", "neighbour_q75"}
    for column in a.index:
        if column in scaled:
            assert b[column] == pytest.approx(a[column] * factor, rel=1e-6), column
        elif column.startswith("standing") or "rank" in column or column in ("band", "method", "n_with_value"):
            assert b[column] == a[column], column
        elif column.endswith("gap_noise"):
            assert b[column] == pytest.approx(a[column], rel=1e-6), column


# --- every council, on the embedded figures ---------------------------------------------------------------------


def test_every_council_of_today_is_there(every, data):
    areas = data.catalog.areas
    today = areas.index[(areas.valid_to == "") & areas.type.isin(["unitary", "metropolitan", "county", "inner_london",
                                                                 "outer_london"])]  # fmt: skip
    assert set(every.area_code) == set(today)
    assert not every.duplicated(["area_code", "indicator_id"]).any()
    assert len(every) == len(today) * every.indicator_id.nunique()


def test_no_standing_without_figure_and_noise(every):
    silent = every.value.isna() | every.noise.isna()
    words = ["standing", "standing_now", "standing_england", "standing_now_england"]
    assert silent.sum() > 100
    assert (every.loc[silent, words] == "not compared").all(axis=None)
    assert every.value[every.marker.isin(["c", "x", "z", "k", "low", "u", "-"])].isna().all()
    assert (every.marker[every.value.isna()] != "").all()
    assert (every.loc[every.noise.isna(), "method"] == "none").all()
    assert (every.noise.dropna() > 0).all() and (every.sustained_noise.dropna() > 0).all()


def test_limits_hold_the_figure(every):
    assert not (every.lower > every.value).any() and not (every.value > every.upper).any()
    shares = every[every.statistic == "proportion"]
    assert shares.lower.min() >= 0 and shares.upper.max() <= 100 + 1e-9


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
    assert (every.sustained_n <= every.n_neighbours).all()


@pytest.mark.parametrize(
    ("words", "gap"),
    [
        ("standing_now", "gap_noise"),
        ("standing", "sustained_gap_noise"),
        ("standing_now_england", "england_gap_noise"),
        ("standing_england", "sustained_england_gap_noise"),
    ],
)
def test_standing_agrees_with_gap_and_polarity(every, words, gap):
    """Better is a gap in the good direction beyond 1.96 times its noise, and similar one within."""
    way = every[words].str.removeprefix("much ").map({"better": 1, "worse": -1, "higher": 1, "lower": -1, "similar": 0})
    sign = every.polarity.map(POLARITIES)
    judged = sign != 0
    assert set(every.loc[judged, words]) <= {
        "much better", "better", "similar", "worse", "much worse", "not compared"}  # fmt: skip
    assert set(every.loc[~judged, words]) <= {
        "much higher", "higher", "similar", "lower", "much lower", "not compared"}  # fmt: skip
    told = way.abs() == 1
    assert told.sum() > 500
    assert (np.sign(every[gap]) * sign.where(judged, 1))[told].eq(way[told]).all()
    assert (every[gap].abs()[told] > Z95).all() and (every[gap].abs()[way == 0] <= Z95).all()
    assert (every[words].eq("not compared") == every[gap].isna()).all()


def test_people_from_the_published_counts(every, data):
    """The count that would bring each council to the median, from the store's own numerator and denominator."""
    keys = ["indicator_id", "area_code", "period"]
    counts = data.values.astype(dict.fromkeys(keys, "str"))[[*keys, "denominator"]]
    rows = every.merge(counts, on=keys, how="left")
    assert rows.people.notna().sum() > 2000
    want = (rows.value - rows.neighbour_median) * rows.denominator / rows.multiplier
    # Of fewer than ten nothing is told in people, and a gap in money is none.
    told = rows.value.notna() & (rows.denominator >= 10) & rows.statistic.isin(["proportion", "rate"])
    assert rows.people.to_numpy() == pytest.approx(want.where(told).to_numpy(), nan_ok=True)
    assert rows.denominator[rows.marker == "j"].isna().all()  # a joint return's counts belong to neither alone


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
