"""What naming best and worst is worth, in words. No council is named but the reader's own, and Isles of Scilly."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row, row_of
from scouting.terms import SMALL_COUNT
from scouting.words.figures import chance, figure, many, missing_words, number, ordinal, size
from scouting.words.verdict import rank_words

#: What the two lists of 2001 are called here.
LISTS = {"best": "Named best in 2001", "worst": "Named last in 2001"}
STARS = ("no star", "one star", "two stars", "three stars")
#: How a change compares with what chance does, by ``moved`` of ``gains.progress``.
_MOVED = {1: "more than such figures usually move", 0: "no more than such figures usually move"}


def place_sentence(row, name: str) -> str:
    """The reader's own council in the index: its rank with its range, of how many. ``row``: of an index table.

    >>> row = pd.Series({"rank": 9.0, "rank_low": 4.0, "rank_high": 31.0, "of": 153, "score": 1.0})
    >>> place_sentence(row, "Wiltshire")
    'Wiltshire ranks 9th of 153 (could be 4th to 31st).'
    """
    if pd.isna(row["rank"]):
        return f"{name} is not ranked: it has too few of the figures that are weighed here."
    return f"{name} ranks {rank_words(row)}."


def own_chances(best: float, last: float, n_best: int, n_last: int, name: str) -> str:
    """
    >>> own_chances(0.31, 0.0, 15, 14, "Wiltshire")
    'The chance that Wiltshire is among the 15 best is 31%. The chance that it is among the 14 last is under 1%.'
    """
    return (
        f"The chance that {name} is among the {n_best} best is {chance(best)}. The chance that it is among the "
        f"{n_last} last is {chance(last)}."
    )


def star_sentence(row, name: str) -> str:
    """The reader's own stars with the chance of each. ``row``: of an index table.

    >>> row = pd.Series({"stars": 2, "chance_0": 0.01, "chance_1": 0.19, "chance_2": 0.61, "chance_3": 0.19})
    >>> star_sentence(row, "Wiltshire")
    'Wiltshire has two stars. The chance of each number: no star 1%, one star 19%, two stars 61%, three stars 19%.'
    """
    if pd.isna(row.stars):
        return f"{name} has no stars, because it is not ranked."
    each = ", ".join(f"{words} {chance(row[f'chance_{k}'])}" for k, words in enumerate(STARS))
    return f"{name} has {STARS[int(row.stars)]}. The chance of each number: {each}."


def cuts_sentence(cuts: tuple[float, float, float], of: int) -> str:
    """The stated cut-offs, as ranks. ``cuts``: shares of the councils down to which three, two and one star go.

    >>> cuts_sentence((0.1, 0.5, 0.9), 151)
    'Stars go by rank, of 151 councils: three down to 15th, two down to 75th, one down to 135th, none after that.'
    """
    ends = [ordinal(int(cut * of + 1e-9)) for cut in cuts]
    return (
        f"Stars go by rank, of {many(of, 'council')}: three down to {ends[0]}, two down to {ends[1]}, one down to "
        f"{ends[2]}, none after that."
    )


def stars_sentences(rows: pd.DataFrame) -> list[str]:
    """How sure the stars of all councils are. ``rows``: of ``named.stars``."""
    n, right = int(rows.councils.sum()), float((rows.councils * rows.chance.fillna(0)).sum())
    sure, three = int(rows.sure.sum()), rows[rows.stars == 3].iloc[0]
    lines = [
        f"Of {many(n, 'council')} with stars, about {number(right, 0)} have the number they merit by these weights.",
        f"For {sure} of them that is sure (95% or more).",
        f"About {number(n - right, 0)} have a star too many or too few, and nobody can say which.",
    ]
    if three.councils:
        lines.append(
            f"{many(int(three.councils), 'council has', 'councils have')} three stars. The average chance that they "
            f"merit them is {chance(three.chance)}."
        )
    return lines


def deserved_sentences(rows: pd.DataFrame, of: int) -> list[str]:
    """How many of those named would be named again. ``rows``: of ``named.deserved``; ``of``: councils ranked."""
    lines = ["Suppose that the figures move as they usually do, and that the weights stay near these."]
    for row in each_row(rows):
        sure = f"{row.sure} of them {'is' if row.sure == 1 else 'are'} sure (95% or more)"
        even = f"{row.even} {'has' if row.even == 1 else 'have'} less than an even chance"
        lines += [
            f"About {number(row.expected, 1)} of the {row.named} {row.group} of {of} would then be named again. If all "
            f"councils were alike, {number(row.by_luck, 1)} would be.",
            f"{sure}; {even}.",
        ]
    return lines


def kept_sentences(rows: pd.DataFrame, tried: str) -> list[str]:
    """How the names change with the weights. ``rows``: of ``named.kept``; ``tried``: what the others are, of one."""
    lines = []
    for group, mine in rows.groupby("group", sort=True):
        low, high, named = int(mine.kept.min()), int(mine.kept.max()), int(mine.named.iloc[0])
        lines.append(
            f"Of the {named} {group}, {_range(low, high)} would be named by {tried} ({len(mine)} tried; "
            f"{number(mine.by_luck.mean(), 1)} by luck alone)."
        )
    return lines


def basis_sentence(used: pd.DataFrame, left_out: pd.Series, span: int) -> str:
    """What level against improvement rests on. ``used``, ``left_out``: of ``gains.progress``; ``span``: years in each
    mean."""
    n, share = len(used) + len(left_out), used.share.sum()
    years = many(2 * span, "unbroken year")
    if used.empty:
        return f"Nothing can be said: none of the {many(n, 'measure')} weighed here has {years}."
    rest = "" if left_out.empty else f" Left out, without {years}: {len(left_out)}."
    return (
        f"From {len(used)} of {many(n, 'measure')}, with {figure(100 * share, '%', 0)} of the weight: means of {span} "
        f"years and of the {span} before.{rest}"
    )


def progress_sentences(
    rows: pd.DataFrame, far: pd.DataFrame, now: pd.DataFrame, slope: float, best: int, span: int = 3
) -> list[str]:
    """Level against improvement over all councils.

    ``rows``, ``slope``: of ``gains.progress``; ``far``, ``now``: of ``gains.far_out`` at the start and at the end;
    ``best``: how many are called the fastest; ``span``: years in each mean.
    """
    behind = now[now.group == "last"].iloc[0]
    last = far[far.group == "last"].iloc[0]
    first = far[far.group == "best"].iloc[0]
    up, down = int((rows.moved > 0).sum()), int((rows.moved < 0).sum())
    luck = round(0.025 * len(rows))
    return [
        f"Of {many(len(rows), 'council')}, {up} improved by more than such figures usually move and {down} fell by "
        f"more. Chance alone would give about {luck} of each.",
        f"Behind but improving fastest: of the {int(last.named)} that were last {span} years before, {last.fastest} "
        f"are among the {best} that have improved most since. If improvement had nothing to do with the start, "
        f"{number(last.by_luck, 1)} would be.",
        f"Of the {int(first.named)} that were best, {first.fastest} are. Of the {int(behind.named)} that are last now, "
        f"{behind.fastest} are" + (": a list by level alone would name them all the same." if behind.fastest else "."),
        "Much of that is regression to the mean: councils that are far out, partly by luck, tend to come back. Of a "
        f"lead of 10 between two councils, {number(10 * slope, 1)} was left {span} years later.",
        f"The {int(last.named)} last moved by {_points(last.change)} on average, where their start alone led one to "
        f"expect {_points(last.expected)}. The {int(first.named)} best moved by {_points(first.change)}, with "
        f"{_points(first.expected)} expected.",
        f"Beyond what their start led one to expect, {many(int(rows.told.sum()), 'council')} improved by more than "
        f"1.96 times the usual spread. Chance alone would give about {luck}.",
    ]


def own_progress(row, name: str) -> str:
    """The reader's own council. ``row``: of the rows of ``gains.progress``, or None where it has none.

    >>> own_progress(None, "Wiltshire")
    'Wiltshire is not among them: too few of its figures are unbroken that long.'
    """
    if row is None:
        return f"{name} is not among them: too few of its figures are unbroken that long."
    return (
        f"{name} went from {_points(row.start)} to {_points(row.end)}: a change of {_points(row.change)}, "
        f"{_MOVED[abs(int(row.moved))]}. Its start alone led one to expect {_points(row.expected)}; the rest is "
        f"{_points(row.beyond)}."
    )


def _points(value: float) -> str:
    """
    >>> _points(0.246), _points(-0.3)
    ('+0.25', '−0.30')
    """
    text = number(value, 2)
    return text if text.startswith("−") else f"+{text}"


def groups_sentences(rows: pd.DataFrame) -> list[str]:
    """The lists of 2001 as groups. ``rows``: of ``named.above_middle``."""
    lines = []
    for row in each_row(rows):
        gone = row.named - row.scored
        aside = [] if pd.isna(row.above_lower) else [f"{_range(row.above_lower, row.above_upper)} in the draws"]
        aside += [f"{gone} {'is' if gone == 1 else 'are'} not ranked"] if gone else []
        inside = row.lower <= row.above <= row.upper
        lines += [
            f"{LISTS[row.list]}: {row.above} of {row.scored} are above today's median"
            + (f" ({'; '.join(aside)})." if aside else "."),
            f"Chance alone gives {number(row.expected, 1)}, and {_range(row.lower, row.upper)} in 95 of 100 cases. "
            + (
                "Nothing sets the group apart from councils picked at random."
                if inside
                else "The group is outside that, as one in twenty is by luck."
            ),
        ]
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
    return f"{name} was {LISTS[which][0].lower()}{LISTS[which][1:]}. Today, {place_sentence(row, name)}"


def small_sentences(rows: pd.DataFrame, facts: pd.DataFrame, name: str) -> list[str]:
    """The lesson in small numbers. ``rows``: of ``named.small_numbers``; ``facts``: rows of the catalogue by id."""
    gone = rows[rows.value.isna()]
    why = gone.marker.map(missing_words).value_counts()
    reasons = ", ".join(f"{word} {n}" for word, n in why.items())
    lines = [
        f"{name} was on the list of the last in 2001. Of the {many(len(rows), 'figure')} that are weighed here, "
        + (f"{len(gone)} {'is' if len(gone) == 1 else 'are'} missing for it ({reasons})." if len(gone) else
           "none is missing for it.")
    ]  # fmt: skip
    counted = rows[rows.value.notna() & rows.one_more.notna()]
    tiny, counted = counted[counted.denominator < SMALL_COUNT], counted[counted.denominator >= SMALL_COUNT]
    if len(tiny):
        lines.append(
            f"Figures that rest on fewer than {SMALL_COUNT} people or homes: {len(tiny)}. They are published but not "
            "shown here, because they could identify people."
        )
    if len(counted):
        row = row_of(counted, counted.one_more.idxmax())
        unit, decimals = facts.unit[row.indicator_id], int(facts.decimals[row.indicator_id])
        usual = "" if pd.isna(row.lower) else (
            f" A year's figure usually lies between {figure(row.lower, unit, decimals)} and "
            f"{figure(row.upper, unit, decimals)}."
        )  # fmt: skip
        lines.append(
            f"{facts.short_title[row.indicator_id]}: {figure(row.value, unit, decimals)}, counted from "
            f"{number(row.denominator, 0)}. One more person moves it by {size(row.one_more, unit, 1)}.{usual}"
        )
    stepped = rows[(rows.step > 0) & (rows.usual_step > 0)]
    if len(stepped):
        wide = stepped[stepped.step > stepped.usual_step]
        lines.append(
            f"Of {many(len(stepped), 'figure')} that can be followed from one period to the next, {len(wide)} moved by "
            "more than the middle council's. With so few people, a rank says who happened to come, not how "
            "they were served."
        )
    return lines
