"""Whom to visit: the neighbours most ahead, shared out so that no host is asked by more councils than its share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scouting.explain.figures import Figures
from scouting.stats.fdr import adjusted
from scouting.terms import FALSE_SHARE, MOST_VISITS


def offers(figures: Figures, own: int, members: np.ndarray, service: str) -> pd.DataFrame:
    """How far each neighbour is ahead of one council in one service: a row a neighbour that is, most topics first.

    An indicator counts where the neighbour's lead holds with the number of looks allowed for (Benjamini and Hochberg
    1995, over all neighbours and indicators that can name anyone). Columns: area_code, about_code, n_topics,
    n_indicators, widest (the surest lead in units of noise). Ties go to the wider lead, then to the lower code.
    """
    gap = figures.score[:, members] - figures.score[:, [own]]
    noise = np.hypot(figures.score_se[:, members], figures.score_se[:, [own]])
    with np.errstate(invalid="ignore", divide="ignore"):
        judged = figures.can_name & (figures.facts.service == service).to_numpy()
        z = np.where(judged[:, None], gap / noise, np.nan)
    i, k = np.nonzero(np.isfinite(z))
    sure = adjusted(2 * ndtr(-np.abs(z[i, k]))) <= FALSE_SHARE if len(i) else np.zeros(0, bool)
    ahead = sure & (z[i, k] > 0)
    table = pd.DataFrame(
        {
            "about_code": figures.names.index[members][k[ahead]],
            "topic": figures.facts.topic.to_numpy()[i[ahead]],
            "z": z[i, k][ahead],
        }
    )
    by_host = table.groupby("about_code")
    found = by_host.agg(n_topics=("topic", "nunique"), n_indicators=("z", "size"), widest=("z", "max")).reset_index()
    found.insert(0, "area_code", figures.names.index[own])
    order = np.lexsort((found.about_code, -found.widest, -found.n_indicators, -found.n_topics))
    return found.iloc[order].reset_index(drop=True)


def shared_out(offers: pd.DataFrame, most: int = MOST_VISITS) -> pd.DataFrame:
    """Who visits whom: each council at most ``most`` hosts, each host at most ``most`` councils.

    ``offers``: of all councils, stacked, in each council's order. Each council asks its hosts in that order; a host
    keeps the councils that it is furthest ahead of (topics, indicators, widest lead) and sends the others to the next
    on their list: deferred acceptance (Gale and Shapley 1962), so no council and host would both rather have each
    other. Gives the kept rows in the order of the offers, with n_asking (councils that host keeps).

    >>> table = pd.DataFrame({"area_code": ["A", "B"], "about_code": "H", "n_topics": 1, "n_indicators": 1})
    >>> table["widest"] = [3.0, 9.0]
    >>> shared_out(table, most=1).area_code.tolist()
    ['B']
    """
    strength = {
        (row.area_code, row.about_code): (row.n_topics, row.n_indicators, row.widest, row.area_code)
        for row in offers.itertuples()
    }
    waiting = {code: list(rows.about_code) for code, rows in offers.groupby("area_code", sort=False)}
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
