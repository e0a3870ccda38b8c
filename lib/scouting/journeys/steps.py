"""Where in a journey two councils differ, and where one council differs from itself some years ago."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.dataset import Dataset
from scouting.errors import ScoutingError, unknown
from scouting.journeys.counted import Counted, counted
from scouting.journeys.table import NOT_SPLIT, table
from scouting.terms import LAST_YEARS

#: Why one side of two years has nothing to be held against.
NO_EARLIER = "no earlier year follows on without a gap or a break"


def serving(catalog: Catalog, service: str, topic: str) -> list[str]:
    """The journeys that tell something of a topic, in the order of the catalogue; none for a topic without any.

    >>> from scouting import catalog
    >>> serving(catalog.read(), "children", "front door")[:2]
    ['plans_started', 're_referred']
    """
    first = catalog.journeys[catalog.journeys.step == 0]
    found = [topic in (part.strip() for part in topics.split(";")) for topics in first.topics]
    return first.journey_id[(first.service == service).to_numpy() & np.array(found)].tolist()


def counted_in(catalog: Catalog, indicator_id: str) -> list[str]:
    """The journeys that an indicator's own counts are part of, in the order of the catalogue.

    >>> from scouting import catalog
    >>> counted_in(catalog.read(), "placed_over_20_miles")
    ['far_from_home']
    """
    rows = catalog.journeys
    named = rows["count"].str.contains(rf"(?<![a-z_]){re.escape(indicator_id)}:", regex=True)
    return [*dict.fromkeys(rows.journey_id[named & (rows.step > 0)])]


def between(data: Dataset, area_code: str, other_code: str, journey_id: str) -> pd.DataFrame:
    """The gap between two councils in the outcome of a journey, split over its steps: one row per step.

    The year is the latest of the last three in which both hold the first and the last count. The parts add up to the
    gap: by the log mean Divisia index (``lmdi.split``; Ang 2005) within a branch, and branches add up.

    Columns: journey_id, area_code, other_code; branch, step; label, how (what the step asks), unit, decimals, ours,
    theirs: the step's own figures; part: of the gap, in the unit of the outcome; share_of_gap; lower, upper: its 95%
    limits, NaN where the noise is not known; sureness, clear, probable: whether the two differ at the step; need: how
    much of a first step's part the need of the two leads one to expect, NaN where that cannot be told; people: the
    part in people of the first council; status: split, left out (the next step is told over the one before), missing,
    or not split (as another is missing); why_ours, why_theirs: why a count is missing; period, other_period (alike
    between two councils), period_end. Of the whole, alike in every row: outcome, outcome_unit, outcome_decimals,
    whole_ours, whole_theirs, gap, gap_lower, gap_upper, gap_people. Raises ScoutingError for an unknown council or
    journey.

    >>> from scouting.dataset import load
    >>> made = between(load(), "E06000054", "E06000066", "far_from_home")
    >>> made[["label", "unit", "period"]].values.tolist()[0]
    ['children in care', 'per 10,000 children', '2025']
    >>> bool(abs(made.part.sum() - made.gap.iloc[0]) < 1e-9)
    True
    """
    return between_many(data, pd.DataFrame({"area_code": [area_code], "other_code": [other_code]}), journey_id)


def between_many(data: Dataset, pairs: pd.DataFrame, journey_id: str) -> pd.DataFrame:
    """``between`` for many pairs of councils at once (columns area_code, other_code), pair after pair."""
    made = counted(data, journey_id)
    ours, theirs = (_places(data, pairs[column]) for column in ("area_code", "other_code"))
    both = (made.whole[:, ours] & made.whole[:, theirs])[::-1][:LAST_YEARS]
    years = len(made.ends) - 1 - both.argmax(0)
    return table(data, made, (years, ours), (years, theirs))


def over_time(data: Dataset, area_code: str, journey_id: str, since_period: str = "") -> pd.DataFrame:
    """A council's latest year in a journey beside an earlier one of its own: columns as ``between``, theirs is then.

    ``since_period``: blank for up to three years before. Nothing reaches over a gap or a break: where no such year
    follows on, nothing is split, and why_theirs says so. Raises ScoutingError for an unknown council, journey or
    period.

    >>> from scouting.dataset import load
    >>> made = over_time(load(), "E06000054", "far_from_home")
    >>> made.period.iloc[0], made.other_period.iloc[0]
    ('2025', '2022')
    """
    made = counted(data, journey_id)
    area = _places(data, pd.Series([area_code]))
    if since_period and since_period not in made.labels:
        where = f"'{journey_id}' has figures of {', '.join(made.labels)}"
        raise ScoutingError(f"Unknown period '{since_period}'. The journey {where}.")
    held = made.whole[:, area[0]]
    now = len(held) - 1 - int(held[::-1][:LAST_YEARS].argmax())
    reach = _reach(made, held, now)
    then = int(np.flatnonzero(made.labels == since_period)[0]) if since_period else reach[: LAST_YEARS + 1][-1]
    split = table(data, made, (np.array([now]), area), (np.array([then]), area))
    if not held[now] or (then in reach and then < now):
        return split
    gone = ["part", "share_of_gap", "lower", "upper", "sureness", "people", "theirs", "whole_theirs"]
    gone += ["gap", "gap_lower", "gap_upper", "gap_people"]
    never = dict.fromkeys(["clear", "probable"], False)
    return split.assign(**dict.fromkeys(gone, np.nan), **never, status=NOT_SPLIT, why_theirs=NO_EARLIER)


def _reach(made: Counted, held: np.ndarray, now: int) -> list[int]:
    """The years back from ``now`` that follow on each other without a gap or a break, the latest first."""
    reach = [now]
    while reach[-1] and made.unbroken[reach[-1]] and held[reach[-1]] and held[reach[-1] - 1]:
        reach.append(reach[-1] - 1)
    return reach


def _places(data: Dataset, codes: pd.Series) -> np.ndarray:
    areas = data.panel.areas
    places = areas.get_indexer(pd.Index(codes))
    lost = sorted(set(codes[places < 0]))
    if lost:
        raise ScoutingError([unknown("council", code, (), "data/catalog/areas.csv") for code in lost])
    return places
