"""What an index leans on and how far its ranks reach, in words. A statement about weights is no cause of anything."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import many, ordinal, size


def activity_sentences(share: float, outcomes_title: str, beside: pd.DataFrame, agreement: float) -> list[str]:
    """An index of mostly activity says so, and how its ranks differ from outcomes only.

    ``beside``: as ``index.beside``; ``agreement``: the rank correlation of the two.

    >>> rows = pd.DataFrame({"moved": [40.0, -3.0, 5.0]})
    >>> activity_sentences(1.0, "Outcomes", rows, 0.12)[1]
    "Beside 'Outcomes' the orders agree by 0.12 (1: alike, 0: chance); half of 3 councils move 5 places or more."
    """
    half = int(beside.moved.abs().median())
    return [
        f"{share:.0%} of the weight lies on activity: on how much is done, not on what comes of it.",
        f"Beside '{outcomes_title}' the orders agree by {agreement:.2f} (1: alike, 0: chance); half of "
        f"{many(len(beside), 'council')} move {many(half, 'place')} or more.",
    ]


def level_sentence(name: str, other: str, needed, titles: pd.Series) -> str:
    """The least that would have to move to draw level with another council. ``needed``: as ``index.needed`` gives it.

    >>> from types import SimpleNamespace as Some
    >>> moved = pd.DataFrame({"indicator_id": ["a", "b"], "change": [-0.0375, 0.0375]})
    >>> made = Some(possible=True, total=0.0375, moved=moved)
    >>> level_sentence("Derby", "Kent", made, pd.Series({"a": "Visits", "b": "Calls"}))
    'Derby would draw level with Kent if 3.8% of the whole weight moved from Visits to Calls.'
    """
    if not needed.possible:
        return f"No weights would bring {name} level with {other}: it is behind in every indicator."
    if needed.moved.empty:
        return f"{name} is level with {other} or ahead already."
    from_, to = ([titles[i] for i in needed.moved.indicator_id[needed.moved.change * way > 0]] for way in (-1, 1))
    return (
        f"{name} would draw level with {other} if {needed.total:.1%} of the whole weight moved from "
        f"{'; '.join(from_)} to {'; '.join(to)}."
    )


def extremes_sentence(name: str, table: pd.DataFrame, low: float, high: float) -> str:
    """The best and worst rank that weights within bounds could give, and what is proven. ``table``: ``index.extremes``.

    >>> rows = pd.DataFrame({"end": ["best", "worst"], "rank": [47, 140], "bound": [47, 152], "of": 152, "now": 114})
    >>> extremes_sentence("Wiltshire", rows, 0.5, 2.0).split(" could be ")[1]
    'anywhere from 47th (proven to be the best) to 140th (152nd is not ruled out) of 152; by these weights it is 114th.'
    """
    ends = []
    for row in table.itertuples():
        sure = f"proven to be the {row.end}" if row.rank == row.bound else f"{ordinal(row.bound)} is not ruled out"
        ends.append(f"{ordinal(row.rank)} ({sure})")
    first = table.iloc[0]
    return (
        f"With every weight between {low:g} and {high:g} times what it is, {name} could be anywhere from {ends[0]} to "
        f"{ends[1]} of {int(first.of)}; by these weights it is {ordinal(first.now)}."
    )


def pulls_sentences(name: str, pulls: pd.DataFrame, facts: pd.DataFrame, of: int, most: int = 3) -> list[str]:
    """Which indicators pull a council up and down most, and where one more unit would be worth most places.

    ``pulls``: as ``index.pulls``; ``facts``: the catalogue's short_title, unit and decimals by indicator_id.

    >>> rows = pd.DataFrame({"indicator_id": ["a", "b"], "pull": [-0.2, 0.1], "places": [4, 0]})
    >>> facts = pd.DataFrame({"short_title": ["Visits", "Calls"], "unit": "%", "decimals": 1}, index=["a", "b"])
    >>> pulls_sentences("Derby", rows, facts, 152)
    ['Visits pulls Derby down most, Calls up most.', \
'1 percentage point better on Visits would be worth 4 places of 152, all else the same.']
    """
    title = facts.short_title
    ends = [f"{title[rows.indicator_id.iloc[0]]} {'pulls ' + name + ' ' if k == 0 else ''}{way} most"
            for k, (way, rows) in enumerate(_ends(pulls))]  # fmt: skip
    told = [", ".join(ends) + "."] if ends else []
    for row in pulls.sort_values("places", ascending=False, kind="stable").head(most).itertuples():
        if row.places > 0:
            unit = size(1, facts.unit[row.indicator_id], 0)
            worth = f"{many(int(row.places), 'place')} of {of}"
            told.append(f"{unit} better on {title[row.indicator_id]} would be worth {worth}, all else the same.")
    return told


def _ends(pulls: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    down, up = pulls[pulls.pull < 0].sort_values("pull"), pulls[pulls.pull > 0].sort_values("pull", ascending=False)
    return [(way, rows) for way, rows in (("down", down), ("up", up)) if len(rows)]
