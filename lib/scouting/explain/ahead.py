"""Who is ahead: neighbours better beyond noise, by how much, for how long, on how many indicators of a topic."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.explain.figures import Figures
from scouting.stats.shrink import shrunk
from scouting.terms import FEWEST_PEOPLE, YEARS_AHEAD, Z95


def leading(figures: Figures, rows: np.ndarray, own: int, other: int) -> np.ndarray:
    """Those of some indicators (places) on which another council is better beyond noise, sustained."""
    gap = figures.score[rows, other] - figures.score[rows, own]
    with np.errstate(invalid="ignore"):
        return rows[gap > Z95 * np.hypot(figures.score_se[rows, other], figures.score_se[rows, own])]


def leads(figures: Figures, looks: pd.DataFrame, own: int, members: np.ndarray) -> pd.DataFrame:
    """Every lead of a neighbour, a row a topic, neighbour and indicator on which it is better beyond noise.

    ``looks``: as ``looks.looks`` gives it. An indicator whose reliability is under 0.5 names nobody. Columns: topic,
    service, about_code, indicator_id, theirs and ours (sustained), gap (theirs less ours), gap_noise (in units of the
    noise of both), gap_shrunk (both drawn to the middle of councils as far as they are noise), reliability, people
    (what the gap amounts to among our own, NaN without counts), years_ahead of years_of (of the last five with both
    figures, unbroken), adjusted and sure (the look, allowing for their number), outside and outside_spread (whether
    theirs lies beyond the 95% limits around the middle council, for noise alone and with the spread between councils
    added: Spiegelhalter 2005).

    >>> from scouting.study import study
    >>> from scouting.study.why import Why
    >>> table = Why(study("Derby")).leads
    >>> bool((table.gap_noise > 1.96).all() and (table.reliability >= 0.5).all())
    True
    """
    fair = looks.set_index(["indicator_id", "about_code"])[["adjusted", "corrected"]]
    rows, looked = [], figures.facts.index.isin(looks.indicator_id)
    for topic in figures.topics:
        judged = topic.judged[looked[topic.judged]]
        for k in members:
            for i in leading(figures, judged, own, k):
                rows.append(_lead(figures, topic, i, own, k, fair))
    columns = [
        "topic",
        "service",
        "about_code",
        "indicator_id",
        "theirs",
        "ours",
        "gap",
        "gap_noise",
        "gap_shrunk",
        "reliability",
        "people",
        "years_ahead",
        "years_of",
        "adjusted",
        "sure",
        "outside",
        "outside_spread",
    ]
    return pd.DataFrame(rows, columns=columns)


def _lead(figures: Figures, topic, i: int, own: int, other: int, fair: pd.DataFrame) -> tuple:
    y, se = figures.mean[i, [other, own]], figures.mean_se[i, [other, own]]
    middle = figures.middle[i]
    drawn = shrunk(y, se, figures.between[i], middle)
    gap, way = y[0] - y[1], figures.sign[i]
    years = figures.figures[i, [other, own], -YEARS_AHEAD:]
    # Before a break things were counted otherwise: years there are no years of this lead.
    whole = np.isfinite(years).all(0) & (figures.segment[i, -YEARS_AHEAD:] == figures.segment[i, -1])
    among = figures.denominator[i, own, -1]
    counted = figures.facts.statistic.iloc[i] in ("proportion", "rate") and among >= FEWEST_PEOPLE
    name, code = figures.facts.index[i], figures.names.index[other]
    spread = np.sqrt(se[0] ** 2 + np.nan_to_num(figures.between[i]))
    return (
        topic.name, topic.service, code, name, y[0], y[1], gap, gap * way / np.hypot(*se), drawn[0] - drawn[1],
        figures.reliability[i], gap * among / float(figures.facts.multiplier.iloc[i]) if counted else np.nan,
        int(((years[0] - years[1]) * way > 0)[whole].sum()), int(whole.sum()), *fair.loc[(name, code)],
        bool((y[0] - middle) * way > Z95 * se[0]), bool((y[0] - middle) * way > Z95 * spread),
    )  # fmt: skip


def ahead(figures: Figures, table: pd.DataFrame, own: int) -> pd.DataFrame:
    """Who is ahead on each topic: a row a topic and neighbour, widest lead first within each topic.

    ``table``: as ``leads`` gives it. Columns: topic, service, about_code, n_ahead and n_sure (indicators on which it
    is ahead plainly, and with the looks allowed for), n_compared (indicators of the topic with both figures), then of
    its surest indicator: indicator_id, gap, gap_shrunk, gap_noise, people, years_ahead, years_of; n_neighbours (how
    many neighbours are ahead on the topic).
    """
    compared = {}
    for topic in figures.topics:
        both = np.isfinite(figures.score_se[topic.judged]) & np.isfinite(figures.score[topic.judged])
        with_own = both & both[:, [own]]
        keys = ((topic.service, topic.name, code) for code in figures.names.index)
        compared |= dict(zip(keys, with_own.sum(0), strict=True))
    by = ["service", "topic", "about_code"]
    best = table.sort_values("gap_noise", ascending=False, kind="stable").drop_duplicates(by)
    groups = table.groupby(by)
    keys = pd.MultiIndex.from_frame(best[by])
    best = best.assign(
        n_ahead=groups.size().reindex(keys).to_numpy(),
        n_sure=groups.sure.sum().reindex(keys).to_numpy(),
        n_compared=[compared[key] for key in keys],
        n_neighbours=best.groupby(["service", "topic"]).about_code.transform("size"),
    )
    columns = [
        "topic",
        "service",
        "about_code",
        "n_ahead",
        "n_sure",
        "n_compared",
        "indicator_id",
        "gap",
        "gap_shrunk",
        "gap_noise",
        "people",
        "years_ahead",
        "years_of",
        "n_neighbours",
    ]
    order = {(t.service, t.name): place for place, t in enumerate(figures.topics)}
    best["order"] = [order[key] for key in zip(best.service, best.topic, strict=True)]
    best = best.sort_values(["order", "gap_noise"], ascending=[True, False], kind="stable")
    return best[columns].reset_index(drop=True)
