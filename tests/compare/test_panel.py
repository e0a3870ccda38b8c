"""The panel: which period is the latest, what stands in a row, what a figure's noise is."""

import numpy as np
import pandas as pd
import pytest

from scouting.stats import noise

ENGLAND = "E92000001"


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
    ("years", "steps"),
    [
        ([2020, 2021, 2022, 2023], [1, 1, 1]),
        ([2018, 2019, 2020, 2023], [1, 1, 3]),
        ([2014, 2016, 2018, 2020, 2022, 2023, 2025], [2, 2, 2, 2, 1, 2]),  # more gaps than neighbours in time
        ([2019, 2020, 2024], [1, 4]),
    ],
)
def test_position_counts_years(small, walk, years, steps):
    p = small().put("a", walk(0, years)).panel()
    assert np.diff(p.position[0][p.position[0] >= 0]).tolist() == steps
    assert p.consecutive()[0] == (steps[-1] == 1)


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


def test_noise_is_the_larger_of_sampling_and_wobble(small, walk):
    """Wobble by polyfit over all twelve (fewer than a pool), against planted limits wider and narrower."""
    figures = walk()
    lines = figures.loc[small.codes].to_numpy()
    t = np.arange(10)
    rss = sum(((y - np.polyval(np.polyfit(t, y, 1), t)) ** 2).sum() for y in lines)
    wobble = np.sqrt(rss / (12 * 8))
    for half, want, method in (
        (None, wobble, "wobble only"),
        (0.1, wobble, "wobble, larger than sampling"),
        (19.6, 10.0, "sampling, larger than wobble"),
    ):
        p = small().put("a", figures, limits=half).panel()
        here = p.areas.get_indexer(small.codes)
        assert p.se[0, here, -1] == pytest.approx(np.full(12, want), rel=1e-4)
        assert set(p.method[0, here]) == {method}
    short = small().put("a", figures[[2023, 2024, 2025]], limits=3.0).panel()
    assert set(short.method[0, here]) == {"sampling only"}
    none = small().put("a", figures[[2023, 2024, 2025]]).panel()
    assert set(none.method[0, here]) == {"none"} and np.isnan(none.se[0]).all()


def test_wobble_looks_back_ten_years_only(small, walk):
    """A turn twelve years ago is no wobble of today."""
    figures = walk(0, range(2006, 2026))
    wild = figures.copy()
    wild[list(range(2006, 2016))] += np.random.default_rng(1).normal(0, 500, (len(wild), 10))
    assert small().put("a", wild).panel().se[0, :, -1] == pytest.approx(small().put("a", figures).panel().se[0, :, -1])


def test_noise_is_never_zero_where_known(small, walk):
    """Every council the same figure every year: the floor of rounding is left."""
    p = small().put("a", walk() * 0 + 40, decimals=1).panel()
    assert p.se[0, :, -1] == pytest.approx(np.full(len(p.areas), 0.1 / np.sqrt(12)))
    assert (p.mean_se[0] > 0).all()


def test_limits_stay_within_what_can_be(small, walk):
    """A share of 1 with a wobble of several points has no lower limit under nought, one of 99 none over 100."""
    figures = walk() - walk().mean(axis=1).to_numpy()[:, None]
    low = small().put("a", figures.abs() * 0.2 + 0.1, statistic="proportion", multiplier=100.0)
    high = low.put("b", 99.9 - figures.abs() * 0.2, statistic="proportion", multiplier=100.0).panel()
    assert np.nanmin(high.lower) == 0 and np.nanmax(high.upper) == 100
    score = small().put("a", figures, statistic="score").panel()
    assert np.nanmin(score.lower) < -1


def test_spread_and_reliability_come_from_councils_alone(small, walk):
    """England and the regions, being wholes, are not among the units."""
    figures = walk()
    p = small().put("a", figures).panel()
    far = figures.copy()
    far.loc[[ENGLAND, "E12000001"]] += 1e6
    q = small().put("a", far).panel()
    assert q.spread == pytest.approx(p.spread) and q.reliability == pytest.approx(p.reliability)
    here = p.areas.get_indexer(small.codes)
    mean = figures.loc[small.codes, [2023, 2024, 2025]].mean(axis=1).to_numpy()
    assert p.mean[0, here] == pytest.approx(mean)
    want = noise.additive_variance(mean, p.mean_se[0, here], np.median(mean))[1]
    assert p.spread[1, 0] == pytest.approx(want) and want > 50  # levels were planted with a variance of 225


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
