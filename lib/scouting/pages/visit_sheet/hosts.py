"""Whom to visit: the similar councils that are ahead, best first, and how sure that is."""

from __future__ import annotations

import pandas as pd

from scouting import explain
from scouting.frames import each_row
from scouting.pages.scouting_party.why import Why

#: How a host comes to be one, the surest first.
CLEAR, TOGETHER, PROBABLE, ASKED = "clear", "together", "probable", "asked for"
HOSTS = ["about_code", "name", "kind", "topic", "n_topics", "n_indicators", "n_unlike", "n_ahead", "n_compared",
         "widest"]  # fmt: skip


def hosts(why: Why, topic: str = "") -> pd.DataFrame:
    """Every similar council worth a visit, best first: columns ``HOSTS``. ``topic``: for this one alone.

    First those that are clearly ahead on some measure, then those that are probably ahead on all measures taken
    together, then those that are probably ahead on one. kind says which; topic is the one on which it leads most.
    n_topics, n_indicators, n_unlike and widest as ``explain.best_first`` gives them of its leads; n_ahead and
    n_compared: on how many measures it is ahead, by however little, and of how many.
    """
    looks = _looks(why, topic)
    parts, seen = [], set()
    for kind, codes in (
        (CLEAR, _best(why, looks)),
        (TOGETHER, [] if topic else explain.together(why.figures, looks, why.own, why.members).about_code.to_list()),
        (PROBABLE, _best(why, _probable(why, looks))),
    ):
        new = [code for code in codes if code not in seen]
        seen |= set(new)
        parts += [_row(why, looks, code, kind, topic) for code in new]
    return pd.DataFrame(parts, columns=HOSTS)


def host(why: Why, code: str, topic: str = "") -> pd.DataFrame:
    """One similar council as a host, whether it is ahead or not: one row of ``hosts``."""
    every = hosts(why, topic)
    mine = every[every.about_code == code]
    if len(mine):
        return mine.reset_index(drop=True)
    return pd.DataFrame([_row(why, _looks(why, topic), code, ASKED, topic)], columns=HOSTS)


def leads_of(why: Why, code: str, kind: str, topic: str = "") -> pd.DataFrame:
    """On what a host is ahead, the surest first: columns as ``explain.leads``.

    Of one that is probably ahead, the measures on which that is probable; of one that is ahead taken together, or was
    asked for, every measure on which it is ahead.
    """
    looks = _looks(why, topic)
    table = explain.leads(why.figures, _taken(why, looks[looks.about_code == code], kind), why.own)
    return table.sort_values("sureness", ascending=False, kind="stable", ignore_index=True)


def _looks(why: Why, topic: str) -> pd.DataFrame:
    return why.looks[why.looks.topic == topic] if topic else why.looks


def _probable(why: Why, looks: pd.DataFrame) -> pd.DataFrame:
    return looks.assign(clear=looks.sureness >= why.of.panel.cutoffs.probable)


def _taken(why: Why, looks: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The looks with those marked clear that a host of this kind is told of."""
    if kind == CLEAR:
        return looks
    return _probable(why, looks) if kind == PROBABLE else looks.assign(clear=looks.sureness > 0)


def _best(why: Why, looks: pd.DataFrame) -> list[str]:
    ahead = looks[looks.clear & (looks.sureness > 0)]
    return explain.best_first(ahead).about_code.to_list()


def _row(why: Why, looks: pd.DataFrame, code: str, kind: str, topic: str) -> tuple:
    mine = looks[looks.about_code == code]
    taken = _taken(why, mine, kind)
    taken = taken[taken.clear & (taken.sureness > 0)]
    counted = next(each_row(explain.best_first(taken)), None)
    numbers = (counted.n_topics, counted.n_indicators, counted.n_unlike) if counted else (0, 0, 0)
    return (
        code, why.of.data.catalog.name(code), kind, topic or _leading(taken), *numbers,
        int((mine.sureness > 0).sum()), len(mine), counted.widest if counted else float("nan"),
    )  # fmt: skip


def _leading(taken: pd.DataFrame) -> str:
    """The topic with most leads of like size, then most leads, then the surest one."""
    if taken.empty:
        return ""
    by = taken.groupby("topic", sort=False)
    order = pd.DataFrame({"like": by.like_size.sum(), "n": by.size(), "surest": by.sureness.max()})
    return str(order.sort_values(["like", "n", "surest"], ascending=False, kind="stable").index[0])
