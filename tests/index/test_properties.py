"""What must hold of any index: properties, two oracles, and planted worlds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scouting import index

SCALES = st.sampled_from([("z", "arithmetic"), ("min_max", "arithmetic"), ("percentile", "arithmetic"),
                          ("min_max", "geometric"), ("percentile", "geometric")])  # fmt: skip
FEW = settings(max_examples=40, deadline=None)


@st.composite
def problems(draw):
    """Figures with some missing, noise, weights and options of a small index."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    councils, indicators = draw(st.integers(6, 15)), draw(st.integers(2, 5))
    figures = rng.normal(size=(councils, indicators)).round(draw(st.integers(0, 3)))
    figures[0], figures[1] = -3.0, 3.0  # never all alike
    figures[rng.random(figures.shape) < draw(st.sampled_from([0, 0.15]))] = np.nan
    figures = pd.DataFrame(
        figures, index=[f"c{k:02d}" for k in range(councils)], columns=[f"i{k}" for k in range(indicators)]
    )
    figures = figures.fillna({c: 0.0 for c in figures if figures[c].nunique() < 2 or figures[c].notna().mean() < 0.6})
    weights = dict(zip(figures, rng.uniform(0.1, 5, indicators), strict=True))
    normalisation, aggregation = draw(SCALES)
    options = {"normalisation": normalisation, "aggregation": aggregation, "coverage": 0.3}
    return figures, rng.uniform(0.05, 1, figures.shape), weights, options, rng


def told(m, n=40):
    return index.table(m, None, index.draw(m, n=n)).to_csv(index=False)


@FEW
@given(problems(), st.floats(0.01, 100))
def test_scaling_all_weights_changes_nothing(world, problem, times):
    figures, noise, weights, options, _ = problem
    one = index.scores(world(figures, noise, weights, **options))
    other = index.scores(world(figures, noise, {k: w * times for k, w in weights.items()}, **options))
    assert other.score.to_numpy() == pytest.approx(one.score.to_numpy(), nan_ok=True)


@FEW
@given(problems(), st.floats(0.01, 3))
def test_a_better_value_never_lowers_a_councils_score(world, problem, more):
    figures, noise, weights, options, rng = problem
    who, what = rng.choice(figures.index), rng.choice(figures.columns)
    if np.isnan(figures.loc[who, what]):
        return
    better = figures.copy()
    better.loc[who, what] += more
    before, after = (
        index.scores(world(f, noise, weights, **options)).set_index("area_code") for f in (figures, better)
    )
    if np.isfinite(before.score[who]):
        assert after.score[who] >= before.score[who] - 1e-9


@FEW
@given(problems())
def test_weight_nought_is_removed_is_nothing(world, problem):
    figures, noise, weights, options, rng = problem
    gone = rng.choice(figures.columns)
    nought = world(figures, noise, {**weights, gone: 0.0}, **options)
    kept = figures.columns != gone
    removed = world(figures.loc[:, kept], noise[:, kept], {k: w for k, w in weights.items() if k != gone}, **options)
    assert told(nought) == told(removed)  # the draws too: chance is not touched by what does not count
    other = figures.assign(**{gone: rng.permutation(figures[gone].to_numpy())})
    assert told(world(other, noise, {**weights, gone: 0.0}, **options)) == told(nought)


@FEW
@given(problems())
def test_the_order_of_rows_changes_nothing(world, problem):
    figures, noise, weights, options, rng = problem
    rows, columns = rng.permutation(len(figures)), rng.permutation(figures.shape[1])
    turned = figures.iloc[rows, columns]
    names = list(turned.columns)
    one = world(figures, noise, weights, **options)
    other = world(turned, noise[np.ix_(rows, columns)], {k: weights[k] for k in names}, **options)
    assert told(one) == told(other)


@pytest.mark.parametrize("seed", range(8))
def test_oracle_scikit_criteria(world, seed):
    import skcriteria as skc
    from skcriteria.agg import simple
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing import invert_objectives, scalers

    rng = np.random.default_rng(seed)
    figures, weights = rng.normal(50, 9, (153, 12)), rng.uniform(0.1, 3, 12)
    goals = rng.choice([-1, 1], 12)
    problem = skc.mkdm(figures, objectives=[max if g > 0 else min for g in goals], weights=weights)
    names = {f"i{k:02d}": w for k, w in enumerate(weights)}
    steps = invert_objectives.NegateMinimize(), scalers.MinMaxScaler("matrix"), scalers.SumScaler("weights")
    theirs = mkpipe(*steps, simple.WeightedSumModel()).evaluate(problem)
    ours = index.scores(world(figures * goals, 1.0, names, normalisation="min_max"))
    assert (ours["rank"].to_numpy() == theirs.rank_).all()


@pytest.mark.parametrize("seed", range(8))
def test_oracle_pymcdm(world, seed):
    from pymcdm.methods import WPM, WSM
    from pymcdm.normalizations import minmax_normalization

    rng = np.random.default_rng(seed)
    figures, weights = rng.normal(50, 9, (153, 12)), rng.uniform(0.1, 3, 12)
    goals = rng.choice([-1, 1], 12)
    names = {f"i{k:02d}": w for k, w in enumerate(weights)}
    method = WSM(minmax_normalization)
    theirs = method.rank(method(figures, weights / weights.sum(), goals))
    ours = index.scores(world(figures * goals, 1.0, names, normalisation="min_max"))
    assert (ours["rank"].to_numpy() == theirs).all()
    method = WSM(lambda x, cost=False: (-1 if cost else 1) * (x - x.mean()) / x.std())
    theirs = method.rank(method(figures, weights / weights.sum(), goals))
    assert (index.scores(world(figures * goals, 1.0, names))["rank"].to_numpy() == theirs).all()
    m = world(figures * goals, 1.0, names, normalisation="min_max", aggregation="geometric")
    method = WPM(lambda x, cost=False: x)
    theirs = method.rank(method(m.value.to_numpy(), weights / weights.sum(), np.ones(12)))
    assert (index.scores(m)["rank"].to_numpy() == theirs).all()


def planted(rng, councils=153, indicators=10, spread=1.0, noise=1.0, shift=0.0):
    """True values and figures with noise; the first council shifted by so many standard deviations between councils."""
    truth = spread * rng.standard_normal((councils, indicators))
    truth[0] += shift * np.hypot(spread, noise)
    se = noise * rng.uniform(0.6, 1.4, (councils, 1)) * np.ones(indicators)
    return truth, truth + se * rng.standard_normal(truth.shape), se


def covered(world, rng, **options):
    truth, seen, se = planted(rng, **options)
    m = world(seen, se)
    rows = index.table(m, None, index.draw(m, n=400, weights=False)).set_index("area_code")
    true = ((truth - seen.mean(0)) / seen.std(0, ddof=1)) @ m.shares()
    rank = pd.Series(1 + (true[None] > true[:, None]).sum(1), index=m.areas)[rows.index]
    return ((rows.rank_low <= rank) & (rank <= rows.rank_high)).mean()


def test_councils_from_one_distribution_may_be_anywhere(world):
    for seed in range(3):
        _, seen, se = planted(np.random.default_rng(seed), spread=0.0)
        rows = index.table(m := world(seen, se), None, index.draw(m, n=2000))
        wide = (rows.rank_high - rows.rank_low + 1) / rows.of
        assert wide.median() > 0.9 and wide.quantile(0.05) > 0.8
        assert rows.alike.median() > 140


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_a_council_three_standard_deviations_out_is_named(world, spread):
    for seed in range(5):
        _, seen, se = planted(np.random.default_rng(seed), spread=spread, shift=3.0)
        rows = index.table(m := world(seen, se), None, index.draw(m, n=2000)).set_index("area_code")
        assert rows.chance_top["E00000000"] > 0.9
        _, seen, se = planted(np.random.default_rng(seed), spread=spread, shift=-3.0)
        rows = index.table(m := world(seen, se), None, index.draw(m, n=2000)).set_index("area_code")
        assert rows.chance_bottom["E00000000"] > 0.9


@pytest.mark.parametrize("spread", [0.3, 0.6, 1.0, 2.0])
def test_intervals_hold_the_true_rank(world, spread):
    rng = np.random.default_rng(7)
    assert np.mean([covered(world, rng, spread=spread, councils=60, indicators=6) for _ in range(12)]) >= 0.93


@pytest.mark.long
@pytest.mark.parametrize("spread", [0.3, 0.6, 1.0, 2.0])
@pytest.mark.parametrize("councils", [16, 153])
def test_intervals_hold_the_true_rank_over_500_worlds(world, spread, councils):
    rng = np.random.default_rng(8)
    assert np.mean([covered(world, rng, spread=spread, councils=councils, indicators=6) for _ in range(500)]) >= 0.93
