"""The bank of questions for a visit: what its evidence is called, and what it must hold for every topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd

from scouting import terms
from scouting.catalog.tables import terms_in
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
#: What a topic needs among those about any of its measures, so that every sheet is full, and how many it may have in
#: all, so that people still read them.
FEWEST = {UNSEEN: 2, PRACTICE: 2}
FEWEST_FOR_ANY, MOST = 3, 20
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
    """What one cell of the bank cannot show: topics, measures, questions asked twice, and how many each topic has."""
    facts, bank = tables["indicators"], tables["questions"]
    measures = {key: list(mine.indicator_id) for key, mine in facts.groupby(["service", "topic"])}
    topics = {service: list(dict.fromkeys(mine.topic)) for service, mine in facts.groupby("service")}
    first: dict[str, int] = {}
    for row, one in enumerate(each_row(bank), start=2):
        where, known = f"questions.csv row {row} ({one.question_id})", topics.get(one.service, [])
        if known and one.topic not in known:
            said = f"'{one.topic}' is not a topic of {one.service} in indicators.csv."
            yield f"{where}, topic: {said}{did_you_mean(one.topic, known)}"
        for measure in terms_in(one.about):
            if measure not in (held := measures.get((one.service, one.topic), [])):
                yield f"{where}, about: '{measure}' is not an indicator of {one.topic}.{did_you_mean(measure, held)}"
        if first.setdefault(one.question, row) != row:
            yield f"{where}, question: is the same as in row {first[one.question]}."
    for (service, topic), mine in bank.groupby(["service", "topic"], sort=False):
        if topic in topics.get(str(service), []):
            where, any_of_them = f"questions.csv, {service}, {topic}", mine[mine.about == ""]
            if len(mine) > MOST:
                yield f"{where}: has {len(mine)} questions, and {MOST} are allowed."
            yield from _too_few(where, Counter(any_of_them.evidence))
    judged = facts[facts.polarity.map(terms.POLARITIES) != 0]
    told = set(bank[["service", "topic"]].itertuples(index=False, name=None))
    for service, topic in judged[["service", "topic"]].drop_duplicates().itertuples(index=False, name=None):
        if (service, topic) not in told:
            yield f"questions.csv, {service}, {topic}: has no question, although a council can be ahead on it."


def _too_few(where: str, has: Counter[str]) -> Iterator[str]:
    """What is too few of the questions about any measure of one topic, by their evidence."""
    for kind, fewest in FEWEST.items():
        if has[kind] < fewest:
            yield f"{where}: has {has[kind]} of the evidence {kind} about any measure, and needs {fewest}."
    if (n := sum(has[kind] for kind in FITS_ANY)) < FEWEST_FOR_ANY:
        together = ", ".join(FITS_ANY)
        yield f"{where}: has {n} of the evidence {together} together about any measure, and needs {FEWEST_FOR_ANY}."
