"""Which cases of a test the usual run looks at, and what the small site is of."""

from collections.abc import Iterable, Sequence

import pytest

#: Councils of the small site: without a figure that can be compared, tiny, without a return, merged, large.
SITE = {"E06000015": "Derby", "E06000053": "Isles of Scilly", "E08000025": "Birmingham",
        "E06000058": "Bournemouth, Christchurch and Poole", "E10000016": "Kent"}  # fmt: skip
#: Its measures: a proportion with counts, one of few years, a survey, money, context; two with awkward figures.
SITE_MEASURES = ("re_referrals", "placed_over_20_miles", "care_quality_of_life", "cost_adults_18_64", "rural_residents",
                 "sdq_average_score", "children_0_17")  # fmt: skip


def few(telling: Sequence, every: Iterable) -> list:
    """The most telling cases for the usual run, and all others for the long one."""
    every = list(every)
    assert [case for case in telling if case not in every] == [], "a telling case that is none"
    rest = [case for case in every if case not in telling]
    long = [pytest.param(*(c if isinstance(c, tuple) else (c,)), marks=pytest.mark.long) for c in rest]
    return [*telling, *long]
