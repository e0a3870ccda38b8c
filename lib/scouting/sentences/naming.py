"""What naming best and worst is worth, in words. No council is named but the reader's own, and Isles of Scilly."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import figure, many, missing_words, number, ordinal, size
from scouting.terms import SMALL_COUNT

#: What the two lists of 2001 are called here.
LISTS = {"best": "Named best in 2001", "worst": "Named last in 2001"}
ACTIVITY = "More than half of the weight lies on activity: on how much is done, not on what comes of it."
STARS = ("no star", "one star", "two stars", "three stars")


def chance(share: float) -> str:
    """A chance counted from draws as a percentage: never nought or a hundred, for draws cannot tell that.

    >>> chance(0.314), chance(0.0), chance(0.996)
    ('31%', 'under 1%', 'over 99%')
    """
    if share < 0.005:
        return "under 1%"
    return "over 99%" if share >= 0.995 else f"{share:.0%}"


def place_sentence(row, name: str) -> str:
    """The reader's own council in the index: its place with its interval, of how many. ``row``: of an index table.

    >>> row = pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153, "score": 1.0})
    >>> place_sentence(row, "Wiltshire")
    'Wiltshire: 9th of 153; 95 of 100 draws put it from 4th to 31st.'
    """
    if pd.isna(row["rank"]):
        return f"{name} has no place: too few of the figures that this recipe weighs are held for it."
    ends = f"{ordinal(row['rank_low'])} to {ordinal(row['rank_high'])}"
    return f"{name}: {ordinal(row['rank'])} of {int(row['of'])}; 95 of 100 draws put it from {ends}."


def own_chances(best: float, last: float, n_best: int, n_last: int, name: str) -> str:
    """
    >>> own_chances(0.31, 0.0, 15, 14, "Wiltshire")
    'The chance that Wiltshire is among the 15 best is 31%, among the 14 last under 1%.'
    """
    return (
        f"The chance that {name} is among the {n_best} best is {chance(best)}, among the {n_last} last {chance(last)}."
    )


def star_sentence(row, name: str) -> str:
    """The reader's own stars with the chance of each. ``row``: of an index table.

    >>> row = pd.Series({"stars": 2, "chance_0": 0.01, "chance_1": 0.19, "chance_2": 0.61, "chance_3": 0.19})
    >>> star_sentence(row, "Wiltshire")
    'Wiltshire has two stars, with a chance of 61% (no star 1%, one star 19%, two stars 61%, three stars 19%).'
    """
    if pd.isna(row.stars):
        return f"{name} has no stars either way: it has no place."
    each = ", ".join(f"{words} {chance(row[f'chance_{k}'])}" for k, words in enumerate(STARS))
    own = int(row.stars)
    return f"{name} has {STARS[own]}, with a chance of {chance(row[f'chance_{own}'])} ({each})."


def cuts_sentence(cuts: tuple[float, float, float], of: int) -> str:
    """The stated cut-offs, as places. ``cuts``: shares of the councils down to which three, two and one star go.

    >>> cuts_sentence((0.1, 0.5, 0.9), 151)
    'Stars go by place, of 151: three down to the 15th, two down to the 75th, one down to the 135th, none after that.'
    """
    ends = [ordinal(int(cut * of + 1e-9)) for cut in cuts]
    return (
        f"Stars go by place, of {of}: three down to the {ends[0]}, two down to the {ends[1]}, one down to the "
        f"{ends[2]}, none after that."
    )


def stars_sentences(rows: pd.DataFrame) -> list[str]:
    """How sure the stars of all councils are. ``rows``: of ``naming.stars``."""
    n, right = int(rows.councils.sum()), float((rows.councils * rows.chance.fillna(0)).sum())
    sure, three = int(rows.sure.sum()), rows[rows.stars == 3].iloc[0]
    lines = [
        f"Of {many(n, 'council')} with stars, about {right:.0f} have the number they merit by this recipe; for {sure} "
        f"of them that is sure (95% or more). About {n - right:.0f} have a star too many or too few, and nobody can "
        "say which they are."
    ]
    if three.councils:
        lines.append(
            f"Three stars: {many(int(three.councils), 'council')}, each with a chance of {chance(three.chance)} on "
            "average to merit them."
        )
    return lines


def deserved_sentences(rows: pd.DataFrame, of: int) -> list[str]:
    """How many of those named would be named again. ``rows``: of ``naming.deserved``; ``of``: councils with a place."""
    lines = []
    for row in rows.itertuples(index=False):
        sure = f"{row.sure} of the {row.named} places {'is' if row.sure == 1 else 'are'} sure (95% or more)"
        even = f"{row.even} {'has' if row.even == 1 else 'have'} less than an even chance"
        lines.append(
            f"The {row.named} {row.group} of {of}: about {number(row.expected, 1)} would be named again, were "
            f"everything drawn anew; {number(row.by_luck, 1)} if all councils were alike. {sure}; {even}."
        )
    return lines


def kept_sentences(rows: pd.DataFrame, tried: str) -> list[str]:
    """How the names change with the recipe. ``rows``: of ``naming.kept``; ``tried``: what the others are, of one."""
    lines = []
    for group, mine in rows.groupby("group", sort=True):
        low, high, named = int(mine.kept.min()), int(mine.kept.max()), int(mine.named.iloc[0])
        lines.append(
            f"Of the {named} {group}, {_range(low, high)} would be named by {tried} ({len(mine)} tried; "
            f"{number(mine.by_luck.mean(), 1)} by luck alone)."
        )
    return lines


def basis_sentence(used: pd.DataFrame, left_out: pd.Series, span: int) -> str:
    """What level against improvement rests on. ``used``, ``left_out``: of ``naming.progress``; ``span``: years in each
    mean."""
    n, share = len(used) + len(left_out), used.share.sum()
    years = many(2 * span, "unbroken year")
    if used.empty:
        return f"Not told: none of the {many(n, 'figure')} that this recipe weighs has {years}."
    rest = "" if left_out.empty else f" Left out for want of {years}: {len(left_out)}."
    return (
        f"From {len(used)} of {many(n, 'figure')}, with {share:.0%} of the weight: means of {span} years and of the "
        f"{span} before.{rest}"
    )


def progress_sentences(
    rows: pd.DataFrame, far: pd.DataFrame, now: pd.DataFrame, slope: float, best: int, span: int = 3
) -> list[str]:
    """Level against improvement over all councils.

    ``rows``, ``slope``: of ``naming.progress``; ``far``, ``now``: of ``naming.far_out`` at the start and at the end;
    ``best``: how many are called the fastest; ``span``: years in each mean.
    """
    behind = now[now.group == "last"].iloc[0]
    last = far[far.group == "last"].iloc[0]
    first = far[far.group == "best"].iloc[0]
    up, down = int((rows.moved > 0).sum()), int((rows.moved < 0).sum())
    luck = round(0.025 * len(rows))
    return [
        f"Of {many(len(rows), 'council')}, {up} improved by more than their wobble and {down} fell by more; about "
        f"{luck} of each would by chance alone.",
        f"Behind but improving fastest: of the {int(last.named)} that stood last {span} years before, {last.fastest} "
        f"are among the {best} that improved most since, where {number(last.by_luck, 1)} would be if improvement had "
        f"nothing to do with the start. Of the {int(first.named)} that stood best, {first.fastest} are. Of the "
        f"{int(behind.named)} that stand last now, {behind.fastest} are"
        + (": a list by level alone would name them all the same." if behind.fastest else "."),
        f"Much of that is regression to the mean: whoever stands far out, luck included, tends to come back. Of a lead "
        f"of 10 between two councils {number(10 * slope, 1)} was left {span} years later. The {int(last.named)} last "
        f"moved by {_points(last.change)} on average, and their start alone made {_points(last.expected)} expected; "
        f"the {int(first.named)} best by {_points(first.change)}, with {_points(first.expected)} expected.",
        f"Beyond what their start made expected, {many(int(rows.told.sum()), 'council')} improved by more than 1.96 "
        f"times the usual spread; about {luck} would by chance.",
    ]


def own_progress(row, name: str) -> str:
    """The reader's own council. ``row``: of the rows of ``naming.progress``, or None where it has none.

    >>> own_progress(None, "Wiltshire")
    'Wiltshire is not among them: too few of its figures are unbroken that long.'
    """
    if row is None:
        return f"{name} is not among them: too few of its figures are unbroken that long."
    words = {1: "more than its wobble", 0: "within its wobble", -1: "more than its wobble"}[int(row.moved)]
    return (
        f"{name} went from {_points(row.start)} to {_points(row.end)}: a change of {_points(row.change)}, {words}. Its "
        f"start alone made {_points(row.expected)} expected; the rest is {_points(row.beyond)}."
    )


def _points(value: float) -> str:
    """
    >>> _points(0.246), _points(-0.3)
    ('+0.25', '−0.30')
    """
    text = number(value, 2)
    return text if text.startswith("−") else f"+{text}"


def groups_sentences(rows: pd.DataFrame) -> list[str]:
    """The lists of 2001 as groups. ``rows``: of ``naming.above_middle``."""
    lines = []
    for row in rows.itertuples(index=False):
        gone = f" ({row.named - row.scored} without a place)" if row.scored < row.named else ""
        span = "" if pd.isna(row.above_lower) else f" ({_range(row.above_lower, row.above_upper)} over the draws)"
        inside = row.lower <= row.above <= row.upper
        lines.append(
            f"{LISTS[row.list]}: {row.above}{span} of {row.scored}{gone} stand above today's median. Chance alone "
            f"gives {number(row.expected, 1)}, and {_range(row.lower, row.upper)} in 95 of 100 cases: "
            + (
                "nothing tells the group from any councils picked blindly."
                if inside
                else "outside that, as one group in twenty is by luck."
            )
        )
    return lines


def _range(low: float, high: float) -> str:
    return f"{int(low)}" if low == high else f"{int(low)} to {int(high)}"


def own_2001(which: str, row, name: str) -> str:
    """Where the reader's own council was in 2001 and where it is. ``which``: its list, or blank.

    >>> own_2001("", None, "Wiltshire")
    'Wiltshire was on neither list.'
    """
    if not which:
        return f"{name} was on neither list."
    return f"{LISTS[which]}: {name} among them. Today, {place_sentence(row, name)}"


def small_sentences(rows: pd.DataFrame, facts: pd.DataFrame, name: str) -> list[str]:
    """The lesson in small numbers. ``rows``: of ``naming.small_numbers``; ``facts``: rows of the catalogue by id."""
    gone = rows[rows.value.isna()]
    why = gone.marker.map(missing_words).value_counts()
    reasons = ", ".join(f"{word} {n}" for word, n in why.items())
    lines = [
        f"{name} was on the list of the last in 2001. Of the {many(len(rows), 'figure')} that this recipe weighs, "
        + (f"{len(gone)} cannot be had for it ({reasons})." if len(gone) else "all can be had for it.")
    ]
    counted = rows[rows.value.notna() & rows.one_more.notna()]
    tiny, counted = counted[counted.denominator < SMALL_COUNT], counted[counted.denominator >= SMALL_COUNT]
    if len(tiny):
        lines.append(
            f"Figures that rest on fewer than {SMALL_COUNT} people or homes: {len(tiny)}. They are published, and not "
            "shown here: they would tell of persons."
        )
    if len(counted):
        row = counted.loc[counted.one_more.idxmax()]
        unit, decimals = facts.unit[row.indicator_id], int(facts.decimals[row.indicator_id])
        lines.append(
            f"{facts.short_title[row.indicator_id]}: {figure(row.value, unit, decimals)} "
            f"(95% limits {figure(row.lower, unit, decimals)} to {figure(row.upper, unit, decimals)}), counted from "
            f"{number(row.denominator, 0)}. One person more moves it by {size(row.one_more, unit, 1)}."
        )
    stepped = rows[(rows.step > 0) & (rows.usual_step > 0)]
    if len(stepped):
        wide = stepped[stepped.step > stepped.usual_step]
        lines.append(
            f"Of {many(len(stepped), 'figure')} that can be followed from one period to the next, {len(wide)} moved by "
            "more than the middle council's. With so few people a place says who came by, not how they were served."
        )
    return lines
