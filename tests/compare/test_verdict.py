"""Every word of a verdict, by the rule as the method page states it: side, sureness, and what comes before both."""

import math

import numpy as np
import pytest

from scouting.compare.verdict import NOMINAL, Cutoffs, verdict

CUTOFFS = Cutoffs(clear=2.5, probable=1.5)
#: Sureness, signed as the gap; how the measure is judged (1 high is good, -1 low is good, 0 neither); the word.
WORDS = [
    (2.6, 1, "clearly better"), (-2.6, 1, "clearly worse"), (2.6, -1, "clearly worse"), (-2.6, -1, "clearly better"),
    (2.6, 0, "clearly higher"), (-2.6, 0, "clearly lower"),
    (2.4, 1, "probably better"), (-2.4, 1, "probably worse"), (2.4, -1, "probably worse"),
    (-2.4, -1, "probably better"), (2.4, 0, "probably higher"), (-2.4, 0, "probably lower"),
    (1.4, 1, "too close to call"), (-1.4, -1, "too close to call"), (1.4, 0, "too close to call"),
    (0.0, 1, "too close to call"), (0.0, 0, "too close to call"),
    # a cut-off itself is enough
    (2.5, 1, "clearly better"), (-2.5, 0, "clearly lower"), (1.5, -1, "probably worse"), (-1.5, 0, "probably lower"),
    (math.nan, 1, "not compared"), (math.nan, 0, "not compared"), (math.inf, 1, "not compared"),
]  # fmt: skip


@pytest.mark.parametrize(("sureness", "sign", "word"), WORDS)
def test_a_gap_has_the_word_of_its_side_and_sureness(sureness, sign, word):
    assert verdict(np.array([sureness]), np.array([sign]), np.array([False]), CUTOFFS).tolist() == [word]


def test_all_at_once_are_as_each_alone():
    sureness, sign, words = zip(*WORDS, strict=True)
    assert verdict(np.array(sureness), np.array(sign), False, CUTOFFS).tolist() == list(words)
    assert verdict(np.array([sureness] * 2), np.array(sign), False, CUTOFFS).shape == (2, len(WORDS))


@pytest.mark.parametrize(("sureness", "sign", "_"), WORDS)
def test_too_few_people_are_never_compared_however_sure(sureness, sign, _):
    got = verdict(np.array([sureness, sureness]), sign, np.array([True, False]), CUTOFFS).tolist()
    assert got[0] == "too few to compare" != got[1]


def test_the_nominal_cut_offs_are_one_in_twenty_and_one_in_five_by_the_normal_distribution():
    for cutoff, wrong in ((NOMINAL.clear, 0.05), (NOMINAL.probable, 0.20)):
        assert math.erfc(cutoff / math.sqrt(2)) == pytest.approx(wrong, abs=1e-12)
