"""Signs in words: what is shown, since when, beside whom, and how many chance alone would show."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row, row_of
from scouting.terms import COLLECTED, INADEQUATE, INSPECTION_GRADES, JUDGEMENTS, OTHER_FRAMEWORKS, QUALITY_STATEMENTS
from scouting.words.figures import day_words, figure, many, number, one_of

#: The question that the order of the signs puts.
FIRST_QUESTION = "Does your improvement plan treat a symptom, or what changed first?"

#: What shows a sign, as a reader meets it; blank where none is shown.
BASIS_WORDS = {
    "": "",
    "change": "a change",
    "standing": "far from other councils",
    "change and standing": "a change, and far from other councils",
}


def sign_title(sign, indicators: pd.DataFrame) -> str:
    """A sign in few words: its indicator, the direction, and what stands beside it.

    ``sign``: a row of ``signs.csv``; ``indicators``: the catalogue's.
    """
    short = indicators.short_title[sign.indicator_id]
    if sign.rule == "standing":
        return _stands_out(short, sign.direction)
    if sign.rule == "change_while_flat":
        return f"{short} {sign.direction}, demand not rising"
    if sign.rule == "ratio_change":
        return f"{short} per {one_of(indicators.short_title[sign.beside]).lower()} {sign.direction}"
    return f"{short} {sign.direction}"


def _stands_out(short: str, direction: str) -> str:
    return f"{short}: {'high' if direction == 'rising' else 'low'} beside others"


def sign_sentence(row, facts: pd.Series, beside: str) -> str:
    """One sign that is shown: its figure, what that is held against, and since when.

    ``row``: of ``study.warned``; ``facts``: its indicator in the catalogue; ``beside``: the short title of the second
    indicator of a pair.
    """
    unit, decimals = unit_of(row, facts)
    now, before = figure(row.value, unit, decimals), figure(row.before, unit, decimals)
    if row.basis == "standing":
        lines = [
            f"{_stands_out(facts.short_title, row.direction)}: {now} in {row.period}, against {before} at the middle "
            "council of England",
            "Few councils are this far from it",
        ]
    else:
        when = f"on average in the two years to {row.period}" if row.years == 2 else f"in {row.period}"
        lines = [
            f"{row.title}: {now} {when}, against {before} on average before that, from {row.from_period}",
            "This is more than the usual change from year to year",
        ]
    if row.rule == "change_while_flat":
        lines.append(f"Demand ({beside.lower()}) did not clearly rise")
    if row.basis == "change and standing":
        lines.append("Few councils are this far from the middle council of England")
    return ". ".join([*lines, f"Shown since {since_words(row)}."])


def unit_of(row, facts: pd.Series) -> tuple[str, int]:
    """The unit and decimals of a sign's figures: a ratio of two rates has no unit."""
    return ("", 2) if row.rule == "ratio_change" else (facts.unit, int(facts.decimals))


def since_words(row) -> str:
    """The year in which a sign that is shown began, as far as it can be known."""
    return f"{row.since} or earlier (the year before cannot be judged)" if row.since_earlier else str(row.since)


def beside_words(shown: int, judged: int) -> str:
    """How many of some councils show a sign.

    >>> beside_words(2, 9), beside_words(0, 0)
    ('2 of 9', 'not enough figures')
    """
    return f"{shown} of {judged}" if judged else "not enough figures"


def counted_sentences(rows: pd.DataFrame, fixed_on: str, tested: bool) -> list[str]:
    """How many warning signs are shown, how many chance alone would show, and how many cannot be judged.

    ``rows``: of ``stages.counted``, of one council and service; ``fixed_on``: the day on which the rules were fixed;
    ``tested``: whether they were held against inspections after that.

    >>> rows = pd.DataFrame({"n_shown": [2, 0], "n_no_sign": [4, 1], "n_not_enough": [0, 1], "by_chance": [0.3, 0.1]})
    >>> counted_sentences(rows, "2026-11-24", True)[:2]
    ['2 of the 7 warning signs that can be judged are shown. If nothing had changed, chance alone would show about \
0.4.', '1 more sign cannot be judged: too few figures.']
    """
    shown, blind = int(rows.n_shown.sum()), int(rows.n_not_enough.sum())
    judged = shown + int(rows.n_no_sign.sum())
    lines = [f"No warning sign can be judged: all {blind} have too few figures."]
    if judged:
        which, are = f"the {many(judged, 'warning sign')} that can be judged", "is" if shown == 1 else "are"
        lines = [
            f"{shown} of {which} {are} shown. If nothing had changed, chance alone would show about "
            f"{number(rows.by_chance.sum(), 1)}."
        ]
        if blind:
            lines.append(f"{many(blind, 'more sign')} cannot be judged: too few figures.")
    after = ", before they were tested" if tested else ""
    return [*lines, f"The rules of the signs were fixed on {day_words(fixed_on)}{after}."]


def order_sentences(rows: pd.DataFrame, name: str, judged: int, of: int) -> list[str]:
    """What changed first, what followed, and the question that this puts.

    ``rows``: of ``study.warned.order``; ``judged``: how many warning signs can be judged, ``of`` so many.
    """
    if rows.empty:
        return [
            f"{name} shows none of the {many(judged, 'warning sign')} that can be judged, of {of}, in the latest "
            "figures."
        ]
    lines = []
    for first, words in ((True, "What changed first"), (False, "What followed")):
        some = rows[rows["first"] == first]
        if len(some):
            named = "; ".join(f"{row.title} (since {row.since})" for row in each_row(some))
            lines.append(f"{words}: {named}.")
    if len(rows) > 1 and rows["first"].all():
        lines.append("Nothing followed: all of them began in the same year.")
    if rows.since_earlier.any():
        lines.append(
            f"{many(int(rows.since_earlier.sum()), 'sign')} of these may be older, because the year before cannot be "
            "judged."
        )
    return [*lines, FIRST_QUESTION]


NOT_TRUTH = (
    "A grade is context, not truth: one word for a whole service, from a few inspectors in a week or two, under rules "
    "that change, sometimes years ago; and inspectors read the same published figures before they come."
)


#: Said wherever judgements of several frameworks stand together.
NOT_ONE_SCALE = "Each framework asked other things, so grades of two frameworks are not on one scale."


def collected_words(days: pd.Series) -> str:
    """What to say of judgements from a collected list, by the days of their reports; nothing for none.

    >>> collected_words(pd.to_datetime(pd.Series(["2025-08-05"])))
    "The report of August 2025 is from a collected list (Data to Insight), not yet in an edition of Ofsted's."
    """
    if days.empty:
        return ""
    told = " and ".join(f"{day:%B %Y}" for day in days)
    verb = "report of {} is" if len(days) == 1 else "reports of {} are"
    return f"The {verb.format(told)} from a collected list (Data to Insight), not yet in an edition of Ofsted's."


def judged_words(row) -> str:
    """The overall grade of an inspection, or those of the judgements that it made where it has none.

    ``row``: of ``inspections.timeline``.
    """
    if row.overall:
        return row.overall
    made = ", ".join(f"{words} {getattr(row, column)}" for column, words in JUDGEMENTS.items() if getattr(row, column))
    return f"no overall grade but {made}" if row.framework == "ILACS" else made


def own_sentences(rows: pd.DataFrame, name: str) -> list[str]:
    """One council's inspections: ``rows`` as ``inspections.timeline`` gives them."""
    if rows.empty:
        return [f"No inspection of {name} since 2009 is held. Those of a council before it are not carried over."]
    now, before = rows[rows.framework == "ILACS"], rows[rows.framework != "ILACS"]
    lines = []
    if len(now):
        told = ", ".join(f"{judged_words(row)} ({row.inspection_date:%B %Y})" for row in each_row(now))
        lines.append(f"{name} has had {many(len(now), 'inspection')} under today's framework, ILACS: {told}.")
    if len(now) > 1:
        years = (now.inspection_date.iloc[-1] - now.inspection_date.iloc[-2]).days / 365.25
        lines.append(f"The latest came {number(years, 1)} years after the one before.")
    if len(before):
        day = before.framework + ", " + before.publication_date.dt.strftime("%B %Y")
        told = ", ".join(f"{judged_words(row)} ({day[row.Index]})" for row in each_row(before))
        lines += [f"Earlier frameworks, {many(len(before), 'report')} since 2009: {told}.", NOT_ONE_SCALE]
    return [*lines, collected_words(rows.publication_date[rows.kind == COLLECTED])]


def in_and_out_sentences(graded: pd.DataFrame, again: pd.DataFrame, name: str, area_code: str) -> list[str]:
    """How many councils were judged inadequate, and how many once more after they had left it; the reader's own is told
    with its days.

    ``graded`` and ``again``: as ``inspections.graded`` and ``inspections.in_out_in`` give them.
    """
    ever = graded.area_code[graded.grade >= INADEQUATE].nunique()
    first, last = graded.publication_date.min(), graded.publication_date.max()
    lines = [
        f"Of {many(graded.area_code.nunique(), 'council')} with reports from {first.year} to {last:%B %Y}, {ever} were "
        f"judged inadequate at least once, under one framework or another. {len(again)} went in, came out and went in "
        "again."
    ]
    if area_code in again.index:
        own = row_of(again, area_code)
        steps = (("inadequate", "into"), ("better", "out"), ("inadequate again", "again"))
        told = ", ".join(f"{word} in {own[step]:%B %Y} ({own[f'{step}_by']})" for word, step in steps)
        lines.append(f"{name} is one of the {len(again)}: {told}.")
    return lines


def other_sentences(rows: pd.DataFrame) -> list[str]:
    """Area SEND and youth justice inspections of one council, a line each: ``rows`` of ``other_inspections.csv``."""
    lines = []
    for row in each_row(rows):
        codes = OTHER_FRAMEWORKS[row.framework]
        outcome = "no outcome in the list" if pd.isna(row.outcome) else codes[int(row.outcome)]
        what = _OTHER_WORDS[row.framework] + (" of a service shared with other councils" if row.service else "")
        before = f" The one before was in {pd.Timestamp(row.previous_date):%B %Y}." if row.previous_date else ""
        lines.append(f"{what}, report of {pd.Timestamp(row.publication_date):%B %Y}: {outcome}.{before} {_FROM_A_LIST}")
    return lines


_OTHER_WORDS = {
    "area_send": "Area SEND inspection (of the area's partnership, not of the council alone)",
    "youth_justice": "Youth justice inspection",
}
_FROM_A_LIST = "From a collected list (Data to Insight)."


def assessment_sentences(rows: pd.DataFrame, name: str) -> list[str]:
    """The Care Quality Commission's assessments of one council, newest first; where to look if none is held.

    ``rows``: of ``assessments.csv``, of this council.
    """
    if rows.empty:
        return [
            f"No assessment of {name} by the Care Quality Commission is held here. Look on its website under local "
            f"authority assessment reports: {CQC_PAGE}."
        ]
    lines = []
    for row in each_row(rows.sort_values("report_date", ascending=False)):
        scored = {words: getattr(row, column) for column, words in QUALITY_STATEMENTS.items()}
        told = ", ".join(f"{words} {score:.0f}" for words, score in scored.items() if pd.notna(score))
        scores = f" Scores from 1 to 4, 4 the best: {told}." if told else ""
        lines.append(
            f"The Care Quality Commission rated {name} {row.rating} (report of {day_words(row.report_date)}).{scores} "
            f"{f'Report: {row.link}' if row.link else ''}".strip()
        )
    return lines


#: Where the Care Quality Commission publishes its assessments of councils.
CQC_PAGE = "https://www.cqc.org.uk/care-services/local-authority-assessment-reports"


def between_sentences(rows: pd.DataFrame) -> list[str]:
    """How long it was to the next inspection, by the grade before: ``rows`` as ``inspections.between`` gives them."""
    told = "; ".join(
        f"{INSPECTION_GRADES[int(row.previous)]} {number(row.middle, 1)} years "
        f"({number(row.lower_quartile, 1)} to {number(row.upper_quartile, 1)}, n = {row.n})"
        for row in each_row(rows)
    )
    return (
        [f"From one ILACS inspection to the next, by the grade before, middle half in brackets: {told}."]
        if told
        else []
    )
