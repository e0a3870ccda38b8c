"""Which cases of a test the usual run looks at."""

from collections.abc import Iterable, Sequence

import pytest


def few(telling: Sequence, every: Iterable) -> list:
    """The most telling cases for the usual run, and all others for the long one."""
    every = list(every)
    assert [case for case in telling if case not in every] == [], "a telling case that is none"
    rest = [case for case in every if case not in telling]
    long = [pytest.param(*(c if isinstance(c, tuple) else (c,)), marks=pytest.mark.long) for c in rest]
    return [*telling, *long]
