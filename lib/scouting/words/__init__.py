"""Table rows into words that all pages share: figures and verdicts. A sentence holds the numbers of its row alone."""

from scouting.words.figures import (
    age_words,
    day_words,
    figure,
    listed,
    many,
    missing_words,
    number,
    one_of,
    ordinal,
    percent,
    period_words,
    said,
    size,
)
from scouting.words.verdict import (
    bars_title,
    level_words,
    people_sentence,
    place,
    trend_title,
    verdict_counts,
    verdict_sentence,
)

__all__ = [
    "age_words", "bars_title", "day_words", "figure", "level_words", "listed", "many", "missing_words", "number",
    "one_of", "ordinal", "people_sentence", "percent", "period_words", "place", "said", "size",
    "trend_title", "verdict_counts", "verdict_sentence",
]  # fmt: skip
