"""Outcomes and spending in words: what goes with what and how sure. No sentence says what makes what."""

from __future__ import annotations

import pandas as pd

from scouting.frames import row_of
from scouting.terms import Z95
from scouting.words.figures import figure, many, number, size
from scouting.words.verdict import rank_words

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
        lines.append(f"{name} is unlike other councils in its need, so what is expected of it is less certain.")
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


#: What stands under every figure of spending.
PLAIN = (
    "Spending goes with need, with past difficulties and with much else. "
    "Figures side by side do not say which caused which."
)


def pounds(value: float, low: float, high: float) -> str:
    """Pounds with their likely range: in millions where they are many.

    >>> pounds(531.2, 494.4, 568.1), pounds(-9039216.0, -29244320.0, 11165890.0)
    ('£531 (£494 to £568)', '−£9.04m (−£29.24m to £11.17m)')
    """

    def one(x: float) -> str:
        size = abs(value)
        return figure(x, "£", 0) if size < 1e5 else f"{figure(x / 1e6, '£', 2 if size < 1e7 else 1)}m"

    return f"{one(value)} ({one(low)} to {one(high)})"


def absent_sentence(names: list[str], what: str) -> str:
    """Who has no figure: counted, and named where they are few.

    >>> absent_sentence(["Birmingham", "Slough"], "spending")
    'No spending is held for 2 councils: Birmingham, Slough.'
    """
    if not names:
        return ""
    listed = f": {', '.join(names)}" if len(names) <= 5 else ""
    return f"No {what} is held for {many(len(names), 'council')}{listed}."


def quadrant_sentences(row, quadrant, facts, unit: str, name: str) -> list[str]:
    """Where a council lies between outcome and pounds, and how sure; how many councils can be placed at all.

    ``row``: the council's of ``quadrant.table``, or None; ``facts``: the outcome's catalogue row; ``unit``: of spend.
    """
    table = quadrant.table
    told = int((table.told == table.quadrant)[table.quadrant != ""].sum())
    placed = f"{told} of {many(quadrant.n, 'council')} can be placed. For the others it is too close to call."
    if row is None or not row.quadrant:
        return [f"{name} is not in the picture: its outcome or its spending is not held.", placed]
    here = f"{name}: {figure(row.outcome, facts.unit, int(facts.decimals))} and {figure(row.spend, unit, 0)}"
    if row.told == row.quadrant:
        return [f"{here}. That is {row.quadrant}, and neither range crosses a median.", placed]
    if pd.isna(row.chance):
        why = "how far its outcome usually moves is not known, or too few people stand behind it"
        return [f"{here}. By the figures that is {row.quadrant}, but {why}.", placed]
    by = f"{row.quadrant}, with a chance of {percent(row.chance)}"
    return [f"{here}. By the figures that is {by}. A range crosses a median, so it is too close to call.", placed]


def left_sentence(row, left, facts, name: str) -> str:
    """What is left of the outcome once spend and need are allowed for. ``left``: ``context.adjust`` with both."""
    if not left.helps:
        return (
            "Tested on councils that were left out, spending and need together predict the outcome no better than the "
            "mean does: all of a council's gap is left."
        )
    share = (
        f"Tested on councils that were left out, spending and need together predict {percent(left.r2)} of the "
        f"variation between {many(left.n, 'council')}."
    )
    if row is None or pd.isna(row.unexplained_low):
        return f"{share} For {name} one of them is not held, or how far its figure usually moves is not known."
    what = about(row.unexplained, row.unexplained_low, row.unexplained_high, facts.unit, int(facts.decimals) + 1)
    more = "more than" if row.beyond else "no more than"
    what += " percentage points" if facts.unit == "%" else ""
    return f"{share} Of {name}'s outcome {what} is left after both, {more} chance would leave."


def ratio_sentences(ratio, plain, row, name: str) -> list[str]:
    """The ratio's rank and, always, what the ranking mostly is. Ratio and ``plain``: of ``money.ratio_of``."""
    if row is None or pd.isna(row["rank"]):
        lines = [f"{name} has no ratio: its outcome, how far that usually moves, or its spending is not held."]
    else:
        lines = [
            f"{name}: an outcome index of {number(row['index'], 0)} over £{number(row.weighted, 0)} per head at "
            f"average need (£{number(row.spend, 0)} spent, need weight {number(row.weight, 2)}).",
            f"That is {number(row.ratio, 1)} points per £100: {rank_words(row)}.",
        ]
    for what, one in (("need-weighted", ratio), ("plain", plain)):
        mostly = " This is mostly a ranking of low spending." if one.mostly_spending else ""
        lines.append(
            f"Over {many(one.n, 'council')} the {what} ratio has a rank correlation of {number(one.with_spend, 2)} "
            f"with 1 over spending and {number(one.with_outcome, 2)} with the outcome.{mostly}"
        )
    return lines


def shares_sentence(rows: pd.DataFrame, topic: str) -> str:
    """The middle of a topic's measures: what the variation between councils goes with."""
    told = rows[rows.need.notna()]
    if told.empty:
        return f"{topic.capitalize()}: too few councils have figures of any measure."
    parts = [
        f"{percent(told.need.median())} goes with need",
        f"{percent(told.spend.median())} with spending once need is allowed for",
    ]
    if told.noise.notna().any():
        parts.append(f"{percent(told.noise.median())} is the ups and downs of one year")
    if told.persists.notna().any():
        parts.append(f"{percent(told.persists.median())} goes with neither and lasts from one year to the next")
    one = len(told) == 1
    what = "one measure" if one else f"the median of {len(told)} measures"
    return f"{topic.capitalize()}, {what}: of the variation between councils {', '.join(parts)}."


def sure_spend_sentence(rows: pd.DataFrame) -> str:
    """On how many measures a link with spending shows once need is allowed for.

    >>> sure_spend_sentence(pd.DataFrame({"spend": [0.1, 0.0], "spend_low": [0.0, 0.0]}))
    'Once need is allowed for, no link with spending shows on any of the 2 measures.'
    """
    told = rows[rows.spend.notna()]
    sure, n = int((told.spend_low > 0).sum()), len(told)
    if not sure:
        return f"Once need is allowed for, no link with spending shows on any of the {many(n, 'measure')}."
    return (
        f"Once need is allowed for, a link with spending shows on {sure} of the {many(n, 'measure')}. Chance alone "
        f"would show one on about {number(0.025 * n, 0)}."
    )


def case_sentences(case: pd.DataFrame, adjusted, unusual: tuple[int, int] | None, name: str, one: str) -> list[str]:
    """A council's case: spent, expected, left, in pounds a head and in all, and what a sceptic asks.

    ``case``: of ``money.case_of``; ``adjusted``: spend allowed for need; ``unusual``: of ``money.unusual``; ``one``:
    one of the people that spend is divided by.
    """
    if case.empty:
        return [f"No case can be made for {name}: its spending, or its need, is not held."]
    rows = case.set_index("step")
    spent, expected, left = (row_of(rows, step) for step in ("spent", "expected", "left"))

    def each(row) -> str:
        return pounds(row.per_head, row.low, row.high)

    def whole(row) -> str:
        return pounds(row.pounds, row.pounds_low, row.pounds_high)

    basis = "its need would lead one to expect" if adjusted.helps else "the mean of the other councils is"
    lines = [
        f"{name} spent {each(spent)} for each {one}; {basis} {each(expected)}.",
        f"In total: {whole(spent)} against {whole(expected)}.",
        f"Not explained: {each(left)} for each {one}, {whole(left)} in total.",
    ]
    if adjusted.helps and left.low < 0 < left.high:
        lines.append("That range includes zero, so no case can be made from it either way.")
    elif adjusted.helps:
        more = "more" if left.per_head > 0 else "less"
        lines.append(f"That range does not include zero: {name} spent {more} than its need would lead one to expect.")
    if unusual:
        n, of = unusual
        lines.append(f"{n} of {many(of, 'council')} are further from what is expected of them than {name} is.")
    return lines
