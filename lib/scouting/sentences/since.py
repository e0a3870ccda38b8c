"""What changed since the pack before, in words: each standing that is another, and why."""

from __future__ import annotations

from scouting.sentences.words import day_words, many

#: Against whom and over what each standing is.
HORIZONS = {
    "standing": "over three years, against neighbours",
    "standing_now": "in the latest period, against neighbours",
    "standing_england": "over three years, against England",
    "standing_now_england": "in the latest period, against England",
}
#: Why a standing moved, where none of the figures that are shown did.
ELSEWHERE = "figures of other councils, or their populations, are others, and the noise is estimated from all of them"
#: And in the document of a group, where many are looked at.
OF_A_GROUP = {"told_apart": "over three years, against neighbours, all looks allowed for"}


def listed(names: list[str]) -> str:
    """
    >>> listed(["Kent"]), listed(["Kent", "Derby", "Bury"])
    ('Kent', 'Kent, Derby and Bury')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def standing_sentence(title: str, horizon: str, before: str, now: str, causes: list[str]) -> str:
    """A standing that is another than before. ``causes``: what changed beneath it, in words.

    >>> standing_sentence("Re-referrals", "standing", "similar", "worse", ["a new figure (2025)"])
    'Re-referrals: over three years, against neighbours, similar before and worse now. Why: a new figure (2025).'
    """
    several = " (which of them moved it cannot be told from the two packs)" if len(causes) > 1 else ""
    against = (HORIZONS | OF_A_GROUP)[horizon]
    return f"{title}: {against}, {before} before and {now} now. Why: {'; '.join(causes)}{several}."


def neighbours_sentence(joined: list[str], left: list[str], before: str, now: str) -> str:
    """Who became a neighbour and who is one no more. ``before`` and ``now``: the sets.

    >>> neighbours_sentence(["Kent"], [], "region", "dfe_2025_05")
    'The neighbours are of the set dfe_2025_05, before of region. Kent joined.'
    """
    told = [f"{listed(joined)} joined" if joined else "", f"{listed(left)} left" if left else ""]
    moved = "; ".join(part for part in told if part)
    start = "" if before == now else f"The neighbours are of the set {now}, before of {before}."
    return f"{start} {'Of the neighbours, ' if not start else ''}{moved}{'.' if moved else ''}".strip()


def boundary_sentence(successions: list[tuple[str, list[str]]]) -> str:
    """Which councils were followed by which.

    >>> boundary_sentence([("Cumbria", ["Cumberland", "Westmorland and Furness"])])
    'Cumbria was followed by Cumberland and Westmorland and Furness.'
    """
    return " ".join(f"{old} was followed by {listed(new)}." for old, new in successions)


def summary_sentence(earlier: str, counts: dict[str, int], what: str = "pack") -> str:
    """How much changed. ``counts``: standing, new figure, revision; ``what`` was made before: a pack or a document.

    >>> summary_sentence("2026-10-01", {"standing": 1, "new figure": 3, "revision": 0})
    'Beside the pack of 1 October 2026: 1 standing changed, 3 new figures, no revision.'
    """
    words = {"standing": ("standing changed", "standings changed"), "new figure": ("new figure", "new figures"),
             "revision": ("revision", "revisions")}  # fmt: skip
    told = [
        many(counts.get(what, 0), *both) if counts.get(what, 0) else f"no {both[0]}" for what, both in words.items()
    ]
    return f"Beside the {what} of {day_words(earlier)}: {', '.join(told)}."


def council_sentence(name: str, joined: bool) -> str:
    """
    >>> council_sentence("Kent", True)
    'Kent joined the group.'
    """
    return f"{name} {'joined' if joined else 'left'} the group."


def side_sentence(name: str, verb: str, more: list[str], fewer: list[str]) -> str:
    """What a council could ask about, or offer, now and before.

    >>> side_sentence("Kent", "can offer", ["workforce"], ["front door"])
    'Kent: now can offer workforce; no more front door.'
    """
    told = [f"now {verb} {listed(more)}"] if more else []
    told += [f"no more {'' if more else f'{verb} '}{listed(fewer)}"] if fewer else []
    return f"{name}: {'; '.join(told)}."


def exchange_sentence(guest: str, host: str, now: bool) -> str:
    """
    >>> exchange_sentence("Kent", "Bury", False)
    'Kent and Bury are no pair of the exchange any more.'
    """
    return f"{guest} could now ask {host}." if now else f"{guest} and {host} are no pair of the exchange any more."


def nothing_sentence(earlier: str) -> str:
    """
    >>> nothing_sentence("2026-10-01")
    'Nothing changed since 1 October 2026.'
    """
    return f"Nothing changed since {day_words(earlier)}."
