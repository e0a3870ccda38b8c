"""Table rows into words. Deterministic: a sentence holds the numbers of its row and no others."""

from scouting.sentences.backtest import backtest_sentences, of_hundred, revision_sentences
from scouting.sentences.indicator import (
    counting_sentences,
    direction_sentence,
    directions_sentence,
    funnel_sentences,
    moved_sentences,
    relative_sentence,
    target_bunching_sentence,
    trust_sentences,
)
from scouting.sentences.own import own_notices, own_sentence, target_sentence
from scouting.sentences.verdict import (
    bars_title,
    level_words,
    overview_title,
    people_sentence,
    place,
    trend_title,
    verdict_counts,
    verdict_sentence,
)
from scouting.sentences.words import (
    age_words,
    figure,
    many,
    missing_words,
    number,
    one_of,
    ordinal,
    percent,
    period_words,
    size,
)

__all__ = [
    "age_words", "backtest_sentences", "bars_title", "counting_sentences", "direction_sentence", "directions_sentence",
    "figure", "funnel_sentences", "level_words", "many", "missing_words", "moved_sentences", "number",
    "of_hundred", "one_of", "ordinal", "overview_title", "own_notices", "own_sentence", "people_sentence", "percent",
    "period_words", "place",
    "relative_sentence", "revision_sentences", "size", "target_bunching_sentence",
    "target_sentence", "trend_title", "trust_sentences", "verdict_counts", "verdict_sentence",
]  # fmt: skip
