"""What the back-test came to, in words: every number is of ``backtest.csv`` or ``revisions.csv``."""

from __future__ import annotations

import pandas as pd

from scouting.sentences.words import many

#: How the outcomes are called in a sentence, and how the scores are.
OUTCOME_WORDS = {"improve": "requires improvement or worse", "inadequate": "inadequate"}
SCORE_WORDS = {
    "risk": "Mean risk of 15 indicators",
    "signs": "Share of warning signs shown",
    "previous": "Grade before alone",
    "risk_again": "Mean risk, where that is held",
    "missing": "Missing figures alone",
    "before": "Mean risk of the year before",
}
COIN = 0.5
#: Shown at fewer inspections than this, a sign says nothing of what followed.
FEWEST_SHOWN = 10
#: What a reader must know of the test itself, whatever it came to.
CAVEATS = (
    "A figure counts as known from the end of its period and the longest wait that its release has had. The figures "
    "are those of today: editions of the day are held for some of them only.",
    "Nothing was fitted to these inspections. The rules were fixed in a table with a date; who wrote them had lived "
    "through the same years, so they are not blind to them.",
    "Inspectors see such figures before they come: part of what is foretold is what they read.",
    "Inspections come sooner after an inadequate grade, so councils once found so count more often.",
    "A council that heeded a warning and mended things counts here as an alarm for nothing.",
    "Adults' services had no such inspections in these years: their signs were never back-tested.",
)


def one_area(table: pd.DataFrame, predictor: str, outcome: str) -> pd.Series | None:
    """The area under the curve of one score for one outcome, a row of ``backtest.csv``; None where it is not held."""
    rows = table[(table.section == "area") & (table.predictor == predictor) & (table.outcome == outcome)]
    return rows.iloc[0] if len(rows) and pd.notna(rows.value.iloc[0]) else None


def _of_100(share: float) -> str:
    return f"{100 * share + 1e-9:.0f}"


def verdict(row: pd.Series) -> str:
    """What an area under the curve is worth, in plain words.

    >>> verdict(pd.Series({"value": 0.69, "lower": 0.62})), verdict(pd.Series({"value": 0.61, "lower": 0.5}))
    ('better than a coin, and often mistaken', 'not to be told from a coin')
    """
    if not row.lower > COIN:
        return "not to be told from a coin"
    if row.value < 0.6:
        return "hardly better than a coin"
    return "better than a coin, and often mistaken" if row.value < 0.8 else "much better than a coin"


def _told(row: pd.Series) -> str:
    return f"{_of_100(row.value)} (likely {_of_100(row.lower)} to {_of_100(row.upper)}, {row.n:.0f} inspections)"


def backtest_sentences(table: pd.DataFrame) -> list[str]:
    """The result of the back-test, good or bad, the plainest first; one sentence where nothing is held.

    >>> backtest_sentences(pd.DataFrame(columns=["section", "predictor", "outcome", "part"]))
    ['The back-test has not been worked out. Run: scouting data backtest']
    """
    found = {outcome: one_area(table, "risk", outcome) for outcome in OUTCOME_WORDS}
    if any(row is None for row in found.values()):
        return ["The back-test has not been worked out. Run: scouting data backtest"]
    short = "; ".join(f"{OUTCOME_WORDS[outcome]}, {verdict(row)}" for outcome, row in found.items())
    lines = [
        f"In short, so well did the fifteen figures together foretell inspections: {short}.",
        "How to read the numbers: of 100 pairs of an inspection that ended so and one that did not, in how many the "
        "first had the higher score. A coin gives 50.",
    ]
    for outcome, words in OUTCOME_WORDS.items():
        held = [(SCORE_WORDS[p], one_area(table, p, outcome)) for p in ("risk", "signs", "previous", "missing")]
        told = ", ".join(f"{name.lower()} {_told(row)}" for name, row in held if row is not None)
        lines.append(f"{words[0].upper()}{words[1:]}: {told}.")
    return [*lines, *_single(table), *_top(table)]


def _single(table: pd.DataFrame) -> list[str]:
    lines = []
    for outcome, words in OUTCOME_WORDS.items():
        single = table.predictor.str.startswith(("sign:", "recovery:"))
        rows = table[(table.section == "area") & single & (table.outcome == outcome)]
        rows = rows[rows.lower.notna()]
        if len(rows):
            told, against = int((rows.lower > COIN).sum()), int((rows.upper < COIN).sum())
            lines.append(
                f"Of {many(len(rows), 'single sign')} shown often enough to tell, {told} told councils judged {words} "
                f"from others as meant and {against} the other way, beyond chance; chance alone would give about "
                f"{_about(0.025 * len(rows))} each way."
            )
    return lines


def _about(number: float) -> str:
    return "none" if number < 0.5 else "one" if number < 1.5 else f"{number:.0f}"


def _top(table: pd.DataFrame) -> list[str]:
    rows = table[(table.section == "top_ten") & (table.predictor == "risk") & (table.part == "all years")]
    return [
        f"Of the {row.n:.0f} inspections that had the ten highest risks of their year, {row.cases:.0f} ended "
        f"{OUTCOME_WORDS[row.outcome]} ({row.value:.0%}); of all in those years {row.against:.0%} did."
        for row in rows.itertuples()
    ]


def of_hundred(table: pd.DataFrame, predictor: str, outcome: str = "inadequate") -> str:
    """What followed where a sign or stage was shown (``sign:ID``, ``stage:NAME``): small print for a pack.

    >>> row = {"section": "shown", "predictor": "sign:a", "outcome": "inadequate", "part": "", "value": 0.25,
    ...        "lower": 0.1, "upper": 0.5, "against": 0.1, "cases": 4, "n": 16, "councils": 16}
    >>> of_hundred(pd.DataFrame([row]), "sign:a")
    'Of 100 councils showing this, about 25 were then judged inadequate (likely 10 to 50; 4 of 16 inspections); of 100 \
not showing it, about 10. The difference may be chance.'
    >>> of_hundred(pd.DataFrame([row]), "sign:b")
    'Never back-tested.'
    """
    rows = table[(table.section == "shown") & (table.predictor == predictor) & (table.outcome == outcome)]
    if rows.empty:
        return "Never back-tested."
    row = rows.iloc[0]
    if row.n < FEWEST_SHOWN:
        return f"Shown at {many(int(row.n), 'inspection')} only: too few to say what followed."
    may_be = " The difference may be chance." if row.lower <= row.against <= row.upper else ""
    return (
        f"Of 100 councils showing this, about {_of_100(row.value)} were then judged {OUTCOME_WORDS[outcome]} (likely "
        f"{_of_100(row.lower)} to {_of_100(row.upper)}; {row.cases:.0f} of {row.n:.0f} inspections); of 100 not "
        f"showing it, about {_of_100(row.against)}.{may_be}"
    )


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
    editions = f"an edition of {' or '.join(years)} and the one of today both give"
    was, are = ("was" if changed == 1 else "were"), ("is" if lone == 1 else "are")
    then = "was" if moved == 1 else "were"
    return [
        f"Of {both:,} figures that {editions}, {changed:,} {was} changed beyond rounding, {lone:,} {are} in "
        "one of the two alone.",
        f"Of the {newest:,} that were the newest of their edition, {moved:,} {then} changed.",
        f"That is known of {many(table.indicator_id.nunique(), 'indicator')}. Of all others, and of years before those "
        "editions, only the figures of today are held.",
    ]
