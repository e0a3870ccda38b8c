"""What the back-test came to, in words: every number is of ``backtest.csv`` or ``revisions.csv``."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row, row_of
from scouting.words.figures import day_words, many, number

#: How the outcomes are called in a sentence, and how the scores are.
OUTCOME_WORDS = {"improve": "requires improvement or worse", "inadequate": "inadequate"}
SCORE_WORDS = {
    "risk": "Mean risk of 15 measures",
    "signs": "Share of measures that got worse",
    "previous": "Grade before alone",
    "risk_again": "Mean risk, where that is held",
    "missing": "Missing figures alone",
    "before": "Mean risk of the year before",
}
COIN = 0.5
#: What a reader must know of the test itself, whatever it came to.
CAVEATS = (
    "A figure counts as known from the end of its period plus the longest wait that its release has had. The figures "
    "are today's: what was published on the day is held for some of them only.",
    "Nothing was fitted to these inspections. The rules were fixed in a table with a date. Their authors had lived "
    "through the same years, so they were not blind to them. Forecasts sealed before an inspection are in a ledger.",
    "Inspectors see such figures before they come, so the figures may shape the grade.",
    "Inspections come sooner after an inadequate grade, so councils once judged inadequate count more often.",
    "A council that acted on a warning and put things right counts here as a warning that came to nothing.",
)


def one_area(table: pd.DataFrame, predictor: str, outcome: str) -> pd.Series | None:
    """The area under the curve of one score for one outcome, a row of ``backtest.csv``; None where it is not held."""
    rows = table[(table.section == "area") & (table.predictor == predictor) & (table.outcome == outcome)]
    return rows.iloc[0] if len(rows) and pd.notna(rows.value.iloc[0]) else None


def _of_100(share: float) -> str:
    return number(100 * share, 0)


def verdict(row: pd.Series) -> str:
    """What an area under the curve is worth, in plain words.

    >>> verdict(pd.Series({"value": 0.69, "lower": 0.62})), verdict(pd.Series({"value": 0.61, "lower": 0.5}))
    ('better than chance, though often mistaken', 'no better than chance')
    """
    if not row.lower > COIN:
        return "no better than chance"
    if row.value < 0.6:
        return "hardly better than chance"
    return "better than chance, though often mistaken" if row.value < 0.8 else "much better than chance"


def recent_words(yearly: pd.DataFrame, outcome: str) -> str:
    """How common an outcome is: the share of all inspections in the newest whole year, and the range in those before.

    ``yearly``: as ``warning.inspections.yearly`` gives it; ``outcome``: a key of ``OUTCOME_WORDS``.

    >>> yearly = pd.DataFrame({"year": [2022, 2023, 2024], "n": [50, 40, 49], "inadequate": [6, 8, 4]})
    >>> recent_words(yearly, "inadequate")
    '8% in 2024 (4 of 49), and 12% to 20% a year in 2022 to 2023'
    """
    shares = (yearly[outcome] / yearly.n).tolist()
    newest, before = yearly.iloc[-1], shares[:-1]
    told = f"{_of_100(shares[-1])}% in {newest.year:.0f} ({newest[outcome]:.0f} of {newest.n:.0f})"
    if not before:
        return told
    low, high = _of_100(min(before)), _of_100(max(before))
    first, last = yearly.year.iloc[0], yearly.year.iloc[-2]
    when = f"a year in {first:.0f} to {last:.0f}" if len(before) > 1 else f"in {first:.0f}"
    return f"{told}, and {low}% to {high}% {when}" if low != high else f"{told}, and {low}% {when}"


def recent_sentences(yearly: pd.DataFrame) -> list[str]:
    """How common each outcome has been of late, whatever any sign says: a risk means nothing without it."""
    if yearly.empty:
        return []
    return [
        f"Of all inspections of children's services, these were judged {words}: {recent_words(yearly, outcome)}."
        for outcome, words in OUTCOME_WORDS.items()
    ]


def _told(row: pd.Series) -> str:
    return f"{_of_100(row.value)} (likely {_of_100(row.lower)} to {_of_100(row.upper)}, {row.n:.0f} inspections)"


def backtest_sentences(table: pd.DataFrame) -> list[str]:
    """The result of the back-test, good or bad, the plainest first; one sentence where nothing is held.

    >>> backtest_sentences(pd.DataFrame(columns=["section", "predictor", "outcome", "part"]))
    ['The back-test has not been worked out. Run: scouting data backtest']
    """
    found = {outcome: one_area(table, "risk", outcome) for outcome in OUTCOME_WORDS}
    held = {outcome: row for outcome, row in found.items() if row is not None}
    if len(held) < len(found):
        return ["The back-test has not been worked out. Run: scouting data backtest"]
    short = "; ".join(f"{OUTCOME_WORDS[outcome]}, {verdict(row)}" for outcome, row in held.items())
    lines = [
        "Fifteen measures together were held against past inspections of children's "
        f"services. They picked out councils later judged: {short}.",
        "How to read the numbers: take an inspection that ended this way and one that did not. The number says in how "
        "many of 100 such pairs the first had the higher score. Chance gives 50.",
    ]
    lately = one_area(table, "signs", "improve")
    if lately is not None:
        lines.append(
            f"What got worse lately picked them out {verdict(lately)}: it is a reason to ask, and no forecast."
        )
    for outcome, words in OUTCOME_WORDS.items():
        held = [(SCORE_WORDS[p], one_area(table, p, outcome)) for p in ("risk", "signs", "previous", "missing")]
        told = ", ".join(f"{name.lower()} {_told(row)}" for name, row in held if row is not None)
        lines.append(f"{words[0].upper()}{words[1:]}: {told}.")
    return [*lines, *forward_sentences(table), *brier_sentences(table), *_single(table), *_top(table)]


def _single(table: pd.DataFrame) -> list[str]:
    lines = []
    for outcome, words in OUTCOME_WORDS.items():
        single = table.predictor.str.startswith("sign:")
        rows = table[(table.section == "area") & single & (table.outcome == outcome)]
        rows = rows[rows.lower.notna()]
        if len(rows):
            told, against = int((rows.lower > COIN).sum()), int((rows.upper < COIN).sum())
            lines.append(
                f"{many(len(rows), 'single sign')} appeared often enough to judge. Beyond chance, {told} appeared more "
                f"often before a grade of {words}, as expected, and {against} less often. Chance alone would give "
                f"{_about(0.025 * len(rows))} each way."
            )
    return lines


def _about(expected: float) -> str:
    return "fewer than one" if expected < 0.5 else "about one" if expected < 1.5 else f"about {number(expected, 0)}"


def _top(table: pd.DataFrame) -> list[str]:
    rows = table[(table.section == "top_ten") & (table.predictor == "risk") & (table.part == "all years")]
    return [
        f"{row.cases:.0f} of the {row.n:.0f} inspections with the ten highest risks of their year were judged "
        f"{OUTCOME_WORDS[row.outcome]} ({_of_100(row.value)}%). Of all inspections in those years, "
        f"{_of_100(row.against)}% were."
        for row in each_row(rows)
    ]


def forward_sentences(table: pd.DataFrame) -> list[str]:
    """How signs did on newer inspections that were not used when they were made, held against them once: rows of the
    section "forward"; nothing where none are held.

    >>> row = {"section": "forward", "part": "signs of 2026-11-24", "predictor": "forecast", "outcome": "improve",
    ...        "value": 0.143, "lower": 0.07, "upper": 0.28, "against": 0.41, "cases": 6, "n": 42, "councils": 42}
    >>> forward_sentences(pd.DataFrame([row]))[0]
    'The signs and the risk as fixed on 24 November 2026 were held once against 42 newer inspections, from a \
collected list, that were not used when they were made. The risk said that 41% would be judged requires improvement or \
worse; 14% were (6 of 42).'
    """
    rows = table[(table.section == "forward") & (table.outcome == "improve")].set_index("predictor")
    if "forecast" not in rows.index:
        return []
    came = row_of(rows, "forecast")
    lines = [
        f"The signs and the risk as fixed on {day_words(came.part.rpartition(' ')[2])} were held once against "
        f"{came.n:.0f} newer inspections, from a collected list, that were not used when they were made. The risk said "
        f"that {_of_100(came.against)}% would be judged {OUTCOME_WORDS['improve']}; {_of_100(came.value)}% were "
        f"({came.cases:.0f} of {came.n:.0f})."
    ]
    names = {**SCORE_WORDS, "signs": "Share of warning signs of then"}
    held = [(names[p], row_of(rows, p)) for p in ("risk", "signs", "previous") if p in rows.index]
    told = ", ".join(f"{name.lower()} {_told(row)}" for name, row in held)
    return [*lines, f"So few cases say little of how well they sorted them: {told}."] if told else lines


def brier_sentences(table: pd.DataFrame) -> list[str]:
    """Whether a forecast by risk came nearer than the recent rate, the same for everybody."""
    rows = table[(table.section == "brier") & (table.predictor == "risk")]
    return [
        f"Forecasts of {OUTCOME_WORDS[row.outcome]} by risk, held to the rate of the three years before, missed by "
        f"{number(row.value, 3)} (Brier's score, zero is perfect); that rate alone, the same for everybody, missed by "
        f"{number(row.against, 3)}."
        for row in each_row(rows)
    ]


def aftermath_sentences(table: pd.DataFrame) -> list[str]:
    """What stood beside a judgement in the years after it, from ``aftermath.csv``: beside, not because.

    >>> row = {"grade": "inadequate", "score": "all", "kind": "after", "years": 1, "value": 5.72, "lower": 3.3,
    ...        "upper": 8.2, "n": 44}
    >>> aftermath_sentences(pd.DataFrame([row, {**row, "kind": "placebo", "years": 2, "value": 4.9, "lower": 0.3,
    ...                                         "upper": 9.1, "n": 22}]))[1]
    'After a grade of inadequate: 6 points nearer the low end (3 to 8, 44 reports) a year on, as against the year \
before. In the years before such a grade, the same comparison gives 5 points nearer the low end (0 to 9, 22 \
reports).'
    """
    lines = []
    for grade in table.grade.drop_duplicates():
        rows = table[(table.grade == grade) & (table.score == "all")]
        first = rows[(rows.kind == "after") & (rows.years == 1)]
        before = rows[(rows.kind == "placebo") & (rows.years == 2)]
        if len(first) and len(before):
            lines.append(
                f"After a grade of {grade}: {_points(first.iloc[0])} a year on, as against the year before. In the "
                f"years before such a grade, the same comparison gives {_points(before.iloc[0])}."
            )
    return [_AFTERMATH, *lines] if lines else []


_AFTERMATH = (
    "Councils judged were held against five others like them in level and need before. Points are places of 100 among "
    "all councils, over fifteen measures. This is what stood beside a grade, not what it did: where the years before "
    "show the same, the slope was there already."
)


def _points(row) -> str:
    way = 1 if row.value > 0 else -1
    low, high = sorted((way * row.lower, way * row.upper))
    end = "low" if way > 0 else "high"
    points = "point" if number(abs(row.value), 0) == "1" else "points"
    span = f"{number(low, 0)} to {number(high, 0)}, {row.n:.0f} reports"
    return f"{number(abs(row.value), 0)} {points} nearer the {end} end ({span})"


def revision_sentences(table: pd.DataFrame) -> list[str]:
    """How far figures were revised since earlier editions, from ``revisions.csv``; nothing where none are held.

    >>> row = {"source_id": "a", "edition": "2024", "indicator_id": "x", "both": 1000, "changed": 1, "only_one": 2,
    ...        "largest": 0.4, "newest": 150, "newest_changed": 1}
    >>> revision_sentences(pd.DataFrame([row]))[0]
    'Of 1,000 figures that an edition of 2024 and the one of today both give, 1 was changed beyond rounding, 2 are in \
one of the two alone.'
    """
    if table.empty:
        return []
    years = sorted(set(table.edition))
    both, changed, lone = (int(table[c].sum()) for c in ("both", "changed", "only_one"))
    newest, moved = int(table.newest.sum()), int(table.newest_changed.sum())
    listed = " or ".join(filter(None, [", ".join(years[:-1]), years[-1]]))
    editions = f"an edition of {listed} and the one of today both give"
    was, are = ("was" if changed == 1 else "were"), ("is" if lone == 1 else "are")
    then = "was" if moved == 1 else "were"
    return [
        f"Of {both:,} figures that {editions}, {changed:,} {was} changed beyond rounding, {lone:,} {are} in "
        "one of the two alone.",
        f"Of the {newest:,} that were the newest of their edition, {moved:,} {then} changed.",
        f"That is known of {many(table.indicator_id.nunique(), 'indicator')}. Of all others, and of years before those "
        "editions, only the figures of today are held.",
    ]
