"""What a sentence of evidence says against the row it was made from: numbers read back out, words held to the verdict.

The readers here are written apart from the sentences: a pattern an item.
"""

import re

import numpy as np
import pandas as pd
import pytest
from tests.blame import BLAME_WORDS

from scouting.explain.evidence_words import item_sentence

N = r"(−?[\d,]+(?:\.\d+)?)"
#: How easily chance gives it: rarely where the gap is beyond 1.96 times its noise.
CHANCE = r"which chance alone (would rarely|could) give"
#: What each item's sentence must be, and which column each number is: value, |value|, second, |second|, n, 100*value.
PATTERNS = {
    "denominator": rf"could close up to {N}% of the gap. What .* counts per head lies {N} times the usual spread",
    "jump": rf"what .* counts moved by {N}% in a year beside all councils, {N} times the usual",
    "hundreds": r"(\d+) years? of 3 at exactly all or none; .*chance of it is (.+)\.$",
    "heaping": r"(\d+) figures? of .* multiples? of five; the chance of it is (.+)\.$",
    "markers": rf"{N} figures? (?:is|are) partial.* last (\d+)\.$",
    "improvement": rf"(\d+) measures? of .* with a target (improved|fell back) by {N} times .*, {CHANCE}",
    "steadiness": rf"^{N}% of councils move more steadily",
    "order": rf"improved by {N} times the usual spread of councils (more|less) than (\d+) .*, {CHANCE}",
    "years": rf"in {N} of the last (\d+) years(?:, on average by little)?\.$",
    "sets": rf"above the middle of {N} of (\d+) sets? of similar councils",
    "worsening": rf"(\d+) balancing measures? of the targets of .* (improved|fell back) by {N} times .*, {CHANCE}",
}
GAP = rf"is {N} times the usual spread of councils (ahead of|behind) .* on (\d+) measures?, {CHANCE}"
LEVEL = rf"(\d+) .* (?:is|are) {N} times the usual spread of councils on the (good|other) side .*, {CHANCE}"


def read(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def near(said: str, value: float, decimals: int) -> bool:
    return abs(read(said) - value) <= 0.5 * 10**-decimals + 1e-9


def agrees(row) -> bool:
    """Whether a sentence of evidence says what its row holds."""
    text = row.text
    if row.verdict == "no data":
        return not re.search(r"(for|against) it", text)
    if row.point in ("outcomes", "need", "timeliness") or (row.point == "guards" and row.kind == "serves"):
        found = re.search(GAP, text)
        size, way, n, z = found.groups()
        behind = re.search(r"behind by more than chance on (\d+)", text)
        good = (behind is None) == (row.detail in ("", "0")) and (behind is None or behind[1] == row.detail)
        return good and (way == "ahead of") == (row.value > 0) and _numbers(row, size, z, n)
    if row.point in ("targeted", "guards"):
        n, size, way, z = re.search(LEVEL, text).groups()
        return (way == "good") == (row.value > 0) and _numbers(row, size, z, n)
    if row.point == "denominator":
        if row.value <= 0:
            return "would close none of the gap" in text
        if np.isnan(row.second):
            return "need could not be allowed for" in text
        if not (found := re.search(PATTERNS[row.point], text)):
            return False
        share, left = found.groups()
        told = row.detail in text if row.detail else text.endswith("after region and need.")
        return told and near(share, 100 * row.value, 0) and near(left, row.second, 1)
    if row.point == "hundreds" and not row.n:
        return "has no year at exactly all or none" in text
    if row.point == "markers" and not row.value:
        return text.endswith(f"last {row.n} figures carry no mark of low quality.")
    if not (found := re.search(PATTERNS[row.point], text)):
        return False
    found = found.groups()
    if row.point in ("hundreds", "heaping"):
        chance = row.value < 1e-6 if found[1].startswith("under one in") else near(found[1], row.value, 6)
        return int(found[0]) == row.n and chance
    if row.point in ("improvement", "worsening"):
        n, way, size, z = found
        sure = ("surely not" in text) == (row.verdict == "against") if row.point == "improvement" else True
        return sure and (way == "improved") == (row.value > 0) and _numbers(row, size, z, n)
    if row.point == "order":
        size, way, n, z = found
        return (way == "more") == (row.value > 0) and _numbers(row, size, z, n)
    if row.point == "jump":
        jump = "no jump" not in text
        return jump == (row.verdict == "for") and near(found[0], 100 * row.value, 0) and near(found[1], row.second, 1)
    if row.point == "years" and ("by little" in text) != (row.detail != ""):
        return False
    if row.point == "steadiness":
        return near(found[0], 100 * row.value, 0)
    return read(found[0]) == row.value and int(found[1]) == row.n


def _numbers(row, size: str, z: str, n: str) -> bool:
    return near(size, abs(row.value), 2) and (z == "would rarely") == (abs(row.second) >= 1.96) and int(n) == row.n


def blame(text: str, facts, names) -> set[str]:
    """Words of the list in a sentence, published titles, labels and notes and councils' names left out."""
    columns = ["title", "short_title", "counting_note", "denominator_label", "numerator_label", "topic"]
    known = {text for column in columns for text in facts[column] if text}
    for one in sorted(known | set(names), key=len, reverse=True):  # a note may hold a title
        text = text.replace(one, " ")
    return set(re.findall(r"[a-z-]+", text.casefold())) & set(BLAME_WORDS)


FACTS = pd.DataFrame({"short_title": ["Made"]}, index=["i"])


@pytest.mark.parametrize(
    ("point", "numbers"),
    [
        ("denominator", {"value": 0.62, "second": 1.7, "n": 1}),
        ("denominator", {"value": -0.4, "second": -1.7, "n": 1}),
        ("denominator", {"value": 0.55, "second": np.nan, "n": 1}),
        ("denominator", {"value": 0.55, "second": 1.0, "n": 1, "detail": "counting, threshold or need"}),
        ("jump", {"value": 0.35, "second": 5.2, "n": 3, "verdict": "for"}),
        ("jump", {"value": 0.05, "second": 0.2, "n": 3}),
        ("hundreds", {"value": 2e-9, "n": 2, "verdict": "for"}),
        ("hundreds", {"value": 1.0, "n": 0}),
        ("heaping", {"value": 0.0004, "n": 4, "verdict": "for"}),
        ("markers", {"value": 1.0, "n": 3, "verdict": "for"}),
        ("markers", {"value": 0.0, "n": 3}),
        ("years", {"value": 2.0, "n": 3}),
        ("years", {"value": 3.0, "n": 3, "detail": "on average by little"}),
        ("sets", {"value": 1.0, "n": 1, "verdict": "for"}),
    ],
)
def test_a_sentence_agrees_with_its_numbers_and_not_with_others(point, numbers):
    row = {"kind": "counts", "point": point, "indicator_id": "i", "verdict": "neither", "second": np.nan, "detail": ""}
    row = pd.Series(row | numbers)
    row["text"] = item_sentence(row, FACTS, "Here", "There")
    assert agrees(row), row.text
    other = row.copy()
    other["value"], other["n"] = row.value + 0.3 if row.value > 0 else row.value + 1.3, row.n + 1
    other["second"] = 9.9
    assert not agrees(other), row.text


def test_every_grade_of_a_finding_has_words_of_its_own():
    from scouting.explain.words import finding_sentence

    told = [
        finding_sentence("serves", g, "t", "A", "B", (1, 1, 1)) for g in ("for", "against", "cannot tell", "no data")
    ]
    assert len({text.partition(" B ")[0] for text in told}) == 4
    assert "do not say" in told[2] and "suggest that" in told[0] and "unlikely" in told[1] and "No " in told[3]


def test_the_list_of_words_catches_one():
    columns = ["title", "short_title", "counting_note", "denominator_label", "numerator_label", "topic"]
    facts = pd.DataFrame([[""] * len(columns)], columns=columns)
    assert blame("They cheated in Kent.", facts, ["Kent"]) == {"cheated"}
    assert blame("Kent is ahead.", facts, ["Kent"]) == set()
