"""What a notebook shows of a council's early warning: signs counted, over the years, their order, workforce.

It stands in the council's own report alone: no index, no other council's brief and no list holds a sign.
"""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting.charts import inspections
from scouting.charts import signs as signs_chart
from scouting.charts.emit import emit
from scouting.frames import each_row
from scouting.pages.common import texts
from scouting.pages.early_warning import words
from scouting.pages.early_warning.backtest_words import of_hundred
from scouting.pages.early_warning.inspections import between, dated, graded, in_out_in, timeline, yearly
from scouting.pages.early_warning.tables import Warned, alone, order, warned
from scouting.pages.indicator.movement import lines
from scouting.study.core import Study
from scouting.terms import COLLECTED, FRAMEWORKS, JUDGEMENTS, NOT_ENOUGH, OFFICIAL, SHOWN
from scouting.words import figure, many
from scouting.words.figures import day_words, number

#: Said wherever signs are counted.
CONTEXT = (
    "A sign is a reason to ask, not a finding. Published figures are months old when they come out, and a council may "
    "already have acted on what they show."
)

_SERVICES = {"children": "children's services", "adults": "adults' services"}
NEVER = "Signs of adults' services have never been tested on what came after them."


def counted(study: Study) -> None:
    """How many warning signs are shown, beside what chance alone would show, and the same by topic."""
    found = warned(study)
    warnings = found.topics[found.topics.kind == "warning"]
    for service in warnings.service.unique():
        some = warnings[warnings.service == service]
        tested = service == "children"
        told = words.counted_sentences(some, found.rows.fixed_on[found.rows.service == service].max(), tested)
        markup.put(
            _headed(service, warnings),
            markup.sentences([*told, "" if tested else NEVER, CONTEXT]),
            _topics_table(study, some),
        )


def _headed(service: str, rows: pd.DataFrame) -> str:
    """The service as a heading, where there are rows of both."""
    return markup.heading(3, _SERVICES[service].capitalize()) if rows.service.nunique() > 1 else ""


def _topics_table(study: Study, some: pd.DataFrame) -> str:
    shown = {
        "Topic": some.topic.map(_heading),
        "For: signs shown": some.n_shown.astype("str"),
        "Against: no sign": some.n_no_sign.astype("str"),
        "Not enough figures": some.n_not_enough.astype("str"),
        "Chance would show": [number(n, 1) for n in some.by_chance],
    }
    return markup.table(shown, f"Warning signs, {study.name}: counted by topic", numbers=list(shown)[1:])


def _heading(topic: str) -> str:
    return topic[:1].upper() + topic[1:]


def signs(study: Study, out: str = "", *, kind: str = "warning") -> None:
    """The signs over the years, those shown in words, and every sign with what it rests on. ``kind``: or recovery."""
    found = warned(study)
    rows = found.rows[found.rows.kind == kind]
    for service in rows.service.unique():
        some = rows[rows.service == service]
        n, judged = int((some.state == SHOWN).sum()), int((some.state != NOT_ENOUGH).sum())
        what = {"warning": "warning signs", "recovery": "signs of recovery"}[kind]
        title = f"{study.name}, {_SERVICES[service]}: {n} of {judged} {what} that can be judged are shown"
        _draw(found, some, title, kind, f"{service}-{kind}", out)
        markup.put(
            markup.sentences(_sentences(study, some)),
            markup.folded(f"Every sign: {many(len(some), 'row')}", _signs_table(study, some)),
        )


def _draw(found: Warned, some: pd.DataFrame, title: str, kind: str, name: str, out: str) -> None:
    beside = [words.beside_words(*pair) for pair in zip(some.neighbours_shown, some.neighbours_judged, strict=True)]
    rows = pd.DataFrame(
        {"sign_id": some.sign_id, "heading": some.topic.map(_heading), "title": some.title, "beside": beside}
    )
    cells = found.history[found.history.sign_id.isin(some.sign_id)]
    cells = cells.assign(year=cells.period_end.dt.year)[list(signs_chart.CELLS)]
    if cells.empty:
        markup.put(markup.sentences([f"No figure of any of these signs is held for {name.replace('-', ', ')}."]))
        return
    drawn = signs_chart.draw(rows, cells, title=title, kind=kind)
    emit(drawn, f"signs-{name}", signs_chart.alt_text(rows, cells, title=title), out or None)


def _sentences(study: Study, some: pd.DataFrame) -> list[str]:
    known, told = study.data.catalog.indicators, []
    for row in each_row(some[some.state == SHOWN]):
        beside = known.short_title[row.beside] if row.beside else ""
        near = words.beside_words(row.neighbours_shown, row.neighbours_judged)
        every = words.beside_words(row.councils_shown, row.councils_judged)
        sentence = words.sign_sentence(row, known.loc[row.indicator_id], beside)
        told.append(f"{sentence} {near} similar councils show it, and {every} councils in England.")
    return told


def _signs_table(study: Study, some: pd.DataFrame) -> str:
    catalog, shown = study.data.catalog, []
    known, recent = catalog.indicators, yearly(dated(catalog.inspections))
    for row in each_row(some):
        predictor = f"{'recovery' if row.kind == 'recovery' else 'sign'}:{row.sign_id}"
        unit, decimals = words.unit_of(row, known.loc[row.indicator_id])
        judged = row.state != NOT_ENOUGH
        shown.append(
            {
                "Sign": row.title,
                "Topic": _heading(row.topic),
                "State": row.state.replace("_", " "),
                "By": words.BASIS_WORDS[row.basis],
                "Since": words.since_words(row) if row.since else "",
                "Period": "" if pd.isna(row.period) else row.period,
                "Figure": figure(row.value, unit, decimals) if judged else "",
                "Beside": figure(row.before, unit, decimals) if judged else "",
                "Noise": figure(row.noise, "", max(decimals, 1)) if judged else "",
                "Times noise": number(row.z, 1) if judged else "",
                "Rows from": row.from_period if judged else "",
                "Rows of": row.indicator_id + (f", {row.beside}" if row.beside else ""),
                "Source of the sign": row.source,
                "Inspections since": of_hundred(catalog.backtest, predictor, recent),
            }
        )
    table = pd.DataFrame(shown)
    if (some.service == "adults").all():
        table = table.drop(columns="Inspections since")
    caption = f"Signs of {study.name}: the rows of values that each rests on are named"
    return markup.table(table, caption, numbers=["Figure", "Beside", "Noise", "Times noise"])


def recovery(study: Study, out: str = "") -> None:
    """Signs of recovery, declared and worked out as the warnings are."""
    signs(study, out, kind="recovery")


def first_and_followed(study: Study) -> None:
    """What changed first, apart from what followed, and the question that this puts."""
    found = warned(study)
    for service in found.rows.service.unique():
        some = found.rows[found.rows.service == service]
        markup.put(_headed(service, found.rows), markup.sentences(_order(some, study.name)))


def _order(rows: pd.DataFrame, name: str) -> list[str]:
    warnings = rows[rows.kind == "warning"]
    return words.order_sentences(order(rows), name, int((warnings.state != NOT_ENOUGH).sum()), len(warnings))


def workforce(study: Study) -> None:
    """The council's workforce beside its neighbours: it decides whether a change lasts."""
    known, rows, told = study.data.catalog.indicators, [], []
    facts = known[(known.facet == "workforce") & known.service.isin(study.indicators.service)]
    for indicator_id in facts.index[facts.polarity != "no_judgement"]:
        one = alone(study, indicator_id)
        if indicator_id not in one.comparison.index:
            continue
        row, fact = one.comparison.loc[indicator_id], known.loc[indicator_id]
        shown = texts([row.value, row.neighbour_median, row.england], fact, "no figure")
        rows.append([fact.short_title, row.period, *shown])
        told += [f"{fact.short_title}: {line}" for line in lines(one, indicator_id)[:1]]
    columns = ["Workforce", "Period", "Latest", "Neighbours' median", "England"]
    caption = f"Workforce of {study.name} beside similar councils"
    table = markup.table(pd.DataFrame(rows, columns=columns), caption, numbers=columns[2:])
    asked = "A stable workforce decides whether a change lasts. Who of those who made the last one is still there?"
    markup.put(table, markup.sentences([*told, asked]))


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
    mine, every = timeline(catalog.inspections, study.area_code), graded(catalog.inspections)
    others = catalog.other_inspections
    lines = [
        *words.own_sentences(mine, study.name),
        *words.in_and_out_sentences(every, in_out_in(every), study.name, study.area_code),
        *words.between_sentences(between(dated(catalog.inspections))),
        *words.other_sentences(others[others.area_code == study.area_code]),
        words.NOT_TRUTH,
    ]
    table = markup.folded("The inspections as a table", _table(mine)) if len(mine) else ""
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


def _table(mine: pd.DataFrame) -> str:
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
