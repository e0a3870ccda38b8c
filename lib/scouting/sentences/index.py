"""What an index leans on and how far its ranks reach, in words. A statement about weights is no cause of anything."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.verdict import place
from scouting.sentences.words import figure, many, number, one_of, ordinal, size

#: Said of an index with more than half of its weight on activity.
ACTIVITY = "More than half of the weight is on activity: how much is done, not what difference it makes."


def rank_words(row, column: str = "rank") -> str:
    """A rank with of how many and its range, from a row with rank, rank_low, rank_high and of.

    ``column``: another rank of the row, whose range is in columns named after it.

    >>> rank_words(pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153}))
    '9th of 153 (could be 4th to 31st)'
    """
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return place({"rank": row[column], "rank_of": row["of"], "rank_low": low, "rank_high": high})


def mid(title: str) -> str:
    """A short title as it stands within a sentence.

    >>> mid("Quality of life, users"), mid("EHC plans within 20 weeks")
    ('quality of life, users', 'EHC plans within 20 weeks')
    """
    return title if title[:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def activity_sentences(share: float, outcomes_title: str, beside: pd.DataFrame, agreement: float) -> list[str]:
    """An index of mostly activity says so, and how its ranks differ from outcomes only.

    ``beside``: as ``index.beside``; ``agreement``: the rank correlation of the two.

    >>> rows = pd.DataFrame({"moved": [40.0, -3.0, 5.0]})
    >>> activity_sentences(1.0, "Outcomes", rows, 0.12)[1]
    "Ranked by 'Outcomes' instead, half of 3 councils move 5 ranks or more. The two orders agree by 0.12: 1 would be \
the same order, 0 is chance."
    """
    half = int(beside.moved.abs().median())
    return [
        f"{figure(100 * share, '%', 0)} of the weight is on activity: how much is done, not what difference it makes.",
        f"Ranked by '{outcomes_title}' instead, half of {many(len(beside), 'council')} move {many(half, 'rank')} or "
        f"more. The two orders agree by {number(agreement, 2)}: 1 would be the same order, 0 is chance.",
    ]


def level_sentence(name: str, other: str, needed, titles: pd.Series) -> str:
    """The least that would have to move to draw level with another council. ``needed``: as ``index.needed`` gives it.

    >>> from types import SimpleNamespace as Some
    >>> moved = pd.DataFrame({"indicator_id": ["a", "b"], "change": [-0.0375, 0.0375]})
    >>> made = Some(possible=True, total=0.0375, moved=moved)
    >>> level_sentence("Derby", "Kent", made, pd.Series({"a": "Visits", "b": "Calls"}))
    'Derby would draw level with Kent if 3.8% of the whole weight moved from visits to calls.'
    """
    if not needed.possible:
        return f"No weights would bring {name} level with {other}: it is behind on every measure."
    if needed.moved.empty:
        return f"{name} is level with {other} or ahead already."
    from_, to = ([mid(titles[i]) for i in needed.moved.indicator_id[needed.moved.change * way > 0]] for way in (-1, 1))
    return (
        f"{name} would draw level with {other} if {figure(100 * needed.total, '%', 1)} of the whole weight moved from "
        f"{'; '.join(from_)} to {'; '.join(to)}."
    )


def extremes_sentence(name: str, table: pd.DataFrame, low: float, high: float) -> str:
    """The best and worst rank that weights within bounds could give, and what is proven. ``table``: ``index.extremes``.

    >>> rows = pd.DataFrame({"end": ["best", "worst"], "rank": [47, 140], "bound": [47, 152], "of": 152, "now": 114})
    >>> extremes_sentence("Wiltshire", rows, 0.5, 2.0).split(" could be ")[1]
    'anywhere from 47th (proven to be the best) to 140th (152nd is not ruled out) of 152. By these weights it is 114th.'
    """
    ends = []
    for row in table.itertuples():
        sure = f"proven to be the {row.end}" if row.rank == row.bound else f"{ordinal(row.bound)} is not ruled out"
        ends.append(f"{ordinal(row.rank)} ({sure})")
    first = table.iloc[0]
    return (
        f"With every weight between {low:g} and {high:g} times what it is, {name} could be anywhere from {ends[0]} to "
        f"{ends[1]} of {int(first.of)}. By these weights it is {ordinal(first.now)}."
    )


def pulls_sentences(name: str, pulls: pd.DataFrame, facts: pd.DataFrame, of: int, most: int = 3) -> list[str]:
    """Which measures pull a council up and down most, and where one more unit would be worth most ranks.

    ``pulls``: as ``index.pulls``; ``facts``: the catalogue's short_title, unit and decimals by indicator_id.

    >>> rows = pd.DataFrame({"indicator_id": ["a", "b"], "pull": [-0.2, 0.1], "places": [4, 0]})
    >>> facts = pd.DataFrame({"short_title": ["Visits", "Calls"], "unit": "%", "decimals": 1}, index=["a", "b"])
    >>> pulls_sentences("Derby", rows, facts, 152)
    ['What pulls Derby down most: visits. What pulls it up most: calls.', \
'1 percentage point better on visits would be worth 4 ranks of 152, if nothing else changed.']
    """
    title = facts.short_title
    ends = [f"What pulls {'it' if k else name} {way} most: {mid(title[rows.indicator_id.iloc[0]])}."
            for k, (way, rows) in enumerate(_ends(pulls))]  # fmt: skip
    told = [" ".join(ends)] if ends else []
    for row in pulls.sort_values("places", ascending=False, kind="stable").head(most).itertuples():
        if row.places > 0:
            one, better = _one(facts.unit[row.indicator_id]), mid(title[row.indicator_id])
            worth = f"{many(int(row.places), 'rank')} of {of}"
            told.append(f"{one} better on {better} would be worth {worth}, if nothing else changed.")
    return told


def _one(unit: str) -> str:
    """One of a unit: "1 percentage point", "1 point", "1 per 10,000 children"."""
    return size(1, unit if " " in unit else one_of(unit), 0)


def _ends(pulls: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    down, up = pulls[pulls.pull < 0].sort_values("pull"), pulls[pulls.pull > 0].sort_values("pull", ascending=False)
    return [(way, rows) for way, rows in (("down", down), ("up", up)) if len(rows)]
