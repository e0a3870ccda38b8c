"""One item of evidence, and what several of them say together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from scouting.terms import AGAINST, FOR, NEITHER, NO_DATA


class Item(NamedTuple):
    """One thing the published figures say of one explanation.

    ``point``: which thing; ``indicator_id``: of which indicator, empty where of several together; ``verdict``: for,
    against, neither, no data; ``value``: the number it rests on, ``second``: a further one, ``n``: over how many
    indicators, years or sets; ``detail``: a word that tells two cases of one item apart.
    """

    kind: str
    point: str
    indicator_id: str
    verdict: str
    value: float = np.nan
    second: float = np.nan
    n: int = 0
    detail: str = ""


def verdict(known: bool, speaks_for: bool, speaks_against: bool) -> str:
    """The verdict of one item: what is not known speaks neither for nor against.

    >>> verdict(True, False, True), verdict(False, True, False)
    ('against', 'no data')
    """
    if not known:
        return NO_DATA
    return FOR if speaks_for else AGAINST if speaks_against else NEITHER


def said(items: Iterable[Item], name: str) -> set[str]:
    """The verdicts of the items on one point."""
    return {one.verdict for one in items if one.point == name}
