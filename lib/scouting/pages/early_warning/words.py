"""What has changed lately, and the inspection history, in words."""

from __future__ import annotations

import pandas as pd

from scouting.frames import each_row, row_of
from scouting.pages.early_warning.signs import CHANGE_ALARM
from scouting.terms import (
    COLLECTED,
    GOT_BETTER,
    INADEQUATE,
    INSPECTION_GRADES,
    JUDGEMENTS,
    LOST,
    NO_SIGN,
    NOT_ENOUGH,
    OF_ENGLAND,
    OTHER_FRAMEWORKS,
    QUALITY_STATEMENTS,
    WARNING,
)  # fmt: skip
from scouting.words.figures import day_words, figure, listed, many, number, one_of

#: What is asked where a figure got better.
WHAT_HELPED = "What helped, and who should hear of it?"
#: States of a sign in the table of all of them, and in their sentences.
MOVED = "moved beyond ordinary years"
STATE_WORDS = {
    WARNING: "got worse",
    LOST: "got worse, still no worse than similar councils",
    GOT_BETTER: "got better",
    OF_ENGLAND: "moved in many councils at once",
    NO_SIGN: "no change beyond ordinary years",
    NOT_ENOUGH: "too few people or years",
}


def measure(row, indicators: pd.DataFrame) -> str:
    """What a sign watches: its measure, or one measure for each of another.

    ``row``: of ``signs.csv``; ``indicators``: the catalogue's.
    """
    short = indicators.short_title[row.indicator_id]
    return f"{short} per {one_of(indicators.short_title[row.beside]).lower()}" if row.beside else short


def state_words(row) -> str:
    """What came of a sign: ``row`` of ``tables.lately``. Where neither way is better, that it moved."""
    if row.neutral and row.state in (WARNING, LOST, GOT_BETTER):
        return MOVED
    return STATE_WORDS[row.state]


def unit_of(row, facts: pd.Series) -> tuple[str, int]:
    """The unit and decimals of a sign's figures: a ratio of two rates has no unit."""
    return ("", 2) if row.beside else (facts.unit, int(facts.decimals))


def counted_sentence(rows: pd.DataFrame) -> str:
    """How many figures moved more than in ordinary years, and how many would by chance: ``rows`` of ``tables.lately``.

    >>> rows = pd.DataFrame({"state": ["warning", "got better", "no sign", "no sign", "not enough"], "neutral": False})
    >>> counted_sentence(rows)
    'Of 4 measures, 2 moved more than in ordinary years: 1 got worse and 1 got better. Chance alone would move \
about 0.1. On 1 more there are too few people or years to tell.'
    """
    judged, blind = rows[rows.state != NOT_ENOUGH], int((rows.state == NOT_ENOUGH).sum())
    if judged.empty:
        return "There are too few people or years behind these figures to tell what has changed."
    moved = judged[judged.state.isin([WARNING, LOST, GOT_BETTER])]
    told = f"Of {many(len(judged), 'measure')}, none moved more than in ordinary years."
    if len(moved):
        better, neutral = moved.state == GOT_BETTER, moved.neutral
        kinds = (("got worse", ~better & ~neutral), ("got better", better & ~neutral),
                 ("where neither way is better by itself", neutral))  # fmt: skip
        ways = listed([f"{some.sum()} {way}" for way, some in kinds if some.any()])
        chance = 2 * CHANGE_ALARM * len(judged)
        about = "almost none" if chance < 0.05 else f"about {number(chance, 1)}"
        told = (
            f"Of {many(len(judged), 'measure')}, {len(moved)} moved more than in ordinary years: {ways}. Chance alone "
            f"would move {about}."
        )
    return f"{told} On {blind} more there are too few people or years to tell." if blind else told


def moved_sentence(row, facts: pd.Series) -> str:
    """One figure that moved: from what to what, England and similar councils beside, and a question.

    ``row``: of ``tables.lately``; ``facts``: its indicator in the catalogue.
    """
    unit, decimals = unit_of(row, facts)

    def short(value: float) -> str:
        return figure(value, unit, decimals)

    when = f"in {row.period}" if row.years == 1 else f"on average in the two years to {row.period}"
    way = "up" if row.value > row.before else "down"
    lines = [
        f"{row.title}: {short(row.value)} {when}, {way} from {short(row.before)} on average in {row.from_period} to "
        f"{row.to_period}"
    ]
    theirs, was = short(row.england_value), short(row.england_before)
    beside = f"{row.line[:1].upper()}{row.line[1:]} "
    beside += f"stayed at {theirs}" if theirs == was else f"went from {was} to {theirs}"
    lines.append(beside if pd.isna(row.similar) else f"{beside}; similar councils are at {short(row.similar)}")
    if row.state == LOST:
        lines.append("It is still no worse than in similar councils")
    return ". ".join(lines) + f". {WHAT_HELPED if row.state == GOT_BETTER and not row.neutral else row.question}"


def england_sentence(rows: pd.DataFrame) -> list[str]:
    """What moved in so many councils that it is England's: ``rows`` of ``tables.lately``; nothing where none is."""
    told = "; ".join(rows.title[rows.state == OF_ENGLAND])
    return [f"More than a quarter of all councils moved the same way on these: {told}."] if told else []


def expected_sentences(rows: pd.DataFrame, indicators: pd.DataFrame) -> list[str]:
    """New figures that lie where past years made it unlikely, five at most, and how many chance alone would give.

    ``rows``: of ``expected.outside``; ``indicators``: the catalogue's.
    """
    if rows.empty:
        return []
    out, of = rows[rows.far > 1], many(len(rows), "new figure")
    chance = number(0.05 * len(rows), 0)
    if out.empty:
        return [f"Of {of}, none lies outside the range that past years made likely."]
    are = "lies" if len(out) == 1 else "lie"
    lines = [
        f"Of {of}, {len(out)} {are} outside the range in which 95 of 100 such figures fall. Chance alone would give "
        f"about {chance}."
    ]
    for row in each_row(out.head(5)):
        facts = indicators.loc[row.indicator_id]
        now, before, low, high = (
            figure(x, facts.unit, int(facts.decimals)) for x in (row.value, row.before, row.lower_95, row.upper_95)
        )
        lines.append(f"{facts.short_title}: {now} in {row.period}, after {before}; {low} to {high} was likely.")
    return lines


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


def newer_words(last: pd.Timestamp) -> str:
    """From when on reports are from a collected list: ``last``, the newest of Ofsted's own edition.

    >>> newer_words(pd.Timestamp("2025-05-20"))
    'Reports after May 2025 are from a collected list (Data to Insight).'
    """
    return f"Reports after {last:%B %Y} are from a collected list (Data to Insight)."


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
