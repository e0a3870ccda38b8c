"""Whom to visit: the similar councils that are ahead, best first, and how sure that is."""

from __future__ import annotations

import pandas as pd

from scouting import explain
from scouting.frames import each_row
from scouting.pages.scouting_party.why import Why

#: How a host comes to be one, the surest first.
CLEAR, IMPROVER, TOGETHER, PROBABLE, ASKED = "clear", "improver", "together", "probable", "asked for"
HOSTS = ["about_code", "name", "kind", "topic", "n_topics", "n_indicators", "n_unlike", "n_ahead", "n_compared",
         "widest"]  # fmt: skip


def hosts(why: Why, topic: str = "") -> pd.DataFrame:
    """Every council worth a visit, best first: columns ``HOSTS``. ``topic``: for this one alone.

    First the similar councils that are clearly ahead on some measure, then the councils of similar need that were where
    ours is and got better, then the similar councils that are probably ahead on all measures taken together, then those
    that are probably ahead on one. kind says which; topic is the one on which it leads most.
    n_topics, n_indicators, n_unlike and widest as ``explain.best_first`` gives them of its leads; n_ahead and
    n_compared: on how many measures it is ahead, by however little, and of how many.
    """
    looks = _looks(why, topic)
    parts, seen = [], set()
    for kind, codes in (
        (CLEAR, _best(why, looks)),
        (IMPROVER, _improvers(why, topic)),
        (TOGETHER, [] if topic else explain.together(why.figures, looks, why.own, why.members).about_code.to_list()),
        (PROBABLE, _best(why, _probable(why, looks))),
    ):
        new = [code for code in codes if code not in seen]
        seen |= set(new)
        parts += [_row(why, _looks(why, topic, code), code, kind, topic) for code in new]
    return pd.DataFrame(parts, columns=HOSTS)


def host(why: Why, code: str, topic: str = "") -> pd.DataFrame:
    """One council as a host, whether it is ahead or not: one row of ``hosts``."""
    every = hosts(why, topic)
    mine = every[every.about_code == code]
    if len(mine):
        return mine.reset_index(drop=True)
    return pd.DataFrame([_row(why, _looks(why, topic, code), code, ASKED, topic)], columns=HOSTS)


def leads_of(why: Why, code: str, kind: str, topic: str = "") -> pd.DataFrame:
    """On what a host is ahead, the surest first: columns as ``explain.leads``.

    Of one that is probably ahead, the measures on which that is probable; of one that got better, those on which it
    did; of one that is ahead taken together, or was asked for, every measure on which it is ahead.
    """
    table = explain.leads(why.figures, _taken(why, _looks(why, topic, code), kind), why.own)
    return table.sort_values("sureness", ascending=False, kind="stable", ignore_index=True)


def _looks(why: Why, topic: str, code: str = "") -> pd.DataFrame:
    """The comparisons with similar councils, or with one council, whether it is one of them or not."""
    looks = why.looks
    if code and code not in set(looks.about_code):
        figures = why.figures
        looks = explain.looks_of(figures, why.of.headline.index, why.own, figures.places([code]))
    looks = looks[looks.about_code == code] if code else looks
    return looks[looks.topic == topic] if topic else looks


def _improvers(why: Why, topic: str) -> list[str]:
    """The councils that were where ours is and got better, the surest first."""
    rows = why.improvers if not topic else why.improvers[why.improvers.topic == topic]
    return [*rows.sort_values("sureness", ascending=False, kind="stable").about_code.unique()]


def _probable(why: Why, looks: pd.DataFrame) -> pd.DataFrame:
    return looks.assign(clear=looks.sureness >= why.of.panel.cutoffs.probable)


def _taken(why: Why, looks: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The looks at one council with those marked clear that a host of this kind is told of."""
    if kind == CLEAR:
        return looks
    if kind == IMPROVER:
        rows = why.improvers[why.improvers.about_code.isin(looks.about_code)]
        return looks.assign(clear=looks.indicator_id.isin(rows.indicator_id))
    return _probable(why, looks) if kind == PROBABLE else looks.assign(clear=looks.sureness > 0)


def _best(why: Why, looks: pd.DataFrame) -> list[str]:
    ahead = looks[looks.clear & (looks.sureness > 0)]
    return explain.best_first(ahead).about_code.to_list()


def _row(why: Why, mine: pd.DataFrame, code: str, kind: str, topic: str) -> tuple:
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
