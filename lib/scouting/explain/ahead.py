"""Who is ahead: similar councils clearly better, by how much, for how long, on how many indicators of a topic."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.explain.counts import IMPROBABLE, improbable
from scouting.explain.figures import Figures
from scouting.frames import each_row
from scouting.stats.shrink import shrunk
from scouting.terms import FEWEST_PEOPLE, Z95

#: Years looked back on to say for how long a neighbour has been ahead.
YEARS_AHEAD = 5

LEADS = [
    "topic", "service", "about_code", "indicator_id", "theirs", "ours", "gap", "sureness", "gap_shrunk", "reliability",
    "people", "theirs_of", "ours_of", "like_size", "years_ahead", "years_of", "adjusted", "outside", "outside_spread",
    "check_counting",
]  # fmt: skip


def leads(figures: Figures, looks: pd.DataFrame, own: int) -> pd.DataFrame:
    """Every lead of a similar council: a row for each topic, council and indicator on which it is clearly ahead.

    ``looks``: as ``looks_of`` gives it. Columns: topic, service, about_code, indicator_id, theirs and ours (levels),
    gap (theirs less ours), sureness (good way up), gap_shrunk (both drawn to the middle of councils as far as they are
    noise), reliability, people (what the gap amounts to among our own, NaN without counts), theirs_of and ours_of (how
    many people each latest figure is of, NaN where not published), like_size (neither over three times the other),
    years_ahead of years_of (of the last five with both figures, unbroken), adjusted (the p-value with their
    number allowed for), outside and outside_spread (whether theirs lies beyond the 95% limits around the middle
    council, for noise alone and with the spread between councils added: Spiegelhalter 2005), check_counting (theirs is
    0% or 100%, and the rate of the others makes that improbable: ask how it is counted before it is called better).

    >>> from scouting.study import study
    >>> from scouting.pages.scouting_party.why import Why
    >>> why = Why(study("Derby"))
    >>> bool((why.leads.sureness >= why.of.panel.cutoffs.clear).all())
    True
    """
    found = looks[looks.clear & (looks.sureness > 0)]
    order = {(t.service, t.name): place for place, t in enumerate(figures.topics)}
    rows = [_lead(figures, look, own) for look in each_row(found)]
    table = pd.DataFrame(rows, columns=LEADS[:-1]).astype({"like_size": bool})
    table["check_counting"] = _improbable(figures, table, np.append(figures.places([*looks.about_code.unique()]), own))
    place = [order[key] for key in zip(table.service, table.topic, strict=True)]
    return table.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _improbable(figures: Figures, table: pd.DataFrame, among: np.ndarray) -> np.ndarray:
    """Whether each lead is at a figure of 0% or 100% that the others ``among`` whom it is compared make improbable."""
    chance = improbable(figures, np.arange(len(figures.names)), among)
    i, k = (ids.get_indexer(pd.Index(table[name])) for ids, name in
            ((figures.facts.index, "indicator_id"), (figures.names.index, "about_code")))  # fmt: skip
    return chance[i, k] < IMPROBABLE


def _lead(figures: Figures, look, own: int) -> tuple:
    i, other = figures.facts.index.get_loc(look.indicator_id), figures.place(look.about_code)
    y, se = figures.level[i, [other, own]], figures.level_se[i, [other, own]]
    middle = figures.middle[i]
    drawn = shrunk(y, se, figures.between[i], middle)
    gap, way = y[0] - y[1], figures.sign[i]
    years = figures.figures[i, [other, own], -YEARS_AHEAD:]
    # Before a break things were counted otherwise: years there are no years of this lead.
    whole = np.isfinite(years).all(0) & (figures.segment[i, -YEARS_AHEAD:] == figures.segment[i, -1])
    people = figures.denominator[i, [other, own], -1]
    counted = figures.facts.statistic.iloc[i] in ("proportion", "rate") and people[1] >= FEWEST_PEOPLE
    spread = np.sqrt(se[0] ** 2 + np.nan_to_num(figures.between[i]))
    facts = figures.facts
    return (
        look.topic, facts.service.iloc[i], look.about_code, look.indicator_id, y[0], y[1], gap, look.sureness,
        drawn[0] - drawn[1], figures.reliability[i],
        gap * people[1] / facts.multiplier.to_numpy(float)[i] if counted else np.nan, *people,
        look.like_size,
        int(((years[0] - years[1]) * way > 0)[whole].sum()), int(whole.sum()), look.adjusted,
        bool((y[0] - middle) * way > Z95 * se[0]), bool((y[0] - middle) * way > Z95 * spread),
    )  # fmt: skip


def who_is_ahead(figures: Figures, table: pd.DataFrame, looks: pd.DataFrame) -> pd.DataFrame:
    """Who is ahead on each topic: a row for each topic and similar council, the surest lead first within each topic.

    ``table``: as ``leads`` gives it; ``looks``: that it was made from. Columns: topic, service, about_code, n_ahead
    (indicators on which it is clearly ahead), n_compared (indicators of the
    topic with both levels), then of its surest indicator: indicator_id, gap, gap_shrunk, sureness, people,
    years_ahead, years_of; n_neighbours (how many similar councils are ahead on the topic).
    """
    by = ["service", "topic", "about_code"]
    looks = looks.assign(service=figures.facts.service[looks.indicator_id].to_numpy())
    compared, groups = looks.groupby(by).size(), table.groupby(by)
    best = table.sort_values("sureness", ascending=False, kind="stable").drop_duplicates(by)
    keys = pd.MultiIndex.from_frame(best[by])
    best = best.assign(
        n_ahead=groups.size().reindex(keys).to_numpy(),
        n_compared=compared.reindex(keys).to_numpy(),
        n_neighbours=best.groupby(["service", "topic"]).about_code.transform("size"),
    )
    columns = [
        "topic", "service", "about_code", "n_ahead", "n_compared", "indicator_id", "gap", "gap_shrunk", "sureness",
        "people", "years_ahead", "years_of", "n_neighbours",
    ]  # fmt: skip
    order = {(t.service, t.name): place for place, t in enumerate(figures.topics)}
    best["order"] = [order[key] for key in zip(best.service, best.topic, strict=True)]
    best = best.sort_values(["order", "sureness"], ascending=[True, False], kind="stable")
    return best[columns].reset_index(drop=True)
