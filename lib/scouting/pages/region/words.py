"""A group of councils in words: what each asks and can offer, who could ask whom; questions, and no order of merit."""

from __future__ import annotations

from scouting.terms import MOST_GUESTS
from scouting.words.figures import many, number


def cell_words(row) -> str:
    """Where a council stands on a topic. ``row``: compared, ahead, behind.

    >>> import pandas as pd
    >>> cell_words(pd.Series({"compared": 6, "ahead": 2, "behind": 0}))
    'ahead on 2 of 6'
    >>> cell_words(pd.Series({"compared": 6, "ahead": 2, "behind": 1}))
    'ahead on 2 of 6, behind on 1'
    """
    ahead, behind, compared = int(row.ahead), int(row.behind), int(row.compared)
    if not compared:
        return "not compared"
    if ahead:
        return f"ahead on {ahead} of {compared}" + (f", behind on {behind}" if behind else "")
    return f"behind on {behind} of {compared}" if behind else f"no clear difference on {compared}"


def comparisons_sentence(councils: int, comparisons: int, clear: int, chance: float) -> str:
    """How many comparisons there are, and how many are clear. ``chance``: how many would be if nothing differed.

    >>> comparisons_sentence(2, 400, 90, 6.9).partition(". ")[2]
    '90 differences are clear, and chance alone would make about 7.'
    """
    return (
        f"{many(councils, 'council')}, and {many(comparisons, 'comparison')} of one with the median of its similar "
        f"councils. {many(clear, 'difference is', 'differences are')} clear, and chance alone would make about "
        f"{number(chance, 0)}."
    )


def exchange_sentence(n: int, gets: int, gives: int, councils: int, both: int) -> str:
    """How the exchange came out. ``both``: pairs that could help each other.

    >>> exchange_sentence(3, 3, 2, 4, 1)[:79].strip()
    'If all asked, the figures allow 3 exchanges: 3 of 4 councils could get help and'
    """
    if not n:
        return "The figures allow no exchange: no council is clearly ahead on a topic on which another asks."
    return (
        f"If all asked, the figures allow {many(n, 'exchange')}: {gets} of {councils} councils could get help and "
        f"{gives} give it. In {many(both, 'pair')} both could help each other. No council is asked by more than "
        f"{MOST_GUESTS}, and none asks more than {MOST_GUESTS}. Nobody has to help: it is for the two councils to "
        "agree."
    )


def idle_sentence(name: str, gets: int, gives: int) -> str:
    """What part of the exchange a council does not take; nothing for one that takes both.

    >>> idle_sentence("Bury", 0, 2), idle_sentence("Bury", 1, 1)
    ('Bury asks no council here.', '')
    """
    told = [words for words, n in (("asks no council here", gets), ("is asked by no council here", gives)) if not n]
    return f"{name} {' and '.join(told)}." if told else ""


def question(guest: str, host: str, topic: str, titles: list[str], near: bool, sizes: list[str]) -> str:
    """What one council could ask another on a topic. ``sizes``: of both, where they differ much in size.

    >>> question("Bury", "Kent", "front door", ["Re-referrals"], False, [])[:80]
    "Bury could ask Kent about 'front door': what does Kent do there that Bury could "
    """
    like = "is" if near else "is not"
    unlike = f" The two differ much in size ({'; '.join(sizes)})." if sizes else ""
    return (
        f"{guest} could ask {host} about '{topic}': what does {host} do there that {guest} could try? {host} is "
        f"clearly ahead on {'; '.join(titles)}. It {like} one of {guest}'s similar councils.{unlike}"
    )


def unmet_sentence(topic: str, names: str) -> str:
    """Who asks on a topic on which nobody of the group is ahead of it.

    >>> unmet_sentence("front door", "Bury; Kent")
    "On 'front door' no council here is clearly ahead of Bury; Kent. Their own similar councils may be: see each brief."
    """
    return (
        f"On '{topic}' no council here is clearly ahead of {names}. Their own similar councils may be: see each brief."
    )
