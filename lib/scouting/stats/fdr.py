"""Allowing for the number of looks taken."""

from __future__ import annotations

import numpy as np
from scipy import stats


def adjusted(p) -> np.ndarray:
    """p-values adjusted for how many there are: Benjamini and Hochberg (1995), by scipy.

    Any shape in, the same out; a missing one is no look and stays missing. Those of 0.05 or less are a list of which
    about one in twenty is expected to be there by chance.

    >>> adjusted([0.01, 0.04, np.nan, 0.03]).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    p = np.asarray(p, float)
    out, seen = np.full(p.shape, np.nan), np.isfinite(p)
    if seen.any():
        out[seen] = stats.false_discovery_control(p[seen])
    return out
