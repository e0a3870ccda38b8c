"""An index table's row in words: never a rank without how many were ranked and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scouting.sentences.index import mid, rank_words
from scouting.sentences.money import PLAIN
from scouting.sentences.words import figure, many, ordinal


def chance(share: float) -> str:
    """A chance in whole per cent; what is next to sure is not called sure.

    >>> [chance(x) for x in (0, 0.004, 0.256, 0.996, 1)]
    ['under 1%', 'under 1%', '26%', 'over 99%', 'over 99%']
    """
    if share < 0.005:
        return "under 1%"
    return "over 99%" if share >= 0.995 else figure(100 * share, "%", 0)


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


def left_out_sentence(left_out: Mapping[str, str], titles: pd.Series) -> str:
    """Which measures of a set of weights stay out, and why; blank for none.

    >>> left_out_sentence({"a": "no figures are held"}, pd.Series({"a": "Visits"}))
    'Left out: visits (no figures are held).'
    """
    if not len(left_out):
        return ""
    return "Left out: " + "; ".join(f"{mid(titles[i])} ({why})" for i, why in left_out.items()) + "."


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
    moves = [f"{mid(titles[r.indicator_id])} from {percent(r.share)} to {percent(r.new)}" for r in large.itertuples()]
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
