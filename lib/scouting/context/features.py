"""Which context is allowed for, and why: a choice, so each has a name and can be changed for another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.errors import ScoutingError, unknown


class Feature(NamedTuple):
    """An indicator of context, why it is allowed for, and whether its logarithm is taken (counts of people)."""

    indicator_id: str
    why: str
    log: bool = False


_POOR = Feature("deprivation_score", "Deprivation: people under strain fall ill sooner, need help more, can pay less.")
_MEALS = Feature("free_meals_6_years_primary", "Deprivation of families: free school meals in the last six years.")
_OLD = Feature("adults_85_share", "Age: the need for care rises steeply after 85.")
_YOUNG = Feature("adults_65_share", "Age: how old the place is; no share of children is held.")
_RURAL = Feature("rural_residents", "Rurality: long ways cost time, and services are few.")
_ADULTS = Feature("adults_18_over", "Population: size brings choice, and overheads are shared.", log=True)
_CHILDREN = Feature("children_0_17", "Population: size brings choice, and overheads are shared.", log=True)
_OWNERS = Feature("home_owners", "Housing: who owns a home often pays for care, and moves less.")
_GROUPS = Feature("ethnic_groups_other", "Make-up of the population: language, family, and who answers surveys.")

#: The contexts that can be allowed for, by name and service. None of it is in a council's own hands, or not this year.
CONTEXTS: dict[str, dict[str, tuple[Feature, ...]]] = {
    "usual": {
        "adults": (_POOR, _OLD, _RURAL, _ADULTS),
        "children": (_POOR, _YOUNG, _RURAL, _CHILDREN),
    },
    "deprivation": {"adults": (_POOR,), "children": (_POOR,)},
    "wider": {
        "adults": (_POOR, _OLD, _RURAL, _ADULTS, _OWNERS, _GROUPS),
        "children": (_POOR, _YOUNG, _RURAL, _CHILDREN, _MEALS, _OWNERS, _GROUPS),
    },
}
#: Isles of Scilly and City of London, unlike every other council: told by the line of the others, they draw none.
APART = ("E06000053", "E09000001")
#: What councils decide themselves, as far as figures are published: shown apart, never part of need.
POLICIES: dict[str, tuple[Feature, ...]] = {
    "adults": (
        Feature("requests_with_service", "How many requests lead to a service: the threshold, seen from afar."),
    ),
    "children": (
        Feature("referrals_no_further_action", "How many referrals lead to nothing more: the threshold at the door."),
    ),
}


def features_of(figures: pd.DataFrame, service: str, context: str = "usual") -> pd.DataFrame:
    """The features of a context: area_code x indicator_id, logarithms taken where they are counts.

    ``figures``: area_code x indicator_id, as published; ``context``: a name in ``CONTEXTS``. A feature that is not
    held is a column without figures, so that it is told as missing. Raises ScoutingError for an unknown context.

    >>> held = pd.DataFrame({"deprivation_score": [12.0], "adults_18_over": [1000.0]}, ["E06000054"])
    >>> features_of(held, "adults").round(2).iloc[0].dropna().to_dict()
    {'deprivation_score': 12.0, 'adults_18_over': 6.91}
    """
    if context not in CONTEXTS:
        raise ScoutingError(unknown("context", context, CONTEXTS, "lib/scouting/context/features.py"))
    chosen = CONTEXTS[context][service]
    table = figures.reindex(columns=[f.indicator_id for f in chosen]).astype(float)
    for feature in chosen:
        if feature.log:
            column = table[feature.indicator_id]
            table[feature.indicator_id] = np.log(column.where(column > 0))
    return table
