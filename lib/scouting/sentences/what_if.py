"""An index table's row in words: never a rank without how many were ranked and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from scouting.sentences.words import many, ordinal


def chance(share: float) -> str:
    """A chance in whole per cent; what is next to sure is not called sure.

    >>> [chance(x) for x in (0, 0.004, 0.256, 0.996, 1)]
    ['under 1%', 'under 1%', '26%', 'over 99%', 'over 99%']
    """
    if share < 0.005:
        return "under 1%"
    return "over 99%" if share > 0.995 else f"{share:.0%}"


def rank_words(row: pd.Series) -> str:
    """
    >>> rank_words(pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153}))
    '9th of 153 (between 4th and 31st)'
    >>> rank_words(pd.Series({"rank": 9.0, "rank_low": 9.0, "rank_high": 9.0, "of": 153}))
    '9th of 153 (in all draws)'
    """
    same = row["rank_low"] == row["rank_high"]
    between = "in all draws" if same else f"between {ordinal(row['rank_low'])} and {ordinal(row['rank_high'])}"
    return f"{ordinal(row['rank'])} of {int(row['of'])} ({between})"


def place_sentences(name: str, row: pd.Series, among: str, least: float) -> list[str]:
    """Where a council stands by a row of the index table; why not, where it is not scored.

    ``among``: whom it is ranked among; ``least``: the share of the weight that a council must have figures for.

    >>> row = pd.Series({"rank": float("nan"), "coverage": 0.35, "of": 152})
    >>> place_sentences("Isles of Scilly", row, "all of England", 0.6)
    ['Isles of Scilly is not scored: it has figures for 35% of the weight, and 60% is needed. 152 councils are.']
    """
    if pd.isna(row["rank"]):
        if row["coverage"] >= least - 1e-9:
            return [f"{name} is not scored: a figure of its context is not held. {int(row['of'])} councils are."]
        has = f"it has figures for {row['coverage']:.0%} of the weight, and {least:.0%} is needed"
        return [f"{name} is not scored: {has}. {int(row['of'])} councils are."]
    return [
        f"{name} is {rank_words(row)} among {among}.",
        f"{stars_words(row)} It is in the best quarter with a chance of {chance(row['chance_top'])}, in the last with "
        f"{chance(row['chance_bottom'])}.",
        f"It cannot be told apart from {int(row['alike'])} of the other {many(int(row['of']) - 1, 'council')}.",
    ]


def stars_words(row: pd.Series) -> str:
    """The stars of a place, with the chance of that many and of any other that is not remote.

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
    """Which indicators of a recipe stay out, and why; blank for none.

    >>> left_out_sentence({"a": "no noise can be estimated"}, pd.Series({"a": "Visits"}))
    'Left out of the index: Visits (no noise can be estimated).'
    """
    if not len(left_out):
        return ""
    return "Left out of the index: " + "; ".join(f"{titles[i]} ({why})" for i, why in left_out.items()) + "."


def allowed_sentences(name: str, raw: pd.Series, allowed: pd.Series, r2: float, helps: bool) -> list[str]:
    """What allowing for need changes, and what it does not mean.

    >>> row = pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153})
    >>> allowed_sentences("Derby", row, row, -0.02, False)[0]
    'The context foretells none of the differences between councils that it has not seen: nothing is allowed for.'
    """
    if not helps:
        told = ["The context foretells none of the differences between councils that it has not seen: nothing is "
                "allowed for."]  # fmt: skip
    else:
        told = [f"The context foretells {chance(r2)} of the differences between councils that it has not seen."]
    if not (pd.isna(raw["rank"]) or pd.isna(allowed["rank"])):
        told.append(f"{name} is {rank_words(raw)} as published, {rank_words(allowed)} with need allowed for.")
    return [*told, "Explained is not excused, and the choice of context is a choice."]


def needed_sentences(needed, titles: pd.Series, of: int) -> list[str]:
    """What would take a council to a place: the smallest move of weights, or that none does it.

    ``needed``: as ``index.needed`` gives it for a place. What comes of it is a statement about weights alone.

    >>> from types import SimpleNamespace as Made
    >>> moved = pd.DataFrame({"indicator_id": ["a", "b"], "share": 0.5, "new": [0.4, 0.6], "change": [-0.1, 0.1]})
    >>> made = Made(target=38, possible=True, proven=True, total=0.1, moved=moved)
    >>> needed_sentences(made, pd.Series({"a": "Visits", "b": "Calls"}), 152)[0].partition(": ")[::2]
    ('To be 38th of 152, 10.0% of the whole weight would have to move', \
'Visits from 50.0% to 40.0%; Calls from 50.0% to 60.0%.')
    """
    where = f"{ordinal(needed.target)} of {of}"
    if not needed.possible:
        sure = "No weights on these indicators" if needed.proven else "No weights that were found in time"
        return [f"{sure} would make it {where}."]
    if needed.moved.empty:
        return [f"It is {where}, or better, as the weights are."]
    large = needed.moved[needed.moved.change.abs() >= 0.0005]  # less than is shown
    moves = [f"{titles[r.indicator_id]} from {r.share:.1%} to {r.new:.1%}" for r in large.itertuples()]
    least = "Less is proven not to do." if needed.proven else "A smaller move may be possible."
    return [
        f"To be {where}, {needed.total:.1%} of the whole weight would have to move: {'; '.join(moves)}.",
        f"{least} This says how much the place hangs on the weights, and nothing about what the council does.",
    ]


def pounds_sentences(name: str, own: pd.Series, told, spend: str, name_of) -> list[str]:
    """Where a council lies between index and pounds, how sure that is, and whose pounds are not held.

    ``own``: its row of a ``money.Quadrant`` (``told``); ``spend``: what the pounds are of.
    """
    if not own["quadrant"]:
        lines = [f"{name} has no place in the picture: its index or its pounds are not held."]
    else:
        sure = "" if own["told"] == own["quadrant"] else ", so that it cannot be told"
        lines = [f"{name} lies among: {own['quadrant']}, with a chance of {chance(own['chance'])}{sure}."]
    gone = [name_of(code) for code in told.no_spend]
    if gone:
        lines.append(f"No pounds are held for {many(len(gone), 'council')}: {', '.join(gone)}.")
    return [*lines, f"Pounds: {spend}. Spending answers to need and to trouble: nothing here says what money buys."]
