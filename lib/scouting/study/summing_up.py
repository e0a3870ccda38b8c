"""A study summed up in sentences: for the first lines of a page, and the five of a slide."""

from __future__ import annotations

import pandas as pd

from scouting import sentences as say
from scouting.study.core import Study
from scouting.terms import NOT_COMPARED, SIMILAR

#: What to keep first where there is room for a few sentences alone.
_FIRST = ("against", "age", "sustained", "missing", "chance", "not compared", "latest")


def told(study: Study, as_of: str) -> dict[str, str]:
    """What a reader must know first, a sentence each, in reading order; what there is nothing to say of is left out.

    Keys: against (whom), age, missing, sustained (three years), latest (alone), chance (how many would differ by it),
    not compared.
    """
    rows = study.comparison
    newest = rows.period_end.max()
    compared = rows[rows.standing != NOT_COMPARED]
    judged = compared[study.panel.indicators.polarity.loc[compared.index] != "no_judgement"]
    now = rows.standing_now[(rows.standing_now != NOT_COMPARED) & (study.panel.indicators.polarity != "no_judgement")]
    better, worse = len(study.judged(good=True)), len(study.judged(good=False))
    alike = int((judged.standing == SIMILAR).sum())
    missing = rows.marker[rows.value.isna()].map(say.missing_words).value_counts()
    reasons = ", ".join(f"{word} {n}" for word, n in missing.items())
    such = "indicator where better can be told from worse", "indicators where better can be told from worse"
    again = ("such indicator", "such indicators") if len(judged) else such
    lines = {
        "against": f"{study.name} against its {len(study.neighbour_set.codes)} comparators: "
        f"{study.neighbour_set.source}.",
        "age": f"{say.many(len(rows), 'indicator')}, the newest figure to {newest:%B %Y} "
        f"({say.age_words(newest, as_of)}).",
        "missing": f"No latest figure for {study.name} on {missing.sum()} of them: {reasons}." if len(missing) else "",
        "sustained": f"Over three years, on the {say.many(len(judged), *such)}, {study.name} is better than the "
        f"median of its neighbours beyond noise on {better}, worse on {worse}, and not to be told apart on {alike}."
        if len(judged)
        else "",
        "latest": f"In the latest {study.latest} alone, on {say.many(len(now), *again)}, better on "
        f"{_count(now, 'better')} and worse on {_count(now, 'worse')}.",
        "chance": f"With {len(judged)} comparisons, about {round(0.05 * len(judged))} would differ by chance alone."
        if len(judged) >= 10
        else "",
        "not compared": f"Not compared over three years: {len(rows) - len(compared)}, because a figure, three unbroken "
        "years, an estimate of noise, or half of the neighbours' figures is not held."
        if len(compared) < len(rows)
        else "",
    }
    return {key: line for key, line in lines.items() if line}


def _count(standings: pd.Series, word: str) -> int:
    return int(standings.str.removeprefix("much ").eq(word).sum())


def shortened(lines: dict[str, str], most: int = 5) -> tuple[list[str], list[str]]:
    """The sentences to be read first, in reading order, and the rest.

    >>> shortened({"against": "A.", "latest": "B.", "chance": "C."}, 2)
    (['A.', 'C.'], ['B.'])
    """
    kept = sorted(lines, key=_FIRST.index)[:most]
    return [line for key, line in lines.items() if key in kept], [
        line for key, line in lines.items() if key not in kept
    ]
