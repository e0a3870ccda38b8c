"""What goes with a lead: where two councils differ clearly in staffing, demand, placements used and spending."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scouting.explain.background import spread
from scouting.explain.figures import Figures
from scouting.stats import gaps
from scouting.stats.fdr import adjusted
from scouting.terms import FALSE_SHARE

#: Kinds of measure that may go with a lead. What people experience is what a lead itself is on.
WITH = ("workforce", "activity", "cost", "need")
#: Of needs, those of the lead's own topic and of this one: what is found at an assessment says little of placements.
CONTEXT = "family context"
#: Of one topic so many are shown at most: placements by kind are one thing, told once.
MOST_OF_TOPIC = 2
#: Figures that are too new for a verdict are set beside each other from so many standard deviations between councils.
WIDE = 1.5


def alongside(figures: Figures, service: str, topic: str, own: int, other: int, leave_out: list[str]) -> pd.DataFrame:
    """Where two councils differ clearly on what may go with a lead, the surest first: one row per measure.

    ``topic``: of the lead; ``leave_out``: measures that are told elsewhere (the leads). Columns: indicator_id, topic,
    theirs and ours (levels), sureness (that theirs is higher; the rule of the verdict between two councils). Left are
    those that stay with their number allowed for (Benjamini and Hochberg 1995): none that has ended, and no mirror of
    another measure. Beside, not because.
    """
    rows = _rows(figures, service, topic, leave_out)
    facts = figures.facts
    blocks = (figures.level[rows], figures.lower[rows], figures.upper[rows])
    theirs, ours = ([block[:, k] for block in blocks] for k in (other, own))
    z = gaps.sureness(*theirs, *ours, spread=2 * figures.between[rows])
    table = pd.DataFrame(
        {"indicator_id": facts.index[rows], "topic": facts.topic.to_numpy()[rows], "theirs": theirs[0], "ours": ours[0],
         "sureness": z}
    )[np.isfinite(z)]  # fmt: skip
    if table.empty:
        return table
    fair = adjusted(2 * ndtr(-np.abs(table.sureness.to_numpy())))
    table = table[(table.sureness.abs() >= figures.clear_from) & (fair <= FALSE_SHARE)]
    return table.iloc[np.argsort(-table.sureness.abs(), kind="stable")].reset_index(drop=True)


def far_apart(figures: Figures, service: str, topic: str, own: int, other: int, leave_out: list[str]) -> pd.DataFrame:
    """Where the latest figures of two councils lie far apart and no verdict can be given, the widest first.

    Arguments as for ``alongside``, outcomes taken in. Far is over WIDE robust standard deviations between councils: how
    sure that is, nobody can say of figures that are new. Columns: indicator_id, topic, theirs, ours (latest
    figures), apart (theirs less ours, in those deviations).
    """
    rows = _rows(figures, service, topic, leave_out, (*WITH, "outcome", "timeliness", "experience"))
    rows = rows[~np.isfinite(figures.level[rows][:, [own, other]]).all(1)]
    rows = rows[~figures.too_few[rows][:, [own, other]].any(1)]
    latest = figures.figures[rows, :, -1]
    apart = (latest[:, other] - latest[:, own]) / spread(latest)
    table = pd.DataFrame(
        {"indicator_id": figures.facts.index[rows], "topic": figures.facts.topic.to_numpy()[rows],
         "theirs": latest[:, other], "ours": latest[:, own], "apart": apart}
    )[np.abs(apart) >= WIDE]  # fmt: skip
    return table.iloc[np.argsort(-table.apart.abs(), kind="stable")].reset_index(drop=True)


def _rows(figures: Figures, service: str, topic: str, leave_out: list[str], facets: tuple[str, ...] = WITH):
    """The places of the measures that may go with a lead: none that has ended, no mirror, no count."""
    facts = figures.facts
    wanted = (facts.service == service) & facts.facet.isin(facets) & (facts.mirrors == "") & (facts.ended == "")
    wanted &= (facts.facet != "need") | facts.topic.isin([topic, CONTEXT])
    return np.flatnonzero((wanted & (facts.statistic != "count") & ~facts.index.isin(leave_out)).to_numpy())
