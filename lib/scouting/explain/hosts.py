"""Whom to visit: the best hosts for one council, and who visits whom if all councils asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scouting.explain.figures import Figures
from scouting.explain.looks import looks_of
from scouting.frames import each_cell, each_row
from scouting.stats.fdr import adjusted
from scouting.terms import FALSE_SHARE, MOST_VISITS

HOSTS = ["about_code", "n_topics", "n_indicators", "n_unlike", "widest"]
#: Of fewer measures than this nothing is said together.
FEWEST_TOGETHER = 3


def best_first(leads: pd.DataFrame) -> pd.DataFrame:
    """The hosts of one council, best first: a row for each that leads on anything.

    ``leads``: columns about_code, topic, sureness, like_size. Columns: about_code, n_topics and n_indicators (led by a
    council of like size there), n_unlike (indicators led by one over three times as large, or under a third), widest
    (the surest lead, of those of like size where there are any). Most topics come first, then the surest lead
    (three measures of one thing are no three reasons); who leads only at another size comes last. Ties go to the lower
    code.

    >>> rows = [("A", "t", 9.0, False), ("B", "t", 3.0, True), ("B", "u", 2.5, True)]
    >>> best_first(pd.DataFrame(rows, columns=["about_code", "topic", "sureness", "like_size"])).values.tolist()
    [['B', 2, 2, 0, 3.0], ['A', 0, 0, 1, 9.0]]
    """
    rows = []
    for code, mine in leads.groupby("about_code"):
        like = mine[mine.like_size]
        surest = (like if len(like) else mine).sureness.max()
        rows.append((code, like.topic.nunique(), len(like), len(mine) - len(like), surest))
    table = pd.DataFrame(rows, columns=HOSTS)
    order = ["n_topics", "widest", "n_indicators", "n_unlike", "about_code"]
    return table.sort_values(order, ascending=[False] * 4 + [True], kind="stable", ignore_index=True)


def together(figures: Figures, looks: pd.DataFrame, own: int, members: np.ndarray) -> pd.DataFrame:
    """Who is ahead on all measures taken together, the surest first: about_code, n_ahead, n_compared, sureness.

    ``looks``: as ``looks_of`` gives it, of the measures that are asked about. The gaps, in standard deviations between
    councils, are added up and held against their noise; councils count whose sum is beyond the verdict's cut-off and
    left with their number allowed for (Benjamini and Hochberg 1995). On past years 82 to 87 of 100 such sums of adults'
    measures, and 84 to 98 of children's, stood on the same side a year later: probable, and not clear, since measures
    of one survey share their chance.
    """
    ids = looks.indicator_id.unique()
    i = figures.facts.index.get_indexer(pd.Index(ids))
    gaps = figures.score[i][:, members] - figures.score[i][:, [own]]
    noise = np.hypot(figures.score_se[i][:, members], figures.score_se[i][:, [own]])
    known = np.isfinite(gaps) & (noise > 0)
    n, total = known.sum(0), np.where(known, noise**2, 0).sum(0)
    z = np.where(known, gaps, 0).sum(0) / np.sqrt(np.where(total > 0, total, np.nan))
    table = pd.DataFrame(
        {
            "about_code": figures.names.index[members],
            "n_ahead": (np.where(known, gaps, 0) > 0).sum(0),
            "n_compared": n,
            "sureness": z,
        }
    )[np.isfinite(z) & (n >= FEWEST_TOGETHER)]
    if len(table):
        fair = adjusted(2 * ndtr(-np.abs(table.sureness.to_numpy())))
        table = table[(table.sureness >= figures.clear_from) & (fair <= FALSE_SHARE)]
    return table.sort_values(["sureness", "about_code"], ascending=[False, True], ignore_index=True)


def offers(figures: Figures, own: int, members: np.ndarray, service: str) -> pd.DataFrame:
    """The hosts of one council in one service among some others (places): columns area_code and ``best_first``'s.

    An indicator counts where the other is clearly ahead with the number of comparisons allowed for. Who leads only at
    another size is left out: without the sizes beside it, nobody is sent there.
    """
    ids = figures.facts.index[figures.can_name & (figures.facts.service == service).to_numpy()]
    table = looks_of(figures, ids, own, members)
    found = best_first(table[table.clear & (table.sureness > 0)])
    found.insert(0, "area_code", figures.names.index[own])
    return found[found.n_indicators > 0]


def shared_out(offers: pd.DataFrame, most: int = MOST_VISITS) -> pd.DataFrame:
    """Who visits whom if all asked: each council at most ``most`` hosts, each host at most ``most`` councils.

    ``offers``: of all councils, stacked, in each council's order. Each council asks its hosts in that order; a host
    keeps the councils that it is furthest ahead of (topics, surest lead, indicators) and sends the others to the next
    on their list: deferred acceptance (Gale and Shapley 1962), so no council and host would both rather have each
    other. Gives the kept rows in the order of the offers, with n_asking (councils that host keeps).

    >>> table = pd.DataFrame({"area_code": ["A", "B"], "about_code": "H", "n_topics": 1, "n_indicators": 1})
    >>> table["widest"] = [3.0, 9.0]
    >>> shared_out(table, most=1).area_code.tolist()
    ['B']
    """
    strength = {
        (row.area_code, row.about_code): (row.n_topics, row.widest, row.n_indicators, row.area_code)
        for row in each_row(offers)
    }
    waiting = dict(each_cell(offers.groupby("area_code", sort=False).about_code.agg(list)))
    kept: dict[str, list[str]] = {}
    has = dict.fromkeys(waiting, 0)
    asking = list(waiting)
    while asking:
        council = asking.pop()
        while has[council] < most and waiting[council]:
            host = waiting[council].pop(0)
            guests = kept.setdefault(host, [])
            guests.append(council)
            has[council] += 1
            if len(guests) > most:
                last = min(guests, key=lambda guest: strength[guest, host])
                guests.remove(last)
                has[last] -= 1
                if last != council:
                    asking.append(last)
    pairs = {(guest, host) for host, guests in kept.items() for guest in guests}
    mine = [key in pairs for key in zip(offers.area_code, offers.about_code, strict=True)]
    rows = offers[np.array(mine, bool)].reset_index(drop=True)
    return rows.assign(n_asking=rows.groupby("about_code").area_code.transform("size"))
