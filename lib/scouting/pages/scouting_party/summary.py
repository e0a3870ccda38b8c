"""A study summed up in sentences: for the first lines of a page."""

from __future__ import annotations

import pandas as pd
from scipy import stats

from scouting import words as say
from scouting.frames import each_row
from scouting.pages.scouting_party import adults_words
from scouting.periods import newest_of_care
from scouting.study.core import Study
from scouting.terms import ALIKE, BY_HAND, CLEARLY, FEWEST_NEIGHBOURS, NOT_COMPARED, PROBABLY, TOO_CLOSE, TOO_FEW_PEOPLE

#: Why a measure is in no count, of one and of several.
_ASIDE = {
    "ended": ("has ended", "have ended"),
    "context": ("is of need and context", "are of need and context"),
    "older than its release": ("has no figure in the newest release", "have no figure in the newest release"),
    "first year of a new method": ("is in its first year of a new method", "are in their first year of a new method"),
    "mirror": ("repeats another measure", "repeat other measures"),
}
#: Measures on which neither high nor low is better are told in a count of their own, unless something else is said
#: against them.
_UNJUDGED = ("", "context")


def told(study: Study, as_of: str) -> dict[str, str]:
    """What a reader must know first, a sentence or two each, in reading order; what there is nothing to say of is left
    out.

    Keys: uncompared (where most measures cannot be compared: how many, and why), verdict (how many are clearly and
    probably better and worse, too close to call), chance (how many it would make look clear), unjudged (higher and
    lower), aside (what is in no count, and why), against (whom), age, missing, not compared, and for adults caveat and
    in development.

    >>> from scouting.study import study
    >>> list(told(study("Wiltshire", indicators="re_referrals"), "2026-11-23"))
    ['verdict', 'against', 'age']
    """
    rows, facts = study.comparison, study.panel.indicators
    why = _why(study)
    most = " ".join(adults_words.not_compared(why))
    missing = rows.marker[rows.value.isna()].map(say.missing_words).value_counts()
    reasons = ", ".join(f"{word} {n}" for word, n in missing.items())
    of_adults = facts[facts.service == "adults"]
    lines = {
        "uncompared": most,
        "verdict": _verdicts(study),
        "chance": _chance(study),
        "unjudged": _unjudged(study),
        "aside": _aside(study),
        "against": _against(study),
        "age": f"{say.many(len(rows), 'measure')}, with figures of care to {newest_of_care(rows, facts):%B %Y} "
        f"({say.age_words(newest_of_care(rows, facts), as_of)}).",
        "missing": f"No latest figure for {study.name} on {missing.sum()} of {say.many(len(rows), 'measure')}: "
        f"{reasons}." if len(missing) else "",
        "not compared": "" if most else _not_compared(why),
        "caveat": " ".join(adults_words.caveat()) if len(of_adults) else "",
        "in development": adults_words.in_development(of_adults),
    }  # fmt: skip
    return {key: line for key, line in lines.items() if line}


def compared(study: Study) -> pd.DataFrame:
    """The rows of ``study.headline`` that have a verdict: what every count of verdicts is made of."""
    rows = study.headline
    return rows[~rows.verdict.isin([NOT_COMPARED, TOO_FEW_PEOPLE])]


def _verdicts(study: Study) -> str:
    words = compared(study).verdict
    n, count = len(words), {word: int((words == word).sum()) for word in words.unique()}
    better, worse = (count.get(CLEARLY[side], 0) for side in ("better", "worse"))
    if not n:
        return "No measure can be compared with similar councils." if len(study.headline) else ""
    if better or worse:
        lines = [
            f"Clearly better than similar councils on {better or 'none'} of {say.many(n, 'measure')} and clearly worse "
            f"on {worse or 'none'}."
        ]
    else:
        lines = [f"Nothing sets {study.name} clearly apart from similar councils."]
    told = [PROBABLY[side] for side in ("better", "worse") if PROBABLY[side] in count]
    probable = [f"{word} on {count[word]}" for word in told]
    if probable:
        of = "" if better or worse else f" of {say.many(n, 'measure')}"
        text = " and ".join([f"{probable[0]}{of}", *probable[1:]])
        lines.append(f"{text[0].upper()}{text[1:]}.")
    close = count.get(TOO_CLOSE, 0)
    if close:
        which = f"the other {close if close > 1 else 'one'}" if close < n else _all(n)
        lines.append(f"On {which} the difference is too close to call.")
    return " ".join(lines)


def _all(n: int) -> str:
    return "the one measure compared" if n == 1 else f"all {n} measures"


def _chance(study: Study) -> str:
    """How many of the comparisons of this study chance alone would make look clear; blank where none is clear."""
    words = compared(study).verdict
    if not words.isin(CLEARLY.values()).any():
        return ""
    expected = say.number(2 * float(stats.norm.sf(study.panel.cutoffs.clear)) * len(words), 0)
    about = f"about {expected}" if expected != "0" else "fewer than one"
    return f"Chance alone would make {about} of {say.many(len(words), 'comparison')} look clear."


def _unjudged(study: Study) -> str:
    rows = study.comparison[(study.panel.sign == 0) & study.comparison.aside.isin(_UNJUDGED)]
    if rows.verdict.isin([NOT_COMPARED, TOO_FEW_PEOPLE]).all():
        return ""
    return f"On {say.many(len(rows), 'measure')} neither high nor low is better: {say.verdict_counts(rows.verdict)}."


def _aside(study: Study) -> str:
    rows = study.comparison
    rest = rows.aside[(rows.aside != "") & ~((study.panel.sign == 0) & rows.aside.isin(_UNJUDGED))]
    counts = rest.value_counts()
    told = [
        f"{counts[reason]} {words[int(counts[reason] > 1)]}" for reason, words in _ASIDE.items() if reason in counts
    ]
    return f"In none of these counts: {', '.join(told)}." if told else ""


def _against(study: Study) -> str:
    chosen = study.neighbour_set
    kind = "" if chosen.set_id in (*ALIKE, BY_HAND) else " (statistical neighbours)"
    return f"{study.name} is compared with {say.many(len(chosen.codes), 'similar council')}{kind}: {chosen.source}."


def _why(study: Study) -> pd.DataFrame:
    """Each measure's verdict, and in a few words why there is none: indicator_id, verdict, why."""
    rows, facts = study.comparison, study.panel.indicators
    why = [_reason(row, facts.statistic[row.indicator_id]) for row in each_row(rows)]
    return pd.DataFrame({"indicator_id": rows.index, "verdict": rows.verdict.to_numpy(), "why": why})


def _reason(row, statistic: str) -> str:
    if row.verdict == TOO_FEW_PEOPLE:
        return "too few people"
    if row.verdict != NOT_COMPARED:
        return ""
    if pd.isna(row.value):
        return "no figure"
    if statistic == "count":
        return "a count, which is not compared"
    if row.n_with_value < FEWEST_NEIGHBOURS * row.n_neighbours:
        return "too few similar councils with a figure"
    if pd.isna(row.noise):
        return "too few years on the present basis"
    return "no whole year of figures" if pd.isna(row.level) else "too few similar councils that can be compared"


def _not_compared(why: pd.DataFrame) -> str:
    counts = why.why[why.why != ""].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if counts.empty:
        return ""
    told = "; ".join(f"{reason} ({n})" for reason, n in counts.items())
    return f"{counts.sum()} of {say.many(len(why), 'measure')} cannot be compared: {told}."
