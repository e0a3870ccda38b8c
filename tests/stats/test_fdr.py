"""Adjusted p-values against the definition in a plain loop, and what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scouting.stats import fdr


def test_worked_example_of_the_paper():
    """Benjamini and Hochberg (1995), section 4.2: of 15 p-values, four are rejected at 5%."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.0]  # fmt: skip
    assert (fdr.adjusted(p) <= 0.05).sum() == 4


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=30))
def test_rejects_what_the_step_up_rule_rejects(p):
    p = np.array([np.nan if x is None else x for x in p])
    seen = np.sort(p[np.isfinite(p)])
    passed = [k for k, x in enumerate(seen, start=1) if x <= 0.05 * k / len(seen) * (1 - 1e-9)]
    edge = seen[passed[-1] - 1] if passed else -1.0
    out = fdr.adjusted(p)
    assert np.array_equal(np.isnan(out), np.isnan(p))
    assert all(out[np.isfinite(p) & (p <= edge)] <= 0.05)
    assert (out[np.isfinite(p)] >= p[np.isfinite(p)] - 1e-12).all()


def test_false_discoveries_are_one_in_twenty():
    """Planted: 50 real effects among 1,000 looks, 40 worlds."""
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(40):
        z = rng.standard_normal((10, 100))
        z[:5, :10] += 4
        p = 2 * stats.norm.sf(np.abs(z))
        found = fdr.adjusted(p) <= 0.05
        real = np.zeros_like(found)
        real[:5, :10] = True
        shares.append((found & ~real).sum() / max(found.sum(), 1))
    assert np.mean(shares) == pytest.approx(0.0475, abs=0.02)  # 5% times the share of looks without an effect
