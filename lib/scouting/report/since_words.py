"""What changed since the report before, in words: each verdict that is another, and why."""

from __future__ import annotations

from scouting.words import listed
from scouting.words.figures import day_words, many

#: The columns of a comparison that hold a verdict, and against whom it is.
AGAINST = {"verdict": "against similar councils", "verdict_england": "against England"}
#: In the document of a group, where many comparisons are made.
OF_A_GROUP = {"told_apart": "against similar councils, all comparisons allowed for"}
#: Why a verdict moved, where none of the figures that are shown did.
ELSEWHERE = (
    "figures or populations of other councils changed, and how far a figure usually moves is worked out from all of "
    "them"
)
#: A figure of the report before that is suppressed in the new one: it is not said again.
KEPT_BACK = "a figure that is suppressed now"
#: What moved a verdict where the figures and neighbours are the same; followed by the versions.
OWN_RULE = "our own rule: the figures and the similar councils are the same"


def verdict_sentence(title: str, column: str, before: str, now: str, causes: list[str]) -> str:
    """A verdict that is another than before. ``column``: where it stands; ``causes``: what changed beneath it.

    >>> verdict_sentence("Re-referrals", "verdict", "too close to call", "clearly worse", ["a new figure (2025)"])
    'Re-referrals, against similar councils: too close to call before, clearly worse now. Why: a new figure (2025).'
    """
    several = " (the two reports cannot tell which of them moved it)" if len(causes) > 1 else ""
    against = (AGAINST | OF_A_GROUP)[column]
    return f"{title}, {against}: {before} before, {now} now. Why: {'; '.join(causes)}{several}."


def neighbours_sentence(joined: list[str], left: list[str], other_list: bool) -> str:
    """Who joined the similar councils and who left. ``other_list``: whether they are taken from another list.

    >>> neighbours_sentence(["Kent"], [], True), neighbours_sentence(["Kent"], ["Bury"], False)
    ('Similar councils are taken from another list. Kent joined.', 'Of the similar councils, Kent joined; Bury left.')
    """
    told = [f"{listed(joined)} joined" if joined else "", f"{listed(left)} left" if left else ""]
    moved = "; ".join(part for part in told if part)
    if other_list:
        return f"Similar councils are taken from another list. {moved}{'.' if moved else ''}".rstrip()
    return f"Of the similar councils, {moved}."


def summary_sentence(earlier: str, counts: dict[str, int], what: str = "report") -> str:
    """How much changed. ``counts``: verdict, new figure, revision; ``what`` was made before: a report or a document.

    >>> summary_sentence("2026-10-01", {"verdict": 1, "new figure": 3, "revision": 0})
    'Since the report of 1 October 2026: 1 verdict changed, 3 new figures, no revisions.'
    """
    words = {"verdict": ("verdict changed", "verdicts changed"), "new figure": ("new figure", "new figures"),
             "revision": ("revision", "revisions")}  # fmt: skip
    told = [
        many(counts.get(kind, 0), *both) if counts.get(kind, 0) else f"no {both[1]}" for kind, both in words.items()
    ]
    return f"Since the {what} of {day_words(earlier)}: {', '.join(told)}."


def side_sentence(name: str, verb: str, more: list[str], fewer: list[str]) -> str:
    """What a council could ask about, or offer, now and before.

    >>> side_sentence("Kent", "can offer", ["workforce"], ["front door"])
    'Kent can offer workforce now; front door no longer.'
    """
    told = [f"{verb} {listed(more)} now"] if more else []
    told += [f"{'' if more else f'{verb} '}{listed(fewer)} no longer"] if fewer else []
    return f"{name} {'; '.join(told)}."
