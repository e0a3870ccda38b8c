"""What a reader of adults' figures must know of them: what they can show, which are new, and how many are silent."""

from __future__ import annotations

import pandas as pd

from scouting.words.figures import many

#: The catalogue's ``status`` of a measure whose publisher still works on how it is counted.
IN_DEVELOPMENT = "in development"
#: Measures named one by one in a sentence; more are counted.
MOST_NAMED = 3


def caveat() -> list[str]:
    """What the figures of the adult social care outcomes framework (ASCOF) can show, and what they cannot.

    >>> caveat()[1]
    'They do not by themselves say how well a council serves people.'
    """
    return [
        "The Department of Health and Social Care publishes these figures (ASCOF) so that councils can learn from each "
        "other.",
        "They do not by themselves say how well a council serves people.",
        "Survey figures rest on the people who answered, and the department advises caution where those are few.",
    ]


def in_development(indicators: pd.DataFrame) -> str:
    """Which measures are official statistics in development, in one sentence; blank where none is.

    ``indicators``: rows of the catalogue, with short_title and status.

    >>> rows = pd.DataFrame({"short_title": ["Reablement", "Feel safe"], "status": ["in development", "official"]})
    >>> in_development(rows)
    '1 of 2 measures is official statistics in development, so compare it with care: Reablement.'
    """
    titles = indicators.short_title[indicators.status == IN_DEVELOPMENT].tolist()
    if not titles:
        return ""
    are, them = ("is", "it") if len(titles) == 1 else ("are", "them")
    of = f"{len(titles)} of {many(len(indicators), 'measure')}"
    return f"{of} {are} official statistics in development, so compare {them} with care: {_named(titles)}."


def not_compared(rows: pd.DataFrame) -> list[str]:
    """How many measures cannot be compared and why, the commonest reason first; nothing where most of them can be.

    ``rows``: one row per measure: indicator_id, verdict and why (the reason in a few words where there is no verdict,
    blank where there is one).

    >>> rows = pd.DataFrame({"indicator_id": list("abc"), "verdict": ["clear", "not compared", "not compared"],
    ...                      "why": ["", "no figure", "no figure"]})
    >>> not_compared(rows)
    ['2 of 3 measures cannot be compared.', 'The reason: no figure (2).']
    """
    why = rows.why.fillna("")
    why = why[why != ""]
    if 2 * len(why) <= len(rows):
        return []
    counts = why.value_counts()
    # Of reasons that are as common, the one that comes first in the alphabet, so that the sentence is always the same.
    counts = counts.loc[sorted(counts.index, key=lambda reason: (-counts[reason], reason))]
    told = "; ".join(f"{reason} ({n})" for reason, n in counts.items())
    lead = "The reason" if len(counts) == 1 else "The reasons"
    return [f"{len(why)} of {many(len(rows), 'measure')} cannot be compared.", f"{lead}: {told}."]


def _named(titles: list[str]) -> str:
    if len(titles) > MOST_NAMED:
        return f"{', '.join(titles[:MOST_NAMED])} and {len(titles) - MOST_NAMED} more"
    return ", ".join(titles)
