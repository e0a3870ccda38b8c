"""Figures that no release publishes, worked out from counts or sums of money that releases do publish.

Such an indicator has 'computed' for its source_code; its value is multiplier * numerator / denominator.
"""

from __future__ import annotations

import pandas as pd

from scouting.terms import COMPUTED


def counts_only(wanted: pd.DataFrame) -> pd.DataFrame:
    """What is wanted without the code 'computed', which no release holds.

    >>> counts_only(pd.DataFrame({"source_code": ["computed", "Rate"]})).source_code.tolist()
    ['', 'Rate']
    """
    return wanted.assign(source_code=wanted.source_code.replace(COMPUTED, ""))
