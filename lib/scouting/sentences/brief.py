"""Sentences of the scouting brief: whom to visit and why them, what to check first, what others could learn here."""

from __future__ import annotations

from scouting.sentences.words import many
from scouting.terms import MOST_VISITS


def host_sentence(row, own: str, host: str) -> str:
    """Why a neighbour is worth a visit. ``row``: n_topics, n_indicators, n_asking.

    >>> import pandas as pd
    >>> host_sentence(pd.Series({"n_topics": 1, "n_indicators": 1, "n_asking": 1}), "Bury", "Kent")
    'Kent is ahead of Bury on 1 indicator of 1 topic, the number of looks allowed for; no other council is sent there.'
    """
    asked = int(row.n_asking) - 1
    others = many(asked, "other council is", "other councils are") if asked else "no other council is"
    indicators, topics = many(int(row.n_indicators), "indicator"), many(int(row.n_topics), "topic")
    return (
        f"{host} is ahead of {own} on {indicators} of {topics}, the number of looks allowed for; {others} sent there."
    )


def rule_sentence(own: str, n: int, title: str) -> str:
    """How the hosts were chosen, and how many there are. ``title``: the neighbour set's."""
    found = many(n, "council is", "councils are") if n else "no council is"
    return (
        f"For {own} {found} named, of at most {MOST_VISITS}: those among its neighbours ({title}) that are ahead on "
        "most topics, then indicators, then by the widest lead, with the number of looks allowed for. The visits of "
        f"all councils are shared out together, so that nobody is asked by more than {MOST_VISITS}."
    )


def others_sentence(topic: str, names: list[str], host: str) -> str:
    """Who else is ahead on a topic.

    >>> others_sentence("front door", ["Kent", "Derby"], "Bury")
    "Under 'front door' these are ahead too: Kent, Derby."
    """
    if not names:
        return f"Under '{topic}' no other neighbour is ahead: {host} stands alone, which may be luck."
    return f"Under '{topic}' these are ahead too: {', '.join(names)}."


def strength_sentence(title: str, n: int, of: int, names: list[str], own: str) -> str:
    """What others could learn from a council: an indicator on which it is ahead of neighbours.

    >>> strength_sentence("Re-referrals", 2, 10, ["Kent", "Derby"], "Bury")
    'Re-referrals: Bury is ahead of 2 of 10 neighbours, by most Kent, Derby.'
    """
    return f"{title}: {own} is ahead of {n} of {of} neighbours, by most {', '.join(names)}."


#: What to look at before a lead is believed, whatever it is on.
CHECKS = (
    "Read the counting note of each indicator with the host: does the same thing count in both places?",
    "Ask for the counts of the last two years and the month in which anything was changed in the system.",
    "Look at the guards of the indicator, in figures and by asking the people who do the work.",
    "Ask what happened before the figure moved, and what they would not do again.",
)
