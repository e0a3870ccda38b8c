"""Confidence sets for ranks: the reference sets, coverage by simulation, both ways of reading them."""

import numpy as np
import pandas as pd
import pytest

from scouting import index, paths
from scouting.errors import ScoutingError
from scouting.pages.common import matrix_today
from scouting.recipes import weights

#: csranks (Mogstad, Romano, Shaikh and Wilhelm) on PISA 2018 mathematics: reference_numbers.md, rank confidence sets.
PISA = paths.ROOT / "tests" / "expected" / "pisa_2018_rank_sets.csv"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_simultaneous_bounds_of_pisa_within_one_rank(seed):
    rows = pd.read_csv(PISA)
    lower, upper = index.rank_limits(rows.score, rows.se, seed=seed)
    near = (np.abs(lower - rows.simultaneous_low) <= 1) & (np.abs(upper - rows.simultaneous_high) <= 1)
    assert near.sum() == len(rows) == 38


def test_marginal_bounds_of_pisa_are_those_of_the_reference_but_for_chance():
    rows = pd.read_csv(PISA)
    lower, upper = index.rank_limits(rows.score, rows.se, simultaneous=False)
    assert (np.abs(lower - rows.marginal_low) <= 1).all() and (upper != rows.marginal_high).sum() <= 2
    assert np.abs(upper - rows.marginal_high).max() <= 2


@pytest.mark.parametrize("simultaneous", [True, False])
def test_four_near_and_one_far(simultaneous):
    lower, upper = index.rank_limits([1, 2, 3, 4, 10], np.ones(5), simultaneous=simultaneous)
    assert lower.tolist() == [2, 2, 2, 2, 1] and upper.tolist() == [5, 5, 5, 5, 1]


@pytest.mark.parametrize("simultaneous", [True, False])
def test_they_cover_as_often_as_they_say(simultaneous):
    rng = np.random.default_rng(11)
    truth, se = np.linspace(0, 4, 8), np.linspace(0.3, 1, 8)
    rank = 8 - np.arange(8)
    hits = []
    for k in range(200):
        lower, upper = index.rank_limits(
            truth + se * rng.standard_normal(8), se, simultaneous=simultaneous, n=500, seed=k
        )
        inside = (lower <= rank) & (rank <= upper)
        hits.append(inside.all() if simultaneous else inside.mean())
    assert np.mean(hits) >= 0.93


def test_within_the_neighbours_and_within_england(data):
    m = matrix_today(data, weights.read("adult_outcomes", data.catalog))
    everyone, codes = index.rank_set_table(m), ["E06000054", "E06000066", "E10000008", "E06000053", "E06000058"]
    few = index.rank_set_table(m, codes)
    assert (everyone.of == 150).all() and len(few) == 4 and (few.of == 4).all()  # Scilly is not scored
    own = everyone.set_index("area_code").loc["E06000054"]
    assert own.rank_low <= own["rank"] <= own.rank_high and own.rank_high - own.rank_low > 60
    assert (few.rank_high <= 4).all() and (few.rank_low >= 1).all()


def test_figures_that_are_lacking_are_told():
    with pytest.raises(ScoutingError, match="a standard error above zero for every unit"):
        index.rank_limits([1.0, 2.0], [1.0, 0.0])
