"""The bank of questions for a visit: what its evidence is called, and what it must hold for every topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from scouting import terms
from scouting.errors import did_you_mean
from scouting.frames import each_row

PRACTICE, UNSEEN = "practice", "unseen"
#: What a question answers to, in the order in which it is told of what is allowed.
EVIDENCE = (
    "parted",  # the two councils' figures parted in a year
    "step",  # the gap arises at a step of the journey
    "counting",  # the counting rule leaves room
    "workforce",
    "demand",
    "placements",  # kinds and distance of placements; for adults, settings and providers
    "spending",
    "inspection",  # what inspectors said
    "improver",  # the host was where we are, and got better
    "price",  # what it cost elsewhere
    "stopped",  # what the host stopped doing
    UNSEEN,  # what no figure shows
    PRACTICE,
)
#: What can be asked of any host, whatever the figures say, in the order in which it fills a sheet up.
FITS_ANY = (PRACTICE, "stopped", "price")
#: What a topic needs so that every sheet is full, and what it may have so that people still read all of it.
FEWEST = {UNSEEN: 2, PRACTICE: 2}
FEWEST_FOR_ANY, MOST = 3, 8
#: A longer question is not understood when it is heard once.
MOST_WORDS = 35


def asked(cell: str) -> str:
    """What is wrong with the words of a question, or nothing.

    >>> asked("Who chairs the panel"), asked("Who chairs the panel?")
    ("'Who chairs the panel' does not end with a question mark.", '')
    """
    if not cell.endswith("?"):
        return f"'{cell}' does not end with a question mark."
    words = len(cell.split())
    return "" if words <= MOST_WORDS else f"'{cell}' has {words} words, and {MOST_WORDS} are allowed."


def problems_of_questions(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """What one cell of the bank cannot show: topics, questions asked twice, and how many each topic has."""
    facts, bank = tables["indicators"], tables["questions"]
    topics = {service: list(dict.fromkeys(mine.topic)) for service, mine in facts.groupby("service")}
    first: dict[str, int] = {}
    for row, one in enumerate(each_row(bank), start=2):
        where, known = f"questions.csv row {row} ({one.question_id})", topics.get(one.service, [])
        if known and one.topic not in known:
            said = f"'{one.topic}' is not a topic of {one.service} in indicators.csv."
            yield f"{where}, topic: {said}{did_you_mean(one.topic, known)}"
        if first.setdefault(one.question, row) != row:
            yield f"{where}, question: is the question of row {first[one.question]}."
    for (service, topic), mine in bank.groupby(["service", "topic"], sort=False):
        if topic in topics.get(str(service), []):
            yield from _numbers(f"questions.csv, {service}, {topic}", Counter(mine.evidence))
    judged = facts[facts.polarity.map(terms.POLARITIES) != 0]
    told = set(bank[["service", "topic"]].itertuples(index=False, name=None))
    for service, topic in judged[["service", "topic"]].drop_duplicates().itertuples(index=False, name=None):
        if (service, topic) not in told:
            yield f"questions.csv, {service}, {topic}: has no question, yet a council can be ahead on it."


def _numbers(where: str, has: Counter[str]) -> Iterator[str]:
    """What is too many or too few of one topic's questions, by their evidence."""
    if has.total() > MOST:
        yield f"{where}: has {has.total()} questions, and {MOST} are allowed."
    for kind, fewest in FEWEST.items():
        if has[kind] < fewest:
            yield f"{where}: has {has[kind]} of the evidence {kind}, and needs {fewest}."
    if (n := sum(has[kind] for kind in FITS_ANY)) < FEWEST_FOR_ANY:
        yield f"{where}: has {n} of the evidence {', '.join(FITS_ANY)} together, and needs {FEWEST_FOR_ANY}."
