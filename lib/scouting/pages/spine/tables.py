"""The table behind the spine: one row per measure, in the order in which people meet a service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.study.core import Study
from scouting.terms import POLARITIES

#: The steps of the journey, in order, each with the topics of its measures. A topic not named here comes after these.
TOPICS = {
    "Contact and referral": ("front door", "demand", "information"),
    "Assessment": ("assessment",),
    "Special educational needs": ("special educational needs",),
    "Child protection": ("child protection",),
    "Children in need at school": ("children in need: education",),
    "Support at home": ("control and direct payments", "living independently"),
    "Leaving hospital and reablement": ("reablement and hospital",),
    "Care homes": ("care homes",),
    "Coming into care": ("looked after: numbers",),
    "Where children in care live": ("looked after: placements",),
    "Health of children in care": ("looked after: health",),
    "Children in care at school": ("looked after: education",),
    "Leaving care for a family": ("adoption and permanence",),
    "Care leavers": ("care leavers",),
    "Carers": ("carers",),
    "Safeguarding adults": ("safeguarding",),
    "Quality of life": ("quality of life",),
    "Young people": ("youth justice", "family context"),
}
#: What people say and live through, staff and money come after the journey whatever their topic; context comes last.
FACETS = {
    "experience": "What people experience",
    "workforce": "Workforce",
    "cost": "Money",
    "inspection": "Inspection",
    "need": "Context",
}
OTHER = "Other measures"
CONTEXT = FACETS["need"]
#: Every step, in order.
STEPS = [*TOPICS, OTHER, *FACETS.values()]
_STEP_OF = {topic: step for step, topics in TOPICS.items() for topic in topics}


def step(facts: pd.DataFrame) -> pd.Series:
    """The step of the journey that each measure is shown under. ``facts``: rows of the catalogue (topic, facet).

    >>> step(pd.DataFrame({"topic": ["front door", "workforce"], "facet": ["outcome", "workforce"]})).tolist()
    ['Contact and referral', 'Workforce']
    """
    return facts.facet.map(FACETS).fillna(facts.topic.map(_STEP_OF)).fillna(OTHER)


def spine(study: Study) -> pd.DataFrame:
    """One row per measure of a study, in the order of the journey, context at the end.

    Columns: step, indicator_id, title, short_title, unit, period, value, marker, verdict, by_a_lot, turned, aside; of
    similar councils' latest figures lowest, q25, median, q75, highest; england; good (1 where high is better, -1 where
    low is, 0 where neither). Figures are unrounded, in the unit of the measure.

    >>> from scouting.study import study
    >>> spine(study("Derby", indicators="re_referrals,referral_rate")).step.tolist()
    ['Contact and referral', 'Context']
    """
    rows, facts, p = study.comparison, study.panel.indicators, study.panel
    near = p.areas.get_indexer(pd.Index(sorted(study.neighbour_set.codes)))
    now = p.figures[:, near[near >= 0], -1]
    some = np.isfinite(now).any(1)
    ends = [np.where(some, end(now, axis=1, where=np.isfinite(now), initial=start), np.nan)
            for end, start in ((np.min, np.inf), (np.max, -np.inf))]  # fmt: skip
    table = pd.DataFrame(
        {
            "step": step(facts),
            "indicator_id": rows.indicator_id,
            "title": facts.title,
            "short_title": facts.short_title,
            "unit": facts.unit,
            "period": rows.period,
            "value": rows.value,
            "marker": rows.marker,
            "lowest": ends[0],
            "q25": rows.neighbour_q25,
            "median": rows.neighbour_median,
            "q75": rows.neighbour_q75,
            "highest": ends[1],
            "england": rows.england,
            "good": facts.polarity.map(POLARITIES),
            "verdict": rows.verdict,
            "by_a_lot": rows.by_a_lot,
            "turned": rows.turned,
            "aside": rows.aside,
        }
    )
    place = table.step.map(STEPS.index)
    return table.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
