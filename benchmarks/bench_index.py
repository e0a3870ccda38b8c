"""What an index costs while somebody moves a slider, beside two packages made for such rankings, in one run.

Run by ``make bench``. 153 councils on 30 indicators, made up: speed is measured here, not councils.
"""

from __future__ import annotations

import statistics
import warnings

import numpy as np
import pandas as pd
from timing import line, seconds

RUNS = 25
COUNCILS, INDICATORS, DRAWS = 153, 30, 10_000


def made():
    """A matrix of made-up councils, every figure with a noise."""
    from scouting import index
    from scouting.recipes.weights import Weighting

    rng = np.random.default_rng(1)
    names = [f"i{k:02d}" for k in range(INDICATORS)]
    figures = pd.DataFrame(rng.normal(50, 9, (COUNCILS, INDICATORS)), columns=names)
    figures.index = [f"E{k:08d}" for k in range(COUNCILS)]
    listed = pd.DataFrame({"indicator_id": names, "facet": "outcome", "weight": rng.uniform(0.5, 2, INDICATORS)})
    facets = pd.DataFrame({"facet": ["outcome"], "weight": [1.0]})
    listed["direction"] = ""
    weighting = Weighting("made", "Made", "", "adults", "min_max", "arithmetic", "reweight", 0.6, "now", facets, listed)
    noise = pd.DataFrame(4.0, figures.index, names)
    return index.from_tables(figures, noise, pd.Series(1, names), weighting)


def main() -> None:
    """Our re-rank and draws, the two packages' re-rank, and the ratios."""
    import skcriteria as skc
    from pymcdm.methods import WSM
    from pymcdm.normalizations import minmax_normalization
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.scalers import MinMaxScaler, SumScaler

    from scouting import index

    matrix = made()
    figures, shares = matrix.figures.to_numpy(), matrix.weighting.shares
    plain = matrix.shares(shares)
    pipe, method = mkpipe(MinMaxScaler("matrix"), SumScaler("weights"), WeightedSumModel()), WSM(minmax_normalization)

    def scikit_criteria():
        problem = skc.mkdm(figures, objectives=[max] * INDICATORS, weights=plain)
        return pipe.evaluate(problem).rank_

    def pymcdm():
        return method.rank(method(figures, plain, np.ones(INDICATORS)))

    ours = index.scores(matrix, shares)["rank"].to_numpy()
    assert (ours == scikit_criteria()).all() and (ours == pymcdm()).all(), "the three do not agree"
    rerank = seconds(lambda: index.scores(matrix, shares), 200)
    drawn = seconds(lambda: index.draw(matrix, n=DRAWS), RUNS)
    weights = seconds(lambda: index.draw(matrix, n=DRAWS, noise=False), RUNS)
    some = seconds(lambda: index.draw(matrix, n=1_000), RUNS)
    draws = index.draw(matrix, n=DRAWS)
    told = seconds(lambda: index.table(matrix, None, draws), RUNS)
    theirs = seconds(scikit_criteria, RUNS), seconds(pymcdm, RUNS)
    print(f"Index: {COUNCILS} councils, {INDICATORS} indicators; medians (least to most); all three rank alike")
    print(line("one re-rank, as a table", rerank, "allowed: 1"))
    print(line("one re-rank by scikit-criteria", theirs[0]))
    print(line("one re-rank by pymcdm", theirs[1]))
    print(line(f"{DRAWS:,} draws of weights, ranked", weights, "allowed: 300"))
    print(line(f"{DRAWS:,} draws of weights and noise, ranked", drawn, "allowed: 300"))
    print(line("1,000 draws of weights and noise, ranked", some))
    print(line(f"the index table of {DRAWS:,} draws", told))
    print("Ratios of medians in this run")
    for name, taken in zip(("scikit-criteria", "pymcdm"), theirs, strict=True):
        each, ten = statistics.median(taken), statistics.median(drawn) / DRAWS
        print(f"  a re-rank by {name:<16} to ours    {each / statistics.median(rerank):8.1f}")
        print(f"  a re-rank by {name:<16} to a draw  {each / ten:8.0f}")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main()
