"""The split of a difference over factors: exact, fair to both sides, and as unsure as draws say it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scouting.journeys import lmdi
from scouting.terms import Z95

factor = st.floats(1e-4, 1e4)
pairs = st.lists(st.tuples(factor, factor), min_size=2, max_size=5)


@given(pairs)
def test_parts_add_up_and_turn_round_and_do_not_hang_on_the_order(made):
    ours, theirs = np.array(made).T
    parts = lmdi.split(ours, theirs)
    gap, size = ours.prod() - theirs.prod(), max(ours.prod(), theirs.prod())
    assert parts.sum() == pytest.approx(gap, abs=1e-9 * size)
    assert lmdi.split(theirs, ours) == pytest.approx(-parts, abs=1e-9 * size)
    assert lmdi.split(ours[::-1], theirs[::-1])[::-1] == pytest.approx(parts, abs=1e-9 * size)


@given(factor, st.floats(-1e-9, 1e-9))
def test_figures_that_hardly_differ_are_split_as_well(figure, nudge):
    ours, theirs = np.array([figure * (1 + nudge), 2.0]), np.array([figure, 2.0])
    parts = lmdi.split(ours, theirs)
    assert parts[1] == 0 and parts[0] == pytest.approx(ours.prod() - theirs.prod(), abs=1e-15 * figure)


def test_an_example_of_the_literature_by_hand():
    """12 = 3 x 4 against 5 = 1 x 5: log mean 7 / ln 2.4."""
    per_log = 7 / np.log(12 / 5)
    by_hand = [per_log * np.log(3 / 1), per_log * np.log(4 / 5)]
    assert lmdi.split(np.array([3.0, 4.0]), np.array([1.0, 5.0])) == pytest.approx(by_hand)


def test_one_factor_is_the_difference_itself():
    assert lmdi.split(np.array([[-2.0]]), np.array([[3.0]])) == [[-5.0]]


@pytest.mark.parametrize("theirs", [(40.0, 0.3, 2.0), (50.0, 0.2, 1.0), (80.0, 0.35, 1.5)])
def test_the_limits_are_those_of_draws(theirs):
    """Each factor drawn again a hundred thousand times: the parts scatter as the delta method says."""
    ours, rng = np.array([50.0, 0.2, 1.0]), np.random.default_rng(7)
    noise = np.array([0.03, 0.06, 0.04]), np.array([0.05, 0.04, 0.02])
    drawn = [np.array(side)[:, None] * np.exp(rng.normal(size=(3, 100_000)) * sd[:, None])
             for side, sd in zip((ours, theirs), noise, strict=True)]  # fmt: skip
    scatter = lmdi.split(*drawn).std(1)
    lower, upper = lmdi.limits(ours, np.array(theirs), *(sd**2 for sd in noise))
    assert (upper - lower) / (2 * Z95) == pytest.approx(scatter, rel=0.03)
