"""Outcomes and spending in words: what goes with what and how sure. No sentence says what makes what."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.index import rank_words
from scouting.sentences.need import about, percent
from scouting.sentences.words import figure, many, number

#: What stands under every figure of spending.
PLAIN = (
    "Spending goes with need, with past difficulties and with much else. "
    "Figures side by side do not say which made which."
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
    """The ratio's rank and, always, what the ranking mostly is. Ratio and ``plain``: as ``money.ratio`` gives them."""
    if row is None or pd.isna(row["rank"]):
        lines = [f"{name} has no ratio: its outcome, how far that usually moves, or its spending is not held."]
    else:
        lines = [
            f"{name}: an outcome index of {number(row['index'], 0)} over £{number(row.weighted, 0)} a head at average "
            f"need (£{number(row.spend, 0)} spent, need weight {number(row.weight, 2)}).",
            f"That is {number(row.ratio, 1)} points for £100: {rank_words(row)}.",
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
    parts = [f"{percent(told.need.median())} goes with need", f"{percent(told.spend.median())} with spend after need"]
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

    ``case``: as ``money.case``; ``adjusted``: spend allowed for need; ``unusual``: as ``money.unusual``; ``one``: one
    of the people that spend is divided by.
    """
    if case.empty:
        return [f"No case can be made for {name}: its spending, or its need, is not held."]
    rows = case.set_index("step")
    spent, expected, left = (rows.loc[step] for step in ("spent", "expected", "left"))

    def each(row) -> str:
        return pounds(row.per_head, row.low, row.high)

    def whole(row) -> str:
        return pounds(row.pounds, row.pounds_low, row.pounds_high)

    basis = "its need would lead one to expect" if adjusted.helps else "the mean of the other councils is"
    lines = [
        f"{name} spent {each(spent)} for each {one}; {basis} {each(expected)}.",
        f"In all: {whole(spent)} against {whole(expected)}.",
        f"Not explained: {each(left)} for each {one}, {whole(left)} in all.",
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
