"""What a notebook shows of a council's early warning: what moved lately, questions to itself, inspection history.

What moved stands in the council's own report alone: no index, no other council's brief and no list holds it.
"""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting.charts import inspections
from scouting.charts.emit import emit
from scouting.frames import each_row
from scouting.pages.early_warning import words
from scouting.pages.early_warning.inspections import between, dated, graded, in_out_in, timeline
from scouting.pages.early_warning.stages import questions
from scouting.pages.early_warning.tables import MOST, lately
from scouting.study.core import Study
from scouting.terms import COLLECTED, FRAMEWORKS, JUDGEMENTS, NO_SIGN, NOT_ENOUGH, OF_ENGLAND, OFFICIAL, STAGES
from scouting.words import figure, many
from scouting.words.figures import day_words, number

#: Said wherever it is told what moved.
CONTEXT = "A change is a reason to ask, not a finding. These figures are months old when they come out."

_KINDS = {"symptom": "What we see", "cause": "What may be behind it", "plan": "Our improvement plan"}
_OWN_USE = (
    "These questions are for a team's own use. Four stages in which a service can lose its way are a way of thinking, "
    "and no figure says that a council is in one. Figures that bear on a question stand beside it."
)


def moved(study: Study) -> None:
    """The figures that moved more than in ordinary years, five at most in sentences, and every sign in a table."""
    rows, known = lately(study), study.data.catalog.indicators
    told = rows[~rows.state.isin([NO_SIGN, NOT_ENOUGH, OF_ENGLAND])].head(MOST)
    lines = [words.moved_sentence(row, known.loc[row.indicator_id]) for row in each_row(told)]
    markup.put(
        markup.sentences([words.counted_sentence(rows), CONTEXT]),
        markup.sentences([*lines, *words.england_sentence(rows)]),
        markup.folded(f"Every measure looked at: {many(len(rows), 'row')}", _table(study, rows)),
    )


def _table(study: Study, rows: pd.DataFrame) -> str:
    known, shown = study.data.catalog.indicators, []
    for row in each_row(rows):
        unit, decimals = words.unit_of(row, known.loc[row.indicator_id])
        blind = row.state == NOT_ENOUGH
        cells = {"Now": row.value, "Before": row.before, "England now": row.england_value,
                 "England before": row.england_before, "Similar councils": row.similar}  # fmt: skip
        shown.append(
            {
                "Measure": row.title,
                "What came of it": words.state_words(row),
                "Period": "" if pd.isna(row.period) else row.period,
                **{name: "" if blind or pd.isna(v) else figure(v, unit, decimals) for name, v in cells.items()},
                "Years now": "" if blind else number(row.years, 0),
                "Before from": "" if blind else row.from_period,
                "Times an ordinary year": "" if blind else number(row.z, 1),
                "Beside similar councils": row.verdict,
            }
        )
    caption = f"Figures of {study.name} held against their own past, England's movement taken off"
    numbers = ["Now", "Before", "England now", "England before", "Similar councils", "Times an ordinary year"]
    return markup.table(pd.DataFrame(shown), caption, numbers=numbers)


def ask_ourselves(study: Study) -> None:
    """Questions by stage of difficulty that a team puts to itself, figures beside: no council is said to be in one."""
    rows = questions(study)
    markup.put(markup.sentences([_OWN_USE]))
    for stage, some in rows.groupby("stage", sort=False):
        shown = {"About": some.kind.map(_KINDS), "Question": some.question, "Our figures on it": some.figures}
        caption = f"{STAGES[str(stage)]}: questions to ask ourselves"
        markup.put(markup.heading(3, f"{STAGES[str(stage)]}: what to ask ourselves"), markup.table(shown, caption))


#: The span of the chart: the first year of the framework, and to a year's end after the newest inspection held.
FIRST = "2018-01-01"


def history(study: Study, out: str = "") -> None:
    """The council's inspections since 2009 with every judgement, how long between, and who went in and out, counted.

    They are those of children's services: a study of adults is shown the assessment by the Care Quality Commission.
    """
    if study.service == "adults":
        rows = study.assessments
        markup.put(markup.heading(2, "Assessment by the Care Quality Commission"),
                   markup.sentences(words.assessment_sentences(rows, study.name)))  # fmt: skip
        return
    catalog = study.data.catalog
    mine, every = timeline(catalog.inspections, study.area_code), graded(catalog.inspections, collected=True)
    others = catalog.other_inspections
    lines = [
        *words.own_sentences(mine, study.name),
        *words.in_and_out_sentences(every, in_out_in(every), study.name, study.area_code),
        words.newer_words(graded(catalog.inspections).publication_date.max()),
        *words.between_sentences(between(dated(catalog.inspections))),
        *words.other_sentences(others[others.area_code == study.area_code]),
        words.NOT_TRUTH,
    ]
    table = markup.folded("The inspections as a table", _inspections_table(mine)) if len(mine) else ""
    markup.put(markup.heading(2, "Inspection history"), markup.sentences(lines), table)
    now = mine[mine.framework == "ILACS"]
    if len(now):
        _draw_history(now, study.name, f"{catalog.inspections.publication_date.max()[:4]}-12-31", out)


def _draw_history(now: pd.DataFrame, name: str, last: str, out: str) -> None:
    """The chart of a council's inspections under today's framework; those of earlier ones are not on its scale."""
    latest = now.iloc[-1]
    judged = f"judged {latest.overall}" if latest.overall else "inspected, without an overall grade,"
    title = f"{name} was {judged} in {latest.inspection_date:%B %Y}"
    listed = words.collected_words(now.publication_date[now.kind == COLLECTED])
    subtitle = f"Inspections of children's services under today's framework (ILACS). {listed}".strip()
    drawn = inspections.draw(now, title=title, first=FIRST, last=last, subtitle=subtitle)
    emit(drawn, "inspections", inspections.alt_text(now, title=title), out or None)


def _inspections_table(mine: pd.DataFrame) -> str:
    made = [{w: getattr(row, c) for c, w in JUDGEMENTS.items() if getattr(row, c)} for row in each_row(mine)]
    shown = {
        "Inspection": ["" if pd.isna(day) else day_words(day) for day in mine.inspection_date],
        "Report": [day_words(day) for day in mine.publication_date],
        "Framework": [FRAMEWORKS[framework] for framework in mine.framework],
        "Overall": mine.overall.replace("", "not judged"),
        "Other judgements": ["; ".join(f"{word}: {grade}" for word, grade in one.items()) for one in made],
        "From": mine.kind.map({OFFICIAL: "Ofsted's own edition", COLLECTED: COLLECTED}),
    }
    return markup.table(shown, f"Inspections since 2009. {words.NOT_ONE_SCALE}")
