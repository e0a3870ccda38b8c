"""What a notebook shows of a council's early warning: stages, signs over the years, their order, recovery, workforce.

It stands in the council's own pack alone: no index, no other council's brief and no list holds a stage.
"""

from __future__ import annotations

import pandas as pd

from scouting.charts import signs as chart
from scouting.charts.emit import emit
from scouting.sentences import figure, many
from scouting.sentences import warning as say
from scouting.sentences.backtest import backtest_sentences, of_hundred
from scouting.study import markup
from scouting.study.core import Study
from scouting.study.movement import lines
from scouting.study.warned import Warned, alone, order, warned
from scouting.terms import NEVER_BACK_TESTED, NOT_ENOUGH, POSTURES, SHOWN, STAGES

#: Said wherever stages are shown.
CONTEXT = (
    "A sign is a reason to ask, not a finding. Published figures are months old when they come out, and a council may "
    "have long since acted on what they show."
)

_SERVICES = {"children": "children's services", "adults": "adults' services"}
NEVER = "Signs of adults' services were never back-tested: no inspection is there to test them on."


def stages(study: Study) -> None:
    """The evidence for and against each stage, apart from what cannot be told; the posture each shown stage asks for.

    No single score: every stage stands with the signs that make it.
    """
    found = warned(study)
    warnings = found.stages[found.stages.kind == "warning"]
    several = warnings.service.nunique() > 1
    for service, some in warnings.groupby("service", sort=False):
        told = [say.stage_sentence(row) for row in some.itertuples()]
        asked = [line for stage in some.stage[some.state == SHOWN] for line in _asked(study, service, stage)]
        judged = int(some.n_looked.sum())
        fixed = found.rows.fixed_on.max()
        sure = say.how_sure(judged, float(some.by_chance.sum()), fixed)
        markup.put(
            markup.heading(3, _SERVICES[service].capitalize()) if several else "",
            _stages_table(study, service, some),
            markup.sentences([*told, *asked, sure, NEVER if service == "adults" else "", CONTEXT]),
        )


def _asked(study: Study, service: str, stage: str) -> list[str]:
    """What a stage that is shown asks for, and what followed where it was shown in the past."""
    return [
        f"{STAGES[stage]}. {_then(study, service, stage)}",
        f"{STAGES[stage]} asks for a posture. {POSTURES[stage]}",
    ]


def _then(study: Study, service: str, stage: str) -> str:
    tested = service == "children"
    return of_hundred(study.data.catalog.backtest, f"stage:{stage}") if tested else "Never back-tested."


def _stages_table(study: Study, service: str, some: pd.DataFrame) -> str:
    shown = pd.DataFrame(
        {
            "Stage": some.stage.map(STAGES),
            "For: signs shown": some.n_shown.astype("str"),
            "Against: no sign": some.n_no_sign.astype("str"),
            "Not enough figures": some.n_not_enough.astype("str"),
            "Chance would show": [f"{n:.1f}" for n in some.by_chance],
            "In words": some.state.map(say.STATE_WORDS),
            "Where a stage was shown in the past": [_then(study, service, stage) for stage in some.stage],
        }
    )
    return markup.table(shown, f"Stages, {study.name}: signs counted", numbers=list(shown.columns[1:5]))


def signs(study: Study, out: str = "", *, kind: str = "warning") -> None:
    """The signs over the years, those shown in words, and every sign with what it rests on. ``kind``: or recovery."""
    found = warned(study)
    rows = found.rows[found.rows.kind == kind]
    for service, some in rows.groupby("service", sort=False):
        n, judged = int((some.state == SHOWN).sum()), int((some.state != NOT_ENOUGH).sum())
        what = {"warning": "warning signs", "recovery": "signs of recovery"}[kind]
        title = f"{study.name}, {_SERVICES[service]}: {n} of {judged} {what} that can be judged are shown"
        _draw(found, some, title, kind, f"{service}-{kind}", out)
        markup.put(
            markup.sentences(_sentences(study, some)),
            markup.folded(f"Every sign: {many(len(some), 'row')}", _signs_table(study, some)),
        )


def _draw(found: Warned, some: pd.DataFrame, title: str, kind: str, name: str, out: str) -> None:
    beside = [say.beside_words(*pair) for pair in zip(some.neighbours_shown, some.neighbours_judged, strict=True)]
    rows = pd.DataFrame(
        {"sign_id": some.sign_id, "heading": some.stage.map(STAGES), "title": some.title, "beside": beside}
    )
    cells = found.history[found.history.sign_id.isin(some.sign_id)]
    cells = cells.assign(year=cells.period_end.dt.year)[list(chart.CELLS)]
    if cells.empty:
        markup.put(markup.sentences([f"No figure of any of these signs is held for {name.replace('-', ', ')}."]))
        return
    drawn = chart.draw(rows, cells, title=title, kind=kind)
    emit(drawn, f"signs-{name}", chart.alt_text(rows, cells, title=title), out or None)


def _sentences(study: Study, some: pd.DataFrame) -> list[str]:
    known, told = study.data.catalog.indicators, []
    for row in some[some.state == SHOWN].itertuples():
        beside = known.short_title[row.beside] if row.beside else ""
        near = say.beside_words(row.neighbours_shown, row.neighbours_judged)
        every = say.beside_words(row.councils_shown, row.councils_judged)
        sentence = say.sign_sentence(row, known.loc[row.indicator_id], beside)
        told.append(f"{sentence} {near} neighbours show it, and {every} councils of England. {row.why}")
    return told


def _signs_table(study: Study, some: pd.DataFrame) -> str:
    known, tested, shown = study.data.catalog.indicators, study.data.catalog.backtest, []
    for row in some.itertuples():
        predictor = f"{'recovery' if row.kind == 'recovery' else 'sign'}:{row.sign_id}"
        unit, decimals = say.unit_of(row, known.loc[row.indicator_id])
        judged = row.state != NOT_ENOUGH
        shown.append(
            {
                "Sign": row.title,
                "Stage": STAGES[row.stage],
                "State": row.state.replace("_", " "),
                "By": row.basis,
                "Since": say.since_words(row) if row.since else "",
                "Period": "" if pd.isna(row.period) else row.period,
                "Figure": figure(row.value, unit, decimals) if judged else "",
                "Beside": figure(row.before, unit, decimals) if judged else "",
                "Noise": figure(row.noise, "", max(decimals, 1)) if judged else "",
                "Times noise": f"{row.z:.1f}".replace("-", "−") if judged else "",
                "Rows from": row.from_period if judged else "",
                "Rows of": row.indicator_id + (f", {row.beside}" if row.beside else ""),
                "Why it is a sign": row.why,
                "Source of the sign": row.source,
                "Inspections since": (
                    NEVER_BACK_TESTED if row.back_tested == NEVER_BACK_TESTED else of_hundred(tested, predictor)
                ),
            }
        )
    caption = f"Signs of {study.name}: the rows of values that each rests on are named"
    return markup.table(pd.DataFrame(shown), caption, numbers=["Figure", "Beside", "Noise", "Times noise"])


def recovery(study: Study, out: str = "") -> None:
    """Signs of recovery, declared and worked out as the warnings are."""
    signs(study, out, kind="recovery")


def first_and_followed(study: Study) -> None:
    """What changed first, apart from what followed, and the question that this puts."""
    found = warned(study)
    for service, some in found.rows.groupby("service", sort=False):
        told = _order(some, study.name)
        head = markup.heading(3, _SERVICES[service].capitalize()) if found.rows.service.nunique() > 1 else ""
        markup.put(head, markup.sentences(told))


def _order(rows: pd.DataFrame, name: str) -> list[str]:
    warnings = rows[rows.kind == "warning"]
    return say.order_sentences(order(rows), name, int((warnings.state != NOT_ENOUGH).sum()), len(warnings))


def workforce(study: Study) -> None:
    """The council's workforce beside its neighbours: it decides whether a change lasts."""
    known, rows, told = study.data.catalog.indicators, [], []
    facts = known[(known.facet == "workforce") & known.service.isin(study.indicators.service)]
    for indicator_id in facts.index[facts.polarity != "no_judgement"]:
        one = alone(study, indicator_id)
        if indicator_id not in one.comparison.index:
            continue
        row, fact = one.comparison.loc[indicator_id], known.loc[indicator_id]
        shown = [figure(v, fact.unit, fact.decimals) for v in (row.value, row.sustained, row.neighbour_median)]
        rows.append([fact.short_title, row.period, *shown, figure(row.england, fact.unit, fact.decimals), row.standing])
        told += [f"{fact.short_title}: {line}" for line in lines(one, indicator_id)[:1]]
    columns = ["Workforce", "Period", "Latest", "Mean of three", "Neighbours' median", "England", "Over three years"]
    table = pd.DataFrame(rows, columns=columns)
    caption = f"Workforce of {study.name} beside its neighbours"
    asked = "Workforce stability decides whether a change lasts: who of those who made the last one is still there?"
    markup.put(markup.table(table, caption, numbers=columns[2:6]), markup.sentences([*told, asked]))


def summary(study: Study) -> None:
    """Early warning in short, for the first page of the council's own pack: stages, their order and the question.

    How well such signs foretold inspections stands beside them, good or bad.
    """
    found = warned(study)
    warnings = found.stages[found.stages.kind == "warning"]
    told = [say.stage_sentence(row) for row in warnings.itertuples()]
    shown = warnings[warnings.state == SHOWN]
    asked = [line for row in shown.itertuples() for line in _asked(study, row.service, row.stage)]
    small = [*backtest_sentences(study.data.catalog.backtest)[:1], NEVER if "adults" in set(warnings.service) else ""]
    markup.put(
        markup.heading(2, "Early warning"),
        markup.sentences([*told, *_order(found.rows, study.name), *asked, *small, CONTEXT]),
    )
