"""How close a neighbour is, in words with cut-offs that are printed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.terms import CLOSENESS

#: The upper end of each word, in units of the median distance between any two councils; beyond the last: not close.
#: Calibrated once: over all links of the recipe nhs_adult the words are as frequent as over the 1,560 links of DfE's
#: statistical neighbours of April 2021 (91, 931, 293, 137 and 108). In those units they carry to other recipes.
CUTOFFS = {"extremely close": 0.23, "very close": 0.43, "close": 0.5, "somewhat close": 0.58}


def closeness(distance: pd.Series, typical: float) -> pd.Series:
    """The word for each distance. ``typical``: the median distance between any two councils of the field.

    >>> closeness(pd.Series([0.0, 0.95, 9.0]), 2.0).tolist()
    ['extremely close', 'close', 'not close']
    """
    place = np.searchsorted(np.array(list(CUTOFFS.values())) * typical, distance.to_numpy(), side="left")
    return pd.Series(np.array(CLOSENESS)[place], index=distance.index)
