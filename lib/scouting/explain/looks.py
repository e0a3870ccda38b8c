"""Where a council stands, with many comparisons made: what is left when that is allowed for, pockets, improvement."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtr

from scouting.explain.figures import Figures
from scouting.stats import gaps
from scouting.stats.fdr import adjusted
from scouting.terms import CLEARLY, FACETS, FALSE_SHARE, FEWEST_NEIGHBOURS, NOT_COMPARED, TOO_FEW_PEOPLE, Z95

#: A council is among the best, or the last, in England in the best or last tenth of the councils with a figure.
POCKET = 0.1


def looks_of(figures: Figures, ids: pd.Index, own: int, members: np.ndarray) -> pd.DataFrame:
    """One council beside each of its similar councils alone: a row for each comparison, by indicator.

    ``ids``: the indicators that are asked about and that nothing sets aside; those on which better can be told from
    worse are compared. ``members``: places of the similar councils. Columns: indicator_id, topic, about_code, sureness
    (that the other is ahead; negative where we are), like_size (neither has over three times as many people behind its
    figure), adjusted (its p-value over all of them together: Benjamini and Hochberg 1995), beyond (the verdict's
    cut-off, taken alone) and clear (beyond it, and left with their number allowed for).
    """
    facts = figures.facts
    sureness, like = figures.sureness(own, members), figures.like_size(own, members)
    i, k = np.nonzero(np.isfinite(sureness) & facts.index.isin(ids)[:, None])
    z = sureness[i, k]
    fair = adjusted(2 * ndtr(-np.abs(z))) if len(z) else z
    beyond = np.abs(z) >= figures.clear_from
    return pd.DataFrame(
        {
            "indicator_id": facts.index[i],
            "topic": facts.topic.to_numpy()[i],
            "about_code": figures.names.index[members][k],
            "sureness": z,
            "like_size": like[i, k],
            "adjusted": fair,
            "beyond": beyond,
            "clear": beyond & (fair <= FALSE_SHARE),
        }
    )


def tally(table: pd.DataFrame, clear_from: float) -> pd.Series:
    """How many comparisons there were, how many are beyond the cut-off, clear, or beyond it by chance.

    ``table``: of ``looks_of``; ``clear_from``: the cut-off. Index: comparisons, beyond, clear (each both ways),
    ahead, behind (clearly), chance (how many would be beyond the cut-off if nothing differed).

    >>> some = pd.DataFrame({"sureness": [-3.0, 2.5, 0.1, 2.2], "beyond": [True, True, False, True],
    ...                      "clear": [True, False, False, False]})
    >>> tally(some, 1.959963984540054).round(3).tolist()
    [4.0, 3.0, 1.0, 1.0, 0.0, 0.2]
    """
    up = table.sureness < 0
    return pd.Series(
        {
            "comparisons": len(table),
            "beyond": int(table.beyond.sum()),
            "clear": int(table.clear.sum()),
            "ahead": int((table.clear & up).sum()),
            "behind": int((table.clear & ~up).sum()),
            "chance": 2 * ndtr(-clear_from) * len(table),
        }
    )


def by_facet(figures: Figures, comparison: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Strengths, gaps and movement by facet, against the median of similar councils: a row for each, in usual order.

    ``comparison``: the council's, indexed by indicator_id; what is set aside is left out. ``changes``: as ``improved``
    gives it. Columns: facet, indicators (compared, where better can be told from worse), ahead and behind (clearly),
    moved_of (with two unbroken years), improved (by however little, or held in the best quarter), more_than_usual
    (improved by more than a year's figure usually moves).
    """
    facet, way = figures.facts.facet, pd.Series(figures.sign, figures.facts.index)
    told = comparison[(comparison.aside == "") & ~comparison.verdict.isin([NOT_COMPARED, TOO_FEW_PEOPLE])]
    told = told[way[told.index] != 0]
    facets, moved = facet[told.index], facet[changes.indicator_id].to_numpy()
    parts = {
        "indicators": facets,
        "ahead": facets[told.verdict == CLEARLY["better"]],
        "behind": facets[told.verdict == CLEARLY["worse"]],
        "moved_of": pd.Series(moved),
        "improved": pd.Series(moved[changes.improved | changes.held]),
        "more_than_usual": pd.Series(moved[changes.more_than_usual]),
    }
    counts = pd.DataFrame({name: mine.value_counts() for name, mine in parts.items()}).fillna(0).astype(int)
    order = [name for name in FACETS if name in counts.index]
    return counts.loc[order].rename_axis("facet").reset_index()


def pockets(figures: Figures, comparison: pd.DataFrame, own: int) -> pd.DataFrame:
    """Where a council is clearly among the best tenth in England, or the last, with their number allowed for.

    Ranked are the levels of the councils that have one, where half of the councils of today do. ``comparison``: the
    council's, indexed by indicator_id; what is set aside is left out. Columns: indicator_id, topic, way ("among the
    best", "among the last"), rank (from that end), of, sureness (from the middle council, good way up), adjusted,
    against_the_run (best though clearly worse than similar councils on more indicators than clearly better, or the
    reverse).
    """
    level, middle = figures.level[:, own], figures.middle
    limits, way = (figures.lower[:, own], figures.upper[:, own]), np.where(figures.sign == 0, np.nan, figures.sign)
    z = gaps.sureness(level, *limits, middle, middle, middle, figures.between) * way
    told = comparison[comparison.aside == ""]
    today = np.isfinite(figures.figures[..., -1]).any(0).sum()
    known = np.isfinite(figures.level).sum(1) >= FEWEST_NEIGHBOURS * today
    usable = np.flatnonzero(known & np.isfinite(z) & figures.facts.index.isin(told.index))
    run = (told.verdict == CLEARLY["better"]).sum() - (told.verdict == CLEARLY["worse"]).sum()
    fair = adjusted(2 * ndtr(-np.abs(z[usable]))) if len(usable) else z[usable]
    rows, facts = [], figures.facts
    for i, p in zip(usable.tolist(), fair, strict=True):
        block = figures.score[i][np.isfinite(figures.score[i])]
        of, mine, up = len(block), figures.score[i, own], z[i] > 0
        rank = 1 + int((block > mine + 1e-9).sum() if up else (block < mine - 1e-9).sum())
        if abs(z[i]) >= figures.clear_from and p <= FALSE_SHARE and rank <= POCKET * of:
            way = "among the best" if up else "among the last"
            against = bool(run < 0) if up else bool(run > 0)
            rows.append((facts.index[i], facts.topic.iloc[i], way, rank, of, z[i], p, against))
    columns = ["indicator_id", "topic", "way", "rank", "of", "sureness", "adjusted", "against_the_run"]
    return pd.DataFrame(rows, columns=columns)


def improved(figures: Figures, own: int, comparison: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Which indicators improved or held at a high level, and how many would by chance.

    ``comparison``: as for ``pockets``; figures of too few people are left out, too. An indicator counts when its latest
    figure is better than the one of the period before (by any amount, unrounded, none across a break), or when it was
    in the best quarter of councils in both. The table has a row for each with both figures: indicator_id, before, now,
    change (good way up), improved, held, more_than_usual (the change exceeds what a year's figure usually moves when
    nothing has changed).

    The summary: counted, of, improved, held, more_than_usual, chance, low, high (95%), field and left_out (indicators
    with both figures that are set aside). ``chance``: if nothing had changed, the two figures could as well have come
    in the other order, so half of those that moved would have improved; those held count either way (a sign test;
    Dixon and Mood 1946). ``field``: how many of these indicators the average council with the figures would count.
    """
    way = figures.sign
    aside = comparison.aside.reindex(figures.facts.index)
    follows = _consecutive(figures) & (way != 0) & aside.notna().to_numpy()
    pair = figures.figures[..., -2:] * np.where(way == 0, np.nan, way)[:, None, None]
    pair = np.where(figures.too_few[..., None], np.nan, pair)
    with np.errstate(invalid="ignore"):
        edge = np.array([_upper_quarter(row) for row in np.swapaxes(pair, 1, 2)])
        up = pair[..., 1] > pair[..., 0] + 1e-9
        top = np.all(pair >= edge[:, None, :] - 1e-9, axis=-1)
    has = np.isfinite(pair).all(-1) & follows[:, None]
    counted = (up | top) & has
    mine = np.flatnonzero(has[:, own] & (aside == "").to_numpy())
    change = pair[mine, own, 1] - pair[mine, own, 0]
    noise = np.hypot(figures.se[mine, own, -1], figures.se[mine, own, -2])
    table = pd.DataFrame(
        {
            "indicator_id": figures.facts.index[mine],
            "before": figures.figures[mine, own, -2],
            "now": figures.figures[mine, own, -1],
            "change": change,
            "improved": up[mine, own],
            "held": top[mine, own],
            "more_than_usual": change > Z95 * noise,
        }
    )
    free = int((~table.held & (change != 0)).sum())
    held = int(table.held.sum())
    low, high = stats.binom.interval(0.95, free, 0.5) if free else (0, 0)
    share = [counted[i][has[i]].mean() for i in mine]
    return table, pd.Series(
        {
            "counted": int((table.improved | table.held).sum()),
            "of": len(table),
            "improved": int(table.improved.sum()),
            "held": held,
            "more_than_usual": int(table.more_than_usual.sum()),
            "chance": held + free / 2,
            "low": held + int(low),
            "high": held + int(high),
            "field": float(np.sum(share)),
            "left_out": int(has[:, own].sum()) - len(table),
        }
    )


def _upper_quarter(rows: np.ndarray) -> np.ndarray:
    """The edge of the best quarter of each row; infinite where none has a figure."""
    return np.array([np.quantile(r[np.isfinite(r)], 0.75) if np.isfinite(r).any() else np.inf for r in rows])


def _consecutive(figures: Figures) -> np.ndarray:
    if figures.position.shape[1] < 2:
        return np.zeros(len(figures.position), bool)
    step = np.diff(figures.position[:, -2:], axis=1)[:, 0]
    return (step == 1) & (figures.segment[:, -1] == figures.segment[:, -2]) & (figures.position[:, -2] >= 0)
