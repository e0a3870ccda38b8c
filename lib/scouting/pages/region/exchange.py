"""Who could help whom within a group: asks met by offers, shared out so that nobody is asked by too many."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.special import ndtr

from scouting.explain import Figures, best_first, looks_of
from scouting.frames import each_row
from scouting.neighbours import NeighbourSet
from scouting.stats.fdr import adjusted
from scouting.terms import FALSE_SHARE, MOST_GUESTS

PAIRS = ["area_code", "about_code", "n_topics", "n_indicators", "n_unlike", "widest", "neighbour", "topics", "leads"]


def pairs(figures: Figures, ids: pd.Index, topics: pd.DataFrame, sets: dict[str, NeighbourSet]) -> pd.DataFrame:
    """Every council that asks with every one that could help it, a row for each: columns ``PAIRS``.

    ``ids``: the indicators that can be helped with. A topic counts where the one asks and the other can offer
    (``topics``: as ``Region.topics`` gives them, each beside its own similar councils, so that like is set beside
    like), and the other is clearly ahead of the one itself on an indicator of it, with the number of comparisons
    allowed for (Benjamini and Hochberg 1995, over all pairs of the group and all those indicators).

    ``n_topics``, ``n_indicators``, ``n_unlike``, ``widest``: as ``explain.best_first`` gives them; ``neighbour``:
    whether the host is a statistical neighbour of the guest; ``leads``: (topic, indicator_id), the surest first.
    """
    codes = [code for code in dict.fromkeys(topics.area_code) if figures.place(code) >= 0]
    members = figures.places(codes)
    every = [looks_of(figures, ids, k, members[at + 1 :]).assign(area_code=codes[at]) for at, k in enumerate(members)]
    table = pd.concat(every, ignore_index=True)  # each pair once, whoever of the two is ahead
    fair = adjusted(2 * ndtr(-table.sureness.abs())) <= FALSE_SHARE if len(table) else np.zeros(0, bool)
    table = table[table.beyond & fair]
    guest_ahead = table.sureness < 0
    table = table.assign(
        area_code=table.area_code.where(~guest_ahead, table.about_code),
        about_code=table.about_code.where(~guest_ahead, table.area_code),
        sureness=table.sureness.abs(),
    )
    sides = topics.set_index(["area_code", "topic"]).side.to_dict()
    asks, can_offer = (
        np.array([sides.get(key, "") == side for key in zip(table[column], table.topic, strict=True)], bool)
        for column, side in (("area_code", "asks"), ("about_code", "can offer"))
    )
    table = table[asks & can_offer].sort_values(["sureness", "indicator_id"], ascending=[False, True], kind="stable")
    rows = []
    for guest in sorted(table.area_code.unique()):
        mine = table[table.area_code == guest]
        for host in each_row(best_first(mine)):
            theirs = mine[mine.about_code == host.about_code]
            near, on = host.about_code in sets[guest].codes, tuple(dict.fromkeys(theirs.topic))
            leads = tuple(zip(theirs.topic, theirs.indicator_id, strict=True))
            rows.append((guest, *host[1:], near, on, leads))
    return pd.DataFrame(rows, columns=PAIRS).sort_values(["area_code", "about_code"], ignore_index=True)


def shared_out(table: pd.DataFrame, most: int = MOST_GUESTS) -> pd.DataFrame:
    """Which of some pairs meet if all asked: no host is asked by more than ``most``, nobody asks more than ``most``.

    First as many councils as can be get help and give it, then as many pairs as can be help each other both ways, then
    the pairs with most topics, indicators and the surest lead: an allotment with side conditions, solved exactly as an
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
        here = np.flatnonzero(mine).tolist()
        limit(dict.fromkeys(here, 1.0), most)
        limit({**dict.fromkeys(here, -1.0), n + k: 1.0}, 0.0)  # who takes part has a pair
    for k, both in enumerate(two):
        for e in both:
            limit({e: -1.0, n + s + k: 1.0}, 0.0)
    row, column, value = zip(*filled, strict=True)
    sums = sparse.csr_array((value, (row, column)), shape=(len(upper), n + s + b))
    limits = LinearConstraint(sums, ub=upper)  # pyright: ignore[reportArgumentType]  # one for each sum
    whole, options = np.ones(len(worth)), {"mip_rel_gap": 0}
    solved = milp(-worth, constraints=limits, integrality=whole, bounds=Bounds(0, 1), options=options)
    kept = solved.x[:n] > 0.5
    chosen = {pair for pair, e in at.items() if kept[e]}
    both_ways = [(h, g) in chosen for g, h in at if (g, h) in chosen]
    return table[kept].reset_index(drop=True).assign(both_ways=both_ways)
