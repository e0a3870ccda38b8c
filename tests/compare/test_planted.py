"""Verdicts in worlds in which the truth is known, by the cut-offs found on the real figures."""

import numpy as np
import pytest
from tests.compare.nobody_differs import NOBODY_DIFFERS, world

from scouting.compare import judged
from scouting.compare.comparison import Against
from scouting.terms import CLEARLY, NOT_COMPARED, PROBABLY, TOO_FEW_PEOPLE


@pytest.fixture(scope="module")
def found(data):
    """The cut-offs in use."""
    return data.panel.cutoffs


def told(kind, seed, cutoffs):
    """Every comparison of a world: whether it is clear, or probable; its side is kept a year later; it is right."""
    made = world(kind, seed)
    panel = judged(made.blocks, cutoffs)
    words, sure, after, true = [], [], [], []
    for k, others in enumerate(made.neighbours):
        one = Against(panel, k, others)
        words.append(one.verdict)
        sure.append(one.sureness)
        after.append(made.after[:, k] - np.median(made.after[:, others], axis=1))
        true.append(made.true[:, k] - np.median(made.true[:, others], axis=1))
    words, sure = np.array(words), np.array(sure)
    rows = slice(1, None) if kind == "three years" else slice(None)
    words, sure, after, true = (np.array(a)[:, rows].ravel() for a in (words, sure, after, true))
    compared = ~np.isin(words, [NOT_COMPARED, TOO_FEW_PEOPLE])
    clear, probable = np.isin(words, [*CLEARLY.values()]), np.isin(words, [*PROBABLY.values()])
    return clear[compared], probable[compared], (np.sign(sure) == np.sign(after))[compared], (
        np.sign(sure) == np.sign(true))[compared]  # fmt: skip


def _nobody(kind, seeds, cutoffs):
    for seed in seeds:
        clear, probable, _, _ = told(kind, seed, cutoffs)
        assert len(clear) > 300, (kind, seed)
        assert clear.mean() <= 0.05, (kind, seed, clear.mean())
        assert (clear | probable).mean() <= 0.20, (kind, seed, (clear | probable).mean())


def _swings(seeds, cutoffs):
    clear, probable, kept, _ = (
        np.concatenate(a) for a in zip(*(told("swings", s, cutoffs) for s in seeds), strict=True)
    )
    assert clear.sum() > 100 and kept[clear].mean() >= 0.90
    assert kept[probable].mean() >= 0.75


@pytest.mark.parametrize("kind", NOBODY_DIFFERS)
def test_where_nobody_differs_hardly_anything_is_called_clear(found, kind):
    _nobody(kind, range(2), found)


@pytest.mark.long
@pytest.mark.parametrize("kind", NOBODY_DIFFERS)
def test_where_nobody_differs_in_200_worlds(found, kind):
    _nobody(kind, range(200), found)


def test_swings_that_last_stand_a_year_later(found):
    _swings(range(6), found)


@pytest.mark.long
def test_swings_that_last_stand_a_year_later_in_200_worlds(found):
    _swings(range(200), found)


@pytest.mark.parametrize("worlds", [2, pytest.param(4, marks=pytest.mark.long)])
def test_where_councils_differ_clear_verdicts_are_right_and_many(found, worlds):
    """The rule is not quiet by saying nothing: true differences are found, and clear ones are on the true side."""
    clear, probable, _, right = (
        np.concatenate(a) for a in zip(*(told("spread", s, found) for s in range(worlds)), strict=True)
    )
    assert clear.mean() > 0.05 and (clear | probable).mean() > 0.2
    assert right[clear].mean() > 0.97 and right[probable].mean() > 0.85
