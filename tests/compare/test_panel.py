"""The panel: which period is the latest, what stands in a row, what a figure's noise and its level are."""

import numpy as np
import pandas as pd
import pytest
from tests.compare import by_hand

from scouting.compare import compare
from scouting.stats import noise

NORTH, ENGLAND = "E12000001", "E92000001"
SHARE = {"statistic": "proportion", "multiplier": 100.0}


def test_latest_period_is_the_newest_with_any_councils_figure(small, walk):
    """England is a year ahead of the councils; one council alone makes a period the latest."""
    figures = walk()
    figures.loc[small.codes, [2024, 2025]] = np.nan
    assert small().put("a", figures).panel().labels[0, -1] == "2023"
    figures.loc[small.codes[4], 2024] = 7.0
    p = small().put("a", figures).panel()
    assert p.labels[0, -1] == "2024"
    assert p.figures[0, p.areas.get_loc(small.codes[4]), -1] == 7
    assert np.isnan(p.figures[0, p.areas.get_loc(small.codes[5]), -1])


def test_each_indicator_has_its_own_latest_period(small, walk):
    p = small().put("a", walk()).put("b", walk(1, range(2012, 2020))).panel()
    assert p.labels[:, -1].tolist() == ["2025", "2019"]
    assert p.labels[0, 0] == "2016" and p.labels[1, :2].tolist() == ["", ""] and p.position[1, 0] == -1


@pytest.mark.parametrize(
    "years",
    [
        [2020, 2021, 2022, 2023],
        [2018, 2019, 2020, 2023],
        [2014, 2016, 2018, 2020, 2022, 2023, 2025],  # more gaps than neighbours in time
        [2019, 2020, 2024],
    ],
)
def test_a_year_that_was_left_out_has_its_place_and_no_figure(small, walk, years):
    p = small().put("a", walk(0, years)).panel()
    every = [str(year) for year in range(years[0], years[-1] + 1)]
    assert p.labels[0].tolist() == every and p.position[0].tolist() == list(range(len(every)))
    assert (np.isfinite(p.figures[0]).any(0) == np.isin(every, [str(year) for year in years])).all()
    assert np.isnan(compare(p, small.codes[0], small.codes[1:5], "t", []).change.iloc[0]) == (years[-1] - years[-2] > 1)


def test_segments_begin_at_declared_breaks(small, walk):
    p = small().put("a", walk(), breaks="2019: forms changed; 2024: and again").panel()
    assert p.segment[0].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2]
    assert p.consecutive()[0]
    assert not small().put("a", walk(), breaks="2025: now").panel().consecutive()[0]


def test_a_missing_marker_is_kept(small, walk):
    figures = walk()
    figures.loc[small.codes[2], 2025] = np.nan
    p = small().put("a", figures, markers={(small.codes[2], 2025): "c", (small.codes[3], 2025): "p"}).panel()
    assert p.markers[0, p.areas.get_indexer(small.codes[1:4]), -1].tolist() == ["", "c", "p"]


# --- noise and level, by a second way -------------------------------------------------------------------------------


@pytest.mark.parametrize("lasting", [0.0, 0.9])
@pytest.mark.parametrize("seed", range(4))
def test_percentages_by_hand(small, shares, seed, lasting):
    """Counts, overdispersion, what lasts from year to year, level and limits, one council after the other."""
    figures, people = shares(seed, scatter=1.0 if lasting else 0.2, lasting=lasting)
    p = small().put("a", figures, denominator=people, **SHARE).panel()
    here = p.areas.get_indexer(small.codes)
    want, found = by_hand.percentages(figures.loc[small.codes], people[small.codes])
    assert p.overdispersion[0] == pytest.approx(max(found.pooled, 1.0), rel=1e-6) and found.pooled > 1.1
    assert p.correlation[0] == pytest.approx(found.correlation, abs=1e-9)
    assert (found.correlation > 0) == (lasting > 0)
    for name in ("level", "level_lower", "level_upper"):
        assert getattr(p, name)[0, here] == pytest.approx(want[name].to_numpy(), abs=1e-4), name
    for name in ("lower", "upper"):
        assert getattr(p, name)[0, here, -1] == pytest.approx(want[name].to_numpy(), abs=1e-4), name
    assert set(p.method[0, here]) == {"counts and overdispersion"} and (p.level_periods[0] == 3).all()


def test_without_counts_the_scatter_of_councils_of_its_size_serves(small, walk):
    """Twelve are fewer than a pool: one noise for all; England and the regions have their own."""
    figures = walk()
    p = small().put("a", figures, statistic="score").panel()
    here = p.areas.get_indexer(small.codes)
    want, error, _ = by_hand.scores(figures.loc[small.codes])
    for name in ("level", "level_lower", "level_upper"):
        assert getattr(p, name)[0, here] == pytest.approx(want[name].to_numpy(), rel=1e-6), name
    assert p.lower[0, here, -1] == pytest.approx(want.lower.to_numpy(), rel=1e-6)
    assert p.level_se[0, here] == pytest.approx(np.full(12, error), rel=1e-6)
    assert set(p.method[0, here]) == {"scatter of councils of its size"} and np.isnan(p.overdispersion[0])
    line = np.polyfit(np.arange(10), figures.loc[ENGLAND], 1)
    left = figures.loc[ENGLAND] - np.polyval(line, np.arange(10))
    own = np.sqrt((left**2).sum() / 8)
    assert p.se[0, p.areas.get_loc(ENGLAND), -1] <= own * 1.025  # the largest are cut, and that is given back to all


def test_published_limits_count_as_people(small, walk):
    """Means with limits that chance alone explains have just those; where years scatter more, wider ones."""
    figures = walk()
    for half, wider in ((60.0, False), (0.1, True)):
        p = small().put("a", figures, limits=half).panel()
        here = p.areas.get_indexer(small.codes)
        assert set(p.method[0, here]) == {"counts and overdispersion"}
        ratio = p.se[0, here, -1] / (half / 1.959964)
        if wider:
            assert p.overdispersion[0] > 100 and ratio == pytest.approx(
                np.full(12, np.sqrt(p.overdispersion[0])), rel=0.02
            )
        else:
            assert p.overdispersion[0] == 1.0 and (ratio > 0.95).all() and (ratio < 1.1).all()


def test_chance_in_the_counts_is_the_least_there_is(small, shares):
    """Figures on a line scatter less than their counts would: they still have the limits of those."""
    figures, people = shares()
    level = figures.mean(axis=1).to_numpy()[:, None] + np.arange(10) * 0.1
    p = small().put("a", figures * 0 + level, denominator=people, **SHARE).panel()
    assert p.overdispersion[0] == 1.0
    k, code = p.areas.get_loc(small.codes[3]), small.codes[3]
    low, high = by_hand.share_limits(level[3, 0] / 100 + 0.009, people[code])
    assert (p.lower[0, k, -1], p.upper[0, k, -1]) == pytest.approx((100 * low, 100 * high), abs=1e-4)


def test_scatter_is_looked_for_over_ten_years_only(small, walk):
    """A turn twelve years ago is no noise of today."""
    figures = walk(0, range(2006, 2026))
    wild = figures.copy()
    wild[list(range(2006, 2016))] += np.random.default_rng(1).normal(0, 30, (len(wild), 10))
    assert small().put("a", wild).panel().se[0, :, -1] == pytest.approx(small().put("a", figures).panel().se[0, :, -1])


def test_scatter_is_looked_for_within_the_present_definition_only(small, walk):
    figures = walk()
    wild = figures.copy()
    wild[[2016, 2017, 2018, 2019]] += np.random.default_rng(1).normal(0, 30, (len(wild), 4))
    plain, moved = (small().put("a", f, breaks="2020: counted anew").panel() for f in (figures, wild))
    assert moved.se[0, :, -1] == pytest.approx(plain.se[0, :, -1])
    assert small().put("a", wild).panel().se[0, 0, -1] > 2 * plain.se[0, 0, -1]


def test_noise_is_never_zero_where_known(small, walk):
    """Every council the same figure every year: the floor of rounding is left."""
    p = small().put("a", walk() * 0 + 40, decimals=1).panel()
    rounding = 0.1 / np.sqrt(12)
    assert p.se[0, :, -1] == pytest.approx(np.full(len(p.areas), rounding))
    assert p.level_se[0] == pytest.approx(np.full(len(p.areas), rounding * np.sqrt(0.36 + 0.09 + 0.01)))


def test_limits_stay_within_what_can_be(small, walk):
    """A share of 1 whose years move by several points has no lower limit under zero, one of 99 none over 100."""
    figures = walk() - walk().mean(axis=1).to_numpy()[:, None]
    low = small().put("a", figures.abs() * 0.2 + 0.1, **SHARE)
    high = low.put("b", 99.9 - figures.abs() * 0.2, **SHARE).panel()
    assert np.nanmin(high.lower) >= 0 and np.nanmax(high.upper) <= 100
    assert np.nanmin(high.level_lower) >= 0 and np.nanmax(high.level_upper) <= 100
    score = small().put("a", figures, statistic="score").panel()
    assert np.nanmin(score.lower) < -1


@pytest.mark.parametrize(("figure", "side"), [(0.0, "lower"), (100.0, "upper")])
def test_none_and_all_have_limits_on_one_side(small, shares, figure, side):
    figures, people = shares()
    figures.loc[small.codes[0]] = figure
    p = small().put("a", figures, denominator=people, **SHARE).panel()
    k = p.areas.get_loc(small.codes[0])
    for limits in ((p.lower[0, k, -1], p.upper[0, k, -1]), (p.level_lower[0, k], p.level_upper[0, k])):
        shut, open_ = limits if side == "lower" else limits[::-1]
        assert shut == figure and abs(open_ - figure) > 0.2


def test_spread_and_reliability_come_from_councils_alone(small, walk):
    """England and the regions, being wholes, are not among the units."""
    figures = walk()
    p = small().put("a", figures, statistic="score").panel()
    far = figures.copy()
    far.loc[[ENGLAND, NORTH]] += 1e6
    q = small().put("a", far, statistic="score").panel()
    for name in ("between", "apart", "reliability"):
        assert getattr(q, name) == pytest.approx(getattr(p, name)), name
    level, error, _ = by_hand.scores(figures.loc[small.codes])
    y = level.level.to_numpy()
    want = noise.additive_variance(y, np.full(12, error), np.median(y))[1]
    assert p.between[0] == pytest.approx(want, rel=1e-6) and want > 50  # levels were planted with a variance of 225
    assert p.apart[0] == pytest.approx(1.4826 * np.median(np.abs(y - np.median(y))))
    assert p.reliability[0] == pytest.approx(1 - 11 / ((y - y.mean()) ** 2 / error**2).sum())


def test_who_has_too_few_people_does_not_widen_the_spread(small, shares):
    """Three councils of a handful at 100% or at zero: the spread is that of the others."""
    figures, people = shares(8)
    handful, rest = small.codes[:3], small.codes[3:]
    wild, few_people = figures.copy(), people.copy()
    wild.loc[handful], few_people[handful] = [[100.0] * 10, [0.0] * 10, [100.0] * 10], [9.0, 7.0, 5.0]
    p = small().put("a", wild, denominator=few_people, **SHARE).panel()
    level, error = p.level[0, p.areas.get_indexer(rest)], p.level_se[0, p.areas.get_indexer(rest)]
    assert p.apart[0] == pytest.approx(1.4826 * np.median(np.abs(level - np.median(level))))
    assert p.between[0] == pytest.approx(noise.additive_variance(level, error, np.median(level))[1])
    assert p.reliability[0] == pytest.approx(noise.reliability(level, error))


# --- series that are too short ---------------------------------------------------------------------------------------


def test_a_short_series_takes_the_overdispersion_of_its_kin_and_says_so(small, shares):
    long, people = shares(1)
    short, _ = shares(2, range(2023, 2026))
    world = small().put("kin", long, denominator=people, **SHARE)
    p = world.put("short", short, denominator=people, kin="kin", **SHARE).panel()
    assert p.lent_by.tolist() == ["", "kin"]
    assert p.overdispersion[1] == p.overdispersion[0] > 1 and p.correlation[1] == p.correlation[0]
    here = p.areas.get_indexer(small.codes)
    assert set(p.method[1, here]) == {"counts and overdispersion of its kin"}
    # The limits are those of its own counts, so much less sure.
    k, code = p.areas.get_loc(small.codes[5]), small.codes[5]
    low, high = by_hand.share_limits(short.loc[code, 2025] / 100, people[code] / p.overdispersion[0])
    assert (p.lower[1, k, -1], p.upper[1, k, -1]) == pytest.approx((100 * low, 100 * high), abs=1e-4)


@pytest.mark.parametrize("why", ["no kin", "kin of another kind", "kin without counts", "kin as short", "not here"])
def test_a_short_series_without_kin_has_no_noise(small, shares, why):
    long, people = shares(1)
    short, _ = shares(2, range(2023, 2026))
    kin = {"no kin": "", "not here": "elsewhere"}.get(why, "kin")
    facts = {"statistic": "rate", "multiplier": 100.0} if why == "kin of another kind" else SHARE
    counts = np.nan if why == "kin without counts" else people
    world = small().put("kin", short if why == "kin as short" else long, denominator=counts, **facts)
    p = world.put("short", short, denominator=people, kin=kin, **SHARE).panel()
    assert p.lent_by[1] == "" and np.isnan(p.overdispersion[1]) and set(p.method[1]) == {"none"}
    for name in ("se", "level", "level_se"):
        assert np.isnan(getattr(p, name)[1]).all(), name


def test_the_first_kin_that_can_lends(small, shares, walk):
    long, people = shares(1)
    other, _ = shares(4)
    short, _ = shares(2, range(2023, 2026))
    world = small().put("score", walk(), statistic="score").put("one", long, denominator=people, **SHARE)
    world.put("two", other, denominator=people, **SHARE)
    p = world.put("short", short, denominator=people, kin="score; two; one", **SHARE).panel()
    assert p.lent_by[-1] == "two" and p.overdispersion[-1] == p.overdispersion[2] != p.overdispersion[1]


def test_five_years_need_no_kin(small, shares):
    long, people = shares(1)
    five, _ = shares(2, range(2021, 2026))
    p = (
        small()
        .put("kin", long, denominator=people, **SHARE)
        .put("a", five, denominator=people, kin="kin", **SHARE)
        .panel()
    )
    assert p.lent_by[1] == "" and p.overdispersion[1] != p.overdispersion[0]


@pytest.mark.parametrize(("with_five", "lent"), [(5, True), (6, False), (12, False)])
def test_under_half_of_the_councils_do_not_speak_for_all(small, shares, with_five, lent):
    """A year in which few took part makes long series of those alone: kin lends where under half have five years."""
    long, people = shares(1)
    figures, _ = shares(2, range(2021, 2026))
    figures.loc[small.codes[with_five:], 2021] = np.nan
    world = small().put("kin", long, denominator=people, **SHARE)
    p = world.put("a", figures, denominator=people, kin="kin", **SHARE).panel()
    assert p.lent_by[1] == ("kin" if lent else "") and (p.overdispersion[1] == p.overdispersion[0]) == lent
    # Without kin they are all there is.
    alone = small().put("a", figures, denominator=people, **SHARE).panel()
    assert alone.lent_by[0] == "" and alone.overdispersion[0] >= 1


def test_without_counts_kin_lends_the_scatter_of_councils_of_its_size(small, walk):
    s = small().put("kin", walk(), statistic="score")
    p = s.put("short", walk(3, range(2023, 2026)), statistic="score", kin="kin").panel()
    here = p.areas.get_indexer(small.codes)
    assert set(p.method[1, here]) == {"scatter of its kin at its size"}
    assert p.se[1, here, -1] == pytest.approx(p.se[0, here, -1])


# --- too few people --------------------------------------------------------------------------------------------------


def few(p, i=0):
    """The codes of those with too few people to compare."""
    return set(p.areas[p.too_few[i]])


def test_percentages_of_under_ten_people_are_too_few(small, shares):
    figures, people = shares()
    people[small.codes[:4]] = [1.0, 9.0, 10.0, 5.0]
    figures.loc[small.codes[:4], 2025] = [100.0, 100.0, 100.0, 0.0]
    assert few(small().put("a", figures, denominator=people, **SHARE).panel()) == {small.codes[k] for k in (0, 1, 3)}


def test_a_denominator_that_is_held_back_counts_as_few_where_others_have_theirs(small, shares):
    figures, people = shares()
    people[small.codes[2]] = np.nan
    assert few(small().put("a", figures, denominator=people, **SHARE).panel()) == {small.codes[2]}
    assert few(small().put("a", figures, **SHARE).panel()) == set()  # nobody's is published


def test_without_counts_a_twentieth_of_the_usual_council_is_too_few(small, walk):
    s = small().put("a", walk(), statistic="score")
    s.children |= {s.codes[0]: 45.0, s.codes[1]: 55.0}  # the middle council has about 1,000
    assert few(s.panel()) == {s.codes[0]}


def test_rates_of_under_five_cases_are_too_few_unless_the_usual_rate_gives_more(small):
    """Per 10,000, the middle council at 50: 4 cases of 500 children are few, 0 of 2,000 are not (10 are usual)."""
    years = range(2016, 2026)
    figures = pd.DataFrame(50.0 + np.random.default_rng(0).normal(0, 3, (13, 10)), [*small.codes, ENGLAND], years)
    children = pd.Series(20_000.0, figures.index)
    children[small.codes[:3]] = [500.0, 2000.0, 500.0]
    figures.loc[small.codes[:3], 2025] = [80.0, 0.0, 120.0]  # 4, 0 and 6 cases
    p = small().put("a", figures, denominator=children, statistic="rate", multiplier=10_000.0).panel()
    assert few(p) == {small.codes[0]}


def test_a_survey_with_under_ten_answers_is_too_few(small, shares):
    """Limits that wide are those of a handful; no counts are published of anybody."""
    figures, _ = shares()
    p = small().put("a", figures, limits=35.0, **SHARE).panel()
    answers = figures.loc[small.codes, 2025] / 100
    want = answers * (1 - answers) / (35.0 / 195.9964) ** 2 < 10
    assert few(p) == set(want.index[want]) and want.sum() > 0


def test_a_missing_figure_is_not_of_too_few_and_england_never_is(small, shares):
    figures, people = shares()
    people[[small.codes[1], ENGLAND]] = 3.0
    figures.loc[small.codes[1], 2025] = np.nan
    assert few(small().put("a", figures, denominator=people, **SHARE).panel()) == set()


def test_a_joint_return_has_the_counts_of_councils_of_its_size(small, shares):
    """Two councils return one figure together, without counts: it is compared, as unsure as others of its size."""
    figures, people = shares()
    pair = [small.codes[3], small.codes[7]]
    figures.loc[pair[1]] = figures.loc[pair[0]]
    markers = {(code, year): "j" for code in pair for year in figures.columns}
    people[pair] = np.nan
    s = small()
    s.children |= dict.fromkeys(pair, 3000.0)
    p = s.put("a", figures, markers=markers, denominator=people, **SHARE).panel()
    assert few(p) == set()
    usual = np.nanmedian([people[c] / s.children[c] for c in s.codes]) * 3000
    k = p.areas.get_loc(pair[0])
    low, high = by_hand.share_limits(figures.loc[pair[0], 2025] / 100, usual / p.overdispersion[0])
    assert (p.lower[0, k, -1], p.upper[0, k, -1]) == pytest.approx((100 * low, 100 * high), abs=1e-4)
    assert few(small().put("a", figures, denominator=people, **SHARE).panel()) == set(pair)  # unmarked: held back


# --- the whole -------------------------------------------------------------------------------------------------------


def test_rows_of_strange_areas_and_indicators_are_ignored(small, walk):
    s = small().put("a", walk())
    plain = s.panel()
    s.put("b", walk(3))
    s.facts.pop()
    s.rows += [["a", "E09999999", "2026", pd.Timestamp(2026, 3, 31), 1.0, *[np.nan] * 4, "", "test"]]
    p = s.panel()
    assert p.labels.tolist() == plain.labels.tolist()
    assert np.array_equal(p.figures, plain.figures, equal_nan=True)


def test_limits_hold_every_figure_ever_published(data):
    """All areas and periods: rounding to whole numbers can put a figure outside the limits of its own counts."""
    p = data.panel
    seen = np.isfinite(p.figures) & np.isfinite(p.lower)
    assert seen.sum() > 50_000
    assert (p.lower <= p.figures)[seen].all() and (p.figures <= p.upper)[seen].all()
    assert np.isnan(p.lower[np.isnan(p.figures)]).all()


def test_levels_lie_within_their_limits_and_within_what_can_be(data):
    p = data.panel
    known = np.isfinite(p.level) & np.isfinite(p.level_lower)
    assert known.sum() > 10_000
    assert ((p.level_lower <= p.level) & (p.level <= p.level_upper))[known].all()
    assert (p.level_se[known] > 0).all()
    kind = p.indicators.statistic.to_numpy()
    floor, ceiling = (
        np.where(kind == "score", -np.inf, 0.0),
        np.where(kind == "proportion", p.indicators.multiplier, np.inf),
    )
    assert (np.where(known, p.level_lower, np.inf) >= floor[:, None] - 1e-9).all()
    assert (np.where(known, p.level_upper, -np.inf) <= ceiling[:, None] + 1e-9).all()
    last = p.figures[..., -1]
    assert np.isnan(p.level[np.isnan(last)]).all()  # never filled from the years before


def test_every_level_is_that_of_pandas(data):
    """All areas and yearly indicators: the published figures in a table, year after year back from the latest."""
    p = data.panel
    compared = 0
    for i in np.flatnonzero(p.kind == "year"):
        last = p.figures.shape[2] - 1
        total, weight, going = 0.0, 0.0, np.ones(len(p.areas), bool)
        for back, share in enumerate((0.6, 0.3, 0.1)):
            slot = last - back
            same = (
                slot >= 0
                and p.position[i, slot] == p.position[i, last] - back
                and p.segment[i, slot] == p.segment[i, last]
            )
            figure = p.figures[i, :, slot] if same and p.labels[i, slot] else np.full(len(p.areas), np.nan)
            going &= np.isfinite(figure)
            total, weight = total + np.where(going, share * figure, 0.0), weight + share * going
        with np.errstate(invalid="ignore"):
            want = total / weight
        known = np.isfinite(p.level[i])
        compared += known.sum()
        assert p.level[i, known] == pytest.approx(want[known]), p.indicators.index[i]
    assert compared > 10_000
