"""Allowing for need in words: what need predicts, a gap split in two, ranks as published and with need allowed for."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.index import rank_words
from scouting.sentences.words import figure, many, number, size
from scouting.terms import Z95

#: What stands under every figure that is allowed for need.
EXPLAINED = "Explained is not excused: that a gap goes with need says nothing about whether it has to."
CHOICE = "Which measures of need are used is a choice. Below is the same under others."


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
    """How well need predicts a figure of councils that were left out, or that it does not.

    ``adjusted``: as ``context.adjust`` gives it; ``context``: the name of the set of measures of need.
    """
    who = many(adjusted.n, "council")
    if pd.isna(adjusted.r2):
        return (
            f"{what}: {who} with a figure and every measure of need are too few to allow for it. Nothing is adjusted."
        )
    start = f"{what}: tested on councils that were left out, the {context} measures of need predict"
    if not adjusted.helps:
        return f"{start} no better than the mean of the others ({who}). Nothing is adjusted."
    return f"{start} {percent(adjusted.r2)} of the variation between {who}."


def policy_sentence(adjusted) -> str:
    """What the policy block adds once need is allowed for."""
    if pd.isna(adjusted.policy_r2):
        return "Figures of policy are held for too few councils to say anything about it."
    if not adjusted.policy_helps:
        return "Policy, as far as figures of it are held, predicts nothing more once need is allowed for."
    return (
        f"Policy adds {percent(adjusted.policy_r2)} once need is allowed for. It is a council's own choice, so it "
        "stands apart from need and is in no adjusted figure."
    )


def gap_sentences(row, facts, name: str, period: str) -> list[str]:
    """A council's gap from the mean of the others, split into what goes with need and what does not, each with its 95%.

    ``row``: of the table of ``context.adjust``; ``facts``: the indicator's catalogue row.
    """
    unit, decimals = facts.unit, int(facts.decimals) + (not facts.unit.startswith("£"))
    if pd.isna(row.value):
        return [f"{name} has no figure for {period}."]
    if pd.isna(row.unexplained):
        return [f"{name} has a figure but lacks one of need, so need is not allowed for."]

    def told(part: str) -> str:
        return about(row[part], row[f"{part}_low"], row[f"{part}_high"], unit, decimals)

    start = f"{name}: {figure(row.value, unit, int(facts.decimals))} in {period}"
    if pd.isna(row.noise):
        known = figure(row.unexplained, unit, decimals)
        return [f"{start}. Of that {known} does not go with need. How far such a figure usually moves is not known."]
    noise, more = size(Z95 * row.noise, unit, decimals), "more than" if row.beyond else "no more than"
    points = " percentage points" if unit == "%" else ""
    lines = [
        f"{start}, {told('gap')}{points} from the mean of the others. Of that {told('explained')} goes with need and "
        f"{told('unexplained')} does not.",
        f"When nothing has changed, one year's figure usually moves by up to {noise}. What is left is {more} "
        "chance would leave.",
    ]
    if pd.notna(row.policy) and row.policy:
        lines.append(f"Of what is left, {told('policy')} goes with policy.")
    if row.far:
        lines.append(f"{name} is unlike other councils in its need, so what is expected of it is a stretch.")
    return lines


def rank_sentence(row, name: str) -> str:
    """The rank as published and with need allowed for, side by side, each with its range and of how many."""
    if pd.isna(row["rank"]) or pd.isna(row.adjusted_rank):
        return (
            f"{name} is not ranked: its figure, how far that usually moves, or its need is not held, or too few people "
            "stand behind it."
        )
    adjusted = rank_words(row, "adjusted_rank")
    return f"As published, {name} ranks {rank_words(row)}. With need allowed for, it ranks {adjusted}."


def moved_sentence(moved: tuple[int, int, int], ranks: int, name: str) -> str:
    """How many councils' rank moves much when need is allowed for, and the own one. No other council is named.

    >>> moved_sentence((12, 151, -7), 20, "Derby")
    '12 of 151 councils move by 20 ranks or more. Derby moves down 7.'
    """
    n, of, own = moved
    mine = f"moves {'up' if own > 0 else 'down'} {abs(own)}" if own else "does not move"
    return f"{n} of {many(of, 'council')} move by {ranks} ranks or more. {name} {mine}."
