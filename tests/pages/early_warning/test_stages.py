"""Signs counted by stage and by topic, chance beside them, and too few figures never a clean bill."""

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from scouting.pages.early_warning import signs, stages


@pytest.fixture(scope="module")
def found(data, made):
    return stages.stages(stages.latest(made), data.catalog.signs)


def test_every_sign_is_counted_once(data, found):
    n = data.catalog.signs.groupby(["service", "kind", "stage"]).size()
    assert (found.n_looked >= found.n_shown + found.n_no_sign).all() and (found.n_looked <= found.n_signs).all()
    assert (found.n_shown + found.n_no_sign + found.n_not_enough == found.n_signs).all()
    assert (found.set_index(["service", "kind", "stage"]).n_signs.groupby(level=[0, 1, 2]).first() == n).all()


def test_topics_hold_the_same_signs_as_stages(data, made, found):
    """However signs are grouped, a council's are as many, and chance would show as many of them."""
    declared = data.catalog.signs
    topics = declared.assign(topic=declared.indicator_id.map(data.catalog.indicators.topic))
    other = stages.counted(stages.latest(made), topics, "topic")
    columns = ["n_shown", "n_no_sign", "n_looked", "by_chance"]
    by = ["area_code", "service", "kind"]
    pd.testing.assert_frame_equal(found.groupby(by)[columns].sum(), other.groupby(by)[columns].sum())


def test_order_is_that_of_the_stages(found):
    mine = found[(found.area_code == "E06000054") & (found.service == "children")]
    assert mine.kind.tolist() == ["warning"] * 4 + ["recovery"] * 4
    assert mine.stage.tolist()[:4] == ["losing_grip", "breakdown", "systemic_crisis", "complete_lock"]


@pytest.mark.parametrize("state, rows", [("shown", 3), ("few", 1), ("no_sign", 0)])
def test_more_than_chance_or_not(state, rows):
    """Eight signs of change: three by chance at 5% each in 1 council of 170, one in 1 of 3."""
    declared = pd.DataFrame({"sign_id": [f"s{k}" for k in range(8)], "service": "children", "kind": "warning",
                             "stage": "breakdown", "rule": "change"})  # fmt: skip
    latest = declared[["sign_id"]].assign(
        area_code="E1", judged="whole", state=["shown"] * rows + ["no_sign"] * (8 - rows)
    )
    one = stages.stages(latest, declared).iloc[0]
    assert one.state == state and one.by_chance == pytest.approx(0.4)
    assert one.chance == pytest.approx(binom.sf(rows - 1, 8, 0.05))


def test_what_could_be_shown_does_not_hang_on_what_was(made):
    """A sign judged in part: shown by a standing or not, it is among those that chance is reckoned for."""
    part = made[made.judged == "part"]
    assert set(part.state) == {"shown", "not_enough"} and set(part.basis[part.state == "shown"]) == {"standing"}
    assert (part.state == "shown").mean() < 0.12
    assert (made.state[made.judged == "none"] == "not_enough").all()
    assert (made.state[made.judged == "whole"] != "not_enough").all()


def test_half_the_figures_missing_is_not_enough(data, made):
    """Kent without more than half of its indicators: no stage of which most signs went is told."""
    latest = stages.latest(made)
    mine = latest[latest.area_code == "E10000016"].copy()
    warned = data.catalog.signs[(data.catalog.signs.service == "children") & (data.catalog.signs.kind == "warning")]
    for stage, rows in warned.groupby("stage"):
        lost = rows.indicator_id.drop_duplicates().iloc[: len(rows) // 2 + 1]
        without = data.values[~((data.values.area_code == "E10000016") & data.values.indicator_id.isin(lost))]
        again = signs.signs(without, rows, data.catalog.indicators, data.catalog.areas)
        again = stages.latest(again)
        row = stages.stages(again[again.area_code == "E10000016"], rows).iloc[0]
        assert row.state == "not_enough" and row.n_not_enough > row.n_signs / 2, stage
    assert not mine.empty


def test_isles_of_scilly_is_not_told_well(found):
    """Most figures are suppressed or absent: not enough to say that grip is kept, where four signs of six are blind."""
    mine = found[(found.area_code == "E06000053") & (found.service == "children") & (found.kind == "warning")]
    state = mine.set_index("stage").state
    assert state[["losing_grip", "breakdown", "systemic_crisis"]].eq("not_enough").all() and "no_sign" not in set(state)


def test_what_was_known_on_a_day(made):
    lag = pd.Series(300.0, index=made.indicator_id.unique())
    day = pd.Timestamp("2023-06-01")
    then = stages.latest(made, day, lag)
    assert (then.period_end + pd.Timedelta(days=300) <= day).all()
    assert not then.duplicated(["sign_id", "area_code"]).any()
    left = made.merge(then[["sign_id", "area_code", "period_end"]], on=["sign_id", "area_code"], suffixes=("", "_told"))
    newer = left[(left.period_end > left.period_end_told) & (left.period_end + pd.Timedelta(days=300) <= day)]
    assert newer.empty


def test_chance_is_that_of_flat_series(world):
    """Of councils with nothing but noise, about one in twenty or fewer shows more of a stage than chance would."""
    states = []
    for seed in range(12):
        made = world()
        for k, direction in itertools.product(range(4), ["rising"]):
            made.put(f"i{k}", world.flat(100 * seed + k)).sign(f"i{k}", "either", direction)
        states += stages.stages(stages.latest(made.signs()), made.table).state.tolist()
    assert np.mean([s == "shown" for s in states]) < 0.07 and "not_enough" not in states
