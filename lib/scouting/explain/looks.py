"""Where a council stands, with many looks taken: what is left when that is allowed for, pockets, improved or held."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtr

from scouting.explain.figures import Figures
from scouting.stats.fdr import adjusted
from scouting.terms import FACETS, FALSE_SHARE, NOT_COMPARED, POCKET, Z95


def looks(figures: Figures, comparison: pd.DataFrame, own: int, members: np.ndarray) -> pd.DataFrame:
    """Every look that is taken to say where a council stands: each indicator against the neighbours' median, and
    against each neighbour alone.

    ``comparison``: the council's, indexed by indicator_id, of the indicators that are looked at (those of a service);
    ``members``: places of its neighbours. Only indicators with polarity, sustained. Columns: indicator_id, topic,
    about_code ("" for the median), gap_noise (ours less theirs in the good direction, in units of noise), p (two-sided,
    normal), adjusted (over all of them together: Benjamini and Hochberg 1995), plain and corrected (whether it counts
    at 5% before and after).
    """
    facts = figures.facts
    rows = comparison.reindex(facts.index)
    median = (rows.sustained_gap_noise * figures.sign).where(rows.standing != NOT_COMPARED)
    gaps = figures.score[:, [own]] - figures.score[:, members]
    noise = np.hypot(figures.score_se[:, [own]], figures.score_se[:, members])
    with np.errstate(invalid="ignore", divide="ignore"):
        block = np.column_stack([median.to_numpy(float), gaps / noise])
    looked = (figures.sign != 0) & facts.index.isin(comparison.index)
    block = np.where(looked[:, None] & np.isfinite(block), block, np.nan)
    i, k = np.nonzero(np.isfinite(block))
    codes = np.array(["", *figures.names.index[members]], dtype=object)
    z = block[i, k]
    p = 2 * ndtr(-np.abs(z))
    fair = adjusted(p) if len(p) else p
    return pd.DataFrame(
        {
            "indicator_id": facts.index[i],
            "topic": facts.topic.to_numpy()[i],
            "about_code": codes[k],
            "gap_noise": z,
            "p": p,
            "adjusted": fair,
            "plain": np.abs(z) > Z95,
            "corrected": fair <= FALSE_SHARE,
        }
    )


def tally(table: pd.DataFrame) -> pd.Series:
    """How many looks there were, count plainly and after allowing for their number, and by chance alone.

    ``table``: as ``looks`` gives it. Index: looks, plain, corrected (each both ways), ahead, behind (corrected),
    chance (5% of the looks: what would count plainly if nothing differed).

    >>> some = pd.DataFrame({"gap_noise": [3.0, -2.5, 0.1, 2.0], "plain": [True, True, False, True],
    ...                      "corrected": [True, False, False, False]})
    >>> tally(some).tolist()
    [4.0, 3.0, 1.0, 1.0, 0.0, 0.2]
    """
    up = table.gap_noise > 0
    return pd.Series(
        {
            "looks": len(table),
            "plain": int(table.plain.sum()),
            "corrected": int(table.corrected.sum()),
            "ahead": int((table.corrected & up).sum()),
            "behind": int((table.corrected & ~up).sum()),
            "chance": FALSE_SHARE * len(table),
        }
    )


def by_facet(figures: Figures, table: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Strengths, gaps and movement by facet, against the neighbours' median: a row a facet, in their usual order.

    ``table``: as ``looks`` gives it; ``changes``: as ``improved`` does. Columns: facet, indicators (compared), ahead
    and behind (plain), sure_ahead and sure_behind (with all looks allowed for), moved_of (with two unbroken years),
    improved (by however little, or held in the best quarter), improved_beyond_noise.
    """
    facet = figures.facts.facet
    median = table[table.about_code == ""].assign(facet=lambda rows: rows.indicator_id.map(facet))
    changes = changes.assign(facet=changes.indicator_id.map(facet))
    up = median.gap_noise > 0
    parts = {
        "indicators": median.facet,
        "ahead": median.facet[median.plain & up],
        "behind": median.facet[median.plain & ~up],
        "sure_ahead": median.facet[median.corrected & up],
        "sure_behind": median.facet[median.corrected & ~up],
        "moved_of": changes.facet,
        "improved": changes.facet[changes.improved | changes.held],
        "improved_beyond_noise": changes.facet[changes.beyond_noise],
    }
    counts = pd.DataFrame({name: facets.value_counts() for name, facets in parts.items()}).fillna(0).astype(int)
    order = [name for name in FACETS if name in counts.index]
    return counts.loc[order].rename_axis("facet").reset_index()


def pockets(figures: Figures, comparison: pd.DataFrame, own: int) -> pd.DataFrame:
    """Where a council is among the best tenth in England, or the last, beyond noise and with the looks allowed for.

    Ranked are sustained figures of the councils that have one, on indicators that can tell councils apart. Columns:
    indicator_id, topic, way ("among the best", "among the last"), rank (from that end), of, gap_noise (from the
    middle council), p, adjusted, against_the_run (best though behind its neighbours on more indicators than ahead, or
    the reverse). Only rows that count after correction.
    """
    score, se = figures.score[:, own], figures.score_se[:, own]
    z = np.divide(score, se, out=np.full(len(score), np.nan), where=se > 0)
    usable = np.flatnonzero(figures.can_name & np.isfinite(z) & figures.facts.index.isin(comparison.index))
    words = comparison.standing.reindex(figures.facts.index)
    run = words.isin(["better", "much better"]).sum() - words.isin(["worse", "much worse"]).sum()
    fair = adjusted(2 * ndtr(-np.abs(z[usable]))) if len(usable) else z[usable]
    rows = []
    for i, p in zip(usable, fair, strict=True):
        block = figures.score[i][np.isfinite(figures.score[i])]
        of, up = len(block), score[i] > 0
        rank = 1 + int((block > score[i] + 1e-9).sum() if up else (block < score[i] - 1e-9).sum())
        if p <= FALSE_SHARE and rank <= POCKET * of:
            way = "among the best" if up else "among the last"
            facts = figures.facts
            rows.append((facts.index[i], facts.topic.iloc[i], way, rank, of, z[i], 2 * ndtr(-abs(z[i])), p,
                         bool(run < 0) if up else bool(run > 0)))  # fmt: skip
    columns = ["indicator_id", "topic", "way", "rank", "of", "gap_noise", "p", "adjusted", "against_the_run"]
    return pd.DataFrame(rows, columns=columns)


def improved(figures: Figures, own: int, ids: pd.Index) -> tuple[pd.DataFrame, pd.Series]:
    """Which of some indicators improved or held at a high level, and how many would by chance.

    An indicator counts when its latest figure is better than the one of the period before (by any amount, unrounded,
    none across a break), or when it was in the best quarter of councils in both. The table has a row an indicator with
    polarity and both figures: indicator_id, before, now, change (good way up), improved, held, beyond_noise (the change
    exceeds 1.96 times its noise). The summary: counted, of, improved, held, beyond_noise, chance, low, high (95%) and
    field. ``chance``: if nothing had changed, the two figures could as well have come in the other order, so half of
    those that moved would have improved; those held count either way (a sign test; Dixon and Mood 1946). ``field``: how
    many of these indicators the average council with the figures would count.
    """
    way = figures.sign
    follows = _consecutive(figures) & (way != 0) & figures.facts.index.isin(ids)
    pair = figures.figures[..., -2:] * np.where(way == 0, np.nan, way)[:, None, None]
    with np.errstate(invalid="ignore"):
        edge = np.array([_upper_quarter(row) for row in np.swapaxes(pair, 1, 2)])
        up = pair[..., 1] > pair[..., 0] + 1e-9
        top = (pair >= edge[:, None, :] - 1e-9).all(-1)
    has = np.isfinite(pair).all(-1) & follows[:, None]
    counted = (up | top) & has
    mine = np.flatnonzero(has[:, own])
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
            "beyond_noise": change > Z95 * noise,
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
            "beyond_noise": int(table.beyond_noise.sum()),
            "chance": held + free / 2,
            "low": held + int(low),
            "high": held + int(high),
            "field": float(np.sum(share)),
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
