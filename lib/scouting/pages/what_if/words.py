"""An index table's row in words: never a rank without how many were ranked and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scouting.frames import each_row
from scouting.pages.money.words import PLAIN
from scouting.words.figures import chance, figure, many, number, one_of, ordinal, size
from scouting.words.verdict import rank_words

#: Said of an index with more than half of its weight on activity.
ACTIVITY = "More than half of the weight is on activity: how much is done, not what difference it makes."


def mid(title: str) -> str:
    """A short title as it stands within a sentence.

    >>> mid("Quality of life"), mid("EHC plans within 20 weeks")
    ('quality of life', 'EHC plans within 20 weeks')
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


def extremes_sentence(name: str, table: pd.DataFrame, low: float, high: float) -> str:
    """The best and worst rank that weights within bounds could give, and what is proven. ``table``: ``index.extremes``.

    >>> rows = pd.DataFrame({"end": ["best", "worst"], "rank": [47, 140], "bound": [47, 152], "of": 152, "now": 114})
    >>> extremes_sentence("Wiltshire", rows, 0.5, 2.0).split(" could be ")[1]
    'anywhere from 47th (proven to be the best) to 140th (152nd is not ruled out) of 152. By these weights it is 114th.'
    """
    ends = []
    for row in each_row(table):
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
    for row in each_row(pulls.sort_values("places", ascending=False, kind="stable").head(most)):
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


def place_sentences(name: str, row: pd.Series, among: str, least: float) -> list[str]:
    """Where a council ranks by a row of the index table; why not, where it is not ranked.

    ``among``: whom it is ranked among; ``least``: the share of the weight that a council must have figures for.

    >>> row = pd.Series({"rank": float("nan"), "coverage": 0.35, "of": 152})
    >>> place_sentences("Isles of Scilly", row, "all of England", 0.6)
    ['Isles of Scilly is not ranked: it has figures for 35% of the weight, and 60% is needed. 152 councils are ranked.']
    """
    if pd.isna(row["rank"]):
        if row["coverage"] >= least - 1e-9:
            why = "a figure of its need is not held"
        else:
            has, needed = (figure(100 * share, "%", 0) for share in (row["coverage"], least))
            why = f"it has figures for {has} of the weight, and {needed} is needed"
        return [f"{name} is not ranked: {why}. {many(int(row['of']), 'council is', 'councils are')} ranked."]
    return [
        f"{name} ranks {rank_words(row)} among {among}.",
        f"{stars_words(row)} The chance that it is in the best quarter is {chance(row['chance_top'])}; in the last, "
        f"{chance(row['chance_bottom'])}.",
        f"For {int(row['alike'])} of the other {many(int(row['of']) - 1, 'council')} it is too close to call which of "
        "the two is ahead.",
    ]


def stars_words(row: pd.Series) -> str:
    """The stars of a rank, with the chance of that many and of any other that is not remote.

    >>> row = pd.Series({"stars": 2.0, "chance_0": 0.0, "chance_1": 0.09, "chance_2": 0.6, "chance_3": 0.31})
    >>> stars_words(row)
    '2 stars of 3 (chance 60%; 3 stars 31%, 1 star 9%).'
    """
    own = int(row["stars"])
    others = sorted(
        (k for k in range(4) if k != own and row[f"chance_{k}"] >= 0.005), key=lambda k: -row[f"chance_{k}"]
    )
    rest = ", ".join(f"{many(k, 'star')} {chance(row[f'chance_{k}'])}" for k in others)
    return f"{many(own, 'star')} of 3 (chance {chance(row[f'chance_{own}'])}{'; ' * bool(rest)}{rest})."


def left_out_sentence(left_out: Mapping[str, str] | pd.Series, titles: pd.Series) -> str:
    """Which measures of a set of weights stay out, and why; blank for none.

    >>> left_out_sentence({"a": "no figures are held"}, pd.Series({"a": "Visits"}))
    'Left out: visits (no figures are held).'
    """
    if not len(left_out):
        return ""
    return "Left out: " + "; ".join(f"{mid(titles[i])} ({why})" for i, why in dict(left_out).items()) + "."


def allowed_sentences(name: str, raw: pd.Series, allowed: pd.Series, r2: float, helps: bool) -> list[str]:
    """What allowing for need changes, and what it does not mean.

    >>> row = pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153})
    >>> allowed_sentences("Derby", row, row, -0.02, False)[0]
    'Tested on councils that were left out, need predicts none of the differences, so nothing is allowed for.'
    """
    start = "Tested on councils that were left out, need predicts"
    told = [f"{start} {chance(r2)} of the differences." if helps else
            f"{start} none of the differences, so nothing is allowed for."]  # fmt: skip
    if not (pd.isna(raw["rank"]) or pd.isna(allowed["rank"])):
        told.append(f"{name} ranks {rank_words(raw)} as published, and {rank_words(allowed)} with need allowed for.")
    return [*told, "Explained is not excused. Which measures of need are used is a choice."]


def needed_sentences(needed, titles: pd.Series, of: int) -> list[str]:
    """What would take a council to a rank: the smallest move of weights, or that none does it.

    ``needed``: as ``index.needed`` gives it for a rank. What comes of it is a statement about weights alone.

    >>> from types import SimpleNamespace as Made
    >>> moved = pd.DataFrame({"indicator_id": ["a", "b"], "share": 0.5, "new": [0.4, 0.6], "change": [-0.1, 0.1]})
    >>> made = Made(target=38, possible=True, proven=True, total=0.1, moved=moved)
    >>> needed_sentences(made, pd.Series({"a": "Visits", "b": "Calls"}), 152)[0].partition(": ")[::2]
    ('To be 38th of 152, 10.0% of the whole weight would have to move', \
'visits from 50.0% to 40.0%; calls from 50.0% to 60.0%.')
    """
    where = f"{ordinal(needed.target)} of {of}"
    if not needed.possible:
        sure = "No weights on these measures" if needed.proven else "No weights that were found in time"
        return [f"{sure} would make it {where}."]
    if needed.moved.empty:
        return [f"It is {where}, or better, as the weights are."]

    def percent(share: float) -> str:
        return figure(100 * share, "%", 1)

    large = needed.moved[needed.moved.change.abs() >= 0.0005]  # less than is shown
    moves = [f"{mid(titles[r.indicator_id])} from {percent(r.share)} to {percent(r.new)}" for r in each_row(large)]
    least = "It is proven that no smaller move would do." if needed.proven else "A smaller move may be possible."
    return [
        f"To be {where}, {percent(needed.total)} of the whole weight would have to move: {'; '.join(moves)}.",
        f"{least} This shows how much the rank depends on the weights. It says nothing about what the council does.",
    ]


def spending_sentences(name: str, own: pd.Series, told, spend: str, name_of) -> list[str]:
    """Where a council lies between index and spending, how sure that is, and whose spending is not held.

    ``own``: its row of a ``money.Quadrant`` (``told``); ``spend``: what the spending is on.
    """
    if not own["quadrant"]:
        lines = [f"{name} is not in the picture: its score or its spending is not held."]
    else:
        sure = "." if own["told"] == own["quadrant"] else ": too close to call."
        lines = [f"{name}: {own['quadrant']}, with a chance of {chance(own['chance'])}{sure}"]
    gone = [name_of(code) for code in told.no_spend]
    if gone:
        lines.append(f"No spending is held for {many(len(gone), 'council')}: {', '.join(gone)}.")
    return [*lines, f"Spending: {mid(spend)}. {PLAIN}"]
