"""A verdict as it is said everywhere: in a sentence, on a slide, in a cell."""

from __future__ import annotations


def said(row) -> str:
    """The verdict of a comparison's row against similar councils, with "by a lot" where it is.

    >>> import pandas as pd
    >>> said(pd.Series({"verdict": "clearly worse", "by_a_lot": True}))
    'clearly worse, by a lot'
    """
    return f"{row.verdict}, by a lot" if row.by_a_lot else str(row.verdict)
