"""Who could help whom within a group: asks met by offers, shared out so that nobody is asked by too many."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.special import ndtr

from scouting.explain import Figures
from scouting.neighbours import NeighbourSet
from scouting.stats.fdr import adjusted
from scouting.terms import FALSE_SHARE, MOST_GUESTS

PAIRS = ["area_code", "about_code", "n_topics", "n_indicators", "widest", "neighbour", "topics", "leads"]


def pairs(figures: Figures, topics: pd.DataFrame, sets: dict[str, NeighbourSet]) -> pd.DataFrame:
    """Every council that asks with every one that could help it, a row a pair: columns ``PAIRS``.

    A topic counts where the one asks and the other can offer (``topics``: as ``Region.topics`` gives them, each judged
    by its own neighbours, so that like is set beside like), and the other is ahead of the one itself on an indicator of
    it: a sustained lead that holds with the number of looks allowed for (Benjamini and Hochberg 1995, over all pairs of
    the group and all indicators that can name anyone). ``widest``: the surest lead, in units of noise; ``neighbour``:
    whether the host is a statistical neighbour of the guest; ``leads``: (topic, indicator_id), the surest first.
    """
    codes = [code for code in dict.fromkeys(topics.area_code) if figures.place(code) >= 0]
    score, se = figures.score[:, figures.places(codes)], figures.score_se[:, figures.places(codes)]
    i, g, h = np.nonzero(figures.can_name[:, None, None] & ~np.eye(len(codes), dtype=bool)[None])
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (score[i, h] - score[i, g]) / np.hypot(se[i, h], se[i, g])
    facts = figures.facts
    asked = facts.topic.isin(topics.topic).to_numpy() & (facts.facet != "need").to_numpy()
    seen = np.isfinite(z) & asked[i]
    i, g, h, z = i[seen], g[seen], h[seen], z[seen]
    once = g < h  # each pair is looked at once, whoever of the two is ahead
    fair = np.empty(len(z))
    fair[once] = adjusted(2 * ndtr(-np.abs(z[once]))) if once.any() else []
    level = np.abs(z[once][fair[once] <= FALSE_SHARE]).min() if (fair[once] <= FALSE_SHARE).any() else np.inf
    sides = topics.set_index(["area_code", "topic"]).side.to_dict()
    found: dict[tuple[str, str], list[tuple[float, str, str]]] = {}
    for k in np.flatnonzero(z >= level):
        guest, host, topic = codes[g[k]], codes[h[k]], facts.topic.iloc[i[k]]
        if sides.get((guest, topic)) == "asks" and sides.get((host, topic)) == "can offer":
            found.setdefault((guest, host), []).append((z[k], topic, facts.index[i[k]]))
    rows = []
    for (guest, host), leads in sorted(found.items()):
        leads.sort(key=lambda lead: (-lead[0], lead[2]))
        on = tuple(dict.fromkeys(topic for _, topic, _ in leads))
        near = host in sets[guest].codes
        rows.append((guest, host, len(on), len(leads), leads[0][0], near, on, tuple(lead[1:] for lead in leads)))
    return pd.DataFrame(rows, columns=PAIRS)


def shared_out(table: pd.DataFrame, most: int = MOST_GUESTS) -> pd.DataFrame:
    """Which of some pairs meet: no host is asked by more than ``most``, nobody asks more than ``most``.

    First as many councils as can be get help and give it, then as many pairs as can be help each other both ways, then
    the pairs with most topics, indicators and the widest lead: an allotment with side conditions, solved exactly as an
    integer programme (scipy's HiGHS; Huangfu and Hall 2018). Gives the rows kept, with both_ways.

    >>> table = pd.DataFrame({"area_code": ["A", "B", "C"], "about_code": ["H", "H", "H"], "n_topics": [1, 2, 3]})
    >>> shared_out(table.assign(n_indicators=1, widest=3.0)).area_code.tolist()
    ['B', 'C']
    """
    n = len(table)
    guests, hosts = table.area_code.to_numpy(str), table.about_code.to_numpy(str)
    at = {pair: place for place, pair in enumerate(zip(guests, hosts, strict=True))}
    if not n:
        return table.assign(both_ways=pd.Series(dtype=bool))
    two = [(e, at[h, g]) for (g, h), e in at.items() if g < h and (h, g) in at]
    sides = [codes == code for codes in (guests, hosts) for code in np.unique(codes)]
    s, b = len(sides), len(two)
    order = np.lexsort((hosts, guests, *(table[c] for c in ("widest", "n_indicators", "n_topics"))))
    strength = np.empty(n)
    strength[order] = np.arange(1, n + 1)
    top = most * min(len(np.unique(guests)), len(np.unique(hosts)))  # pairs that can meet at most
    # Each aim outweighs all that the next can add up to.
    worth = np.concatenate([strength / (n * (top + 1)), np.full(s, top + 1.0), np.ones(b)])
    filled, upper = [], []

    def limit(coefficients: dict[int, float], at_most: float) -> None:
        filled.extend((len(upper), place, value) for place, value in coefficients.items())
        upper.append(at_most)

    for k, mine in enumerate(sides):
        here = np.flatnonzero(mine)
        limit(dict.fromkeys(here, 1.0), most)
        limit({**dict.fromkeys(here, -1.0), n + k: 1.0}, 0.0)  # who takes part has a pair
    for k, both in enumerate(two):
        for e in both:
            limit({e: -1.0, n + s + k: 1.0}, 0.0)
    row, column, value = zip(*filled, strict=True)
    limits = LinearConstraint(sparse.csr_array((value, (row, column)), shape=(len(upper), n + s + b)), ub=upper)
    whole, options = np.ones(len(worth)), {"mip_rel_gap": 0}
    solved = milp(-worth, constraints=limits, integrality=whole, bounds=Bounds(0, 1), options=options)
    kept = solved.x[:n] > 0.5
    chosen = {pair for pair, e in at.items() if kept[e]}
    both_ways = [(h, g) in chosen for g, h in at if (g, h) in chosen]
    return table[kept].reset_index(drop=True).assign(both_ways=both_ways)
