"""Level and improvement in planted panels: pure luck comes back, a true climber is told, nothing crosses a break."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scouting.pages.naming.gains import far_out, progress

N, YEARS = 150, 10


@pytest.fixture(scope="module")
def base(data):
    """The panel of four indicators with long series, to be filled with planted figures."""
    ids = ["care_leavers_eet_19_21", "social_worker_agency", "social_worker_turnover", "assessments_45_days"]
    return data.panel.take(pd.Index(ids))


def planted(base, level, drift, seed=0, sd=1.0):
    """The panel with figures of our own: ``level`` + ``drift`` a year + noise ``sd``, polarity turned in."""
    rng = np.random.default_rng(seed)
    ni, na = len(base.indicators), len(base.areas)
    y = level[:, None] + drift[:, None] * np.arange(YEARS)
    figures = y[None] + sd * rng.standard_normal((ni, na, YEARS))
    figures = 50 + base.sign[:, None, None] * figures
    position = np.tile(np.arange(YEARS), (ni, 1))
    segment = np.zeros((ni, YEARS), int)
    se = np.full(figures.shape, sd)
    labels = np.tile([str(2016 + t) for t in range(YEARS)], (ni, 1)).astype(object)
    alone = {"correlation": np.zeros(ni), "too_few": np.zeros((ni, na), bool)}
    return replace(base, figures=figures, se=se, position=position, segment=segment, labels=labels, **alone)


def shares(base):
    return pd.Series([0.4, 0.3, 0.2, 0.1], base.indicators.index)


def test_pure_luck_comes_back_as_far_as_theory_says(base):
    """Levels of variance 1 beside noise of variance 1 / 3 (three years): of a lead three quarters are left."""
    one = shares(base).iloc[:1] / 0.4
    slopes, tops, moved, quick = [], [], [], []
    for seed in range(12):
        rng = np.random.default_rng(100 + seed)
        world = planted(base, rng.standard_normal(len(base.areas)), np.zeros(len(base.areas)), seed)
        found = progress(world, one)
        slopes.append(found.slope)
        out = far_out(found.rows).set_index("group")
        tops.append(out[["change", "expected"]].to_numpy())
        moved.append((found.rows.moved != 0).mean())
        quick.append(out.fastest.tolist())
    assert np.mean(slopes) == pytest.approx(0.75, abs=0.03)
    # What the start alone leads one to expect is what became of them: nothing is left over, on the whole.
    (fell, foretold_fall), (rose, foretold_rise) = np.mean(tops, axis=0)
    assert fell < -0.2 and rose > 0.2
    assert [fell, rose] == pytest.approx([foretold_fall, foretold_rise], abs=0.12)
    # Those at the back are among the fastest twice as often as luck would have it, those in front hardly ever.
    best, last = np.mean(quick, axis=0)
    assert last > 2 * out.by_luck["last"] and best < out.by_luck["best"] / 2
    # With no change at all, one in twenty moves by more than 1.96 times its noise.
    assert np.mean(moved) == pytest.approx(0.05, abs=0.02)


def test_a_true_climber_from_the_back_is_told_and_is_the_fastest(base):
    rng = np.random.default_rng(9)
    level, drift = rng.standard_normal(len(base.areas)), np.zeros(len(base.areas))
    who = base.areas.get_loc("E06000054")
    level[who], drift[who] = -6.0, 1.0
    rows = progress(planted(base, level, drift, sd=0.6), shares(base)).rows
    first = rows.iloc[0]
    assert first.area_code == "E06000054" and first.moved == 1 and first.told
    assert first.start < rows.start.median() and first.change == pytest.approx(3, abs=1) and first.expected > 0
    assert first.beyond == pytest.approx(first.change - first.expected)


def test_all_improving_alike_counts_as_change_and_not_as_beyond(base):
    flat, climb = np.zeros(len(base.areas)), np.full(len(base.areas), 0.5)
    level = np.random.default_rng(2).standard_normal(len(base.areas))
    still, all_up = (progress(planted(base, level, d, 3), shares(base)).rows for d in (flat, climb))
    both = still.merge(all_up, on="area_code", suffixes=("", "_up"))
    assert (both.change_up - both.change).std() == pytest.approx(0, abs=1e-9) and (both.change_up > both.change).all()
    np.testing.assert_allclose(both.beyond, both.beyond_up, atol=1e-9)


def test_level_change_and_noise_by_hand(base):
    world = planted(base, np.linspace(-1, 1, len(base.areas)), np.zeros(len(base.areas)), 5)
    ids = shares(base).index[:2]
    found = progress(world, pd.Series([3.0, 1.0], ids))
    row = found.rows.set_index("area_code").loc["E09000022"]
    start = end = variance = 0.0
    for w, i in ((0.75, 0), (0.25, 1)):
        s, e = (world.sign[i] * world.figures[i, world.councils, k : k + 3].mean(-1) for k in (4, 7))
        own = list(world.areas[world.councils]).index("E09000022")
        start += w * (s[own] - s.mean()) / s.std(ddof=1)
        end += w * (e[own] - s.mean()) / s.std(ddof=1)
        variance += (w / s.std(ddof=1)) ** 2 * 2 / 3
    assert [row.start, row.end, row.noise] == pytest.approx([start, end, np.sqrt(variance)])
    assert found.used[["start", "end"]].iloc[0].tolist() == ["2020 to 2022", "2023 to 2025"]


def test_scatter_that_lasts_enters_the_noise_of_a_change(base):
    """Noise with a correlation of 0.6 from year to year: its formula beside 4,000 drawn courses."""
    rng, corr, draws = np.random.default_rng(4), 0.6, 4000
    shocks = rng.standard_normal((draws, 6))
    lasting = shocks.copy()
    for t in range(1, 6):
        lasting[:, t] = corr * lasting[:, t - 1] + np.sqrt(1 - corr**2) * shocks[:, t]
    drawn = (lasting[:, 3:].mean(1) - lasting[:, :3].mean(1)).std()
    world = planted(base, np.linspace(-1, 1, len(base.areas)), np.zeros(len(base.areas)), 5)
    world = replace(world, correlation=np.full(len(base.indicators), corr))
    one = shares(base).iloc[:1]
    found = progress(world, one).rows
    scale = world.figures[0, world.councils, 4:7].mean(-1).std(ddof=1)
    assert found.noise.to_numpy() * scale == pytest.approx(drawn, rel=0.05)


def test_a_council_with_too_few_people_is_not_compared(base):
    world = planted(base, np.zeros(len(base.areas)), np.zeros(len(base.areas)))
    world.too_few[:, world.areas.get_loc("E09000022")] = True
    assert "E09000022" not in set(progress(world, shares(base)).rows.area_code)


def test_nothing_crosses_a_break_and_what_is_left_out_says_why(base):
    world = planted(base, np.linspace(-1, 1, len(base.areas)), np.zeros(len(base.areas)))
    world.segment[1, -2:] = 1
    world.position[2, -1] += 1
    shares = pd.Series(1.0, [*base.indicators.index, "care_quality_of_life"])
    found = progress(world, shares)
    assert found.used.indicator_id.tolist() == [base.indicators.index[0], base.indicators.index[3]]
    assert found.left_out.to_dict() == {
        **dict.fromkeys(base.indicators.index[1:3], "fewer than 6 unbroken years"),
        "care_quality_of_life": "no figures",
    }
    # Two years and two before them: the gap before the last year still lies between, the break too.
    assert progress(world, shares, span=2).used.indicator_id.tolist() == found.used.indicator_id.tolist()
    world.segment[1, -2], world.segment[1, -4:] = 0, 1
    assert base.indicators.index[1] in progress(world, shares, span=2).used.indicator_id.tolist()


def test_a_council_is_compared_with_itself_on_the_same_indicators(base):
    world = planted(base, np.zeros(len(base.areas)), np.zeros(len(base.areas)))
    a = world.areas.get_loc("E09000022")
    world.figures[0, a, 4] = np.nan  # 0.4 of its weight has no start
    rows = progress(world, shares(base), coverage=0.6).rows.set_index("area_code")
    assert rows.coverage["E09000022"] == pytest.approx(0.6) and rows.indicators["E09000022"] == 3
    assert "E09000022" not in set(progress(world, shares(base), coverage=0.7).rows.area_code)


def test_too_short_a_series_gives_no_rows_and_says_so(base):
    short = replace(
        base, figures=base.figures[..., -4:], se=base.se[..., -4:], position=base.position[:, -4:],
        segment=base.segment[:, -4:], labels=base.labels[:, -4:],
    )  # fmt: skip
    found = progress(short, shares(base))
    assert found.rows.empty and found.used.empty and set(found.left_out) == {"fewer than 6 unbroken years"}


def test_what_counts_as_good_can_be_said(base):
    world = planted(base, np.linspace(-1, 1, len(base.areas)), np.zeros(len(base.areas)), 8)
    one = shares(base).iloc[1:2]  # low is good
    turned = progress(world, one, sign=pd.Series(1, one.index)).rows.set_index("area_code")
    usual = progress(world, one).rows.set_index("area_code").loc[turned.index]
    np.testing.assert_allclose(usual[["start", "change"]], -turned[["start", "change"]], atol=1e-9)
    assert progress(world, one, sign=pd.Series(0, one.index)).rows.empty


def test_order_and_scale_of_the_weights_change_nothing(base):
    world = planted(base, np.linspace(-1, 1, len(base.areas)), np.zeros(len(base.areas)), 6)
    pd.testing.assert_frame_equal(
        progress(world, shares(base)).rows, progress(world, 10 * shares(base)[::-1]).rows, atol=1e-9
    )
