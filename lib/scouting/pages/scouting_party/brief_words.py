"""Sentences of the scouting brief: whom to visit and why them, what to check first, what others could learn here."""

from __future__ import annotations

from scouting.words.figures import figure, many, said

#: What is said of a figure of 0% or 100% that the rate of similar councils makes improbable.
CHECK_COUNTING = "check how this is counted"


def host_sentence(row, own: str, host: str, titles: list[str], sizes: list[str]) -> str:
    """Why a similar council is worth a visit.

    ``row``: n_topics, n_indicators, n_unlike; ``titles``: of the measures it leads on, the surest first; ``sizes``: of
    both councils, where they differ much in size.

    >>> import pandas as pd
    >>> row = pd.Series({"n_topics": 1, "n_indicators": 1, "n_unlike": 0})
    >>> host_sentence(row, "Bury", "Kent", ["Re-referrals"], [])
    'Kent is clearly ahead of Bury on 1 measure of 1 topic: Re-referrals.'
    >>> row = pd.Series({"n_topics": 0, "n_indicators": 0, "n_unlike": 1})
    >>> host_sentence(row, "Bury", "Kent", ["Re-referrals"], ["Kent: 90 cases, Bury: 9"])
    'Kent is clearly ahead of Bury on 1 measure: Re-referrals. They differ much in size (Kent: 90 cases, Bury: 9).'
    """
    on = many(int(row.n_indicators + row.n_unlike), "measure")
    if not row.n_unlike:
        on += f" of {many(int(row.n_topics), 'topic')}"
    text = f"{host} is clearly ahead of {own} on {on}: {'; '.join(titles)}."
    if not sizes:
        return text
    where = f"On {many(int(row.n_unlike), 'measure')} they" if row.n_indicators else "They"
    return f"{text} {where} differ much in size ({'; '.join(sizes)})."


def rule_sentence(own: str, n: int, of: int, title: str) -> str:
    """How many similar councils are worth a visit, and in which order they stand. ``title``: the neighbour set's.

    >>> rule_sentence("Bury", 0, 10, "its region")
    'None of 10 similar councils (its region) is clearly ahead of Bury on any of these measures.'
    """
    if not n:
        return f"None of {of} similar councils ({title}) is clearly ahead of {own} on any of these measures."
    verb = "is" if n == 1 else "are"
    text = f"{n} of {of} similar councils ({title}) {verb} clearly ahead of {own} on at least one measure."
    if n == 1:
        return text
    return f"{text} Best first: by topics, then measures, then the surest lead; those of another size come last."


def others_sentence(topic: str, names: list[str], host: str) -> str:
    """Who else is ahead on a topic.

    >>> others_sentence("front door", ["Kent", "Derby"], "Bury")
    "Under 'front door' these are ahead too: Kent, Derby."
    """
    if not names:
        return f"Under '{topic}' no other similar council is clearly ahead: {host} stands alone, which may be chance."
    return f"Under '{topic}' these are ahead too: {', '.join(names)}."


def strength_sentence(row, indicator, own: str, n: int, of: int, check_counting: bool = False) -> str:
    """What others could learn from a council: a measure on which it is clearly better than similar councils.

    ``row``: of the comparison (verdict, by_a_lot, level, level_median); ``indicator``: its catalogue row; ``n``: of how
    many of ``of`` similar councils it is clearly ahead alone; ``check_counting``: whether its latest figure is of all
    or none, which is improbable at their rate.

    >>> import pandas as pd
    >>> row = pd.Series({"verdict": "clearly better", "by_a_lot": False, "level": 15.2, "level_median": 20.4})
    >>> facts = pd.Series({"short_title": "Re-referrals", "unit": "%", "decimals": 1})
    >>> strength_sentence(row, facts, "Bury", 2, 10)
    'Re-referrals: 15.2%, against 20.4% in similar councils: clearly better. Bury is clearly ahead of 2 of 10 of them.'
    """
    ours, theirs = (figure(y, indicator.unit, int(indicator.decimals)) for y in (row.level, row.level_median))
    alone = f"{own} is clearly ahead of {n} of {of} of them" if n else f"{own} is clearly ahead of none of them alone"
    check = f" {CHECK_COUNTING[0].upper()}{CHECK_COUNTING[1:]} before it is shown." if check_counting else ""
    return f"{indicator.short_title}: {ours}, against {theirs} in similar councils: {said(row)}. {alone}.{check}"


#: What to look at before a lead is believed, whatever it is on.
CHECKS = (
    "Read the counting note of each measure with the host: does the same thing count in both places?",
    "Ask for the counts of the last two years and the month in which anything was changed in the system.",
    "Look at what would suffer if the measure were chased, in figures and by asking the people who do the work.",
    "Ask what happened before the figure moved, and what they would not do again.",
)
