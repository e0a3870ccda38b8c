"""Allowing for need in words: what context foretells, a gap split in two, places raw and adjusted."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.standing import place
from scouting.sentences.words import figure, many, number, size
from scouting.terms import Z95

#: What stands under every figure that is allowed for need.
EXPLAINED = "Explained is not excused: that a gap goes with need says nothing of whether it has to."
CHOICE = "The choice of context is a choice: below, the same under others."


def percent(share: float) -> str:
    """A share as a whole percentage.

    >>> percent(0.164), percent(0.004)
    ('16%', 'under 1%')
    """
    return "under 1%" if 0 < share < 0.005 else f"{number(100 * share, 0)}%"


def about(value: float, low: float, high: float, unit: str, decimals: int) -> str:
    """A difference with its sign and its likely range; pounds are kept, other units left out.

    >>> about(-0.25, -0.5, 0.1, "points", 1), about(12.0, -3.0, 27.0, "£ per adult", 0)
    ('−0.3 (−0.5 to +0.1)', '+£12 (−£3 to +£27)')
    """

    def signed(x: float) -> str:
        text = figure(x, unit[:1] if unit.startswith("£") else "", decimals)
        return f"+{text}" if x > 0 and text.strip("0.£") else text

    return f"{signed(value)} ({signed(low)} to {signed(high)})"


def fit_sentence(what: str, adjusted, context: str) -> str:
    """How well a context foretells a figure of councils that it has not seen, or that it does not.

    ``adjusted``: as ``context.adjust`` gives it; ``context``: the name of the set.
    """
    who = many(adjusted.n, "council")
    if pd.isna(adjusted.r2):
        return f"{what}: {who} with figure and context are too few to allow for need. Nothing is adjusted."
    if not adjusted.helps:
        return (
            f"{what}: the {context} context foretells councils that were left out no better than the mean of the "
            f"others ({who}). Nothing is adjusted."
        )
    return (
        f"{what}: the {context} context foretells {percent(adjusted.r2)} of the variation between {who}, each left out "
        "when the others are asked about it."
    )


def policy_sentence(adjusted) -> str:
    """What the policy block adds once need is allowed for."""
    if pd.isna(adjusted.policy_r2):
        return "No figures of policy, or too few councils with them: nothing is told of it."
    if not adjusted.policy_helps:
        return "Policy, as far as figures of it are held, adds nothing that could be foretold once need is allowed for."
    return (
        f"Policy adds {percent(adjusted.policy_r2)} once need is allowed for. It is a council's own choice: it stands "
        "apart from need and is in no adjusted figure."
    )


def gap_sentences(row, facts, name: str, period: str) -> list[str]:
    """A council's gap from the mean of the others, split into what goes with need and what does not, each with its 95%.

    ``row``: of the table of ``context.adjust``; ``facts``: the indicator's catalogue row.
    """
    unit, decimals = facts.unit, int(facts.decimals) + (not facts.unit.startswith("£"))
    if pd.isna(row.value):
        return [f"{name} has no figure for {period}."]
    if pd.isna(row.unexplained):
        return [f"{name} has a figure and lacks one of the context: it is not allowed for need."]

    def told(part: str) -> str:
        return about(row[part], row[f"{part}_low"], row[f"{part}_high"], unit, decimals)

    start = f"{name}: {figure(row.value, unit, int(facts.decimals))} in {period}"
    if pd.isna(row.noise):
        known = figure(row.unexplained, unit, decimals)
        return [f"{start}; {known} does not go with need. Whether that is more than noise is not known."]
    noise, more = size(Z95 * row.noise, unit, decimals), "more than" if row.beyond else "no more than"
    points = " percentage points" if unit == "%" else ""
    lines = [
        f"{start}, {told('gap')}{points} from the mean of the others. Of that {told('explained')} goes with need and "
        f"{told('unexplained')} does not.",
        f"Noise alone moves one year's figure by up to {noise}: what is left is {more} noise can do.",
    ]
    if pd.notna(row.policy) and row.policy:
        lines.append(f"Of what is left, {told('policy')} goes with policy.")
    if row.far:
        lines.append(f"{name} is unlike other councils in its context: what is expected of it is a stretch.")
    return lines


def rank_sentence(row, name: str) -> str:
    """Raw and adjusted place side by side, each with the places that cannot be told apart and of how many."""
    if pd.isna(row["rank"]) or pd.isna(row.adjusted_rank):
        return f"{name} is not ranked: a figure, its noise, or its context is not held."
    return f"Raw, {name} is {ranked(row, 'rank')}; allowed for need, {ranked(row, 'adjusted_rank')}."


def ranked(row, column: str) -> str:
    """A place with its interval and of how many, from a row of ``context.adjust`` or ``money.ratio``.

    >>> row = pd.Series({"rank": 4.0, "rank_low": 2.0, "rank_high": 9.0, "of": 20})
    >>> ranked(row, "rank")
    '4th of 20 (2nd to 9th cannot be told apart)'
    """
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return place({"rank": row[column], "rank_of": row["of"], "rank_low": low, "rank_high": high})


def moved_sentence(moved: tuple[int, int, int], places: int, name: str) -> str:
    """How many councils' place moves much when need is allowed for, and the own one. No other council is named.

    >>> moved_sentence((12, 151, -7), 20, "Derby")
    '12 of 151 councils move by 20 places or more; Derby moves down 7.'
    """
    n, of, own = moved
    mine = f"moves {'up' if own > 0 else 'down'} {abs(own)}" if own else "does not move"
    return f"{n} of {many(of, 'council')} move by {places} places or more; {name} {mine}."
