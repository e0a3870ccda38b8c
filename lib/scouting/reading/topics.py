"""What a paragraph is about, by declared lists of words (data/catalog/reading_topics.csv).

A paragraph is on a topic where it uses a row's words often enough in one of the row's sections. The lists are ours,
written by hand; how often they are right was measured on paragraphs that a person had labelled (docs/reading.md).
"""

from __future__ import annotations

import re

import pandas as pd

from scouting.catalog import terms_in
from scouting.frames import each_row

#: A row with this word is met by every paragraph of its sections.
EVERY = "*"
#: Before 2023 care leavers had no section of their own: a paragraph on children in care with three of these is theirs.
_LEAVERS = r"\b(?:care leavers?|personal advisers?|pas?|pathway plans?|leaving care|care experienced)\b"
_IN_CARE, _LEFT = "children_in_care", "care_leavers"


def marked(paragraphs: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """Paragraphs (``parse.paragraphs``) with what they are about. Columns beside theirs: topics, focuses, each in the
    order of the lists and joined by "; ", blank where nothing is met.

    ``lists``: ``reading_topics`` of the catalogue: topic, focus, sections (of these alone; blank: of all), times (how
    often the words must occur; once in a point of what needs to improve), words (joined by ";"; * ends a word that may
    go on; spaces and hyphens are the same) and but_not (what is passed over first, as if it were not there).

    >>> lists = pd.DataFrame({"topic": ["looked after: placements"], "focus": ["foster carers"], "sections": [""],
    ...     "times": [1.0], "words": ["foster* carer*; fostering"], "but_not": ["private fostering"]})
    >>> rows = pd.DataFrame({"section": ["", ""], "improve": [True, True], "text": ["Foster carers.",
    ...     "Private fostering."]})
    >>> marked(rows, lists).topics.tolist()
    ['looked after: placements', '']
    """
    text, found = _plain(paragraphs.text), {"topic": {}, "focus": {}}
    leavers = (paragraphs.section == _IN_CARE) & (text.str.count(_LEAVERS) > 2)
    placed = paragraphs.assign(section=paragraphs.section.mask(leavers, _LEFT))
    for row in each_row(lists):
        met = _met(placed, text, row)
        for kind, name in (("topic", row.topic), ("focus", row.focus)):
            if name:
                found[kind][name] = found[kind].get(name, False) | met
    return paragraphs.assign(topics=_joined(found["topic"], text), focuses=_joined(found["focus"], text))


def _met(paragraphs: pd.DataFrame, text: pd.Series, row) -> pd.Series:
    """Which paragraphs meet a row of the lists."""
    there = paragraphs.section.isin(terms_in(row.sections)) if row.sections else pd.Series(True, index=text.index)
    if row.words == EVERY:
        return there
    words, passed_over = re.compile(_any_of(row.words)), re.compile(_any_of(row.but_not)) if row.but_not else None
    least = paragraphs.improve.map({True: 1, False: row.times})[there]
    # Most paragraphs hold none of the words: what is passed over is looked for in the others alone.
    counts = [
        len(words.findall(passed_over.sub(" ", one) if passed_over and words.search(one) else one))
        for one in text[there]
    ]
    return there.mask(there, pd.Series(counts, index=least.index) >= least)


def _any_of(words: str) -> str:
    """A pattern for any of a list's words or phrases, whole.

    >>> _any_of("front door; referral*")
    '\\\\b(?:front door|referral\\\\w*)\\\\b'
    """
    phrases = (re.escape(_squeezed(word)).replace(r"\*", r"\w*").replace(r"\ ", " ") for word in terms_in(words))
    return rf"\b(?:{'|'.join(phrases)})\b"


def _squeezed(text: str) -> str:
    return " ".join(re.sub(r"[-‑–]", " ", text.casefold().replace("’", "'")).split())


def _plain(texts: pd.Series) -> pd.Series:
    """Texts in small letters, hyphens as spaces, so that a word broken over lines is found."""
    return texts.map(_squeezed)


def _joined(found: dict[str, pd.Series], like: pd.Series) -> pd.Series:
    """The names whose series is true, joined, for each paragraph."""
    joined = pd.Series("", index=like.index, dtype=str)
    for name, met in found.items():
        joined = joined.where(~met, joined + f"; {name}")
    return joined.str.removeprefix("; ")
